"""``workbench glossary``: look after glossary files, and see what became of their terms."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import (
    CLEAN,
    FINDINGS,
    Bar,
    edge,
    emit,
    emit_json,
    output_option,
    print_table,
    read_argument,
    write_atomically,
)
from workbench.cli.options import glossary_option, glossary_paths, language_options

if TYPE_CHECKING:
    from workbench.glossary import Match, Problem
    from workbench.glossary.usage import Usage
    from workbench.model import Parallel

__all__ = ["command"]

_LEVELS = {"E": "error", "W": "warning", "I": "notice"}

_files = click.argument("files", metavar="FILE...", nargs=-1, required=True)


@click.group()
def command() -> None:
    """Look after glossaries: one YAML file per field, terms in many languages, matched in any form.

    \b
    Examples:
      workbench glossary lint glossaries/*.yaml
      workbench glossary find article.txt --lang en
      workbench glossary report article.txt human.txt --to uk
    """


@command.command()
@_files
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="github: annotations in a pull request.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@output_option
@edge
def lint(files: tuple[str, ...], form: str, strict: bool, output: str | None) -> None:
    """Name what is wrong in FILEs, with the remedy.

    FILE may be a folder: the .yaml files in it.
    The exit status is 1 if there are errors.
    """
    from workbench.glossary.lint import lint as find_problems

    paths = glossary_paths(files)
    problems = find_problems(paths)
    if form == "json":
        emit_json([_problem_json(problem) for problem in problems], output)
    elif form == "github":
        emit("\n".join(map(_annotation, problems)), output)
    elif output or problems:
        emit("\n".join(f"{_level(p)}: {p} [{p.code}]" for p in problems), output)
    counts = Counter(map(_level, problems))
    if form == "text" and not output:
        told = ", ".join(f"{n} {level}{'s' * (n != 1)}" for level, n in sorted(counts.items()))
        click.echo(f"{len(paths)} file{'s' * (len(paths) != 1)}: {told or 'no problems'}.", err=True)
    sys.exit(FINDINGS if counts["error"] or (strict and counts["warning"]) else CLEAN)


def _level(problem: Problem) -> str:
    return _LEVELS[problem.severity.value]


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": _level(problem),
        "code": problem.code,
        "message": problem.message,
        "fix": problem.fix,
    }


def _annotation(problem: Problem) -> str:
    """A workflow command; GitHub wants %, line ends, and in properties : and , escaped."""

    def escaped(text: str, more: str = "") -> str:
        for char in "%\r\n" + more:
            text = text.replace(char, f"%{ord(char):02X}")
        return text

    place = f"file={escaped(problem.path, ':,')},line={problem.line},col={problem.column}"
    text = escaped(f"{problem.message} {problem.fix}".strip())
    return f"::{_level(problem)} {place},title=glossary {problem.code}::{text}"


@command.command()
@_files
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
@edge
def fmt(files: tuple[str, ...], check: bool) -> None:
    """Lay FILEs out alike, keeping comments.

    Order and quotes are kept too; doing it twice changes nothing more.
    """
    from workbench.glossary.layout import reformat_file

    changed = []
    for path in glossary_paths(files):
        before, after = reformat_file(path)
        if before != after:
            changed.append(path)
            if not check:
                write_atomically(path, after)
    for path in changed:
        click.echo(f"{'Would change' if check else 'Changed'} {path}.", err=True)
    if not changed:
        click.echo("Nothing to change.", err=True)
    sys.exit(FINDINGS if check and changed else CLEAN)


@command.command()
@click.argument("text", metavar="TEXT|FILE")
@click.option("--lang", metavar="LANG", help="Language of the text; told by itself if not given.")
@glossary_option
@click.option("--nested", is_flag=True, help="Also terms inside longer ones.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@output_option
@edge
def find(
    text: str, lang: str | None, glossaries: tuple[str, ...], nested: bool, form: str, output: str | None
) -> None:
    """Find terms in a text, in any inflected form.

    Give the TEXT itself, a FILE, or - for standard input.
    """
    from workbench.glossary import Matcher, load_all

    content = read_argument(text).text if text == "-" or Path(text).is_file() else text
    lang = lang or _told(content)
    matcher = Matcher(load_all(glossary_paths(glossaries)))
    matches = matcher.find(content, lang, nested=nested)
    if form == "json":
        emit_json([_match_json(match) for match in matches], output)
        return
    rows = [_match_row(match, content) for match in matches]
    print_table(("place", "found", "term", "status", "concept", "entry"), rows, output)
    if not matches:
        click.echo(f"No terms of {len(matcher.glossaries)} glossaries in this text ({lang}).", err=True)


def _told(text: str) -> str:
    """The language of a text, detected.

    Raises:
        UnknownLanguage: it cannot be told.
    """
    from workbench.detection import detect
    from workbench.errors import UnknownLanguage

    guess = detect(text)
    if guess.lang is None:
        raise UnknownLanguage("The language cannot be told from this text.", hint="Name it with --lang.")
    return guess.lang


def _match_json(match: Match) -> dict[str, Any]:
    return {
        "start": match.span.start,
        "end": match.span.end,
        "text": match.text,
        "term": match.term.text,
        "status": match.term.status.value,
        "concept": match.concept.id,
        "keys": list(match.keys),
        "part": match.part,
        "where": match.term.where,
        "why": match.term.why,
    }


def _match_row(match: Match, text: str) -> tuple[str, ...]:
    line = text.count("\n", 0, match.span.start) + 1
    column = match.span.start - text.rfind("\n", 0, match.span.start)
    found = " ".join(match.text.split()) + (" (in a compound)" if match.part else "")
    return (
        f"{line}:{column}",
        found,
        match.term.text,
        match.term.status.value,
        match.concept.id,
        match.term.where,
    )


@command.command()
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="RENDERING...", nargs=-1, required=True)
@language_options
@click.option("--to", "target_lang", metavar="LANG", help="Language of the renderings.")
@click.option("--presegmented", is_flag=True, help="One segment per line; line i renders line i.")
@glossary_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@output_option
@edge
def report(
    source: str,
    renderings: tuple[str, ...],
    source_lang: str | None,
    working: str,
    target_lang: str | None,
    presegmented: bool,
    glossaries: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """Say for every concept how the RENDERINGs treat it: hit, variant, missing, forbidden, with counts.

    Concepts that the texts never use are counted at the end. Rows are numbered from 1.
    """
    from workbench.glossary import Matcher, load_all
    from workbench.glossary.usage import outcomes_of, usage

    loaded = load_all(glossary_paths(glossaries))
    table = _aligned(source, renderings, source_lang, target_lang, working, presegmented)
    matcher = Matcher(loaded)
    used = {name: usage(loaded, outcomes_of(table, n, matcher)) for n, name in enumerate(renderings)}
    if form == "json":
        emit_json({name: [_usage_json(u) for u in concepts] for name, concepts in used.items()}, output)
        return
    heads = ("rendering", "concept", "hit", "variant", "missing", "forbidden", "found", "rows")
    print_table(heads, [_usage_row(name, u) for name, all_ in used.items() for u in all_ if u.used], output)
    for name, concepts in used.items():
        never = sum(not u.used for u in concepts)
        click.echo(f"{name}: {never} of {len(concepts)} concepts never used.", err=True)


def _aligned(
    source: str,
    renderings: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    working: str,
    presegmented: bool,
) -> Parallel:
    """The texts side by side, unchecked."""
    from workbench.cli.options import languages
    from workbench.pipeline import Given, Plan, run

    plan = Plan(
        source=Given(read_argument(source), source_lang),
        renderings=tuple(Given(read_argument(name), target_lang) for name in renderings),
        presegmented=presegmented,
        paired=presegmented,
        checks=False,
        working=languages(working),
    )
    with Bar() as bar:
        return run(plan, bar).parallel


def _usage_row(name: str, used: Usage) -> tuple[str, ...]:
    counts = {state.value: len(rows) for state, rows in used.places.items()}
    rows = " ".join(
        f"{state.value}:{','.join(str(row + 1) for row in places)}" for state, places in used.places.items()
    )
    numbers = (str(counts.get(state, 0)) for state in ("hit", "variant", "missing", "forbidden"))
    return name, used.concept.id, *numbers, ", ".join(used.found), rows


def _usage_json(used: Usage) -> dict[str, Any]:
    return {
        "concept": used.concept.id,
        "where": used.concept.where,
        "rows": {state.value: [row + 1 for row in rows] for state, rows in used.places.items()},
        "found": dict(used.found),
    }


@command.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@output_option
@edge
def diff(left: str, right: str, form: str, output: str | None) -> None:
    """Compare two glossaries, entry by entry.

    Layout and order do not count. The exit status is 1 if they differ.
    """
    from dataclasses import asdict

    from workbench.glossary import load
    from workbench.glossary.usage import differences

    found = differences(load(left), load(right))
    if form == "json":
        emit_json([asdict(difference) for difference in found], output)
    else:
        signs = {"added": "+", "removed": "-", "changed": "~"}
        lines = [
            f"{signs[d.kind]} {d.concept} {d.what}".rstrip()
            + (f": {d.left or '—'} → {d.right or '—'}" if d.kind == "changed" else "")
            for d in found
        ]
        if lines:
            emit("\n".join(lines), output)
    sys.exit(FINDINGS if found else CLEAN)


@command.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@output_option
@edge
def merge(left: str, right: str, output: str | None) -> None:
    """Join two glossaries into one.

    Where they disagree, A holds. Concepts with one id become one, with the terms of both. The files'
    comments are not kept.
    """
    from workbench.glossary import load
    from workbench.glossary.write import merged, to_yaml

    emit(to_yaml(merged(load(left), load(right))), output)


@command.command()
@_files
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@edge
def stats(files: tuple[str, ...], form: str) -> None:
    """Count concepts, terms and languages."""
    from dataclasses import asdict

    from workbench.glossary import load
    from workbench.glossary.usage import stats as count

    counted = {str(path): count(load(path)) for path in glossary_paths(files)}
    if form == "json":
        emit_json({name: asdict(one) for name, one in counted.items()})
        return
    rows = [
        (
            name,
            str(one.concepts),
            str(sum(one.terms.values())),
            str(one.forbidden),
            " ".join(f"{lang}:{n}" for lang, n in one.complete.items()),
        )
        for name, one in counted.items()
    ]
    print_table(("file", "concepts", "terms", "forbidden", "concepts with a term in"), rows)


@command.command()
@click.option("--example", is_flag=True, help="Print a small glossary to start from instead.")
@output_option
@edge
def schema(example: bool, output: str | None) -> None:
    """Print the JSON Schema, for editors."""
    from importlib.resources import files

    name = "example.yaml" if example else "schema.json"
    emit(files("workbench.glossary").joinpath(name).read_text("utf-8"), output)


@command.command()
@click.argument("file", metavar="IN")
@click.option(
    "-o", "--output", metavar="OUT", required=True, help="File to write; its name tells the format."
)
@click.option("--from", "source", metavar="LANG", help="Source language, for formats that do not say (TSV).")
@click.option("--to", "target", metavar="LANG", help="Target language, likewise.")
@click.option("--tbx-version", type=click.Choice(["2", "3"]), default="3", show_default=True)
@click.option("--strict", is_flag=True, help="Write nothing if something would be lost.")
@edge
def convert(
    file: str, output: str, source: str | None, target: str | None, tbx_version: str, strict: bool
) -> None:
    """Convert between YAML, CSV, TSV, XLSX, TBX and TMX.

    What the other format cannot carry is listed on standard error. CSV and XLSX carry everything, YAML
    comments too; TSV is OmegaT's glossary, for one direction; TMX takes the allowed terms only.

    \b
    Examples:
      workbench glossary convert press.yaml -o press.tbx
      workbench glossary convert theirs.csv -o theirs.yaml
      workbench glossary convert press.yaml -o omegat.tsv --from en --to uk
    """
    from workbench.glossary.convert import Job, format_of
    from workbench.glossary.convert import convert as carry
    from workbench.glossary.yamltext import read_bytes

    path, into = Path(file), Path(output)
    form = format_of(into)
    job = Job(file, source or "", target or "")
    carried = carry(
        read_bytes(path), format_of(path), "tbx2" if (form, tbx_version) == ("tbx", "2") else form, job
    )
    for lost in carried.lost:
        click.echo(f"Not carried: {lost}.", err=True)
    if strict and carried.lost:
        click.echo("Nothing written, because of --strict.", err=True)
        sys.exit(FINDINGS)
    emit(carried.data, output)


@command.command()
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="RENDERING...", nargs=-1, required=True)
@language_options
@click.option("--to", "target_lang", metavar="LANG", help="Language of the renderings.")
@click.option("--presegmented", is_flag=True, help="One segment per line; line i renders line i.")
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True, help="Rows a phrase must recur in."
)
@glossary_option
@output_option
@edge
def mine(
    source: str,
    renderings: tuple[str, ...],
    source_lang: str | None,
    working: str,
    target_lang: str | None,
    presegmented: bool,
    least: int,
    glossaries: tuple[str, ...],
    output: str | None,
) -> None:
    """Propose new entries from aligned texts.

    Recurring phrases with one counterpart, names that sound alike, acronyms spelled out on both sides.
    What the glossaries have already is left out. The result is YAML to choose from, the evidence in
    comments; it is printed, never added to a glossary.
    """
    from workbench.glossary import Matcher, load_all
    from workbench.glossary.mine import as_yaml
    from workbench.glossary.mine import mine as propose

    table = _aligned(source, renderings, source_lang, target_lang, working, presegmented)
    texts = [
        (table.source_text(row), table.cell_text(row, rendering))
        for rendering in range(len(renderings))
        for row in range(len(table.rows))
    ]
    langs = table.source.lang or "", table.renderings[0].lang or ""
    known = Matcher(load_all(glossary_paths(glossaries)))
    found = propose(texts, *langs, least=least, known=known)
    emit(as_yaml(found, *langs), output)
    click.echo(f"{len(found)} proposals.", err=True)

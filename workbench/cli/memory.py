"""``workbench memory``: what was translated before, to be found again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from workbench.cli.common import (
    FINDINGS,
    Bar,
    edge,
    emit_json,
    output_option,
    print_table,
)
from workbench.cli.options import check_writable, glossary_option, glossary_paths, no_glossary_option
from workbench.cli.recalled import hit_row, print_match, suspect_row
from workbench.cli.saving import opened_store, store_option, user_name, who_option
from workbench.errors import BadFile
from workbench.memory.units import RULES, UnitOrigin

if TYPE_CHECKING:
    from workbench.memory.tm import Memory
    from workbench.memory.units import Match

__all__ = ["command"]

_json = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_SHOWN = 20
"""Problems of a file that are printed; the rest is counted."""


@click.group()
def command() -> None:
    """Keep and find translations that somebody confirmed.

    The memory lies in the store, with the projects: a file in your data folder, or what --store or
    WORKBENCH_STORE names.

    \b
    Examples:
      workbench memory import agency.tmx
      workbench memory search "The ministry said on Monday." --from en --to uk
      workbench memory search --phrase "press release"
      workbench memory clean
    """


def _language_options(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option("--to", "target", metavar="LANG", help="The language of the translation.")(
        function
    )
    return click.option("--from", "source", metavar="LANG", help="The language of the source.")(function)


@contextmanager
def _opened(where: str | None) -> Iterator[Memory]:
    from workbench.memory.tm import Memory

    with opened_store(where) as store:
        yield Memory(store.database)


def _code(lang: str | None) -> str | None:
    from workbench.languages import normalize

    return None if lang is None else normalize(lang)


@command.command("import", short_help="Take in the units of TMX files.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@_language_options
@store_option
@_json
@edge
def import_(
    files: tuple[str, ...], source: str | None, target: str | None, where: str | None, as_json: bool
) -> None:
    """Take in the units of TMX FILEs, each file whole or not at all.

    Files may be of any size. What is damaged or has no translation is left out and told with its line; then the
    exit status is 1. With --from and --to only these languages are taken.

    \b
    Examples:
      workbench memory import agency.tmx old/*.tmx
      workbench memory import legal.tmx --from en --to uk --store /srv/team.sqlite
    """
    from workbench.memory.importing import import_tmx

    told: list[dict[str, object]] = []
    with _opened(where) as memory:
        for name in files:
            with Bar() as bar:
                place: Path | bytes = sys.stdin.buffer.read() if name == "-" else Path(name)
                shown = "standard input" if name == "-" else Path(name).name
                result = import_tmx(
                    memory,
                    place,
                    name=shown,
                    source_lang=_code(source),
                    target_lang=_code(target),
                    progress=bar,
                )
            if not as_json:
                added = result.added
                click.echo(f"{shown}: {added.new:,} new, {added.merged:,} known already.", err=True)
                for problem in result.problems[:_SHOWN]:
                    click.echo(f"  {shown}: {problem}", err=True)
                if result.left_out > _SHOWN:
                    click.echo(f"  … and {result.left_out - _SHOWN:,} more of this kind.", err=True)
                if result.codes:
                    click.echo(f"  {result.codes:,} segments lost inline codes of other tools.", err=True)
            told.append({"file": shown, **asdict(result)})
    if as_json:
        emit_json(told)
    if any(each["left_out"] for each in told):
        sys.exit(FINDINGS)


@command.command(short_help="Take in what was confirmed in kept documents.")
@click.argument("documents", metavar="DOCUMENT...", nargs=-1, required=True)
@glossary_option
@no_glossary_option
@store_option
@who_option
@edge
def add(
    documents: tuple[str, ...],
    glossaries: tuple[str, ...],
    no_glossary: bool,
    where: str | None,
    who: str | None,
) -> None:
    """Take in the confirmed cells of DOCUMENTs of the same store, with their neighbours and terms.

    A cell with a term that a glossary forbids is left out. Cells that are in the memory already stay as they are.

    \b
    Examples:
      workbench memory add article.txt
      workbench memory add 3f2a --glossary glossaries/press.yaml
    """
    from workbench.bitext import to_parallel
    from workbench.cli.kept import find_document
    from workbench.memory.harvest import confirmed_units
    from workbench.memory.tm import Memory
    from workbench.pipeline import Examiner, Given, Plan

    paths = glossary_paths(glossaries, none=no_glossary)
    with opened_store(where) as store:
        for wanted in documents:
            info = find_document(store, wanted)
            bitext = store.load(info.id).bitext
            terms = Examiner(Plan(Given(bitext.document), glossaries=paths)).terms(to_parallel(bitext))
            now = datetime.now(UTC)
            units = confirmed_units(bitext, who=user_name(who), when=now, terms=terms)
            added = Memory(store.database).add(units)
            click.echo(f"{info.title}: {added.new:,} new, {added.merged:,} known already.", err=True)


@command.command(short_help="Write units as TMX.")
@_language_options
@click.option("--origin", type=click.Choice(list(UnitOrigin)), help="Only what was made so.")
@output_option
@store_option
@edge
def export(
    source: str | None, target: str | None, origin: str | None, output: str | None, where: str | None
) -> None:
    """Write the memory, or the units of some languages, as TMX 1.4.

    \b
    Examples:
      workbench memory export -o memory.tmx
      workbench memory export --from en --to uk | gzip > en-uk.tmx.gz
    """
    from workbench.interchange.tmx import TmxHeader, write
    from workbench.memory.tmx import to_tmx

    check_writable(output)
    header = TmxHeader((("srclang", _code(source) or "*all*"),))
    with _opened(where) as memory, _writing(output) as out, Bar() as bar:
        units = memory.units(
            source_lang=_code(source),
            target_lang=_code(target),
            origin=UnitOrigin(origin) if origin else None,
        )
        count = write(to_tmx(units), out, header, bar)
    click.echo(f"Units written: {count:,}.", err=True)


@contextmanager
def _writing(output: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file beside the one named that takes its place when all is written."""
    if not output or output == "-":
        yield sys.stdout.buffer
        return
    from workbench.files import whole_file

    path = Path(output).absolute()
    try:
        with whole_file(path) as file:
            yield file
    except OSError as error:
        raise BadFile(
            f"Cannot write “{path}”: {error.strerror}.", hint="Choose another place with -o."
        ) from error


@command.command(short_help="Find a segment's translations, or a phrase.")
@click.argument("text")
@_language_options
@click.option("--phrase", is_flag=True, help="Find units that have these words, on either side.")
@click.option("--side", type=click.Choice(["any", "source", "target"]), default="any", help="With --phrase.")
@click.option("--least", type=click.IntRange(30, 100), default=60, show_default=True, help="The least score.")
@click.option("-n", "--limit", type=click.IntRange(1, 1000), help="How many. By default 5, of phrases 50.")
@store_option
@_json
@edge
def search(
    text: str,
    source: str | None,
    target: str | None,
    phrase: bool,
    side: str,
    least: int,
    limit: int | None,
    where: str | None,
    as_json: bool,
) -> None:
    """Find what a segment was translated to, or with --phrase where a phrase stands.

    Scores are those of translation tools: 101 the same segment between the same neighbours, 100 the same segment,
    less the more words differ. Numbers and names that differ are put into the translation and named.

    \b
    Examples:
      workbench memory search "Over 120 people came." --from en --to uk
      workbench memory search --phrase "press release" --from en
    """
    if not phrase and not (source and target):
        raise click.UsageError("Name both languages with --from and --to, or search for words with --phrase.")
    with _opened(where) as memory:
        if phrase:
            hits = memory.concordance(text, lang=_code(source), side=side, limit=limit or 50)
            matches: tuple[Match, ...] = ()
        else:
            hits = ()
            from workbench.languages import normalize

            matches = memory.lookup(
                text, normalize(source or ""), normalize(target or ""), limit=limit or 5, floor=least / 100
            )
    if as_json:
        emit_json(_plain([asdict(each) for each in (hits or matches)]))
    elif phrase:
        print_table(("languages", "source", "target", "from"), [hit_row(hit) for hit in hits])
    else:
        for match in matches:
            print_match(text, match)
    if not hits and not matches:
        click.echo("Nothing like it in the memory.", err=True)


def _plain(value: object) -> Any:
    """Values as JSON has them."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


@command.command(short_help="Say what is in the memory.")
@store_option
@_json
@edge
def stats(where: str | None, as_json: bool) -> None:
    """Say how much is in the memory, by languages and origin.

    \b
    Example:
      workbench memory stats --json | jq .units
    """
    with _opened(where) as memory:
        found = memory.stats()
    if as_json:
        emit_json(_plain(asdict(found)))
        return
    rows = [
        ("units", f"{found.units:,}"),
        ("distinct texts", f"{found.texts:,}"),
        ("documents", f"{found.documents:,}"),
        *((f"{pair.source_lang} → {pair.target_lang}", f"{pair.units:,}") for pair in found.pairs),
        *((f"made: {origin}", f"{count:,}") for origin, count in found.origins),
    ]
    if found.first and found.last:
        rows.append(("changed", f"{found.first:%Y-%m-%d} – {found.last:%Y-%m-%d}"))
    rows.append(("store", f"{found.size / 1e6:,.1f} MB"))
    print_table(("what", "how much"), rows)


@command.command(short_help="Find useless units; with --remove take them out.")
@click.option(
    "--rule",
    "rules",
    metavar="NAME",
    multiple=True,
    type=click.Choice(list(RULES)),
    help=f"Use this rule; may be repeated: {', '.join(RULES)}. "
    "By default empty, same, duplicate, quality, or all that --origin and --before name.",
)
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what was changed last before it.",
)
@click.option("--origin", type=click.Choice(list(UnitOrigin)), help="Only what was made so.")
@click.option("--remove", is_flag=True, help="Take them out. Without it nothing is changed.")
@click.option(
    "-n", "--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Show so many."
)
@store_option
@_json
@edge
def clean(
    rules: tuple[str, ...],
    before: datetime | None,
    origin: str | None,
    remove: bool,
    limit: int,
    where: str | None,
    as_json: bool,
) -> None:
    """Find units that are of no use and say why; nothing is changed unless --remove is given.

    Exit status 1 if some were found and are still there.

    \b
    Examples:
      workbench memory clean
      workbench memory clean --rule conflict --limit 100
      workbench memory clean --origin machine --before 2023-01-01 --remove
    """
    if "chosen" in rules and not (before or origin):
        raise click.UsageError("The rule “chosen” needs --origin or --before.")
    with _opened(where) as memory, Bar() as bar:
        result = memory.clean(
            rules,
            before=before.replace(tzinfo=UTC) if before else None,
            origin=UnitOrigin(origin) if origin else None,
            dry_run=not remove,
            shown=limit,
            progress=bar,
        )
    if as_json:
        emit_json(_plain(asdict(result)))
    else:
        print_table(("rule", "why", "source", "target"), [suspect_row(each) for each in result.suspects])
        for rule, count in result.counts:
            click.echo(f"{rule}: {count:,}", err=True)
        total = sum(count for _, count in result.counts)
        said = f"Taken out: {result.removed:,}." if remove else f"Would go with --remove: {total:,}."
        click.echo(said, err=True)
    if not remove and any(count for _, count in result.counts):
        sys.exit(FINDINGS)

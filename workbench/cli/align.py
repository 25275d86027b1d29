"""``workbench align``: a source and its renderings, side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.common import (
    CLEAN,
    COULD_NOT_RUN,
    FINDINGS,
    Bar,
    edge,
    emit,
    emit_page,
    output_option,
    read_argument,
)
from workbench.cli.options import (
    beam,
    check_standard_input,
    check_writable,
    dismissals_beside,
    engine_options,
    engines_for,
    glossary_option,
    glossary_paths,
    language_options,
    languages,
    no_glossary_option,
)
from workbench.cli.saving import project_options, save

if TYPE_CHECKING:
    from workbench.model import Report
    from workbench.pipeline import Given

__all__ = ["command"]

_SHOWN = ("table", "html", "md", "tsv", "json", "beads")
"""Written from the report, findings and all; ``tsv`` and ``json`` are the registry's ``figures`` and ``report``."""
_EXCHANGED = ("docx", "pdf", "xlsx", "tmx", "xliff", "xliff2", "po", "csv")
"""Written by the registry of exchange formats under the same name."""


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="[RENDERING]...", nargs=-1)
@click.option(
    "--to", "targets", metavar="LANG", multiple=True, help="Add a machine rendering; may be repeated."
)
@language_options
@click.option(
    "--rendering-lang",
    "rendering_langs",
    metavar="LANG",
    multiple=True,
    help="Language of each RENDERING in order, if you know it.",
)
@engine_options
@click.option("--presegmented", is_flag=True, help="Every line is a segment as it stands.")
@click.option("--keep-debris", is_flag=True, help="Leave web-page lines such as “Translate »” in.")
@click.option(
    "--method",
    type=click.Choice(["auto", "use", "e5", "lexical", "length"]),
    default="auto",
    show_default=True,
    help="What to align by: encoders chosen by language pair, one of them, or neither.",
)
@click.option("--explain", is_flag=True, help="Say why each row is aligned as it is.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="P",
    help="With --format beads: leave out beads less sure than P (0–1).",
)
@click.option(
    "--score",
    "gold",
    metavar="GOLD.beads",
    help="Compare the alignment with this one: precision, recall, F1.",
)
@glossary_option
@no_glossary_option
@click.option("--no-checks", is_flag=True, help="Align only; check nothing.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*_SHOWN, *_EXCHANGED)),
    help="Default: by the ending of -o, else table.",
)
@project_options
@output_option
@edge
def command(
    source: str,
    renderings: tuple[str, ...],
    targets: tuple[str, ...],
    source_lang: str | None,
    working: str,
    rendering_langs: tuple[str, ...],
    engine_names: tuple[str, ...],
    beam_name: str,
    server: str | None,
    presegmented: bool,
    keep_debris: bool,
    method: str,
    explain: bool,
    min_confidence: float,
    gold: str | None,
    glossaries: tuple[str, ...],
    no_glossary: bool,
    no_checks: bool,
    form: str | None,
    project: str | None,
    where: str | None,
    who: str | None,
    output: str | None,
) -> None:
    """Align SOURCE with its RENDERINGs, sentence by sentence, and show them side by side.

    Machine renderings are added with --to. A name of “-” is standard input. Findings of the checks
    are printed below the table and set the exit status: 0 none, 1 some, 2 could not run; those that
    RENDERING.dismissals.toml beside a rendering sets aside do not count (see workbench check --dismiss).

    \b
    Examples:
      workbench align article.txt human.txt
      workbench align article.txt a.txt b.txt --glossary glossaries/press.yaml -o side-by-side.html
      workbench align article.txt a.txt b.txt -o to-review.docx
      workbench align article.txt --to es --to ca --engine apertium
      workbench align article.txt human.txt --project Speeches
      workbench align de.txt fr.txt --presegmented --format beads
      workbench align de.txt fr.txt --presegmented --score gold.beads
    """
    from workbench.pipeline import UNFINISHED, Given, Plan, run
    from workbench.translation.engine import Options

    form = form or _by_ending(output)
    check_writable(output)
    if form in _EXCHANGED and not output and sys.stdout.isatty():
        raise click.UsageError(f"{form} is no text for a terminal: give a file with -o.")
    if not renderings and not targets:
        raise click.UsageError("Give at least one RENDERING, or a language with --to.")
    check_standard_input([source, *renderings])
    plan = Plan(
        source=Given(read_argument(source), source_lang),
        renderings=_given(renderings, rendering_langs),
        targets=languages(",".join(targets)),
        engines=engines_for(engine_names, server) if targets else (),
        options=Options(beam=beam(beam_name)),
        presegmented=presegmented,
        keep_debris=keep_debris,
        method=method,
        glossaries=glossary_paths(glossaries, none=no_glossary or no_checks),
        checks=not no_checks and form != "beads" and not gold,
        working=languages(working),
        dismissals=dismissals_beside(renderings),
    )
    with Bar() as bar:
        report = run(plan, bar)
    unfinished = [item.reason for item in report.not_run if item.code == UNFINISHED]
    for reason in unfinished:
        click.echo(f"workbench: {reason}", err=True)
    if unfinished and output:
        click.echo(f"workbench: {output} was not written. What is done is kept: run it again.", err=True)
        sys.exit(COULD_NOT_RUN)
    if gold:
        _print_scores(report, gold)
        return
    _show(report, form, output, explain=explain, min_confidence=min_confidence)
    if project is not None:
        save(report, project, where, who=who, source=source)
    if unfinished:
        sys.exit(COULD_NOT_RUN)
    worth = [finding for finding in report.findings if finding.severity.rank > 0]
    sys.exit(FINDINGS if worth else CLEAN)


def _given(names: tuple[str, ...], langs: tuple[str, ...]) -> tuple[Given, ...]:
    from workbench.pipeline import Given

    if len(langs) > len(names):
        raise click.UsageError("There are more --rendering-lang than RENDERINGs.")
    padded = (*langs, *[None] * (len(names) - len(langs)))
    return tuple(Given(read_argument(name), lang) for name, lang in zip(names, padded, strict=True))


def _by_ending(output: str | None) -> str:
    """The format that the output's name asks for."""
    ending = Path(output).suffix.lower().removeprefix(".") if output else ""
    named = {"htm": "html", "xlf": "xliff", "xlf2": "xliff2"}.get(ending, ending)
    return named if named in (*_SHOWN, *_EXCHANGED) else "table"


def _show(report: Report, form: str, output: str | None, *, explain: bool, min_confidence: float) -> None:
    if form == "table":
        from workbench.cli.show import as_text, print_report

        if output:
            emit(as_text(report, explain=explain), output)
        else:
            print_report(report, explain=explain)
        return
    if form in _EXCHANGED:
        from workbench.exporting.registry import export

        written = export(report, form)
        emit(written.data, output)
        if written.lost:
            click.echo(f"Not in {form}: {'; '.join(written.lost)}.", err=True)
        return
    if form == "html":
        emit_page(report, output)
        return
    from workbench.exporting import FORMATS, to_beads

    emit(to_beads(report, min_confidence) if form == "beads" else FORMATS[form](report), output)


def _print_scores(report: Report, gold: str) -> None:
    """Strict and lax precision, recall and F1 of each alignment against a file of beads."""
    from workbench.alignment import pairings, parse_beads, score

    beads = parse_beads(read_argument(gold).text)
    for rendering, alignment in zip(report.parallel.renderings, report.parallel.alignments, strict=True):
        click.echo(f"{rendering.label}: {score(beads, pairings(alignment))}")

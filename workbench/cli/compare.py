"""``workbench compare``: scores against a reference, and the rows to look at first with or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import Bar, console, edge, emit, emit_json, emit_page, output_option, read_argument
from workbench.cli.options import (
    check_standard_input,
    check_writable,
    engines_for,
    glossary_option,
    glossary_paths,
    jobs_option,
    language_options,
    languages,
    no_glossary_option,
    paired_option,
)

if TYPE_CHECKING:
    from workbench.comparison.doubt import Sign
    from workbench.crew import Crew
    from workbench.judgement import JudgedRendering, JudgedRow, Judgement
    from workbench.judgement.engines import Scorer
    from workbench.model import Parallel, Report

__all__ = ["command"]

_FORMATS = ("table", "json", "html")
_TOLD, _SAID = 0.01, 0.5
"""Parts and signs below these are not shown in the table."""


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="RENDERING...", nargs=-1, required=True)
@language_options
@click.option("--to", "target_lang", metavar="LANG", help="The renderings' language, if you know it.")
@click.option("--reference", metavar="REF", help="A translation to score against: BLEU, chrF, chrF++, TER.")
@glossary_option
@no_glossary_option
@paired_option
@click.option(
    "--meaning/--no-meaning",
    default=None,
    help="Compare meaning by sentence encoders or not; by default only where it takes a few minutes at most.",
)
@click.option(
    "--engine-scores", is_flag=True, help="Also ask an Argos model how likely it finds each rendering: slow."
)
@click.option(
    "--back-translate",
    metavar="ENGINE",
    help="Also translate back by this engine (argos, apertium, libretranslate) and compare: slow.",
)
@click.option(
    "--first", metavar="N", type=click.IntRange(0), default=10, show_default=True, help="Rows to show."
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@jobs_option
@output_option
@edge
def command(
    source: str,
    renderings: tuple[str, ...],
    source_lang: str | None,
    working: str,
    target_lang: str | None,
    reference: str | None,
    glossaries: tuple[str, ...],
    no_glossary: bool,
    presegmented: bool,
    meaning: bool | None,
    engine_scores: bool,
    back_translate: str | None,
    first: int,
    form: str,
    crew: Crew,
    output: str | None,
) -> None:
    """Compare RENDERINGs of SOURCE: scores, and the rows to look at first.

    Each row's doubt (0 to 1) is put together from what the checks found, how unlike the source it is by
    sentence encoders, its length, numbers, negations and names that only one side has, words that no list
    knows, and its distance from the reference if there is one. The parts are shown, for none of them judges:
    sentence similarity alone sees another sentence or a missing half, and nearly nothing of a changed number,
    a lost negation or another name.

    \b
    Examples:
      workbench compare article.txt a.txt b.txt
      workbench compare src.en hyp-a.uk hyp-b.uk --reference ref.uk --presegmented --from en --to uk
      workbench compare article.txt a.txt --back-translate apertium
    """
    from workbench.judgement import judge
    from workbench.pipeline import Given, Plan, run

    check_writable(output)
    names = [*renderings, *([reference] if reference else [])]
    check_standard_input([source, *names])
    plan = Plan(
        source=Given(read_argument(source), source_lang),
        renderings=tuple(Given(read_argument(name), target_lang) for name in names),
        presegmented=presegmented,
        paired=presegmented,
        glossaries=glossary_paths(glossaries, none=no_glossary),
        working=languages(working),
    )
    with crew:
        with Bar(threaded=False) as bar:
            report = run(plan, bar, crew)
            judgement = judge(
                report,
                reference=len(renderings) if reference else None,
                meaning=meaning,
                scorer=_scorer() if engine_scores else None,
                back=engines_for([back_translate], None)[0] if back_translate else None,
                progress=bar,
                crew=crew,
            )
        _show(report, judgement, form, output, first, crew)


def _show(
    report: Report, judgement: Judgement, form: str, output: str | None, first: int, crew: Crew
) -> None:
    if form != "html":
        crew.close()  # nothing more to do, and they hold memory
    if form == "json":
        emit_json(as_json(report, judgement), output)
    elif form == "html":
        emit_page(report, output, judgement, crew)
    elif output:
        emit("\n".join(line for line, _ in _lines(report, judgement, first)), output)
    else:
        from rich.markup import escape

        for line, style in _lines(report, judgement, first):
            console().print(f"[{style}]{escape(line)}[/]" if style else escape(line), soft_wrap=True)


def _scorer() -> Scorer:
    from workbench.translation.argos import Argos

    return Argos()


def as_json(report: Report, judgement: Judgement) -> dict[str, Any]:
    """Renderings with their scores and every row's doubt, as plain values."""
    from workbench.exporting.findings import not_run_as_json

    return {
        "renderings": [_rendering(report.parallel, judged) for judged in judgement.renderings],
        "not_run": [not_run_as_json(item) for item in judgement.not_run],
    }


def _rendering(table: Parallel, judged: JudgedRendering) -> dict[str, Any]:
    return {
        "label": judged.label,
        "lang": judged.lang,
        "metrics": {score.name: round(score.value, 4) for score in judged.metrics},
        "signature": {
            **{score.name: score.signature for score in judged.metrics},
            "doubt": str(judged.signature),
        },
        "against_first": {
            one.name: {"delta": round(one.delta, 4), "p": round(one.p, 4), "signature": one.signature}
            for one in judged.against
        },
        "segments": [_row(table, row) for row in judged.rows],
    }


def _row(table: Parallel, row: JudgedRow) -> dict[str, Any]:
    from workbench.exporting.findings import finding_as_json

    return {
        "doubt": row.doubt.value,
        "parts": dict(row.doubt.parts),
        "scores": dict(row.scores),
        "findings": [finding_as_json(finding, table) for finding in row.findings],
        "signs": [_sign(sign) for sign in row.signs],
        **({"back_translation": row.back} if row.back else {}),
    }


def _sign(sign: Sign) -> dict[str, Any]:
    return {
        "part": sign.part,
        "value": round(sign.value, 6),
        "message": sign.message,
        "source_span": [sign.source.start, sign.source.end] if sign.source else None,
        "target_span": [sign.target.start, sign.target.end] if sign.target else None,
    }


def _lines(report: Report, judgement: Judgement, first: int) -> list[tuple[str, str]]:
    """The table for people: scores, then the rows to look at first."""
    out: list[tuple[str, str]] = []
    width = max((len(judged.label) for judged in judgement.renderings), default=0)
    for judged in judgement.renderings:
        if judged.metrics:
            told = "  ".join(f"{score.name} {score.value:.1f}" for score in judged.metrics)
            against = ", ".join(f"{one.name} {one.delta:+.1f} (p {one.p:.3f})" for one in judged.against)
            out.append(
                (
                    f"{judged.label:{width}}  {told}"
                    + (f"  against the first: {against}" if against else ""),
                    "",
                )
            )
    for judged in judgement.renderings:
        out += [("", ""), (f"Look here first in {judged.label}:", "bold")]
        for row in judged.look_first(first):
            out += _row_lines(report, judged, row)
    reasons = {item.reason: item.code for item in judgement.not_run}
    out += [("", "")] * bool(reasons)
    out += [(f"Not run, {reason}: {code}.", "dim") for reason, code in reasons.items()]
    for judged in judgement.renderings:
        out += [(f"{score.name}: {score.signature}", "dim") for score in judged.metrics]
        break
    return out


def _row_lines(report: Report, judged: JudgedRendering, row: JudgedRow) -> list[tuple[str, str]]:
    from workbench.exporting.marks import one_line

    parts = ", ".join(f"{name} {value:.2f}" for name, value in row.doubt.parts if value >= _TOLD)
    return [
        (f"  row {row.row + 1}: doubt {row.doubt.value:.2f}" + (f" ({parts})" if parts else ""), "yellow"),
        (f"    {one_line(report.parallel.source_text(row.row))}", "dim"),
        (f"    {one_line(report.parallel.cell_text(row.row, judged.index))}", ""),
        *((f"    {f.severity.value} {f.code}: {one_line(f.message)}", "") for f in row.findings),
        *((f"    {sign.part}: {one_line(sign.message)}", "") for sign in row.signs if sign.value >= _SAID),
        *([(f"    translated back: {one_line(row.back)}", "dim")] if row.back else []),
    ]

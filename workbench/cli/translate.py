"""``workbench translate``: a file in another language, on standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.common import COULD_NOT_RUN, Bar, edge, emit, emit_json, output_option, read_argument
from workbench.cli.options import (
    beam,
    check_writable,
    engine_options,
    engines_for,
    language_options,
    languages,
)
from workbench.cli.saving import opened_store, project_options, save
from workbench.cli.terms import as_plain, glossary_options, matcher_for, obeying, told
from workbench.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.glossary import Matcher
    from workbench.model import Guess, Rendering, Report
    from workbench.pipeline import Plan
    from workbench.terminology import Decision
    from workbench.translation.engine import Engine

__all__ = ["command"]


@click.command()
@click.argument("source", metavar="FILE")
@click.option("--to", "target", metavar="LANG", required=True, help="The language to translate into.")
@language_options
@engine_options
@click.option(
    "--n-best",
    type=click.IntRange(1, 16),
    default=1,
    show_default=True,
    help="Hypotheses per segment; more than one prints them with their scores.",
)
@click.option("--presegmented", is_flag=True, help="Every line is a segment as it stands.")
@click.option("--keep-debris", is_flag=True, help="Leave web-page lines such as “Translate »” in.")
@click.option(
    "--memory",
    "recall",
    is_flag=True,
    help="Take what somebody confirmed before from the translation memory.",
)
@click.option(
    "--layout/--no-layout",
    default=None,
    help="Write the source's own file with the text replaced: headings, tables, links, times stay. "
    "By default where -o has the source's ending (docx, odt, html, md, srt, vtt).",
)
@click.option("--json", "as_json", is_flag=True, help="Segments, hypotheses and how they were made, as JSON.")
@glossary_options
@project_options
@output_option
@edge
def command(
    source: str,
    target: str,
    source_lang: str | None,
    working: str,
    engine_names: tuple[str, ...],
    beam_name: str,
    server: str | None,
    n_best: int,
    presegmented: bool,
    keep_debris: bool,
    recall: bool,
    layout: bool | None,
    as_json: bool,
    glossaries: tuple[str, ...],
    max_loss: float,
    project: str | None,
    where: str | None,
    who: str | None,
    output: str | None,
) -> None:
    """Translate FILE offline and print the target text, paragraphs and spacing kept.

    With -o and the source's own ending the target text stands in the source's layout.
    The first engine that knows the pair does it; name one with --engine. A run that is stopped or
    fails keeps what it has done: the same command goes on from there.

    \b
    Examples:
      workbench translate article.txt --to es
      workbench translate article.txt --to uk --engine argos --beam draft -o article.uk.txt
      workbench translate letter.txt --to es --n-best 3
      workbench translate report.docx --to es -o report.es.docx
      workbench translate letter.txt --to es --project Letters -o letter.es.txt
      workbench translate article.txt --to uk --glossary glossaries/press.yaml
      workbench translate letter.txt --to uk --memory
      cat letter.txt | workbench translate - --to ca --from en
    """
    from workbench.model import Origin
    from workbench.pipeline import Given, Plan, prepare
    from workbench.translation.engine import Options

    check_writable(output)
    document = read_argument(source)
    layout = _wants_layout(layout, source, document.format, output, listed=as_json or n_best > 1)
    plan = Plan(
        source=Given(document, source_lang),
        targets=languages(target),
        engines=_recalling(engines_for(engine_names, server), where)
        if recall
        else engines_for(engine_names, server),
        options=Options(beam=beam(beam_name), n_best=n_best),
        presegmented=presegmented,
        keep_debris=keep_debris,
        working=languages(working),
    )
    text, guess = prepare(plan.source, plan, Origin.SOURCE)
    _announce(text, None if source_lang else guess)
    matcher = matcher_for(glossaries)
    rendering, decisions = _translated(text, plan, matcher, max_loss)
    click.echo(f"Made by {rendering.signature}.", err=True)
    if recall:
        known = sum(bool(some and some[0].recalled) for some in rendering.hypotheses)
        click.echo(f"{known} of {len(rendering.hypotheses)} segments are from the memory.", err=True)
    for line in told(decisions, asked=matcher is not None):
        click.echo(line, err=True)
    if layout:
        emit(_in_layout(source, text, guess, rendering), output)
    elif as_json:
        emit_json(_as_plain(text.texts(), rendering) | as_plain(decisions, matcher), output)
    else:
        listed = n_best > 1
        emit(_hypotheses(text.texts(), rendering) if listed else rendering.document.clean_text, output)
    if project is not None:
        save(_report(text, rendering, guess), project, where, who=who, source=source)


def _recalling(engines: Sequence[Engine], where: str | None) -> tuple[Engine, ...]:
    """The engines behind the translation memory of the store."""
    from workbench.memory.tm import Memory
    from workbench.recall import recalling

    store = opened_store(where)
    click.get_current_context().call_on_close(store.close)
    return recalling(Memory(store.database), engines)


def _report(text: Rendering, rendering: Rendering, guess: Guess) -> Report:
    """The translation beside its source, as the store takes it."""
    from workbench.alignment import identity, parallel
    from workbench.model import Report

    return Report(parallel(text, [rendering], [identity(len(text.segments))]), guess)


def _wants_layout(wish: bool | None, source: str, form: str, output: str | None, *, listed: bool) -> bool:
    """Whether to write the source's own file.

    Raises:
        BadFile: the output's ending asks for a file that is no text, and the source is none of that kind.
        click.UsageError: what was asked does not go together.
    """
    from workbench.exporting.layout import FORMATS

    ending = Path(output).suffix.lower().removeprefix(".") if output else ""
    named = {"htm": "html", "markdown": "md"}.get(ending, ending)
    if wish is None:
        wish = named == form and form in FORMATS and form != "txt" and source != "-" and not listed
    if wish and source == "-":
        raise click.UsageError("Standard input has no layout to keep: give a file.")
    if wish and listed:
        raise click.UsageError("--layout does not go with --json or --n-best.")
    if not wish and named in ("docx", "odt", "pdf", "xlsx"):
        raise BadFile(
            f"“{output}” would hold plain text, which no {named} does.",
            hint=f"Give a {named} as source to keep its layout, or write .txt; `workbench align` makes tables.",
        )
    return wish


def _in_layout(source: str, text: Rendering, guess: Guess, rendering: Rendering) -> bytes:
    """The source's file with the rendering's text; what a person should know goes to standard error."""
    from workbench.bitext import from_report
    from workbench.exporting.layout import in_layout
    from workbench.reading.files import load

    made = in_layout(load(Path(source)), from_report(_report(text, rendering, guess)), 0)
    for note in made.notes:
        click.echo(f"workbench: {note}.", err=True)
    return made.data


def _translated(
    text: Rendering, plan: Plan, matcher: Matcher | None, max_loss: float
) -> tuple[Rendering, tuple[Decision, ...]]:
    """By the first engine that knows the pair, and what was decided on terms; ends the run if it is not whole."""
    from workbench.pipeline import translate

    decisions: tuple[Decision, ...] = ()
    with Bar() as bar:
        rendering, trouble = next(translate(text, plan, bar))
        if matcher and not trouble:
            rendering, decisions = obeying(rendering, text, plan, matcher, max_loss, bar)
    if trouble:
        click.echo(f"workbench: {trouble} What is done is kept: run it again to go on.", err=True)
        sys.exit(COULD_NOT_RUN)
    return rendering, decisions


def _announce(text: Rendering, guess: Guess | None) -> None:
    """What was found out about the source, the guess if its language was guessed."""
    if guess and guess.lang:
        click.echo(f"Translating from {guess.lang} ({guess.probability:.0%} sure).", err=True)
    for removal in text.document.removed:
        click.echo(f"Taken off: “{' '.join(removal.span.of(text.document.text).split())}”.", err=True)


def _as_plain(sources: list[str], rendering: Rendering) -> dict[str, object]:
    segments = [
        {
            "source": source,
            "text": segment.text,
            "hypotheses": [
                {
                    "text": h.text,
                    "score": h.score,
                    "unknown": h.unknown,
                    "steps": list(h.steps),
                    "recalled": h.recalled,
                }
                for h in found
            ],
        }
        for source, segment, found in zip(sources, rendering.segments, rendering.hypotheses, strict=True)
    ]
    return {"lang": rendering.lang, "signature": str(rendering.signature), "segments": segments}


def _hypotheses(sources: list[str], rendering: Rendering) -> str:
    """Each segment, then its hypotheses, best first, with their mean log-probability per token."""
    lines = []
    for source, found in zip(sources, rendering.hypotheses, strict=True):
        lines.append(source)
        for number, hypothesis in enumerate(found, 1):
            score = "      " if hypothesis.score is None else f"{hypothesis.score:6.3f}"
            lines.append(f"  {number}. {score}  {hypothesis.text}")
    return "\n".join(lines) + "\n"

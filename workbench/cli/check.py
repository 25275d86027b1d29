"""``workbench check``: what is wrong in a rendering, row by row, with the evidence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import (
    CLEAN,
    FINDINGS,
    Bar,
    console,
    edge,
    emit,
    emit_json,
    output_option,
    read_argument,
)
from workbench.cli.options import (
    check_standard_input,
    check_writable,
    glossary_option,
    glossary_paths,
    language_options,
    languages,
    no_glossary_option,
    paired_option,
)

if TYPE_CHECKING:
    from workbench.model import Finding, NotRun, Report, Span

__all__ = ["as_json", "command", "finding_as_json", "not_run_as_json", "visible"]

_FORMATS = ("table", "json")


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="RENDERING...", nargs=-1, required=True)
@language_options
@click.option(
    "--to", "target_langs", metavar="LANG", multiple=True, help="Language of each RENDERING in order."
)
@glossary_option
@no_glossary_option
@paired_option
@click.option("--select", metavar="LIST", default="", help="Severities and codes to report: E,W,numbers.")
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML file of severities and thresholds, per language pair if you like.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["E", "W", "I", "never"]),
    default="W",
    show_default=True,
    help="Least severity that makes the exit status 1.",
)
@click.option(
    "--list",
    "list_codes",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda *a: _list(*a),
    help="List the checks and their codes.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@output_option
@edge
def command(
    source: str,
    renderings: tuple[str, ...],
    source_lang: str | None,
    working: str,
    target_langs: tuple[str, ...],
    glossaries: tuple[str, ...],
    no_glossary: bool,
    presegmented: bool,
    select: str,
    settings: Path | None,
    fail_on: str,
    form: str,
    output: str | None,
) -> None:
    """Check RENDERINGs against SOURCE: numbers, names, terms, quotations, negations, punctuation …

    Findings are errors (E), warnings (W) or information (I); docs/findings.md explains every code.
    The exit status is 1 if there is a finding as grave as --fail-on.

    \b
    Examples:
      workbench check article.txt human.txt
      workbench check article.txt human.txt --select E,W --glossary glossaries/press.yaml
      workbench check src.en hyp.uk --presegmented --from en --to uk --format json
    """
    from workbench.pipeline import Given, Plan, run

    check_writable(output)
    check_standard_input([source, *renderings])
    if len(target_langs) > len(renderings):
        raise click.UsageError("There are more --to than RENDERINGs.")
    langs = _spread(target_langs, len(renderings))
    plan = Plan(
        source=Given(read_argument(source), source_lang),
        renderings=tuple(Given(read_argument(n), lang) for n, lang in zip(renderings, langs, strict=True)),
        presegmented=presegmented,
        paired=presegmented,
        glossaries=glossary_paths(glossaries, none=no_glossary),
        select=tuple(name for name in select.replace(" ", ",").split(",") if name),
        settings=settings,
        working=languages(working),
    )
    with Bar() as bar:
        report = run(plan, bar)
    if form == "json":
        emit_json(as_json(report), output)
    elif output:
        emit(_as_text(report), output)
    else:
        _print(report)
    grave = fail_on != "never" and any(f.severity.rank >= "IWE".index(fail_on) for f in report.findings)
    sys.exit(FINDINGS if grave else CLEAN)


def _spread(langs: tuple[str, ...], count: int) -> list[str | None]:
    """One --to holds for all renderings; several, for each in order."""
    if len(langs) == 1:
        return [langs[0]] * count
    return [*langs, *[None] * (count - len(langs))]


def _list(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from workbench.checks import CODES

    width = max(map(len, CODES))
    for check in CODES.values():
        click.echo(f"{check.severity.value}  {check.code:{width}}  {check.about}")
    ctx.exit(CLEAN)


# --- json ------------------------------------------------------------------------------------------


def as_json(report: Report) -> dict[str, Any]:
    """Findings and what could not run, as plain values. Rows and renderings count from 0."""
    return {
        "findings": [finding_as_json(finding) for finding in report.findings],
        "not_run": [not_run_as_json(item) for item in report.not_run],
    }


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """One finding as plain values; spans are [start, end] in the row's texts, or null."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "row": finding.row,
        "rendering": finding.rendering,
        "source_span": _span(finding.source_span),
        "target_span": _span(finding.target_span),
        "evidence": dict(finding.evidence),
    }


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def not_run_as_json(item: NotRun) -> dict[str, Any]:
    """What could not run, as plain values."""
    return {"code": item.code, "reason": item.reason, "rendering": item.rendering}


# --- for people ------------------------------------------------------------------------------------

_STYLES = {"E": "bold red", "W": "yellow", "I": "dim"}


def _print(report: Report) -> None:
    """Findings by row, with the two texts above them."""
    from rich.markup import escape

    out = console()
    for line, style in _lines(report):
        out.print(f"[{style}]{escape(line)}[/]" if style else escape(line), soft_wrap=True)


def _as_text(report: Report) -> str:
    return "\n".join(line for line, _ in _lines(report))


def _lines(report: Report) -> list[tuple[str, str]]:
    """The lines of the table with their styles."""
    out: list[tuple[str, str]] = []
    table = report.parallel
    at: tuple[int, int] | None = None
    for finding in report.findings:
        if at != (finding.row, finding.rendering):
            at = (finding.row, finding.rendering)
            name = f" · {table.renderings[finding.rendering].label}" if len(table.renderings) > 1 else ""
            if out:
                out.append(("", ""))
            out.append((f"{finding.row + 1}{name}", "bold"))
            out.append((f"  {visible(table.source_text(finding.row))}", "dim"))
            out.append((f"  {visible(table.cell_text(finding.row, finding.rendering))}", ""))
        out.append(
            (
                f"  {finding.severity.value} {finding.code}: {visible(finding.message)}",
                _STYLES[finding.severity.value],
            )
        )
    if out:
        out.append(("", ""))
    counts = {s: sum(f.severity.value == s for f in report.findings) for s in "EWI"}
    rows = f"{len(table.rows)} row{'s' * (len(table.rows) != 1)}"
    total = f"{rows}: {counts['E']} errors, {counts['W']} warnings, {counts['I']} notes."
    out.append((total, "bold"))
    for reason, codes in _grouped(report).items():
        out.append((f"Not run, {reason}: {', '.join(codes)}.", "dim"))
    return out


def _grouped(report: Report) -> dict[str, list[str]]:
    """Codes that could not run, by reason."""
    reasons: dict[str, list[str]] = {}
    for item in report.not_run:
        codes = reasons.setdefault(item.reason, [])
        if item.code not in codes:
            codes.append(item.code)
    return reasons


def visible(text: str) -> str:
    """Text from a document, on one line, with control and invisible characters made visible."""
    out = []
    for char in text:
        if char in "\n\r\t":
            out.append(" ")
        elif not char.isprintable() and char not in "\u00a0\u202f":
            out.append(f"‹U+{ord(char):04X}›")
        else:
            out.append(char)
    return "".join(out)

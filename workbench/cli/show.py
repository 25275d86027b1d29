"""A report on a terminal: columns where they fit, stacked where they do not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from workbench.cli.common import console
from workbench.exporting.marks import Mark, bracketed, marks_by_cell, pieces, visible
from workbench.exporting.plain import heading
from workbench.languages import LANGUAGES
from workbench.model import Finding, Report, Severity

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["as_text", "print_report"]

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_TERM = {"preferred": "green", "admitted": "cyan", "forbidden": "strike red"}
_Marks = dict[tuple[int, int | None], list[Mark]]
_NARROWEST = 30
"""Characters a column needs before side by side reads better than one below the other."""


def print_report(report: Report, *, explain: bool = False) -> None:
    """Print the table, then findings and notes, as wide as the terminal."""
    _print(report, console(), explain)


def as_text(report: Report, *, explain: bool = False, width: int = 160) -> str:
    """The same as plain text, `width` characters wide."""
    from rich.console import Console

    page = io.StringIO()
    _print(report, Console(file=page, width=width, color_system=None, highlight=False), explain)
    return page.getvalue()


def _print(report: Report, page: Console, explain: bool) -> None:
    page.print(_summary(report))
    columns = 1 + len(report.parallel.renderings)
    if (page.width - 6) // columns >= _NARROWEST:
        page.print(_side_by_side(report, explain))
    else:
        for block in _stacked(report, explain):
            page.print(block)
    for line in _findings(report):
        page.print(line)


def _summary(report: Report) -> Text:
    parallel = report.parallel
    guess = report.guess
    lang = LANGUAGES[guess.lang].name if guess.lang else "language undecided"
    sure = f", {guess.probability:.0%} sure" if guess.lang else ""
    parts = [f"{parallel.source.label}: {lang}{sure}", f"{len(parallel.source.segments)} segments"]
    statements = [quote for quote in report.quotes if quote.kind == "statement"]
    if statements:
        speakers = ", ".join(dict.fromkeys(quote.speaker for quote in statements if quote.speaker))
        said = f" ({speakers})" if speakers else ""
        parts.append(f"{len(statements)} quotation{'s' * (len(statements) > 1)}{said}")
    return Text(" · ".join(parts), style="bold")


def _side_by_side(report: Report, explain: bool) -> Table:
    table = Table(show_lines=True, expand=True, header_style="bold")
    table.add_column("#", justify="right", no_wrap=True, style="dim")
    for head in heading(report):
        table.add_column(escape(head), ratio=1, overflow="fold")
    marks = _marks(report)
    for row in range(len(report.parallel.rows)):
        cells = [_cell(report, marks, row, None)]
        cells += [_cell(report, marks, row, i) for i in range(len(report.parallel.renderings))]
        if explain:
            for index, cell in enumerate(cells[1:]):
                cell.append("\n" + _why(report, row, index), style="dim italic")
        table.add_row(str(row + 1), *cells)
    return table


def _stacked(report: Report, explain: bool) -> Iterator[Table]:
    heads = ["", *(rendering.label for rendering in report.parallel.renderings)]
    width = min(18, max(len(head) for head in heads))
    marks = _marks(report)
    for row in range(len(report.parallel.rows)):
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=4, justify="right", style="dim")
        table.add_column(width=width, style="dim", overflow="ellipsis", no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_row(str(row + 1), "", Text.assemble(_cell(report, marks, row, None), style="bold"))
        for index, head in enumerate(heads[1:]):
            table.add_row("", escape(head), _cell(report, marks, row, index))
            if explain:
                table.add_row("", "", Text(_why(report, row, index), style="dim italic"))
        table.add_row("", "", "")
        yield table


def _cell(report: Report, marks: _Marks, row: int, rendering: int | None) -> Text:
    """Text of a cell with terms and findings coloured, control characters shown as signs."""
    parallel = report.parallel
    text = parallel.source_text(row) if rendering is None else parallel.cell_text(row, rendering)
    out = Text()
    for piece in pieces(text, marks.get((row, rendering), [])):
        for part, sign in visible(piece.text):
            out.append(f"[{part}]" if sign else part, style="reverse" if sign else " ".join(piece.kinds[-1:]))
    if not text:
        out.append("—", style="dim")
    return out


def _marks(report: Report) -> _Marks:
    return marks_by_cell(
        report.terms,
        report.findings,
        lambda status: _TERM[status],
        lambda severity: "underline " + _STYLE[severity],
    )


def _why(report: Report, row: int, rendering: int) -> str:
    """The beads of this cell with confidence and reasons."""
    wanted = set(report.parallel.rows[row].source)
    here = set(report.parallel.rows[row].cells[rendering])
    out = []
    for bead in report.parallel.alignments[rendering].beads:
        if wanted & set(bead.left) or here & set(bead.right):
            sure = "" if bead.score is None else f" {bead.score:.0%}"
            out.append(
                f"{bead.shape}{sure}: {'; '.join(bead.reasons)}" if bead.reasons else f"{bead.shape}{sure}"
            )
    return " | ".join(out)


def _findings(report: Report) -> Iterator[Text]:
    worth = [finding for finding in report.findings if finding.severity is not Severity.INFO]
    notes = len(report.findings) - len(worth)
    if report.findings:
        yield Text("\nFindings", style="bold")
    for finding in worth:
        yield _finding(report, finding)
    if notes:
        yield Text(
            f"  and {notes} note{'s' * (notes > 1)} of no weight (see --format html or json)", style="dim"
        )
    if report.not_run:
        yield Text("\nNot checked", style="bold")
    labels = [rendering.label for rendering in report.parallel.renderings]
    grouped: dict[tuple[str, str], list[str]] = {}
    for item in report.not_run:
        label = "" if item.rendering is None else labels[item.rendering]
        grouped.setdefault((item.reason, label), []).append(item.code)
    for (reason, label), codes in grouped.items():
        yield Text(f"  {', '.join(codes)}{' in ' + label if label else ''}: {reason}", style="dim")
    if report.notes:
        yield Text("\nNotes", style="bold")
    for note in report.notes:
        yield Text(f"  {bracketed(note)}")


def _finding(report: Report, finding: Finding) -> Text:
    label = report.parallel.renderings[finding.rendering].label
    line = Text(f"  row {finding.row + 1:<3} {bracketed(label)}  ")
    line.append(f"{finding.severity} {finding.code}", style=_STYLE[finding.severity])
    line.append(f"  {bracketed(finding.message)}")
    return line

"""Findings on a terminal: row by row, below the two texts they are about."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from workbench.checks import key
from workbench.cli.common import console
from workbench.exporting.marks import one_line
from workbench.model import Finding, Report

__all__ = ["as_text", "print_findings"]

_STYLES = {"E": "bold red", "W": "yellow", "I": "dim"}
_KEY_SHOWN = 8


def print_findings(report: Report) -> None:
    """Print them as wide as the terminal."""
    out = console()
    for line in _lines(report):
        out.print(line, soft_wrap=True)


def as_text(report: Report) -> str:
    """The same as plain text."""
    return "\n".join(line.plain for line in _lines(report))


def _lines(report: Report) -> Iterator[Text]:
    at: tuple[int, int] | None = None
    for finding in report.findings:
        if at != (finding.row, finding.rendering):
            if at is not None:
                yield Text()
            at = (finding.row, finding.rendering)
            yield from _texts(report, *at)
        line = Text(f"  {finding.severity.value} {finding.code}: ", _STYLES[finding.severity.value])
        yield line.append(one_line(finding.message)).append(f"  {_short_key(report, finding)}", "dim")
    if at is not None:
        yield Text()
    yield from _dismissed(report)
    yield _summary(report)
    for reason, codes in _grouped(report).items():
        yield Text(f"Not run, {reason}: {', '.join(codes)}.", "dim")


def _texts(report: Report, row: int, rendering: int) -> Iterator[Text]:
    table = report.parallel
    name = f" · {one_line(table.renderings[rendering].label)}" if len(table.renderings) > 1 else ""
    yield Text(f"{row + 1}{name}", "bold")
    yield Text(f"  {one_line(table.source_text(row))}", "dim")
    yield Text(f"  {one_line(table.cell_text(row, rendering))}")


def _short_key(report: Report, finding: Finding) -> str:
    return key(finding, report.parallel)[:_KEY_SHOWN]


def _dismissed(report: Report) -> Iterator[Text]:
    for finding, dismissal in report.dismissed:
        told = f"{finding.row + 1} {finding.code}: {one_line(finding.message)}"
        yield Text(f"Dismissed, {one_line(dismissal.reason)}: {told}", "dim")
    for stale in report.stale:
        told = f"{stale.key[:_KEY_SHOWN]} {stale.code}: {one_line(stale.message)}".rstrip(": ")
        yield Text(f"No finding answers to this dismissal any more, take it out: {told}", "dim")


def _summary(report: Report) -> Text:
    severities = [finding.severity.value for finding in report.findings]
    counts = [
        _counted(severities.count(letter), word)
        for letter, word in zip("EWI", ("error", "warning", "note"), strict=True)
    ]
    if report.dismissed:
        counts.append(f"{len(report.dismissed)} dismissed")
    return Text(f"{_counted(len(report.parallel.rows), 'row')}: {', '.join(counts)}.", "bold")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _grouped(report: Report) -> dict[str, list[str]]:
    """Codes that could not run, by reason."""
    reasons: dict[str, list[str]] = {}
    for item in report.not_run:
        codes = reasons.setdefault(item.reason, [])
        if item.code not in codes:
            codes.append(item.code)
    return reasons

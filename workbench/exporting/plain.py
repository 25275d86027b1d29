"""A report as tab-separated values, Markdown, JSON, and back from JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from workbench.errors import BadFile
from workbench.exporting.findings import dismissed_as_json, stale_as_json
from workbench.exporting.marks import one_line
from workbench.exporting.sections import LOOK_FIRST, Sections, language_name, sections
from workbench.model import Finding, Quote, Report, gravest_first
from workbench.quotes import Counterpart

if TYPE_CHECKING:
    from workbench.judgement import Judgement

__all__ = ["from_json", "heading", "to_json", "to_markdown", "to_tsv"]

_FORMAT = "workbench-report"
_VERSION = 1


def heading(report: Report) -> list[str]:
    """Column heads: the source's, then one per rendering, each with its language."""
    columns = [report.parallel.source, *report.parallel.renderings]
    return [f"{column.label} ({language_name(column.lang)})" for column in columns]


def to_tsv(report: Report) -> str:
    """One line per row: number, source, then text, confidence and finding codes of each rendering.

    Tabs and line breaks inside a cell become spaces, so that a line is always a row.
    """
    table = io.StringIO()
    writer = csv.writer(table, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    heads = heading(report)
    columns = [c for head in heads[1:] for c in (head, f"{head} confidence", f"{head} findings")]
    writer.writerow([_flat(c) for c in ("row", heads[0], *columns)])
    parallel = report.parallel
    found = report.findings_by_cell()
    aside: dict[tuple[int, int], list[str]] = {}
    for finding, _ in report.dismissed:
        aside.setdefault((finding.row, finding.rendering), []).append(finding.code)
    for number, row in enumerate(parallel.rows):
        cells = [str(number + 1), _flat(parallel.source_text(number))]
        for rendering in range(len(parallel.renderings)):
            score = row.scores[rendering] if row.scores else None
            codes = ",".join(
                [finding.code for finding in gravest_first(found.get((number, rendering), ()))]
                + [f"{code} (dismissed)" for code in aside.get((number, rendering), ())]
            )
            cells += [_flat(parallel.cell_text(number, rendering)), _number(score), codes]
        writer.writerow(cells)
    return table.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:.3f}"


# --- Markdown --------------------------------------------------------------------------------------


def to_markdown(report: Report, judgement: Judgement | None = None) -> str:
    """Tables (GitHub's flavour): the texts, then findings, key quotes, figures, scores and how all was made."""
    parallel = report.parallel
    whole = sections(report, judgement)
    texts = (
        [parallel.source_text(row), *(parallel.cell_text(row, i) for i in range(len(parallel.renderings)))]
        for row in range(len(parallel.rows))
    )
    lines = _table(["#", *heading(report)], ([str(n), *cells] for n, cells in enumerate(texts, start=1)))
    parts = {
        "Findings": [f"* {_finding(report, finding)}" for finding in report.findings],
        "Dismissed": list(_dismissed(report)),
        "Key quotes": list(_quotations(report, whole)),
        "Figures": list(_figures(report, whole)),
        "Scores": list(_scores(whole)),
        "Not checked": [f"* `{item.code}`: {_cell(item.reason)}" for item in report.not_run],
        "How it was made": list(_made(whole)),
    }
    for head, content in parts.items():
        if content:
            lines += ["", f"## {head}", "", *content]
    return "\n".join(lines) + "\n"


def _table(heads: list[str], rows: Iterator[list[str]]) -> list[str]:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(_cell(cell) for cell in cells) + " |"

    return [line(heads), "|---" * len(heads) + "|", *map(line, rows)]


def _cell(text: str) -> str:
    """Text that Markdown shows as it stands; what nobody sees is a sign."""
    text = _flat(one_line(text))
    for char in "\\|*_`<>[]#":
        text = text.replace(char, "\\" + char)
    return text


def _finding(report: Report, finding: Finding) -> str:
    label = report.parallel.renderings[finding.rendering].label
    place = f"Row {finding.row + 1}, {_cell(label)}"
    return f"{place}: **{finding.code}** ({finding.severity}) {_cell(finding.message)}"


def _dismissed(report: Report) -> Iterator[str]:
    for finding, dismissal in report.dismissed:
        yield f"* {_finding(report, finding)} – {_cell(dismissal.reason)}"
    for stale in report.stale:
        yield f"* No finding answers to `{_cell(stale.key)}` any more: {_cell(stale.code)} {_cell(stale.message)}"


def _quotations(report: Report, whole: Sections) -> Iterator[str]:
    heads = heading(report)
    for entry in whole.quotations:
        first, last = entry.rows[0] + 1, entry.rows[-1] + 1
        yield f"### Row {first}" if first == last else f"### Rows {first}–{last}"
        yield ""
        words = [[heads[0], entry.source.text, _who(entry.source), ""]] if entry.source else []
        words += [[heads[cell.rendering + 1], *_rendered(cell)] for cell in entry.cells]
        yield from _table(["", "words", "speaker", "what changed"], iter(words))
        yield ""


def _who(quote: Quote | None) -> str:
    return ", ".join(filter(None, (quote.speaker, quote.cue))) if quote else ""


def _rendered(cell: Counterpart) -> list[str]:
    flags = " ".join(f"{flag.code}: {flag.message}" for flag in cell.flags)
    return [cell.text or "–", _who(cell.quote), flags]


def _figures(report: Report, whole: Sections) -> Iterator[str]:
    if not whole.figures:
        return
    rows = []
    for figure in whole.figures:
        said = []
        for cell in figure.cells:
            said.append(cell.text or ("said otherwise" if cell.value else "–" if cell.agrees else "missing"))
            if not cell.agrees:
                said[-1] += " ✗"
        rows.append([str(figure.row + 1), figure.value or "–", figure.text or "–", *said])
    yield from _table(["row", "value", *heading(report)], iter(rows))


def _scores(whole: Sections) -> Iterator[str]:
    if whole.metrics:
        rows = []
        for judged in whole.judged:
            values = {score.name: f"{score.value:.1f}" for score in judged.metrics}
            rows.append([judged.label, *(values.get(name, "–") for name in whole.metrics)])
        yield from _table(["rendering", *whole.metrics], iter(rows))
        yield ""
    for judged in whole.judged:
        yield f"Look here first in {_cell(judged.label)}:"
        yield ""
        for row in judged.look_first(LOOK_FIRST):
            parts = ", ".join(f"{name} {value:.2f}" for name, value in row.doubt.parts)
            yield f"* row {row.row + 1}: doubt {row.doubt.value:.2f} ({parts})"
        yield ""


def _made(whole: Sections) -> Iterator[str]:
    for making in whole.made:
        told = "; ".join(f"{what} {value}" for what, value in making.parts)
        yield f"* **{_cell(making.name)}**: {_cell(told)}"


# --- JSON ------------------------------------------------------------------------------------------


def to_json(report: Report, judgement: Judgement | None = None) -> str:
    """The whole report, and what it says in plain texts for scripts. :func:`from_json` reads it back."""
    parallel = report.parallel
    table = [
        {
            "row": number,
            "source": parallel.source_text(number),
            "renderings": [parallel.cell_text(number, i) for i in range(len(parallel.renderings))],
            "confidence": list(row.scores),
        }
        for number, row in enumerate(parallel.rows)
    ]
    beside = sections(report, judgement)
    whole: dict[str, Any] = {
        "format": _FORMAT,
        "version": _VERSION,
        "columns": heading(report),
        "table": table,
        "quotations": beside.quotations,
        "figures": beside.figures,
        "scores": beside.judged,
        "dismissed": dismissed_as_json(report),
        "stale_dismissals": stale_as_json(report),
        "made": {making.name: dict(making.parts) for making in beside.made},
        "report": report,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n"


class _File(msgspec.Struct):
    format: str
    version: int
    report: Report


def from_json(text: str | bytes) -> Report:
    """Read back what :func:`to_json` wrote.

    Raises:
        BadFile: not such a file, a newer version of it, or damaged.
    """
    try:
        head = msgspec.json.decode(text)
        if not isinstance(head, dict) or head.get("format") != _FORMAT:
            raise BadFile("This JSON is not a workbench report.", hint="Make one with --format json.")
        if head.get("version") != _VERSION:
            raise BadFile(f"The report has version {head.get('version')!r}; this workbench reads {_VERSION}.")
        return msgspec.json.decode(text, type=_File).report
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadFile(f"The report is damaged: {error}.") from error

"""A report as tab-separated values, Markdown, JSON, and back from JSON."""

from __future__ import annotations

import csv
import io

import msgspec

from workbench.errors import BadFile
from workbench.languages import LANGUAGES
from workbench.model import Finding, Report, gravest_first

__all__ = ["from_json", "heading", "to_json", "to_markdown", "to_tsv"]

_FORMAT = "workbench-report"
_VERSION = 1


def heading(report: Report) -> list[str]:
    """Column heads: the source's, then one per rendering, each with its language."""
    columns = [report.parallel.source, *report.parallel.renderings]
    return [f"{column.label} ({_name(column.lang)})" for column in columns]


def _name(lang: str | None) -> str:
    return LANGUAGES[lang].name if lang and lang in LANGUAGES else "language undecided"


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
    for number, row in enumerate(parallel.rows):
        cells = [str(number + 1), _flat(parallel.source_text(number))]
        for rendering in range(len(parallel.renderings)):
            score = row.scores[rendering] if row.scores else None
            codes = ",".join(finding.code for finding in gravest_first(found.get((number, rendering), ())))
            cells += [_flat(parallel.cell_text(number, rendering)), _number(score), codes]
        writer.writerow(cells)
    return table.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:.3f}"


def to_markdown(report: Report) -> str:
    """A table (GitHub's flavour) and, below it, the findings."""
    parallel = report.parallel
    lines = ["| # | " + " | ".join(_cell(head) for head in heading(report)) + " |"]
    lines.append("|---" * (2 + len(parallel.renderings)) + "|")
    for number in range(len(parallel.rows)):
        cells = [parallel.source_text(number)]
        cells += [parallel.cell_text(number, rendering) for rendering in range(len(parallel.renderings))]
        lines.append(f"| {number + 1} | " + " | ".join(_cell(cell) for cell in cells) + " |")
    if report.findings:
        lines += ["", "## Findings", ""]
        lines += [f"* {_finding(report, finding)}" for finding in report.findings]
    if report.not_run:
        lines += ["", "## Not checked", ""]
        lines += [f"* `{item.code}`: {_cell(item.reason)}" for item in report.not_run]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    for char in "\\|*_`<>[]#":
        text = text.replace(char, "\\" + char)
    return _flat(text)


def _finding(report: Report, finding: Finding) -> str:
    label = report.parallel.renderings[finding.rendering].label
    place = f"Row {finding.row + 1}, {_cell(label)}"
    return f"{place}: **{finding.code}** ({finding.severity}) {_cell(finding.message)}"


def to_json(report: Report) -> str:
    """The whole report, and its table in plain texts for scripts. :func:`from_json` reads it back."""
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
    whole = {
        "format": _FORMAT,
        "version": _VERSION,
        "columns": heading(report),
        "table": table,
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

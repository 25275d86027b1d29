"""Findings in SARIF 2.1.0, which code hosts and editors show beside the lines of a file.

Format: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0,
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; section numbers below are its own.

A result's place is in the rendering's file, its related place in the source's. Only plain text has lines and
columns of the file itself; for other formats (docx, html …) the file and the row are named.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from workbench import __version__
from workbench.checks import CODES, Check, key
from workbench.exporting.marks import bracketed, one_line
from workbench.model import Dismissal, Finding, Rendering, Report, Severity, Span

__all__ = ["to_sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LINE_BREAKS = ("\r\n", "\n")
"""What ends a line, and said so in the file (§3.14.16), for editors differ."""
_FINGERPRINT = "workbenchFinding/v1"


def to_sarif(report: Report, uris: Sequence[str] = ()) -> str:
    """All findings as a SARIF log with one run; the dismissed ones carry their suppression.

    Args:
        report: any report.
        uris: where the source and each rendering stand, in order; the documents' names unless given.
    """
    return json.dumps(_Log(report, uris).log(), ensure_ascii=False, indent=2) + "\n"


class _Log:
    """One run being written down."""

    def __init__(self, report: Report, uris: Sequence[str]) -> None:
        self._report = report
        parallel = report.parallel
        self._sides: list[Rendering] = [parallel.source, *parallel.renderings]
        self._uris = list(uris) or [quote(side.document.name) for side in self._sides]
        self._lines: dict[int, list[int]] = {}
        seen = [*report.findings, *(finding for finding, _ in report.dismissed)]
        self._rules = [code for code in CODES if any(finding.code == code for finding in seen)]

    def log(self) -> dict[str, Any]:
        return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [self._run()]}

    def _run(self) -> dict[str, Any]:
        driver = {
            "name": "workbench",
            "fullName": "Translation workbench",
            "version": __version__,
            "rules": [_rule(CODES[code]) for code in self._rules],
        }
        return {
            "tool": {"driver": driver},
            "invocations": [
                {"executionSuccessful": True, "toolExecutionNotifications": self._notifications()}
            ],
            "artifacts": [self._artifact(number) for number in range(len(self._sides))],
            "columnKind": "unicodeCodePoints",
            "newlineSequences": list(_LINE_BREAKS),
            "results": [
                *(self._result(finding) for finding in self._report.findings),
                *(self._result(finding, dismissal) for finding, dismissal in self._report.dismissed),
            ],
            "properties": {"signature": str(self._report.signature)},
        }

    def _artifact(self, number: int) -> dict[str, Any]:
        side = self._sides[number]
        return {
            "location": {"uri": self._uris[number]},
            "roles": ["analysisTarget"],
            "properties": {"lang": side.lang or "und", "textSha256": side.document.digest},
        }

    def _notifications(self) -> list[dict[str, Any]]:
        """What could not run, and dismissals that nothing answers to (§3.58)."""
        labels = [rendering.label for rendering in self._report.parallel.renderings]
        out = []
        for item in self._report.not_run:
            where = "" if item.rendering is None else f" for {one_line(labels[item.rendering])}"
            text = f"Not run{where}: {item.code}, {one_line(item.reason)}."
            out.append({"level": "note", "message": {"text": text}, "descriptor": {"id": "not-run"}})
        for stale in self._report.stale:
            text = f"No finding answers to the dismissal {stale.key} any more: {stale.code} {stale.message}".rstrip()
            out.append(
                {"level": "warning", "message": {"text": text}, "descriptor": {"id": "stale-dismissal"}}
            )
        return out

    def _result(self, finding: Finding, dismissal: Dismissal | None = None) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": self._rules.index(finding.code),
            "level": _LEVELS[finding.severity],
            "message": {"text": bracketed(finding.message)},
            "locations": [self._location(finding.row, finding.rendering, finding.target_span)],
            "relatedLocations": [
                {
                    "id": 0,
                    "message": {"text": "In the source"},
                    **self._location(finding.row, None, finding.source_span),
                }
            ],
            "partialFingerprints": {_FINGERPRINT: key(finding, self._report.parallel)},
            "properties": {"row": finding.row, "evidence": dict(finding.evidence)},
        }
        if dismissal:
            result["suppressions"] = [
                {"kind": "external", "status": "accepted", "justification": dismissal.reason}
            ]
        return result

    def _location(self, row: int, rendering: int | None, span: Span | None) -> dict[str, Any]:
        side = 0 if rendering is None else rendering + 1
        physical: dict[str, Any] = {"artifactLocation": {"uri": self._uris[side], "index": side}}
        place = self._report.parallel.in_document(row, rendering, span)
        if place is not None and self._sides[side].document.format == "txt":
            physical["region"] = self._region(side, place)
        return {"physicalLocation": physical, "logicalLocations": [{"name": f"row {row + 1}"}]}

    def _region(self, side: int, span: Span) -> dict[str, Any]:
        """Lines and columns count from 1, the end column is the one behind the last character (§3.30)."""
        text = self._sides[side].document.text
        starts = self._lines.get(side)
        if starts is None:
            starts = [0, *(match.end() for match in re.finditer("|".join(_LINE_BREAKS), text))]
            self._lines[side] = starts
        first, last = (bisect_right(starts, at) - 1 for at in (span.start, span.end))
        return {
            "startLine": first + 1,
            "startColumn": span.start - starts[first] + 1,
            "endLine": last + 1,
            "endColumn": span.end - starts[last] + 1,
            "charOffset": span.start,
            "charLength": len(span),
            "snippet": {"text": bracketed(span.of(text))},
        }


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.code,
        "name": "".join(part.capitalize() for part in check.code.split("-")),
        "shortDescription": {"text": check.about},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {"category": check.subject},
    }

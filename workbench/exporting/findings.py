"""Findings as plain values, for scripts: the JSON of ``workbench check`` and ``workbench compare``."""

from __future__ import annotations

from typing import Any

from workbench.checks import key
from workbench.model import Dismissal, Finding, NotRun, Parallel, Report, Span

__all__ = ["check_as_json", "dismissed_as_json", "finding_as_json", "not_run_as_json", "stale_as_json"]


def check_as_json(report: Report) -> dict[str, Any]:
    """Findings, those set aside, and what could not run. Rows and renderings count from 0."""
    return {
        "findings": [finding_as_json(finding, report.parallel) for finding in report.findings],
        "dismissed": dismissed_as_json(report),
        "stale_dismissals": stale_as_json(report),
        "not_run": [not_run_as_json(item) for item in report.not_run],
    }


def finding_as_json(finding: Finding, parallel: Parallel) -> dict[str, Any]:
    """One finding; spans are [start, end] in the row's texts, or null; the key is for dismissing it."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "row": finding.row,
        "rendering": finding.rendering,
        "source_span": _span(finding.source_span),
        "target_span": _span(finding.target_span),
        "evidence": dict(finding.evidence),
        "key": key(finding, parallel),
    }


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def dismissed_as_json(report: Report) -> list[dict[str, Any]]:
    """The findings set aside, each with the reason."""
    return [
        {**finding_as_json(finding, report.parallel), "reason": dismissal.reason}
        for finding, dismissal in report.dismissed
    ]


def stale_as_json(report: Report) -> list[dict[str, str]]:
    """Dismissals that no finding answers to any more."""
    return [_dismissal(dismissal) for dismissal in report.stale]


def _dismissal(dismissal: Dismissal) -> dict[str, str]:
    return {
        "key": dismissal.key,
        "code": dismissal.code,
        "rendering": dismissal.rendering,
        "message": dismissal.message,
        "reason": dismissal.reason,
    }


def not_run_as_json(item: NotRun) -> dict[str, Any]:
    """What could not run, and why."""
    return {"code": item.code, "reason": item.reason, "rendering": item.rendering}

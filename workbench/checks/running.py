"""Apply the checks to a table of renderings: who runs, at which severity, and one cause one finding."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process

from workbench.checks.base import Cell, Check, Column, Context, Detector, Hit
from workbench.checks.codes import CODES
from workbench.checks.config import DEFAULT, Config
from workbench.errors import WorkbenchError
from workbench.glossary import Matcher
from workbench.glossary.base import collector_off
from workbench.model import Finding, NotRun, Parallel, Severity, Span

__all__ = ["run", "selected"]


def run(
    parallel: Parallel,
    *,
    matcher: Matcher | None = None,
    config: Config = DEFAULT,
    select: Sequence[str] = (),
    detect: Detector | None = None,
    only: Sequence[int] | None = None,
) -> tuple[tuple[Finding, ...], tuple[NotRun, ...]]:
    """Check every rendering against the source.

    Args:
        parallel: the table; spans of findings are in its row texts (``source_text``, ``cell_text``).
        matcher: glossary matcher for the term checks; without one they do not run.
        config: severities, thresholds, on or off per language pair.
        select: codes and severities to run (``["E", "numbers"]``); empty for all.
        detect: guesses the language of a text; without one ``wrong-language`` does not run.
        only: indexes of the renderings to check, all by default. No check compares renderings with each other.

    Returns:
        Findings by row, rendering and severity; and the checks that could not run, with the reason.

    Raises:
        WorkbenchError: `select` names no check and no severity.
    """
    chosen = selected(select)
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    with collector_off():  # a large table keeps millions of values alive, and the checks make no cycles
        for index in range(len(parallel.renderings)) if only is None else only:
            column, maps = _column(parallel, index)
            found, undone = _check(column, chosen, config, matcher, detect)
            findings += [_in_given_text(finding, maps) for finding in _one_per_cause(found)]
            not_run += undone
    wanted = _severities(select)
    kept = [f for f in findings if f.code in select or f.severity in wanted]
    kept.sort(key=lambda f: (f.row, f.rendering, -f.severity.rank, _place(f), f.code))
    return tuple(kept), tuple(not_run)


def _check(
    column: Column, chosen: Sequence[Check], config: Config, matcher: Matcher | None, detect: Detector | None
) -> tuple[list[Finding], list[NotRun]]:
    """One rendering by the chosen checks."""
    found: list[Finding] = []
    not_run: list[NotRun] = []
    for check in chosen:
        setting = config.setting(check.code, column.pair)
        if setting.off:
            continue
        defaults = {name: value for name, value, _ in check.thresholds}
        context = Context({**defaults, **dict(setting.thresholds)}, matcher, detect)
        reason = next((why for need in check.needs if (why := need(column, context))), None)
        if reason:
            not_run.append(NotRun(check.code, reason, column.rendering))
            continue
        for row, hit in check.spots(column, context):
            severity = setting.severity or hit.severity or check.severity
            found.append(_finding(check, severity, row, column.rendering, hit))
    return found, not_run


def selected(select: Sequence[str]) -> list[Check]:
    """The checks that `select` asks for. A severity asks for all, since a hit may differ from its check's.

    Raises:
        WorkbenchError: a name that is neither a code nor a severity.
    """
    for name in select:
        if name not in CODES and name not in ("E", "W", "I"):
            near = process.extractOne(name, CODES.keys(), score_cutoff=60)
            hint = f"Did you mean “{near[0]}”?" if near else f"The codes are: {', '.join(CODES)}."
            raise WorkbenchError(f"No check is called “{name}”.", hint=hint)
    if not select or any(name in ("E", "W", "I") for name in select):
        return list(CODES.values())
    return [check for code, check in CODES.items() if code in select]


def _severities(select: Sequence[str]) -> set[Severity]:
    named = {Severity(name) for name in select if name in ("E", "W", "I")}
    return named if select else set(Severity)


def _finding(check: Check, severity: Severity, row: int, rendering: int, hit: Hit) -> Finding:
    return Finding(check.code, severity, hit.message, row, rendering, hit.source, hit.target, hit.evidence)


def _place(finding: Finding) -> tuple[int, int]:
    spans = (finding.target_span, finding.source_span)
    return tuple(span.start if span else -1 for span in spans)  # type: ignore[return-value]


# --- the text checks see, and the way back ---------------------------------------------------------

Origin = tuple[int, ...]
"""For each code point of the NFC text (and its end) the place in the given text."""


@dataclass(frozen=True, slots=True)
class _Maps:
    """Ways back to the given text, for the few rows that were not NFC."""

    source: dict[int, Origin]
    target: dict[int, Origin]


def _column(parallel: Parallel, index: int) -> tuple[Column, _Maps]:
    rendering = parallel.renderings[index]
    maps = _Maps({}, {})
    cells = []
    for row in range(len(parallel.rows)):
        source = _nfc(parallel.source_text(row), row, maps.source)
        target = _nfc(parallel.cell_text(row, index), row, maps.target)
        cells.append(Cell(row, source, target, parallel.source.lang, rendering.lang))
    return Column(index, tuple(cells), parallel.source.lang, rendering.lang), maps


def _nfc(text: str, row: int, origins: dict[int, Origin]) -> str:
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    pieces: list[str] = []
    origin: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (unicodedata.combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
            continue
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        origin += [start] * len(piece)
        start = end
    origins[row] = (*origin, len(text))
    return "".join(pieces)


def _in_given_text(finding: Finding, maps: _Maps) -> Finding:
    source, target = maps.source.get(finding.row), maps.target.get(finding.row)
    if source is None and target is None:
        return finding
    return Finding(
        finding.code,
        finding.severity,
        finding.message,
        finding.row,
        finding.rendering,
        _back(finding.source_span, source),
        _back(finding.target_span, target),
        finding.evidence,
    )


def _back(span: Span | None, origin: Origin | None) -> Span | None:
    return Span(origin[span.start], origin[span.end]) if span and origin else span


# --- one cause, one finding ------------------------------------------------------------------------


def _one_per_cause(found: list[Finding]) -> Iterable[Finding]:
    """Drop findings that another about the same words explains (the `beats` of the table)."""
    by_row: dict[int, list[Finding]] = {}
    for finding in found:
        by_row.setdefault(finding.row, []).append(finding)
    for in_row in by_row.values():
        for finding in in_row:
            if not any(_explains(other, finding) for other in in_row):
                yield finding


def _explains(winner: Finding, loser: Finding) -> bool:
    beats = CODES[winner.code].beats
    if winner.code == loser.code:
        return False
    if "*" in beats:
        return not _mutual(winner, loser)
    return loser.code in beats and (
        _touch(winner.target_span, loser.target_span) or _touch(winner.source_span, loser.source_span)
    )


def _mutual(winner: Finding, loser: Finding) -> bool:
    """Two that would silence each other: the one first in the table speaks."""
    order: Callable[[str], int] = list(CODES).index
    return "*" in CODES[loser.code].beats and order(loser.code) < order(winner.code)


def _touch(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and (a.overlaps(b) or a == b)

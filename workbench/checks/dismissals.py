"""Findings a person has judged and set aside, with the reason.

A dismissal holds for the same words in the same sentence, wherever these stand after the next alignment:
its key is made from the check, the languages, the two texts and the marked words, not from row numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from workbench.model import Finding, Parallel

__all__ = ["Dismissal", "apply_dismissals", "key"]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A finding that is no mistake.

    Attributes:
        key: the finding's stable id, from :func:`key`.
        reason: why, in words; must not be empty.
        code: of the check, for counting how often each is dismissed.

    Raises:
        ValueError: the reason is empty.
    """

    key: str
    reason: str
    code: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a dismissal needs a reason")


def key(finding: Finding, parallel: Parallel) -> str:
    """A stable id of a finding: 16 hexadecimal digits, the same in every run on the same words."""
    source = parallel.source_text(finding.row)
    target = parallel.cell_text(finding.row, finding.rendering)
    marked = [
        span.of(text) if span else ""
        for span, text in ((finding.source_span, source), (finding.target_span, target))
    ]
    langs = (parallel.source.lang or "", parallel.renderings[finding.rendering].lang or "")
    start = str(finding.target_span.start) if finding.target_span else ""
    parts = (finding.code, *langs, source, target, *marked, start)
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def apply_dismissals(
    findings: Sequence[Finding], parallel: Parallel, dismissals: Iterable[Dismissal]
) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, Dismissal], ...]]:
    """Split findings into those that stand and those set aside, each with its dismissal."""
    known = {dismissal.key: dismissal for dismissal in dismissals}
    stand: list[Finding] = []
    aside: list[tuple[Finding, Dismissal]] = []
    for finding in findings:
        dismissal = known.get(key(finding, parallel))
        if dismissal is None:
            stand.append(finding)
        else:
            aside.append((finding, dismissal))
    return tuple(stand), tuple(aside)

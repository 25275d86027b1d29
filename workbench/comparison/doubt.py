"""Which rows to look at first: signs that a rendering may be wrong, each between 0 and 1, and their sum.

No reference is needed. Every part stays visible, because none of them judges: sentence similarity sees
another sentence or a missing half and is blind to a changed number or a lost negation (measured by
``benchmarks/doubt.py``); the checks see those and know nothing of meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from statistics import median

from workbench.model import Finding, Severity

__all__ = ["PARTS", "Doubt", "combine", "finding_part", "length_parts", "meaning_parts", "reference_parts"]

PARTS = {
    # part: its weight in the combination, tuned on NTREX-128 with seeded mistakes (benchmarks/doubt.py)
    "findings": 1.0,
    "meaning": 1.0,
    "length": 0.5,
    "reference": 0.3,
}
_OF_SEVERITY = {"E": 0.8, "W": 0.4, "I": 0.03}
_OF_WARNING = {
    # warnings that say more, or less, than others about what was lost of the meaning; sources as PARTS
    "copy": 0.95,
    "wrong-language": 0.95,
    "numbers": 0.6,
    "negation": 0.6,
    "name": 0.5,
    "length": 0.2,  # the length has a part of its own
    "quote-content": 0.2,
    "end-punct": 0.2,
    "inconsistent-target": 0.1,
    "quotes-style": 0.03,
    "punct-space": 0.05,
    "space": 0.05,
    "zero-width": 0.05,
}
_OF_NOTE = {"name": 0.3, "numbers": 0.1}
_TYPICAL = {
    # encoder: median and spread of the cosine of published translations (NTREX-128 en–de, en–fr, en–uk); used
    # where a text has too few rows to tell its own
    "use": (0.775, 0.086),
    "e5": (0.915, 0.022),
}
_ENOUGH_ROWS = 30


@dataclass(frozen=True, slots=True)
class Doubt:
    """How much a row asks to be looked at.

    Attributes:
        value: 0 to 1; only the order means something.
        parts: (name, 0 to 1) of what was there to judge by, see :data:`PARTS`.
    """

    value: float
    parts: tuple[tuple[str, float], ...]


def combine(parts: Mapping[str, float]) -> Doubt:
    """One doubt from its parts: the probability that at least one of the signs is right, weights applied.

    >>> combine({"findings": 0.5, "length": 0.5}).value
    0.625
    """
    rest = 1.0
    for name, value in parts.items():
        rest *= 1 - PARTS[name] * min(1.0, max(0.0, value))
    return Doubt(round(1 - rest, 6), tuple((name, round(value, 6)) for name, value in parts.items()))


def finding_part(findings: Sequence[Finding]) -> float:
    """What the checks found in a cell: an error alone is 0.8, most warnings 0.4.

    >>> finding_part([])
    0.0
    """
    rest = 1.0
    for finding in findings:
        table = {Severity.WARNING: _OF_WARNING, Severity.INFO: _OF_NOTE}.get(finding.severity, {})
        rest *= 1 - table.get(finding.code, _OF_SEVERITY[finding.severity.value])
    return 1 - rest


def meaning_parts(similarities: Mapping[str, Sequence[float]]) -> list[float]:
    """How unlike its source each cell is, by the cosines that encoders gave.

    A cosine says little by itself, for it differs by language and encoder. Each is taken relative to the
    text's own median and spread (from 30 rows on), and the encoders' mean is turned into 0 to 1.

    Args:
        similarities: per encoder name the cosine of source and target, row by row.
    """
    columns = [_deviations(name, values) for name, values in similarities.items()]
    return [_rising(sum(row) / len(row), 2.5) for row in zip(*columns, strict=True)]


def _deviations(encoder: str, values: Sequence[float]) -> list[float]:
    """Spreads below the middle."""
    middle, spread = _TYPICAL[encoder]
    if len(values) >= _ENOUGH_ROWS:
        middle = median(values)
        spread = max(1.4826 * median(abs(value - middle) for value in values), spread / 4)
    return [(middle - value) / spread for value in values]


def length_parts(lengths: Sequence[tuple[int, int]]) -> list[float]:
    """How far each target's length is from what the text's own ratio lets expect.

    Args:
        lengths: characters of source and target, row by row. A source of 0 gives 0.
    """
    ratios = [target / source for source, target in lengths if source >= 15 and target]
    ratio = median(ratios) if ratios else 1.0
    scaled = [(target - ratio * source) / sqrt(source) if source else 0.0 for source, target in lengths]
    spread = 1.4826 * median(map(abs, scaled)) if len(ratios) >= _ENOUGH_ROWS else 2.5
    return [_rising(abs(value) / max(spread, 0.5), 3.0) if value else 0.0 for value in scaled]


def reference_parts(scores: Sequence[float]) -> list[float]:
    """How far each segment is from the reference, from its chrF++ (0 to 100)."""
    return [1 - score / 100 for score in scores]


def _rising(deviations: float, half: float) -> float:
    """0 to 1, one half at `half` deviations."""
    return 1 / (1 + exp(-1.5 * (max(-40.0, min(40.0, deviations)) - half)))

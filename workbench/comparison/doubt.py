"""Which rows to look at first: signs that a rendering may be wrong, each between 0 and 1, and their sum.

No reference is needed. Every part stays visible, because none of them judges: sentence similarity sees
another sentence or a missing half and is blind to a changed number or a lost negation (measured by
``benchmarks/doubt.py``); the checks see those and know nothing of meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, sqrt
from statistics import median

from workbench.model import Finding, Severity, Span

__all__ = [
    "PARTS",
    "USUAL_SHARE",
    "Doubt",
    "Sign",
    "combine",
    "finding_part",
    "length_deviations",
    "length_parts",
    "low_parts",
    "meaning_deviations",
    "meaning_parts",
    "reference_parts",
]

PARTS = {
    # part: its weight. Where it is 1 the part is a probability already, calibrated where one row in ten is spoilt
    # (benchmarks/doubt_train.py); the others only hint
    "findings": 1.0,
    "numbers": 1.0,
    "names": 1.0,
    "negation": 1.0,
    "quotations": 1.0,
    "terms": 1.0,
    "length": 1.0,
    "meaning": 1.0,
    "spelling": 0.1,
    "likelihood": 0.8,
    "likelihood back": 0.8,
    "back-translation": 0.8,
    "reference": 0.3,
}
USUAL_SHARE = 0.1
"""The share of spoilt rows for which the parts are probabilities."""
_OF_SEVERITY = {"E": 0.8, "W": 0.2, "I": 0.02}
_OF_WARNING = {
    # warnings that say more, or less, than others about what was lost of the meaning; sources as PARTS
    "copy": 0.95,
    "wrong-language": 0.95,
    "numbers": 0.6,
    "dates-times": 0.6,
    "negation": 0.6,
    "name": 0.5,
    "units": 0.4,
    "term-missing": 0.3,
    "quotes-pair": 0.6,
    "quote-content": 0.2,
    "end-punct": 0.15,
    "inconsistent-target": 0.1,
    "quotes-style": 0.03,
    "punct-space": 0.03,
    "space": 0.03,
    "zero-width": 0.03,
    "number-format": 0.05,
}
_OF_NOTE = {"name": 0.2, "numbers": 0.1}
_ANOTHER = (-9.7, 2.8)
_SHORT_AND_UNLIKE = (-8.42, 3.14, 1.32)
_SHORT = (-7.91, 3.8)
_LONG = (-7.91, 1.6)
"""Logistic regressions over six language pairs of NTREX-128, rows 1–300: another sentence by its meaning; a half
that was dropped by length and meaning, and by length alone. Rows 301–600: area 0.999, 0.998, 0.996. For what was
put in there is nothing to learn from; it is taken to be rarer."""
_ALL_ROWS = 1.12
"""Spread of the lengths of all rows, in that of the nearer half by meaning. NTREX-128, rows 1–300, six languages."""
_WIDEST = 1.5
"""A text's spread of cosines, in that of its pair of languages, is taken to be no greater: the rest are mistakes."""
_ROWS_OF_A_PAIR = 20
"""Rows of a text that weigh as much as what is usual for its pair of languages."""
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


@dataclass(frozen=True, slots=True)
class Sign:
    """What a part of the doubt saw, to be shown beside it.

    Attributes:
        part: the part it belongs to.
        value: 0 to 1, how much it says by itself.
        message: half a sentence for a person.
        source: where in the row's source text, or None.
        target: where in the cell's text, or None.
    """

    part: str
    value: float
    message: str
    source: Span | None = None
    target: Span | None = None


def combine(parts: Mapping[str, float], shares: Mapping[str, float] | None = None) -> Doubt:
    """One doubt from its parts: the probability that at least one of the signs is right, weights applied.

    Args:
        parts: values by name.
        shares: by part, the share of rows that are spoilt in its way in this text, between 0 and 1, where it is not
            :data:`USUAL_SHARE`: the parts' odds are scaled by it.

    >>> combine({"findings": 0.5, "length": 0.5}).value
    0.75
    >>> combine({"findings": 0.5, "length": 0.5}, {"length": 0.01}).value < 0.6
    True
    """
    rest = 1.0
    for name, value in parts.items():
        share = USUAL_SHARE if shares is None else shares.get(name, USUAL_SHARE)
        scale = share / (1 - share) * (1 - USUAL_SHARE) / USUAL_SHARE
        chance = PARTS[name] * min(1.0, max(0.0, value))
        rest *= (1 - chance) / (1 - chance + chance * scale)
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


def meaning_deviations(
    similarities: Mapping[str, Sequence[float]],
    typical: Mapping[str, tuple[float, float]],
    lowest: float = inf,
) -> list[float]:
    """How unlike its source each cell is, in spreads below the usual cosine; the mean over the encoders.

    A cosine says little by itself, for it differs by encoder, languages and style. Each is taken relative to
    what is usual for the pair of languages and, the more rows there are, to the text's own median and spread.

    Args:
        similarities: per encoder name the cosine of source and target, row by row.
        typical: per encoder the median and spread of published translations of this pair.
        lowest: spreads below `typical` that a text's own median is believed to lie at most: where half the rows
            render other sentences, it is theirs.
    """
    columns = [_deviations(values, *typical[name], lowest) for name, values in similarities.items()]
    return [sum(row) / len(row) for row in zip(*columns, strict=True)]


def meaning_parts(deviations: Sequence[float]) -> list[float]:
    """Probability that a cell renders another sentence, from :func:`meaning_deviations`.

    >>> [round(value, 2) for value in meaning_parts([0.0, 2.0, 5.0])]
    [0.0, 0.02, 0.99]
    """
    intercept, slope = _ANOTHER
    return [_logistic(intercept + slope * value) for value in deviations]


def _deviations(values: Sequence[float], middle: float, spread: float, lowest: float = inf) -> list[float]:
    """Spreads below the middle."""
    if not values:
        return []
    share = len(values) / (len(values) + _ROWS_OF_A_PAIR)
    own = max(median(values), middle - lowest * spread)
    wide = max(1.4826 * median(abs(value - own) for value in values), spread / 4)
    if lowest < inf:
        wide = min(wide, _WIDEST * spread)
    middle, spread = middle + share * (own - middle), spread + share * (wide - spread)
    return [(middle - value) / spread for value in values]


def low_parts(values: Sequence[float | None], typical: tuple[float, float]) -> list[float]:
    """How far each value lies below what is usual for this text, 0 to 1; 0 where there is none.

    Args:
        values: the higher, the better.
        typical: median and spread to begin with; the text's own rows soon outweigh them.
    """
    told = iter(_deviations([value for value in values if value is not None], *typical))
    return [0.0 if value is None else _logistic(1.5 * (next(told) - 2.5)) for value in values]


def length_deviations(
    lengths: Sequence[tuple[int, int]], meaning: Sequence[float] | None = None
) -> list[float]:
    """How far each target's length is from what the text's own ratio lets expect, in spreads; short is negative.

    The spread grows with the square root of the length (Gale and Church 1993).

    Args:
        lengths: characters of source and target, row by row. A source of 0 gives 0.
        meaning: as :func:`meaning_deviations` gives them, where there are any: what is usual is told by the nearer
            half of the rows, for many others may have been cut.
    """
    nearest: Sequence[int] = range(len(lengths))
    wider = 1.0
    if meaning is not None and len(lengths) >= 2 * _ENOUGH_ROWS:
        middle = median(meaning)
        nearest = [row for row, value in enumerate(meaning) if value <= middle]
        wider = _ALL_ROWS
    told = [row for row in nearest if lengths[row][0] >= 15 and lengths[row][1]]
    ratio = median(lengths[row][1] / lengths[row][0] for row in told) if told else 1.0
    scaled = [(target - ratio * source) / sqrt(source) if source else 0.0 for source, target in lengths]
    spread = (
        wider * 1.4826 * median(abs(scaled[row]) for row in nearest) if len(told) >= _ENOUGH_ROWS else 2.5
    )
    return [value / max(spread, 0.5) for value in scaled]


def length_parts(deviations: Sequence[float], meaning: Sequence[float] | None = None) -> list[float]:
    """Probability that something was left out, or put in, from :func:`length_deviations`.

    What is short and also far from the source's meaning was more probably cut than what is only short.

    Args:
        deviations: signed, in spreads.
        meaning: as :func:`meaning_deviations` gives them, where there are any.

    >>> [round(value, 2) for value in length_parts([0.0, -3.0])]
    [0.0, 0.97]
    >>> [round(value, 2) for value in length_parts([-2.0, -2.0], [-1.0, 3.0])]
    [0.03, 0.86]
    """
    if meaning is None:
        intercept, short = _SHORT
        cut = [_logistic(intercept + short * max(0.0, -value)) for value in deviations]
    else:
        intercept, short, unlike = _SHORT_AND_UNLIKE
        cut = [
            _logistic(intercept + short * max(0.0, -value) + unlike * max(-1.0, other))
            for value, other in zip(deviations, meaning, strict=True)
        ]
    intercept, long = _LONG
    put = [_logistic(intercept + long * max(0.0, value)) for value in deviations]
    return [max(pair) if value else 0.0 for value, *pair in zip(deviations, cut, put, strict=True)]


def reference_parts(scores: Sequence[float]) -> list[float]:
    """How far each segment is from the reference, from its chrF++ (0 to 100)."""
    return [1 - score / 100 for score in scores]


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-max(-40.0, min(40.0, odds))))

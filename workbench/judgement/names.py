"""Names: which candidates have no counterpart although one was to be expected.

What is to be expected is learned from the text itself: how often words in such a place have a counterpart in
this pair of languages, and how often this very word had one in other rows (“Smith” is always “Сміт”, “Friday”
never sounds like “п’ятниця”). A name swapped for another shows on both sides: one of the source is missing,
one of the rendering came from nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

from workbench.checks.likeness import skeleton
from workbench.comparison.doubt import Sign
from workbench.judgement.companions import companions
from workbench.judgement.counterparts import LEAST, Matched, weights_of
from workbench.judgement.sides import Candidate, Side
from workbench.judgement.variants import Gains, Variant
from workbench.model import Span

__all__ = ["EXPECTED", "Surprise", "name_parts", "surprises"]

Array = npt.NDArray[np.float64]

EXPECTED = {
    # share of candidates that have a counterpart, by place; measured on published translations (NTREX-128, six
    # languages); a text of its own changes it as its rows grow
    "acronym": 0.85,
    "headline unknown": 0.95,
    "headline known": 0.5,
    "inside unknown": 0.97,
    "inside unknown beside": 0.98,
    "inside known": 0.75,
    "inside known beside": 0.8,
    "start unknown": 0.9,
    "start unknown beside": 0.96,
    "start known": 0.1,
    "start known beside": 0.35,
}
_PLACE_ROWS = 20.0
"""Candidates of a place that weigh as much as what is known beforehand."""
_WORD_ROWS = 8.0
"""Other rows with a word of the source that weigh as much as its place. What a rendering's word does elsewhere excuses
nothing, for a name put in by mistake may be put in more than once."""
_SUREST, _UNSUREST = 0.985, 0.02
_BONES = 5
"""Consonants that tell a word's forms from other words."""
_SUSPICIOUS = -4.6
"""Log-odds from which a row's names are tried out: one in a hundred."""
_SHOWN = 0.5
"""Surprise from which a word is named as a sign."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """How surprising it is that candidates lack a counterpart.

    Attributes:
        values: per row and candidate, in natural logarithms; 3 is one in twenty.
    """

    values: list[list[float]]

    def greatest(self) -> Array:
        """Per row, 0 where nothing surprises."""
        return np.array([max((0.0, *row)) for row in self.values])


def surprises(side: Side, matched: Matched, other: Side, *, rendering: bool) -> Surprise:
    """How surprising the log-odds of `matched` are, given what this text lets expect.

    Each word's expectation leaves the row out that is judged.

    Args:
        side: whose candidates they are.
        other: the opposite side.
        rendering: `side` is the rendering's.
    """
    flat = [
        (row, candidate, odds)
        for row, found in enumerate(zip(side.candidates, matched.odds, strict=True))
        for candidate, odds in zip(*found, strict=True)
    ]
    if not flat:
        return Surprise([[] for _ in side.candidates])
    keys = [_key(candidate) for _, candidate, _ in flat]
    odds = _with_companions(keys, [row for row, *_ in flat], np.array([odds for *_, odds in flat]), other)
    ratio = np.exp(np.maximum(LEAST, odds))
    places = _numbered([candidate.place for _, candidate, _ in flat])
    words = _numbered(keys)
    count = np.bincount(words)
    known = np.array([EXPECTED[place] for place in dict.fromkeys(c.place for _, c, _ in flat)])
    once = 1 / count[words]  # a word is one example of its place, however often it stands there
    by_place = np.minimum(_SUREST, _expect(ratio, places, known, _PLACE_ROWS, once))
    if rendering:
        expected = by_place[places]
    else:
        prior = np.bincount(words, by_place[places]) / count
        by_word = _expect(ratio, words, prior, _WORD_ROWS, np.ones(len(flat)))
        own = _posterior(by_word[words], ratio)
        expected = (by_word[words] * (_WORD_ROWS + count[words]) - own) / (_WORD_ROWS + count[words] - 1)
    expected = np.clip(expected, _UNSUREST, _SUREST)
    values = iter((-np.log(expected * ratio + 1 - expected)).tolist())
    return Surprise([[next(values) for _ in row] for row in side.candidates])


def _with_companions(keys: Sequence[str], rows: Sequence[int], odds: Array, other: Side) -> Array:
    """The log-odds, and for those without a counterpart what their company says."""
    lacking = np.flatnonzero(odds < 0).tolist()
    if not lacking:
        return odds
    told = companions([keys[i] for i in lacking], [rows[i] for i in lacking], other.words)
    odds = odds.copy()
    odds[lacking] = np.maximum(odds[lacking], told)
    return odds


def _key(candidate: Candidate) -> str:
    return skeleton(candidate.word)[:_BONES] or candidate.word


def _numbered(keys: Sequence[str]) -> npt.NDArray[np.intp]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])


def _posterior(share: Array, ratio: Array) -> Array:
    """Probability that there is a counterpart, from its share beforehand and the likelihood ratio."""
    return share * ratio / (share * ratio + 1 - share)


def _expect(ratio: Array, groups: npt.NDArray[np.intp], prior: Array, rows: float, weights: Array) -> Array:
    """Share of each group that has a counterpart: expectation maximisation with a Beta prior of `rows`."""
    share, count = prior, np.bincount(groups, weights)
    for _ in range(8):
        with_one = np.bincount(groups, weights * _posterior(share[groups], ratio))
        share = (prior * rows + with_one) / (rows + count)
    return share


def name_parts(
    source: Side, target: Side, missing: Surprise, added: Surprise, gains: Gains | None = None
) -> tuple[list[float], list[tuple[Sign, ...]]]:
    """Per row the probability that a name was lost or replaced, and the words that say so.

    Args:
        source, target: the sides.
        missing, added: how surprising it is that their candidates have no counterpart.
        gains: asks a fast encoder what a suspicious row would be without the strange name, or with the lost one in
            its place.
    """
    m, a = missing.greatest(), added.greatest()
    known = np.stack([np.ones(len(m)), m, a, np.minimum(m, a)])
    odds = np.array(weights_of("names")) @ known
    if gains is not None:
        tried = _tried(source, target, missing, added, np.flatnonzero(odds > _SUSPICIOUS).tolist(), gains)
        odds = np.where(tried.any(0), np.array(weights_of("names tried")) @ np.vstack([known, tried]), odds)
    values = (1 / (1 + np.exp(-odds))).tolist()
    signs = [
        _signs(source.candidates[row], missing.values[row], target.candidates[row], added.values[row])
        for row in range(len(values))
    ]
    return values, signs


def _tried(
    source: Side, target: Side, missing: Surprise, added: Surprise, rows: Sequence[int], gains: Gains
) -> Array:
    """How much nearer each row is without its strangest name, and with the lost name for it; shape (2, all rows)."""
    out = np.zeros((2, len(target.texts)))
    asked: list[tuple[int, Variant]] = []
    for row in rows:
        gone = _strangest(source.candidates[row], missing.values[row])
        new = _strangest(target.candidates[row], added.values[row])
        if new is not None:
            before, after = target.texts[row][: new.start], target.texts[row][new.end :]
            asked.append((0, Variant(row, target=f"{before.rstrip()} {after.lstrip()}".strip())))
            if gone is not None:
                asked.append((1, Variant(row, target=before + gone.word + after)))
    for (which, variant), gain in zip(asked, gains([variant for _, variant in asked]), strict=True):
        out[which, variant.row] = gain
    return out


def _strangest(candidates: Sequence[Candidate], values: Sequence[float]) -> Candidate | None:
    """The candidate that surprises most, None if none does much."""
    value, at = max(((value, -at) for at, value in enumerate(values)), default=(0.0, 0))
    return candidates[-at] if value > _SHOWN else None


def _signs(
    ours: Sequence[Candidate], missing: Sequence[float], theirs: Sequence[Candidate], added: Sequence[float]
) -> tuple[Sign, ...]:
    found = [
        Sign(
            "names", 1 - exp(-value), f"“{c.word}” seems to have no counterpart", source=Span(c.start, c.end)
        )
        for c, value in zip(ours, missing, strict=True)
        if value > _SHOWN
    ]
    found += [
        Sign(
            "names", 1 - exp(-value), f"“{c.word}” stands only in the rendering", target=Span(c.start, c.end)
        )
        for c, value in zip(theirs, added, strict=True)
        if value > _SHOWN
    ]
    return tuple(sorted(found, key=lambda sign: -sign.value)[:4])

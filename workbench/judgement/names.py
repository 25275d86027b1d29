"""Names: which candidates have no counterpart although one was to be expected.

What is to be expected is learned from the text itself: how often words in such a place have a counterpart in
this pair of languages, and how often this very word had one in other rows (“Smith” is always “Сміт”, “Friday”
never sounds like “п’ятниця”). A name swapped for another shows on both sides: one of the source is missing,
one of the rendering came from nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

import numpy as np
import numpy.typing as npt

from workbench.checks.names import skeleton
from workbench.comparison.doubt import Sign
from workbench.judgement.counterparts import LEAST, Matched, weights_of
from workbench.judgement.sides import Candidate, Side
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
_WORD_ROWS = {False: 8.0, True: 40.0}
"""Other rows with a word that weigh as much as its place; more for a rendering's words (True), since a name put
in by mistake may be put in more than once."""
_SUREST, _UNSUREST = 0.985, 0.02
_BONES = 5
"""Consonants that tell a word's forms from other words."""
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


def surprises(side: Side, matched: Matched, *, rendering: bool) -> Surprise:
    """How surprising the log-odds of `matched` are, given what this text lets expect.

    Each word's expectation leaves the row out that is judged.

    Args:
        side: whose candidates they are.
        rendering: it is the rendering's side.
    """
    flat = [
        (candidate, odds)
        for row in zip(side.candidates, matched.odds, strict=True)
        for candidate, odds in zip(*row, strict=True)
    ]
    if not flat:
        return Surprise([[] for _ in side.candidates])
    ratio = np.exp(np.maximum(LEAST, np.array([odds for _, odds in flat])))
    places = _numbered([candidate.place for candidate, _ in flat])
    words = _numbered([_key(candidate) for candidate, _ in flat])
    known = np.array([EXPECTED[place] for place in dict.fromkeys(c.place for c, _ in flat)])
    by_place = np.minimum(0.98, _expect(ratio, places, known, _PLACE_ROWS))
    count = np.bincount(words)
    prior = np.bincount(words, by_place[places]) / count
    rows = _WORD_ROWS[rendering]
    by_word = _expect(ratio, words, prior, rows)
    own = _posterior(by_word[words], ratio)
    others = (by_word[words] * (rows + count[words]) - own) / (rows + count[words] - 1)
    others = np.clip(others, _UNSUREST, _SUREST)
    values = iter((-np.log(others * ratio + 1 - others)).tolist())
    return Surprise([[next(values) for _ in row] for row in side.candidates])


def _key(candidate: Candidate) -> str:
    return skeleton(candidate.word)[:_BONES] or candidate.word


def _numbered(keys: Sequence[str]) -> npt.NDArray[np.intp]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])


def _posterior(share: Array, ratio: Array) -> Array:
    """Probability that there is a counterpart, from its share beforehand and the likelihood ratio."""
    return share * ratio / (share * ratio + 1 - share)


def _expect(ratio: Array, groups: npt.NDArray[np.intp], prior: Array, rows: float) -> Array:
    """Share of each group that has a counterpart: expectation maximisation with a Beta prior of `rows`."""
    share, count = prior, np.bincount(groups)
    for _ in range(8):
        share = (prior * rows + np.bincount(groups, _posterior(share[groups], ratio))) / (rows + count)
    return share


def name_parts(
    source: Side, target: Side, missing: Surprise, added: Surprise
) -> tuple[list[float], list[tuple[Sign, ...]]]:
    """Per row the probability that a name was lost or replaced, and the words that say so."""
    intercept, lost, new, both = _combination()
    m, a = missing.greatest(), added.greatest()
    odds = intercept + lost * m + new * a + both * np.minimum(m, a)
    values = (1 / (1 + np.exp(-odds))).tolist()
    signs = [
        _signs(source.candidates[row], missing.values[row], target.candidates[row], added.values[row])
        for row in range(len(values))
    ]
    return values, signs


@lru_cache(maxsize=1)
def _combination() -> tuple[float, float, float, float]:
    """Weights of the two sides' greatest surprises and of the lesser of them."""
    intercept, lost, new, both = weights_of("names")
    return intercept, lost, new, both


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

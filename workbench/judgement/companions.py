"""Words that come together: a counterpart that neither sound nor meaning shows, told by the rows it stands in.

“UK” is “Британія” in every row that has it. A name that somebody put into many rows by mistake has no such
companion: the rows share nothing rare.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

__all__ = ["companions"]

_COMES = 0.9
"""How often a counterpart stands beside its word; the rest is said otherwise."""
_RARE = 0.1
"""Share of the other rows from which a word is no company: “the” comes with everything."""
_MOST = 3.0
"""Log-odds of a counterpart by company alone."""
_FEWEST_ROWS = 3
"""Two rows may share a rare word by chance: those of one story share many."""
_MOST_ROWS = 400
"""Rows of a word that are looked at; a name in more of them is not told better."""


def companions(
    keys: Sequence[str], rows: Sequence[int], others: Sequence[Sequence[str]]
) -> npt.NDArray[np.float64]:
    """Log-odds, per word that lacks a counterpart, that some word of its row always comes with it.

    The likelihood that it stands in the *other* rows of the same key as counterparts do, against that of its share
    elsewhere, divided by how many words there were to choose from.

    Args:
        keys: what the words are, forms of one word alike.
        rows: where they stand, one row per key.
        others: the other side's words of every row.

    >>> others = [["uk", "left"], ["uk", "in", "may"], ["uk", "won"], ["he", "came"], ["she", "left"], ["they", "won"]]
    >>> told = companions(["британія"] * 3 + ["джонсон"] * 3, range(6), others + [["in", "may"]] * 20)
    >>> [value > 0 for value in told.tolist()]
    [True, True, True, False, False, False]
    """
    found = np.full(len(keys), -np.inf)
    places: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, (key, row) in enumerate(zip(keys, rows, strict=True)):
        if len(places[key]) < _MOST_ROWS:
            places[key][row].append(at)
    several = [by_row for by_row in places.values() if len(by_row) >= _FEWEST_ROWS]
    if not several:
        return found
    folded = [[word.casefold() for word in words] for words in others]
    everywhere = Counter(word for words in folded for word in set(words))
    for by_row in several:
        here = Counter(word for row in by_row for word in set(folded[row]))
        beside, rest = len(by_row) - 1, len(others) - len(by_row) + 2
        told = {
            word: (count - 1) * log(_COMES / rare) + (beside - count + 1) * log((1 - _COMES) / (1 - rare))
            for word, count in here.items()
            if count > 1 and (rare := (everywhere[word] - count + 0.5) / rest) < _RARE
        }
        for row, found_at in by_row.items():
            odds = [told[word] for word in folded[row] if word in told]
            if odds:
                found[found_at] = min(_MOST, max(odds) - log(len(folded[row])))
    return found

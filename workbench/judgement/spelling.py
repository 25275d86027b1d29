"""Words that the language's list does not have and that stand nowhere else: slips of the pen, or new words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from workbench.comparison.doubt import Sign
from workbench.model import Span
from workbench.morphology import knows

__all__ = ["spelling_parts"]

_PLAIN = regex.compile(r"(?<![\p{L}\p{N}'’ʼ-])\p{Ll}+(?![\p{L}\p{N}'’ʼ-]|\.\p{L})")
"""Words in small letters, no parts of others, of numbers or of addresses."""
_SHORTEST = 5
_GOOD_LIST = 0.08
"""A list that lacks more than this share of a text's small-letter words is no measure for it."""
_ENOUGH = 200
"""Words a text must have for that share to mean something; a shorter one is measured all the same."""
_ODDS = 0.004
"""Share of words with a slip; against the share of words that the list lacks anyway, it is the probability."""


def spelling_parts(
    source: Sequence[str], cells: Sequence[str], lang: str
) -> tuple[list[float], list[tuple[Sign, ...]]]:
    """Per cell the probability of a misspelt word, and the words. Empty lists where there is no good word list.

    >>> values, signs = spelling_parts(["a", "b"], ["The committe met today.", "It was raining."], "en")
    >>> [sign.message for row in signs for sign in row]
    ['“committe” is not in the word list']
    >>> values[0] > values[1]
    True
    """
    seen: Counter[str] = Counter()
    unknown: list[list[tuple[str, Span]]] = []
    for theirs, text in zip(source, cells, strict=True):
        found = []
        for match in _PLAIN.finditer(text):
            word = match.group()
            seen[word] += 1
            if len(word) >= _SHORTEST and not knows(word, lang) and word not in theirs:
                found.append((word, Span(*match.span())))
        unknown.append(found)
    total, strange = seen.total(), sum(len(row) for row in unknown)
    if not total or (strange > _GOOD_LIST * total and (total >= _ENOUGH or strange == total)):
        return [], []
    chance = _ODDS / (_ODDS + max(strange / total, 0.005))
    values, signs = [], []
    for row in unknown:
        once = [(word, span) for word, span in row if seen[word] == 1]
        values.append(1 - (1 - chance) ** len(once))
        signs.append(
            tuple(
                Sign("spelling", chance, f"“{word}” is not in the word list", target=span)
                for word, span in once[:4]
            )
        )
    return values, signs

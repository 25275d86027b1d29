"""From a model's tokens to the words of its text: pure functions.

Tokens are matched to text by counting visible characters, because tokenizers also normalise (``“`` may have
become ``"``). Where the counts differ they are stretched to fit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from workbench.model import Span
from workbench.words import words

__all__ = ["owners", "word_alignment"]

_MARKERS = re.compile(r"[▁\s]|@@$")
"""What tokens have and text has not: SentencePiece's ``▁`` for a space, BPE's ``@@`` for "goes on"."""


def owners(tokens: Sequence[str], text: str, spans: Sequence[Span]) -> list[int | None]:
    """For each token the index of the span that holds its middle character, or None.

    Args:
        tokens: of `text`, in order.
        text: what they spell.
        spans: ascending, disjoint, in `text`.

    >>> owners(["▁Ки", "єв", "і", "."], "Києві.", [Span(0, 5), Span(5, 6)])
    [0, 0, 0, 1]
    """
    visible = [place for place, character in enumerate(text) if not character.isspace()]
    sizes = [len(_MARKERS.sub("", token)) for token in tokens]
    total = sum(sizes)
    starts = [span.start for span in spans]
    found: list[int | None] = []
    before = 0
    for size in sizes:
        owner = None
        if size and visible:
            middle = (before + (size - 1) / 2) * len(visible) / total
            place = visible[min(int(middle), len(visible) - 1)]
            owner = bisect_right(starts, place) - 1
        holds = owner is not None and owner >= 0 and spans[owner].end > place
        found.append(owner if holds else None)
        before += size
    return found


def word_alignment(
    source: str,
    source_tokens: Sequence[str],
    target: str,
    target_tokens: Sequence[str],
    attention: Sequence[Sequence[float]],
) -> tuple[tuple[int, int], ...]:
    """For each word of the target the source word that the model looked at most while writing it.

    Args:
        source, target: texts; their words are those of :func:`workbench.words.words`.
        source_tokens, target_tokens: their tokens.
        attention: per target token the weight of each source token, 0–1.

    Returns:
        (source word, target word) index pairs, ascending by target; a target word may have none.
    """
    left = owners(source_tokens, source, [word.span for word in words(source)])
    right = owners(target_tokens, target, [word.span for word in words(target)])
    weights: dict[int, dict[int, float]] = {}
    for target_word, row in zip(right, attention, strict=False):
        if target_word is None:
            continue
        sums = weights.setdefault(target_word, {})
        for source_word, weight in zip(left, row, strict=False):
            if source_word is not None:
                sums[source_word] = sums.get(source_word, 0.0) + weight
    return tuple(
        (max(sums, key=lambda word: (sums[word], -word)), target_word)
        for target_word, sums in sorted(weights.items())
        if sums
    )

"""What sort of difference an edit is: read off the pieces that stand on its two sides."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import Indel

from workbench.comparison.matching import Piece
from workbench.words import TokenKind

__all__ = ["kind_of_gap", "kind_of_pair"]


def kind_of_pair(left: Piece, right: Piece) -> str:
    """The kind of a pair whose two sides are not written alike.

    ``spelling`` if only case, accents or letters differ, ``inflection`` if both may be forms of one word.
    """
    if left.kind is TokenKind.MARK:
        return "punctuation"
    if left.kind is TokenKind.NUMBER:
        return "spelling" if left.key == right.key else "number"
    if left.cue != right.cue and "negation" in (left.cue, right.cue):
        return "negation"
    if _bare(left.key) == _bare(right.key):
        return "spelling"
    if left.lexemes & right.lexemes or _other_ending(left.key, right.key):
        return "inflection"
    if left.name and right.name and Indel.normalized_similarity(left.key, right.key) < _SAME_NAME:
        return "name"
    return "spelling"


_SAME_NAME = 0.75
"""Below this likeness two capitalised words are two names, above it one name spelled in two ways."""


def _bare(key: str) -> str:
    """Letters without their accents."""
    return "".join(char for char in unicodedata.normalize("NFD", key) if not unicodedata.combining(char))


def _other_ending(left: str, right: str) -> bool:
    """True if two words share a long stem and differ in at most three letters after it."""
    shared = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    tails = left[shared:], right[shared:]
    if all(tails) and tails[0][-1] == tails[1][-1]:
        return False  # the same ending: "colour" and "color" differ in spelling
    return shared >= 4 and shared >= 0.6 * max(len(left), len(right)) and max(map(len, tails)) <= 3


def kind_of_gap(left: Sequence[Piece], right: Sequence[Piece]) -> str:
    """The kind of a replacement, omission (nothing on the right) or addition (nothing on the left).

    What changes the statement most gives the name: negation, hedge, number, name, then the rest.
    """
    sides = [[piece for piece in side if piece.kind is not TokenKind.MARK] for side in (left, right)]
    if not any(sides):
        return "punctuation"
    cues = [{piece.cue for piece in side if piece.cue} for side in sides]
    for cue in ("negation", "hedge"):
        if (cue in cues[0]) != (cue in cues[1]):
            return cue
    short = max(map(len, sides)) <= _SHORT
    if short:
        numbers = [sorted(p.key for p in side if p.kind is TokenKind.NUMBER) for side in sides]
        if numbers[0] != numbers[1]:
            return "number"
    present = [side for side in sides if side]
    if short and all(any(piece.name for piece in side) for side in present):
        return "name"
    return "word" if len(present) == 2 else "omission" if sides[0] else "addition"


_SHORT = 4
"""Words up to which a gap is named after the number or name in it; longer ones are a clause."""

"""Words left out in one place and added in another: moved, not lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.comparison.matching import Pair, Piece
from workbench.words import TokenKind

__all__ = ["Move", "moves"]

_NEAR = 15
"""Pieces that a single word may travel; farther away it is likelier another use of the same word."""

_COMMON = 12
"""A word left over more often than this on a side anchors no move; keeps repetitive texts fast."""


@dataclass(frozen=True, slots=True)
class Move:
    """A run of unpaired pieces that stands in both texts, in different places; ranges of piece numbers."""

    left: range
    right: range


def moves(left: Sequence[Piece], right: Sequence[Piece], pairs: Sequence[Pair]) -> list[Move]:
    """The moves among the pieces that `pairs` leaves over, longest first, each piece in at most one."""
    free_left = set(range(len(left))) - {pair.left for pair in pairs}
    free_right = set(range(len(right))) - {pair.right for pair in pairs}
    places: dict[str, list[int]] = {}
    for index in sorted(free_right):
        places.setdefault(right[index].key, []).append(index)
    found: list[Move] = []
    for i in sorted(free_left):
        there = places.get(left[i].key, ())
        for j in there if len(there) <= _COMMON else ():
            if i - 1 in free_left and j - 1 in free_right and left[i - 1].key == right[j - 1].key:
                continue  # inside a longer run
            size = 1
            while (
                i + size in free_left and j + size in free_right and left[i + size].key == right[j + size].key
            ):
                size += 1
            move = _trimmed(left, Move(range(i, i + size), range(j, j + size)))
            if _worth_showing(left, move):
                found.append(move)
    return _disjoint(found)


def _trimmed(left: Sequence[Piece], move: Move) -> Move:
    """Without the marks at its ends: a comma belongs to the place, not to the words."""
    a, b = 0, len(move.left)
    while a < b and left[move.left[a]].kind is TokenKind.MARK:
        a += 1
    while b > a and left[move.left[b - 1]].kind is TokenKind.MARK:
        b -= 1
    return Move(move.left[a:b], move.right[a:b])


def _worth_showing(left: Sequence[Piece], move: Move) -> bool:
    own = [left[index] for index in move.left if left[index].kind is not TokenKind.MARK]
    if len(own) > 1:
        return sum(len(piece.key) for piece in own) >= 4
    near = bool(own) and abs(move.left.start - move.right.start) <= _NEAR
    return near and (own[0].kind is TokenKind.NUMBER or len(own[0].key) >= 4)


def _disjoint(found: list[Move]) -> list[Move]:
    used_left: set[int] = set()
    used_right: set[int] = set()
    out = []
    for move in sorted(found, key=lambda m: (-len(m.left), abs(m.left.start - m.right.start), m.left.start)):
        if used_left.isdisjoint(move.left) and used_right.isdisjoint(move.right):
            used_left.update(move.left)
            used_right.update(move.right)
            out.append(move)
    return out

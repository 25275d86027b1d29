"""Changes a person makes to an alignment: merge, split, move, unlink, lock; each with its inverse.

Every operation returns a :class:`Change`, a plain value that replaces some neighbouring beads by others.
``change.apply(alignment)`` gives the new alignment and ``change.inverse`` takes it back exactly, scores
and crossings included; so undo is a list of changes. What a person made is locked and has no score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from workbench.model import Alignment, Bead

__all__ = ["Change", "Side", "lock", "merge", "move_down", "move_up", "split", "unlink"]

Side = Literal["left", "right"]
BY_HAND = ("set by hand",)


@dataclass(frozen=True, slots=True)
class Change:
    """Beads from number `at` on: `removed` are replaced by `added`.

    Attributes:
        at: number of the first bead concerned.
        removed, added: they hold the same segments, in the same order.
        before, after: the alignment's crossings without and with the change.
    """

    at: int
    removed: tuple[Bead, ...]
    added: tuple[Bead, ...]
    before: tuple[tuple[int, int], ...] = ()
    after: tuple[tuple[int, int], ...] = ()

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.at, self.added, self.removed, self.after, self.before)

    def apply(self, alignment: Alignment) -> Alignment:
        """The alignment after the change.

        Raises:
            ValueError: the beads at this place are not the ones the change was made for.
        """
        beads, end = alignment.beads, self.at + len(self.removed)
        if beads[self.at : end] != self.removed or alignment.crossings != self.before:
            raise ValueError(f"the alignment has changed around bead {self.at} since this was planned")
        return replace(alignment, beads=beads[: self.at] + self.added + beads[end:], crossings=self.after)


def merge(alignment: Alignment, at: int, count: int = 2) -> Change:
    """Join beads ``at .. at + count - 1`` into one.

    >>> two = Alignment((Bead((0,), (0,)), Bead((1,), ())))
    >>> merge(two, 0).apply(two).beads[0].shape
    '2-1'
    """
    old = _beads(alignment, at, count)
    if count < 2:
        raise ValueError("merging takes at least two beads")
    return _change(
        alignment, at, old, [_made([i for b in old for i in b.left], [j for b in old for j in b.right])]
    )


def split(alignment: Alignment, at: int, left: int, right: int) -> Change:
    """Cut bead `at` after its first `left` left and `right` right segments.

    Raises:
        ValueError: one of the two parts would be empty on both sides.
    """
    (old,) = _beads(alignment, at, 1)
    first = _made(old.left[:left], old.right[:right])
    second = _made(old.left[left:], old.right[right:])
    if left < 0 or right < 0 or not (first.left or first.right) or not (second.left or second.right):
        raise ValueError(f"a {old.shape} bead cannot be cut after {left} left and {right} right segments")
    return _change(alignment, at, (old,), [first, second])


def move_up(alignment: Alignment, at: int, side: Side) -> Change:
    """Move the first segment of bead `at` on `side` to the end of the bead before."""
    above, here = _beads(alignment, at - 1, 2)
    moved = _side(here, side, at)
    return _change(
        alignment,
        at - 1,
        (above, here),
        [_with(above, side, (*getattr(above, side), moved[0])), _with(here, side, moved[1:])],
    )


def move_down(alignment: Alignment, at: int, side: Side) -> Change:
    """Move the last segment of bead `at` on `side` to the start of the bead after."""
    here, below = _beads(alignment, at, 2)
    moved = _side(here, side, at)
    return _change(
        alignment,
        at,
        (here, below),
        [_with(here, side, moved[:-1]), _with(below, side, (moved[-1], *getattr(below, side)))],
    )


def unlink(alignment: Alignment, at: int) -> Change:
    """Take a two-sided bead apart: its left and its right segments then have nothing opposite."""
    (old,) = _beads(alignment, at, 1)
    if not (old.left and old.right):
        raise ValueError(f"bead {at} has nothing opposite already")
    apart = [_made((i,), ()) for i in old.left] + [_made((), (j,)) for j in old.right]
    return _change(alignment, at, (old,), apart)


def lock(alignment: Alignment, at: int, locked: bool = True) -> Change:
    """Accept bead `at` (or take the acceptance back); re-alignment keeps it."""
    (old,) = _beads(alignment, at, 1)
    new = (replace(old, locked=locked),)
    return Change(at, (old,), new, alignment.crossings, alignment.crossings)


def _beads(alignment: Alignment, at: int, count: int) -> tuple[Bead, ...]:
    if at < 0 or at + count > len(alignment.beads):
        raise ValueError(f"there are {len(alignment.beads)} beads, none at {at}..{at + count - 1}")
    return alignment.beads[at : at + count]


def _side(bead: Bead, side: Side, at: int) -> tuple[int, ...]:
    segments: tuple[int, ...] = getattr(bead, side)
    if not segments:
        raise ValueError(f"bead {at} has no segment on the {side} to move")
    return segments


def _made(left: Iterable[int], right: Iterable[int]) -> Bead:
    return Bead(tuple(left), tuple(right), reasons=BY_HAND, locked=True)


def _with(bead: Bead, side: Side, segments: tuple[int, ...]) -> Bead:
    return _made(segments, bead.right) if side == "left" else _made(bead.left, segments)


def _change(alignment: Alignment, at: int, old: tuple[Bead, ...], new: Iterable[Bead]) -> Change:
    """Drop beads that became empty; crossings of changed beads go, those of later beads move along."""
    added = tuple(bead for bead in new if bead.left or bead.right)
    end, shift = at + len(old), len(added) - len(old)
    after = tuple(
        (a + shift * (a >= end), b + shift * (b >= end))
        for a, b in alignment.crossings
        if not (at <= a < end or at <= b < end)
    )
    return Change(at, old, added, alignment.crossings, after)

"""The places an alignment may pass: cell (i, j) means that i left and j right segments are used up.

A full lattice has (n + 1)(m + 1) cells. :class:`Band` keeps one interval of columns per row, so that
memory and time grow with the length of the text and not with its square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["LONGEST", "SHAPES", "Band", "Floats", "Ints", "Shape", "around", "full"]

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]
Shape = tuple[int, int]

SHAPES: tuple[Shape, ...] = (
    (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2),
    (1, 4), (4, 1), (3, 3), (1, 5), (5, 1), (2, 4), (4, 2), (3, 4), (4, 3), (4, 4),
)  # fmt: skip
"""Two-sided bead shapes the search may use, as (left, right) counts."""

LONGEST = 5
"""Most segments on one side of a bead."""

MARGIN = 12
"""Rows and columns the band is widened beyond its anchors. No gold bead of three whole books lay outside."""

LARGEST = 600_000
"""Cells of one gap between two anchors above which only a ribbon along its diagonal is kept."""

RIBBON = 150
"""Half the width of that ribbon, in cells; wider than any passage a person moves by hand."""


@dataclass(frozen=True, slots=True)
class Band:
    """For each row i the columns ``low[i]..high[i]`` (both included) that the search may visit.

    Attributes:
        low, high: n + 1 ascending columns each; ``low[0] == 0`` and ``high[n] == m``.
        offset: where a row's cells start in a flat array over all cells; n + 2 numbers.
    """

    low: Ints
    high: Ints
    offset: Ints = field(init=False)

    def __post_init__(self) -> None:
        widths = self.high - self.low + 1
        object.__setattr__(self, "offset", np.concatenate([[0], np.cumsum(widths)]))

    @property
    def rows(self) -> int:
        """Number of left segments."""
        return len(self.low) - 1

    @property
    def columns(self) -> int:
        """Number of right segments."""
        return int(self.high[-1])

    @property
    def cells(self) -> int:
        """Number of cells kept."""
        return int(self.offset[-1])

    def cell(self, i: int, j: int) -> int:
        """The flat number of cell (i, j), or -1 where it lies outside."""
        if not (0 <= i <= self.rows and self.low[i] <= j <= self.high[i]):
            return -1
        return int(self.offset[i] + j - self.low[i])


def full(n: int, m: int) -> Band:
    """Every cell of an n by m lattice."""
    return Band(np.zeros(n + 1, np.int64), np.full(n + 1, m, np.int64))


def around(n: int, m: int, anchors: Sequence[tuple[int, int]], margin: int = MARGIN) -> Band:
    """The rectangles between consecutive `anchors` (pairs of segments), widened by `margin`.

    Args:
        n, m: segments on the left and on the right.
        anchors: strictly ascending on both sides; may be empty.
        margin: rows and columns of widening.
    """
    low, high = np.full(n + 1, m, np.int64), np.zeros(n + 1, np.int64)
    corners = [(0, 0), *(p for i, j in anchors for p in ((i, j), (i + 1, j + 1))), (n, m)]
    for (top, left), (bottom, right) in pairwise(corners):
        if (bottom - top + 1) * (right - left + 1) > LARGEST and min(bottom - top, right - left) > 2 * RIBBON:
            rows = np.arange(top, bottom + 1)
            middle = left + (rows - top) * (right - left) / (bottom - top)
            reach = max(RIBBON, 2 * (right - left) / (bottom - top))
            first, last = np.maximum(middle - reach, left), np.minimum(middle + reach, right)
            low[top : bottom + 1] = np.minimum(low[top : bottom + 1], first.astype(np.int64))
            high[top : bottom + 1] = np.maximum(high[top : bottom + 1], np.ceil(last).astype(np.int64))
        else:
            low[top : bottom + 1] = np.minimum(low[top : bottom + 1], left)
            high[top : bottom + 1] = np.maximum(high[top : bottom + 1], right)
    wide_low, wide_high = low.copy(), high.copy()
    for step in range(1, min(margin, n) + 1):
        wide_low[step:] = np.minimum(wide_low[step:], low[:-step])
        wide_high[:-step] = np.maximum(wide_high[:-step], high[step:])
    wide_low, wide_high = np.maximum(wide_low - margin, 0), np.minimum(wide_high + margin, m)
    wide_low[0], wide_high[n] = 0, m
    return Band(np.minimum.accumulate(wide_low[::-1])[::-1], np.maximum.accumulate(wide_high))

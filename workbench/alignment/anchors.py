"""Sentence pairs that surely stand opposite each other; the band of the search is drawn around them.

Candidates are pairs that lie in each other's nearest three and stand out from the background; the
heaviest chain of candidates that ascends on both sides is kept.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from workbench.alignment.lattice import Floats, Ints

__all__ = ["Anchors", "chain", "find"]

Anchors = list[tuple[int, int]]

NEAREST = 3
STANDS_OUT = 0.2
"""Margin over the mean background likeness; measured on the development sets, not critical."""

WHOLE = 16_000_000
"""Largest n·m that is compared whole; beyond it every STRIDE-th left sentence ties the texts together first."""

STRIDE = 64
_BLOCK = 512


def find(
    left: npt.NDArray[np.float32], right: npt.NDArray[np.float32], mean_left: Floats, mean_right: Floats
) -> tuple[Anchors, Floats, Floats]:
    """Anchors, and for each sentence of either side its best likeness to any compared one opposite.

    Args:
        left, right: centred unit vectors.
        mean_left, mean_right: their mean likeness to the other side.
    """
    n, m = len(left), len(right)
    best_left, best_right = np.full(n, -1.0, np.float32), np.full(m, -1.0, np.float32)
    found: Anchors = []
    for rows, columns in _windows(left, right, mean_left, mean_right):
        i, j, weight = _candidates(
            left[rows],
            right[columns],
            mean_left[rows],
            mean_right[columns],
            best_left[rows],
            best_right[columns],
        )
        found.extend(
            (a + rows.start, b + columns.start) for a, b in chain(i, j, weight, columns.stop - columns.start)
        )
    return found, best_left, best_right


def _windows(
    left: npt.NDArray[np.float32], right: npt.NDArray[np.float32], mean_left: Floats, mean_right: Floats
) -> list[tuple[slice, slice]]:
    """Rectangles to compare: the whole, or the pieces between the ties of a long text."""
    n, m = len(left), len(right)
    if n * m <= WHOLE:
        return [(slice(0, n), slice(0, m))]
    some = np.arange(STRIDE // 2, n, STRIDE)
    i, j, weight = _candidates(
        left[some],
        right,
        mean_left[some],
        mean_right,
        np.zeros(len(some), np.float32),
        np.zeros(m, np.float32),
    )
    weight = weight + _support(left, right, mean_left, mean_right, some[i], j)
    ties = [(int(some[a]), b) for a, b in chain(i, j, weight, m)]
    corners = [(0, 0), *ties, (n, m)]
    return [
        piece
        for (top, first), (bottom, last) in pairwise(corners)
        for piece in _bounded(top, bottom, first, last)
    ]


def _bounded(top: int, bottom: int, first: int, last: int) -> list[tuple[slice, slice]]:
    """The rectangle, or strips of it along its diagonal where it is too large to compare whole."""
    height, width = bottom - top, last - first
    if height == 0 or width == 0:
        return []
    if height * width <= WHOLE:
        return [(slice(top, bottom), slice(first, last))]
    parts = int(np.ceil(np.sqrt(height * width / WHOLE))) ** 2
    down = np.linspace(top, bottom, parts + 1).astype(int)
    across = np.linspace(first, last, parts + 1).astype(int)
    return [
        (slice(a, b), slice(c, d))
        for (a, b), (c, d) in zip(pairwise(down), pairwise(across), strict=True)
        if b > a and d > c
    ]


def _support(
    left: npt.NDArray[np.float32],
    right: npt.NDArray[np.float32],
    mean_left: Floats,
    mean_right: Floats,
    i: Ints,
    j: Ints,
) -> Floats:
    """How well the sentences after each candidate match those after its partner: a lone tie may be a chance."""
    total = np.zeros(len(i), np.float32)
    for step in (-2, -1, 1, 2):
        a = np.clip(i + step, 0, len(left) - 1)
        best = np.full(len(i), -1.0, np.float32)
        for shift in (-1, 0, 1):
            b = np.clip(j + step + shift, 0, len(right) - 1)
            margin = np.einsum("nd,nd->n", left[a], right[b]) - 0.5 * (mean_left[a] + mean_right[b])
            best = np.maximum(best, margin)
        total += np.maximum(best, 0.0)
    return total


def _candidates(
    left: npt.NDArray[np.float32],
    right: npt.NDArray[np.float32],
    mean_left: Floats,
    mean_right: Floats,
    best_left: Floats,
    best_right: Floats,
) -> tuple[Ints, Ints, Floats]:
    """Mutual near neighbours with their margins; `best_left` and `best_right` are raised in place."""
    n, m = len(left), len(right)
    k = min(NEAREST, n, m)
    top = np.full((k, m), -9.0, np.float32)
    parts: list[tuple[Ints, Ints, Floats]] = []
    for begin in range(0, n, _BLOCK):
        likeness = left[begin : begin + _BLOCK] @ right.T
        rows = slice(begin, begin + len(likeness))
        best_left[rows] = np.maximum(best_left[rows], likeness.max(1))
        np.maximum(best_right, likeness.max(0), out=best_right)
        margin = likeness - 0.5 * mean_left[rows, None] - 0.5 * mean_right[None, :] - STANDS_OUT
        nearest = np.argpartition(-margin, k - 1, axis=1)[:, :k]
        value = np.take_along_axis(margin, nearest, 1)
        row, column = np.nonzero(value > 0)
        parts.append((row + begin, nearest[row, column], value[row, column]))
        stack = np.concatenate([top, margin])
        stack.partition(len(stack) - k, axis=0)
        top = stack[-k:]
    i, j, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    mutual = weight >= top.min(0)[j] - 1e-6
    return i[mutual], j[mutual], weight[mutual]


def chain(i: Ints, j: Ints, weight: Floats, m: int) -> Anchors:
    """The heaviest chain of pairs that ascends strictly on both sides (Fenwick tree of prefix maxima).

    >>> chain(np.array([0, 1, 2]), np.array([0, 5, 1]), np.array([1.0, 1.5, 1.0]), 6)
    [(0, 0), (1, 5)]
    """
    order = np.lexsort((-j, i))
    rows, columns, weights = i[order].tolist(), j[order].tolist(), weight[order].tolist()
    tree, holder = [0.0] * (m + 2), [-1] * (m + 2)
    best: list[float] = []
    before: list[int] = []
    for number, column in enumerate(columns):
        at, top, link = column, 0.0, -1
        while at > 0:
            if tree[at] > top:
                top, link = tree[at], holder[at]
            at -= at & -at
        best.append(top + weights[number])
        before.append(link)
        at = column + 1
        while at <= m:
            if best[number] > tree[at]:
                tree[at], holder[at] = best[number], number
            at += at & -at
    links: Anchors = []
    number = int(np.argmax(best)) if best else -1
    while number >= 0:
        links.append((rows[number], columns[number]))
        number = before[number]
    return links[::-1]

"""The best path over a banded lattice, and how sure each of its beads is.

A semi-Markov model: a path from cell (0, 0) to (n, m) is a sequence of beads. Its score is the sum of
its beads' scores; a run of segments with nothing opposite pays once for opening and again for each
further segment (affine gaps). :func:`decode` finds the best path (Viterbi) and, by the forward-backward
algorithm on the same lattice, the probability of each of its beads (Sarawagi & Cohen 2004,
"Semi-Markov conditional random fields for information extraction").

Rows are computed one after the other, all cells of a row at once in numpy; the chain of right-only
segments inside a row is a running maximum (or running log-sum) after subtracting its own cumulative cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.alignment.lattice import LONGEST, Band, Floats, Shape

__all__ = ["IMPOSSIBLE", "Chart", "Gaps", "Step", "decode", "run"]

IMPOSSIBLE = -1e30
"""Score of what cannot be; finite, so that differences of two such scores stay numbers."""

_RING = LONGEST + 1


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a segment with nothing opposite costs.

    Attributes:
        opening: score of the first of a run.
        extending: score of each further one.
        left, right: extra score per left and per right segment.
    """

    opening: float
    extending: float
    left: Floats
    right: Floats


@dataclass(frozen=True, slots=True)
class Step:
    """One bead of the best path: half-open ranges and the bead's probability, 0–1."""

    left: tuple[int, int]
    right: tuple[int, int]
    probability: float


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a forward and a backward pass found.

    Arrays have one row per cell and two columns: the last bead was two-sided (0) or a gap (1).
    """

    best: Floats
    inside: Floats
    outside: Floats
    total: float


def decode(band: Band, shapes: Sequence[Shape], scores: Floats, gaps: Gaps) -> list[Step]:
    """The best sequence of beads from (0, 0) to (n, m), each with its probability.

    Args:
        band: cells the path may visit.
        shapes: two-sided bead shapes.
        scores: ``scores[t, cell]`` for a bead of shape t that ends in the cell.
        gaps: scores of one-sided beads.
    """
    return _trace(band, shapes, scores, gaps, run(band, shapes, scores, gaps))


def run(band: Band, shapes: Sequence[Shape], scores: Floats, gaps: Gaps) -> Chart:
    """Forward (best and summed) and backward passes over the lattice."""
    best, inside = _forward(band, shapes, scores, gaps)
    outside = _backward(band, shapes, scores, gaps)
    return Chart(best, inside, outside, float(np.logaddexp(*inside[-1])))


def _log_sum(rows: Floats) -> Floats:
    """log(sum(exp(rows))) down the first axis."""
    top = rows.max(0)
    summed: Floats = top + np.log(np.exp(rows - top).sum(0))
    return summed


def _forward(band: Band, shapes: Sequence[Shape], scores: Floats, gaps: Gaps) -> tuple[Floats, Floats]:
    low, high, offset, width = band.low, band.high, band.offset, band.columns + 1 + LONGEST
    best, inside = np.full((band.cells, 2), IMPOSSIBLE), np.full((band.cells, 2), IMPOSSIBLE)
    # the last rows' scores over all columns, either state: [best or summed, row, column]
    ring = np.full((2, _RING, width), IMPOSSIBLE)
    flat = ring.reshape(2, -1)
    back = np.array([-b for _, b in shapes])
    ahead = np.array([a for a, _ in shapes])
    for i in range(band.rows + 1):
        first, last, cells = low[i], high[i] + 1, slice(offset[i], offset[i + 1])
        if i >= _RING:
            ring[:, i % _RING, low[i - _RING] + LONGEST : high[i - _RING] + 1 + LONGEST] = IMPOSSIBLE
        start = ((i - ahead) % _RING) * width + back + first + LONGEST
        come = flat[:, start[:, None] + np.arange(last - first)] + scores[:, cells]
        if i < LONGEST:
            come[:, ahead > i] = IMPOSSIBLE
        match = np.stack([come[0].max(0), _log_sum(come[1])])
        if i == 0:
            match[:, 0] = 0.0
        up = np.full((2, last - first), IMPOSSIBLE)
        if i:
            above = slice(offset[i - 1], offset[i])
            x, y = max(first, low[i - 1]), min(last, high[i - 1] + 1)
            here, there = slice(x - first, y - first), slice(x - low[i - 1], y - low[i - 1])
            cost = gaps.left[i - 1]
            up[0, here] = (best[above][there] + (gaps.opening, gaps.extending)).max(1) + cost
            step = inside[above][there] + (gaps.opening, gaps.extending)
            up[1, here] = np.logaddexp(step[:, 0], step[:, 1]) + cost
        cost_right = gaps.right[first : last - 1]
        run_cost = np.concatenate([[0.0], np.cumsum(cost_right + gaps.extending)])
        enter = match[:, :-1] + gaps.opening + cost_right
        up[0, 1:] = np.maximum(up[0, 1:], enter[0])
        up[1, 1:] = np.logaddexp(up[1, 1:], enter[1])
        best[cells, 0], inside[cells, 0] = match
        best[cells, 1] = np.maximum.accumulate(up[0] - run_cost) + run_cost
        inside[cells, 1] = np.logaddexp.accumulate(up[1] - run_cost) + run_cost
        columns = slice(first + LONGEST, last + LONGEST)
        ring[0, i % _RING, columns] = best[cells].max(1)
        ring[1, i % _RING, columns] = np.logaddexp(inside[cells, 0], inside[cells, 1])
    return best, inside


def _backward(band: Band, shapes: Sequence[Shape], scores: Floats, gaps: Gaps) -> Floats:
    low, high, offset, width = band.low, band.high, band.offset, band.columns + 1 + LONGEST
    n, count = band.rows, len(shapes)
    outside = np.full((band.cells, 2), IMPOSSIBLE)
    ring = np.full((count, _RING, width), IMPOSSIBLE)  # score of a bead that ends there + what follows
    flat = ring.reshape(-1)
    base = np.arange(count) * _RING * width
    down = np.array([a for a, _ in shapes])
    right = np.array([b for _, b in shapes])
    for i in range(n, -1, -1):
        first, last, cells = low[i], high[i] + 1, slice(offset[i], offset[i + 1])
        if i + _RING <= n:
            ring[:, i % _RING, low[i + _RING] : high[i + _RING] + 1] = IMPOSSIBLE
        start = base + ((i + down) % _RING) * width + right + first
        go = flat[start[:, None] + np.arange(last - first)]
        if n - i < LONGEST:
            go[down > n - i] = IMPOSSIBLE
        match = _log_sum(go)
        if i == n:
            match[-1] = 0.0
        below = np.full(last - first, IMPOSSIBLE)
        if i < n:
            under = slice(offset[i + 1], offset[i + 2])
            x, y = max(first, low[i + 1]), min(last, high[i + 1] + 1)
            below[x - first : y - first] = outside[under, 1][x - low[i + 1] : y - low[i + 1]] + gaps.left[i]
        cost_right = gaps.right[first : last - 1]
        # run_cost[x] = what the right-only run from x to the end of the row costs
        run_cost = np.concatenate([np.cumsum((cost_right + gaps.extending)[::-1])[::-1], [0.0]])
        stay = np.logaddexp(match, below + gaps.extending)
        after = np.logaddexp.accumulate((stay - run_cost)[::-1])[::-1] + run_cost
        leave = np.logaddexp(match, below + gaps.opening)
        leave[:-1] = np.logaddexp(leave[:-1], after[1:] + cost_right + gaps.opening)
        outside[cells, 0], outside[cells, 1] = leave, after
        ring[:, i % _RING, first:last] = scores[:, cells] + leave
    return outside


def _trace(band: Band, shapes: Sequence[Shape], scores: Floats, gaps: Gaps, chart: Chart) -> list[Step]:
    """Walk back along the best path; each step is the one whose score explains the cell's best score."""
    best, inside, outside = chart.best, chart.inside, chart.outside
    either = best.max(1)
    up, back = np.array(shapes).T
    entry = (gaps.opening, gaps.extending)
    steps: list[Step] = []
    i, j = band.rows, band.columns
    state = int(best[-1, 1] > best[-1, 0])
    while i or j:
        cell = band.cell(i, j)
        if state:
            a, b, source, extra = _gap_source(band, best, gaps, i, j)
            came = best[source, 0] + entry[0], best[source, 1] + entry[1]
            arrive = _alone(band, gaps, chart, i, j, a) + extra
        else:
            rows, columns = np.maximum(i - up, 0), j - back
            low = band.low[rows]
            known = (up <= i) & (columns >= low) & (columns <= band.high[rows])
            sources = np.where(known, band.offset[rows] + columns - low, 0)
            t = int(np.argmax(np.where(known, either[sources] + scores[:, cell], IMPOSSIBLE)))
            a, b, source = int(up[t]), int(back[t]), int(sources[t])
            came = best[source, 0], best[source, 1]
            arrive = np.logaddexp(inside[source, 0], inside[source, 1]) + scores[t, cell] + outside[cell, 0]
        chance = math.exp(min(0.0, float(arrive) - chart.total))
        steps.append(Step((i - a, i), (j - b, j), chance))
        i, j, state = i - a, j - b, int(came[1] > came[0])
    return steps[::-1]


def _gap_source(band: Band, best: Floats, gaps: Gaps, i: int, j: int) -> tuple[int, int, int, float]:
    """Where a one-sided bead that ends in (i, j) came from: its shape, source cell and segment score."""
    options: list[tuple[float, int, int, int, float]] = []
    for a, b, extra in (
        (1, 0, float(gaps.left[i - 1]) if i else 0.0),
        (0, 1, float(gaps.right[j - 1]) if j else 0.0),
    ):
        source = band.cell(i - a, j - b)
        if source >= 0:
            came = max(best[source, 0] + gaps.opening, best[source, 1] + gaps.extending) + extra
            options.append((float(came), a, b, source, extra))
    _, a, b, source, extra = max(options)
    return a, b, source, extra


def _alone(band: Band, gaps: Gaps, chart: Chart, i: int, j: int, a: int) -> float:
    """Log of the summed score of all paths on which a segment stands alone, its own score left out.

    A lonely left segment may stand before or after any of the lonely right ones around it; these
    paths say the same, so they are added up: over the row's cells, or over the column's.
    """
    if a:
        above, here = slice(band.offset[i - 1], band.offset[i]), slice(band.offset[i], band.offset[i + 1])
        x, y = max(band.low[i], band.low[i - 1]), min(band.high[i], band.high[i - 1]) + 1
        sources = np.arange(above.start + x - band.low[i - 1], above.start + y - band.low[i - 1])
        cells = np.arange(here.start + x - band.low[i], here.start + y - band.low[i])
    else:
        first = int(np.searchsorted(band.high, j))
        last = int(np.searchsorted(band.low, j - 1, side="right"))
        rows = np.arange(first, last)
        cells = band.offset[rows] + j - band.low[rows]
        sources = cells - 1
    step = np.logaddexp(chart.inside[sources, 0] + gaps.opening, chart.inside[sources, 1] + gaps.extending)
    return float(np.logaddexp.reduce(step + chart.outside[cells, 1]))

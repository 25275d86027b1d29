"""Alignment by length alone: Gale & Church (1993), for when nothing else is known about two texts.

"A Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics 19(1), 75–102.
The model: each character of one language gives rise to a random number of characters in the other,
mean c and variance s² per character; beads have the prior probabilities of the paper's table 5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from workbench.alignment.lattice import Band, Floats, Shape, around, full
from workbench.alignment.search import IMPOSSIBLE, Gaps, Step, decode

__all__ = ["PRIORS", "VARIANCE", "by_length"]

PRIORS: dict[Shape, float] = {(1, 1): 0.89, (1, 2): 0.0445, (2, 1): 0.0445, (2, 2): 0.011}
"""Gale & Church 1993, table 5: 1-1 .89, 1-2 and 2-1 together .089, 2-2 .011."""

GAP = 0.0099 / 2
"""The same table: 1-0 and 0-1 together .0099."""

VARIANCE = 6.8
"""s², characters squared per character, section 3.2 of the paper."""

FULL = 250_000
"""Largest lattice that is searched whole; above it a ribbon along the diagonal of characters."""


def by_length(left: Sequence[str], right: Sequence[str]) -> list[Step]:
    """Align two lists of segments by their lengths in characters.

    The ratio of the two languages' lengths is taken from the texts themselves, which the paper
    found as good as language-specific constants.
    """
    sizes_left = np.array([max(1, len(text)) for text in left], float)
    sizes_right = np.array([max(1, len(text)) for text in right], float)
    ratio = float(sizes_right.sum() / sizes_left.sum()) if len(left) and len(right) else 1.0
    band = _band(sizes_left, sizes_right)
    shapes = tuple(PRIORS)
    scores = np.stack([_scores(band, sizes_left, sizes_right, ratio, shape) for shape in shapes])
    gap_left = _log_tail(np.sqrt(sizes_left * ratio / VARIANCE))
    gap_right = _log_tail(np.sqrt(sizes_right / VARIANCE))
    # a gap costs by how unlikely it is that so many characters give rise to none
    gaps = Gaps(math.log(GAP), math.log(GAP), np.maximum(gap_left, -8.0), np.maximum(gap_right, -8.0))
    return decode(band, shapes, scores, gaps)


def _band(left: Floats, right: Floats) -> Band:
    n, m = len(left), len(right)
    if n * m <= FULL:
        return full(n, m)
    # every fiftieth left segment is tied to where its share of the characters lies on the right
    share = np.cumsum(left) / left.sum()
    places = np.searchsorted(np.cumsum(right) / right.sum(), share)
    anchors: list[tuple[int, int]] = []
    for i in range(25, n - 1, 50):
        j = int(min(places[i], m - 1))
        if not anchors or j > anchors[-1][1]:
            anchors.append((i, j))
    return around(n, m, anchors, margin=max(60, min(400, n // 20)))


def _scores(band: Band, left: Floats, right: Floats, ratio: float, shape: Shape) -> Floats:
    """Log-probability of a bead of `shape` ending in each cell."""
    a, b = shape
    rows = np.repeat(np.arange(band.rows + 1), band.high - band.low + 1)
    columns = np.arange(band.cells) - band.offset[rows] + band.low[rows]
    up, side = np.concatenate([[0], np.cumsum(left)]), np.concatenate([[0], np.cumsum(right)])
    fits = (rows >= a) & (columns >= b)
    one = up[rows] - up[np.maximum(rows - a, 0)]
    other = side[columns] - side[np.maximum(columns - b, 0)]
    delta = (other - one * ratio) / np.sqrt(VARIANCE * np.maximum(one, 1.0))
    out: Floats = np.where(fits, _log_tail(np.abs(delta)) + math.log(PRIORS[shape]), IMPOSSIBLE)
    return out


def _log_tail(delta: Floats) -> Floats:
    """log(2 (1 - Φ(delta))) for delta >= 0, the two-sided tail of the normal distribution.

    Abramowitz & Stegun 1964, 26.2.17 (absolute error < 7.5e-8), and the Mills ratio beyond 5.
    """
    t = 1.0 / (1.0 + 0.2316419 * delta)
    series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    density = -0.5 * delta**2 - 0.5 * math.log(2 * math.pi)
    near = np.log(np.maximum(2.0 * series, 1e-300)) + density
    far = math.log(2.0) + density - np.log(np.maximum(delta, 1.0))
    out: Floats = np.minimum(np.where(delta < 5.0, near, far), 0.0)
    return out

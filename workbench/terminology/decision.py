"""What is decided for each term, and by what it is obeyed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.model import Rendering, Span

__all__ = ["Constrained", "Decision", "Obeyed", "Proposal"]


class Obeyed(StrEnum):
    """By what a term was obeyed."""

    MODEL = "model"
    RERANKING = "reranking"
    PROPOSAL = "proposal"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to one segment that a person may accept.

    Attributes:
        segment: its number, from 0.
        spans: what to replace, in the segment's text as the rendering has it; empty where the place of the
            wrong rendering cannot be told.
        term: what to put there, in a form that fits.
        text: the segment with the term in place; the term alone where no place is known.
        how: which form it is and how it was found.
    """

    segment: int
    spans: tuple[Span, ...]
    term: str
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one concept in one segment.

    Attributes:
        segment: its number, from 0.
        concept: the concept's id.
        obeyed: by what.
        source: the term's places in the source segment.
        wanted: texts of the terms that satisfy, the preferred first; empty if the target language has none.
        seen: what the model's first hypothesis has instead; "" where it obeys or its place cannot be told.
        where: ``file:line`` of the wanted term, or of the forbidden one where nothing is wanted.
        loss: for ``reranking`` how much worse the chosen hypothesis is, all its terms together, in mean
            log-probability per token.
        search: for ``reranking`` how it was found: ``n-best`` or ``prefix``.
        short: places of the source beyond those in the target (a pronoun may stand for them).
        proposal: for ``proposal`` the proposal.
    """

    segment: int
    concept: str
    obeyed: Obeyed
    source: tuple[Span, ...]
    wanted: tuple[str, ...]
    seen: str = ""
    where: str = ""
    loss: float | None = None
    search: str = ""
    short: int = 0
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Constrained:
    """A rendering that obeys as far as its model can, and what was done for each term.

    Attributes:
        rendering: reranked; where a segment changed, the model's first hypothesis follows the chosen one.
        decisions: by segment, then in the order of the source.
    """

    rendering: Rendering
    decisions: tuple[Decision, ...]

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """All proposals, in order."""
        return tuple(decision.proposal for decision in self.decisions if decision.proposal)

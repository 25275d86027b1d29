"""A quotation on its way from marks to :class:`~workbench.model.Quote`."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.model import Span
from workbench.quotes.attribution import Attribution

__all__ = ["Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """Its stretches and what is known of its speaker so far; places are in the layout's text.

    Attributes:
        parts: the quoted stretches.
        outer: with marks or dash.
        first, last: indexes of its first and last paragraph.
        title: the marks enclose titles of works only.
        dash: dialogue without marks.
        said: its attribution, None where none was found.
        middle: the attribution splits it.
    """

    parts: tuple[Span, ...]
    outer: Span
    first: int
    last: int
    title: bool = False
    dash: bool = False
    said: Attribution | None = None
    middle: bool = False

    @property
    def span(self) -> Span:
        """From the first part's start to the last one's end."""
        return Span(self.parts[0].start, self.parts[-1].end)

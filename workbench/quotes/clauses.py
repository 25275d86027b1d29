"""The part of a sentence that belongs to a verb."""

from __future__ import annotations

from collections import deque

import regex

from workbench.model import Span
from workbench.quotes.names import SENTENCE_ENDS

__all__ = ["SEPARATED", "clause_at", "first_chunk", "last_match"]

_COLON = regex.compile(r";|:(?!\p{L})")
SEPARATED = regex.compile(r":(?!\p{L})|[,;()\[\]–—/|«»“”„\"]|\s-\s")


def clause_at(text: str, span: Span, *, before: bool) -> Span:
    """The part of `span` that belongs to the verb: after the last, or up to the first sentence end."""
    piece = span.of(text)
    if before:
        breaks = [m.end() for m in (*SENTENCE_ENDS.finditer(piece), *_COLON.finditer(piece))]
        start = max((at for at in breaks if piece[at:].strip(" \t–—-,")), default=0)
        return Span(span.start + start, span.end)
    stop = SENTENCE_ENDS.search(piece)
    colon = _COLON.search(piece)
    ends = [m.start() for m in (stop, colon) if m]
    return Span(span.start, span.start + min(ends, default=len(piece)))


def first_chunk(text: str, clause: Span) -> Span:
    """Up to the first comma, dash or bracket that has words before it."""
    for match in SEPARATED.finditer(text, clause.start, clause.end):
        if regex.search(r"\p{L}", text[clause.start : match.start()]):
            return Span(clause.start, match.start())
    return clause


def last_match(pattern: regex.Pattern[str], text: str, span: Span) -> regex.Match[str] | None:
    """The last place in `span` that the pattern fits."""
    return next(iter(deque(pattern.finditer(text, span.start, span.end), maxlen=1)), None)

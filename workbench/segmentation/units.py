"""Stretches of running text: what a sentence may stretch over.

A blank line always ends one. A single line break ends one too (headings, list items, subtitles,
one paragraph per line), unless the text is hard-wrapped: broken at a fixed width in mid-sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.model import Document, Span

__all__ = ["Unit", "units"]

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of running text and the number of the paragraph it belongs to."""

    span: Span
    paragraph: int

    def flat(self, text: str) -> str:
        """The unit's text with each line break character as a space, so that offsets stay."""
        return re.sub(r"[\n\r\v\f\x85\u2028\u2029]", " ", self.span.of(text))


def units(document: Document) -> Iterator[Unit]:
    """The units of `document`, in order; white space only ones are left out."""
    paragraph = 0
    for kept in document.kept():
        for match in _LINE.finditer(document.text, kept.start, kept.end):
            if match.group().strip():
                yield Unit(Span(*match.span()), paragraph)
                paragraph += 1

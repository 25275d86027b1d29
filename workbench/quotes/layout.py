"""The text that quotations are searched in: normalised, debris blanked out, cut into paragraphs.

Offsets found in it are taken back to the document's own code points.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from workbench.model import Document, Span

__all__ = ["Layout", "lay_out"]

_LINE = regex.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_ENDS = frozenset(".!?…:;。！？»”’\"'«“‘」』)—–-")
_BEGINS = frozenset("—–-•*«»“”„\"'‘’‚「『")
_WRAPPED_AT = 40
"""A line shorter than this, in characters, is no wrapped line but a heading or an item."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A document's text made ready.

    Attributes:
        text: NFC, removed stretches as line breaks.
        paragraphs: spans in `text`, without the white space around them.
        numbers: of each paragraph, its first and last line, counted as non-empty lines of the document.
        origin: start of each code point of `text` in the document, and the document's end; None if they
            are the same.
    """

    text: str
    paragraphs: tuple[Span, ...]
    numbers: tuple[tuple[int, int], ...]
    origin: tuple[int, ...] | None

    def back(self, span: Span) -> Span:
        """A span of `text` as a span of the document."""
        if self.origin is None:
            return span
        return Span(self.origin[span.start], self.origin[span.end])

    def paragraph_at(self, place: int) -> int:
        """Index of the paragraph that `place` lies in or comes after."""
        return max(0, bisect_right(self.paragraphs, place, key=_start) - 1)


def _start(span: Span) -> int:
    return span.start


def lay_out(document: Document) -> Layout:
    """Make `document` ready.

    >>> lay_out(Document("x", "One.\\n\\nTwo.")).paragraphs
    (Span(start=0, end=4), Span(start=6, end=10))
    """
    chars = document.text
    for removal in reversed(document.removed):
        chars = chars[: removal.span.start] + "\n" * len(removal.span) + chars[removal.span.end :]
    text, origin = _composed(chars)
    lines = [line for match in _LINE.finditer(text) if (line := _stripped(text, Span(*match.span())))]
    blocks = _blocks(text, lines)
    paragraphs = [Span(lines[first].start, lines[last].end) for first, last in blocks]
    return Layout(text, tuple(paragraphs), tuple(blocks), origin)


def _stripped(text: str, span: Span) -> Span | None:
    piece = span.of(text)
    left = len(piece) - len(piece.lstrip())
    body = piece.strip()
    return Span(span.start + left, span.start + left + len(body)) if body else None


def _blocks(text: str, lines: Sequence[Span]) -> list[tuple[int, int]]:
    """First and last line of each paragraph: one line each, unless the text is hard-wrapped."""
    joins = [_one_break(text[a.end : b.start]) for a, b in pairwise(lines)]
    cut = [
        join and len(a) >= _WRAPPED_AT and text[a.end - 1] not in _ENDS and text[b.start] not in _BEGINS
        for join, (a, b) in zip(joins, pairwise(lines), strict=True)
    ]
    wrapped = sum(cut) >= 2 and 2 * sum(cut) >= sum(joins)
    blocks: list[tuple[int, int]] = []
    for number in range(len(lines)):
        if number and wrapped and joins[number - 1] and text[lines[number].start] not in "—–-•*":
            blocks[-1] = (blocks[-1][0], number)
        else:
            blocks.append((number, number))
    return blocks


def _one_break(between: str) -> bool:
    return len(regex.findall(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", between)) == 1


def _composed(text: str) -> tuple[str, tuple[int, ...] | None]:
    """NFC, with the way back; None where the text is composed already."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    out: list[str] = []
    origin: list[int] = []
    for match in regex.finditer(r"\X", text):
        piece = unicodedata.normalize("NFC", match.group())
        out.append(piece)
        origin += [match.start()] * len(piece)
    return "".join(out), (*origin, len(text))

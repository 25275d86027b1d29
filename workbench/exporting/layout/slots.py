"""The places of a file that text can be put into, and how a document's text is found in them.

Every format gives the same value: blocks (paragraphs, headings, cells, cues) of slots (stretches of one
look). The readers only ever change white space between what they take from a file, so a document's text and
the file's slots have the same characters in the same order once white space is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import TypeAlias

from workbench.model import Span

__all__ = ["ITEM", "Block", "Kind", "Place", "Slot", "bare", "cells_of", "find", "solid"]

_WHITE = re.compile(r"[ \t\r\n\f\v]+")
"""What the readers make one space of or drop; no-break spaces belong to the text."""
_CHUNK = re.compile(r"\S(?:(?!\n[ \t\r]*\n).)*", re.DOTALL)
"""A stretch without a blank line, as :func:`workbench.reading.extracted.joined` parts paragraphs."""
ITEM = re.compile(r"[-•*–]\s+")
"""What a reader of web pages writes before a list item, and the page does not hold."""
_ROW = re.compile(r"\|[^\n]*\|\s*$")
_IN_ROW = re.compile(r"[^\s|](?:[^|]*[^\s|])?")
"""A table's row as a reader of web pages writes it, and the cells in it."""
_START = 8
"""Characters by which blocks are looked up that are read as several paragraphs."""


class Kind(Enum):
    """What may be done to a slot."""

    TEXT = "text"
    SOFT = "white space that goes where its neighbours are replaced"
    HARD = "a line break or tab that stays"


@dataclass(slots=True)
class Slot:
    """A stretch of text in a file.

    Attributes:
        text: as the reader reads it.
        put: writes another text in its place; SOFT slots are only ever given "".
        look: equal for stretches that look alike.
        kind: see :class:`Kind`.
        seam: how many pictures, notes and the like stand before it in its block.
        link: it is the words of a link, which must not vanish.
    """

    text: str
    put: Callable[[str], None]
    look: Hashable = None
    kind: Kind = Kind.TEXT
    seam: int = 0
    link: bool = False


@dataclass(slots=True)
class Block:
    """Slots that are read as one paragraph.

    Attributes:
        slots: in the order of the text.
        mark: tells the format that the block's text was replaced.
    """

    slots: list[Slot] = field(default_factory=list)
    mark: Callable[[], None] | None = None

    @property
    def text(self) -> str:
        """The slots' texts together."""
        return "".join(slot.text for slot in self.slots)

    def starts(self) -> list[int]:
        """Where each slot begins in :attr:`text`, and the end of the last."""
        return [0, *accumulate(len(slot.text) for slot in self.slots)]


Place: TypeAlias = tuple[int, int]
"""Number of a block, and an offset in its text."""


def bare(text: str) -> str:
    """The text without layout white space."""
    return _WHITE.sub("", text)


def solid(text: str) -> list[int]:
    """Offsets of what is no layout white space."""
    return [at for at, char in enumerate(text) if not _WHITE.match(char)]


def find(text: str, blocks: Sequence[Block]) -> tuple[dict[int, Place], list[Span]]:
    """Where each character of a document's text stands in the file.

    Args:
        text: the document's.
        blocks: the file's, in the order the reader takes them.

    Returns:
        Places by offset, white space left out; and the paragraphs that are not found in any block.
    """
    parts = [Span(*match.span()) for match in _CHUNK.finditer(text)]
    finder = _Finder(text, blocks, parts)
    lost: list[Span] = []
    at = 0
    while at < len(parts):
        used = finder.exactly(parts[at]) or finder.together(at)
        if not used and not sum(finder.exactly(inner) for inner in _inside(text, parts[at])):
            lost.append(parts[at])
        at += max(1, used)
    return finder.places, [span for span in lost if any(char.isalnum() for char in span.of(text))]


def _inside(text: str, part: Span) -> list[Span]:
    """What a paragraph is without what a reader of web pages adds: cells of a row, an item without its mark."""
    if _ROW.match(text, part.start, part.end):
        return [Span(*cell.span()) for cell in _IN_ROW.finditer(text, part.start, part.end)]
    item = ITEM.match(text, part.start, part.end)
    return [Span(item.end(), part.end)] if item else []


def cells_of(text: str) -> list[str]:
    """The cells of a table's row, or of a part of one, that was read as one line.

    >>> cells_of("| Name | a b |"), cells_of("last |")
    (['Name', 'a b'], ['last'])
    """
    return [cell.group() for cell in _IN_ROW.finditer(text)]


class _Finder:
    """Finds blocks in the order of the text, each once."""

    def __init__(self, text: str, blocks: Sequence[Block], parts: Sequence[Span]) -> None:
        self.places: dict[int, Place] = {}
        self._text, self._blocks, self._parts = text, blocks, parts
        self._last = -1
        self._bare = [bare(block.text) for block in blocks]
        self._free = {number for number, content in enumerate(self._bare) if content}
        self._by_text: dict[str, list[int]] = {}
        self._by_start: dict[str, list[int]] = {}
        for number in sorted(self._free):
            self._by_text.setdefault(self._bare[number], []).append(number)
            self._by_start.setdefault(self._bare[number][:_START], []).append(number)
        contents = [bare(part.of(text)) for part in parts]
        self._whole = "".join(contents)
        self._starts = [0, *accumulate(len(content) for content in contents)]
        self._ends = {end: number for number, end in enumerate(self._starts)}

    def exactly(self, part: Span) -> int:
        """Place a stretch that is one block; 1 if there is such a block."""
        chosen = self._next(self._by_text.get(bare(part.of(self._text)), ()))
        return 0 if chosen is None else self._take(chosen, [part])

    def together(self, at: int) -> int:
        """Place the part with that number and some that follow as one block; how many were placed."""
        start = self._starts[at]
        fits = [
            number
            for length in range(1, _START + 1)
            for number in self._by_start.get(self._whole[start : start + length], ())
            if (length == _START or len(self._bare[number]) == length)
            and self._whole.startswith(self._bare[number], start)
            and start + len(self._bare[number]) in self._ends
        ]
        chosen = self._next(sorted(fits))
        if chosen is None:
            return 0
        return self._take(chosen, self._parts[at : self._ends[start + len(self._bare[chosen])]])

    def _next(self, numbers: Sequence[int]) -> int | None:
        """The first free block below the last one taken, an earlier one where there is none below."""
        free = [number for number in numbers if number in self._free]
        return next((number for number in free if number > self._last), free[0] if free else None)

    def _take(self, number: int, parts: Sequence[Span]) -> int:
        self._last = number
        self._free.discard(number)
        here = [
            at for part in parts for at in range(part.start, part.end) if not _WHITE.match(self._text[at])
        ]
        for offset, at in zip(here, solid(self._blocks[number].text), strict=True):
            self.places[offset] = (number, at)
        return len(parts)

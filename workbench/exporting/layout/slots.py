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

__all__ = ["Block", "Kind", "Place", "Slot", "bare", "find", "solid"]

_WHITE = re.compile(r"[ \t\r\n\f\v]+")
"""What the readers make one space of or drop; no-break spaces belong to the text."""
_CHUNK = re.compile(r"\S(?:(?!\n[ \t\r]*\n).)*", re.DOTALL)
"""A stretch without a blank line, as :func:`workbench.reading.extracted.joined` parts paragraphs."""
_ITEM = re.compile(r"[-•*–]\s+")
"""What a reader of web pages writes before a list item, and the page does not hold."""


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
    by_text: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        if content := bare(block.text):
            by_text.setdefault(content, []).append(number)
    places: dict[int, Place] = {}
    lost: list[Span] = []
    last = -1
    for match in _CHUNK.finditer(text):
        start, found = match.start(), _next(by_text, bare(match.group()), last)
        if found is None and (item := _ITEM.match(text, start, match.end())):
            start, found = item.end(), _next(by_text, bare(text[item.end() : match.end()]), last)
        if found is None:
            lost.append(Span(*match.span()))
            continue
        last = found
        here = (at for at in range(start, match.end()) if not _WHITE.match(text[at]))
        there = solid(blocks[found].text)
        places.update((offset, (found, at)) for offset, at in zip(here, there, strict=True))
    return places, lost


def _next(by_text: dict[str, list[int]], content: str, last: int) -> int | None:
    """The next block of that content that is not taken, an earlier one where there is none below."""
    waiting = by_text.get(content)
    if not waiting:
        return None
    chosen = next((number for number in waiting if number > last), waiting[0])
    waiting.remove(chosen)
    return chosen

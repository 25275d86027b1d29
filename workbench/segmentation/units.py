"""Stretches of running text: what a sentence may stretch over.

A blank line always ends one. A single line break ends one too (headings, list items, subtitles, one
paragraph per line), unless the text is hard-wrapped, as e-mails and old text files are. Whether it is
can be told from how wrapping works: a line was broken because the next word did not fit on it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from workbench.model import Document, Span
from workbench.segmentation.patterns import TERMINATORS

__all__ = ["Unit", "units"]

_BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_LINE = regex.compile(rf"(?P<line>[^{_BREAKS}]*)(?P<end>\r\n|[{_BREAKS}]|$)")
_BREAK = regex.compile(rf"[{_BREAKS}]")
_ITEM = regex.compile(r"\s*(?:[-*+•◦▪‣–—]\s|\(?(?:\d{1,3}|\p{L})[.)]\s|[#>|])")
_FIRST_WORD = regex.compile(r"[\p{Han}\p{Hira}\p{Kana}]|\S+")
_ENDED = regex.compile(rf"""[{regex.escape(TERMINATORS)}:;]["'»”’)\]」』]*\s*$""")

_WIDTHS = range(30, 121)
"""Widths at which people wrap text, in code points: 60–80 as a rule; fewer for Chinese and Japanese."""
_LINE_BY_LINE = frozenset({"srt", "vtt"})
"""Formats whose lines mean something."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of running text and the number of the paragraph it is."""

    span: Span
    paragraph: int

    def flat(self, text: str) -> str:
        """The unit's text with each line break character as a space, so that offsets stay."""
        return _BREAK.sub(" ", self.span.of(text))


def units(document: Document) -> Iterator[Unit]:
    """The units of `document`, in order; those of white space only are left out."""
    blocks = [block for kept in document.kept() for block in _blocks(document.text, kept)]
    width = None if document.format in _LINE_BY_LINE else _wrapped_at(document.text, blocks)
    number = 0
    for block in blocks:
        for span in _unwrapped(document.text, block, width):
            yield Unit(span, number)
            number += 1


def _blocks(text: str, within: Span) -> Iterator[list[Span]]:
    """Runs of lines that are not blank, without their line ends."""
    block: list[Span] = []
    for match in _LINE.finditer(text, within.start, within.end):
        if match["line"].strip():
            block.append(Span(*match.span("line")))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _wrapped_at(text: str, blocks: Sequence[Sequence[Span]]) -> int | None:
    """The width the text is hard-wrapped at, None if it is not.

    It is, if nearly all lines within blocks were broken because the next word did not fit, and most of
    them stop in mid-sentence. With one or two breaks to judge by, small letters have to follow as well.
    """
    pairs = [pair for block in blocks for pair in itertools.pairwise(block)]
    pairs = [(left, right) for left, right in pairs if not _ITEM.match(text, right.start, right.end)]
    if not pairs:
        return None
    widths = sorted(len(left) for left, _ in pairs)
    width = widths[len(widths) * 19 // 20]
    if width not in _WIDTHS:
        return None
    broken = [(left, right) for left, right in pairs if _had_to_break(text, left, right, width)]
    running = [pair for pair in broken if not _ENDED.search(pair[0].of(text))]
    if len(broken) < 0.7 * len(pairs) or len(running) < 0.6 * len(broken):
        return None
    if len(pairs) < 3 and not all(right.of(text).lstrip()[:1].islower() for _, right in pairs):
        return None
    return width


def _had_to_break(text: str, left: Span, right: Span, width: int) -> bool:
    """True if the first word of `right` did not fit behind `left`, and `left` is no longer than the rest."""
    first = _FIRST_WORD.search(text, right.start, right.end)
    room = width - len(left.of(text).rstrip())
    return first is not None and len(first.group()) + 1 > room and len(left) <= width * 1.15


def _unwrapped(text: str, block: Sequence[Span], width: int | None) -> Iterator[Span]:
    """The lines of a block, those joined that wrapping broke."""
    held = last = block[0]
    for line in block[1:]:
        if (
            width is not None
            and not _ITEM.match(text, line.start, line.end)
            and _had_to_break(text, last, line, width)
        ):
            held = Span(held.start, line.end)
        else:
            yield held
            held = line
        last = line
    yield held

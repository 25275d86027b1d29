"""Markdown: the words of headings, paragraphs, items and cells are replaced, all marks stay.

markdown-it says in which lines a block stands and what its words are; where in these lines each word stands
is found by reading on from one to the next. Where that fails, the block is one stretch without inner looks.
"""

from __future__ import annotations

import html
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from workbench.exporting.layout.pages import add_blocks
from workbench.exporting.layout.slots import Block, Kind, Slot
from workbench.exporting.layout.spliced import Spliced
from workbench.reading.markup import FRONT_MATTER

__all__ = ["markdown"]

_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_LINK_END = regex.compile(r"\]\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|\]\[[^\]]*\]|\]|>")
_PREFIX = regex.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_ANYWHERE = regex.compile(r"[\\`\[\]|]|(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)|<(?=[\p{L}/!?])|&(?=#?\w+;)")
"""Marks that mean something wherever they stand (CommonMark 0.31, 6); ``*`` between spaces and ``_`` in a word not."""
_AT_START = regex.compile(r"^([ \t]*\d*)((?<!\d)(?:[#>+=~-]|\*(?= ))|(?<=\d)[.)])")
"""Marks that mean something where a block begins."""
_ESCAPABLE = regex.compile(r"[!-/:-@\[-`{-~]")


def markdown(text: str) -> Spliced:
    """The slots of a Markdown file; front matter, code marks, links' targets stay."""
    from markdown_it import MarkdownIt

    file = Spliced(text)
    front = FRONT_MATTER.match(text)
    skipped = text[: front.end()].count("\n") if front else 0
    parser = MarkdownIt("commonmark").enable("table")
    lines = _lines(text)
    last: tuple[int, int] = (-1, 0)
    for token in parser.parse(text[front.end() :] if front else text):
        if token.map is None or token.type not in ("inline", "fence", "code_block", "html_block"):
            continue
        first, end = (number + skipped for number in token.map)
        if token.type == "html_block":
            add_blocks(file, lines[first], lines[min(end, len(lines) - 1)])
        elif token.type == "inline":
            start = last[1] if last[0] == first else lines[first]
            found = _found(text, token.content, start, lines[min(end, len(lines) - 1)])
            if found:
                last = (first, found[-1] + 1)
                file.blocks.append(_inline(file, token, found))
        else:
            file.blocks += _code(file, token, lines[first], lines[min(end, len(lines) - 1)])
    return file


def _lines(text: str) -> list[int]:
    """Where each line begins, and the end."""
    return [0, *(match.end() for match in regex.finditer(r"\r\n|\n|\r", text)), len(text)]


def _found(text: str, content: str, start: int, end: int) -> list[int]:
    """Where each character of a block's content stands, [] if it cannot be told.

    The content is the lines without their indents and quotation marks; in a table ``\\|`` is ``|``.
    """
    places: list[int] = []
    at = start
    for number, line in enumerate(content.split("\n")):
        if number:
            newline = text.find("\n", at, end)
            if newline < 0:
                return []
            places.append(newline)
            at = newline + 1
        begin = text.find(line, at, end) if line else at
        if begin < 0:
            begin = text.find(line.replace("|", "\\|"), at, end)
            if begin < 0:
                return []
            for char in line:
                begin += text[begin] == "\\" and char == "|"
                places.append(begin)
                begin += 1
            at = begin
            continue
        places += range(begin, begin + len(line))
        at = begin + len(line)
    return places


def _inline(file: Spliced, token: Any, places: Sequence[int]) -> Block:
    inside = _Inline(file, token.content, places)
    slots = inside.slots(token.children or ())
    if slots is None:
        return Block([file.slot(places[0], places[-1] + 1, _read(token), write=_escaped)])
    return Block(slots, inside.tidy)


def _read(token: Any) -> str:
    """The words of a block as the reader has them."""
    words = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(
        str(child.content) if child.type in ("text", "code_inline", "image") else words.get(child.type, "")
        for child in token.children or ()
    )


@dataclass(slots=True)
class _Marks:
    """A pair of marks, the places of both, and what stands between them after all is written."""

    opening: tuple[int, int]
    closing: tuple[int, int] = (0, 0)
    words: dict[int, str] = field(default_factory=dict)


class _Inline:
    """Goes through a block's content beside its tokens."""

    def __init__(self, file: Spliced, content: str, places: Sequence[int]) -> None:
        self._file, self._content, self._places = file, content, places
        self._at = 0
        self._open: list[_Marks] = []
        self._marks: list[_Marks] = []
        self._labels: list[tuple[int, int, str]] = []

    def slots(self, children: Sequence[Any]) -> list[Slot] | None:
        """The slots, None where a word is not found."""
        slots: list[Slot] = []
        looks: list[Hashable] = []
        seam = 0
        for child in children:
            if child.type.endswith("_open"):
                looks.append((child.type, tuple(sorted(child.attrs.items()))))
                self._opened(child)
            elif child.type.endswith("_close"):
                looks = looks[:-1]
                self._closed(child)
            elif child.type in ("softbreak", "hardbreak"):
                slot = self._break(child)
                if slot is None:
                    return None
                slots.append(slot)
            elif child.type == "html_inline":
                place = self._content.find(child.content, self._at)
                self._at = place + len(child.content) if place >= 0 else self._at
            elif child.content:
                span = self._span(child)
                if span is None:
                    return None
                image = child.type == "image"
                slots.append(self._slot(child, span, tuple(looks), seam + image))
                seam += 2 * image
        return slots

    def tidy(self) -> None:
        """Marks around nothing go, or they would be read as text; a link whose words were its label keeps it."""
        for marks in self._marks:
            if marks.words and not any(marks.words.values()):
                self._file.changes += [(*marks.opening, ""), (*marks.closing, "")]
        self._file.changes += self._labels

    def _place(self, at: int) -> int:
        return self._places[at] if at < len(self._places) else self._places[-1] + 1

    def _slot(self, child: Any, span: tuple[int, int], looks: tuple[Hashable, ...], seam: int) -> Slot:
        start, end = self._places[span[0]], self._places[span[1] - 1] + 1
        code = child.type == "code_inline"
        look = (looks, "code") if code else (looks, "image") if child.type == "image" else looks
        first = span[0] == 0
        linked = any(isinstance(mark, tuple) and mark[0] == "link_open" for mark in looks)
        around = list(self._open)
        if code:
            size = len(child.markup)
            before, behind = (
                self._content.rindex(child.markup, 0, span[0]),
                self._content.index(child.markup, span[1]),
            )
            around.append(_Marks((self._place(before), start), (end, self._place(behind + size - 1) + 1)))
            self._marks.append(around[-1])
        for marks in around:
            marks.words[start] = child.content

        def write(new: str) -> str:
            for marks in around:
                marks.words[start] = new
            return new.replace(child.markup, "'") if code else _escaped(new, first)

        return self._file.slot(
            start, end, child.content, look, seam=seam, link=linked or child.type == "image", write=write
        )

    def _opened(self, child: Any) -> None:
        """Behind the opening mark."""
        size = len(child.markup) if child.type != "link_open" else 1
        self._open.append(_Marks((self._place(self._at), self._place(self._at + size - 1) + 1)))
        self._at += size

    def _closed(self, child: Any) -> None:
        """Behind the closing mark, or the target of a link."""
        if child.type != "link_close":
            marks = self._open.pop()
            marks.closing = (self._place(self._at), self._place(self._at + len(child.markup) - 1) + 1)
            self._marks.append(marks)
            self._at += len(child.markup)
            return
        opening = self._open.pop().opening[1]
        match = _LINK_END.search(self._content, self._at)
        if match is None:
            return
        self._at = match.end()
        if match.group() in ("]", "][]"):  # its label is its words
            label = self._file.text[opening : self._place(match.start())]
            end = self._place(match.end() - 1) + 1
            self._labels.append((self._place(match.start()) + 1, end, f"[{label}]"))

    def _break(self, child: Any) -> Slot | None:
        newline = self._content.find("\n", self._at)
        if newline < 0:
            return None
        start = newline
        while start > self._at and self._content[start - 1] in " \t\\":
            start -= 1
        self._at = newline + 1
        end = self._places[newline] + 1
        prefix = _PREFIX.match(self._file.text, end)
        end = prefix.end() if prefix else end
        hard = child.type == "hardbreak"
        return self._file.slot(
            self._places[start], end, "\n" if hard else " ", kind=Kind.HARD if hard else Kind.SOFT
        )

    def _span(self, child: Any) -> tuple[int, int] | None:
        """Where a child's words stand in the content, escapes and references read; None if nowhere."""
        if child.type == "code_inline":
            return self._code(child)
        if child.type == "image":
            place = self._content.find(child.content, self._at)
            if place < 0:
                return None
            match = _LINK_END.match(self._content, place + len(child.content))
            self._at = match.end() if match else place + len(child.content)
            return place, place + len(child.content)
        for start in range(self._at, len(self._content)):
            end = self._match(child.content, start)
            if end is not None:
                self._at = end
                return start, end
            if self._content[start].isalnum():
                return None
        return None

    def _code(self, child: Any) -> tuple[int, int] | None:
        """Where the content of a code span stands: one space on each side may belong to the marks."""
        opening = self._content.find(child.markup, self._at)
        place = self._content.find(child.content, opening + len(child.markup)) if opening >= 0 else -1
        closing = self._content.find(child.markup, place + len(child.content)) if place >= 0 else -1
        if closing < 0:
            return None
        self._at = closing + len(child.markup)
        return place, place + len(child.content)

    def _match(self, words: str, at: int) -> int | None:
        content, done = self._content, 0
        while done < len(words):
            if at >= len(content):
                return None
            entity = _ENTITY.match(content, at) if content[at] == "&" else None
            read = html.unescape(entity.group()) if entity else ""
            if entity and words.startswith(read, done):
                at, done = entity.end(), done + len(read)
            elif content[at] == "\\" and _ESCAPABLE.match(content, at + 1) and words[done] == content[at + 1]:
                at, done = at + 2, done + 1
            elif content[at] == words[done]:
                at, done = at + 1, done + 1
            else:
                return None
        return at


def _escaped(words: str, first: bool = True) -> str:
    r"""The words with backslashes where Markdown would read marks in them.

    Args:
        words: what is to be read.
        first: they stand where a block begins, so that ``1.`` or ``#`` would mean something.

    >>> print(_escaped("1. snake_case, 2 * 3 [a] _b_"))
    1\. snake_case, 2 * 3 \[a\] \_b\_
    """
    flat = _ANYWHERE.sub(r"\\\g<0>", words.replace("\n", " "))
    return _AT_START.sub(r"\1\\\2", flat) if first else flat


def _code(file: Spliced, token: Any, start: int, end: int) -> list[Block]:
    """A code block, line by line: in a list or a quotation each line has an indent of its own."""
    block, at = Block(), start
    for number, line in enumerate(token.content.rstrip("\n").split("\n")):
        if number:
            block.slots.append(file.slot(at, at, "\n", kind=Kind.HARD))
        if line.strip():
            at = file.text.find(line, at, end)
            if at < 0:
                return []
            block.slots.append(file.slot(at, at + len(line)))
            at += len(line)
    return [block]

"""Plain text and subtitles: paragraphs and cues."""

from __future__ import annotations

import html
from collections.abc import Callable

import regex

from workbench.exporting.layout.slots import Block, Kind
from workbench.exporting.layout.spliced import Spliced

__all__ = ["srt", "txt", "vtt"]

_CHUNK = regex.compile(r"\S(?:(?!\n[ \t\r]*\n).)*", regex.DOTALL)
_TIMES = regex.compile(r"^[ \t]*(?:\d+:)?\d+:\d+[.,]\d+[ \t]*-->.*$", regex.MULTILINE)
_TAG = regex.compile(r"</?[A-Za-z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]*\}|</?c[.\w]*>|</[a-z]*>")
_BREAK = regex.compile(r"\r\n|\n|\r")
_BLANK = regex.compile(r"(?>\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
_NUMBER = regex.compile(r"(?:\r?\n|\r)[ \t]*(?:\r?\n|\r)?[ \t]*\d+[ \t]*(?:\r?\n|\r)*\Z")
"""The number of the next SubRip cue, behind a cue's text."""


def txt(text: str) -> Spliced:
    """A block for each stretch without a blank line."""
    file = Spliced(text)
    file.blocks = [Block([file.slot(*match.span())]) for match in _CHUNK.finditer(text)]
    return file


def srt(text: str) -> Spliced:
    """SubRip: cue numbers, times and tags stay."""
    return _cues(text, reads=str, writes=str)


def vtt(text: str) -> Spliced:
    """WebVTT: header, notes, styles, cue settings and tags stay."""
    return _cues(text, reads=html.unescape, writes=lambda new: html.escape(new, quote=False))


def _cues(text: str, reads: Callable[[str], str], writes: Callable[[str], str]) -> Spliced:
    file = Spliced(text)
    times = list(_TIMES.finditer(text))
    for number, match in enumerate(times):
        last = number + 1 == len(times)
        end = len(text) if last else times[number + 1].start()
        start = match.end()
        body = text[start:end]
        lead = len(body) - len(body.lstrip("\r\n"))
        if blank := _BLANK.search(body, lead):
            end = start + blank.start()
        elif not last and (next_number := _NUMBER.search(body)):
            end = start + next_number.start()
        file.blocks.append(_cue(file, start, end, reads, writes))
    return file


def _cue(
    file: Spliced, start: int, end: int, reads: Callable[[str], str], writes: Callable[[str], str]
) -> Block:
    """Lines and tags of one cue."""
    block, at = Block(), start
    open_tags: list[str] = []
    body = file.text[start:end]
    marks = sorted([*_TAG.finditer(body), *_BREAK.finditer(body)], key=lambda mark: mark.start())

    def add(to: int) -> None:
        if at < to:
            raw = file.text[at:to]
            block.slots.append(file.slot(at, to, reads(raw), tuple(open_tags), write=writes))

    for mark in marks:
        add(start + mark.start())
        at = start + mark.end()
        if _BREAK.fullmatch(mark.group()):
            block.slots.append(file.slot(start + mark.start(), at, "\n", kind=Kind.HARD))
        elif mark.group().startswith("</"):
            del open_tags[-1:]
        else:
            open_tags.append(mark.group())
    add(end)
    return block

"""A small splitter for languages without rules of their own: terminators, closers, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["cuts"]

_TERMINATORS = ".!?…。！？｡।॥۔؟։።၊။"
_CLOSERS = "\"'»”’›)]}」』）】》"
_WIDE = "。！？｡।॥။"
_NEXT = re.compile(r"[\s]*[\"'«“„‘‚(\[¿¡—–-]*\s*")


def cuts(line: str, lang: str | None) -> Iterator[tuple[int, int]]:
    """Spans that cover `line`, one a sentence."""
    start = at = 0
    while at < len(line):
        char = line[at]
        if char not in _TERMINATORS:
            at += 1
            continue
        end = at + 1
        while end < len(line) and line[end] in _TERMINATORS + _CLOSERS:
            end += 1
        if end < len(line) and (char in _WIDE or line[end].isspace()) and not _goes_on(line, at, end):
            yield start, end
            start = end
        at = end
    if start < len(line):
        yield start, len(line)


def _goes_on(line: str, at: int, end: int) -> bool:
    """True if the terminator at `at` ends no sentence: an initial, or small letters follow."""
    follows = _NEXT.match(line, end)
    after = line[follows.end() : follows.end() + 1] if follows else ""
    if line[at] not in ".…" or end != at + 1:
        return False
    word = re.search(r"[\w.-]*$", line[max(0, at - 40) : at])
    before = word.group() if word else ""
    return after.islower() or (len(before) == 1 and before.isupper())

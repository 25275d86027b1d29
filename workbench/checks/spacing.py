"""Checks of white space and of characters nobody sees."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.checks.base import Cell, Context, Hit, known_language
from workbench.model import Span

__all__ = ["space", "zero_width"]

_DOUBLE = regex.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)|\t|(?<=[(\[]) (?=\S)|(?<=\S) (?=[)\]])")
_INVISIBLE = regex.compile(r"[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u200e\u200f]+")
_NAMES = {
    "\u00ad": "soft hyphen", "\u200b": "zero-width space", "\u2060": "word joiner",
    "\ufeff": "byte order mark", "\u200e": "left-to-right mark", "\u200f": "right-to-left mark",
}  # fmt: skip


def space(cell: Cell, _: Context) -> Iterator[Hit]:
    """A double space, a tab, a space just inside a bracket, or one at an end that the source has not."""
    for match in _DOUBLE.finditer(cell.target):
        if match.group() in cell.source and len(match.group()) > 1:
            continue
        yield Hit(_what(match.group()), target=Span(*match.span()))
    if not cell.source.strip() or not cell.target.strip():
        return
    target = cell.target
    if target[:1].isspace() and not cell.source[:1].isspace():
        yield Hit("The rendering begins with a space.", target=Span(0, len(target) - len(target.lstrip())))
    if target[-1:].isspace() and not cell.source[-1:].isspace():
        yield Hit("The rendering ends with a space.", target=Span(len(target.rstrip()), len(target)))


def _what(found: str) -> str:
    if found == "\t":
        return "A tab stands in the sentence."
    return "A double space." if len(found) > 1 else "A space just inside a bracket."


def zero_width(cell: Cell, _: Context) -> Iterator[Hit]:
    """Invisible characters: zero-width space, soft hyphen, stray direction marks, byte order mark.

    Direction marks belong to right-to-left text; there only the source's absence of them counts.
    """
    row = known_language(cell.target_lang)
    rtl = row is not None and row.rtl
    for match in _INVISIBLE.finditer(cell.target):
        char = match.group()[0]
        if (rtl and char not in "\u00ad\u200b\ufeff") or match.group() in cell.source:
            continue
        name = _NAMES.get(char, "direction control")
        yield Hit(f"An invisible {name} (U+{ord(char):04X}).", target=Span(*match.span()))

"""What every format's extractor gives back, and how paragraphs become one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

__all__ = ["Extracted", "joined"]

_SPACES = regex.compile(r"[ \t\r\f\v]+")
_AROUND_BREAK = regex.compile(r" *\n[ \n]*")


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text taken out of a file.

    Attributes:
        text: paragraphs with a blank line between them.
        notes: what a person should know about what was taken.
        encoding: for plain-text formats, what they were decoded from.
    """

    text: str
    notes: tuple[str, ...] = ()
    encoding: str | None = None


def joined(paragraphs: Iterable[str]) -> str:
    r"""Paragraphs as one text: layout spaces made one, no-break spaces kept, blank lines between.

    >>> joined(["A  title ", "", "Text,\n  a line."])
    'A title\n\nText,\na line.'
    """
    clean = (_AROUND_BREAK.sub("\n", _SPACES.sub(" ", paragraph)).strip(" \n") for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in clean if paragraph)

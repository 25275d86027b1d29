"""Checks of the text as a whole: empty, copied, looping, in the wrong language, too long or short."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.checks.base import Cell, Context, Hit, clip
from workbench.model import Span

__all__ = ["copy", "empty"]

_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")
_LOWER_WORD = regex.compile(r"(?<![\p{L}\p{N}@#/.:_-])\p{Ll}{2,}(?![\p{L}\p{N}@#/_-]|[.:][\p{L}\p{N}/])")


def empty(cell: Cell, _: Context) -> Iterator[Hit]:
    """The source says something, the target has no letter or digit."""
    if _SAYS_SOMETHING.search(cell.source) and not _SAYS_SOMETHING.search(cell.target):
        yield Hit(
            f"Nothing stands opposite “{clip(cell.source)}”.",
            Span(0, len(cell.source)),
            Span(0, len(cell.target)),
        )


def copy(cell: Cell, _: Context) -> Iterator[Hit]:
    """The target is the source again, and it is not only names, numbers and addresses."""
    if not cell.target.strip() or _squeezed(cell.source) != _squeezed(cell.target):
        return
    if len(_LOWER_WORD.findall(cell.source)) >= 2:
        yield Hit(
            f"“{clip(cell.target)}” is left as in the source.",
            Span(0, len(cell.source)),
            Span(0, len(cell.target)),
        )


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())

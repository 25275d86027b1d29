"""Checks of words that are not the translator's to choose: glossary terms and what must stay as it is."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.checks.base import Cell, Context, Hit
from workbench.model import Severity, Span

__all__ = ["do_not_translate"]

_PROTECTED = regex.compile(
    r"(?P<address>https?://[^\s<>\"»”)]+|www\.[^\s<>\"»”)]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+\w)"
    r"|(?P<handle>(?<![\w@])@\w{2,})"
    r"|(?P<tag>(?<![\w#&])#\p{L}\w{2,})"
    r"|(?P<number>(?<![\w/])\p{Lu}{1,4}/\p{Lu}{2,6}/[\p{N}/]+\w?)"
)
_KIND = {
    "address": "address",
    "mail": "e-mail address",
    "handle": "handle",
    "tag": "tag",
    "number": "document number",
}


def do_not_translate(cell: Cell, _: Context) -> Iterator[Hit]:
    """An address, e-mail, @handle or document number is changed or missing; a #tag is a warning."""
    if not cell.target:
        return
    for match in _PROTECTED.finditer(cell.source):
        text = match.group().rstrip(".,;:!?")
        kind = match.lastgroup or ""
        if text in cell.target:
            continue
        yield Hit(
            f"The {_KIND[kind]} “{text}” is changed or missing.",
            Span(match.start(), match.start() + len(text)),
            severity=Severity.WARNING if kind == "tag" else None,
            evidence=(("protected", text),),
        )

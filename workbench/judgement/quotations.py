"""Quotation marks, row by row: one that lost its partner, or that the source has and the rendering has not.

The checks look at the whole text, so that a quotation may run on over rows, and are sure. For the order of rows it
is enough that a row's marks do not stand as its own source's do.
"""

from __future__ import annotations

from workbench.checks.marks import Mark, quoting
from workbench.comparison.doubt import Sign
from workbench.model import Span

__all__ = ["quotation_part"]

_LONE, _LONE_AND_FEWER, _GONE = 0.65, 0.95, 0.65
"""Probability of a lost mark where one row in ten lost one: a mark alone in the rendering only, the same where the
source has more whole quotations, a lone mark of the source that is gone. NTREX-128, rows 1–300, six languages: in
0.6, 0.4 and 0.9 of 100 rows as published, in 9, 71 and 17 of those with a mark taken out."""
_SINGLE = "'‘’"
"""Too often an apostrophe."""


def quotation_part(
    source: str, target: str, langs: tuple[str | None, str | None]
) -> tuple[float, tuple[Sign, ...]]:
    """Probability that a quotation mark was lost, and which says so.

    Args:
        source, target: the two texts of a row.
        langs: their languages.

    >>> quotation_part("“Go,” he said.", "«Йди, сказав він.", ("en", "uk"))[0]
    0.95
    >>> quotation_part("“Go, he said.", "«Йди, сказав він.", ("en", "uk"))[0]
    0.0
    """
    left, right = quoting(source, langs[0]), quoting(target, langs[1])
    if not left.alone and not right.alone:
        return 0.0, ()
    edge = _at_the_edge(source)
    for opens in (True, False):
        theirs, own = _lone(left.alone, opens), _lone(right.alone, opens)
        if len(own) > len(theirs) + (edge is opens):
            fewer = len(right.pairs) < len(left.pairs)
            value = _LONE_AND_FEWER if fewer else _LONE
            said = f"{own[0].char} has no partner, unlike in the source"
            return value, (Sign("quotations", value, said, target=_place(own[0])),)
    for opens in (True, False):
        theirs, own = _lone(left.alone, opens), _lone(right.alone, opens)
        if len(theirs) > len(own) and len(right.pairs) <= len(left.pairs):
            said = f"{theirs[0].char} is not in the rendering"
            return _GONE, (Sign("quotations", _GONE, said, source=_place(theirs[0])),)
    return 0.0, ()


def _lone(marks: tuple[Mark, ...], opens: bool) -> list[Mark]:
    return [mark for mark in marks if mark.opens is opens and mark.char not in _SINGLE]


def _place(mark: Mark) -> Span:
    return Span(mark.at, mark.at + 1)


def _at_the_edge(text: str) -> bool | None:
    """A lone single mark is told from an apostrophe only at the ends of a text: True if one opens and none closes,
    False the other way round, None otherwise."""
    starts, ends = text.lstrip()[:1] in _SINGLE, text.rstrip(" .,!?")[-1:] in _SINGLE
    return None if starts == ends or not text.strip() else starts

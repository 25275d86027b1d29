"""Quotation marks, row by row: one that lost its partner, or that the source has and the rendering has not.

The checks look at the whole text, so that a quotation may run on over rows, and are sure. For the order of rows it
is enough that a row's marks do not stand as its own source's do.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.checks.marks import Mark, quoting
from workbench.comparison.doubt import Sign
from workbench.model import Span

__all__ = ["quotation_part", "quotation_parts"]

_LONE, _LONE_AND_FEWER, _GONE = 0.65, 0.95, 0.65
"""Probability of a lost mark where one row in ten lost one: a mark alone in the rendering only, the same where the
source has more whole quotations, a lone mark of the source that is gone. NTREX-128, rows 1–300, six languages: in
0.6, 0.4 and 0.9 of 100 rows as published, in 9, 71 and 17 of those with a mark taken out."""
_RUNS_ON, _FARTHEST = 0.1, 5
"""Probability of the same where a row not farther away than so many has the partner."""
_SINGLE = "'‘’"
"""Too often an apostrophe."""


def quotation_parts(
    source: Sequence[str], cells: Sequence[str], langs: tuple[str | None, str | None]
) -> tuple[list[float], list[tuple[Sign, ...]]]:
    """:func:`quotation_part` row by row; empty cells say nothing.

    What a row opens and a later one closes runs on over both, as the translator cut it otherwise than the source.

    >>> source, cells = ["“I go,” he said.", "“I stay.”"], ["«Я йду, — сказав він. —", "Я лишаюся»."]
    >>> quotation_parts(source, cells, ("en", "uk"))[0]
    [0.1, 0.1]
    """
    runs_on = _running_on(cells, langs[1])
    found = [
        quotation_part(text, cell, langs, runs_on=row in runs_on)
        if text.strip() and cell.strip()
        else (0.0, ())
        for row, (text, cell) in enumerate(zip(source, cells, strict=True))
    ]
    return [value for value, _ in found], [signs for _, signs in found]


def _running_on(cells: Sequence[str], lang: str | None) -> set[int]:
    """Rows that open a quotation which a later row closes, and those that close it."""
    rows: set[int] = set()
    opened: int | None = None
    for row, cell in enumerate(cells):
        alone = [mark for mark in quoting(cell, lang).alone if mark.char not in _SINGLE]
        if not alone:
            continue
        if opened is not None and row - opened <= _FARTHEST and not alone[0].opens:
            rows |= {opened, row}
        opened = row if alone[-1].opens else None
    return rows


def quotation_part(
    source: str, target: str, langs: tuple[str | None, str | None], *, runs_on: bool = False
) -> tuple[float, tuple[Sign, ...]]:
    """Probability that a quotation mark was lost, and which says so.

    Args:
        source, target: the two texts of a row.
        langs: their languages.
        runs_on: another row has the partner of the rendering's lone mark.

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
            value = _RUNS_ON if runs_on else _LONE_AND_FEWER if fewer else _LONE
            said = f"{own[0].char} has no partner, unlike in the source"
            return value, () if runs_on else (Sign("quotations", value, said, target=_place(own[0])),)
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

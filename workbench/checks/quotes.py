"""Checks of quotation marks: are they paired, of the target language's kind, and as many as in the source."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.checks.base import Column, Context, Hit, Spot, clip
from workbench.checks.marks import PARTNERS, Mark, quoting
from workbench.model import Span

__all__ = ["quotes_pair"]


def quotes_pair(column: Column, _: Context) -> Iterator[Spot]:
    """A mark without its partner, unless the quotation runs on over rows or the source lacks it too."""
    left = [
        (cell, mark)
        for cell in column.cells
        for mark in quoting(cell.target, column.target_lang).alone
        if mark.char not in "'‘’"  # too often an apostrophe
    ]
    running = _running([(cell.row, mark) for cell, mark in left])
    for cell, mark in left:
        if (cell.row, mark) in running:
            continue
        if any(mark.opens == other.opens for other in quoting(cell.source, column.source_lang).alone):
            continue
        if _lone_single(cell.source) == mark.opens:
            continue
        yield (
            cell.row,
            Hit(
                f"{mark.char} {'is never closed' if mark.opens else 'was never opened'}"
                f" in “{clip(cell.target[max(0, mark.at - 20) : mark.at + 25], 45)}”.",
                target=Span(mark.at, mark.at + 1),
                evidence=(("mark", mark.char),),
            ),
        )


def _lone_single(text: str) -> bool | None:
    """Single marks are told from apostrophes only at the ends of a text: True if one opens and none
    closes, False the other way round, None otherwise."""
    starts, ends = text.lstrip()[:1] in "'‘", text.rstrip(" .,!?")[-1:] in "'’"
    return None if starts == ends or not text.strip() else starts


def _running(left: list[tuple[int, Mark]]) -> set[tuple[int, Mark]]:
    """The lone marks that make quotations over several rows: an opener, then its closer, at most 40 rows on.

    The opener may be repeated where each paragraph of the quotation begins.
    """
    found: set[tuple[int, Mark]] = set()
    waiting: list[tuple[int, Mark]] = []
    for row, mark in left:
        waiting = [item for item in waiting if row - item[0] <= 40]
        if mark.opens:
            waiting.append((row, mark))
            continue
        fitting = [item for item in waiting if mark.char in PARTNERS[item[1].char] and item[0] < row]
        if fitting:
            found.update(fitting)
            found.add((row, mark))
            waiting = [item for item in waiting if item not in fitting]
    return found

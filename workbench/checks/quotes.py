"""Checks of quotation marks: are they paired, of the target language's kind, and as many as in the source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from workbench.checks.base import Cell, Column, Context, Hit, Spot, clip, known_language
from workbench.checks.marks import PARTNERS, Mark, Pair, quoting
from workbench.model import Severity, Span
from workbench.words import words

__all__ = ["quote_content", "quotes_pair", "quotes_style"]


def quotes_pair(column: Column, _: Context) -> Iterator[Spot]:
    """A mark without its partner, unless the quotation runs on over rows or the source lacks it too.

    A straight mark does not say which way it faces, so a lone one is only a warning; so is one that could
    belong to another some rows away.
    """
    left = [
        (cell, mark)
        for cell in column.cells
        for mark in quoting(cell.target, column.target_lang).alone
        if mark.char not in "'‘’"  # too often an apostrophe
    ]
    whole = {
        (cell.row, pair.open.char)
        for cell in column.cells
        for pair in quoting(cell.target, column.target_lang).pairs
        if pair.depth == 0
    }
    lone = [(cell.row, mark) for cell, mark in left]
    running, perhaps = _running(lone, whole), _running(lone, set()) | _paragraphs(left)
    wrong: dict[int, tuple[Cell, list[Mark]]] = {}
    for cell, mark in left:
        if (cell.row, mark) not in running and not _source_lacks_too(cell, mark, column.source_lang):
            wrong.setdefault(cell.row, (cell, []))[1].append(mark)
    for row, (cell, marks) in wrong.items():
        mark = marks[0]
        more = f", and {len(marks) - 1} more in this row" if len(marks) > 1 else ""
        place = clip(cell.target[max(0, mark.at - 20) : mark.at + 25], 45)
        yield (
            row,
            Hit(
                f"{mark.char} {'is never closed' if mark.opens else 'was never opened'} in “{place}”{more}.",
                target=Span(mark.at, mark.at + 1),
                severity=None
                if any(m.char != '"' and (row, m) not in perhaps for m in marks)
                else Severity.WARNING,
                evidence=(("mark", mark.char), ("marks", str(len(marks)))),
            ),
        )


def _paragraphs(left: list[tuple[Cell, Mark]]) -> set[tuple[int, Mark]]:
    """Openers that begin several rows near one another: of a long quotation each paragraph may begin with one."""
    first = [(cell.row, mark) for cell, mark in left if mark.opens and not cell.target[: mark.at].strip()]
    near = pairwise(first)
    return {spot for a, b in near if b[0] - a[0] <= _NEAR and a[1].char == b[1].char for spot in (a, b)}


_NEAR = 12
"""Rows from one paragraph of a quotation to the next."""


def _source_lacks_too(cell: Cell, mark: Mark, lang: str | None) -> bool:
    alone = quoting(cell.source, lang).alone
    return any(mark.opens == other.opens for other in alone) or _lone_single(cell.source) == mark.opens


def _lone_single(text: str) -> bool | None:
    """Single marks are told from apostrophes only at the ends of a text: True if one opens and none
    closes, False the other way round, None otherwise."""
    starts, ends = text.lstrip()[:1] in "'‘", text.rstrip(" .,!?")[-1:] in "'’"
    return None if starts == ends or not text.strip() else starts


def _running(left: list[tuple[int, Mark]], whole: set[tuple[int, str]]) -> set[tuple[int, Mark]]:
    """The lone marks that make quotations over several rows: an opener, then its closer, at most 40 rows on.

    The opener may be repeated where each paragraph of the quotation begins. A whole quotation with the same
    mark in between (`whole`: rows and marks) shows that the first one was not running on, unless it closes
    within four rows: «Так, — сказав він. — …».
    """
    found: set[tuple[int, Mark]] = set()
    waiting: list[tuple[int, Mark]] = []
    for row, mark in left:
        waiting = [
            (start, opener)
            for start, opener in waiting
            if row - start <= 4
            or (row - start <= 40 and not any((n, opener.char) in whole for n in range(start + 1, row)))
        ]
        if mark.opens:
            waiting.append((row, mark))
            continue
        fitting = [item for item in waiting if mark.char in PARTNERS[item[1].char] and item[0] < row]
        if fitting:
            found.update(fitting)
            found.add((row, mark))
            waiting = [item for item in waiting if item not in fitting]
    return found


# --- the target language's own marks ----------------------------------------------------------------


def quotes_style(column: Column, _: Context) -> Iterator[Spot]:
    """Marks that the target language does not use, or two styles in one text.

    A style used throughout is one finding at its first place, with the number of places.
    """
    row = known_language(column.target_lang)
    if row is None:
        return
    places: dict[str, list[tuple[Cell, Span]]] = {}
    outer: dict[str, list[tuple[Cell, Span]]] = {}
    for cell in column.cells:
        for pair in quoting(cell.target, column.target_lang).pairs:
            style = pair.open.char + pair.close.char
            if pair.open.char not in '"«»„“”「『‹':
                continue
            own_style = (pair.open.char, pair.close.char) in row.quotes
            if own_style and pair.depth:
                continue  # inner marks differ from the outer ones, as they should
            kind = outer if own_style else places
            kind.setdefault(style, []).append((cell, Span(pair.open.at, pair.close.at + 1)))
    yield from _mixed(outer)
    own = "".join(row.main_quotes)
    for style, found in places.items():
        cell, span = found[0]
        more = f", and {len(found) - 1} more times" if len(found) > 1 else ""
        yield (
            cell.row,
            Hit(
                f"{style[0]}…{style[1]} is not how {row.name} quotes ({own[0]}…{own[1]}){more}.",
                target=span,
                evidence=(("style", style), ("places", str(len(found)))),
            ),
        )


def _mixed(outer: dict[str, list[tuple[Cell, Span]]]) -> Iterator[Spot]:
    """Two styles that the language has, side by side in one text; for information, where the rarer begins."""
    usual = max(outer, key=lambda style: len(outer[style]), default="")
    for style, found in outer.items():
        if style == usual or len(outer[usual]) < 2:
            continue
        cell, span = found[0]
        often = "once" if len(found) == 1 else f"{len(found)} times"
        yield (
            cell.row,
            Hit(
                f"{style[0]}…{style[1]} {often}, elsewhere {usual[0]}…{usual[1]}.",
                target=span,
                severity=Severity.INFO,
                evidence=(("style", style), ("places", str(len(found)))),
            ),
        )


# --- as many quotations as in the source -----------------------------------------------------------


def quote_content(cell: Cell, context: Context) -> Iterator[Hit]:
    """A quotation of the source is no quotation in the target, or lost half of its words."""
    if not cell.source or not cell.target:
        return
    least = int(context.thresholds["words"])
    left, right = quoting(cell.source, cell.source_lang), quoting(cell.target, cell.target_lang)
    source = [p for p in left.pairs if _words_inside(cell.source, p) >= least and p.open.char not in "'‘’"]
    if not source or left.alone or right.alone:
        return
    target = [pair for pair in right.pairs if pair.depth == 0]
    if not target:
        if _DIALOGUE.search(cell.target):
            return
        span = Span(source[0].open.at, source[0].close.at + 1)
        yield Hit(
            f"The quotation {clip(span.of(cell.source))} is not quoted in the rendering.",
            span,
            severity=Severity.INFO if _is_title(span.of(cell.source)) else None,
            evidence=(("source", str(len(source))), ("target", "0")),
        )
    outer = [pair for pair in left.pairs if pair.depth == 0]
    if len(outer) == len(target) == 1 and outer[0] in source:
        yield from _share(cell, outer[0], target[0])


def _is_title(text: str) -> bool:
    """A name or title, which not every language puts in marks: "Republic of North Macedonia"."""
    found = [word.text for word in words(text) if len(word.text) > 3 and word.text.isalpha()]
    return all(word[0].isupper() for word in found)


_DIALOGUE = regex.compile(r"^\s*[—–-]|[—–]|:\s")


def _words_inside(text: str, pair: Pair) -> int:
    return len(words(text[pair.open.at + 1 : pair.close.at]))


_MOVED = 0.67
"""A quotation that kept more of its length has kept its words: the rest of the sentence was told at length."""


def _share(cell: Cell, left: Pair, right: Pair) -> Iterator[Hit]:
    """One quotation on each side: words must not have moved in or out of the marks."""
    source, target = Span(left.open.at, left.close.at + 1), Span(right.open.at, right.close.at + 1)
    before, after = len(source) / len(cell.source), len(target) / len(cell.target)
    grown = len(target) / len(source)
    if abs(before - after) <= 0.5 * max(before, after) or abs(before - after) <= 0.2:
        return
    if grown < _MOVED if after < before else grown > 1 / _MOVED:
        yield Hit(
            f"The quotation is {before:.0%} of the source sentence and {after:.0%} of the rendering: "
            f"words moved {'out of' if after < before else 'into'} the marks.",
            source,
            target,
            evidence=(("source", f"{before:.2f}"), ("target", f"{after:.2f}")),
        )

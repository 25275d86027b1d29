"""LanguageTool's segmentation rules (SRX), run by choppa.

The rules file lies in choppa's package and is under LGPL-2.1 (see docs/licences.md). choppa gives
strings whose concatenation is its input, so offsets are a running sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from workbench.segmentation.patterns import TERMINATORS

if TYPE_CHECKING:
    from choppa import SrxDocument

__all__ = ["cuts"]


_MARK = regex.compile(f"[{regex.escape(TERMINATORS)};:\u037e]")
_TOO_SLOW = 3
"""Unbounded repeats in the look-behind of an exception from which on it is left out. Only the rules for
brackets around three or more sentences (English, Catalan) have so many; trying all ways to lay them over a
text without brackets takes 15 ms at every full stop, and 7,000 initials two minutes."""


@lru_cache(maxsize=1)
def _rules() -> SrxDocument:
    from choppa import DEFAULT_SRX_RULESET, SrxDocument

    document = SrxDocument(ruleset=DEFAULT_SRX_RULESET)
    for group in {id(each.language_rule): each.language_rule for each in document.language_map_list}.values():
        group.rules = [
            rule for rule in group.rules if rule.is_break or rule.before_pattern.count("*?") < _TOO_SLOW
        ]
    return document


def cuts(line: str, code: str) -> Iterator[tuple[int, int]]:
    """Spans that cover `line`, one a sentence, white space behind it included.

    Args:
        line: text without line breaks.
        code: :attr:`workbench.languages.Language.choppa`; any other code would split nothing at all.
    """
    from choppa import SrxTextIterator

    if not _MARK.search(
        line, 0, max(0, len(line) - 1)
    ):  # headings, list items, subtitles: most lines have none
        if line:
            yield 0, len(line)
        return
    at = 0
    for piece in SrxTextIterator(_rules(), f"{code}_two", line):  # _two: only blank lines break by themselves
        yield at, at + len(piece)
        at += len(piece)

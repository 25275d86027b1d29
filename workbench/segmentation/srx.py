"""LanguageTool's segmentation rules (SRX), run by choppa.

The rules file lies in choppa's package and is under LGPL-2.1 (see docs/licences.md). choppa gives
strings whose concatenation is its input, so offsets are a running sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from choppa import SrxDocument

__all__ = ["cuts"]


@lru_cache(maxsize=1)
def _rules() -> SrxDocument:
    from choppa import DEFAULT_SRX_RULESET, SrxDocument

    return SrxDocument(ruleset=DEFAULT_SRX_RULESET)


def cuts(line: str, code: str) -> Iterator[tuple[int, int]]:
    """Spans that cover `line`, one a sentence, white space behind it included.

    Args:
        line: text without line breaks.
        code: :attr:`workbench.languages.Language.choppa`; any other code would split nothing at all.
    """
    from choppa import SrxTextIterator

    at = 0
    for piece in SrxTextIterator(_rules(), f"{code}_two", line):  # _two: only blank lines break by themselves
        yield at, at + len(piece)
        at += len(piece)

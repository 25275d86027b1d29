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

__all__ = ["cuts", "knows"]

_LANGUAGES = frozenset(
    "ar be br ca da de el en eo es fa fr ga gl is it ja nl pl pt ro ru sk sl sr sv ta uk zh".split()
)
"""Languages with rules of their own. Any other code falls to rules that split nothing at all."""


def knows(lang: str) -> bool:
    """True if the file has rules made for `lang` (``zh-cn`` counts as ``zh``)."""
    return lang.split("-")[0] in _LANGUAGES


@lru_cache(maxsize=1)
def _rules() -> SrxDocument:
    from choppa import DEFAULT_SRX_RULESET, SrxDocument

    return SrxDocument(ruleset=DEFAULT_SRX_RULESET)


def cuts(line: str, lang: str) -> Iterator[tuple[int, int]]:
    """Spans that cover `line`, one a sentence, white space behind it included."""
    from choppa import SrxTextIterator

    at = 0
    for piece in SrxTextIterator(_rules(), f"{lang.split('-')[0]}_two", line):
        yield at, at + len(piece)
        at += len(piece)

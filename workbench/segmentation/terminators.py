"""A splitter for languages without rules of their own: terminators, closers, abbreviations.

A terminator ends a sentence when white space follows (or it is one that ends nothing else, such as
``。``) and nothing speaks against it: a small letter behind it, an initial or an abbreviation before it.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.languages import Language
from workbench.segmentation.patterns import CLOSERS, TERMINATORS, WIDE, Abbreviations, abbreviations, is_small

__all__ = ["cuts"]

_NEXT = regex.compile(r"""[\s"'«»“”„‘’‚‹›(\[{¿¡—–-]*""")
_INITIAL = regex.compile(r"(?V1)(?:^|[\s(.'’\-])[\p{L}--[\p{Hangul}\p{Han}\p{Kana}\p{Hira}]]\p{M}*$")
_COUNTED = regex.compile(r"(?:\d|\b[IVXLCІХ]+)\s?\p{Ll}$")
"""``2022 г.``, ``XX в.``: a one-letter unit behind its number, which may end a sentence."""
_LETTERS = regex.compile(r"(?:^|[\s(])(?:\p{Lu}\.\s?)+\p{Lu}$")
_BACK = 40
"""How far back an abbreviation can reach, in code points."""


def cuts(line: str, language: Language | None) -> Iterator[tuple[int, int]]:
    """Spans that cover `line`, one a sentence, white space behind it included."""
    short = abbreviations(language.code if language else None)
    start = 0
    for match in _marks(language).finditer(line):
        if match.end() < len(line) and _ends_sentence(line, match, short):
            yield start, match.end()
            start = match.end()
    if start < len(line):
        yield start, len(line)


def _marks(language: Language | None) -> regex.Pattern[str]:
    """Terminators with the closers and the white space behind them."""
    marks = "".join(sorted(set(TERMINATORS + (language.terminators if language else ""))))
    return regex.compile(rf"(?P<marks>[{regex.escape(marks)}]+)[{regex.escape(CLOSERS)}]*(?P<gap>\s*)")


def _ends_sentence(line: str, match: regex.Match[str], short: Abbreviations) -> bool:
    """True if the terminator of `match` ends a sentence; text follows it."""
    marks = match["marks"]
    if not match["gap"] and not any(mark in WIDE for mark in marks):
        return False
    opening = _NEXT.match(line, match.end())
    after = line[opening.end() : opening.end() + 1] if opening else ""
    if is_small(after):
        return False
    if marks != ".":
        return True
    before = line[max(0, match.start() - _BACK) : match.start()]
    if _INITIAL.search(before) or _LETTERS.search(before):
        return bool(_COUNTED.search(before))
    if short.before_word.search(before + "."):
        return False
    return not (after.isdigit() and (before[-1:].isdigit() or short.before_digit.search(before + ".")))

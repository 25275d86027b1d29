"""Where the quotation marks of a text stand and which belongs to which.

The same character opens in one language and closes in another (“ in English and in German), so a mark's
role is told from its neighbours first and from the language second. Apostrophes, inches, feet and
years ('90s) are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from workbench.checks.base import known_language

__all__ = ["Mark", "Pair", "Quoting", "quoting"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation mark: its place, and whether it opens."""

    at: int
    char: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two marks that belong together; `depth` 0 is the outermost."""

    open: Mark
    close: Mark
    depth: int


@dataclass(frozen=True, slots=True)
class Quoting:
    """The marks of a text, paired, and those left over."""

    pairs: tuple[Pair, ...]
    alone: tuple[Mark, ...]


PARTNERS = {
    "«": "»", "»": "«»", "‹": "›", "›": "‹›", "„": "“”\"", "“": "”“", "”": "”", "‟": "”", '"': '"',
    "‘": "’‘", "‚": "‘’", "’": "’", "'": "'", "「": "」", "『": "』", "《": "》", "〈": "〉",
}  # fmt: skip
"""For each mark that can open, the marks that can close it, in any language of the table."""
_DOUBLE = '«»‹›„“”‟"「」『』《》〈〉'
_MARKS = regex.compile(f"[{regex.escape(_DOUBLE)}‘’‚']")
_BEFORE_OPEN = frozenset(" \t\n\u00a0\u202f\u2009([{—–-/‑¿¡«„“‘‚\"'「『")
_AFTER_CLOSE = frozenset(" \t\n\u00a0\u202f\u2009)]}—–-/.,;:!?…»“”’\"'」』。，、！？：；")
_ONE_WAY = {**dict.fromkeys("„‚‟「『《〈", True), **dict.fromkeys("」』》〉", False)}
"""Marks that open, or close, in every language."""


@lru_cache(maxsize=16384)
def quoting(text: str, lang: str | None) -> Quoting:
    """Pair up the quotation marks of `text`.

    >>> [(p.open.at, p.close.at) for p in quoting("“I don’t ‘know’,” she said.", "en").pairs]
    [(9, 14), (0, 16)]
    """
    if _MARKS.search(text) is None:
        return Quoting((), ())
    stack: list[Mark] = []
    pairs: list[Pair] = []
    alone: list[Mark] = []
    for match in _MARKS.finditer(text):
        at, char = match.start(), match.group()
        opens = _opens(text, at, char, lang, stack)
        if opens is None:
            continue
        mark = Mark(at, char, opens)
        if opens:
            stack.append(mark)
            continue
        place = next((i for i in range(len(stack) - 1, -1, -1) if char in PARTNERS[stack[i].char]), None)
        if place is None:
            if char not in "’'":
                alone.append(mark)
            continue
        alone += stack[place + 1 :]
        pairs.append(Pair(stack[place], mark, place))
        del stack[place:]
    closed_with_inner = {(pair.open.char, pair.depth) for pair in pairs if pair.close.char == "»"}
    alone += [
        left for depth, left in enumerate(stack) if (left.char, depth + 1) not in closed_with_inner
    ]  # «a «b» closes both: the second » is not written (Milchin, Spravochnik izdatelja)
    return Quoting(tuple(pairs), tuple(sorted(alone, key=lambda mark: mark.at)))


def _opens(text: str, at: int, char: str, lang: str | None, stack: list[Mark]) -> bool | None:
    """True if the mark opens, False if it closes, None if it is no quotation mark here."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if char in "'’" and _is_apostrophe(char, before, after, stack):
        return None
    if char in "'\"" and before.isdigit() and not any(mark.char == char for mark in stack):
        return None  # feet and inches
    if char in _ONE_WAY:
        return _ONE_WAY[char]
    row = known_language(lang)
    if char in "«»" and row is not None and row.quote_space and row.main_quotes == ("«", "»"):
        return char == "«"  # the space inside the marks hides which way they face
    if char == "«" and after.isspace() and before in _BEFORE_OPEN:
        return True  # set off as in French, in another language
    if char == "»" and before.isspace() and any(mark.char == "«" for mark in stack):
        return False
    could_open = before in _BEFORE_OPEN and not after.isspace()
    could_close = after in _AFTER_CLOSE and not before.isspace()
    if could_open != could_close:
        return could_open
    return _by_language(char, lang, stack)


def _is_apostrophe(char: str, before: str, after: str, stack: list[Mark]) -> bool:
    if (before.isalnum() and after.isalnum()) or (char == "’" and after.isdigit()):
        return True  # don’t, ’90s
    if any(mark.char in "‘'‚’" for mark in stack):
        return False
    return char == "’" or before.isalnum() or after.isspace()  # a closing mark that nothing opened


def _by_language(char: str, lang: str | None, stack: list[Mark]) -> bool:
    """The neighbours do not tell: what does the language do with this mark, and is one open?"""
    if any(char in PARTNERS[mark.char] for mark in stack):
        return False
    row = known_language(lang)
    if row is not None:
        openers = {opening for opening, _ in row.quotes}
        closers = {closing for _, closing in row.quotes}
        if (char in openers) != (char in closers):
            return char in openers
    return char in "«“‘\"'"

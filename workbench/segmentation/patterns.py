"""Character classes and the table of abbreviations, which splitter and repairs share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex

from workbench.languages import SCRIPTS

__all__ = ["CLOSERS", "OPENERS", "TERMINATORS", "WIDE", "Abbreviations", "abbreviations", "is_small"]

WIDE = "。！？｡।॥෴።፧។៕။۔։"
"""Terminators that need no white space behind them and end nothing but a sentence."""

TERMINATORS = "".join(
    sorted(
        {mark for script in SCRIPTS.values() for mark in script.terminators} - set(":;ฯ\u037e") | set(WIDE)
    )
)
"""Terminators of all scripts, without the Armenian, Greek and Thai ones that are something else elsewhere."""

OPENERS = "«“„‟‘‚‹「『《〈([{（【"
CLOSERS = "\"'»”“’›」』》〉)]}）】"
"""Marks that may stand between a terminator and the end of its sentence. Some are openers elsewhere."""

_CAPITALISED = r"""[«“„"(]?(?![IVXLІХ]+\s)\p{Lu}(?:[\p{L}\p{M}’'ʼ]+(?!\p{L}*\.)|(?=\s))"""
"""A capitalised word that is neither an abbreviation itself nor a Roman numeral."""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What the table says about one language, as patterns; see the head of ``abbreviations.toml``.

    Attributes:
        before_word: matches where a text ends in an abbreviation that never ends a sentence.
        before_digit: the same for one that ends no sentence when a number follows.
        last: finds abbreviations that end a sentence when a capitalised word follows; None for none.
        inside: finds phrases that hold no boundary; None for none.
        after_quote: matches what goes on with the sentence behind a finished quotation; None for none.
        numbers_apart: the number of a clause is a segment by itself.
    """

    before_word: regex.Pattern[str]
    before_digit: regex.Pattern[str]
    last: regex.Pattern[str] | None
    inside: regex.Pattern[str] | None
    after_quote: regex.Pattern[str] | None
    numbers_apart: bool


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("workbench.segmentation").joinpath("abbreviations.toml").read_text("utf-8"))


@lru_cache
def abbreviations(lang: str | None) -> Abbreviations:
    """The abbreviations of `lang` with those that every language has."""
    common, own = _table()["und"], _table().get(lang or "und", {})
    last, inside, after_quote = own.get("last"), own.get("inside"), own.get("after_quote")
    return Abbreviations(
        before_word=_at_end([*common["before_word"], *own.get("before_word", ())]),
        before_digit=_at_end([*common["before_digit"], *own.get("before_digit", ())]),
        last=regex.compile(rf"(?:{'|'.join(last)})(?=\s+{_CAPITALISED})") if last else None,
        inside=regex.compile("|".join(inside)) if inside else None,
        after_quote=regex.compile(after_quote, regex.VERBOSE) if after_quote else None,
        numbers_apart=own.get("numbers_apart", False),
    )


def _at_end(words: list[str]) -> regex.Pattern[str]:
    """Matches a text that ends in one of `words` and a dot."""
    choices = "|".join(sorted({_spelling(word) for word in words}, key=len, reverse=True))
    return regex.compile(rf"""(?:^|[\s(\[«“„"'’/–—-])(?:{choices})\.$""")


def _spelling(word: str) -> str:
    """A pattern for `word`: a small first letter may also be a capital, ``*`` is any word's beginning."""
    if word[0] == "*":
        return r"\p{L}*" + regex.escape(word[1:])
    first, rest = regex.escape(word[0]), regex.escape(word[1:])
    return f"[{first}{word[0].upper()}]{rest}" if word[0].islower() else first + rest


def is_small(text: str) -> bool:
    """True if `text` begins with a small letter of a script that has capitals.

    Georgian letters count as small in Unicode, but their capitals begin no sentences.
    """
    return text[:1].islower() and not "\u10d0" <= text[0] <= "\u10ff"

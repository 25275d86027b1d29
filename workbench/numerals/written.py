"""Numbers in words: added up and multiplied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from workbench.model import Span
from workbench.numerals.grammar import Grammar, Word
from workbench.numerals.model import Figure, FigureKind

__all__ = ["written"]

Matches = Sequence[regex.Match[str]]


def written(text: str, matches: Matches, i: int, grammar: Grammar) -> tuple[Figure, int]:
    """The number that begins with the word at match `i`, and the first match after it."""
    first, end = i, matches[i].start()
    adder = _Adder()
    while i < len(matches) and not adder.closed:
        match = matches[i]
        if i > first and text[end : match.start()].strip(" \u00a0\u202f-"):
            break
        if i > first and match.group() in grammar.ignore:  # "and", "y": only before another number word
            follower = grammar.words.get(matches[i + 1].group()) if i + 1 < len(matches) else None
            if follower is None or follower.role != "cardinal" or follower.value >= adder.room:
                break
        else:
            word = grammar.words.get(match.group())
            if word is None or not adder.takes(word, match.group(), begins=i == first):
                break
            if not adder.is_article(word):
                adder.add(word, match.group())
        end = match.end()
        i += 1
    if i > first + 1 and matches[i - 1].group() in grammar.ignore:
        i -= 1
        end = matches[i - 1].end()
    loose = adder.loose or adder.value == 1  # "one" is a pronoun or an article more often than a number
    span = Span(matches[first].start(), end)
    return Figure(span, "", FigureKind.NUMBER, (adder.value,), written=True, loose=loose), max(i, first + 1)


@dataclass(slots=True)
class _Adder:
    """Adds number words from the left.

    Attributes:
        total: what is multiplied by a thousand or more already.
        current: what is being added up below that.
        room: the next word must be smaller than this to be added.
        loose: no word so far demands a number.
        ordinal: the last word was an ordinal; only another may follow ("trzydziesty czwarty").
        closed: nothing may follow.
    """

    total: Decimal = Decimal(0)
    current: Decimal = Decimal(0)
    room: Decimal = Decimal(10) ** 18
    loose: bool = True
    ordinal: bool = False
    closed: bool = False

    @property
    def value(self) -> Decimal:
        """The number so far."""
        return self.total + self.current

    def takes(self, word: Word, form: str, *, begins: bool) -> bool:
        """True if `word` continues the number; any but an abbreviation begins one."""
        if begins:
            return word.role != "abbreviated"
        if self.is_fraction:
            return word.role == "scale" or self.is_article(word)
        if word.role in ("abbreviated", "loose"):
            return False
        if word.role == "scale":
            return self.current > 0
        if self._is_four_times_twenty(word, form):
            return True
        return 0 < word.value < self.room and (not self.ordinal or word.role == "ordinal")

    @property
    def is_fraction(self) -> bool:
        """A half, or one and a half in one word, so far; only what it is the half of may follow."""
        return self.value % 1 != 0

    def is_article(self, word: Word) -> bool:
        """The "a" of "half a million"."""
        return self.is_fraction and word.role == "loose" and word.value == 1

    def add(self, word: Word, form: str) -> None:
        """Add a word that :meth:`takes` allows."""
        if word.role == "scale":
            self._multiply(word.value)
        elif self._is_four_times_twenty(word, form):
            self.current, self.room = self.current + 76, Decimal(20)
        else:
            self.current += word.value
            self.room = _room(word.value, form)
        self.loose = self.loose and word.role not in ("cardinal", "scale")
        self.ordinal = word.role == "ordinal"
        self.closed = (word.role == "loose" and not self.is_fraction) or (self.ordinal and self.room == 0)

    def _multiply(self, by: Decimal) -> None:
        multiplied = (self.current or Decimal(1)) * by
        if by == 100:
            self.current, self.room = multiplied, Decimal(100)
        else:
            self.total, self.current, self.room = self.total + multiplied, Decimal(0), by

    def _is_four_times_twenty(self, word: Word, form: str) -> bool:
        """French quatre-vingt, alone or behind hundreds."""
        return self.current % 100 == 4 and word.value == 20 and form.startswith("vingt")


def _room(value: Decimal, form: str) -> Decimal:
    """What may be added after `value`: units after tens, tens after hundreds, nothing after units.

    After French soixante and quatre-vingt(s) come numbers up to 19.
    """
    if form in ("soixante", "vingt", "vingts") and value in (60, 80):
        return Decimal(20)
    if value >= 100 and value % 100 == 0:
        return Decimal(100)
    if value >= 20 and value % 10 == 0:
        return Decimal(10)
    return Decimal(10) if form == "dix" else Decimal(0)

"""Numbers, dates, times and sums of money in a text, as values with their places.

Two texts say the same number when the *values* are equal, however they are written: ``1,234.5`` in
English is ``1 234,5`` in Ukrainian, ``24 February`` is ``24.02``, ``five million`` is ``5 млн``.
Separators and month names come from CLDR through Babel; numbers in words and inflected month names
from ``numerals.toml`` beside this file, a table per language. A language without a table still gets
its digits read.

A figure may have several readings ("1,234" is 1234 in English, but may be 1.234); the likeliest by
the language's own conventions comes first. Whoever compares decides how much latitude to allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import regex

from workbench.model import Span
from workbench.numerals.clock import dates, half_hours, tells_half_of_day, times
from workbench.numerals.digits import and_a_half, digits, percent_end
from workbench.numerals.grammar import (
    Grammar,
    Separators,
    expand,
    grammar_of,
    number_prefixes,
    reads_words,
    separators,
)
from workbench.numerals.model import Figure, FigureKind
from workbench.numerals.units import names_unit
from workbench.numerals.written import written
from workbench.words import fold

__all__ = [
    "Figure",
    "FigureKind",
    "Separators",
    "expand",
    "figures",
    "names_unit",
    "number_prefixes",
    "reads_words",
    "separators",
    "tells_half_of_day",
]

_SPACE = r"[ \u00a0\u202f\u2009]"
_NUMBER = regex.compile(
    rf"""
      (?P<number>(?<!\p{{Nd}})\p{{Nd}}{{1,3}}(?:(?P<gap>{_SPACE})\p{{Nd}}{{3}})(?:(?P=gap)\p{{Nd}}{{3}})*(?!\p{{Nd}})(?:[.,٫]\p{{Nd}}+)?
        |\p{{Nd}}+(?:[.,'٫٬]\p{{Nd}}+)*)
    | (?P<word>(?!))
    """,
    regex.VERBOSE,
)
_WORD = regex.compile(r"(?P<number>(?!))|(?P<word>[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*)")
_PLAIN_WORD: Any = re.compile(r"(?P<number>(?!))|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)")
"""The same for text without combining marks and without numbers that are no digits, several times faster."""
_OTHER_THAN_PLAIN = regex.compile(r"[\p{M}\p{No}\p{Nl}]")
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=65536)
def figures(text: str, lang: str | None) -> tuple[Figure, ...]:
    """All figures of `text`, in order and without overlap.

    Args:
        text: any text; spans are code points of it.
        lang: language code, or None: then full stop is taken for the decimal separator.

    >>> [(f.text, str(f.value), f.kind.value) for f in figures("On May 3, 2022 we paid $1.5 million", "en")]
    [('May 3, 2022', '3', 'date'), ('$1.5 million', '1500000.0', 'money')]
    """
    grammar = grammar_of(lang)
    folded = fold(text)
    if _has_none(folded.text, grammar):
        return ()
    found = sorted(_scan(folded.text, grammar), key=lambda figure: figure.span.start)
    placed = []
    for figure in found:
        span = folded.back(figure.span.start, figure.span.end)
        placed.append(replace(figure, span=span, text=span.of(text)))
    return tuple(placed)


def _has_none(text: str, grammar: Grammar) -> bool:
    """True if folded text has no digit and no number word, as most sentences; marks may join, so those it
    leaves to :func:`_scan`."""
    return (
        _DIGIT_OR_MARK.search(text) is None
        and grammar.words.keys().isdisjoint(_LETTERS.findall(text))
        and (grammar.joined is None or not grammar.joined.stands_in(text))
    )


_DIGIT_OR_MARK = regex.compile(r"[\p{N}\p{M}]")
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def _scan(text: str, grammar: Grammar) -> Iterator[Figure]:
    """Figures of folded text: dates and times first, then digits and words outside them."""
    taken: list[Span] = []
    for figure in (*_telephones(text), *dates(text, grammar), *half_hours(text, grammar), *times(text)):
        if not any(figure.span.overlaps(span) for span in taken):
            taken.append(figure.span)
            yield figure
    end = 0
    matches = [
        piece
        for match in _candidates(text, grammar)
        if not any(Span(*match.span()).overlaps(t) for t in taken)
        for piece in _pieces(match, text, grammar)
    ]
    i = 0
    while i < len(matches):
        match = matches[i]
        if match["number"]:
            figure, i = digits(text, matches, i, grammar, end)
        elif match["word"] in grammar.words and grammar.words[match["word"]].role != "abbreviated":
            figure, i = written(text, matches, i, grammar)
            percent = percent_end(text, figure.span.end, grammar)
            if percent is not None:
                figure = replace(figure, span=Span(figure.span.start, percent), kind=FigureKind.PERCENT)
                while i < len(matches) and matches[i].start() < percent:
                    i += 1
        else:
            i += 1
            continue
        figure, i = and_a_half(figure, text, matches, i, grammar)
        if match["number"]:
            end = figure.span.end
        yield figure


def _candidates(text: str, grammar: Grammar) -> list[regex.Match[str]]:
    """Numbers, and the words that may be part of one: others only part them, which the text between shows too."""
    words = _PLAIN_WORD if _OTHER_THAN_PLAIN.search(text) is None else _WORD
    joined = grammar.joined if grammar.joined is not None and grammar.joined.stands_in(text) else None
    known: list[regex.Match[str]] = [
        match
        for match in words.finditer(text)
        if (word := match.group()) in grammar.words
        or word in grammar.ignore
        or (joined is not None and joined.stands_in(word))
    ]
    if _DIGIT.search(text) is not None:
        known = sorted([*known, *_NUMBER.finditer(text)], key=_start)
    return known


def _start(match: regex.Match[str]) -> int:
    return match.start()


def _pieces(match: regex.Match[str], text: str, grammar: Grammar) -> Iterable[regex.Match[str]]:
    """The match, or the parts of a number in one word: zwei, hundert, fünfzig."""
    joined, word = grammar.joined, match["word"]
    if joined is None or word is None or word in grammar.words or not joined.stands_in(word):
        return (match,)
    return joined.piece.finditer(text, match.start(), match.end())


_TELEPHONE = regex.compile(r"(?<![\p{L}\p{N}])\+\p{Nd}[\p{Nd} \u00a0()/.-]{6,}\p{Nd}")
_AREA_ZERO = "(0)"
"""The zero before an area code, which falls away behind the code of a country."""


def _telephones(text: str) -> Iterator[Figure]:
    """International telephone numbers, however they are grouped (E.164: at most 15 digits)."""
    if "+" not in text:
        return
    for match in _TELEPHONE.finditer(text):
        number = "".join(filter(str.isdigit, match.group().replace(_AREA_ZERO, "")))
        if 8 <= len(number) <= 15:
            yield Figure(Span(*match.span()), "", FigureKind.NUMBER, (Decimal(number),))

"""Dates and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import regex

from workbench.model import Span
from workbench.numerals.grammar import Grammar, grammar_of
from workbench.numerals.model import Figure, FigureKind
from workbench.words import fold

__all__ = ["dates", "half_hours", "tells_half_of_day", "times"]

_CLOCK = regex.compile(
    r"(?<![\p{Nd}.,:])(?P<h>\p{Nd}{1,2})(?:(?P<sep>[:.]|\s?h\s?)(?P<m>[0-5]\p{Nd})(?![\p{Nd}:.,]\p{Nd}|\p{Nd}|\s?%))?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
)
_DIGIT = re.compile(r"\d")
_NUMERIC_DATE = regex.compile(
    r"(?<![\p{Nd}.,/:-])(?:"
    r"(?P<y>\p{Nd}{4})-(?P<m>\p{Nd}{2})-(?P<d>\p{Nd}{2})"
    r"|(?P<a>\p{Nd}{1,2})(?P<sep>[./])(?P<b>\p{Nd}{1,2})(?P=sep)(?P<c>\p{Nd}{4}|\p{Nd}{2})"
    r")(?![\p{Nd}/])"
)


def dates(text: str, grammar: Grammar) -> Iterator[Figure]:
    """Days with a month in words ("24 February") or in digits ("24.02.2022"), and months with a year."""
    if _DIGIT.search(text) is None:
        return
    if grammar.date is not None:
        for match in grammar.date.finditer(text):
            day = int(match["d"]) if match["d"] else None
            year = _year(match["y"]) if match["y"] else None
            if (day is None and year is None) or (day is not None and not 1 <= day <= 31):
                continue
            yield _date(match.span(), year, grammar.months[match["m"]], day)
    for match in _NUMERIC_DATE.finditer(text):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            first, second, year = int(match["a"]), int(match["b"]), int(match["c"])
            year = _full(year)
            month_first = second > 12 or (grammar.month_first and match["sep"] == "/" and first <= 12)
            month, day = (first, second) if month_first else (second, first)
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield _date(match.span(), year, month, day)


def _year(told: str) -> int:
    """1991, or '91."""
    return _full(int(told.lstrip("'")))


def _full(year: int) -> int:
    """A year told in two digits, with its century."""
    return year + (2000 if year < 50 else 1900 if year < 100 else 0)


def _date(span: tuple[int, int], year: int | None, month: int, day: int | None) -> Figure:
    reading = Decimal(day if day is not None else year or 0)
    return Figure(Span(*span), "", FigureKind.DATE, (reading,), day=(year, month, day))


def times(text: str) -> Iterator[Figure]:
    """Times of day, on the 24-hour clock: hours and minutes/100."""
    if _DIGIT.search(text) is None:
        return
    for match in _CLOCK.finditer(text):
        colon = match["sep"] is not None and match["sep"] != "."
        if not (match["half"] or colon):
            continue
        hour, minute = int(match["h"]), int(match["m"] or 0)
        if hour > 24:
            continue
        plain = Decimal(hour) + Decimal(minute) / 100
        readings = [plain]
        if match["half"] == "p" and hour < 12:
            readings.insert(0, plain + 12)
        elif match["half"] == "a" and hour == 12:
            readings.insert(0, plain - 12)
        yield Figure(Span(*match.span()), "", FigureKind.TIME, tuple(readings))


def tells_half_of_day(text: str, lang: str | None) -> bool | None:
    """True if something in `text` tells the evening from the morning; None where the language has no list.

    >>> tells_half_of_day("à 3 h 45 de l’après-midi", "fr"), tells_half_of_day("à 3 h 45", "fr")
    (True, False)
    """
    words = grammar_of(lang).half_of_day
    return None if words is None else words.search(fold(text).text) is not None


def half_hours(text: str, grammar: Grammar) -> Iterator[Figure]:
    """Half hours told in words, "half past seven" and "halb acht": 7.30 or 19.30, or seven and a half hours."""
    if grammar.half_hour is None:
        return
    for match in grammar.half_hour.pattern.finditer(text):
        told = match["hour"]
        hour = (int(told) if told.isdigit() else int(grammar.words[told].value)) - grammar.half_hour.before
        hour = hour or 12
        past = Decimal("0.3")
        readings = (hour + past, (hour + 12) % 24 + past, hour + Decimal("0.5"))
        yield Figure(Span(*match.span()), "", FigureKind.TIME, readings, written=True)

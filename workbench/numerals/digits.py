"""Numbers in digits, with what stands around them: scale words, signs of money, per cent, short years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from workbench.model import Span
from workbench.numerals.grammar import Grammar, Separators
from workbench.numerals.model import Figure, FigureKind
from workbench.numerals.units import CURRENCY, PERCENT, SIGN_BEFORE, currency_of

__all__ = ["and_a_half", "digits", "percent_end"]

_SHORT_YEAR = regex.compile(r"(?P<century>\p{Nd}{2})(?P<start>\p{Nd}{2})\s?[-–/]\s?$")
_AMBIGUOUS = frozenset("mbk")
"""Letters behind a number that may multiply it or not: "12b" is twelve billion, or a house."""
_DECADE = regex.compile(r"(?:'?s\b|[-–]?(?:х|ті|тих|те|е|ые|ер|er\b))")


def digits(
    text: str, matches: Sequence[regex.Match[str]], i: int, grammar: Grammar, free: int
) -> tuple[Figure, int]:
    """The figure at match `i` and the next match; text before `free` belongs to another figure."""
    match = matches[i]
    start, end = match.span()
    readings = _readings(match["number"], grammar.separators)
    factor, end, following = _scale(text, matches, i + 1, end, grammar)
    plain = readings if text[end - 1 : end] in _AMBIGUOUS else []
    if factor != 1:
        readings = [reading * factor for reading in readings]
    readings += _more_readings(text, start, match.end(), readings[0])
    kind, currency = FigureKind.NUMBER, ""
    before = SIGN_BEFORE.search(text, max(free, start - 6), start)
    if before:
        start, kind = before.start(), FigureKind.MONEY
        currency = currency_of(before.group())
    else:
        after = CURRENCY.match(text, end)
        percent = percent_end(text, end, grammar)
        if percent:
            end, kind = percent, FigureKind.PERCENT
        elif after:
            end, kind = after.end(), FigureKind.MONEY
            currency = currency_of(after["sign"]) if after["sign"] else after.lastgroup or ""
    if kind is not FigureKind.MONEY:
        readings += plain
    figure = Figure(Span(start, end), "", kind, tuple(dict.fromkeys(readings)), currency=currency)
    while following < len(matches) and matches[following].start() < end:
        following += 1
    return figure, following


def _readings(token: str, locale: Separators) -> list[Decimal]:
    """The possible values of a digit token, likeliest first."""
    plain = "".join(str(int(c)) if c.isdigit() else c for c in token)
    marks = [c for c in plain if not c.isdigit()]
    if not marks:
        return [Decimal(plain)]
    parts = regex.split(r"\D", plain)
    whole = Decimal("".join(parts))
    decimal = Decimal("".join(parts[:-1]) + "." + parts[-1])
    if any(mark in " \u00a0\u202f\u2009'٬" for mark in marks):
        return [decimal if marks[-1] in ".,٫" else whole]
    if len(set(marks)) > 1:  # 1.234,5: the last mark is the decimal one
        return [decimal]
    grouped = 1 <= len(parts[0]) <= 3 and parts[0] != "0" and all(len(part) == 3 for part in parts[1:])
    if len(marks) > 1:
        return [whole] if grouped else [Decimal(parts[0]), *(Decimal(part) for part in parts[1:])]
    if not grouped:
        return [decimal]
    return [whole, decimal] if marks[0] != locale.decimal else [decimal, whole]


def _scale(
    text: str, matches: Sequence[regex.Match[str]], i: int, end: int, grammar: Grammar
) -> tuple[Decimal, int, int]:
    """Multiply by the scale words that follow: (factor, end of the text used, next match)."""
    factor = Decimal(1)
    while i < len(matches):
        match = matches[i]
        word = grammar.words.get(match.group())
        between = text[end : match.start()]
        if word is None or word.role not in ("scale", "abbreviated") or between.strip(" \u00a0\u202f-"):
            break
        if len(between) > 1 or (match.group() in _AMBIGUOUS and between):
            break
        factor *= word.value
        end = match.end()
        if word.role == "abbreviated" and text[end : end + 1] == ".":
            end += 1
        i += 1
    return factor, end, i


def and_a_half(
    figure: Figure, text: str, matches: Sequence[regex.Match[str]], i: int, grammar: Grammar
) -> tuple[Figure, int]:
    """The figure with the half told behind it, and the next match: "two and a half million", "un millón y
    medio", "deux ans et demi". Of one and a half the number may be left out ("año y medio"), so it stays loose,
    and a half behind "y" may be one and a half.
    """
    if grammar.half is None:
        return figure, i
    if figure.loose and figure.value == _HALF:
        before = grammar.half.search(text, max(0, figure.span.start - 12), figure.span.end)
        return (replace(figure, readings=(_HALF, 1 + _HALF)) if before else figure), i
    half = grammar.half.match(text, figure.span.end)
    if half is None:
        return figure, i
    worth = _last_scale(text[figure.span.start : figure.span.end], grammar) / 2
    if half["noun"]:
        return replace(figure, readings=(figure.value + worth,)), i
    while i < len(matches) and matches[i].start() < half.end():
        i += 1
    factor, end, i = _scale(text, matches, i, half.end(), grammar)
    value = (figure.value + worth) * factor
    return replace(
        figure, span=Span(figure.span.start, end), readings=(value,), loose=figure.loose and factor == 1
    ), i


_HALF = Decimal("0.5")


def _last_scale(text: str, grammar: Grammar) -> Decimal:
    """The scale word a number ends with, as a value: what "and a half" halves."""
    words = _WORDS.findall(text)
    last = grammar.words.get(words[-1]) if words else None
    return last.value if last is not None and last.role in ("scale", "abbreviated") else Decimal(1)


_WORDS = regex.compile(r"\p{L}+")


def percent_end(text: str, end: int, grammar: Grammar) -> int | None:
    """Where a sign or word of per cent ends that follows a number ending at `end`, or None."""
    match = PERCENT.match(text, end)
    if match is None:
        return None
    word = match["word"]
    if word is None:
        return match.end()
    return match.end() if regex.sub(r"\s", "-", word) in grammar.percent else None


def _more_readings(text: str, start: int, end: int, value: Decimal) -> Iterator[Decimal]:
    """Years written short: the 19 of 2018-19, the 90 of 90s."""
    if value != value.to_integral_value():
        return
    if 1900 <= value < 2000 and value % 10 == 0 and _DECADE.match(text, end):
        yield value - 1900
    if not 0 <= value < 100:
        return
    before = _SHORT_YEAR.search(text, max(0, start - 8), start)
    if before and value > int(before["start"]):
        yield Decimal(int(before["century"]) * 100) + value
    if value % 10 == 0 and _DECADE.match(text, end):
        yield value + 1900

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

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import product

import regex

from workbench.model import Span
from workbench.words import fold

__all__ = ["Figure", "FigureKind", "Separators", "figures", "names_unit", "number_prefixes", "separators"]


class FigureKind(StrEnum):
    """What a figure counts."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its place in the text.

    Attributes:
        span: code points of the text given to :func:`figures`.
        text: what stands there.
        kind: number, percent, money, date or time.
        readings: possible values, likeliest first. A time of day is hours plus minutes/100 on the
            24-hour clock; of a date it is the day of the month.
        written: in words, not in digits.
        loose: a word that may stand for a number but need not ("dozens", "both", "first").
        currency: ISO 4217 code for money, else "".
        day: (year or None, month, day or None) for a date, else None.
    """

    span: Span
    text: str
    kind: FigureKind
    readings: tuple[Decimal, ...]
    written: bool = False
    loose: bool = False
    currency: str = ""
    day: tuple[int | None, int, int | None] | None = None

    @property
    def value(self) -> Decimal:
        """The likeliest reading."""
        return self.readings[0]

    def agrees(self, other: Figure) -> bool:
        """True if the two figures share a reading."""
        return any(value in other.readings for value in self.readings)


@dataclass(frozen=True, slots=True)
class Separators:
    """How a language writes numbers (CLDR ``symbols-numberSystem-latn``)."""

    decimal: str
    group: str


@lru_cache(maxsize=256)
def separators(lang: str | None) -> Separators:
    """Decimal and group separator of `lang`; full stop and comma where CLDR does not know it.

    >>> separators("de")
    Separators(decimal=',', group='.')
    """
    locale = _locale(lang)
    if locale is None:
        return Separators(".", ",")
    symbols = locale.number_symbols.get("latn", {})
    return Separators(symbols.get("decimal", "."), symbols.get("group", ","))


def _locale(lang: str | None):  # type: ignore[no-untyped-def]  # Babel is imported late
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse((lang or "").replace("-", "_")) if lang else None
    except (UnknownLocaleError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Word:
    """One number word: its value and how it combines."""

    value: Decimal
    role: str  # cardinal, scale, abbreviated, ordinal, loose


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Everything known about numbers of one language, compiled once."""

    separators: Separators
    words: dict[str, _Word]
    ignore: frozenset[str]
    months: dict[str, int]
    percent: frozenset[str]
    date: regex.Pattern[str] | None
    month_first: bool


_CURRENCY_SIGNS = {
    "us$": "USD", "u.s.$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB",
    "zł": "PLN", "₪": "ILS", "₹": "INR",
}  # fmt: skip
_CURRENCY_WORDS = (
    # (ISO code, start of the word in any language; "|" separates them). Stems, since they inflect.
    ("USD", r"dollar|долл|дол\b|долар|dólar|dolar|usd"),
    ("EUR", "euro|евро|євро|eur"),
    ("GBP", "pound|фунт|pfund|livre|libra|funt|gbp"),
    ("UAH", "hryvn|грив|hrywn|griwn|grivn|uah|грн"),
    ("RUB", "ruble|rouble|рубл|карбован|rubel|rublo|rubl|rub|руб"),
    ("PLN", "zlot|злот|złot|pln"),
    ("JPY", "yen|иен|йен|єн|jen"),
)
_CURRENCY = regex.compile(
    r"[\s\u00a0\u202f\-]{0,2}(?:de\s|d')?(?:(?P<sign>us\$|[$€£¥₴₽₪₹]|zł\b)|"
    + "|".join(rf"(?P<{code}>(?:{stems})\w*)" for code, stems in _CURRENCY_WORDS)
    + ")"
)
_SIGN_BEFORE = regex.compile(r"(?:u\.?s\.?\s?\$|[$€£¥₴₽₪₹]|\b(?:usd|eur|gbp|uah))[\s\u00a0\u202f]?$")

_PERCENT = regex.compile(
    r"[\s\u00a0\u202f\-]{0,2}(?:[%٪‰]|(?P<word>\p{L}+(?:[ \u00a0](?:cent[oi]?|ciento))?))"
)
_PERCENT_WORD = regex.compile(
    r"[%٪]|процент|відсот|percent|per cent|prozent|pour ?cent|por ciento|porcent|procent"
)
_SPACE = r"[ \u00a0\u202f\u2009]"
_NUMBER = regex.compile(
    rf"""
      (?P<number>(?<!\p{{Nd}})\p{{Nd}}{{1,3}}(?:(?P<gap>{_SPACE})\p{{Nd}}{{3}})(?:(?P=gap)\p{{Nd}}{{3}})*(?!\p{{Nd}})(?:[.,٫]\p{{Nd}}+)?
        |\p{{Nd}}+(?:[.,'٫٬]\p{{Nd}}+)*)
    | (?P<word>[\p{{L}}\p{{M}}]+(?:'[\p{{L}}\p{{M}}]+)*)
    """,
    regex.VERBOSE,
)
_CLOCK = regex.compile(
    r"(?<![\p{Nd}.,:])(?P<h>\p{Nd}{1,2})(?:(?P<sep>[:.]|\s?h\s?)(?P<m>[0-5]\p{Nd})(?![\p{Nd}:.,]\p{Nd}|\p{Nd}|\s?%))?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
)
_SHORT_YEAR = regex.compile(r"(?P<century>\p{Nd}{2})(?P<start>\p{Nd}{2})\s?[-–/]\s?$")
_DECADE = regex.compile(r"(?:'?s\b|[-–]?(?:х|ті|тих|те|е|ые|ер|er\b))")
_NUMERIC_DATE = regex.compile(
    r"(?<![\p{Nd}.,/:-])(?:"
    r"(?P<y>\p{Nd}{4})-(?P<m>\p{Nd}{2})-(?P<d>\p{Nd}{2})"
    r"|(?P<a>\p{Nd}{1,2})(?P<sep>[./])(?P<b>\p{Nd}{1,2})(?P=sep)(?P<c>\p{Nd}{4}|\p{Nd}{2})"
    r")(?![\p{Nd}/])"
)


def expand(forms: str, endings: dict[str, str]) -> Iterator[str]:
    """All forms of a table row: ``дв(а|ох)`` and ``перш{adj}``, separated by spaces.

    >>> list(expand("tw(o|ice) pair", {}))
    ['two', 'twice', 'pair']
    """
    for form in forms.split():
        for name, group in endings.items():
            form = form.replace("{" + name + "}", f"({group})")
        pieces = regex.split(r"\(([^)]*)\)", form)
        choices = [piece.split("|") if i % 2 else [piece] for i, piece in enumerate(pieces)]
        yield from ("".join(choice) for choice in product(*choices))


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict]:  # type: ignore[type-arg]  # TOML as it is
    return tomllib.loads(files("workbench").joinpath("numerals.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def _grammar(lang: str | None) -> _Grammar:
    base = (lang or "").split("-")[0]
    table = _tables().get(base, {})
    endings = table.get("endings", {})
    words: dict[str, _Word] = {}
    for role in ("cardinal", "scale", "abbreviated", "ordinal", "loose"):
        for value, forms in table.get(role, {}).items():
            for form in expand(forms, endings):
                words.setdefault(form, _Word(Decimal(value), role))
    _join_tens(table.get("rule", ""), words)
    months = _months(lang, table, endings)
    return _Grammar(
        separators=separators(lang),
        words=words,
        ignore=frozenset(table.get("ignore", "").split()),
        months=months,
        percent=frozenset(expand(table.get("percent", ""), {})),
        date=_date_pattern(months),
        month_first=lang in ("en", "en-US"),
    )


def _join_tens(rule: str, words: dict[str, _Word]) -> None:
    """Add the compounds of languages that write tens and units (and German hundreds) in one word."""
    if rule not in ("unit-und-ten", "ten-unit"):
        return
    units = _cardinals(words, 1, 9)
    for (unit, low), (ten, high) in product(units, _cardinals(words, 20, 90)):
        stem = ten[:-1] if unit[0] in "uo" else ten  # Italian drops the vowel before uno and otto
        joined = f"{unit}und{ten}" if rule == "unit-und-ten" else stem + unit
        words.setdefault(joined, _Word(low + high, "cardinal"))
    scales = [(form, word.value) for form, word in words.items() if word.role == "scale"]
    for (form, value), (scale, factor) in product(_cardinals(words, 1, 99), scales):
        if factor <= 1000:
            words.setdefault(form + scale, _Word(value * factor, "cardinal"))


def _cardinals(words: dict[str, _Word], low: int, high: int) -> list[tuple[str, Decimal]]:
    return [
        (form, word.value)
        for form, word in words.items()
        if word.role == "cardinal" and low <= word.value <= high
    ]


def _months(lang: str | None, table: dict, endings: dict[str, str]) -> dict[str, int]:  # type: ignore[type-arg]
    found: dict[str, int] = {}
    for number, forms in enumerate(table.get("months", ()), start=1):
        found.update(dict.fromkeys(expand(forms, endings), number))
    locale = _locale(lang)
    if locale is not None:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    name = name.lower().rstrip(".")
                    if len(name) >= 3 and not name.isdigit():
                        found.setdefault(name, number)
    return found


def _date_pattern(months: dict[str, int]) -> regex.Pattern[str] | None:
    if not months:
        return None
    names = "|".join(sorted(map(regex.escape, months), key=len, reverse=True))
    gap = r"[\s\u00a0\u202f]{1,2}"
    year = rf"(?:,?{gap}(?:de{gap}|del{gap})?(?P<y>[12]\p{{Nd}}{{3}})(?!\p{{Nd}}))?"
    day = r"(?<![\p{Nd}.,:-])(?P<d>[0-3]?\p{Nd})(?:st|nd|rd|th|er|º|-?г?о|\.)?"
    late_day = rf"(?:{gap}(?P<d>[0-3]?\p{{Nd}})(?![\p{{Nd}}%]|[.,:]\p{{Nd}})(?:st|nd|rd|th)?)?"
    return regex.compile(
        rf"(?:{day}{gap}(?:of{gap}|de{gap})?(?P<m>{names})\b\.?{year}"
        rf"|\b(?P<m>{names})\b\.?{late_day}{year})"
    )


def names_unit(text: str, unit: str) -> bool:
    """True if `text` names the currency `unit` (an ISO code) or, for ``%``, the percentage anywhere.

    >>> names_unit("у доларах США", "USD")
    True
    """
    folded = fold(text).text
    if unit == "%":
        return bool(_PERCENT_WORD.search(folded))
    if any(sign in folded for sign, code in _CURRENCY_SIGNS.items() if code == unit):
        return True
    stems = dict(_CURRENCY_WORDS).get(unit)
    return stems is not None and regex.search(rf"\b(?:{stems})", folded) is not None


def number_prefixes(lang: str | None) -> tuple[tuple[str, Decimal], ...]:
    """First parts of compounds that stand for a number ("п'яти" in "п'ятирічний"), with the value."""
    table = _tables().get((lang or "").split("-")[0], {})
    return tuple(
        (form, Decimal(value)) for value, forms in table.get("prefix", {}).items() for form in forms.split()
    )


@lru_cache(maxsize=65536)
def figures(text: str, lang: str | None) -> tuple[Figure, ...]:
    """All figures of `text`, in order and without overlap.

    Args:
        text: any text; spans are code points of it.
        lang: language code, or None: then full stop is taken for the decimal separator.

    >>> [(f.text, str(f.value), f.kind.value) for f in figures("On May 3, 2022 we paid $1.5 million", "en")]
    [('May 3, 2022', '3', 'date'), ('$1.5 million', '1500000.0', 'money')]
    """
    grammar = _grammar(lang)
    folded = fold(text)
    found = sorted(_scan(folded.text, grammar), key=lambda figure: figure.span.start)
    placed = []
    for figure in found:
        span = folded.back(figure.span.start, figure.span.end)
        placed.append(replace(figure, span=span, text=span.of(text)))
    return tuple(placed)


def _scan(text: str, grammar: _Grammar) -> Iterator[Figure]:
    """Figures of folded text: dates and times first, then digits and words outside them."""
    taken: list[Span] = []
    for figure in (*_dates(text, grammar), *_times(text)):
        if not any(figure.span.overlaps(span) for span in taken):
            taken.append(figure.span)
            yield figure
    end = 0
    matches = [
        match for match in _NUMBER.finditer(text) if not any(Span(*match.span()).overlaps(t) for t in taken)
    ]
    i = 0
    while i < len(matches):
        match = matches[i]
        if match["number"]:
            figure, i = _digits(text, matches, i, grammar, end)
            end = figure.span.end
            yield figure
        elif match["word"] in grammar.words and grammar.words[match["word"]].role != "abbreviated":
            figure, i = _written(text, matches, i, grammar)
            yield figure
        else:
            i += 1


# --- dates and times -------------------------------------------------------------------------------


def _dates(text: str, grammar: _Grammar) -> Iterator[Figure]:
    if not any(char.isdigit() for char in text):
        return
    if grammar.date is not None:
        for match in grammar.date.finditer(text):
            day = int(match["d"]) if match["d"] else None
            year = int(match["y"]) if match["y"] else None
            if (day is None and year is None) or (day is not None and not 1 <= day <= 31):
                continue
            yield _date(match.span(), year, grammar.months[match["m"]], day)
    for match in _NUMERIC_DATE.finditer(text):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            first, second, year = int(match["a"]), int(match["b"]), int(match["c"])
            year += 2000 if year < 50 else 1900 if year < 100 else 0
            month_first = second > 12 or (grammar.month_first and match["sep"] == "/" and first <= 12)
            month, day = (first, second) if month_first else (second, first)
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield _date(match.span(), year, month, day)


def _date(span: tuple[int, int], year: int | None, month: int, day: int | None) -> Figure:
    reading = Decimal(day if day is not None else year or 0)
    return Figure(Span(*span), "", FigureKind.DATE, (reading,), day=(year, month, day))


def _times(text: str) -> Iterator[Figure]:
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


# --- digits ----------------------------------------------------------------------------------------


def _digits(
    text: str, matches: list[regex.Match[str]], i: int, grammar: _Grammar, free: int
) -> tuple[Figure, int]:
    """The figure at match `i` and the next match; text before `free` belongs to another figure."""
    match = matches[i]
    start, end = match.span()
    readings = _readings(match["number"], grammar.separators)
    factor, end, following = _scale(text, matches, i + 1, end, grammar)
    if factor != 1:
        readings = [reading * factor for reading in readings]
    readings += _more_readings(text, start, match.end(), readings[0])
    kind, currency = FigureKind.NUMBER, ""
    before = _SIGN_BEFORE.search(text, max(free, start - 6), start)
    if before:
        start, kind = before.start(), FigureKind.MONEY
        currency = _currency_of(before.group())
    else:
        after = _CURRENCY.match(text, end)
        percent = _percent_end(text, end, grammar)
        if percent:
            end, kind = percent, FigureKind.PERCENT
        elif after:
            end, kind = after.end(), FigureKind.MONEY
            currency = _currency_of(after["sign"]) if after["sign"] else after.lastgroup or ""
    figure = Figure(Span(start, end), "", kind, tuple(dict.fromkeys(readings)), currency=currency)
    while following < len(matches) and matches[following].start() < end:
        following += 1
    return figure, following


def _currency_of(sign: str) -> str:
    sign = sign.strip().lower().replace(" ", "")
    return _CURRENCY_SIGNS.get(sign, sign.upper() if sign.isalpha() else "USD")


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
    text: str, matches: list[regex.Match[str]], i: int, end: int, grammar: _Grammar
) -> tuple[Decimal, int, int]:
    """Multiply by the scale words that follow: (factor, end of the text used, next match)."""
    factor = Decimal(1)
    while i < len(matches):
        match = matches[i]
        word = grammar.words.get(match.group())
        between = text[end : match.start()]
        if word is None or word.role not in ("scale", "abbreviated") or between.strip(" \u00a0\u202f-"):
            break
        if len(between) > 1 or (match.group() in ("m", "b", "k") and between):
            break
        factor *= word.value
        end = match.end()
        if word.role == "abbreviated" and text[end : end + 1] == ".":
            end += 1
        i += 1
    return factor, end, i


def _percent_end(text: str, end: int, grammar: _Grammar) -> int | None:
    match = _PERCENT.match(text, end)
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


# --- words -----------------------------------------------------------------------------------------


def _written(text: str, matches: list[regex.Match[str]], i: int, grammar: _Grammar) -> tuple[Figure, int]:
    """A run of number words from match `i` on, added and multiplied up."""
    total = current = Decimal(0)
    room = Decimal(10) ** 18  # the next word must be smaller than this to be added
    start, end = matches[i].start(), matches[i].end()
    first = i
    loose, ordinal = True, False
    while i < len(matches):
        match = matches[i]
        gap = text[end : match.start()] if i > first else ""
        form = match.group()
        if gap.strip(" \u00a0\u202f-"):
            break
        if form in grammar.ignore and i > first:
            follower = grammar.words.get(matches[i + 1].group()) if i + 1 < len(matches) else None
            if follower is None or follower.role != "cardinal" or follower.value >= room:
                break
            i += 1
            end = match.end()
            continue
        word = grammar.words.get(form)
        if word is None or word.role == "abbreviated" or (word.role == "loose" and i > first):
            break
        if word.role == "scale":
            if total and word.value >= room and current == 0:
                break
            if current == 0 and i > first and total == 0:
                break
            multiplied = (current or Decimal(1)) * word.value
            if word.value == 100:
                current = multiplied
                room = Decimal(100)
            else:
                total += multiplied
                current = Decimal(0)
                room = word.value
            loose = False
        else:
            if word.value == 20 and current == 4 and form.startswith("vingt"):
                current, room = Decimal(80), Decimal(20)
            elif i > first and (not 0 < word.value < room or (ordinal and word.role != "ordinal")):
                break
            else:
                current += word.value
                room = _room(word.value, form)
            loose = loose and word.role != "cardinal"
            ordinal = word.role == "ordinal"  # Polish inflects both words: trzydziesty czwarty
        end = match.end()
        i += 1
        if word.role == "loose" or (word.role == "ordinal" and room == 0):
            break
    while i > first + 1 and matches[i - 1].group() in grammar.ignore:
        i -= 1
        end = matches[i - 1].end()
    value = total + current
    loose = loose or value == 1  # "one" is a pronoun or an article more often than a number
    figure = Figure(Span(start, end), "", FigureKind.NUMBER, (value,), written=True, loose=loose)
    return figure, max(i, first + 1)


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

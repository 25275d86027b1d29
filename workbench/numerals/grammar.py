"""What is known about the numbers of each language: separators, words, months, per cent; compiled once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "Grammar",
    "Separators",
    "Word",
    "expand",
    "grammar_of",
    "number_prefixes",
    "reads_words",
    "separators",
]


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


def _locale(lang: str | None) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse((lang or "").replace("-", "_")) if lang else None
    except (UnknownLocaleError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Word:
    """One number word: its value and how it combines."""

    value: Decimal
    role: str  # cardinal, scale, abbreviated, ordinal, loose


@dataclass(frozen=True, slots=True)
class Joined:
    """Numbers of any size in one word, such as "tausendfünfhundert": all of it, and its parts from the left."""

    scales: tuple[str, ...]
    whole: regex.Pattern[str]
    piece: regex.Pattern[str]

    def stands_in(self, text: str) -> bool:
        """True if `text` has such a number; most have none of the scale words either, which is sooner known."""
        return any(scale in text for scale in self.scales) and self.whole.search(text) is not None


@dataclass(frozen=True, slots=True)
class HalfHour:
    """How half an hour is told: after an hour ("half past seven") or before the next one ("halb acht")."""

    pattern: regex.Pattern[str]
    before: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything known about numbers of one language, compiled once."""

    separators: Separators
    words: dict[str, Word]
    ignore: frozenset[str]
    months: dict[str, int]
    percent: frozenset[str]
    half: regex.Pattern[str] | None
    half_of_day: regex.Pattern[str] | None
    joined: Joined | None
    half_hour: HalfHour | None
    date: regex.Pattern[str] | None
    month_first: bool


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
    return tomllib.loads(files("workbench.numerals").joinpath("numerals.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def grammar_of(lang: str | None) -> Grammar:
    """What is known of one language; an empty grammar where nothing is."""
    base = (lang or "").split("-")[0]
    table = _tables().get(base, {})
    endings = table.get("endings", {})
    words: dict[str, Word] = {}
    for role in ("cardinal", "scale", "abbreviated", "ordinal", "loose"):
        for value, forms in table.get(role, {}).items():
            for form in expand(forms, endings):
                words.setdefault(form, Word(Decimal(value), role))
    _join_tens(table.get("rule", ""), words)
    months = _months(lang, table, endings)
    return Grammar(
        separators=separators(lang),
        words=words,
        ignore=frozenset(table.get("ignore", "").split()),
        months=months,
        percent=frozenset(expand(table.get("percent", ""), {})),
        half_of_day=_stems(table.get("half_of_day", "")),
        half=_half_pattern(table.get("half", "")),
        joined=_joined(table.get("rule", ""), words),
        half_hour=_half_hour(table, words),
        date=_date_pattern(months),
        month_first=lang in ("en", "en-US"),
    )


def _join_tens(rule: str, words: dict[str, Word]) -> None:
    """Add the compounds of languages that write tens and units (and German hundreds) in one word."""
    if rule not in ("unit-und-ten", "ten-unit"):
        return
    units = _cardinals(words, 1, 9)
    for (unit, low), (ten, high) in product(units, _cardinals(words, 20, 90)):
        stem = ten[:-1] if unit[0] in "uo" else ten  # Italian drops the vowel before uno and otto
        joined = f"{unit}und{ten}" if rule == "unit-und-ten" else stem + unit
        words.setdefault(joined, Word(low + high, "cardinal"))
    scales = [(form, word.value) for form, word in words.items() if word.role == "scale"]
    for (form, value), (scale, factor) in product(_cardinals(words, 1, 99), scales):
        if factor <= 1000:
            words.setdefault(form + scale, Word(value * factor, "cardinal"))


def _joined(rule: str, words: dict[str, Word]) -> Joined | None:
    if rule not in ("unit-und-ten", "ten-unit"):
        return None
    scales = tuple(form for form, word in words.items() if word.role == "scale" and word.value <= 1000)
    small = [form for form, _ in _cardinals(words, 1, 99)]
    pieces = "|".join(sorted((*scales, *small), key=len, reverse=True))
    whole = rf"(?<!\p{{L}})(?=\p{{L}}*(?:{'|'.join(scales)}))(?:{pieces}){{2,}}(?!\p{{L}})"
    return Joined(scales, regex.compile(whole), regex.compile(rf"(?P<number>(?!))|(?P<word>{pieces})"))


def _half_hour(table: dict, words: dict[str, Word]) -> HalfHour | None:  # type: ignore[type-arg]
    before = "half_to" in table
    lead = "|".join(table.get("half_to" if before else "half_past", "").split())
    if not lead:
        return None
    hours = "|".join(
        sorted(
            (f for f, w in words.items() if w.role in ("cardinal", "ordinal") and 1 <= w.value <= 12), key=len
        )
    )
    lead = lead.replace("-", r"[\s\u00a0-]")
    pattern = rf"(?<!\p{{L}})(?:{lead})[\s\u00a0](?P<hour>{hours}|1[0-2]|[1-9])(?![\p{{L}}\p{{Nd}}])"
    return HalfHour(regex.compile(pattern), before)


def _cardinals(words: dict[str, Word], low: int, high: int) -> list[tuple[str, Decimal]]:
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


def _stems(beginnings: str) -> regex.Pattern[str] | None:
    """Any word that has one of the beginnings in it."""
    return regex.compile("|".join(map(regex.escape, beginnings.split()))) if beginnings else None


def _half_pattern(forms: str) -> regex.Pattern[str] | None:
    """What adds a half to the number before it, with or without the counted noun between."""
    if not forms:
        return None
    names = "|".join(regex.escape(form).replace(r"\-", r"[\s\u00a0]") for form in expand(forms, {}))
    return regex.compile(rf"(?P<noun>[\s\u00a0\u202f]\p{{L}}+)?[\s\u00a0\u202f](?:{names})(?![\p{{L}}-])")


def _date_pattern(months: dict[str, int]) -> regex.Pattern[str] | None:
    if not months:
        return None
    names = "|".join(sorted(map(regex.escape, months), key=len, reverse=True))
    gap = r"[\s\u00a0\u202f]{1,2}"
    year = rf"(?:,?{gap}(?:de{gap}|del{gap})?(?P<y>[12]\p{{Nd}}{{3}}|'\p{{Nd}}{{2}})(?!\p{{Nd}}))?"
    day = r"(?<![\p{Nd}.,:-])(?P<d>[0-3]?\p{Nd})(?:st|nd|rd|th|er|\.?[ºo]|-?г?о|\.)?"
    late_day = rf"(?:{gap}(?P<d>[0-3]?\p{{Nd}})(?![\p{{Nd}}%]|[.,:]\p{{Nd}})(?:st|nd|rd|th)?)?"
    return regex.compile(
        rf"(?:{day}{gap}(?:of{gap}|de{gap})?(?P<m>{names})\b\.?{year}"
        rf"|\b(?P<m>{names})\b\.?{late_day}{year})"
    )


def reads_words(lang: str | None) -> bool:
    """True if numbers in words are read in `lang`; elsewhere only digits are.

    >>> reads_words("uk"), reads_words("ro")
    (True, False)
    """
    return bool(grammar_of(lang).words)


def number_prefixes(lang: str | None) -> tuple[tuple[str, Decimal], ...]:
    """First parts of compounds that stand for a number ("п'яти" in "п'ятирічний"), with the value."""
    table = _tables().get((lang or "").split("-")[0], {})
    return tuple(
        (form, Decimal(value)) for value, forms in table.get("prefix", {}).items() for form in forms.split()
    )

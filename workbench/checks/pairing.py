"""Figures of two texts paired off, in rounds, the surest first.

Translators turn numbers into many things: a date into plain numbers, inches into centimetres, "a
17-year-old" into one word of Polish. What is left over is looked for in those forms too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from workbench.checks.conversions import PHYSICAL, converts, unit_after
from workbench.model import Span
from workbench.numerals import Figure, FigureKind, figures, number_prefixes
from workbench.words import fold

__all__ = ["Pairing", "is_round", "measured_twice", "pair_up", "said_otherwise"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Figures of two texts that say the same, and those left over on each side."""

    pairs: tuple[tuple[Figure, Figure], ...]
    missing: tuple[Figure, ...]
    added: tuple[Figure, ...]


@lru_cache(maxsize=65536)
def pair_up(source: str, target: str, source_lang: str | None, target_lang: str | None) -> Pairing:
    """Pair the figures of two texts.

    >>> left = pair_up("12 people on 3 May", "3 людини 12 травня", "en", "uk")
    >>> [f.text for f in left.missing], [f.text for f in left.added]
    (['12', '3 May'], ['3', '12 травня'])
    """
    ours, theirs = figures(source, source_lang), figures(target, target_lang)
    before, after = _measures(source, ours), _measures(target, theirs)

    def other_measure(a: Figure, b: Figure) -> bool:  # 10 inches are not 10 cm, unless nothing else is left
        one, two = before.get(a.span), after.get(b.span)
        return one is not None and two is not None and one != two

    if before and after:
        pairs = list[tuple[Figure, Figure]]()
        left, right = list(ours[:_MOST]), list(theirs[:_MOST])
    else:
        pairs, left, right = _same_texts(ours, theirs)

    def settle(same: Callable[[Figure, Figure], bool], *, any_measure: bool = False) -> None:
        for figure in list(left):
            fitting = (other for other in right if same(figure, other))
            match = next((b for b in fitting if any_measure or not other_measure(figure, b)), None)
            if match is not None:
                pairs.append((figure, match))
                left.remove(figure)
                right.remove(match)

    for same in (_same_day, _same_value, _agree_in_digits, _agree):
        settle(same)
    if left and right:
        _settle_listed_days(left, right, pairs)
    if left and right:
        settle(lambda a, b: _converted((source, ours), (target, theirs), a, b), any_measure=True)
        _break_up_dates(left, right)
        settle(_agree, any_measure=True)
        settle(_same_year)
    return Pairing(tuple(pairs), tuple(left), tuple(right))


def _measures(text: str, found: tuple[Figure, ...]) -> dict[Span, str]:
    """The units of length, weight, area and volume of the figures that have one."""
    if not any(not figure.written for figure in found):
        return {}
    units = {figure.span: unit_after(text, figure, found) for figure in found[:_MOST] if figure.day is None}
    return {span: unit for span, unit in units.items() if unit in PHYSICAL}


def _same_texts(
    source: tuple[Figure, ...], target: tuple[Figure, ...]
) -> tuple[list[tuple[Figure, Figure]], list[Figure], list[Figure]]:
    """Pair the figures written letter for letter the same; what is left, at most `_MOST` on each side."""
    waiting: dict[tuple[str, FigureKind], list[Figure]] = {}
    for figure in reversed(target):
        waiting.setdefault((figure.text, figure.kind), []).append(figure)
    pairs, left = [], []
    for figure in source:
        same = waiting.get((figure.text, figure.kind))
        if same:
            pairs.append((figure, same.pop()))
        else:
            left.append(figure)
    right = sorted((f for group in waiting.values() for f in group), key=lambda f: f.span.start)
    return pairs, left[:_MOST], right[:_MOST]


_MOST = 150
"""Figures of one row that are compared pairwise: a sentence has a few, a hostile one thousands."""


def _same_day(a: Figure, b: Figure) -> bool:
    if a.day is None or b.day is None:
        return False
    return a.day[1:] == b.day[1:] and (a.day[0] == b.day[0] or None in (a.day[0], b.day[0]))


def _same_value(a: Figure, b: Figure) -> bool:
    return _agree_in_digits(a, b) and a.value == b.value and a.kind == b.kind


def _agree_in_digits(a: Figure, b: Figure) -> bool:
    return not a.written and not b.written and _agree(a, b)


def _agree(a: Figure, b: Figure) -> bool:
    return a.day is None and b.day is None and a.agrees(b)


_Side = tuple[str, tuple[Figure, ...]]
"""A text and its figures."""


def _converted(source: _Side, target: _Side, a: Figure, b: Figure) -> bool:
    """The same measure in another unit: inches and centimetres, "the 80s" and 27 °C."""
    if a.day or b.day or a.loose or (b.loose and b.value % 1 == 0):
        return False  # of the loose ones only "un an et demi" is a measure
    unit = unit_after(source[0], a, source[1]) or ("pound" if a.currency == "GBP" else "")
    if is_round(b, target[0]) and unit in _DEGREES:
        unit = "celsius"
    elif not unit and is_round(a, source[0]) and unit_after(target[0], b, target[1]) in _DEGREES:
        unit = "fahrenheit"  # the degrees of "the 80s" are left unsaid
    if unit in PHYSICAL and unit == unit_after(target[0], b, target[1]):
        return False  # 800 km are not 499 km because they are 497 miles
    return bool(unit) and converts(unit, float(a.value), float(b.value))


_DEGREES = ("fahrenheit", "celsius")


def is_round(figure: Figure, text: str) -> bool:
    """Decades and temperatures given as "the 80s"."""
    return text[figure.span.end : figure.span.end + 2].strip("'’") in ("s", "s ", "s,", "s.")


def _same_year(a: Figure, b: Figure) -> bool:
    """A year whose century goes without saying: "les années 1980" are "los años 80", SS19 is of 2019."""
    long, short = max(a.value, b.value), min(a.value, b.value)
    return short % 1 == 0 and 10 <= short < 100 and long in (1900 + short, 2000 + short)


def _settle_listed_days(left: list[Figure], right: list[Figure], pairs: list[tuple[Figure, Figure]]) -> None:
    """Days that share a month: "November 26 and 27" is "26 і 27 листопада", each with another day bare."""
    for a in [figure for figure in left if figure.day]:
        for b in [figure for figure in right if figure.day]:
            bare_left = next((f for f in left if f.day is None and f.agrees(b) and _beside(f, a)), None)
            bare_right = next((f for f in right if f.day is None and f.agrees(a) and _beside(f, b)), None)
            if a in left and bare_left and bare_right and a.day and b.day and a.day[1] == b.day[1]:
                pairs += [(a, bare_right), (bare_left, b)]
                for used in (a, bare_left):
                    left.remove(used)
                for used in (b, bare_right):
                    right.remove(used)


def _beside(a: Figure, b: Figure) -> bool:
    """At most a short conjunction stands between the two, or "auf den"."""
    return 0 <= max(a.span.start, b.span.start) - min(a.span.end, b.span.end) <= 10


def _break_up_dates(left: list[Figure], right: list[Figure]) -> None:
    """A date that has no counterpart of its own may stand there as plain numbers ("24.02", "of the 3rd")."""
    for one, other in ((left, right), (right, left)):
        if any(figure.day for figure in other):
            continue
        plain = [figure for figure in other if figure.day is None]
        for figure in [f for f in one if f.day is not None]:
            year, month, day = figure.day or (None, 0, None)
            wanted = [Decimal(part) for part in (day, year) if part is not None]
            short = Decimal(day or 0) + Decimal(month) / 100
            found = [f for f in plain if any(f.agrees(_number(value)) for value in (*wanted, short))]
            if any(f.agrees(_number(value)) for f in found for value in (wanted[0], short)):
                one.remove(figure)
                found += [f for f in plain if f.value == month and any(_joined(f, used) for used in found)]
                for used in found:
                    plain.remove(used)
                    other.remove(used)


def _joined(a: Figure, b: Figure) -> bool:
    """Only a stroke or a stop stands between the two: "9/11"."""
    return max(a.span.start, b.span.start) - min(a.span.end, b.span.end) == 1


def _number(value: Decimal) -> Figure:
    return Figure(Span(0, 0), "", FigureKind.NUMBER, (value,))


# --- said in a form that is no figure of its own -----------------------------------------------

_ROMAN = regex.compile(
    r"(?<![\p{L}\p{Nd}])(?P<letters>[IVXLCDMІХСМ]+)(?:e|er|ère|ème|th|o|º|ª)?(?![\p{L}\p{Nd}])"
)
_ROMAN_LETTERS = str.maketrans("ІХСМ", "IXCM")
_ROMAN_VALUES = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(value: int) -> str:
    """A value in Roman numerals.

    >>> _roman(1994)
    'MCMXCIV'
    """
    out = ""
    for worth, letters in _ROMAN_VALUES:
        out += letters * (value // worth)
        value %= worth
    return out


def said_otherwise(figure: Figure, target: str, target_lang: str | None) -> bool:
    """True if the value of a source figure stands in the target in a form that is no figure of its own."""
    if any(figure.agrees(other) for other in figures(target, target_lang)):
        return True  # said once there, twice here
    value = figure.value
    if value != value.to_integral_value():
        return False
    whole = int(value)
    if 0 < whole < 4000:
        for match in _ROMAN.finditer(target):
            if match["letters"].translate(_ROMAN_LETTERS) == _roman(whole):
                return True
    decade = value % 100 if value in range(1900, 2100, 10) else Decimal(0)  # "w latach osiemdziesiątych"
    return _in_compound(value, target, target_lang) or (
        decade > 0 and _in_compound(decade, target, target_lang)
    )


def measured_twice(figure: Figure, source: str, lang: str | None) -> bool:
    """The source itself gives the measure twice, in two units: "300 km (190 miles)"."""
    own = figures(source, lang)
    unit = unit_after(source, figure, own)
    if not unit:
        return False
    near = [f for f in own if f is not figure and abs(f.span.start - figure.span.start) < 30]
    return any(converts(unit, float(figure.value), float(f.value)) for f in near)


def _in_compound(value: Decimal, target: str, lang: str | None) -> bool:
    """A word that begins with the number: "п'ятирічний", "siedemnastolatek", "fünfjährig"."""
    text = fold(target).text
    forms = _prefixes(lang)
    tens, units = value - value % 10, value % 10
    whole = [prefix for prefix in forms.get(value, ()) if prefix in text]
    if whole and regex.search(rf"(?<!\p{{L}})(?:{'|'.join(whole)})\p{{L}}{{2,}}", text):
        return True
    first = [prefix for prefix in forms.get(tens, ()) if prefix in text]
    second = [prefix for prefix in forms.get(units, ()) if prefix in text]
    if value <= 20 or not units or not first or not second:
        return False
    high, low = (
        "|".join(first),
        "|".join(second),
    )  # "тридцатичетырёхлетний", "двадцяти п'ятирічний", "vierunddreißigjährig"
    joined = rf"(?<!\p{{L}})(?:(?:{high})\p{{L}}?[\s\u00a0-]?(?:{low})|(?:{low})und(?:{high}))\p{{L}}{{2,}}"
    return regex.search(joined, text) is not None


@lru_cache(maxsize=64)
def _prefixes(lang: str | None) -> dict[Decimal, list[str]]:
    found: dict[Decimal, list[str]] = {}
    for prefix, worth in number_prefixes(lang):
        found.setdefault(worth, []).append(regex.escape(prefix))
    return found

"""Checks of figures: values, dates and times, the way numbers are written, units.

The comparison pairs the figures of the two sides off in rounds, the surest first, and reports what is
left over on the source side. Translators turn numbers into many things ("a 17-year-old" becomes one
word in Polish, inches become centimetres), so each leftover is looked for in those forms before it is
reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from workbench.checks.base import Cell, Context, Hit
from workbench.checks.conversions import converts, unit_after
from workbench.model import Severity, Span
from workbench.numerals import Figure, FigureKind, figures, names_unit, number_prefixes, separators
from workbench.words import fold

__all__ = ["Pairing", "dates_times", "number_format", "numbers", "pair_up", "said_otherwise", "units"]


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
    pairs, left, right = _same_texts(figures(source, source_lang), figures(target, target_lang))

    def settle(same: Callable[[Figure, Figure], bool]) -> None:
        for figure in list(left):
            match = next((other for other in right if same(figure, other)), None)
            if match is not None:
                pairs.append((figure, match))
                left.remove(figure)
                right.remove(match)

    for same in (_same_day, _same_value, _agree_in_digits, _agree):
        settle(same)
    if left and right:
        _settle_listed_days(left, right, pairs)
    if left and right:
        all_left = figures(source, source_lang)
        settle(lambda a, b: _converted(source, a, b, all_left))
        _break_up_dates(left, right)
        settle(_agree)
    return Pairing(tuple(pairs), tuple(left), tuple(right))


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


def _converted(source: str, a: Figure, b: Figure, others: tuple[Figure, ...]) -> bool:
    """The same measure in another unit: inches and centimetres."""
    if a.day or b.day or a.loose or b.loose:
        return False
    unit = unit_after(source, a, others) or ("pound" if a.currency == "GBP" else "")
    return bool(unit) and converts(unit, float(a.value), float(b.value))


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
    """At most a short conjunction stands between the two."""
    return 0 <= max(a.span.start, b.span.start) - min(a.span.end, b.span.end) <= 6


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
                for used in found:
                    plain.remove(used)
                    other.remove(used)


def _number(value: Decimal) -> Figure:
    return Figure(Span(0, 0), "", FigureKind.NUMBER, (value,))


# --- numbers ---------------------------------------------------------------------------------------


def numbers(cell: Cell, _: Context) -> Iterator[Hit]:
    """Values that one side has and the other has not."""
    if not cell.source.strip() or not cell.target.strip():
        return
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    if not left.missing:
        return
    added = [f for f in left.added if not f.loose and f.day is None and f.kind != FigureKind.TIME]
    for figure in left.missing:
        if figure.loose or figure.day or figure.kind == FigureKind.TIME or _said_otherwise(figure, cell):
            continue
        other = _likeliest(figure, added)
        if other is None and _measured_twice(figure, cell.source, cell.source_lang):
            continue
        if other is not None:
            added.remove(other)
        yield _number_hit(figure, other, cell)


def _likeliest(figure: Figure, added: list[Figure]) -> Figure | None:
    """The leftover that most likely stands for `figure`: written the same way, the nearest in size."""
    fitting = [f for f in added if f.written == figure.written]
    return min(fitting, key=lambda f: abs(f.value - figure.value), default=None)


def _number_hit(figure: Figure, other: Figure | None, cell: Cell) -> Hit:
    if other is not None:
        message = f"“{figure.text}” became “{other.text}”."
        sure = not (figure.written or _is_code(figure, cell.source) or _is_round(figure, cell.source))
        severity = Severity.ERROR if sure else Severity.WARNING
    else:
        message = f"“{figure.text}” has no counterpart in the rendering."
        severity = Severity.INFO if figure.written or _is_code(figure, cell.source) else Severity.WARNING
    evidence = (("source", str(figure.value)), ("target", str(other.value) if other else ""))
    return Hit(message, figure.span, other.span if other else None, severity, evidence)


def _is_code(figure: Figure, text: str) -> bool:
    """Digits inside a name: G7, F-16, 24/7, WW1."""
    start, end = figure.span.start, figure.span.end
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    return (
        before.isalpha()
        or before in ("/", "#")
        or (len(after) == 2 and after[0] == "/" and after[1].isdigit())
    )


def _is_round(figure: Figure, text: str) -> bool:
    """Temperatures and decades given as "the 80s"."""
    return text[figure.span.end : figure.span.end + 2].strip("'’") in ("s", "s ", "s,", "s.")


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


def _said_otherwise(figure: Figure, cell: Cell) -> bool:
    return said_otherwise(figure, cell.target, cell.target_lang)


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
    return _in_compound(value, target, target_lang)


def _measured_twice(figure: Figure, source: str, lang: str | None) -> bool:
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
    tens, units = value - value % 10, value % 10
    for prefix, worth in number_prefixes(lang):
        if worth not in (value, tens, units) or prefix not in text:
            continue
        if worth == value or (value > 20 and units):
            lead = r"(?:\p{L}+[\s\u00a0-])?" if worth == units != value else ""
            if regex.search(rf"(?<!\p{{L}}){lead}{prefix}\p{{L}}{{2,}}", text):
                return True
    return False


# --- dates and times -------------------------------------------------------------------------------


def dates_times(cell: Cell, _: Context) -> Iterator[Hit]:
    """Day, month, year or hour differs."""
    if not cell.source.strip() or not cell.target.strip():
        return
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    for kinds in ((FigureKind.DATE,), (FigureKind.TIME,)):
        missing = [f for f in left.missing if f.kind in kinds]
        added = [f for f in left.added if f.kind in kinds]
        for figure in missing:
            other = next((f for f in added if _near(figure, f)), None) or (added[0] if added else None)
            if other is not None:
                added.remove(other)
            if other is None and _said_otherwise(figure, cell):
                continue
            yield _date_hit(figure, other)


def _near(a: Figure, b: Figure) -> bool:
    return a.day is None or b.day is None or a.day[1] == b.day[1] or a.day[2] == b.day[2]


def _date_hit(figure: Figure, other: Figure | None) -> Hit:
    if other is None:
        return Hit(
            f"The {figure.kind.value} “{figure.text}” has no counterpart in the rendering.",
            figure.span,
            severity=Severity.WARNING,
            evidence=(("source", figure.text), ("target", "")),
        )
    return Hit(
        f"The {figure.kind.value} “{figure.text}” became “{other.text}”.",
        figure.span,
        other.span,
        severity=Severity.WARNING if _could_be_day_first(figure) or _could_be_day_first(other) else None,
        evidence=(("source", figure.text), ("target", other.text)),
    )


_NUMERIC = regex.compile(r"\p{Nd}{1,2}/\p{Nd}{1,2}/")


def _could_be_day_first(figure: Figure) -> bool:
    """A date such as 03/04/2022 can be read in two ways."""
    return bool(_NUMERIC.match(figure.text)) and figure.day is not None and (figure.day[2] or 13) <= 12


# --- how numbers are written -----------------------------------------------------------------------

_GROUPED = regex.compile(r"\p{Nd}{1,3}(?P<group>[.,])(?:\p{Nd}{3}(?P=group))*\p{Nd}{3}(?!\p{Nd})")
_DECIMAL = regex.compile(r"\p{Nd}+(?P<point>[.,])\p{Nd}{1,2}(?!\p{Nd})")


def number_format(cell: Cell, _: Context) -> Iterator[Hit]:
    """The value is right, but written with the separators of another language."""
    if cell.source_lang == cell.target_lang:
        return
    own, theirs = separators(cell.target_lang), separators(cell.source_lang)
    if own == theirs:
        return
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    for figure, other in left.pairs:
        clock = {FigureKind.DATE, FigureKind.TIME} & {figure.kind, other.kind}
        if clock or figure.written or other.written:
            continue
        if figure.text == other.text and _could_be_day(figure.text):
            continue
        wrong = _wrong_separator(other.text, figure, own.decimal)
        if wrong:
            yield Hit(
                f"“{other.text}” is written with {wrong}, which is not how the target language writes it.",
                figure.span,
                other.span,
                evidence=(("source", figure.text), ("target", other.text)),
            )


def _could_be_day(text: str) -> bool:
    """18.12 may be a day or an episode and then stands as it is."""
    match = regex.fullmatch(r"(\p{Nd}{1,2})\.(\p{Nd}{2})", text)
    return match is not None and (int(match[1]) <= 12 or int(match[2]) <= 12)


def _wrong_separator(text: str, figure: Figure, decimal: str) -> str:
    digits = regex.search(r"\p{Nd}[\p{Nd}.,]*", text)
    if digits is None:
        return ""
    token = digits.group().rstrip(".,")
    point = _DECIMAL.fullmatch(token)
    if point and point["point"] != decimal and figure.value % 1:
        return f"“{point['point']}” before the decimals"
    group = _GROUPED.fullmatch(token)
    if group and group["group"] == decimal and figure.value >= 1000 and not figure.value % 1:
        return f"“{group['group']}” between the thousands"
    return ""


# --- units -----------------------------------------------------------------------------------------


def units(cell: Cell, _: Context) -> Iterator[Hit]:
    """The number is there, its unit is lost or another one."""
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    for figure, other in left.pairs:
        if figure.day or other.day or figure.loose or other.loose:
            continue
        if figure.value not in other.readings:
            yield from _rounded(figure, other, cell)
            continue
        before, after = _measure(figure), _measure(other)
        if not before and not after:
            before, after = _physical(figure, cell.source, cell.source_lang), ""
            after = _physical(other, cell.target, cell.target_lang) if before else ""
            before = before if after else ""  # a unit that is only left out is often understood
        if not before or before == after or (not after and _named_elsewhere(before, cell)):
            continue
        lost = f"became “{other.text}” ({after})" if after else f"lost its unit in “{other.text}”"
        yield Hit(
            f"“{figure.text}” ({before}) {lost}.",
            figure.span,
            other.span,
            severity=Severity.ERROR if len(before) == len(after) == 3 else None,  # another currency
            evidence=(("source", before), ("target", after)),
        )


def _rounded(figure: Figure, other: Figure, cell: Cell) -> Iterator[Hit]:
    """A conversion that is right only roughly: 3 inches are 7.6 cm, not 7."""
    unit = unit_after(cell.source, figure, figures(cell.source, cell.source_lang))
    if (
        unit
        and not figure.agrees(other)
        and not converts(unit, float(figure.value), float(other.value), 0.05)
    ):
        yield Hit(
            f"“{figure.text}” ({unit}) became “{other.text}”: converted more than 5 % off.",
            figure.span,
            other.span,
            evidence=(("source", str(figure.value)), ("target", str(other.value))),
        )


def _measure(figure: Figure) -> str:
    """What the figure measures: a currency code, %, or nothing known."""
    return "%" if figure.kind is FigureKind.PERCENT else figure.currency


def _physical(figure: Figure, text: str, lang: str | None) -> str:
    """The unit of length, weight, area or volume that follows a figure, or ""."""
    unit = unit_after(text, figure, figures(text, lang))
    return unit if unit in _PHYSICAL else ""


_PHYSICAL = frozenset(
    {"mile", "km", "foot", "inch", "yard", "kg", "pound", "acre", "ha", "gallon", "cm", "mm", "knot", "ounce"}
)
"""Units whose words cannot be taken for anything else; "m", "t", "g" and "degrees" can."""


def _named_elsewhere(unit: str, cell: Cell) -> bool:
    """The target names the unit, only not beside this figure."""
    others = figures(cell.target, cell.target_lang)
    return any(_measure(figure) == unit for figure in others) or names_unit(cell.target, unit)

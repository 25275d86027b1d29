"""Checks of figures: values, dates and times, the way numbers are written, units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from workbench.checks.base import Cell, Context, Hit
from workbench.checks.conversions import PHYSICAL, converts, rounded, unit_after
from workbench.checks.pairing import is_round, measured_twice, pair_up, said_otherwise
from workbench.model import Severity, Span
from workbench.numerals import (
    Figure,
    FigureKind,
    Separators,
    figures,
    names_unit,
    reads_words,
    separators,
    tells_half_of_day,
)

__all__ = ["dates_times", "number_format", "numbers", "units"]


# --- numbers ---------------------------------------------------------------------------------------


def numbers(cell: Cell, _: Context) -> Iterator[Hit]:
    """Values that one side has and the other has not."""
    if not cell.source.strip() or not cell.target.strip():
        return
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    if not left.missing:
        return
    added = [f for f in left.added if not f.loose and f.day is None and f.kind != FigureKind.TIME]
    gone: list[Figure] = []
    for figure in left.missing:
        if figure.loose or figure.day or figure.kind == FigureKind.TIME or _said_otherwise(figure, cell):
            continue
        other = _likeliest(figure, added)
        if other is not None:
            added.remove(other)
            yield _changed(figure, other, cell)
        elif not measured_twice(figure, cell.source, cell.source_lang) and not _is_one(figure, cell):
            gone.append(figure)
    yield from _lost(gone, cell)


def _likeliest(figure: Figure, added: list[Figure]) -> Figure | None:
    """The leftover that most likely stands for `figure`: written the same way, the nearest in size."""
    fitting = [f for f in added if f.written == figure.written]
    return min(fitting, key=lambda f: abs(f.value - figure.value), default=None)


def _changed(figure: Figure, other: Figure, cell: Cell) -> Hit:
    """An error, unless a translator may have done it on purpose: a measure rounded, a number inside a name."""
    evidence = (("source", str(figure.value)), ("target", str(other.value)))
    if _has_measure(figure, cell.source, cell.source_lang) and _as_if_rounded(figure, other):
        whole = figure.value % 1 == other.value % 1 == 0
        severity = Severity.WARNING if whole else Severity.INFO  # 25.4 cm say no more than 25 cm
        message = f"“{figure.text}” became “{other.text}”, as if rounded."
        return Hit(message, figure.span, other.span, severity, evidence)
    sure = not (figure.written or _is_code(figure, cell.source) or is_round(figure, cell.source))
    severity = Severity.ERROR if sure else Severity.WARNING
    return Hit(f"“{figure.text}” became “{other.text}”.", figure.span, other.span, severity, evidence)


def _as_if_rounded(figure: Figure, other: Figure) -> bool:
    before, after = float(figure.value), float(other.value)
    return rounded(before, after) or (bool(other.value % 1) and rounded(after, before))


def _is_one(figure: Figure, cell: Cell) -> bool:
    """1.6 km are "a mile", 2.5 cm "an inch": one of something, which languages say without a figure."""
    unit = unit_after(cell.source, figure, figures(cell.source, cell.source_lang))
    return unit in PHYSICAL and converts(unit, float(figure.value), 1.0, cut=False)


def _has_measure(figure: Figure, text: str, lang: str | None) -> bool:
    return bool(figure.currency) or bool(unit_after(text, figure, figures(text, lang)))


def _lost(gone: list[Figure], cell: Cell) -> Iterator[Hit]:
    """Figures with nothing like them; the two of a score, "1-0" or "1-to-1", are one finding."""
    i = 0
    while i < len(gone):
        first = last = gone[i]
        if i + 1 < len(gone) and _SCORE.fullmatch(cell.source, first.span.end, gone[i + 1].span.start):
            i += 1
            last = gone[i]
        i += 1
        span = Span(first.span.start, last.span.end)
        unread = not reads_words(cell.target_lang)  # it may well be there in words
        weak = unread or first.written or _is_code(first, cell.source) or _is_phrase(first, cell.source)
        yield Hit(
            f"“{span.of(cell.source)}” has no counterpart in the rendering.",
            span,
            severity=Severity.INFO if weak else Severity.WARNING,
            evidence=(("source", str(first.value)), ("target", "")),
        )


_SCORE = regex.compile(r"[-–—:]|-\p{L}{1,3}-")


def _is_code(figure: Figure, text: str) -> bool:
    """Digits inside a name or of an edition: G7, F-16, 24/7, WW1, 3.1.2."""
    start, end = figure.span.start, figure.span.end
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    return (
        before.isalpha()
        or before in ("/", "#")
        or _EDITION_PARTS.fullmatch(figure.text) is not None
        or (len(after) == 2 and after[0] == "/" and after[1].isdigit())
    )


_EDITION_PARTS = regex.compile(r"\p{Nd}{1,2}(?:\.\p{Nd}{1,2}){2,}")


def _is_phrase(figure: Figure, text: str) -> bool:
    """Figures of speech, which each language has words of its own for: "100 % sure", "No. 1", "turn 180°"."""
    if figure.value == 100 and figure.kind is FigureKind.PERCENT:
        return True
    if figure.value == 1 and _RANK.search(text, max(0, figure.span.start - 12), figure.span.start):
        return True
    return figure.value in (180, 360) and unit_after(text, figure) == "fahrenheit"


_RANK = regex.compile(r"(?i:\b(?:no|nr|num|number|nummer|numéro|número|numer|номер)|№|n[°º])\.?[\s\u00a0]?$")


def _said_otherwise(figure: Figure, cell: Cell) -> bool:
    return said_otherwise(figure, cell.target, cell.target_lang)


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
            if other is None and (figure.written or _said_otherwise(figure, cell) or _in_parts(figure, cell)):
                continue
            yield _date_hit(figure, other)
    for figure, other in left.pairs:
        if _half_day_lost(figure, other, cell):
            hit = _date_hit(figure, other)
            yield replace(hit, severity=Severity.WARNING)


def _half_day_lost(figure: Figure, other: Figure, cell: Cell) -> bool:
    """3:45 p.m. became 3:45, and nothing in the rendering says in which half of the day."""
    if figure.kind is not FigureKind.TIME or figure.written or other.written:
        return False
    told_with_half = len(figure.readings) > 1 and abs(figure.value - other.value) == _HALF_DAY
    return told_with_half and tells_half_of_day(cell.target, cell.target_lang) is False


_HALF_DAY = 12


def _in_parts(figure: Figure, cell: Cell) -> bool:
    """A time whose hour and minute stand apart, "14 Uhr 30"; or it was no time but a ratio: "1:10" is "1 zu 10"."""
    if figure.kind is not FigureKind.TIME:
        return False
    wanted = {int(part) for part in regex.findall(r"\p{Nd}+", figure.text)}
    found = {value for other in figures(cell.target, cell.target_lang) for value in other.readings}
    return len(wanted) == 2 and wanted <= found


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
_DECIMAL = regex.compile(r"\p{Nd}+(?P<point>[.,])(?P<decimals>\p{Nd}{1,2})(?!\p{Nd})")
_BOTH = regex.compile(r"\p{Nd}{1,3}(?P<group>[.,])(?:\p{Nd}{3}(?P=group))*\p{Nd}{3}(?P<point>[.,])\p{Nd}+")
_BY_THE_CLOCK = regex.compile(r"(?i:\b(?:at|from|until|o|godz\.|um|ab|à|о|об|в|с|з)) $")
_NAME_BEFORE = regex.compile(r"\p{Lu}\p{L}+[ /\u2011-]$")
_EDITION = regex.compile(
    r"(?i:\b(?:version|release|section|chapter|clause|article|art|paragraph|rule|v)\.?) ?$"
)


def number_format(cell: Cell, _: Context) -> Iterator[Hit]:
    """The value is right, but written with the separators of another language."""
    if cell.source_lang == cell.target_lang:
        return
    own, theirs = separators(cell.target_lang), separators(cell.source_lang)
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    for figure, other in left.pairs:
        clock = {FigureKind.DATE, FigureKind.TIME} & {figure.kind, other.kind}
        if clock or figure.written or other.written:
            continue
        if figure.text == other.text and (own == theirs or _stands_as_it_is(figure, cell)):
            continue
        wrong = _wrong_separator(other.text, figure, own)
        if wrong:
            yield Hit(
                f"“{other.text}” is written with {wrong}, which is not how the target language writes it.",
                figure.span,
                other.span,
                evidence=(("source", figure.text), ("target", other.text)),
            )


def _stands_as_it_is(figure: Figure, cell: Cell) -> bool:
    """18.12 may be a day or an episode, "at 14.30" an hour, 3.75 behind “version” or "Windows 8.1" is no
    measure: they are written alike everywhere."""
    before = cell.source[: figure.span.start]
    match = regex.fullmatch(r"(\p{Nd}{1,2})\.(\p{Nd}{2})", figure.text)
    if match is not None:
        day, month = sorted((int(match[1]), int(match[2])), reverse=True)
        if day <= 31 and month <= 12:
            return True
        if figure.kind is FigureKind.NUMBER and int(match[1]) < 24 and int(match[2]) < 60:
            return _BY_THE_CLOCK.search(before) is not None
    named = _NAME_BEFORE.search(before)
    if named is not None and named.group() + figure.text in cell.target:
        return True
    return _EDITION.search(before) is not None


def _wrong_separator(text: str, figure: Figure, own: Separators) -> str:
    digits = regex.search(r"\p{Nd}[\p{Nd}.,]*", text)
    if digits is None:
        return ""
    token = digits.group().rstrip(".,")
    both = _BOTH.fullmatch(token)
    if (
        both
        and both["group"] != both["point"]
        and (both["group"] != own.group or both["point"] != own.decimal)
    ):
        return f"“{both['group']}” between the thousands and “{both['point']}” before the decimals"
    point = _DECIMAL.fullmatch(token)
    if point and point["point"] != own.decimal and int(point["decimals"]):
        return f"“{point['point']}” before the decimals"
    group = _GROUPED.fullmatch(token)
    if group and group["group"] != own.group and figure.value >= 1000 and not figure.value % 1:
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
        if not before or not after:
            weighed = _physical(figure, cell.source, cell.source_lang)
            against = _any_unit(other, cell.target, cell.target_lang) if weighed else ""
            if weighed and against:  # a unit that is only left out is often understood
                before, after = weighed, against
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
    """A conversion that is right only roughly: 3 inches are 7.6 cm, not 7. Digits left off are for information
    unless more than 15 % went with them."""
    unit = unit_after(cell.source, figure, figures(cell.source, cell.source_lang))
    before, after = float(figure.value), float(other.value)
    if not unit or figure.agrees(other) or converts(unit, before, after, 0.05, cut=False):
        return
    cut = converts(unit, before, after, 0.0) and converts(unit, before, after, 0.15, cut=False)
    yield Hit(
        f"“{figure.text}” ({unit}) became “{other.text}”: converted more than 5 % off.",
        figure.span,
        other.span,
        severity=Severity.INFO if cut else None,
        evidence=(("source", str(figure.value)), ("target", str(other.value))),
    )


def _measure(figure: Figure) -> str:
    """What the figure measures: a currency code, %, or nothing known."""
    return "%" if figure.kind is FigureKind.PERCENT else figure.currency


def _physical(figure: Figure, text: str, lang: str | None) -> str:
    """The unit of length, weight, area or volume that follows a figure, or ""; pounds may be weight too."""
    if figure.currency == "GBP":
        return "pound"
    unit = unit_after(text, figure, figures(text, lang))
    return unit if unit in PHYSICAL else ""


def _any_unit(figure: Figure, text: str, lang: str | None) -> str:
    """As :func:`_physical`, or one of the units whose words could be taken for something else, but not beside
    a figure that is measured on the other side."""
    unit = unit_after(text, figure, figures(text, lang))
    return _SHORT.get(unit, "") or _physical(figure, text, lang)


_SHORT = {"m": "metre", "l": "litre", "g": "g", "t": "t"}


def _named_elsewhere(unit: str, cell: Cell) -> bool:
    """The target names the unit, only not beside this figure."""
    others = figures(cell.target, cell.target_lang)
    return any(_measure(figure) == unit for figure in others) or names_unit(cell.target, unit)

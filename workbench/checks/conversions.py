"""Which unit follows a figure, and whether two figures are one measure in two units."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import regex

from workbench.numerals import Figure

__all__ = ["PHYSICAL", "converts", "rounded", "unit_after"]

TOLERANCE = 0.1
"""Translators round: "10 inches" became "25 cm", "1 inch" became "2,5", "3 inches" became "7,5"."""
_COARSEST = 0.25
"""Farthest that leaving off digits may lead: "1 inch" became "2 cm", "200 miles" "300 km"; no mile is 1 km."""

PHYSICAL = frozenset(
    {"mile", "km", "foot", "inch", "yard", "kg", "pound", "acre", "ha", "gallon", "cm", "mm", "knot", "ounce"}
    | {"metre", "litre", "mg"}
)
"""Units whose words cannot be taken for anything else; "m", "l", "t", "g" and "degrees" can."""
_LENGTHS = frozenset({"mile", "foot", "inch", "yard", "km", "m", "metre", "cm", "mm"})
"""Units that have squares."""


@dataclass(frozen=True, slots=True)
class _Units:
    pattern: regex.Pattern[str]
    factors: dict[str, tuple[float, ...]]
    formulas: dict[str, str]
    times: frozenset[str]


@lru_cache(maxsize=1)
def _units() -> _Units:
    data = tomllib.loads(files("workbench.checks").joinpath("units.toml").read_text("utf-8"))
    groups = []
    for name, row in data.items():
        words = sorted(dict.fromkeys(row["words"].split()), key=len, reverse=True)
        forms = "|".join(
            regex.escape(word.rstrip("*")) + (r"\p{L}*" if word.endswith("*") else "") for word in words
        )
        if "beside" in row:
            forms += "|" + row["beside"]
        groups.append(rf"(?P<{name}>(?:{forms}))")
    square = r"(?:square|sq\.?|кв\.?|квадратн\p{L}*|km²|quadrat|kwadratow\p{L}*)"
    pattern = regex.compile(
        rf"[\s\u00a0\u202f\-\u2011º°]{{0,2}}(?:{square}[\s\u00a0]?)?(?:{'|'.join(groups)})(?![\p{{L}}\p{{Nd}}])",
        regex.IGNORECASE,
    )
    return _Units(
        pattern,
        {name: tuple(row["to"].values()) for name, row in data.items()},
        {name: row["formula"] for name, row in data.items() if "formula" in row},
        frozenset(name for name, row in data.items() if row.get("time")),
    )


_RANGE = regex.compile(r"[\s\u00a0\u202f]*(?:[-–—/]|,|\p{L}{1,4})[\s\u00a0\u202f]*")


def unit_after(text: str, figure: Figure, others: tuple[Figure, ...] = ()) -> str:
    """The unit that follows a figure, or "".

    The first figure of a range ("2 to 4 inches") takes the unit of the second.
    """
    match = _units().pattern.match(text, figure.span.end)
    if match is None:
        following = next((other for other in others if other.span.start >= figure.span.end), None)
        if following is not None and _RANGE.fullmatch(text, figure.span.end, following.span.start):
            match = _units().pattern.match(text, following.span.end)
    return (match.lastgroup or "") if match else ""


def converts(
    unit: str, value: float, other: float, tolerance: float = TOLERANCE, *, cut: bool = True
) -> bool:
    """True if `value` in `unit` may be `other` in a unit a translator would use instead.

    Args:
        unit: as :func:`unit_after` names it.
        value, other: the two measures.
        tolerance: share that `other` may be off.
        cut: digits may be left off, too, as :func:`rounded` has it.

    >>> converts("inch", 10, 25), converts("inch", 1, 2), converts("mile", 385, 360)
    (True, True, False)
    """
    units = _units()
    goals = [goal for goal in _goals(units, unit, value) if goal]
    if any(abs(other - goal) <= tolerance * abs(goal) for goal in goals):
        return True
    return cut and unit not in units.times and any(rounded(goal, other) for goal in goals)


def rounded(fine: float, coarse: float) -> bool:
    """True if `coarse` is `fine` with digits left off: 7.62 is 7 or 8, 322 is 300.

    >>> rounded(7.62, 7), rounded(321.9, 300), rounded(249, 250), rounded(135, 137)
    (True, True, True, False)
    """
    off = abs(fine - coarse)
    return _step(fine) < _step(coarse) > off and off <= _COARSEST * abs(fine)


def _step(value: float) -> float:
    """What the last digit of a number is worth, zeros at the end left out: 100 for 300, 0.1 for 2.5."""
    digits = f"{value:.6g}"
    if "e" in digits or not value:
        return abs(value)
    if "." in digits:
        return float(10 ** -(len(digits) - digits.index(".") - 1))
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def _goals(units: _Units, unit: str, value: float) -> Iterator[float]:
    for factor in units.factors.get(unit, ()):
        yield value * factor
        if unit in _LENGTHS:
            yield value * factor**2  # square miles
    if units.formulas.get(unit) == "celsius":
        yield abs((value - 32) * 5 / 9)  # a figure is read without its sign: 14 °F are minus 10 °C
        yield value * 5 / 9  # a difference of temperatures
    elif units.formulas.get(unit) == "fahrenheit":
        yield value * 9 / 5 + 32
        yield value * 9 / 5

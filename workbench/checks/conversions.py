"""Which unit follows a figure, and whether two figures are one measure in two units."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import regex

from workbench.numerals import Figure

__all__ = ["converts", "unit_after"]

TOLERANCE = 0.1
"""Translators round: "10 inches" became "25 cm", "1 inch" became "2,5", "3 inches" became "7,5"."""


@dataclass(frozen=True, slots=True)
class _Units:
    pattern: regex.Pattern[str]
    factors: dict[str, tuple[float, ...]]
    formulas: dict[str, str]


@lru_cache(maxsize=1)
def _units() -> _Units:
    data = tomllib.loads(files("workbench.checks").joinpath("units.toml").read_text("utf-8"))
    groups = []
    for name, row in data.items():
        words = sorted(dict.fromkeys(row["words"].split()), key=len, reverse=True)
        forms = "|".join(
            regex.escape(word.rstrip("*")) + (r"\p{L}*" if word.endswith("*") else "") for word in words
        )
        groups.append(rf"(?P<{name}>(?:{forms}))")
    square = r"(?:square|sq\.?|кв\.?|квадратн\p{L}*|km²|quadrat|kwadratow\p{L}*)"
    pattern = regex.compile(
        rf"[\s\u00a0\u202f\-\u2011º°]{{0,2}}(?:{square}[\s\u00a0])?(?:{'|'.join(groups)})(?![\p{{L}}\p{{Nd}}])",
        regex.IGNORECASE,
    )
    return _Units(
        pattern,
        {name: tuple(row["to"].values()) for name, row in data.items()},
        {name: row["formula"] for name, row in data.items() if "formula" in row},
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


def converts(unit: str, value: float, other: float, tolerance: float = TOLERANCE) -> bool:
    """True if `value` in `unit` may be `other` in a unit a translator would use instead.

    >>> converts("inch", 10, 25), converts("mile", 385, 360)
    (True, False)
    """
    units = _units()
    return any(abs(other - goal) <= tolerance * abs(goal) for goal in _goals(units, unit, value) if goal)


def _goals(units: _Units, unit: str, value: float) -> Iterator[float]:
    for factor in units.factors.get(unit, ()):
        yield value * factor
        yield value * factor**2  # square miles
    if units.formulas.get(unit) == "celsius":
        yield (value - 32) * 5 / 9
        yield value * 5 / 9  # a difference of temperatures
    elif units.formulas.get(unit) == "fahrenheit":
        yield value * 9 / 5 + 32
        yield value * 9 / 5

"""What a figure is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workbench.model import Span

__all__ = ["Figure", "FigureKind"]


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

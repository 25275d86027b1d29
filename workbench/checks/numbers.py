"""Checks of figures: values, dates, times, number format, units.

The comparison pairs figures of the two sides off in rounds, the surest first, and reports what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.checks.base import Cell, Context, Hit
from workbench.model import Severity
from workbench.numerals import Figure, figures

__all__ = ["Pairing", "numbers", "pair_up"]


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
    left, right = list(figures(source, source_lang)), list(figures(target, target_lang))
    pairs: list[tuple[Figure, Figure]] = []
    for same in _ROUNDS:
        for figure in list(left):
            match = next((other for other in right if same(figure, other)), None)
            if match is not None:
                pairs.append((figure, match))
                left.remove(figure)
                right.remove(match)
    return Pairing(tuple(pairs), tuple(left), tuple(right))


def _same_day(a: Figure, b: Figure) -> bool:
    if a.day is None or b.day is None:
        return False
    return a.day[1:] == b.day[1:] and (a.day[0] == b.day[0] or None in (a.day[0], b.day[0]))


def _same_value(a: Figure, b: Figure) -> bool:
    return (
        a.day is None
        and b.day is None
        and a.value == b.value
        and a.kind == b.kind
        and not a.written
        and not b.written
    )


def _agree_in_digits(a: Figure, b: Figure) -> bool:
    return a.day is None and b.day is None and not a.written and not b.written and a.agrees(b)


def _agree(a: Figure, b: Figure) -> bool:
    return a.day is None and b.day is None and a.agrees(b)


_ROUNDS: tuple[Callable[[Figure, Figure], bool], ...] = (_same_day, _same_value, _agree_in_digits, _agree)


def numbers(cell: Cell, _: Context) -> Iterator[Hit]:
    """Values of one side that the other does not have."""
    if not cell.source.strip() or not cell.target.strip():
        return
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    added = [figure for figure in left.added if not figure.loose]
    for figure in left.missing:
        if figure.loose or _told_otherwise(figure, cell, left):
            continue
        other = next((f for f in added if f.written == figure.written), None)
        if other is not None:
            added.remove(other)
        yield _hit(figure, other)


def _hit(figure: Figure, other: Figure | None) -> Hit:
    changed = f", “{other.text}” stands only in the rendering" if other else ""
    return Hit(
        f"“{figure.text}” has no counterpart{changed}.",
        figure.span,
        other.span if other else None,
        severity=Severity.WARNING if figure.written else None,
        evidence=(("source", str(figure.value)), ("target", str(other.value) if other else "")),
    )


def _told_otherwise(figure: Figure, cell: Cell, left: Pairing) -> bool:
    return False

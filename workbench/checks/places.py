"""Countries and other places that have a name of their own in many languages, found in any form."""

from __future__ import annotations

from functools import lru_cache

from workbench.checks.base import Cell, known_language
from workbench.checks.name_tables import places

__all__ = ["countries", "place_in", "place_of"]


@lru_cache(maxsize=16)
def countries(lang: str) -> dict[str, str]:
    """Names of countries in `lang` (CLDR) and their codes."""
    from babel import Locale, UnknownLocaleError

    row = known_language(lang)
    try:
        territories = Locale.parse(row.babel if row else lang, sep="_").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {str(name): code for code, name in territories.items() if code.isalpha()}


def place_in(word: str, cell: Cell) -> bool:
    """`word` is a country (CLDR) or another place with a name of its own in many languages, and the target
    has that name, whatever its ending."""
    target = cell.target.lower()
    if any(stem in target for stem in _place_row(word)):
        return True
    code = countries(cell.source_lang or "").get(word)
    codes = {code} if code else _codes(word.lower(), cell.source_lang)
    return any(name in target for name in _names_of(frozenset(codes), cell.target_lang or ""))


def place_of(word: str, cell: Cell) -> bool:
    """`word`, in any form, is the target language's name of a place that the source names."""
    lower = word.lower()
    if any(place in cell.source for place in _places_called(lower)):
        return True
    codes = _codes(lower, cell.target_lang)
    if not codes:
        return False
    ours = countries(cell.source_lang or "").items()
    return any(code in codes and place[: max(4, len(place) - 3)] in cell.source for place, code in ours)


@lru_cache(maxsize=4096)
def _names_of(codes: frozenset[str], lang: str) -> tuple[str, ...]:
    """What every form of the names of countries in a language begins with, in small letters."""
    names = [name for name, own in countries(lang).items() if own in codes]
    return tuple(name[: max(4, len(name) - 3)].lower() for name in names)


@lru_cache(maxsize=4096)
def _place_row(word: str) -> tuple[str, ...]:
    """What stands for a place, given in any form of any language of the table, elsewhere.

    >>> "wales" in _place_row("Уельсу"), "англ" in _place_row("England"), _place_row("Ufa")
    (True, True, ())
    """
    rows = places()
    if word in rows:
        return tuple(rows[word])
    lower = word.lower()
    for place, stems in rows.items():
        if any(len(stem) > 3 and lower.startswith(stem) for stem in stems):
            return (place.lower(), *stems)
    return ()


def _codes(lower: str, lang: str | None) -> set[str]:
    """Codes of the countries whose name in `lang` has a word that begins as `lower` does."""
    beginnings = _beginnings(lang or "")
    return {code for end in range(4, len(lower) + 1) for code in beginnings.get(lower[:end], ())}


@lru_cache(maxsize=65536)
def _places_called(lower: str) -> tuple[str, ...]:
    """The places of the table that a word in small letters may stand for."""
    return tuple(place for place, stems in places().items() if lower.startswith(tuple(stems)))


@lru_cache(maxsize=16)
def _beginnings(lang: str) -> dict[str, frozenset[str]]:
    """Codes of countries by the beginnings of the words of their names in `lang`, endings left off."""
    found: dict[str, set[str]] = {}
    for place, code in countries(lang).items():
        for part in place.split():
            if len(part) > 3:
                found.setdefault(part[: max(4, len(part) - 3)].lower(), set()).add(code)
    return {beginning: frozenset(codes) for beginning, codes in found.items()}

"""Where a phrase was translated before, on either side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from workbench.memory.bulk import among
from workbench.memory.search import atoms, index_for, prepared
from workbench.memory.tm_read import lang_codes, units_by_id
from workbench.memory.tm_schema import texts, units
from workbench.memory.units import Hit
from workbench.model import Span
from workbench.words import fold

__all__ = ["places_of", "search"]

_TOGETHER = 25
"""Texts whose units are read at once: most searches want fifty hits."""


def search(connection: Connection, phrase: str, lang: str | None, side: str) -> Iterator[Hit]:
    """Hits as they are found; see :meth:`workbench.memory.tm.Memory.concordance`."""
    words = [word for word, _, _ in atoms(prepared(phrase))]
    numbers = {code: number for number, code in lang_codes(connection).items()}
    if not words or (lang is not None and lang not in numbers):
        return
    number = numbers[lang] if lang is not None else None
    for page in index_for(connection).phrase(connection, words, number):
        for start in range(0, len(page), _TOGETHER):
            yield from _hits(connection, page[start : start + _TOGETHER], words, side)


def _hits(connection: Connection, page: Sequence[int], words: Sequence[str], side: str) -> Iterator[Hit]:
    query = select(texts.c.id, texts.c.body).where(among(texts.c.id, page))
    spans = {number: places_of(words, body) for number, body in connection.execute(query)}
    having = [number for number in page if spans.get(number)]
    for name, column in (("source", units.c.source), ("target", units.c.target)):
        if side not in (name, "any") or not having:
            continue
        found = connection.execute(select(units.c.id, column).where(among(column, having))).all()
        whole = units_by_id(connection, [number for number, _ in found])
        order = {text: place for place, text in enumerate(having)}
        for number, text in sorted(found, key=lambda row: (order[row[1]], row[0])):
            if number in whole:
                yield Hit(whole[number], name, spans[text])


def places_of(words: Sequence[str], body: str) -> tuple[Span, ...]:
    """Where the folded `words` follow one another in a text.

    >>> places_of(["press", "release"], "The Press\u00a0Release, a press-release")
    (Span(start=4, end=17), Span(start=21, end=34))
    """
    folded = fold(body)
    found = atoms(folded.text)
    size = len(words)
    wanted = list(words)
    return tuple(
        folded.back(found[at][1], found[at + size - 1][2])
        for at in range(len(found) - size + 1)
        if found[at][0] == wanted[0] and [word for word, _, _ in found[at : at + size]] == wanted
    )

"""Units out of the memory, with the texts that nothing else needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, or_, select, union

from workbench.memory.bulk import among, chunks
from workbench.memory.search import Entry, digest, index_for, prepared
from workbench.memory.tm_read import lang_codes, units_by_id
from workbench.memory.tm_schema import texts, units
from workbench.memory.tm_write import EDGE, UNKNOWN
from workbench.memory.units import Unit
from workbench.progress import Progress

__all__ = ["remove_texts", "remove_units", "standing", "strike", "unused_texts"]


def standing(connection: Connection, wanted: Sequence[Unit]) -> list[Unit | None]:
    """For each unit what the memory has with the same two texts between the same neighbours, or None."""
    numbers = {code: number for number, code in lang_codes(connection).items()}
    bodies = {
        (numbers[lang], body)
        for unit in wanted
        for lang, body in (
            (unit.source_lang, unit.source),
            (unit.target_lang, unit.target),
            (unit.source_lang, unit.previous),
            (unit.source_lang, unit.next),
        )
        if body and lang in numbers
    }
    ids: dict[tuple[int, str], int] = {}
    columns = (texts.c.lang, texts.c.body, texts.c.id)
    for some in chunks([digest(*each) for each in sorted(bodies)]):
        for lang, body, number in connection.execute(select(*columns).where(among(texts.c.digest, some))):
            ids[lang, body] = number
    keys = [_key(unit, numbers, ids) for unit in wanted]
    u = units.c
    found: dict[tuple[int, ...], int] = {}
    for some in chunks(sorted({key[0] for key in keys if key})):
        query = select(u.source, u.target, u.previous, u.next, u.id).where(among(u.source, some))
        found.update((tuple(row[:4]), row[4]) for row in connection.execute(query).all())
    known = units_by_id(connection, [found[key] for key in keys if key in found])
    return [known.get(found[key]) if key in found else None for key in keys]


def _key(unit: Unit, numbers: dict[str, int], ids: dict[tuple[int, str], int]) -> tuple[int, ...]:
    """Numbers of a unit's texts; () where the memory has not all of them."""
    near, far = numbers.get(unit.source_lang, -1), numbers.get(unit.target_lang, -1)
    key = [ids.get((near, unit.source)), ids.get((far, unit.target))]
    for neighbour in (unit.previous, unit.next):
        key.append(UNKNOWN if neighbour is None else ids.get((near, neighbour)) if neighbour else EDGE)
    return tuple(number for number in key if number is not None) if None not in key else ()


def strike(connection: Connection, ids: Iterable[int]) -> None:
    """Take out a few units while somebody waits: at once, however large the memory is.

    Texts that only they had stay in the index, where they are no one's; see :func:`unused_texts`.
    """
    for some in chunks(sorted(set(ids))):
        connection.execute(delete(units).where(among(units.c.id, some)))


def remove_units(connection: Connection, ids: Iterable[int], progress: Progress) -> int:
    """Take out units by their numbers.

    Args:
        connection: a writing transaction.
        ids: numbers; those that are not there are passed over.
        progress: may cancel; then the caller's transaction undoes what was done.

    Returns:
        How many were there.
    """
    touched: set[int] = set()
    removed = 0
    columns = (units.c.source, units.c.target, units.c.previous, units.c.next)
    for some in chunks(sorted(set(ids))):
        progress.check()
        for row in connection.execute(select(*columns).where(among(units.c.id, some))):
            touched.update(number for number in row if number > 0)
        removed += connection.execute(delete(units).where(among(units.c.id, some))).rowcount
        progress.advance(len(some))
    remove_texts(connection, touched)
    return removed


def unused_texts(connection: Connection) -> set[int]:
    """Numbers of all texts that no unit has, as a side or as a neighbour."""
    u = units.c
    used = union(*(select(column) for column in (u.source, u.target, u.previous, u.next)))
    return set(connection.scalars(select(texts.c.id).where(texts.c.id.not_in(used))))


def remove_texts(connection: Connection, touched: set[int]) -> int:
    """Take out those of the texts that no unit needs any more, as a side or as a neighbour; how many."""
    u = units.c
    unused = set(touched)
    for some in chunks(sorted(touched)):
        for column in (u.source, u.target):
            unused.difference_update(connection.scalars(select(column).where(among(column, some)).distinct()))
    if unused:  # neighbours have no index: one pass over all
        for row in connection.execute(select(u.previous, u.next).where(or_(u.previous > 0, u.next > 0))):
            unused.difference_update(row)
    index = index_for(connection)
    columns = (texts.c.id, texts.c.lang, texts.c.words, texts.c.body)
    for some in chunks(sorted(unused)):
        rows = connection.execute(select(*columns).where(among(texts.c.id, some))).all()
        entries = [Entry(number, lang, words, prepared(body)) for number, lang, words, body in rows]
        index.remove(connection, entries)
        connection.execute(delete(texts).where(among(texts.c.id, some)))
    return len(unused)

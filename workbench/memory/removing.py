"""Units out of the memory, with the texts that nothing else needs."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, or_, select

from workbench.memory.bulk import among, chunks
from workbench.memory.search import Entry, index_for, prepared
from workbench.memory.tm_schema import texts, units
from workbench.progress import Progress

__all__ = ["remove_units"]


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
    _remove_texts(connection, touched)
    return removed


def _remove_texts(connection: Connection, touched: set[int]) -> None:
    """Those of the texts that no unit needs any more, as a side or as a neighbour."""
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

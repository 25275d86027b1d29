"""Rows of the memory as units again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from workbench.memory.bulk import among, chunks
from workbench.memory.tm_schema import labels, langs, texts, units
from workbench.memory.tm_write import EDGE, ORIGINS
from workbench.memory.units import Unit, UnitOrigin

__all__ = ["all_units", "lang_codes", "moment", "unit_query", "unit_rows", "units_by_id"]

_S, _T, _P, _N = (texts.alias(name) for name in ("s", "t", "p", "n"))
_WHO, _DETAIL, _DOCUMENT, _EXTRA = (labels.alias(name) for name in ("w", "d", "o", "x"))


def unit_query() -> Select[Any]:
    """All of a unit; add a condition, an order or a limit over :data:`~workbench.memory.tm_schema.units`."""
    u = units.c
    joined = (
        units.join(_S, _S.c.id == u.source)
        .join(_T, _T.c.id == u.target)
        .outerjoin(_P, _P.c.id == u.previous)
        .outerjoin(_N, _N.c.id == u.next)
        .outerjoin(_WHO, _WHO.c.id == u.who)
        .outerjoin(_DETAIL, _DETAIL.c.id == u.detail)
        .outerjoin(_DOCUMENT, _DOCUMENT.c.id == u.document)
        .outerjoin(_EXTRA, _EXTRA.c.id == u.extra)
    )
    return select(
        u.id, _S.c.body, _T.c.body, u.source_lang, u.target_lang, u.previous, _P.c.body, u.next, _N.c.body,
        _DOCUMENT.c.body, _WHO.c.body, u.created, u.changed, u.origin, _DETAIL.c.body, _EXTRA.c.body,
    ).select_from(joined)  # fmt: skip


def unit_rows(rows: Iterable[Row[Any]], codes: dict[int, str]) -> Iterator[Unit]:
    """Units from the rows of :func:`unit_query`."""
    for (
        number, source, target, source_lang, target_lang, previous, before, following, after,
        document, who, created, changed, origin, detail, extra,
    ) in map(tuple, rows):  # fmt: skip
        terms, note, properties = json.loads(extra) if extra else ((), "", ())
        yield Unit(
            source,
            target,
            codes[source_lang],
            codes[target_lang],
            "" if previous == EDGE else before,
            "" if following == EDGE else after,
            document or "",
            tuple(terms),
            who or "",
            moment(created),
            moment(changed),
            ORIGINS[origin],
            detail or "",
            note=note,
            properties=tuple((name, value) for name, value in properties),
            id=number,
        )


_PAGE = 2_000


def all_units(
    connection: Connection,
    source_lang: str | None = None,
    target_lang: str | None = None,
    origin: UnitOrigin | None = None,
) -> Iterator[Unit]:
    """Units in the order they came in; see :meth:`workbench.memory.tm.Memory.units`."""
    codes = lang_codes(connection)
    numbers = {code: number for number, code in codes.items()}
    query = unit_query().order_by(units.c.id).limit(_PAGE)
    for column, code in ((units.c.source_lang, source_lang), (units.c.target_lang, target_lang)):
        if code is not None:
            query = query.where(column == numbers.get(code, -1))
    if origin is not None:
        query = query.where(units.c.origin == ORIGINS.index(origin))
    last = 0
    while rows := connection.execute(query.where(units.c.id > last)).all():
        yield from unit_rows(rows, codes)
        last = rows[-1][0]


def units_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, Unit]:
    """Units by their numbers; those that are not there are left out."""
    codes = lang_codes(connection)
    found: dict[int, Unit] = {}
    for some in chunks(ids):
        rows = connection.execute(unit_query().where(among(units.c.id, some)))
        found.update((unit.id, unit) for unit in unit_rows(rows.all(), codes))
    return found


def lang_codes(connection: Connection) -> dict[int, str]:
    """Language codes by their numbers."""
    return {row.id: row.code for row in connection.execute(select(langs))}


def moment(value: int | None) -> datetime | None:
    """The time of some seconds since 1970."""
    return None if value is None else datetime.fromtimestamp(value, UTC)

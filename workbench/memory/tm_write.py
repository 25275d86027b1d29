"""Units into the memory: every text, language and label once, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from workbench.memory.bulk import among, chunks, insert_rows
from workbench.memory.search import Entry, digest, index_for, length, prepared
from workbench.memory.tm_schema import labels, langs, texts, units
from workbench.memory.units import Added, Unit, UnitOrigin

__all__ = ["BATCH", "EDGE", "ORIGINS", "UNKNOWN", "Writer", "lock", "seconds", "taken_in"]

BATCH = 20_000
"""Units that are written together: enough for the index to be written in long pieces, little memory (40 MB)."""

ORIGINS = tuple(UnitOrigin)
"""An origin's number in the table is its place here; append only."""

UNKNOWN, EDGE = 0, -1
"""Instead of a neighbour's number: not known; there is none, the document begins or ends here."""

_MOST_LABELS = 100_000


def lock(connection: Connection) -> None:
    """Keep other writers out until the transaction ends, so that numbers can be given out here.

    SQLite has one writer anyhow, see :meth:`workbench.memory.location.Database.writing`.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE tm_langs IN EXCLUSIVE MODE")


def taken_in(unit: Unit) -> bool:
    """True if the memory takes the unit: somebody stands by it, and there is something on both sides."""
    return unit.confirmed and bool(unit.source.strip()) and bool(unit.target.strip())


def seconds(when: datetime | None) -> int | None:
    """Seconds since 1970; a time without a zone is taken for UTC."""
    if when is None:
        return None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


_Key = tuple[int, int, int, int]
"""Source, target, previous, next: what makes a unit."""


@dataclass(slots=True)
class Writer:
    """Writes batches of units in one transaction that the caller began with :func:`lock`."""

    connection: Connection
    new: int = 0
    merged: int = 0
    refused: int = 0
    _langs: dict[str, int] = field(default_factory=dict)
    _labels: dict[str, int] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._langs = {code: number for number, code in self.connection.execute(select(langs))}
        for table in (texts, units, labels):
            self._last[table.name] = self.connection.scalar(select(func.max(table.c.id))) or 0

    def add(self, batch: Sequence[Unit]) -> None:
        """Write up to :data:`BATCH` units."""
        wanted = [unit for unit in batch if taken_in(unit)]
        self.refused += len(batch) - len(wanted)
        if not wanted:
            return
        self._learn_langs({code for unit in wanted for code in (unit.source_lang, unit.target_lang)})
        old, ids = self._texts(wanted)
        self._learn_labels(wanted)
        rows: dict[_Key, tuple[Any, ...]] = {}
        for unit in wanted:
            lang = self._langs[unit.source_lang]
            key = (
                ids[lang, unit.source],
                ids[self._langs[unit.target_lang], unit.target],
                _neighbour(unit.previous, lang, ids),
                _neighbour(unit.next, lang, ids),
            )
            row = self._row(unit)
            if key in rows:
                self.merged += 1
                if not _goes_before(row, rows[key]):
                    continue
            rows[key] = row
        self._write(rows, old)

    def result(self) -> Added:
        """What became of all of them."""
        return Added(self.new, self.merged, self.refused)

    def _number(self, table: Table) -> int:
        self._last[table.name] += 1
        return self._last[table.name]

    def _learn_langs(self, codes: Iterable[str]) -> None:
        for code in sorted(set(codes) - set(self._langs)):
            number = max(self._langs.values(), default=0) + 1
            self.connection.execute(insert(langs).values(id=number, code=code))
            self._langs[code] = number

    def _texts(self, wanted: Sequence[Unit]) -> tuple[int, dict[tuple[int, str], int]]:
        """(the last number before this batch, number of each text): those that are there, and new ones."""
        found: dict[tuple[int, str], int] = {}
        for unit in wanted:
            lang = self._langs[unit.source_lang]
            found[lang, unit.source] = 0
            found[self._langs[unit.target_lang], unit.target] = 0
            for neighbour in (unit.previous, unit.next):
                if neighbour:
                    found[lang, neighbour] = 0
        digests = {key: digest(*key) for key in found}
        columns = (texts.c.lang, texts.c.body, texts.c.id)
        for some in chunks(list(digests.values())):
            for lang, body, number in self.connection.execute(
                select(*columns).where(among(texts.c.digest, some))
            ):
                if (lang, body) in found:
                    found[lang, body] = number
        last = self._last[texts.name]
        rows, entries = [], []
        for (lang, body), number in found.items():
            if not number:
                found[lang, body] = number = self._number(texts)
                ready = prepared(body)
                words = length(ready)
                rows.append((number, digests[lang, body], lang, words, body))
                entries.append(Entry(number, lang, words, ready))
        insert_rows(self.connection, texts, rows)
        index_for(self.connection).add(self.connection, entries)
        return last, found

    def _learn_labels(self, wanted: Sequence[Unit]) -> None:
        """Give numbers to labels that have none. What is known is forgotten when it grows large: files may give
        every unit a label of its own."""
        if len(self._labels) > _MOST_LABELS:
            self._labels.clear()
        new = {
            label
            for unit in wanted
            for label in (unit.who, unit.detail, unit.document, _extra(unit))
            if label and label not in self._labels
        }
        for some in chunks(sorted(new)):
            query = select(labels.c.body, labels.c.id).where(labels.c.body.in_(some))
            self._labels.update((body, number) for body, number in self.connection.execute(query))
        rows = [(self._number(labels), label) for label in sorted(new) if label not in self._labels]
        insert_rows(self.connection, labels, rows)
        self._labels.update((label, number) for number, label in rows)

    def _row(self, unit: Unit) -> tuple[Any, ...]:
        """The columns of a unit after its key."""
        known = self._labels
        extra = _extra(unit)
        return (
            self._langs[unit.source_lang],
            self._langs[unit.target_lang],
            ORIGINS.index(unit.origin),
            seconds(unit.created),
            seconds(unit.changed or unit.created),
            known[unit.who] if unit.who else 0,
            known[unit.detail] if unit.detail else 0,
            known[unit.document] if unit.document else 0,
            known[extra] if extra else 0,
        )

    def _write(self, rows: dict[_Key, tuple[Any, ...]], last_text: int) -> None:
        there = self._existing([key for key in rows if max(key[0], key[1]) <= last_text])
        names = [column.name for column in units.columns][5:]
        fresh, changed = [], []
        for key, row in rows.items():
            if key not in there:
                fresh.append((self._number(units), *key, *row))
                continue
            number, before = there[key]
            self.merged += 1
            if _goes_before(row, before):
                changed.append({"_id": number, **dict(zip(names, row, strict=True))})
        self.new += len(fresh)
        insert_rows(self.connection, units, fresh)
        if changed:
            statement = update(units).where(units.c.id == bindparam("_id"))
            values: dict[str, Any] = {name: bindparam(name) for name in names if name != "created"}
            self.connection.execute(statement.values(**values), changed)

    def _existing(self, keys: Sequence[_Key]) -> dict[_Key, tuple[int, tuple[Any, ...]]]:
        """Units that are there: key -> (number, the columns after the key)."""
        found = {}
        wanted = set(keys)
        for some in chunks(sorted({key[0] for key in keys})):
            for row in self.connection.execute(select(units).where(among(units.c.source, some))):
                key = (row[1], row[2], row[3], row[4])
                if key in wanted:
                    found[key] = (row[0], tuple(row[5:]))
        return found


def _neighbour(text: str | None, lang: int, ids: dict[tuple[int, str], int]) -> int:
    if text is None:
        return UNKNOWN
    return ids[lang, text] if text else EDGE


_MACHINE = ORIGINS.index(UnitOrigin.MACHINE)
_ORIGIN, _CHANGED = 2, 4  # places in the columns after the key


def _goes_before(row: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """True if `row` replaces `other`: it is not older, and no machine takes a person's place."""
    if row[_ORIGIN] == _MACHINE != other[_ORIGIN]:
        return False
    return (row[_CHANGED] or 0) >= (other[_CHANGED] or 0)


def _extra(unit: Unit) -> str:
    """What few units have, as one label."""
    if not (unit.terms or unit.note or unit.properties):
        return ""
    return json.dumps([unit.terms, unit.note, unit.properties], ensure_ascii=False)

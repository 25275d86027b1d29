"""Many rows in one go, and many values to look for, in both kinds of database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, literal_column, text

__all__ = ["among", "chunks", "insert_rows"]

_AT_ONCE = 5_000
"""Values of one IN list: far under the 32,766 parameters of SQLite and PostgreSQL."""


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in lists that fit a statement."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def among(column: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """``column IN (…)`` with the numbers written out: a thousand bound parameters take longer than the search."""
    listed = ", ".join(str(int(number)) for number in numbers)
    return column.op("IN", is_comparison=True)(literal_column(f"({listed or 'NULL'})"))


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert tuples in the order of the table's columns, by the fastest way there is.

    SQLite prepares one statement and steps it for each row. PostgreSQL gets each column as an array, so that a
    thousand rows are one message instead of a thousand.
    """
    if not rows:
        return
    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", list(rows))  # noqa: S608 — our own names
        return
    types = [column.type.compile(connection.dialect) for column in table.columns]
    arrays = ", ".join(f"CAST(:c{i} AS {kind.split('(')[0]}[])" for i, kind in enumerate(types))
    statement = text(f"INSERT INTO {table.name} ({listed}) SELECT * FROM unnest({arrays})")  # noqa: S608
    for some in chunks(rows):
        columns = zip(*some, strict=True)
        connection.execute(statement, {f"c{i}": list(values) for i, values in enumerate(columns)})

"""Is a store sound? The file, each log, each snapshot, and what was made from them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, select

from workbench.bitext.history import Entry, History
from workbench.bitext.model import Bitext, applied
from workbench.errors import BadStore
from workbench.memory import documents, log
from workbench.memory.codec import chained, no_collection, unpack_bitext, unpack_entry
from workbench.memory.location import Database
from workbench.memory.schema import documents as table
from workbench.memory.schema import entries, snapshots
from workbench.memory.values import Problem, plain
from workbench.progress import SILENT, Progress

__all__ = ["verify"]


def verify(database: Database, progress: Progress = SILENT) -> tuple[Problem, ...]:
    """What is wrong in a store; empty where it is sound.

    The database checks its own file; each document's log is followed from its first state to its end: numbers
    without holes, the chain of digests, every snapshot equal to the replayed table, comments and dismissals as
    the table has them, the uploaded file as it came.
    """
    found: list[Problem] = []
    with database.reading() as connection:
        if database.path is not None:
            found += _of_file(connection)
        ids = connection.scalars(select(table.c.id).order_by(table.c.id)).all()
    progress.start("checking documents", len(ids))
    for id in ids:
        progress.check()
        with no_collection(), database.reading() as connection:
            found += (Problem(id, what) for what in _of_document(connection, id))
        progress.advance()
    progress.finish()
    return tuple(found)


def _of_file(connection: Connection) -> Iterator[Problem]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield Problem("", f"SQLite says: {line}.")
    for name, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Problem("", f"Row {row} of {name} belongs to nothing in {parent}.")


def _of_document(connection: Connection, id: str) -> Iterator[str]:
    try:
        documents.source(connection, id)
    except BadStore as error:
        yield error.message
    tables: dict[int, Bitext] = {}
    query = select(snapshots.c.seq, snapshots.c.digest, snapshots.c.body).where(snapshots.c.document == id)
    base = b""
    for seq, digest, body in connection.execute(query.order_by(snapshots.c.seq)):
        base = digest if seq == 0 else base
        try:
            if sha256(body).digest() != digest:
                raise BadStore("The digest differs.")
            tables[seq] = unpack_bitext(body)
        except BadStore as error:
            yield f"The snapshot after step {seq} is damaged. {error.message}"
    if 0 not in tables:
        yield "Its first state cannot be read."
        return
    try:
        yield from _of_log(connection, id, base, tables)
    except ValueError as error:
        yield f"The record does not fit: {error}."


def _of_log(connection: Connection, id: str, chain: bytes, tables: dict[int, Bitext]) -> Iterator[str]:
    """Follow the log.

    Raises:
        ValueError: it cannot be followed further; the message says where.
    """
    bitext, history = tables[0], History()
    for step in connection.execute(select(entries).where(entries.c.document == id).order_by(entries.c.seq)):
        chain = chained(chain, step.body)
        if chain != step.chain:
            raise ValueError(f"step {step.seq} is not what was written, or one before it is missing")
        entry = _entry(step.seq, step.body)
        if (step.who, step.kind, step.undoes) != (plain(entry.who), plain(entry.kind)[:64], entry.undoes):
            yield f"The audit trail tells step {entry.seq} otherwise than its record."
        history.add(entry)
        bitext = applied(bitext, entry.changes)
        if entry.seq in tables and tables[entry.seq] != bitext:
            yield f"The snapshot after step {entry.seq} is not what its steps give."
    head = connection.execute(select(table).where(table.c.id == id)).one()
    if (head.head, head.chain) != (history.next_seq - 1, chain):
        raise ValueError(f"{head.head} steps were written and {history.next_seq - 1} are there")
    if (head.rows, head.langs) != (len(bitext.rows), log.langs_of(bitext)):
        yield "The list tells another number of rows or other languages than it has."
    notes = sorted((row.id, plain(one.text)) for row in bitext.rows for one in row.comments)
    if notes != sorted((one.row, one.text) for one in documents.notes_of(connection, [id])):
        yield "The list of comments is not what stands in the rows."
    aside = sorted((row.id, one.key) for row in bitext.rows for one in row.dismissed)
    if aside != sorted((one.row, one.key) for one in documents.dismissals_of(connection, [id])):
        yield "The list of dismissed findings is not what stands in the rows."


def _entry(seq: int, body: bytes) -> Entry:
    try:
        entry = unpack_entry(body)
    except BadStore as error:
        raise ValueError(f"step {seq}: {error.message}") from error
    if entry.seq != seq:
        raise ValueError(f"step {seq} calls itself {entry.seq}")
    return entry

"""The log of one document: entries are appended, never changed; a snapshot saves replaying them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from workbench.bitext.history import REDO, UNDO, Entry, History
from workbench.bitext.model import Bitext, BitextRow, Stale, applied
from workbench.errors import BadStore
from workbench.memory.codec import chained, no_collection, pack, unpack_bitext, unpack_entry
from workbench.memory.schema import comments, dismissals, documents, entries, snapshots, touched
from workbench.memory.trouble import Conflict, NotInStore
from workbench.memory.values import now, plain

__all__ = [
    "KEPT",
    "MANY",
    "Live",
    "append",
    "begin",
    "entries_since",
    "langs_of",
    "latest_snapshot",
    "live",
    "note_rows",
    "write_snapshot",
]

KEPT = 2
"""Snapshots kept beside the base: where the newest is damaged, the one before and the log still give the document."""
MANY = 64
"""An entry that touches more rows is noted as touching all, so that a new column does not write a line per row."""


class Live:
    """A document at one point of its log.

    Args:
        chain: says which point, and that everything before is the same; see :func:`.codec.chained`.
        bitext: the table there.
        history: the entries up to there.
    """

    __slots__ = ("bitext", "chain", "history")

    def __init__(self, chain: bytes, bitext: Bitext, history: History) -> None:
        self.chain = chain
        self.bitext = bitext
        self.history = history

    @property
    def seq(self) -> int:
        """Number of the last entry, 0 for none."""
        return self.history.next_seq - 1

    def after(self, entry: Entry) -> Bitext:
        """The table after `entry`.

        Raises:
            Conflict: it does not fit: not made for this table, or it undoes what is not the last step.
        """
        last = {UNDO: self.history.undoable, REDO: self.history.redoable}
        if entry.kind in last and (last[entry.kind] is None or last[entry.kind].seq != entry.undoes):  # type: ignore[union-attr]
            raise Conflict(
                f"Step {entry.undoes} is not the one to {entry.kind}.", hint="Reload the document."
            )
        try:
            return applied(self.bitext, entry.changes)
        except Stale as error:
            raise Conflict(
                f"The change does not fit the document: {error}.", hint="Reload the document and do it again."
            ) from error


def langs_of(bitext: Bitext) -> str:
    """Languages of the source and the renderings, as the column `langs` has them."""
    return json.dumps([column.lang for column in (bitext.source, *bitext.columns)])


def begin(connection: Connection, document: str, bitext: Bitext) -> bytes:
    """Write the base snapshot of a new document.

    Returns:
        Its digest, where the chain begins.
    """
    body = pack(bitext)
    digest = sha256(body).digest()
    connection.execute(insert(snapshots).values(document=document, seq=0, digest=digest, body=body))
    note_rows(connection, document, {row.id: row for row in bitext.rows if row.comments or row.dismissed}, ())
    return digest


def append(
    connection: Connection, document: str, entry: Entry, expected_seq: int, known: Live | None
) -> Live:
    """Write `entry` behind the last one.

    Args:
        connection: of a writing transaction.
        document: id.
        entry: its number must be the next.
        expected_seq: number of the last entry the writer knew.
        known: the document at that point if it is at hand, else it is read.

    Returns:
        The document after it; the same as before where this very entry was there already, as after an
        acknowledgement that was lost.

    Raises:
        NotInStore: no such document.
        Conflict: others wrote in between, or the entry does not fit.
    """
    head, chain, rows, langs = _head(connection, document)
    body = pack(entry)
    if head != expected_seq:
        if head >= entry.seq and body == _body(connection, document, entry.seq):
            return live(connection, document)
        raise Conflict(
            f"Somebody else changed the document first ({head - expected_seq} steps)."
            if head > expected_seq
            else f"The store knows only {head} steps of the document, not {expected_seq}.",
            hint="Reload the document; your change can be made again on top.",
            missed=entries_since(connection, document, expected_seq),
        )
    if entry.seq != head + 1:
        raise Conflict(f"Step {entry.seq} does not follow step {head}.", hint="Reload the document.")
    before = known if known and known.chain == chain else live(connection, document)
    after = before.after(entry)
    chain = chained(chain, body)
    _write(connection, document, entry, body, chain)
    for change in entry.changes:
        rows += len(change.added) - len(change.removed)
        if change.columns_after is not None:
            langs = json.dumps([json.loads(langs)[0], *(column.lang for column in change.columns_after)])
    connection.execute(
        update(documents)
        .where(documents.c.id == document)
        .values(head=entry.seq, chain=chain, changed=now(), rows=rows, langs=langs)
    )
    before.history.add(entry)
    return Live(chain, after, before.history)


def _head(connection: Connection, document: str) -> tuple[int, bytes, int, str]:
    columns = documents.c
    query = select(columns.head, columns.chain, columns.rows, columns.langs).where(columns.id == document)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotInStore(f"There is no document “{document}”.", hint="See all: workbench project list.")
    return row[0], row[1], row[2], row[3]


def _body(connection: Connection, document: str, seq: int) -> bytes | None:
    query = select(entries.c.body).where(entries.c.document == document, entries.c.seq == seq)
    return connection.scalar(query)


def _write(connection: Connection, document: str, entry: Entry, body: bytes, chain: bytes) -> None:
    """The entry itself, and what is made from it to be asked for."""
    connection.execute(
        insert(entries).values(
            document=document,
            seq=entry.seq,
            who=plain(entry.who),
            made=plain(entry.when)[:32],
            kind=plain(entry.kind)[:64],
            undoes=entry.undoes,
            note=plain(entry.note),
            chain=chain,
            body=body,
        )
    )
    rows = entry.rows()
    connection.execute(
        insert(touched),
        [
            {"document": document, "row": row, "seq": entry.seq}
            for row in (sorted(rows) if 0 < len(rows) <= MANY else [""])
        ],
    )
    first: dict[str, BitextRow] = {}
    last: dict[str, BitextRow | None] = {}
    for change in entry.changes:
        for row in change.removed:
            first.setdefault(row.id, row)
            last[row.id] = None
        last.update({row.id: row for row in change.added})
    differ = {id: row for id, row in last.items() if _notes(first.get(id)) != _notes(row)}
    note_rows(connection, document, {id: row for id, row in differ.items() if row}, differ)


def _notes(row: BitextRow | None) -> tuple[object, object]:
    return (row.comments, row.dismissed) if row else ((), ())


def note_rows(
    connection: Connection, document: str, rows: dict[str, BitextRow], forget: Iterable[str]
) -> None:
    """Keep comments and dismissals of `rows` where they can be asked for, after forgetting those of `forget`."""
    gone = list(forget)
    for table in (comments, dismissals):
        for at in range(0, len(gone), 500):  # SQLite takes a bounded number of values
            some = gone[at : at + 500]
            connection.execute(delete(table).where(table.c.document == document, table.c.row.in_(some)))
    said = [
        {"document": document, "row": row.id, "number": number, "col": one.column, "text": plain(one.text),
         "who": plain(one.who), "made": plain(one.when)[:32]}
        for row in rows.values()
        for number, one in enumerate(row.comments)
    ]  # fmt: skip
    aside = [
        {"document": document, "row": row.id, "number": number, "key": one.key, "code": one.code,
         "reason": plain(one.reason), "who": plain(one.who), "made": plain(one.when)[:32]}
        for row in rows.values()
        for number, one in enumerate(row.dismissed)
    ]  # fmt: skip
    if said:
        connection.execute(insert(comments), said)
    if aside:
        connection.execute(insert(dismissals), aside)


def entries_since(connection: Connection, document: str, since: int = 0) -> tuple[Entry, ...]:
    """The entries behind number `since`, oldest first."""
    query = select(entries.c.body).where(entries.c.document == document, entries.c.seq > since)
    return tuple(unpack_entry(body) for body in connection.scalars(query.order_by(entries.c.seq)))


def live(connection: Connection, document: str) -> Live:
    """The document as it stands: the newest sound snapshot and the entries after it.

    Raises:
        NotInStore: no such document.
        BadStore: no snapshot is sound, or the log has a hole or does not fit.
    """
    chain = connection.scalar(select(documents.c.chain).where(documents.c.id == document))
    if chain is None:
        raise NotInStore(f"There is no document “{document}”.", hint="See all: workbench project list.")
    try:
        with no_collection():
            seq, bitext = latest_snapshot(connection, document)
            log = entries_since(connection, document)
            history = History(log)
            for entry in log:
                if entry.seq > seq:
                    bitext = applied(bitext, entry.changes)
    except ValueError as error:
        raise BadStore(
            f"The record of document “{document}” is damaged: {error}.",
            hint="See “workbench project verify”, or restore a backup.",
        ) from error
    return Live(chain, bitext, history)


def latest_snapshot(connection: Connection, document: str) -> tuple[int, Bitext]:
    """The newest sound snapshot and the number of the last entry in it.

    Raises:
        BadStore: there is none.
    """
    for seq, digest, body in _snapshots(connection, document):
        if sha256(body).digest() == digest:
            try:
                return seq, unpack_bitext(body)
            except BadStore:  # the one before will do; verify tells
                continue
    raise BadStore(
        f"No snapshot of document “{document}” can be read.",
        hint="Restore a backup with: workbench project restore BACKUP.",
    )


def _snapshots(connection: Connection, document: str) -> Iterator[tuple[int, bytes, bytes]]:
    """Newest first, read one by one."""
    mine = snapshots.c.document == document
    for seq in connection.scalars(select(snapshots.c.seq).where(mine).order_by(snapshots.c.seq.desc())).all():
        query = select(snapshots.c.digest, snapshots.c.body).where(mine, snapshots.c.seq == seq)
        digest, body = connection.execute(query).one()
        yield seq, digest, body


def write_snapshot(connection: Connection, document: str, seq: int, bitext: Bitext) -> None:
    """Keep the table as it is after entry `seq`; the base and the newest :data:`KEPT` stay, others go."""
    mine = snapshots.c.document == document
    there = connection.scalars(select(snapshots.c.seq).where(mine)).all()
    if seq not in there:
        body = pack(bitext)
        digest = sha256(body).digest()
        connection.execute(insert(snapshots).values(document=document, seq=seq, digest=digest, body=body))
    old = sorted({*there, seq} - {0})[:-KEPT]
    if old:
        connection.execute(delete(snapshots).where(mine, snapshots.c.seq.in_(old)))

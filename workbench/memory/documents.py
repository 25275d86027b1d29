"""Documents: put in, listed, asked about, put into the bin and taken out again."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from hashlib import sha256

from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy.engine import Row

from workbench.bitext.model import Bitext, BitextRow, Cell
from workbench.errors import BadStore
from workbench.memory import log
from workbench.memory.codec import packed_bytes, unpack_entry, unpacked_bytes
from workbench.memory.projects import LONGEST_NAME, proper_name
from workbench.memory.schema import comments, dismissals, documents, entries, projects, sources, touched
from workbench.memory.trouble import NotInStore
from workbench.memory.values import (
    DocumentInfo,
    Note,
    RowVersion,
    SetAside,
    Source,
    Step,
    new_id,
    now,
    plain,
)

__all__ = [
    "LARGEST_SOURCE",
    "add",
    "dismissals_of",
    "find",
    "listed",
    "notes_of",
    "row_history",
    "set_deleted",
    "set_project",
    "set_title",
    "source",
    "steps",
]

LARGEST_SOURCE = 300 * 1024 * 1024
"""Bytes of an uploaded file that are kept."""


def _documents() -> Select[str, str, str, str, int, str, str, str, int, str | None, str | None]:
    c = documents.c
    return select(
        c.id, c.project, c.title, c.langs, c.rows, c.created, c.created_by, c.changed, c.head, sources.c.name,
        c.deleted,
    ).select_from(documents.outerjoin(sources))  # fmt: skip


def _info(
    row: Row[str, str, str, str, int, str, str, str, int, str | None, str | None],
) -> DocumentInfo:
    id, project, title, langs, rows, created, by, changed, head, name, deleted = row
    return DocumentInfo(
        id, project, title, tuple(json.loads(langs)), rows, created, by, changed, head, name or "", deleted
    )


def add(
    connection: Connection,
    project: str,
    bitext: Bitext,
    *,
    title: str,
    who: str,
    original: Source | None = None,
    created: str | None = None,
) -> DocumentInfo:
    """Put a document into a project. Same arguments and errors as :meth:`.store.Store.add_document`."""
    if connection.scalar(select(projects.c.id).where(projects.c.id == project)) is None:
        raise NotInStore(f"There is no project “{project}”.", hint="See all: workbench project list.")
    id, at = new_id(), now()
    connection.execute(
        insert(documents).values(
            id=id,
            project=project,
            title=proper_name(title or bitext.document.name or "untitled", "document"),
            langs=log.langs_of(bitext),
            rows=len(bitext.rows),
            created=plain(created)[:32] if created else at,
            created_by=plain(who),
            changed=at,
            head=0,
            chain=b"",
        )
    )
    digest = log.begin(connection, id, bitext)
    connection.execute(update(documents).where(documents.c.id == id).values(chain=digest))
    if original is not None:
        _keep(connection, id, original)
    return find(connection, id)


def _keep(connection: Connection, document: str, original: Source) -> None:
    if len(original.data) > LARGEST_SOURCE:
        raise BadStore(
            f"The uploaded file has {len(original.data) / 1e6:,.0f} MB; "
            f"at most {LARGEST_SOURCE / 1e6:,.0f} MB are kept.",
            hint="Put the document in without it.",
        )
    connection.execute(
        insert(sources).values(
            document=document,
            name=plain(original.name)[:LONGEST_NAME] or "source",
            size=len(original.data),
            digest=sha256(original.data).digest(),
            body=packed_bytes(original.data),
        )
    )


def find(connection: Connection, wanted: str) -> DocumentInfo:
    """The document with that id.

    Raises:
        NotInStore: there is none.
    """
    row = connection.execute(_documents().where(documents.c.id == plain(wanted))).one_or_none()
    if row is None:
        raise NotInStore(f"There is no document “{wanted}”.", hint="See all: workbench project list.")
    return _info(row)


def listed(
    connection: Connection, project: str | None = None, *, recent: int | None = None, bin: bool = False
) -> tuple[DocumentInfo, ...]:
    """Documents of one project or of all, the one changed last first; with `bin` those in the bin instead."""
    query = _documents().join(projects, projects.c.id == documents.c.project)
    if bin:
        query = query.where(documents.c.deleted.is_not(None))
    else:
        query = query.where(documents.c.deleted.is_(None))
        if project is None:
            query = query.where(projects.c.deleted.is_(None))
    if project is not None:
        query = query.where(documents.c.project == project)
    query = query.order_by(documents.c.changed.desc(), documents.c.id).limit(recent)
    return tuple(_info(row) for row in connection.execute(query))


def set_title(connection: Connection, id: str, title: str) -> None:
    """Give a document another title; raises :class:`~workbench.errors.BadStore` if it is no name."""
    title = proper_name(title, "document")
    connection.execute(update(documents).where(documents.c.id == id).values(title=title))


def set_project(connection: Connection, id: str, project: str) -> None:
    """Put a document into another project, by the project's id."""
    connection.execute(update(documents).where(documents.c.id == id).values(project=project))


def set_deleted(connection: Connection, id: str, deleted: bool) -> None:
    """Put a document into the bin, or take it out."""
    connection.execute(
        update(documents).where(documents.c.id == id).values(deleted=now() if deleted else None)
    )


def source(connection: Connection, id: str) -> Source | None:
    """The uploaded file, or None where none was kept.

    Raises:
        BadStore: it is damaged.
    """
    query = select(sources.c.name, sources.c.body, sources.c.digest).where(sources.c.document == id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    data = unpacked_bytes(row[1])
    if sha256(data).digest() != row[2]:
        raise BadStore(f"The uploaded file “{row[0]}” is damaged in the store.", hint="Restore a backup.")
    return Source(row[0], data)


def steps(connection: Connection, id: str, *, last: int | None = None) -> tuple[Step, ...]:
    """The audit trail, oldest first; only the `last` steps where given."""
    c = entries.c
    query = select(c.seq, c.who, c.made, c.kind, c.undoes, c.note).where(c.document == id)
    found = connection.execute(query.order_by(c.seq.desc()).limit(last)).all()
    return tuple(Step(*row) for row in reversed(found))


def notes_of(connection: Connection, wanted: Sequence[str]) -> tuple[Note, ...]:
    """Comments in these documents, oldest first."""
    c = comments.c
    query = select(c.document, c.row, c.col, c.text, c.who, c.made).where(c.document.in_(wanted))
    return tuple(Note(*row) for row in connection.execute(query.order_by(c.made, c.row, c.number)))


def dismissals_of(connection: Connection, wanted: Sequence[str]) -> tuple[SetAside, ...]:
    """Dismissed findings in these documents, oldest first."""
    c = dismissals.c
    query = select(c.document, c.row, c.key, c.code, c.reason, c.who, c.made).where(c.document.in_(wanted))
    return tuple(SetAside(*row) for row in connection.execute(query.order_by(c.made, c.row, c.number)))


def row_history(
    connection: Connection, id: str, row: str, column: int | None = None
) -> tuple[RowVersion, ...]:
    """What happened to a row, oldest first; see :meth:`.store.Store.history`."""
    names = {row}
    found: list[RowVersion] = []
    for seq, rows in _touched(connection, id):
        if not names & rows and "" not in rows:
            continue
        body = connection.scalar(select(entries.c.body).where(entries.c.document == id, entries.c.seq == seq))
        entry = unpack_entry(body or b"")
        step = Step(entry.seq, entry.who, entry.when, entry.kind, entry.undoes, entry.note)
        for change in reversed(entry.changes):
            gone = {one.id: one for one in change.removed}
            came = {one.id: one for one in change.added}
            for name in sorted(names & (gone.keys() | came.keys())):
                before, after = _cells(gone.get(name), column), _cells(came.get(name), column)
                if before != after or (column is None and gone.get(name) != came.get(name)):
                    found.append(RowVersion(step, name, before, after))
            names |= _made_from(names, gone.keys(), came.keys())
    return tuple(reversed(found))


def _touched(connection: Connection, id: str) -> list[tuple[int, set[str]]]:
    """Each step's number with the rows it touched, newest first."""
    by_step: dict[int, set[str]] = {}
    query = select(touched.c.seq, touched.c.row).where(touched.c.document == id)
    for seq, row in connection.execute(query.order_by(touched.c.seq.desc())):
        by_step.setdefault(seq, set()).add(row)
    return list(by_step.items())


def _made_from(names: Set[str], gone: Set[str], came: Set[str]) -> Set[str]:
    """Rows that ended in one of `names`, by a merge or a split."""
    if not names & came or len(gone) > log.MANY:
        return set()
    return gone if names & (came - gone) else gone - came


def _cells(row: BitextRow | None, column: int | None) -> tuple[Cell, ...]:
    if row is None:
        return ()
    if column is None:
        return (row.source, *row.cells)
    return (row.cell(column),) if column < len(row.cells) else ()

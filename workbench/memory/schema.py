"""The tables of projects and documents. The tables of the translation memory are in :mod:`.tm_schema`.

A document is its base snapshot and a log of entries; everything else (`comments`, `dismissals`, `touched`, the
numbers in `documents`) is made from these, so that it can be asked for without replaying, and can be checked
against them.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from workbench.memory.tables import metadata

__all__ = ["comments", "dismissals", "documents", "entries", "projects", "snapshots", "sources", "touched"]

_ID = String(32)
_TIME = String(32)
"""ISO 8601 in UTC to the millisecond, so that order of text is order of time in every database."""


def _of_document() -> Column[str]:
    return Column(
        "document", _ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, nullable=False
    )


projects = Table(
    "projects",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("deleted", _TIME),
    Index(  # a name is taken only by what is not in the bin
        "ix_projects_name",
        "name",
        unique=True,
        sqlite_where=text("deleted IS NULL"),
        postgresql_where=text("deleted IS NULL"),
    ),
)

documents = Table(
    "documents",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("project", _ID, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column(
        "langs", Text, nullable=False
    ),  # JSON: the source's language, then one per rendering; null undecided
    Column("rows", Integer, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("changed", _TIME, nullable=False, index=True),
    Column("deleted", _TIME),
    Column("head", Integer, nullable=False),  # number of the last entry, 0 for none
    Column("chain", LargeBinary, nullable=False),  # see codec.chained
)

sources = Table(
    "sources",
    metadata,
    _of_document(),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the bytes as they came
    Column("body", LargeBinary, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    _of_document(),
    Column(
        "seq", Integer, primary_key=True, autoincrement=False
    ),  # the last entry that is in it; 0: the base
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the body
    Column("body", LargeBinary, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    _of_document(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("who", Text, nullable=False),
    Column("made", _TIME, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("undoes", Integer),
    Column("note", Text, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

touched = Table(  # which entries touched a row; row "" stands for "more than MANY rows"
    "touched",
    metadata,
    _of_document(),
    Column("row", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,  # the key is all there is
)

comments = Table(
    "comments",
    metadata,
    _of_document(),
    Column("row", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("col", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made", _TIME, nullable=False),
)

dismissals = Table(
    "dismissals",
    metadata,
    _of_document(),
    Column("row", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made", _TIME, nullable=False),
)

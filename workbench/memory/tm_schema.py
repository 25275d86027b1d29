"""The tables of the translation memory.

Every text is kept once, whichever side it stands on and whosever neighbour it is: a unit is five numbers of texts
and labels, and one index over the texts serves fuzzy search and concordance on both sides. With a million units
of real text the database is about twice as large as the text (``benchmarks/memory.py``).

The index is FTS5 without content in SQLite and a ``tsvector`` with our own words in PostgreSQL; see
:mod:`workbench.memory.search`. Its tables are made by ``migrations/versions/r0002_memory.py``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table, Text

from workbench.memory.tables import metadata

__all__ = ["labels", "langs", "texts", "units"]

_ID = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is SQLite's own row number

langs = Table(
    "tm_langs",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("code", String(32), nullable=False, unique=True),
)
"""Languages by number: a part of the row numbers in the index."""

texts = Table(
    "tm_texts",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("digest", BigInteger, nullable=False, index=True),  # see search.digest; finds, never decides
    Column("lang", SmallInteger, nullable=False),
    Column("words", SmallInteger, nullable=False),  # as search.prepared counts them, 255 at most
    Column("body", Text, nullable=False),
)
"""Segments, each once a language. Numbers are given by us, under the write lock, and ascend."""

labels = Table(
    "tm_labels",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False, unique=True),
)
"""People, documents, origins and other words that many units share."""

units = Table(
    "tm_units",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("source", _ID, nullable=False),
    Column("target", _ID, nullable=False, index=True),
    Column("previous", _ID, nullable=False),  # a text; 0 not known, -1 the edge of the document
    Column("next", _ID, nullable=False),
    Column("source_lang", SmallInteger, nullable=False),
    Column("target_lang", SmallInteger, nullable=False),
    Column("origin", SmallInteger, nullable=False),
    Column("created", _ID),  # seconds since 1970 in UTC
    Column("changed", _ID),
    Column("who", _ID, nullable=False),  # labels; 0 for none
    Column("detail", _ID, nullable=False),
    Column("document", _ID, nullable=False),
    Column("extra", _ID, nullable=False),  # terms, note and properties as JSON
    Index("ix_tm_units_source", "source", "target", "previous", "next", unique=True),
)
"""Source, target and context make a unit: the same pair between other neighbours is another one."""

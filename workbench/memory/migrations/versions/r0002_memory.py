"""The translation memory: texts, units and the word index."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE tm_index USING fts5"
        "(body, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')",
        "INSERT INTO tm_index(tm_index, rank) VALUES ('hashsize', 67108864)",
        "INSERT INTO tm_index(tm_index, rank) VALUES ('automerge', 16)",
    ),
    "postgresql": (
        "CREATE TABLE tm_index (text bigint PRIMARY KEY, lang smallint NOT NULL,"
        " words smallint NOT NULL, vector tsvector NOT NULL)",
        "CREATE INDEX ix_tm_index_vector ON tm_index USING gin (vector)",
    ),
}


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, nullable=nullable, autoincrement=False)


def upgrade() -> None:
    """Make the memory's tables."""
    op.create_table(
        "tm_langs",
        sa.Column("id", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tm_langs"),
        sa.UniqueConstraint("code", name="uq_tm_langs_code"),
    )
    op.create_table(
        "tm_texts",
        _number("id"),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("lang", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tm_texts"),
    )
    op.create_index("ix_tm_texts_digest", "tm_texts", ["digest"])
    op.create_table(
        "tm_labels",
        _number("id"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tm_labels"),
        sa.UniqueConstraint("body", name="uq_tm_labels_body"),
    )
    op.create_table(
        "tm_units",
        *(_number(name) for name in ("id", "source", "target", "previous", "next")),
        *(
            sa.Column(name, sa.SmallInteger(), nullable=False)
            for name in ("source_lang", "target_lang", "origin")
        ),
        *(_number(name, nullable=True) for name in ("created", "changed")),
        *(_number(name) for name in ("who", "detail", "document", "extra")),
        sa.PrimaryKeyConstraint("id", name="pk_tm_units"),
    )
    op.create_index("ix_tm_units_source", "tm_units", ["source", "target", "previous", "next"], unique=True)
    op.create_index("ix_tm_units_target", "tm_units", ["target"])
    for statement in _INDEX[op.get_bind().dialect.name]:
        op.execute(statement)

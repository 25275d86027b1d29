"""A new store gets its tables, an older one the missing steps, a newer one is left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from workbench.errors import BadStore
from workbench.memory.location import APPLICATION_ID, Database

__all__ = ["HEAD", "beside", "copy_sqlite", "revision_of", "upgrade"]

HEAD = "r0002"
"""The newest step of ``migrations/versions``. Known here, so that Alembic is imported only when there is work."""

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x54574253
"""Number of the PostgreSQL advisory lock under which one process alone changes the tables."""


def upgrade(database: Database) -> Path | None:
    """Bring the tables up to :data:`HEAD`; whole or not at all.

    Returns:
        The copy of an older SQLite store that was made beside it first; None where there was nothing to do.

    Raises:
        BadStore: the store is newer than this workbench, or the file belongs to another program.
    """
    with database.reading() as connection:
        found = _state(connection, database)
    if found == HEAD:
        return None
    kept = None
    if found is not None and database.path is not None:
        kept = beside(database.path, f"before-{HEAD}")
        copy_sqlite(database.path, kept)
    with database.writing() as connection:
        if database.path is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _run(connection, _state(connection, database))
        if database.path is not None:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    return kept


def _state(connection: Connection, database: Database) -> str | None:
    """The step a store is at, None if it is empty."""
    found = revision_of(connection)
    if found is None and database.path is not None:
        owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
        if owner not in (0, APPLICATION_ID) or inspect(connection).get_table_names():
            raise BadStore(
                f"“{database.path}” is a database of another program.", hint="Name another file with --store."
            )
    if found is not None and found > HEAD:
        raise BadStore(
            f"The store “{database.place}” was written by a newer workbench (schema {found}; this one knows {HEAD}).",
            hint="Install the newest workbench. Nothing was changed.",
        )
    return found


def revision_of(connection: Connection) -> str | None:
    """The step that the tables are at, None where there are none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


def _run(connection: Connection, found: str | None) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_SCRIPTS))
    context = MigrationContext.configure(connection)
    steps: list[Any] = list(scripts.iterate_revisions(HEAD, found or "base"))
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
        context.stamp(scripts, HEAD)


def beside(path: Path, why: str) -> Path:
    """A name beside `path` that is free: ``workbench.before-r0002-20240501-101500.sqlite``."""
    stem = f"{path.stem}.{why}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (path.with_name(f"{stem}{f'-{n}' if n else ''}{path.suffix}") for n in range(10_000))
    return next(name for name in names if not name.exists())


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file, also while others write to it, by SQLite's online backup.

    Raises:
        BadStore: it cannot be read or the copy cannot be written; then there is no copy.
    """
    part = target.with_name(target.name + ".part")
    try:
        try:
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
                old.backup(new)
                new.execute("PRAGMA journal_mode = DELETE")  # one file, to be carried away
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise BadStore(
            f"“{source}” could not be copied to “{target}”: {error}.",
            hint="Make room, or choose another place.",
        ) from error

"""Copies of a whole store, and the way back from one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from workbench.errors import BadStore
from workbench.memory.location import APPLICATION_ID, Database, connect, resolve
from workbench.memory.upgrading import HEAD, beside, copy_sqlite, upgrade

__all__ = ["backup", "restore"]

_PATIENCE = 30.0
"""Seconds to wait, when restoring, for others to let go of the store."""


def backup(database: Database, path: Path) -> Path:
    """Write a copy of the whole store while it is in use.

    For SQLite the copy is a store itself: one file, made by SQLite's online backup and checked. For PostgreSQL it
    is what ``pg_dump --format=custom`` writes.

    Args:
        database: the store.
        path: the copy; an earlier copy of a store is replaced, anything else is not. In a folder it gets a name
            with the time.

    Returns:
        Where the copy is.

    Raises:
        BadStore: `path` is something else, cannot be written, or the copy is not sound; then there is no copy.
    """
    path = Path(path).expanduser()
    suffix = ".sqlite" if database.path else ".pgdump"
    if path.is_dir():
        path = beside(path / f"workbench{suffix}", "backup")
    if path.exists() and not (_is_store(path) if database.path else _head(path).startswith(b"PGDMP")):
        raise BadStore(f"“{path}” is there and no copy of a store.", hint="Name another file.")
    if database.path is None:
        _postgres(database.engine.url, ["pg_dump", "--format=custom"], path, writes=True)
        return path
    if path.exists() and path.samefile(database.path):
        raise BadStore(f"“{path}” is the store itself.", hint="Name another file.")
    copy_sqlite(database.path, path)
    return path


def restore(where: str | Path | None, path: Path) -> Path | None:
    """Put a copy in the place of a store. What was there is kept beside it.

    Those who have the store open see the copy at their next step: documents they change get a conflict, nothing is
    written into the wrong state.

    Args:
        where: the store, as for :func:`~workbench.memory.store.open_store`; it may be damaged or missing.
        path: what :func:`backup` wrote.

    Returns:
        Where what was there is kept; None where there was nothing, or in PostgreSQL.

    Raises:
        BadStore: `path` is no sound copy, newer than this workbench, or the store cannot be written; then the store
            is as it was.
    """
    url, path = resolve(where), Path(path).expanduser()
    if url.get_backend_name() != "sqlite":
        if not _head(path).startswith(b"PGDMP"):
            raise BadStore(
                f"“{path}” is no copy of a PostgreSQL store.", hint="Make one with: workbench project backup."
            )
        _postgres(url, ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"], path)
        return None
    _check_copy(path)
    store = Path(str(url.database))
    kept = _put_aside(store)
    try:
        _copy_over(path, store)
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise BadStore(
            f"The store “{store}” cannot be replaced: {error}.", hint="Close the programs that use it."
        ) from error
    database = connect(url)
    try:
        upgrade(database)
    finally:
        database.engine.dispose()
    return kept


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(100)
    except OSError as error:
        raise BadStore(f"“{path}” cannot be read: {error.strerror}.") from error


def _is_store(path: Path) -> bool:
    """Application id in the header: https://www.sqlite.org/fileformat2.html#application_id"""
    head = _head(path)
    return head.startswith(b"SQLite format 3\0") and int.from_bytes(head[68:72], "big") == APPLICATION_ID


def _check_copy(path: Path) -> None:
    if not _is_store(path):
        raise BadStore(
            f"“{path}” is no copy of a store.", hint="Make one with: workbench project backup FILE."
        )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            problems = [line for (line,) in copy.execute("PRAGMA integrity_check") if line != "ok"]
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a message made of damaged bytes cannot be decoded
        problems, found = [str(error)], None
    if problems or not found:
        what = "; ".join(problems[:3]) or "it has no tables"
        raise BadStore(f"The copy “{path}” is damaged: {what}.", hint="Use an earlier one.")
    if found[0] > HEAD:
        raise BadStore(
            f"The copy “{path}” was written by a newer workbench (schema {found[0]}; this one knows {HEAD}).",
            hint="Install the newest workbench.",
        )


def _put_aside(store: Path) -> Path | None:
    """Keep what is there: a copy, or the files themselves where they are too damaged to be copied."""
    if not store.exists():
        return None
    kept = beside(store, "before-restore")
    try:
        copy_sqlite(store, kept)
    except BadStore as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        damaged = code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
        if not (damaged or isinstance(error.__cause__, UnicodeDecodeError)):
            raise
        for ending in ("-wal", "-shm", ""):
            part = store.with_name(store.name + ending)
            if part.exists():
                part.replace(kept.with_name(kept.name + ending))
    return kept


def _copy_over(path: Path, store: Path) -> None:
    """Replace the content of `store` in one transaction, so that others who have it open see one or the other."""
    store.parent.mkdir(parents=True, exist_ok=True)
    if not store.exists():
        copy_sqlite(path, store)
        return
    until = time.monotonic() + _PATIENCE

    def patience(*_: int) -> None:
        if time.monotonic() > until:
            raise sqlite3.OperationalError("another program is writing to it")

    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(store)) as new:
        new.execute("PRAGMA synchronous = FULL")
        old.backup(new, progress=patience)


def _postgres(url: URL, command: list[str], path: Path, *, writes: bool = False) -> None:
    """Run one of PostgreSQL's own tools; the password goes through the environment, not the command line."""
    if shutil.which(command[0]) is None:
        raise BadStore(
            f"“{command[0]}” is not installed, and PostgreSQL is backed up by it.",
            hint="Debian: apt install postgresql-client.",
        )
    part = path.with_name(path.name + ".part") if writes else path
    arguments = [f"--dbname={url.set(drivername='postgresql', password=None).render_as_string()}"]
    arguments += [f"--file={part}"] if writes else [str(path)]
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    try:
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            told = done.stderr.strip().splitlines()
            raise BadStore(f"{command[0]} failed: {told[0] if told else done.returncode}.")
        if writes:
            part.replace(path)
    except OSError as error:
        raise BadStore(f"“{path}” cannot be written: {error.strerror}.") from error
    finally:
        if writes:
            part.unlink(missing_ok=True)

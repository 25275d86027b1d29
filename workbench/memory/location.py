"""Where a store lies, and how it is connected to: SQLite in a file, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from workbench.errors import BadStore
from workbench.memory.trouble import telling

__all__ = ["APPLICATION_ID", "FILE_NAME", "Database", "connect", "default_path", "resolve"]

FILE_NAME = "workbench.sqlite"
APPLICATION_ID = 0x54574253
"""“TWBS” in the header of our SQLite files (https://www.sqlite.org/pragma.html#pragma_application_id)."""

_BEGIN = "workbench_begin"
"""Execution option: the statement that opens a transaction in SQLite, None for none."""


def default_path() -> Path:
    """The store's file in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("workbench") / FILE_NAME


def resolve(where: str | Path | None) -> URL:
    """The database a place means.

    Args:
        where: a file, a folder (the store is :data:`FILE_NAME` in it), a ``postgresql://`` URL, or None for the
            user's data folder.

    Raises:
        BadStore: another kind of URL.

    >>> str(resolve("projects.sqlite")).endswith("/projects.sqlite")
    True
    >>> resolve("postgresql://anna@db/team").drivername
    'postgresql+pg8000'
    """
    if where is None:
        where = default_path()
    if isinstance(where, str) and "://" in where:
        return _server(where)
    path = Path(where).expanduser().absolute()
    if path.is_dir():
        path = path / FILE_NAME
    return URL.create("sqlite+pysqlite", database=str(path))


def _server(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise BadStore(
            "The address of the store is no URL.", hint="Write postgresql://user@host/name."
        ) from error
    if url.drivername in ("sqlite", "sqlite+pysqlite") and url.database:
        return resolve(Path(url.database))
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+pg8000")
    if url.get_backend_name() != "postgresql":
        raise BadStore(
            f"A store cannot lie in “{url.drivername}”.", hint="Give a file, or postgresql://user@host/name."
        )
    return url


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with our rules for reading and writing.

    Attributes:
        engine: pooled connections; safe to use from several threads.
        place: the store in words, for messages; never with a password.
        path: the file of a SQLite store, else None.
    """

    engine: Engine
    place: str
    path: Path | None

    @property
    def where(self) -> str:
        """The place as :func:`resolve` takes it, password included: never to be shown."""
        return str(self.path) if self.path else self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store. Errors become ours."""
        with telling(self.place), self.engine.connect() as connection:
            if self.path is None:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block is left, or undone if it raises.

        In SQLite it takes the write lock at once (``BEGIN IMMEDIATE``), so that what was read in it stays true.
        """
        with telling(self.place), self.engine.connect() as connection:
            connection = connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            with connection.begin():
                yield connection

    def compact(self) -> None:
        """Rewrite a SQLite file without what was deleted, which stays readable in it until then."""
        if self.path is None:
            return
        with telling(self.place), self.engine.connect() as connection:
            connection = connection.execution_options(**{_BEGIN: None})
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.exec_driver_sql(statement)


def connect(url: URL, *, timeout: float = 10.0) -> Database:
    """Prepare connections to a store; nothing is opened yet.

    Args:
        url: from :func:`resolve`.
        timeout: seconds to wait for another writer.

    Raises:
        BadStore: the folder cannot be made, or PostgreSQL's driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # a new folder is its owner's only
        except OSError as error:
            raise BadStore(
                f"The folder “{path.parent}” cannot be made: {error.strerror}.",
                hint="Name another place with --store.",
            ) from error
        engine = create_engine(url, connect_args={"timeout": timeout})
        _tune_sqlite(engine)
        return Database(engine, str(path), path)
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise BadStore(
            f"The driver for PostgreSQL ({error.name}) is not installed.",
            hint="Run: pip install 'translation-workbench[postgres]'",
        ) from error
    _tune_postgres(engine, timeout)
    return Database(engine, url.render_as_string(hide_password=True), None)


def _tune_postgres(engine: Engine, timeout: float) -> None:
    """Give up waiting for another writer after `timeout` seconds."""

    @event.listens_for(engine, "connect")
    def settings(raw: Any, _: object) -> None:
        cursor = raw.cursor()
        cursor.execute(f"SET lock_timeout = {int(timeout * 1000)}")
        cursor.close()
        raw.commit()


def _tune_sqlite(engine: Engine) -> None:
    """Transactions as SQLite has them, and the settings every connection needs."""

    @event.listens_for(engine, "connect")
    def settings(raw: sqlite3.Connection, _: object) -> None:
        raw.isolation_level = None  # the driver's own BEGIN comes late; ours is below
        for pragma in (
            "journal_mode = WAL",  # readers and one writer at once; survives SIGKILL
            # FULL: each commit is on the disk before it returns. NORMAL would do for a killed process, but the last
            # edits before a power cut could be gone although they were acknowledged
            "synchronous = FULL",
            "fullfsync = ON",  # macOS: fsync alone leaves it in the drive's cache
            "foreign_keys = ON",
            "journal_size_limit = 16777216",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
        if statement:
            connection.exec_driver_sql(statement)

"""What can go wrong with a store, said in sentences: errors of the database become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from workbench.errors import BadStore, WorkbenchError

if TYPE_CHECKING:
    from workbench.bitext.history import Entry

__all__ = ["Conflict", "NotInStore", "telling"]


class NotInStore(WorkbenchError):
    """There is no project or document of that name or id."""


class Conflict(WorkbenchError):
    """Somebody else wrote to the document first; nothing of this entry was kept.

    Attributes:
        missed: the entries that were written in the meantime, oldest first. Apply them to the bitext, make the
            change anew on top, and append it again.
    """

    def __init__(self, message: str, *, hint: str = "", missed: tuple[Entry, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.missed = missed

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.message, self.hint, self.missed)


def _rebuild(message: str, hint: str, missed: tuple[Entry, ...]) -> Conflict:
    return Conflict(message, hint=hint, missed=missed)


_SQLITE = {
    # primary result code (https://www.sqlite.org/rescode.html): (what was seen, what to do)
    sqlite3.SQLITE_FULL: (
        "the disk is full, so this was not saved; everything saved before is there",
        "Make room on the disk and do it again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "the file or its folder cannot be written to",
        "Allow writing there, or name another place with --store.",
    ),
    sqlite3.SQLITE_PERM: ("access to it is not allowed", "Allow it, or name another place with --store."),
    sqlite3.SQLITE_BUSY: (
        "another program has been writing to it for too long, so this was not saved",
        "Close the other program, or try again in a moment.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "another program has been writing to it for too long, so this was not saved",
        "Close the other program, or try again in a moment.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the file is damaged",
        "Restore a backup with: workbench project restore BACKUP. The damaged file is kept beside it.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "the file is damaged or no store",
        "Name another file with --store, or restore a backup with: workbench project restore BACKUP.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened: the folder is missing or closed to you",
        "Make the folder, or name another place with --store.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk could not be read or written (full, over quota or damaged), so this was not saved",
        "Make room or check the disk; everything saved before is there.",
    ),
}


@contextmanager
def telling(place: str) -> Iterator[None]:
    """Turn errors of the database into one of ours that names the store.

    Args:
        place: the store in words: a path, or an address without its password.
    """
    try:
        yield
    except SQLAlchemyError as error:
        what, hint = _reason(error)
        raise BadStore(f"The store “{place}”: {what}.", hint=hint) from error
    except (
        UnicodeDecodeError,
        JSONDecodeError,
    ) as error:  # texts and SQLite's own messages, made of damaged bytes
        what, hint = _SQLITE[sqlite3.SQLITE_CORRUPT]
        raise BadStore(f"The store “{place}”: {what}.", hint=hint) from error


def _reason(error: SQLAlchemyError) -> tuple[str, str]:
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(cause, sqlite3.Error) and code is not None and code & 0xFF in _SQLITE:
        return _SQLITE[code & 0xFF]
    if isinstance(error, OperationalError | InterfaceError):
        return (
            f"the database does not answer ({_short(cause)})",
            "Check that the server runs and lets you in.",
        )
    return f"the database refused: {_short(cause or error)}", ""


def _short(error: BaseException | None) -> str:
    """The first line of a driver's message; pg8000's is a mapping whose ``M`` is the message."""
    told = error.args[0] if error is not None and error.args else error
    if isinstance(told, dict):
        told = told.get("M", told)
    return str(told).strip().splitlines()[0][:200] if str(told).strip() else "no reason given"

"""The store of projects: nothing that was acknowledged is lost.

A document is its first state and a log of entries. An entry is on the disk when :meth:`Store.append` returns; it is
never changed afterwards, and undo is another entry. What else can be asked for is made from the log.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
...     made = store.create_project("Speeches")
...     [project.name for project in store.projects()]
['Speeches']
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from workbench.bitext.history import Entry
from workbench.bitext.model import Bitext
from workbench.errors import BadStore
from workbench.memory import documents, log, portable, projects
from workbench.memory.backup import backup, restore
from workbench.memory.location import Database, connect, resolve
from workbench.memory.trouble import Conflict, NotInStore
from workbench.memory.upgrading import upgrade
from workbench.memory.values import (
    DocumentInfo,
    Note,
    Opened,
    Problem,
    Project,
    RowVersion,
    SetAside,
    Source,
    Step,
)
from workbench.memory.verify import verify
from workbench.progress import SILENT, Progress

__all__ = [
    "SNAPSHOT_EVERY",
    "Conflict",
    "DocumentInfo",
    "NotInStore",
    "Opened",
    "Problem",
    "Project",
    "Source",
    "Store",
    "open_store",
]

SNAPSHOT_EVERY = 200
"""Entries between two snapshots: replaying that many takes a few milliseconds, writing one some tens."""
_AT_HAND = 4
"""Documents kept in memory as they stand, so that appending to them reads nothing."""


def open_store(where: str | Path | None = None, *, timeout: float = 10.0) -> Store:
    """Open a store, made where there is none, brought up to date where it is older (a copy is kept beside it).

    Args:
        where: a file, a folder, a ``postgresql://`` URL, or None for the user's data folder.
        timeout: seconds to wait for another writer before giving up.

    Raises:
        BadStore: not a store, damaged, newer than this workbench, locked, or not to be written to.
    """
    database = connect(resolve(where), timeout=timeout)
    try:
        kept = upgrade(database)
    except BaseException:
        database.engine.dispose()
        raise
    return Store(database, kept)


class Store:
    """Projects, documents and every edit; may be used from several threads. Made by :func:`open_store`.

    All methods raise :class:`~workbench.errors.BadStore` where the disk or the database fails; then nothing of
    the call was kept, and everything acknowledged before is there.

    Attributes:
        database: the connections; the translation memory uses them too.
        upgraded_from: the copy that was made of an older store before it was brought up to date, or None.
    """

    def __init__(self, database: Database, upgraded_from: Path | None = None) -> None:
        self.database = database
        self.upgraded_from = upgraded_from
        self._live: OrderedDict[str, log.Live] = OrderedDict()
        self._lock = threading.Lock()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._live.clear()
        self.database.engine.dispose()

    @property
    def place(self) -> str:
        """Where it lies, in words."""
        return self.database.place

    # --- projects

    def projects(self, *, bin: bool = False) -> tuple[Project, ...]:
        """All projects, the one changed last first; with `bin` those in the bin instead."""
        with self.database.reading() as connection:
            return projects.listed(connection, bin=bin)

    def project(self, name_or_id: str) -> Project:
        """One project.

        Raises:
            NotInStore: there is none.
        """
        with self.database.reading() as connection:
            return projects.find(connection, name_or_id)

    def create_project(self, name: str) -> Project:
        """A new, empty project.

        Raises:
            BadStore: the name is empty, too long, or another project's.
        """
        with self.database.writing() as connection:
            return projects.create(connection, name)

    def rename_project(self, id: str, name: str) -> Project:
        """Give a project another name; raises as :meth:`create_project` and :meth:`project` do."""
        with self.database.writing() as connection:
            return projects.rename(connection, projects.find(connection, id).id, name)

    def delete_project(self, id: str) -> None:
        """Put a project with its documents into the bin.

        Raises:
            NotInStore: there is none.
        """
        with self.database.writing() as connection:
            projects.discard(connection, projects.find(connection, id).id)

    def restore_project(self, id: str) -> Project:
        """Take a project out of the bin; a number is added to its name where that was taken meanwhile.

        Raises:
            NotInStore: there is none.
        """
        with self.database.writing() as connection:
            return projects.take_back(connection, projects.find(connection, id).id)

    def empty_bin(self, *, older_than: timedelta = timedelta(days=30)) -> int:
        """Take out for good what has been in the bin that long; a SQLite file is then rewritten without it.

        Returns:
            How many projects and documents are gone.
        """
        before = (datetime.now(UTC) - older_than).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self.database.writing() as connection:
            gone = projects.purge(connection, before)
        if gone:
            self.database.compact()
        return gone

    # --- documents

    def add_document(
        self,
        project: str,
        bitext: Bitext,
        *,
        title: str = "",
        who: str,
        source_bytes: bytes | None = None,
        source_name: str = "",
    ) -> DocumentInfo:
        """Put a document into a project.

        Args:
            project: its id.
            bitext: the first state; every later one is this and the entries.
            title: the document's name where empty.
            who: who puts it in.
            source_bytes: the uploaded file as it came, so that a translation can be written in its layout.
            source_name: that file's name.

        Raises:
            NotInStore: no such project.
            BadStore: the title is too long, or a text holds half a character.
        """
        original = None if source_bytes is None else Source(source_name or bitext.document.name, source_bytes)
        with self.database.writing() as connection:
            return documents.add(connection, project, bitext, title=title, who=who, original=original)

    def documents(
        self, project: str | None = None, *, recent: int | None = None, bin: bool = False
    ) -> tuple[DocumentInfo, ...]:
        """Documents of a project (its id) or of all, the one changed last first.

        Args:
            project: id, or None for all projects outside the bin.
            recent: only so many.
            bin: those in the bin instead.
        """
        with self.database.reading() as connection:
            return documents.listed(connection, project, recent=recent, bin=bin)

    def document(self, id: str) -> DocumentInfo:
        """What is known about one document.

        Raises:
            NotInStore: there is none.
        """
        with self.database.reading() as connection:
            return documents.find(connection, id)

    def rename_document(self, id: str, title: str) -> DocumentInfo:
        """Give a document another title.

        Raises:
            NotInStore: there is none.
            BadStore: the title is empty or too long.
        """
        with self.database.writing() as connection:
            documents.set_title(connection, documents.find(connection, id).id, title)
            return documents.find(connection, id)

    def move_document(self, id: str, project: str) -> DocumentInfo:
        """Put a document into another project (its name or id).

        Raises:
            NotInStore: there is no such document or project.
        """
        with self.database.writing() as connection:
            found = projects.find(connection, project)
            documents.set_project(connection, documents.find(connection, id).id, found.id)
            return documents.find(connection, id)

    def delete_document(self, id: str) -> None:
        """Put a document into the bin. It can still be opened and written to by those who have it open.

        Raises:
            NotInStore: there is none.
        """
        with self.database.writing() as connection:
            documents.set_deleted(connection, documents.find(connection, id).id, True)

    def restore_document(self, id: str) -> DocumentInfo:
        """Take a document out of the bin.

        Raises:
            NotInStore: there is none.
        """
        with self.database.writing() as connection:
            documents.set_deleted(connection, documents.find(connection, id).id, False)
            return documents.find(connection, id)

    def source(self, id: str) -> Source | None:
        """The uploaded file as it came, or None where none was kept."""
        with self.database.reading() as connection:
            return documents.source(connection, id)

    # --- the log

    def load(self, id: str) -> Opened:
        """Open a document as it stands, with its record.

        Raises:
            NotInStore: there is none.
            BadStore: it is damaged beyond its snapshots.
        """
        with self.database.reading() as connection:
            info = documents.find(connection, id)
            found = log.live(connection, id)
        self._put(id, found)
        return Opened(info, found.bitext, found.history.entries)

    def append(self, id: str, entry: Entry, *, expected_seq: int) -> None:
        """Write the next entry of a document; it is on the disk when this returns.

        The very same entry may be appended again: after a lost acknowledgement nothing happens twice.

        Args:
            id: the document.
            entry: with number ``expected_seq + 1``.
            expected_seq: number of the last entry the writer knows; 0 for none.

        Raises:
            Conflict: others wrote first; :attr:`Conflict.missed` has their entries. Also where the entry does not
                fit the document. Nothing was kept.
            NotInStore: no such document.
        """
        with self._lock:
            known = self._live.pop(id, None)
        try:
            with self.database.writing() as connection:
                after = log.append(connection, id, entry, expected_seq, known)
        except Conflict:
            if known:
                self._put(id, known)
            raise
        self._put(id, after)
        if entry.seq % SNAPSHOT_EVERY == 0:
            with suppress(BadStore):  # the entry is safe; a snapshot is only a help
                self._snapshot(id, after)

    def entries(self, id: str, since: int = 0) -> tuple[Entry, ...]:
        """The entries behind number `since`, oldest first; what another window has to catch up with."""
        with self.database.reading() as connection:
            return log.entries_since(connection, id, since)

    def snapshot(self, id: str) -> int:
        """Keep the document as it stands, so that the next opening replays nothing.

        Returns:
            The number of the last entry in it.

        Raises:
            NotInStore: there is none.
        """
        with self.database.reading() as connection:
            found = log.live(connection, id)
        self._snapshot(id, found)
        return found.seq

    def _snapshot(self, id: str, found: log.Live) -> None:
        with self.database.writing() as connection:
            log.write_snapshot(connection, id, found.seq, found.bitext)

    def _put(self, id: str, found: log.Live) -> None:
        with self._lock:
            self._live[id] = found
            self._live.move_to_end(id)
            while len(self._live) > _AT_HAND:
                self._live.popitem(last=False)

    # --- asked of the log

    def audit(self, id: str, *, last: int | None = None) -> tuple[Step, ...]:
        """Who did what and when, oldest first; only the `last` steps where given."""
        with self.database.reading() as connection:
            return documents.steps(connection, id, last=last)

    def history(self, id: str, row: str, column: int | None = None) -> tuple[RowVersion, ...]:
        """What happened to one row, oldest first, with the rows that were merged into it or that it was split from.

        Args:
            id: the document.
            row: the row's id.
            column: only changes of this cell (:data:`workbench.bitext.SOURCE` or a rendering's number); without it
                also comments, dismissals and locks, which leave the cells as they are.
        """
        with self.database.reading() as connection:
            return documents.row_history(connection, id, row, column)

    def comments(self, id: str | None = None, *, project: str | None = None) -> tuple[Note, ...]:
        """Comments of a document, of a project, or of all, oldest first."""
        with self.database.reading() as connection:
            wanted = [id] if id else [one.id for one in documents.listed(connection, project)]
            return documents.notes_of(connection, wanted)

    def dismissals(self, id: str | None = None, *, project: str | None = None) -> tuple[SetAside, ...]:
        """Findings set aside in a document, in a project, or in all, oldest first."""
        with self.database.reading() as connection:
            wanted = [id] if id else [one.id for one in documents.listed(connection, project)]
            return documents.dismissals_of(connection, wanted)

    # --- the whole

    def export(self, project: str, progress: Progress = SILENT) -> bytes:
        """A project (its name or id) as the bytes of one file, see :mod:`.portable`."""
        with self.database.reading() as connection:
            return portable.exported(connection, projects.find(connection, project), progress)

    def import_project(
        self, data: bytes, *, name: str, as_name: str | None = None, progress: Progress = SILENT
    ) -> Project:
        """Read a project file into a new project, whole or not at all.

        Args:
            data: what :meth:`export` gave.
            name: the file's name, for errors.
            as_name: the project's name, else its own; a number is added where it is taken.
            progress: told about every document.

        Raises:
            BadFile: not a project file, damaged, too large, or of a newer version.
        """
        with self.database.writing() as connection:
            return portable.imported(connection, data, name, as_name, progress)

    def backup(self, path: str | Path) -> Path:
        """Copy the whole store while it is in use; see :func:`.backup.backup`."""
        return backup(self.database, Path(path))

    def restore(self, path: str | Path) -> Path | None:
        """Put a copy in this store's place, keeping what was there; see :func:`.backup.restore`."""
        with self._lock:
            self._live.clear()
        self.database.engine.dispose()
        return restore(self.database.where, Path(path))

    def verify(self, progress: Progress = SILENT) -> tuple[Problem, ...]:
        """What is wrong in the store; empty where it is sound. See :mod:`.verify`."""
        return verify(self.database, progress)

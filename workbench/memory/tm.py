"""The translation memory: units in, matches and concordance out.

>>> import tempfile
>>> from workbench.memory.store import open_store
>>> from workbench.memory.units import Unit
>>> folder = tempfile.TemporaryDirectory()
>>> store = open_store(folder.name)
>>> memory = Memory(store.database)
>>> memory.add([Unit("Over 80 people came.", "Понад 80 людей прийшли.", "en", "uk")])
Added(new=1, merged=0, refused=0)
>>> match = memory.lookup("Over 120 people came.", "en", "uk")[0]
>>> match.score, match.proposal
(99, 'Понад 120 людей прийшли.')
>>> store.close(), folder.cleanup()
(None, None)
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, func, select

from workbench.errors import BadStore
from workbench.memory.concordance import search as _concordance
from workbench.memory.location import Database
from workbench.memory.matching import Asked, matches
from workbench.memory.removing import remove_texts, remove_units, standing, strike, unused_texts
from workbench.memory.tm_read import all_units, lang_codes, moment
from workbench.memory.tm_schema import texts, units
from workbench.memory.tm_write import BATCH, ORIGINS, Writer, lock
from workbench.memory.units import (
    Added,
    Cleaned,
    Hit,
    Match,
    PairStats,
    Stats,
    Suspect,
    Unit,
    UnitOrigin,
)
from workbench.progress import SILENT, Progress

__all__ = ["Memory"]


class Memory:
    """The translation memory of a store.

    Every verb is one transaction: a writing one is on the disk when it returns and leaves nothing behind when it
    raises or is cancelled. Several threads and processes may use one store; writers wait for each other.

    Args:
        database: a store's, see :attr:`workbench.memory.store.Store.database`.

    Raises:
        BadStore: from every method: the database cannot be read or written; the message says why.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, units: Iterable[Unit], progress: Progress = SILENT) -> Added:
        """Take units in: all of them, or none if anything goes wrong or the user cancels.

        A unit that is there already, with the same neighbours, gets the newer one's date, person and note; a
        machine never takes a person's place. Units that nobody confirmed and blank ones are refused and counted.

        Args:
            units: any number; read as they come, a few thousand at a time.
            progress: advanced by units.

        Raises:
            Cancelled: the memory is as it was.
        """
        with self._writing() as connection, _much_cache(connection):
            writer = Writer(connection)
            waiting = iter(units)
            try:
                while True:
                    with _no_collecting():
                        batch = list(islice(waiting, BATCH))
                        progress.check()
                        writer.add(batch)
                    progress.advance(len(batch))
                    if len(batch) < BATCH:
                        break
            except UnicodeEncodeError as error:
                raise BadStore(
                    f"A text holds half a character (U+{ord(error.object[error.start]):04X}) and cannot be saved.",
                    hint="Delete the broken character; nothing of these units was kept.",
                ) from error
            progress.check()
        if writer.new > BATCH:
            self._settle()
        return writer.result()

    def lookup(
        self,
        text: str,
        source_lang: str,
        target_lang: str,
        *,
        before: str | None = None,
        after: str | None = None,
        limit: int = 5,
        floor: float = 0.6,
    ) -> tuple[Match, ...]:
        """The best remembered translations of a segment, the best first, each target once.

        Args:
            text: a segment.
            source_lang, target_lang: language codes. What is remembered the other way round counts, too.
            before, after: the segments before and after, ``""`` at the edge of the document, None if not known;
                a unit with both the same is a context match (101).
            limit: how many.
            floor: the least score, 0–1. With 1 only the same text is looked for, which is ten times as fast.
        """
        with self._database.reading() as connection:
            return matches(
                connection,
                Asked(
                    _whole(text), source_lang, target_lang, before and _whole(before), after and _whole(after)
                ),
                limit=limit,
                floor=floor,
            )

    def concordance(
        self, phrase: str, *, lang: str | None = None, side: str = "any", limit: int = 50
    ) -> tuple[Hit, ...]:
        """Units with a phrase, word by word, in any case; the shortest segments of a language first.

        Args:
            phrase: one or more words that follow one another; marks between them do not count.
            lang: the language of that side, or None for all.
            side: ``source``, ``target`` or ``any``.
            limit: how many.

        Raises:
            ValueError: another side.
        """
        if side not in ("source", "target", "any"):
            raise ValueError(f"no side: {side}")
        with self._database.reading() as connection:
            return tuple(islice(_concordance(connection, _whole(phrase), lang, side), limit))

    def units(
        self,
        *,
        source_lang: str | None = None,
        target_lang: str | None = None,
        origin: UnitOrigin | None = None,
    ) -> Iterator[Unit]:
        """All units, or those of some languages or origin, in the order they came in; read as they are asked for,
        and all as they were at the start."""
        with self._database.reading() as connection:
            yield from all_units(connection, source_lang, target_lang, origin)

    def remove(self, ids: Iterable[int], progress: Progress = SILENT) -> int:
        """Take units out by their :attr:`~workbench.memory.units.Unit.id`, with the texts nothing else needs.

        Returns:
            How many were there.
        """
        with self._writing() as connection:
            return remove_units(connection, ids, progress)

    def sweep(self) -> int:
        """Take out texts that no unit has any more: what :meth:`follow` leaves behind; how many there were."""
        with self._database.reading() as connection:
            unused = unused_texts(connection)
        if not unused:
            return 0
        with self._writing() as connection:
            return remove_texts(connection, unused)

    def follow(self, gone: Sequence[Unit], new: Sequence[Unit]) -> Added:
        """Take in what was confirmed in a document, and out what is so no longer; in one transaction.

        What other documents or files brought stays theirs: it is neither taken out nor taken over, unless a
        machine made it and a person now stands by it.

        Args:
            gone: units that this document no longer has. Only those of the same
                :attr:`~workbench.memory.units.Unit.properties` are taken out.
            new: units it has now; their properties say which document it is.

        Returns:
            What became of `new`.
        """
        with self._writing() as connection:
            theirs = standing(connection, [*gone, *new])
            own = [
                found.id
                for unit, found in zip(gone, theirs, strict=False)
                if found is not None and found.properties == unit.properties
            ]
            strike(connection, own)
            wanted = [
                unit
                for unit, found in zip(new, theirs[len(gone) :], strict=True)
                if found is None or found.properties == unit.properties or _made(unit) < _made(found)
            ]
            writer = Writer(connection)
            writer.add(wanted)
            done = writer.result()
        return Added(done.new, done.merged + len(new) - len(wanted), done.refused)

    def stats(self) -> Stats:
        """What is in the memory; the numbers of one moment."""
        u = units.c
        with self._database.reading() as connection:
            codes = lang_codes(connection)
            pairs = connection.execute(
                select(u.source_lang, u.target_lang, func.count()).group_by(u.source_lang, u.target_lang)
            ).all()
            origins = connection.execute(select(u.origin, func.count()).group_by(u.origin)).all()
            first, last, documents = connection.execute(
                select(func.min(u.changed), func.max(u.changed), func.count(u.document.distinct()))
            ).one()
            unnamed = connection.scalar(select(u.id).where(u.document == 0).limit(1)) is not None
            return Stats(
                units=sum(count for *_, count in pairs),
                texts=connection.scalar(select(func.count()).select_from(texts)) or 0,
                pairs=tuple(
                    sorted((PairStats(codes[s], codes[t], n) for s, t, n in pairs), key=lambda p: -p.units)
                ),
                origins=tuple(sorted(((str(ORIGINS[o]), n) for o, n in origins), key=lambda o: -o[1])),
                documents=documents - unnamed,
                first=moment(first),
                last=moment(last),
                size=_size(connection),
            )

    def revision(self) -> str:
        """A short text that is another one whenever units came, went or were changed by a later date."""
        u = units.c
        with self._database.reading() as connection:
            row = connection.execute(select(func.count(), func.max(u.id), func.max(u.changed))).one()
        return ".".join(str(value or 0) for value in row)

    def clean(
        self,
        rules: Sequence[str] = (),
        *,
        before: datetime | None = None,
        origin: UnitOrigin | None = None,
        dry_run: bool = True,
        shown: int = 100,
        progress: Progress = SILENT,
    ) -> Cleaned:
        """Find units that are of no use, and take them out if this is no dry run.

        Args:
            rules: names from :data:`workbench.memory.units.RULES`. By default ``empty``, ``same``, ``duplicate`` and
                ``quality``; or ``chosen`` where an origin or a date is given.
            before: only what was changed last before it; what has no date stays.
            origin: only what was made so.
            dry_run: only say what would go.
            shown: how many suspects to return at most; all are counted.
            progress: advanced by units.

        Raises:
            ValueError: no such rule, or ``chosen`` without an origin or a date.
            Cancelled: nothing was taken out.
        """
        from workbench.memory.cleaning import Sieve

        usual = ("chosen",) if before or origin else ("empty", "same", "duplicate", "quality")
        sieve = Sieve(tuple(rules) or usual, before, origin)
        suspects: list[Suspect] = []
        ids: list[int] = []
        counts = dict.fromkeys(sieve.rules, 0)
        with self._database.reading() if dry_run else self._writing() as connection:
            progress.start("Reading the memory")
            for suspect in sieve.suspects(lambda: all_units(connection), progress):
                counts[suspect.rule] += 1
                ids.append(suspect.unit.id)
                if len(suspects) < shown:
                    suspects.append(suspect)
            removed = 0 if dry_run else remove_units(connection, ids, progress)
            progress.finish()
        if not dry_run:
            self.sweep()
        return Cleaned(tuple(suspects), tuple(counts.items()), removed)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._database.writing() as connection:
            lock(connection)
            yield connection

    def _settle(self) -> None:
        """After much was written: fold the log into the file, and let the database look at its tables."""
        with self._database.engine.connect() as connection:
            raw = connection.execution_options(isolation_level="AUTOCOMMIT")
            if connection.dialect.name == "sqlite":
                raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                raw.exec_driver_sql("ANALYZE tm_texts, tm_units, tm_index")


def _made(unit: Unit) -> bool:
    """True if a machine made it and nobody changed it."""
    return unit.origin is UnitOrigin.MACHINE


def _whole(text: str) -> str:
    """The text with half characters replaced: no text in the memory has one."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Python's search for cycles finds none in a batch, but looks through its objects again and again: a sixth of
    the time of an import."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_CACHE = 256 << 10  # KiB: the pages that a large import touches again and again, so that each is written once


@contextmanager
def _much_cache(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE}")
    try:
        yield
    finally:
        if not connection.closed:
            connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def _size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages) * int(size)
    return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

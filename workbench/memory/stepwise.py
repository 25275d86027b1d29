"""The memory written to in short steps, while people edit documents in the same store.

SQLite has one writer: whoever takes in a large file in one transaction keeps everybody's edits waiting until it is
done. Here all of the file is read first, so that one that is damaged changes nothing, and then written in steps of
a fraction of a second. If that is stopped or fails, what it brought is taken out again.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO

import msgspec
from sqlalchemy import func, select

from workbench.memory.location import Database
from workbench.memory.tm import Memory
from workbench.memory.tm_schema import units as table
from workbench.memory.units import Added, Unit
from workbench.progress import SILENT, Progress

__all__ = ["Stepwise"]

_STEP = 4_000
"""Units written together: some 0.2 s, so that an edit in between is still quick."""
_BREATH = 0.06
"""Seconds between two steps. SQLite has no queue: a waiting writer tries again every 1–100 ms."""


class Stepwise(Memory):
    """A memory whose :meth:`add` lets others write in between.

    Args:
        database: a store's.
        progress: told of the writing, whoever reads the units; may cancel.
        pause: called between two steps.
    """

    def __init__(
        self,
        database: Database,
        progress: Progress = SILENT,
        pause: Callable[[], None] = lambda: time.sleep(_BREATH),
    ) -> None:
        super().__init__(database)
        self._progress = progress
        self._pause = pause

    def add(self, units: Iterable[Unit], progress: Progress = SILENT) -> Added:
        """As :meth:`workbench.memory.tm.Memory.add`, but seen by others step by step; `progress` is of the reading.

        Raises:
            Cancelled: what it brought was taken out again; only newer dates and names of units that were there
                already may stay.
        """
        with tempfile.TemporaryFile() as file:
            count = _spooled(units, file, progress)
            file.seek(0)
            return self._written(_unspooled(file), count)

    def _written(self, units: Iterator[Unit], count: int) -> Added:
        progress = self._progress
        last = self._last()
        brought: set[int] = set()
        new = merged = refused = 0
        progress.start("Writing", count)
        try:
            while batch := list(islice(units, _STEP)):
                progress.check()
                brought.update(map(_mark, batch))
                done = super().add(batch)
                new, merged, refused = new + done.new, merged + done.merged, refused + done.refused
                progress.advance(len(batch))
                self._pause()
        except BaseException:
            self._take_out(last, brought)
            raise
        progress.finish()
        return Added(new, merged, refused)

    def _last(self) -> int:
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(table.c.id))) or 0

    def _take_out(self, last: int, brought: set[int]) -> None:
        """Those that were brought; what others confirmed in the meantime stays."""
        self.remove([unit.id for unit in self.units() if unit.id > last and _mark(unit) in brought])


def _mark(unit: Unit) -> int:
    return hash((unit.source, unit.target, unit.source_lang, unit.target_lang, unit.previous, unit.next))


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Unit])
_TOGETHER = 500


def _spooled(units: Iterable[Unit], file: IO[bytes], progress: Progress) -> int:
    """Write units to a file in blocks, each behind its length; how many they are."""
    count, waiting = 0, iter(units)
    while block := list(islice(waiting, _TOGETHER)):
        progress.check()
        data = _encoder.encode(block)
        file.write(len(data).to_bytes(8, "big"))
        file.write(data)
        count += len(block)
    return count


def _unspooled(file: IO[bytes]) -> Iterator[Unit]:
    while head := file.read(8):
        yield from _decoder.decode(file.read(int.from_bytes(head, "big")))

"""Finished segments are remembered on disk, so that a run that was stopped goes on where it was.

The key is how a translation is made (the engine's signature: route, models with their hashes, versions,
beam) and the segment's text, so nothing stale can come back. The store is only a help: where it cannot
be opened, is locked or damaged, the engine simply does the work again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine, Options, Pair, State

__all__ = ["LARGEST", "Cached", "remembering"]

LARGEST = 200_000
"""Segments kept. At about 300 bytes each the file stays under 100 MB; the oldest go first."""

_DEFAULT = Options()
_SCHEMA = "CREATE TABLE IF NOT EXISTS segments (key BLOB PRIMARY KEY, hypotheses BLOB) "
_TIMEOUT = 2.0


class Cached:
    """An engine that remembers. See :class:`workbench.translation.engine.Engine`.

    Args:
        engine: does the work.
        file: the store; made when first needed.
    """

    def __init__(self, engine: Engine, file: Path) -> None:
        self.engine = engine
        self._file = file

    @property
    def name(self) -> str:
        """The engine's."""
        return self.engine.name

    def state(self) -> State:
        """The engine's."""
        return self.engine.state()

    def pairs(self) -> frozenset[Pair]:
        """The engine's."""
        return self.engine.pairs()

    def signature(self, pair: Pair, options: Options = _DEFAULT) -> Signature:
        """The engine's: what is remembered was made the same way."""
        return self.engine.signature(pair, options)

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = _DEFAULT,
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield what is remembered at once, then what the engine does, remembering it as it comes."""
        keys = self._keys(texts, pair, options)
        known = self._recall(keys)
        yield from known.items()
        missing = [index for index in range(len(texts)) if index not in known]
        if not missing:
            return
        fresh: dict[int, tuple[Hypothesis, ...]] = {}
        try:
            for place, hypotheses in self.engine.translate(
                [texts[i] for i in missing], pair, options, progress
            ):
                fresh[missing[place]] = hypotheses
                yield missing[place], hypotheses
        finally:
            self._keep({keys[index]: hypotheses for index, hypotheses in fresh.items() if hypotheses})

    def _keys(self, texts: Sequence[str], pair: Pair, options: Options) -> list[bytes]:
        how = f"{self.engine.signature(pair, options)}|{pair}|{options}"
        return [sha256(f"{how}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]

    def _recall(self, keys: Sequence[bytes]) -> dict[int, tuple[Hypothesis, ...]]:
        found: dict[int, tuple[Hypothesis, ...]] = {}
        if not self._file.exists():
            return found
        with suppress(sqlite3.Error, msgspec.MsgspecError), closing(self._open()) as store:
            for index, key in enumerate(keys):
                row = store.execute("SELECT hypotheses FROM segments WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    found[index] = msgspec.msgpack.decode(row[0], type=tuple[Hypothesis, ...])
        return found

    def _keep(self, fresh: dict[bytes, tuple[Hypothesis, ...]]) -> None:
        if not fresh:
            return
        rows = [(key, msgspec.msgpack.encode(hypotheses)) for key, hypotheses in fresh.items()]
        with suppress(sqlite3.Error, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._write(rows)
            except sqlite3.OperationalError:  # locked, read-only, disk full: do without
                return
            except sqlite3.DatabaseError:  # damaged: begin anew
                self._file.unlink()
                self._write(rows)

    def _write(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        with closing(self._open()) as store, store:
            store.executemany("INSERT OR REPLACE INTO segments VALUES (?, ?)", rows)
            store.execute(
                "DELETE FROM segments WHERE rowid <= (SELECT max(rowid) FROM segments) - ?", (LARGEST,)
            )

    def _open(self) -> sqlite3.Connection:
        store = sqlite3.connect(self._file, timeout=_TIMEOUT)
        store.execute("PRAGMA journal_mode = WAL")
        store.execute(_SCHEMA)
        return store


def remembering(engines: Iterable[Engine]) -> tuple[Engine, ...]:
    """The engines, each remembering its segments in the user's cache folder."""
    from platformdirs import user_cache_path

    store = user_cache_path("workbench") / "translations.sqlite"
    return tuple(Cached(engine, store) for engine in engines)

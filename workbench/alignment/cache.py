"""Vectors kept on disk: embedding is nearly all of the time, and a text is aligned more than once.

One SQLite file, keyed by the SHA-256 of model name and text. Vectors are kept in half precision, and the
aligner always works with vectors rounded to it, so a cached run and a fresh one give the same result. A
cache that cannot be read or written is set aside; it never stops the work.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np

from workbench.alignment.embedding import Encoder, Vectors
from workbench.progress import SILENT, Progress

__all__ = ["VectorCache", "default_cache", "embed"]

LARGEST = 512 * 1024 * 1024
"""Bytes of vectors kept by default; about 600,000 sentences."""

_TRIMMED = 0.8
"""Share of the bound that is kept when it is passed, the most recently used first."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, used REAL, vector BLOB) WITHOUT ROWID"
_CHUNK = 500
_ROW = 60
"""Bytes a row takes beside its vector."""
_SAVED = 512
"""Sentences after which fresh vectors are kept, so that a stopped run is not lost."""
_NAME = "vectors-1.sqlite"


def default_cache() -> VectorCache:
    """The cache in the user's cache folder (platformdirs: ``~/.cache/workbench`` on Linux)."""
    from platformdirs import user_cache_path

    return VectorCache(user_cache_path("workbench", appauthor=False))


class VectorCache:
    """Vectors by model and text.

    Args:
        folder: where the file lies; made when first needed. None keeps nothing.
        largest: bytes kept; the least recently used vectors go first.
        patience: seconds to wait for another process that writes.
    """

    def __init__(self, folder: Path | None, largest: int = LARGEST, patience: float = 5.0) -> None:
        self.path = folder / _NAME if folder else None
        self.largest = largest
        self.patience = patience

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors known for `keys`; marks them as used."""
        found: dict[bytes, Vectors] = {}

        def look(connection: sqlite3.Connection) -> None:
            for start in range(0, len(keys), _CHUNK):
                chunk = list(keys[start : start + _CHUNK])
                marks = ",".join("?" * len(chunk))
                rows = connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", chunk)  # noqa: S608
                for key, blob in rows:
                    found[bytes(key)] = np.frombuffer(blob, np.float16).astype(np.float32)
            now = time.time()
            connection.executemany("UPDATE vectors SET used = ? WHERE key = ?", ((now, key) for key in found))

        self._with(look)
        return found

    def put(self, vectors: Iterable[tuple[bytes, Vectors]]) -> None:
        """Keep vectors, then drop the least recently used beyond the bound."""

        def keep(connection: sqlite3.Connection) -> None:
            now = time.time()
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                ((key, now, vector.astype(np.float16).tobytes()) for key, vector in vectors),
            )
            self._trim(connection)

        self._with(keep)

    def _with(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do `work` in a transaction; whatever is wrong with the file, the caller goes on without it."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=self.patience)) as connection, connection:
                connection.execute(_SCHEMA)
                work(connection)
        except (sqlite3.OperationalError, OSError):
            pass  # locked, full or read-only
        except (sqlite3.DatabaseError, ValueError, TypeError):
            self._set_aside()  # damaged: made anew next time

    def _trim(self, connection: sqlite3.Connection) -> None:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size <= self.largest:
            return
        kept, doomed = 0, []
        for key, length in connection.execute("SELECT key, LENGTH(vector) FROM vectors ORDER BY used DESC"):
            kept += length + _ROW
            if kept > self.largest * _TRIMMED:
                doomed.append((key,))
        connection.executemany("DELETE FROM vectors WHERE key = ?", doomed)

    def _set_aside(self) -> None:
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError:
                self.path = None


def embed(encoder: Encoder, texts: Sequence[str], cache: VectorCache, progress: Progress = SILENT) -> Vectors:
    """One unit vector per text, each different text encoded once and only if the cache has it not."""
    model = encoder.model  # looking its version up takes a millisecond
    keys = [sha256(f"{model}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
    unique = dict(zip(keys, texts, strict=True))
    known = cache.get(list(unique))
    missing = [key for key in unique if key not in known]
    if missing:
        progress.start(f"reading sentences ({encoder.name})", len(missing))
        for start in range(0, len(missing), _SAVED):
            chunk = missing[start : start + _SAVED]
            fresh = encoder.encode([unique[key] for key in chunk], progress)
            rounded = fresh.astype(np.float16).astype(np.float32)
            cache.put(zip(chunk, rounded, strict=True))
            known.update(zip(chunk, rounded, strict=True))
        progress.finish()
    widths = {len(vector) for vector in known.values()}
    if len(widths) > 1:  # a foreign row in the cache: encode everything afresh
        return encoder.encode(list(texts), progress)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)

"""Vectors kept on disk: embedding is nearly all of the time, and a text is aligned more than once.

One SQLite file, keyed by the SHA-256 of model name and text. Vectors are kept in half precision, and the
aligner always works with vectors rounded to it, so a cached run and a fresh one give the same result. A
cache that cannot be read or written is set aside; it never stops the work.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
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
_NAME = "vectors-1.sqlite"


def default_cache() -> VectorCache:
    """The cache in the user's cache folder (platformdirs: ``~/.cache/workbench`` on Linux)."""
    from platformdirs import user_cache_path

    return VectorCache(user_cache_path("workbench", appauthor=False))


class VectorCache:
    """Vectors by model and text.

    Args:
        folder: where the file lies; made when first needed. None keeps nothing.
        largest: bytes of vectors kept; the least recently used go first.
    """

    def __init__(self, folder: Path | None, largest: int = LARGEST) -> None:
        self.path = folder / _NAME if folder else None
        self.largest = largest

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors known for `keys`; marks them as used."""
        found: dict[bytes, Vectors] = {}
        for connection in self._open():
            for start in range(0, len(keys), _CHUNK):
                chunk = list(keys[start : start + _CHUNK])
                marks = ",".join("?" * len(chunk))
                rows = connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", chunk)  # noqa: S608
                for key, blob in rows:
                    found[bytes(key)] = np.frombuffer(blob, np.float16).astype(np.float32)
            now = time.time()
            connection.executemany("UPDATE vectors SET used = ? WHERE key = ?", ((now, key) for key in found))
            connection.commit()
        return found

    def put(self, vectors: Iterable[tuple[bytes, Vectors]]) -> None:
        """Keep vectors, then drop the least recently used beyond the bound."""
        for connection in self._open():
            now = time.time()
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                ((key, now, vector.astype(np.float16).tobytes()) for key, vector in vectors),
            )
            self._trim(connection)
            connection.commit()

    def _trim(self, connection: sqlite3.Connection) -> None:
        (total,) = connection.execute("SELECT TOTAL(LENGTH(vector)) FROM vectors").fetchone()
        if total <= self.largest:
            return
        kept, doomed = 0, []
        for key, size in connection.execute("SELECT key, LENGTH(vector) FROM vectors ORDER BY used DESC"):
            kept += size
            if kept > self.largest * _TRIMMED:
                doomed.append((key,))
        connection.executemany("DELETE FROM vectors WHERE key = ?", doomed)

    def _open(self) -> Iterable[sqlite3.Connection]:
        """Yield a connection once, or not at all; errors while it is used end its use quietly."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=5)) as connection:
                connection.execute(_SCHEMA)
                yield connection
        except sqlite3.OperationalError:
            pass  # locked, full or read-only: go without it this time
        except sqlite3.DatabaseError:
            self._set_aside()
        except OSError:
            pass

    def _set_aside(self) -> None:
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError:
                self.path = None


def embed(encoder: Encoder, texts: Sequence[str], cache: VectorCache, progress: Progress = SILENT) -> Vectors:
    """One unit vector per text, each different text encoded once and only if the cache has it not."""
    keys = [sha256(f"{encoder.model}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
    unique = dict(zip(keys, texts, strict=True))
    known = cache.get(list(unique))
    missing = [key for key in unique if key not in known]
    progress.start(f"reading sentences ({encoder.name})", len(missing))
    if missing:
        fresh = encoder.encode([unique[key] for key in missing], progress)
        rounded = fresh.astype(np.float16).astype(np.float32)
        cache.put(zip(missing, rounded, strict=True))
        known.update(zip(missing, rounded, strict=True))
    progress.finish()
    widths = {len(vector) for vector in known.values()}
    if len(widths) > 1:  # a foreign row in the cache: encode everything afresh
        return encoder.encode(list(texts), progress)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)

"""An encoder without a model: words become hashed features, so only what looks alike lies close together.

Numbers, names and cognates carry it: enough for related languages and for texts full of names, and it is
the same on every machine. Romanised first, so that it works across scripts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from workbench.alignment.embedding import Vectors
from workbench.alignment.romanise import romanise, skeleton
from workbench.progress import SILENT, Progress

__all__ = ["DIMENSIONS", "Lexical"]

DIMENSIONS = 512
_WORD = re.compile(r"\d+|[^\W\d_]+")
_NUMBER, _NAME, _WHOLE, _PART = 2.0, 1.5, 1.0, 0.35


@dataclass(frozen=True, slots=True)
class Lexical:
    """Hashed words, as an encoder (feature hashing, Weinberger et al. 2009)."""

    name: str = "lexical"
    model: str = "lexical-1"

    def encode(self, texts: Sequence[str], progress: Progress = SILENT) -> Vectors:
        """One row of :data:`DIMENSIONS` per text."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            if row % 1000 == 0:
                progress.check()
            for key, weight in _features(text):
                number = crc32(key.encode("utf-8", "surrogatepass"))
                out[row, number % DIMENSIONS] += weight if number & 0x10000 else -weight
        progress.advance(len(texts))
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        unit: Vectors = (out / np.maximum(norms, 1e-6)).astype(np.float32)
        return unit


def _features(text: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for word in _WORD.findall(text[:20_000]):
        if word[0].isdigit():
            found.append((f"#{word}", _NUMBER))
            continue
        plain = romanise(word)
        if len(plain) < 4:
            continue
        found.append((plain[:5], _WHOLE))
        if word[0].isupper() and (bones := skeleton(word)):
            found.append((f"^{bones}", _NAME))
        found.extend((plain[at : at + 3], _PART) for at in range(min(len(plain), 12) - 2))
    return found

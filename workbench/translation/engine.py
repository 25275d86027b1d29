"""What every translation engine is to the rest of the workbench.

The heavy libraries live behind this Protocol, each in its own module, imported late.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress

__all__ = ["BEAM", "Engine", "Options", "Pair", "State"]

Pair = tuple[str, str]
"""(source, target) language codes from :mod:`workbench.languages`."""

BEAM = {"draft": 1, "standard": 2, "best": 4}
"""Named qualities and their beam sizes. Beam 1 costs about 2.5 times less than beam 4."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to translate.

    Attributes:
        beam: beam size, 1–8; see :data:`BEAM`.
        n_best: hypotheses per segment, 1–16, without repeats (so there may be fewer).
        alignment: also return word alignments where the engine can.
    """

    beam: int = 4
    n_best: int = 1
    alignment: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Whether an engine can work here, in words for a person.

    Attributes:
        ready: True if it can translate at least one pair.
        summary: one line ("3 packages in ~/.local/share/argos-translate/packages").
        hint: what to do where it is not ready, else "".
    """

    ready: bool
    summary: str
    hint: str = ""


@runtime_checkable
class Engine(Protocol):
    """A way to translate segments, offline unless the user gave a server's address."""

    @property
    def name(self) -> str:
        """Short stable name, as in ``--engine argos``."""
        ...

    def state(self) -> State:
        """Whether it can work here. Never raises."""
        ...

    def pairs(self) -> frozenset[Pair]:
        """All pairs it can translate, pivots included."""
        ...

    def signature(self, pair: Pair, options: Options) -> Signature:
        """How a translation of `pair` would be made: engine, route, models and hashes, versions."""
        ...

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = Options(),
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield ``(index, hypotheses best first)`` as segments are finished, in any order.

        What was yielded stays valid if a later segment fails or the user cancels. Every index is
        yielded exactly once unless an error is raised. Texts without a letter come back unchanged.

        Raises:
            NoRoute: no installed models lead from source to target.
            EngineFailed: the engine died or answered nonsense.
            Cancelled: the user stopped the work.
        """
        ...

"""An engine that lets others see what it has done so far, so that a page can show results as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.bitext import BitextRow
from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine, Options, Pair, State

__all__ = ["Incoming", "Watched"]


@dataclass
class Incoming:
    """A machine rendering that is being made: what each source segment has become so far.

    Written by a worker, read by the page; a dict's single operations are safe for that.
    """

    label: str
    lang: str
    said: dict[str, str] = field(default_factory=dict)

    def text(self, row: BitextRow) -> str:
        """What there is of a row; "" while nothing is."""
        return " ".join(self.said[p.text] for p in row.source.pieces if p.text in self.said)


class Watched:
    """`engine`, telling `incoming` every segment it finishes."""

    def __init__(self, engine: Engine, incoming: Incoming) -> None:
        self._engine = engine
        self._incoming = incoming

    @property
    def name(self) -> str:
        """The engine's own name."""
        return self._engine.name

    def state(self) -> State:
        """The engine's own state."""
        return self._engine.state()

    def pairs(self) -> frozenset[Pair]:
        """The engine's own pairs."""
        return self._engine.pairs()

    def signature(self, pair: Pair, options: Options) -> Signature:
        """The engine's own signature: being watched changes nothing."""
        return self._engine.signature(pair, options)

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = Options(),
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """As the engine does."""
        self._incoming.label, self._incoming.lang = self.name, pair[1]
        self._incoming.said.clear()
        for place, hypotheses in self._engine.translate(texts, pair, options, progress):
            if hypotheses:
                self._incoming.said[texts[place]] = hypotheses[0].text
            yield place, hypotheses

"""An engine that gives every segment back as it came: for tests and for trying out the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.languages import LANGUAGES
from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Options, Pair, State

__all__ = ["Echo"]

_DEFAULT = Options()


class Echo:
    """See :class:`workbench.translation.engine.Engine`. It knows every pair, a language with itself included.

    >>> list(Echo().translate(["a", "b"], ("en", "en")))[0]
    (0, (Hypothesis(text='a', score=None, word_alignment=(), unknown=0, steps=()),))
    """

    @property
    def name(self) -> str:
        """``echo``."""
        return "echo"

    def state(self) -> State:
        """Always ready."""
        return State(True, "gives the source back; for tests")

    def pairs(self) -> frozenset[Pair]:
        """Every pair of languages in the table."""
        return frozenset((source, target) for source in LANGUAGES for target in LANGUAGES)

    def signature(self, pair: Pair, options: Options = _DEFAULT) -> Signature:
        """Only the engine and the route: nothing else matters."""
        return Signature.of(engine=self.name, route="-".join(pair))

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = _DEFAULT,
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield every text as its own translation."""
        progress.start("echo", len(texts))
        for index, text in enumerate(texts):
            progress.check()
            yield index, (Hypothesis(text),)
            progress.advance()
        progress.finish()

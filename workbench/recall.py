"""The translation memory as an engine: what somebody confirmed comes back before a machine is asked.

Only the same text counts (100 %, 101 % in context), and only what no penalty is taken from; fuzzy matches are
for people to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.errors import NoRoute
from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine, Options, Pair, State

if TYPE_CHECKING:
    from workbench.memory.tm import Memory

__all__ = ["MemoryEngine", "recalling"]

_DEFAULT = Options()
_SAME = 100


class MemoryEngine:
    """See :class:`workbench.translation.engine.Engine`: what the memory has, the rest by another engine.

    Args:
        memory: asked first.
        engine: asked for what the memory has not. Without one, such a text ends the work with NoRoute.
        leave: where no other engine knows the languages, leave such a text empty instead, for a person to write.
    """

    def __init__(self, memory: Memory, engine: Engine | None = None, *, leave: bool = False) -> None:
        self.memory = memory
        self.engine = engine
        self.leave = leave

    @property
    def name(self) -> str:
        """The other engine's, for it does most of the work; ``memory`` without one."""
        return self.engine.name if self.engine else "memory"

    def state(self) -> State:
        """The other engine's; without one, whether there is anything in the memory."""
        if self.engine:
            return self.engine.state()
        units = self.memory.stats().units
        if not units:
            return State(
                False, "the translation memory is empty", "Fill it: workbench memory import FILE.tmx"
            )
        return State(True, f"{units:,} confirmed translations")

    def pairs(self) -> frozenset[Pair]:
        """The other engine's; without one, or to leave the rest, what the memory has, in both directions."""
        if self.engine and not self.leave:
            return self.engine.pairs()
        known = self.engine.pairs() if self.engine else frozenset()
        found = ((pair.source_lang, pair.target_lang) for pair in self.memory.stats().pairs)
        return known.union(pair for source, target in found for pair in ((source, target), (target, source)))

    def signature(self, pair: Pair, options: Options = _DEFAULT) -> Signature:
        """The other engine's, and how much the memory held: with another memory the result may be another."""
        own = Signature.of(memory=self.memory.revision())
        other = self._other(pair)
        base = other.signature(pair, options) if other else Signature.of(engine="memory")
        return Signature((*base.parts, *own.parts))

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = _DEFAULT,
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield what the memory has at once, then what the other engine makes.

        The neighbours of a text are those in `texts`, so that the translation from the same place goes first.

        Raises:
            NoRoute: there is no other engine, and the memory lacks some of the texts.
        """
        other = self._other(pair)
        missing = []
        for index, text in enumerate(texts):
            if index % 50 == 0:
                progress.check()
            known = self._known(texts, index, pair)
            if known:
                yield index, known[: max(1, options.n_best)]
            elif text.strip() and (other or not self.leave):
                missing.append(index)
            elif text.strip():
                yield index, (Hypothesis(""),)
            else:
                yield index, (Hypothesis(text),)
        if not missing:
            return
        if other is None:
            raise NoRoute(
                f"The translation memory lacks {len(missing)} of {len(texts)} segments.",
                hint="Use it together with an engine.",
            )
        for place, hypotheses in other.translate([texts[i] for i in missing], pair, options, progress):
            yield missing[place], hypotheses

    def _other(self, pair: Pair) -> Engine | None:
        if self.engine and (not self.leave or pair in self.engine.pairs()):
            return self.engine
        return None

    def _known(self, texts: Sequence[str], index: int, pair: Pair) -> tuple[Hypothesis, ...]:
        before = texts[index - 1] if index else ""
        after = texts[index + 1] if index + 1 < len(texts) else ""
        found = self.memory.lookup(texts[index], *pair, before=before, after=after, floor=1.0)
        return tuple(
            Hypothesis(match.proposal, recalled=match.score) for match in found if match.score >= _SAME
        )


def recalling(memory: Memory, engines: Iterable[Engine]) -> tuple[Engine, ...]:
    """The engines, each asked only for what the memory has not."""
    return tuple(MemoryEngine(memory, engine) for engine in engines)

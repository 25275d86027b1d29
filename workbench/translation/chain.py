"""Run texts through one model after another: translation over pivot languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from workbench.model import Hypothesis
from workbench.translation.ct2 import Candidate, Model
from workbench.translation.engine import Options

__all__ = ["Way", "through"]

_TEXTS = 64
"""Texts that go through all legs together: enough to fill batches, few enough that a run which is stopped
half-way has most of its work finished to the end."""

_BREADTH = 4
"""Candidates of a leg that the next leg starts from, where more than one translation is asked for. Each costs
a run of the next model, and variety comes mostly from the last leg."""


@dataclass(frozen=True, slots=True)
class Way:
    """A text's way through the legs: one candidate of each."""

    legs: tuple[Candidate, ...]

    @property
    def text(self) -> str:
        """The translation."""
        return self.legs[-1].text

    @property
    def rank(self) -> float:
        """Sum of the legs' own scores, as Argos Translate orders pivot translations."""
        return sum(leg.rank for leg in self.legs)

    def hypothesis(self) -> Hypothesis:
        """For the rest of the workbench."""
        tokens = sum(leg.tokens for leg in self.legs)
        return Hypothesis(
            self.text,
            score=sum(leg.log_probability for leg in self.legs) / tokens if tokens else None,
            word_alignment=reduce(_composed, (leg.alignment for leg in self.legs)),
            steps=tuple(leg.text for leg in self.legs[:-1]),
        )


def through(
    models: Sequence[Model], texts: Sequence[str], options: Options, between: Callable[[], None]
) -> Iterator[tuple[int, tuple[Way, ...]]]:
    """Yield ``(index, at most n_best ways, best first, each with another text)`` as texts are finished.

    Args:
        models: one per leg, at least one.
        texts: source texts.
        options: beam size, number of translations, word alignment.
        between: called between batches; what it raises ends the work.
    """
    if len(models) == 1:
        for index, candidates in models[0].translate(texts, options, between):
            yield index, tuple(Way((candidate,)) for candidate in candidates)
        return
    order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))  # alike in length, little padding
    for start in range(0, len(order), _TEXTS):
        group = order[start : start + _TEXTS]
        ways: list[tuple[Way, ...]] = [(Way(()),)] * len(group)
        for number, model in enumerate(models):
            last = number == len(models) - 1
            wanted = options.n_best if last else min(options.n_best, _BREADTH)
            before = [texts[index] for index in group] if not number else None
            ways = _leg(model, ways, before, replace(options, n_best=wanted), between)
        yield from zip(group, ways, strict=True)


def _leg(
    model: Model,
    ways: Sequence[tuple[Way, ...]],
    texts: Sequence[str] | None,
    options: Options,
    between: Callable[[], None],
) -> list[tuple[Way, ...]]:
    """Lengthen each way by every candidate of the next model; keep the best."""
    inputs = [(texts[at],) if texts else tuple(way.text for way in some) for at, some in enumerate(ways)]
    distinct = list(dict.fromkeys(text for some in inputs for text in some))
    answers = dict(model.translate(distinct, options, between))
    by_text = {text: answers[place] for place, text in enumerate(distinct)}
    return [
        _best(
            (
                Way((*way.legs, candidate))
                for way, text in zip(some, given, strict=True)
                for candidate in by_text[text]
            ),
            options.n_best,
        )
        for some, given in zip(ways, inputs, strict=True)
    ]


def _best(ways: Iterator[Way], n: int) -> tuple[Way, ...]:
    """The `n` best with different texts."""
    kept: dict[str, Way] = {}
    for way in sorted(ways, key=lambda way: -way.rank):
        kept.setdefault(way.text, way)
    return tuple(kept.values())[:n]


def _composed(
    first: tuple[tuple[int, int], ...], second: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """Word alignment over a pivot: source word to target word wherever both stand to one word between."""
    pairs = {(source, target) for source, pivot in first for other, target in second if pivot == other}
    return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))

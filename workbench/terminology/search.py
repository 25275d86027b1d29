"""Look among a model's hypotheses for those that obey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from workbench.glossary import Outcome
from workbench.model import Hypothesis
from workbench.progress import SILENT, Progress
from workbench.terminology.task import Judge, Task, fits, wrong
from workbench.translation.cache import Cached
from workbench.translation.ct2 import Score
from workbench.translation.engine import Engine, Options, Pair
from workbench.translation.installed import Package

__all__ = ["Search"]

_N_BEST = 16
"""Hypotheses asked for, the most an engine gives. Only segments whose first one disobeys pay for it."""

_TERMS, _FORMS, _ONWARD = 3, 4, 2
"""Admitted terms and forms of each that a hypothesis is made to go on with, and how many ways it may go on."""


@runtime_checkable
class _Searching(Protocol):
    """An engine whose model goes on from the beginning of a translation, and scores any translation."""

    def alternatives(self, text: str, prefix: str, pair: Pair, n: int = 5) -> tuple[Hypothesis, ...]: ...

    def score(self, texts: Sequence[tuple[str, str]], pair: Pair) -> list[Score | None]: ...

    def route(self, pair: Pair) -> tuple[Package, ...]: ...


class Search:
    """Looks for hypotheses that obey, as far as the engine can.

    Args:
        engine: gives n-best lists; whether it scores them and searches on is seen from what it gives.
        judge: tells which obey.
        options: of the translation.
        max_loss: see :data:`MAX_LOSS`.
    """

    def __init__(self, engine: Engine, judge: Judge, options: Options, max_loss: float) -> None:
        self._engine = engine
        inner = engine.engine if isinstance(engine, Cached) else engine
        self._searching = inner if isinstance(inner, _Searching) else None
        self._judge = judge
        self._options = options
        self._max_loss = max_loss

    def improve(self, tasks: Sequence[Task], progress: Progress) -> None:
        """Choose a better hypothesis for each task, where there is one."""
        scored = [task for task in tasks if task.raw.score is not None]
        self._align(scored)
        found = self._hypotheses(scored, replace(self._options, n_best=_N_BEST, alignment=True), progress)
        progress.start("terminology", len(scored))
        for task, hypotheses in zip(scored, found, strict=True):
            progress.check()
            self._choose(task, hypotheses, task.raw.score, "n-best")
            for outcome in task.failing(self._judge):
                if any(outcome.concept is left.concept for left in task.failing(self._judge)):
                    self._from_prefix(task, outcome)
            progress.advance()
        progress.finish()

    def best(self, task: Task, texts: Sequence[str]) -> int | None:
        """Which of several versions of a segment the model finds likeliest; None where it cannot tell."""
        if self._searching is None or len(texts) < 2:
            return None
        scores = self._scores(task, texts)
        known = [(score, -n) for n, score in enumerate(scores) if score is not None]
        return -max(known)[1] if known else None

    def _hypotheses(
        self, tasks: Sequence[Task], options: Options, progress: Progress
    ) -> list[tuple[Hypothesis, ...]]:
        if not tasks:
            return []
        found = dict(
            self._engine.translate([task.source for task in tasks], self._judge.pair, options, progress)
        )
        return [found[place] for place in range(len(tasks))]

    def _align(self, tasks: Sequence[Task]) -> None:
        """Give first hypotheses their word alignment, which tells where a wrong word stands."""
        bare = [task for task in tasks if not task.raw.word_alignment]
        found = self._hypotheses(bare, replace(self._options, n_best=1, alignment=True), SILENT)
        for task, (first, *_) in zip(bare, found, strict=True):
            if first.text == task.raw.text:
                task.kept = task.first = replace(task.raw, word_alignment=first.word_alignment)

    def _choose(self, task: Task, hypotheses: Iterable[Hypothesis], base: float | None, search: str) -> None:
        """Take the hypothesis that obeys most terms within the bound; among equals the likeliest."""
        fair = (
            (gain, -loss, hypothesis)
            for hypothesis in hypotheses
            if base is not None and hypothesis.score is not None
            if (loss := base - hypothesis.score) <= self._max_loss
            if (gain := task.gain(hypothesis.text, self._judge)) > 0
        )
        best = max(fair, key=lambda one: one[:2], default=None)
        if best is not None:
            task.kept, task.loss, task.search = best[2], -best[1], search

    def _from_prefix(self, task: Task, outcome: Outcome) -> None:
        """Search on from where the wrong word stands: other words there, then the right ones put there."""
        spans = wrong(task, outcome)
        if self._searching is None or not spans:
            return
        before = task.kept.text[: spans[0].start]
        begun = [(before, _N_BEST)]
        for term in outcome.wanted[:_TERMS]:
            begun += [(before + form.text, _ONWARD) for form in fits(task, term, spans[0])[:_FORMS]]
        base = self._scores(task, [task.raw.text])[0]
        hypotheses = [
            task.aligned(hypothesis)
            for prefix, n in begun
            for hypothesis in self._searching.alternatives(task.source, prefix, self._judge.pair, n)
            if hypothesis.steps == task.raw.steps  # else its score is of another source
        ]
        self._choose(task, hypotheses, base, "prefix")

    def _scores(self, task: Task, texts: Sequence[str]) -> list[float | None]:
        """Mean log-probabilities; over a pivot those of the last leg, as the alternatives have them."""
        if self._searching is None:
            return [None] * len(texts)
        leg = self._searching.route(self._judge.pair)[-1].pair
        source = task.raw.steps[-1] if task.raw.steps else task.source
        scores = self._searching.score([(source, text) for text in texts], leg)
        return [score.mean if score else None for score in scores]

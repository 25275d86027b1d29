"""A segment with terms: which of them a hypothesis obeys, where it does not, and what would fit there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workbench.glossary import Matcher, Outcome, State, adherence
from workbench.inflection import Fit, fit
from workbench.model import Hypothesis, Span, Term
from workbench.translation.engine import Pair
from workbench.words import TokenKind, tokenize, words

__all__ = ["Judge", "Task", "fits", "obeys", "wrong"]

_WIDEST = 2
"""Words by which a rendering may be longer than its source term and still be taken for it."""

_SHORTER = 1
"""Words by which a chosen hypothesis may be shorter than the first: *prime minister* has two, *прем'єр* one."""

_REWRITTEN = 2
"""Words that may differ for two hypotheses of one length to have one word alignment."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells how a translation treats the terms of its source."""

    pair: Pair
    matcher: Matcher

    def outcomes(self, source: str, target: str) -> list[Outcome]:
        """See :func:`workbench.glossary.adherence`."""
        return adherence(source, target, *self.pair, self.matcher)


@dataclass(slots=True)
class Task:
    """A segment with terms, and the hypothesis chosen for it so far."""

    index: int
    source: str
    raw: Hypothesis
    others: tuple[Hypothesis, ...]
    asked: tuple[Outcome, ...]
    kept: Hypothesis
    first: Hypothesis
    """The raw one, with its word alignment where it could be had."""
    loss: float | None = None
    search: str = ""

    @classmethod
    def of(cls, index: int, source: str, found: tuple[Hypothesis, ...], judge: Judge) -> Task:
        """A segment as the engine translated it; `asked` are the concepts it has."""
        asked = tuple(outcome for outcome in judge.outcomes(source, found[0].text) if outcome.source)
        return cls(index, source, found[0], found[1:], asked, found[0], found[0])

    def failing(self, judge: Judge) -> list[Outcome]:
        """The concepts that the chosen hypothesis does not obey."""
        return [o for o in judge.outcomes(self.source, self.kept.text) if o.source and not obeys(o)]

    def aligned(self, found: Hypothesis) -> Hypothesis:
        """`found` with the word alignment of the chosen one, where only a word or two differ in their places."""
        old, new = words(self.kept.text), words(found.text)
        changed = sum(a.text != b.text for a, b in zip(old, new, strict=False))
        if len(old) != len(new) or changed > _REWRITTEN:
            return found
        return replace(found, word_alignment=self.kept.word_alignment)

    def gain(self, candidate: str, judge: Judge) -> int:
        """How many more concepts `candidate` obeys; 0 if it loses one, adds a forbidden term, has other numbers
        than the model's first hypothesis, or is shorter by more than a word: a model that is forced into a
        word it does not know likes to break off."""
        now, then = judge.outcomes(self.source, self.kept.text), judge.outcomes(self.source, candidate)
        worse = _ids(now, obeyed=True) - _ids(then, obeyed=True) or _forbidden(then) - _forbidden(now)
        short = len(words(candidate)) < len(words(self.raw.text)) - _SHORTER
        if worse or short or _numbers(candidate) != _numbers(self.raw.text):
            return 0
        return len(_ids(then, obeyed=True)) - len(_ids(now, obeyed=True))


def fits(task: Task, term: Term, span: Span) -> list[Fit]:
    """Forms of a term for a place in the chosen hypothesis, with a capital where its sentence begins."""
    text = task.kept.text
    before = text[: span.start]
    lower = span.of(text)[:1].lower() + span.of(text)[1:]
    first = not words(before)
    found = fit(term.text, term.lang, lower if first else span.of(text), before, term.forms)
    return [replace(one, text=one.text[:1].upper() + one.text[1:]) if first else one for one in found]


def wrong(task: Task, outcome: Outcome) -> tuple[Span, ...]:
    """Where the chosen hypothesis renders a concept wrongly: its forbidden terms, the words that the model
    wrote while it looked at the source's, or the source's words themselves where they were passed through."""
    if outcome.state is State.FORBIDDEN:
        return tuple(match.span for match in outcome.target)
    source, target = words(task.source), words(task.kept.text)
    found: list[Span] = []
    for match in outcome.source:
        own = [n for n, word in enumerate(source) if word.span.overlaps(match.span)]
        at = sorted({right for left, right in task.kept.word_alignment if left in own})
        at = at or _passed_through([source[n].text for n in own], [word.text for word in target])
        if at and at[-1] < len(target) and at[-1] - at[0] < len(own) + _WIDEST:
            span = Span(target[at[0]].span.start, target[at[-1]].span.end)
            if not any(span.overlaps(other) for other in found):
                found.append(span)
    return tuple(sorted(found))


def _passed_through(source: list[str], target: list[str]) -> list[int]:
    """Where the source's words stand as they are in the target; empty where they do not."""
    size = len(source)
    starts = (n for n in range(len(target) - size + 1) if target[n : n + size] == source)
    start = next(starts, None) if size else None
    return [] if start is None else list(range(start, start + size))


def obeys(outcome: Outcome) -> bool:
    """True if an admitted term is there and no forbidden one."""
    return outcome.state in (State.HIT, State.VARIANT)


def _ids(outcomes: Iterable[Outcome], *, obeyed: bool) -> set[int]:
    return {id(o.concept) for o in outcomes if o.source and obeys(o) is obeyed}


def _forbidden(outcomes: Iterable[Outcome]) -> Counter[int]:
    return Counter(id(o.concept) for o in outcomes if o.state is State.FORBIDDEN for _ in o.target)


def _numbers(text: str) -> Counter[str]:
    return Counter(token.text for token in tokenize(text) if token.kind is TokenKind.NUMBER)

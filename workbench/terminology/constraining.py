"""The steps in their order, and the decisions that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.errors import UnknownLanguage, WorkbenchError
from workbench.glossary import Matcher, Outcome
from workbench.model import Rendering, Signature, Span
from workbench.progress import SILENT, Progress
from workbench.terminology.decision import Constrained, Decision, Obeyed, Proposal
from workbench.terminology.search import Search
from workbench.terminology.task import Judge, Task, fits, obeys, wrong
from workbench.translation.engine import Engine, Options
from workbench.translation.rendering import with_texts

__all__ = ["MAX_LOSS", "constrain"]

MAX_LOSS = 0.5
"""Most that a hypothesis may be worse than the first, in mean log-probability per token. A term that the model
finds a thousand times less likely than its own word (ln 1000 = 6.9) costs this much in a sentence of 14 tokens; a
hypothesis that gets other words wrong as well costs more. On the tiny packages, surer of themselves than real ones,
every hypothesis chosen within twice this bound was right (``benchmarks/terminology.py``)."""

_DEFAULT = Options()


def constrain(
    rendering: Rendering,
    source: Rendering,
    engine: Engine,
    matcher: Matcher,
    options: Options = _DEFAULT,
    *,
    max_loss: float = MAX_LOSS,
    progress: Progress = SILENT,
) -> Constrained:
    """Make a machine translation obey the glossaries where its model can; propose where it cannot.

    Args:
        rendering: made from `source` by :func:`workbench.translation.render`.
        source: what was translated.
        engine: who translated. One that gives no scores (Apertium, LibreTranslate) gets proposals only.
        matcher: the glossaries.
        options: with which it was translated.
        max_loss: most that a reranked hypothesis may be worse than the first, see :data:`MAX_LOSS`; 0 or more.
        progress: told of every segment that does not obey at once; may cancel.

    Returns:
        The rendering and one decision for each concept that a segment of the source has and the glossary
        has something to say on in the target language.

    Raises:
        UnknownLanguage: a side's language is undecided.
        WorkbenchError: the two do not stand 1:1.
        EngineFailed, Cancelled: from the engine.
    """
    if source.lang is None or rendering.lang is None:
        raise UnknownLanguage("The language of the text is undecided.", hint="Say which it is (--from).")
    if len(source.segments) != len(rendering.segments) or len(rendering.hypotheses) != len(source.segments):
        raise WorkbenchError(
            f"“{rendering.label}” was not made from “{source.document.name}” by a machine.",
            hint="Constrain the rendering that came out of translating it.",
        )
    judge = Judge((source.lang, rendering.lang), matcher)
    tasks = [
        task
        for index, (segment, found) in enumerate(zip(source.segments, rendering.hypotheses, strict=True))
        if found and (task := Task.of(index, segment.text, found, judge)).asked
    ]
    search = Search(engine, judge, options, max_loss)
    search.improve([task for task in tasks if task.failing(judge)], progress)
    return Constrained(
        _rebuilt(rendering, tasks, _signature(rendering, matcher, max_loss)),
        tuple(decision for task in tasks for decision in _decisions(task, judge, search)),
    )


def _decisions(task: Task, judge: Judge, search: Search) -> Iterator[Decision]:
    """One for each concept the segment asks for."""
    now = {id(o.concept): o for o in judge.outcomes(task.source, task.kept.text)}
    for first in task.asked:
        outcome = now.get(id(first.concept), first)
        decision = Decision(
            task.index,
            first.concept.id,
            Obeyed.MODEL,
            tuple(match.span for match in first.source),
            tuple(term.text for term in first.wanted),
            where=(first.wanted or [match.term for match in first.target])[0].where,
            short=outcome.short,
        )
        if obeys(first):
            yield decision
            continue
        seen = " … ".join(span.of(task.raw.text) for span in wrong(replace(task, kept=task.first), first))
        if obeys(outcome):
            yield replace(decision, obeyed=Obeyed.RERANKING, seen=seen, loss=task.loss, search=task.search)
        elif outcome.wanted:
            proposal = _proposal(task, outcome, search)
            yield replace(decision, obeyed=Obeyed.PROPOSAL, seen=seen, proposal=proposal)
        else:
            yield replace(decision, obeyed=Obeyed.NOT, seen=seen)


def _proposal(task: Task, outcome: Outcome, search: Search) -> Proposal:
    """The preferred term in the place of the wrong one; of several forms the one the model finds likeliest."""
    term, spans, text = outcome.wanted[0], wrong(task, outcome), task.kept.text
    if not spans:
        how = "dictionary form; where it belongs cannot be told"
        return Proposal(task.index, (), term.text, term.text, how)
    more = len(spans)
    spans = tuple(span for span in spans if span.of(text) == spans[0].of(text))  # other forms, other cases
    more -= len(spans)
    forms = fits(task, term, spans[0])
    texts = [_put(text, spans, form.text) for form in forms]
    likeliest = search.best(task, texts)
    chosen = forms[likeliest or 0]
    how = chosen.how
    if len(forms) > 1:
        told = "less likely to the model" if likeliest is not None else "or"
        how += f" ({told}: {', '.join(form.text for form in forms if form is not chosen)})"
    how += f"; {more} more to be mended" if more else ""
    return Proposal(task.index, spans, chosen.text, texts[likeliest or 0], how)


def _put(text: str, spans: Sequence[Span], new: str) -> str:
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _signature(rendering: Rendering, matcher: Matcher, max_loss: float) -> Signature:
    """How the rendering was made, the glossaries and the bound added."""
    names = ",".join(f"{glossary.path.name}@{glossary.digest[:12]}" for glossary in matcher.glossaries)
    return Signature((*rendering.signature.parts, ("glossaries", names), ("max_loss", f"{max_loss:g}")))


def _rebuilt(rendering: Rendering, tasks: Sequence[Task], signature: Signature) -> Rendering:
    """The rendering with the chosen hypotheses first and the model's own next."""
    ranked = list(rendering.hypotheses)
    for task in tasks:
        if task.kept.text != task.raw.text:
            others = tuple(other for other in task.others if other.text != task.kept.text)
            ranked[task.index] = (task.kept, task.raw, *others)
    texts = [
        found[0].text if found else segment.text
        for found, segment in zip(ranked, rendering.segments, strict=True)
    ]
    return replace(with_texts(rendering, texts), hypotheses=tuple(ranked), signature=signature)

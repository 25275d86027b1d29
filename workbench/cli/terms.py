"""``--glossary`` of ``workbench translate``: obey a glossary, and tell what was done for each term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.options import glossary_paths

if TYPE_CHECKING:
    from workbench.glossary import Matcher
    from workbench.model import Rendering
    from workbench.pipeline import Plan
    from workbench.progress import Progress
    from workbench.terminology import Decision

__all__ = ["as_plain", "glossary_options", "matcher_for", "obeying", "told"]

_WAYS = {
    "model": "by the model",
    "reranking": "by reranking",
    "proposal": "proposed",
    "not": "not obeyed",
}


def glossary_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--glossary`` and ``--max-loss``."""
    function = click.option(
        "--max-loss",
        type=click.FloatRange(min=0),
        default=0.5,  # workbench.terminology.MAX_LOSS; a test compares, since importing it here is slow
        show_default=True,
        metavar="X",
        help="With --glossary: most that a hypothesis may be less likely than the model's first, in mean"
        " log-probability per token.",
    )(function)
    return click.option(
        "--glossary",
        "glossaries",
        metavar="PATH",
        multiple=True,
        help="Make the translation obey this glossary file or folder where the model can; may be repeated.",
    )(function)


def matcher_for(glossaries: Sequence[str]) -> Matcher | None:
    """The glossaries given, or None.

    Raises:
        BadFile: a path does not exist.
        BadGlossary: a glossary breaks its schema.
    """
    if not glossaries:
        return None
    from workbench.glossary import Matcher, load_all

    return Matcher(load_all(glossary_paths(glossaries)))


def obeying(
    rendering: Rendering, source: Rendering, plan: Plan, matcher: Matcher, max_loss: float, progress: Progress
) -> tuple[Rendering, tuple[Decision, ...]]:
    """Make a rendering obey with the engine of the plan that made it."""
    from workbench.terminology import constrain

    engine = next(engine for engine in plan.engines if engine.name == rendering.label)
    done = constrain(rendering, source, engine, matcher, plan.options, max_loss=max_loss, progress=progress)
    return done.rendering, done.decisions


def told(decisions: Sequence[Decision], *, asked: bool) -> Iterator[str]:
    """A line for each term that the model did not obey by itself, then their counts."""
    if not asked:
        return
    for decision in decisions:
        if decision.obeyed != "model":
            yield f"Segment {decision.segment + 1}, {decision.concept} ({decision.where}): {_what(decision)}"
    counts = Counter(decision.obeyed.value for decision in decisions)
    parts = (f"{counts[way]} {words}" for way, words in _WAYS.items() if counts[way])
    yield f"Terms: {', '.join(parts) or 'the source has none of the glossary'}."


def _what(decision: Decision) -> str:
    seen = f"“{decision.seen}”" if decision.seen else "the model's words"
    wanted = " or ".join(f"“{text}”" for text in decision.wanted)
    if decision.obeyed == "reranking":
        return f"{wanted} for {seen} by reranking ({decision.search}, loss {decision.loss:.2f})."
    proposal = decision.proposal
    if proposal is None:
        return f"{seen} is forbidden, and the glossary names no other term."
    if not proposal.spans:
        return f"proposed “{proposal.term}” ({proposal.how})."
    return f"proposed “{proposal.term}” for {seen} ({proposal.how}): {proposal.text}"


def as_plain(decisions: Sequence[Decision], matcher: Matcher | None) -> dict[str, object]:
    """For JSON; without glossaries nothing."""
    if matcher is None:
        return {}
    import msgspec

    return {"terms": msgspec.to_builtins(list(decisions))}

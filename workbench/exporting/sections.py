"""What a report says beside its table: quotations, figures, scores, and how everything was made.

Computed here once, from the report alone, and written by each format in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.checks import LedgerRow, figure_ledger
from workbench.comparison.doubt import PARTS
from workbench.languages import LANGUAGES
from workbench.model import Origin, Quote, Rendering, Report, Signature
from workbench.quotes import Entry, concordance

if TYPE_CHECKING:
    from workbench.judgement import JudgedRendering, Judgement

__all__ = ["KIND_GROUPS", "Making", "Sections", "best_scores", "language_name", "making", "sections"]

KIND_GROUPS = {
    # kinds of difference (workbench.model.Edit) by how much they matter to what is said
    "fact": ("number", "name", "negation", "hedge"),
    "word": ("word", "omission", "addition"),
    "form": ("order", "inflection", "spelling", "punctuation"),
}
LOOK_FIRST = 10
"""Rows of a rendering that the scores name as the first to look at."""
MOST_FIGURES = 500
"""Agreeing figures that a page lists; more of them nobody reads there."""


@dataclass(frozen=True, slots=True)
class Making:
    """How one part of the report was made: its name, and (what, value) pairs."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """All that stands beside the table.

    Attributes:
        quotations: every quotation with its renderings.
        figures: every figure with what the renderings say.
        made: how everything was made.
        judged: scores and doubt of each rendering, empty where none were computed.
        metrics: names of the metrics that were computed, in order.
    """

    quotations: tuple[Entry, ...]
    figures: tuple[LedgerRow, ...]
    made: tuple[Making, ...]
    judged: tuple[JudgedRendering, ...] = ()
    metrics: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[LedgerRow, ...]:
        """Figures that some rendering does not say."""
        return tuple(row for row in self.figures if row.differs)

    @property
    def agreeing(self) -> tuple[LedgerRow, ...]:
        """Figures that all renderings say."""
        return tuple(row for row in self.figures if not row.differs)


def sections(
    report: Report,
    judgement: Judgement | None = None,
    figures: tuple[LedgerRow, ...] | None = None,
    quotes: Sequence[Sequence[Quote]] | None = None,
) -> Sections:
    """Compute what stands beside the table of `report`; scores only where `judgement` brings them.

    Args:
        report: any report.
        judgement: scores and doubt.
        figures, quotes: the figure ledger, and the quotations of the source and each rendering, where known already.
    """
    judged = judgement.renderings if judgement else ()
    metrics = dict.fromkeys(score.name for rendering in judged for score in rendering.metrics)
    return Sections(
        quotations=concordance(report.parallel, quotes),
        figures=figure_ledger(report.parallel) if figures is None else figures,
        made=tuple(making(report, judgement)),
        judged=judged,
        metrics=tuple(metrics),
    )


def making(report: Report, judgement: Judgement | None = None) -> Iterator[Making]:
    """How the report, each text, each alignment and each score was made."""
    parallel = report.parallel
    yield Making("This report", report.signature.parts)
    yield Making(parallel.source.label, _text(parallel.source))
    for index, rendering in enumerate(parallel.renderings):
        own = _text(rendering)
        if index < len(parallel.alignments):
            own += _named(parallel.alignments[index].signature, "alignment")
        yield Making(rendering.label, own)
    for judged in judgement.renderings if judgement else ():
        scores = tuple((score.name, score.signature) for score in judged.metrics)
        yield Making(f"Scores of {judged.label}", (*judged.signature.parts, *scores))
    if judgement and judgement.renderings:
        weights = ", ".join(f"{name} {weight:g}" for name, weight in PARTS.items())
        yield Making("Doubt", (("weights", weights),))


def _text(rendering: Rendering) -> tuple[tuple[str, str], ...]:
    parts = [("sha256 of the text", rendering.document.digest)]
    if rendering.kind is not Origin.SOURCE:
        parts.insert(0, ("kind", rendering.kind.value))
    shown = [(key, value) for key, value in rendering.signature.parts if key != "text"]
    return (*parts, ("segments", str(len(rendering.segments))), *shown)


def _named(signature: Signature, what: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{what} {key}", value) for key, value in signature.parts)


def best_scores(judged: tuple[JudgedRendering, ...], metric: str) -> float | None:
    """The best value of a metric among several renderings; None for one alone, which is no contest."""
    from workbench.comparison.metrics import LOWER_IS_BETTER

    values = [score.value for rendering in judged for score in rendering.metrics if score.name == metric]
    if len(values) < 2:
        return None
    return min(values) if metric in LOWER_IS_BETTER else max(values)


def language_name(code: str | None) -> str:
    """A language's name for a person."""
    return LANGUAGES[code].name if code and code in LANGUAGES else "language undecided"

"""A report's renderings scored and its rows ordered by doubt; with a reference, also by sacrebleu.

An edge runs the pipeline, then :func:`judge`. Encoders and their cache are the aligner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.comparison.doubt import Doubt, Sign, combine, reference_parts
from workbench.comparison.metrics import Comparison, Score, corpus_scores, paired_bootstrap, segment_scores
from workbench.judgement.counterparts import version
from workbench.judgement.engines import Scorer, ask_engines
from workbench.judgement.evidence import Evidence, SourceSide, gather
from workbench.judgement.shares import shares_of
from workbench.model import Finding, NotRun, Rendering, Report, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine

__all__ = ["JudgedRendering", "JudgedRow", "Judgement", "judge"]


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One cell of the table.

    Attributes:
        row: row of the table, from 0.
        doubt: 0 to 1 with its parts; higher means look here first.
        findings: what the checks say.
        scores: (metric, value) against the reference, empty without one.
        signs: what the parts saw, with its place in both texts; what says most first.
        back: the cell translated back, "" where that was not asked for.
    """

    row: int
    doubt: Doubt
    findings: tuple[Finding, ...]
    scores: tuple[tuple[str, float], ...] = ()
    signs: tuple[Sign, ...] = ()
    back: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRendering:
    """One rendering.

    Attributes:
        index: of the rendering in the report.
        metrics: scores against the reference, empty without one.
        rows: every row, in the order of the text.
        against: this rendering against the first one by paired bootstrap; empty for the first itself.
        signature: how the doubt was made.
    """

    index: int
    label: str
    lang: str | None
    metrics: tuple[Score, ...]
    rows: tuple[JudgedRow, ...]
    against: tuple[Comparison, ...]
    signature: Signature

    def look_first(self, count: int = 10) -> tuple[JudgedRow, ...]:
        """The most doubtful rows, the worst first."""
        return tuple(sorted(self.rows, key=lambda row: (-row.doubt.value, row.row))[:count])


@dataclass(frozen=True, slots=True)
class Judgement:
    """All renderings, and what could not be judged."""

    renderings: tuple[JudgedRendering, ...]
    not_run: tuple[NotRun, ...]


def judge(
    report: Report,
    *,
    reference: int | None = None,
    meaning: bool = True,
    scorer: Scorer | None = None,
    back: Engine | None = None,
    progress: Progress = SILENT,
) -> Judgement:
    """Score and order every rendering but the reference.

    Args:
        report: as :func:`workbench.pipeline.run` gives it.
        reference: index of the rendering that is the reference, or None.
        meaning: ask sentence encoders, where they are installed: for whole sentences and for names.
        scorer: says how likely its translation model finds each rendering, such as
            :class:`workbench.translation.argos.Argos`; forward and, where it can, backward. Slow.
        back: engine that translates every rendering back, to be compared with the source. Slow.
        progress: told about encoding, scoring and translating; may cancel them.

    Raises:
        Cancelled: the user stopped the work.
    """
    table = report.parallel
    found = report.findings_by_cell()
    source = SourceSide(report)
    judged: list[JudgedRendering] = []
    not_run: list[NotRun] = []
    first: int | None = None
    for index, rendering in enumerate(table.renderings):
        if index == reference:
            continue
        findings = [tuple(found.get((row, index), ())) for row in range(len(table.rows))]
        evidence = gather(report, index, source, findings, meaning=meaning, progress=progress)
        ask_engines(evidence, source, table, index, scorer, back, progress)
        not_run += evidence.missing
        scored = _Scored()
        if reference is not None:
            wrong = _cannot_score(report, index, reference)
            if wrong:
                not_run.append(NotRun("metrics", wrong, index))
            else:
                scored = _score(report, index, reference, first)
                evidence.add("reference", reference_parts(scored.by_row))
                first = index if first is None else first
        judged.append(_judged(index, rendering, evidence, findings, scored))
    return Judgement(tuple(judged), tuple(not_run))


def _judged(
    index: int,
    rendering: Rendering,
    evidence: Evidence,
    findings: Sequence[tuple[Finding, ...]],
    scored: _Scored,
) -> JudgedRendering:
    shares = shares_of(evidence.parts)
    rows = tuple(
        JudgedRow(
            row,
            combine({name: values[row] for name, values in evidence.parts.items()}, shares),
            findings[row],
            (("chrF++", round(scored.by_row[row], 4)),) if scored.by_row else (),
            tuple(sorted(evidence.signs[row], key=lambda sign: -sign.value)),
            evidence.back[row] if evidence.back else "",
        )
        for row in range(evidence.rows)
    )
    signature = Signature.of(
        doubt="+".join(evidence.parts),
        shares=" ".join(f"{share:.3f}" for share in shares.values()),
        encoders=",".join(evidence.models) or None,
        weights=version(),
    )
    return JudgedRendering(
        index, rendering.label, rendering.lang, scored.metrics, rows, scored.against, signature
    )


@dataclass(frozen=True, slots=True)
class _Scored:
    """What a reference tells about one rendering."""

    metrics: tuple[Score, ...] = ()
    by_row: tuple[float, ...] = ()
    against: tuple[Comparison, ...] = ()


def _score(report: Report, index: int, reference: int, first: int | None) -> _Scored:
    """Scores against the reference, and a comparison with the first rendering that was scored."""
    lang = report.parallel.renderings[index].lang
    own, its = _cells(report, index), [_cells(report, reference)]
    against = (
        paired_bootstrap(_cells(report, first), own, its, lang) if first is not None and len(own) > 1 else ()
    )
    return _Scored(corpus_scores(own, its, lang), segment_scores(own, its, "chrF++", lang), against)


def _cells(report: Report, index: int) -> list[str]:
    return [report.parallel.cell_text(row, index) for row in range(len(report.parallel.rows))]


def _cannot_score(report: Report, index: int, reference: int) -> str:
    own, its = (report.parallel.renderings[i].lang for i in (index, reference))
    if own is not None and its is not None and own != its:
        return f"the rendering is in {own}, the reference in {its}"
    return "" if report.parallel.rows else "there is nothing to score"

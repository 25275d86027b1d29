"""A report's renderings scored and its rows ordered by doubt; with a reference, also by sacrebleu.

An edge runs the pipeline, then :func:`judge`. Encoders and their cache are the aligner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.comparison.doubt import (
    Doubt,
    combine,
    finding_part,
    length_parts,
    meaning_parts,
    reference_parts,
)
from workbench.comparison.metrics import Comparison, Score, corpus_scores, paired_bootstrap, segment_scores
from workbench.model import Finding, NotRun, Report, Signature
from workbench.progress import SILENT, Progress

__all__ = ["JudgedRendering", "JudgedRow", "Judgement", "judge"]


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One cell of the table.

    Attributes:
        row: row of the table, from 0.
        doubt: 0 to 1 with its parts; higher means look here first.
        findings: what the checks say.
        scores: (metric, value) against the reference, empty without one.
    """

    row: int
    doubt: Doubt
    findings: tuple[Finding, ...]
    scores: tuple[tuple[str, float], ...] = ()


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
    report: Report, *, reference: int | None = None, meaning: bool = True, progress: Progress = SILENT
) -> Judgement:
    """Score and order every rendering but the reference.

    Args:
        report: as :func:`workbench.pipeline.run` gives it.
        reference: index of the rendering that is the reference, or None.
        meaning: compare source and target by sentence encoders, where they are installed.
        progress: told about encoding; may cancel it.
    """
    table = report.parallel
    found = report.findings_by_cell()
    judged: list[JudgedRendering] = []
    not_run: list[NotRun] = []
    first: int | None = None
    for index, rendering in enumerate(table.renderings):
        if index == reference:
            continue
        findings = [tuple(found.get((row, index), ())) for row in range(len(table.rows))]
        parts, models, missing = _parts(report, index, findings, meaning, progress)
        not_run += missing
        scored = _Scored()
        if reference is not None:
            wrong = _cannot_score(report, index, reference)
            if wrong:
                not_run.append(NotRun("metrics", wrong, index))
            else:
                scored = _score(report, index, reference, first)
                parts["reference"] = reference_parts(scored.by_row)
                first = index if first is None else first
        signature = Signature.of(doubt="+".join(parts), encoders=",".join(models) or None)
        rows = tuple(
            JudgedRow(
                row,
                combine({name: values[row] for name, values in parts.items()}),
                findings[row],
                (("chrF++", round(scored.by_row[row], 4)),) if scored.by_row else (),
            )
            for row in range(len(table.rows))
        )
        judged.append(
            JudgedRendering(
                index, rendering.label, rendering.lang, scored.metrics, rows, scored.against, signature
            )
        )
    return Judgement(tuple(judged), tuple(not_run))


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


def _parts(
    report: Report,
    index: int,
    findings: Sequence[Sequence[Finding]],
    meaning: bool,
    progress: Progress,
) -> tuple[dict[str, list[float]], list[str], list[NotRun]]:
    """The parts of the doubt row by row, the encoders' models, and what is missing."""
    table = report.parallel
    sources = [table.source_text(row) for row in range(len(table.rows))]
    cells = _cells(report, index)
    parts = {
        "findings": [finding_part(row) for row in findings],
        "length": length_parts([(len(s), len(c)) for s, c in zip(sources, cells, strict=True)]),
    }
    if not meaning:
        return parts, [], []
    similarities, models = _similarities(report, index, sources, cells, progress)
    if not similarities:
        reason = "no sentence encoder is installed for this pair of languages"
        return parts, [], [NotRun("meaning", reason, index)]
    parts["meaning"] = meaning_parts(similarities)
    return parts, models, []


def _similarities(
    report: Report, index: int, sources: list[str], cells: list[str], progress: Progress
) -> tuple[dict[str, list[float]], list[str]]:
    """Cosines of source and target by every encoder that serves the pair, and the encoders' models."""
    from workbench.alignment.cache import default_cache, embed
    from workbench.alignment.embedding import Installed, choose

    names, _ = choose("auto", report.parallel.source.lang, report.parallel.renderings[index].lang)
    cosines: dict[str, list[float]] = {}
    models = []
    for name in names:
        encoder = Installed(name)
        left = embed(encoder, sources, default_cache(), progress)
        right = embed(encoder, cells, default_cache(), progress)
        cosines[name] = [float(value) for value in (left * right).sum(1)]
        models.append(encoder.model)
    return cosines, models


def _cannot_score(report: Report, index: int, reference: int) -> str:
    own, its = (report.parallel.renderings[i].lang for i in (index, reference))
    if own is not None and its is not None and own != its:
        return f"the rendering is in {own}, the reference in {its}"
    return "" if report.parallel.rows else "there is nothing to score"

"""A report's renderings scored and its rows ordered by doubt; with a reference, also by sacrebleu.

An edge runs the pipeline, then :func:`judge`. Encoders and their cache are the aligner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.comparison.doubt import Doubt, Sign, combine, reference_parts
from workbench.comparison.metrics import Comparison, Score, corpus_scores, paired_bootstrap, segment_scores
from workbench.crew import Crew, Held, Task, without_table
from workbench.judgement.counterparts import version
from workbench.judgement.engines import Scorer, ask_engines
from workbench.judgement.evidence import Evidence, SourceSide, gather
from workbench.judgement.shares import shares_of
from workbench.model import Finding, NotRun, Rendering, Report, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine

__all__ = ["MOST_ENCODED", "JudgedRendering", "JudgedRow", "Judgement", "judge"]

MOST_ENCODED = 10_000
"""Sentences of source and renderings up to which encoders are asked unbidden: the slowest reads 35 in a second."""
_MANY = "the text is long: sentence encoders would take many minutes, and are asked only where you wish it"


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
    meaning: bool | None = None,
    scorer: Scorer | None = None,
    back: Engine | None = None,
    progress: Progress = SILENT,
    crew: Crew | None = None,
) -> Judgement:
    """Score and order every rendering but the reference.

    Args:
        report: as :func:`workbench.pipeline.run` gives it.
        reference: index of the rendering that is the reference, or None.
        meaning: ask sentence encoders, where they are installed: for whole sentences and for names. By default
            only up to :data:`MOST_ENCODED` sentences; the judgement says where they were not asked.
        scorer: says how likely its translation model finds each rendering, such as
            :class:`workbench.translation.argos.Argos`; forward and, where it can, backward. Slow.
        back: engine that translates every rendering back, to be compared with the source. Slow.
        progress: told about encoding, scoring and translating; may cancel them.
        crew: workers for a large table, asked where nothing needs an encoder or engine; the result is the same.

    Raises:
        Cancelled: the user stopped the work.
    """
    table = report.parallel
    found = report.findings_by_cell()
    source = SourceSide(report)
    asked = [index for index in range(len(table.renderings)) if index != reference]
    wrong = {i: "" if reference is None else _cannot_score(report, i, reference) for i in asked}
    first = next((index for index in asked if not wrong[index]), None)
    ways = {i: _Way(i, reference, "" if reference is None else wrong[i], first) for i in asked}
    findings = {i: [tuple(found.get((row, i), ())) for row in range(len(table.rows))] for i in asked}
    many = meaning is None and len(table.rows) * (len(asked) + 1) > MOST_ENCODED
    meaning = not many and meaning is not False
    if crew and crew.takes(table) and not (scorer or back or (meaning and _encoded(report))):
        bare = without_table(replace(report, findings=(), terms=(), quotes=(), dismissed=()))
        tasks = [Task(_judge_apart, (bare, ways[i], findings[i], meaning), i) for i in asked]
        judged = crew.do(tasks, Held(table), progress, "Looking for doubtful rows")
    else:
        if crew:
            crew.close()  # encoders take minutes, and workers hold memory
        judged = [
            _judge_one(report, ways[i], findings[i], source, meaning, scorer, back, progress) for i in asked
        ]
    unasked = [NotRun("meaning", _MANY)] if many else []
    return Judgement(
        tuple(rendering for rendering, _ in judged),
        (*unasked, *(item for _, missing in judged for item in missing)),
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """How one rendering is to be judged.

    Attributes:
        index: of the rendering.
        reference: index of the reference, None without one.
        wrong: why it cannot be scored against the reference, or "".
        first: the first rendering that is scored.
    """

    index: int
    reference: int | None
    wrong: str
    first: int | None


def _judge_apart(
    held: Held, bare: Report, way: _Way, findings: Sequence[tuple[Finding, ...]], meaning: bool
) -> tuple[JudgedRendering, list[NotRun]]:
    """:func:`_judge_one` in a worker, which has the table and reads the source once."""
    report = held.completed(bare)
    source = held.learnt.setdefault("source", SourceSide(report))
    return _judge_one(report, way, findings, source, meaning, None, None, SILENT)


def _judge_one(
    report: Report,
    way: _Way,
    findings: Sequence[tuple[Finding, ...]],
    source: SourceSide,
    meaning: bool,
    scorer: Scorer | None,
    back: Engine | None,
    progress: Progress,
) -> tuple[JudgedRendering, list[NotRun]]:
    """One rendering, and what could not be judged."""
    index, table = way.index, report.parallel
    evidence = gather(report, index, source, findings, meaning=meaning, progress=progress)
    ask_engines(evidence, source, table, index, scorer, back, progress)
    not_run = list(evidence.missing)
    scored = _Scored()
    if way.wrong:
        not_run.append(NotRun("metrics", way.wrong, index))
    elif way.reference is not None:
        scored = _score(report, index, way.reference, None if way.first == index else way.first)
        evidence.add("reference", reference_parts(scored.by_row))
    return _judged(index, table.renderings[index], evidence, findings, scored), not_run


def _encoded(report: Report) -> bool:
    """Whether a sentence encoder serves some rendering: it has threads of its own, so no worker may ask it."""
    from workbench.alignment.embedding import choose

    table = report.parallel
    return any(choose("auto", table.source.lang, rendering.lang)[0] for rendering in table.renderings)


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

"""A report as one self-contained page: no request leaves it, everything from documents is escaped.

The same report gives the same bytes. The page works without its script (which only filters and
searches), on paper, on a phone, in light and dark, and right to left.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from workbench.checks import LedgerRow, figure_ledger
from workbench.crew import Crew, Held, Task, without_table
from workbench.exporting.marks import Mark, Piece, bracketed, difference_marks, marks_by_cell, pieces, visible
from workbench.exporting.sections import (
    KIND_GROUPS,
    LOOK_FIRST,
    MOST_FIGURES,
    Sections,
    best_scores,
    language_name,
    sections,
)
from workbench.languages import LANGUAGES
from workbench.model import (
    Dismissal,
    Finding,
    Origin,
    Quote,
    Rendering,
    Report,
    Severity,
    TermHit,
    gravest_first,
)
from workbench.progress import SILENT, Progress
from workbench.quotes import find_quotes

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

    from workbench.judgement import Judgement

__all__ = [
    "SEVERITY",
    "Cell",
    "Column",
    "Line",
    "columns",
    "direction",
    "headline",
    "lines",
    "part",
    "render",
    "table_marks",
]

SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
"""Class names of the severities in our pages."""

_KIND = {Origin.SOURCE: "source", Origin.MACHINE: "machine", Origin.HUMAN: "human"}


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column."""

    label: str
    code: str
    language: str
    direction: str
    kind: str
    errors: int = 0
    warnings: int = 0
    compared_with: str = ""
    lang: str = "und"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, cut into marked pieces, with its findings."""

    lang: str
    direction: str
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()
    confidence: float | None = None
    label: str = ""
    dismissed: tuple[tuple[Finding, Dismissal], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page."""

    number: int
    source: Cell
    cells: tuple[Cell, ...]
    quote: str
    """Speaker of the quotation this row belongs to, "?" where unknown, "" outside quotations."""
    problems: int


def render(
    report: Report,
    judgement: Judgement | None = None,
    progress: Progress = SILENT,
    crew: Crew | None = None,
) -> str:
    """The page as HTML text.

    Args:
        report: any report.
        judgement: scores and doubt of its renderings, where they were computed.
        progress: told of each batch of rows.
        crew: workers for a large table; the page is the same without.

    Raises:
        Cancelled: the user asked to stop.
    """
    script = part("report.js")
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    kinds: Counter[str] = Counter()
    heads = columns(report)
    if crew and crew.takes(report.parallel):
        rows, beside = _written_by(crew, report, judgement, heads, kinds, progress)
    else:
        rows = list(_rows(report, kinds, heads, progress))
        progress.start("Gathering quotations and figures")
        beside = sections(report, judgement)
        progress.finish()
    progress.check()
    return _template("report.html.j2").render(
        title=headline(report.parallel.source),
        report=report,
        columns=heads,
        rows=rows,
        kinds=kinds,
        language=_language(report),
        counts=_counts(report),
        parts=beside,
        best=best_scores,
        style=part("table.css") + part("report.css"),
        script=script,
        policy=policy,
        severity=SEVERITY,
        groups=KIND_GROUPS,
        look_first=LOOK_FIRST,
        most_figures=MOST_FIGURES,
    )


def _written_by(
    crew: Crew,
    report: Report,
    judgement: Judgement | None,
    heads: Sequence[Column],
    kinds: Counter[str],
    progress: Progress,
) -> tuple[list[Markup], Sections]:
    """The rows and what stands beside them, made in blocks of rows by the workers."""
    table = report.parallel
    count = len(table.rows)
    blocks = [range(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK)]
    tasks = [
        Task(_block, (without_table(part), heads, rows))
        for part, rows in zip(_parts(report, len(blocks)), blocks, strict=True)
    ]
    tasks += [Task(_quoted, (index,), index) for index in range(len(table.renderings))]
    tasks.append(Task(_quoted, (None,)))
    done = crew.do(tasks, Held(table), progress, "Comparing the words of the renderings")
    made, (*quotes, own) = done[: len(blocks)], done[len(blocks) :]
    for _, counted, _ in made:
        kinds.update(counted)
    figures = tuple(figure for *_, found in made for figure in found)
    rows = [row for written, *_ in made for row in written]
    return rows, sections(report, judgement, figures, (own, *quotes))


_BLOCK = 250


def _parts(report: Report, count: int) -> Iterator[Report]:
    """The report of each block of rows; only what the rows show is cut up."""
    findings: list[list[Finding]] = [[] for _ in range(count)]
    terms: list[list[TermHit]] = [[] for _ in range(count)]
    aside: list[list[tuple[Finding, Dismissal]]] = [[] for _ in range(count)]
    for finding in report.findings:
        findings[finding.row // _BLOCK].append(finding)
    for hit in report.terms:
        terms[hit.row // _BLOCK].append(hit)
    for pair in report.dismissed:
        aside[pair[0].row // _BLOCK].append(pair)
    for own, seen, away in zip(findings, terms, aside, strict=True):
        yield replace(report, findings=tuple(own), terms=tuple(seen), dismissed=tuple(away))


def _block(
    held: Held, part: Report, heads: Sequence[Column], rows: range
) -> tuple[list[Markup], Counter[str], tuple[LedgerRow, ...]]:
    """In a worker: some rows of the page, their kinds of difference, their figures."""
    kinds: Counter[str] = Counter()
    written = list(_rows(held.completed(part), kinds, heads, SILENT, rows))
    return written, kinds, figure_ledger(held.table, rows)


def _quoted(held: Held, index: int | None) -> tuple[Quote, ...]:
    """In a worker: the quotations of a rendering, or of the source."""
    text = held.table.source if index is None else held.table.renderings[index]
    return find_quotes(text.document, text.lang)


def _rows(
    report: Report,
    kinds: Counter[str],
    heads: Sequence[Column],
    progress: Progress,
    rows: Iterable[int] | None = None,
) -> Iterator[Markup]:
    """The rows of the table as they will stand in the page: text, not half a million marked pieces."""
    from markupsafe import Markup

    template = _template("report.row.html.j2")
    progress.start("Comparing the words of the renderings", len(report.parallel.rows))
    for number, line in enumerate(lines(report, kinds, rows), start=1):
        # made by a template that escapes
        yield Markup(template.render(line=line, columns=heads, severity=SEVERITY))  # noqa: S704
        if number % _BATCH == 0:
            progress.advance(_BATCH)
            progress.check()
    progress.finish()


_BATCH = 100
"""Rows, a fifth of a second of work with six long renderings."""


def lines(
    report: Report, kinds: Counter[str] | None = None, rows: Iterable[int] | None = None
) -> Iterator[Line]:
    """The rows of the page, in order.

    Args:
        report: any report.
        kinds: where given, differences are counted in it by their kind.
        rows: some of the rows, all by default.
    """
    parallel = report.parallel
    differences = _Differences(report)
    marks = table_marks(report.terms, report.findings)
    found = report.findings_by_cell()
    aside: dict[tuple[int, int], list[tuple[Finding, Dismissal]]] = {}
    for pair in report.dismissed:
        aside.setdefault((pair[0].row, pair[0].rendering), []).append(pair)
    for number in range(len(parallel.rows)) if rows is None else rows:
        row = parallel.rows[number]
        cells = []
        for index, rendering in enumerate(parallel.renderings):
            text = parallel.cell_text(number, index)
            differing = list(differences.marks(number, index))
            if kinds is not None:
                kinds.update(mark.kind.rpartition("diff-")[2] for mark in differing)
            here = [*differing, *marks.get((number, index), [])]
            score = row.scores[index] if row.scores else None
            findings = gravest_first(found.get((number, index), ()))
            away = tuple(aside.get((number, index), ()))
            cells.append(_cell(rendering, text, here, findings, score, away))
        source = _cell(parallel.source, parallel.source_text(number), marks.get((number, None), []))
        grave = sum(f.severity is not Severity.INFO for cell in cells for f in cell.findings)
        yield Line(number + 1, source, tuple(cells), _speaker(report, number), grave)


def _cell(
    rendering: Rendering,
    text: str,
    marks: list[Mark],
    findings: tuple[Finding, ...] = (),
    confidence: float | None = None,
    dismissed: tuple[tuple[Finding, Dismissal], ...] = (),
) -> Cell:
    lang = rendering.lang
    return Cell(
        lang=lang or "und",
        direction=direction(lang),
        pieces=tuple(pieces(text, marks)),
        findings=findings,
        confidence=confidence,
        label=rendering.label,
        dismissed=dismissed,
    )


def table_marks(
    terms: Iterable[TermHit], findings: Iterable[Finding]
) -> dict[tuple[int, int | None], list[Mark]]:
    """Marks of terms and findings with the class names of ``table.css``; see :func:`.marks.marks_by_cell`."""
    return marks_by_cell(
        terms,
        findings,
        lambda status: f"term term-{status}",
        lambda severity: f"finding-{SEVERITY[severity]}",
    )


def direction(lang: str | None) -> str:
    """Value of HTML's ``dir``: ``rtl``, ``ltr``, or ``auto`` where the language is not known."""
    if lang is None or lang not in LANGUAGES:
        return "auto"
    return "rtl" if LANGUAGES[lang].rtl else "ltr"


class _Differences:
    """Word differences of each rendering against the first one in the same language."""

    def __init__(self, report: Report) -> None:
        self._parallel = report.parallel
        self.base: dict[int, int] = {}
        first: dict[str, int] = {}
        for index, rendering in enumerate(report.parallel.renderings):
            if rendering.lang is None:
                continue
            base = first.setdefault(rendering.lang, index)
            if base != index:
                self.base[index] = base

    def marks(self, row: int, index: int) -> Iterator[Mark]:
        base = self.base.get(index)
        if base is None:
            return
        left, right = self._parallel.cell_text(row, base), self._parallel.cell_text(row, index)
        yield from difference_marks(left, right, self._parallel.renderings[index].lang)


def _speaker(report: Report, row: int) -> str:
    """Who is quoted in a source row: the statement that covers any of its segments."""
    source = report.parallel.source
    for index in report.parallel.rows[row].source:
        span = source.segments[index].span
        for quote in report.quotes:
            if quote.kind == "statement" and any(part.overlaps(span) for part in quote.parts):
                return quote.speaker or "?"
    return ""


def columns(report: Report) -> list[Column]:
    """Heads of the columns, the source's first."""
    base = _Differences(report).base
    out = [_column(report.parallel.source)]
    for index, rendering in enumerate(report.parallel.renderings):
        mine = [finding.severity for finding in report.findings if finding.rendering == index]
        against = report.parallel.renderings[base[index]].label if index in base else ""
        out.append(_column(rendering, mine.count(Severity.ERROR), mine.count(Severity.WARNING), against))
    return out


def _column(rendering: Rendering, errors: int = 0, warnings: int = 0, against: str = "") -> Column:
    lang = rendering.lang
    return Column(
        label=rendering.label or _KIND[rendering.kind],
        code=(lang or "?").upper(),
        language=language_name(lang),
        direction=direction(lang),
        lang=lang or "und",
        kind=_KIND[rendering.kind],
        errors=errors,
        warnings=warnings,
        compared_with=against,
    )


def headline(rendering: Rendering) -> str:
    """The first segment if it is no longer than a headline, else the document's name."""
    first = next((s.text for s in rendering.segments if s.text.strip()), "")
    return first if 0 < len(first) <= 160 else rendering.document.name


def _language(report: Report) -> str:
    guess = report.guess
    if guess.lang is None:
        return "language undecided"
    name = LANGUAGES[guess.lang].name if guess.lang in LANGUAGES else guess.lang
    given = guess.clues[:1] == ("The language was given.",)
    return f"{name} (as given)" if given else f"{name} ({guess.probability:.0%} sure)"


def _counts(report: Report) -> dict[str, int]:
    quoted = sum(1 for quote in report.quotes if quote.kind == "statement")
    severities = [finding.severity for finding in report.findings]
    return {
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
        "notes": severities.count(Severity.INFO),
        "quotes": quoted,
    }


def part(name: str) -> str:
    """A file of the templates folder; ``table.css`` is the look of the table wherever it is shown."""
    return files("workbench.exporting").joinpath("templates", name).read_text("utf-8")


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(part),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["visible"] = _visible
    environment.filters["plainly"] = bracketed
    environment.filters["marked"] = _marked
    return environment


def _visible(text: str) -> Any:
    """Escape text and show control characters as signs."""
    from markupsafe import Markup, escape

    parts = visible(text)
    if len(parts) == 1 and not parts[0][1]:
        return escape(text)
    return Markup("").join(
        Markup('<span class="control">{}</span>').format(part) if sign else escape(part)
        for part, sign in parts
    )


def _marked(cell: Cell) -> Any:
    """The pieces of a cell, each in its marks; not a macro, since a table has half a million."""
    from markupsafe import Markup, escape

    out: list[str] = []
    for piece in cell.pieces:
        shown = _visible(piece.text)
        if piece.kinds:
            told = bracketed("\n".join(piece.notes))
            title = f' title="{escape(told)}"' if piece.notes else ""
            shown = f'<mark class="{escape(" ".join(piece.kinds))}"{title}>{shown}</mark>'
        out.append(shown)
    return Markup("".join(out))  # noqa: S704 (every part is escaped above)

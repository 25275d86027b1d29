"""The way of the data, and the only place that knows its order.

``read -> detect -> segment -> quotes -> translate -> align -> compare -> check``: each stage is given
values and gives values back. An edge (command line, web page) turns its options into a
:class:`Plan`, calls :func:`run`, and shows the :class:`~workbench.model.Report`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.crew import Crew, Held, Task
from workbench.errors import Cancelled, NoRoute, UnknownLanguage
from workbench.languages import LANGUAGES, normalize
from workbench.model import (
    Alignment,
    Concept,
    Dismissal,
    Document,
    Finding,
    Guess,
    NotRun,
    Origin,
    Parallel,
    Quote,
    Rendering,
    Report,
    Segment,
    Signature,
    Span,
    TermHit,
)
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Engine, Options

if TYPE_CHECKING:
    from workbench.glossary import Matcher

__all__ = ["UNFINISHED", "Examiner", "Given", "Plan", "cut", "prepare", "run", "translate"]

UNFINISHED = "translation"
"""Code of the :class:`~workbench.model.NotRun` that says a machine rendering is not whole."""


@dataclass(frozen=True, slots=True)
class Given:
    """A text the user brings: the source, or a translation somebody made.

    Attributes:
        document: as :func:`workbench.reading.read` gives it.
        lang: language code where the user knows it, else it is detected.
        label: column head; the document's name where empty.
    """

    document: Document
    lang: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user wishes. The defaults are those of every edge.

    Attributes:
        source: the text to start from.
        renderings: translations somebody made.
        targets: languages to translate into by machine.
        engines: the engines to do it with, see :func:`workbench.translation.available`.
        options: beam and n-best of the machine translations.
        method: how to align, see :data:`workbench.alignment.METHODS`.
        presegmented: every line is a segment as it stands; nothing is taken off or cut.
        keep_debris: leave web-page debris in.
        glossaries: paths of the glossaries to check against.
        select: check codes and severities to run, all where empty.
        checks: run the checks at all.
        settings: TOML file with severities and thresholds of the checks.
        paired: where a rendering has as many segments as the source, row i is row i; nothing is aligned.
        working: languages the user works with, a prior for detection.
        dismissals: findings judged and set aside before.
    """

    source: Given
    renderings: tuple[Given, ...] = ()
    targets: tuple[str, ...] = ()
    engines: tuple[Engine, ...] = ()
    options: Options = field(default_factory=Options)
    method: str = "auto"
    presegmented: bool = False
    keep_debris: bool = False
    glossaries: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    checks: bool = True
    settings: Path | None = None
    paired: bool = False
    working: tuple[str, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()


class Examiner:
    """Checks and glossaries made ready once, to look at a whole table or at one row again and again.

    Args:
        plan: which glossaries, which checks, with which settings.

    Attributes:
        matcher: finds the glossaries' terms; None without glossaries.
        concepts: their concepts, for the aligner.

    Raises:
        BadGlossary: a glossary breaks its schema.
    """

    def __init__(self, plan: Plan) -> None:
        from workbench import checks

        self._plan = plan
        self._config = checks.load_config(plan.settings) if plan.settings else checks.DEFAULT
        self.matcher: Matcher | None = None
        self.concepts: tuple[Concept, ...] = ()
        if plan.glossaries:
            from workbench.glossary import Matcher, load_all

            glossaries = load_all(plan.glossaries)
            self.concepts = tuple(concept for glossary in glossaries for concept in glossary.concepts)
            self.matcher = Matcher(glossaries)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The glossary files."""
        return self._plan.glossaries

    @property
    def glossaries(self) -> tuple[str, ...]:
        """Names of the glossary files."""
        return tuple(path.name for path in self._plan.glossaries)

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """Names of the glossary files with their checksums: which edition it was."""
        return tuple(f"{path.name} {_checksum(path)}" for path in self._plan.glossaries)

    def check(
        self, table: Parallel, only: Sequence[int] | None = None
    ) -> tuple[tuple[Finding, ...], tuple[NotRun, ...]]:
        """What the checks find, and which could not run; of all renderings, or of those of `only`."""
        if not self._plan.checks:
            return (), ()
        from workbench import checks
        from workbench.detection import detect

        return checks.run(
            table,
            matcher=self.matcher,
            config=self._config,
            select=self._plan.select,
            detect=detect,
            only=only,
        )

    def terms(self, table: Parallel, only: Sequence[int | None] | None = None) -> Iterator[TermHit]:
        """Where glossary terms stand, in the source (None) and in every rendering, or in those of `only`."""
        if self.matcher is None:
            return
        every = (None, *range(len(table.renderings))) if only is None else only
        langs = {i: table.source.lang if i is None else table.renderings[i].lang for i in every}
        for row in range(len(table.rows)):
            for column, lang in langs.items():
                if lang is None:
                    continue
                text = table.source_text(row) if column is None else table.cell_text(row, column)
                for match in self.matcher.find(text, lang):
                    about = (match.concept.definition, match.term.why, match.term.where)
                    note = " · ".join(filter(None, about))
                    yield TermHit(row, column, match.span, match.concept.id, match.term.status, note)

    def __reduce__(self) -> tuple[type[Examiner], tuple[Plan]]:
        """For a process that starts afresh: what is made ready is made there, and engines stay here."""
        return Examiner, (replace(self._plan, engines=()),)


def run(plan: Plan, progress: Progress = SILENT, crew: Crew | None = None) -> Report:
    """Carry out a plan.

    Args:
        plan: what the user wishes.
        progress: told about aligning, translating and checking; may cancel.
        crew: workers to look at the renderings of a large table; the report is the same without.

    A machine translation that fails or is cancelled half-way does not lose the rest: what is done
    stays in the report, and a :class:`~workbench.model.NotRun` with code :data:`UNFINISHED` says why
    it is not whole.

    Raises:
        NoRoute: a target language is asked for and no engine leads there.
        UnknownLanguage: a translation is asked for and the source's language is undecided.
        NotTranslations: a given rendering is not a translation of the source.
        BadGlossary: a glossary breaks its schema.
    """
    from workbench.alignment import identity, parallel

    examiner = Examiner(plan)
    source, guess = prepare(plan.source, plan, Origin.SOURCE)
    renderings: list[Rendering] = []
    alignments: list[Alignment] = []
    not_run: list[NotRun] = []
    for rendering, alignment in _given(plan, source, examiner.concepts, progress):
        renderings.append(rendering)
        alignments.append(alignment)
    for rendering, trouble in translate(source, plan, progress):
        if trouble:
            not_run.append(NotRun(UNFINISHED, trouble, len(renderings)))
        renderings.append(rendering)
        alignments.append(identity(len(source.segments)))
    table = parallel(source, renderings, alignments)
    seen = _looked_at_by(crew, examiner, table, progress) if crew and crew.takes(table) else None
    if seen is None:
        findings, unchecked = examiner.check(table)
        seen = _Seen(findings, unchecked, tuple(examiner.terms(table)), _quotes(source))
    report = Report(
        parallel=table,
        guess=guess,
        findings=seen.findings,
        not_run=(*not_run, *seen.not_run),
        quotes=seen.quotes,
        terms=seen.terms,
        glossaries=examiner.glossaries,
        notes=_notes(source, renderings),
        signature=_signature(source, renderings, plan, examiner.versions),
    )
    return _set_aside(report, plan)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is in a table, or in a column of it."""

    findings: tuple[Finding, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    terms: tuple[TermHit, ...] = ()
    quotes: tuple[Quote, ...] = ()


def _looked_at_by(crew: Crew, examiner: Examiner, table: Parallel, progress: Progress) -> _Seen:
    """What the workers see, in the order of one who looks alone."""
    tasks = [Task(_rendering_seen, (index,), index) for index in range(len(table.renderings))]
    seen: list[_Seen] = crew.do(
        [*tasks, Task(_source_seen)], Held(table, examiner), progress, "Checking the renderings"
    )
    source = len(tasks)  # its terms stand before those of the renderings
    return _Seen(
        tuple(sorted((f for one in seen for f in one.findings), key=lambda f: (f.row, f.rendering))),
        tuple(item for one in seen for item in one.not_run),
        tuple(
            sorted((hit for one in (seen[source], *seen[:source]) for hit in one.terms), key=lambda t: t.row)
        ),
        seen[source].quotes,
    )


def _rendering_seen(held: Held, index: int) -> _Seen:
    findings, not_run = held.examiner.check(held.table, (index,))
    return _Seen(findings, not_run, tuple(held.examiner.terms(held.table, (index,))))


def _source_seen(held: Held) -> _Seen:
    return _Seen(terms=tuple(held.examiner.terms(held.table, (None,))), quotes=_quotes(held.table.source))


def prepare(given: Given, plan: Plan, kind: Origin) -> tuple[Rendering, Guess]:
    """Detect the language of a given text, take debris off, and cut it into segments."""
    from workbench.reading.debris import without_debris

    document = given.document
    if not (plan.presegmented or plan.keep_debris):
        document = without_debris(document)
    guess = _detect(given, document, plan.working)
    segments = cut(document, guess.lang, presegmented=plan.presegmented)
    cutter = "lines" if plan.presegmented else "workbench"
    return Rendering(
        document=document,
        lang=guess.lang,
        segments=segments,
        kind=kind,
        label=given.label or Path(document.name).stem,
        signature=Signature.of(
            text=document.digest[:12], lang=guess.lang or "und", segmenter=cutter, version=__version__
        ),
    ), guess


def cut(document: Document, lang: str | None, *, presegmented: bool = False) -> tuple[Segment, ...]:
    """Segments of a document; with `presegmented` its lines as they stand, empty ones included."""
    if not presegmented:
        from workbench.segmentation import segment

        return segment(document, lang)
    lines = document.text.removesuffix("\n").split("\n")
    segments, at = [], 0
    for number, line in enumerate(lines):
        text = line.removesuffix("\r")
        segments.append(Segment(text, Span(at, at + len(text)), number))
        at += len(line) + 1
    return tuple(segments)


def _detect(given: Given, document: Document, working: Sequence[str]) -> Guess:
    if given.lang:
        code = normalize(given.lang)
        return Guess(code, ((code, 1.0),), 1.0, ("The language was given.",))
    from workbench.detection import detect_document

    paragraphs = [line for line in document.clean_text.splitlines() if line.strip()]
    step = len(paragraphs) / _ENOUGH_PARAGRAPHS
    if step > 1:
        paragraphs = [paragraphs[int(number * step)] for number in range(_ENOUGH_PARAGRAPHS)]
    return detect_document(paragraphs, working=working).overall


_ENOUGH_PARAGRAPHS = 50
"""Paragraphs of a long document, evenly spread, that its language is told by: more would only take longer."""


def _given(
    plan: Plan, source: Rendering, concepts: Sequence[Concept], progress: Progress
) -> Iterator[tuple[Rendering, Alignment]]:
    """The renderings the user brought, aligned with the source."""
    from workbench.alignment import align, identity

    for given in plan.renderings:
        progress.check()
        rendering, _ = prepare(given, plan, Origin.HUMAN)
        if plan.paired and len(rendering.segments) == len(source.segments):
            yield rendering, identity(len(source.segments))
        else:
            yield (
                rendering,
                align(source, rendering, method=plan.method, concepts=concepts, progress=progress),
            )


def translate(source: Rendering, plan: Plan, progress: Progress = SILENT) -> Iterator[tuple[Rendering, str]]:
    """Machine renderings of `source` for each target and engine, with what went wrong or "".

    Raises:
        NoRoute: no engine leads from the source's language to a target.
        UnknownLanguage: the source's language is undecided.
    """
    from workbench.translation import Interrupted, render

    for target in dict.fromkeys(normalize(code) for code in plan.targets):
        if source.lang is None:
            raise UnknownLanguage(
                f"The language of “{source.document.name}” could not be told.", hint="Give it with --from."
            )
        if target == source.lang:
            raise NoRoute(
                f"“{source.document.name}” is {LANGUAGES[target].name} already.",
                hint="Ask for another language with --to.",
            )
        for engine in _able(plan.engines, source.lang, target):
            try:
                yield render(source, target, engine, plan.options, progress), ""
            except Interrupted as error:
                yield error.partial, str(error)
                if isinstance(error.cause, Cancelled):
                    return


def _able(engines: Sequence[Engine], source: str, target: str) -> list[Engine]:
    """The engines that can translate the pair."""
    able = [engine for engine in engines if (source, target) in engine.pairs()]
    if not able:
        from workbench.translation import best_engine

        best_engine((source, target), engines)  # raises NoRoute and says what would help
    return able


def _set_aside(report: Report, plan: Plan) -> Report:
    if not (plan.checks and plan.dismissals):
        return report
    from workbench.checks import set_aside

    return set_aside(report, plan.dismissals, plan.select)


def _quotes(source: Rendering) -> tuple[Quote, ...]:
    from workbench.quotes import find_quotes

    return find_quotes(source.document, source.lang)


def _notes(source: Rendering, renderings: Sequence[Rendering]) -> tuple[str, ...]:
    """What the readers and the debris rules want to tell a person."""
    notes = []
    for rendering in (source, *(r for r in renderings if r.kind is Origin.HUMAN)):
        document = rendering.document
        notes += [f"{document.name}: {note}" for note in document.notes]
        for removal in document.removed:
            taken = " ".join(removal.span.of(document.text).split())
            notes.append(f"{document.name}: “{taken}” was taken off ({removal.note or removal.reason}).")
        if rendering.lang is None:
            notes.append(f"{document.name}: its language could not be told; give it to get better results.")
        if rendering is not source and rendering.lang == source.lang and source.lang is not None:
            name = LANGUAGES[source.lang].name
            notes.append(
                f"{document.name}: in {name} like the source, so it is shown as another version of it."
            )
    return tuple(notes)


def _signature(
    source: Rendering, renderings: Sequence[Rendering], plan: Plan, glossaries: Sequence[str]
) -> Signature:
    digests = ",".join(r.document.digest[:12] for r in renderings if r.kind is Origin.HUMAN)
    return Signature.of(
        workbench=__version__,
        source=source.document.digest[:12],
        renderings=digests or None,
        glossaries=", ".join(glossaries) or None,
        method=plan.method,
        select=",".join(plan.select) or None,
        settings=f"{plan.settings.name} {_checksum(plan.settings)}" if plan.settings else None,
        dismissals=len(plan.dismissals) or None,
    )


def _checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]

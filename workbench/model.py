"""The values that flow through the workbench: frozen, hashable, picklable, and named once.

Offsets are code points of one :attr:`Document.text`, half-open. Nothing here normalises text, and
nothing here knows a library. A source, a machine translation and a human translation are all a
:class:`Rendering`, so comparing is one operation and back-translation is simply a second run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

__all__ = [
    "Alignment",
    "Bead",
    "Concept",
    "Diff",
    "Dismissal",
    "Document",
    "Edit",
    "Finding",
    "Guess",
    "Hypothesis",
    "NotRun",
    "Origin",
    "Parallel",
    "Quote",
    "QuoteKind",
    "Removal",
    "Rendering",
    "Report",
    "Row",
    "Segment",
    "Severity",
    "Signature",
    "Span",
    "Term",
    "TermHit",
    "TermStatus",
    "gravest_first",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``text[start:end]``.

    Raises:
        ValueError: if not ``0 <= start <= end``.

    >>> Span(2, 5).of("workbench")
    'rkb'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:  # an empty span is still a place
        return True

    def of(self, text: str) -> str:
        """The piece of `text` this span covers."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """The same range, moved by `by` code points."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """True if the two ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True if `other` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Signature:
    """How a result was made: ordered (key, value) pairs, printed as ``key:value|key:value``.

    Two results with different signatures must not be compared in silence. The form follows
    sacrebleu's metric signatures.

    >>> str(Signature.of(engine="argos", route="en-uk", beam=4))
    'engine:argos|route:en-uk|beam:4'
    """

    parts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, **parts: object) -> Signature:
        """Build from keywords, in the order given; None values are left out."""
        return cls(tuple((key, str(value)) for key, value in parts.items() if value is not None))

    def get(self, key: str) -> str | None:
        """The value of `key`, or None."""
        return next((value for name, value in self.parts if name == key), None)

    def __str__(self) -> str:
        return "|".join(f"{key}:{value}" for key, value in self.parts)


@dataclass(frozen=True, slots=True)
class Removal:
    """A stretch taken off as web-page debris. It stays in :attr:`Document.text`, so it can be put back.

    Attributes:
        span: where it stands in the document's text.
        reason: stable code of the rule that took it off, such as ``translate-widget``.
        note: the rule in words, for a person.
    """

    span: Span
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded text and what is known about where it came from.

    `text` is exactly what was decoded, never normalised, debris included; `removed` says which
    stretches later stages skip. So every offset in the workbench is an offset in the decoded file.

    Attributes:
        name: file name or a title for pasted text; untrusted, for display only.
        text: all of the decoded text.
        removed: ascending, disjoint stretches that later stages skip.
        format: the reader that made it, such as ``txt`` or ``docx``.
        encoding: for plain text, the encoding it was decoded from; None where the format says.
        notes: things the reader wants to tell a person ("encoding guessed: windows-1251").
    """

    name: str
    text: str
    removed: tuple[Removal, ...] = ()
    format: str = "txt"
    encoding: str | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        end = 0
        for removal in self.removed:
            if removal.span.start < end or removal.span.end > len(self.text):
                raise ValueError(f"removals overlap or leave the text: {removal.span}")
            end = removal.span.end

    @property
    def digest(self) -> str:
        """SHA-256 of the text (UTF-8, lone surrogates kept), as hexadecimal."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def kept(self) -> Iterator[Span]:
        """The stretches between the removals, in order; together with them they are the text."""
        at = 0
        for removal in self.removed:
            if removal.span.start > at:
                yield Span(at, removal.span.start)
            at = removal.span.end
        if at < len(self.text) or not self.removed:
            yield Span(at, len(self.text))

    @property
    def clean_text(self) -> str:
        """The text without what was removed; for reading, not for offsets."""
        return "".join(span.of(self.text) for span in self.kept())


@dataclass(frozen=True, slots=True)
class Guess:
    """What language a text is in, how surely, and why.

    Attributes:
        lang: code from :mod:`workbench.languages`, or None where undecided. There is no default.
        ranked: (code, probability 0–1) with the likeliest first; may be empty.
        margin: probability of the first minus that of the second, 0–1.
        clues: sentences for a person ("і, ї, є are letters of Ukrainian only").
    """

    lang: str | None
    ranked: tuple[tuple[str, float], ...] = ()
    margin: float = 0.0
    clues: tuple[str, ...] = ()

    @property
    def probability(self) -> float:
        """Probability of :attr:`lang`, 0–1; 0 where undecided."""
        return dict(self.ranked).get(self.lang, 0.0) if self.lang else 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, headline or list item. ``document.text[span.start:span.end] == text``.

    Segments of a document are ascending and disjoint; between them stand only white space and
    removed debris. `paragraph` counts paragraphs from 0.
    """

    text: str
    span: Span
    paragraph: int


class QuoteKind(StrEnum):
    """Whether somebody is quoted, or words are only set off (titles, scare quotes)."""

    STATEMENT = "statement"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Quote:
    """A direct quotation, possibly over several paragraphs or split by its attribution.

    Attributes:
        span: the words inside the outermost marks, from the first part's start to the last's end.
        parts: the quoted stretches, one unless the attribution interrupts the quotation.
        text: the parts' text joined by one space.
        speaker: who says it, as written in the text; None where it is left open.
        cue: the cue verb as written ("wrote"); None if there is none.
        cue_class: class of the cue (said, wrote, claimed, denied, …).
        kind: statement or mention.
        paragraphs: numbers of the paragraphs it touches.
        speaker_span, cue_span: where these stand; None where there is none.
    """

    span: Span
    parts: tuple[Span, ...]
    text: str
    speaker: str | None = None
    cue: str | None = None
    cue_class: str | None = None
    kind: QuoteKind = QuoteKind.STATEMENT
    paragraphs: tuple[int, ...] = ()
    speaker_span: Span | None = None
    cue_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way an engine renders one segment.

    Attributes:
        text: for display; an engine's marks are already taken off.
        score: mean log-probability per token, <= 0, or None where the engine gives none.
        word_alignment: (source word, target word) index pairs, empty where not asked for.
        unknown: words the engine did not know and passed through; 0 where it cannot tell.
        steps: the text after each leg of a pivot route but the last, for showing; empty for one leg.
        recalled: 100 or 101 where it is a translation somebody confirmed before, else 0.
    """

    text: str
    score: float | None = None
    word_alignment: tuple[tuple[int, int], ...] = ()
    unknown: int = 0
    steps: tuple[str, ...] = ()
    recalled: int = field(default=0, repr=False)


class Origin(StrEnum):
    """Who made a rendering."""

    SOURCE = "source"
    MACHINE = "machine"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text in one language, cut into segments: a source or any translation of it.

    Attributes:
        document: the text.
        lang: language code, or None where undecided.
        segments: its segments, see :class:`Segment`.
        kind: source, machine or human.
        label: short name for column heads.
        signature: how it was made.
        hypotheses: for a machine rendering one tuple per segment, best first; else empty.
        finished: how many segments are done, in any order; None means all (a stopped run is resumable).
    """

    document: Document
    lang: str | None
    segments: tuple[Segment, ...]
    kind: Origin = Origin.HUMAN
    label: str = ""
    signature: Signature = Signature()
    hypotheses: tuple[tuple[Hypothesis, ...], ...] = ()
    finished: int | None = None

    def texts(self) -> list[str]:
        """The segments' texts."""
        return [segment.text for segment in self.segments]


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments of the left side that stand opposite segments of the right side.

    Indexes ascend and are contiguous on each side; an empty tuple means nothing stands opposite.

    Attributes:
        left, right: segment indexes, from 0.
        score: probability 0–1 that exactly this bead is right; None where none was computed.
        reasons: sentences that say what speaks for and against it.
        locked: a person accepted this bead; re-alignment keeps it.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    score: float | None = None
    reasons: tuple[str, ...] = ()
    locked: bool = False

    @property
    def shape(self) -> str:
        """The bead's type, such as ``1-2``."""
        return f"{len(self.left)}-{len(self.right)}"


@dataclass(frozen=True, slots=True)
class Alignment:
    """Beads that cover both sides exactly once and in order (law 3).

    Raises:
        ValueError: if the beads, flattened, are not 0..n-1 on both sides.
    """

    beads: tuple[Bead, ...]
    signature: Signature = Signature()
    crossings: tuple[tuple[int, int], ...] = ()
    """Pairs of bead numbers (left-only, right-only) that stand opposite each other but out of order:
    a moved passage. Shown as such; the beads themselves stay monotone."""

    def __post_init__(self) -> None:
        for side in ("left", "right"):
            flat = [index for bead in self.beads for index in getattr(bead, side)]
            if flat != list(range(len(flat))):
                raise ValueError(f"beads do not cover the {side} side once and in order: {flat[:20]}…")

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of segments on the left and on the right."""
        return sum(len(bead.left) for bead in self.beads), sum(len(bead.right) for bead in self.beads)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the side-by-side table.

    Attributes:
        source: source segment indexes, may be empty.
        cells: per rendering the segment indexes, may be empty.
        scores: per rendering the lowest confidence of the beads in this row, None where not scored.
    """

    source: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]
    scores: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Parallel:
    """A source and any number of renderings in one table: the finest rows that cut no bead."""

    source: Rendering
    renderings: tuple[Rendering, ...]
    alignments: tuple[Alignment, ...]
    rows: tuple[Row, ...]

    def source_text(self, row: int) -> str:
        """The source side of a row, its segments joined as they stand in the document."""
        return _joined(self.source, self.rows[row].source)

    def cell_text(self, row: int, rendering: int) -> str:
        """One rendering's side of a row, its segments joined as they stand in the document."""
        return _joined(self.renderings[rendering], self.rows[row].cells[rendering])

    def in_document(self, row: int, rendering: int | None, span: Span | None = None) -> Span | None:
        """Where a stretch of a row's text stands in its document.

        Args:
            row: row of the table, from 0.
            rendering: index of the rendering, or None for the source.
            span: in the row's source or cell text; the whole text where None.

        Returns:
            The span in the document's text, or None where the row has nothing on that side.
        """
        side = self.source if rendering is None else self.renderings[rendering]
        indexes = self.rows[row].source if rendering is None else self.rows[row].cells[rendering]
        if not indexes:
            return None
        places: list[int] = []  # of each code point of the row's text, and of its end
        for index in indexes:
            own = side.segments[index].span
            places += range(own.start, own.end + 1)
        if span is None:
            return Span(places[0], places[-1])
        start = places[min(span.start, len(places) - 1)]
        last = places[min(max(span.end - 1, 0), len(places) - 1)]
        return Span(start, max(start, last + (span.end > span.start)))


def _joined(rendering: Rendering, indexes: tuple[int, ...]) -> str:
    """Segments `indexes` of `rendering` as one text; white space between them becomes one space."""
    return " ".join(rendering.segments[index].text for index in indexes)


@dataclass(frozen=True, slots=True)
class Edit:
    """One step that turns the left text into the right one.

    Attributes:
        tag: ``equal``, ``replace``, ``delete``, ``insert`` or ``move``.
        left, right: code point ranges in the two texts; empty where nothing stands on that side.
        kind: what sort of difference: ``order``, ``inflection``, ``spelling``, ``word``, ``number``,
            ``name``, ``negation``, ``hedge``, ``punctuation``, ``omission``, ``addition``; "" for equal.
    """

    tag: str
    left: Span
    right: Span
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """The difference of two texts of one language. Applying the edits to `left` gives `right` (law 4)."""

    left: str
    right: str
    edits: tuple[Edit, ...]
    ratio: float
    """Likeness, 0–1; 1 exactly when the two texts are equal."""


class TermStatus(StrEnum):
    """How a term stands in its glossary, as in TBX ``administrativeStatus``."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a concept in one language.

    Attributes:
        text: the dictionary form.
        lang: language code.
        status: preferred, admitted or forbidden.
        forms: inflected forms listed by hand where morphology fails.
        scope: ``anywhere``, ``in-quotes``, ``not-in-quotes`` or ``titles``.
        why: why it stands as it does ("the ministry's own name").
        note: anything else for the translator.
        region: country code where the term belongs (``GB``, ``US``), or "".
        part_of_speech: ``noun``, ``verb``, ``adjective``, ``name``, … or "".
        case_sensitive: match only with these capitals.
        loose: a wider word: it satisfies in a target, but in a source does not mean the concept by itself.
        examples: sentences that use it.
        where: ``file:line`` of the entry.
    """

    text: str
    lang: str
    status: TermStatus = TermStatus.PREFERRED
    forms: tuple[str, ...] = ()
    scope: str = "anywhere"
    why: str = ""
    note: str = ""
    region: str = ""
    part_of_speech: str = ""
    case_sensitive: bool = False
    examples: tuple[str, ...] = ()
    where: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea and its terms in every language. Any admitted term satisfies."""

    id: str
    terms: tuple[Term, ...]
    definition: str = ""
    domain: str = ""
    note: str = ""
    source: str = ""
    where: str = ""

    def in_language(self, lang: str) -> tuple[Term, ...]:
        """The concept's terms in `lang`, in the order of the file."""
        return tuple(term for term in self.terms if term.lang == lang)


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "E"
    WARNING = "W"
    INFO = "I"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return "IWE".index(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check saw, with its evidence found in the same pass.

    Attributes:
        code: stable code from the checks' table, such as ``numbers``.
        severity: error, warning or info.
        message: one sentence with the evidence in it.
        row: row of the table, from 0.
        rendering: index of the rendering, from 0.
        source_span: in the **row's source text** (:meth:`Parallel.source_text`), or None.
        target_span: in the **row's cell text** (:meth:`Parallel.cell_text`), or None.
        evidence: (name, value) pairs for machines ("source", "120"), ("where", "press.yaml:14").
    """

    code: str
    severity: Severity
    message: str
    row: int
    rendering: int
    source_span: Span | None = None
    target_span: Span | None = None
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A person's judgement that a finding is no mistake, with the reason.

    Attributes:
        key: the finding's stable id, from :func:`workbench.checks.key`.
        reason: why, in words; must not be empty.
        code: of the check, for counting how often each is dismissed.
        rendering: name of the document it was found in, or "".
        message: what the finding said, or "".

    Raises:
        ValueError: the reason is empty.
    """

    key: str
    reason: str
    code: str = ""
    rendering: str = ""
    message: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a dismissal needs a reason")


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check or comparison that could not run: "no findings" is not the same as "was checked"."""

    code: str
    reason: str
    rendering: int | None = None


@dataclass(frozen=True, slots=True)
class TermHit:
    """A glossary term seen in one cell, for showing.

    Attributes:
        row: row of the table, from 0.
        rendering: index of the rendering, or None for the source.
        span: in the row's source or cell text.
        concept: the concept's id.
        status: how the term stands in its glossary.
        note: what to tell the reader: definition, reason, where the entry stands.
    """

    row: int
    rendering: int | None
    span: Span
    concept: str
    status: TermStatus
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the command line, the web page and the exports need about one run.

    Written as JSON and read back it is equal (law 5).
    """

    parallel: Parallel
    guess: Guess
    findings: tuple[Finding, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    quotes: tuple[Quote, ...] = ()
    terms: tuple[TermHit, ...] = ()
    glossaries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)
    dismissed: tuple[tuple[Finding, Dismissal], ...] = ()
    """Findings a person has set aside, not among :attr:`findings`."""
    stale: tuple[Dismissal, ...] = ()
    """Dismissals that no finding answers to any more."""

    def findings_by_cell(self) -> dict[tuple[int, int], list[Finding]]:
        """Findings by (row, rendering), in the report's order; gathered in one pass over all of them."""
        found: dict[tuple[int, int], list[Finding]] = {}
        for finding in self.findings:
            found.setdefault((finding.row, finding.rendering), []).append(finding)
        return found


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of a cell as people read them."""
    return tuple(sorted(findings, key=lambda finding: (-finding.severity.rank, finding.code)))

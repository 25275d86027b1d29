"""What goes into the translation memory and what comes out of it. Imports no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workbench.model import Span

__all__ = [
    "RULES",
    "Added",
    "Cleaned",
    "Hit",
    "Match",
    "MatchKind",
    "PairStats",
    "Penalty",
    "Stats",
    "Substitution",
    "Suspect",
    "Unit",
    "UnitOrigin",
]


class UnitOrigin(StrEnum):
    """Who made a translation. A machine's stays a machine's, also after somebody confirmed it unchanged."""

    HUMAN = "human"
    MACHINE = "machine"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its translation.

    Attributes:
        source, target: the two texts, never normalised.
        source_lang, target_lang: codes of :mod:`workbench.languages`.
        previous, next: source segments before and after, ``""`` at the edge of the document, None where it is
            not known.
        document: name of the document it comes from, or "".
        terms: ids of the glossary concepts that were used.
        who: who confirmed it, or "".
        created, changed: when, in UTC; None where it is not known.
        origin: human, machine, imported.
        detail: for a machine its signature (engine, model, hash), also where a person changed what it made and the
            origin is human; for an import the file's name.
        confirmed: a person stands by it. The memory takes in nothing else.
        note: for the translator.
        properties: (name, value) pairs kept for other tools, such as TMX ``prop`` elements.
        id: the memory's number for it; 0 while it is not in a memory. Not compared.
    """

    source: str
    target: str
    source_lang: str
    target_lang: str
    previous: str | None = None
    next: str | None = None
    document: str = ""
    terms: tuple[str, ...] = ()
    who: str = ""
    created: datetime | None = None
    changed: datetime | None = None
    origin: UnitOrigin = UnitOrigin.HUMAN
    detail: str = ""
    confirmed: bool = True
    note: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of units that were handed in.

    Attributes:
        new: now in the memory.
        merged: were there already, with the same context; they now have the newer date, person and note.
        refused: not confirmed, or one side is blank; left out.
    """

    new: int = 0
    merged: int = 0
    refused: int = 0


class MatchKind(StrEnum):
    """How a text was found."""

    CONTEXT = "context"
    EXACT = "exact"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken off a score, and why: ``machine``, ``reversed``, ``substituted``, ``form``."""

    reason: str
    points: int


@dataclass(frozen=True, slots=True)
class Substitution:
    """Something of the new text that was put into the remembered translation: to be looked at.

    Attributes:
        kind: ``number``, ``code``, ``url``, ``tag`` or ``name``.
        old: what stands in the remembered source.
        new: what stands in the text that was looked up.
        source_span: where `old` stands in the unit's source.
        target_span: where the new value stands in the proposal.
    """

    kind: str
    old: str
    new: str
    source_span: Span
    target_span: Span


@dataclass(frozen=True, slots=True)
class Match:
    """A remembered translation for a text.

    Attributes:
        score: 101 the same text between the same neighbours, 100 the same text, else the fuzzy score, 0–99;
            penalties are taken off already.
        kind: context, exact or fuzzy: how it was found, whatever the penalties.
        unit: what is remembered, in the direction that was asked for. To show what differs, compare its source
            with the text (:func:`workbench.comparison.diff`).
        proposal: the unit's target with what could be substituted.
        substitutions: what was put in, in the order of the proposal.
        penalties: what was taken off, and why.
    """

    score: int
    kind: MatchKind
    unit: Unit
    proposal: str
    substitutions: tuple[Substitution, ...] = ()
    penalties: tuple[Penalty, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that has a phrase.

    Attributes:
        unit: the unit.
        side: ``source`` or ``target``.
        spans: where the phrase stands in that side's text.
    """

    unit: Unit
    side: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PairStats:
    """Units of one pair of languages."""

    source_lang: str
    target_lang: str
    units: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in a memory.

    Attributes:
        units: how many.
        texts: distinct texts, contexts included.
        pairs: by languages, the largest first.
        origins: (origin, units), the largest first.
        documents: how many documents units come from.
        first, last: earliest and latest date of a change.
        size: bytes on the disk of the whole database, the projects' share included.
    """

    units: int
    texts: int
    pairs: tuple[PairStats, ...]
    origins: tuple[tuple[str, int], ...]
    documents: int
    first: datetime | None
    last: datetime | None
    size: int


RULES: Mapping[str, str] = {
    "empty": "One side has no letter and no digit.",
    "same": "The target is the source, and there are words to translate.",
    "duplicate": "Another unit has the same texts but for case, spacing or context; the newest stays.",
    "conflict": "The source has another target elsewhere; a person's before a machine's, then the newest, stays.",
    "quality": "Replacement characters, one side more than four times as long, or numbers that differ.",
    "chosen": "All that --origin and --before name.",
}
"""What cleaning may take out, by name. An origin and a date narrow every rule; ``chosen`` is them alone."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A unit that a rule of :data:`RULES` names, and why."""

    unit: Unit
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a cleaning found.

    Attributes:
        suspects: each unit once, under the first rule that named it; at most `shown`.
        counts: (rule, units).
        removed: units taken out; 0 for a dry run.
    """

    suspects: tuple[Suspect, ...]
    counts: tuple[tuple[str, int], ...]
    removed: int = 0

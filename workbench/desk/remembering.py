"""What is confirmed on the desk goes into the translation memory, and what the memory has comes to the desk.

The memory follows the document: it is told of every step after it was kept, undo included, so that what it has
of a document is what stands confirmed in it. A memory that cannot be written to never stops an edit: what it
missed waits and is written with the next step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from workbench.bitext import Bitext, Entry, Stale
from workbench.errors import WorkbenchError
from workbench.memory.harvest import confirmed_units
from workbench.memory.tm import Memory
from workbench.memory.units import Added, Match, Unit, UnitOrigin
from workbench.memory.values import now
from workbench.model import TermHit

__all__ = ["DOCUMENT", "Remembering", "given_units", "proposals"]

DOCUMENT = "x-document"
"""Name of the property that says which document a unit stands confirmed in."""

_MOST_WAITING = 5_000
_PROPOSALS = 9
"""As many as there are keys 1–9."""
_FLOOR = 0.5
"""The least score that is offered; what is less alike is quicker written than changed."""


@dataclass
class Remembering:
    """Keeps the memory in step with one document.

    Attributes:
        memory: where confirmed segments go.
        id: of the document in its store.
        title: of the document, for those who find its segments.
        trouble: why the memory lacks something at the moment; "" where it does not.
        waiting: what it lacks: key of a unit -> the unit to take in, or to take out.
    """

    memory: Memory
    id: str
    title: str
    trouble: str = ""
    waiting: dict[tuple[object, ...], tuple[Unit, bool]] = field(default_factory=dict)

    def follow(
        self, before: Bitext, after: Bitext, entry: Entry, terms: Callable[[int], Iterable[TermHit]]
    ) -> None:
        """Take in what a step confirmed, and out what it changed or unconfirmed. Never raises.

        Args:
            before, after: the table around the step.
            entry: the step, kept already.
            terms: glossary terms of a row by its number in `after`; a row with a forbidden one is not taken in.
        """
        try:
            for unit, wanted in self._changed(before, after, entry, terms):
                self.waiting[_key(unit)] = (unit, wanted)
            self._write()
        except WorkbenchError as error:
            self.trouble = str(error)
        except Exception as error:  # the step is kept and must be acknowledged, whatever the memory does
            self.trouble = f"The translation memory failed unexpectedly ({type(error).__name__})."

    def take_in(self, bitext: Bitext, who: str, terms: Iterable[TermHit] = ()) -> Added:
        """Take in all that stands confirmed in a table.

        Raises:
            BadStore: the memory cannot be written to.
        """
        found = confirmed_units(bitext, who=who, when=_moment(now()), terms=terms)
        return self.memory.follow((), [self._own(unit) for unit in found])

    def _write(self) -> None:
        if self.waiting:
            gone = [unit for unit, wanted in self.waiting.values() if not wanted]
            new = [unit for unit, wanted in self.waiting.values() if wanted]
            while len(self.waiting) > _MOST_WAITING:
                del self.waiting[next(iter(self.waiting))]
            self.memory.follow(gone, new)
            self.waiting.clear()
        self.trouble = ""

    def _own(self, unit: Unit) -> Unit:
        """The unit as one of this document. The id itself opens the document, so only its digest goes out."""
        return replace(
            unit,
            document=self.title or unit.document,
            properties=((DOCUMENT, sha256(self.id.encode()).hexdigest()[:16]),),
        )

    def _changed(
        self, before: Bitext, after: Bitext, entry: Entry, terms: Callable[[int], Iterable[TermHit]]
    ) -> Iterator[tuple[Unit, bool]]:
        """(unit, whether the document has it now) for all that differs between the two tables."""
        touched = _touched(entry)
        there = _numbers(after, touched)
        when = _moment(entry.when)
        was: dict[tuple[object, ...], Unit] = {}
        if len(before.columns) <= len(
            after.columns
        ):  # a rendering taken off the table was right all the same
            rows = _numbers(before, touched)
            was = {_key(u): u for u in confirmed_units(before, who=entry.who, when=None, rows=rows)}
        stands: dict[tuple[object, ...], Unit] = {}
        for number in there:
            found = list(confirmed_units(after, who=entry.who, when=when, rows=[number]))
            if any(_new(unit, was) for unit in found):  # only then are the terms asked for: that takes a look
                hits = [replace(hit, row=number) for hit in terms(number)]
                found = list(confirmed_units(after, who=entry.who, when=when, rows=[number], terms=hits))
            stands.update((_key(unit), unit) for unit in found)
        for key, unit in was.items():
            if key not in stands and not _stands(after, unit, there):
                yield self._own(unit), False
        for unit in stands.values():
            if _new(unit, was):
                yield self._own(unit), True


def _key(unit: Unit) -> tuple[object, ...]:
    """What makes a unit: its texts, languages and neighbours."""
    return unit.source, unit.target, unit.source_lang, unit.target_lang, unit.previous, unit.next


def _new(unit: Unit, was: dict[tuple[object, ...], Unit]) -> bool:
    """True if it was not there, or another made it."""
    before = was.get(_key(unit))
    return before is None or before.origin != unit.origin


def _touched(entry: Entry) -> set[str]:
    """Ids of the rows whose units a step may change."""
    return {row.id for change in entry.changes for row in (*change.removed, *change.added)}


def _numbers(bitext: Bitext, ids: set[str]) -> list[int]:
    """Numbers of the rows with these ids, and of those whose neighbours they are."""
    rows = bitext.rows
    if len(ids) == 1:  # the usual step: an edit, a confirmation
        try:
            near = [bitext.index(next(iter(ids)))]
        except Stale:
            near = []
    else:
        near = [number for number, row in enumerate(rows) if row.id in ids]
    wanted = set(near)
    for number in near:
        for step in (-1, 1):
            other = number + step
            while 0 <= other < len(rows) and not rows[other].source.text.strip():
                other += step
            if 0 <= other < len(rows):
                wanted.add(other)
    return sorted(wanted)


def _stands(bitext: Bitext, unit: Unit, but: list[int]) -> bool:
    """True if the same unit stands confirmed in another row: a refrain, a form."""
    passed = set(but)
    again = [
        number
        for number, row in enumerate(bitext.rows)
        if number not in passed
        and any(cell.confirmed and cell.text == unit.target for cell in row.cells)
        and row.source.text == unit.source
    ]
    if not again:
        return False
    return any(_key(u) == _key(unit) for u in confirmed_units(bitext, who="", when=None, rows=again))


def _moment(when: str) -> datetime | None:
    try:
        return datetime.fromisoformat(when)
    except ValueError:
        return None


def proposals(memory: Memory, bitext: Bitext, row: int, column: int) -> tuple[Match, ...]:
    """What the memory has for a cell, the best first; () where a language is undecided or there is no text.

    Raises:
        BadStore: the memory cannot be read.
    """
    source, target = bitext.source.lang, bitext.columns[column].lang
    text = bitext.rows[row].source.text
    if not (source and target and text.strip()):
        return ()
    around = [
        next((bitext.rows[n].source.text for n in numbers if bitext.rows[n].source.text.strip()), "")
        for numbers in (range(row - 1, -1, -1), range(row + 1, len(bitext.rows)))
    ]
    return memory.lookup(
        text, source, target, before=around[0], after=around[1], limit=_PROPOSALS, floor=_FLOOR
    )


def given_units(bitext: Bitext, name: str) -> Iterator[Unit]:
    """All rows of a file that is no translation memory but holds translations (a table, XLIFF, PO) as units.

    Args:
        bitext: the file, see :func:`workbench.exporting.registry.read_bitext`.
        name: the file's.
    """
    rows = tuple(
        replace(row, cells=tuple(replace(cell, confirmed=True) for cell in row.cells)) for row in bitext.rows
    )
    for unit in confirmed_units(replace(bitext, rows=rows), who="", when=None):
        yield replace(unit, origin=UnitOrigin.IMPORTED, detail=name)

"""The life of a bitext as numbered entries: who did what and when, undo and redo over all of it.

Undoing is itself an entry, made of the inverse changes, so nothing is ever taken out of the record and
undo works after a restart, from the entries alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.bitext.model import Bitext, Change, applied

__all__ = ["REDO", "UNDO", "Entry", "History", "replayed"]

UNDO = "undo"
REDO = "redo"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step.

    Attributes:
        seq: number of the step in its document, from 1, without holes.
        who: name of the person or program.
        when: ISO 8601 in UTC, to the millisecond.
        kind: what was done: ``edit``, ``confirm``, ``merge``, ``undo``, ….
        changes: in the order they were made.
        undoes: for ``undo`` and ``redo``: number of the step taken back or made again.
        note: what to tell a person beside the kind, such as the words replaced.
    """

    seq: int
    who: str
    when: str
    kind: str
    changes: tuple[Change, ...]
    undoes: int | None = None
    note: str = ""

    def rows(self) -> frozenset[str]:
        """Ids of all rows it touched."""
        return frozenset(row.id for c in self.changes for row in (*c.removed, *c.added))


class History:
    """Which steps can be undone and redone; told about every entry in order.

    >>> history = History()
    >>> step = Entry(1, "A", "2024-05-01T10:00:00.000Z", "lock", ())
    >>> history.add(step)
    >>> back = history.undo("A", "2024-05-01T10:00:01.000Z")
    >>> history.add(back); (back.kind, back.seq, history.undoable, history.redoable.seq)
    ('undo', 2, None, 1)
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: list[Entry] = []
        self._done: list[Entry] = []
        self._undone: list[Entry] = []
        for entry in entries:
            self.add(entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries so far."""
        return tuple(self._entries)

    @property
    def next_seq(self) -> int:
        """The number of the next entry."""
        return self._entries[-1].seq + 1 if self._entries else 1

    @property
    def undoable(self) -> Entry | None:
        """The step that undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> Entry | None:
        """The step that redo would make again."""
        return self._undone[-1] if self._undone else None

    def add(self, entry: Entry) -> None:
        """Take note of a step.

        Raises:
            ValueError: its number does not follow, or it undoes what is not undoable.
        """
        if self._entries and entry.seq != self.next_seq:
            raise ValueError(f"step {entry.seq} does not follow step {self._entries[-1].seq}")
        if entry.kind == UNDO:
            _move(entry, self._done, self._undone)
        elif entry.kind == REDO:
            _move(entry, self._undone, self._done)
        else:
            self._done.append(entry)
            self._undone.clear()
        self._entries.append(entry)

    def undo(self, who: str, when: str) -> Entry | None:
        """The entry that takes the last step back; None where there is none."""
        last = self.undoable
        if last is None:
            return None
        changes = tuple(change.inverse for change in reversed(last.changes))
        return Entry(self.next_seq, who, when, UNDO, changes, last.seq, last.kind)

    def redo(self, who: str, when: str) -> Entry | None:
        """The entry that makes the last undone step again; None where there is none."""
        last = self.redoable
        if last is None:
            return None
        return Entry(self.next_seq, who, when, REDO, last.changes, last.seq, last.kind)

    def of_row(self, row: str) -> tuple[Entry, ...]:
        """The entries that touched a row, oldest first."""
        return tuple(entry for entry in self._entries if row in entry.rows())


def _move(entry: Entry, source: list[Entry], target: list[Entry]) -> None:
    if not source or source[-1].seq != entry.undoes:
        raise ValueError(
            f"step {entry.seq} would {entry.kind} step {entry.undoes}, which is not the last one"
        )
    target.append(source.pop())


def replayed(bitext: Bitext, entries: Iterable[Entry]) -> Bitext:
    """The bitext after all `entries`.

    Raises:
        Stale: they were not made for this bitext.
    """
    for entry in entries:
        bitext = applied(bitext, entry.changes)
    return bitext

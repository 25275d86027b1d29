"""The editable side-by-side table: a source, its renderings, and what people did to them.

A :class:`Bitext` is a frozen value; every operation gives a reversible :class:`Change`
(:mod:`.operations`), and a list of entries (:mod:`.history`) is the document's whole life: undo, the
audit trail and the store are all made of it. Nothing here knows a library, a page or a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workbench.model import Document, Guess, Hypothesis, Origin, Signature

__all__ = [
    "SOURCE",
    "Bitext",
    "BitextRow",
    "Cell",
    "Change",
    "Column",
    "Comment",
    "Dismissed",
    "Piece",
    "Stale",
    "applied",
]

SOURCE = -1
"""Column number of the source in operations; renderings count from 0."""


class Stale(ValueError):
    """A change was made for rows that have changed since, or that are gone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment inside a cell.

    Attributes:
        text: as it stands now.
        gap: white space before it in its document; "" for the first.
        paragraph: number of its paragraph in its document, from 0.
        start: where it starts in the source document (code points); None in renderings.
        original: the text before the first edit; None where nobody changed it.
        hypotheses: what the engine offered, best first; empty for human text.
    """

    text: str
    gap: str = " "
    paragraph: int = 0
    start: int | None = None
    original: str | None = None
    hypotheses: tuple[Hypothesis, ...] = ()

    def edited(self, text: str) -> Piece:
        """The piece with another text; going back to the first text makes it unedited again."""
        first = self.text if self.original is None else self.original
        return replace(self, text=text, original=None if text == first else first)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one text has in one row.

    Attributes:
        pieces: its segments; empty where nothing stands opposite.
        confirmed: a person has said that this text is right.
        score: confidence of the alignment, 0–1; None where set by hand or not computed.
        reasons: what speaks for and against the alignment, in sentences.
        moved: id of the row where this text's counterpart stands, for a moved passage; else "".
    """

    pieces: tuple[Piece, ...] = ()
    confirmed: bool = False
    score: float | None = None
    reasons: tuple[str, ...] = ()
    moved: str = ""

    @property
    def text(self) -> str:
        """The segments joined by one space, as :meth:`workbench.model.Parallel.cell_text` has it."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def edited(self) -> bool:
        """True if a person changed any of its text."""
        return any(piece.original is not None for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a row. `when` is ISO 8601 in UTC; `column` is :data:`SOURCE` or a rendering's number."""

    text: str
    who: str
    when: str
    column: int = SOURCE


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A finding a person set aside: `key` from :func:`workbench.checks.key`, and why."""

    key: str
    code: str
    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class BitextRow:
    """One row: the source's cell, one cell per rendering, and what people noted.

    Attributes:
        id: stays with the row through edits; a merge keeps the first row's.
        locked: a person accepted or made this row's alignment; re-alignment keeps it.
    """

    id: str
    source: Cell
    cells: tuple[Cell, ...]
    locked: bool = False
    comments: tuple[Comment, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()

    def cell(self, column: int) -> Cell:
        """The cell of `column`; :data:`SOURCE` is the source's."""
        return self.source if column == SOURCE else self.cells[column]

    def with_cell(self, column: int, cell: Cell) -> BitextRow:
        """The row with another cell in `column`."""
        if column == SOURCE:
            return replace(self, source=cell)
        return replace(self, cells=(*self.cells[:column], cell, *self.cells[column + 1 :]))

    @property
    def empty(self) -> bool:
        """True if no column has a segment here."""
        return not (self.source.pieces or any(cell.pieces for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Column:
    """What is true of a whole text beside the source, or of the source itself.

    Attributes:
        label: short name for the column head.
        name: name of the document it came from; untrusted, for display only.
        lang: language code, or None where undecided.
        kind: source, machine or human.
        signature: how the text was made.
        aligned: how the alignment with the source was made.
        finished: how many segments a stopped machine run had done; None means all.
    """

    label: str
    name: str
    lang: str | None
    kind: Origin = Origin.HUMAN
    signature: Signature = Signature()
    aligned: Signature = Signature()
    finished: int | None = None


@dataclass(frozen=True, slots=True)
class Bitext:
    """A source, its renderings, row by row.

    Attributes:
        document: the source as it was read; never changed.
        guess: what language the source was found to be in, and why.
        source: the source's column.
        columns: one per rendering.
        rows: the table; every segment stands in exactly one row, in the order of its text.
        next_id: number for the next new row's id; only grows.
        glossaries: names of the glossary files it is checked against.
        notes: what the readers had to say.
    """

    document: Document
    guess: Guess
    source: Column
    columns: tuple[Column, ...]
    rows: tuple[BitextRow, ...]
    next_id: int = 0
    glossaries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def index(self, row_id: str) -> int:
        """Where the row with this id stands.

        Raises:
            Stale: there is none (any more).
        """
        for index, row in enumerate(self.rows):
            if row.id == row_id:
                return index
        raise Stale(f"there is no row {row_id} (any more)")

    def column(self, number: int) -> Column:
        """The column of that number; :data:`SOURCE` is the source's."""
        return self.source if number == SOURCE else self.columns[number]

    def pieces(self, column: int) -> Iterator[Piece]:
        """All segments of one column, in order."""
        for row in self.rows:
            yield from row.cell(column).pieces


@dataclass(frozen=True, slots=True)
class Change:
    """Rows from `at` on: `removed` are replaced by `added`; and, where set, the columns by others.

    The inverse takes it back exactly, ids and scores included, so undo is a list of changes.
    """

    at: int
    removed: tuple[BitextRow, ...]
    added: tuple[BitextRow, ...]
    columns_before: tuple[Column, ...] | None = None
    columns_after: tuple[Column, ...] | None = None
    next_id: int = 0
    """The lowest number that is free for a new row's id afterwards; ids are never used twice."""

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(
            self.at, self.added, self.removed, self.columns_after, self.columns_before, self.next_id
        )

    def apply(self, bitext: Bitext) -> Bitext:
        """The bitext after the change.

        Raises:
            Stale: the rows or columns at this place are not the ones the change was made for.
        """
        rows, end = bitext.rows, self.at + len(self.removed)
        if rows[self.at : end] != self.removed:
            raise Stale(f"the rows around number {self.at + 1} have changed in the meantime")
        if self.columns_before is not None and self.columns_before != bitext.columns:
            raise Stale("the renderings have changed in the meantime")
        return replace(
            bitext,
            rows=(*rows[: self.at], *self.added, *rows[end:]),
            columns=bitext.columns if self.columns_after is None else self.columns_after,
            next_id=max(bitext.next_id, self.next_id),
        )


def applied(bitext: Bitext, changes: Iterable[Change]) -> Bitext:
    """The bitext after all `changes`, one after the other."""
    for change in changes:
        bitext = change.apply(bitext)
    return bitext

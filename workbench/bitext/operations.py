"""What a person does to a bitext: each operation looks at the rows and returns a reversible change.

Rows are named by id, columns by number (:data:`SOURCE` for the source). An operation that changes nothing
returns None, so that no empty step stands in the history. What a person does to the alignment locks the
rows it makes and takes their scores off, as in :mod:`workbench.alignment.edit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from workbench.bitext.model import (
    SOURCE,
    Bitext,
    BitextRow,
    Cell,
    Change,
    Comment,
    Dismissed,
    Piece,
)

__all__ = [
    "BY_HAND",
    "comment",
    "confirm",
    "dismiss",
    "edit",
    "lock",
    "merge",
    "move",
    "replace_all",
    "restore_finding",
    "revert",
    "split",
    "uncomment",
    "unlink",
]

BY_HAND = ("set by hand",)


# Text


def edit(bitext: Bitext, row: str, column: int, text: str, *, confirmed: bool = False) -> Change | None:
    """Give a rendering's cell another text. A confirmed cell is unconfirmed by it, unless told otherwise.

    Where the cell holds several segments and the change lies inside one of them, only that one changes;
    a change over a border makes them one segment.

    Raises:
        Stale: there is no such row.
        ValueError: the source is not edited, and there is no such column.

    >>> from workbench.bitext.model import *
    >>> from workbench.model import Document, Guess
    >>> rows = (BitextRow("r0", Cell((Piece("One."),)), (Cell((Piece("Un."), Piece("Deux.")),),)),)
    >>> table = Bitext(Document("a", "One."), Guess("en"), Column("a", "a", "en"), (Column("b", "b", "fr"),), rows)
    >>> change = edit(table, "r0", 0, "Un. Trois.")
    >>> [piece.text for piece in change.apply(table).rows[0].cells[0].pieces]
    ['Un.', 'Trois.']
    """
    at, old = _target(bitext, row, column)
    return _edited(at, old, column, text, confirmed)


def _edited(at: int, old: BitextRow, column: int, text: str, confirmed: bool = False) -> Change | None:
    cell = old.cell(column)
    pieces = _rewritten(cell, text, old) if text != cell.text else cell.pieces
    return _swap(at, old, old.with_cell(column, replace(cell, pieces=pieces, confirmed=confirmed)))


def confirm(bitext: Bitext, row: str, column: int, confirmed: bool = True) -> Change | None:
    """Say that a cell's text is right, or take that back."""
    at, old = _target(bitext, row, column)
    return _swap(at, old, old.with_cell(column, replace(old.cell(column), confirmed=confirmed)))


def revert(bitext: Bitext, row: str, column: int) -> Change | None:
    """Give a cell back the text it had before the first edit."""
    at, old = _target(bitext, row, column)
    cell = old.cell(column)
    pieces = tuple(p if p.original is None else p.edited(p.original) for p in cell.pieces)
    if pieces == cell.pieces:
        return None
    return _swap(at, old, old.with_cell(column, replace(cell, pieces=pieces, confirmed=False)))


def replace_all(
    bitext: Bitext, column: int, change: Callable[[str], str], rows: Iterable[str] | None = None
) -> tuple[Change, ...]:
    """Put every cell's text through `change`: search and replace as one step of the history.

    Args:
        column: the rendering.
        change: text to text, such as a compiled pattern's ``partial(pattern.sub, new)``.
        rows: only in these rows, by id; None for all.
    """
    wanted = None if rows is None else set(rows)
    done = []
    for at, row in enumerate(bitext.rows):
        cell = row.cell(column)
        if cell.pieces and (wanted is None or row.id in wanted):
            text = change(cell.text)
            made = _edited(at, row, column, text) if text != cell.text else None
            if made is not None:
                done.append(made)
    return tuple(done)


def _target(bitext: Bitext, row: str, column: int) -> tuple[int, BitextRow]:
    if not 0 <= column < len(bitext.columns):
        raise ValueError(f"there are {len(bitext.columns)} renderings, none with number {column}")
    at = bitext.index(row)
    return at, bitext.rows[at]


def _rewritten(cell: Cell, text: str, row: BitextRow) -> tuple[Piece, ...]:
    if not cell.pieces:
        like = row.source.pieces[0] if row.source.pieces else Piece("")
        return (Piece(text, like.gap or " ", like.paragraph, original=""),)
    first, last = _changed(cell.text, text)
    at = 0
    for number, piece in enumerate(cell.pieces):
        end = at + len(piece.text)
        if at <= first and last <= end:
            inside = text[at : len(text) - (len(cell.text) - end)]
            return (*cell.pieces[:number], piece.edited(inside), *cell.pieces[number + 1 :])
        at = end + 1
    before = " ".join(p.text if p.original is None else p.original for p in cell.pieces)
    joined = replace(cell.pieces[0], text=cell.text, original=None if before == cell.text else before)
    return (replace(joined, hypotheses=()).edited(text),)


def _changed(old: str, new: str) -> tuple[int, int]:
    """The stretch of `old` outside the longest common beginning and end."""
    short = min(len(old), len(new))
    head = next((i for i in range(short) if old[i] != new[i]), short)
    tail = next((i for i in range(short - head) if old[-1 - i] != new[-1 - i]), short - head)
    return head, len(old) - tail


# Alignment


def merge(bitext: Bitext, row: str, count: int = 2) -> Change:
    """Join a row with the ``count - 1`` rows below it.

    Raises:
        ValueError: there are not that many rows below.
    """
    at = bitext.index(row)
    old = bitext.rows[at : at + count]
    if count < 2 or len(old) < count:
        raise ValueError("there is no row below to merge with")
    return Change(at, old, (_joined(old),))


def _joined(rows: Sequence[BitextRow]) -> BitextRow:
    first = rows[0]
    return BitextRow(
        first.id,
        _one_cell([row.source for row in rows]),
        tuple(_one_cell([row.cells[c] for row in rows]) for c in range(len(first.cells))),
        locked=True,
        comments=tuple(c for row in rows for c in row.comments),
        dismissed=tuple(d for row in rows for d in row.dismissed),
    )


def _one_cell(cells: Sequence[Cell]) -> Cell:
    """Confirmed only if all text in it was."""
    filled = [cell for cell in cells if cell.pieces]
    return Cell(
        tuple(piece for cell in filled for piece in cell.pieces),
        confirmed=bool(filled) and all(cell.confirmed for cell in filled),
        reasons=BY_HAND,
    )


def split(bitext: Bitext, row: str, column: int = SOURCE, offset: int | None = None) -> Change:
    """Cut a row in two: `column` at `offset` of its text, the others at the segment border nearest by share.

    Without `offset`, `column` is cut at its middle segment border. A border inside a segment cuts the
    segment. A cell of one segment stays above.

    Raises:
        ValueError: there is nothing to cut there.
    """
    at = bitext.index(row)
    old = bitext.rows[at]
    cut = old.cell(column)
    if offset is None:
        offset = _middle(cut)
    above, below = _cut(cut, offset)
    share = offset / max(1, len(cut.text))
    first = {column: above}
    second = {column: below}
    for other in range(SOURCE, len(old.cells)):
        if other != column:
            first[other], second[other] = _cut_at_border(old.cell(other), share)
    rows = (
        _row_of(first, replace(old, locked=True)),
        _row_of(second, BitextRow(f"r{bitext.next_id}", Cell(), (), locked=True)),
    )
    if rows[0].empty or rows[1].empty:
        raise ValueError("nothing would be left on one side of the cut")
    return Change(at, (old,), rows, next_id=bitext.next_id + 1)


def _row_of(cells: dict[int, Cell], row: BitextRow) -> BitextRow:
    count = len(cells) - 1
    return replace(row, source=cells[SOURCE], cells=tuple(cells[c] for c in range(count)))


def _middle(cell: Cell) -> int:
    if len(cell.pieces) < 2:
        raise ValueError("this cell is one segment: put the cursor where it should be cut")
    head = cell.pieces[: (len(cell.pieces) + 1) // 2]
    return sum(len(piece.text) + 1 for piece in head)


def _cut(cell: Cell, offset: int) -> tuple[Cell, Cell]:
    above: list[Piece] = []
    below: list[Piece] = []
    at = 0
    for piece in cell.pieces:
        here = offset - at
        if here <= 0:
            below.append(piece)
        elif here >= len(piece.text):
            above.append(piece)
        else:
            head, tail = _halves(piece, here)
            above += [head] if head.text else []
            below += [tail] if tail.text else []
        at += len(piece.text) + 1
    if not above or not below:
        raise ValueError("there is nothing to cut there")
    return _part(cell, above), _part(cell, below)


def _halves(piece: Piece, at: int) -> tuple[Piece, Piece]:
    """A segment cut in two; the white space at the cut becomes the gap. Both are then as first made."""
    head, tail = piece.text[:at].rstrip(), piece.text[at:].lstrip()
    gap = piece.text[len(head) : len(piece.text) - len(tail)]
    start = None if piece.start is None else piece.start + len(piece.text) - len(tail)
    edited = piece.original is not None
    return (
        replace(piece, text=head, hypotheses=(), original=head if edited else None),
        replace(piece, text=tail, gap=gap, start=start, hypotheses=(), original=tail if edited else None),
    )


def _cut_at_border(cell: Cell, share: float) -> tuple[Cell, Cell]:
    """Whole segments: as many above as come nearest to `share` of the text; one segment stays above."""
    if len(cell.pieces) < 2:
        return replace(cell, score=None, reasons=BY_HAND, moved=""), Cell(reasons=BY_HAND)
    total = len(cell.text)
    ends, at = [], 0
    for piece in cell.pieces[:-1]:
        at += len(piece.text) + 1
        ends.append(at)
    border = min(range(len(ends)), key=lambda i: abs(ends[i] - share * total)) + 1
    return _part(cell, cell.pieces[:border]), _part(cell, cell.pieces[border:])


def _part(cell: Cell, pieces: Sequence[Piece]) -> Cell:
    return Cell(tuple(pieces), confirmed=cell.confirmed, reasons=BY_HAND)


def move(bitext: Bitext, row: str, column: int, direction: Literal["up", "down"]) -> Change:
    """Move a cell's first segment to the row above, or its last one to the row below.

    A row that becomes empty goes away; below the last row and above the first a new one is made.

    Raises:
        ValueError: the cell is empty.
    """
    at = bitext.index(row)
    here = bitext.rows[at]
    pieces = here.cell(column).pieces
    if not pieces:
        raise ValueError("there is no segment in this cell to move")
    up = direction == "up"
    other_at = at - 1 if up else at + 1
    outside = not 0 <= other_at < len(bitext.rows)
    other = _blank(bitext) if outside else bitext.rows[other_at]
    taken, kept = (pieces[:1], pieces[1:]) if up else (pieces[-1:], pieces[:-1])
    there = other.cell(column).pieces
    here = replace(here.with_cell(column, _handmade(here.cell(column), kept)), locked=True)
    joined = (*there, *taken) if up else (*taken, *there)
    other = replace(other.with_cell(column, _handmade(other.cell(column), joined)), locked=True)
    if here.empty:
        other = _with_notes(other, here)
    rows = tuple(r for r in ((other, here) if up else (here, other)) if not r.empty)
    first = min(at, other_at) if not outside else at
    last = max(at, other_at) if not outside else at
    return Change(first, bitext.rows[first : last + 1], rows, next_id=bitext.next_id + 1 if outside else 0)


def _handmade(cell: Cell, pieces: tuple[Piece, ...]) -> Cell:
    return Cell(pieces, confirmed=cell.confirmed and bool(pieces), reasons=BY_HAND)


def _blank(bitext: Bitext) -> BitextRow:
    return BitextRow(f"r{bitext.next_id}", Cell(), tuple(Cell() for _ in bitext.columns))


def _with_notes(row: BitextRow, gone: BitextRow) -> BitextRow:
    """A row that goes away leaves its comments and dismissals to its neighbour."""
    return replace(row, comments=(*row.comments, *gone.comments), dismissed=(*row.dismissed, *gone.dismissed))


def unlink(bitext: Bitext, row: str, column: int) -> Change:
    """Take a rendering's text out of its row, into a row of its own below with nothing opposite.

    Raises:
        ValueError: there is nothing to take out, or nothing else in the row.
    """
    at, old = _target(bitext, row, column)
    rest = replace(old.with_cell(column, Cell(reasons=BY_HAND)), locked=True)
    if not old.cell(column).pieces or rest.empty:
        raise ValueError("this text has nothing opposite already")
    alone = replace(_blank(bitext), locked=True)
    alone = alone.with_cell(column, replace(old.cell(column), score=None, reasons=BY_HAND, moved=""))
    return Change(at, (old,), (rest, alone), next_id=bitext.next_id + 1)


def lock(bitext: Bitext, row: str, locked: bool = True) -> Change | None:
    """Accept a row's alignment, so that re-alignment keeps it; or take that back."""
    at = bitext.index(row)
    return _swap(at, bitext.rows[at], replace(bitext.rows[at], locked=locked))


# Notes


def comment(bitext: Bitext, row: str, note: Comment) -> Change | None:
    """Add a remark to a row.

    Raises:
        ValueError: the remark is empty.
    """
    if not note.text.strip():
        raise ValueError("a comment needs words")
    at = bitext.index(row)
    old = bitext.rows[at]
    return _swap(at, old, replace(old, comments=(*old.comments, note)))


def uncomment(bitext: Bitext, row: str, number: int) -> Change | None:
    """Take a row's remark off."""
    at = bitext.index(row)
    old = bitext.rows[at]
    kept = tuple(note for index, note in enumerate(old.comments) if index != number)
    return _swap(at, old, replace(old, comments=kept))


def dismiss(bitext: Bitext, row: str, dismissal: Dismissed) -> Change | None:
    """Set a finding of a row aside, with the reason.

    Raises:
        ValueError: no reason is given.
    """
    if not dismissal.reason.strip():
        raise ValueError("a dismissal needs a reason")
    at = bitext.index(row)
    old = bitext.rows[at]
    others = tuple(d for d in old.dismissed if d.key != dismissal.key)
    return _swap(at, old, replace(old, dismissed=(*others, dismissal)))


def restore_finding(bitext: Bitext, row: str, key: str) -> Change | None:
    """Let a dismissed finding count again."""
    at = bitext.index(row)
    old = bitext.rows[at]
    return _swap(at, old, replace(old, dismissed=tuple(d for d in old.dismissed if d.key != key)))


def _swap(at: int, old: BitextRow, new: BitextRow) -> Change | None:
    return None if new == old else Change(at, (old,), (new,))

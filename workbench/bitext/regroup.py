"""New rows for the same texts: what re-alignment, and adding or taking off a rendering, make of a bitext."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.bitext.convert import from_report, to_parallel
from workbench.bitext.model import SOURCE, Bitext, BitextRow, Cell, Change
from workbench.model import Bead, Parallel, Report

__all__ = ["locked_beads", "regrouped", "with_rows", "without_column"]


def locked_beads(bitext: Bitext, column: int) -> tuple[Bead, ...]:
    """The beads of one rendering that re-alignment must keep."""
    return tuple(bead for bead in to_parallel(bitext).alignments[column].beads if bead.locked)


def with_rows(bitext: Bitext, table: Parallel) -> Change:
    """The change to the rows of `table`: a new alignment of the same segments, or one more rendering.

    Ids, comments, dismissals, confirmations and locks stay where the text is the same. Columns of `table`
    beyond the present ones are added.

    Raises:
        ValueError: the texts in `table` are not those of the bitext.
    """
    new = from_report(Report(table, bitext.guess))
    return regrouped(bitext, new)


def regrouped(bitext: Bitext, new: Bitext) -> Change:
    """The change from `bitext` to the rows of `new`, keeping what people did."""
    known = len(bitext.columns)
    for column in range(SOURCE, min(known, len(new.columns))):
        old_texts = [piece.text for piece in bitext.pieces(column)]
        if old_texts != [piece.text for piece in new.pieces(column)]:
            raise ValueError(f"column {column} has other segments than before")
    stock = [list(bitext.pieces(column)) for column in range(SOURCE, known)]
    owners = [_owners(bitext, column) for column in range(SOURCE, known)]
    taken = [0] * (known + 1)
    used: set[str] = set()
    renamed: dict[str, str] = {}
    rows: list[BitextRow] = []
    next_id = bitext.next_id
    for row in new.rows:
        parents: list[BitextRow] = []
        cells = [row.source, *row.cells]
        for number in range(known + 1):
            count = len(cells[number].pieces)
            here = slice(taken[number], taken[number] + count)
            taken[number] += count
            cell = replace(cells[number], pieces=tuple(stock[number][here]))
            before = owners[number][here]
            parents += before
            cells[number] = _as_confirmed(cell, before, number - 1)
        fresh = [parent for parent in dict.fromkeys(parents) if parent.id not in used]
        row_id = fresh[0].id if fresh else f"r{next_id}"
        next_id += not fresh
        renamed[row.id] = row_id
        used.add(row_id)
        rows.append(_heir(BitextRow(row_id, cells[0], tuple(cells[1:])), fresh))
    final = [_renamed(row, renamed) for row in rows]
    columns = (*bitext.columns, *new.columns[known:])
    columns = tuple(
        replace(old, aligned=new.columns[c].aligned) if c < len(new.columns) else old
        for c, old in enumerate(columns)
    )
    return _between(bitext, replace(bitext, rows=tuple(final), columns=columns, next_id=next_id))


def _owners(bitext: Bitext, column: int) -> list[BitextRow]:
    return [row for row in bitext.rows for _ in row.cell(column).pieces]


def _as_confirmed(cell: Cell, before: Sequence[BitextRow], column: int) -> Cell:
    """Confirmed where all of its text was confirmed and stood together."""
    parents = list(dict.fromkeys(before))
    return replace(cell, confirmed=bool(parents) and all(p.cell(column).confirmed for p in parents))


def _heir(row: BitextRow, parents: Sequence[BitextRow]) -> BitextRow:
    """What was noted on the rows that begin here; a lock stays only on the same segments."""
    same = len(parents) == 1 and _texts(parents[0]) == _texts(row)[: 1 + len(parents[0].cells)]
    return replace(
        row,
        locked=same and parents[0].locked,
        comments=tuple(note for parent in parents for note in parent.comments),
        dismissed=tuple(d for parent in parents for d in parent.dismissed),
    )


def _texts(row: BitextRow) -> list[list[str]]:
    return [[piece.text for piece in cell.pieces] for cell in (row.source, *row.cells)]


def _renamed(row: BitextRow, names: dict[str, str]) -> BitextRow:
    if not any(cell.moved for cell in row.cells):
        return row
    cells = tuple(replace(cell, moved=names.get(cell.moved, "")) for cell in row.cells)
    return replace(row, cells=cells)


def without_column(bitext: Bitext, column: int) -> Change:
    """Take a rendering off; rows that only it had go with it."""
    columns = (*bitext.columns[:column], *bitext.columns[column + 1 :])
    rows = [replace(row, cells=(*row.cells[:column], *row.cells[column + 1 :])) for row in bitext.rows]
    kept = tuple(row for row in rows if not row.empty)
    return _between(bitext, replace(bitext, rows=kept, columns=columns))


def _between(old: Bitext, new: Bitext) -> Change:
    """The change from `old` to `new`, over the shortest stretch of rows that differ."""
    a, b = old.rows, new.rows
    short = min(len(a), len(b))
    head = next((i for i in range(short) if a[i] != b[i]), short)
    tail = next((i for i in range(short - head) if a[-1 - i] != b[-1 - i]), short - head)
    columns = old.columns != new.columns
    return Change(
        head,
        a[head : len(a) - tail],
        b[head : len(b) - tail],
        old.columns if columns else None,
        new.columns if columns else None,
        new.next_id,
    )

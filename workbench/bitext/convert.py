"""From a report to a bitext, and from a bitext back to the table the checks and exports read."""

from __future__ import annotations

from dataclasses import replace

from workbench.bitext.model import SOURCE, Bitext, BitextRow, Cell, Column, Piece
from workbench.model import (
    Alignment,
    Bead,
    Document,
    Hypothesis,
    Origin,
    Parallel,
    Rendering,
    Report,
    Row,
    Segment,
    Span,
)

__all__ = ["from_report", "row_table", "to_parallel"]


def from_report(report: Report) -> Bitext:
    """The bitext a person starts to work on."""
    table = report.parallel
    source, *renderings = [_pieces(text) for text in (table.source, *table.renderings)]
    facts = [_facts(table, number) for number in range(len(renderings))]
    rows = []
    for number, row in enumerate(table.rows):
        cells = []
        for column, pieces in enumerate(renderings):
            indexes = row.cells[column]
            score = row.scores[column] if row.scores else None
            reasons = facts[column].get(("right", indexes[0]), ()) if indexes else ()
            if not indexes and row.source:
                reasons = facts[column].get(("left", row.source[0]), ())
            cells.append(Cell(tuple(pieces[i] for i in indexes), score=score, reasons=reasons))
        rows.append(BitextRow(f"r{number}", Cell(tuple(source[i] for i in row.source)), tuple(cells)))
    return Bitext(
        document=table.source.document,
        guess=report.guess,
        source=_column(table.source, None),
        columns=tuple(_column(r, a) for r, a in zip(table.renderings, table.alignments, strict=True)),
        rows=_with_moves(table, rows),
        next_id=len(rows),
        glossaries=report.glossaries,
        notes=report.notes,
    )


def _column(rendering: Rendering, alignment: Alignment | None) -> Column:
    made = {} if alignment is None else {"aligned": alignment.signature}
    return Column(
        label=rendering.label,
        name=rendering.document.name,
        lang=rendering.lang,
        kind=rendering.kind,
        signature=rendering.signature,
        finished=rendering.finished,
        **made,
    )


def _pieces(rendering: Rendering) -> list[Piece]:
    """One piece per segment. What was taken off as debris does not come back through the gaps."""
    text, offers = rendering.document.text, rendering.hypotheses
    pieces: list[Piece] = []
    at = 0
    for number, segment in enumerate(rendering.segments):
        between = "".join(char for char in text[at : segment.span.start] if char.isspace())
        offered: tuple[Hypothesis, ...] = offers[number] if number < len(offers) else ()
        start = segment.span.start if rendering.kind is Origin.SOURCE else None
        pieces.append(Piece(segment.text, between if pieces else "", segment.paragraph, start, None, offered))
        at = segment.span.end
    return pieces


def _facts(table: Parallel, column: int) -> dict[tuple[str, int], tuple[str, ...]]:
    """Reasons of each bead, by the first segment of either side."""
    facts: dict[tuple[str, int], tuple[str, ...]] = {}
    for bead in table.alignments[column].beads:
        facts.update({("left", i): bead.reasons for i in bead.left})
        facts.update({("right", j): bead.reasons for j in bead.right})
    return facts


def _with_moves(table: Parallel, rows: list[BitextRow]) -> tuple[BitextRow, ...]:
    """Moved passages: each side's cell names the row of the other."""
    at_source = {i: n for n, row in enumerate(table.rows) for i in row.source}
    for column, alignment in enumerate(table.alignments):
        at_target = {j: n for n, row in enumerate(table.rows) for j in row.cells[column]}
        for left, right in alignment.crossings:
            here = at_source[alignment.beads[left].left[0]]
            there = at_target[alignment.beads[right].right[0]]
            for one, other in ((here, there), (there, here)):
                cell = replace(rows[one].cells[column], moved=rows[other].id)
                rows[one] = rows[one].with_cell(column, cell)
    return tuple(rows)


def to_parallel(bitext: Bitext) -> Parallel:
    """The table as it stands now, row for row, for checks, comparison and export.

    Texts of the renderings are put together from their segments and the white space between them.
    """
    source = _rendering(bitext, SOURCE)
    renderings = tuple(_rendering(bitext, column) for column in range(len(bitext.columns)))
    rows = _rows(bitext)
    alignments = tuple(_alignment(bitext, rows, column) for column in range(len(renderings)))
    return Parallel(source, renderings, alignments, rows)


def row_table(bitext: Bitext, index: int) -> Parallel:
    """One row as a table of its own, for checking it again right after an edit.

    Offsets and messages are those of the row; checks that compare rows see only this one.
    """
    row = bitext.rows[index]
    return to_parallel(replace(bitext, rows=(row,)))


def _rendering(bitext: Bitext, number: int) -> Rendering:
    column = bitext.column(number)
    pieces = tuple(bitext.pieces(number))
    segments, parts, at = [], [], 0
    for index, piece in enumerate(pieces):
        if number == SOURCE:
            at = piece.start if piece.start is not None else at
        else:
            gap = piece.gap if index else ""
            parts += [gap, piece.text]
            at += len(gap)
        segments.append(Segment(piece.text, Span(at, at + len(piece.text)), piece.paragraph))
        at += len(piece.text)
    document = bitext.document if number == SOURCE else Document(column.name, "".join(parts))
    offers = tuple(piece.hypotheses for piece in pieces) if any(p.hypotheses for p in pieces) else ()
    return Rendering(
        document=document,
        lang=column.lang,
        segments=tuple(segments),
        kind=column.kind,
        label=column.label,
        signature=column.signature,
        hypotheses=offers,
        finished=column.finished,
    )


def _rows(bitext: Bitext) -> tuple[Row, ...]:
    counts = [0] * (1 + len(bitext.columns))
    rows = []
    for row in bitext.rows:
        taken = []
        for column, cell in enumerate((row.source, *row.cells)):
            taken.append(tuple(range(counts[column], counts[column] + len(cell.pieces))))
            counts[column] += len(cell.pieces)
        rows.append(Row(taken[0], tuple(taken[1:]), tuple(cell.score for cell in row.cells)))
    return tuple(rows)


def _alignment(bitext: Bitext, rows: tuple[Row, ...], column: int) -> Alignment:
    beads: list[Bead] = []
    bead_of: dict[str, int] = {}
    for row, kept in zip(rows, bitext.rows, strict=True):
        cell = kept.cells[column]
        if row.source or row.cells[column]:
            bead_of[kept.id] = len(beads)
            beads.append(Bead(row.source, row.cells[column], cell.score, cell.reasons, kept.locked))
    crossings = [
        (bead_of[row.id], bead_of[row.cells[column].moved])
        for row in bitext.rows
        if row.cells[column].moved in bead_of and row.id in bead_of and not row.cells[column].pieces
    ]
    return Alignment(tuple(beads), bitext.columns[column].aligned, tuple(crossings))

"""From a document to the memory: what a person confirmed, with its neighbours and its terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from workbench.bitext.model import Bitext, Cell, Column
from workbench.memory.units import Unit, UnitOrigin
from workbench.model import Origin, TermHit, TermStatus

__all__ = ["confirmed_units"]


def confirmed_units(
    bitext: Bitext,
    *,
    who: str,
    when: datetime | None,
    columns: Iterable[int] | None = None,
    rows: Iterable[int] | None = None,
    terms: Iterable[TermHit] = (),
) -> Iterator[Unit]:
    """The confirmed cells of a table as units.

    A cell with a term that a glossary forbids is left out, confirmed or not: the memory would offer it again. So
    is a cell whose language or whose source's language is undecided.

    Args:
        bitext: the table.
        who: who confirms.
        when: when, in UTC.
        columns: numbers of the renderings; all by default.
        rows: numbers of the rows; all by default.
        terms: the glossary's hits in this table (:attr:`workbench.model.Report.terms`).
    """
    used: dict[tuple[int, int], list[str]] = {}
    forbidden = set()
    for hit in terms:
        if hit.rendering is None:
            continue
        if hit.status is TermStatus.FORBIDDEN:
            forbidden.add((hit.row, hit.rendering))
        used.setdefault((hit.row, hit.rendering), []).append(hit.concept)
    wanted = range(len(bitext.columns)) if columns is None else columns
    for index in range(len(bitext.rows)) if rows is None else rows:
        if not bitext.rows[index].source.text.strip():
            continue
        neighbours = _neighbour(bitext, index, -1), _neighbour(bitext, index, 1)
        row = bitext.rows[index]
        for number in wanted:
            column, cell = bitext.columns[number], row.cells[number]
            if (index, number) in forbidden or not _taken(bitext, column, cell):
                continue
            machine = column.kind is Origin.MACHINE and not cell.edited and not _recalled(cell)
            yield Unit(
                source=row.source.text,
                target=cell.text,
                source_lang=str(bitext.source.lang),
                target_lang=str(column.lang),
                previous=neighbours[0],
                next=neighbours[1],
                document=bitext.document.name,
                terms=tuple(dict.fromkeys(used.get((index, number), ()))),
                who=who,
                created=when,
                changed=when,
                origin=UnitOrigin.MACHINE if machine else UnitOrigin.HUMAN,
                detail=str(column.signature) if column.kind is Origin.MACHINE else "",
            )


def _neighbour(bitext: Bitext, index: int, step: int) -> str:
    """The next source text above or below, "" where there is none."""
    index += step
    while 0 <= index < len(bitext.rows):
        text = bitext.rows[index].source.text
        if text.strip():
            return text
        index += step
    return ""


def _recalled(cell: Cell) -> bool:
    """True if all of it is what somebody confirmed before."""
    return all(piece.hypotheses and piece.hypotheses[0].recalled for piece in cell.pieces)


def _taken(bitext: Bitext, column: Column, cell: Cell) -> bool:
    return bool(cell.confirmed and cell.text.strip() and column.lang and bitext.source.lang)

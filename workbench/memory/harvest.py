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
    sources = [(index, row.source.text) for index, row in enumerate(bitext.rows) if row.source.text.strip()]
    neighbours = {
        index: (
            sources[place - 1][1] if place else "",
            sources[place + 1][1] if place + 1 < len(sources) else "",
        )
        for place, (index, _) in enumerate(sources)
    }
    for index in neighbours if rows is None else [row for row in rows if row in neighbours]:
        row = bitext.rows[index]
        for number in wanted:
            column, cell = bitext.columns[number], row.cells[number]
            if (index, number) in forbidden or not _taken(bitext, column, cell):
                continue
            machine = column.kind is Origin.MACHINE and not cell.edited
            yield Unit(
                source=row.source.text,
                target=cell.text,
                source_lang=str(bitext.source.lang),
                target_lang=str(column.lang),
                previous=neighbours[index][0],
                next=neighbours[index][1],
                document=bitext.document.name,
                terms=tuple(dict.fromkeys(used.get((index, number), ()))),
                who=who,
                created=when,
                changed=when,
                origin=UnitOrigin.MACHINE if machine else UnitOrigin.HUMAN,
                detail=str(column.signature) if machine else "",
            )


def _taken(bitext: Bitext, column: Column, cell: Cell) -> bool:
    return bool(cell.confirmed and cell.text.strip() and column.lang and bitext.source.lang)

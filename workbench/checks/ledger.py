"""The figure ledger: every number, date and sum of the source as a value, beside what each rendering says."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.checks.pairing import pair_up, said_otherwise
from workbench.model import Parallel, Span
from workbench.numerals import Figure, FigureKind, figures

__all__ = ["LedgerCell", "LedgerRow", "figure_ledger"]


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """What one rendering says for a figure.

    Attributes:
        text: as it stands there; empty where nothing was found.
        value: as a value, see :attr:`LedgerRow.value`; empty where nothing was found.
        span: in the row's cell text, or None.
        agrees: it is the same value (or the same measure in another unit, or said as a compound word).
    """

    text: str
    value: str
    span: Span | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One figure of the source, or one that only renderings have.

    Attributes:
        row: row of the table, from 0.
        kind: number, percent, money, date or time.
        text: as it stands in the source; empty where only renderings have it.
        value: as a value: plain digits with a point, ``2022-02-24`` for dates, ``15:30`` for times, the
            currency code or % behind.
        span: in the row's source text, or None.
        cells: one per rendering.
    """

    row: int
    kind: FigureKind
    text: str
    value: str
    span: Span | None
    cells: tuple[LedgerCell, ...]

    @property
    def differs(self) -> bool:
        """True if some rendering does not say the same."""
        return not all(cell.agrees for cell in self.cells)


def figure_ledger(parallel: Parallel) -> tuple[LedgerRow, ...]:
    """All figures by row: those of the source in order, then those that only renderings have.

    Words that need not be a number ("one", "first", "dozens") are left out.
    """
    out: list[LedgerRow] = []
    lang = parallel.source.lang
    for row in range(len(parallel.rows)):
        source = parallel.source_text(row)
        cells = [parallel.cell_text(row, i) for i in range(len(parallel.renderings))]
        for figure in figures(source, lang):
            if not figure.loose:
                said = tuple(_cell(parallel, i, source, cells[i], figure) for i in range(len(cells)))
                out.append(LedgerRow(row, figure.kind, figure.text, value_of(figure), figure.span, said))
        out += _only_in_renderings(parallel, row, source, cells)
    return tuple(out)


def _cell(parallel: Parallel, index: int, source: str, target: str, figure: Figure) -> LedgerCell:
    if not target.strip():
        return LedgerCell("", "", None, False)
    langs = parallel.source.lang, parallel.renderings[index].lang
    pairing = pair_up(source, target, *langs)
    for ours, theirs in pairing.pairs:
        if ours == figure:
            return LedgerCell(theirs.text, value_of(theirs), theirs.span, True)
    if figure not in pairing.missing:  # a date told in plain numbers
        return LedgerCell("", value_of(figure), None, True)
    same = said_otherwise(figure, target, langs[1])
    return LedgerCell("", value_of(figure) if same else "", None, same)


def _only_in_renderings(parallel: Parallel, row: int, source: str, cells: list[str]) -> list[LedgerRow]:
    if not source.strip():
        return []
    found = []
    for index, target in enumerate(cells):
        for figure in pair_up(source, target, parallel.source.lang, parallel.renderings[index].lang).added:
            if figure.loose or figure.written:
                continue
            empty = LedgerCell("", "", None, True)
            own = LedgerCell(figure.text, value_of(figure), figure.span, False)
            said = tuple(own if i == index else empty for i in range(len(cells)))
            found.append(LedgerRow(row, figure.kind, "", "", None, said))
    return found


def value_of(figure: Figure) -> str:
    """A figure's value as text, the same in every language.

    >>> value_of(figures("24.02.2022", "uk")[0]), value_of(figures("$1.5 million", "en")[0])
    ('2022-02-24', '1500000 USD')
    """
    if figure.day is not None:
        year, month, day = figure.day
        return "-".join((str(year or "????"), f"{month:02}", f"{day:02}" if day else "??"))
    if figure.kind is FigureKind.TIME:
        hour = int(figure.value)
        return f"{hour}:{round((figure.value - hour) * 100):02}"
    number = f"{figure.value:f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    unit = "%" if figure.kind is FigureKind.PERCENT else figure.currency
    return f"{number} {unit}".rstrip()

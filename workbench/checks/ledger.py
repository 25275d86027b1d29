"""The figure ledger: every number, date and sum of the source as a value, beside what each rendering says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.checks.pairing import Pairing, pair_up, said_otherwise
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


def figure_ledger(parallel: Parallel, rows: Iterable[int] | None = None) -> tuple[LedgerRow, ...]:
    """All figures by row, or those of some `rows`: the source's in order, then those that only renderings have.

    Words that need not be a number ("one", "first", "dozens") are left out.
    """
    out: list[LedgerRow] = []
    lang = parallel.source.lang
    for row in range(len(parallel.rows)) if rows is None else rows:
        source = parallel.source_text(row)
        sides = [
            _Side.of(source, parallel.cell_text(row, index), lang, rendering.lang)
            for index, rendering in enumerate(parallel.renderings)
        ]
        for figure in figures(source, lang):
            if not figure.loose:
                said = tuple(side.cell(figure) for side in sides)
                out.append(LedgerRow(row, figure.kind, figure.text, value_of(figure), figure.span, said))
        if source.strip():
            out += _only_in_renderings(row, sides)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Side:
    """One rendering of one row: which figures stand for which.

    Attributes:
        text, lang: of the rendering.
        pairing: figures that say the same, and those left over.
        instead: pairs of leftovers, where one may have become the other.
    """

    text: str
    lang: str | None
    pairing: Pairing
    instead: tuple[tuple[Figure, Figure], ...]

    @classmethod
    def of(cls, source: str, target: str, source_lang: str | None, target_lang: str | None) -> _Side:
        pairing = pair_up(source, target, source_lang, target_lang)
        added = [figure for figure in pairing.added if not figure.loose]
        instead = []
        for figure in pairing.missing:
            if figure.loose or said_otherwise(figure, target, target_lang):
                continue
            fitting = [other for other in added if _comparable(figure, other)]
            if fitting:
                other = min(fitting, key=lambda other: abs(other.value - figure.value))
                added.remove(other)
                instead.append((figure, other))
        return cls(target, target_lang, pairing, tuple(instead))

    def cell(self, figure: Figure) -> LedgerCell:
        """What this rendering says for a figure of the source."""
        if not self.text.strip():
            return LedgerCell("", "", None, False)
        for ours, theirs in self.pairing.pairs:
            if ours == figure:
                return LedgerCell(theirs.text, value_of(theirs), theirs.span, True)
        for ours, theirs in self.instead:
            if ours == figure:
                return LedgerCell(theirs.text, value_of(theirs), theirs.span, False)
        if figure not in self.pairing.missing:  # a date told in plain numbers
            return LedgerCell("", value_of(figure), None, True)
        same = said_otherwise(figure, self.text, self.lang)
        return LedgerCell("", value_of(figure) if same else "", None, same)

    def own(self) -> list[Figure]:
        """Figures in digits that stand for none of the source's."""
        used = [theirs for _, theirs in self.instead]
        return [f for f in self.pairing.added if not (f.loose or f.written or f in used)]


_POINTS_IN_TIME = (FigureKind.DATE, FigureKind.TIME)


def _comparable(a: Figure, b: Figure) -> bool:
    """A date may have become another date, a sum or share another number, in digits or in words as before."""
    if a.kind in _POINTS_IN_TIME or b.kind in _POINTS_IN_TIME:
        return a.kind == b.kind
    return a.written == b.written


def _only_in_renderings(row: int, sides: list[_Side]) -> list[LedgerRow]:
    found = []
    for index, side in enumerate(sides):
        for figure in side.own():
            empty = LedgerCell("", "", None, True)
            own = LedgerCell(figure.text, value_of(figure), figure.span, False)
            said = tuple(own if i == index else empty for i in range(len(sides)))
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

"""A bitext as TMX 1.4: a unit per row, a variant per language; a second rendering of one language in a unit of its own.

Tools take one variant per language and unit, so each further rendering of a language stands in a further unit with
the same source; the property ``x-workbench-row`` says which belong together. Contexts are given as OmegaT reads
them (``prev``, ``next``) and as memoQ does (``x-document``, ``x-context-pre``, ``x-context-post``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from workbench import __version__
from workbench.bitext import Bitext, BitextRow, Comment
from workbench.errors import BadFile
from workbench.exporting.carried import (
    DocumentFacts,
    RowFacts,
    comments_of,
    document_facts,
    parsed,
    row_facts,
)
from workbench.exporting.exchange import Content, InCell, InColumn, Incoming, InRow, Options, Written
from workbench.exporting.xliff import tag_of, unsaid
from workbench.interchange import tmx
from workbench.interchange.tmx import Problem, TmxHeader, TmxUnit, TmxVariant, language_code
from workbench.model import Origin

__all__ = ["read", "units", "write"]

_ROW, _FACTS, _COLUMN, _STATE, _DOCUMENT = (
    f"x-workbench-{kind}" for kind in ("row", "facts", "column", "state", "document")
)


_MOST_ALIKE = 8
"""Texts of one language in one unit that become columns."""
_MOST_COLUMNS = 40
"""Columns a file of another tool can make; a table with more is no help to anybody."""


def write(content: Content, options: Options) -> Written:
    """The whole table; rows without a text in any language are left out, which is told."""
    bitext = content.bitext
    out = io.BytesIO()
    header = TmxHeader(
        attrs=(("srclang", tag_of(bitext.source)), ("creationtoolversion", __version__)),
        props=((_DOCUMENT, document_facts(bitext)),),
    )
    tmx.write(units(bitext), out, header)
    lost = list(unsaid(bitext))
    empty = sum(
        not any(piece.text for cell in (row.source, *row.cells) for piece in cell.pieces)
        for row in bitext.rows
    )
    if empty:
        lost.append(f"{empty} rows without text")
    return Written(out.getvalue(), tuple(lost))


def units(bitext: Bitext) -> Iterator[TmxUnit]:
    """The units of a table, for a file or a translation memory."""
    groups = _groups(bitext)
    srclang = tag_of(bitext.source)
    every = range(len(bitext.columns))
    for index, row in enumerate(bitext.rows):
        first = True
        for number, columns in enumerate(groups):
            filled = [column for column in columns if row.cells[column].pieces]
            variants = [_variant(bitext, row, column) for column in filled]
            if row.source.pieces:
                variants.insert(0, TmxVariant(srclang, row.source.text))
            if not any(variant.text for variant in variants) or (not filled and not first):
                continue
            yield TmxUnit(
                variants=tuple(variants),
                tuid=row.id if first else f"{row.id}~{number + 1}",
                srclang=srclang,
                props=(
                    *_context(bitext, index),
                    (_ROW, row.id),
                    *(((_FACTS, row_facts(row)),) if first else ()),
                ),
                notes=tuple(note.text for note in comments_of(row, every)) if first else (),
            )
            first = False


def _groups(bitext: Bitext) -> list[list[int]]:
    """Renderings by unit: the first of every language, the second of every language, …"""
    seen: dict[str, int] = {tag_of(bitext.source): 0}
    groups: list[list[int]] = [[]]
    for number, column in enumerate(bitext.columns):
        tag = tag_of(column)
        place = seen.get(tag, 0)
        seen[tag] = place + 1
        groups += [[]] * (place + 1 - len(groups))
        groups[place] = [*groups[place], number]
    return groups


def _variant(bitext: Bitext, row: BitextRow, number: int) -> TmxVariant:
    column, cell = bitext.columns[number], row.cells[number]
    state = "confirmed" if cell.confirmed else "edited" if cell.edited else ""
    props = [(_COLUMN, column.label), *([(_STATE, state)] if state else [])]
    return TmxVariant(tag_of(column), cell.text, props=tuple(props))


def _context(bitext: Bitext, index: int) -> Iterator[tuple[str, str]]:
    name = bitext.document.name
    if name:
        yield "x-document", name  # with OmegaT's “file” too, OmegaT would use a unit in that one file only
    for at, ours, theirs in ((index - 1, "prev", "x-context-pre"), (index + 1, "next", "x-context-post")):
        if 0 <= at < len(bitext.rows) and bitext.rows[at].source.text:
            text = bitext.rows[at].source.text
            yield ours, text
            yield theirs, f"<seg>{text}</seg>"


def read(data: bytes, options: Options) -> Incoming:
    """A TMX file as a table: our own as it was, another tool's with a column per language.

    Raises:
        BadFile: no TMX, hostile, or without a single unit.
        UnreadableText: empty or in an unknown encoding.
    """
    table = _Table(options)
    for item in tmx.read_units(data, name=options.name or "the TMX file"):
        if isinstance(item, TmxHeader):
            table.begin(item)
        elif isinstance(item, TmxUnit):
            table.take(item)
        else:
            table.problems.append(item)
    return table.done()


class _Table:
    """Rows being gathered; columns are found as they come."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.problems: list[Problem] = []
        self._facts: DocumentFacts | None = None
        self._srclang: str | None = language_code(options.source_lang)
        self._columns: list[InColumn] = []
        self._rows: list[InRow] = []
        self._cells: list[dict[int, InCell]] = []
        self._of_row: dict[str, int] = {}
        self._codes = 0

    def begin(self, header: TmxHeader) -> None:
        """What the header says of source and columns."""
        self._facts = parsed(header.prop(_DOCUMENT), DocumentFacts)
        if self._facts:
            self._columns = [InColumn(c.label, c.lang, c.kind, c.name) for c in self._facts.columns]
        self._srclang = language_code(header.get("srclang") or "") or self._srclang

    def take(self, unit: TmxUnit) -> None:
        """One unit: a row, or a further rendering of one."""
        self._codes += sum(len(variant.codes) for variant in unit.variants)
        key = unit.prop(_ROW)
        if key is not None and key in self._of_row and unit.prop(_FACTS) is None:
            self._variants(unit, self._cells[self._of_row[key]], self._source_of(unit))
            return
        source = self._source_of(unit)
        cells: dict[int, InCell] = {}
        self._variants(unit, cells, source)
        facts = parsed(unit.prop(_FACTS), RowFacts)
        notes = tuple(Comment(note, self._options.who, self._options.when) for note in unit.notes)
        row = InRow(
            (), InCell(source.text) if source else None, key or unit.tuid, notes, None, facts, unit.line or None
        )  # fmt: skip
        self._of_row.setdefault(row.id, len(self._rows))
        self._rows.append(row)
        self._cells.append(cells)

    def _source_of(self, unit: TmxUnit) -> TmxVariant | None:
        """The variant translated from: not one of our columns, in the source's language; else the first one."""
        if self._facts:
            tag = tag_of(self._facts.source)
            return next((v for v in unit.variants if v.prop(_COLUMN) is None and v.lang == tag), None)
        lang = language_code(unit.srclang) or self._srclang
        if lang is None:
            lang = self._srclang = unit.variants[0].code
        return next((v for v in unit.variants if v.code == lang), None)

    def _variants(self, unit: TmxUnit, cells: dict[int, InCell], source: TmxVariant | None) -> None:
        for variant in unit.variants:
            if variant is source:
                continue
            label = variant.prop(_COLUMN)
            number = self._column(variant, label, cells)
            if number is None:
                message = f"A second text in {variant.lang} was left out: “{variant.text[:200]}”."
                self.problems.append(Problem(message, variant.line or None, unit.tuid))
                continue
            state = variant.prop(_STATE)
            cells[number] = InCell(variant.text, None if label is None else state == "confirmed")

    def _column(self, variant: TmxVariant, label: str | None, cells: dict[int, InCell]) -> int | None:
        """The column of a variant, a new one if need be; None where its place is taken."""
        lang = variant.code
        for number, column in enumerate(self._columns):
            if column.label == label if label is not None else column.lang == lang:
                if number in cells:
                    continue
                return number
        same = [c for c in self._columns if c.lang == lang]
        if label is None and len(same) >= _MOST_ALIKE:
            return None
        base = label or variant.lang or "und"
        taken = {column.label for column in self._columns}
        name = base if base not in taken else f"{base} ({len(same) + 1})"
        if len(self._columns) >= _MOST_COLUMNS:
            return None
        self._columns.append(InColumn(name, lang))
        return len(self._columns) - 1

    def done(self) -> Incoming:
        """The table.

        Raises:
            BadFile: there is no unit in it.
        """
        if not self._rows and self._facts is None:
            raise BadFile(
                f"“{self._options.name or 'the TMX file'}” has no unit.", hint="Give a file with text in it."
            )
        if self._codes:
            seen = f"{self._codes:,} inline codes were taken off; the texts around them are kept."
            self.problems.append(Problem(seen))
        width = range(len(self._columns))
        rows = tuple(
            replace(row, cells=tuple(cells.get(number) for number in width))
            for row, cells in zip(self._rows, self._cells, strict=True)
        )
        if self._facts:
            source = InColumn(
                self._facts.source.label, self._facts.source.lang, Origin.SOURCE, self._facts.source.name
            )
        else:
            source = InColumn(
                self._options.name or "source", self._srclang, Origin.SOURCE, self._options.name
            )
        return Incoming(source, tuple(self._columns), rows, tuple(self.problems), self._facts)

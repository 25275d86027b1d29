"""The side-by-side table as a Word document, and (:func:`read_docx_table`) the edited document back.

One row a segment: number, source, one to five renderings, state. Words that differ from the base are bold,
underlined with dots and blue; words of the base that are left out stand struck; what the checks found has a
wavy line and a comment that explains it; people's comments are Word's comments. The state column may be
edited: ``confirmed`` is read back. The same table gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.bitext import SOURCE, Bitext, BitextRow, Cell, Column
from workbench.errors import BadFile
from workbench.exporting.carried import dumps
from workbench.exporting.docx_edited import read_docx_table
from workbench.exporting.exchange import Content, InColumn, Options, Written
from workbench.exporting.marks import Mark
from workbench.exporting.word import (
    AUTHOR,
    CONFIRMED,
    EDITED,
    KEY,
    ROW,
    SOURCE_KEY,
    STATE,
    W,
    allowed,
    checksum,
    element,
    language_tag,
    same_each_time,
    word_time,
)
from workbench.exporting.word_look import (
    Stretch,
    body_width,
    locked,
    new_cell,
    new_run,
    page,
    stretches,
    styles,
    twips,
)
from workbench.languages import LANGUAGES
from workbench.model import Finding, Severity, Span, gravest_first

__all__ = ["MOST_RENDERINGS", "read_docx_table", "write", "write_docx_table"]

MOST_RENDERINGS = 5
"""On an A4 page on its side a seventh column of text would be narrower than a long word."""

_MADE = dt.datetime(1980, 1, 1)
_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
_NUMBER_WIDTH, _STATE_WIDTH = 1.2, 2.1


@dataclass(slots=True)
class _Filled:
    """A cell while it is written: its runs with their places, for comments to hold on to."""

    paragraph: Any
    runs: list[Stretch] = field(default_factory=list)

    def over(self, span: Span | None) -> list[Any]:
        """The run elements that share text with `span`; all of them for None."""
        found, at = [], 0
        for run in self.runs:
            length = 0 if "left out" in run.kinds else len(run.text)
            if length and (span is None or (at < span.end and span.start < at + length)):
                found.append(run.made)
            at += length
        return found


def write_docx_table(bitext: Bitext, *, findings: Iterable[Finding] = (), base: int | None = None) -> bytes:
    """The table as a Word document.

    Args:
        bitext: with one to five renderings.
        findings: of the checks, their rows being the table's.
        base: the rendering that others in its language are compared with; for None it is the first one of
            each language.

    Raises:
        BadFile: there is no rendering, or more than :data:`MOST_RENDERINGS`.
    """
    from docx import Document

    if not 1 <= len(bitext.columns) <= MOST_RENDERINGS:
        raise BadFile(
            f"A Word table takes one to {MOST_RENDERINGS} renderings; this one has {len(bitext.columns)}.",
            hint="Choose fewer renderings, or another format such as xlsx.",
        )
    document = Document()
    page(document, wide=len(bitext.columns) > 1)
    styles(document)
    _properties(document, bitext)
    _Writer(document, bitext, _bases(bitext, base)).write(list(findings))
    buffer = io.BytesIO()
    document.save(buffer)
    return same_each_time(buffer.getvalue())


def write(content: Content, options: Options) -> Written:
    """The table with the report's findings, for the registry."""
    findings = content.report.findings if content.report else ()
    lost = [
        "confidence and reasons of the alignment",
        "what engines offered",
        "the source's place in its file",
    ]
    if any(row.dismissed for row in content.bitext.rows):
        lost.append("findings set aside")
    return Written(write_docx_table(content.bitext, findings=findings), tuple(lost))


def _bases(bitext: Bitext, base: int | None) -> dict[int, int]:
    """Which rendering each one is compared with."""
    first: dict[str, int] = {}
    if base is not None and (lang := bitext.columns[base].lang):
        first[lang] = base
    bases = {}
    for number, column in enumerate(bitext.columns):
        against = first.setdefault(column.lang, number) if column.lang else number
        if against != number and base in (None, against):
            bases[number] = against
    return bases


def _properties(document: Any, bitext: Bitext) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = allowed(bitext.source.name)[:255], AUTHOR, AUTHOR
    core.created = core.modified = _MADE
    core.comments, core.revision = "", 1
    core.language = language_tag(bitext.source.lang) or ""


class _Writer:
    """Fills one document."""

    def __init__(self, document: Any, bitext: Bitext, bases: Mapping[int, int]) -> None:
        self._document = document
        self._bitext = bitext
        self._bases = bases
        self._columns = (SOURCE, *range(len(bitext.columns)))

    def write(self, findings: Sequence[Finding]) -> None:
        self._document.add_paragraph(allowed(self._bitext.source.name), style="Title")
        _legend(self._document, compared=bool(self._bases), found=bool(findings))
        table = self._table()
        table.append(self._head())
        found: dict[tuple[int, int], list[Finding]] = {}
        for finding in findings:
            found.setdefault((finding.row, finding.rendering), []).append(finding)
        for number, row in enumerate(self._bitext.rows):
            line, cells, number_cell = self._row(number, row, found)
            table.append(line)
            self._explain(number, cells, number_cell, found)
            self._remarks(row, cells, number_cell)

    def _table(self) -> Any:
        wide = len(self._bitext.columns) > 1
        body = body_width(wide=wide) - _NUMBER_WIDTH - _STATE_WIDTH
        each = body / len(self._columns)
        self._widths = [_NUMBER_WIDTH, *[each] * len(self._columns), _STATE_WIDTH]
        table = self._document.add_table(0, len(self._widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, self._widths, strict=True):
            column.set(f"{W}w", twips(width))
        return table._tbl

    def _head(self) -> Any:
        line = element("tr")
        properties = element("trPr")
        properties.append(element("cantSplit"))
        properties.append(element("tblHeader"))
        line.append(properties)
        heads = [("#", ROW, "")]
        for number in self._columns:
            column = self._bitext.column(number)
            facts = dumps(InColumn(column.label, column.lang, column.kind, column.name))
            key = f"{SOURCE_KEY if number == SOURCE else number}={facts}"
            heads.append((_label(self._bitext, number), key, self._about(number, column)))
        heads.append(("State", STATE, ""))
        for (label, key, about), width in zip(heads, self._widths, strict=True):
            cell, paragraph = new_cell(width, shade="EDEDED")
            paragraph.append(new_run(label, bold=True))
            if about:
                paragraph.append(new_run(f"\n{about}"))
            paragraph.append(new_run(f"{KEY}{key}", hidden=True))
            line.append(cell)
        return line

    def _about(self, number: int, column: Column) -> str:
        known = LANGUAGES.get(column.lang) if column.lang else None
        about = known.name if known else "language undecided"
        if number in self._bases:
            about += f"; compared with {_label(self._bitext, self._bases[number])}"
        return about

    def _row(
        self, number: int, row: BitextRow, found: Mapping[tuple[int, int], Sequence[Finding]]
    ) -> tuple[Any, dict[int, _Filled], _Filled]:
        line = element("tr")
        properties = element("trPr")
        properties.append(element("cantSplit"))
        line.append(properties)
        first, number_paragraph = new_cell(self._widths[0])
        line.append(first)
        cells = {}
        for at, column in enumerate(self._columns):
            cell, paragraph = new_cell(self._widths[at + 1])
            cells[column] = self._text(number, row, column, paragraph, found)
            line.append(cell)
        cell, paragraph = new_cell(self._widths[-1])
        paragraph.append(new_run(self._state(row)))
        line.append(cell)
        made = new_run(str(number + 1))
        number_paragraph.append(locked(made, row.id, number + 1))
        struck = "".join(run.text for cell in cells.values() for run in cell.runs if "left out" in run.kinds)
        facts = f"{checksum(row.source.text)}.{checksum(allowed(struck))}"
        number_paragraph.append(new_run(f"{KEY}{row.id}={facts}", hidden=True))
        return line, cells, _Filled(number_paragraph, [Stretch(str(number + 1), (), made)])

    def _text(
        self,
        number: int,
        row: BitextRow,
        column: int,
        paragraph: Any,
        found: Mapping[tuple[int, int], Sequence[Finding]],
    ) -> _Filled:
        """Write one cell's text, marked."""
        text, lang = row.cell(column).text, self._bitext.column(column).lang
        marks, gaps = self._differences(row, column, text)
        for rendering in range(len(self._bitext.columns)):
            for seen in found.get((number, rendering), ()):
                span = seen.source_span if column == SOURCE else seen.target_span
                if span is not None and column in (SOURCE, rendering):
                    marks.append(Mark(span, _SEVERITY[seen.severity]))
        filled = _Filled(paragraph)
        if lang is not None and lang in LANGUAGES and LANGUAGES[lang].rtl:
            paragraph.get_or_add_pPr().append(element("bidi"))
        for run in stretches(text, marks, gaps):
            run.made = new_run(run.text, run.kinds, lang)
            paragraph.append(run.made)
            filled.runs.append(run)
        return filled

    def _differences(self, row: BitextRow, column: int, text: str) -> tuple[list[Mark], dict[int, str]]:
        """Marks over what differs from the base, and what is left out by its place."""
        from workbench.comparison import diff

        base = self._bases.get(column)
        there = row.cells[base].text if base is not None else ""
        marks: list[Mark] = []
        gaps: dict[int, str] = {}
        if not there or not text:
            return marks, gaps
        for edit in diff(there, text, self._bitext.columns[column].lang).edits:
            here, gone = edit.right.of(text).strip(), edit.left.of(there).strip()
            if edit.tag != "equal" and here:
                start = text.index(here, edit.right.start)
                marks.append(Mark(Span(start, start + len(here)), "difference"))
            elif edit.tag != "equal" and gone:
                gaps[edit.right.start] = gone
        return marks, gaps

    def _state(self, row: BitextRow) -> str:
        states = []
        for number, cell in enumerate(row.cells):
            if state := _state_of(cell):
                states.append(state if len(row.cells) == 1 else f"{number + 1} {state}")
        return "\n".join(states)

    def _explain(
        self,
        number: int,
        cells: Mapping[int, _Filled],
        number_cell: _Filled,
        found: Mapping[tuple[int, int], Sequence[Finding]],
    ) -> None:
        """A comment for each finding, on the words it is about."""
        for rendering in range(len(self._bitext.columns)):
            for seen in gravest_first(found.get((number, rendering), ())):
                place = cells[rendering].over(seen.target_span) or cells[rendering].over(None)
                if seen.target_span is None and seen.source_span is not None:
                    place = cells[SOURCE].over(seen.source_span) or place
                text = f"{_SEVERITY[seen.severity].capitalize()}: {seen.message} ({seen.code})"
                if len(self._bitext.columns) > 1 and seen.target_span is None:
                    text = f"{_label(self._bitext, rendering)} – {text}"
                self._comment(place or number_cell.over(None), text, AUTHOR, "")

    def _remarks(self, row: BitextRow, cells: Mapping[int, _Filled], number_cell: _Filled) -> None:
        """What people said."""
        for remark in row.comments:
            place = cells[remark.column].over(None) if remark.column in cells else []
            self._comment(place or number_cell.over(None), remark.text, remark.who, word_time(remark))

    def _comment(self, runs: Sequence[Any], text: str, author: str, when: str) -> None:
        from docx.text.run import Run

        held = [Run(run, self._document._body) for run in (runs[0], runs[-1])]
        initials = "".join(word[0] for word in author.split())[:3].upper()
        made = self._document.add_comment(
            held, allowed(text), author=allowed(author), initials=allowed(initials)
        )
        date = f"{W}date"
        made._comment_elm.attrib.pop(date, None)  # python-docx says now
        if when:
            made._comment_elm.set(date, when)


def _label(bitext: Bitext, number: int) -> str:
    column = bitext.column(number)
    if number == SOURCE:
        return "Source"
    label = allowed(column.label or column.name) or f"Rendering {number + 1}"
    return label if len(bitext.columns) == 1 else f"{number + 1} {label}"


def _state_of(cell: Cell) -> str:
    if cell.confirmed:
        return f"✓ {CONFIRMED}"
    return EDITED if cell.edited else ""


def _legend(document: Any, *, compared: bool, found: bool) -> None:
    """One line that says what the marks mean and what may be edited."""
    paragraph = document.add_paragraph()
    paragraph.add_run(
        "Edit the renderings, write “confirmed” in the last column, add comments; leave the numbers."
    )
    if compared:
        paragraph.add_run(" ")
        paragraph.add_run("Words that differ", style="Workbench Difference")
        paragraph.add_run(" from the rendering compared with; ")
        paragraph.add_run("left out", style="Workbench Left Out")
        paragraph.add_run(" stands there and not here, and is no part of the text.")
    if found:
        paragraph.add_run(" ")
        paragraph._p.append(new_run("A wavy line", ("error",)))
        paragraph.add_run(" is something to look at: see its comment.")

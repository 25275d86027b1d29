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
from workbench.exporting.marks import Mark, pieces
from workbench.exporting.word import (
    AUTHOR,
    CONFIRMED,
    EDITED,
    KEY,
    LEFT_OUT,
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
from workbench.languages import LANGUAGES
from workbench.model import Finding, Severity, Span, gravest_first

__all__ = ["MOST_RENDERINGS", "read_docx_table", "write", "write_docx_table"]

MOST_RENDERINGS = 5
"""On an A4 page on its side a seventh column of text would be narrower than a long word."""

_MADE = dt.datetime(1980, 1, 1)
_INK = {
    "difference": "1F4E9E",
    "left out": "767676",
    "error": "C00000",
    "warning": "9A5B00",
    "info": "1F4E9E",
}
"""All reach a contrast of 4.5 on white (WCAG 2.1, 1.4.3); none of them is the only sign."""
_LINE = {"error": "wave", "warning": "wave", "info": "dash"}
_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
_TWIPS_PER_CM = 567
_SHORT, _LONG, _MARGIN = 21.0, 29.7, 1.5
"""An A4 page and its margins, in centimetres."""
_NUMBER_WIDTH, _STATE_WIDTH = 1.2, 2.1


@dataclass(slots=True)
class _Run:
    """A stretch of a cell with one look."""

    text: str
    kinds: tuple[str, ...] = ()
    made: Any = None


@dataclass(slots=True)
class _Filled:
    """A cell while it is written: its runs with their places, for comments to hold on to."""

    paragraph: Any
    runs: list[_Run] = field(default_factory=list)

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
    _page(document, wide=len(bitext.columns) > 1)
    _styles(document)
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


def _page(document: Any, *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(_LONG), Cm(_SHORT)) if wide else (Cm(_SHORT), Cm(_LONG))
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(_MARGIN))


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_UNDERLINE
    from docx.shared import Pt, RGBColor

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.paragraph_format.space_after = Pt(2)
    differs = document.styles.add_style("Workbench Difference", WD_STYLE_TYPE.CHARACTER)
    differs.font.bold, differs.font.underline = True, WD_UNDERLINE.DOTTED
    differs.font.color.rgb = RGBColor.from_string(_INK["difference"])
    left_out = document.styles.add_style("Workbench Left Out", WD_STYLE_TYPE.CHARACTER)
    left_out.element.set(f"{W}styleId", LEFT_OUT)
    left_out.font.strike = True
    left_out.font.color.rgb = RGBColor.from_string(_INK["left out"])


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
        body = (_LONG if wide else _SHORT) - 2 * _MARGIN - _NUMBER_WIDTH - _STATE_WIDTH
        each = body / len(self._columns)
        self._widths = [_NUMBER_WIDTH, *[each] * len(self._columns), _STATE_WIDTH]
        table = self._document.add_table(0, len(self._widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, self._widths, strict=True):
            column.set(f"{W}w", str(round(width * _TWIPS_PER_CM)))
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
            cell, paragraph = _cell(width, shade="EDEDED")
            paragraph.append(_run(label, bold=True))
            if about:
                paragraph.append(_run(f"\n{about}"))
            paragraph.append(_run(f"{KEY}{key}", hidden=True))
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
        cell, paragraph = _cell(self._widths[0])
        made = _run(str(number + 1))
        paragraph.append(_locked(made, row.id, number + 1))
        paragraph.append(_run(f"{KEY}{row.id}={checksum(row.source.text)}", hidden=True))
        line.append(cell)
        cells = {}
        for at, column in enumerate(self._columns):
            cell, paragraph = _cell(self._widths[at + 1])
            cells[column] = self._text(number, row, column, paragraph, found)
            line.append(cell)
        cell, paragraph = _cell(self._widths[-1])
        paragraph.append(_run(self._state(row)))
        line.append(cell)
        return line, cells, _Filled(paragraph, [_Run(str(number + 1), (), made)])

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
            _properties_of(paragraph).append(element("bidi"))
        for run in _runs(text, marks, gaps):
            run.made = _run(run.text, run.kinds, lang)
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
        paragraph._p.append(_run("A wavy line", ("error",)))
        paragraph.add_run(" is something to look at: see its comment.")


def _cell(width: float, shade: str = "") -> tuple[Any, Any]:
    """A table cell and the paragraph in it."""
    cell, properties, paragraph = element("tc"), element("tcPr"), element("p")
    properties.append(element("tcW", w=str(round(width * _TWIPS_PER_CM)), type="dxa"))
    if shade:
        properties.append(element("shd", val="clear", color="auto", fill=shade))
    cell.extend([properties, paragraph])
    return cell, paragraph


def _properties_of(paragraph: Any) -> Any:
    return paragraph.get_or_add_pPr()


def _locked(run: Any, row_id: str, number: int) -> Any:
    """A field whose content Word does not let people change; its tag is the row's key."""
    field_, properties, content = element("sdt"), element("sdtPr"), element("sdtContent")
    properties.append(element("tag", val=f"{KEY}{row_id}"))
    properties.append(element("id", val=str(number)))
    properties.append(element("lock", val="contentLocked"))
    content.append(run)
    field_.extend([properties, content])
    return field_


def _runs(text: str, marks: Sequence[Mark], gaps: Mapping[int, str]) -> list[_Run]:
    """A cell's text as runs, what is left out in between."""
    runs: list[_Run] = []
    edges = [Mark(Span(at, at + 1), "gap") for at in gaps if at < len(text)]
    at = 0
    for piece in pieces(text, [*marks, *edges]):
        if at in gaps:
            gone = f"{gaps[at]} " if not at or text[at - 1].isspace() else f" {gaps[at]}"
            runs.append(_Run(gone, ("left out",)))
        runs.append(_Run(piece.text, tuple(kind for kind in piece.kinds if kind != "gap")))
        at += len(piece.text)
    if at in gaps:
        runs.append(_Run(f" {gaps[at]}", ("left out",)))
    return [run for run in runs if run.text]


def _run(
    text: str, kinds: Sequence[str] = (), lang: str | None = None, *, bold: bool = False, hidden: bool = False
) -> Any:
    """A run element. The order of its properties is the schema's (ECMA-376, CT_RPr)."""
    run, properties = element("r"), element("rPr")
    severity = next((kind for kind in ("error", "warning", "info") if kind in kinds), None)
    if "left out" in kinds:
        properties.append(element("rStyle", val=LEFT_OUT))
    elif "difference" in kinds:
        properties.append(element("rStyle", val="WorkbenchDifference"))
    if bold:
        properties.append(element("b"))
    if hidden:
        properties.append(element("vanish"))
    if severity:
        properties.append(element("u", val=_LINE[severity], color=_INK[severity]))
    rtl = lang is not None and lang in LANGUAGES and LANGUAGES[lang].rtl
    if rtl:
        properties.append(element("rtl"))
    if tag := language_tag(lang):
        script = {"bidi": tag} if rtl else {"eastAsia": tag} if lang and not LANGUAGES[lang].spaced else {}
        properties.append(element("lang", val=tag, **script))
    run.append(properties)
    run.text = allowed(text)
    return run

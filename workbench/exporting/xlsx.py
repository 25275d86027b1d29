"""A bitext as an Excel workbook and back: the table of :mod:`.tables`, laid out for reading and editing.

Texts are stored as texts, so nothing computes; remarks are shown as notes on their cells too. The same bitext
gives the same bytes: the workbook says no time.
"""

from __future__ import annotations

import io
import re
import zipfile
from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from workbench.bitext import SOURCE, Bitext
from workbench.containers import Archive
from workbench.errors import BadFile
from workbench.exporting.carried import comment_line
from workbench.exporting.exchange import Content, Incoming, Options, Written
from workbench.exporting.marks import one_line
from workbench.exporting.tables import CONFIRMED, as_table, from_table
from workbench.exporting.xliff import unsaid
from workbench.interchange import Problem
from workbench.languages import language

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["read", "write"]

_LONGEST_CELL = 32_767
"""Characters of one cell (Microsoft, "Excel specifications and limits")."""
_MOST_ROWS = 1_048_575
_LARGEST = 64 * 1024 * 1024
"""Bytes a workbook may unpack to; openpyxl holds some fifty times as much."""
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD = 64 * 1024
"""Bytes of a part in which a document type would stand: it comes before the root element."""
_CARRIAGE = re.compile("\r")
_WIDTHS = {"row": 7.0, "state": 11.0, "locked": 8.0, "comments": 30.0}
_TEXT_WIDTH = 52.0
_LINE_HEIGHT, _HIGHEST_ROW = 15.0, 409.0
"""Points; the second is Excel's limit."""
_FILLS = {CONFIRMED: "E2F0D9", "edited": "FFF2CC", "machine": "EDEDED"}
_MODIFIED = re.compile(rb"<dcterms:(created|modified)([^>]*)>[^<]*</dcterms:\1>")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can say."""
_NOTE_SIZE = (120, 260)
"""Height and width of a note, in points."""


def write(content: Content, options: Options) -> Written:
    """A workbook with one sheet.

    Raises:
        BadFile: a text is longer than a cell can hold, or there are more rows than a sheet has.
    """
    from openpyxl import Workbook

    bitext = content.bitext
    lines = as_table(bitext)
    if len(lines) - 1 > _MOST_ROWS:
        raise BadFile(f"{len(lines) - 1:,} rows do not fit on a sheet.", hint="Use CSV.")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Bitext"
    lost = list(unsaid(bitext))
    for number, line in enumerate(lines, 1):
        _put(sheet, number, line, lost)
    _lay_out(sheet, lines[0], bitext)
    _print_nicely(sheet, lines)
    _annotate(sheet, bitext)
    out = io.BytesIO()
    book.save(out)
    return Written(_timeless(out.getvalue()), tuple(lost))


def _put(sheet: Worksheet, number: int, line: list[str], lost: list[str]) -> None:
    for at, text in enumerate(line, 1):
        text = _CARRIAGE.sub("⟦U+000D⟧", text)
        if len(text) > _LONGEST_CELL:
            if at == len(line):  # our own facts: the texts do without
                lost.append(f"how row {number} is cut into segments, and its dates (too long for a cell)")
                continue
            raise BadFile(
                f"A text in row {number} has {len(text):,} characters; a cell holds {_LONGEST_CELL:,}.",
                hint="Use CSV, TMX or XLIFF.",
            )
        if text:
            cell = sheet.cell(number, at)
            cell.value = text
            cell.data_type = "s"
            cell.quotePrefix = text[0] in "=+-@'"  # or editing the cell would make a formula of it


def _lay_out(sheet: Worksheet, head: list[str], bitext: Bitext) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sides = [bitext.source, *(column for one in bitext.columns for column in (one, None))]
    rtl = [side is not None and side.lang is not None and language(side.lang).rtl for side in sides]
    fills = {word: PatternFill("solid", fgColor=colour) for word, colour in _FILLS.items()}
    for at, name in enumerate(head, 1):
        letter = get_column_letter(at)
        column = sheet.column_dimensions[letter]
        column.width = _WIDTHS.get(name, _TEXT_WIDTH)
        column.hidden = at == len(head)
        right = 2 <= at < 2 + len(rtl) and rtl[at - 2]
        look = Alignment(wrap_text=at < len(head), vertical="top", readingOrder=2 if right else 0)
        for line in sheet.iter_rows(1, sheet.max_row, at, at):
            line[0].alignment = look
            if name == "state" and line[0].value in fills:
                line[0].fill = fills[str(line[0].value)]
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head) - 1)}{sheet.max_row}"


def _print_nicely(sheet: Worksheet, lines: list[list[str]]) -> None:
    """Rows as high as their texts, for not every program makes them so; all columns on one page."""
    widths = [_WIDTHS.get(name, _TEXT_WIDTH) for name in lines[0][:-1]]
    for number, line in enumerate(lines, 1):
        most = max(_wrapped(text, width) for text, width in zip(line, widths, strict=False))
        sheet.row_dimensions[number].height = min(most * _LINE_HEIGHT, _HIGHEST_ROW)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = _fit_to_page()
    sheet.print_title_rows = "1:1"


def _fit_to_page() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def _wrapped(text: str, width: float) -> int:
    """How many lines a text takes in a column, about: wide characters count twice, words break a fifth early."""
    usable = max(1.0, width * 0.8)
    return sum(
        max(1, ceil(sum(2 if east_asian_width(char) in "WF" else 1 for char in line) / usable))
        for line in text.split("\n")
    )


def _annotate(sheet: Worksheet, bitext: Bitext) -> None:
    from openpyxl.comments import Comment as Note

    from workbench.interchange.xmltext import spelled

    for number, row in enumerate(bitext.rows, 2):
        for column in range(SOURCE, len(bitext.columns)):
            lines = [comment_line(note) for note in row.comments if note.column == column]
            if lines:
                at = 2 if column == SOURCE else 3 + 2 * column
                text = spelled("\n".join(lines))[:_LONGEST_CELL]
                sheet.cell(number, at).comment = Note(text, "workbench", *_NOTE_SIZE)


def _timeless(data: bytes) -> bytes:
    """The same workbook without the time it was saved at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _MODIFIED.sub(rb"<dcterms:\1\2>1980-01-01T00:00:00Z</dcterms:\1>", part)
            info = zipfile.ZipInfo(entry.filename, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return out.getvalue()


def read(data: bytes, options: Options) -> Incoming:
    """The first sheet that has anything in it; notes on cells become remarks.

    Raises:
        BadFile: no workbook, damaged, hostile, or too large.
    """
    name = options.name or "the workbook"
    book = _opened(data, name)
    sheets = [sheet for sheet in book.worksheets if sheet.max_row and any(sheet.iter_rows(values_only=True))]
    if not sheets:
        raise BadFile(f"“{name}” is empty.", hint="Give a table with a source and its renderings.")
    sheet = sheets[0]
    problems = []
    if len(sheets) > 1:
        problems.append(
            Problem(f"Only the sheet “{sheet.title}” was read; there are {len(sheets)} with texts.")
        )
    lines = []
    head: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = [_text(cell, number, problems) for cell in cells]
        head = head or texts
        if any(texts):
            lines.append((number, _with_notes(cells, texts, head)))
    return from_table(lines, options, problems)


def _opened(data: bytes, name: str) -> Any:
    from openpyxl import load_workbook

    archive = Archive(data, name, largest=_LARGEST)
    for part in archive.names:
        # the format has no document types (ECMA-376, part 2, §8.1.4), so one is an attack
        if part.endswith((".xml", ".rels")) and _DOCTYPE.search(
            archive.read(part)[:_HEAD].replace(b"\0", b"")
        ):
            raise BadFile(
                f"“{name}” declares a document type in {one_line(part)}, as attacks do and Excel does not.",
                hint="Do not open files from people you do not know.",
            )
    try:
        return load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise BadFile(
            f"“{name}” is no XLSX workbook, or a damaged one.", hint="Save it as .xlsx anew."
        ) from error


def _text(cell: Any, number: int, problems: list[Problem]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        problems.append(
            Problem(f"The cell {cell.coordinate} holds the error {value}; it was left out.", number)
        )
        return ""
    return str(value)


def _with_notes(cells: Any, texts: list[str], head: list[str]) -> list[str]:
    """The line with notes that stand on its cells among its remarks."""
    notes = [cell.comment.text for cell in cells if cell.comment is not None]
    if not notes or "comments" not in head:
        return texts
    at = head.index("comments")
    lines = texts[at].split("\n")
    for note in notes:
        lines += [line for line in note.split("\n") if line not in lines]
    return [*texts[:at], "\n".join(line for line in lines if line), *texts[at + 1 :]]

"""A bitext as a table of texts, and as CSV (RFC 4180) and TSV; :mod:`.xlsx` uses the same table.

Columns: the row's id, the source, then for every rendering its text and its state, locks, remarks, and last our
facts. What begins like a formula gets an apostrophe in front, as OWASP advises ("CSV Injection",
https://owasp.org/www-community/attacks/CSV_Injection); reading takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from workbench.bitext import Bitext, Cell, Column
from workbench.errors import BadFile
from workbench.exporting.carried import (
    DocumentFacts,
    RowFacts,
    comment_line,
    comments_from,
    comments_of,
    document_facts,
    parsed,
    row_facts,
)
from workbench.exporting.exchange import Content, InCell, InColumn, Incoming, InRow, Options, Written
from workbench.exporting.xliff import tag_of, unsaid
from workbench.interchange import Problem
from workbench.interchange.tmx import language_code
from workbench.interchange.xmltext import spelled, unspelled
from workbench.model import Origin
from workbench.reading.decoding import decode

__all__ = [
    "CONFIRMED",
    "as_table",
    "from_table",
    "guarded",
    "read_csv",
    "read_tsv",
    "unguarded",
    "write_csv",
    "write_tsv",
]

Line = Sequence[str]

CONFIRMED, EDITED, MACHINE = "confirmed", "edited", "machine"
"""What a state column says; anything else is "not confirmed"."""
_FACTS = "workbench "
_ACTS = "=+-@\t\r\n"
"""Beginnings that make a spreadsheet compute a text (the OWASP list)."""
_LONGEST_CELL = 16 * 1024 * 1024
_MOST_BAD = 0.1
"""Bad bytes per byte beyond ASCII up to which a file is UTF-8: texts in old code pages have nearly only bad ones."""
_HEAD = re.compile(r"(.*) [\[(]([^\[\]()]{1,40})[\])]", re.DOTALL)
_IDS = ("row", "id", "key")
_COMMENTS = ("comments", "comment", "notes", "note")
_LOCKED = "locked"
_STATE = "state"
_TEXTS = ("source", "target", "translation", "text")
_FIGURES = (" confidence", " findings")
"""Columns of the table with figures, which are not read."""


def guarded(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet would take it for a formula.

    >>> guarded("=1+1"), guarded("plain"), guarded("'tis"), guarded("'=1")
    ("'=1+1", 'plain', "'tis", "''=1")
    """
    return "'" + text if text.lstrip("'")[:1] in tuple(_ACTS) and text.lstrip("'") else text


def unguarded(text: str) -> str:
    """The text as it was before :func:`guarded`.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return (
        text[1:]
        if text.startswith("'") and text.lstrip("'")[:1] in tuple(_ACTS) and text.lstrip("'")
        else text
    )


def as_table(bitext: Bitext) -> list[list[str]]:
    """The head and a line per row, as texts that XML and spreadsheets can hold."""
    every = range(len(bitext.columns))
    head = ["row", _named(bitext.source)]
    for column in bitext.columns:
        head += [_named(column), _STATE]
    lines = [[*head, _LOCKED, _COMMENTS[0], _FACTS + document_facts(bitext)]]
    for row in bitext.rows:
        line = [row.id, row.source.text]
        for column, cell in zip(bitext.columns, row.cells, strict=True):
            line += [cell.text, state(cell, column)]
        notes = "\n".join(comment_line(note) for note in comments_of(row, every))
        lines.append([*line, "yes" if row.locked else "", notes, row_facts(row)])
    return [[spelled(text) for text in line] for line in lines]


def _named(column: Column) -> str:
    return f"{column.label} [{tag_of(column)}]"


def state(cell: Cell, column: Column) -> str:
    """The state of a cell in a word."""
    if cell.confirmed:
        return CONFIRMED
    if cell.edited:
        return EDITED
    return MACHINE if column.kind is Origin.MACHINE and cell.pieces else ""


# Reading


@dataclass(slots=True)
class _Head:
    """Which column of the file is what."""

    id: int | None = None
    source: int | None = None
    columns: list[int] = field(default_factory=list)
    states: dict[int, int] = field(default_factory=dict)
    comments: int | None = None
    locked: int | None = None
    facts: int | None = None
    names: dict[int, InColumn] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    document: DocumentFacts | None = None


def from_table(
    lines: Sequence[tuple[int, Line]], options: Options, notes: Sequence[Problem] = ()
) -> Incoming:
    """A table of texts read: ours, or any whose columns are named by language.

    Args:
        lines: (number in the file, cells) of every line that is not empty.
        options: languages for columns that do not say theirs.
        notes: problems so far.

    Raises:
        BadFile: there is no text column, or no line.
    """
    name = options.name or "the table"
    if not lines:
        raise BadFile(f"“{name}” has no rows.", hint="Give a table with a source and its renderings.")
    head = _head(lines[0][1], options)
    body = lines[1:]
    problems = list(notes)
    if head is None:
        head, body = _headless(lines, options), lines
        problems.append(
            Problem("The first line names no columns, so it was read as texts: source, then renderings.")
        )
    if head.source is None or (head.facts is None and not head.columns):
        raise BadFile(
            f"“{name}” has no columns for a source and its renderings.",
            hint="Name the columns by language (en, uk).",
        )
    if head.unknown:
        problems.append(Problem(f"Columns that were not read: {', '.join(head.unknown[:20])}.", lines[0][0]))
    width = len(lines[0][1])
    if head.facts is not None:  # our own lines are never short, so one that is was cut off
        short = [number for number, line in body if len(line) <= head.facts]
        problems += [
            Problem("This line has fewer cells than columns and was left out.", number) for number in short
        ]
        body = [(number, line) for number, line in body if len(line) > head.facts]
    rows = [_row(number, line, head, options) for number, line in body]
    for (number, line), row in zip(body, rows, strict=True):
        if head.facts is not None and row.facts is None and line[head.facts].strip():
            problems.append(
                Problem("The workbench's own data in this line is damaged; its texts were read.", number)
            )
    for number, line in body:
        if any(line[width:]):
            problems.append(Problem("More cells than columns; those beyond were left out.", number))
    source = head.names[head.source]
    columns = [head.names[column] for column in head.columns]
    if head.document:
        known = {c.label: c for c in head.document.columns}
        columns = [InColumn(c.label, c.lang, known[c.label].kind) if c.label in known else c for c in columns]
    return Incoming(source, tuple(columns), tuple(rows), tuple(problems), head.document)


def _head(line: Line, options: Options) -> _Head | None:
    """What the first line says; None if it says nothing."""
    head = _Head()
    langs = [options.source_lang, options.target_lang]
    seen = False
    for at, cell in enumerate(line):
        text = unspelled(cell)
        low = text.strip().lower()
        if low in _IDS and head.id is None:
            head.id, seen = at, True
        elif low == _STATE and head.columns:
            head.states[head.columns[-1]] = at
        elif low in _COMMENTS:
            head.comments = at
        elif low == _LOCKED:
            head.locked = at
        elif text.startswith(_FACTS + "{"):
            head.facts, head.document, seen = at, parsed(text.removeprefix(_FACTS), DocumentFacts), True
        elif low.endswith(_FIGURES):
            head.unknown.append(text)
        elif column := _column(text, langs[head.source is not None]):
            seen = True
            head.names[at] = column
            if head.source is None:
                head.source = at
            else:
                head.columns.append(at)
        elif low:
            head.unknown.append(text)
    return head if seen and head.source is not None else None


def _column(text: str, lang: str) -> InColumn | None:
    """A text column by its head: ``label [uk]``, ``label (Ukrainian)``, a language, or “source” and “target”."""
    found = _HEAD.fullmatch(text)
    if found and (found[2] in ("und", "language undecided") or language_code(found[2])):
        return InColumn(found[1], language_code(found[2]))
    if code := language_code(text):
        return InColumn(text, code)
    return InColumn(text, language_code(lang)) if text.strip().lower() in _TEXTS else None


def _headless(lines: Sequence[tuple[int, Line]], options: Options) -> _Head:
    width = max(len(line) for _, line in lines)
    names = {0: InColumn("source", language_code(options.source_lang))}
    names |= {at: InColumn(f"column {at + 1}", language_code(options.target_lang)) for at in range(1, width)}
    return _Head(source=0, columns=list(range(1, width)), names=names)


def _row(number: int, line: Line, head: _Head, options: Options) -> InRow:
    def text(at: int | None) -> str:
        return unspelled(line[at]) if at is not None and at < len(line) else ""

    facts = parsed(text(head.facts), RowFacts)
    known = facts.comments if facts else ()
    cells: list[InCell | None] = []
    for at in head.columns:
        place = head.states.get(at)
        sure = None if place is None else text(place).strip().lower() == CONFIRMED
        cells.append(InCell(text(at), sure))
    return InRow(
        cells=tuple(cells),
        source=InCell(text(head.source)),
        id=text(head.id),
        comments=comments_from(text(head.comments).split("\n"), known, options.who, options.when),
        locked=None if head.locked is None else text(head.locked).strip().lower() in ("yes", "true", "1"),
        facts=facts,
        line=number,
    )


# Files


def write_csv(content: Content, options: Options) -> Written:
    """Commas, quotation marks only where needed, CRLF; with a byte order mark unless it is declined."""
    return _write(content, options, ",")


def write_tsv(content: Content, options: Options) -> Written:
    """The same with tabs."""
    return _write(content, options, "\t")


def _write(content: Content, options: Options, delimiter: str) -> Written:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([guarded(text) for text in line] for line in as_table(content.bitext))
    mark = b"\xef\xbb\xbf" if options.bom else b""
    return Written(mark + out.getvalue().encode(), unsaid(content.bitext))


def read_csv(data: bytes, options: Options) -> Incoming:
    """Commas, semicolons or tabs, whichever gives the first line most cells.

    Raises:
        BadFile: there is no text column, or no line.
        UnreadableText: not text, or in an encoding that cannot be told.
    """
    return _read(data, options, ",;\t")


def read_tsv(data: bytes, options: Options) -> Incoming:
    """Tabs; quotation marks as in CSV where a cell begins with one.

    Raises:
        BadFile, UnreadableText: as :func:`read_csv`.
    """
    return _read(data, options, "\t")


def _read(data: bytes, options: Options, delimiters: str) -> Incoming:
    text, problems = decoded(data, options.name or "the table")
    delimiter = max(delimiters, key=lambda char: _understood(text, char, options))
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = list(_lines(text, delimiter, problems))
    finally:
        csv.field_size_limit(before)
    return from_table(lines, options, problems)


def decoded(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text of a file, damage told by line, a guessed encoding told too.

    UTF-8 with a few bad bytes stays UTF-8: a file that was cut off inside a letter, or joined of two, must not
    be taken for one in an old code page, for then every text in it would look edited.

    Raises:
        UnreadableText: not text, or in an encoding that cannot be told.
    """
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4000]
    if not wide:
        with suppress(UnicodeDecodeError):  # a text may have U+FFFD in it, and nothing is wrong with the file
            return data.decode("utf-8-sig"), []
    text = "" if wide else data.decode("utf-8-sig", "replace")
    bad = text.count("\ufffd")
    if wide or bad > _MOST_BAD * (len(data) - len(text)):
        found = decode(data, name)
        return found.text, [
            Problem(f"{note[0].upper()}{note[1:]}.") for note in found.notes if "guessed" in note
        ]
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line] if bad else []
    return text, [Problem("Bytes that are no UTF-8 became U+FFFD.", number) for number in lines]


def _understood(text: str, delimiter: str, options: Options) -> tuple[int, int]:
    """How much of the first line makes sense with that delimiter: columns known by name, and cells at all."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        cells = [unguarded(cell) for cell in next(reader, [])]
    except csv.Error:
        return 0, 0
    head = _head(cells, options)
    return 0 if head is None else len(head.names) + len(head.states) + (head.facts is not None), len(cells)


def _lines(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, Line]]:
    """(number of its last line, cells); a broken record is told and left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.append(Problem(f"Broken quotation marks or too long a cell ({error}); left out.", first))
            continue
        if cells is None:
            return
        if any(cells):
            yield first, [unguarded(cell) for cell in cells]

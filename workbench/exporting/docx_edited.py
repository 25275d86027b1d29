"""An edited Word table back: what people changed in it, row by row, and what could not be taken.

Read straight from the XML: Word and LibreOffice write the same table in many ways, and insertions that are
tracked belong to the text while deletions do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.bitext import SOURCE, Bitext, BitextRow, Cell, Change, Column, Comment, Piece
from workbench.bitext import operations
from workbench.errors import BadFile, UnknownLanguage
from workbench.exporting.word import (
    AUTHOR,
    CONFIRMED,
    KEY,
    LEFT_OUT,
    SOURCE_KEY,
    STATE,
    W,
    allowed,
    column_key,
)
from workbench.languages import normalize
from workbench.model import Document, Guess, Origin, Signature
from workbench.reading.archive import Archive, open_archive, parse_xml
from workbench.reading.files import LIMIT, load, too_large
from workbench.reading.office import WORD_SKIPPED, WORD_TEXT

__all__ = ["Problem", "Returned", "read_docx_table"]

_KEY = re.compile(re.escape(KEY) + r"([\w.-]+)")
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
"""Elements that may stand around rows, cells and paragraphs."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the document that was not taken, or not as it stands.

    Attributes:
        row: line of the Word table below its head, from 1; None for the whole document.
        message: one sentence, with the text it is about.
    """

    row: int | None
    message: str

    def __str__(self) -> str:
        return self.message if self.row is None else f"Row {self.row}: {self.message}"


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back.

    Attributes:
        bitext: the table with the document's changes.
        changes: what leads from the base to it, in order; empty where there was no base.
        problems: what could not be taken.
    """

    bitext: Bitext
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Cell:
    """One cell as read."""

    text: str = ""
    everything: str = ""
    left_out: str = ""
    comments: list[str] = field(default_factory=list)
    span: int = 1
    continues: bool = False
    langs: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Line:
    """One row as read: its place below the head, its key, its cells by column of the table."""

    number: int
    key: str
    cells: dict[int, _Cell]

    def cell(self, column: int | None) -> _Cell | None:
        return None if column is None else self.cells.get(column)

    @property
    def comments(self) -> Iterator[tuple[int, str]]:
        for at, cell in self.cells.items():
            yield from ((at, name) for name in cell.comments)


@dataclass(slots=True)
class _Table:
    """The table as read."""

    columns: dict[str, int]
    heads: dict[str, _Cell]
    lines: list[_Line]
    comments: dict[str, Comment]


def read_docx_table(source: Path | bytes, base: Bitext | None = None, *, name: str = "") -> Returned:
    """Read an edited table that :func:`~workbench.exporting.docx_table.write_docx_table` wrote.

    Args:
        source: the Word document.
        base: the table it was written from. What changed against it is taken: texts, states, new comments,
            new rows. Rows missing in the document stay, and are reported. Without it, the document's texts
            make a new table.
        name: what to call it in an error.

    Raises:
        BadFile: no Word document, damaged, hostile, with macros, or without our table.
    """
    called = name or (source.name if isinstance(source, Path) else "the document")
    data = load(source) if isinstance(source, Path) else source
    if len(data) > LIMIT:
        raise too_large(called, LIMIT, len(data))
    table = _table(_opened(data, called), called)
    return _Fresh(table, called).read() if base is None else _Merge(table, base).read()


def _opened(data: bytes, name: str) -> Archive:
    if not data.startswith(b"PK"):
        raise BadFile(f"“{name}” is no Word document (docx).", hint="Save it as docx in Word or LibreOffice.")
    archive = open_archive(data, name)
    if "word/document.xml" not in archive:
        raise BadFile(f"“{name}” is no Word document (docx).", hint="Save it as docx in Word or LibreOffice.")
    if "word/vbaProject.bin" in archive:
        raise BadFile(f"“{name}” contains macros.", hint="Save it as docx, which has none.")
    return archive


def _table(archive: Archive, name: str) -> _Table:
    """The first table whose head has our keys."""
    body = parse_xml(archive.read("word/document.xml"), name)
    left_out = _left_out_styles(archive, name)
    for found in body.iter(f"{W}tbl"):
        rows = [row for row in _inside(found, "tr") if row.find(f"{W}trPr/{W}del") is None]
        if not rows:
            continue
        head = _cells(rows[0], left_out)
        columns = {m[0]: at for at, cell in head.items() if (m := _KEY.search(cell.everything))}
        if SOURCE_KEY in columns:
            lines = [_line(number, row, left_out) for number, row in enumerate(rows[1:], 1)]
            heads = {key: head[at] for key, at in columns.items()}
            return _Table(columns, heads, lines, _comments(archive, name))
    raise BadFile(
        f"“{name}” holds no table of the workbench: no table has its heads.",
        hint="Give a document that was exported as docx; the first row of the table must still be there.",
    )


def _inside(node: Any, name: str) -> Iterator[Any]:
    """Children of that name, also inside content controls and insertions."""
    for child in node:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _left_out_styles(archive: Archive, name: str) -> frozenset[str]:
    """Ids of the style of left-out words: programs may rename the id but keep the name."""
    ids = {LEFT_OUT}
    if "word/styles.xml" in archive:
        for style in parse_xml(archive.read("word/styles.xml"), name).iter(f"{W}style"):
            called = style.find(f"{W}name")
            if called is not None and called.get(f"{W}val", "").replace(" ", "").casefold() == LEFT_OUT.casefold():
                ids.add(style.get(f"{W}styleId", ""))
    return frozenset(ids)


def _line(number: int, row: Any, left_out: frozenset[str]) -> _Line:
    cells = _cells(row, left_out)
    first = cells.get(0)
    match = _KEY.search(first.everything) if first else None
    key = match[1] if match else ""
    if not key:
        tags = (tag.get(f"{W}val", "") for tag in row.iter(f"{W}tag"))
        key = next((tag.removeprefix(KEY) for tag in tags if tag.startswith(KEY)), "")
    return _Line(number, key, cells)


def _cells(row: Any, left_out: frozenset[str]) -> dict[int, _Cell]:
    """The cells of a row by the column of the grid they begin in."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    at = _number(before, 0)
    cells = {}
    for found in _inside(row, "tc"):
        cell = _cell(found, left_out)
        cells[at] = cell
        at += cell.span
    return cells


def _number(node: Any, default: int) -> int:
    value = node.get(f"{W}val", "") if node is not None else ""
    return int(value) if value.isdecimal() and len(value) < 4 else default


def _cell(node: Any, left_out: frozenset[str]) -> _Cell:
    cell = _Cell(span=max(1, _number(node.find(f"{W}tcPr/{W}gridSpan"), 1)))
    merge = node.find(f"{W}tcPr/{W}vMerge")
    cell.continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
    parts: list[str] = []
    every: list[str] = []
    _Walk(cell, parts, every, left_out).walk(node)
    cell.text = "".join(parts).strip()
    cell.everything = "".join(every)
    return cell


class _Walk:
    """Goes through a cell and gathers its text as it would stand after all changes are accepted."""

    def __init__(self, cell: _Cell, parts: list[str], every: list[str], left_out: frozenset[str]) -> None:
        self._cell, self._parts, self._every, self._left_out = cell, parts, every, left_out

    def walk(self, node: Any) -> None:
        for child in node:
            if child.tag in WORD_SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag == f"{W}r":
                self._run(child)
            elif child.tag == f"{W}commentRangeStart":
                self._remark(child)
            else:
                self.walk(child)
                if child.tag == f"{W}p" and child.find(f"{W}pPr/{W}rPr/{W}del") is None:
                    self._parts.append("\n")

    def _run(self, run: Any) -> None:
        properties = run.find(f"{W}rPr")
        hidden, style, lang = False, "", ""
        if properties is not None:
            vanish = properties.find(f"{W}vanish")
            hidden = vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off")
            style = _value(properties.find(f"{W}rStyle"), "val")
            mark = properties.find(f"{W}lang")
            lang = _value(mark, "bidi") if properties.find(f"{W}rtl") is not None else _value(mark, "val")
        text = ""
        for child in run:
            if child.tag == f"{W}t":
                text += child.text or ""
            elif child.tag == f"{W}commentReference":
                self._remark(child)
            elif child.tag not in WORD_SKIPPED:
                text += WORD_TEXT.get(child.tag, "")
        self._every.append(text)
        if style in self._left_out:
            self._cell.left_out += text
        elif not hidden:
            self._parts.append(text)
            if lang:
                self._cell.langs[lang] += len(text)

    def _remark(self, node: Any) -> None:
        name = node.get(f"{W}id", "")
        if name not in self._cell.comments:
            self._cell.comments.append(name)


def _value(node: Any, name: str) -> str:
    return "" if node is None else str(node.get(f"{W}{name}", ""))


def _comments(archive: Archive, name: str) -> dict[str, Comment]:
    """People's comments by their id; ours, which explain findings, are left out."""
    if "word/comments.xml" not in archive:
        return {}
    found = {}
    for node in parse_xml(archive.read("word/comments.xml"), name).iter(f"{W}comment"):
        who = node.get(f"{W}author", "")
        text = _cell(node, frozenset()).text
        if who != AUTHOR and text:
            found[node.get(f"{W}id", "")] = Comment(text, who, node.get(f"{W}date", ""))
    return found


class _Fresh:
    """A new table from the document's texts alone."""

    def __init__(self, table: _Table, name: str) -> None:
        self._table, self._name = table, name

    def read(self) -> Returned:
        table = self._table
        numbers = sorted(int(key.removeprefix(KEY)) for key in table.columns if key.removeprefix(KEY).isdecimal())
        problems: list[Problem] = []
        rows, texts, at, taken = [], [], 0, set[str]()
        for line in table.lines:
            source = line.cell(table.columns[SOURCE_KEY])
            text = source.text if source else ""
            pieces = (Piece(text, "\n" if texts else "", len(texts), at),) if text else ()
            if text:
                texts.append(text)
                at += len(text) + 1
            states = _states(line, table, len(numbers))
            cells = []
            for index, number in enumerate(numbers):
                cell = line.cell(table.columns[column_key(number)])
                said = cell.text if cell else ""
                made = (Piece(said, "\n" if rows else "", len(rows)),) if said else ()
                cells.append(Cell(made, confirmed=bool(said) and index in states))
            key = line.key if line.key and line.key not in taken else f"n{line.number}"
            taken.add(key)
            row = BitextRow(key, Cell(pieces), tuple(cells), comments=_remarks(line, table, numbers))
            if row.empty:
                problems.append(Problem(line.number, "the row is empty and was left out."))
            else:
                rows.append(row)
        if not texts:
            raise BadFile(f"“{self._name}” has no text in its source column.", hint="Export it anew.")
        lang = self._lang(SOURCE)
        document = Document(self._name, "\n".join(texts), format="docx")
        bitext = Bitext(
            document,
            Guess(lang, ((lang, 1.0),) if lang else (), 1.0 if lang else 0.0, ("As the document says.",)),
            Column("Source", self._name, lang, Origin.SOURCE, Signature.of(read="docx")),
            tuple(Column(self._label(n), self._label(n), self._lang(n), Origin.HUMAN) for n in numbers),
            tuple(rows),
            next_id=1 + max((int(row.id[1:]) for row in rows if row.id[1:].isdecimal()), default=len(rows)),
        )
        return Returned(bitext, (), tuple(problems))

    def _label(self, number: int) -> str:
        head = self._table.heads[column_key(number)].text.splitlines() or [""]
        return re.sub(r"^\d+ ", "", head[0]) or f"Rendering {number + 1}"

    def _lang(self, number: int) -> str | None:
        """What most of the column's text is marked as, else what its head says."""
        column = self._table.columns[column_key(number)]
        counts: Counter[str] = Counter()
        for line in self._table.lines:
            cell = line.cell(column)
            counts.update(cell.langs if cell else {})
        said = self._table.heads[column_key(number)].text.splitlines()[1:2]
        for name in (*(tag for tag, _ in counts.most_common(1)), *(text.split(";")[0] for text in said)):
            try:
                return normalize(name)
            except UnknownLanguage:
                continue
        return None


def _states(line: _Line, table: _Table, count: int) -> set[int]:
    """Numbers of the renderings that the state column calls confirmed."""
    cell = line.cell(table.columns.get(STATE))
    found = set()
    for part in re.split(r"[\n,;]", cell.text if cell else ""):
        match = re.match(rf"\s*(\d*)\W*(?:✓|{CONFIRMED})", part, re.IGNORECASE)
        if match and (match[1] or count == 1):
            found.add(int(match[1]) - 1 if match[1] else 0)
    return found


def _remarks(line: _Line, table: _Table, numbers: Sequence[int]) -> tuple[Comment, ...]:
    """People's comments in a row, with the column they stand in."""
    by_place = {table.columns[column_key(number)]: number for number in numbers}
    remarks = []
    for at, name in line.comments:
        if said := table.comments.get(name):
            remarks.append(Comment(said.text, said.who, said.when, by_place.get(at, SOURCE)))
    return tuple(remarks)


class _Merge:
    """What the document changes in the table it was written from."""

    def __init__(self, table: _Table, base: Bitext) -> None:
        self._table = table
        self._bitext = base
        self._base = base
        self._numbers = [n for n in range(len(base.columns)) if column_key(n) in table.columns]
        self._changes: list[Change] = []
        self._problems: list[Problem] = []

    def read(self) -> Returned:
        lines = self._by_row()
        self._say_missing(lines)
        self._say_moved(lines)
        previous = ""
        known = {id(line): row for row, line in lines.items()}
        for line in self._table.lines:
            row = known.get(id(line))
            if row is None:
                previous = self._added(line, previous) or previous
            else:
                self._row(line, row)
                previous = row
        return Returned(self._bitext, tuple(self._changes), tuple(self._problems))

    def _by_row(self) -> dict[str, _Line]:
        """The line of each row of the base: by its key, else by its source text."""
        ids = {row.id for row in self._base.rows}
        lines: dict[str, _Line] = {}
        for line in self._table.lines:
            if line.key in ids:
                lines.setdefault(line.key, line)
        texts: dict[str, list[str]] = {}
        for row in self._base.rows:
            if row.id not in lines and row.source.pieces:
                texts.setdefault(_shown(row.source), []).append(row.id)
        for line in self._table.lines:
            source = line.cell(self._table.columns[SOURCE_KEY])
            if line.key not in ids and source and texts.get(source.text):
                lines[texts[source.text].pop(0)] = line
        return lines

    def _say_missing(self, lines: Mapping[str, _Line]) -> None:
        for number in range(len(self._base.columns)):
            if number not in self._numbers:
                label = self._base.columns[number].label
                self._problem(None, f"The column “{label}” is missing in the document and stays as it was.")
        for number, row in enumerate(self._base.rows, 1):
            if row.id not in lines:
                text = _short(row.source.text or next((c.text for c in row.cells if c.pieces), ""))
                self._problem(None, f"Row {number} (“{text}”) is missing in the document and stays as it was.")

    def _say_moved(self, lines: Mapping[str, _Line]) -> None:
        last = 0
        for row in self._base.rows:
            line = lines.get(row.id)
            if line is None:
                continue
            if line.number < last:
                self._problem(line.number, "the row was moved; rows stay in the order of the source.")
            last = max(last, line.number)

    def _problem(self, row: int | None, message: str) -> None:
        self._problems.append(Problem(row, message))

    def _take(self, change: Change | None) -> None:
        if change is not None:
            self._bitext = change.apply(self._bitext)
            self._changes.append(change)

    def _row(self, line: _Line, row_id: str) -> None:
        row = self._bitext.rows[self._bitext.index(row_id)]
        source = line.cell(self._table.columns[SOURCE_KEY])
        if source is not None and source.text != _shown(row.source) and not source.continues:
            self._problem(line.number, f"the source text was changed (“{_short(source.text)}”); it stays as it was.")
        states = _states(line, self._table, len(self._base.columns))
        for number in self._numbers:
            self._text(line, row, number, number in states if STATE in self._table.columns else None)
        for remark in _remarks(line, self._table, self._numbers):
            if not any(_same(remark, old) for old in row.comments):
                self._take(operations.comment(self._bitext, row_id, remark))

    def _text(self, line: _Line, row: BitextRow, number: int, confirmed: bool | None) -> None:
        """Take one cell's text and state."""
        old, label = row.cells[number], self._base.columns[number].label
        at = self._table.columns[column_key(number)]
        cell = line.cell(at)
        if cell is None or cell.span > 1:
            self._problem(line.number, f"cells were merged around “{label}”; its text stays as it was.")
            return
        if cell.continues and not cell.text and old.pieces:
            self._problem(line.number, f"“{label}” was merged with the row above; its text was taken there.")
        state = old.confirmed if confirmed is None else confirmed
        if cell.text != _shown(old):
            if not cell.text and not cell.continues:
                self._problem(line.number, f"the text of “{label}” (“{_short(old.text)}”) was deleted.")
            self._take(operations.edit(self._bitext, row.id, number, cell.text, confirmed=state and bool(cell.text)))
        elif state != old.confirmed and old.pieces:
            self._take(operations.confirm(self._bitext, row.id, number, state))

    def _added(self, line: _Line, previous: str) -> str:
        """A line that is no row of the base; the new row's id, or "" if there is nothing to take."""
        texts = {}
        for number in self._numbers:
            cell = line.cell(self._table.columns[column_key(number)])
            texts[number] = cell.text if cell else ""
        source = line.cell(self._table.columns[SOURCE_KEY])
        if any(row.id == line.key for row in self._base.rows):
            row = self._bitext.rows[self._bitext.index(line.key)]
            if all(text == _shown(row.cells[number]) for number, text in texts.items()):
                self._problem(line.number, "the row is a second copy of another one and was left out.")
                return ""
        elif source and source.text:
            said = f"the source text of the new row is not in the source and was left out (“{_short(source.text)}”)."
            self._problem(line.number, said)
        if not any(texts.values()):
            return ""
        at = self._bitext.index(previous) + 1 if previous else 0
        paragraph = 0
        for above in self._bitext.rows[:at]:
            paragraph = max([paragraph, *(p.paragraph for cell in above.cells for p in cell.pieces)])
        cells = tuple(
            Cell((Piece(texts[n], " ", paragraph, original=""),) if texts.get(n) else ())
            for n in range(len(self._base.columns))
        )
        row_id = f"r{self._bitext.next_id}"
        row = BitextRow(row_id, Cell(), cells, locked=True, comments=_remarks(line, self._table, self._numbers))
        self._problem(line.number, "the row is new; it was added with nothing opposite in the source.")
        self._take(Change(at, (), (row,), next_id=self._bitext.next_id + 1))
        return row_id


def _shown(cell: Cell) -> str:
    """A cell's text as the document shows it."""
    return allowed(cell.text).strip()


def _same(left: Comment, right: Comment) -> bool:
    """The same remark, whatever a program did to its time and line breaks."""
    return left.who == allowed(right.who) and left.text.split() == allowed(right.text).split()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"

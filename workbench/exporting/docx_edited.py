"""An edited Word table back: what people changed in it, row by row, and what could not be taken.

Read straight from the XML: Word and LibreOffice write the same table in many ways, and insertions that are
tracked belong to the text while deletions do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.bitext import SOURCE, Bitext, Comment
from workbench.errors import BadFile, UnknownLanguage
from workbench.exporting.carried import loads
from workbench.exporting.exchange import InCell, InColumn, Incoming, InRow, Options, ReadBack
from workbench.exporting.word import AUTHOR, CONFIRMED, KEY, LEFT_OUT, SOURCE_KEY, STATE, W, checksum
from workbench.interchange import Problem
from workbench.interchange.xmltext import unspelled
from workbench.languages import normalize
from workbench.reading.archive import Archive, open_archive, parse_xml
from workbench.reading.files import LIMIT, load, too_large
from workbench.reading.office import WORD_SKIPPED, WORD_TEXT

__all__ = ["read", "read_docx_table"]

_KEY = re.compile(re.escape(KEY) + r"([\w.-]+)(?:=(.*))?", re.DOTALL)
"""A key and, behind it, its facts: a column's as JSON, a row's checksums of its source and of its struck words."""
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
"""Elements that may stand around rows, cells and paragraphs."""


@dataclass(slots=True)
class _Cell:
    """One cell as read: its text, struck words, hidden key and facts, ids of comments, columns it covers."""

    text: str = ""
    struck: str = ""
    key: str = ""
    facts: str = ""
    comments: list[str] = field(default_factory=list)
    span: int = 1
    continues: bool = False
    langs: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as read.

    Attributes:
        number: its place below the head, from 1.
        key: id of the row, "" where it is gone.
        check, struck: checksums of the source's text and the struck words as exported, "" where they are gone.
        shown: the number it shows, 0 where it is gone.
        cells: by column of the table's grid.
    """

    number: int
    key: str
    check: str
    struck: str
    shown: int
    cells: dict[int, _Cell]


@dataclass(frozen=True, slots=True)
class _Table:
    """The table as read: where each column stands by its key, their heads, the rows, people's comments."""

    columns: dict[str, int]
    heads: dict[str, _Cell]
    lines: list[_Line]
    comments: dict[str, Comment]


def read_docx_table(source: Path | bytes, base: Bitext | None = None, *, name: str = "") -> ReadBack:
    """Read an edited table that :func:`~workbench.exporting.docx_table.write_docx_table` wrote.

    Args:
        source: the Word document.
        base: the table it was written from, to have what changed against it; without it the document's texts
            make a new table. See :mod:`workbench.exporting.merging` for both.
        name: what to call it in an error.

    Raises:
        BadFile: no Word document, damaged, hostile, with macros, or without our table.
    """
    from workbench.exporting.merging import as_bitext, as_changes

    called = name or (source.name if isinstance(source, Path) else "the document")
    data = load(source) if isinstance(source, Path) else source
    incoming = read(data, Options(name=called))
    return as_bitext(incoming, called) if base is None else as_changes(incoming, base)


def read(data: bytes, options: Options) -> Incoming:
    """The rows of an edited table; see :func:`read_docx_table`."""
    name = options.name or "the document"
    if len(data) > LIMIT:
        raise too_large(name, LIMIT, len(data))
    table = _table(_opened(data, name), name)
    problems = list(_moved(table.lines))
    numbers = sorted(int(key) for key in table.columns if key.isdecimal())
    rows = []
    for line in table.lines:
        row = _row(line, table, numbers, problems)
        if row.id or row.source or any(cell and cell.text for cell in row.cells):
            rows.append(row)
    if not rows:
        raise BadFile(f"“{name}” has a table of the workbench without rows.", hint="Export it anew.")
    columns = tuple(_column(table, str(number)) for number in numbers)
    return Incoming(_column(table, SOURCE_KEY), columns, tuple(rows), tuple(problems))


def _row(line: _Line, table: _Table, numbers: Sequence[int], problems: list[Problem]) -> InRow:
    states = _states(line, table, len(numbers))
    cells: list[InCell | None] = []

    def say(message: str) -> None:
        problems.append(Problem(message, line.number, line.key))

    for index, number in enumerate(numbers):
        cell = line.cells.get(table.columns[str(number)])
        label = _column(table, str(number)).label
        if cell is None or cell.span > 1:
            problems.append(
                Problem(
                    f"Cells were merged around “{label}”; nothing was taken of it.", line.number, line.key
                )
            )
            cells.append(None)
            continue
        if cell.continues and not cell.text:
            problems.append(
                Problem(
                    f"“{label}” was merged with the row above; its text was taken there.",
                    line.number,
                    line.key,
                )
            )
        sure = None if states is None else index in states and bool(cell.text)
        cells.append(InCell(unspelled(cell.text), sure))
    struck = "".join(cell.struck for cell in line.cells.values())
    if struck.strip() and line.struck and checksum(struck) != line.struck:
        say(f"Struck words were changed; they are no part of any text: “{struck.strip()}”.")
    return InRow(
        tuple(cells),
        _source(line, table, problems),
        line.key,
        _remarks(line, table, numbers),
        line=line.number,
    )


def _source(line: _Line, table: _Table, problems: list[Problem]) -> InCell | None:
    """The source's text; None, and a problem, where it is not what was exported: the row's key is enough."""
    cell = line.cells.get(table.columns[SOURCE_KEY])
    text = unspelled(cell.text) if cell else ""
    if line.check and checksum(text) != line.check:
        shown = text if len(text) <= 60 else f"{text[:57]}…"
        problems.append(
            Problem(f"The source was changed (“{shown}”); it stays as it was.", line.number, line.key)
        )
        return None
    return InCell(text) if text else None


def _moved(lines: Sequence[_Line]) -> Iterator[Problem]:
    """Rows whose number is lower than one before."""
    highest = 0
    for line in lines:
        if line.shown and line.shown < highest:
            yield Problem("The row was moved; rows stay in the order of the source.", line.number, line.key)
        highest = max(highest, line.shown)


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
        columns = {cell.key: at for at, cell in head.items() if cell.key}
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
            if (
                called is not None
                and called.get(f"{W}val", "").replace(" ", "").casefold() == LEFT_OUT.casefold()
            ):
                ids.add(style.get(f"{W}styleId", ""))
    return frozenset(ids)


def _line(number: int, row: Any, left_out: frozenset[str]) -> _Line:
    cells = _cells(row, left_out)
    first = cells.get(0, _Cell())
    key = first.key
    if not key:
        tags = (tag.get(f"{W}val", "") for tag in row.iter(f"{W}tag"))
        key = next((tag.removeprefix(KEY) for tag in tags if tag.startswith(KEY)), "")
    shown = re.match(r"\s*(\d{1,9})", first.text)
    check, _, struck = first.facts.partition(".")
    return _Line(number, key, check, struck, int(shown[1]) if shown else 0, cells)


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
    walk = _Walk(cell, left_out)
    walk.walk(node)
    cell.text = "".join(walk.parts).strip("\n")
    if found := _KEY.search("".join(walk.hidden) or cell.text):
        cell.key, cell.facts = found[1], found[2] or ""
        cell.text = _KEY.sub("", cell.text).strip("\n")
    return cell


class _Walk:
    """Goes through a cell and gathers its text as it would stand after all changes are accepted."""

    def __init__(self, cell: _Cell, left_out: frozenset[str]) -> None:
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self._cell, self._left_out = cell, left_out

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
                    self.parts.append("\n")

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
        if hidden:
            self.hidden.append(text)
        elif style in self._left_out:
            self._cell.struck += text
        else:
            self.parts.append(text)
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


def _column(table: _Table, key: str) -> InColumn:
    """A column as its hidden facts have it; where they are damaged, as its head and its texts say."""
    head = table.heads[key]
    try:
        return loads(head.facts, InColumn)
    except ValueError:
        pass
    counts: Counter[str] = Counter()
    for line in table.lines:
        if cell := line.cells.get(table.columns[key]):
            counts.update(cell.langs)
    lines = head.text.splitlines() or [""]
    said = [tag for tag, _ in counts.most_common(1)] + [text.split(";")[0] for text in lines[1:2]]
    return InColumn(lines[0], next(filter(None, map(_code, said)), None))


def _code(name: str) -> str | None:
    try:
        return normalize(name)
    except UnknownLanguage:
        return None


def _states(line: _Line, table: _Table, count: int) -> set[int] | None:
    """Numbers of the renderings that the state column calls confirmed; None where there is none."""
    cell = line.cells.get(table.columns.get(STATE, -1))
    if cell is None:
        return None
    found: set[int] = set()
    for part in re.split(r"[\n,;]", cell.text):
        match = re.match(rf"\s*(\d*)\W*(?:✓|{CONFIRMED})", part, re.IGNORECASE)
        if match and (match[1] or count == 1):
            found.add(int(match[1]) - 1 if match[1] else 0)
    return found


def _remarks(line: _Line, table: _Table, numbers: Sequence[int]) -> tuple[Comment, ...]:
    """People's comments in a row, with the column they stand in."""
    by_place = {table.columns[str(number)]: index for index, number in enumerate(numbers)}
    remarks = []
    for at, name in ((at, name) for at, cell in line.cells.items() for name in cell.comments):
        if said := table.comments.get(name):
            remarks.append(Comment(said.text, said.who, said.when, by_place.get(at, SOURCE)))
    return tuple(remarks)

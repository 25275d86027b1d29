"""What the exchange formats have no place for, beside the texts: so that a file which nobody changed comes back whole.

A row's facts are one line of JSON without the texts: where the segments were cut and what stood between them,
the text before edits, confidence, moves, remarks with their dates, findings set aside. Each cell's facts hold a
checksum of the text they were made for: a text changed elsewhere no longer answers to it, and is then one segment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar
from zlib import crc32

import msgspec

from workbench.bitext import SOURCE, Bitext, BitextRow, Cell, Column, Comment, Dismissed, Piece
from workbench.model import Guess

__all__ = [
    "CellFacts",
    "DocumentFacts",
    "RowFacts",
    "comment_line",
    "comments_from",
    "comments_of",
    "document_facts",
    "dumps",
    "loads",
    "parsed",
    "restored",
    "row_facts",
]

_SURROGATE = re.compile("[\ud800-\udfff]")
T = TypeVar("T")


class PieceFacts(msgspec.Struct, omit_defaults=True):
    """One segment: its length, the gap before it, paragraph, start in the source, text before edits."""

    length: int
    gap: str = " "
    paragraph: int = 0
    start: int | None = None
    original: str | None = None


class CellFacts(msgspec.Struct, omit_defaults=True):
    """One cell: checksum of its text, segments, and what is known of its alignment."""

    check: int = 0
    pieces: list[PieceFacts] = []
    confirmed: bool = False
    score: float | None = None
    reasons: tuple[str, ...] = ()
    moved: str = ""


class RowFacts(msgspec.Struct, omit_defaults=True):
    """One row: the source's cell first, then one per rendering."""

    id: str
    cells: list[CellFacts] = []
    locked: bool = False
    comments: tuple[Comment, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()


class DocumentFacts(msgspec.Struct, omit_defaults=True):
    """What is true of the whole table."""

    name: str
    source: Column
    columns: tuple[Column, ...]
    guess: Guess
    format: str = "txt"
    next_id: int = 0
    glossaries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    version: int = 1


def dumps(value: object) -> str:
    """Our values as JSON in one line, in any characters but lone surrogates, which are escaped."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def loads(text: str | bytes, kind: type[T]) -> T:
    """Read back what :func:`dumps` wrote.

    Raises:
        ValueError: not such a text.
    """
    try:
        return msgspec.convert(json.loads(text), kind)
    except (msgspec.ValidationError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from error


def parsed(text: str | None, kind: type[T]) -> T | None:
    """Facts as a file gives them back; None where there are none or they are damaged."""
    try:
        return loads(text, kind) if text else None
    except ValueError:
        return None


def document_facts(bitext: Bitext, columns: Sequence[int] | None = None) -> str:
    """The facts of a whole table, with only some of its renderings if these are named."""
    kept = range(len(bitext.columns)) if columns is None else columns
    document = bitext.document
    return dumps(
        DocumentFacts(
            name=document.name,
            source=bitext.source,
            columns=tuple(bitext.columns[number] for number in kept),
            guess=bitext.guess,
            format=document.format,
            next_id=bitext.next_id,
            glossaries=bitext.glossaries,
            notes=bitext.notes,
        )
    )


def row_facts(row: BitextRow, columns: Sequence[int] | None = None) -> str:
    """The facts of one row, with only some of its renderings if these are named."""
    kept = range(len(row.cells)) if columns is None else columns
    cells = [_cell_facts(cell) for cell in (row.source, *(row.cells[number] for number in kept))]
    return dumps(RowFacts(row.id, cells, row.locked, comments_of(row, kept), row.dismissed))


def comments_of(row: BitextRow, columns: Sequence[int]) -> tuple[Comment, ...]:
    """The remarks on the source and on these renderings, numbered as these stand in `columns`."""
    return tuple(
        note if note.column == SOURCE else replace(note, column=columns.index(note.column))
        for note in row.comments
        if note.column == SOURCE or note.column in columns
    )


def comment_line(note: Comment) -> str:
    """A remark in one line, for formats that have one cell or line for it.

    >>> comment_line(Comment("Too\\nlong.", "Anna", ""))
    'Anna: Too long.'
    """
    return " ".join((f"{note.who}: {note.text}" if note.who else note.text).split())


def comments_from(lines: Sequence[str], known: Sequence[Comment], who: str, when: str) -> tuple[Comment, ...]:
    """Remarks as a file gives them: a line of ours is the remark it was made of, any other is a new one."""
    ours = {comment_line(note): note for note in reversed(known)}
    return tuple(ours.get(line) or Comment(line, who, when) for line in lines if line.strip())


def _cell_facts(cell: Cell) -> CellFacts:
    pieces = [PieceFacts(len(p.text), p.gap, p.paragraph, p.start, p.original) for p in cell.pieces]
    return CellFacts(_check(cell.text), pieces, cell.confirmed, cell.score, cell.reasons, cell.moved)


def _check(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def restored(text: str | None, facts: CellFacts | None) -> Cell | None:
    """The cell as it was exported, if `text` is still what it was; else None.

    A cell without segments and one with an empty segment look alike in most formats; the facts tell.
    """
    if facts is None or _check(text or "") != facts.check:
        return None
    text = text or ""
    pieces, at = [], 0
    for number, fact in enumerate(facts.pieces):
        at += number > 0
        pieces.append(Piece(text[at : at + fact.length], fact.gap, fact.paragraph, fact.start, fact.original))
        at += fact.length
    cell = Cell(tuple(pieces), facts.confirmed, facts.score, facts.reasons, facts.moved)
    return cell if cell.text == text else None

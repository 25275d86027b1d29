"""Rows of a file made into a bitext, or into changes to the bitext we have.

Against a base nothing is taken on trust: a row must have the id and the source text that ours has. What does not
fit is told with its text, so that nothing a person wrote gets lost in silence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from workbench.bitext import SOURCE, Bitext, BitextRow, Cell, Change, Column, Comment, Piece, operations
from workbench.exporting.carried import CellFacts, comment_line, restored
from workbench.exporting.exchange import InCell, InColumn, Incoming, InRow, ReadBack
from workbench.exporting.marks import one_line
from workbench.interchange import Problem
from workbench.model import Document, Guess, Origin

__all__ = ["as_bitext", "as_changes"]

_OUR_ID = re.compile("r([0-9]{1,9})")


def as_changes(incoming: Incoming, base: Bitext) -> ReadBack:
    """The base with what the file changed in it: texts, states, remarks, locks.

    Args:
        incoming: the file.
        base: the table as we have it; its rows, alignment and source stay.
    """
    problems = list(incoming.problems)
    columns = _columns(incoming, base, problems)
    pairs = _pairs(incoming, base, problems)
    changes: list[Change] = []
    rows = list(base.rows)
    for index, row in pairs:
        made = _changed(base, index, row, columns, problems)
        if made is not None:
            changes.append(made)
            rows[index] = made.added[0]
    seen = {index for index, _ in pairs}
    missing = [row for index, row in enumerate(base.rows) if index not in seen]
    if missing:
        named = ", ".join(row.id for row in missing[:20]) + (" …" if len(missing) > 20 else "")
        problems.append(Problem(f"{_rows(len(missing))} not in the file; kept as they are: {named}."))
    return ReadBack(replace(base, rows=tuple(rows)), tuple(problems), tuple(changes))


def _rows(count: int) -> str:
    return "1 row of ours is" if count == 1 else f"{count:,} rows of ours are"


def _columns(incoming: Incoming, base: Bitext, problems: list[Problem]) -> dict[int, int]:
    """Number of the file's column -> number of ours: by label, else by a language that only one has."""
    pairs: dict[int, int] = {}
    ours = list(range(len(base.columns)))
    for theirs, column in enumerate(incoming.columns):
        by_label = [number for number in ours if base.columns[number].label == column.label]
        if by_label:
            pairs[theirs] = by_label[0]
            ours.remove(by_label[0])
    for theirs, column in enumerate(incoming.columns):
        alike = [number for number in ours if base.columns[number].lang == column.lang]
        if theirs in pairs:
            continue
        if len(alike) == 1:
            pairs[theirs] = alike[0]
            ours.remove(alike[0])
        else:
            problems.append(
                Problem(f"The column “{one_line(column.label)}” is none of ours; its texts were not taken.")
            )
    return pairs


def _pairs(incoming: Incoming, base: Bitext, problems: list[Problem]) -> list[tuple[int, InRow]]:
    """(index of our row, row of the file): by id; by source text where the file carries no ids."""
    by_id = {row.id: index for index, row in enumerate(base.rows)}
    by_text: dict[str, list[int]] = defaultdict(list)
    for number, ours in enumerate(base.rows):
        by_text[_plain(ours.source.text)].append(number)
    if not any(row.id in by_id for row in incoming.rows):
        by_id = {}
    pairs: list[tuple[int, InRow]] = []
    taken: set[int] = set()
    index: int | None
    for row in incoming.rows:
        if by_id:
            index = by_id.get(row.id)
        else:
            same = by_text.get(_plain(row.source.text if row.source else ""), [])
            index = next((number for number in same if number not in taken), None)
        if index is None:
            problems.append(Problem(f"A row that we have not; left out: {_shown(row)}", row.line, row.id))
        elif index in taken:
            problems.append(
                Problem(f"The id {row.id} comes again; left out: {_shown(row)}", row.line, row.id)
            )
        else:
            taken.add(index)
            pairs.append((index, row))
    return pairs


def _plain(text: str) -> str:
    """Line ends alike: tools change them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(row: InRow) -> str:
    texts = [cell.text for cell in (row.source, *row.cells) if cell and cell.text]
    return " | ".join(f"“{one_line(text)}”" for text in texts) or "no text."


def _changed(
    base: Bitext, index: int, row: InRow, columns: dict[int, int], problems: list[Problem]
) -> Change | None:
    """All that the file changed in one row, as one change; None where it changed nothing."""
    old = base.rows[index]
    if row.source is not None and _plain(row.source.text) != _plain(old.source.text):
        problems.append(
            Problem(
                f"The source of {old.id} is not what we have, so the row was left out: {_shown(row)}",
                row.line,
                old.id,
            )
        )
        return None
    alone = replace(base, rows=(old,))
    for step in _steps(old, row, columns):
        made = step(alone)
        alone = alone if made is None else made.apply(alone)
    new = alone.rows[0]
    return None if new == old else Change(index, (old,), (new,))


def _steps(
    old: BitextRow, row: InRow, columns: dict[int, int]
) -> Iterator[Callable[[Bitext], Change | None]]:
    """The operations that make of our row what the file has."""
    for theirs, ours in columns.items():
        cell, have = row.cells[theirs], old.cells[ours]
        if cell is None:
            continue
        said = have.confirmed if cell.confirmed is None else cell.confirmed
        if _plain(cell.text) != _plain(have.text):
            # a text changed elsewhere is confirmed only if the file says so
            sure = bool(cell.confirmed)
            yield partial(operations.edit, row=old.id, column=ours, text=cell.text, confirmed=sure)
        elif said != have.confirmed and have.pieces:
            yield partial(operations.confirm, row=old.id, column=ours, confirmed=said)
    for note in _new_comments(old.comments, row.comments):
        place = columns.get(note.column, SOURCE)
        yield partial(operations.comment, row=old.id, note=replace(note, column=place))
    if row.locked is not None and row.locked != old.locked:
        yield partial(operations.lock, row=old.id, locked=row.locked)


def _new_comments(known: Iterable[Comment], given: Iterable[Comment]) -> list[Comment]:
    """Those of `given` that are not known: by their words, for few formats carry who and when."""
    left = Counter(comment_line(note) for note in known)
    bare = Counter(comment_line(replace(note, who="")) for note in known)
    new = []
    for note in given:
        line = comment_line(note)
        if left[line]:
            left[line] -= 1
        elif bare[line]:
            bare[line] -= 1
        elif note.text.strip():
            new.append(note)
    return new


# A bitext of its own


def as_bitext(incoming: Incoming, name: str = "") -> ReadBack:
    """The file as a bitext of its own.

    Rows of our own export whose texts nobody touched come back as they were; other cells are one segment each.

    Args:
        incoming: the file.
        name: for the source document, where the file does not say.
    """
    if incoming.whole is not None:
        return ReadBack(incoming.whole, incoming.problems)
    problems = list(incoming.problems)
    ids = _ids(incoming.rows, problems)
    rows = tuple(
        _row(row, ids[number], number, len(incoming.columns)) for number, row in enumerate(incoming.rows)
    )
    rows, text = _document(rows)
    facts = incoming.facts
    lang = incoming.source.lang
    called = facts.name if facts else incoming.source.name or name
    document = Document(called, text, format=facts.format if facts else "txt")
    guess = facts.guess if facts else Guess(lang, clues=("The file says so.",) if lang else ())
    numbers = [int(found[1]) for own in ids if (found := _OUR_ID.fullmatch(own))]
    bitext = Bitext(
        document=document,
        guess=guess,
        source=_column(incoming.source, Origin.SOURCE, facts.source if facts else None, document.name),
        columns=tuple(
            _column(column, Origin.HUMAN, _known(column, facts.columns if facts else ()), document.name)
            for column in incoming.columns
        ),
        rows=rows,
        next_id=max([facts.next_id if facts else 0, *(number + 1 for number in numbers)]),
        glossaries=facts.glossaries if facts else (),
        notes=facts.notes if facts else (),
    )
    return ReadBack(bitext, tuple(problems))


def _known(column: InColumn, known: Iterable[Column]) -> Column | None:
    return next((one for one in known if one.label == column.label), None)


def _column(column: InColumn, kind: Origin, known: Column | None, name: str) -> Column:
    if known is not None and known.lang == column.lang:
        return known
    return Column(column.label, column.name or name, column.lang, column.kind or kind)


def _ids(rows: Sequence[InRow], problems: list[Problem]) -> list[str]:
    """An id for every row: its own, or a new one where it has none or one that was there before."""
    given = {row.id for row in rows}
    free = (f"r{number}" for number in range(2 * len(rows) + 1) if f"r{number}" not in given)
    seen: set[str] = set()
    out = []
    for row in rows:
        own = row.id
        if not own or own in seen:
            own = next(free)
            if row.id:
                problems.append(
                    Problem(f"The id {row.id} comes again; this row is {own} now.", row.line, own)
                )
        seen.add(own)
        out.append(own)
    return out


def _row(row: InRow, own: str, number: int, columns: int) -> BitextRow:
    facts = row.facts
    known: list[CellFacts | None] = list(facts.cells) if facts and len(facts.cells) == columns + 1 else []
    known += [None] * (columns + 1 - len(known))
    cells = [_cell(cell, fact, number) for cell, fact in zip((row.source, *row.cells), known, strict=True)]
    return BitextRow(
        id=own,
        source=cells[0],
        cells=tuple(cells[1:]),
        locked=bool(facts and facts.locked) if row.locked is None else row.locked,
        comments=_comments(row),
        dismissed=facts.dismissed if facts else (),
    )


def _comments(row: InRow) -> tuple[Comment, ...]:
    """Ours with their dates, as far as they are still in the file, then the new ones."""
    known = row.facts.comments if row.facts else ()
    still = Counter(note.text for note in row.comments)
    kept = []
    for note in known:
        if still[note.text]:
            still[note.text] -= 1
            kept.append(note)
    return (*kept, *_new_comments(kept, row.comments))


def _cell(cell: InCell | None, facts: CellFacts | None, number: int) -> Cell:
    made = restored(cell.text if cell else None, facts)
    if made is None:
        if cell is None or not cell.text:
            return Cell()
        first = facts.pieces[0] if facts and facts.pieces else None
        piece = Piece(cell.text, first.gap, first.paragraph) if first else Piece(cell.text, "\n", number)
        made = Cell((piece,))
    said = made.confirmed if cell is None or cell.confirmed is None else cell.confirmed
    return replace(made, confirmed=said and bool(made.pieces))


def _document(rows: tuple[BitextRow, ...]) -> tuple[tuple[BitextRow, ...], str]:
    """The source's text put together, and its segments told where they start in it.

    Segments whose place is known stand there, so that offsets of the exported document still hold.
    """
    parts: list[str] = []
    at = 0
    out = []
    for row in rows:
        pieces = []
        for piece in row.source.pieces:
            if piece.start is None and at == 0:
                piece = replace(piece, gap="")
            gap = piece.gap
            if piece.start is not None and piece.start >= at:
                size = piece.start - at
                gap = (gap + " " * size)[:size]
            parts += [gap, piece.text]
            at += len(gap)
            pieces.append(replace(piece, start=at))
            at += len(piece.text)
        out.append(replace(row, source=replace(row.source, pieces=tuple(pieces))))
    return tuple(out), "".join(parts)

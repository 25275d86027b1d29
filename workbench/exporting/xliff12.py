"""XLIFF 1.2: one target per unit, further renderings as ``alt-trans``.

Specification: OASIS, XLIFF Version 1.2, 1 February 2008, https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html.
Written so that the strict schema accepts it: what is our own stands in ``context`` and ``note``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.bitext import SOURCE, Bitext, BitextRow, Cell, Column, Comment
from workbench.exporting.carried import (
    DocumentFacts,
    RowFacts,
    comments_of,
    document_facts,
    parsed,
    row_facts,
)
from workbench.exporting.exchange import Content, InCell, Incoming, InRow, Options, Written
from workbench.exporting.xliff import (
    XML,
    Reading,
    Table,
    child_text,
    children,
    element,
    in_column,
    tag_of,
    to_bytes,
    unsaid,
)
from workbench.interchange import Problem
from workbench.interchange.xmltext import unspelled
from workbench.model import Origin

__all__ = ["read", "write"]

_NS = "urn:oasis:names:tc:xliff:document:1.2"
_OURS = "x-workbench"
"""Type of the context that holds a row's facts, and sender of the note that holds the document's."""
_FINAL = ("final", "signed-off")
_SIDES = {"source": SOURCE, "target": 0}


def write(content: Content, options: Options) -> Written:
    """One file element; the chosen rendering is the target, the others are proposals.

    States: ``final`` and approved where confirmed, else ``needs-review-translation`` where edited or made by
    a machine, ``translated`` for human text, ``new`` where there is none.
    """
    from lxml import etree

    bitext = content.bitext
    order = content.order(options)
    root = etree.Element(f"{{{_NS}}}xliff", {"version": "1.2"}, {None: _NS})
    targets = {"target_language": tag_of(bitext.columns[order[0]])} if order else {}
    file = element(
        root, _q("file"), original=bitext.document.name or "document", source_language=tag_of(bitext.source),
        datatype="plaintext", **targets,
    )  # fmt: skip
    header = element(file, _q("header"))
    element(header, _q("note"), document_facts(bitext, order), **{"from": _OURS})
    body = element(file, _q("body"))
    for row in bitext.rows:
        _unit(body, row, bitext, order)
    return Written(to_bytes(root), unsaid(bitext))


def _q(tag: str) -> str:
    return f"{{{_NS}}}{tag}"


def _unit(body: Any, row: BitextRow, bitext: Bitext, order: list[int]) -> None:
    cells = [row.cells[number] for number in order]
    unit = element(body, _q("trans-unit"), id=row.id)
    unit.set(f"{XML}space", "preserve")
    element(unit, _q("source"), row.source.text).set(f"{XML}lang", tag_of(bitext.source))
    if cells and cells[0].pieces:
        if cells[0].confirmed:
            unit.set("approved", "yes")
        _target(unit, cells[0], bitext.columns[order[0]])
    for number, cell in zip(order[1:], cells[1:], strict=True):
        if cell.pieces:
            column = bitext.columns[number]
            other = element(unit, _q("alt-trans"), origin=column.label, alttranstype="proposal")
            _target(other, cell, column)
    for note in comments_of(row, order):
        annotates = {SOURCE: "source", 0: "target"}.get(note.column, "general")
        element(unit, _q("note"), note.text, annotates=annotates, **({"from": note.who} if note.who else {}))
    group = element(unit, _q("context-group"), purpose=_OURS)
    element(group, _q("context"), row_facts(row, order), context_type=_OURS)


def _target(parent: Any, cell: Cell, column: Column) -> None:
    if cell.confirmed:
        how = {"state": "final"}
    elif cell.edited:
        how = {"state": "needs-review-translation"}
    elif column.kind is Origin.MACHINE:
        how = {"state": "needs-review-translation", "state_qualifier": "mt-suggestion"}
    else:
        how = {"state": "translated"}
    element(parent, _q("target"), cell.text, **how).set(f"{XML}lang", tag_of(column))


def read(data: bytes, options: Options) -> Incoming:
    """All files of the document as one table.

    Raises:
        BadFile: no XLIFF, another version's, or hostile.
        UnreadableText: in an unknown encoding.
    """
    reading = Reading(data, options.name or "the XLIFF file")
    if reading.version.startswith("2"):
        from workbench.exporting.xliff21 import read_root

        return read_root(reading, options)
    if not reading.version.startswith("1"):
        reading.problems.append(
            Problem(f"The file says version “{reading.version[:20]}”; it was read as 1.2.")
        )
    files = list(children(reading.root, "file"))
    table = _begun(reading, options, files)
    for file in files:
        table.files += 1
        for unit in file.iter("{*}trans-unit"):
            _read_unit(unit, table, reading, options)
    return table.done()


def _begun(reading: Reading, options: Options, files: list[Any]) -> Table:
    """A table with the columns that the first file names."""
    get = files[0].get if files else {}.get
    header = next(children(files[0], "header"), None) if files else None
    notes = () if header is None else children(header, "note")
    ours = next((child_text(note) for note in notes if note.get("from") == _OURS), None)
    name = unspelled(get("original", ""))
    source = in_column(name or "source", get("source-language") or options.source_lang, Origin.SOURCE, name)
    target = in_column("target", get("target-language") or options.target_lang)
    return Table(reading, parsed(ours, DocumentFacts), source, target)


def _read_unit(unit: Any, table: Table, reading: Reading, options: Options) -> None:
    source = next(children(unit, "source"), None)
    if source is None:
        table.tell("A unit has no source; it was left out.", unit)
        return
    cells: dict[int, InCell] = {}
    target = next(children(unit, "target"), None)
    if target is not None and table.columns:
        cells[0] = InCell(reading.text(target), _confirmed(target, unit))
    for other in children(unit, "alt-trans"):
        _read_other(other, cells, table, reading, options)
    contexts = (c for g in children(unit, "context-group") for c in children(g, "context"))
    ours = next((child_text(c) for c in contexts if c.get("context-type") == _OURS), None)
    row = InRow(
        cells=(),
        source=InCell(reading.text(source)),
        id=unspelled(unit.get("id", "")),
        comments=tuple(_comments(unit, options)),
        facts=parsed(ours, RowFacts),
        line=unit.sourceline,
    )
    table.add(cells, row)


def _read_other(
    other: Any, cells: dict[int, InCell], table: Table, reading: Reading, options: Options
) -> None:
    """An ``alt-trans``: a rendering, unless it is an older version or a rejected one."""
    target = next(children(other, "target"), None)
    if target is None or other.get("alttranstype", "proposal") not in ("proposal", "accepted", "reference"):
        return
    label = unspelled(other.get("origin") or other.get("tool-id") or "alt-trans")
    lang = target.get(f"{XML}lang") or other.get(f"{XML}lang") or options.target_lang
    table.other(cells, in_column(label, lang), InCell(reading.text(target), _confirmed(target)), other)


def _comments(unit: Any, options: Options) -> Iterator[Comment]:
    for note in children(unit, "note"):
        place = _SIDES.get(note.get("annotates", ""), SOURCE)
        who = unspelled(note.get("from", "")) or options.who
        yield Comment(child_text(note), who, options.when, place)


def _confirmed(target: Any, unit: Any = None) -> bool | None:
    """What state and approval say; None where the file uses neither."""
    approved = None if unit is None else unit.get("approved")
    state = target.get("state")
    if approved is None and state is None:
        return None
    return approved == "yes" or state in _FINAL

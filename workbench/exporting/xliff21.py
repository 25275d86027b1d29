"""XLIFF 2.1 (ISO 21720): a unit per row, further renderings as matches, our facts as metadata.

Specification: OASIS, XLIFF Version 2.1, 13 February 2018, https://docs.oasis-open.org/xliff/xliff-core/v2.1/os/;
the modules are Translation Candidates (§5.1) and Metadata (§5.4). Characters that XML cannot hold stand in ``cp``
elements, as the core asks (§4.2.3.1).
"""

from __future__ import annotations

import re
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
    local,
    tag_of,
    to_bytes,
    unsaid,
)
from workbench.interchange import Problem
from workbench.interchange.xmltext import ILLEGAL, unspelled
from workbench.model import Origin

__all__ = ["read", "read_root", "write"]

_NS = "urn:oasis:names:tc:xliff:document:2.0"
_MTC = "urn:oasis:names:tc:xliff:matches:2.0"
_MDA = "urn:oasis:names:tc:xliff:metadata:2.0"
_OURS = "workbench"
_NMTOKEN = re.compile(r"[\w.-]+")
"""What an id may look like, a little narrower than XML's own rule."""
_BY = "comment by "
"""Before the name in a note's category: the standard has no place for whose a note is."""
_SIDES = {"source": SOURCE, "target": 0}


def write(content: Content, options: Options) -> Written:
    """One file element; the chosen rendering is the target, the others are matches.

    States: ``final`` where confirmed, else ``translated`` with the sub-state ``workbench:edited`` or
    ``workbench:machine``, ``initial`` where there is no text.
    """
    from lxml import etree

    bitext = content.bitext
    order = content.order(options)
    root = etree.Element(_q("xliff"), {"version": "2.1"}, {None: _NS, "mtc": _MTC, "mda": _MDA})
    root.set("srcLang", tag_of(bitext.source))
    if order:
        root.set("trgLang", tag_of(bitext.columns[order[0]]))
    file = element(root, _q("file"), id="f1", original=bitext.document.name)
    _metadata(file, "document", document_facts(bitext, order))
    taken: set[str] = set()
    for number, row in enumerate(bitext.rows):
        own = row.id if _NMTOKEN.fullmatch(row.id) and row.id not in taken else f"u{number}.{len(taken)}"
        taken.add(own)
        _unit(file, row, own, bitext, order)
    empty = () if bitext.rows else ("an empty table: the standard wants at least one unit",)
    return Written(to_bytes(root), (*unsaid(bitext), *empty))


def _q(tag: str) -> str:
    return f"{{{_NS}}}{tag}"


def _metadata(parent: Any, kind: str, facts: str) -> None:
    group = element(element(parent, f"{{{_MDA}}}metadata"), f"{{{_MDA}}}metaGroup", category=_OURS)
    element(group, f"{{{_MDA}}}meta", facts, type=kind)


def _unit(file: Any, row: BitextRow, own: str, bitext: Bitext, order: list[int]) -> None:
    unit = element(file, _q("unit"), id=own, name=row.id)
    unit.set(f"{XML}space", "preserve")
    others = [number for number in order[1:] if row.cells[number].pieces]
    if others:
        matches = element(unit, f"{{{_MTC}}}matches")
        for number in others:
            _match(matches, row, number, bitext, order)
    _metadata(unit, "row", row_facts(row, order))
    comments = comments_of(row, order)
    if comments:
        notes = element(unit, _q("notes"))
        for note in comments:
            side = {SOURCE: "source", 0: "target"}.get(note.column)
            where = {"appliesTo": side} if side else {}
            element(
                notes,
                _q("note"),
                note.text,
                category=_BY + note.who if note.who else "comment",
                **where,
            )
    segment = element(unit, _q("segment"), id="s1")
    _marked(element(segment, _q("source")), row.source.text)
    target = row.cells[order[0]] if order else Cell()
    if target.pieces:
        segment.set("state", "final" if target.confirmed else "translated")
        sub = _sub_state(target, bitext.columns[order[0]])
        if sub:
            segment.set("subState", sub)
        _marked(element(segment, _q("target")), target.text)
    else:
        segment.set("state", "initial")


def _sub_state(cell: Cell, column: Column) -> str:
    if cell.confirmed:
        return ""
    return f"{_OURS}:edited" if cell.edited else f"{_OURS}:machine" if column.kind is Origin.MACHINE else ""


def _match(matches: Any, row: BitextRow, number: int, bitext: Bitext, order: list[int]) -> None:
    column, first = bitext.columns[number], bitext.columns[order[0]]
    match = element(
        matches, f"{{{_MTC}}}match", id=f"m{number + 1}", ref="#s1", origin=column.label,
        type="mt" if column.kind is Origin.MACHINE else "other",
    )  # fmt: skip
    _marked(element(match, _q("source")), row.source.text)
    target = element(match, _q("target"))
    if tag_of(column) != tag_of(first):
        match.set("reference", "yes")
        target.set(f"{XML}lang", tag_of(column))
    _marked(target, row.cells[number].text)


def _marked(parent: Any, text: str) -> None:
    """The text, with ``cp`` elements for what XML cannot hold."""
    found = list(ILLEGAL.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    parent.text = text[: found[0].start()] if found else text
    for match, end in zip(found, ends, strict=False):
        element(parent, _q("cp"), hex=f"{ord(match[0]):04X}").tail = text[match.end() : end]


def read(data: bytes, options: Options) -> Incoming:
    """All files of the document as one table.

    Raises:
        BadFile: no XLIFF, or hostile.
        UnreadableText: in an unknown encoding.
    """
    reading = Reading(data, options.name or "the XLIFF file")
    if reading.version.startswith("1"):
        from workbench.exporting import xliff12

        return xliff12.read(data, options)
    return read_root(reading, options)


def read_root(reading: Reading, options: Options) -> Incoming:
    """What :func:`read` does, once the XML is read."""
    root = reading.root
    if reading.version not in ("2.0", "2.1", "2.2"):
        reading.problems.append(
            Problem(f"The file says version “{reading.version[:20]}”; it was read as 2.1.")
        )
    files = list(children(root, "file"))
    name = unspelled(files[0].get("original", "")) if files else ""
    facts = parsed(_facts_of(files[0], "document"), DocumentFacts) if files else None
    source = in_column(name or "source", root.get("srcLang") or options.source_lang, Origin.SOURCE, name)
    table = Table(reading, facts, source, in_column("target", root.get("trgLang") or options.target_lang))
    for file in files:
        table.files += 1
        for unit in file.iter("{*}unit"):
            _read_unit(unit, table, reading, options)
    return table.done()


def _facts_of(node: Any, kind: str) -> str | None:
    groups = (group for metadata in children(node, "metadata") for group in children(metadata, "metaGroup"))
    metas = (meta for group in groups if group.get("category") == _OURS for meta in children(group, "meta"))
    return next((child_text(meta) for meta in metas if meta.get("type") == kind), None)


def _read_unit(unit: Any, table: Table, reading: Reading, options: Options) -> None:
    """One row; the segments of the unit are joined."""
    parts = list(children(unit, "segment", "ignorable"))
    sources = [next(children(part, "source"), None) for part in parts]
    targets = [next(children(part, "target"), None) for part in parts]
    if all(source is None for source in sources):
        table.tell("A unit has no source; it was left out.", unit)
        return
    cells: dict[int, InCell] = {}
    if table.columns and any(target is not None for target in targets):
        # what stands between segments is the source's where the translation does not say otherwise
        between = [
            s if t is None and local(p) == "ignorable" else t
            for p, s, t in zip(parts, sources, targets, strict=True)
        ]
        cells[0] = InCell(_joined(reading, between), _confirmed(parts))
    for matches in children(unit, "matches"):
        for match in children(matches, "match"):
            _read_match(match, cells, table, reading)
    facts = parsed(_facts_of(unit, "row"), RowFacts)
    row = InRow(
        cells=(),
        source=InCell(_joined(reading, sources)),
        id=facts.id if facts else unspelled(unit.get("id", "")),
        comments=tuple(_comments(unit, options)),
        facts=facts,
        line=unit.sourceline,
    )
    table.add(cells, row)


def _joined(reading: Reading, nodes: list[Any]) -> str:
    return "".join(reading.text(node) for node in nodes if node is not None)


def _confirmed(parts: list[Any]) -> bool | None:
    """Confirmed if every segment is final; None where the file uses no states."""
    states = [part.get("state") for part in parts if local(part) == "segment"]
    if all(state is None for state in states):
        return None
    return all(state == "final" for state in states)


def _read_match(match: Any, cells: dict[int, InCell], table: Table, reading: Reading) -> None:
    target = next(children(match, "target"), None)
    if target is None:
        return
    kind = match.get("type")
    label = unspelled(match.get("origin") or f"match ({kind or 'tm'})")
    column = in_column(label, target.get(f"{XML}lang"), Origin.MACHINE if kind == "mt" else None)
    table.other(cells, column, InCell(reading.text(target)), match)


def _comments(unit: Any, options: Options) -> Iterator[Comment]:
    for notes in children(unit, "notes"):
        for note in children(notes, "note"):
            category = unspelled(note.get("category", ""))
            who = category.removeprefix(_BY) if category.startswith(_BY) else options.who
            yield Comment(child_text(note), who, options.when, _SIDES.get(note.get("appliesTo", ""), SOURCE))

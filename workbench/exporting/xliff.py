"""What both versions of XLIFF share: safe reading that keeps what it can, plain text of marked-up text, writing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from workbench.bitext import Bitext, Column
from workbench.errors import BadFile
from workbench.exporting.carried import DocumentFacts
from workbench.exporting.exchange import InCell, InColumn, Incoming, InRow
from workbench.interchange import Problem
from workbench.interchange.decoding import Decoder
from workbench.interchange.tmx import language_code
from workbench.interchange.xmltext import spelled, unspelled
from workbench.languages import LANGUAGES
from workbench.model import Origin

__all__ = [
    "XML",
    "Reading",
    "Table",
    "child_text",
    "children",
    "element",
    "in_column",
    "local",
    "tag_of",
    "to_bytes",
    "unsaid",
]

XML = "{http://www.w3.org/XML/1998/namespace}"
_KEPT = frozenset(["g", "mrk", "pc", "hi"])
"""Inline elements whose content is text of the segment; that of the others is native code."""
_MOST_ERRORS = 100
_ROOT = re.compile(r"<(\w+:)?xliff\b[^<>]*>")
_UNIT = re.compile(r"<(?:\w+:)?(?:trans-)?unit[\s>]")
_UNIT_END = re.compile(r"</(?:\w+:)?(?:trans-)?unit\s*>")
_ID = re.compile(r"""\sid\s*=\s*(["'])(.*?)\1""")
_CLOSED = re.compile(r"</(\w+:)?xliff\s*>")


def element(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    """A new child; what XML cannot hold is spelled out. Underscores in names stand for hyphens."""
    from lxml import etree

    child = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        child.set(name.replace("_", "-"), spelled(value))
    if text is not None:
        child.text = spelled(text)
    return child


def to_bytes(root: Any) -> bytes:
    """The file, indented; texts are left alone."""
    from lxml import etree

    _indent(root, "\n")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written + b"\n"


def _indent(node: Any, margin: str) -> None:
    """Each element on a line of its own, but nothing inside a text: a ``cp`` there may stand alone."""
    if not len(node) or local(node) in ("source", "target"):
        return
    node.text = margin + "  "
    for child in node:
        _indent(child, margin + "  ")
        child.tail = margin + "  "
    node[-1].tail = margin


def tag_of(column: Column) -> str:
    """The language tag of a column as BCP 47 has it; ``und`` where undecided."""
    lang = column.lang
    if lang is None:
        return "und"
    return LANGUAGES[lang].babel.replace("_", "-") if lang in LANGUAGES else lang


class Reading:
    """An XLIFF file being read.

    Args:
        data: its bytes.
        name: what to call it in messages.

    Raises:
        BadFile: nothing of it can be read, it is no XLIFF, or it declares entities.
        UnreadableText: it is in an unknown encoding.

    Attributes:
        root: the root element; of a damaged file, with what could be read.
        problems: what was repaired or is missing, by line.
    """

    def __init__(self, data: bytes, name: str) -> None:
        decoder = Decoder(io.BytesIO(data), name)
        text = "".join(piece for piece, _ in decoder.pieces())
        self.name = name
        self.problems: list[Problem] = list(decoder.problems)
        self._coded = 0
        self.root = self._parsed(text)
        self.version: str = self.root.get("version", "")
        if local(self.root) != "xliff":
            raise BadFile(f"“{name}” is <{local(self.root)[:40]}>, no XLIFF.", hint="Give an .xlf file.")

    def _parsed(self, text: str) -> Any:
        if "<!ENTITY" in text:
            raise BadFile(
                f"“{self.name}” declares XML entities, as attacks do and translation tools do not.",
                hint="If you trust where it is from, delete its <!ENTITY> lines.",
            )
        root, error = _tree(text)
        if error is not None:
            whole, found = _without_broken_units(text)
            self.problems += found or [error]
            root, _ = _tree(whole, recover=True)
        if root is None:
            raise BadFile(f"“{self.name}” is no XLIFF: it is not XML.", hint="Give an .xlf file.")
        if not text.rstrip().endswith(">") or not _CLOSED.search(text[-200:]):
            line = text.rstrip().count("\n") + 1
            self.problems.append(
                Problem("The file is cut off here; the whole units before it were read.", line)
            )
        return root

    def text(self, node: Any) -> str:
        """The text of a source or target, inline codes taken off (and counted)."""
        parts: list[str] = []
        self._gather(node, parts)
        text = "".join(parts)
        return text if self.version.startswith("2") else unspelled(text)  # version 2 has ``cp`` for it

    def _gather(self, node: Any, parts: list[str]) -> None:
        parts.append(node.text or "")
        for child in node:
            kind = local(child)
            if kind == "cp":
                parts.append(_code_point(child.get("hex", "")))
            elif kind in _KEPT:
                self._gather(child, parts)
            elif not kind.startswith("<"):
                self._coded += 1
            elif kind == "<entity>":
                parts.append(child.text or "")
            parts.append(child.tail or "")

    def coded(self) -> Iterator[Problem]:
        """What was taken off."""
        if self._coded:
            yield Problem(f"{self._coded:,} inline codes were taken off; the texts around them are kept.")


def _tree(text: str, *, recover: bool = False) -> tuple[Any, Problem | None]:
    """(root or None, first error or None) of a text, entities and the network off, sizes and depth bounded."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(text.encode(), parser), None
    except etree.XMLSyntaxError as error:
        return None, Problem(f"Broken XML here: {error.msg}.", error.lineno)


def _without_broken_units(text: str) -> tuple[str, list[Problem]]:
    """The text without the units that are not well-formed by themselves, and which these were.

    So a text that breaks off, or has lost its end tag, is never taken for a whole one.
    """
    opening = _ROOT.search(text)
    starts = [found.start() for found in _UNIT.finditer(text)]
    if opening is None or not starts:
        return text, []
    tag, closing = opening[0], f"</{opening[1] or ''}xliff>"
    problems: list[Problem] = []
    out = [text[: starts[0]]]
    line = out[0].count("\n") + 1
    for at, following in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[at:following]
        end = _UNIT_END.search(part)
        error = _tree(tag + part[: end.end()] + closing)[1] if end else Problem("it has no end")
        if error is None:
            out.append(part)
        else:
            name = _ID.search(part[:500])
            seen = f"The unit {name[2][:60] if name else ''} is broken and was left out"
            why = error.message.removeprefix("Broken XML here: ").rstrip(".")
            problems.append(Problem(f"{seen}: {why[:120]}.", line, name[2] if name else ""))
            out.append(
                "\n" * part[: end.end() if end else None].count("\n") + (part[end.end() :] if end else "")
            )
        line += part.count("\n")
    return "".join(out), problems[:_MOST_ERRORS]


class Table:
    """Rows being gathered from one file; columns are found as they come.

    Attributes:
        facts: what our own export says of the document, or None.
        source, columns: as far as they are known.
        files: how many file elements were read.
    """

    def __init__(
        self, reading: Reading, facts: DocumentFacts | None, source: InColumn, target: InColumn
    ) -> None:
        self._reading = reading
        self.facts = facts
        self.source = source
        self.columns = [target]
        self.files = 0
        if facts:
            self.source = InColumn(facts.source.label, facts.source.lang, Origin.SOURCE, source.name)
            self.columns = [InColumn(c.label, c.lang, c.kind, c.name) for c in facts.columns]
        self._rows: list[tuple[dict[int, InCell], InRow]] = []

    def tell(self, message: str, node: Any) -> None:
        """Report something at the line of an element."""
        self._reading.problems.append(Problem(message, node.sourceline))

    def other(self, cells: dict[int, InCell], column: InColumn, cell: InCell, node: Any) -> None:
        """A further rendering: goes to the column of its label, a new one if need be."""
        number = next((n for n, known in enumerate(self.columns) if n and known.label == column.label), None)
        if number is None:
            number = len(self.columns)
            lang = column.lang or (self.columns[0].lang if self.columns else None)
            self.columns.append(replace(column, lang=lang))
        if number in cells:
            self.tell(f"A second text of “{column.label[:60]}” was left out: “{cell.text[:200]}”.", node)
        else:
            cells[number] = cell

    def add(self, cells: dict[int, InCell], row: InRow) -> None:
        """One row; its cells by column."""
        self._rows.append((cells, row))

    def done(self) -> Incoming:
        """The whole file.

        Raises:
            BadFile: there is no unit in it.
        """
        if not self._rows and self.facts is None:
            raise BadFile(
                f"“{self._reading.name}” has no translation unit.", hint="Give a file with text in it."
            )
        problems = [*self._reading.problems, *self._reading.coded()]
        if self.files > 1:
            problems.append(Problem(f"{self.files} files in one; their rows stand one after another."))
        width = range(len(self.columns))
        rows = (replace(row, cells=tuple(cells.get(n) for n in width)) for cells, row in self._rows)
        return Incoming(self.source, tuple(self.columns), tuple(rows), tuple(problems), self.facts)


def local(node: Any) -> str:
    """An element's name without its namespace; ``<entity>`` or ``<other>`` for what is no element."""
    from lxml import etree

    if isinstance(node.tag, str):
        return node.tag.rpartition("}")[2]
    return "<entity>" if isinstance(node, etree._Entity) else "<other>"


def _code_point(written: str) -> str:
    try:
        return chr(int(written, 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def children(node: Any, *names: str) -> Iterator[Any]:
    """Direct children with one of the local names."""
    return (child for child in node if local(child) in names)


def child_text(node: Any) -> str:
    """All text of an element of ours or a remark."""
    return unspelled("".join(node.itertext()))


def in_column(label: str, lang: str | None, kind: Origin | None = None, name: str = "") -> InColumn:
    """A column of a file, its language by our code."""
    return InColumn(label, language_code(lang or ""), kind, name)


def unsaid(bitext: Bitext) -> tuple[str, ...]:
    """What no exchange format but JSON carries, as far as this table has it."""
    document = bitext.document
    kinds = (
        ("the source's text outside its segments (debris)", bool(document.removed)),
        ("the engines' further suggestions", any(
            piece.hypotheses for number in range(len(bitext.columns)) for piece in bitext.pieces(number)
        )),
        ("the reader's notes on the source document", bool(document.notes)),
    )  # fmt: skip
    return tuple(what for what, there in kinds if there)

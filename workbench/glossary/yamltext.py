"""YAML text as plain nodes that know their place; hostile or surprising YAML becomes a sentence.

Every scalar is kept as the text that stands in the file, so YAML 1.1's surprises do not arise: ``no`` is a
language, ``on`` a word, ``1.10`` a version and ``2024-02-24`` a date as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import BadGlossary
from workbench.glossary.base import Problem
from workbench.glossary.nodes import Items, Listing, Node, Text
from workbench.glossary.plainyaml import parse_plain

__all__ = ["MAX_BYTES", "decode", "parse", "parse_full", "problem_of", "read_bytes"]

MAX_BYTES = 32 * 2**20
"""Larger files are refused: 100,000 terms need about 8 MB."""

_MAX_NODES = 3_000_000
_MAX_ALIASED = 20_000
"""Nodes that aliases may add. A ten-line “billion laughs” would add 10⁹."""

_DEPTH = 20
"""Levels of nesting; a glossary needs seven."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a glossary file.

    Raises:
        BadGlossary: it is not there, not a file, or larger than :data:`MAX_BYTES`.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise BadGlossary(
                f"“{path}” has {size / 2**20:.0f} MB; a glossary may have {MAX_BYTES // 2**20}.",
                hint="Split it into several files, one per field.",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise BadGlossary(f"There is no glossary “{path}”.", hint="Check the name.") from None
    except OSError as error:
        raise BadGlossary(f"Cannot read “{path}”: {error.strerror}.", hint="Give a YAML file.") from error


def decode(data: bytes, name: str) -> str:
    """The text of a glossary file: UTF-8, or UTF-16 with its mark.

    Raises:
        BadGlossary: another encoding; the message says where.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise BadGlossary(
            f"{name}:{line}:{column}: this is not UTF-8.", hint="Save the file as UTF-8 in your editor."
        ) from None


def parse(text: str, name: str) -> Node:
    """The one document in `text`.

    Raises:
        BadGlossary: the YAML is broken or hostile; the message gives ``name:line:column``.
    """
    plain = parse_plain(text)
    return parse_full(text, name) if plain is None else plain


def parse_full(text: str, name: str) -> Node:
    """:func:`parse` by the full YAML parser, whatever the text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _syntax(error, text, name) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"U+{error.character:04X}" if isinstance(error.character, int) else repr(error.character)
        raise _bad(name, line, 1, f"the character {what} may not stand in YAML.", "Delete it.") from None
    except RecursionError:
        raise _bad(name, 1, 1, "it is nested too deeply.", "Use the layout in docs/glossaries.md.") from None
    except (YAMLError, ValueError) as error:
        raise _bad(name, 1, 1, f"this is not YAML ({error}).", "Check quotes and indentation.") from None
    if root is None:
        raise _bad(name, 1, 1, "the file is empty.", "Start from “workbench glossary schema --example”.")
    return _Converter(name).convert(root, ())


def _bad(name: str, line: int, column: int, message: str, fix: str) -> BadGlossary:
    return BadGlossary(f"{name}:{line}:{column}: {message}", hint=fix)


def _syntax(error: Any, text: str, name: str) -> BadGlossary:
    """A scanner's or parser's complaint in words that say what to do."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    shown = lines[line] if line < len(lines) else ""
    problem = str(error.problem or error.context or "broken YAML")
    if "quoted scalar" in str(error.context or "") and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
        return _bad(name, line + 1, column + 1, "a quotation mark is opened and never closed.", "Close it.")
    if "\t" in shown[: column + 1] or "\\t" in problem:
        return _bad(name, line + 1, column + 1, "there is a tab.", "Indent with spaces; YAML allows no tabs.")
    if "undefined alias" in problem:
        return _bad(name, line + 1, column + 1, f"{problem}.", "Quote a word that starts with *.")
    if "expected a single document" in str(error.context or ""):
        return _bad(name, line + 1, column + 1, "a second document starts.", "Delete the line “---”.")
    if "mapping values are not allowed" in problem:
        fix = "Put the text in quotes if it contains “: ”, or correct the indentation."
        return _bad(name, line + 1, column + 1, "a colon where none can stand.", fix)
    if "could not find expected" in problem or "expected <block end>" in problem:
        fix = "Align the line with its neighbours; end each key with “: ”."
        return _bad(name, line + 1, column + 1, "the indentation or a key is broken.", fix)
    return _bad(name, line + 1, column + 1, f"broken YAML: {problem}.", "Check quotes and indentation.")


class _Converter:
    """ruamel's nodes into ours, counting, so that aliases cannot blow up."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self._seen: set[int] = set()
        self._aliased = 0

    def convert(self, node: Any, above: tuple[int, ...]) -> Node:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self._count(node, above, line, column)
        if not str(node.tag).startswith("tag:yaml.org,2002:") or "python" in str(node.tag):
            raise _bad(self._name, line, column, f"the tag {node.tag} is not used here.", "Delete it.")
        above = (*above, id(node))
        if isinstance(node.value, str):
            null = node.style is None and node.value in ("", "~", "null")
            return Text(line, column, node.value, null)
        if node.id == "sequence":
            return Listing(line, column, tuple(self.convert(child, above) for child in node.value))
        return Items(line, column, tuple(self._pairs(node, above)))

    def _count(self, node: Any, above: tuple[int, ...], line: int, column: int) -> None:
        if len(above) > _DEPTH or id(node) in above:
            fix = "Use the layout in docs/glossaries.md."
            raise _bad(self._name, line, column, "it is nested too deeply or inside itself.", fix)
        self._nodes += 1
        self._aliased += id(node) in self._seen
        self._seen.add(id(node))
        if self._aliased > _MAX_ALIASED or self._nodes > _MAX_NODES:
            fix = "Write repeated values out, without & and *."
            raise _bad(self._name, line, column, "its anchors repeat too much.", fix)

    def _pairs(self, node: Any, above: tuple[int, ...]) -> Iterator[tuple[Text, Node]]:
        merged: dict[str, tuple[Text, Node]] = {}
        own: dict[str, tuple[Text, Node]] = {}
        for key_node, value_node in node.value:
            key = self.convert(key_node, above)
            if not isinstance(key, Text):
                raise _bad(self._name, key.line, key.column, "a key must be a word.", "Remove the brackets.")
            value = self.convert(value_node, above)
            if key.value == "<<" and isinstance(value, Items):
                merged = {name.value: (name, child) for name, child in value.pairs} | merged
            elif key.value in own:
                fix = f"Line {own[key.value][0].line} has it already; keep one."
                raise _bad(self._name, key.line, key.column, f"the key “{key.value}” stands twice.", fix)
            else:
                own[key.value] = (key, value)
        yield from (merged | own).values()


def problem_of(error: BadGlossary, path: str) -> Problem:
    """An error of this module as a problem: its place taken from the front of the message."""
    rest = error.message.removeprefix(f"{path}:")
    line, _, tail = rest.partition(":")
    column, _, message = tail.partition(": ")
    if line.isdigit() and column.isdigit():
        return Problem(path, int(line), int(column), "syntax", message, error.hint)
    return Problem(path, 1, 1, "syntax", error.message, error.hint)

"""Change a glossary file the way a careful maintainer would: only the lines concerned, nothing else.

An edit replaces, inserts or removes lines of the text, so comments, order, quoting and blank lines elsewhere
stay as they are, byte for byte. Each edit is checked by reading the result. A file being edited is a
:class:`workbench.glossary.draft.Draft`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.errors import BadGlossary
from workbench.glossary.nodes import Items, Listing, Node, Text
from workbench.glossary.yamltext import parse

__all__ = ["Change", "Data", "Place", "apply", "data_at", "render", "scalar"]

Data = str | None | list["Data"] | dict[str, "Data"]
"""Plain glossary data: what :func:`data_at` gives and :class:`Change` takes."""

Place = tuple[str | int, ...]
"""Where something stands: ``("concepts", "press-release", "terms", "uk", 0, "status")``. A concept is named by
its id, so that a path stays right when concepts are added above it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit.

    Attributes:
        path: what is changed; the last part is a key, or an index in a list (the list's length appends).
        value: its new value; None deletes it.
        was: its value when the edit was made, None if it was not there. An edit is only replayed on a changed
            file if the value there is still `was` (or already `value`).
    """

    path: Place
    value: Data
    was: Data = None

    def __str__(self) -> str:
        return " › ".join(map(str, self.path))


@lru_cache(4)
def _tree(text: str, name: str) -> Node:
    """The nodes of a text. One edit looks at its text before and after, and the next begins with the latter."""
    return parse(text, name)


def data_at(text: str, path: Place, name: str = "glossary") -> Data:
    """What stands at `path` in a glossary's text; None if nothing does."""
    node: Node | None = _tree(text, name)
    for part in path:
        node = _child(node, part)
    return _data(node)


def _child(node: Node | None, part: str | int) -> Node | None:
    if isinstance(node, Items) and isinstance(part, str):
        return node.get(part)
    if isinstance(node, Listing):
        index = part if isinstance(part, int) else _index_of(node, part)
        return node.values[index] if index is not None and 0 <= index < len(node.values) else None
    if isinstance(node, Items | Text) and part == 0:
        return node  # a single term may stand without its list
    return None


def _index_of(node: Listing, ident: str) -> int | None:
    """Index of the concept with this id."""
    for index, child in enumerate(node.values):
        if isinstance(child, Items) and _data(child.get("id")) == ident:
            return index
    return None


def _data(node: Node | None) -> Data:
    if node is None or (isinstance(node, Text) and node.null):
        return None
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Listing):
        return [_data(child) for child in node.values]
    return {key.value: _data(child) for key, child in node.pairs}


def apply(text: str, change: Change, name: str = "glossary") -> str:
    """`text` with one change made; only the lines concerned differ.

    Raises:
        BadGlossary: the parent of the place does not exist, or the file is written so tightly (flow style
            over several lines) that lines cannot be told apart.
    """
    root = _tree(text, name)
    parent: Node | None = root
    for part in change.path[:-1]:
        above, parent = parent, _child(parent, part)
        if parent is None and isinstance(above, Listing) and isinstance(part, str):
            raise BadGlossary(f"{name}: there is no concept “{part}”.", hint="Add it first.")
    last, lines = change.path[-1], text.rstrip("\n").split("\n")
    if len(change.path) > 1 and not _fits(lines, parent, last, change.value):
        whole = _edited(_data(parent), (last,), change.value)
        gone = whole == [] and change.path[-2] != "concepts"  # a language without terms goes
        return apply(text, Change(change.path[:-1], None if gone else whole), name)
    result = "\n".join(_put(lines, parent or root, last, change.value)) + "\n"
    if _data(_tree(result, name)) != _edited(_data(root), change.path, change.value):
        raise BadGlossary(f"{name}: “{change}” cannot be edited in place.", hint="Edit the file by hand.")
    return result


def _fits(lines: Sequence[str], parent: Node | None, last: str | int, value: Data) -> bool:
    """True if lines of `parent` can be changed; else it is written anew as a whole.

    So is a short form that grows (``uk: реліз`` given a second term or a reason), what stands in brackets, and
    what loses its first or its only entry.
    """
    if not isinstance(parent, Items | Listing) or _is_flow(lines, parent):
        return False
    if isinstance(parent, Items) and not isinstance(last, str):
        return False
    if value is not None:
        return True
    entries = _entries(parent)
    behind_dash = isinstance(parent, Items) and bool(lines[parent.line - 1][: parent.column - 1].strip(" "))
    return len(entries) > 1 and not (behind_dash and entries[0][0] == last)


def _edited(data: Data, path: Place, value: Data) -> Data:
    """Plain data with one place changed: what an edit of the text must come to.

    Short forms grow as needed; a language's list that becomes empty goes, one that becomes single stays a list.
    """
    part, rest = path[0], path[1:]
    if isinstance(part, str) and not isinstance(data, list):
        known = {"text": data} if isinstance(data, str) else data or {}
        new = _edited(known.get(part), rest, value) if rest else value
        if new is None or (new == [] and part != "concepts"):
            return {key: child for key, child in known.items() if key != part}
        return {**known, part: new}
    if not isinstance(data, list):  # a single term without its list
        made = _edited([] if data is None else [data], path, value)
        assert isinstance(made, list)
        return made[0] if len(made) == 1 and data is not None else made
    index = part if isinstance(part, int) else _index_in(data, part)
    old = data[index] if index < len(data) else None
    changed = _edited(old, rest, value) if rest else value
    return [*data[:index], *([] if changed is None else [changed]), *data[index + 1 :]]


def _index_in(data: list[Data], ident: str) -> int:
    ids = [child.get("id") if isinstance(child, dict) else None for child in data]
    return ids.index(ident) if ident in ids else len(ids)


def _put(lines: list[str], parent: Node, last: str | int, value: Data) -> list[str]:
    """Set, insert or delete the entry `last` of `parent`."""
    entries = _entries(parent)
    at = next((n for n, (key, _) in enumerate(entries) if key == last), None)
    if isinstance(parent, Listing) and isinstance(last, str):
        at = _index_of(parent, last)
    column = parent.column - 1
    item = isinstance(parent, Listing)
    if at is None:
        if value is None:
            return lines
        ahead = [entry for entry in entries if entry[0] not in _LAST] or entries
        start = _end(lines, ahead[-1][1] - 1, column, item) if entries else parent.line
        apart = item and len(entries) > 1 and not lines[entries[-1][1] - 2].strip()
        return [*lines[:start], *[""] * apart, *_render_entry(last, value, column, item), *lines[start:]]
    start = entries[at][1] - 1
    end = _end(lines, start, column, item)
    new = [] if value is None else _render_entry(last, value, column, item)
    first = lines[start][:column]
    if new and first.strip(" "):  # the first key of a list's item stands behind its dash
        new[0] = first + new[0][column:]
    if len(new) == 1 and end - start == 1:
        new[0] += _comment(lines[start])
    return [*lines[:start], *new, *lines[end:]]


def _entries(parent: Node) -> list[tuple[str | int, int]]:
    """(key or index, line from 1) of what a mapping or list holds."""
    if isinstance(parent, Items):
        return [(key.value, key.line) for key, _ in parent.pairs]
    if isinstance(parent, Listing):
        return [(index, child.line) for index, child in enumerate(parent.values)]
    return []


def _is_flow(lines: Sequence[str], node: Node) -> bool:
    line = lines[node.line - 1] if node.line <= len(lines) else ""
    return line[node.column - 1 : node.column] in ("{", "[")


def _end(lines: Sequence[str], start: int, column: int, item: bool) -> int:
    """First line after the entry that begins in line `start`; comments and blanks that follow stay outside."""
    at = start + 1
    end = at
    while at < len(lines):
        bare = lines[at].lstrip(" ")
        indent = len(lines[at]) - len(bare)
        if bare and not bare.startswith("#"):
            deeper = indent > column or (not item and indent == column and bare.startswith("- "))
            if not deeper:
                break
            end = at + 1
        at += 1
    return end


_LAST = ("terms", "concepts")
"""Keys that hold long lists: new keys are put before them."""

_COMMENT = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#]|(?<=\S)\#)*?(?P<comment>[ ]+\#.*)""")


def _comment(line: str) -> str:
    """The comment at a line's end, with the blanks before it."""
    match = _COMMENT.fullmatch(line) if len(line) < 2_000 else None
    return match["comment"] if match else ""


def _render_entry(key: str | int, value: Data, column: int, item: bool) -> list[str]:
    head = "- " if item else f"{key}:"
    pad = " " * column
    if value in ([], {}):
        return [f"{pad}{head.rstrip()} {'[]' if value == [] else '{}'}"]
    body = render(value, column + 2)
    if item:
        return [pad + head + body[0].lstrip(" "), *body[1:]]
    if isinstance(value, str | None):
        return [f"{pad}{head} {body[0].lstrip(' ')}".rstrip()]
    return [pad + head, *body]


def render(value: Data, column: int = 0) -> list[str]:
    """Lines of YAML for plain data, indented by `column`.

    >>> render({"id": "a", "terms": {"no": ["ja", "nei: to"]}})
    ['id: a', 'terms:', '  no:', '    - ja', '    - "nei: to"']
    """
    if isinstance(value, dict):
        return [line for key, child in value.items() for line in _render_entry(key, child, column, False)]
    if isinstance(value, list):
        return [line for child in value for line in _render_entry(0, child, column, True)]
    return [" " * column + ("" if value is None else scalar(value))]


_BARE = re.compile(r"[^\W_](?:[^\n\t:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])", re.UNICODE)
_GUESSED = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n|[-+.\d_:]+|0x[\da-f]+|\d[\d.e+-]*|\.inf|\.nan")


def scalar(text: str) -> str:
    """`text` as a YAML scalar that every reader takes for a text: bare where that is safe, else quoted.

    >>> scalar("прес-реліз"), scalar("no"), scalar("C: drive"), scalar("1.10")
    ('прес-реліз', '"no"', '"C: drive"', '"1.10"')
    """
    if _BARE.fullmatch(text) and not _GUESSED.fullmatch(text) and "\x85" not in text:
        return text
    return json.dumps(text, ensure_ascii=False)

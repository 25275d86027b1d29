"""A fast reader for the plain part of YAML that nearly every glossary keeps to.

One ``key: value`` or ``- item`` per line, indented lists, no anchors, tags, block scalars or values over
several lines. It reads 100,000 terms in about a second where the full parser takes fifteen. Whatever it does
not know for certain it leaves: :func:`parse_plain` then returns None and the full parser decides. A
property test holds the two to the same answer.
"""

from __future__ import annotations

import re

from workbench.glossary.nodes import Items, Listing, Node, Text

__all__ = ["parse_plain"]

_UNSURE = re.compile(
    "[^\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
"""Characters on which YAML versions differ: tabs, carriage returns, controls, other line ends."""

_PLAIN = r"""[^\s\-?:,\[\]{}\#&*!|>'"%@`~=<](?:[^\n:\#]|:(?=[^\s])|(?<=\S)\#)*?"""
_VALUE = rf"""(?:"(?P<double>[^"\\\n]*)"|'(?P<single>[^'\n]*)'|(?P<flow>\[[\w, .'’ʼ/()-]*\])|(?P<plain>{_PLAIN}))"""
_LINE = re.compile(
    rf"""(?P<indent>[ ]*)(?P<dash>-[ ]+)?
         (?:(?P<key>[A-Za-z_][\w.-]*):(?:[ ]+{_VALUE})?|(?P<item>){_VALUE.replace("?P<", "?P<i_")})
         [ ]*(?:[ ]\#[^\n]*)?""",
    re.VERBOSE,
)
_LONG = 2_000
"""Longer lines are left to the full parser: the pattern tries each run of blanks as the end of a value."""

_BLANK = re.compile(r"[ ]*(?:#[^\n]*)?")
_FLOW_ITEM = re.compile(r"[^\W_][\w.'’ʼ/()-]*(?: +[\w(][\w.'’ʼ/()-]*)*")


class _UnsureError(Exception):
    """The text is not plain enough."""


class _Row:
    """One line, taken apart."""

    __slots__ = ("dash", "indent", "key", "key_column", "line", "value")

    def __init__(self, line: int, match: re.Match[str]) -> None:
        self.line = line
        dash = match["dash"]
        self.indent = match.end("indent")
        self.dash = len(dash) if dash else 0
        self.key = match["key"]
        self.key_column = self.indent + self.dash
        self.value = _value(match, "" if self.key is not None else "i_", line)


def _value(match: re.Match[str], prefix: str, line: int) -> Node | None:
    plain = match[f"{prefix}plain"]
    if plain is not None:
        plain = plain.rstrip(" ")
        if plain[-1] == ":":
            raise _UnsureError
        return Text(line, match.start(f"{prefix}plain") + 1, plain, plain == "null")
    for kind in ("double", "single"):
        text = match[prefix + kind]
        if text is not None:
            return Text(line, match.start(prefix + kind), text)
    flow = match[f"{prefix}flow"]
    if flow is None:
        return None
    start = match.start(f"{prefix}flow")
    inside = flow[1:-1]
    items = [Text(line, start + 2 + m.start(), m[0], m[0] == "null") for m in _FLOW_ITEM.finditer(inside)]
    if ",".join(item.value for item in items) != re.sub(r" *, *", ",", inside.strip(" ")):
        raise _UnsureError
    return Listing(line, start + 1, tuple(items))


def parse_plain(text: str) -> Node | None:
    """The document in `text`, or None if it uses more of YAML than this reader knows.

    >>> root = parse_plain("name: Press\\nlanguages: [en, no]\\n")
    >>> root.get("languages").values[1].value
    'no'
    """
    if _UNSURE.search(text) or text.startswith(("---", "%")):
        return None
    rows = []
    try:
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > _LONG:
                return None
            match = _LINE.fullmatch(line)
            if match:
                rows.append(_Row(number, match))
            elif not _BLANK.fullmatch(line):
                return None
        if not rows or rows[0].indent or rows[0].dash:
            return None
        node, after = _mapping(rows, 0, 0)
    except _UnsureError:
        return None
    return node if after == len(rows) else None


def _mapping(rows: list[_Row], at: int, column: int) -> tuple[Items, int]:
    """The mapping whose keys stand at `column`; its first key may follow a dash."""
    first = rows[at]
    pairs: list[tuple[Text, Node]] = []
    seen: set[str] = set()
    while at < len(rows):
        row = rows[at]
        if row.key is None or row.key_column != column or (row.dash and row is not first):
            break
        if row.key in seen:
            raise _UnsureError
        seen.add(row.key)
        key = Text(row.line, column + 1, row.key, row.key == "null")
        at += 1
        value = row.value
        if value is None:
            value, at = _below(rows, at, column)
        elif at < len(rows) and rows[at].indent > column:
            raise _UnsureError
        pairs.append((key, value))
    return Items(first.line, column + 1, tuple(pairs)), at


def _below(rows: list[_Row], at: int, column: int) -> tuple[Node, int]:
    """What stands indented below a key at `column`."""
    if at >= len(rows) or rows[at].indent <= column:
        raise _UnsureError
    if rows[at].dash:
        return _listing(rows, at, rows[at].indent)
    return _mapping(rows, at, rows[at].indent)


def _listing(rows: list[_Row], at: int, column: int) -> tuple[Listing, int]:
    first = rows[at]
    values: list[Node] = []
    while at < len(rows) and rows[at].dash and rows[at].indent == column:
        row = rows[at]
        if row.key is None:
            if row.value is None:
                raise _UnsureError
            values.append(row.value)
            at += 1
        else:
            value, at = _mapping(rows, at, row.key_column)
            values.append(value)
        if at < len(rows) and rows[at].indent > column:
            raise _UnsureError
    return Listing(first.line, column + 1, tuple(values)), at

"""A unified diff drawn for people: what is taken out, what is put in, and the letters that differ."""

from __future__ import annotations

import re

from workbench.exporting.marks import visible
from workbench.ui.components.parts import component
from workbench.ui.texts import _

__all__ = ["difference", "lines"]

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")
_KINDS = {"-": "removed", "+": "added", " ": "same"}
_MOST = 2_000
"""Lines drawn; a longer difference is cut, with a note."""

Line = tuple[str, list[list[str]]]
"""Kind (``removed``, ``added``, ``same``, ``gap``) and the pieces for ``marked`` of parts.js."""


def difference(diff: str, label: str, *, key: str) -> None:
    """Draw a unified diff.

    Args:
        diff: as :func:`workbench.glossary.draft.unified` makes it.
        label: what it is the difference of, for those who hear the page.
        key: of the component.
    """
    words = {"removed": _("taken out:"), "added": _("put in:")}
    component("difference", '<div class="workbench difference" role="group" tabindex="0"></div>')(
        data={"lines": lines(diff, _("line {n}")), "label": label, "words": words}, key=key
    )


def lines(diff: str, place: str = "{n}") -> list[Line]:
    """The lines of a unified diff as data; a removed and an added line opposite are compared letter by letter.

    Args:
        diff: with its two header lines.
        place: what to say where lines are left out, ``{n}`` in it is the number of the next.

    >>> lines("--- a\\n+++ a\\n@@ -1,2 +1,2 @@\\n x\\n-one\\n+ono")[2:]
    [('removed', [['on', '', ''], ['e', 'diff', '']]), ('added', [['on', '', ''], ['o', 'diff', '']])]
    """
    rows = diff.split("\n")[2:]
    out: list[Line] = []
    at = 0
    while at < len(rows) and len(out) < _MOST:
        if match := _HUNK.match(rows[at]):
            out.append(("gap", [[place.format(n=match[1]), "", ""]]))
            at += 1
            continue
        minus = _run(rows, at, "-")
        plus = _run(rows, at + len(minus), "+")
        if minus and len(minus) == len(plus):
            both = [_opposite(one, two) for one, two in zip(minus, plus, strict=True)]
            out += [("removed", left) for left, _right in both] + [("added", right) for _left, right in both]
            at += 2 * len(minus)
        else:
            out.append((_KINDS.get(rows[at][:1], "same"), _pieces(rows[at][1:], 0, 0)))
            at += 1
    if at < len(rows):
        out.append(("gap", [["…", "", ""]]))
    return out


def _run(rows: list[str], at: int, sign: str) -> list[str]:
    """The lines from `at` on that begin with `sign`, without it."""
    end = at
    while end < len(rows) and rows[end].startswith(sign):
        end += 1
    return [row[1:] for row in rows[at:end]]


def _opposite(one: str, two: str) -> tuple[list[list[str]], list[list[str]]]:
    """Both lines with what differs between their common beginning and end marked."""
    start, shortest = 0, min(len(one), len(two))
    while start < shortest and one[start] == two[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == two[-1 - end]:
        end += 1
    return _pieces(one, start, len(one) - end), _pieces(two, start, len(two) - end)


def _pieces(text: str, start: int, end: int) -> list[list[str]]:
    """`text` with the stretch from `start` to `end` marked and control characters as signs."""
    parts = ((text[:start], ""), (text[start:end], "diff"), (text[end:], ""))
    return [
        [shown, "control" if sign else kind, ""]
        for part, kind in parts
        for shown, sign in visible(part)
        if shown
    ]

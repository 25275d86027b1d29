"""Figures and names as rows for the page: one line each, the source first, what differs marked with a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from workbench.checks.ledger import LedgerCell, LedgerRow
from workbench.checks.name_ledger import NameCell, NameRow
from workbench.exporting.html import direction
from workbench.model import Parallel, Rendering
from workbench.ui.components.parts import marked
from workbench.ui.texts import _, ngettext

__all__ = ["columns", "figure_rows", "name_rows"]

_AROUND = 40
"""Characters of context on each side."""
_PLACES = 3
"""Rows of a name that have a button; the others are counted."""


def columns(parallel: Parallel) -> list[dict[str, str]]:
    """Heads of the columns, the source's first."""
    return [_column(rendering) for rendering in (parallel.source, *parallel.renderings)]


def _column(rendering: Rendering) -> dict[str, str]:
    lang = rendering.lang
    return {"label": rendering.label, "lang": lang or "und", "dir": direction(lang), "code": lang or "?"}


def figure_rows(parallel: Parallel, ledger: Sequence[LedgerRow], differing: bool) -> list[dict[str, Any]]:
    """The figures as data for ledger.js.

    Args:
        differing: only those that some rendering says otherwise.
    """
    out = []
    for line in _instead(ledger):
        if line.differs or not differing:
            texts = [parallel.cell_text(line.row, index) for index in range(len(line.cells))]
            cells = [_figure(line, cell, text) for cell, text in zip(line.cells, texts, strict=True)]
            out.append(
                {
                    "places": [[str(line.row + 1), line.row]],
                    "more": "",
                    "kind": _(line.kind.value),
                    "differs": line.differs,
                    "cells": [_source_figure(line, parallel.source_text(line.row)), *cells],
                }
            )
    return out


def _instead(ledger: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The ledger with a figure that only one rendering has put where that rendering lacks one of its kind."""
    lone = [line for line in ledger if not line.text]
    out = []
    for line in ledger:
        cells = list(line.cells)
        for index, cell in enumerate(cells if line.text else ()):
            if not cell.agrees and not cell.text:
                other = next(
                    (o for o in lone if (o.row, o.kind) == (line.row, line.kind) and o.cells[index].text),
                    None,
                )
                if other is not None:
                    cells[index] = other.cells[index]
                    lone.remove(other)
        out.append(replace(line, cells=tuple(cells)))
    return [line for line in out if line.text or any(line == other for other in lone)]


def _source_figure(line: LedgerRow, text: str) -> dict[str, Any]:
    if not line.text:
        return _drawn("none", word=_("only in a rendering"), note=text[: 2 * _AROUND])
    assert line.span is not None
    around = _around(text, line.span.start, line.span.end)
    return _drawn("same", line.text, _unlike(line.value, line.text), note=around)


def _figure(line: LedgerRow, cell: LedgerCell, text: str) -> dict[str, Any]:
    around = _around(text, cell.span.start, cell.span.end) if cell.span is not None else text[: 2 * _AROUND]
    value = _unlike(cell.value, cell.text)
    if not cell.agrees:
        if cell.text:
            word = _("another value") if line.text else _("not in the source")
        else:
            word = _("not found") if text.strip() else _("not translated")
        return _drawn("differs", cell.text, value, word, around)
    if not cell.text and line.text:
        return _drawn("same", value=value, word=_("said in other words"), note=around)
    return _drawn("same" if cell.text else "none", cell.text, value, note=around if cell.text else "")


def name_rows(parallel: Parallel, ledger: Sequence[NameRow], differing: bool) -> list[dict[str, Any]]:
    """The names as data for ledger.js."""
    out = []
    for line in ledger:
        if line.differs or not differing:
            # the rows to look at first, else the first ones
            wanted = list(dict.fromkeys([*(row for cell in line.cells for row in cell.missing), *line.rows]))
            shown = sorted(wanted[:_PLACES])
            rest = len(line.rows) - len(shown)
            source = parallel.source_text(line.rows[0])
            at = source.find(line.name)
            note = _around(source, at, at + len(line.name))
            out.append(
                {
                    "places": [[str(row + 1), row] for row in shown],
                    "more": ngettext("and {n} more", "and {n} more", rest) if rest else "",
                    "kind": "",
                    "differs": line.differs,
                    "cells": [
                        _drawn("same", line.name, _times(len(line.rows)), note=note),
                        *map(_name, line.cells),
                    ],
                }
            )
    return out


def _name(cell: NameCell) -> dict[str, Any]:
    text = ", ".join(f"{word} {_times(count)}".rstrip() for word, count in cell.forms)
    if cell.missing:
        rows = ", ".join(str(row + 1) for row in cell.missing[:8]) + ("…" if len(cell.missing) > 8 else "")
        return _drawn("differs", text, word=_("not found in row {rows}", rows=rows))
    if cell.spellings > 1:
        return _drawn("differs", text, word=_("spelled in several ways"))
    if cell.places:
        return _drawn("same", text, word=_("the place’s own name in this language"))
    return _drawn("same" if text else "none", text, word="" if text else _("not translated"))


def _times(count: int) -> str:
    return f"×{count}" if count > 1 else ""


def _unlike(value: str, text: str) -> str:
    """The value where it does not read like the text itself."""
    return "" if value == text else value


def _around(text: str, start: int, end: int) -> str:
    """A stretch with what stands beside it, for a tooltip."""
    left, right = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{'…' if start > _AROUND else ''}{left}{text[start:end]}{right}{'…' if end + _AROUND < len(text) else ''}"


def _drawn(state: str, text: str = "", value: str = "", word: str = "", note: str = "") -> dict[str, Any]:
    return {"state": state, "pieces": marked(text), "value": value, "word": word, "note": note}

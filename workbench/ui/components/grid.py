"""The translator's grid: a long side-by-side table, edited in place.

Two mounts of one component share one script: the *document* mount carries all rows once, as constant
bytes; the *view* mount, inside a fragment, carries little: what changed since, what was answered. Edits
come back as a growing list of numbered commands (:mod:`workbench.desk.commands`), so that none is lost
when they come faster than the server answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from workbench.bitext import SOURCE, Bitext, BitextRow
from workbench.bitext import Cell as BitextCell
from workbench.comparison import agreement
from workbench.desk.desk import Desk, Patch
from workbench.desk.looking import Look
from workbench.desk.watching import Incoming
from workbench.exporting.html import SEVERITY, direction, table_marks
from workbench.exporting.marks import Mark, difference_marks
from workbench.languages import LANGUAGES
from workbench.model import Finding, Origin
from workbench.progress import SILENT, Progress
from workbench.ui.components.parts import component, marked
from workbench.ui.texts import N_, _, language_name, speaking, translated

__all__ = [
    "MODES",
    "Appearance",
    "columns",
    "grid_component",
    "is_painted",
    "key_of",
    "paint",
    "painted",
    "patches",
    "whole",
]

_SCRIPTS = (
    "parts",
    "grid_model",
    "grid",
    "grid_tools",
    "grid_rows",
    "grid_keys",
    "grid_editing",
    "grid_panels",
)
_UNSURE = 0.9
_STRONG = 0.5
_KINDS = {Origin.MACHINE: "machine", Origin.HUMAN: "human", Origin.SOURCE: "source"}


MODES = ("differences", "agreement", "doubt", "plain")


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the rows show.

    Attributes:
        base: rendering the others are compared with; None for the first of each language.
        mode: one of :data:`MODES`: differences from the base; ``agreement``, where words that others do not
            have stand out; ``doubt``, where words that may be wrong do, with no reference.
        language: of the page, which a worker that paints cannot ask.
    """

    base: int | None = None
    mode: str = "differences"
    language: str = "en"

    def base_of(self, desk: Desk, column: int) -> int | None:
        """The rendering that `column` is compared with; None where there is none in its language."""
        lang = desk.bitext.columns[column].lang
        if lang is None:
            return None
        alike = [n for n, other in enumerate(desk.bitext.columns) if other.lang == lang]
        base = self.base if self.base in alike else alike[0]
        return None if base == column else base


def grid_component() -> Any:
    """The component; its ``ops`` state is a batch of commands, ``look`` an :class:`Appearance`."""
    return component("grid", '<div class="grid-root workbench"></div>', _SCRIPTS)


def columns(desk: Desk, appearance: Appearance) -> list[dict[str, Any]]:
    """Heads of the columns, the source's first."""
    heads = []
    for number in range(SOURCE, len(desk.bitext.columns)):
        column = desk.bitext.column(number)
        compared = number != SOURCE and appearance.mode == "differences"
        base = appearance.base_of(desk, number) if compared else None
        heads.append(
            {
                "number": number,
                "code": (column.lang or "?").upper(),
                "label": column.label or column.name,
                "language": language_name(column.lang),
                "kind": _KINDS[column.kind],
                "lang": column.lang or "und",
                "dir": direction(column.lang),
                "against": desk.bitext.columns[base].label if base is not None else "",
                "unfinished": column.finished is not None,
            }
        )
    if desk.incoming is not None:
        heads.append(_incoming_head(len(heads) - 1, desk.incoming))
    return heads


def _incoming_head(number: int, incoming: Incoming) -> dict[str, Any]:
    return {
        "number": number,
        "code": (incoming.lang or "…").upper(),
        "label": incoming.label or "…",
        "language": _("on its way"),
        "kind": "machine",
        "lang": incoming.lang or "und",
        "dir": direction(incoming.lang or None),
        "against": "",
        "unfinished": True,
    }


def whole(desk: Desk, appearance: Appearance, key: str) -> bytes:
    """All rows, for the document mount. Rows that are not painted yet come without marks.

    The first line is `key`, under which the view mount asks for them.
    """
    rows = [
        _ready(desk, row, appearance) or _encoded(desk, row, None, appearance) for row in desk.bitext.rows
    ]
    return key.encode() + b"\n" + msgspec.json.encode({"rev": desk.base_rev, "rows": rows})


def _encoded(desk: Desk, row: BitextRow, look: Look | None, appearance: Appearance) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(painted(desk, row, look, appearance)))


def _ready(desk: Desk, row: BitextRow, appearance: Appearance) -> msgspec.Raw | None:
    """The row as it was painted before, where nothing has changed since."""
    kept = desk.painted.get(row.id)
    current = desk.seen(row)
    if kept is None or current is None or desk.incoming is not None:
        return None
    look, shown, value = kept
    return value if look is current and shown == appearance else None


def is_painted(desk: Desk, appearance: Appearance) -> bool:
    """True if every row was looked at and painted as it stands."""
    return all(_ready(desk, row, appearance) is not None for row in desk.bitext.rows)


def paint(desk: Desk, bitext: Bitext, appearance: Appearance, progress: Progress = SILENT) -> None:
    """Paint all rows of a state of the table that was looked at; may run beside the page.

    What it paints is taken where the row is still the same, see :func:`whole`.
    """
    progress.start(N_("Comparing"), len(bitext.rows))
    with speaking(appearance.language):
        _paint(desk, bitext, appearance, progress)


def _paint(desk: Desk, bitext: Bitext, appearance: Appearance, progress: Progress) -> None:
    for number, row in enumerate(bitext.rows):
        look = desk.seen(row)
        if look is not None and desk.painted.get(row.id, ())[:2] != (look, appearance):
            desk.painted[row.id] = (look, appearance, _encoded(desk, row, look, appearance))
        if not number % 50:
            progress.check()
            progress.advance(50)


def key_of(desk: Desk) -> str:
    """Names one state of one document in one session."""
    return f"{desk.token}@{desk.base_rev}"


def patches(desk: Desk, appearance: Appearance) -> Iterator[dict[str, Any]]:
    """What changed since the whole was sent; only the last state of a row is painted."""
    index = {row.id: number for number, row in enumerate(desk.bitext.rows)}
    for patch in desk.patches:
        yield _patch(desk, patch, index, appearance)


def _patch(desk: Desk, patch: Patch, index: dict[str, int], appearance: Appearance) -> dict[str, Any]:
    rows = []
    for row_id in patch.rows:
        if row_id in index:
            at = index[row_id]
            rows.append(painted(desk, desk.bitext.rows[at], desk.look(at), appearance))
        else:  # gone again in a later patch
            rows.append({"id": row_id, "q": "", "k": False, "p": 0, "m": [], "d": [], "s": _EMPTY, "c": []})
    return {"rev": patch.rev, "gone": patch.gone, "rows": rows, "after": patch.after}


_EMPTY: dict[str, Any] = {"t": [], "n": 0, "e": False, "ok": False, "a": None, "f": [], "h": 0}


def painted(desk: Desk, row: BitextRow, look: Look | None, appearance: Appearance) -> dict[str, Any]:
    """One row as plain values for the script; short names, since there are thousands."""
    lang = appearance.language
    marks = _marks(look, lang) if look is not None else {}
    if look is not None:
        for column, found in _comparison(desk, row, appearance):
            marks.setdefault(column, []).extend(found)
    cells = [_cell(cell, marks.get(number, []), lang) for number, cell in enumerate(row.cells)]
    if look is not None:
        for finding, key in zip(look.findings, look.keys, strict=True):
            cells[finding.rendering]["f"].append(
                [SEVERITY[finding.severity], finding.code, translated(finding.message, lang), key]
            )
        for cell in cells:
            cell["f"].sort(key=lambda finding: ("error", "warning", "info").index(finding[0]))
    drawn = {
        "id": row.id,
        "q": desk.quoted.speaker(row),
        "k": row.locked,
        "p": look.problems if look is not None else 0,
        "m": [{"t": note.text, "w": note.who, "d": note.when, "c": note.column} for note in row.comments],
        "d": _aside(look, lang),
        "s": _cell(row.source, marks.get(SOURCE, []), lang),
        "c": cells if desk.incoming is None else [*cells, _waiting_cell(desk.incoming.text(row))],
    }
    if look is not None and look.terms:
        drawn["g"] = sorted({hit.concept for hit in look.terms})
    return drawn


def _waiting_cell(text: str) -> dict[str, Any]:
    return {**_EMPTY, "t": marked(text, raw=True), "n": int(bool(text)), "ok": True, "w": True}


def _aside(look: Look | None, lang: str) -> list[list[Any]]:
    if look is None:
        return []
    return [[f.rendering, f.code, translated(f.message, lang), why.key, why.reason] for f, why in look.aside]


def _cell(cell: BitextCell, marks: list[Mark], lang: str) -> dict[str, Any]:
    unsure = cell.score is not None and cell.score < _UNSURE
    shown = {
        "t": marked(cell.text, marks, raw=True),
        "n": len(cell.pieces),
        "e": cell.edited,
        "ok": cell.confirmed,
        "a": None if cell.score is None else round(cell.score, 3),
        "f": [],
        "h": max((len(piece.hypotheses) for piece in cell.pieces), default=0),
    }
    if recalled := _recalled(cell):
        shown["r"] = recalled
    if unsure and cell.reasons:
        shown["why"] = [translated(reason, lang) for reason in cell.reasons]
    if cell.moved:
        shown["mv"] = cell.moved
    return shown


def _recalled(cell: BitextCell) -> int:
    """How well the translation memory knew it, 100 or 101; 0 where it is not as it came from there."""
    if cell.edited or not cell.pieces:
        return 0
    return min(piece.hypotheses[0].recalled if piece.hypotheses else 0 for piece in cell.pieces)


def _marks(look: Look, lang: str) -> dict[int, list[Mark]]:
    seen: Iterable[Finding] = look.findings
    if lang != "en":
        seen = [replace(finding, message=translated(finding.message, lang)) for finding in seen]
    found = table_marks(look.terms, seen)
    return {SOURCE if column is None else column: marks for (_row, column), marks in found.items()}


def _comparison(desk: Desk, row: BitextRow, appearance: Appearance) -> Iterator[tuple[int, list[Mark]]]:
    if appearance.mode == "plain":
        return
    if appearance.mode == "agreement":
        yield from _agreement(desk, row)
        return
    if appearance.mode == "doubt":
        yield from _doubted(desk, row, appearance.language)
        return
    word = partial(translated, lang=appearance.language)
    for column in range(len(row.cells)):
        base = appearance.base_of(desk, column)
        if base is not None:
            lang = desk.bitext.columns[column].lang
            yield column, list(difference_marks(row.cells[base].text, row.cells[column].text, lang, word))


def _agreement(desk: Desk, row: BitextRow) -> Iterator[tuple[int, list[Mark]]]:
    by_lang: dict[str, list[int]] = {}
    for number, column in enumerate(desk.bitext.columns):
        if column.lang in LANGUAGES:
            by_lang.setdefault(str(column.lang), []).append(number)
    for lang, numbers in by_lang.items():
        if len(numbers) < 2:
            continue
        found = agreement([row.cells[n].text for n in numbers], lang)
        for number, words in zip(numbers, found.words, strict=True):
            yield number, [Mark(w.span, _shade(w.lemma), _shared(w.lemma, len(numbers) - 1)) for w in words]


def _doubted(desk: Desk, row: BitextRow, lang: str) -> Iterator[tuple[int, list[Mark]]]:
    """What the parts of the doubt saw, on both sides; stronger signs are darker."""
    kept = desk.doubts.get(row.id)
    if kept is None or kept[0] != row:
        return
    for column, signs in enumerate(kept[1]):
        for sign in signs:
            kind = "doubt doubt-strong" if sign.value >= _STRONG else "doubt doubt-weak"
            for side, span in ((SOURCE, sign.source), (column, sign.target)):
                if span is not None:
                    yield side, [Mark(span, kind, translated(sign.message, lang))]


def _shade(share: float) -> str:
    """Four steps: what all others have recedes, what none has stands out."""
    if share >= 1:
        return "agree agree-all"
    return "agree agree-most" if share >= 0.5 else ("agree agree-some" if share > 0 else "agree agree-none")


def _shared(share: float, others: int) -> str:
    return _("in {n} of {all} other renderings", n=round(share * others), all=others)

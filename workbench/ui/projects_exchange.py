"""Files of other tools: an edited one back into the open document, or a new document of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.bitext import Bitext, BitextRow, Change
from workbench.desk.desk import Desk
from workbench.errors import WorkbenchError
from workbench.exporting.exchange import Options, ReadBack
from workbench.exporting.marks import difference_marks
from workbench.exporting.registry import REGISTRY, read_bitext
from workbench.memory.trouble import Conflict
from workbench.memory.values import now
from workbench.progress import Progress
from workbench.ui import keeping, preferences
from workbench.ui import projects_work as work
from workbench.ui.components.parts import card_cell, component, marked
from workbench.ui.navigation import go_to_row, open_page, turned
from workbench.ui.projects_parts import language_choice
from workbench.ui.safe import plain
from workbench.ui.state import session
from workbench.ui.texts import _, explained, ngettext, translated

__all__ = ["ENDINGS", "Returned", "change_cards", "counted", "exchange_view"]

ENDINGS = [ending.lstrip(".") for form in REGISTRY.values() if form.reader for ending in form.extensions]
"""Of files that can be read."""
_AT_A_TIME = 25
_TOLD = 300


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back, held against the table as it stood then."""

    name: str
    base: Bitext
    back: ReadBack


def exchange_view(busy: bool) -> None:
    """The two ways in."""
    st.text(_("Word, Excel, CSV, XLIFF, PO, TMX and JSON, as “Export” on the first page writes them."))
    _edited(busy)
    _new(busy)


# --- an edited file


def _edited(busy: bool) -> None:
    st.subheader(_("An edited file back into the open document"), anchor=False)
    desk = session().desk
    if desk is None:
        st.write(_("No document is open: open the one that the file was exported from under “Documents”."))
        return
    st.text(_("Open: {title}", title=desk.title))
    upload = st.file_uploader(
        _("The edited file"), type=ENDINGS, key="back_upload", label_visibility="collapsed"
    )
    if upload is not None and st.button(
        _("Look what changed"), type="primary", key="back_look", disabled=busy
    ):
        options = Options(name=Path(upload.name).name, who=preferences.author(), when=now())
        work.begin("read", partial(_read_back, upload.getvalue(), options, desk.bitext))
        st.rerun()
    returned: Returned | None = work.result("read")
    if isinstance(returned, Returned):
        _returned(desk, returned, busy)


def _read_back(data: bytes, options: Options, base: Bitext, progress: Progress) -> Returned:
    form = None  # by the file's name
    return Returned(options.name, base, read_bitext(data, form, base=base, options=options))


def _returned(desk: Desk, returned: Returned, busy: bool) -> None:
    back = returned.back
    if desk.bitext is not returned.base:
        st.warning(
            _("The document was changed meanwhile: look again what the file changes."),
            icon=":material/warning:",
        )
    elif not back.changes:
        st.info(_("The file changes nothing."))
    else:
        _summary(back)
        if st.button(
            _("Take these changes over"), type="primary", key="back_apply", icon=":material/done_all:",
            disabled=busy,
        ):  # fmt: skip
            _apply(desk, returned)
        _cards(returned.base, back.changes)
    if back.problems:
        said = ngettext("{n} thing was not taken.", "{n} things were not taken.", len(back.problems))
        st.warning(said, icon=":material/warning:")
        st.dataframe(
            [
                {_("Line"): problem.line, _("What"): translated(problem.message)}
                for problem in back.problems[:_TOLD]
            ],
            hide_index=True,
        )


def _summary(back: ReadBack) -> None:
    found = counted(back.changes)
    said = {
        "texts": ngettext("{n} text changed", "{n} texts changed", found["texts"]),
        "confirmed": ngettext("{n} text confirmed", "{n} texts confirmed", found["confirmed"]),
        "unconfirmed": ngettext(
            "{n} text no longer confirmed", "{n} texts no longer confirmed", found["unconfirmed"]
        ),
        "comments": ngettext("{n} new comment", "{n} new comments", found["comments"]),
        "locks": ngettext("{n} row locked or unlocked", "{n} rows locked or unlocked", found["locks"]),
    }
    st.write(" · ".join(text for kind, text in said.items() if found[kind]))
    st.text(_("They are one step: Ctrl+Z in the table takes all of them back."))


def counted(changes: tuple[Change, ...]) -> Counter[str]:
    """How many ``texts``, ``confirmed``, ``unconfirmed``, ``comments`` and ``locks`` the changes of a file are."""
    found: Counter[str] = Counter()
    for old, new in _rows(changes):
        for before, after in zip(old.cells, new.cells, strict=True):
            found["texts"] += before.text != after.text
            found["confirmed"] += after.confirmed and not before.confirmed
            found["unconfirmed"] += before.confirmed and not after.confirmed
        found["comments"] += len(new.comments) - len(old.comments)
        found["locks"] += old.locked != new.locked
    return found


def _rows(changes: tuple[Change, ...]) -> list[tuple[BitextRow, BitextRow]]:
    return [pair for change in changes for pair in zip(change.removed, change.added, strict=True)]


def _apply(desk: Desk, returned: Returned) -> None:
    try:
        desk.change("file", returned.back.changes, returned.name)
    except Conflict as conflict:
        desk.catch_up(conflict.missed)
        work.tell(_("Others changed the document meanwhile: look again what the file changes."), bad=True)
    except (ValueError, WorkbenchError) as error:
        work.tell(explained(error), bad=True)
    else:
        desk.rebase()
        work.drop("read")
        work.tell(_("The changes of “{file}” are in the document.", file=returned.name))
    st.rerun()


def _cards(base: Bitext, changes: tuple[Change, ...]) -> None:
    shown = changes[turned(len(changes), _AT_A_TIME, "back_page")]
    words = {"copy": _("Copy"), "copied": _("Copied"), "nothing": _("no text"), "base": ""}
    result = component("cards", '<div class="workbench cards"></div>')(
        data={"layout": "side", "words": words, "cards": change_cards(base, shown)},
        key="back_cards",
        on_go_change=lambda: None,
    )
    if isinstance(result.go, int) and 0 <= result.go < len(base.rows):
        go_to_row(result.go)


def change_cards(base: Bitext, changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    """One card for each changed row, as data for cards.js: before and after of each text that changed."""
    cards = []
    for change in changes:
        for offset, (old, new) in enumerate(zip(change.removed, change.added, strict=True)):
            cells = []
            for number, (before, after) in enumerate(zip(old.cells, new.cells, strict=True)):
                column = base.columns[number]
                if before.text != after.text:
                    marks = difference_marks(before.text, after.text, column.lang, translated)
                    cells.append(
                        card_cell(column.lang, f"{column.label} · {_('before')}", marked(before.text))
                    )
                    cells.append(
                        card_cell(column.lang, f"{column.label} · {_('now')}", marked(after.text, marks))
                    )
            row = change.at + offset
            cards.append(
                {
                    "title": _("Row {n}", n=row + 1),
                    "meta": " · ".join(_also(base, old, new)),
                    "row": row,
                    "go": _("To row {row}", row=row + 1),
                    "copy": "\n".join(cell.text for cell in new.cells),
                    "cells": cells
                    or [card_cell(base.source.lang, base.source.label, marked(old.source.text))],
                }
            )
    return cards


def _also(base: Bitext, old: BitextRow, new: BitextRow) -> list[str]:
    """What changed beside the texts."""
    said = []
    for number, (before, after) in enumerate(zip(old.cells, new.cells, strict=True)):
        if before.confirmed != after.confirmed:
            what = _("confirmed") if after.confirmed else _("no longer confirmed")
            said.append(f"{base.columns[number].label}: {what}")
    said += [f"💬 {note.text}" for note in new.comments[len(old.comments) :]]
    if old.locked != new.locked:
        said.append(_("locked") if new.locked else _("unlocked"))
    return said


# --- a new document


def _new(busy: bool) -> None:
    st.subheader(_("A new document of such a file"), anchor=False)
    upload = st.file_uploader(_("The file"), type=ENDINGS, key="new_exchange", label_visibility="collapsed")
    left, right = st.columns(2)
    sides = [
        language_choice(column, label, _("as the file says"), f"new_exchange:{side}")
        for side, column, label in (
            ("source", left, _("Language of the source")),
            ("target", right, _("Language of the translations")),
        )
    ]
    if st.button(_("Open it"), key="new_open", icon=":material/file_open:", disabled=busy or upload is None):
        assert upload is not None
        options = Options(
            name=Path(upload.name).name, source_lang=sides[0], target_lang=sides[1], who=preferences.author(),
            when=now(),
        )  # fmt: skip
        work.begin("read", partial(_read_new, upload.getvalue(), options))
        st.rerun()
    made = work.result("read")
    if isinstance(made, ReadBack):
        work.drop("read")
        _open(made)


def _read_new(data: bytes, options: Options, progress: Progress) -> ReadBack:
    return read_bitext(data, options=options)


def _open(made: ReadBack) -> None:
    bitext = made.bitext
    if not bitext.glossaries:
        bitext = replace(bitext, glossaries=tuple(path.name for path in keeping.glossary_paths()))
    notes = tuple(str(problem) for problem in made.problems[:_TOLD])
    bitext = replace(bitext, notes=(*bitext.notes, *notes))
    state = session()
    name = bitext.document.name or _("A document")
    state.desk, state.extra = keeping.keep_new(bitext, plain_title(name), bitext.document, None), None
    if made.problems:
        count = ngettext(
            "{n} thing was left out of the file.", "{n} things were left out of the file.", len(notes)
        )
        st.toast(plain(count + " " + _("The notes below the table say which.")))
    open_page("")


def plain_title(name: str) -> str:
    """A file's name without its ending, as a title.

    >>> plain_title("agency job.xlf")
    'agency job'
    """
    return Path(name).stem or name

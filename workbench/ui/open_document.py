"""The document on the desk: its head, its grid, and work that goes on beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.bitext import from_report
from workbench.desk import commands
from workbench.desk.desk import Answer, Desk
from workbench.errors import WorkbenchError
from workbench.exporting.html import headline
from workbench.model import Severity
from workbench.ui import background, keeping, machine, preferences
from workbench.ui.answering import answered
from workbench.ui.components import grid, grid_texts
from workbench.ui.exports import exports
from workbench.ui.new_document import added_renderings
from workbench.ui.safe import plain
from workbench.ui.state import forget, session
from workbench.ui.texts import _, explained, language, language_name, ngettext, translated

__all__ = ["adopt_new", "show"]

_REPAINT_AT_MOST = 400
"""Rows in patches before the whole is sent anew."""
_GOTO = "goto_row"


def adopt_new() -> None:
    """The document that was prepared goes into the store and on the desk; its translation begins."""
    state = session()
    job, state.job = state.job, None
    assert job is not None
    assert job.report is not None
    assert state.source is not None
    report = job.report
    title = headline(report.parallel.source)
    state.desk = keeping.keep_new(from_report(report), title, state.source, state.source_bytes)
    state.source, state.source_bytes, state.renderings, state.keep_debris = None, None, [], False
    st.query_params["doc"] = state.desk.id
    wish = st.session_state.pop("machine_wish", None)
    if wish is not None:
        background.translate(state.desk, wish)


def show(desk: Desk) -> None:
    """The whole view of an open document."""
    desk.use(keeping.examiner(desk.bitext.glossaries))
    desk.who = preferences.author()
    background.adopt(desk)
    appearance = _appearance()
    background.see_rows(desk, appearance)
    _head(desk)
    background.progress(desk)
    if desk.pruned or sum(len(patch.rows) for patch in desk.patches) > _REPAINT_AT_MOST:
        desk.rebase()
    component = grid.grid_component()
    key = grid.key_of(desk) + repr(appearance)
    if st.session_state.get("grid_whole", ("",))[0] != key:
        st.session_state["grid_whole"] = (key, grid.whole(desk, appearance, key))
    component(data=st.session_state["grid_whole"][1], key=f"whole-{key}", height=1)
    _view(desk, appearance, key)
    _about(desk)


# --- the grid


def _appearance() -> grid.Appearance:
    look = (st.session_state.get("grid") or {}).get("look") or {}
    base = look.get("base") if isinstance(look, dict) else None
    mode = look.get("mode") if isinstance(look, dict) else None
    return grid.Appearance(
        base if isinstance(base, int) and not isinstance(base, bool) else None,
        mode if mode in grid.MODES else "differences",
        language(),
    )


@st.fragment
def _view(desk: Desk, appearance: grid.Appearance, key: str) -> None:
    """What changed; runs alone when a command comes in, since the page around it stays the same."""
    if _appearance() != appearance:
        st.rerun()
    base = desk.base_rev
    batch = commands.decode((st.session_state.get("grid") or {}).get("ops"))
    if batch is not None and batch.desk == desk.token:
        for question in desk.receive(batch):
            _ask(desk, batch.client, question)
    if desk.base_rev != base or session().extra_begun:
        session().extra_begun = False
        st.rerun()
    goto = st.session_state.pop(_GOTO, None)
    if goto is not None:
        st.session_state["grid_goto"] = [goto, st.session_state.get("grid_goto", [0, 0])[1] + 1]
    grid.grid_component()(
        key="grid",
        data={
            "document": key,
            "desk": desk.token,
            "draft": desk.id,
            "columns": grid.columns(desk, appearance),
            "look": {"base": appearance.base, "mode": appearance.mode},
            "texts": grid_texts.texts(),
            "acks": desk.acks,
            "answers": {client: [_told(a) for a in found] for client, found in desk.answers.items()},
            "patches": list(grid.patches(desk, appearance)),
            "goto": st.session_state.get("grid_goto"),
            "undo": desk.history.undoable.kind if desk.history.undoable else "",
            "redo": desk.history.redoable.kind if desk.history.redoable else "",
            "trouble": translated(desk.trouble) or _memory_trouble(desk),
            "saved": _("saved") if desk.id else _("kept only while this page is open"),
        },
        on_ops_change=lambda: None,
        on_look_change=lambda: None,
    )


def _memory_trouble(desk: Desk) -> str:
    why = desk.remembering.trouble if desk.remembering is not None else ""
    return _("saved, but not in the translation memory: {why}", why=translated(why)) if why else ""


def _told(answer: Answer) -> dict[str, Any]:
    return {"seq": answer.seq, "refused": translated(answer.refused), **answer.told}


def _ask(desk: Desk, client: str, question: commands.Command) -> None:
    if isinstance(question, commands.Realign):
        background.realign(desk, question.column)
        return
    told = answered(desk, question, machine.direct())
    desk.answers.setdefault(client, []).append(told)


# --- the head


def _head(desk: Desk) -> None:
    left, right = st.columns([5, 4], vertical_alignment="bottom")
    with left:
        st.header(plain(desk.title), anchor=False)
        st.text(_summary(desk))
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        exports(desk)
        with st.popover(_("Add"), icon=":material/library_add:"):
            _add_panel(desk)
        if st.button(_("New document"), key="new", icon=":material/add:"):
            forget()
            st.rerun()


def _add_panel(desk: Desk) -> None:
    st.markdown(f"**{_('Renderings somebody made')}**")
    fresh = added_renderings(known=set())
    if fresh:
        session().shown += 1
        background.add(desk, fresh)
        st.rerun()
    st.markdown(f"**{_('Machine translation')}**")
    wish = machine.choose(desk.bitext.source.lang, suffix="_more")
    if st.button(_("Translate"), key="translate_more", type="primary", disabled=wish is None):
        assert wish is not None
        background.translate(desk, wish)
        st.rerun()


def _summary(desk: Desk) -> str:
    guess = desk.bitext.guess
    severities = [finding.severity for finding in desk.findings()]
    errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    statements = sum(quote.kind == "statement" for quote in desk.quotes)
    return " · ".join(
        [
            language_name(guess.lang),
            ngettext("{n} row", "{n} rows", len(desk.bitext.rows)),
            ngettext("{n} rendering", "{n} renderings", len(desk.bitext.columns)),
            ngettext("{n} quotation", "{n} quotations", statements),
            ngettext("{n} error", "{n} errors", errors),
            ngettext("{n} warning", "{n} warnings", warnings),
        ]
    )


def _about(desk: Desk) -> None:
    with st.expander(_("Notes, renderings, and what was not checked")):
        for note in desk.bitext.notes:
            st.text(translated(note))
        for item in desk.not_run:
            label = desk.bitext.columns[item.rendering].label if item.rendering is not None else ""
            st.text(f"{item.code} {label}: {translated(item.reason)}")
        if st.button(_("Check the whole text again"), key="check_again", icon=":material/fact_check:"):
            desk.looks.clear()
            st.rerun()
        for number, column in enumerate(desk.bitext.columns):
            name, gone = st.columns([7, 1], vertical_alignment="center")
            name.text(f"{column.label} · {language_name(column.lang)} · {column.signature}")
            if gone.button(_("Take off"), key=f"off-{number}", type="tertiary", icon=":material/close:"):
                _take_off(desk, number)


def _take_off(desk: Desk, number: int) -> None:
    from workbench.bitext import without_column

    try:
        desk.change("remove", [without_column(desk.bitext, number)], desk.bitext.columns[number].label)
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
    else:
        st.rerun()

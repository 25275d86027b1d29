"""The document on the desk: its head, its grid, and work that goes on beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from workbench.bitext import Change, from_report
from workbench.desk import commands
from workbench.desk.desk import Answer, Desk
from workbench.desk.looking import look_all
from workbench.desk.watching import Incoming, Watched
from workbench.desk.work import add_given, beside, machine_renderings, realigned
from workbench.errors import WorkbenchError
from workbench.exporting.html import headline
from workbench.model import Rendering, Severity
from workbench.pipeline import Given, Plan
from workbench.progress import Progress
from workbench.translation.engine import Options
from workbench.ui import jobs, keeping, machine, preferences
from workbench.ui.answering import answered
from workbench.ui.components import grid
from workbench.ui.exports import exports
from workbench.ui.machine import Wish
from workbench.ui.new_document import added_renderings, progress_bar
from workbench.ui.safe import plain
from workbench.ui.state import forget, session
from workbench.ui.texts import _, language_name, ngettext

__all__ = ["adopt_new", "show"]

_REPAINT_AT_MOST = 400
"""Rows in patches before the whole is sent anew."""
_GOTO = "goto_row"
_PREVIEWED = 600
"""Rows of a text up to which a translation is shown while it is made."""


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
        _translate(state.desk, wish)


def show(desk: Desk) -> None:
    """The whole view of an open document."""
    desk.use(keeping.examiner(desk.bitext.glossaries))
    desk.who = preferences.author()
    _adopt_extra(desk)
    appearance = _appearance()
    _see_rows(desk, appearance)
    _head(desk)
    _work(desk)
    if sum(len(patch.rows) for patch in desk.patches) > _REPAINT_AT_MOST:
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
        mode if mode in ("differences", "agreement", "plain") else "differences",
    )


@st.fragment
def _view(desk: Desk, appearance: grid.Appearance, key: str) -> None:
    """What changed; runs alone when a command comes in, since the page around it stays the same."""
    if _appearance() != appearance:
        st.rerun()
    base = desk.base_rev
    batch = commands.decode((st.session_state.get("grid") or {}).get("ops"))
    if batch is not None:
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
            "draft": desk.id,
            "columns": grid.columns(desk, appearance),
            "look": {"base": appearance.base, "mode": appearance.mode},
            "texts": grid.texts(),
            "acks": desk.acks,
            "answers": {client: [_told(a) for a in found] for client, found in desk.answers.items()},
            "patches": list(grid.patches(desk, appearance)),
            "goto": st.session_state.get("grid_goto"),
            "undo": desk.history.undoable.kind if desk.history.undoable else "",
            "redo": desk.history.redoable.kind if desk.history.redoable else "",
            "trouble": desk.trouble,
            "saved": _("saved") if desk.id else _("kept only while this page is open"),
        },
        on_ops_change=lambda: None,
        on_look_change=lambda: None,
    )


def _told(answer: Answer) -> dict[str, Any]:
    return {"seq": answer.seq, "refused": answer.refused, **answer.told}


def _ask(desk: Desk, client: str, question: commands.Command) -> None:
    if isinstance(question, commands.Realign):
        if 0 <= question.column < len(desk.bitext.columns):
            _begin("realign", partial(_realign, desk.bitext, question.column, desk.examiner.concepts))
        return
    told = answered(desk, question, machine.engines())
    desk.answers.setdefault(client, []).append(told)


# --- work beside the grid


def _begin(kind: str, work: Callable[[Progress], Any]) -> None:
    state = session()
    if state.extra is not None and state.extra.live:
        st.toast(_("Something is being worked on already: wait for it or cancel it."))
        return
    state.kind, state.extra, state.extra_begun = kind, jobs.start(work), True


def _realign(bitext: Any, column: int, concepts: Any, progress: Progress) -> list[tuple[str, Change]]:
    return [("realign", realigned(bitext, column, concepts, progress=progress))]


def _translate(desk: Desk, wish: Wish) -> None:
    incoming = Incoming("", "")
    desk.incoming = incoming
    engines = tuple(Watched(e, incoming) for e in machine.engines() if e.name in wish.engines)
    plan = Plan(
        Given(desk.bitext.document, desk.bitext.source.lang),
        targets=wish.targets,
        engines=engines,
        options=Options(beam=wish.beam, n_best=5),
    )
    desk.rebase()
    _begin("translate", partial(_renderings, desk.bitext, plan))


def _renderings(bitext: Any, plan: Plan, progress: Progress) -> list[tuple[Rendering, str]]:
    return list(machine_renderings(bitext, plan, progress))


def _add(desk: Desk, givens: list[Given]) -> None:
    def work(progress: Progress) -> list[tuple[str, Change]]:
        bitext, changes = desk.bitext, []
        for given in givens:
            change = add_given(bitext, given, Plan(given), desk.examiner.concepts, progress)
            bitext = change.apply(bitext)
            changes.append(("add", change))
        return changes

    _begin("add", work)


def _adopt_extra(desk: Desk) -> None:
    """Take in what a worker has finished. Here, in the full run, so that nothing is lost between two."""
    state = session()
    job = state.extra
    if job is None or job.live:
        return
    state.extra, desk.incoming = None, None
    if job.state is jobs.JobState.FAILED:
        st.error(plain(job.error), icon=":material/error:")
    elif job.report is None:
        st.info(_("Stopped as asked; nothing was changed."))
    elif state.kind != "look":
        _adopt_changes(desk, state.kind, job.report)
    desk.rebase()


def _adopt_changes(desk: Desk, kind: str, found: list[Any]) -> None:
    for one in found:
        try:
            if kind == "translate":
                rendering, trouble = one
                desk.change(kind, [beside(desk.bitext, rendering)], rendering.label)
                if trouble:
                    st.warning(plain(f"{rendering.label}: {trouble}"), icon=":material/warning:")
            else:
                desk.change(one[0], [one[1]])
        except ValueError:
            st.warning(_("The table was changed meanwhile, so this was not taken over: start it again."))
        except WorkbenchError as error:
            st.error(plain(str(error)), icon=":material/error:")


def _see_rows(desk: Desk, appearance: grid.Appearance) -> None:
    """Look at the rows and paint them: a short text now, a long one by a worker while it is shown already."""
    state = session()
    if desk.incoming is not None or (state.extra is not None and state.extra.live):
        return
    if desk.looked and grid.is_painted(desk, appearance):
        return
    if len(desk.bitext.rows) <= keeping.AT_ONCE:
        if not desk.looked:
            desk.adopt_looks(*look_all(desk.bitext, desk.examiner))
            desk.rebase()
        grid.paint(desk, desk.bitext, appearance)
    else:
        _begin("look", partial(_look_all, desk, appearance))
        state.extra_begun = False


def _look_all(desk: Desk, appearance: grid.Appearance, progress: Progress) -> bool:
    bitext = desk.bitext
    if not desk.quotes:
        desk.set_quotes(keeping.quotations(bitext))
    if not desk.looked:
        desk.adopt_looks(*look_all(bitext, desk.examiner, progress))
    grid.paint(desk, bitext, appearance, progress)
    return True


@st.fragment(run_every=0.5)
def _progress(desk: Desk, shown: int) -> None:
    job = session().extra
    if job is None or not job.live:
        st.rerun()
    progress_bar(job, "cancel_extra")
    incoming = desk.incoming
    if incoming is not None and len(desk.bitext.rows) <= _PREVIEWED and len(incoming.said) != shown:
        st.rerun()


def _work(desk: Desk) -> None:
    state = session()
    if state.extra is None:
        return
    if desk.incoming is not None and len(desk.bitext.rows) <= _PREVIEWED:
        desk.rebase()
    _progress(desk, len(desk.incoming.said) if desk.incoming is not None else 0)


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
        _add(desk, fresh)
        st.rerun()
    st.markdown(f"**{_('Machine translation')}**")
    wish = machine.choose(desk.bitext.source.lang, suffix="_more")
    if st.button(_("Translate"), key="translate_more", type="primary", disabled=wish is None):
        assert wish is not None
        _translate(desk, wish)
        st.rerun()


def _summary(desk: Desk) -> str:
    guess = desk.bitext.guess
    findings = [f for seen in desk.looks.values() for f in seen.findings]
    severities = [finding.severity for finding in findings]
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
            st.text(note)
        for item in desk.not_run:
            label = desk.bitext.columns[item.rendering].label if item.rendering is not None else ""
            st.text(f"{item.code} {label}: {item.reason}")
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
        st.error(plain(str(error)), icon=":material/error:")
    else:
        st.rerun()

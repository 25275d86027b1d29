"""The documents that are kept: open, rename, move, delete and take back, and who did what in them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import NoReturn
from zoneinfo import ZoneInfo

import streamlit as st

from workbench.memory.store import DocumentInfo, Project, Store
from workbench.ui import keeping
from workbench.ui import projects_work as work
from workbench.ui.navigation import open_page, turned
from workbench.ui.projects_parts import choice
from workbench.ui.safe import plain
from workbench.ui.state import forget, session
from workbench.ui.texts import _, language_name, ngettext

__all__ = ["document_bin", "documents_view", "moment", "open_kept"]

_AT_A_TIME = 12
_STEPS = 300
_MANAGED = "projects_managed"
"""Id of the document whose details are shown."""


def documents_view(busy: bool) -> None:
    """All documents, the one changed last first."""
    store = keeping.store()
    projects = {project.id: project for project in store.projects()}
    documents = store.documents()
    if not documents:
        with st.container(border=True, key="empty_state"):
            st.write(
                _("No document is kept yet. Every text you open is kept here by itself, with each step.")
            )
            if st.button(_("Open a text"), type="primary", icon=":material/arrow_forward:", key="empty_go"):
                open_page("")
        return
    wanted, project = _choice(projects)
    found = [
        info
        for info in documents
        if wanted.casefold() in info.title.casefold() and project in ("", info.project)
    ]
    st.text(ngettext("{n} document", "{n} documents", len(found)))
    for info in found[turned(len(found), _AT_A_TIME, "projects_page")]:
        _line(info, projects)
        if st.session_state.get(_MANAGED) == info.id:
            _details(store, info, projects)


def _choice(projects: dict[str, Project]) -> tuple[str, str]:
    left, right = st.columns([3, 2])
    wanted = left.text_input(_("Search the titles"), key="projects_wanted", max_chars=200)
    names = {"": _("all projects"), **{id: project.name for id, project in projects.items()}}
    project = choice(right, _("Project"), names, "projects_only")
    return wanted.strip(), project


def _line(info: DocumentInfo, projects: dict[str, Project]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(plain(info.title), key=f"open-{info.id}", icon=":material/description:"):
            open_kept(info.id)
        project = projects.get(info.project)
        st.text(_about(info) + (f" · {project.name}" if project else ""))
        managed = st.session_state.get(_MANAGED) == info.id
        st.button(
            _("Close") if managed else _("Manage"), key=f"manage-{info.id}", type="tertiary",
            icon=":material/expand_less:" if managed else ":material/expand_more:",
            on_click=_manage, args=("" if managed else info.id,),
        )  # fmt: skip


def _about(info: DocumentInfo) -> str:
    source, *targets = (language_name(code) for code in info.langs)
    langs = f"{source} → {', '.join(dict.fromkeys(targets))}" if targets else source
    return f"{langs} · {ngettext('{n} row', '{n} rows', info.rows)} · {moment(info.changed)}"


def moment(when: str) -> str:
    """A time of the store to the minute, in the time zone of the user's browser."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
        return f"{datetime.fromisoformat(when).astimezone(zone):%Y-%m-%d %H:%M}"
    except (ValueError, KeyError, OSError):  # no such time, or no such zone on this machine
        return when[:16].replace("T", " ")


def _manage(document_id: str) -> None:
    st.session_state[_MANAGED] = document_id


def open_kept(document_id: str) -> NoReturn:
    """Put a kept document on the desk and go to it."""
    state = session()
    desk = keeping.open_document(document_id)
    if state.extra is not None and state.extra.live:
        state.extra.cancel()
    state.desk, state.extra = desk, None
    open_page("")


def _details(store: Store, info: DocumentInfo, projects: dict[str, Project]) -> None:
    with st.container(border=True):
        left, middle, right = st.columns([3, 3, 1], vertical_alignment="bottom")
        with left.form(f"rename-{info.id}", border=False):
            title = st.text_input(_("Title"), info.title, max_chars=200)
            if st.form_submit_button(_("Rename")):
                work.attempt(lambda: _rename(store, info.id, title), _("Renamed."))
        others = [id for id in projects if id != info.project]
        with middle.form(f"move-{info.id}", border=False):
            to = st.selectbox(
                _("Another project"), others, format_func=lambda id: projects[id].name, index=None,
                placeholder=_("choose one") if others else _("there is no other"),
            )  # fmt: skip
            if st.form_submit_button(_("Move"), disabled=not others) and to:
                work.attempt(lambda: store.move_document(info.id, to), _("Moved."))
        if right.button(_("Delete"), key=f"delete-{info.id}", icon=":material/delete:"):
            work.attempt(lambda: _delete(store, info.id), _("It is in the bin; “Projects” takes it back."))
        st.markdown(f"**{_('Who did what')}**")
        _audit(store, info)


def _rename(store: Store, document_id: str, title: str) -> None:
    info = store.rename_document(document_id, title)
    desk = session().desk
    if desk is not None and desk.id == document_id:
        desk.title = info.title
        if desk.remembering is not None:
            desk.remembering.title = info.title


def _delete(store: Store, document_id: str) -> None:
    store.delete_document(document_id)
    desk = session().desk
    if desk is not None and desk.id == document_id:
        forget()


def _audit(store: Store, info: DocumentInfo) -> None:
    steps = store.audit(info.id, last=_STEPS)
    made = _("Put in on {when} by {who}.", when=moment(info.created), who=info.created_by or _("somebody"))
    st.text(made)
    if not steps:
        st.text(_("Nobody changed it since."))
        return
    st.dataframe(
        [
            {
                _("Step"): step.seq,
                _("When"): moment(step.when),
                _("Who"): step.who or _("somebody"),
                _("What"): _(step.kind),
                _("Takes back step"): str(step.undoes or ""),
                _("Note"): step.note,
            }
            for step in reversed(steps)
        ],
        hide_index=True,
        height=min(360, 40 + 35 * len(steps)),
    )
    if info.seq > len(steps):
        st.text(_("The last {n} of {all} steps.", n=len(steps), all=info.seq))


def document_bin(store: Store) -> None:
    """The documents in the bin, each with a way back."""
    for info in store.documents(bin=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{info.title} · {_about(info)}")
            if st.button(_("Take back"), key=f"back-{info.id}", icon=":material/undo:"):
                work.attempt(partial(store.restore_document, info.id), _("It is back."))

"""Projects: new, renamed, deleted and taken back, as one file and from one; and the bin."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import streamlit as st

from workbench.memory.store import Project, Store
from workbench.progress import Progress
from workbench.ui import keeping
from workbench.ui import projects_work as work
from workbench.ui.login import user_key
from workbench.ui.projects_documents import document_bin, moment
from workbench.ui.safe import plain
from workbench.ui.texts import _, ngettext

__all__ = ["folders_view"]


def folders_view(busy: bool) -> None:
    """New, those there are, one from a file, and the bin."""
    store = keeping.store()
    with (
        st.form("project_new", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input(_("A new project"), max_chars=200, placeholder=_("for example: Speeches"))
        if st.form_submit_button(_("Make it"), type="primary") and name.strip():
            work.attempt(lambda: store.create_project(name.strip()), _("Made “{name}”.", name=name.strip()))
    projects = store.projects()
    if not projects:
        st.write(_("No project yet. The first is made by itself with the first document you open."))
    for project in projects:
        _project(store, project, busy)
    _from_file(store, busy)
    _bin(store)


def _project(store: Store, project: Project, busy: bool) -> None:
    count = ngettext("{n} document", "{n} documents", project.documents)
    with st.expander(f"{plain(project.name)} · {count}", icon=":material/folder:"):
        st.text(_("Made {made}, changed {when}", made=moment(project.created), when=moment(project.changed)))
        with st.form(f"project-{project.id}", border=False):
            name = st.text_input(_("Name"), project.name, max_chars=200)
            if st.form_submit_button(_("Rename")):
                work.attempt(lambda: store.rename_project(project.id, name), _("Renamed."))
        with st.container(horizontal=True):
            if st.button(
                _("Write as one file"), key=f"export-{project.id}", icon=":material/archive:", disabled=busy
            ):
                st.session_state["projects_exported"] = project.id
                work.begin("project", partial(_packed, store, project))
                st.rerun()
            if st.button(_("Delete"), key=f"discard-{project.id}", icon=":material/delete:"):
                work.attempt(
                    lambda: store.delete_project(project.id),
                    _("It is in the bin, with its documents; it can be taken back below."),
                )
        if st.session_state.get("projects_exported") == project.id:
            work.offer("project", "application/zip")


def _packed(store: Store, project: Project, progress: Progress) -> work.Made:
    kept = "".join(char if char.isalnum() or char in "-_ " else "_" for char in project.name)
    made = work.Made(f"{'-'.join(kept.split())[:60] or 'project'}.workbench.zip")
    made.path.write_bytes(store.export(project.id, progress))
    return made


def _from_file(store: Store, busy: bool) -> None:
    st.subheader(_("A project from a file"), anchor=False)
    st.text(_("One that “Write as one file” made, here or on another machine."))
    upload = st.file_uploader(
        _("A project file"), type=["zip"], key="project_upload", label_visibility="collapsed"
    )
    if upload is not None and st.button(_("Read it in"), type="primary", key="project_import", disabled=busy):
        data, name = upload.getvalue(), Path(upload.name).name
        work.begin("unpack", lambda progress: store.import_project(data, name=name, progress=progress))
        st.rerun()
    project: Project | None = work.result("unpack")
    if project is not None:
        count = ngettext("{n} document", "{n} documents", project.documents)
        st.success(plain(_("Read in: {name}", name=project.name)) + f" · {count}", icon=":material/check:")


def _bin(store: Store) -> None:
    st.subheader(_("Bin"), anchor=False)
    projects = store.projects(bin=True)
    documents = store.documents(bin=True)
    if not projects and not documents:
        st.text(_("The bin is empty."))
        return
    for project in projects:
        with st.container(horizontal=True, vertical_alignment="center"):
            count = ngettext("{n} document", "{n} documents", project.documents)
            st.text(f"{project.name} · {count} · {moment(project.deleted or project.changed)}")
            if st.button(_("Take back"), key=f"back-{project.id}", icon=":material/undo:"):
                work.attempt(partial(store.restore_project, project.id), _("It is back."))
    document_bin(store)
    if user_key():  # on a server that several people share, nobody deletes for good what is everybody's
        return
    sure = st.checkbox(_("I want to delete for good what is in the bin"), key="bin_sure")
    if st.button(_("Empty the bin"), key="bin_empty", icon=":material/delete_forever:", disabled=not sure):
        st.session_state.pop("bin_sure", None)
        work.attempt(lambda: store.empty_bin(older_than=timedelta(0)), _("The bin is empty."))

"""The store itself: where it lies, a copy to keep, a copy put back, and whether all of it is sound."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from workbench.memory.store import Problem, Store
from workbench.progress import Progress
from workbench.ui import keeping
from workbench.ui import projects_work as work
from workbench.ui.login import user_key
from workbench.ui.state import forget
from workbench.ui.texts import _, ngettext, translated

__all__ = ["store_view"]


def store_view(busy: bool) -> None:
    """Where, copy, check, restore."""
    store = keeping.store()
    st.text(_("Projects, every step and the translation memory lie in one place:"))
    st.code(store.place, language=None, wrap_lines=True)
    st.subheader(_("A copy"), anchor=False)
    st.text(_("One state of everything, made while the work goes on."))
    if st.button(_("Make a copy"), key="store_backup", icon=":material/save:", disabled=busy):
        work.begin("backup", lambda progress: _copied(store))
        st.rerun()
    work.offer("backup", "application/octet-stream")
    st.subheader(_("Is all of it sound?"), anchor=False)
    if st.button(_("Check the store"), key="store_verify", icon=":material/fact_check:", disabled=busy):
        work.begin("verify", store.verify)
        st.rerun()
    _verified(store)
    if not user_key():  # on a server that several people share, nobody replaces everybody's work
        _restore(store, busy)


def _copied(store: Store) -> work.Made:
    now = datetime.now(UTC)
    suffix = "sqlite" if store.database.path else "pgdump"
    made = work.Made(f"workbench-{now:%Y-%m-%d-%H%M}.{suffix}")
    store.backup(made.path)
    return made


def _verified(store: Store) -> None:
    problems: tuple[Problem, ...] | None = work.result("verify")
    if problems is None:
        return
    if not problems:
        st.success(_("Every document, every step and every file is sound."), icon=":material/check:")
        return
    st.error(
        ngettext("{n} thing is damaged.", "{n} things are damaged.", len(problems)), icon=":material/error:"
    )
    titles = {info.id: info.title for info in (*store.documents(), *store.documents(bin=True))}
    st.dataframe(
        [
            {
                _("Document"): titles.get(one.where, one.where) or _("the store"),
                _("What is wrong"): translated(one.what),
            }
            for one in problems
        ],
        hide_index=True,
    )


def _restore(store: Store, busy: bool) -> None:
    st.subheader(_("Put a copy back"), anchor=False)
    st.text(_("The copy takes the place of everything here. What was here is kept beside it."))
    upload = st.file_uploader(
        _("A copy of the store"), key="store_upload", label_visibility="collapsed", type=["sqlite", "pgdump"]
    )
    sure = st.checkbox(_("Replace everything by this copy"), key="store_sure", disabled=upload is None)
    if st.button(_("Put it back"), key="store_restore", icon=":material/restore:", disabled=busy or not sure):
        assert upload is not None
        data = upload.getvalue()
        forget()
        work.begin("restore", lambda progress: _put_back(store, data, progress))
        st.rerun()
    st.text(_("A copy too large to upload is put back at the command line: workbench project restore FILE"))
    kept: str | None = work.result("restore")
    if kept is not None:
        keeping.memory_stats.clear()
        st.success(_("The copy is in place."), icon=":material/check:")
        if kept:
            st.text(_("What was there is kept here:"))
            st.code(kept, language=None, wrap_lines=True)


def _put_back(store: Store, data: bytes, progress: Progress) -> str:
    progress.check()
    with tempfile.TemporaryDirectory(prefix="workbench-restore-") as folder:
        path = Path(folder) / "copy"
        path.write_bytes(data)
        kept = store.restore(path)
    return str(kept) if kept else ""

"""Projects & memory: what is kept, what other tools changed, and what was translated before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ui import projects_work as work
from workbench.ui.memory_carry import carry_view
from workbench.ui.memory_clean import clean_view
from workbench.ui.memory_search import search_view
from workbench.ui.projects_documents import documents_view
from workbench.ui.projects_exchange import exchange_view
from workbench.ui.projects_folders import folders_view
from workbench.ui.projects_store import store_view
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, explained

_VIEWS: dict[str, tuple[str, Callable[[bool], None]]] = {
    "documents": (N_("Documents"), documents_view),
    "projects": (N_("Projects"), folders_view),
    "files": (N_("Files from other tools"), exchange_view),
    "search": (N_("Search the memory"), search_view),
    "carry": (N_("Memory: in and out"), carry_view),
    "clean": (N_("Memory: clean"), clean_view),
    "store": (N_("Store & copies"), store_view),
}


def page() -> None:
    """What is going on at the top, then the view chosen."""
    st.title(_("Projects & memory"), anchor=False)
    busy = work.ERRANDS.show()
    st.session_state.setdefault("projects_view", "documents")
    view = st.segmented_control(
        _("View"),
        list(_VIEWS),
        format_func=lambda name: _(_VIEWS[name][0]),
        key="projects_view",
        required=True,
        label_visibility="collapsed",
    )
    try:
        _VIEWS[view or "documents"][1](busy)
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")


page()

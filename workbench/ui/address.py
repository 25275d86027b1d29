"""The open document's id in the address: a reload, a bookmark or another tab shows it again, on every page."""

from __future__ import annotations

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ui import keeping
from workbench.ui.safe import plain
from workbench.ui.state import example, session
from workbench.ui.texts import explained

__all__ = ["DOCUMENT", "follow"]

DOCUMENT = "doc"
"""Name of the parameter."""


def follow() -> None:
    """Open what the address names, or write into it what is open: a change of page empties it."""
    state = session()
    wanted = st.query_params.get(DOCUMENT)
    open_id = state.desk.id if state.desk is not None else ""
    if wanted and wanted != open_id:
        try:
            state.desk = keeping.open_document(wanted)
        except WorkbenchError as error:
            st.error(plain(explained(error)), icon=":material/error:")
            del st.query_params[DOCUMENT]
    elif open_id and not wanted:
        st.query_params[DOCUMENT] = open_id
    if st.query_params.get("example"):
        del st.query_params["example"]
        if state.desk is None and state.source is None:
            state.source, state.renderings = example()

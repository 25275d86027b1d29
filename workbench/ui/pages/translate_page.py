"""Translate & align: from a pasted text or a file to an open document, and the work on it."""

from __future__ import annotations

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ui import jobs, keeping, new_document, open_document
from workbench.ui.safe import plain
from workbench.ui.state import example, session
from workbench.ui.texts import _

DOCUMENT = "doc"
"""The open document's id in the address: a reload, a bookmark or another tab shows it again."""


def page() -> None:
    """Show whichever step the session is at."""
    _from_address()
    state = session()
    if state.desk is not None:
        open_document.show(state.desk)
        return
    job = state.job
    if job is not None and job.live:
        new_document.progress()
    elif job is not None and job.state is jobs.JobState.DONE:
        open_document.adopt_new()
        st.rerun()
    else:
        if job is not None:
            new_document.trouble(job)
        new_document.show()


def _from_address() -> None:
    state = session()
    wanted = st.query_params.get(DOCUMENT)
    open_id = state.desk.id if state.desk is not None else ""
    if wanted and wanted != open_id:
        try:
            state.desk = keeping.open_document(wanted)
        except WorkbenchError as error:
            st.error(plain(str(error)), icon=":material/error:")
            del st.query_params[DOCUMENT]
    elif open_id and not wanted:
        st.query_params[DOCUMENT] = open_id
    if st.query_params.get("example"):
        del st.query_params["example"]
        if state.desk is None and state.source is None:
            state.source, state.renderings = example()
            st.toast(_("The example is loaded."))


page()

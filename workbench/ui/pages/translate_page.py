"""Translate & align: from a pasted text or a file to an open document, and the work on it."""

from __future__ import annotations

import streamlit as st

from workbench.ui import jobs, new_document, open_document
from workbench.ui.state import session


def page() -> None:
    """Show whichever step the session is at."""
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


page()

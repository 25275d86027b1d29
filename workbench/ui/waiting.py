"""Results that belong to one report: worked out beside the page, kept in the session until something else is wanted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import streamlit as st

from workbench.model import Report
from workbench.progress import Progress
from workbench.ui import jobs
from workbench.ui.new_document import progress_bar
from workbench.ui.safe import plain
from workbench.ui.texts import _

__all__ = ["of_report"]

T = TypeVar("T")

_AT_ONCE = 0.4
"""Seconds the page itself waits, so that what is soon done shows no bar."""


def of_report(
    report: Report,
    name: str,
    work: Callable[[Progress], T],
    *,
    wish: tuple[Any, ...] = (),
    lane: str = "pages",
) -> T:
    """What `work` gives for this report and wish. Until it is there the page shows how far it is, and ends.

    Reports are compared, not hashed: the parts that two share are told to be equal at a glance.

    Args:
        report: what it belongs to.
        name: of the result, one for each page.
        work: may take long, and is called at most once for a report and wish. It must not touch Streamlit.
        wish: the user's choices that it depends on.
        lane: see :func:`workbench.ui.jobs.start`.
    """
    job = _job(report, name, work, wish, lane)
    until = time.monotonic() + _AT_ONCE
    while job.live and time.monotonic() < until:
        time.sleep(0.01)
    if job.live:
        _progress(_key(name))
        st.stop()
    if job.state is not jobs.JobState.DONE:
        _failed(job, _key(name))
    found: T = job.report  # type: ignore[assignment]  # done, so it is there; None may be the result itself
    return found


def _key(name: str) -> str:
    """Where in the session (report, wish, job) stand."""
    return f"work_{name}"


def _job(
    report: Report, name: str, work: Callable[[Progress], T], wish: tuple[Any, ...], lane: str
) -> jobs.Job[T]:
    before = st.session_state.get(_key(name))
    if before is not None:
        if before[1] == wish and (before[0] is report or before[0] == report):
            found: jobs.Job[T] = before[2]
            return found
        before[2].cancel()
    job = jobs.start(work, lane=lane)
    st.session_state[_key(name)] = (report, wish, job)
    return job


@st.fragment(run_every=0.4)
def _progress(key: str) -> None:
    before = st.session_state.get(key)
    if before is None or not before[2].live:
        st.rerun()
    progress_bar(before[2], f"{key}_cancel")


def _failed(job: jobs.Job[Any], key: str) -> NoReturn:
    if job.state is jobs.JobState.CANCELLED:
        st.info(_("Stopped as asked."))
    else:
        st.error(plain(job.error), icon=":material/error:")
    if st.button(_("Start again"), key=f"{key}_again"):
        del st.session_state[key]
        st.rerun()
    st.stop()

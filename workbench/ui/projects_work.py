"""Long work of the page of projects and the memory: one job at a time, its progress, and what comes of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.progress import Progress
from workbench.ui import jobs
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, percent

__all__ = ["Made", "attempt", "begin", "drop", "news", "offer", "progress", "result", "running", "tell"]

_LANE = "store"
_WORK, _NEWS = "projects_work", "projects_news"

_DOING = {
    "import": N_("Taking translations into the memory"),
    "export": N_("Writing the memory"),
    "clean": N_("Looking through the memory"),
    "remove": N_("Taking units out of the memory"),
    "backup": N_("Copying the store"),
    "verify": N_("Checking the store"),
    "restore": N_("Putting the copy in place"),
    "read": N_("Reading the file"),
    "project": N_("Writing the project"),
    "unpack": N_("Reading the project"),
}


@dataclass(frozen=True, slots=True)
class _Work:
    kind: str
    job: jobs.Job[Any]


class Made:
    """A file that was made for downloading; it is deleted when nothing holds this any more."""

    def __init__(self, name: str, note: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-")
        self.name = name
        self.note = note

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self._folder.name) / "file"

    def read(self) -> bytes:
        """All of it."""
        return self.path.read_bytes()


def begin(kind: str, work: Callable[[Progress], Any]) -> None:
    """Start work of a kind unless some is going on. It must not touch Streamlit."""
    if not running():
        drop(kind)
        st.session_state[_WORK] = _Work(kind, jobs.start(work, lane=_LANE))


def running() -> bool:
    """Work is going on; what has ended is taken over first."""
    work: _Work | None = st.session_state.get(_WORK)
    if work is None:
        return False
    if work.job.live:
        return True
    del st.session_state[_WORK]
    if work.job.state is jobs.JobState.FAILED:
        tell(work.job.error, bad=True)
    elif work.job.state is jobs.JobState.CANCELLED:
        tell(_("Stopped as asked; nothing was changed."))
    else:
        st.session_state[f"projects_result:{work.kind}"] = work.job.report
    return False


def tell(text: str, *, bad: bool = False) -> None:
    """Say something at the top of the page's next run."""
    st.session_state.setdefault(_NEWS, []).append((text, bad))


def attempt(act: Callable[[], object], said: str) -> NoReturn:
    """Do something short and run the page again: what was done, or why it could not be, is told at its top."""
    try:
        act()
    except WorkbenchError as error:
        tell(str(error), bad=True)
    else:
        tell(said)
    st.rerun()


def news() -> list[tuple[str, bool]]:
    """What there is to tell, and whether it is bad; it is forgotten."""
    found: list[tuple[str, bool]] = st.session_state.pop(_NEWS, [])
    return found


def result(kind: str) -> Any:
    """What the last work of a kind came to; None before."""
    return st.session_state.get(f"projects_result:{kind}")


def drop(kind: str) -> None:
    """Forget what the last work of a kind came to."""
    st.session_state.pop(f"projects_result:{kind}", None)


def offer(kind: str, media_type: str) -> None:
    """The button that downloads what work of a kind made, once it is there."""
    made: Made | None = result(kind)
    if made is None:
        return
    if made.note:
        st.text(made.note)
    st.download_button(
        _("Download {file}", file=plain(made.name)), made.read, made.name, media_type,
        on_click="ignore", type="primary", icon=":material/download:", key=f"projects_download:{kind}",
    )  # fmt: skip


@st.fragment(run_every=0.4)
def progress() -> None:
    """The bar of the work going on, with a way to stop it."""
    work: _Work | None = st.session_state.get(_WORK)
    if work is None or not work.job.live:
        st.rerun()
    job = work.job
    left, right = st.columns([6, 1], vertical_alignment="center")
    share = min(1.0, job.done / job.total) if job.total else 0.0
    seconds = job.seconds_left()
    text = _(_DOING[work.kind])
    if job.total:
        text += f" {percent(share)}"
    if seconds is not None and seconds >= 1:
        text += ", " + _("about {s} s left", s=round(seconds))
    left.progress(share, text=plain(text))
    if right.button(_("Cancel"), key="projects_cancel", disabled=job.cancelled()):
        job.cancel()

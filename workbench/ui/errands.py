"""Long work of one page: one job at a time in each session, its progress, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.progress import Progress
from workbench.ui import jobs
from workbench.ui.safe import plain
from workbench.ui.texts import _, percent, translated

__all__ = ["Errands"]


@dataclass(frozen=True, slots=True)
class _Errand:
    kind: str
    what: str
    job: jobs.Job[Any]


@dataclass(frozen=True, slots=True)
class Errands:
    """The work of one page; all it knows stands in the session.

    Attributes:
        page: a short name, for the keys in the session.
        lane: see :func:`workbench.ui.jobs.start`.
        doing: by kind of work the msgid of what it is doing.
        stopped: msgid of what to tell of cancelled work.
        done: called with kind and result where work came to its end; may :meth:`tell`.
    """

    page: str
    lane: str
    doing: Mapping[str, str]
    stopped: str
    done: Callable[[str, Any], None] = lambda kind, result: None

    def begin(self, kind: str, work: Callable[[Progress], Any], what: str = "") -> None:
        """Start work unless some is going on. It must not touch Streamlit.

        Args:
            kind: a key of :attr:`doing`.
            work: what to do; its result is kept, see :meth:`result`.
            what: the package, file or host it is about.
        """
        if not self.running():
            st.session_state[f"{self.page}_work"] = _Errand(kind, what, jobs.start(work, lane=self.lane))

    def running(self) -> bool:
        """Work is going on; what has ended is taken over first, and told by :meth:`news`."""
        work: _Errand | None = st.session_state.get(f"{self.page}_work")
        if work is None:
            return False
        if work.job.live:
            return True
        del st.session_state[f"{self.page}_work"]
        if work.job.state is jobs.JobState.FAILED:
            self.tell(translated(work.job.error), bad=True)
        elif work.job.state is jobs.JobState.CANCELLED:
            self.tell(_(self.stopped))
        else:
            st.session_state[f"{self.page}_result:{work.kind}"] = work.job.report
            self.done(work.kind, work.job.report)
        return False

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say something at the top of the page's next run."""
        st.session_state.setdefault(f"{self.page}_news", []).append((text, bad))

    def news(self) -> list[tuple[str, bool]]:
        """What there is to tell, and whether it is bad; it is forgotten."""
        found: list[tuple[str, bool]] = st.session_state.pop(f"{self.page}_news", [])
        return found

    def result(self, kind: str) -> Any:
        """What the last work of a kind came to; None before."""
        return st.session_state.get(f"{self.page}_result:{kind}")

    def drop(self, kind: str) -> None:
        """Forget what the last work of a kind came to."""
        st.session_state.pop(f"{self.page}_result:{kind}", None)

    def show(self) -> bool:
        """The top of the page: what is to be told, and the bar of the work going on; True while some is."""
        busy = self.running()
        for text, bad in self.news():
            say = st.error if bad else st.success
            say(plain(text), icon=":material/error:" if bad else ":material/check:")
        if busy:
            _progress(self)
        return busy


@st.fragment(run_every=0.4)
def _progress(errands: Errands) -> None:
    """The bar of the work going on, with a way to stop it."""
    work: _Errand | None = st.session_state.get(f"{errands.page}_work")
    if work is None or not work.job.live:
        st.rerun()
    job = work.job
    left, right = st.columns([6, 1], vertical_alignment="center")
    share = min(1.0, job.done / job.total) if job.total else 0.0
    seconds = job.seconds_left()
    text = _(errands.doing[work.kind])
    if work.what:
        text += f": {work.what}"
    if job.total:
        text += f" {percent(share)}"
    if seconds is not None and seconds >= 1:
        text += ", " + _("about {s} s left", s=round(seconds))
    left.progress(share, text=plain(text))
    if right.button(_("Cancel"), key=f"{errands.page}_cancel", disabled=job.cancelled()):
        job.cancel()

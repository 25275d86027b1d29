"""Long work beside the page: one worker, polled by the page, cancelled between two batches.

The worker never touches Streamlit; what it knows stands in the Job.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Generic, TypeVar

import streamlit as st

from workbench.errors import Cancelled, WorkbenchError
from workbench.progress import Progress
from workbench.ui.texts import N_

__all__ = ["Job", "JobState", "start"]

R = TypeVar("R")


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Job(Progress, Generic[R]):
    """Long work, mostly a run of the pipeline, that reports itself to the page.

    Attributes:
        state, task, done, total: for the progress bar; total is None where unknown.
        report: the result, once done; of a run of the pipeline a Report.
        error: one sentence for the user, where it failed.
    """

    def __init__(self) -> None:
        self.state = JobState.WAITING
        self.task = N_("Waiting for a free worker")
        self.done = 0
        self.total: int | None = None
        self.report: R | None = None
        self.error = ""
        self._began = time.monotonic()
        self._stop = threading.Event()

    @property
    def live(self) -> bool:
        """Still to be waited for."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    def cancel(self) -> None:
        """Ask it to stop between two batches."""
        self._stop.set()

    def cancelled(self) -> bool:
        """The user has asked to stop."""
        return self._stop.is_set()

    def start(self, task: str, total: int | None = None) -> None:
        """A stage begins."""
        self.task, self.total, self.done, self._began = task, total, 0, time.monotonic()

    def advance(self, units: int = 1, note: str = "") -> None:
        """A stage got on."""
        self.done += units

    def seconds_left(self) -> float | None:
        """How much longer the stage takes at its speed so far; None while that cannot be told."""
        if not self.total or self.done < 1:
            return None
        spent = time.monotonic() - self._began
        return spent / self.done * max(0, self.total - self.done)

    def run(self, work: Callable[[Progress], R]) -> None:
        """Do the work; every outcome ends in the state."""
        self.state, self.task = JobState.RUNNING, N_("Aligning and comparing")
        try:
            self.report = work(self)
            self.state = JobState.CANCELLED if self.cancelled() else JobState.DONE
        except Cancelled:
            self.state = JobState.CANCELLED
        except WorkbenchError as error:
            self.state, self.error = JobState.FAILED, str(error)
        except Exception as error:
            # The worker must not die silently; the page shows the type only, never the user's text.
            self.state = JobState.FAILED
            self.error = (
                f"Something unexpected went wrong ({type(error).__name__}). Your texts are untouched."
            )


@st.cache_resource
def _pool(lane: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"workbench-{lane}")


def start(work: Callable[[Progress], R], *, lane: str = "texts") -> Job[R]:
    """Begin `work` as soon as the worker of its lane is free.

    Args:
        lane: work of different lanes goes on side by side: a model that is being fetched keeps nobody from
            translating.
    """
    job: Job[R] = Job()
    _pool(lane).submit(job.run, work)
    return job

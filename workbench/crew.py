"""Processes that work side by side on one table: a large document has six renderings, and a machine several cores.

Python runs one thread at a time, so threads would not help. A worker keeps what it learnt of its rendering (word
lists, word forms, figures) from the checks to the scores to the page, so work on a rendering goes to the worker that
had it before. Workers never print, and they end with the process that started them.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from workbench.errors import WorkbenchError
from workbench.model import Document, Origin, Parallel, Rendering, Report
from workbench.progress import SILENT, Progress

__all__ = ["Crew", "Held", "Task", "hands", "without_table"]

MOST = 4
"""Workers by default; each holds word lists of its own, and six renderings keep four busy."""

LEAST = 2_000
"""Cells of a table from which workers are worth their start, some 0.2 s each."""

_PATIENCE = 0.2
"""Seconds between two looks at whether the user has asked to stop."""


@dataclass(frozen=True, slots=True)
class Held:
    """What every worker has from its start.

    Attributes:
        table: source and renderings.
        examiner: the pipeline's checks and glossaries, None where nobody needs them.
        learnt: what a worker wants to keep from one task to the next, by name.
    """

    table: Parallel
    examiner: Any = None
    learnt: dict[str, Any] = field(default_factory=dict)

    def completed(self, report: Report) -> Report:
        """A report that was sent :func:`without_table`, with it."""
        return replace(report, parallel=self.table)


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    Attributes:
        work: a function of a module (it is named, not sent), called with what the worker holds and `args`.
        args: small values.
        rendering: index of the rendering it is about, None if about no single one.
    """

    work: Callable[..., Any]
    args: tuple[Any, ...] = ()
    rendering: int | None = None


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: int | None = None


_NO_TABLE = Parallel(Rendering(Document("", ""), None, (), Origin.SOURCE), (), (), ())


def without_table(report: Report) -> Report:
    """The report as it is sent to workers, who have its table; see :meth:`Held.completed`."""
    return replace(report, parallel=_NO_TABLE)


def hands() -> int:
    """How many workers this machine can use: its cores, or those this process is bound to, at most :data:`MOST`."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, min(MOST, len(os.sched_getaffinity(0))))
    return max(1, min(MOST, os.cpu_count() or 1))


class Crew:
    """Workers for one table; none is started before there is enough to do.

    Use as a context manager, so that no process is left behind.

    Args:
        size: how many; 1 is none beside this process.
        least: cells of the smallest table they are started for.
    """

    def __init__(self, size: int | None = None, *, least: int = LEAST) -> None:
        self.size = hands() if size is None else size
        self._least = least
        self._held: Held | None = None
        self._workers: list[_Worker] = []
        self._homes: dict[int, _Worker] = {}

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def takes(self, table: Parallel) -> bool:
        """Whether work on this table should go to the crew: it has several renderings and is large."""
        if self._held is not None:
            return self._held.table is table
        count = len(table.renderings)
        return self.size > 1 and count > 1 and count * len(table.rows) >= self._least

    def do(
        self,
        tasks: Sequence[Task],
        held: Held,
        progress: Progress = SILENT,
        about: str = "",
    ) -> list[Any]:
        """The results of the tasks, in their order. The first call starts the workers.

        Args:
            tasks: long ones first.
            held: what the workers have; the same table in every call.
            progress: told of each task done, under the name `about`; may cancel, which ends the workers.

        Raises:
            Cancelled: the user asked to stop.
            WorkbenchError: a worker was killed, most likely because memory ran out.
            Exception: whatever a task raised; the others are given up.
        """
        try:
            if self._held is None:
                self._start(held, len(tasks))
            progress.start(about, len(tasks))
            results = self._done(tasks, progress)
            progress.finish()
        except BaseException:
            self.close()
            raise
        return results

    def close(self) -> None:
        """End the workers, whatever they are at."""
        for worker in self._workers:
            worker.process.terminate()
            worker.connection.close()
        for worker in self._workers:
            worker.process.join()
            worker.process.close()
        self._workers.clear()
        self._homes.clear()
        self._held = None

    def _start(self, held: Held, most: int) -> None:
        # A fork has all that was loaded, at once and for nothing, but is only safe without threads; elsewhere the
        # table is sent to processes that start afresh.
        quick = sys.platform == "linux" and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if quick else "spawn")
        self._held = held
        gc.freeze()  # else the first collection of a worker would copy every page
        try:
            for _ in range(min(self.size, most)):
                own, its = context.Pipe()
                others = [worker.connection for worker in self._workers] if quick else []
                process = context.Process(
                    target=_serve, args=(its, [*others, own] if quick else [], held), daemon=True
                )
                process.start()
                its.close()
                self._workers.append(_Worker(process, own))
        finally:
            gc.unfreeze()

    def _done(self, tasks: Sequence[Task], progress: Progress) -> list[Any]:
        results: list[Any] = [None] * len(tasks)
        waiting = dict(enumerate(tasks))
        while True:
            for worker in self._workers:
                if worker.task is None and waiting:
                    self._give(worker, waiting)
            busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
            if not busy:
                return results
            for ready in wait(list(busy), _PATIENCE):
                worker = busy[ready]  # type: ignore[index]
                number, worker.task = worker.task, None
                results[number or 0] = _answer(worker)
                progress.advance()
            progress.check()

    def _give(self, worker: _Worker, waiting: dict[int, Task]) -> None:
        """The next task for a worker: of a rendering it knows, of one nobody knows, or else somebody's."""

        def strange(number: int) -> int:
            rendering = waiting[number].rendering
            home = None if rendering is None else self._homes.get(rendering)
            return 0 if home is worker else 1 if home is None else 2

        number = min(waiting, key=strange)
        task = waiting.pop(number)
        if task.rendering is not None:
            self._homes.setdefault(task.rendering, worker)
        worker.task = number
        try:
            worker.connection.send((task.work, task.args))
        except BrokenPipeError:
            raise _lost(worker) from None


def _answer(worker: _Worker) -> Any:
    try:
        good, value = worker.connection.recv()
    except (EOFError, ConnectionResetError):
        raise _lost(worker) from None
    if not good:
        raise value
    return value


def _lost(worker: _Worker) -> WorkbenchError:
    worker.process.join(1)
    code = worker.process.exitcode
    how = f"signal {-code}" if code and code < 0 else f"status {code}"
    return WorkbenchError(
        f"A worker process ended unexpectedly ({how}).",
        hint="Most likely memory ran out: try again with --jobs 1.",
    )


# --- inside a worker -------------------------------------------------------------------------------


def _serve(connection: Connection, others: Sequence[Connection], held: Held) -> None:
    """Do what comes until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; who started this one ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:  # else they would stay open here when who holds them has gone
        other.close()
    gc.disable()  # short-lived, and nothing makes cycles worth looking for
    while True:
        try:
            work, args = connection.recv()
        except EOFError:
            return
        try:
            answer = (True, work(held, *args))
        except Exception as error:
            answer = (False, _sendable(error))
        try:
            connection.send(answer)
        except BrokenPipeError:
            return


def _sendable(error: Exception) -> Exception:
    """The error with its traceback as a note, or, where it cannot be sent, one that says the same."""
    told = "".join(traceback.format_exception(error))
    error.add_note(f"In a worker process:\n{told}")
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    except Exception:
        return RuntimeError(told)
    return error

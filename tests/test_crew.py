"""Workers beside one process: the same results in the same order, errors passed on, nobody left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from types import ModuleType

import pytest
from checks_support import table
from crew_support import failing, number_of, sleeping

from workbench.crew import Crew, Held, Task, hands
from workbench.errors import BadFile, Cancelled, WorkbenchError
from workbench.exporting import to_html
from workbench.judgement import judge
from workbench.pipeline import Given, Plan, run
from workbench.progress import Progress
from workbench.reading import read
from workbench.resources import shipped

SOURCE = (
    "The press release names 12 people.\nHe did not say “I am here”.\nThe Ministry of Defense met in Kyiv.\n"
)
UKRAINIAN = "Прес-реліз називає 13 людей.\nВін сказав: «Я тут».\nМіністерство оборони зібралося у Києві.\n"
GERMAN = "Die Pressemitteilung nennt 12 Personen.\nEr sagte nicht: „Ich bin hier“.\nDas Ministerium tagte.\n"
OTHER = UKRAINIAN.replace("13 людей", "12 осіб").replace("«Я тут»", "що він тут")
TWO = table("en", ["a", "b"], ("uk", ["в", "г"]), ("uk", ["д", "е"]))


@pytest.fixture(autouse=True)
def no_script(monkeypatch):
    """A worker that starts afresh runs the main script first; after a test of a page that is the page's."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


def plan():
    texts = [
        read(text.encode(), name=name) for name, text in (("uk", UKRAINIAN), ("de", GERMAN), ("uk2", OTHER))
    ]
    return Plan(
        source=Given(read(SOURCE.encode(), name="en"), "en"),
        renderings=(Given(texts[0], "uk"), Given(texts[1], "de"), Given(texts[2], "uk")),
        presegmented=True,
        paired=True,
        glossaries=tuple(shipped("glossaries").glob("press*.yaml")),
    )


def nobody_left():
    return not multiprocessing.active_children()


@pytest.mark.parametrize("threads", [False, True], ids=["forked", "afresh"])
def test_workers_see_what_one_process_sees(threads):
    stop = threading.Event()
    if threads:  # then nothing may be forked
        threading.Thread(target=stop.wait, daemon=True).start()
    try:
        alone = run(plan())
        with Crew(2, least=0) as crew:
            together = run(plan(), crew=crew)
            judged = judge(together, reference=0, meaning=False, crew=crew)
            page = to_html(together, judged, crew=crew)
            assert len(multiprocessing.active_children()) == 2
    finally:
        stop.set()
    assert together == alone
    assert {finding.rendering for finding in alone.findings} >= {0, 2}
    assert judged == judge(alone, reference=0, meaning=False)
    assert page == to_html(alone, judged)
    assert "diff-" in page
    assert nobody_left()


def test_small_tables_and_one_rendering_stay_in_this_process():
    table_ = run(plan()).parallel
    assert not Crew(2).takes(table_)
    assert Crew(2, least=9).takes(table_)
    assert not Crew(1, least=0).takes(table_)
    assert not Crew(2, least=0).takes(table("en", ["a"], ("uk", ["б"])))
    assert 1 <= hands() <= 4


def test_work_on_a_rendering_goes_to_who_had_it():
    with Crew(2, least=0) as crew:
        tasks = [Task(number_of, (i,), i) for i in range(4)]
        first = crew.do(tasks, Held(TWO))
        second = crew.do(tasks, Held(TWO))
    assert [worker for worker, _, _ in first] == [0, 1, 2, 3]
    same = [a[1] == b[1] for a, b in zip(first, second, strict=True)]
    assert sum(same) >= 3  # one may be taken over by a worker with nothing left to do
    assert all(seen > 1 for _, _, seen in second)


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("ours", BadFile, r"It is broken\. Mend it\."),
        ("odd", RuntimeError, "KeyError"),
        ("killed", WorkbenchError, r"\(signal 9\).*--jobs 1"),
    ],
)
def test_an_error_in_a_worker_ends_them_all(kind, error, said):
    with Crew(2, least=0) as crew:
        with pytest.raises(error, match=said):
            crew.do([Task(failing, (kind,)), Task(sleeping)], Held(TWO))
        assert nobody_left()


def test_cancelling_ends_the_workers():
    class Stopped(Progress):
        def cancelled(self):
            return True

    start = time.monotonic()
    with Crew(2, least=0) as crew, pytest.raises(Cancelled):
        crew.do([Task(sleeping), Task(sleeping)], Held(TWO), Stopped())
    assert time.monotonic() - start < 30
    assert nobody_left()


PROGRAM = """
import os, signal, time
from workbench.cli.common import edge
from workbench.crew import Crew, Held, Task
from workbench.model import Document, Origin, Parallel, Rendering

signal.signal(signal.SIGINT, signal.default_int_handler)  # where it was started in the background it is ignored

def sleeping(_):
    os.write(1, b"%d\\n" % os.getpid())  # at once, or two would be mixed
    time.sleep(60)

@edge
def main():
    side = Rendering(Document("", ""), None, (), Origin.SOURCE)
    with Crew(2, least=0) as crew:
        crew.do([Task(sleeping), Task(sleeping)], Held(Parallel(side, (side, side), (), ())))

main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C of this kind")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_no_worker_outlives_the_program(how):
    program = PROGRAM.replace("60", "3") if how == signal.SIGKILL else PROGRAM
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        workers = [int(process.stdout.readline()) for _ in range(2)]
        if how == signal.SIGINT:
            os.killpg(process.pid, how)  # as a terminal does
        else:
            process.kill()
        told = process.stderr.read()  # ends when the last of them has gone
        process.wait()
    if how == signal.SIGINT:
        assert told.strip() == "workbench: stopped."
        assert process.returncode == 130
    for worker in workers:
        deadline = time.monotonic() + 20
        while _alive(worker):
            assert time.monotonic() < deadline, "a worker is still there"
            time.sleep(0.1)


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

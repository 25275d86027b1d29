"""Large files into the memory while others write: step by step, and back where that is stopped."""

import threading
import time

import pytest
from memory_support import unit

from workbench.errors import BadFile, Cancelled
from workbench.memory import stepwise
from workbench.memory.importing import import_tmx
from workbench.memory.stepwise import Stepwise
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.progress import Progress

HEAD = (
    '<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" '
    'adminlang="en" srclang="en" datatype="plaintext"/><body>'
)
TAIL = "</body></tmx>"


def tmx(count, tail=TAIL):
    pairs = (
        f'<tu><tuv xml:lang="en"><seg>Sentence {n}.</seg></tuv><tuv xml:lang="uk"><seg>Речення {n}.</seg></tuv></tu>'
        for n in range(count)
    )
    return (HEAD + "".join(pairs) + tail).encode()


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "s.sqlite", timeout=2) as store:
        yield store


def test_it_brings_the_same_as_in_one_go(store, tmp_path):
    with open_store(tmp_path / "other.sqlite") as other:
        data = tmx(1200)
        assert (
            import_tmx(Stepwise(store.database), data).added == import_tmx(Memory(other.database), data).added
        )
        assert list(Memory(store.database).units()) == list(Memory(other.database).units())


def test_others_write_in_between(store, monkeypatch):
    """Each pause is a chance; a writer never waits for the whole."""
    monkeypatch.setattr(stepwise, "_STEP", 500)
    waited, stop = [], threading.Event()

    def edit():
        number = 0
        while not stop.is_set():
            began = time.monotonic()
            Memory(store.database).add([unit(f"Edit {number}.", "Правка.")])
            waited.append(time.monotonic() - began)
            number += 1
            time.sleep(0.02)

    writer = threading.Thread(target=edit)
    writer.start()
    try:
        done = import_tmx(Stepwise(store.database), tmx(6000))
    finally:
        stop.set()
        writer.join(20)
    assert done.added.new == 6000
    assert len(waited) > 3
    assert max(waited) < 2


class Stopping(Progress):
    """Stopped after so many units."""

    def __init__(self, after):
        self.left = after

    def start(self, task, total=None):
        self.writing = task == "Writing"

    def advance(self, units=1, note=""):
        self.left -= units if self.writing else 0

    def cancelled(self):
        return self.left <= 0


def test_stopped_half_way_it_takes_out_what_it_brought_and_nothing_else(store, monkeypatch):
    monkeypatch.setattr(stepwise, "_STEP", 500)
    memory = Memory(store.database)
    memory.add([unit("Sentence 7.", "Речення 7."), unit("Before.", "До.")])
    others = iter(range(100))

    def meanwhile():
        memory.add([unit(f"Meanwhile {next(others)}.", "Тим часом.")])

    with pytest.raises(Cancelled):
        import_tmx(Stepwise(store.database, Stopping(1500), meanwhile), tmx(3000))
    found = {u.source for u in memory.units()}
    assert {"Sentence 7.", "Before.", "Meanwhile 0.", "Meanwhile 1.", "Meanwhile 2."} == found


def test_a_file_that_is_none_changes_nothing(store):
    written = []
    memory = Stepwise(store.database, pause=lambda: written.append(1))
    with pytest.raises(BadFile):
        import_tmx(memory, b"<html><body>no TMX at all</body></html>", name="t.tmx")
    assert not written
    assert memory.stats().units == 0


def test_a_write_that_fails_half_way_is_taken_back(store, monkeypatch):
    monkeypatch.setattr(stepwise, "_STEP", 500)
    steps = []

    def fail():
        steps.append(1)
        if len(steps) == 3:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        import_tmx(Stepwise(store.database, pause=fail), tmx(3000))
    assert Memory(store.database).stats().units == 0

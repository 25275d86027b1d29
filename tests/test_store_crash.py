"""A process at work on the store is killed with SIGKILL at random moments; every acknowledged edit is there."""

import os
import random
import signal
import sys
import time
import traceback
from hashlib import sha256

import pytest
from store_support import Session, begun

from workbench.memory import store as store_module
from workbench.memory.codec import pack
from workbench.memory.store import open_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a quick fork and SIGKILL")


def _work(path, seed, pipe):
    """Open the store, take a document or begin one, and edit until killed; tell each acknowledged edit."""
    store_module.SNAPSHOT_EVERY = 5
    chance = random.Random(seed)
    with open_store(path) as store:
        known = [info for info in store.documents() if info.seq < 60]
        if known and chance.random() < 0.8:
            session = Session(store, chance.choice(known).id)
        else:
            session = begun(store, f"Project {seed}")
        while True:
            entry = session.step(chance)
            if entry:
                os.write(pipe, f"{session.id} {entry.seq} {sha256(pack(entry)).hexdigest()}\n".encode())


def _killed_after(path, seed, seconds):
    """What one process acknowledged before it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            _work(path, seed, writer)
        except BaseException:
            os.write(writer, f"error {traceback.format_exc()!r}\n".encode())
        os._exit(1)
    os.close(writer)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        lines = told.read().splitlines()
    assert os.WIFSIGNALED(status), lines
    return [line.split() for line in lines]


def _sessions(folder, count, seed):
    chance = random.Random(seed)
    acknowledged: dict[str, dict[int, str]] = {}
    number, path = 0, folder / "0.sqlite"
    for session in range(count):
        if session % 20 == 19:  # also while a store is being made
            number += 1
            path = folder / f"{number}.sqlite"
            acknowledged = {}
        for id, seq, digest in _killed_after(path, session, chance.uniform(0.0, 0.15)):
            acknowledged.setdefault(id, {})[int(seq)] = digest
        with open_store(path) as store:
            for id, steps in acknowledged.items():
                there = {entry.seq: sha256(pack(entry)).hexdigest() for entry in store.entries(id)}
                assert steps.items() <= there.items(), f"lost in session {session}"
            assert store.verify() == (), f"after session {session}"
        yield sum(map(len, acknowledged.values()))


def test_killed_20_times(tmp_path):
    assert max(_sessions(tmp_path, 20, seed=1)) > 20, "hardly anything was written before the kills"


@pytest.mark.slow
def test_killed_200_times(tmp_path):
    assert max(_sessions(tmp_path, 200, seed=2)) > 100


def test_killed_while_others_write_to_the_same_document(tmp_path):
    path = tmp_path / "store.sqlite"
    with open_store(path) as store:
        session = begun(store)
        for seed in range(5):
            reader, writer = os.pipe()
            child = os.fork()
            if not child:
                try:
                    _work(path, seed, writer)
                finally:
                    os._exit(1)
            until = time.monotonic() + 0.15
            while time.monotonic() < until:
                session = Session(store, session.id, "Bert")
                try:
                    session.do("edit", session.bitext.rows[0].id, 0, f"{seed} {time.monotonic()}")
                except store_module.Conflict:
                    continue
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reader)
            os.close(writer)
            assert store.verify() == ()
        assert any(step.who == "Bert" for step in store.audit(session.id))

"""A process at work on the store is killed with SIGKILL at random moments; every acknowledged edit is there."""

import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from store_support import Session, begun

from workbench.memory import store as store_module
from workbench.memory.codec import pack
from workbench.memory.store import open_store

pytest_plugins = ["store_fixtures"]

OLD = Path(__file__).parent / "data" / "store" / "r0001.sqlite"

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


def _killed(work, seconds, begun):
    """What a process acknowledged before it was killed, so long after its start or after its first edit."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            work(writer)
        except BaseException:
            os.write(writer, f"error {traceback.format_exc()!r}\n".encode())
        os._exit(1)
    os.close(writer)
    if begun:
        select.select([reader], [], [], 30)
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
        fresh = session % 10 == 9
        if fresh:  # also while a store is being made
            number += 1
            path = folder / f"{number}.sqlite"
            acknowledged = {}
        told = _killed(
            partial(_work, path, session),
            chance.uniform(0.0, 0.04),
            begun=not fresh and chance.random() < 0.8,
        )
        for id, seq, digest in told:
            acknowledged.setdefault(id, {})[int(seq)] = digest
        with open_store(path) as store:
            for id, steps in acknowledged.items():
                there = {entry.seq: sha256(pack(entry)).hexdigest() for entry in store.entries(id)}
                assert steps.items() <= there.items(), f"lost in session {session}"
            if fresh or session % 5 == 0 or session == count - 1:  # harm does not heal
                assert store.verify() == (), f"after session {session} or one of the last five"
        yield len(told)


def test_killed_20_times(tmp_path):
    assert sum(_sessions(tmp_path, 20, seed=1)) > 20, "hardly anything was written before the kills"


@pytest.mark.slow
def test_killed_200_times(tmp_path):
    assert sum(_sessions(tmp_path, 200, seed=2)) > 200


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


def test_killed_while_writing_to_postgres(postgres):
    acknowledged = 0
    for session in range(8):
        told = _killed(partial(_work, postgres, session), 0.01 * session, begun=True)
        with open_store(postgres) as store:
            for id, seq, digest in told:
                (entry,) = [entry for entry in store.entries(id) if entry.seq == int(seq)]
                assert sha256(pack(entry)).hexdigest() == digest
            assert store.verify() == ()
        acknowledged += len(told)
    assert acknowledged > 8


def _upgrade(path, pipe):
    with open_store(path):
        os.write(pipe, b"open\n")
    signal.pause()


def test_killed_while_an_old_store_is_brought_up_to_date(tmp_path):
    opened = 0
    for number in range(10):
        path = Path(shutil.copy(OLD, tmp_path / f"{number}.sqlite"))
        opened += bool(_killed(partial(_upgrade, path), number * 0.015, begun=False))
        with open_store(path) as store:
            assert store.verify() == ()
            assert len(store.documents()) == 2
    assert opened < 10, "every upgrade was over before the kill"

"""What goes wrong with disks and files is said in one sentence, and nothing that was saved is lost."""

import os
import pickle
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from store_support import Session, aside, begun, bitext, note, write_as_nobody, write_much

from workbench.bitext.history import Entry
from workbench.errors import BadStore, WorkbenchError
from workbench.memory.location import resolve
from workbench.memory.store import Conflict, open_store

pytest_plugins = ["store_fixtures"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "store.sqlite"


def told(caught):
    """The sentence: says what was seen and what to do, is no traceback."""
    words = str(caught.value)
    assert words.startswith("The ") or "“" in words
    assert caught.value.hint
    assert "Error" not in words
    return words


def test_disk_full(file):
    with open_store(file) as store:
        session = begun(store)
        session.do("edit", "r0", 0, "Збережено.")
        with store.database.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(BadStore) as caught:
            store.add_document(store.projects()[0].id, bitext(2000), who="A")
        assert "the disk is full" in told(caught)
        with pytest.raises(BadStore, match="disk is full"):
            _edit_on_and_on(session)
        with store.database.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        again = Session(store, session.id)
        assert again.bitext == session.bitext  # all that was acknowledged, and only that
        again.do("edit", "r0", 0, "Місце є.")
        assert store.verify() == ()


def _edit_on_and_on(session):
    for number in range(1000):
        session.do("edit", "r0", 0, f"{number} {os.urandom(800).hex()}")


def _in_child(work, *arguments):
    """Run a function of `store_support` in a process of its own; rights and limits stay there.

    It starts afresh: a fork of this process, which has threads, may wait for ever for what one of them held.
    """
    given = pickle.dumps((str(Path(__file__).parent), work.__name__, arguments))
    done = subprocess.run([sys.executable, "-c", _APART], input=given, capture_output=True, timeout=120)
    assert not done.returncode, done.stderr.decode()
    answer = pickle.loads(done.stdout)
    if isinstance(answer, BaseException):
        raise answer
    return answer


_APART = """
import pickle, sys
folder, name, arguments = pickle.load(sys.stdin.buffer)
sys.path.insert(0, folder)
import store_support
try:
    answer = getattr(store_support, name)(*arguments)
except Exception as error:
    answer = error
sys.stdout.buffer.write(pickle.dumps(answer))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs such limits")
def test_the_quota_is_reached_in_the_middle_of_a_write(file):
    with open_store(file) as store:
        session = begun(store)
        session.do("edit", "r0", 0, "Збережено.")
        kept = session.bitext

    with pytest.raises(BadStore) as caught:
        _in_child(write_much, file, 100_000)
    assert "not saved" in told(caught)
    with open_store(file) as store:
        assert store.load(session.id).bitext == kept
        assert len(store.documents()) == 1
        assert store.verify() == ()


@pytest.mark.skipif(sys.platform != "linux", reason="needs such limits")
@pytest.mark.parametrize("there", [True, False], ids=["a-store", "no-store-yet"])
def test_read_only_folder(tmp_path, there):
    folder = tmp_path / "closed"
    folder.mkdir()
    if there:
        with open_store(folder) as store:
            id = begun(store).id
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)

    try:
        with pytest.raises(BadStore) as caught:
            _in_child(write_as_nobody, folder)
        assert "cannot be" in told(caught)
    finally:
        folder.chmod(0o755)
    if there:
        with open_store(folder) as store:
            assert store.load(id).bitext.rows == bitext().rows
    else:
        assert list(folder.iterdir()) == []


@contextmanager
def _locked(file):
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_another_program_is_writing(file):
    with open_store(file, timeout=0.1) as store:
        session = begun(store)
        with _locked(file):
            begin = time.monotonic()
            with pytest.raises(BadStore) as caught:
                session.do("edit", "r0", 0, "Зміна.")
            assert "another program" in told(caught)
            assert time.monotonic() - begin < 3
            assert store.load(session.id).bitext == session.bitext  # reading goes on
        session.do("edit", "r0", 0, "Зміна.")
        assert store.load(session.id).bitext == session.bitext


def test_a_store_in_postgres_that_somebody_locked(postgres):
    with open_store(postgres, timeout=0.2) as store:
        session = begun(store)
        with store.database.engine.connect() as other, other.begin():
            other.execute(text("SELECT 1 FROM documents FOR UPDATE"))
            with pytest.raises(BadStore):
                session.do("edit", "r0", 0, "Зміна.")
        session.do("edit", "r0", 0, "Зміна.")
        assert store.verify() == ()


def test_newer_schema_is_left_alone(where):
    with open_store(where) as store:
        begun(store)
        with store.database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    for _ in range(2):
        with pytest.raises(BadStore) as caught:
            open_store(where)
        assert "newer workbench (schema r9999" in told(caught)


@pytest.mark.parametrize("size", [0, 17, 5000])
def test_a_file_that_is_no_database(file, size):
    file.write_bytes(os.urandom(size) if size != 17 else b"my shopping list\n")
    before = file.read_bytes()
    if not size:
        with open_store(file) as store:  # an empty file is an empty database
            assert store.projects() == ()
        return
    with pytest.raises(BadStore) as caught:
        open_store(file)
    assert "damaged or no store" in told(caught)
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_left_alone(file):
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE songs (title)")
        other.commit()
    before = file.read_bytes()
    with pytest.raises(BadStore, match="another program"):
        open_store(file)
    assert file.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_truncated_store_is_told_of_and_verify_sees_it(file, cut):
    with open_store(file) as store:
        begun(store, rows=300)
        with store.database.engine.connect() as raw:
            raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * cut)])
    assert "damaged" in _trouble_with(file)


def _trouble_with(file):
    """What opening says, or verifying."""
    try:
        with open_store(file) as store:
            return " ".join(f"damaged: {problem.what}" for problem in store.verify())
    except BadStore as error:
        return str(error)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadStore) as caught:
        open_store(tmp_path / "file" / "deeper" / "store.sqlite")
    assert "cannot be made" in told(caught)


@pytest.mark.parametrize("address", ["mysql://root@db/x", "oracle://x", "://", "http://example.org/store"])
def test_addresses_of_other_kinds(address):
    with pytest.raises(BadStore) as caught:
        resolve(address)
    assert "postgresql://" in told(caught)


def test_no_server_there_and_the_password_is_not_shown():
    pytest.importorskip("pg8000")
    with pytest.raises(BadStore) as caught:
        open_store("postgresql://anna:secret@127.0.0.1:1/team")
    assert "secret" not in told(caught)
    assert "anna:***@127.0.0.1:1/team" in str(caught.value)


def test_a_conflict_can_be_pickled():
    entry = Entry(1, "A", "2024-05-01T10:00:00.000Z", "edit", ())
    again = pickle.loads(pickle.dumps(Conflict("Somebody.", hint="Reload.", missed=(entry,))))
    assert (again.message, again.hint, again.missed) == ("Somebody.", "Reload.", (entry,))


def test_a_damaged_snapshot_does_no_harm_while_an_older_one_and_the_log_are_there(store, where):
    session = begun(store)
    session.do("edit", "r0", 0, "Одна.")
    store.snapshot(session.id)
    session.do("edit", "r0", 0, "Дві.")
    with store.database.writing() as connection:
        connection.execute(text("UPDATE snapshots SET body = digest WHERE seq = 1"))
    with open_store(where) as again:
        assert again.load(session.id).bitext == session.bitext
    assert [p.what.split(".")[0] for p in store.verify()] == ["The snapshot after step 1 is damaged"]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("DELETE FROM entries WHERE seq = 2", "step 3 is not what was written, or one before it is missing"),
        ("DELETE FROM entries WHERE seq = 3", "3 steps were written and 2 are there"),
        ("UPDATE entries SET body = chain WHERE seq = 2", "step 2 is not what was written"),
        ("UPDATE entries SET who = 'Mallory' WHERE seq = 2", "audit trail tells step 2 otherwise"),
        ("DELETE FROM comments", "list of comments"),
        ("DELETE FROM dismissals", "list of dismissed findings"),
        ("UPDATE documents SET rows = 1", "another number of rows"),
        ("UPDATE documents SET head = 2", "2 steps were written and 3 are there"),
        ("UPDATE snapshots SET body = digest WHERE seq = 0", "first state cannot be read"),
        ("UPDATE sources SET body = digest", "stored"),
    ],
)
def test_verify_sees_harm(store, harm, words):
    project = store.create_project("Speeches")
    info = store.add_document(project.id, bitext(), who="Anna", source_bytes=b"x", source_name="x.txt")
    session = Session(store, info.id)
    session.do("edit", "r0", 0, "Зміна.")
    session.do("comment", "r1", note())
    session.do("dismiss", "r1", aside())
    assert store.verify() == ()
    with store.database.writing() as connection:
        connection.execute(text(harm))
    assert any(words in problem.what for problem in store.verify()), store.verify()


@pytest.mark.parametrize("seed", range(3))
def test_bytes_damaged_anywhere_give_a_sentence_or_the_right_document(tmp_path, seed):
    """Forty places of a closed store are overwritten in turn: never a traceback, never a wrong table."""
    file, chance = tmp_path / "store.sqlite", random.Random(seed)
    with open_store(file) as store:
        session = begun(store)
        for number in range(5):
            session.do("edit", f"r{number}", 0, f"Зміна {number}.")
        copy = store.backup(tmp_path / "copy.sqlite")
    data = copy.read_bytes()
    for _ in range(40):
        at, length = chance.randrange(len(data)), chance.choice([1, 8, 64, 4096])
        file.write_bytes(data[:at] + chance.randbytes(length) + data[at + length :])
        for left in ("store.sqlite-wal", "store.sqlite-shm"):
            (tmp_path / left).unlink(missing_ok=True)
        try:
            with open_store(file, timeout=0.1) as store:
                store.documents()
                found = store.load(session.id)
                problems = store.verify()
        except WorkbenchError:
            continue
        assert problems or found.bitext == session.bitext

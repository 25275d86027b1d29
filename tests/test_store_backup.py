"""Copies of the store and the way back; projects as one file and the way back."""

import io
import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_support import Session, aside, begun, bitext, note

from workbench.errors import BadFile, BadStore, WorkbenchError
from workbench.memory.backup import restore
from workbench.memory.store import Conflict, open_store

pytest_plugins = ["store_fixtures"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "store.sqlite"


# --- backup and restore


def test_a_backup_brings_everything_back(store, where, tmp_path):
    if store.database.path is None and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    session = begun(store)
    session.do("edit", "r0", 0, "До копії.")
    kept = session.bitext
    copy = store.backup(tmp_path / "copy")
    session.do("edit", "r0", 0, "Після копії.")
    before = store.restore(copy)
    again = Session(store, session.id)
    assert again.bitext == kept
    with pytest.raises(Conflict):  # whoever had it open is told
        session.do("edit", "r1", 0, "Із старого вікна.")
    again.do("edit", "r1", 0, "Далі.")
    assert store.verify() == ()
    if store.database.path:
        with open_store(before) as put_aside:
            assert put_aside.load(session.id).bitext != kept


def test_a_backup_while_others_write_is_one_state(file, tmp_path):
    with open_store(file) as store:
        session = begun(store)
        stop = Event()

        def work():
            while not stop.is_set():
                session.do("edit", "r0", 0, f"Зміна {session.seq}.")

        thread = Thread(target=work)
        thread.start()
        try:
            copies = [store.backup(tmp_path / f"copy{n}.sqlite") for n in range(5)]
        finally:
            stop.set()
            thread.join()
    for copy in copies:
        with open_store(copy) as opened:
            assert opened.verify() == ()
            assert (
                opened.load(session.id).entries == session.history.entries[: opened.document(session.id).seq]
            )


def test_a_backup_in_a_folder_gets_a_name_and_nothing_foreign_is_replaced(file, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Anna")
    with open_store(file) as store:
        begun(store)
        copy = store.backup(folder)
        assert copy.parent == folder
        assert store.backup(copy) == copy  # an earlier copy may be replaced
        for bad in (letter, file, tmp_path / "missing" / "copy.sqlite"):
            with pytest.raises(BadStore):
                store.backup(bad)
    assert letter.read_text() == "Dear Anna"
    assert sorted(p.name for p in folder.iterdir()) == [copy.name]


@pytest.mark.parametrize("damage", ["page", "garbage", "missing"])
def test_a_damaged_store_is_restored_and_what_was_there_is_kept(file, tmp_path, damage):
    with open_store(file) as store:
        session = begun(store)
        copy = store.backup(tmp_path / "copy.sqlite")
    data = file.read_bytes()
    if damage == "page":
        file.write_bytes(data[:4096] + os.urandom(8192) + data[12288:])
    elif damage == "garbage":
        file.write_bytes(os.urandom(5000))
    else:
        file.unlink()
    damaged = file.read_bytes() if file.exists() else None
    kept = restore(file, copy)
    with open_store(file) as store:
        assert store.load(session.id).bitext == session.bitext
        assert store.verify() == ()
    if damaged:
        assert kept.read_bytes()[100:] == damaged[100:]
    else:
        assert kept is None


def test_what_is_no_sound_copy_changes_nothing(file, tmp_path):
    with open_store(file) as store:
        session = begun(store)
        copy = store.backup(tmp_path / "copy.sqlite")
        data = copy.read_bytes()
        bad = {
            "missing": None,
            "empty": b"",
            "text": b"my shopping list",
            "cut": data[: len(data) // 2],
            "hole": data[:4096] + os.urandom(8192) + data[12288:],
        }
        for name, content in bad.items():
            path = tmp_path / name
            if content is not None:
                path.write_bytes(content)
            with pytest.raises(BadStore):
                store.restore(path)
        with closing(sqlite3.connect(copy)) as newer:
            newer.execute("UPDATE alembic_version SET version_num = 'r9999'")
            newer.commit()
        with pytest.raises(BadStore, match="newer workbench"):
            store.restore(copy)
        session.do("edit", "r0", 0, "Далі.")
        assert store.verify() == ()
    assert not list(tmp_path.glob("*before-restore*"))


# --- a project as one file


def worked(store):
    session = begun(store)
    session.do("edit", "r1", 0, "Виправлено.")
    session.do("comment", "r1", note())
    session.do("dismiss", "r2", aside())
    session.do("merge", "r3")
    session.undo()
    project = store.project("Speeches")
    store.add_document(
        project.id, bitext(3, 1), title="Лист", who="Bert", source_bytes=b"\x00\x01", source_name="лист.docx"
    )
    return session


def test_a_project_goes_out_and_comes_back_equal(store, tmp_path):
    session = worked(store)
    data = store.export("Speeches")
    assert store.export("Speeches") == data  # the same bytes every time
    again = store.import_project(data, name="speeches.workbench")
    assert again.name == "Speeches (2)"
    assert again.documents == 2
    old, new = (
        sorted(store.documents(p), key=lambda d: d.title) for p in (store.project("Speeches").id, again.id)
    )
    for one, other in zip(old, new, strict=True):
        assert one.id != other.id
        assert store.load(one.id).bitext == store.load(other.id).bitext
        assert store.load(one.id).entries == store.load(other.id).entries
        assert store.source(one.id) == store.source(other.id)
        assert (one.title, one.created, one.created_by) == (other.title, other.created, other.created_by)
    assert len(store.comments(project=again.id)) == 1
    taken_up = Session(store, next(d.id for d in new if d.seq))
    taken_up.redo()
    assert taken_up.bitext.rows != session.bitext.rows
    assert store.verify() == ()


def test_a_project_moves_from_sqlite_to_postgres(tmp_path, postgres):
    with open_store(tmp_path) as here, open_store(postgres) as there:
        session = worked(here)
        there.import_project(here.export("Speeches"), name="x", as_name="Moved")
        found = [there.load(d.id).bitext for d in there.documents(there.project("Moved").id)]
        assert session.bitext in found


def _changed(data, **replaced):
    """The project file with entries put in, replaced, or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = replaced.get(name, old.read(name))
            if callable(content):
                content = content(old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def _manifest(**more):
    return lambda old: json.dumps(json.loads(old) | more).encode()


BAD = {
    "empty": lambda data: b"",
    "text": lambda data: b"my shopping list",
    "cut": lambda data: data[: len(data) // 2],
    "other-zip": lambda data: _changed(data, **{"manifest.json": None}),
    "other-format": lambda data: _changed(data, **{"manifest.json": _manifest(format="x")}),
    "newer": lambda data: _changed(data, **{"manifest.json": _manifest(version=2)}),
    "no-documents": lambda data: _changed(data, **{"manifest.json": _manifest(documents=None)}),
    "no-name": lambda data: _changed(data, **{"manifest.json": _manifest(name=" ")}),
    "not-json": lambda data: _changed(data, **{"manifest.json": b"\xff\xfe{"}),
    "no-base": lambda data: _changed(data, **{"0001/base.json": None}),
    "bad-base": lambda data: _changed(data, **{"0001/base.json": b'{"rows": 5}'}),
    "deep": lambda data: _changed(data, **{"0001/base.json": b"[" * 100_000}),
    "hole": lambda data: _changed(
        data, **{"0001/entries.jsonl": lambda old: b"\n".join(old.splitlines()[1:])}
    ),
    "bomb": lambda data: _changed(data, **{"0001/base.json": b" " * 400_000_000}),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_project_files_change_nothing(file, name):
    with open_store(file) as store:
        session = worked(store)
        before = store.projects()
        with pytest.raises(WorkbenchError) as caught:
            store.import_project(BAD[name](store.export("Speeches")), name="sent.workbench")
        assert isinstance(caught.value, BadFile | BadStore)
        assert "Traceback" not in str(caught.value)
        assert store.projects() == before
        assert store.load(session.id).bitext == session.bitext
        assert store.verify() == ()


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("sent")) as store:
        worked(store)
        yield store, store.export("Speeches")


@settings(max_examples=60, deadline=None)
@given(at=st.floats(0, 1), by=st.integers(1, 255), cut=st.booleans())
def test_a_project_file_damaged_anywhere_is_read_right_or_refused(sent, at, by, cut):
    store, data = sent
    place = int(at * (len(data) - 1))
    harmed = data[:place] if cut else data[:place] + bytes([data[place] ^ by]) + data[place + 1 :]
    count = len(store.projects())
    try:
        project = store.import_project(harmed, name="sent.workbench")
    except (BadFile, BadStore):
        assert len(store.projects()) == count
    else:
        assert store.verify() == ()
        store.delete_project(project.id)

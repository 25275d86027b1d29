"""Stores of earlier versions open; a step that fails leaves everything as it was."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from store_support import Session, aside, bitext, note

from workbench.errors import BadStore
from workbench.memory import schema, tm_schema, upgrading
from workbench.memory.store import open_store
from workbench.memory.tables import metadata

pytest_plugins = ["store_fixtures"]

KEPT = Path(__file__).parent / "data" / "store" / "r0001.sqlite"


@pytest.fixture
def old(tmp_path):
    """A copy of the store that was written with the first schema."""
    return Path(shutil.copy(KEPT, tmp_path / "store.sqlite"))


def test_the_first_store_opens_with_all_that_is_in_it(old):
    with open_store(old) as store:
        assert store.upgraded_from.name.startswith(f"store.before-{upgrading.HEAD}-")
        assert store.verify() == ()
        assert [(p.name, p.documents) for p in store.projects()] == [("Speeches", 2)]
        assert [p.name for p in store.projects(bin=True)] == ["Old letters"]
        letter, statement = sorted(store.documents(), key=lambda info: info.title)
        assert (letter.title, letter.created_by, letter.langs) == ("A letter", "Bert", ("en", "uk"))
        assert store.load(letter.id).bitext == bitext(3, 1, "letter.txt")
        assert store.source(letter.id).data == b"Sentence. " * 4
        kinds = [step.kind for step in store.audit(statement.id)]
        assert kinds == ["edit", "comment", "dismiss", "merge", "undo", "redo", "confirm"]
        assert [n.text for n in store.comments()] == [note().text]
        assert [d.key for d in store.dismissals()] == [aside().key]
        session = Session(store, statement.id)
        assert session.bitext.rows[1].cells[0].text == "Виправлене речення."
        while session.history.undoable:
            session.undo()
        assert session.bitext.rows == bitext().rows
        assert store.verify() == ()


def test_an_old_store_has_the_tables_that_the_code_speaks_of(old):
    _compare_tables(old)


def test_a_new_store_has_the_tables_that_the_code_speaks_of(where):
    _compare_tables(where)


def _compare_tables(place):
    with open_store(place) as store, store.database.reading() as connection:
        there = inspect(connection)
        for table in metadata.sorted_tables:
            columns = {column["name"]: column["nullable"] for column in there.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}, table.name
            indexes = {i["name"] for i in there.get_indexes(table.name) if "duplicates_constraint" not in i}
            assert indexes == {index.name for index in table.indexes}, table.name
            keys = {tuple(key["constrained_columns"]) for key in there.get_foreign_keys(table.name)}
            assert keys == {tuple(key.column_keys) for key in table.foreign_key_constraints}, table.name


def test_the_newest_step_is_the_one_the_code_knows():
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(upgrading._SCRIPTS)).get_current_head() == upgrading.HEAD
    assert {schema.documents.name, tm_schema.units.name} <= set(metadata.tables)


_STEP = """
from alembic import op
import sqlalchemy as sa

revision = "r9000"
down_revision = "{before}"


def upgrade():
    op.add_column("projects", sa.Column("colour", sa.Text()))
    op.execute("{more}")
"""


def _with_step(tmp_path, monkeypatch, more):
    """A workbench that knows one step more."""
    scripts = tmp_path / "migrations"
    shutil.copytree(upgrading._SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r9000_test.py").write_text(_STEP.format(before=upgrading.HEAD, more=more))
    monkeypatch.setattr(upgrading, "_SCRIPTS", scripts)
    monkeypatch.setattr(upgrading, "HEAD", "r9000")


def test_a_copy_is_made_before_an_upgrade_and_nothing_is_lost(old, tmp_path, monkeypatch):
    with open_store(old) as store:
        before = [store.load(info.id) for info in store.documents()]
    _with_step(tmp_path, monkeypatch, "UPDATE projects SET colour = 'blue'")
    with open_store(old) as store:
        assert [store.load(info.id) for info in store.documents()] == before
        with store.database.reading() as connection:
            assert set(connection.scalars(text("SELECT colour FROM projects"))) == {"blue"}
        kept = store.upgraded_from
    assert kept.parent == old.parent
    assert kept.name.startswith("store.before-r9000-")
    with open_store(old) as store:
        assert store.upgraded_from is None
    monkeypatch.undo()
    with open_store(kept) as store:  # the copy is a store of the version before
        assert [store.load(info.id) for info in store.documents()] == before


def test_a_step_that_fails_leaves_the_store_as_it_was(where, tmp_path, monkeypatch):
    with open_store(where) as store:
        store.create_project("Speeches")
    with monkeypatch.context() as patch:
        _with_step(tmp_path, patch, "INSERT INTO no_such_table VALUES (1)")
        with pytest.raises(BadStore):
            open_store(where)
    with open_store(where) as store:
        assert [p.name for p in store.projects()] == ["Speeches"]
        with store.database.reading() as connection:
            assert "colour" not in {c["name"] for c in inspect(connection).get_columns("projects")}


def test_two_processes_may_open_a_new_store_at_once(where):
    from threading import Thread

    errors = []

    def work():
        try:
            open_store(where).close()
        except Exception as error:
            errors.append(error)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []

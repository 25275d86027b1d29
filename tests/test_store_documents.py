"""The store: projects, documents and their logs, in SQLite and in PostgreSQL alike."""

import random
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from store_support import Session, aside, begun, bitext, note

from workbench.bitext import operations
from workbench.bitext.history import Entry
from workbench.bitext.model import SOURCE, Change, Piece
from workbench.errors import BadStore
from workbench.memory import log
from workbench.memory import store as store_module
from workbench.memory.store import Conflict, NotInStore, open_store

pytest_plugins = ["store_fixtures"]


# --- projects


def test_projects_are_listed_with_the_one_changed_last_first(store):
    old, new = store.create_project("Old"), store.create_project("New")
    store.add_document(old.id, bitext(), who="Anna")
    assert [(p.name, p.documents) for p in store.projects()] == [("Old", 1), ("New", 0)]
    assert store.project("New") == store.project(new.id)


def test_two_projects_cannot_share_a_name(store):
    store.create_project("Speeches")
    other = store.create_project("Letters")
    for twice in (
        lambda: store.create_project(" Speeches "),
        lambda: store.rename_project(other.id, "Speeches"),
    ):
        with pytest.raises(BadStore, match="“Speeches” already"):
            twice()
    assert {p.name for p in store.projects()} == {"Speeches", "Letters"}


@pytest.mark.parametrize("name", ["", " \n\t ", "x" * 201])
def test_a_project_needs_a_proper_name(store, name):
    with pytest.raises(BadStore):
        store.create_project(name)
    assert store.projects() == ()


def test_names_may_hold_anything_people_write(store):
    for name in (
        "Прес-релізи “2024”",
        "a'; DROP TABLE projects;--",
        "\U0001f4dd %s :x {}",
        "nul\x00and\ud800half",
    ):
        made = store.create_project(name)
        assert store.project(made.id).name == name.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


def test_a_deleted_project_is_in_the_bin_and_comes_back(store):
    session = begun(store)
    project = store.projects()[0]
    store.delete_project(project.id)
    assert store.projects() == ()
    assert store.documents() == ()
    assert [p.name for p in store.projects(bin=True)] == ["Speeches"]
    store.create_project("Speeches")  # the name is free while the other is in the bin
    assert store.restore_project(project.id).name == "Speeches (2)"
    assert [d.id for d in store.documents(project.id)] == [session.id]


def test_the_bin_is_emptied_only_of_what_has_lain_there(store):
    session = begun(store)
    other = begun(store, "Letters")
    store.delete_document(session.id)
    assert store.empty_bin() == 0
    assert [d.id for d in store.documents(bin=True)] == [session.id]
    assert store.empty_bin(older_than=timedelta(0)) == 1
    with pytest.raises(NotInStore):
        store.load(session.id)
    assert store.load(other.id).bitext == other.bitext
    assert store.verify() == ()


def test_what_is_taken_out_for_good_is_no_longer_in_the_file(tmp_path):
    secret = "The source is Iryna K."
    with open_store(tmp_path / "new" / "store.sqlite") as store:
        session = begun(store)
        session.do("comment", "r1", note(secret))
        kept = begun(store, "Kept")
        store.delete_document(session.id)
        assert store.empty_bin(older_than=timedelta(0)) == 1
        for file in (tmp_path / "new").iterdir():
            assert secret.encode() not in file.read_bytes(), file
        assert store.load(kept.id).bitext == kept.bitext
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


# --- documents


def test_a_document_comes_back_equal(store):
    made = bitext(rows=9, columns=3)
    project = store.create_project("Speeches")
    info = store.add_document(
        project.id, made, who="Anna", source_bytes=b"\x00\xff", source_name="statement.docx"
    )
    opened = store.load(info.id)
    assert opened.bitext == made
    assert opened.entries == ()
    assert opened.info == info
    assert (info.title, info.langs, info.rows, info.seq) == ("statement.txt", ("en", "uk", "uk", "uk"), 9, 0)
    assert (store.source(info.id).name, store.source(info.id).data) == ("statement.docx", b"\x00\xff")


def test_ids_cannot_be_guessed(store):
    project = store.create_project("Speeches")
    ids = {store.add_document(project.id, bitext(1), who="A").id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(id) == 32 and int(id, 16) for id in ids)


def test_recent_documents_over_all_projects(store):
    first, second, third = (begun(store, name) for name in ("A", "B", "C"))
    second.do("edit", "r0", 0, "Зміна.")
    assert [d.id for d in store.documents(recent=2)] == [second.id, third.id]
    assert len(store.documents()) == 3
    assert [d.id for d in store.documents(store.project("A").id)] == [first.id]


def test_what_is_not_there_is_said(store):
    for ask in (store.document, store.load, store.delete_document, store.project, store.snapshot):
        with pytest.raises(NotInStore, match="nothing-of-that-name"):
            ask("nothing-of-that-name")
    with pytest.raises(NotInStore):
        store.add_document("nope", bitext(), who="A")
    with pytest.raises(NotInStore):
        store.append("nope", Entry(1, "A", "2024-05-01T10:00:00.000Z", "edit", ()), expected_seq=0)


def test_half_a_character_is_refused_in_words_and_nothing_is_kept(store):
    project = store.create_project("Speeches")
    made = bitext()
    broken = replace(made, notes=("half \ud800",))
    with pytest.raises(BadStore, match=r"U\+D800"):
        store.add_document(project.id, broken, who="A")
    assert store.documents() == ()


# --- the log


def test_edits_come_back_after_a_restart_and_undo_goes_on(where):
    with open_store(where) as store:
        session = begun(store)
        session.do("edit", "r1", 0, "Перша зміна.")
        session.do("edit", "r2", 1, "Друга зміна.")
        session.undo()
        kept, id = session.bitext, session.id
    with open_store(where) as store:
        again = Session(store, id)
        assert again.bitext == kept
        assert again.history.redoable.seq == 2
        again.redo()
        again.undo()
        again.undo()
        assert again.bitext.rows == bitext().rows
        assert store.load(id).bitext == again.bitext
        assert [step.kind for step in store.audit(id)] == ["edit", "edit", "undo", "redo", "undo", "undo"]


def test_any_session_replays_to_the_same_table(store, monkeypatch):
    monkeypatch.setattr(store_module, "SNAPSHOT_EVERY", 7)
    session = begun(store)
    chance = random.Random(5)
    while session.seq < 60:
        session.step(chance)
    opened = store.load(session.id)
    assert opened.bitext == session.bitext
    assert opened.entries == session.history.entries
    assert (opened.info.seq, opened.info.rows) == (session.seq, len(session.bitext.rows))
    assert store.verify() == ()


def test_snapshots_are_few_and_the_base_stays(store, monkeypatch):
    monkeypatch.setattr(store_module, "SNAPSHOT_EVERY", 3)
    session = begun(store)
    for number in range(14):
        session.do("edit", "r0", 0, f"Зміна {number}.")
    with store.database.reading() as connection:
        kept = [seq for seq, _, _ in log._snapshots(connection, session.id)]
    assert kept == [12, 9, 0]
    assert store.snapshot(session.id) == 14
    assert store.load(session.id).bitext == session.bitext


def test_a_second_writer_gets_a_conflict_with_what_it_missed_and_can_go_on(store):
    anna = begun(store)
    bert = Session(store, anna.id, "Bert")
    first = anna.do("edit", "r0", 0, "Від Анни.")
    with pytest.raises(Conflict) as caught:
        bert.do("edit", "r1", 0, "Від Берта.")
    assert caught.value.missed == (first,)
    for entry in caught.value.missed:  # rebase
        for change in entry.changes:
            bert.bitext = change.apply(bert.bitext)
        bert.history.add(entry)
    bert.do("edit", "r1", 0, "Від Берта.")
    assert [(s.seq, s.who) for s in store.audit(anna.id)] == [(1, "Anna"), (2, "Bert")]
    assert store.entries(anna.id, since=1) == bert.history.entries[1:]


def test_the_same_entry_twice_is_kept_once(store):
    session = begun(store)
    entry = session.do("edit", "r0", 0, "Зміна.")
    store.append(session.id, entry, expected_seq=0)  # its acknowledgement was lost
    assert store.entries(session.id) == (entry,)
    session.do("edit", "r0", 0, "Ще одна.")
    assert store.load(session.id).bitext == session.bitext


def test_an_entry_that_does_not_fit_is_refused(store):
    session = begun(store)
    good = session.entry("edit", operations.edit(session.bitext, "r0", 0, "Зміна."))
    stale = replace(good.changes[0], removed=(session.bitext.rows[3],))
    for entry, expected in (
        (replace(good, changes=(stale,)), 0),
        (replace(good, seq=5), 0),
        (replace(good, seq=3), 2),
        (replace(good, kind="undo", undoes=1), 0),
        (replace(good, kind="redo", undoes=1), 0),
    ):
        with pytest.raises(Conflict):
            store.append(session.id, entry, expected_seq=expected)
    store.append(session.id, good, expected_seq=0)
    assert store.verify() == ()


def test_writers_in_many_threads_lose_nothing(store):
    session = begun(store)
    done = []

    def work(name):
        own = Session(store, session.id, name)
        for number in range(8):
            while True:
                try:
                    done.append(own.do("edit", f"r{number % 6}", 0, f"{name} {number}"))
                    break
                except Conflict as conflict:
                    for entry in conflict.missed:
                        for change in entry.changes:
                            own.bitext = change.apply(own.bitext)
                        own.history.add(entry)

    threads = [Thread(target=work, args=(name,)) for name in ("A", "B", "C")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 24
    assert sorted(store.entries(session.id), key=lambda e: e.seq) == sorted(done, key=lambda e: e.seq)
    assert store.verify() == ()


# --- asked of the log


def test_comments_and_dismissals_can_be_asked_for(store):
    session = begun(store)
    other = begun(store, "Letters")
    session.do("comment", "r1", note("Спитати прес-службу."))
    session.do("comment", "r1", note("And again."))
    session.do("dismiss", "r2", aside("k1"))
    other.do("comment", "r0", note("Elsewhere."))
    assert [(n.row, n.text) for n in store.comments(session.id)] == [
        ("r1", "Спитати прес-службу."),
        ("r1", "And again."),
    ]
    assert len(store.comments()) == 3
    assert len(store.comments(project=store.project("Letters").id)) == 1
    assert [(d.row, d.key, d.reason) for d in store.dismissals(session.id)] == [
        ("r2", "k1", "The figure was corrected.")
    ]
    session.do("merge", "r1")
    assert {n.row for n in store.comments(session.id)} == {"r1"}
    session.undo()
    session.undo()
    assert store.dismissals(session.id) == ()
    assert store.verify() == ()


def test_the_history_of_a_row_and_of_a_cell(store):
    session = begun(store)
    session.do("edit", "r1", 0, "Перший.")
    session.do("edit", "r3", 0, "Інший рядок.")
    session.do("edit", "r1", 1, "Другий стовпець.")
    session.do("merge", "r1")
    session.do("edit", "r1", 0, "Після злиття.")
    whole = store.history(session.id, "r1")
    assert [(v.step.seq, v.step.kind) for v in whole] == [(1, "edit"), (3, "edit"), (4, "merge"), (5, "edit")]
    cell = store.history(session.id, "r1", 1)
    assert next(v.after[0].text for v in cell) == "Другий стовпець."
    assert store.history(session.id, "r1", SOURCE)[-1].step.kind == "merge"
    session.do("edit", "r0", 0, "Ще.")
    assert store.history(session.id, "r2")[-1].step.kind == "merge"


def test_a_merged_row_remembers_what_both_were(store):
    session = begun(store)
    session.do("edit", "r2", 0, "Буде приєднано.")
    session.do("merge", "r1")
    assert [v.row for v in store.history(session.id, "r1")] == ["r2", "r1"]


def test_audit_can_be_cut_short(store):
    session = begun(store)
    for number in range(5):
        session.do("edit", "r0", 0, f"Зміна {number}.")
    assert [s.seq for s in store.audit(session.id, last=2)] == [4, 5]


def test_a_change_of_all_rows_is_in_every_rows_history(store):
    session = begun(store, rows=80)
    wide = session.bitext.rows
    added = tuple(row.with_cell(0, replace(row.cells[0], pieces=(Piece(f"Нове {row.id}."),))) for row in wide)
    session.write(session.entry("replace", Change(0, wide, added)))
    assert [v.after[0].text for v in store.history(session.id, "r79", 0)] == ["Нове r79."]
    assert store.history(session.id, "r79", 1) == ()

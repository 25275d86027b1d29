"""The translation memory follows the desk: what stands confirmed is in it, and nothing that does not."""

import random
import statistics
import time
from dataclasses import replace

import pytest
from test_bitext import bitext

from workbench.bitext import without_column
from workbench.desk import commands
from workbench.desk.desk import Desk
from workbench.desk.remembering import DOCUMENT, Remembering, given_units, proposals
from workbench.errors import BadStore
from workbench.memory.harvest import confirmed_units
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.units import MatchKind, Unit, UnitOrigin
from workbench.model import Document, Hypothesis, Origin, Signature
from workbench.pipeline import Examiner, Given, Plan
from workbench.recall import MemoryEngine
from workbench.translation.echo import Echo

SOURCE = [["The bridge is closed."], ["It rains."], ["Nobody came."], ["The vote is on Monday."]]
TARGET = [["Міст зачинено."], ["Дощить."], ["Ніхто не прийшов."], ["Голосування в понеділок."]]
PLAN = Plan(Given(Document("", "")))


pytest_plugins = ("store_fixtures",)  # `store` is one in SQLite, then one in PostgreSQL


@pytest.fixture
def memory(store):
    return Memory(store.database)


def desk(memory, table=None, *, id="one", examiner=None, **more):
    table = table or bitext(SOURCE, TARGET)
    remembering = Remembering(memory, id, "The bridge")
    return Desk(table, examiner or Examiner(PLAN), who="Anna", remembering=remembering, id=id, **more)


def do(table, /, **op):
    """Send one command."""
    seq = table.acks.get("tab", 0) + 1
    table.receive(commands.decode({"client": "tab", "ops": [{"seq": seq, "row": "r0", "column": 0, **op}]}))
    assert table.acks["tab"] == seq, table.trouble
    assert not [a.refused for a in table.answers["tab"] if a.refused], table.answers


def plain(on, op):
    seq = on.acks.get("tab", 0) + 1
    on.receive(commands.decode({"client": "tab", "ops": [{"seq": seq, "op": op}]}))


def texts(memory):
    return sorted((unit.source, unit.target) for unit in memory.units())


def machine(table):
    column = replace(table.columns[0], kind=Origin.MACHINE, signature=Signature.of(engine="echo"))
    return replace(table, columns=(column,))


def test_a_confirmed_cell_goes_in_with_what_is_known_about_it(memory):
    on = desk(memory)
    do(on, op="confirm", row="r1")
    (unit,) = memory.units()
    assert (unit.source, unit.target, unit.source_lang, unit.target_lang) == (
        "It rains.", "Дощить.", "en", "uk",
    )  # fmt: skip
    assert (unit.previous, unit.next) == ("The bridge is closed.", "Nobody came.")
    assert (unit.document, unit.who, unit.origin) == ("The bridge", "Anna", UnitOrigin.HUMAN)
    assert unit.created is not None
    assert dict(unit.properties)[DOCUMENT] != on.id  # the id opens the document, so it is not told


def test_an_edit_that_confirms_goes_in_at_once_and_one_that_does_not_stays_out(memory):
    on = desk(memory)
    do(on, op="edit", text="Міст закрито.", confirmed=True)
    do(on, op="edit", row="r1", text="Іде дощ.")
    assert texts(memory) == [("The bridge is closed.", "Міст закрито.")]


def test_what_is_unconfirmed_or_edited_goes_out(memory):
    on = desk(memory)
    for row in ("r0", "r1", "r2"):
        do(on, op="confirm", row=row)
    do(on, op="confirm", on=False)
    do(on, op="edit", row="r1", text="Іде дощ.")
    do(on, op="edit", row="r2", text="Ніхто не з’явився.", confirmed=True)
    assert texts(memory) == [("Nobody came.", "Ніхто не з’явився.")]


def test_undo_and_redo_are_followed(memory):
    on = desk(memory)
    do(on, op="confirm")
    plain(on, "undo")
    assert texts(memory) == []
    plain(on, "redo")
    assert texts(memory) == [("The bridge is closed.", "Міст зачинено.")]


def test_a_machine_stays_a_machine_until_a_person_edits(memory):
    on = desk(memory, machine(bitext(SOURCE, TARGET)))
    do(on, op="confirm")
    do(on, op="edit", row="r1", text="Іде дощ.", confirmed=True)
    found = {unit.source: unit for unit in memory.units()}
    assert found["The bridge is closed."].origin is UnitOrigin.MACHINE
    edited = found["It rains."]
    assert (edited.origin, edited.detail) == (UnitOrigin.HUMAN, "engine:echo")


def test_what_the_memory_gave_is_a_persons_when_it_is_confirmed_again(memory):
    table = machine(bitext(SOURCE, TARGET))
    piece = replace(
        table.rows[0].cells[0].pieces[0], hypotheses=(Hypothesis("Міст зачинено.", recalled=100),)
    )
    cell = replace(table.rows[0].cells[0], pieces=(piece,))
    table = replace(table, rows=(replace(table.rows[0], cells=(cell,)), *table.rows[1:]))
    do(desk(memory, table), op="confirm")
    assert [unit.origin for unit in memory.units()] == [UnitOrigin.HUMAN]


def test_what_others_brought_is_not_taken_out(memory):
    same = {"previous": "", "next": "It rains."}
    theirs = Unit("The bridge is closed.", "Міст зачинено.", "en", "uk", who="Olha", **same)
    memory.add([theirs])
    first, second = desk(memory, id="one"), desk(memory, id="two")
    do(first, op="confirm")
    do(first, op="confirm", on=False)
    assert [unit.who for unit in memory.units()] == ["Olha"]
    do(second, op="confirm", row="r1")
    do(first, op="confirm", row="r1")
    do(first, op="confirm", row="r1", on=False)
    assert len(texts(memory)) == 2
    do(second, op="confirm", row="r1", on=False)
    assert len(texts(memory)) == 1


def test_a_person_takes_over_what_a_machine_made_elsewhere(memory):
    same = {"previous": "", "next": "It rains."}
    memory.add(
        [Unit("The bridge is closed.", "Міст зачинено.", "en", "uk", origin=UnitOrigin.MACHINE, **same)]
    )
    do(desk(memory), op="confirm")
    assert [unit.origin for unit in memory.units()] == [UnitOrigin.HUMAN]


def test_a_refrain_stays_while_one_of_them_is_confirmed(memory):
    on = desk(memory, bitext([["Yes."]] * 5, [["Так."]] * 5))
    for row in ("r1", "r2", "r3"):
        do(on, op="confirm", row=row)
    do(on, op="confirm", row="r2", on=False)
    assert texts(memory) == [("Yes.", "Так.")]
    do(on, op="confirm", row="r1", on=False)
    do(on, op="confirm", row="r3", on=False)
    assert texts(memory) == []


def test_a_merge_changes_the_neighbours_context(memory):
    on = desk(memory)
    do(on, op="confirm", row="r2")
    on.receive(commands.decode({"client": "tab", "ops": [{"seq": 2, "op": "merge", "row": "r0"}]}))
    (unit,) = memory.units()
    assert unit.previous == "The bridge is closed. It rains."


def test_a_rendering_taken_off_stays_remembered(memory):
    on = desk(memory)
    do(on, op="confirm")
    on.change("remove", [without_column(on.bitext, 0)])
    assert texts(memory) == [("The bridge is closed.", "Міст зачинено.")]


def test_a_forbidden_term_stays_out(memory, tmp_path):
    path = tmp_path / "g.yaml"
    path.write_text(
        "name: T\nlanguages: [en, uk]\nconcepts:\n  - id: bridge\n    terms:\n      en: [{text: bridge}]\n"
        "      uk: [{text: переправа}, {text: міст, status: forbidden}]\n",
        "utf-8",
    )
    examiner = Examiner(Plan(Given(Document("", "")), glossaries=(path,)))
    on = desk(memory, examiner=examiner)
    forbidden = {hit.status for hit in on.look(0).terms}
    assert "forbidden" in forbidden
    do(on, op="confirm")
    do(on, op="confirm", row="r1")
    assert texts(memory) == [("It rains.", "Дощить.")]
    do(on, op="confirm", on=False)


@pytest.mark.parametrize("error", [BadStore("The disk is full."), RuntimeError("unexpected")])
def test_a_memory_that_fails_loses_no_edit_and_catches_up(memory, monkeypatch, error):
    kept = []
    on = desk(memory, save=lambda entry, before: kept.append(entry))
    working = Memory.follow
    monkeypatch.setattr(Memory, "follow", lambda *_: (_ for _ in ()).throw(error))
    do(on, op="edit", text="Міст закрито.", confirmed=True)
    do(on, op="confirm", row="r1")
    do(on, op="confirm", row="r1", on=False)
    assert len(kept) == 3
    assert on.bitext.rows[0].cells[0].text == "Міст закрито."
    assert on.trouble == ""
    assert on.remembering.trouble
    monkeypatch.setattr(Memory, "follow", working)
    do(on, op="confirm", row="r2")
    assert on.remembering.trouble == ""
    assert texts(memory) == [
        ("Nobody came.", "Ніхто не прийшов."),
        ("The bridge is closed.", "Міст закрито."),
    ]


def test_what_is_not_saved_is_not_remembered(memory):
    def save(entry, before):
        raise BadStore("The disk is full.")

    on = desk(memory, save=save)
    on.receive(
        commands.decode({"client": "t", "ops": [{"seq": 1, "op": "confirm", "row": "r0", "column": 0}]})
    )
    assert on.trouble
    assert texts(memory) == []


OPS = (
    "confirm",
    "confirm",
    "confirm",
    "unconfirm",
    "edit",
    "sure",
    "merge",
    "split",
    "move",
    "undo",
    "redo",
    "replace",
)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_steps_the_memory_has_what_stands_confirmed(memory, seed):
    """The law of this file."""
    dice = random.Random(seed)
    words = ["Yes.", "No.", "It rains.", "Who knows?"]
    rows = [[dice.choice(words)] for _ in range(8)]
    on = desk(
        memory, bitext(rows, [[text[0].upper()] for text in rows], [[text[0].lower()] for text in rows])
    )
    for seq in range(1, 60):
        row, column = dice.choice(on.bitext.rows).id, dice.randrange(2)
        cell = {"row": row, "column": column}
        op = {
            "confirm": {"op": "confirm", **cell},
            "unconfirm": {"op": "confirm", "on": False, **cell},
            "edit": {"op": "edit", "text": dice.choice(words), **cell},
            "sure": {"op": "edit", "text": dice.choice(words), "confirmed": True, **cell},
            "merge": {"op": "merge", "row": row},
            "split": {"op": "split", "row": row, "column": -1},
            "move": {"op": "move", "direction": dice.choice(["up", "down"]), **cell},
            "undo": {"op": "undo"},
            "redo": {"op": "redo"},
            "replace": {"op": "replace", "find": dice.choice(["rains", "no", "Yes"]), "put": "maybe"},
        }[dice.choice(OPS)]
        on.receive(commands.decode({"client": "tab", "ops": [{"seq": seq, **op}]}))
        assert on.remembering.trouble == ""
        stands = {
            (u.source, u.target, u.previous, u.next, u.target_lang)
            for u in confirmed_units(on.bitext, who="", when=None)
        }
        held = {(u.source, u.target, u.previous, u.next, u.target_lang) for u in memory.units()}
        assert held == stands, (seq, op)


def test_all_that_is_confirmed_can_be_taken_in_later(memory):
    on = desk(memory)
    on.remembering = None
    do(on, op="confirm")
    do(on, op="confirm", row="r1")
    remembering = Remembering(memory, "one", "The bridge")
    assert remembering.take_in(on.bitext, "Anna").new == 2
    assert remembering.take_in(on.bitext, "Anna").new == 0
    on.remembering = remembering
    do(on, op="confirm", on=False)
    assert texts(memory) == [("It rains.", "Дощить.")]


def test_proposals_know_the_place(memory):
    do(desk(memory), op="confirm", row="r1")
    other = bitext(SOURCE, [["…"]] * 4)
    (match,) = proposals(memory, other, 1, 0)
    assert (match.score, match.kind, match.proposal) == (101, MatchKind.CONTEXT, "Дощить.")
    fuzzy = bitext([["It rains heavily."]], [["…"]])
    assert [m.kind for m in proposals(memory, fuzzy, 0, 0)] == [MatchKind.FUZZY]
    undecided = replace(other, columns=(replace(other.columns[0], lang=None),))
    assert proposals(memory, undecided, 1, 0) == ()


def test_without_an_engine_what_the_memory_lacks_stays_empty(memory):
    do(desk(memory), op="confirm", row="r1")
    engine = MemoryEngine(memory, leave=True)
    found = dict(engine.translate(["It rains.", "Who knows?"], ("en", "uk")))
    assert [found[i][0].text for i in (0, 1)] == ["Дощить.", ""]
    assert ("en", "uk") in engine.pairs()


def test_an_engine_does_the_rest_of_the_languages_it_knows(memory):
    do(desk(memory), op="confirm", row="r1")
    echo = Echo()
    engine = MemoryEngine(memory, echo, leave=True)
    assert engine.pairs() >= echo.pairs()
    found = dict(engine.translate(["It rains.", "Who knows?"], ("en", "uk")))
    assert [found[i][0].text for i in (0, 1)] == [
        "Дощить.",
        "Who knows?" if ("en", "uk") in echo.pairs() else "",
    ]


def test_a_table_of_translations_becomes_units_that_say_their_file(memory):
    units = list(given_units(bitext(SOURCE, TARGET), "agency.xlsx"))
    assert [(u.origin, u.detail) for u in units] == [(UnitOrigin.IMPORTED, "agency.xlsx")] * 4
    assert memory.add(units).new == 4


def test_a_document_moves_to_another_project(store):
    one, two = store.create_project("One"), store.create_project("Two")
    info = store.add_document(one.id, bitext(SOURCE, TARGET), title="t", who="Anna")
    assert store.move_document(info.id, "Two").project == two.id
    assert [d.id for d in store.documents(two.id)] == [info.id]
    assert not store.documents(one.id)


def test_texts_that_nothing_has_any_more_are_swept_out(memory):
    on = desk(memory)
    do(on, op="edit", text="Таємниця.", confirmed=True)
    do(on, op="confirm", row="r1")
    before = memory.stats().texts
    do(on, op="edit", text="Міст закрито.", confirmed=True)
    assert memory.stats().texts == before + 1
    assert not memory.concordance("Таємниця")
    memory.clean(dry_run=False)
    assert memory.stats().texts == before
    assert memory.sweep() == 0
    assert [m.proposal for m in memory.lookup("The bridge is closed.", "en", "uk")] == ["Міст закрито."]
    assert len(memory.concordance("дощить")) == 1


@pytest.mark.slow
def test_remembering_costs_a_confirmation_ten_milliseconds_at_most(tmp_path):
    rows = [[f"Sentence number {n} is here."] for n in range(2000)]
    table = bitext(rows, [[f"Речення номер {n} тут."] for n in range(2000)])
    medians = {}
    with open_store(tmp_path / "s.sqlite") as store:
        project = store.create_project("Speed")
        for remembers in (False, True):
            info = store.add_document(project.id, table, title="t", who="Anna")

            def save(entry, before, id=info.id):
                store.append(id, entry, expected_seq=before)

            on = desk(Memory(store.database), table, id=info.id, save=save)
            on.remembering = on.remembering if remembers else None
            took = []
            for number in range(100):
                began = time.perf_counter()
                do(on, op="confirm", row=f"r{number * 7}")
                on.look(number * 7)  # as the page does, to paint the row
                took.append(time.perf_counter() - began)
            medians[remembers] = statistics.median(took)
    assert medians[True] - medians[False] < 0.010, medians

"""An open document: every command once, refused with a reason or saved, checked again, caught up with others."""

import pytest
from test_bitext import SMALL, bitext

from workbench.bitext import Entry, History, from_report, operations, to_parallel
from workbench.desk import commands
from workbench.desk.desk import Desk
from workbench.desk.looking import look_all
from workbench.desk.work import add_given, realigned
from workbench.errors import BadStore
from workbench.memory.trouble import Conflict
from workbench.model import Document
from workbench.pipeline import Examiner, Given, Plan, run

PLAN = Plan(Given(Document("", "")))


def desk(value=None, **more):
    return Desk(value or bitext(*SMALL), Examiner(PLAN), who="A", **more)


def batch(*ops, client="tab"):
    return commands.decode({"client": client, "ops": list(ops)})


def numbered(*ops):
    return [{"seq": number, **op} for number, op in enumerate(ops, 1)]


def texts(table, column=0):
    return [row.cells[column].text for row in table.bitext.rows]


def test_a_resent_command_is_carried_out_once():
    table = desk()
    ops = numbered({"op": "merge", "row": "r0"}, {"op": "edit", "row": "r2", "column": 0, "text": "Іще."})
    table.receive(batch(ops[0]))
    table.receive(batch(*ops))
    table.receive(batch(*ops))
    assert texts(table) == ["Раз. Два.", "Іще.", "Чотири."]
    assert table.acks == {"tab": 2}
    assert len(table.history.entries) == 2


def test_two_tabs_have_their_own_numbers():
    table = desk()
    table.receive(batch({"op": "lock", "row": "r0", "seq": 1}))
    table.receive(batch({"op": "lock", "row": "r1", "seq": 1}, client="other"))
    assert [row.locked for row in table.bitext.rows] == [True, True, False, False]


def test_what_cannot_be_done_is_answered_and_painted_back():
    table = desk()
    table.receive(batch({"op": "merge", "row": "r3", "seq": 1}))
    assert "no row below" in table.answers["tab"][0].refused
    assert table.patches[-1].rows == ("r3",)
    assert not table.history.entries


def test_undo_and_redo_over_everything():
    table = desk()
    table.receive(
        batch(
            *numbered(
                {"op": "edit", "row": "r0", "column": 0, "text": "Перше."},
                {"op": "comment", "row": "r0", "column": 0, "text": "sure?"},
                {"op": "undo"},
                {"op": "undo"},
                {"op": "redo"},
            )
        )
    )
    assert texts(table)[0] == "Перше."
    assert not table.bitext.rows[0].comments
    assert [entry.kind for entry in table.history.entries] == ["edit", "comment", "undo", "undo", "redo"]


def test_nothing_counts_that_was_not_saved_and_nothing_is_lost():
    full = [True]

    def save(entry, before):
        if full[0]:
            raise BadStore("The disk is full.")

    table = desk(save=save)
    ops = numbered({"op": "lock", "row": "r0"}, {"op": "lock", "row": "r1"})
    table.receive(batch(*ops))
    assert not table.history.entries
    assert not table.bitext.rows[0].locked
    assert table.trouble == "The disk is full."
    full[0] = False
    table.receive(batch(*ops))
    assert [row.locked for row in table.bitext.rows[:2]] == [True, True]
    assert table.trouble == ""


def test_somebody_elses_edits_are_taken_over_and_ours_put_on_top():
    others = bitext(*SMALL)
    theirs = Entry(1, "B", "2024-05-01T10:00:00.000Z", "merge", (operations.merge(others, "r0"),))
    kept = []

    def save(entry, before):
        if before == 0:
            raise Conflict("somebody was first", missed=(theirs,))
        kept.append(entry)

    table = desk(save=save)
    table.receive(batch({"op": "edit", "row": "r2", "column": 0, "text": "Іще.", "seq": 1}))
    assert texts(table) == ["Раз. Два.", "Іще.", "Чотири."]
    assert [entry.seq for entry in kept] == [2]


def test_an_edited_row_is_checked_again():
    table = desk(bitext([["He paid 120 euros."]], [["Він заплатив 120 євро."]]))
    assert "numbers" not in {f.code for f in table.look(0).findings}
    table.receive(batch({"op": "edit", "row": "r0", "column": 0, "text": "Він заплатив 12 євро.", "seq": 1}))
    seen = table.look(0)
    assert "numbers" in {f.code for f in seen.findings}
    place = [f.code for f in seen.findings].index("numbers")
    dismiss = {"op": "dismiss", "row": "r0", "key": seen.keys[place], "code": "numbers", "reason": "a joke"}
    table.receive(batch({"seq": 2, **dismiss}))
    assert "numbers" not in {f.code for f in table.look(0).findings}
    assert [why.reason for _, why in table.look(0).aside] == ["a joke"]
    assert [finding.code for finding, _ in table.report().dismissed] == ["numbers"]


def test_row_by_row_or_all_at_once_gives_the_same():
    table = desk(bitext([["He paid 120."], ["No."]], [["Він заплатив 12."], ["Так, ні."]]))
    whole, not_run = look_all(table.bitext, table.examiner)
    alone = [table.look(index) for index in range(2)]
    assert [{f.code for f in seen.findings} for seen in whole] == [
        {f.code for f in seen.findings} for seen in alone
    ]
    table.adopt_looks(whole, not_run)
    assert table.report().findings


@pytest.mark.parametrize(
    "message",
    [
        None,
        "x",
        {"client": "a"},
        {"client": "a", "ops": [{"op": "edit", "seq": 1}]},
        {"client": "a", "ops": [{"op": "edit", "seq": 1, "row": "r0", "column": 0, "text": 5}]},
        {"client": "a", "ops": [{"op": "lock", "seq": 0, "row": "r0"}]},
        {"client": "a", "ops": [{"op": "edit", "seq": 1, "row": "r0", "column": 0, "text": "x" * 100_001}]},
        {"client": "a" * 65, "ops": []},
    ],
)
def test_odd_messages_are_no_batch(message):
    assert commands.decode(message) is None


def test_search_and_replace_is_one_step():
    table = desk()
    table.receive(batch({"op": "replace", "seq": 1, "find": "ДВА", "put": "2", "words": True}))
    assert texts(table)[1] == "2."
    assert texts(table, 1)[1] == "Два. Три." or texts(table, 1)[1] == "2. Три."
    table.receive(batch({"op": "undo", "seq": 2}))
    assert texts(table)[1] == "Два."


def test_another_alignment_keeps_locked_rows():
    source = "The minister resigned on Monday. Nobody was surprised. Parliament votes on 12 May."
    target = "Міністр подав у відставку в понеділок. Ніхто не здивувався. Парламент голосує 12 травня."
    made = run(Plan(Given(Document("s", source), "en"), (Given(Document("t", target), "uk"),)))
    table = desk(from_report(made))
    table.receive(batch({"op": "merge", "row": "r0", "seq": 1}))
    table.change("realign", [realigned(table.bitext, 0)])
    assert [row.source.text.count(".") for row in table.bitext.rows] == [2, 1]
    table.receive(batch({"op": "undo", "seq": 2}, {"op": "undo", "seq": 3}))
    assert len(table.bitext.rows) == 3


def test_one_more_rendering_beside_the_others():
    source = "The minister resigned on Monday. Nobody was surprised. Parliament votes on 12 May."
    target = "Міністр подав у відставку в понеділок. Ніхто не здивувався. Парламент голосує 12 травня."
    table = desk(
        from_report(run(Plan(Given(Document("s", source), "en"), (Given(Document("t", target), "uk"),))))
    )
    table.receive(batch({"op": "confirm", "row": "r0", "column": 0, "seq": 1}))
    base = table.base_rev
    table.change("add", [add_given(table.bitext, Given(Document("t", target), "uk"), PLAN)])
    assert [column.label for column in table.bitext.columns] == ["t", "t 2"]
    assert table.bitext.rows[0].cells[0].confirmed
    assert table.base_rev > base
    assert to_parallel(table.bitext).cell_text(2, 1) == "Парламент голосує 12 травня."
    again = History(table.history.entries)
    assert again.undoable.kind == "add"

"""The editable table: operations can be taken back exactly, lose no text, and give a lawful table."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.bitext import (
    SOURCE,
    Bitext,
    Comment,
    Dismissed,
    Entry,
    History,
    Stale,
    applied,
    from_report,
    locked_beads,
    operations,
    replayed,
    row_table,
    to_parallel,
    with_rows,
    without_column,
)
from workbench.model import (
    Alignment,
    Bead,
    Document,
    Guess,
    Hypothesis,
    Origin,
    Parallel,
    Rendering,
    Report,
    Row,
    Segment,
    Span,
)


def rendering(name, lang, sentences, kind=Origin.HUMAN, gaps=None, hypotheses=()):
    text, segments = "", []
    for number, sentence in enumerate(sentences):
        text += (gaps[number] if gaps else " ") if number else ""
        segments.append(Segment(sentence, Span(len(text), len(text) + len(sentence)), number // 3))
        text += sentence
    return Rendering(Document(name, text), lang, tuple(segments), kind, name, hypotheses=hypotheses)


def table(source, *columns):
    """Source and renderings from rows given as lists of lists of sentences."""
    texts, rows, beads = [source, *columns], [], [[] for _ in columns]
    at = [0] * len(texts)
    for number in range(len(source)):
        taken = []
        for k, text in enumerate(texts):
            taken.append(tuple(range(at[k], at[k] + len(text[number]))))
            at[k] += len(text[number])
        rows.append(Row(taken[0], tuple(taken[1:]), tuple(0.9 for _ in columns)))
        for k in range(len(columns)):
            if taken[0] or taken[k + 1]:
                beads[k].append(Bead(taken[0], taken[k + 1], 0.9, ("they fit",)))
    flat = [[s for row in text for s in row] for text in texts]
    renderings = tuple(rendering(f"r{k}", "uk", f) for k, f in enumerate(flat[1:]))
    return Parallel(
        rendering("source", "en", flat[0], Origin.SOURCE),
        renderings,
        tuple(Alignment(tuple(b)) for b in beads),
        tuple(rows),
    )


def bitext(*texts):
    return from_report(Report(table(*texts), Guess("en")))


SMALL = (
    [["One."], ["Two.", "Three."], [], ["Four."]],
    [["Раз."], ["Два."], ["Ще."], ["Чотири."]],
    [["Один."], ["Два.", "Три."], [], []],
)


def words(value: Bitext):
    """All text of every column, without white space: no operation on the alignment may change it."""
    return [
        "".join("".join(piece.text.split()) for piece in value.pieces(column))
        for column in range(SOURCE, len(value.columns))
    ]


sentence = st.text("abcñї ְ🙂 .", min_size=1, max_size=12).filter(str.strip)
row = st.lists(sentence, max_size=3)


@st.composite
def bitexts(draw):
    count = draw(st.integers(1, 6))
    texts = [draw(st.lists(row, min_size=count, max_size=count)) for _ in range(draw(st.integers(2, 4)))]
    full = [n for n in range(count) if any(text[n] for text in texts)]
    return bitext(*[[text[n] for n in full] for text in texts])


def some_operation(draw, value):
    """A random operation on a random place; None where it does not apply there."""
    if not value.rows:
        return None
    at = draw(st.sampled_from(value.rows)).id
    column = draw(st.integers(0, len(value.columns) - 1))
    side = draw(st.integers(SOURCE, len(value.columns) - 1))
    note = Comment("look", "A", "2024-05-01T10:00:00Z")
    away = Dismissed("k", "numbers", "fine", "A", "2024-05-01T10:00:00Z")
    calls = {
        "edit": lambda: operations.edit(value, at, column, draw(st.text("ab. ", max_size=9))),
        "confirm": lambda: operations.confirm(value, at, column, draw(st.booleans())),
        "revert": lambda: operations.revert(value, at, column),
        "merge": lambda: operations.merge(value, at),
        "split": lambda: operations.split(value, at, side, draw(st.none() | st.integers(0, 20))),
        "move": lambda: operations.move(value, at, side, draw(st.sampled_from(["up", "down"]))),
        "unlink": lambda: operations.unlink(value, at, column),
        "lock": lambda: operations.lock(value, at, draw(st.booleans())),
        "comment": lambda: operations.comment(value, at, note),
        "dismiss": lambda: operations.dismiss(value, at, away),
        "without": lambda: without_column(value, column) if len(value.columns) > 1 else None,
    }
    kind = draw(st.sampled_from(sorted(calls)))
    try:
        return kind, calls[kind]()
    except ValueError:
        return kind, None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_life_of_a_bitext_can_be_taken_back_and_replayed(data):
    value = start = data.draw(bitexts())
    history = History()
    for _ in range(data.draw(st.integers(1, 8))):
        done = some_operation(data.draw, value)
        if not done or done[1] is None:
            continue
        kind, change = done
        before = value
        value = change.apply(value)
        assert replace(change.inverse.apply(value), next_id=0) == replace(before, next_id=0)
        assert len({row.id for row in value.rows}) == len(value.rows)
        assert not any(row.empty for row in value.rows)
        if kind in {"merge", "split", "move", "unlink", "lock", "comment", "dismiss"}:
            assert words(value) == words(before)
        to_parallel(value)  # checks that beads cover both sides once and in order
        history.add(Entry(history.next_seq, "A", "2024-05-01T10:00:00Z", kind, (change,)))
    coded = msgspec.json.decode(msgspec.json.encode(history.entries), type=tuple[Entry, ...])
    assert replayed(start, coded) == value
    end = value
    while (back := history.undo("A", "2024-05-01T10:00:00Z")) is not None:
        history.add(back)
        value = applied(value, back.changes)
    assert replace(value, next_id=0) == replace(start, next_id=0)
    history = History(history.entries)  # as after a restart
    while (again := history.redo("A", "2024-05-01T10:00:00Z")) is not None:
        history.add(again)
        value = applied(value, again.changes)
    assert value.rows == end.rows


@settings(max_examples=60, deadline=None)
@given(bitexts())
def test_to_the_table_and_back(value):
    again = from_report(Report(to_parallel(value), value.guess))
    assert words(again) == words(value)
    assert [[c.text for c in (r.source, *r.cells)] for r in again.rows] == [
        [c.text for c in (r.source, *r.cells)] for r in value.rows
    ]


def test_an_edit_inside_one_segment_leaves_the_others_alone():
    value = bitext(*SMALL)
    change = operations.edit(value, "r1", 1, "Два. Чотири.")
    cell = change.apply(value).rows[1].cells[1]
    assert [(p.text, p.original) for p in cell.pieces] == [("Два.", None), ("Чотири.", "Три.")]


def test_an_edit_over_a_border_makes_one_segment_and_revert_gives_the_words_back():
    value = bitext(*SMALL)
    edited = operations.edit(value, "r1", 1, "Двадцять три.").apply(value)
    assert [p.text for p in edited.rows[1].cells[1].pieces] == ["Двадцять три."]
    assert operations.revert(edited, "r1", 1).apply(edited).rows[1].cells[1].text == "Два. Три."


def test_typing_the_first_text_again_is_no_edit():
    value = bitext(*SMALL)
    edited = operations.edit(value, "r0", 0, "Разом.").apply(value)
    assert edited.rows[0].cells[0].edited
    back = operations.edit(edited, "r0", 0, "Раз.").apply(edited)
    assert not back.rows[0].cells[0].edited
    assert operations.edit(value, "r0", 0, "Раз.") is None


def test_editing_unconfirms_unless_told_otherwise():
    value = bitext(*SMALL)
    value = operations.confirm(value, "r0", 0).apply(value)
    assert not operations.edit(value, "r0", 0, "Інше.").apply(value).rows[0].cells[0].confirmed
    assert operations.edit(value, "r0", 0, "Інше.", confirmed=True).apply(value).rows[0].cells[0].confirmed


def test_an_empty_cell_can_be_filled_and_emptied():
    value = bitext(*SMALL)
    filled = operations.edit(value, "r3", 1, "Чотири!").apply(value)
    assert filled.rows[3].cells[1].text == "Чотири!"
    assert to_parallel(filled).cell_text(3, 1) == "Чотири!"
    assert operations.revert(filled, "r3", 1).apply(filled).rows[3].cells[1].text == ""


def test_the_source_is_not_edited():
    with pytest.raises(ValueError, match="renderings"):
        operations.edit(bitext(*SMALL), "r0", SOURCE, "x")


def test_a_cut_in_the_middle_of_a_source_segment_keeps_offsets():
    value = bitext([["One two three."]], [["Раз.", "Два три."]])
    cut = operations.split(value, "r0", SOURCE, 4).apply(value)
    assert [row.source.text for row in cut.rows] == ["One", "two three."]
    assert [row.cells[0].text for row in cut.rows] == ["Раз.", "Два три."]
    segments = to_parallel(cut).source.segments
    assert [s.span.of(value.document.text) for s in segments] == ["One", "two three."]
    assert all(row.locked for row in cut.rows)


def test_moving_the_last_text_out_of_a_row_removes_the_row_and_keeps_its_comments():
    value = bitext(*SMALL)
    value = operations.comment(value, "r2", Comment("why here?", "A", "2024-05-01T10:00:00Z")).apply(value)
    moved = operations.move(value, "r2", 0, "up").apply(value)
    assert [row.id for row in moved.rows] == ["r0", "r1", "r3"]
    assert moved.rows[1].cells[0].text == "Два. Ще."
    assert [note.text for note in moved.rows[1].comments] == ["why here?"]


def test_stale_changes_are_refused():
    value = bitext(*SMALL)
    change = operations.merge(value, "r0")
    changed = operations.edit(value, "r0", 0, "Інше.").apply(value)
    with pytest.raises(Stale):
        change.apply(changed)
    with pytest.raises(Stale):
        operations.edit(value, "r99", 0, "x")


def test_realignment_keeps_what_people_did():
    value = bitext(*SMALL)
    value = operations.confirm(value, "r0", 0).apply(value)
    value = operations.comment(value, "r3", Comment("check", "A", "2024-05-01T10:00:00Z")).apply(value)
    value = operations.lock(value, "r0").apply(value)
    assert [bead.shape for bead in locked_beads(value, 0)] == ["1-1"]
    old = to_parallel(value)
    new = table(
        [["One."], ["Two."], ["Three."], ["Four."]],
        [["Раз."], ["Два."], ["Ще."], ["Чотири."]],
        [["Один."], ["Два."], ["Три."], []],
    )
    new = replace(old, rows=new.rows, alignments=new.alignments)
    change = with_rows(value, new)
    after = change.apply(value)
    assert [row.source.text for row in after.rows] == ["One.", "Two.", "Three.", "Four."]
    assert after.rows[0] == value.rows[0]
    assert [note.text for note in after.rows[3].comments] == ["check"]
    assert change.inverse.apply(after).rows == value.rows


def test_one_more_rendering():
    value = bitext(*SMALL[:2])
    after = with_rows(value, table(*SMALL)).apply(value)
    assert [row.id for row in after.rows] == ["r0", "r1", "r2", "r3"]
    assert [row.cells[1].text for row in after.rows] == ["Один.", "Два. Три.", "", ""]
    assert len(after.columns) == 2
    assert without_column(after, 1).apply(after).rows == value.rows


def test_a_moved_passage_survives_the_way_through_the_table():
    source = rendering("s", "en", ["One.", "Two."], Origin.SOURCE)
    target = rendering("t", "uk", ["Два.", "Раз."])
    beads = (Bead((), (0,)), Bead((0,), (1,)), Bead((1,), ()))
    alignment = Alignment(beads, crossings=((2, 0),))
    rows = (Row((), ((0,),)), Row((0,), ((1,),)), Row((1,), ((),)))
    value = from_report(Report(Parallel(source, (target,), (alignment,), rows), Guess("en")))
    assert value.rows[2].cells[0].moved == "r0"
    assert to_parallel(value).alignments[0].crossings == ((2, 0),)


def test_offers_of_an_engine_travel_with_their_segment():
    offers = ((Hypothesis("Раз.", -0.1), Hypothesis("Один.", -0.4)), (Hypothesis("Два.", -0.2),))
    source = rendering("s", "en", ["One.", "Two."], Origin.SOURCE)
    target = rendering("t", "uk", ["Раз.", "Два."], Origin.MACHINE, hypotheses=offers)
    same = Alignment((Bead((0,), (0,)), Bead((1,), (1,))))
    rows = (Row((0,), ((0,),)), Row((1,), ((1,),)))
    value = from_report(Report(Parallel(source, (target,), (same,), rows), Guess("en")))
    merged = operations.merge(value, "r0").apply(value)
    assert [p.hypotheses for p in merged.rows[0].cells[0].pieces] == list(offers)
    assert to_parallel(merged).renderings[0].hypotheses == offers


def test_one_row_as_a_table():
    value = bitext(*SMALL)
    alone = row_table(value, 1)
    assert (alone.source_text(0), alone.cell_text(0, 1)) == ("Two. Three.", "Два. Три.")


def test_replacing_everywhere_is_several_changes_of_one_step():
    value = bitext(*SMALL)
    changes = operations.replace_all(value, 1, lambda text: text.replace("Два", "Двоє"))
    assert len(changes) == 1
    assert applied(value, changes).rows[1].cells[1].text == "Двоє. Три."

"""A file that comes back against the table we have: changes for the history, and nothing dropped in silence."""

import io
from dataclasses import replace

import pytest
from exchange_support import BACK, full, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.bitext import Cell, Comment, Piece, applied, operations
from workbench.bitext.history import Entry, History
from workbench.exporting.exchange import Options
from workbench.exporting.registry import export, read_bitext

ROWS = ["One.", "Two.", "Three."]


def base():
    return table(ROWS, ["Раз.", "Два.", "Три."], ["Ein.", None, "Drei."], langs=["en", "uk", "de"])


def changed(made, *changes):
    return applied(made, [change for change in changes if change is not None])


def back(edited, form="csv", against=None, **options):
    return read_bitext(export(edited, form).data, form, base=against or base(), options=Options(**options))


@pytest.mark.parametrize("form", BACK)
class TestWhatIsTaken:
    def test_an_edit(self, form):
        result = back(changed(base(), operations.edit(base(), "r1", 0, "Двоє.")), form)
        assert result.bitext.rows[1].cells[0].pieces[0] == Piece("Двоє.", "\n", 1, None, "Два.")
        assert len(result.changes) == 1
        assert applied(base(), result.changes) == result.bitext
        assert result.problems == ()

    def test_a_confirmation(self, form):
        result = back(changed(base(), operations.confirm(base(), "r2", 0)), form)
        assert [row.cells[0].confirmed for row in result.bitext.rows] == [False, False, True]

    def test_a_text_where_there_was_none(self, form):
        result = back(changed(base(), operations.edit(base(), "r1", 1, "Zwei.")), form)
        assert result.bitext.rows[1].cells[1].text == "Zwei."

    def test_a_remark_once_and_not_again(self, form):
        note = Comment("Look again", "Anna", "2024-05-01T10:00:00.000Z", 0)
        with_note = changed(base(), operations.comment(base(), "r0", note))
        result = back(with_note, form)
        assert [n.text for n in result.bitext.rows[0].comments] in (["Look again"], ["Anna: Look again"])
        assert back(with_note, form, result.bitext).changes == ()

    @given(
        words=st.lists(
            st.sampled_from(["Раз", "Два.", "", "  ", "=x", "a\nb", "\x07"]), min_size=3, max_size=3
        )
    )
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_edits(self, form, words):
        edited = base()
        for row, text in zip(ROWS, words, strict=True):
            made = operations.edit(edited, f"r{ROWS.index(row)}", 0, text)
            edited = edited if made is None else made.apply(edited)
        result = back(edited, form)
        assert [row.cells[0].text for row in result.bitext.rows] == words
        assert applied(base(), result.changes) == result.bitext


class TestStates:
    @pytest.mark.parametrize(("form", "state"), [("xliff", b"signed-off"), ("xliff2", b"final")])
    def test_another_tools_approval(self, form, state):
        data = export(base(), form).data.replace(b'state="translated"', b'state="' + state + b'"', 1)
        result = read_bitext(data, form, base=base())
        assert [row.cells[0].confirmed for row in result.bitext.rows] == [True, False, False]

    def test_fuzzy_taken_off_in_po(self):
        data = export(base(), "po").data.replace(b"#, fuzzy\n", b"", 1)
        result = read_bitext(data, "po", base=base())
        assert [row.cells[0].confirmed for row in result.bitext.rows] == [True, False, False]

    def test_an_edited_text_is_confirmed_only_if_the_file_says_so(self):
        made = changed(base(), operations.confirm(base(), "r0", 0))
        data = export(made, "csv").data.decode().replace("Раз.,confirmed", "Рраз.,checked").encode()
        cell = read_bitext(data, "csv", base=made).bitext.rows[0].cells[0]
        assert (cell.text, cell.confirmed) == ("Рраз.", False)

    def test_a_lock(self):
        result = back(replace(base(), rows=(replace(base().rows[0], locked=True), *base().rows[1:])))
        assert result.bitext.rows[0].locked


class TestWhatIsTold:
    def test_rows_that_are_missing_stay(self):
        result = back(replace(base(), rows=base().rows[:2]))
        assert result.bitext == base()
        assert [str(p) for p in result.problems] == [
            "1 row of ours is not in the file; kept as they are: r2."
        ]

    def test_a_row_we_have_not_is_told_with_its_text(self):
        extra = replace(base().rows[0], id="r9", source=Cell((Piece("New.", "\n", 9, 99),)))
        result = back(replace(base(), rows=(*base().rows, extra)))
        assert result.bitext == base()
        assert any("“New.”" in str(p) and "“Раз.”" in str(p) and p.line == 5 for p in result.problems)

    def test_a_source_that_differs_leaves_the_row_out_with_its_text(self):
        data = export(base(), "csv").data.decode().replace("Two.", "Too.").replace("Два.", "Також.").encode()
        result = read_bitext(data, "csv", base=base())
        assert result.bitext == base()
        assert any(p.row == "r1" and "“Too.”" in str(p) and "“Також.”" in str(p) for p in result.problems)

    def test_an_id_that_comes_again(self):
        data = export(base(), "csv").data.decode().replace("r1,", "r0,").encode()
        result = read_bitext(data, "csv", base=base())
        assert any("r0 comes again" in str(p) for p in result.problems)

    def test_a_column_we_have_not(self):
        other = table(ROWS, ["Un.", "Deux.", "Trois."], langs=["en", "fr"])
        result = back(other)
        assert result.changes == ()
        assert any("fr-0" in str(p) for p in result.problems)


class TestOtherToolsRows:
    def test_without_ids_rows_are_found_by_their_source(self):
        data = "en,uk\r\nThree.,Троє.\r\nOne.,Раз.\r\nTwo.,Двоє.\r\n".encode()
        result = read_bitext(data, "csv", base=base())
        assert [row.cells[0].text for row in result.bitext.rows] == ["Раз.", "Двоє.", "Троє."]
        assert result.problems == ()

    def test_the_same_sentence_twice_goes_in_order(self):
        twice = table(["Yes.", "Yes."], ["Так.", "Так."])
        result = read_bitext("en,uk\r\nYes.,Еге.\r\nYes.,Ага.\r\n".encode(), "csv", base=twice)
        assert [row.cells[0].text for row in result.bitext.rows] == ["Еге.", "Ага."]

    def test_remarks_get_the_name_and_time_given(self):
        data = "en,uk,comments\r\nOne.,Раз.,sure?\r\n".encode()
        options = Options(who="Max", when="2024-06-01T00:00:00.000Z")
        note = read_bitext(data, "csv", base=base(), options=options).bitext.rows[0].comments[0]
        assert note == Comment("sure?", "Max", "2024-06-01T00:00:00.000Z")

    def test_line_ends_that_a_tool_changed_are_no_edit(self):
        made = table(["One\nline."], ["Один\nрядок."])
        data = (
            export(made, "csv")
            .data.replace(b"One\nline.", b"One\r\nline.")
            .replace("Один\n".encode(), "Один\r\n".encode())
        )
        assert read_bitext(data, "csv", base=made).changes == ()

    def test_saved_by_a_spreadsheet_program(self):
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(export(full(), "xlsx").data))
        sheet = book.active
        sheet["C3"] = "це не формула"
        sheet["D3"] = "confirmed"
        out = io.BytesIO()
        book.save(out)
        result = read_bitext(out.getvalue(), "xlsx", base=full())
        assert [c.added[0].id for c in result.changes] == ["r1"]
        assert result.bitext.rows[1].cells[0].confirmed


def test_changes_are_undoable_as_one_step():
    result = back(
        changed(base(), operations.edit(base(), "r0", 0, "Рраз."), operations.edit(base(), "r2", 1, "3."))
    )
    assert len(result.changes) == 2
    history = History()
    history.add(Entry(1, "Anna", "2024-05-01T10:00:00.000Z", "import", result.changes))
    undo = history.undo("Anna", "2024-05-01T10:00:01.000Z")
    assert applied(result.bitext, undo.changes) == base()

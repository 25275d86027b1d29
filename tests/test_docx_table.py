"""The side-by-side table as a Word document: what it shows, and what comes back of an edited one."""

import copy
import time
from dataclasses import replace

import pytest
from docx_support import edited, opened, rewritten, saved, tracked, typed, with_part, xml_of
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_support import zipped
from report_support import full_report, report

from workbench.bitext import SOURCE, Comment, from_report, operations
from workbench.errors import WorkbenchError
from workbench.exporting.docx_table import MOST_RENDERINGS, read_docx_table, write_docx_table
from workbench.exporting.registry import export

WHEN = "2026-01-02T03:04:05.678+00:00"


def table():
    made = from_report(full_report())
    for note in (
        Comment("Check it.\nTwice.", "Olena Kovalenko", WHEN, 0),
        Comment("In the source.", "B", WHEN, SOURCE),
    ):
        made = operations.comment(made, "r0", note).apply(made)
    made = operations.confirm(made, "r1", 1).apply(made)
    return operations.edit(made, "r1", 0, "Пресреліз, нарешті.").apply(made)


@pytest.fixture
def base():
    return table()


@pytest.fixture
def document(base):
    return write_docx_table(base, findings=full_report().findings)


def texts(bitext, column):
    return [row.cell(column).text for row in bitext.rows]


class TestWriting:
    def test_the_same_table_gives_the_same_bytes(self, base, document):
        assert write_docx_table(base, findings=full_report().findings) == document

    def test_one_column_for_number_source_each_rendering_and_state(self, document):
        head = opened(document).tables[0].rows[0]
        seen = [cell.text.split("wb:")[0].splitlines() for cell in head.cells]
        assert seen == [
            ["#"],
            ["Source", "English"],
            ["1 uk-0", "Ukrainian"],
            ["2 uk-1", "Ukrainian; compared with 1 uk-0"],
            ["State"],
        ]

    def test_head_repeats_and_rows_do_not_break(self, document):
        xml = xml_of(document)
        assert xml.count("<w:tblHeader/>") == 1
        assert xml.count("<w:cantSplit/>") == 3

    @pytest.mark.parametrize(("renderings", "wide"), [(1, False), (2, True), (5, True)])
    def test_wide_tables_lie_on_their_side(self, renderings, wide):
        made = write_docx_table(from_report(report(["One."], *[["Один."]] * renderings)))
        section = opened(made).sections[0]
        assert (section.page_width > section.page_height) is wide

    def test_more_renderings_than_fit_are_refused(self):
        made = from_report(report(["One."], *[["Один."]] * (MOST_RENDERINGS + 1)))
        with pytest.raises(WorkbenchError, match="has 6"):
            write_docx_table(made)

    def test_differences_are_marked_by_more_than_colour(self, document):
        cell = opened(document).tables[0].cell(1, 3)
        marked = [run.text for run in cell.paragraphs[0].runs if run.style.name == "Workbench Difference"]
        assert "відмовив" in " ".join(marked)
        style = opened(document).styles["Workbench Difference"]
        assert style.font.bold
        assert style.font.underline

    def test_left_out_words_are_struck_and_no_part_of_the_text(self):
        made = from_report(report(["He did not go."], ["Він учора не пішов."], ["Він не пішов."]))
        document = write_docx_table(made)
        runs = opened(document).tables[0].cell(1, 3).paragraphs[0].runs
        assert [run.text for run in runs if run.style.name == "Workbench Left Out"] == ["учора", " "]
        assert opened(document).styles["Workbench Left Out"].font.strike
        assert read_docx_table(document, made).bitext == made

    def test_a_base_can_be_chosen(self):
        made = from_report(report(["A."], ["Один."], ["Два."], ["Три."]))
        heads = [c.text for c in opened(write_docx_table(made, base=1)).tables[0].rows[0].cells]
        assert ["compared with 2" in head for head in heads] == [False, False, True, False, True, False]

    def test_findings_are_comments_on_the_words_they_are_about(self, document):
        comments = {c.text: c for c in opened(document).comments if c.author == "workbench"}
        assert any(text.startswith("Error: 120 became 210. (numbers)") for text in comments)
        cell = opened(document).tables[0].cell(1, 2)
        assert [r.text for r in cell.paragraphs[0].runs if 'w:val="wave"' in r._r.xml] == ["210"]
        number = next(c for t, c in comments.items() if "numbers" in t).comment_id
        xml = cell._tc.xml
        inside = xml[
            xml.index(f'commentRangeStart w:id="{number}"') : xml.index(f'commentRangeEnd w:id="{number}"')
        ]
        assert "210" in inside
        assert "Він" not in inside

    def test_remarks_of_people_are_comments_with_name_and_time(self, document):
        people = [c for c in opened(document).comments if c.author != "workbench"]
        assert [(c.author, c.text, c.timestamp.isoformat()) for c in people] == [
            ("Olena Kovalenko", "Check it.\nTwice.", "2026-01-02T03:04:05+00:00"),
            ("B", "In the source.", "2026-01-02T03:04:05+00:00"),
        ]
        assert people[0].initials == "OK"

    def test_states_are_words(self, document):
        column = [row.cells[-1].text for row in opened(document).tables[0].rows[1:]]
        assert column == ["", "1 edited\n2 ✓ confirmed"]

    def test_right_to_left_and_languages_are_marked(self):
        made = write_docx_table(
            from_report(report(["One."], ["واحد."], ["一。"], langs=["en", "ar", "zh-tw"]))
        )
        xml = xml_of(made)
        assert xml.count("<w:bidi/>") == 1
        assert '<w:rtl/><w:lang w:val="ar" w:bidi="ar"/>' in xml
        assert '<w:lang w:val="zh-TW" w:eastAsia="zh-TW"/>' in xml

    def test_what_xml_cannot_hold_comes_back(self):
        made = from_report(report(["A\x07 b."], ["А\x00 ⟦U+0007⟧ \ud800."]))
        assert read_docx_table(write_docx_table(made), made).bitext == made

    def test_a_long_table_is_written_in_seconds(self):
        lines = [f"Sentence number {n} about the press release." for n in range(1500)]
        made = from_report(report(lines, [f"Речення {n} про пресреліз." for n in range(1500)]))
        start = time.process_time()
        back = read_docx_table(write_docx_table(made), made)
        assert time.process_time() - start < 10
        assert back.bitext == made

    def test_the_registry_writes_and_reads_it(self):
        written = export(full_report(), "docx")
        assert read_docx_table(written.data).bitext.rows[0].source.text == "He said “no” 120 times."


class TestComingBack:
    def test_untouched_changes_nothing(self, base, document):
        back = read_docx_table(document, base)
        assert (back.bitext, back.changes, back.problems) == (base, (), ())

    def test_typed_text_is_taken(self, base, document):
        back = read_docx_table(edited(document, lambda t: typed(t.cell(1, 3), "Нове речення.")), base)
        assert back.bitext.rows[0].cells[1].text == "Нове речення."
        assert back.bitext.rows[0].cells[1].edited
        assert back.problems == ()

    def test_the_changes_lead_from_the_base_and_back(self, base, document):
        back = read_docx_table(edited(document, lambda t: typed(t.cell(1, 3), "Нове.")), base)
        there = back.changes[0].apply(base)
        assert there == back.bitext
        assert back.changes[0].inverse.apply(there) == base

    def test_tracked_insertions_count_and_deletions_do_not(self, base, document):
        back = read_docx_table(edited(document, lambda t: tracked(t.cell(1, 2), "сказав", "мовив")), base)
        assert back.bitext.rows[0].cells[0].text == "Він мовив «ні» 210 разів."

    def test_a_tracked_deletion_of_a_row_is_a_missing_row(self, base, document):
        xml = '<w:trPr><w:del w:id="9" w:author="A"/><w:cantSplit/></w:trPr>'
        changed = rewritten(
            document,
            "word/document.xml",
            lambda c: xml.join(c.decode().rsplit("<w:trPr><w:cantSplit/></w:trPr>", 1)).encode(),
        )
        back = read_docx_table(changed, base)
        assert back.bitext == base
        assert "r1" in str(back.problems[0])

    def test_deleted_rows_stay_and_are_told(self, base, document):
        back = read_docx_table(edited(document, lambda t: t._tbl.remove(t.rows[1]._tr)), base)
        assert back.bitext == base
        assert ["r0" in str(problem) for problem in back.problems] == [True]

    def test_added_rows_are_told_with_their_text(self, base, document):
        def add(t):
            cells = t.add_row().cells
            cells[2].text = "Зайвий рядок."

        back = read_docx_table(edited(document, add), base)
        assert back.bitext == base
        assert "Зайвий рядок." in str(back.problems[0])
        assert back.problems[0].line == 3

    def test_a_copied_row_is_told(self, base, document):
        back = read_docx_table(edited(document, lambda t: t._tbl.append(copy.deepcopy(t.rows[1]._tr))), base)
        assert back.bitext == base
        assert "r0" in " ".join(map(str, back.problems))

    def test_moved_rows_keep_their_edits_and_the_order_of_the_source(self, base, document):
        def swap(t):
            typed(t.cell(1, 2), "Змінене.")
            t._tbl.append(t.rows[1]._tr)

        back = read_docx_table(edited(document, swap), base)
        assert texts(back.bitext, 0) == ["Змінене.", "Пресреліз, нарешті."]
        assert any("moved" in problem.message for problem in back.problems)

    def test_merged_cells_take_nothing_and_are_told(self, base, document):
        back = read_docx_table(edited(document, lambda t: t.cell(1, 2).merge(t.cell(1, 3))), base)
        assert texts(back.bitext, 0) == texts(base, 0)
        assert texts(back.bitext, 1) == texts(base, 1)
        assert any("merged" in problem.message and problem.line == 1 for problem in back.problems)

    def test_cells_merged_downwards_give_their_text_to_the_upper_row(self, base, document):
        back = read_docx_table(edited(document, lambda t: t.cell(1, 2).merge(t.cell(2, 2))), base)
        assert texts(back.bitext, 0) == ["Він сказав «ні» 210 разів.\nПресреліз, нарешті.", ""]
        assert any("row above" in problem.message for problem in back.problems)

    def test_words_typed_into_struck_ones_are_told(self):
        made = from_report(report(["He did not go."], ["Він учора не пішов."], ["Він не пішов."]))

        def change(t):
            runs = t.cell(1, 3).paragraphs[0].runs
            next(run for run in runs if run.text == "учора").text = "учора ввечері"

        back = read_docx_table(edited(write_docx_table(made), change), made)
        assert back.bitext == made
        assert "учора ввечері" in str(back.problems[0])

    def test_struck_words_may_be_deleted(self):
        made = from_report(report(["He did not go."], ["Він учора не пішов."], ["Він не пішов."]))

        def change(t):
            for run in t.cell(1, 3).paragraphs[0].runs:
                if run.style.name == "Workbench Left Out":
                    run._r.getparent().remove(run._r)

        back = read_docx_table(edited(write_docx_table(made), change), made)
        assert (back.bitext, back.problems) == (made, ())

    def test_states_come_back(self, base, document):
        def confirm(t):
            typed(t.cell(1, 4), "1 confirmed")
            typed(t.cell(2, 4), "")

        back = read_docx_table(edited(document, confirm), base)
        assert [[c.confirmed for c in row.cells] for row in back.bitext.rows] == [
            [True, False],
            [False, False],
        ]

    def test_new_comments_come_back_and_old_ones_do_not_double(self, base, document):
        word = opened(document)
        runs = word.tables[0].cell(2, 3).paragraphs[0].runs
        word.add_comment(runs, "Краще інакше.", author="Reviewer")
        back = read_docx_table(saved(word), base)
        fresh = [c for c in back.bitext.rows[1].comments if c not in base.rows[1].comments]
        assert [(c.text, c.who, c.column) for c in fresh] == [("Краще інакше.", "Reviewer", 1)]
        assert back.bitext.rows[0].comments == base.rows[0].comments

    def test_a_changed_source_is_told_and_the_rendering_taken(self, base, document):
        def change(t):
            typed(t.cell(1, 1), "He said nothing.")
            typed(t.cell(1, 2), "Він нічого не сказав.")

        back = read_docx_table(edited(document, change), base)
        assert back.bitext.rows[0].source == base.rows[0].source
        assert back.bitext.rows[0].cells[0].text == "Він нічого не сказав."
        assert "He said nothing." in str(back.problems[0])

    def test_a_number_typed_over_leaves_the_locked_key(self, base, document):
        def retype(t):
            paragraph = t.cell(1, 0).paragraphs[0]
            for run in paragraph.runs:
                paragraph._p.remove(run._r)
            typed(t.cell(1, 3), "Інше.")

        back = read_docx_table(edited(document, retype), base)
        assert back.bitext.rows[0].cells[1].text == "Інше."

    def test_columns_may_be_reordered(self, base, document):
        def swap(t):
            for row in t.rows:
                row._tr.append(row.cells[1]._tc)

        assert read_docx_table(edited(document, swap), base).bitext == base

    def test_without_a_base_the_texts_make_a_table(self, base, document):
        back = read_docx_table(document, name="came back.docx").bitext
        assert texts(back, SOURCE) == texts(base, SOURCE)
        assert texts(back, 1) == texts(base, 1)
        assert [(c.label, c.lang, c.kind) for c in back.columns] == [
            (c.label, c.lang, c.kind) for c in base.columns
        ]
        assert [c.confirmed for c in back.rows[1].cells] == [False, True]
        assert {c.who for c in back.rows[0].comments} == {"Olena Kovalenko", "B"}


CELL = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r\n\x0b\x0c\x85\u2028\u2029"
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: text == text.strip() and not text.startswith("wb:"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=4))
def test_whatever_the_texts_the_table_comes_back(rows):
    source, first, second = map(list, zip(*rows, strict=True))
    made = from_report(report(source, first, second))
    back = read_docx_table(write_docx_table(made), made)
    assert back.bitext == made
    assert back.changes == ()


BOMB = zipped({"word/document.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})
XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("hostile", "says"),
    [
        (lambda d: b"", "no Word document"),
        (lambda d: b"%PDF-1.7", "no Word document"),
        (lambda d: d[: len(d) // 2], "damaged"),
        (lambda d: zipped({"a.txt": "a"}), "no Word document"),
        (lambda d: BOMB, "unpack to"),
        (lambda d: rewritten(d, "word/document.xml", lambda c: XXE), "entities"),
        (lambda d: rewritten(d, "word/document.xml", lambda c: c[:-400]), "damaged"),
        (lambda d: rewritten(d, "word/comments.xml", lambda c: XXE), "entities"),
        (lambda d: rewritten(d, "word/document.xml", lambda c: None), "no Word document"),
        (lambda d: with_part(d, "word/vbaProject.bin", b"\0"), "macros"),
        (lambda d: edited(d, lambda t: t._tbl.remove(t.rows[0]._tr)), "no table of the workbench"),
        (lambda d: edited(d, lambda t: t._tbl.getparent().remove(t._tbl)), "no table of the workbench"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_bad_input_is_one_sentence(document, hostile, says):
    with pytest.raises(WorkbenchError, match=says) as caught:
        read_docx_table(hostile(document), name="x.docx")
    assert "x.docx" in str(caught.value)
    assert caught.value.hint


def test_nothing_is_taken_of_a_document_that_is_not_of_this_table(document):
    other = from_report(report(["Something else."], ["Інше."]))
    other = replace(other, rows=tuple(replace(row, id=f"x{row.id}") for row in other.rows))
    back = read_docx_table(document, other)
    assert back.bitext == other
    assert back.problems

"""Reports as files: nothing is lost, nothing from a document acts, the same input gives the same bytes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from report_support import full_report, report

from workbench.errors import BadFile
from workbench.exporting import FORMATS, from_json, to_html, to_json, to_markdown, to_tsv
from workbench.exporting.marks import Mark, pieces, visible
from workbench.model import Span

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}",
    "{{ 7*7 }} {% for x in y %}",
    "javascript:alert(1)",
    "a\u202eb\u200bc\x07",
    "| a | b | `x` [l](http://example.org)",
]
line = st.text(st.characters(blacklist_categories=("Cs",)), min_size=0, max_size=30)
lines = st.lists(line.map(lambda t: " ".join(t.split())), min_size=1, max_size=4)


def visible_text(page):
    tree = lxml_html.fromstring(page)
    for element in tree.xpath("//script|//style"):
        element.drop_tree()
    return tree.text_content()


class TestJson:
    def test_full_report_comes_back_equal(self):
        assert from_json(to_json(full_report())) == full_report()

    @given(lines)
    @settings(max_examples=40)
    def test_any_text_comes_back_equal(self, texts):
        made = report(texts, [t[::-1] for t in texts])
        assert from_json(to_json(made)) == made

    @pytest.mark.parametrize(
        "broken", ["", "[]", "{}", "nonsense", '{"format": "workbench-report", "version": 99}']
    )
    def test_what_is_not_a_report_is_refused_in_a_sentence(self, broken):
        with pytest.raises(BadFile):
            from_json(broken)

    def test_a_cut_file_is_refused(self):
        with pytest.raises(BadFile):
            from_json(to_json(full_report())[:-100])


class TestHtml:
    def test_same_input_gives_same_bytes(self):
        assert to_html(full_report()) == to_html(full_report())

    def test_shows_texts_findings_notes_and_how_it_was_made(self):
        text = visible_text(to_html(full_report()))
        for wanted in (
            "Він сказав",
            "120 became 210.",
            "was taken off",
            "no language",
            "made by hand",
            "99% sure",
        ):
            assert wanted in text

    @pytest.mark.parametrize("text", HOSTILE)
    def test_document_text_never_acts(self, text):
        made = report([text, "b"], [text, "b"], notes=(text,))
        page = to_html(made)
        tree = lxml_html.fromstring(page)
        assert len(tree.xpath("//script")) == 1
        assert len(tree.xpath("//style")) == 1
        assert not tree.xpath("//img|//iframe|//link|//object|//*[starts-with(name(@*), 'on')]")
        assert "49" not in visible_text(to_html(report(["{{ 7*7 }}"], ["b"])))

    def test_nothing_is_fetched(self):
        page = to_html(full_report())
        assert not re.search(r"(src|href)=[\"']?(https?:)?//", page)
        assert "default-src 'none'" in lxml_html.fromstring(page).xpath(
            "string(//meta[@http-equiv]/@content)"
        )

    def test_control_characters_are_shown_as_signs(self):
        page = to_html(report(["a\u202eb\u200b"], ["c"]))
        assert "\u202e" not in page
        assert "\u200b" not in page
        assert "U+202E" in page

    def test_right_to_left_cells_say_so(self):
        tree = lxml_html.fromstring(to_html(report(["peace"], ["سلام"], ["שלום"], langs=["en", "ar", "he"])))
        assert [cell.get("dir") for cell in tree.xpath("//tbody//td")] == ["ltr", "rtl", "rtl"]

    def test_second_rendering_of_a_language_is_marked_where_it_differs(self):
        tree = lxml_html.fromstring(to_html(report(["a"], ["добрий день тобі"], ["добрий вечір тобі"])))
        marked = [mark.text_content() for mark in tree.xpath("//tbody//mark[contains(@class, 'diff')]")]
        assert marked == ["вечір"]


class TestOthers:
    def test_tsv_has_one_line_a_row_whatever_the_text(self):
        made = report(["a\tb", "c\u2028d", 'e"f'], ["x", "y", "z"])
        assert to_tsv(made).count("\n") == 4
        assert {line.count("\t") for line in to_tsv(made).splitlines()} <= {4}

    @pytest.mark.parametrize("text", HOSTILE)
    def test_markdown_table_keeps_its_columns(self, text):
        table = to_markdown(report([text], ["x"])).splitlines()
        assert len(re.findall(r"(?<!\\)\|", table[2])) == 4

    def test_every_format_takes_a_full_report(self):
        for form, export in FORMATS.items():
            assert export(full_report()), form


class TestMarks:
    @given(
        st.text(max_size=30),
        st.lists(st.tuples(st.integers(0, 35), st.integers(0, 35), st.sampled_from("abc")), max_size=6),
    )
    def test_pieces_rebuild_the_text_and_no_mark_is_lost(self, text, raw):
        marks = [Mark(Span(min(a, b), max(a, b)), kind) for a, b, kind in raw]
        cut = pieces(text, marks)
        assert "".join(piece.text for piece in cut) == text
        at = 0
        for piece in cut:
            for mark in marks:
                inside = (
                    mark.span.start < at + len(piece.text)
                    and at < mark.span.end
                    and mark.span.start < min(mark.span.end, len(text))
                )
                assert (mark.kind in piece.kinds) >= inside
            at += len(piece.text)

    def test_persian_joiner_is_spelling_not_a_sign(self):
        assert visible("می\u200cخواهم") == [("می\u200cخواهم", False)]

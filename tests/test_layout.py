"""A rendering in its source's layout: the words change, everything else stays."""

import codecs
import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx_support import xml_of
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_support import bitext
from reading_support import W, odt, zipped
from reading_support import docx as word

from workbench.bitext import SOURCE, Cell, Piece
from workbench.errors import BadFile
from workbench.exporting.layout import FORMATS, in_layout
from workbench.exporting.layout.shares import Stretch, share
from workbench.model import Hypothesis
from workbench.reading import read
from workbench.reading.debris import without_debris

MARKDOWN = """---
title: kept
---
# A *grand* title

> A **bold** word
> and a [link](http://example.org/a_(b) "t"). Next ![the alt](i.png)
> line with `code` & \\* &amp; more  
> after a break.

| left | right |
|------|-------|
| a\\|b | **c** |

1. First item
   goes on.
2. Second [one][ref].

<div class="x">Inside <b>HTML</b></div>

```python
print("code")
```

[ref]: http://example.org
"""  # noqa: W291

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>The title</title><style>p { color: red }</style></head>
<body><!-- a comment --><h1>The title</h1>
<p class=lead>One &amp; <b>two</b>&nbsp;three.<p>Four<br>five <a href="#x">six</a>. Seven! <img src=a.png> Eight
<script>var a = "<p>not text</p>";</script>
<ul><li>First item<li>Second <i>item</i></ul>
<div hidden>hidden text</div>
<table><tr><td>Cell one</td><td>Cell two</td></tr></table></body></html>
"""

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,000\r\nHello <i>big</i>\r\nworld.\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\nBye & go.\r\n"
)
VTT = """WEBVTT - a title

NOTE a note

STYLE
::cue { color: red }

first
00:01.000 --> 00:02.000 align:left
<v Bob>Hello &amp; <b>big</b>
world.

00:03.000 --> 00:04.000
Bye.
"""
TEXT = "Title\r\n\r\nOne sentence. Another one!\r\nA third.\r\n"

BODY = """
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The title</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">The head, </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>Olena</w:t></w:r>
<w:r><w:rPr><w:b/><w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve"> Hnatiuk</w:t></w:r>
<w:r><w:t>, resigned.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>
<w:r><w:t xml:space="preserve"> See </w:t></w:r><w:hyperlink w:anchor="x"><w:r><w:t>the report</w:t></w:r></w:hyperlink>
<w:r><w:t>.</w:t></w:r></w:p>
<w:p><w:r><w:t>Kept </w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>gone</w:delText></w:r></w:del>
<w:ins w:id="2" w:author="a"><w:r><w:t>added</w:t></w:r></w:ins><w:r><w:tab/><w:t>tab.</w:t>
<w:br/><w:t>Line two.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cell one</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>Cell two</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sectPr/>"""
NOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
    "<w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
DOCX = word(BODY, footnotes=NOTES)
ODT = odt(
    '<text:h>The title</text:h><text:p>The head, <text:span text:style-name="T1">Olena Hnatiuk</text:span>, resigned.'
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
    '</text:note> See <text:a>the report</text:a>.</text:p><text:p>Tab<text:tab/>and<text:s text:c="3"/>spaces.'
    "<text:line-break/>Line two.</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>Cell one</text:p></table:table-cell></table:table-row>"
    "</table:table>"
)
FILES = {
    "a.md": MARKDOWN.encode(),
    "a.html": PAGE.encode(),
    "a.srt": SRT.encode(),
    "a.vtt": VTT.encode(),
    "a.txt": TEXT.encode(),
    "a.docx": DOCX,
    "a.odt": ODT,
}
SAY = {
    "The head, Olena Hnatiuk, resigned.": "Пішла у відставку очільниця Олена Гнатюк.",
    "See the report.": "Див. звіт.",
}


def laid(name, data, render=str.upper, **options):
    made = in_layout(data, bitext(data, name, render, **options), 0)
    return made.data, made.notes


@pytest.mark.parametrize("name", FILES)
class TestEveryFormat:
    def test_the_source_gives_the_file_back(self, name):
        table = bitext(FILES[name], name, str.upper)
        made = in_layout(FILES[name], table, SOURCE)
        assert made.notes == ()
        assert read(made.data, name=name).text == table.document.text
        if name.endswith((".txt", ".md", ".srt", ".vtt")):
            assert made.data == FILES[name]

    def test_every_word_is_replaced_in_its_place(self, name):
        data, notes = laid(name, FILES[name])
        assert notes == ()
        assert read(data, name=name).text.split() == read(FILES[name], name=name).text.upper().split()

    def test_a_target_of_other_length_stands_in_the_file(self, name):
        data, _ = laid(name, FILES[name], lambda text: f"«{text[::-1]}» 1. * _x_ <b> & | # кінець")
        words = read(data, name=name).text.split()
        assert words.count("кінець") == len(bitext(FILES[name], name, str).rows)
        assert words.count("_x_") == words.count("кінець")

    def test_the_same_input_gives_the_same_bytes(self, name):
        assert laid(name, FILES[name]) == laid(name, FILES[name])

    def test_empty_targets_leave_nothing_behind(self, name):
        table = bitext(FILES[name], name, lambda text: "")
        made = in_layout(FILES[name], table, 0)
        assert f"{len(table.rows)} sentences of the source" in made.notes[-1]


def test_all_formats_are_tested():
    assert {name.removeprefix("a.") for name in FILES} == set(FORMATS)


class TestMarkdown:
    def test_all_marks_stay(self):
        data, _ = laid("a.md", FILES["a.md"])
        text = data.decode()
        for part in (
            "title: kept",
            "# A *GRAND* TITLE",
            '> A **BOLD** WORD AND A [LINK](http://example.org/a_(b) "t").',
            "![THE ALT](i.png)",
            "`CODE`",
            "|------|-------|",
            "| A\\|B | **C** |",
            "2. SECOND [ONE][ref].",
            '<div class="x">INSIDE <b>HTML</b></div>',
            '```python\nPRINT("CODE")\n```',
            "[ref]: http://example.org",
        ):
            assert part in text

    @pytest.mark.parametrize(
        "text", ["1. Erst", "# nicht", "- kein", "a * b * c", "[x](y)", "<b>", "&lt;", "`a`", "a|b"]
    )
    def test_words_are_never_read_as_marks(self, text):
        data, _ = laid("a.md", b"One *two*.\n\n| a |\n|---|\n| cell |\n", {"One two.": text, "cell": text})
        paragraphs = read(data, name="a.md").text.split("\n\n")
        assert [paragraphs[0], paragraphs[2]] == [text, text]

    def test_a_reference_link_keeps_its_label(self):
        data, _ = laid("a.md", b"See [the docs][] or [more].\n\n[the docs]: http://a\n[more]: http://b\n")
        assert data.decode().startswith("SEE [THE DOCS][the docs] OR [MORE][more].\n")

    def test_marks_around_nothing_go(self):
        data, _ = laid("a.md", b"One **two** `+` *three*.\n", {"One two + three.": "X."})
        assert data.decode().count("*") in (0, 2, 4)
        assert read(data, name="a.md").text == "X."

    def test_code_in_a_list_is_replaced_line_by_line(self):
        data, _ = laid("a.md", b"- item\n\n  ```\n  one\n\n  two\n  ```\n")
        assert data == b"- ITEM\n\n  ```\n  ONE\n\n  TWO\n  ```\n"

    def test_plain_words_get_no_backslashes(self):
        data, _ = laid("a.md", b"One two.\n", {"One two.": "snake_case - 5 > 3, “a” (b)!"})
        assert data.decode() == "snake_case - 5 > 3, “a” (b)!\n"


class TestPages:
    def test_tags_scripts_comments_and_hidden_parts_stay(self):
        text = laid("a.html", FILES["a.html"])[0].decode()
        for part in (
            '<html lang="uk">',
            "<!-- a comment -->",
            "<style>p { color: red }</style>",
            'var a = "<p>not text</p>";',
            "<div hidden>hidden text</div>",
            "<p class=lead>ONE &amp; <b>TWO</b>",
            '<p>FOUR<br>FIVE <a href="#x">SIX</a>.',
            "<img src=a.png>",
            "<li>SECOND <i>ITEM</i></ul>",
        ):
            assert part in text

    def test_the_title_follows_the_headline(self):
        text = laid("a.html", FILES["a.html"])[0].decode()
        assert "<title>THE TITLE</title>" in text
        assert "<h1>THE TITLE</h1>" in text

    def test_direction_turns_with_the_language(self):
        text = laid("a.html", FILES["a.html"], lang="ar")[0].decode()
        assert '<html lang="ar" dir="rtl">' in text

    def test_letters_the_encoding_lacks_become_references(self):
        page = '<html><head><meta charset="iso-8859-1"></head><body><p>caf\xe9 one.</p></body></html>'.encode(
            "latin-1"
        )
        data, notes = laid("a.html", page, {"caf\xe9 one.": "кава"})
        assert b"&#1082;" in data
        assert notes == ()
        assert read(data, name="a.html").text == "кава"

    def test_the_article_of_a_web_page_is_replaced_and_the_menu_stays(self):
        article = "".join(
            f"<p>Sentence number {n} of the article says something of its own.</p>" for n in range(8)
        )
        page = f"<html><body><nav><a href=/>Menu</a></nav><main>{article}</main><footer>Foot</footer></body></html>"
        text = laid("a.html", page.encode())[0].decode()
        assert "SENTENCE NUMBER 7" in text
        assert ">Menu<" in text
        assert ">Foot<" in text

    def test_lists_tables_and_wrapped_lines_of_a_web_page_are_replaced(self):
        links = "".join(f'<a href="/{n}">Link {n}</a> ' for n in range(14))
        page = (
            f"<html><body><nav>{links}</nav><article><h1>The headline of the page</h1>"
            "<p>The first sentence of this article\nis wrapped in its source. It goes on for a while, "
            "as articles do.</p>"
            "<p>A second paragraph says something else, so that there is enough text for an article here.</p>"
            "<ul><li>First item of the list</li><li>Second item of the list</li></ul>"
            "<table><tr><th>Name of it</th><th>Place of it</th></tr><tr><td>Olena</td><td>Kyiv city</td></tr></table>"
            "</article></body></html>"
        ).encode()
        data, notes = laid("a.html", page)
        text = data.decode()
        assert notes == ()
        for part in (
            "<li>FIRST ITEM OF THE LIST</li>",
            "<td>OLENA</td><td>KYIV CITY</td>",
            "IS WRAPPED",
            "LINK 3</a>",
        ):
            assert (part in text) is not part.startswith("LINK")


class TestText:
    def test_encoding_mark_and_line_ends_stay(self):
        data = codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")
        made, _ = laid("a.txt", data)
        assert made == codecs.BOM_UTF16_LE + TEXT.upper().encode("utf-16-le")

    def test_an_encoding_without_the_letters_is_left_with_a_note(self):
        made, notes = laid(
            "a.txt", "Größe zählt.\n".encode("latin-1"), {"Größe zählt.": "Ціна."}, encoding="latin-1"
        )
        assert made.decode() == "Ціна.\n"
        assert "UTF-8" in notes[0]

    def test_chinese_has_no_spaces_between_sentences_and_english_gets_them(self):
        assert (
            laid("a.txt", b"One. Two.\n", {"One.": "一。", "Two.": "二。"}, lang="zh-cn")[0].decode()
            == "一。二。\n"
        )
        source = bitext("一。二。\n".encode(), "a.txt", str, lang="en", source="zh-cn")
        row = source.rows[0]
        first, second = Piece("一。", "", 0, 0), Piece("二。", "", 0, 2)
        rows = (
            replace(row, source=Cell((first,)), cells=(Cell((Piece("One."),)),)),
            replace(row, id="x", source=Cell((second,)), cells=(Cell((Piece("Two."),)),)),
        )
        made = in_layout("一。二。\n".encode(), replace(source, rows=rows), 0)
        assert made.data.decode() == "One. Two.\n"

    def test_debris_stays_or_goes(self):
        data = b"One sentence here. Another one.\n\nTranslate \xc2\xbb\n"
        table = bitext(data, "a.txt", str.upper)
        table = replace(table, document=without_debris(table.document), rows=table.rows[:2])
        assert in_layout(data, table, 0).data.decode() == "ONE SENTENCE HERE. ANOTHER ONE.\n\nTranslate »\n"
        gone = in_layout(data, table, 0, keep_removed=False).data.decode()
        assert gone == "ONE SENTENCE HERE. ANOTHER ONE.\n\n\n"


class TestSubtitles:
    def test_times_numbers_and_tags_stay(self):
        assert laid("a.srt", FILES["a.srt"])[0].decode() == SRT.replace("Hello", "HELLO").replace(
            "big", "BIG"
        ).replace("world", "WORLD").replace("Bye & go", "BYE & GO")

    def test_a_sentence_over_two_lines_stays_on_two(self):
        say = {"Hello big": "Привіт,", "world.": "величезний світе."}
        text = laid("a.srt", FILES["a.srt"], say)[0].decode()
        assert text.splitlines()[2:4] == ["Привіт,", "величезний світе."] or "<i>" in text

    def test_settings_notes_styles_and_escapes_stay(self):
        text = laid("a.vtt", FILES["a.vtt"])[0].decode()
        for part in (
            "NOTE a note",
            "::cue { color: red }",
            "align:left",
            "<v Bob>HELLO &amp; <b>BIG</b>\nWORLD.",
        ):
            assert part in text


class TestWord:
    def test_looks_go_to_the_words_that_answer(self):
        xml = xml_of(laid("a.docx", DOCX, SAY)[0])
        bold = re.findall(r"<w:rPr><w:b/>.*?<w:t[^>]*>([^<]*)", xml)
        assert "".join(bold) == "Олена Гнатюк"

    def test_notes_links_breaks_and_tables_stay(self):
        data, notes = laid("a.docx", DOCX, SAY)
        xml = xml_of(data)
        assert notes == ()
        assert xml.count("footnoteReference") == xml_of(DOCX).count("footnoteReference")
        assert re.search(r"<w:hyperlink[^>]*><w:r>.*?<w:t[^>]*>[^<]*звіт", xml, re.DOTALL)
        assert xml.index("Гнатюк") < xml.index("footnoteReference") < xml.index("звіт")
        assert xml.count("<w:tab/>") == xml.count("<w:br/>") == 1

    def test_tracked_changes_are_accepted(self):
        xml = xml_of(laid("a.docx", DOCX)[0])
        assert "delText" not in xml
        assert "<w:ins " not in xml
        assert "ADDED" in xml

    def test_the_language_is_the_targets(self):
        xml = xml_of(laid("a.docx", DOCX)[0])
        assert "en-GB" not in xml
        assert '<w:lang w:val="uk"/>' in xml

    def test_right_to_left_targets_turn_paragraphs_and_runs(self):
        xml = xml_of(laid("a.docx", DOCX, lang="ar")[0])
        assert xml.count("<w:bidi/>") == 5
        assert "<w:rPr><w:b/><w:rtl/>" in xml

    def test_the_second_copy_of_a_text_box_gets_the_text_too(self):
        box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
        mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        body = (
            f'<w:p><w:r><w:t>Anchor.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps">'
            f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        xml = xml_of(laid("a.docx", word(body))[0])
        assert xml.count("IN THE BOX.") == 2
        assert "In the box." not in xml

    def test_parts_that_hold_no_text_are_untouched(self):
        document = docx.Document()
        document.add_paragraph("One sentence.")
        document.sections[0].header.paragraphs[0].text = "Header"
        buffer = io.BytesIO()
        document.save(buffer)
        data, _ = laid("a.docx", buffer.getvalue())
        with zipfile.ZipFile(io.BytesIO(buffer.getvalue())) as old, zipfile.ZipFile(io.BytesIO(data)) as new:
            assert old.namelist() == new.namelist()
            same = [name for name in old.namelist() if old.read(name) == new.read(name)]
            assert set(old.namelist()) - set(same) <= {"word/document.xml", "word/styles.xml"}
        assert docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "Header"


class TestOpenDocument:
    def test_looks_notes_and_links_stay(self):
        data, notes = laid("a.odt", ODT, SAY)
        xml = xml_of(data, "content.xml")
        assert notes == ()
        assert '<text:span text:style-name="T1">Олена Гнатюк</text:span>' in xml
        assert xml.index("Гнатюк") < xml.index("<text:note>") < xml.index("звіт")
        assert re.search(r"<text:a>[^<]*звіт", xml)

    def test_the_kind_of_the_file_stays_first_and_unpacked(self):
        with zipfile.ZipFile(io.BytesIO(laid("a.odt", ODT)[0])) as archive:
            assert archive.namelist()[0] == "mimetype"


class TestRows:
    def test_rows_of_several_segments_and_merged_rows(self):
        data = b"One. Two. Three.\n"
        table = bitext(data, "a.txt", str)
        one, two, three = table.rows
        merged = replace(
            one, source=Cell((*one.source.pieces, *two.source.pieces)), cells=(Cell((Piece("Раз і два."),)),)
        )
        rows = (merged, replace(three, cells=(Cell((Piece("Три,"), Piece("нарешті."))),)))
        assert in_layout(data, replace(table, rows=rows), 0).data.decode() == "Раз і два. Три, нарешті.\n"

    def test_a_row_over_two_paragraphs_is_shared_out_by_segments(self):
        data = b"One here.\n\nTwo there.\n"
        table = bitext(data, "a.txt", str)
        one, two = table.rows
        cells = (Cell((Piece("Раз тут."), Piece("Два там.", "\n\n", 1))),)
        row = replace(one, source=Cell((*one.source.pieces, *two.source.pieces)), cells=cells)
        assert in_layout(data, replace(table, rows=(row,)), 0).data.decode() == "Раз тут.\n\nДва там.\n"

    def test_sentences_with_nothing_opposite_stand_behind_the_ones_before(self):
        data = b"One.\n\nTwo.\n"
        table = bitext(data, "a.txt", str.upper)
        added = replace(table.rows[0], id="new", source=Cell(), cells=(Cell((Piece("EXTRA."),)),))
        made = in_layout(data, replace(table, rows=(table.rows[0], added, table.rows[1])), 0)
        assert made.data.decode() == "ONE. EXTRA.\n\nTWO.\n"
        assert "1 sentence" in made.notes[0]

    def test_the_engines_word_alignment_places_looks(self):
        data = b"He **said** so.\n"
        table = bitext(data, "a.md", {"He said so.": "Так він сказав."})
        piece = table.rows[0].cells[0].pieces[0]
        best = Hypothesis(piece.text, word_alignment=((0, 1), (1, 2), (2, 0)))
        cell = Cell((replace(piece, hypotheses=(best,)),))
        made = in_layout(data, replace(table, rows=(replace(table.rows[0], cells=(cell,)),)), 0)
        assert made.data.decode() == "Так він **сказав**.\n"


class TestRefusals:
    def test_another_file_than_the_source(self):
        with pytest.raises(BadFile, match="not the one"):
            in_layout(b"Other.\n", bitext(b"One.\n", "a.txt", str), 0)

    def test_formats_without_a_layout(self):
        table = bitext(b"One.\n", "a.txt", str)
        with pytest.raises(BadFile, match="pdf"):
            in_layout(b"", replace(table, document=replace(table.document, format="pdf")), 0)

    def test_hostile_files_are_refused_as_by_the_reader(self):
        table = bitext(DOCX, "a.docx", str)
        bomb = zipped({"word/document.xml": b" " * 40_000_000})
        with pytest.raises(BadFile, match="unpack"):
            in_layout(bomb, table, 0)


STRETCHES = st.lists(
    st.builds(
        Stretch, st.text("ab Київ.,12\u4e00 ", max_size=12), st.booleans(), st.just(False), st.booleans()
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(STRETCHES, st.text("xy Київ.,12\u4e8c «»", max_size=40))
def test_shares_always_make_the_target_and_one_for_each_stretch(stretches, target):
    parts = share(stretches, target)
    assert len(parts) == len(stretches)
    assert "".join(parts) == target


@pytest.mark.parametrize(
    ("stretches", "target", "expected"),
    [
        (["*Note:", " read it."], "Увага: прочитайте.", ["Увага:", " прочитайте."]),
        (["On ", "*14 October", " he left."], "14 жовтня він пішов.", ["", "14 жовтня", " він пішов."]),
        (
            ["In ", "*Kyiv", " and ", "*London", "."],
            "У Києві та Лондоні.",
            ["У ", "Києві", " та ", "Лондоні", "."],
        ),
        (["*All of it."], "Усе.", ["Усе."]),
        (["a ", "*“quoted”", " b 5"], "а «цитата» б 5", ["а ", "«цитата»", " б 5"]),
    ],
)
def test_looks_follow_names_numbers_and_places(stretches, target, expected):
    given_ = [Stretch(text.removeprefix("*"), plain=not text.startswith("*")) for text in stretches]
    assert share(given_, target) == expected


PARAGRAPH = st.text("abc АБВ 一二.!?*_`<>&[]()#|\\1-", min_size=1, max_size=30).map(
    lambda t: " ".join(t.split())
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(PARAGRAPH.filter(bool), min_size=1, max_size=4), st.sampled_from(["txt", "html", "docx", "odt"])
)
def test_any_texts_come_back_from_the_source_and_from_capitals(paragraphs, form):
    escaped = [p.replace("&", "&amp;").replace("<", "&lt;") for p in paragraphs]
    data = {
        "txt": "\n\n".join(paragraphs).encode(),
        "html": "".join(f"<p>{p}</p>" for p in escaped).encode(),
        "docx": word("".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in escaped)),
        "odt": odt("".join(f"<text:p>{p}</text:p>" for p in escaped)),
    }[form]
    name = f"a.{form}"
    table = bitext(data, name, str.upper)
    assert read(in_layout(data, table, SOURCE).data, name=name).text == table.document.text
    made = in_layout(data, table, 0)
    assert made.notes == ()
    assert read(made.data, name=name).text.split() == table.document.text.upper().split()

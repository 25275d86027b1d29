"""Reading: every format, every encoding, and one sentence for everything that goes wrong (law 7)."""

import io
import os
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from reading_support import docx, epub, odt, pdf, zipped

from workbench.errors import BadFile, UnreadableText, WorkbenchError
from workbench.model import Document
from workbench.reading import read

FOLDER = Path(__file__).parent / "data" / "reading"
SAMPLES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples(path):
    """Each file's text stands beside it in a .txt."""
    document = read(path)
    assert document.text == path.with_suffix(".txt").read_text("utf-8").removesuffix("\n")
    assert document.format == path.suffix[1:]
    assert document.name == path.name


class TestPlainText:
    def test_nothing_is_normalised(self, tmp_path):
        text = "Перший\r\nряд\u00a0ок\rthird\u2028e\u0301 \u00e9\n\n"
        (tmp_path / "a.txt").write_bytes(text.encode())
        document = read(tmp_path / "a.txt")
        assert (document.text, document.encoding, document.notes) == (text, "utf-8", ())

    def test_text_is_taken_as_it_is(self):
        assert read("\ufeffAs it is.", name="pasted").text == "\ufeffAs it is."

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
    def test_a_byte_order_mark_is_decoded_away_and_said(self, encoding):
        document = read("Київ.".encode(encoding))
        assert document.text == "Київ."
        assert document.notes[0].startswith("byte order mark: utf-")

    UKRAINIAN = "Речниця міністерства повідомила про це сьогодні. Їжак з'їв яблуко."

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("cp1251", UKRAINIAN),
            ("koi8-u", UKRAINIAN),
            ("iso8859-5", UKRAINIAN),
            ("utf-16-le", UKRAINIAN),
            ("utf-16-be", UKRAINIAN),
            ("utf-32-be", UKRAINIAN),
            ("utf-16-le", "Plain English words."),
            ("cp1251", "По словам министра, решение ещё не принято."),
            ("koi8-r", "По словам министра, решение ещё не принято."),
            ("cp866", "По словам министра, решение ещё не принято."),
            ("latin-1", "Señor, ¿qué pasó mañana? Él comió además."),
            ("cp1252", "“Smart quotes” — it’s fine at the café."),
            ("iso8859-15", "Prix : 5 €. Œuvre d'été."),
            ("iso8859-2", "Zażółć gęślą jaźń. Łódź i Kraków są piękne."),
            ("cp1250", "„Zażółć” gęślą jaźń. Łódź i Kraków są piękne."),
            ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
            ("cp1252", "Die Straße führt über die Brücke nach Süden."),
            ("cp1254", "Türkiye’de şöyle güzel ığdır İstanbul."),
            ("cp1253", "Καλημέρα κόσμε. Τι είναι αυτό;"),
            ("cp1256", "هل أنت بخير؟ نعم. شكراً جزيلا لك"),
            ("gb18030", "他说：我们会赢。总统周一抵达北京。"),
            ("big5", "他說：我們會贏。總統周一抵達北京。"),
            ("shift_jis", "彼は言った。日本語の文章です。"),
            ("euc-kr", "안녕하세요. 오늘은 날씨가 좋습니다."),
        ],
    )
    def test_old_encodings_are_guessed_and_said(self, encoding, text):
        document = read(text.encode(encoding), name="a.txt")
        assert document.text == text
        assert document.encoding
        assert document.notes
        assert document.notes[0].startswith("encoding guessed: ")

    def test_an_encoding_can_be_named(self):
        assert read("Київ".encode("cp1251"), encoding="windows-1251").text == "Київ"

    @pytest.mark.parametrize("encoding", ["klingon", "ascii", "utf-16", "hex"])
    def test_a_named_encoding_that_does_not_fit(self, encoding):
        with pytest.raises(UnreadableText):
            read("Київ".encode("cp1251") + b"!", encoding=encoding)

    def test_damaged_utf_16_is_no_other_encoding(self):
        with pytest.raises(UnreadableText, match="utf-16-le"):
            read(b"\xff\xfeA\x00B")


class TestWord:
    PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"

    def test_python_docx_file(self, tmp_path):
        import docx as writer

        document = writer.Document()
        document.add_heading("The title", 0)
        document.add_paragraph("One. Two.")
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
        document.save(str(tmp_path / "a.docx"))
        read_back = read(tmp_path / "a.docx")
        assert read_back.text == "The title\n\nOne. Two.\n\nleft\n\nright"
        assert (read_back.format, read_back.encoding) == ("docx", None)

    def test_insertions_and_links_belong_to_the_text_deletions_do_not(self):
        body = (
            "<w:p><w:r><w:t>He </w:t></w:r><w:ins><w:r><w:t>never </w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>always </w:delText></w:r></w:del>"
            "<w:hyperlink><w:r><w:t>came</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t><w:br/><w:t>Next</w:t></w:r></w:p>"
        )
        assert read(docx(body)).text == "He never came.\nNext"

    def test_footnotes_stand_at_the_end(self):
        w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        notes = (
            f'<w:footnotes xmlns:w="{w}"><w:footnote w:type="separator"><w:p/></w:footnote>'
            f"<w:footnote>{self.PARAGRAPH.format('A note.')}</w:footnote></w:footnotes>"
        )
        document = read(docx(self.PARAGRAPH.format("Text."), footnotes=notes))
        assert document.text == "Text.\n\nA note."
        assert document.notes == ("1 notes stand at the end",)


class TestOpenDocument:
    def test_paragraphs_headings_and_what_is_between_them(self):
        body = (
            "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
            "<text:h>Title</text:h><text:p>One<text:s text:c='3'/>two <text:span>three</text:span> four"
            "<text:line-break/>five<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>A note.</text:p></text:note-body></text:note> six</text:p>"
            "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
        )
        document = read(odt(body))
        assert document.text == "Title\n\nOne two three four\nfive six\n\nitem\n\nA note."
        assert document.format == "odt"

    def test_password(self):
        with pytest.raises(BadFile, match="password"):
            read(odt("", manifest="<x><encryption-data/></x>"), name="a.odt")


class TestBook:
    def test_chapters_in_the_order_of_the_spine(self):
        book = epub({"b.xhtml": "<h1>First</h1><p>One &amp; all.</p>", "a.xhtml": "<p>Two.</p>"})
        document = read(book, name="a.epub")
        assert document.text == "First\n\nOne & all.\n\nTwo."
        assert document.format == "epub"

    def test_protected_chapters_are_refused_obfuscated_fonts_are_not(self):
        chapters = {"a.xhtml": "<p>One.</p>"}
        assert read(epub(chapters, encryption="<e uri='fonts/a.otf'/>")).text == "One."
        with pytest.raises(BadFile, match="DRM"):
            read(epub(chapters, encryption="<e uri='OPS/a.xhtml'/>"))


class TestPdf:
    def test_lines_become_paragraphs_again(self):
        page = [
            "A heading",
            "The committee met on Monday to hear what the engi-",
            "neers had to say about the bridge over the river and",
            "its pillars.",
            "Nobody was surprised by what was said that evening at",
            "the hall.",
            "12",
        ]
        document = read(pdf(page, ["Second page."]))
        assert document.text == (
            "A heading\n\nThe committee met on Monday to hear what the engineers had to say about the bridge "
            "over the river and its pillars.\n\nNobody was surprised by what was said that evening at the "
            "hall.\n\nSecond page."
        )

    def test_pictures_need_ocr(self):
        with pytest.raises(UnreadableText, match="OCR"):
            read(pdf([]), name="scan.pdf")

    def test_password(self):
        import pypdf

        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["Secret."])))
        writer.encrypt("pass", algorithm="RC4-128")
        locked = io.BytesIO()
        writer.write(locked)
        with pytest.raises(BadFile, match="password"):
            read(locked.getvalue(), name="locked.pdf")


class TestWhatGoesWrong:
    def test_missing(self, tmp_path):
        with pytest.raises(BadFile, match="There is no file"):
            read(tmp_path / "none.txt")

    def test_folder(self, tmp_path):
        with pytest.raises(BadFile, match="is a folder"):
            read(tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_permission(self, tmp_path):
        (tmp_path / "a.txt").write_text("x")
        (tmp_path / "a.txt").chmod(0)
        with pytest.raises(BadFile, match="permission"):
            read(tmp_path / "a.txt")

    def test_permission_denied_by_the_system_is_one_sentence(self, tmp_path, monkeypatch):
        (tmp_path / "a.txt").write_text("x")

        def denied(*_, **__):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", denied)
        with pytest.raises(BadFile, match="No permission to read"):
            read(tmp_path / "a.txt")

    def test_a_file_too_large_is_refused_without_reading_it(self, tmp_path):
        (tmp_path / "huge.txt").touch()
        os.truncate(tmp_path / "huge.txt", 200 * 1024 * 1024)
        began = time.monotonic()
        with pytest.raises(UnreadableText, match=r"209\.7 MB"):
            read(tmp_path / "huge.txt")
        assert time.monotonic() - began < 0.5

    def test_the_limit_counts_for_bytes_too(self):
        with pytest.raises(UnreadableText, match="at most"):
            read(b"x" * 11, limit=10)

    @pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff".encode(), b"<html><body></body></html>"])
    def test_empty(self, data):
        with pytest.raises(UnreadableText, match=r"is empty|holds no text"):
            read(data)

    @pytest.mark.parametrize(
        ("data", "seen"),
        [
            (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG image"),
            (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG"),
            (b"MZ\x90\x00" + bytes(40), "Windows program"),
            (b"\x7fELF" + bytes(40), "program"),
            (b"\x1f\x8b\x08\x00" + bytes(40), "gzip"),
            (b"{\\rtf1\\ansi text}", "RTF"),
            (b"text\x00with\x00nul bytes in it", "NUL bytes"),
            (zipped({"xl/workbook.xml": "<x/>"}), "zip archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "old Office"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_is_no_text_is_named(self, data, seen):
        with pytest.raises(WorkbenchError, match=seen) as caught:
            read(data, name="a.txt")
        assert caught.value.hint

    def test_a_text_may_begin_like_a_program(self):
        assert read(b"MZ is how the names of two sisters begin.").format == "txt"
        assert read(b"RIFF raff.").format == "txt"
        assert read(b"A PDF begins with %PDF-1.7 in its first line.").format == "txt"

    @pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.epub", "a.pdf"])
    def test_a_name_that_promises_another_format(self, name):
        with pytest.raises(BadFile, match=name[1:]):
            read(b"just words", name=name)

    @pytest.mark.parametrize(
        "make", [docx, odt, lambda body: epub({"a.xhtml": body}), lambda body: pdf([body])]
    )
    @pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
    def test_cut_off_files(self, make, keep):
        data = make("words " * 50)
        with pytest.raises(WorkbenchError):
            read(data[: int(len(data) * keep)], name="a.bin")

    def test_a_zip_bomb_is_not_unpacked(self):
        bomb = zipped({"word/document.xml": b"0" * 60_000_000})
        began = time.monotonic()
        with pytest.raises(BadFile, match="would unpack to 60 MB"):
            read(bomb, name="a.docx")
        assert time.monotonic() - began < 0.5

    def test_a_container_without_its_text(self):
        with pytest.raises(BadFile, match=r"content\.xml"):
            read(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}))

    def test_external_entities_are_refused(self, tmp_path):
        (tmp_path / "secret").write_text("secret words")
        for make in (docx, odt):
            with zipfile.ZipFile(io.BytesIO(make("@@"))) as archive:
                parts = {entry: archive.read(entry) for entry in archive.namelist()}
            kind = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()
            for entry, content in parts.items():
                if b"@@" in content:
                    parts[entry] = kind + content.replace(b"@@", b"&e;")
            with pytest.raises(BadFile, match="entities"):
                read(zipped(parts))

    def test_broken_xml(self):
        with pytest.raises(BadFile, match="XML breaks off"):
            read(zipped({"word/document.xml": "<a><b></a>"}))

    def test_html_entities_name_no_files(self):
        hostile = '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><p>Words &e;</p></html>'
        assert "root:" not in read(hostile.encode(), name="a.html").text

    def test_deep_nesting_is_no_crash(self):
        for data, name in (
            (b"<div>" * 30_000 + b"deep" + b"</div>" * 30_000, "a.html"),
            (b"<nav></nav>" + b"<b>" * 30_000 + b"deep", "a.html"),
            (b">" * 5_000 + b" deep", "a.md"),
            (b"[" * 5_000 + b" deep", "a.md"),
        ):
            assert_document_or_error(data, name)

    def test_unknown_format(self):
        with pytest.raises(BadFile, match="no format"):
            read(b"x", format="wordstar")

    def test_subtitles_without_cues(self):
        with pytest.raises(BadFile, match="no srt subtitles"):
            read(b"nothing here", name="a.srt")


NAMES = st.sampled_from(
    ["a.txt", "a.md", "a.html", "a.srt", "a.vtt", "a.docx", "a.odt", "a.epub", "a.pdf", "a"]
)
SEEDS = [
    docx("<w:p><w:r><w:t>One</w:t></w:r></w:p>"),
    odt("<text:p>One</text:p>"),
    epub({"a.xhtml": "<p>One</p>"}),
    pdf(["One two three."]),
    (FOLDER / "page.html").read_bytes(),
    (FOLDER / "notes.md").read_bytes(),
    (FOLDER / "talk.vtt").read_bytes(),
    (FOLDER / "film.srt").read_bytes(),
]


def assert_document_or_error(data, name):
    """A document with words in it, or one sentence; any other exception fails the test."""
    try:
        result = read(data, name=name)
    except WorkbenchError as caught:
        result = caught
    if isinstance(result, Document):
        assert result.text.strip()
    else:
        assert result.message.endswith(".")
        assert "\n" not in result.message


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), NAMES)
@example(b"\xff\xfe\x00\x00", "a.txt")
@example(b"%PDF-1.7", "a")
@example(b"PK\x05\x06" + bytes(18), "a.docx")
@example(b"WEBVTT\n\n99999999999999:00.000 --> 1:00.000\nx", "a.vtt")
@example(b"<!--", "a.html")
def test_law_7_any_bytes_give_a_document_or_one_of_our_errors(data, name):
    assert_document_or_error(data, name)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), max_size=6),
    NAMES,
)
def test_law_7_damaged_files_too(seed, damages, name):
    data = bytearray(seed)
    for place, bytes_ in damages:
        at = place % len(data)
        data[at : at + len(bytes_)] = bytes_
    assert_document_or_error(bytes(data), name)


@settings(max_examples=100, deadline=None)
@given(
    st.text(min_size=1, max_size=200).filter(
        lambda text: text.strip("\ufeff \n").strip() and "\x00" not in text
    )
)
def test_law_1_utf_8_comes_back_as_it_was(text):
    data = text.encode("utf-8", "ignore")
    try:
        document = read(data, name="a.txt")
    except UnreadableText:
        assert not data.decode().strip("\ufeff").strip()
        return
    if document.format == "txt":
        assert document.text == data.decode().removeprefix("\ufeff")

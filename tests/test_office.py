"""LibreOffice opens what we write: all text is there, and what is edited in it comes back."""

import io
import re
import zipfile

import docx
import office_support
import pypdf
import pytest
from docx_support import rewritten
from layout_support import bitext
from report_support import full_report, report

from workbench.bitext import Comment, from_report, operations
from workbench.exporting import pdf
from workbench.exporting.docx_table import read_docx_table, write_docx_table
from workbench.exporting.layout import in_layout
from workbench.exporting.registry import export
from workbench.reading import read

pytestmark = pytest.mark.slow

SOURCE = ["He said “no” 120 times.", "The press release.", "In Kyiv on 14 October."]
FIRST = ["Він сказав «ні» 210 разів.", "Пресреліз нарешті вийшов.", "У Києві 14 жовтня."]
SECOND = ["Він 120 разів відмовив.", "Пресреліз вийшов.", "14 жовтня у Києві."]
ARABIC = ["قال لا ١٢٠ مرة.", "البيان الصحفي.", "في كييف."]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return office_support.office(tmp_path_factory)


@pytest.fixture(scope="module")
def table():
    made = from_report(report(SOURCE, FIRST, SECOND))
    made = operations.comment(
        made, "r0", Comment("Перевір число.", "Olena", "2026-01-02T03:04:05+00:00", 0)
    ).apply(made)
    return operations.confirm(made, "r1", 1).apply(made)


def words_of_pdf(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def solid(text):
    return re.sub(r"\s+", "", text)


def test_the_word_table_prints_with_all_its_text(office, table):
    printed = words_of_pdf(office.convert(write_docx_table(table), "table.docx", "pdf"))
    for text in (*SOURCE, "confirmed"):
        assert solid(text) in printed
    for text in (*FIRST, *SECOND):  # left-out words stand between
        assert all(word in printed for word in text.split())
    assert "wb:" not in printed


def test_right_to_left_text_prints(office):
    made = write_docx_table(from_report(report(SOURCE, ARABIC, langs=["en", "ar"])))
    printed = words_of_pdf(office.convert(made, "arabic.docx", "pdf"))
    assert sum("\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufeff" for char in printed) > 20


@pytest.mark.parametrize("way", [["docx"], ["odt", "docx"]], ids="-".join)
def test_a_table_saved_in_libreoffice_comes_back_as_it_was(office, table, way):
    data, kind = write_docx_table(table, findings=full_report().findings[:1]), "docx"
    for to in way:
        data, kind = office.convert(data, f"saved.{kind}", to), to
    back = read_docx_table(data, table)
    assert (back.bitext, back.changes, back.problems) == (table, (), ())


def test_a_table_edited_as_odt_comes_back_with_the_edit(office, table):
    text = office.convert(write_docx_table(table), "edited.docx", "odt")
    changed = rewritten(text, "content.xml", lambda xml: xml.decode().replace("210", "120").encode())
    back = read_docx_table(office.convert(changed, "edited.odt", "docx"), table)
    assert back.bitext.rows[0].cells[0].text == "Він сказав «ні» 120 разів."
    assert [row.cells for row in back.bitext.rows[1:]] == [row.cells for row in table.rows[1:]]
    assert back.bitext.rows[0].comments == table.rows[0].comments
    assert back.problems == ()


def test_comments_are_comments_in_libreoffice(office, table):
    text = office.convert(write_docx_table(table, findings=full_report().findings), "comments.docx", "odt")
    with zipfile.ZipFile(io.BytesIO(text)) as archive:
        xml = archive.read("content.xml").decode()
    assert xml.count("<office:annotation ") == 4
    assert "<dc:creator>Olena</dc:creator>" in xml


def test_the_spreadsheet_prints_with_all_its_text(office):
    made = full_report()
    printed = words_of_pdf(office.convert(export(made, "xlsx").data, "table.xlsx", "pdf"))
    for row in range(len(made.parallel.rows)):
        assert solid(made.parallel.source_text(row)) in printed
        assert solid(made.parallel.cell_text(row, 0)) in printed


def sample():
    document = docx.Document()
    document.add_heading("The head of the office resigns", 1)
    paragraph = document.add_paragraph("The head, ")
    paragraph.add_run("Olena Hnatiuk").bold = True
    paragraph.add_run(", resigned on 14 October. ")
    paragraph.add_run("She wrote a letter.").italic = True
    document.add_paragraph("First item.", style="List Bullet")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "Cell one", "Cell two"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_a_text_in_its_sources_layout_prints_with_all_its_words(office, form):
    data = sample() if form == "docx" else office.convert(sample(), "sample.docx", "odt")
    name = f"sample.{form}"
    table = bitext(data, name, str.upper)
    same = in_layout(data, table, -1)
    assert read(same.data, name=name).text == table.document.text
    made = in_layout(data, table, 0)
    assert made.notes == ()
    printed = words_of_pdf(office.convert(made.data, f"laid.{form}", "pdf"))
    for row in table.rows:
        assert solid(row.cells[0].text) in printed
    again = office.convert(made.data, f"again.{form}", "docx")
    bold = [
        r.text
        for p in docx.Document(io.BytesIO(again)).paragraphs
        for r in p.runs
        if r.bold and r.text.strip()
    ]
    assert "OLENA HNATIUK" in "".join(bold)


def test_a_document_written_by_libreoffice_keeps_its_text(office):
    page = (
        "<h1>Title</h1><p>One <b>bold</b> word. Two<br>lines.</p><ul><li>Item</ul><table><tr><td>Cell</table>"
    )
    for form in ("odt", "docx"):
        first = office.convert(page.encode(), "page.html", "odt")
        data = first if form == "odt" else office.convert(first, "page.odt", "docx")
        table = bitext(data, f"page.{form}", str.upper)
        made = in_layout(data, table, 0)
        assert read(made.data, name=f"page.{form}").text.split() == table.document.text.upper().split()


@pytest.mark.parametrize("program", ["browser", "office"])
def test_the_report_as_pdf(program, monkeypatch, office):
    monkeypatch.setattr(pdf, "OFFICES" if program == "browser" else "BROWSERS", ())
    if pdf.printer() is None:
        pytest.skip("no browser is installed; `sh tools/system.sh browser` installs one on Debian")
    made = full_report()
    printed = words_of_pdf(export(made, "pdf").data)
    for row in range(len(made.parallel.rows)):
        assert solid(made.parallel.source_text(row)) in printed
        assert all(word in printed for word in made.parallel.cell_text(row, 0).split())

"""Files out of the command line: a translation in its source's layout, a table for Word, a page as PDF."""

import io
import zipfile

import pytest
from click.testing import CliRunner
from docx_support import opened, saved
from layout_support import bitext
from reading_support import pdf as pdf_file

from workbench.cli import align, main, translate
from workbench.exporting.docx_table import read_docx_table
from workbench.exporting.layout import in_layout
from workbench.exporting.registry import REGISTRY
from workbench.reading import read
from workbench.translation.echo import Echo


@pytest.fixture
def echoing(monkeypatch):
    """The only engine says everything again."""
    monkeypatch.setattr(translate, "engines_for", lambda *_: (Echo(),))
    return CliRunner()


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return str(path)


HTML = b"<html lang=en><body><h1>The head resigns</h1><p>She <b>wrote</b> a letter today.</p></body></html>"


def run(runner, *arguments):
    return runner.invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_sources_ending_keeps_its_layout(echoing, tmp_path):
    source = written(tmp_path, "a.html", HTML)
    done = run(echoing, "translate", source, "--from", "en", "--to", "uk", "-o", tmp_path / "b.html")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "b.html").read_bytes() == HTML.replace(b"<html lang=en>", b'<html lang="uk">')


def test_another_ending_gives_plain_text(echoing, tmp_path):
    source = written(tmp_path, "a.html", HTML)
    assert (
        run(echoing, "translate", source, "--from", "en", "--to", "uk", "-o", tmp_path / "b.txt").exit_code
        == 0
    )
    assert (tmp_path / "b.txt").read_text("utf-8") == "The head resigns\n\nShe wrote a letter today.\n"


def test_no_layout_gives_plain_text_whatever_the_ending(echoing, tmp_path):
    source = written(tmp_path, "a.html", HTML)
    arguments = ["translate", source, "--from", "en", "--to", "uk", "--no-layout", "-o", tmp_path / "b.html"]
    assert run(echoing, *arguments).exit_code == 0
    assert "<" not in (tmp_path / "b.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "data", "options", "says"),
    [
        ("a.txt", b"One sentence here.\n", ["-o", "b.docx"], "would hold plain text"),
        ("a.pdf", pdf_file(["One sentence here."]), ["--layout", "-o", "b.pdf"], "cannot be kept"),
        ("a.html", HTML, ["--layout", "--json"], "--json"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_writes_nothing(
    echoing, tmp_path, monkeypatch, name, data, options, says
):
    monkeypatch.chdir(tmp_path)
    done = run(echoing, "translate", written(tmp_path, name, data), "--from", "en", "--to", "uk", *options)
    assert done.exit_code == 2
    assert says in done.output
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("b.")] == []


def test_standard_input_has_no_layout(echoing):
    done = echoing.invoke(main, ["translate", "-", "--from", "en", "--to", "uk", "--layout"], input="One.\n")
    assert done.exit_code == 2
    assert "Standard input" in done.output


def test_a_table_for_word_and_back_into_a_translation_memory(examples, tmp_path):
    table = tmp_path / "review.docx"
    names = [examples / "article.en.txt", examples / "article.uk-a.txt", examples / "article.uk-b.txt"]
    done = run(CliRunner(), "align", *names, "--method", "length", "--no-glossary", "-o", table)
    assert done.exit_code in (0, 1), done.output
    document = opened(table.read_bytes())
    runs = document.tables[0].cell(1, 2).paragraphs[0].runs
    runs[0].text = "Виправлено."
    for run_ in runs[1:]:
        run_._r.getparent().remove(run_._r)
    table.write_bytes(saved(document))
    back = read_docx_table(table)
    assert back.bitext.rows[0].cells[0].text == "Виправлено."
    done = run(CliRunner(), "convert", table, tmp_path / "out.tmx")
    assert done.exit_code == 0, done.output
    assert "Виправлено." in (tmp_path / "out.tmx").read_text("utf-8")


def test_every_format_that_align_names_is_in_the_registry():
    assert set(align._EXCHANGED) <= set(REGISTRY)


def test_a_column_of_a_table_can_be_laid_out_later(tmp_path):
    table = bitext(HTML, "a.html", str.upper)
    made = in_layout(HTML, table, 0).data
    assert read(made, name="a.html").text == "THE HEAD RESIGNS\n\nSHE WROTE A LETTER TODAY."


def test_a_word_table_is_a_sound_container(examples, tmp_path):
    table = tmp_path / "t.docx"
    names = [examples / "article.en.txt", examples / "article.es.txt"]
    run(CliRunner(), "align", *names, "--method", "length", "--no-checks", "-o", table)
    with zipfile.ZipFile(io.BytesIO(table.read_bytes())) as archive:
        assert archive.testzip() is None
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}

"""``workbench convert`` as a user meets it. Update the snapshots with ``pytest --snapshot-update``."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from exchange_support import full, table

from workbench.cli import main
from workbench.exporting.registry import export, read_bitext

CASES = {
    "tmx": ["convert", "full.json", "out.tmx"],
    "po-one-file-a-rendering": ["convert", "full.json", "out.po"],
    "po-one": ["convert", "full.json", "out.po", "--rendering", "ar-2"],
    "html": ["convert", "full.json", "out.html"],
    "damaged": ["convert", "cut.xlf", "out.csv"],
    "damaged-strict": ["convert", "cut.xlf", "out.csv", "--strict"],
    "no-languages": ["convert", "bare.csv", "out.tmx", "--from", "en", "--to", "uk"],
    "unknown-format": ["convert", "full.json", "out.exe"],
    "unknown-format-named": ["convert", "full.json", "out.txt", "--output-format", "doc"],
    "unknown-rendering": ["convert", "full.json", "out.xlf", "--rendering", "nobody"],
    "only-written": ["convert", "page.html", "out.tmx"],
    "absent": ["convert", "no-such.tmx", "out.xlf"],
    "no-folder": ["convert", "full.json", "missing/out.tmx"],
    "hostile": ["convert", "hostile.tmx", "out.xlf"],
    "stdin-of-what": ["convert", "-", "out.xlf"],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("full.json").write_bytes(export(full(), "json").data)
    whole = export(full(), "xliff").data
    Path("cut.xlf").write_bytes(whole[: whole.index(b'<trans-unit id="r2"') + 60])
    Path("bare.csv").write_text("source,target\nYes.,Так.\n", "utf-8")
    Path("page.html").write_text("<p>x", "utf-8")
    Path("hostile.tmx").write_text(
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx version="1.4"><header/></tmx>', "utf-8"
    )
    return tmp_path


def run(*args, data=None):
    return CliRunner().invoke(main, list(args), input=data)


@pytest.mark.parametrize("name", CASES)
def test_output(name, folder, snapshot):
    before = {path.name for path in folder.iterdir()}
    result = run(*CASES[name])
    written = sorted({path.name for path in folder.iterdir()} - before)
    assert f"exit {result.exit_code}\n{result.stdout}{result.stderr}wrote {written}" == snapshot


def test_help_names_every_format_and_has_examples(snapshot):
    text = CliRunner().invoke(main, ["convert", "--help"], terminal_width=100).output
    assert text == snapshot
    assert text.count("workbench convert ") >= 4


@pytest.mark.parametrize("form", ["tmx", "xlf", "xlf2", "csv", "tsv", "xlsx"])
def test_there_and_back_is_the_same_table(folder, form):
    assert run("convert", "full.json", f"out.{form}").exit_code == 0
    assert run("convert", f"out.{form}", "back.json").exit_code == 0
    assert read_bitext(Path("back.json")).bitext == full()


def test_a_pipe(folder):
    data = export(table(["Yes."], ["Так."]), "po").data
    result = run("convert", "-", "-", "--input-format", "po", "--output-format", "csv", "--no-bom", data=data)
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"row,source.txt [en],uk-0 [uk],state")


def test_a_terminal_is_sent_no_control_characters(folder):
    data = export(table(["Yes."], ["Так."]), "xliff").data.replace(b'id="r0"', b'id="r0&#9;\xe2\x80\xae"')
    body = data[data.index(b"<trans-unit") : data.index(b"</body>")]
    Path("a.xlf").write_bytes(data.replace(b"</body>", body + b"</body>"))
    result = run("convert", "a.xlf", "a.csv")
    assert result.exit_code == 1
    assert "\u202e" not in result.stderr


def test_help_of_all_commands_lists_it():
    assert "convert" in run("--help").output

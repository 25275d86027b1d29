"""The command line as a user meets it: help, errors, exit status, streams. Snapshots are read in review."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import COMMANDS, main

ROOT = Path(__file__).parent.parent


def run(*args, stdin=None):
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def files(tmp_path):
    """Files that cannot be read as texts, by name."""
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "blank.txt").write_text(" \n\t\n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "damaged.docx").write_bytes(b"PK\x03\x04 this is no zip")
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text(
        "The minister resigned on Friday. Nobody was surprised by this news.\n"
    )
    (tmp_path / "digits.txt").write_text("12 345\n67\n")
    (tmp_path / "huge.txt").touch()
    os.truncate(tmp_path / "huge.txt", 200 * 1024 * 1024)
    return tmp_path


class TestHelp:
    def test_comes_at_once(self):
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "workbench", "--help"], check=True, capture_output=True, cwd=ROOT
        )
        assert time.monotonic() - began < 3  # 0.1 s here; generous on a busy machine

    def test_loads_nothing_heavy(self):
        code = "import sys, workbench.cli as c; c.main(['--help'], standalone_mode=False); print(*sorted(sys.modules))"
        loaded = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
        )
        heavy = {
            "numpy",
            "rich",
            "streamlit",
            "ctranslate2",
            "langdetect",
            "argostranslate",
            "pandas",
            "simplemma",
        }
        assert not heavy & set(loaded.stdout.split())

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_examples(self, command):
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "Examples:" in result.output or "workbench " in result.output.split("Options:")[0]

    def test_a_mistyped_command_is_named(self):
        result = run("aling")
        assert result.exit_code == 2
        assert "Did you mean “align”?" in result.output

    def test_version(self):
        assert run("--version").output.startswith("workbench, version ")


BAD_INPUT = [
    ("nothing there", "absent.txt"),
    ("empty", "empty.txt"),
    ("only white space", "blank.txt"),
    ("binary", "picture.txt"),
    ("damaged", "damaged.docx"),
    ("a folder", "folder"),
    ("200 MB", "huge.txt"),
]


class TestBadInput:
    @pytest.mark.parametrize("command", ["align", "translate", "detect", "segment"])
    @pytest.mark.parametrize(("what", "name"), BAD_INPUT, ids=[what for what, _ in BAD_INPUT])
    def test_one_sentence_exit_2_and_no_output(self, files, command, what, name):
        output = files / "out"
        arguments = {
            "align": [files / name, files / "good.txt", "-o", output],
            "translate": [files / name, "--to", "uk", "-o", output],
        }.get(command, [files / name])
        began = time.monotonic()
        result = run(command, *arguments)
        assert result.exit_code == 2, result.output
        assert result.stderr.startswith("workbench: ")
        assert name in result.stderr
        assert "Traceback" not in result.output
        assert len(result.stderr.strip().splitlines()) == 1
        assert not output.exists()
        assert time.monotonic() - began < 5

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, files):
        (files / "good.txt").chmod(0)
        assert "permission" in run("detect", files / "good.txt").stderr.lower()

    def test_language_that_cannot_be_told_asks_for_it(self, files):
        result = run("translate", files / "digits.txt", "--to", "uk")
        assert result.exit_code == 2
        assert "--from" in result.stderr

    def test_unknown_code_names_near_ones(self, files):
        result = run("translate", files / "good.txt", "--to", "ukr1")
        assert result.exit_code == 2
        assert "ukr1" in result.stderr

    def test_pair_without_route_names_the_command_that_helps(self, files):
        result = run("translate", files / "good.txt", "--to", "ja")
        assert result.exit_code == 2
        assert "English" in result.stderr
        assert "Japanese" in result.stderr
        assert "workbench models install" in result.stderr

    def test_engine_that_does_not_exist(self, files):
        result = run("translate", files / "good.txt", "--to", "uk", "--engine", "argo")
        assert result.exit_code == 2
        assert "argos" in result.stderr

    def test_output_in_a_folder_that_does_not_exist(self, files):
        result = run("align", files / "good.txt", files / "good.txt", "-o", files / "no" / "x.html")
        assert result.exit_code == 2
        assert "does not exist" in result.stderr

    def test_nothing_to_align_with(self, files):
        assert run("align", files / "good.txt").exit_code == 2

    def test_glossary_that_does_not_exist(self, files):
        result = run("align", files / "good.txt", files / "good.txt", "-g", files / "no.yaml")
        assert result.exit_code == 2
        assert "no.yaml" in result.stderr


class TestAlign:
    def article(self, examples, *names):
        return [examples / f"article.{name}.txt" for name in ("en", *names)]

    def test_the_example_shows_what_was_put_in_on_purpose(self, examples):
        result = run("align", *self.article(examples, "uk-a", "uk-b", "es"), "--method", "length")
        assert result.exit_code == 1
        assert "1,240" in result.output
        assert "1420" in result.output
        assert "term-missing" in result.output
        assert "Translate »" in result.output  # named as taken off, not shown as a row

    def test_the_page_is_written_whole(self, examples, tmp_path):
        page = tmp_path / "page.html"
        result = run("align", *self.article(examples, "uk-a"), "--method", "length", "-o", page)
        assert result.exit_code in (0, 1)
        assert page.read_text("utf-8").rstrip().endswith("</html>")
        assert list(tmp_path.iterdir()) == [page]

    def test_beads_of_presegmented_lines_count_empty_lines(self, tmp_path):
        (tmp_path / "a").write_text("One thing.\n\nAnother thing entirely.\n")
        (tmp_path / "b").write_text("Одна річ.\n\nЗовсім інша річ.\n")
        result = run(
            "align",
            tmp_path / "a",
            tmp_path / "b",
            "--presegmented",
            "--format",
            "beads",
            "--method",
            "length",
        )
        assert result.exit_code == 0
        seen = [line.split(":")[0] for line in result.stdout.split()]
        assert "0" in seen[0]
        assert "2" in seen[-1]

    def test_score_of_a_gold_file(self, tmp_path):
        (tmp_path / "a").write_text("One thing.\nAnother thing entirely.\n")
        (tmp_path / "b").write_text("Одна річ.\nЗовсім інша річ.\n")
        (tmp_path / "gold.beads").write_text("[0]:[0]\n[1]:[1]\n")
        result = run(
            "align", tmp_path / "a", tmp_path / "b", "--presegmented", "--score", tmp_path / "gold.beads",
            "--method", "length",
        )  # fmt: skip
        assert result.exit_code == 0
        assert "F1 1.0000" in result.stdout

    def test_standard_input_is_read_once(self, examples):
        result = run("align", "-", "-")
        assert result.exit_code == 2

    @pytest.mark.parametrize("form", ["json", "tsv", "md", "html", "beads", "table"])
    def test_every_format(self, examples, form):
        result = run("align", *self.article(examples, "uk-b"), "--format", form, "--method", "length")
        assert result.exit_code in (0, 1)
        assert len(result.stdout) > 300


@pytest.mark.parametrize("odd", ["", '\u2028 \x7f "\\ \u00e9', "\ud800", float("nan")])
def test_long_json_is_written_as_json_does(odd):
    from workbench.cli.common import _indented

    value = {
        "rows": [{"text": f"№ {i}", "value": i / 7, "none": None, "empty": [[], {}]} for i in range(3000)]
    }
    value["odd"] = odd
    assert _indented(value) == json.dumps(value, ensure_ascii=False, indent=2)

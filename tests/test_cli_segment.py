"""``workbench segment`` as a user meets it: streams, formats, exit status."""

import json

import pytest
from click.testing import CliRunner

from workbench.cli import main

TEXT = "Он живёт в г. Москве.\nСегодня он дома. Так?\n\nПоделиться:"


def run(*args, stdin=None):
    return CliRunner().invoke(main, ["segment", *map(str, args)], input=stdin)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    return path


def test_lines_go_to_standard_output_and_all_else_to_standard_error(article):
    result = run(article, "--lang", "ru")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["Он живёт в г. Москве.", "Сегодня он дома.", "Так?", "Поделиться:"]
    assert "byte order mark" in result.stderr
    assert "“Поделиться:” share-buttons" in result.stderr
    assert "--drop-debris" in result.stderr


def test_json_offsets_are_code_points_of_the_decoded_text(article):
    rows = json.loads(run(article, "--lang", "ru", "--format", "json").stdout)
    assert [list(row) for row in rows] == [["start", "end", "text", "paragraph"]] * 4
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    assert [row["paragraph"] for row in rows] == [0, 1, 1, 2]


def test_debris_is_left_out_when_asked(article):
    result = run(article, "--lang", "ru", "--drop-debris", "--format", "json")
    assert json.loads(result.stdout)[-1]["text"] == "Так?"
    assert "left out" in result.stderr
    assert len(json.loads(run(article, "--lang", "ru", "--keep-debris", "--format", "json").stdout)) == 4


def test_the_language_is_detected(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Він мешкає у м. Київ на вул. Хрещатик. Його сестра живе у с. Іванівка.", "utf-8")
    assert len(run(path).stdout.splitlines()) == 2


def test_an_undecided_language_is_cut_by_general_rules():
    result = run("-", stdin="12. 13! 14?")
    assert result.exit_code == 0
    assert result.stdout


def test_a_segment_over_two_lines_is_one_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "The committee met on Monday to hear\r\nwhat the two engineers had to say\r\nabout the bridge.\r\n"
    )
    assert run(path, "--lang", "en").stdout == (
        "The committee met on Monday to hear what the two engineers had to say about the bridge.\n"
    )


def test_output_is_written_to_a_file(article, tmp_path):
    result = run(article, "--lang", "ru", "-o", tmp_path / "out.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert len((tmp_path / "out.txt").read_text("utf-8").splitlines()) == 4


def test_an_encoding_can_be_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Так. Ні.".encode("cp1251"))
    assert run(path, "--lang", "uk", "--encoding", "cp1251").stdout == "Так.\nНі.\n"


@pytest.mark.parametrize(
    ("args", "stdin", "seen"),
    [
        (["none.txt"], None, "There is no file"),
        (["/"], None, "is a folder"),
        (["-"], b"", "is empty"),
        (["-"], b"\x89PNG\r\n\x1a\n\x00", "PNG image"),
        (["-", "--lang", "klingon"], b"One.", "no language code"),
        (["-", "--encoding", "klingon"], b"One.", "not a known encoding"),
        (["-", "-o", "/nowhere/out.txt"], b"One.", "nowhere"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_status_2(args, stdin, seen):
    result = run(*args, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("workbench: ")
    assert seen in result.stderr
    assert result.stderr.count("\n") == 1


def test_help_names_every_option():
    shown = run("--help").stdout
    for option in (
        "--lang",
        "--format",
        "--keep-debris",
        "--drop-debris",
        "--encoding",
        "--output",
        "Examples:",
    ):
        assert option in shown

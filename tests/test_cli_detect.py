"""``workbench detect`` as a user or a script meets it."""

import json

import pytest
from click.testing import CliRunner

from workbench.cli import main

UK = "Речниця сказала журналістам, що міністерство відповість наступного тижня."
EN = "The spokeswoman told reporters that the ministry would answer next week."


def run(*args, given=None, code=0):
    result = CliRunner().invoke(main, ["detect", *map(str, args)], input=given)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(f"{UK}\n\nДиректор\n\n{EN}\n\n2022\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (f"{UK}\n{EN}\n", ["uk", "en"]),
        (f"{UK}\n{EN}", ["uk", "en"]),
        (f"{UK}\r\n\r\n{EN}\r\n", ["uk", "und", "en"]),
        (f"\n\n{EN}\n\n", ["und", "und", "en", "und"]),
        (f"{EN}\u2028{EN}\x0c{EN}\x85{EN}\x0b\n12\n", ["en", "und"]),  # none of these ends a line
        (f"\ufeff{EN}\n", ["en"]),
        (
            "这个国家的人民\n這個國家的人民\nTalskvinnen sa at hun ikke visste det.\n",
            ["zh-cn", "zh-tw", "no"],
        ),
    ],
)
def test_lines_gives_exactly_one_row_per_line(tmp_path, data, codes):
    path = tmp_path / "lines.txt"
    path.write_bytes(data.encode())
    rows = run(path, "--lines").stdout.removesuffix("\n").split("\n")
    assert [row.split("\t")[0] for row in rows] == codes
    for row in rows:
        code, probability = row.split("\t")
        assert (code == "und") == (probability == "0.00")
        assert 0 <= float(probability) <= 1


def test_standard_input_gives_the_same(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text(f"{UK}\n{EN}\n", "utf-8")
    given = path.read_bytes()
    assert run("-", "--lines", given=given).stdout == run(path, "--lines").stdout


def test_each_line_stands_alone_unless_context_is_asked_for(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text(f"{UK}\nKyiv\nДиректор\n", "utf-8")
    alone = [row[:3].strip() for row in run(path, "--lines").stdout.splitlines()]
    together = [row[:3].strip() for row in run(path, "--lines", "--context").stdout.splitlines()]
    assert alone[:2] == ["uk", "und"]
    assert together[2] == "uk"


def test_the_table_shows_languages_sureness_and_clues(article):
    out = run(article).stdout
    assert out.startswith("Ukrainian (uk)")
    assert "English (en)" in out.splitlines()[0]
    assert "Undecided" in out
    assert "langdetect, py3langid" in out
    assert "Most of the document is Ukrainian." in " ".join(out.split())


def test_tsv_of_paragraphs_begins_with_the_whole(article):
    rows = [row.split("\t")[:2] for row in run(article, "--format", "tsv").stdout.splitlines()]
    assert rows == [["all", "uk"], ["1", "uk"], ["2", "uk"], ["3", "en"], ["4", "und"]]


def test_json_has_everything_with_offsets(article):
    found = json.loads(run(article, "--format", "json").stdout)
    text = article.read_text("utf-8")
    assert found["overall"]["lang"] == "uk"
    assert [part["lang"] for part in found["paragraphs"]] == ["uk", "uk", "en", None]
    for part in found["paragraphs"]:
        assert text[part["start"] : part["end"]] == part["text"]
        assert part["clues"]
    lines = json.loads(run(article, "--lines", "--format", "json").stdout)
    assert "overall" not in lines
    assert [part["text"] for part in lines["lines"]] == text.removesuffix("\n").split("\n")


def test_output_goes_to_a_file(article, tmp_path):
    result = run(article, "--lines", "-o", tmp_path / "out.tsv")
    assert result.stdout == ""
    assert (tmp_path / "out.tsv").read_text("utf-8").startswith("uk\t")


def test_no_escape_sequence_reaches_the_terminal(tmp_path):
    path = tmp_path / "hostile.txt"
    path.write_text("Привіт \x1b[31mусім [bold]читачам[/bold] нашої\u202e газети\n", "utf-8")
    out = run(path).stdout
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]" in out  # shown as written, not taken for markup


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["missing.txt"], "missing.txt"),
        ([".", "--lines"], "folder"),
        (["{article}", "--working", "xx"], "“xx” is no language code"),
        (["{article}", "--context"], "--context goes with --lines"),
        (["{article}", "--format", "xml"], "xml"),
        (["{article}", "-o", "/nonexistent/out.tsv"], "/nonexistent"),
    ],
)
def test_what_cannot_run_says_why(article, args, said):
    result = run(*[arg.format(article=article) for arg in args], code=2)
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    assert "empty" in run(tmp_path / "empty.txt", "--lines", code=2).stderr


def test_help_has_examples():
    out = run("--help").stdout
    assert "workbench detect phrases.txt --lines" in out
    assert "--working uk,en" in out

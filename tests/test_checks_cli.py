"""``workbench check`` as a user meets it."""

import json

import pytest
from click.testing import CliRunner

from workbench.cli import main

SOURCE = "There were 120 people in the hall.\nHe did not sign the agreement.\n"
WRONG = "У залі було 121 людина.\nВін підписав угоду.\n"
RIGHT = "У залі було 120 людей.\nВін не підписав угоди.\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("en.txt", SOURCE), ("wrong.txt", WRONG), ("right.txt", RIGHT)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def check(*arguments):
    return CliRunner().invoke(main, ["check", *arguments, "--from", "en", "--to", "uk", "--no-glossary"])


def test_json_has_findings_and_what_could_not_run(files):
    result = check("en.txt", "wrong.txt", "--presegmented", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    numbers = next(f for f in told["findings"] if f["code"] == "numbers")
    assert numbers == {
        "code": "numbers",
        "severity": "E",
        "message": "“120” became “121”.",
        "row": 0,
        "rendering": 0,
        "source_span": [11, 14],
        "target_span": [12, 15],
        "evidence": {"source": "120", "target": "121"},
        "key": numbers["key"],
    }
    assert len(numbers["key"]) == 16
    assert told["dismissed"] == told["stale_dismissals"] == []
    assert {(f["code"], f["row"]) for f in told["findings"]} == {("numbers", 0), ("negation", 1)}
    assert {"code": "term-missing", "reason": "no glossary was given", "rendering": 0} in told["not_run"]


def test_a_right_rendering_ends_with_0(files):
    result = check("en.txt", "right.txt", "--presegmented")
    assert result.exit_code == 0
    assert "2 rows: 0 errors, 0 warnings" in result.stdout


def test_the_table_shows_texts_and_messages(files):
    result = check("en.txt", "wrong.txt", "--presegmented")
    assert "У залі було 121 людина." in result.stdout
    assert "E numbers: “120” became “121”." in result.stdout
    assert "W negation" in result.stdout
    assert "Not run, no glossary was given: term-missing" in result.stdout


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "E"], 1),
        (["--fail-on", "never"], 0),
        (["--select", "negation", "--fail-on", "E"], 0),
        (["--select", "negation"], 1),
        (["--select", "E,space"], 1),
        (["--select", "space"], 0),
    ],
)
def test_the_exit_status_follows_select_and_fail_on(files, options, status):
    assert check("en.txt", "wrong.txt", "--presegmented", *options).exit_code == status


def test_several_renderings_are_told_apart(files):
    result = check("en.txt", "right.txt", "wrong.txt", "--presegmented", "--format", "json")
    assert {f["rendering"] for f in json.loads(result.stdout)["findings"]} == {1}
    assert "1 · wrong" in check("en.txt", "right.txt", "wrong.txt", "--presegmented").stdout


def test_settings_and_output_files(files):
    (files / "checks.toml").write_text('[checks.negation]\nseverity = "off"\n', "utf-8")
    result = check(
        "en.txt",
        "wrong.txt",
        "--presegmented",
        "--settings",
        "checks.toml",
        "--format",
        "json",
        "-o",
        "out.json",
    )
    assert result.exit_code == 1
    assert {f["code"] for f in json.loads((files / "out.json").read_text("utf-8"))["findings"]} == {"numbers"}


def test_bad_wishes_end_with_2_and_one_sentence(files):
    for arguments, said in (
        (["en.txt", "wrong.txt", "--select", "nubmers"], "Did you mean “numbers”?"),
        (["en.txt", "missing.txt"], "missing.txt"),
        (["-", "-"], "only once"),
    ):
        result = check(*arguments, "--presegmented")
        assert result.exit_code == 2
        assert said in result.output
        assert "Traceback" not in result.output


def test_control_characters_of_a_document_are_shown_not_sent(files):
    (files / "wrong.txt").write_text(
        "У залі було 121 людина\u202e.\n[red]Він підписав\x1b[31m угоду.\n", "utf-8"
    )
    result = check("en.txt", "wrong.txt", "--presegmented")
    assert "[U+202E]" in result.stdout
    assert "\x1b[31m" not in result.stdout
    assert "[red]Він" in result.stdout


def test_the_list_of_checks():
    result = CliRunner().invoke(main, ["check", "--list"])
    assert result.exit_code == 0
    assert "E  numbers" in result.stdout

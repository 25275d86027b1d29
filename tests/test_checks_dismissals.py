"""Findings set aside on the command line: written down, shown, never counted, and told when they are stale."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks import Dismissal, add_dismissals, load_dismissals
from workbench.cli import main
from workbench.errors import BadFile

SOURCE = "There were 120 people in the hall.\nHe did not sign the agreement.\n"
WRONG = "У залі було 121 людина.\nВін підписав угоду.\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("en.txt").write_text(SOURCE, "utf-8")
    Path("wrong.txt").write_text(WRONG, "utf-8")
    return tmp_path


def check(*arguments):
    common = ["--from", "en", "--to", "uk", "--no-glossary", "--presegmented"]
    return CliRunner().invoke(main, ["check", "en.txt", "wrong.txt", *common, *arguments])


def told(*arguments):
    return json.loads(check("--format", "json", *arguments).stdout)


def key_of(code):
    return next(f["key"] for f in told()["findings"] if f["code"] == code)


def test_a_dismissed_finding_is_kept_beside_its_rendering_and_not_counted(files):
    number = key_of("numbers")
    assert (
        check("--dismiss", number[:8], "--reason", "Corrected by the author.", "--fail-on", "E").exit_code
        == 0
    )
    entry = tomllib.loads(Path("wrong.txt.dismissals.toml").read_text("utf-8"))["dismissed"][0]
    assert entry == {
        "key": number,
        "code": "numbers",
        "rendering": "wrong.txt",
        "finding": "“120” became “121”.",
        "reason": "Corrected by the author.",
    }
    assert check("--fail-on", "E").exit_code == 0
    assert check().exit_code == 1  # the negation still counts
    again = told()
    assert [f["code"] for f in again["findings"]] == ["negation"]
    assert [(f["key"], f["reason"]) for f in again["dismissed"]] == [(number, "Corrected by the author.")]


@pytest.mark.parametrize("form", ["table", "json", "sarif", "html"])
def test_every_format_shows_it_as_dismissed(files, form):
    check("--dismiss", key_of("numbers"), "--reason", "Corrected by the author.")
    shown = check("--format", form)
    assert "Corrected by the author." in shown.stdout
    assert "“120” became “121”." in shown.stdout


def test_a_file_of_ones_own_and_several_keys_at_once(files):
    keys = [f["key"] for f in told()["findings"]]
    wishes = [part for key in keys for part in ("--dismiss", key)]
    assert check(*wishes, "--reason", "Both are right.", "--dismissals", "mine.toml").exit_code == 0
    assert len(load_dismissals(Path("mine.toml"))) == 2
    assert not Path("wrong.txt.dismissals.toml").exists()
    assert check().exit_code == 1
    assert check("--dismissals", "mine.toml").exit_code == 0


def test_a_dismissal_that_nothing_answers_to_is_told(files):
    check("--dismiss", key_of("numbers"), "--reason", "Corrected by the author.")
    Path("wrong.txt").write_text(WRONG.replace("121 людина", "120 людей"), "utf-8")
    assert [entry["code"] for entry in told()["stale_dismissals"]] == ["numbers"]
    assert "No finding answers to this dismissal any more" in check().stdout
    assert "stale-dismissal" in check("--format", "sarif").stdout
    assert told("--select", "negation")["stale_dismissals"] == []  # the check did not run


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (["--dismiss", "0000000000000000", "--reason", "x"], "No finding has the key"),
        (["--dismiss", "0000"], "go together"),
        (["--reason", "x"], "go together"),
        (["--dismiss", "0000", "--reason", "  "], "go together"),
        (["--dismissals", "absent.toml"], "There is no file of dismissals"),
    ],
)
def test_bad_wishes_end_with_2_and_write_nothing(files, wishes, said):
    result = check(*wishes)
    assert result.exit_code == 2
    assert said in result.output
    assert not list(files.glob("*.toml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[dismissed]\n", "is not TOML"),
        ("[dismissed]\nkey = 'a'\n", "no list of tables"),
        ("[[dismissal]]\n", "unknown section “dismissal”"),
        ("[[dismissed]]\nkey = 'a'\n", "has no reason"),
        ("[[dismissed]]\nreason = 'a'\n", "has no key"),
        ("[[dismissed]]\nkey = 7\nreason = 'a'\n", "key is “7”"),
        ("[[dismissed]]\nkey = 'a'\nwhy = 'a'\n", "unknown field “why”"),
        ("dismissed = ['a']\n", "stands where a table is meant"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence_and_left_as_it_is(tmp_path, text, said):
    path = tmp_path / "d.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile, match=said.replace("(", r"\(")):
        load_dismissals(path)
    with pytest.raises(BadFile):
        add_dismissals(path, [Dismissal("a", "b")])
    assert path.read_text("utf-8") == text


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "d.toml"
    path.write_bytes("# нет\n".encode("cp1251"))
    with pytest.raises(BadFile, match="Cannot read"):
        load_dismissals(path)


def test_comments_and_entries_that_are_there_stay(tmp_path):
    path = tmp_path / "d.toml"
    path.write_text("# ours\n[[dismissed]]\nkey = 'a'  # see the letter\nreason = 'b'", "utf-8")
    add_dismissals(path, [Dismissal("c", "d")])
    assert path.read_text("utf-8").startswith("# ours\n[[dismissed]]\nkey = 'a'  # see the letter\n")
    assert [d.key for d in load_dismissals(path)] == ["a", "c"]


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=3))
@settings(max_examples=60)
def test_what_is_written_is_read_back(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("d") / "d.toml"
    made = [Dismissal(f"{i}", f"because {why}", "numbers", "", said) for i, (why, said) in enumerate(entries)]
    add_dismissals(path, made)
    assert list(load_dismissals(path)) == made

"""`workbench glossary` as its user meets it: what is printed, what is written, the exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import main

CASES = Path(__file__).parent / "data" / "glossary"
GLOSSARY = """\
name: Desk
owner: Desk
source: us
licence: CC0-1.0
concepts:
  - id: press-release
    terms:
      en: press release
      uk:
        - пресреліз
        - text: прес реліз
          status: forbidden
          why: One word.
  - id: rule-of-law
    terms: {en: rule of law, uk: верховенство права}
"""


@pytest.fixture
def desk(tmp_path):
    path = tmp_path / "desk.yaml"
    path.write_text(GLOSSARY, "utf-8")
    return path


def run(*args, **kwargs):
    return CliRunner().invoke(main, ["glossary", *map(str, args)], **kwargs)


def test_lint_clean(desk):
    result = run("lint", desk)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 file: no problems." in result.stderr


def test_lint_tells_place_problem_and_remedy():
    path = CASES / "bad" / "bad-status.yaml"
    result = run("lint", path)
    assert result.exit_code == 1
    assert f"error: {path}:8:19: “forbiden” is no value of “status”." in result.stdout
    assert "Did you mean “forbidden”?" in result.stdout


def test_lint_json():
    result = run("lint", CASES / "lint" / "no-why.yaml", "--format", "json")
    found = [problem for problem in json.loads(result.stdout) if problem["code"] == "no-why"]
    assert result.exit_code == 0, "a notice is no error"
    assert found[0]["line"] == 7
    assert found[0]["severity"] == "notice"


def test_lint_github_annotations_are_escaped(tmp_path):
    path = tmp_path / "a,b.yaml"
    path.write_text("name: 100%\nconcepts:\n  - id: a\n    terms: {en: word}\n    100%: x\n")
    result = run("lint", path, "--format", "github")
    assert result.exit_code == 1
    assert "a%2Cb.yaml,line=5,col=5,title=glossary key::a concept has no key “100%25”." in result.stdout


def test_lint_strict_counts_warnings():
    path = CASES / "lint" / "foreign-letter.yaml"
    assert run("lint", path).exit_code == 0
    assert run("lint", path, "--strict").exit_code == 1


def test_lint_of_a_missing_file_cannot_run():
    result = run("lint", "none.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none.yaml" in result.stderr


def test_fmt_checks_then_changes_then_rests(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name:   X\nconcepts:\n- id: a\n  terms: {en: word} # c\n")
    assert run("fmt", path, "--check").exit_code == 1
    assert run("fmt", path).exit_code == 0
    text = path.read_text()
    assert text.startswith("name: X\nconcepts:\n  - id: a\n")
    assert "# c" in text
    assert run("fmt", path, "--check").exit_code == 0


def test_find_in_a_text(desk):
    result = run("find", "У пресрелізах: прес реліз", "-g", desk, "--lang", "uk")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "1:3\tпресрелізах\tпресреліз\tpreferred\tpress-release\tdesk.yaml:10",
        "1:16\tпрес реліз\tпрес реліз\tforbidden\tpress-release\tdesk.yaml:11",
    ]


def test_find_in_a_file_as_json(desk, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("The rule\nof law.", "utf-8")
    result = run("find", text, "-g", desk, "--lang", "en", "--format", "json")
    match = json.loads(result.stdout)[0]
    assert (match["text"], match["start"], match["end"], match["where"]) == (
        "rule\nof law",
        4,
        15,
        "desk.yaml:15",
    )


def test_find_without_hits_says_so(desk):
    result = run("find", "Nothing.", "-g", desk, "--lang", "en")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No terms" in result.stderr


def test_report_counts_by_concept(desk, tmp_path):
    (tmp_path / "s.txt").write_text("A press release.\nThe press release.\n", "utf-8")
    (tmp_path / "t.txt").write_text("Пресреліз.\nЗаява.\n", "utf-8")
    args = ("--presegmented", "--from", "en", "--to", "uk", "-g", desk)
    result = run("report", tmp_path / "s.txt", tmp_path / "t.txt", *args)
    assert result.exit_code == 0, result.stderr
    row = result.stdout.splitlines()[1].split("\t")
    assert row[1:] == ["press-release", "1", "0", "1", "0", "Пресреліз", "hit:1 missing:2"]
    assert "1 of 2 concepts never used" in result.stderr


def test_diff_and_merge(desk, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(
        GLOSSARY.replace("One word.", "Never two.").replace("rule-of-law", "law")
        + "  - {id: new, terms: {en: x}}\n",
        "utf-8",
    )
    result = run("diff", desk, other)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "~ press-release uk “прес реліз” why: One word. → Never two.",
        "- rule-of-law",
        "+ law",
        "+ new",
    ]
    assert run("diff", desk, desk).exit_code == 0
    joined = tmp_path / "joined.yaml"
    assert run("merge", desk, other, "-o", joined).exit_code == 0
    assert run("lint", joined).exit_code == 0
    text = joined.read_text("utf-8")
    assert "One word." in text
    assert "id: new" in text


def test_stats(desk):
    result = run("stats", desk)
    assert result.stdout.splitlines()[1].split("\t")[1:] == ["2", "5", "1", "en:2 uk:2"]


def test_schema_and_example_fit_together(tmp_path):
    assert json.loads(run("schema").stdout)["title"]
    example = tmp_path / "example.yaml"
    assert run("schema", "--example", "-o", example).exit_code == 0
    assert run("lint", example, "--strict").exit_code == 0
    assert run("fmt", "--check", example).exit_code == 0


def test_mine_prints_a_glossary(tmp_path):
    (tmp_path / "s.txt").write_text("Pokalchuk wrote.\nThe paper lantern.\nA paper lantern.\n", "utf-8")
    (tmp_path / "t.txt").write_text("Покальчук написала.\nПаперова лампа.\nПаперову лампу.\n", "utf-8")
    args = ("--presegmented", "--from", "en", "--to", "uk")
    result = run("mine", tmp_path / "s.txt", tmp_path / "t.txt", *args)
    assert result.exit_code == 0, result.stderr
    assert "en: paper lantern" in result.stdout
    assert "text: Покальчук" in result.stdout
    assert "2 proposals." in result.stderr


def test_convert_lists_what_is_lost(desk, tmp_path):
    table, omegat = tmp_path / "desk.csv", tmp_path / "desk.tsv"
    assert run("convert", desk, "-o", table).stderr == f"Wrote {table}.\n"
    back = tmp_path / "back.yaml"
    run("convert", table, "-o", back)
    assert run("diff", desk, back).exit_code == 0
    strict = run("convert", desk, "-o", omegat, "--from", "en", "--to", "uk", "--strict")
    assert strict.exit_code == 1
    assert not omegat.exists()
    assert "Not carried: press-release: forbidden “прес реліз”." in strict.stderr
    assert run("convert", desk, "-o", tmp_path / "desk.doc").exit_code == 2


def test_convert_to_both_versions_of_tbx(desk, tmp_path):
    for version, root in (("2", "<martif"), ("3", "<tbx")):
        path = tmp_path / f"v{version}.tbx"
        assert run("convert", desk, "-o", path, "--tbx-version", version).exit_code == 0
        assert root in path.read_text("utf-8")
        run("convert", path, "-o", tmp_path / "back.yaml")
        assert run("diff", desk, tmp_path / "back.yaml").exit_code == 0


@pytest.mark.parametrize(
    "command", ["convert", "lint", "fmt", "find", "report", "diff", "merge", "stats", "schema"]
)
def test_every_command_has_help(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 4


def test_shipped_glossaries_are_the_default():
    result = run("find", "the Ministry of Defence", "--lang", "en")
    assert "ministry-of-defence" in result.stdout

"""Lint: one file per code that fires, its look-alike in the same file stays silent."""

import re
from pathlib import Path

import pytest

from workbench.glossary.lint import CODES, lint
from workbench.model import Severity

CASES = Path(__file__).parent / "data" / "glossary" / "lint"
FILES = sorted(CASES.glob("*.yaml"))
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_code_fires_where_marked_and_nowhere_else(path):
    """A line with `# <- code words` is where the code must fire, its message holding the words."""
    expected = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if mark := re.search(r"# <- ([a-z-]+) ?(.*)", line):
            expected[number] = mark.groups()
    found = [problem for problem in lint([path]) if problem.code not in ("header",)]
    assert {problem.line: problem.code for problem in found} == {n: code for n, (code, _) in expected.items()}
    for problem in found:
        assert expected[problem.line][1] in f"{problem.message} {problem.fix}"
        assert problem.fix
        assert problem.column > 0


def test_every_code_has_a_case():
    reading = {"syntax", "key", "missing", "type", "value"}  # tests/data/glossary/bad
    across_files = {"header"}
    fired = {problem.code for path in FILES for problem in lint([path])}
    assert fired | reading | across_files >= set(CODES)


def test_ids_must_differ_between_files_too(tmp_path):
    text = "name: T\nowner: o\nsource: s\nlicence: l\nconcepts:\n  - id: a\n    terms: {en: word}\n"
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(text)
    problems = lint([tmp_path / "one.yaml", tmp_path / "two.yaml"])
    assert [(Path(p.path).name, p.line, p.code) for p in problems] == [("two.yaml", 6, "duplicate-id")]
    assert "one.yaml:6" in problems[0].fix


def test_unreadable_files_are_problems_too(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: T\n\tconcepts: []\n")
    problems = lint([broken, tmp_path / "none.yaml"])
    assert [(p.line, p.code, p.severity) for p in problems] == [
        (2, "syntax", Severity.ERROR),
        (1, "syntax", Severity.ERROR),
    ]


def test_shipped_glossaries_are_clean():
    problems = lint(sorted((ROOT / "glossaries").glob("*.yaml")))
    assert [str(problem) for problem in problems] == []

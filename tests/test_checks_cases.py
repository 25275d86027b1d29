"""Every check with the texts that must set it off and the look-alikes that must not; see tests/data/checks."""

import re
import sys
from functools import cache
from pathlib import Path

import pytest

from workbench import checks
from workbench.glossary import Matcher, load_all

sys.path.insert(0, str(Path(__file__).parent))
from checks_support import pair

CASES = Path(__file__).parent / "data" / "checks"
CLAIMED = {"en", "uk", "ru", "de", "fr", "es", "pl"}
ONLY = {
    # checks that exist for the alphabet of some languages only
    "uk-apostrophe": {"uk"},
    "ru-letters": {"uk", "ru"},
}
LEAST = 5
"""Cases of a kind that every check has in every language it is claimed for."""


@cache
def matcher():
    return Matcher(load_all([CASES / "glossary.yaml"]))


def detector(code):
    if code != "wrong-language":
        return None
    from workbench.detection import detect

    return detect


def files(code, kind):
    """The case files of a check, by target language."""
    return {path.stem: path for path in sorted((CASES / code).glob(f"*.{kind}"))}


def documents(path):
    """(name, source language, target language, rows) of each document of a case file."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("== "):
            _, source, target = line.split()
            assert target == path.stem, f"{path}:{number} is not about {target}"
            found.append((f"{path.parent.name}/{path.name}:{number}", source, target, []))
        elif line:
            left, mark, right = line.partition("\t")
            assert mark, f"{path}:{number} has no column mark"
            found[-1][3].append((_unescaped(left), _unescaped(right)))
    return found


def _unescaped(text):
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return text.replace("\\t", "\t")


def groups(code, path):
    """Each row of a cell check is a case of its own; a column check sees its whole document."""
    for name, source, target, rows in documents(path):
        for i, group in enumerate([[row] for row in rows] if checks.CODES[code].cell else [rows]):
            yield f"{name}.{i}", source, target, group


def cases(kind):
    for code in checks.CODES:
        for path in files(code, kind).values():
            for name, source, target, group in groups(code, path):
                yield pytest.param(code, source, target, group, id=name)


def codes_of(code, source, target, rows):
    found, _ = checks.run(
        pair(source, target, *rows), matcher=matcher(), detect=detector(code), select=[code]
    )
    return [finding.code for finding in found]


@pytest.mark.parametrize(("code", "source", "target", "rows"), list(cases("fires")))
def test_fires(code, source, target, rows):
    assert code in codes_of(code, source, target, rows)


@pytest.mark.parametrize(("code", "source", "target", "rows"), list(cases("silent")))
def test_stays_silent(code, source, target, rows):
    assert code not in codes_of(code, source, target, rows)


@pytest.mark.parametrize("code", checks.CODES)
@pytest.mark.parametrize("kind", ["fires", "silent"])
def test_every_claimed_language_has_cases(code, kind):
    there = files(code, kind)
    counts = {
        lang: len(list(groups(code, there[lang]))) if lang in there else 0 for lang in ONLY.get(code, CLAIMED)
    }
    assert min(counts.values()) >= LEAST, {lang: n for lang, n in counts.items() if n < LEAST}


def test_no_case_file_without_a_check():
    known = {*checks.CODES, "README.md", "glossary.yaml"}
    assert {path.name for path in CASES.iterdir()} <= known
    assert {path.suffix for code in checks.CODES for path in (CASES / code).iterdir()} == {
        ".fires",
        ".silent",
    }

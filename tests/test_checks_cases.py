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
CLAIMED = {"uk", "ru", "de", "fr", "es", "pl"}
FEWER = {
    # checks that exist for some languages only, and those about the glossary's own entries
    "uk-apostrophe": {"uk"},
    "ru-letters": {"uk", "ru"},
    "inconsistent-source": {"uk", "de", "fr"},
    "term-forbidden": {"uk"},
    "term-variant": {"uk"},
    "term-inconsistent": {"uk"},
}


@cache
def matcher():
    return Matcher(load_all([CASES / "glossary.yaml"]))


def detector(code):
    if code != "wrong-language":
        return None
    from workbench.detection import detect

    return detect


def documents(path):
    """(name, source language, target language, rows) of each document of a case file."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("== "):
            _, source, target = line.split()
            found.append((f"{path.name}:{number}:{target}", source, target, []))
        elif line:
            left, mark, right = line.partition("\t")
            assert mark, f"{path.name}:{number} has no column mark"
            found[-1][3].append((_unescaped(left), _unescaped(right)))
    return found


def _unescaped(text):
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return text.replace("\\t", "\t")


def rows_alone(kind):
    """Each row of a cell check is a case of its own; a column check sees its whole document."""
    for code, check in checks.CODES.items():
        for name, source, target, rows in documents(CASES / f"{code}.{kind}"):
            groups = [[row] for row in rows] if check.cell else [rows]
            for i, group in enumerate(groups):
                yield pytest.param(code, source, target, group, id=f"{name}.{i}")


def codes_of(code, source, target, rows):
    found, _ = checks.run(
        pair(source, target, *rows), matcher=matcher(), detect=detector(code), select=[code]
    )
    return [finding.code for finding in found]


@pytest.mark.parametrize(("code", "source", "target", "rows"), list(rows_alone("fires")))
def test_fires(code, source, target, rows):
    assert code in codes_of(code, source, target, rows)


@pytest.mark.parametrize(("code", "source", "target", "rows"), list(rows_alone("silent")))
def test_stays_silent(code, source, target, rows):
    assert code not in codes_of(code, source, target, rows)


@pytest.mark.parametrize("code", checks.CODES)
@pytest.mark.parametrize("kind", ["fires", "silent"])
def test_every_claimed_language_has_cases(code, kind):
    languages = {target for _, _, target, _ in documents(CASES / f"{code}.{kind}")}
    assert FEWER.get(code, CLAIMED) <= languages


def test_no_case_file_without_a_check():
    known = {f"{code}.{kind}" for code in checks.CODES for kind in ("fires", "silent")}
    assert {path.name for path in CASES.iterdir()} - known == {"README.md", "glossary.yaml"}

"""Every dependency stands in the licence table, and nothing in the table is gone."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _required():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return {_normal(re.match(r"[A-Za-z0-9._-]+", line)[0]) for requirements in lists for line in requirements}


def test_licences_name_every_dependency():
    text = (ROOT / "docs" / "licences.md").read_text("utf-8")
    named = {_normal(word) for word in re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*", text)}
    missing = _required() - named - {"translation-workbench"}
    assert not missing, f"add to docs/licences.md: {sorted(missing)}"


def test_table_holds_nothing_that_is_gone():
    text = (ROOT / "docs" / "licences.md").read_text("utf-8")
    tables = text.split("## Separate programs")[0]
    rows = {_normal(name) for name in re.findall(r"^\| ([A-Za-z][\w.-]*) \|", tables, re.M)} - {"package"}
    assert rows <= _required(), f"no longer required: {sorted(rows - _required())}"

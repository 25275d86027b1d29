"""The table of names: acronyms and places in many languages, and how Cyrillic letters are written in Latin ones."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["acronyms", "cyrillic", "no_acronyms", "places"]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("workbench.checks").joinpath("names.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def no_acronyms() -> frozenset[str]:
    """What is written like an acronym and is none."""
    return frozenset(_data()["no_acronyms"].split())


@lru_cache(maxsize=1)
def acronyms() -> dict[str, frozenset[str]]:
    """Acronym -> what answers for it in any language, itself included."""
    forms: dict[str, frozenset[str]] = {}
    for row in _data()["acronyms"]:
        group = frozenset(row.split())
        for form in group:
            forms[form] = forms.get(form, frozenset()) | group
    return forms


@lru_cache(maxsize=1)
def cyrillic() -> dict[int, str]:
    """Cyrillic letter -> Latin letters, for ``str.translate``."""
    return {ord(key): value for key, value in _data()["cyrillic"].items()}


@lru_cache(maxsize=1)
def places() -> dict[str, list[str]]:
    """Place -> what its names begin with elsewhere, in small letters."""
    found: dict[str, list[str]] = {}
    for row in _data()["places"]:
        stems = row.split()
        for name in (stem for stem in stems if stem[0].isupper()):
            found[name] = [stem.lower() for stem in stems if stem != name]
    return found

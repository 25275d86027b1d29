"""What cosines published translations have, by encoder and pair of languages (see ``weights.json``)."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

__all__ = ["measured", "typical_cosines"]

_DEFAULT = {"use": (0.775, 0.086), "e5": (0.915, 0.022)}
"""Median and spread over all measured pairs."""


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[float]]]:
    data = json.loads(files("workbench.judgement").joinpath("weights.json").read_text("utf-8"))
    table: dict[str, dict[str, list[float]]] = data.get("cosines", {})
    return table


def typical_cosines(encoder: str, source: str | None, target: str | None) -> tuple[float, float]:
    """Median and spread (as a standard deviation) of the cosine of a sentence and its translation.

    >>> middle, spread = typical_cosines("use", "en", "de")
    >>> 0.7 < middle < 0.9 and 0 < spread < 0.2
    True
    """
    found = _table().get(encoder, {}).get(_pair(source, target))
    return (found[0], found[1]) if found else _DEFAULT[encoder]


def measured(encoder: str, source: str | None, target: str | None) -> bool:
    """Whether the cosines of this very pair of languages are known."""
    return _pair(source, target) in _table().get(encoder, {})


def _pair(source: str | None, target: str | None) -> str:
    return "-".join(sorted(((source or "").split("-")[0], (target or "").split("-")[0])))

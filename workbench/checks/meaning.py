"""Checks of the little words that change a statement: negations and hedges."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

import regex

from workbench.checks.base import Cell, Context, Hit, clip
from workbench.model import Severity, Span
from workbench.words import fold

__all__ = ["accepts", "cue_languages", "hedge", "negation"]


@lru_cache(maxsize=1)
def _cues() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("workbench.checks").joinpath("cues.toml").read_text("utf-8"))


def cue_languages(kind: str) -> frozenset[str]:
    """The languages with a list of cues, ``negation`` or ``hedge``."""
    return frozenset(_cues()[kind])


@lru_cache(maxsize=64)
def _pattern(kind: str, lang: str, which: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{_cues()[kind][lang][which]})(?![\p{{L}}\p{{N}}'])")


def negation(cell: Cell, _: Context) -> Iterator[Hit]:
    """The source denies something and nothing in the target does; or, for information, the reverse."""
    yield from _lost("negation", cell)


def hedge(cell: Cell, _: Context) -> Iterator[Hit]:
    """The source says "allegedly" or "probably" and nothing in the target does; or the reverse."""
    yield from _lost("hedge", cell)


def _lost(kind: str, cell: Cell) -> Iterator[Hit]:
    if not cell.source or not cell.target:
        return
    source_lang, target_lang = _base(cell.source_lang), _base(cell.target_lang)
    source, target = fold(cell.source), fold(cell.target)
    cue = _strong(kind, source_lang, source.text)
    if cue and not _pattern(kind, target_lang, "accepts").search(target.text):
        said = source.text[slice(*cue)]
        yield Hit(
            f"The {kind} “{said}” has no counterpart in “{clip(cell.target, 50)}”.",
            source.back(*cue),
            Span(0, len(cell.target)),
            evidence=(("cue", said),),
        )
        return
    added = _strong(kind, target_lang, target.text)
    if added and not _pattern(kind, source_lang, "accepts").search(source.text):
        said = target.text[slice(*added)]
        yield Hit(
            f"The {kind} “{said}” has no counterpart in the source.",
            Span(0, len(cell.source)),
            target.back(*added),
            severity=Severity.INFO,
            evidence=(("cue", said),),
        )


@lru_cache(maxsize=65536)
def _strong(kind: str, lang: str, text: str) -> tuple[int, int] | None:
    """Where the first strong cue stands outside set phrases that deny nothing ("whether or not", "why not")."""
    demands = _pattern(kind, lang, "demands")
    if demands.search(text) is None:
        return None  # nearly always, and what stands in a set phrase only takes cues away
    if "ignores" in _cues()[kind][lang]:
        text = _pattern(kind, lang, "ignores").sub(lambda match: "\ue000" * len(match.group()), text)
    found = demands.search(text)
    return found.span() if found else None


def accepts(kind: str, lang: str, text: str) -> bool:
    """True if anything in the folded text can stand for a cue of the kind: the wider list."""
    return _pattern(kind, lang, "accepts").search(text) is not None


def _base(lang: str | None) -> str:
    return (lang or "").split("-")[0]

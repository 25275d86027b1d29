"""Negations and hedges, per language: rows of ``cues.toml`` beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["Cues", "cues_of"]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue words of one language.

    Attributes:
        phrases: (words, kind) with the longest phrases first; a word may end in ``*``.
        capital_nouns: the language writes every noun with a capital.
    """

    phrases: tuple[tuple[tuple[str, ...], str], ...] = ()
    capital_nouns: bool = False

    def find(self, words: Sequence[str]) -> list[str]:
        """For each folded word ``negation``, ``hedge`` or "".

        >>> cues_of("en").find(["at", "least", "not", "all"])
        ['hedge', 'hedge', 'negation', '']
        """
        out = [""] * len(words)
        first, beginning = _by_first(self)
        for index, word in enumerate(words):
            if out[index]:
                continue
            if word not in beginning:
                beginning[word] = _beginning(first, word)
            for phrase, kind in beginning[word]:
                window = words[index : index + len(phrase)]
                if len(window) == len(phrase) and all(map(_matches, phrase, window)):
                    out[index : index + len(phrase)] = [kind] * len(phrase)
                    break
        return out


_Phrases = tuple[tuple[tuple[str, ...], str], ...]


def _beginning(first: Mapping[str, list[tuple[tuple[str, ...], str]]], word: str) -> _Phrases:
    """The phrases that may begin with `word`."""
    stems = (item for item in first.get("*", ()) if _matches(item[0][0], word))
    return (*first.get(word, ()), *stems)


def _matches(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@lru_cache(maxsize=64)
def _by_first(cues: Cues) -> tuple[Mapping[str, list[tuple[tuple[str, ...], str]]], dict[str, _Phrases]]:
    """Phrases by their first word (those whose first word is a stem under ``*``), and a place to remember
    which may begin with a word."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, kind in cues.phrases:
        out.setdefault("*" if phrase[0].endswith("*") else phrase[0], []).append((phrase, kind))
    return out, {}


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("workbench.comparison").joinpath("cues.toml").read_text("utf-8"))


@lru_cache(maxsize=256)
def cues_of(lang: str | None) -> Cues:
    """The row of a language; an empty one where it has none or the language is undecided."""
    row = _table().get((lang or "").split("-")[0], {})
    phrases = [
        (tuple(phrase.split()), kind) for kind in ("negation", "hedge") for phrase in row.get(kind, ())
    ]
    phrases.sort(key=lambda item: -len(item[0]))
    return Cues(tuple(phrases), bool(row.get("capital_nouns", False)))

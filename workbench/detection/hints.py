"""What single words say: common words, spelling variants of near relatives, and word lists.

These are what a person would point at ("only Norwegian has *av*"), and what decides fragments of two or
three words, where letter statistics are thin.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from workbench.wordlists import kept

__all__ = ["LEXICONS", "Family", "common_words", "families", "known_share", "listed"]

LEXICONS = ("uk", "ru", "bg", "mk")
"""Cyrillic languages that simplemma has a word list for; Belarusian and Serbian have none."""


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("workbench.detection").joinpath(name).read_text("utf-8"))


@cache
def _common() -> Mapping[str, frozenset[str]]:
    """Word -> the languages whose list has it."""
    owners: dict[str, set[str]] = {}
    for lang, words in _table("common_words.toml").items():
        for word in words.split():
            owners.setdefault(_plain(word), set()).add(lang)
    return {word: frozenset(langs) for word, langs in owners.items()}


def common_words(words: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """The common words among `words`, each with the languages it is common in.

    Args:
        words: in lower case. Words with an apostrophe or hyphen are also asked by their parts (``l'an``).

    >>> [(word, sorted(langs)) for word, langs in common_words(["av", "skog"])]
    [('av', ['no', 'sv'])]
    """
    table = _common()
    found: list[tuple[str, frozenset[str]]] = []
    for word in words:
        plain = _plain(word)
        parts = [plain, *_INNER.split(plain)] if _INNER.search(plain) else [plain]
        found.extend((part, table[part]) for part in parts if part in table)
    return found


@cache
def listed() -> frozenset[str]:
    """The languages that have a list of common words."""
    return frozenset().union(*_common().values())


_INNER = re.compile("['-]")


def _plain(word: str) -> str:
    return re.sub("[’ʼ‘ʻ]", "'", word)


@dataclass(frozen=True, slots=True)
class Family:
    """Near relatives that are told apart by how they spell the same words.

    Attributes:
        languages: their codes.
        frequency: per language, in nats, how much rarer its texts are than the family's commonest.
        patterns: (pattern, languages that spell so).
    """

    languages: tuple[str, ...]
    frequency: Mapping[str, float]
    patterns: tuple[tuple[re.Pattern[str], frozenset[str]], ...]

    def count(self, words: Iterable[str]) -> Counter[str]:
        """Per language, how many of the words (lower case) are spelled its way."""
        hits: Counter[str] = Counter()
        for word in words:
            for langs in _spelled(self, word):
                hits.update(langs)
        return hits

    def __hash__(self) -> int:
        return hash(self.languages)


@lru_cache(8192)
def _spelled(family: Family, word: str) -> tuple[frozenset[str], ...]:
    return tuple(langs for pattern, langs in family.patterns if pattern.search(word))


@cache
def families() -> tuple[Family, ...]:
    """The families of ``variants.toml``; all are written in Latin letters."""
    out = []
    for row in _table("variants.toml").values():
        owners: dict[str, set[str]] = {}
        for lang in row["languages"]:
            for pattern in row[lang].split():
                owners.setdefault(pattern, set()).add(lang)
        patterns = tuple((re.compile(text), frozenset(langs)) for text, langs in owners.items())
        out.append(Family(tuple(row["languages"]), row.get("frequency", {}), patterns))
    return tuple(out)


def known_share(words: Iterable[str]) -> dict[str, float]:
    """Per language of :data:`LEXICONS`, the share of words of three letters or more that its list has.

    Args:
        words: in lower case, Cyrillic.

    The lists are loaded at the first call (1 s, 60 MB; less of those kept by :mod:`workbench.wordlists`), so ask only
    when the detectors disagree.
    """
    long = [word for word in words if len(word) > 2]
    if not long:
        return {}
    return {lang: sum(_known(word, lang) for word in long) / len(long) for lang in LEXICONS}


@lru_cache(8192)
def _known(word: str, lang: str) -> bool:
    return _list(lang).get_lemma(unicodedata.normalize("NFC", word), lang) is not None


@cache
def _list(lang: str) -> Any:
    """As :func:`simplemma.is_known` looks words up, in the list that an earlier run left, if there is one."""
    from simplemma.strategies import LOW_MEMORY_DICTIONARY_FACTORY, DictionaryLookupStrategy

    return DictionaryLookupStrategy(kept(lang) or LOW_MEMORY_DICTIONARY_FACTORY)

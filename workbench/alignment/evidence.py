"""What can be read off the words of two texts: lengths, numbers, names, cognates, terms, marks, paragraphs.

Everything here is per segment and without a model; :mod:`.cost` compares spans of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from workbench.alignment.lattice import Floats, Ints
from workbench.alignment.romanise import prefix, skeleton

__all__ = ["Incidence", "Side", "TermFinder", "Texts", "compare", "product", "read"]

TermFinder = Callable[[Sequence[str], str | None], Sequence[Collection[str]]]
"""Given segments and their language, the ids of the concepts found in each."""

COMMON = 0.2
"""A key found in more than this share of a side's segments says nothing about which of them match."""

_WORD = re.compile(r"\d+|[^\W\d_]+")
_CLOSERS = " \"'»«”“’)]—-"
_OPENERS = " \"'«»“”„‘([-–—•"
_ENDS = {".": 0, "?": 1, "!": 2, ":": 3, ";": 4, ",": 5, "…": 6, "。": 0, "？": 1, "！": 2, "：": 3, "；": 4}
_OTHER_END = 7
_FINAL = ".?!…。？！"
_ABBREVIATION = re.compile(r"(?:^|[\s.(])[^\W\d_]{1,3}\s?\.$")
_QUOTES = re.compile(r"[«»“”„‟‹›\"「」『』]|(?<!\w)['‘]|['’](?!\w)")
_DASHED = re.compile(r"\s*[—–-]\s*[^\W\d_]")
_LOWER_CASED = 0.3
"""Share of segments that start in lower case above which the whole text is taken to be lowercased."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Which keys (numbers of words) stand in which segment, as a sparse matrix by rows.

    Attributes:
        start: n + 1 offsets into `key`.
        key, value: key numbers of each segment and their weights.
        total: per segment the sum of the squared weights.
    """

    start: Ints
    key: Ints
    value: Floats
    total: Floats

    def rows(self, first: int, last: int) -> tuple[Ints, Ints, Floats]:
        """Row (from 0), key and value of the entries of segments first..last-1."""
        begin, end = self.start[first], self.start[last]
        counts = np.diff(self.start[first : last + 1])
        return np.repeat(np.arange(last - first), counts), self.key[begin:end], self.value[begin:end]


@dataclass(frozen=True, slots=True)
class Side:
    """One text's segments, as numbers.

    Attributes:
        texts: the segments.
        size: characters, at least 1.
        end: class of the final mark, see ``_ENDS``.
        weak: how unfinished the border after a segment looks, 0 (a clear sentence end) to 3.
        quotes: quotation marks in the segment; a dash that opens a speech counts as one.
        junk: share of characters that are no letters, 0–1.
        numbers: how many different numbers it holds.
        keys: per kind of evidence and segment what may be shared with the other side.
        opens: 1 where a paragraph begins; all 0 where the paragraphs say nothing.
    """

    texts: Sequence[str]
    size: Floats
    end: Ints
    weak: Floats
    quotes: Floats
    junk: Floats
    numbers: Floats
    opens: Floats
    keys: dict[str, list[set[str]]]


@dataclass(frozen=True, slots=True)
class Texts:
    """Both sides and what they have in common.

    Attributes:
        left, right: the sides.
        shared: per kind of evidence (``words``, ``names``, ``numbers``, ``terms``) both incidences.
    """

    left: Side
    right: Side
    shared: dict[str, tuple[Incidence, Incidence]]


def read(texts: Sequence[str], paragraphs: Sequence[int] = ()) -> Side:
    """Read one side.

    Args:
        texts: its segments.
        paragraphs: number of each segment's paragraph; empty where unknown.
    """
    tokens = [_WORD.findall(text) for text in texts]
    numbers = [{token for token in found if token[0].isdigit()} for found in tokens]
    keys = {
        "words": [_words(found) | own for found, own in zip(tokens, numbers, strict=True)],
        "names": [_names(found) for found in tokens],
        "numbers": numbers,
    }
    ends = [text.rstrip(_CLOSERS)[-1:] for text in texts]
    letters = [sum(map(str.isalpha, text)) for text in texts]
    solid = [max(1, len(text) - text.count(" ")) for text in texts]
    return Side(
        texts,
        np.array([max(1, len(text)) for text in texts], np.float64),
        np.array([_ENDS.get(end, _OTHER_END) for end in ends], np.int64),
        _weak(texts),
        np.array([len(_QUOTES.findall(text)) + bool(_DASHED.match(text)) for text in texts], np.float64),
        1.0 - np.array(letters, np.float64) / np.array(solid, np.float64),
        np.array([len(own) for own in numbers], np.float64),
        _opens(paragraphs, len(texts)),
        keys,
    )


def _weak(texts: Sequence[str]) -> Floats:
    firsts = [text.lstrip(_OPENERS)[:1] for text in texts]
    cased = [first for first in firsts if first.isalpha()]
    trusts_case = sum(map(str.islower, cased)) < _LOWER_CASED * len(cased)
    weak = np.zeros(len(texts))
    for number in range(len(texts) - 1):
        text, following = texts[number].rstrip(" \"'»«”“’)]"), firsts[number + 1]
        weak[number] = (
            (text[-1:] not in _FINAL or not text)
            + (not following or (trusts_case and following.islower()))
            + bool(_ABBREVIATION.search(text[-6:]))
        )
    return weak


def _opens(paragraphs: Sequence[int], n: int) -> Floats:
    """1 where a paragraph begins; 0 throughout if there is one paragraph, or one per segment."""
    opens = np.zeros(n)
    if len(paragraphs) == n and n and 1 < len(set(paragraphs)) < n:
        opens[0] = 1.0
        opens[1:] = np.diff(np.asarray(paragraphs)) != 0
    return opens


def compare(
    left: Side, right: Side, terms: tuple[Sequence[Collection[str]], Sequence[Collection[str]]]
) -> Texts:
    """Find what the two sides share.

    Args:
        left, right: from :func:`read`.
        terms: per side the concept ids found in each segment; two empty sequences for none.
    """
    shared = {
        kind: _incidence(left.keys[kind], right.keys[kind], weigh=kind != "numbers") for kind in left.keys
    }
    if any(terms[0]) and any(terms[1]):
        shared["terms"] = _incidence(*terms, weigh=False)
    return Texts(left, right, shared)


def _words(tokens: Sequence[str]) -> set[str]:
    """Beginnings of the words that are long enough to be rare."""
    return {_prefix(token) for token in tokens if len(token) >= 4 or not token.isascii()} - {""}


def _names(tokens: Sequence[str]) -> set[str]:
    """Consonant skeletons of the capitalised words."""
    return {_skeleton(token) for token in tokens if len(token) >= 3 and token[0].isupper()} - {""}


_prefix = lru_cache(200_000)(prefix)
_skeleton = lru_cache(200_000)(skeleton)


def _incidence(
    left: Sequence[Collection[str]], right: Sequence[Collection[str]], *, weigh: bool
) -> tuple[Incidence, Incidence]:
    """Incidences over the keys that both sides have; weighted by rarity, or all 1.

    The weight of a key is -log(share of segments) - 1, and less if one side has it more often.
    """
    counts = [Counter(key for keys in side for key in keys) for side in (left, right)]
    numbers: dict[str, int] = {}
    weights: list[float] = []
    for key, many in counts[0].items():
        other = counts[1].get(key, 0)
        if not other:
            continue
        weight = 1.0
        if weigh:
            share = max(many / max(1, len(left)), other / max(1, len(right)))
            weight = max(0.0, -np.log(share) - 1) * np.sqrt(min(many, other) / max(many, other))
            if share >= COMMON and min(len(left), len(right)) > 1 / COMMON:
                continue
        numbers[key] = len(weights)
        weights.append(float(weight))
    root = np.sqrt(np.array(weights, np.float64))
    return _sparse(left, numbers, root), _sparse(right, numbers, root)


def _sparse(side: Sequence[Collection[str]], numbers: dict[str, int], root: Floats) -> Incidence:
    found = [sorted(numbers[key] for key in keys if key in numbers) for keys in side]
    start = np.concatenate([[0], np.cumsum([len(keys) for keys in found])]).astype(np.int64)
    key = np.array([k for keys in found for k in keys], np.int64)
    value = root[key] if len(key) else np.zeros(0)
    running = np.concatenate([[0.0], np.cumsum(value**2)])
    return Incidence(start, key, value, running[start[1:]] - running[start[:-1]])


def product(pair: tuple[Incidence, Incidence], rows: range, columns: range) -> Floats:
    """For left segments `rows` and right ones `columns` the summed weight of the keys they share."""
    i, left_key, left_value = pair[0].rows(rows.start, rows.stop)
    j, right_key, right_value = pair[1].rows(columns.start, columns.stop)
    common = np.intersect1d(left_key, right_key)
    one, other = np.zeros((len(rows), len(common))), np.zeros((len(columns), len(common)))
    if len(common):
        for keys, values, lines, dense in (
            (left_key, left_value, i, one),
            (right_key, right_value, j, other),
        ):
            at = np.minimum(np.searchsorted(common, keys), len(common) - 1)
            known = common[at] == keys
            dense[lines[known], at[known]] = values[known]
    out: Floats = one @ other.T
    return out

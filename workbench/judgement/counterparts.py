"""How surely each candidate of one side has a counterpart on the other: by sound, and by meaning.

Two words are compared by their consonants and letters across scripts and, where a sentence encoder serves
both languages, by the cosine of their vectors. A logistic model turns that into the log-odds that they are
counterparts; its weights are in ``weights.json``, learned by ``benchmarks/doubt_train.py``. Within a row each
word answers for one candidate only, the surest first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from operator import eq
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from workbench.checks.acronyms import acronym_forms
from workbench.checks.base import Cell
from workbench.checks.likeness import latin, skeleton, spellings
from workbench.checks.places import place_in, place_of
from workbench.judgement.sides import Candidate, Side

__all__ = [
    "FEATURES",
    "LEAST",
    "PRODUCTS",
    "SURE",
    "Embed",
    "Matched",
    "WordVectors",
    "features",
    "match",
    "unsettled",
    "version",
    "weights_of",
]

T = TypeVar("T")
Array = npt.NDArray[np.float64]
Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Gives a vector per word."""

SURE, LEAST = 5.0, -4.5
"""Log-odds are kept between these: a word alone proves no more."""
_NAMED = 2.5
"""Log-odds of a place or acronym that a table knows by its name in the other language."""

FEATURES = (
    "one", "consonants", "letters", "same letters", "first letter", "inside", "capital", "bones", "length",
    "consonants × bones", "letters × length", "consonants × letters", "consonants × letters × length",
    "same word", "cased", "first letter × consonants", "cosine", "cosine²", "cosine × consonants",
    "cosine × first letter", "names", "names × cosine", "names × consonants", "names × letters",
    "names × letters × consonants",
)  # fmt: skip
"""What the model sees of two words; *bones* is the number of consonants, *names* that both are proper names."""


@lru_cache(maxsize=8)
def weights_of(model: str) -> tuple[float, ...]:
    """Weights of a model of ``weights.json``; ``use``, ``e5`` and ``none`` are those of :data:`FEATURES`, by the
    encoder whose vectors are compared, or by sound alone."""
    data = json.loads(files("workbench.judgement").joinpath("weights.json").read_text("utf-8"))
    return tuple(data[model].values() if isinstance(data[model], dict) else data[model])


@lru_cache(maxsize=1)
def version() -> str:
    """A short digest of ``weights.json``, for signatures."""
    return sha256(files("workbench.judgement").joinpath("weights.json").read_bytes()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Unit vectors of the words of two sides, each language's mean taken off.

    Encoders put all words of a language into one corner; without the mean, what is left is what they mean.

    Attributes:
        encoder: name of the encoder.
        left, right: vectors by word.
    """

    encoder: str
    left: dict[str, Array]
    right: dict[str, Array]

    @classmethod
    def of(
        cls,
        encoder: str,
        embed: Embed,
        left: Sequence[str],
        right: Sequence[str],
        langs: tuple[str | None, str | None] = (None, None),
    ) -> WordVectors:
        """Encode the words of two sides, written in `langs`."""
        sides = zip((left, right), langs, strict=True)
        return cls(encoder, *(_centred(words, embed, encoder, lang) for words, lang in sides))


_MEAN_WORDS = 300
"""Words of a text that weigh as much as the mean known beforehand: of a few words it would be their meaning."""


def _centred(words: Sequence[str], embed: Embed, encoder: str, lang: str | None) -> dict[str, Array]:
    if not words:
        return {}
    vectors = np.asarray(embed(words), np.float32)
    mean, weight = _mean(encoder, lang), _MEAN_WORDS
    if mean is not None and len(mean) == vectors.shape[1]:
        vectors = vectors - (vectors.sum(0) + weight * mean) / (len(words) + weight)
    else:
        vectors = vectors - vectors.mean(0)
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return dict(zip(words, vectors, strict=True))


@lru_cache(maxsize=64)
def _mean(encoder: str, lang: str | None) -> Array | None:
    """Mean vector of a language's words, or of all languages' where it was not measured."""
    with files("workbench.judgement").joinpath("means.npz").open("rb") as stream, np.load(stream) as means:
        for key in (f"{encoder}-{(lang or '').split('-')[0]}", encoder):
            if key in means:
                return np.asarray(means[key], np.float32)
    return None


@dataclass(frozen=True, slots=True)
class Matched:
    """Per row and candidate of one side: log-odds of its best counterpart, and that word ("" for none)."""

    odds: list[list[float]]
    words: list[list[str]]


def match(one: Side, other: Side, vectors: WordVectors | None, *, flip: bool = False) -> Matched:
    """Find the best counterpart of every candidate of `one` among the words of `other`.

    Args:
        one, other: two sides of the same rows.
        vectors: of the words of both, where there are any; `left` belongs to the source. None compares by
            sound alone.
        flip: `one` is the rendering.
    """
    rows = [_settle(candidates, words) for candidates, words in zip(one.candidates, other.words, strict=True)]
    under_way = [row for row in rows if row.open and row.left]
    for row, odds in zip(under_way, _log_odds(under_way, one, other, vectors, flip), strict=True):
        row.assign(odds)
    for row, mine, theirs in zip(rows, one.texts, other.texts, strict=True):
        source, target = (theirs, mine) if flip else (mine, theirs)
        langs = (other.lang, one.lang) if flip else (one.lang, other.lang)
        row.ask_tables(Cell(0, source, target, *langs), flip)
    return Matched([row.odds for row in rows], [row.words for row in rows])


def unsettled(one: Side, other: Side) -> list[int]:
    """Rows in which spelling alone does not settle every candidate: only their words need vectors."""
    pairs = zip(one.candidates, other.words, strict=True)
    return [at for at, (candidates, words) in enumerate(pairs) if _settle(candidates, words).open]


# --- one row ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A row under way.

    Attributes:
        candidates: all of them.
        odds, words: what has been found for each.
        open: different words of the candidates that are not settled.
        left: words of the other side that answer for none yet.
    """

    candidates: Sequence[Candidate]
    odds: list[float]
    words: list[str]
    open: list[str]
    left: list[str]

    def assign(self, odds: Array) -> None:
        """Give each open candidate the best word, the surest first; a word answers for one candidate.

        Args:
            odds: shape (open, left).
        """
        found: dict[str, tuple[float, str]] = {}
        taken: set[int] = set()
        width, values = odds.shape[1], odds.ravel().tolist()
        for index in np.argsort(-odds, axis=None, kind="stable").tolist():
            if values[index] <= LEAST or len(found) == len(self.open):
                break
            i, j = divmod(index, width)
            if j not in taken and self.open[i] not in found:
                taken.add(j)
                found[self.open[i]] = (min(SURE, values[index]), self.left[j])
        for k, candidate in enumerate(self.candidates):
            if candidate.word in found and not self.words[k]:
                self.odds[k], self.words[k] = found[candidate.word]

    def ask_tables(self, cell: Cell, flip: bool) -> None:
        """Places and acronyms that have a name of their own in the other language."""
        for k, candidate in enumerate(self.candidates):
            if self.odds[k] >= _NAMED:
                continue
            there = cell.source if flip else cell.target
            named = place_of(candidate.word, cell) if flip else place_in(candidate.word, cell)
            if named or any(form in there for form in acronym_forms(candidate.word)):
                self.odds[k] = _NAMED


def _settle(candidates: Sequence[Candidate], words: Sequence[str]) -> _Row:
    """Settle the candidates whose word, or a word with the same long skeleton, stands on the other side."""
    row = _Row(candidates, [LEAST] * len(candidates), [""] * len(candidates), [], [])
    if not candidates:
        return row
    folded = {word.casefold(): word for word in reversed(words)}
    bones = {skeleton(word): word for word in reversed(words) if word[0].isupper()}
    used: dict[str, str] = {}
    still_open: dict[str, None] = {}
    for i, candidate in enumerate(candidates):
        own = skeleton(candidate.word)
        found = folded.get(candidate.word.casefold()) or (bones.get(own) if len(own) > 3 else None)
        if found is None or used.setdefault(found, candidate.word) != candidate.word:
            still_open[candidate.word] = None
        else:
            row.odds[i], row.words[i] = SURE, found
    row.open.extend(still_open)
    row.left.extend(word for word in words if word not in used)
    return row


# --- two words -------------------------------------------------------------------------------------

_CHUNK = 200_000
"""Pairs compared at a time, to bound memory."""


def _log_odds(
    rows: Sequence[_Row], one: Side, other: Side, vectors: WordVectors | None, flip: bool
) -> Iterator[Array]:
    """Log-odds of every open word (rows) with every word left (columns), row by row of the table."""
    own = _Numbered([row.open for row in rows])
    theirs = _Numbered([row.left for row in rows])
    crossed = [a[:, None] * len(theirs.words) + b for a, b in zip(own.numbers, theirs.numbers, strict=True)]
    if not crossed:
        return
    codes, places = np.unique(np.concatenate([row.ravel() for row in crossed]), return_inverse=True)
    pairs = [divmod(code, len(theirs.words)) for code in codes.tolist()]
    model = np.array(weights_of(vectors.encoder if vectors is not None else "none"))
    apart, slope = np.zeros(len(pairs)), np.zeros(len(pairs))
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        table = features([own.words[a] for a, _ in chunk], [theirs.words[b] for _, b in chunk], one, other)
        apart[start : start + _CHUNK] = table @ model
        slope[start : start + _CHUNK] = table @ _slopes(model)
    square = model[FEATURES.index("cosine²")]
    start = 0
    for row, numbers in zip(rows, crossed, strict=True):
        which = places[start : start + numbers.size].reshape(numbers.shape)
        start += numbers.size
        odds = apart[which]
        if vectors is not None:
            cosine = _cosines(row.open, row.left, vectors, flip)
            odds = odds + slope[which] * cosine + square * np.maximum(cosine, 0) ** 2
        yield odds


class _Numbered:
    """The different words of many rows, and each row's as numbers into them."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        known: dict[str, int] = {}
        self.numbers = [np.array([known.setdefault(word, len(known)) for word in row], int) for row in rows]
        self.words = list(known)


PRODUCTS = (
    ("cosine", "one"),
    ("cosine × consonants", "consonants"),
    ("cosine × first letter", "first letter"),
    ("names × cosine", "names"),
)
"""Features that are the cosine times another one."""


def _slopes(model: Array) -> Array:
    """Weights of the features that the cosine is multiplied with."""
    out = np.zeros(len(FEATURES))
    for product, factor in PRODUCTS:
        out[FEATURES.index(factor)] = model[FEATURES.index(product)]
    return out


def _cosines(mine: Sequence[str], theirs: Sequence[str], vectors: WordVectors, flip: bool) -> Array:
    own, other = (vectors.right, vectors.left) if flip else (vectors.left, vectors.right)
    a, b = np.stack([own[word] for word in mine]), np.stack([other[word] for word in theirs])
    return np.asarray(a @ b.T, np.float64)


def features(mine: Sequence[str], theirs: Sequence[str], one: Side, other: Side) -> Array:
    """:data:`FEATURES` of word pairs, one row per pair; those with a cosine in them are left 0.

    Args:
        mine: words of `one`, the candidates.
        theirs: words of `other`, as many.
    """
    left, right = _Words(mine), _Words(theirs)
    own, its = left.told(latin), right.told(latin)
    consonants = _consonants(left, right)
    letters = _letters(own, its)
    bones = left.numbers(lambda word: min(len(skeleton(word)), 7))
    length = left.numbers(lambda word: min(len(word), 10))
    first = _equal([a[:1] for a in own], [b[:1] for b in its])
    names = left.numbers(one.names.__contains__) * right.numbers(other.names.__contains__)
    told = {
        "one": np.ones(len(mine)),
        "consonants": consonants,
        "letters": letters,
        "same letters": _equal(own, its),
        "first letter": first,
        "inside": np.array([len(a) > 3 and a in b for a, b in zip(own, its, strict=True)], float),
        "capital": right.numbers(lambda word: word[0].isupper()) * other.cased,
        "bones": bones,
        "length": length,
        "consonants × bones": consonants * bones,
        "letters × length": letters * length,
        "consonants × letters": consonants * letters,
        "consonants × letters × length": consonants * letters * length,
        "same word": _equal(mine, theirs),
        "cased": np.full(len(mine), float(other.cased)),
        "first letter × consonants": first * consonants,
        "names": names,
        "names × consonants": names * consonants,
        "names × letters": names * letters,
        "names × letters × consonants": names * letters * consonants,
    }
    zero = np.zeros(len(mine))
    return np.stack([told.get(name, zero) for name in FEATURES], axis=1)


class _Words:
    """Words of many pairs, each looked at once."""

    def __init__(self, words: Sequence[str]) -> None:
        known: dict[str, int] = {}
        self.at = [known.setdefault(word, len(known)) for word in words]
        self._each = list(known)

    def told(self, tell: Callable[[str], T]) -> list[T]:
        """What `tell` says of each word."""
        said = [tell(word) for word in self._each]
        return [said[at] for at in self.at]

    def numbers(self, tell: Callable[[str], float]) -> Array:
        """The same as an array."""
        return np.array([tell(word) for word in self._each], float)[self.at]


def _equal(mine: Sequence[str], theirs: Sequence[str]) -> Array:
    return np.fromiter(map(eq, mine, theirs), float, len(mine))


def _consonants(mine: _Words, theirs: _Words) -> Array:
    """Likeness of skeletons, 0–1: the best of the spellings a name may have, an ending nearly for free."""
    best = np.zeros(len(mine.at))
    its = theirs.told(skeleton)
    several = mine.told(lambda word: sorted(spellings(word)))
    for turn in range(max(map(len, several), default=0)):
        at = [i for i, found in enumerate(several) if len(found) > turn]
        own, there = [several[i][turn] for i in at], [its[i] for i in at]
        sizes, whole = _sizes(own), _sizes(there)
        for extra in (None, 0, 1):
            which = np.arange(len(at)) if extra is None else np.flatnonzero(whole > sizes + extra)
            room = whole if extra is None else sizes + extra
            size, cut = sizes[which], room[which]
            apart = _apart(own, there, which, cut)
            likeness = 1 - (apart + 0.3 * (whole[which] - cut)) / np.maximum(1, np.maximum(size, cut))
            likeness[(size == 0) | (whole[which] == 0)] = 0
            places = np.asarray(at, int)[which]
            best[places] = np.maximum(best[places], likeness)
    return best


def _letters(own: Sequence[str], its: Sequence[str]) -> Array:
    """Likeness of words in Latin letters, 0–1, an ending for free."""
    sizes, whole = _sizes(own), _sizes(its)
    best = np.zeros(len(own))
    for extra in (None, -1, 0, 1):
        room = whole if extra is None else np.maximum(0, sizes + extra)
        which = np.arange(len(own)) if extra is None else np.flatnonzero(whole > room)
        size, cut = sizes[which], room[which]
        apart = _apart(own, its, which, cut)
        best[which] = np.maximum(best[which], 1 - apart / np.maximum(1, np.maximum(size, cut)))
    return best


def _apart(
    own: Sequence[str], its: Sequence[str], which: npt.NDArray[np.int64], room: npt.NDArray[np.int64]
) -> Array:
    """Edit distances of some of the pairs, the second word cut to the room it has."""
    left = [own[i] for i in which.tolist()]
    right = [its[i][:size] for i, size in zip(which.tolist(), room.tolist(), strict=True)]
    return np.asarray(cpdist(left, right, scorer=Levenshtein.distance, dtype=np.float64))


def _sizes(words: Sequence[str]) -> npt.NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))

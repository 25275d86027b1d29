"""Which word of one text stands for which word of another: the matching below the difference.

difflib alone is greedy: it takes the longest run first, whatever that costs around it, and on repetitive
text it loses (384 repetitive words, one changed: likeness 0.83). So the matching is made exact where that is
affordable: what both ends share is set aside, words that occur once on each side split the rest (as in
Bram Cohen's patience diff), and each gap is solved by dynamic programming over *weighted* pairs, in which a
word may also stand for its own inflected or respelled form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

from workbench import morphology
from workbench.comparison.cues import cues_of
from workbench.model import Span
from workbench.words import TokenKind, fold, tokenize

__all__ = ["Pair", "Piece", "pair_up", "pieces"]

EXACT_CELLS = 160_000
"""Largest gap solved by weighted dynamic programming: 400 by 400 words, about a quarter of a second."""

LONG = 8_000
"""Words of a side above which a gap without anchors is not searched at all but shown as replaced."""

_SAME, _LEXEME, _RESPELLED, _SAME_MARK, _ALSO_NUMBER, _ALSO_NAME = 20, 14, 9, 5, 4, 3
"""What a pair is worth. Only the order matters, and that one word outweighs the marks around it."""

_RUN = 2
"""Extra worth of a pair whose predecessors are a pair too: runs read better than scattered words."""


class Piece(NamedTuple):
    """A word, number or mark of a text, with what matching asks about it. A tuple: a table has a million.

    Attributes:
        text: as written.
        span: its place.
        key: the folded text; for a number, its digits.
        kind: word, number or mark.
        lang: the text's language.
        name: written with a capital where a common word would not be.
        cue: ``negation``, ``hedge`` or "".
    """

    text: str
    span: Span
    key: str
    kind: TokenKind
    lang: str | None
    name: bool = False
    cue: str = ""

    @property
    def lexemes(self) -> frozenset[str]:
        """Keys of the words it may be a form of; empty for marks and numbers. Looked up where asked for, since
        most words of two renderings stand in both."""
        return _lexemes(self.text, self.lang) if self.kind is TokenKind.WORD else _NONE


class Pair(NamedTuple):
    """Two pieces, by index, that stand for each other, in the order of both texts."""

    left: int
    right: int


def pieces(text: str, lang: str | None) -> list[Piece]:
    """The words, numbers and marks of `text`, in order, white space left out."""
    return list(_pieces(text, lang))


@lru_cache(maxsize=256)
def _pieces(text: str, lang: str | None) -> tuple[Piece, ...]:
    """Remembered, since the base of several comparisons is cut again and again."""
    tokens = tokenize(text)
    cues = cues_of(lang)
    keys = [_key(token.text) for token in tokens]
    marked = cues.find(keys)
    out: list[Piece] = []
    capitals = not cues.capital_nouns  # where nouns have them, too, they tell nothing
    starts = True  # at the start of a sentence a capital tells nothing
    for token, key, cue in zip(tokens, keys, marked, strict=True):
        written, kind = token.text, token.kind
        if kind is TokenKind.WORD:
            name = capitals and not starts and written[0].isupper()
            out.append(Piece(written, token.span, key, kind, lang, name, cue))
            starts = False
            continue
        if kind is TokenKind.NUMBER:
            key = "".join(char for char in key if char.isdigit())
        out.append(Piece(written, token.span, key, kind, lang, False, cue))
        starts = written in _OPENS_SENTENCE
    return tuple(out)


@lru_cache(maxsize=65_536)
def _key(text: str) -> str:
    return fold(text).text


_NONE: frozenset[str] = frozenset()


_OPENS_SENTENCE = frozenset(".!?…:;“„«\"'‘‚([•–—。！？")


@lru_cache(maxsize=65_536)
def _lexemes(word: str, lang: str | None) -> frozenset[str]:
    key = _key(word)
    if lang is None or len(key) < 2:
        return frozenset((key,))
    return morphology.keys(word, lang) | {key}


def pair_up(left: Sequence[Piece], right: Sequence[Piece]) -> list[Pair]:
    """The best pairs, ascending on both sides; a piece without a pair was left out or added."""
    found: list[Pair] = []
    todo = [(0, len(left), 0, len(right))]
    while todo:
        l0, l1, r0, r1 = todo.pop()
        while l0 < l1 and r0 < r1 and left[l0].key == right[r0].key:
            found.append(Pair(l0, r0))
            l0, r0 = l0 + 1, r0 + 1
        while l0 < l1 and r0 < r1 and left[l1 - 1].key == right[r1 - 1].key:
            l1, r1 = l1 - 1, r1 - 1
            found.append(Pair(l1, r1))
        if l0 == l1 or r0 == r1:
            continue
        if (l1 - l0) * (r1 - r0) <= EXACT_CELLS:
            found += _best(left[l0:l1], right[r0:r1], l0, r0)
            continue
        anchors = _anchors(left[l0:l1], right[r0:r1], l0, r0)
        if not anchors:
            found += _common(left[l0:l1], right[r0:r1], l0, r0)
            continue
        found += anchors
        corners = [(l0 - 1, r0 - 1), *((pair.left, pair.right) for pair in anchors), (l1, r1)]
        todo += [(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(corners)]
    return sorted(found)


def _anchors(left: Sequence[Piece], right: Sequence[Piece], l0: int, r0: int) -> list[Pair]:
    """Words that occur once on each side, the longest series of them that keeps both orders."""
    once = [
        {key for key, count in Counter(piece.key for piece in side).items() if count == 1}
        for side in (left, right)
    ]
    both = once[0] & once[1]
    at = {piece.key: index for index, piece in enumerate(right) if piece.key in both}
    series = [(index, at[piece.key]) for index, piece in enumerate(left) if piece.key in both]
    return [Pair(l0 + i, r0 + j) for i, j in _ascending(series)]


def _ascending(series: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second members ascend (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(series):
        place = bisect_left(tops, value)
        before.append(at[place - 1] if place else -1)
        tops[place : place + 1] = [value]
        at[place : place + 1] = [index]
    out = []
    here = at[-1] if at else -1
    while here >= 0:
        out.append(series[here])
        here = before[here]
    return out[::-1]


def _common(left: Sequence[Piece], right: Sequence[Piece], l0: int, r0: int) -> list[Pair]:
    """Longest common subsequence of a large gap without anchors; none where even that is too much."""
    if max(len(left), len(right)) > LONG:
        return []
    codes = LCSseq.opcodes([piece.key for piece in left], [piece.key for piece in right])
    return [
        Pair(l0 + code.src_start + step, r0 + code.dest_start + step)
        for code in codes
        if code.tag == "equal"
        for step in range(code.src_end - code.src_start)
    ]


def _best(left: Sequence[Piece], right: Sequence[Piece], l0: int, r0: int) -> list[Pair]:
    """The pairs of greatest worth, by dynamic programming from the end backwards.

    Two tables: the best that can still be had from (i, j), and the same if the pieces just before are a pair.
    """
    m = len(right)
    worth = _worths(left, right)
    below = [0] * (m + 1)
    best, after_pair = [below], [below]
    for values in reversed(worth):
        # Without a pair in this row all is as below it. The best never grows to the right, so what a pair
        # adds is carried to the left until something as good stands there.
        row, run_below = below.copy(), after_pair[-1]
        continued: list[tuple[int, int]] = []
        for j in sorted(values, reverse=True):
            value = values[j] + run_below[j + 1]
            k = j
            while k >= 0 and row[k] < value:
                row[k] = value
                k -= 1
            continued.append((j, max(row[j], value + _RUN)))
        run = row.copy() if continued else row
        for j, value in continued:
            run[j] = value
        best.append(row)
        after_pair.append(run)
        below = row
    best.reverse()
    after_pair.reverse()
    return _trace(worth, best, after_pair, l0, r0)


def _trace(
    worth: list[dict[int, int]], best: list[list[int]], after_pair: list[list[int]], l0: int, r0: int
) -> list[Pair]:
    """Read the pairs off the tables of :func:`_best`."""
    pairs: list[Pair] = []
    i = j = 0
    in_run = False
    while i < len(best) - 1 and j < len(best[0]) - 1:
        here = after_pair[i][j] if in_run else best[i][j]
        value = worth[i].get(j)
        if value and here == value + after_pair[i + 1][j + 1] + (_RUN if in_run else 0):
            pairs.append(Pair(l0 + i, r0 + j))
            i, j, in_run = i + 1, j + 1, True
        else:
            i, j = (i, j + 1) if best[i][j + 1] >= best[i + 1][j] else (i + 1, j)
            in_run = False
    return pairs


def _worths(left: Sequence[Piece], right: Sequence[Piece]) -> list[dict[int, int]]:
    """For each left piece, what it is worth with each right piece it may stand for."""
    theirs = _Sought(right, words=any(piece.kind is TokenKind.WORD for piece in left))
    known: dict[_Case, dict[int, int]] = {}
    out = []
    for piece in left:
        case = (piece.kind, piece.key, piece.name)
        row = known.get(case)
        if row is None:
            row = known[case] = theirs.worths(piece)
        out.append(row)
    return out


_Case = tuple[TokenKind, str, bool]
"""Pieces that are worth the same with every other one: kind, key, whether a name."""

_ALIKE = 0.75
"""Likeness of two keys, 0–1, from which one word may be the other respelled."""

_UNLIKE = 1 - _ALIKE


class _Sought:
    """The right pieces, ready to be asked for those that a left piece may stand for; `words`: that may be one."""

    def __init__(self, right: Sequence[Piece], *, words: bool) -> None:
        places: dict[_Case, list[int]] = {}
        for index, piece in enumerate(right):
            places.setdefault((piece.kind, piece.key, piece.name), []).append(index)
        self._same: dict[tuple[TokenKind, str], list[int]] = {}
        self._lexemes: dict[str, list[list[int]]] = {}
        self._numbers: list[int] = []
        self._names: list[int] = []
        self._long: list[tuple[str, int, int, list[int]]] = []
        for (kind, key, name), own in places.items():
            self._same.setdefault((kind, key), []).extend(own)
            if kind is TokenKind.NUMBER:
                self._numbers += own
            if kind is not TokenKind.WORD or not words:
                continue
            for lexeme in right[own[0]].lexemes:
                self._lexemes.setdefault(lexeme, []).append(own)
            if name:
                self._names += own
            if len(key) >= _RESPELLABLE:
                self._long.append((key, len(key), _letters(key), own))

    def worths(self, piece: Piece) -> dict[int, int]:
        """What `piece` is worth with each right piece; those it cannot stand for are left out."""
        same = self._same.get((piece.kind, piece.key), ())
        if piece.kind is TokenKind.MARK:
            return dict.fromkeys(same, _SAME_MARK)
        if piece.kind is TokenKind.NUMBER:
            return dict.fromkeys(self._numbers, _ALSO_NUMBER) | dict.fromkeys(same, _SAME)
        row = dict.fromkeys(self._names, _ALSO_NAME) if piece.name else {}
        size = len(piece.key)
        if size >= _RESPELLABLE:
            letters = _letters(piece.key)
            # a letter that only one of them has must be deleted or inserted
            near = [
                (key, own)
                for key, length, theirs, own in self._long
                if (letters ^ theirs).bit_count() <= (size + length) * _UNLIKE
            ]
            for key, own in near:
                if Indel.normalized_similarity(piece.key, key) >= _ALIKE:
                    row.update(dict.fromkeys(own, _RESPELLED))
        for lexeme in piece.lexemes:
            for own in self._lexemes.get(lexeme, ()):
                row.update(dict.fromkeys(own, _LEXEME))
        row.update(dict.fromkeys(same, _SAME))
        return row


_RESPELLABLE = 4
"""Letters from which a word may be another one respelled."""


@lru_cache(maxsize=65_536)
def _letters(key: str) -> int:
    """The characters of `key` as a set of bits; two may share one."""
    out = 0
    for char in key:
        out |= 1 << (ord(char) & 63)
    return out

"""Words of a text with their places, and a folded text that remembers where it came from.

Shared by difference, glossary, checks and alignment, so that all of them mean the same by "word".
The rule: apostrophes (U+0027, U+2019, U+02BC, and ` ´ as people type them) between letters belong to the
word, hyphenated words are one token, a number keeps its separators, and in scripts written without spaces
each character (for kana, Thai, Lao, Khmer and Burmese: each grapheme cluster) is a token of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from workbench.model import Span

__all__ = [
    "APOSTROPHES",
    "INVISIBLE",
    "Folded",
    "Token",
    "TokenKind",
    "fold",
    "places",
    "tokenize",
    "word_texts",
    "words",
]

APOSTROPHES = "'’ʼ‘`´"
"""Marks people type for an apostrophe. U+02BC is the one Unicode recommends for Ukrainian."""

INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphen, zero-width and bidirectional controls: removed before matching, offsets mapped back."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{M}}\u00ad\u200c\u200d]--[{_UNSPACED}]]"
_TOKEN = regex.compile(
    rf"""(?V1)
      (?P<number>\p{{Nd}}+(?:[.,'’\u00a0\u202f:/]\p{{Nd}}+)*)
    | (?P<unspaced>(?=[{_UNSPACED}])\X)
    | (?P<word>(?:{_LETTER}|\p{{Nd}})+(?:['’ʼ`´\-\u2010\u2011](?:{_LETTER}|\p{{Nd}})+)*)
    | (?P<space>\s+)
    | (?P<mark>\X)
    """,
    regex.VERBOSE,
)


_PLAIN = re.compile(
    "[\t\n\r -~\u00a0-\u00ac\u00ae-\u00b1\u00b4-\u00b8\u00ba\u00bb\u00bf-\u024f\u02bc\u0391-\u03a1\u03a4-\u03ce"
    "\u0400-\u0482\u048a-\u052f\u2009-\u200a\u2010-\u2016\u2018-\u2027\u202f-\u205e\u20a0-\u20bf\u2116\u2122]*"
)
"""Latin, Greek and Cyrillic text without combining or invisible characters, fractions and raised digits: there
each character stands for itself, and :data:`_QUICK`, several times faster, finds the same as :data:`_TOKEN`."""
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f:/]\d+)*"
_WORD = r"[^\W_]+(?:['’ʼ`´\-\u2010\u2011][^\W_]+)*"
_QUICK = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>{_WORD})|(?P<space>\s+)|(?P<mark>.)", re.DOTALL)
_QUICK_WORD = re.compile(rf"{_NUMBER}|{_WORD}")


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text with its place. The tokens of a text, space included, concatenate to it."""

    text: str
    span: Span
    kind: TokenKind


def tokenize(text: str, *, spaces: bool = False) -> list[Token]:
    """Cut `text` into words, numbers and marks.

    Args:
        text: any text.
        spaces: also return the white space, so that the tokens concatenate to `text`.

    >>> [t.text for t in tokenize("Об’єкт № 12,5 – don't!")]
    ['Об’єкт', '№', '12,5', '–', "don't", '!']
    """
    out = []
    pattern = _QUICK if _PLAIN.fullmatch(text) else _TOKEN
    for match in pattern.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "space" and not spaces:
            continue
        out.append(Token(match.group(), Span(*match.span()), _KINDS[kind]))
    return out


_KINDS = {**{kind.value: kind for kind in TokenKind}, "unspaced": TokenKind.WORD}


def words(text: str) -> list[Token]:
    """Only the words and numbers of `text`."""
    return [token for token in tokenize(text) if token.kind in (TokenKind.WORD, TokenKind.NUMBER)]


def word_texts(text: str) -> list[str]:
    """The texts of what :func:`words` gives, without making objects.

    >>> word_texts("2 ha!")
    ['2', 'ha']
    """
    if _PLAIN.fullmatch(text):
        return _QUICK_WORD.findall(text)
    return [word for word, _, _ in places(text)]


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """(word, start, end) of what :func:`words` gives, without making objects: for a million words.

    >>> list(places("2 ha!"))
    [('2', 0, 1), ('ha', 2, 4)]
    """
    if _PLAIN.fullmatch(text):
        for quick in _QUICK_WORD.finditer(text):
            yield quick.group(), quick.start(), quick.end()
        return
    for match in _TOKEN.finditer(text):
        if match.lastgroup in ("word", "number", "unspaced"):
            yield match.group(), match.start(), match.end()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made equal under spelling accidents, with the way back.

    Attributes:
        text: the folded text.
        origin: for each code point of `text` the (start, end) in the original.
    """

    text: str
    origin: tuple[tuple[int, int], ...]

    def back(self, start: int, end: int) -> Span:
        """The original range of ``text[start:end]``; trailing combining marks included."""
        if start >= end:
            place = (
                self.origin[start][0]
                if start < len(self.origin)
                else self.origin[-1][1]
                if self.origin
                else 0
            )
            return Span(place, place)
        return Span(self.origin[start][0], self.origin[end - 1][1])


def fold(text: str, *, case: bool = True) -> Folded:
    """NFC, one apostrophe (U+0027), no invisible characters, and lower case unless `case` is False.

    >>> f = fold("Об\u2019\u00adєкт")
    >>> f.text, f.back(0, 6)
    ("об'єкт", Span(start=0, end=7))
    """
    quick = _fold_quickly(text, case)
    if quick is not None:
        return quick
    out: list[str] = []
    origin: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        piece = "".join(c for c in text[start:end] if c not in INVISIBLE)
        piece = unicodedata.normalize("NFC", piece)
        piece = "".join("'" if c in APOSTROPHES else c for c in piece)
        if case:
            piece = piece.lower()
        out.append(piece)
        origin.extend([(start, end)] * len(piece))
    return Folded("".join(out), tuple(origin))


_SLOW = regex.compile(rf"[{INVISIBLE}Σ]")  # Σ: a word-final sigma would depend on its neighbours


def _fold_quickly(text: str, case: bool) -> Folded | None:
    """The fold of text in which every character stays one character, as nearly all text is; else None."""
    plain = text.isascii() or _PLAIN.fullmatch(text)
    if not plain and (not unicodedata.is_normalized("NFC", text) or _SLOW.search(text)):
        return None
    folded = text.lower() if case else text
    for mark in APOSTROPHES[1:]:  # far faster than translate()
        folded = folded.replace(mark, "'")
    size = len(text)
    if len(folded) != size:
        return None
    same = _SAME if size <= len(_SAME) else tuple(zip(range(size), range(1, size + 1), strict=True))
    return Folded(folded, same[:size])


_SAME = tuple((at, at + 1) for at in range(2000))
"""The way back where every character stays in its place: cut, not made, for every sentence."""


def _clusters(text: str) -> list[tuple[int, int]]:
    """Ranges that normalisation never joins: a starter with the marks that follow it."""
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not any(c in INVISIBLE for c in text)):
        return [(i, i + 1) for i in range(len(text))]
    ranges: list[tuple[int, int]] = []
    for i, char in enumerate(text):
        joins = ranges and (
            unicodedata.combining(char) or unicodedata.category(char) == "Mn" or _is_jamo(char)
        )
        if joins:
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges


def _is_jamo(char: str) -> bool:
    """Medial and final Hangul jamo, which NFC joins to the initial before them."""
    return "\u1160" <= char <= "\u11ff"

"""Words of a text with their places, and a folded text that remembers where it came from.

Shared by difference, glossary, checks and alignment, so that all of them mean the same by "word".
The rule: apostrophes (U+0027, U+2019, U+02BC) between letters belong to the word, hyphenated words
are one token, a number keeps its separators, and in scripts written without spaces each character
(for kana, Thai, Lao, Khmer and Burmese: each grapheme cluster) is a token of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from workbench.model import Span

__all__ = ["APOSTROPHES", "INVISIBLE", "Folded", "Token", "TokenKind", "fold", "places", "tokenize", "words"]

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
    | (?P<word>(?:{_LETTER}|\p{{Nd}})+(?:['’ʼ\-\u2010\u2011](?:{_LETTER}|\p{{Nd}})+)*)
    | (?P<space>\s+)
    | (?P<mark>\X)
    """,
    regex.VERBOSE,
)


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
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "space" and not spaces:
            continue
        kind = "word" if kind == "unspaced" else kind
        out.append(Token(match.group(), Span(*match.span()), TokenKind(kind)))
    return out


def words(text: str) -> list[Token]:
    """Only the words and numbers of `text`."""
    return [token for token in tokenize(text) if token.kind in (TokenKind.WORD, TokenKind.NUMBER)]


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """(word, start, end) of what :func:`words` gives, without making objects: for a million words.

    >>> list(places("2 ha!"))
    [('2', 0, 1), ('ha', 2, 4)]
    """
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


_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_SLOW = regex.compile(rf"[{INVISIBLE}Σ]")  # Σ: a word-final sigma would depend on its neighbours


def _fold_quickly(text: str, case: bool) -> Folded | None:
    """The fold of text in which every character stays one character, as nearly all text is; else None."""
    if not (text.isascii() or unicodedata.is_normalized("NFC", text)) or _SLOW.search(text):
        return None
    folded = text.translate(_APOSTROPHE)
    folded = folded.lower() if case else folded
    if len(folded) != len(text):
        return None
    return Folded(folded, tuple(zip(range(len(text)), range(1, len(text) + 1), strict=True)))


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

"""Placeables: what a translator copies or converts rather than translates.

Numbers, numeric dates, codes such as ``B-52``, web and mail addresses, tags and format placeholders. Two
segments that differ only in them are the same sentence to a translation memory. (TMX calls the inline part of
them placeholders; the CAT tools' word for all of it is *placeable*.)
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

import regex

from workbench.numerals import FigureKind, figures, separators
from workbench.words import places

__all__ = ["CLASSES", "Piece", "adapted", "pieces", "rough_keys"]

CLASSES = {"number": "\0number", "code": "\0code", "url": "\0url", "tag": "\0tag"}
"""What stands for a placeable of each kind where segments are compared; no word can be equal to it."""

_HINTS = ("<", "&", "{", "%", "@", "://", "www.")
_SPECIAL = regex.compile(
    r"""
      (?P<url>(?:https?|ftp)://[^\s<>"“”«»]+(?<![.,;:!?)\]’'])
        |www\.[^\s<>"“”«»]+(?<![.,;:!?)\]’'])
        |[\p{L}\p{N}._+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)
    | (?P<tag></?[A-Za-z][^<>]{0,200}>
        |&(?:[A-Za-z][A-Za-z0-9]{1,30}|\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6});
        |\$?\{[\p{L}\p{N}_.:]{0,60}\}
        |%(?:[0-9]+\$|\([\p{L}\p{N}_]{1,60}\))?[-+0]?[0-9]*(?:\.[0-9]+)?[sdifuxr@](?![\p{L}\p{N}]))
    """,
    regex.VERBOSE,
)
_DIGIT = regex.compile(r"\p{Nd}")
_GROUPED = regex.compile(r"\p{Nd}{1,3}(?: \p{Nd}{3})+(?:[.,]\p{Nd}+)?")
_PLAIN_NUMBER = regex.compile(r"\p{Nd}[\p{Nd}.,'’\u00a0\u202f:/]*")


class Piece(NamedTuple):
    """A word or a placeable with its place; kinds are ``word`` and those of :data:`CLASSES`."""

    text: str
    start: int
    end: int
    kind: str


def pieces(text: str) -> list[Piece]:
    """The words and placeables of `text` in order; marks and white space stand between them.

    >>> [(p.text, p.kind) for p in pieces("Pay {0} by 24.02.2022, see https://a.org/x.")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Pay', 'word'), ('{0}', 'tag'), ('by', 'word'), ('24.02.2022', 'number'), ('see', 'word'),
     ('https://a.org/x', 'url')]
    """
    if not any(hint in text for hint in _HINTS):
        return _plain(text, 0)
    found: list[Piece] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        found.extend(_plain(text[at : match.start()], at))
        found.append(Piece(match.group(), match.start(), match.end(), match.lastgroup or "tag"))
        at = match.end()
    found.extend(_plain(text[at:], at))
    return found


_ROUGH_DIGITS = re.compile(r"\d[\d.,:/]*")
_ROUGH_WORD = re.compile(r"\w+(?:['-]\w+)*")


def rough_keys(ready: str) -> list[str]:
    """Nearly the words of a prepared text, all numbers alike, in a tenth of the time: to choose among hundreds.

    >>> rough_keys("over 1,200 people's votes")
    ['over', '0', "people's", 'votes']
    """
    return _ROUGH_WORD.findall(_ROUGH_DIGITS.sub("0", ready))


def _plain(text: str, shift: int) -> list[Piece]:
    if _DIGIT.search(text) is None:
        return [Piece(word, start + shift, end + shift, "word") for word, start, end in places(text)]
    found: list[Piece] = []
    for word, start, end in places(text):
        kind = "word"
        if _DIGIT.search(word):
            kind = "number" if _PLAIN_NUMBER.fullmatch(word) else "code"
        piece = Piece(word, start + shift, end + shift, kind)
        before = found[-1] if found else None
        if kind == "number" and before and before.kind == "number" and text[start - 1] == " ":
            joined = text[before.start - shift : end]
            if before.end + 1 == piece.start and _GROUPED.fullmatch(joined):
                found[-1] = Piece(joined, before.start, piece.end, "number")
                continue
        found.append(piece)
    return found


def adapted(old: str, new: str, there: str, source_lang: str, target_lang: str) -> str | None:
    """The number `new` written as `there` is written, if `there` says the same as `old`; else None.

    Args:
        old, new: numbers or numeric dates of two source segments.
        there: a number of the translation of the first.
        source_lang, target_lang: whose separators they have.

    >>> adapted("1,234.5", "2,345.6", "1 234,5", "en", "uk")
    '2 345,6'
    >>> adapted("02/24/2022", "03/25/2022", "24.02.2022", "en", "uk")
    '25.03.2022'
    >>> adapted("12", "13", "21", "en", "uk") is None
    True
    """
    olds, news, theres = (_DIGIT_GROUPS.findall(text) for text in (old, new, there))
    if sorted(olds) == sorted(theres) and len(olds) == len(news):
        if olds == theres:
            return _refilled(there, news)
        if len(set(olds)) == len(olds):
            by_value = dict(zip(olds, news, strict=True))
            return _refilled(there, [by_value[group] for group in theres])
        return None
    before, after = _value(old, source_lang), _value(new, source_lang)
    if before is None or after is None:
        return new if there == old else None
    return _written(after, target_lang) if before == _value(there, target_lang) else None


_DIGIT_GROUPS = regex.compile(r"\p{Nd}+")


def _refilled(there: str, groups: list[str]) -> str:
    """`there` with its groups of digits exchanged one by one."""
    left = iter(groups)
    return _DIGIT_GROUPS.sub(lambda _: next(left), there)


def _value(text: str, lang: str) -> Decimal | None:
    """The value of a text that is one plain number; None for dates and times."""
    found = figures(text, lang)
    if len(found) != 1 or found[0].text != text or found[0].kind is not FigureKind.NUMBER:
        return None
    return found[0].value


def _written(value: Decimal, lang: str) -> str:
    marks = separators(lang)
    plain = f"{value:,f}"
    return "".join({",": marks.group, ".": marks.decimal}.get(mark, mark) for mark in plain)

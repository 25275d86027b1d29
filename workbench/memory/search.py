"""The word index: which remembered texts share words with a text, quickly, among a million.

A text is found by its rarest words. Each word is asked for by itself among texts of a fitting length, and asked no
further than :data:`ENOUGH`: a word that is in more texts than that tells little. Words that are too common are
asked for together. What comes back is ranked by the words shared, and only the best are compared in full.

In SQLite the row number of the index is ``language, words, text`` packed into one number: length and language are
a range of it, which FTS5 seeks to instead of filtering. PostgreSQL has them as columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import combinations, pairwise
from math import ceil, floor, log
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sqlalchemy import Connection, text

from workbench.memory.placeables import pieces
from workbench.words import APOSTROPHES, INVISIBLE, places

if TYPE_CHECKING:
    import numpy as np

    Keys = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = [
    "ENOUGH",
    "LONGEST",
    "Entry",
    "WordIndex",
    "candidates",
    "digest",
    "index_for",
    "length",
    "prepared",
]

LONGEST = 255
"""Words of a text that are counted; longer texts are one class."""

ENOUGH = 1000
"""Texts that are read for one word. With 700 as with 3,000 nothing was missed; time grows with it."""

_WORDS_SHIFT, _LANG_SHIFT = 42, 50  # 42 bits for the text, 8 for its words, 12 for the language
_TEXT_MASK = (1 << _WORDS_SHIFT) - 1

_UNSPACED = (  # Thai, Lao, Burmese, Khmer, kana, Han: as workbench.words has them
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_ODD = re.compile(rf"[{re.escape(INVISIBLE)}{re.escape(APOSTROPHES[1:])}{_UNSPACED}]")
_CHANGES = {**dict.fromkeys(map(ord, INVISIBLE)), **dict.fromkeys(map(ord, APOSTROPHES), "'")}
_LETTERS_ALONE = re.compile(rf"[{_UNSPACED}]")
_ATOM = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def prepared(body: str) -> str:
    """The text as it is indexed and compared: folded as :func:`workbench.words.fold` does, and in scripts without
    spaces with a space after each word that :mod:`workbench.words` sees.

    >>> prepared("Об’єкт"), prepared("東京へ")
    ("об'єкт", '東 京 へ')
    """
    if body.isascii():
        return body.replace("`", "'").lower()
    if not unicodedata.is_normalized("NFC", body):
        body = unicodedata.normalize("NFC", body)
    if _ODD.search(body):
        body = body.translate(_CHANGES)
        if _LETTERS_ALONE.search(body):
            body = " ".join(word for word, _, _ in places(body))
    return body.lower()


def length(ready: str) -> int:
    """Words of a prepared text, :data:`LONGEST` at most; several spaces together count as several words."""
    return min(LONGEST, ready.count(" ") + ready.count("\n") + ready.count("\u00a0") + 1)


def atoms(folded: str) -> list[tuple[str, int, int]]:
    """Runs of letters and digits with their places: what a phrase is found by, so that “committee” is found in
    “committee’s” and “sub-committee” too.

    >>> [word for word, _, _ in atoms("the sub-committee's")]
    ['the', 'sub', 'committee', 's']
    """
    return [(match.group(), match.start(), match.end()) for match in _ATOM.finditer(folded)]


def digest(lang: int, body: str) -> int:
    """A number to find a text by, 64 bits with a sign. Two texts may share one, so compare them too.

    Raises:
        UnicodeEncodeError: the text holds half a character.
    """
    data = f"{lang} {body}".encode()
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


class Entry(NamedTuple):
    """A text for the index: its number, its language's number, its words, and itself, prepared."""

    text: int
    lang: int
    words: int
    ready: str


class WordIndex(Protocol):
    """What both kinds of database can do."""

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Put new texts in."""
        ...

    def remove(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Take texts out; the entries must be as they were put in."""
        ...

    def having(
        self, connection: Connection, words: Sequence[str], lang: int, low: int, high: int, most: int
    ) -> Keys:
        """Texts with all of `words`, `low` to `high` words long, `most` of them at most, as packed numbers."""
        ...

    def phrase(self, connection: Connection, words: Sequence[str], lang: int | None) -> Iterator[list[int]]:
        """Numbers of the texts where `words` follow one another, in pages; the shortest texts of a language first."""
        ...


def index_for(connection: Connection) -> WordIndex:
    """The index of the kind of database that is connected."""
    return _Fts5() if connection.dialect.name == "sqlite" else _Tsvector()


def _packed(lang: int, words: int, number: int) -> int:
    return lang << _LANG_SHIFT | words << _WORDS_SHIFT | number


_PAGE = 200


class _Fts5:
    """SQLite."""

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        # in the order of row numbers, or FTS5 would write a piece to the disk each time the order breaks
        rows = sorted((_packed(e.lang, e.words, e.text), e.ready) for e in entries)
        if rows:
            connection.exec_driver_sql("INSERT INTO tm_index(rowid, body) VALUES (?, ?)", rows)

    def remove(self, connection: Connection, entries: Sequence[Entry]) -> None:
        rows = sorted((_packed(e.lang, e.words, e.text), e.ready) for e in entries)
        if rows:
            sql = "INSERT INTO tm_index(tm_index, rowid, body) VALUES ('delete', ?, ?)"
            connection.exec_driver_sql(sql, rows)

    def having(
        self, connection: Connection, words: Sequence[str], lang: int, low: int, high: int, most: int
    ) -> Keys:
        import numpy as np

        # one row for all numbers: four times as fast as a row for each
        found = connection.exec_driver_sql(
            "SELECT group_concat(rowid) FROM (SELECT rowid FROM tm_index WHERE tm_index MATCH ?"
            " AND rowid BETWEEN ? AND ? LIMIT ?)",
            (
                " AND ".join(map(_quoted, words)),
                _packed(lang, low, 0),
                _packed(lang, min(high, LONGEST), _TEXT_MASK),
                most,
            ),
        ).scalar()
        return np.fromstring(found or "", np.int64, sep=",")

    def phrase(self, connection: Connection, words: Sequence[str], lang: int | None) -> Iterator[list[int]]:
        low = _packed(lang, 0, 0) if lang is not None else 0
        high = _packed(lang, LONGEST, _TEXT_MASK) if lang is not None else (1 << 63) - 1
        while True:
            found = connection.exec_driver_sql(
                "SELECT group_concat(rowid) FROM (SELECT rowid FROM tm_index WHERE tm_index MATCH ?"
                " AND rowid BETWEEN ? AND ? LIMIT ?)",
                (_quoted(" ".join(words)), low, high, _PAGE),
            ).scalar()
            if not found:
                return
            keys = [int(key) for key in found.split(",")]
            yield [key & _TEXT_MASK for key in keys]
            if len(keys) < _PAGE:
                return
            low = keys[-1] + 1


def _quoted(words: str) -> str:
    """A string of FTS5's query language; a word its tokenizer cuts further becomes a phrase."""
    return '"' + words.replace('"', '""').replace("\0", " ") + '"'


class _Tsvector:
    """PostgreSQL. The words are ours, not the server's parser's, so both databases find the same."""

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        if entries:
            connection.execute(
                text(
                    "INSERT INTO tm_index (text, lang, words, vector) VALUES (:t, :l, :w, CAST(:v AS tsvector))"
                ),
                [{"t": e.text, "l": e.lang, "w": e.words, "v": _vector(e.ready)} for e in entries],
            )

    def remove(self, connection: Connection, entries: Sequence[Entry]) -> None:
        if entries:
            connection.execute(
                text("DELETE FROM tm_index WHERE text = :t"), [{"t": entry.text} for entry in entries]
            )

    def having(
        self, connection: Connection, words: Sequence[str], lang: int, low: int, high: int, most: int
    ) -> Keys:
        import numpy as np

        rows = connection.execute(
            text(
                "SELECT text, words FROM tm_index WHERE vector @@ CAST(:q AS tsquery) AND lang = :l"
                " AND words BETWEEN :low AND :high LIMIT :most"
            ),
            {"q": " & ".join(map(_query, words)), "l": lang, "low": low, "high": high, "most": most},
        ).all()
        return np.array([_packed(lang, row[1], row[0]) for row in rows], np.int64)

    def phrase(self, connection: Connection, words: Sequence[str], lang: int | None) -> Iterator[list[int]]:
        rows = connection.execute(
            text(
                "SELECT text FROM tm_index WHERE vector @@ CAST(:q AS tsquery)"
                " AND (CAST(:l AS smallint) IS NULL OR lang = :l) ORDER BY lang, words, text"
            ),
            {"q": _query(" ".join(words)), "l": lang},
        )
        while page := rows.scalars().fetchmany(_PAGE):
            yield list(page)


_PG_LONGEST = 16_383  # positions in a tsvector; PostgreSQL's documentation, 12.11 Limitations


def _vector(ready: str) -> str:
    return " ".join(
        f"{_lexeme(word)}:{min(at, _PG_LONGEST)}" for at, (word, _, _) in enumerate(atoms(ready), 1)
    )


def _query(words: str) -> str:
    """A word of ours may be several atoms, one after the other."""
    return "(" + (" <-> ".join(_lexeme(word) for word, _, _ in atoms(words)) or "''") + ")"


def _lexeme(word: str) -> str:
    word = word[:500].replace("\0", "")  # a lexeme must be under 2 KB
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


class _List(NamedTuple):
    """Texts that have some words, and what sharing these words is worth."""

    keys: Keys
    worth: float


_TEXTS = 1e6  # the scale of a word's worth, log(texts / texts that have it); the number itself hardly matters
_MOST_PAIRS = 8
_MOST_WORDS = 48
"""Words that are asked for, the longest of a long text: long words are rarer."""


def candidates(
    connection: Connection, index: WordIndex, ready: str, lang: int, at_least: float, most: int
) -> list[int]:
    """Numbers of texts that may be as like `ready` as `at_least`, those that share most with it first.

    Args:
        connection: a transaction.
        index: of this database.
        ready: a prepared text.
        lang: its language's number.
        at_least: the least likeness that is wanted, over 0 and at most 1; it bounds the lengths.
        most: how many.
    """
    size = length(ready)
    low, high = max(0, floor(size * at_least) - 1), ceil(size / at_least) + 1
    words = _telling(ready)

    def ask(some: Sequence[str], alone: float) -> _List:
        keys = index.having(connection, some, lang, low, high, ENOUGH)
        known = len(keys) if len(keys) < ENOUGH else 4 * ENOUGH
        return _List(keys, log(_TEXTS / max(1, known)) * alone)

    if not words:
        return []
    lists: list[_List] = []
    common: list[tuple[str, _List]] = []
    for word in words:
        found = ask([word], 1.0)
        if len(found.keys) < ENOUGH:
            lists.append(found)
        else:
            common.append((word, found))
    if common and len(lists) < _RARE_SHARE * len(words):
        lists += [ask(words, 1.0)] if len(words) < LONGEST else []
        lists += [ask(pair, 1.5) for pair in _pairs([word for word, _ in common])]
        if len(words) < 3:
            lists += [found for _, found in common]
    return _ranked(lists, size, most)


_RARE_SHARE = 0.3
"""Part of the words that must be rare enough to be trusted alone. With 0.2 one text in two hundred is missed."""


def _telling(ready: str) -> list[str]:
    """The distinct words of a prepared text, the longest first; placeables only where there is nothing else."""
    found = pieces(ready)
    telling = {piece.text for piece in found if piece.kind == "word"} or {piece.text for piece in found}
    return sorted(telling, key=lambda word: (-len(word), word))[:_MOST_WORDS]


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of common words: all of few; of many each with the next, so that half of them missing leaves some."""
    if len(words) <= 5:
        return list(combinations(words, 2))
    return list(pairwise(words))[:_MOST_PAIRS]


def _ranked(lists: Sequence[_List], size: int, most: int) -> list[int]:
    """The texts by what they share, less what they differ in length."""
    import numpy as np

    lists = [each for each in lists if len(each.keys)]
    if not lists:
        return []
    keys = np.concatenate([each.keys for each in lists])
    worths = np.repeat([each.worth for each in lists], [len(each.keys) for each in lists])
    distinct, place = np.unique(keys, return_inverse=True)
    shared = np.bincount(place, worths)
    sizes = distinct >> _WORDS_SHIFT & LONGEST
    ranks = shared / np.maximum(sizes, size)
    if len(distinct) > most:
        best = np.argpartition(-ranks, most)[:most]
        distinct, ranks = distinct[best], ranks[best]
    order = np.argsort(-ranks, kind="stable")
    return [int(key) for key in distinct[order] & _TEXT_MASK]

"""Names and cognates across scripts: Latin letters for every script, and a skeleton that survives spelling.

Romanisation is anyascii's (ISC licence): one table for all of Unicode. Systems differ in the details
("Щерба" is Shcherba, Schtscherba, Chtcherba, Szczerba), so names are compared by their consonants.
"""

from __future__ import annotations

import re

__all__ = ["prefix", "romanise", "skeleton"]

PREFIX = 5
"""Letters compared of a word: long enough to be rare, short enough to lose most endings (Simard 1992: 4)."""


def romanise(text: str) -> str:
    """`text` in ASCII, lower case.

    >>> romanise("Порошенко, Łódź")
    'poroshenko, lodz'
    """
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(text)
    return text.lower()


def prefix(word: str) -> str:
    """The first letters of a romanised word, "" for words too short to say anything.

    >>> prefix("Manaslu"), prefix("Манаслу"), prefix("the")
    ('manas', 'manas', '')
    """
    plain = romanise(word)
    return plain[:PREFIX] if len(plain) >= 4 and not plain.isdigit() else ""


_SOUNDS: tuple[tuple[str, str], ...] = (
    # spelling in any romanisation -> one letter per sound class; longest first
    ("shch", "x"), ("schtsch", "x"), ("szcz", "x"), ("chtch", "x"), ("tsch", "x"), ("tch", "x"), ("sch", "x"),
    ("sh", "x"), ("ch", "x"), ("cz", "x"), ("sz", "x"), ("zh", "x"), ("dj", "x"), ("dz", "x"),
    ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "k"), ("ts", "s"), ("tz", "s"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"), ("g", "h"),
)  # fmt: skip
_SOUND = re.compile("|".join(spelling for spelling, _ in _SOUNDS))
_CLASS = dict(_SOUNDS)
_SILENT = re.compile(r"[aeiouyj']")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(name: str) -> str:
    """The consonant classes of a name, at most six; "" where fewer than three remain.

    >>> [skeleton(n) for n in ("Шевченко", "Shevchenko", "Schewtschenko", "Chevtchenko")]
    ['xvxnk', 'xvxnk', 'xvxnk', 'xvxnk']
    """
    plain = romanise(name)
    first = "a" if plain[:1] in "aeiou" else ""
    sounds = _SOUND.sub(lambda match: _CLASS[match.group()], plain)
    bones = first + _DOUBLE.sub(r"\1", _SILENT.sub("", sounds))
    return bones[:6] if len(bones) >= 3 else ""

"""How alike two names are, whatever script and language they are spelled in.

A name is looked for by its consonants: Cyrillic is transliterated, letters that languages swap for one
another (c k q, w v, s z sh ch) become one, vowels and h go. "Kavanaugh" and "Кавано", "Walesa" and "Валенси"
are then near enough, and another person's name is not.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex
from rapidfuzz.distance import Levenshtein

from workbench.checks.name_tables import cyrillic

__all__ = ["alike", "latin", "skeleton", "spellings"]


_DIGRAPHS = (
    ("dsch", "s"), ("tsch", "s"), ("szcz", "s"), ("tch", "s"), ("sch", "s"), ("dzh", "s"), ("dż", "s"), ("cz", "s"),
    ("sz", "s"), ("rz", "s"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("ts", "s"), ("tz", "s"), ("dg", "s"),
    ("dj", "s"), ("kh", "h"), ("th", "t"), ("ph", "f"), ("gh", "h"), ("ck", "k"), ("qu", "kv"), ("x", "ks"),
    ("дж", "s"), ("дз", "s"), ("ce", "se"), ("ci", "si"), ("cy", "si"),
)  # fmt: skip
_LETTERS = str.maketrans("cqwzjßøył", "kkvsssoil", "h")
_VOWELS = regex.compile("[aeiou]")
_W_SOUND = regex.compile(r"\bу(?=[аеиоіїэє])")  # Willoughby is Уиллоуби or Віллоубі
_MARKS = regex.compile(r"\p{M}+")
_NO_LETTER = regex.compile(r"\P{L}+")
_DOUBLED = regex.compile(r"(.)\1+")
_SOFT_G = regex.compile("g(?=[eiy])")
_MUTE_W = regex.compile(r"(?<=[aeo])w(?![aeiouy])")  # Newport is Ньюпорт
_J = regex.compile("[jJ]")


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a name, the same however the name is spelled in Latin or Cyrillic letters.

    >>> skeleton("Zelenskyy"), skeleton("Зеленський"), skeleton("Wojciech")
    ('slnsk', 'slnsk', 'vs')
    """
    text = unicodedata.normalize("NFD", word.casefold())
    text = _W_SOUND.sub("в", _MARKS.sub("", text))
    for digraph, one in _DIGRAPHS:
        text = text.replace(digraph, one)
    text = _NO_LETTER.sub("", text.translate(cyrillic())).translate(_LETTERS)
    return str(_DOUBLED.sub(r"\1", _VOWELS.sub("", text)))


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """A name in bare Latin letters, vowels kept."""
    text = _MARKS.sub("", unicodedata.normalize("NFD", word.casefold()))
    return str(_NO_LETTER.sub("", text.translate(cyrillic())))


@lru_cache(maxsize=65536)
def spellings(word: str) -> frozenset[str]:
    """The skeletons a name may have elsewhere: Harlem is Гарлем, Gerrard Джеррард, Christopher Крістофер."""
    lower = word.casefold()
    found = {skeleton(word)}
    if lower.startswith("h"):
        found.add("g" + skeleton(word))
    if lower.startswith("г"):
        found.add(skeleton(lower[1:]))  # Гарвард is Harvard
    if "ch" in lower:
        found.add(skeleton(lower.replace("ch", "k")))
    if _SOFT_G.search(lower):
        found.add(skeleton(_SOFT_G.sub("s", lower)))
    if lower.startswith("g"):
        found.add(skeleton("k" + lower[1:]))
    if _MUTE_W.search(lower):
        found.add(skeleton(_MUTE_W.sub("", lower)))
    if "х" in lower:  # Харків is Charkiw in German and Polish, and ch elsewhere in a name is reduced to s
        found.add(skeleton(lower.replace("х", "ч")))
    return frozenset(found)


def alike(word: str, other: str, distance: float) -> bool:
    """The consonants agree but for some; in short names all must, or the letters must nearly.

    The other word may be longer by an ending, or have the name inside ("Großbritanniens"). A word without a
    capital may be an adjective made of the name ("kalifornijski") and must agree more closely.
    """
    slack = other[0].isupper() and _begin_alike(word, other)
    mixed = other.isascii() and not latin(word).startswith(word[:1].casefold())  # Лоулессом and Lawless
    for found in spellings(other) if mixed else (skeleton(other),):
        for wanted in spellings(word):
            adjective = mixed and len(found) > 3 and wanted.startswith(found) and len(wanted) < len(found) + 4
            if adjective or _same_consonants(wanted, found, slack, distance):  # Гарвардському: Harvard
                return True
    if "j" in other.casefold() and "j" not in word.casefold():  # Járkov is Kharkiv in Spanish
        found = skeleton(_J.sub("h", other))
        if any(_same_consonants(wanted, found, slack, distance) for wanted in spellings(word)):
            return True
    a, b = latin(word), latin(other)
    if len(a) > 4 and a in b:
        return True  # Nordkorea
    return Levenshtein.normalized_distance(a, b[: len(a) + 1], score_cutoff=0.4) <= 0.4


def _begin_alike(word: str, other: str) -> bool:
    """Both begin with a vowel or both with a consonant; h and the half-vowels come and go."""
    a, b = latin(word)[:1], latin(other)[:1]
    return a in "hjwy" or b in "hjwy" or (a in "aeiou") == (b in "aeiou")


def _same_consonants(wanted: str, found: str, slack: bool, distance: float) -> bool:
    """True if `wanted` is nearly the beginning of `found`; in short ones a letter may differ where there is slack."""
    if len(wanted) > 3:
        allowed = round(distance * len(wanted))
        if wanted in found:
            return True
    else:
        allowed = int(len(wanted) == 3 and slack)
        if found[:1] != wanted[:1]:
            return False
    if len(found) > len(wanted) + 4:
        return False
    sizes = {len(wanted), len(wanted) + 1, len(found)}
    return any(Levenshtein.distance(wanted, found[:n], score_cutoff=allowed) <= allowed for n in sizes)

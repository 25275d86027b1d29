"""A text as the atoms that terms are matched on: words, cut further at hyphens and elided articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from workbench.morphology import fold_word
from workbench.words import INVISIBLE, places

__all__ = ["ELISION", "Atoms", "atoms_of", "same_gap"]

_HYPHENS = "-\u2010\u2011"

ELISION = {
    # language: short words that lose their vowel and lean on the next word
    "fr": "l d j m t s n c qu jusqu lorsqu puisqu quoiqu",
    "it": "l un dell all dall nell sull d c quest quell",
    "ca": "l d s n m t",
    "oc": "l d s n m t qu",
    "ga": "d b m",
}
"""Grammars' lists of elision. The short word becomes an atom of its own: *l'homme* is *l'* + *homme*."""


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of one text and what stands around them. Parallel tuples, since texts may be long.

    Attributes:
        text: the whole text.
        words: the atoms as written.
        starts, ends: where each stands in `text`; ascending, disjoint.
        broken: indexes of atoms cut by a hyphen at a line's end, to be read as one with the next.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    broken: frozenset[int] = frozenset()

    def gap(self, index: int) -> str:
        """What stands between atom `index` and the next one."""
        return self.text[self.ends[index] : self.starts[index + 1]]


def atoms_of(text: str, lang: str) -> Atoms:
    """Cut `text` into atoms.

    >>> atoms_of("прес-реліз\\nМіноборони", "uk").words
    ('прес', 'реліз', 'Міноборони')
    >>> atoms_of("droits de l’homme", "fr").words
    ('droits', 'de', 'l’', 'homme')
    """
    found = list(_pieces(text, _elision(lang)))
    words, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    broken = frozenset(
        index
        for index in range(len(found) - 1 if "\n" in text else 0)
        if "\n" in text[ends[index] : starts[index + 1]]
        and _BROKEN.fullmatch(text, ends[index], starts[index + 1])
    )
    return Atoms(text, words, starts, ends, broken)


def _pieces(text: str, elision: regex.Pattern[str] | None) -> Iterator[tuple[str, int, int]]:
    for word, start, end in places(text):
        if elision is None and "-" not in word and "\u2010" not in word and "\u2011" not in word:
            yield word, start, end
            continue
        for part in _PART.finditer(word):
            at = start + part.start()
            match = elision.match(part[0]) if elision else None
            cut = match.end() if match and match.end() < len(part[0]) else 0
            if cut:
                yield part[0][:cut], at, at + cut
            yield part[0][cut:], at + cut, start + part.end()


_PART = regex.compile(rf"[^{_HYPHENS}]+")
_BROKEN = regex.compile(rf"[{_HYPHENS}\u00ad][ \t]*\r?\n[ \t]*")
_NOT_IN_GAP = regex.compile(rf"[\s{_HYPHENS}{INVISIBLE}]+")
_QUOTES = regex.compile(r"[«»“”„‟‘’‚‹›\"']+")
_PARAGRAPH = regex.compile(r"\n\s*\n|\u2029")


@lru_cache
def _elision(lang: str) -> regex.Pattern[str] | None:
    words = ELISION.get(lang)
    return regex.compile(rf"(?:{'|'.join(words.split())})['’ʼ]", regex.IGNORECASE) if words else None


def same_gap(text_gap: str, term_gap: str) -> bool:
    """True if what stands between two words of a text lets a term go on whose own gap is `term_gap`.

    Spaces, line ends and hyphens are all one; an empty line, or a mark the term lacks, breaks it.

    >>> same_gap("\\n", " "), same_gap("-", " "), same_gap(". ", " "), same_gap(" “", " «")
    (True, True, False, True)
    """
    if text_gap in (" ", "-", ""):
        text_marks = ""
    elif _PARAGRAPH.search(text_gap):
        return False
    else:
        text_marks = _NOT_IN_GAP.sub("", text_gap)
    if not text_marks:
        return not _marks(term_gap) or bool(_QUOTES.fullmatch(_marks(term_gap)))
    term_marks = _marks(term_gap)
    return text_marks == term_marks or (
        bool(term_marks) and _QUOTES.sub("", text_marks) == _QUOTES.sub("", term_marks)
    )


@lru_cache(maxsize=1024)
def _marks(gap: str) -> str:
    return _NOT_IN_GAP.sub("", gap)


@lru_cache(maxsize=1 << 16)
def folded(text: str, lang: str) -> str:
    """A whole phrase in the spelling that tells *прес-реліз* from *прес реліз*: folded, spaces as one."""
    return fold_word(" ".join(text.split()), lang)

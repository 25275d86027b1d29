"""A text as the atoms that terms are matched on: words, cut further at hyphens and elided articles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from workbench.model import Span
from workbench.morphology import fold_word
from workbench.words import INVISIBLE, TokenKind, tokenize

__all__ = ["ELISION", "Atom", "Atoms", "atoms_of", "same_gap"]

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
class Atom:
    """One matchable word.

    Attributes:
        text: as written.
        span: where it stands.
    """

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of one text and what stands around them.

    Attributes:
        text: the whole text.
        atoms: in order, disjoint.
        broken: indexes of atoms cut by a hyphen at a line's end, to be read as one with the next.
    """

    text: str
    atoms: tuple[Atom, ...]
    broken: frozenset[int]

    def gap(self, index: int) -> str:
        """What stands between atom `index` and the next one."""
        return self.text[self.atoms[index].span.end : self.atoms[index + 1].span.start]


def atoms_of(text: str, lang: str) -> Atoms:
    """Cut `text` into atoms.

    >>> [atom.text for atom in atoms_of("прес-реліз\\nМіноборони", "uk").atoms]
    ['прес', 'реліз', 'Міноборони']
    >>> [atom.text for atom in atoms_of("droits de l’homme", "fr").atoms]
    ['droits', 'de', 'l’', 'homme']
    """
    elision = _elision(lang)
    out: list[Atom] = []
    for token in tokenize(text):
        if token.kind not in (TokenKind.WORD, TokenKind.NUMBER):
            continue
        start = token.span.start
        for piece in (
            regex.split(rf"[{_HYPHENS}]", token.text) if token.kind == TokenKind.WORD else [token.text]
        ):
            if elision and (match := elision.match(piece)) and match.end() < len(piece):
                cut = start + match.end()
                out.append(Atom(match.group(), Span(start, cut)))
                out.append(Atom(piece[match.end() :], Span(cut, start + len(piece))))
            elif piece:
                out.append(Atom(piece, Span(start, start + len(piece))))
            start += len(piece) + 1
    broken = frozenset(
        index
        for index in range(len(out) - 1)
        if _BROKEN.fullmatch(text, out[index].span.end, out[index + 1].span.start)
    )
    return Atoms(text, tuple(out), broken)


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

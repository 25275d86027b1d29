"""Glossary concepts in segments, found by word beginnings: rough, but enough to say "both sides mention it".

The glossary stage matches inflected terms properly; its matcher can be handed in as a TermFinder.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model import Concept
from workbench.words import fold, words

__all__ = ["find_terms"]


def find_terms(texts: Sequence[str], lang: str | None, concepts: Sequence[Concept]) -> list[set[str]]:
    """The ids of the concepts whose terms (in `lang`) each segment mentions.

    >>> from workbench.model import Term
    >>> release = Concept("press-release", (Term("press release", "en"), Term("пресреліз", "uk")))
    >>> find_terms(["Press releases were sent.", "Nothing."], "en", [release])
    [{'press-release'}, set()]
    """
    index: dict[str, list[tuple[str, list[str]]]] = {}
    for concept in concepts:
        for term in concept.terms:
            if term.lang != lang:
                continue
            for form in (term.text, *term.forms):
                wanted = [_stem(word) for word in _folded(form)]
                if wanted:
                    index.setdefault(wanted[0][:_HEAD], []).append((concept.id, wanted))
    found: list[set[str]] = []
    for text in texts:
        spoken = _folded(text)
        hits: set[str] = set()
        for at, word in enumerate(spoken):
            for concept_id, wanted in index.get(word[:_HEAD], ()):
                there = spoken[at : at + len(wanted)]
                if len(there) == len(wanted) and all(map(_fits, there, wanted)):
                    hits.add(concept_id)
        found.append(hits)
    return found


_HEAD = 2
_SHORT = 5
"""Words shorter than this are compared whole."""
_ENDING = 4
"""Letters by which a form may be longer than its dictionary form."""


def _folded(text: str) -> list[str]:
    return [fold(token.text).text for token in words(text)]


def _stem(word: str) -> str:
    """A word without what is likely to be an ending: the last third, marked by a star."""
    return word if len(word) < _SHORT else word[: max(_SHORT - 1, len(word) * 2 // 3)] + "*"


def _fits(word: str, stem: str) -> bool:
    plain = stem.rstrip("*")
    if plain == stem:
        return word == stem
    return word.startswith(plain) and len(word) <= len(plain) * 3 // 2 + _ENDING

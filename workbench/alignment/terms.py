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
                stems = _stems(form)
                if stems:
                    index.setdefault(stems[0], []).append((concept.id, stems))
    found: list[set[str]] = []
    for text in texts:
        stems = _stems(text)
        hits: set[str] = set()
        for at, stem in enumerate(stems):
            for concept_id, wanted in index.get(stem, ()):
                if stems[at : at + len(wanted)] == wanted:
                    hits.add(concept_id)
        found.append(hits)
    return found


def _stems(text: str) -> list[str]:
    """Folded words without what is likely to be an ending: the last third of longer words."""
    return [
        word if len(word) < 5 else word[: max(4, len(word) * 2 // 3)][:6]
        for word in (fold(token.text).text for token in words(text))
    ]

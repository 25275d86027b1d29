"""What the glossary page shows of a glossary: its rows, those a search finds, each term's place. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.glossary import Glossary, Matcher
from workbench.glossary.edit import Data, Place
from workbench.languages import LANGUAGES, SCRIPTS
from workbench.model import Concept, Term, TermStatus
from workbench.words import fold

__all__ = ["Entry", "Wish", "columns", "domains", "entries", "found", "missing", "row"]

_SHORTEST = 3
"""Letters a query must have to be looked up in its other forms."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its place in the concept.

    Attributes:
        place: such as ``("terms", "uk", 1)``.
        term: as it is understood.
        usual: the status it has if none is written down.
        short: it is written as a bare text, without fields.
    """

    place: Place
    term: Term
    usual: TermStatus
    short: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Which concepts to show; an empty field asks for nothing.

    Attributes:
        text: words of any term or text, in any form and spelling.
        langs: codes; a concept must have a term in one of them (or lack one, with `incomplete`).
        status: a term, in those languages, must have it.
        domain: the concept's domain.
        incomplete: only concepts that lack an allowed term in one of `langs`, or of the languages promised.
    """

    text: str = ""
    langs: tuple[str, ...] = ()
    status: TermStatus | None = None
    domain: str = ""
    incomplete: bool = False


def columns(glossary: Glossary, langs: Sequence[str] = ()) -> tuple[str, ...]:
    """Languages to show, those asked for or all: the promised ones first, then by how many terms they have."""
    if langs:
        return tuple(langs)
    counted = Counter(term.lang for term in glossary.terms())
    return tuple(dict.fromkeys((*glossary.languages, *(lang for lang, _ in counted.most_common()))))


def domains(glossary: Glossary) -> tuple[str, ...]:
    """The domains its concepts name, sorted."""
    return tuple(sorted({concept.domain for concept in glossary.concepts if concept.domain}))


def missing(concept: Concept, langs: Sequence[str]) -> tuple[str, ...]:
    """Those of `langs` in which a concept has no allowed term."""
    have = {term.lang for term in concept.terms if term.status is not TermStatus.FORBIDDEN}
    return tuple(lang for lang in langs if lang not in have)


def row(concept: Concept, langs: Sequence[str]) -> dict[str, Any]:
    """One line of the table: per language its terms, the forbidden ones marked with a cross.

    >>> row(Concept("no", (Term("no", "en"), Term("nope", "en", TermStatus.FORBIDDEN))), ["en", "uk"])
    {'id': 'no', 'en': 'no · × nope', 'uk': ''}
    """
    return {
        "id": concept.id,
        **{
            lang: " · ".join(
                f"{'× ' if term.status is TermStatus.FORBIDDEN else ''}{term.text}"
                for term in concept.in_language(lang)
            )
            for lang in langs
        },
    }


def found(glossary: Glossary, wish: Wish, matcher: Matcher) -> list[Concept]:
    """The concepts that fit, in the order of the file.

    Args:
        matcher: of this glossary; it knows the forms of words.
    """
    concepts = [concept for concept in glossary.concepts if _fits(concept, wish, glossary)]
    if not wish.text.strip():
        return concepts
    asked = _plain(wish.text)
    inflected = _inflected(wish, matcher)
    return [c for c in concepts if id(c) in inflected or any(asked in text for text in _texts(c))]


def _fits(concept: Concept, wish: Wish, glossary: Glossary) -> bool:
    terms = [term for term in concept.terms if not wish.langs or term.lang in wish.langs]
    if wish.domain and concept.domain != wish.domain:
        return False
    if wish.status is not None and not any(term.status is wish.status for term in terms):
        return False
    if wish.incomplete:
        return bool(missing(concept, wish.langs or glossary.languages))
    return bool(terms) or not wish.langs


def _inflected(wish: Wish, matcher: Matcher) -> set[int]:
    """Identities of the concepts whose terms the query names, in any form."""
    text = " ".join(wish.text.split())
    if len(text) < _SHORTEST:
        return set()
    langs = [lang for lang in matcher.languages if _could_be(text, lang)]
    return {id(match.concept) for lang in langs for match in matcher.find(text, lang, nested=True)}


def _could_be(text: str, lang: str) -> bool:
    """False where the query's letters are of another script than the language's."""
    if lang not in LANGUAGES:
        return True
    names = {SCRIPTS[code].unicode for code in LANGUAGES[lang].scripts if code in SCRIPTS}
    letters = [unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()]
    return not letters or not names.isdisjoint(letters) or not {"LATIN", "CYRILLIC"} & set(letters)


def _plain(text: str) -> str:
    return fold(" ".join(text.split())).text


def _texts(concept: Concept) -> Iterator[str]:
    """Everything one may look for in a concept, folded."""
    yield _plain(" ".join((concept.id, concept.definition, concept.domain, concept.note, concept.source)))
    for term in concept.terms:
        yield _plain("\n".join((term.text, *term.forms, term.why, term.note)))


def entries(data: Data, concept: Concept) -> list[Entry]:
    """The concept's terms with their places.

    Args:
        data: the concept as :func:`workbench.glossary.edit.data_at` gives it.
        concept: the same, read.
    """
    terms = data.get("terms") if isinstance(data, dict) else None
    if not isinstance(terms, dict):
        return []
    out: list[Entry] = []
    read = iter(concept.terms)
    for key, listed in terms.items():
        seen: set[str] = set()
        for number, written in enumerate(listed if isinstance(listed, list) else [listed]):
            term = next(read, None)
            if term is None:
                return out
            usual = TermStatus.ADMITTED if term.region in seen else TermStatus.PREFERRED
            out.append(Entry(("terms", key, number), term, usual, isinstance(written, str)))
            if term.status is not TermStatus.FORBIDDEN:
                seen.add(term.region)
    return out

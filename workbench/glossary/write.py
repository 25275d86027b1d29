"""Glossaries as YAML: for merging, converting and proposals. Existing files are edited, not rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.glossary.base import HEADER_KEYS, Glossary, language_key
from workbench.glossary.edit import Data, Place, data_at, render, scalar
from workbench.glossary.load import read
from workbench.model import Concept, Term, TermStatus

__all__ = ["additions", "concept_data", "merged", "to_yaml"]

SCHEMA_COMMENT = "# yaml-language-server: $schema="
"""What editors read to know the schema; the path or address follows."""


def to_yaml(glossary: Glossary, *, schema: str = "") -> str:
    """A glossary as YAML in the common layout.

    Args:
        schema: path or address of ``schema.json`` for editors; "" leaves the line out.

    >>> from pathlib import Path
    >>> concept = Concept("no", (Term("no", "en"), Term("ні", "uk")))
    >>> print(to_yaml(Glossary(Path("x"), "Answers", (concept,))), end="")
    name: Answers
    <BLANKLINE>
    concepts:
      - id: "no"
        terms:
          en: "no"
          uk: ні
    """
    lines = [f"{SCHEMA_COMMENT}{schema}"] if schema else []
    for key in HEADER_KEYS:
        value = getattr(glossary, key)
        if key == "languages":
            lines += [f"languages: [{', '.join(map(scalar, value))}]"] if value else []
        elif value:
            lines.append(f"{key}: {scalar(value)}")
    lines += ["", "concepts:" if glossary.concepts else "concepts: []"]
    for number, concept in enumerate(glossary.concepts):
        lines += [""] * (number > 0) + render([concept_data(concept)], 2)
    return "\n".join(lines) + "\n"


def concept_data(concept: Concept) -> dict[str, Data]:
    """A concept as plain data, in the shortest form that reads back the same."""
    data: dict[str, Data] = {"id": concept.id}
    for key in ("definition", "domain", "note", "source"):
        if value := getattr(concept, key):
            data[key] = value
    terms: dict[str, Data] = {}
    for lang in dict.fromkeys(term.lang for term in concept.terms):
        seen: set[str] = set()
        own = [_term_data(term, seen) for term in concept.in_language(lang)]
        terms[lang] = own[0] if len(own) == 1 else own
    data["terms"] = terms
    return data


def _term_data(term: Term, seen: set[str]) -> Data:
    default = TermStatus.ADMITTED if term.region in seen else TermStatus.PREFERRED
    data: dict[str, Data] = {"text": term.text}
    if term.status is not default:
        data["status"] = term.status.value
    if term.status is not TermStatus.FORBIDDEN:
        seen.add(term.region)
    for key in ("case_sensitive", "loose"):
        if getattr(term, key):
            data[key] = "true"
    for key, usual in (
        ("region", ""),
        ("part_of_speech", ""),
        ("scope", "anywhere"),
        ("why", ""),
        ("note", ""),
    ):
        if (value := getattr(term, key)) != usual:
            data[key] = value
    for key in ("forms", "examples"):
        if values := getattr(term, key):
            data[key] = list(values)
    return term.text if list(data) == ["text"] else data


def merged(left: Glossary, right: Glossary) -> Glossary:
    """Both glossaries' concepts under the header of `left`.

    A concept that both have (same id) gets the terms of both; where they disagree about a term or a field,
    `left` holds.
    """
    theirs = {concept.id: concept for concept in right.concepts}
    ours = {concept.id for concept in left.concepts}
    concepts = [_joined(c, theirs[c.id]) if c.id in theirs else c for c in left.concepts]
    concepts += [c for c in right.concepts if c.id not in ours]
    return replace(
        left,
        concepts=tuple(concepts),
        languages=tuple(dict.fromkeys((*left.languages, *right.languages))),
        digest="",
    )


def additions(text: str, right: Glossary, name: str = "glossary") -> list[tuple[Place, Data]]:
    """The changes that bring `right` into a glossary's text as :func:`merged` would, its comments kept.

    Args:
        text: YAML of the glossary that holds where the two disagree.
        right: what to bring in.
        name: of the file, for errors.
    """
    left, _ = read(Path(name), text.encode())
    ours = {concept.id: concept for concept in left.concepts}
    changes: list[tuple[Place, Data]] = []
    for concept in merged(left, right).concepts:
        place: Place = ("concepts", concept.id)
        old = ours.get(concept.id)
        if old is None:
            changes.append((place, concept_data(concept)))
            continue
        for field in ("definition", "domain", "note", "source"):
            if getattr(concept, field) != getattr(old, field):
                changes.append(((*place, field), getattr(concept, field)))
        changes += _more_terms(data_at(text, place, name), place, old, concept.terms)
    return changes


def _more_terms(
    data: Data, place: Place, old: Concept, terms: Sequence[Term]
) -> Iterator[tuple[Place, Data]]:
    """Each term that `old` lacks behind those that stand under its key already."""
    listed = data.get("terms") if isinstance(data, dict) else None
    listed = listed if isinstance(listed, dict) else {}
    counts = {key: len(value) if isinstance(value, list) else 1 for key, value in listed.items()}
    settled = {language_key(term) for term in old.terms if term.status is not TermStatus.FORBIDDEN}
    for term in terms[len(old.terms) :]:
        key = language_key(term)
        number = counts.get(key, 0)
        counts[key] = number + 1
        value = _term_data(replace(term, region=""), {""} if key in settled else set())
        if term.status is not TermStatus.FORBIDDEN:
            settled.add(key)
        yield ((*place, "terms", key, number) if number else (*place, "terms", key)), value


def _joined(left: Concept, right: Concept) -> Concept:
    known = {(language_key(term), term.text) for term in left.terms}
    new = [term for term in right.terms if (language_key(term), term.text) not in known]
    settled = {language_key(term) for term in left.terms if term.status is TermStatus.PREFERRED}
    filled = {f: getattr(left, f) or getattr(right, f) for f in ("definition", "domain", "note", "source")}
    return replace(left, terms=(*left.terms, *_demoted(new, settled)), **filled)


def _demoted(terms: Iterable[Term], settled: set[str]) -> list[Term]:
    """New terms of a language that has its preferred term already become admitted."""
    return [
        replace(term, status=TermStatus.ADMITTED)
        if term.status is TermStatus.PREFERRED and language_key(term) in settled
        else term
        for term in terms
    ]

"""What the converters share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.errors import BadFile
from workbench.glossary.base import Glossary, ident
from workbench.model import Concept, Term

__all__ = [
    "Carried",
    "Converted",
    "Job",
    "Place",
    "ident",
    "need_languages",
    "place_of",
    "with_header",
    "with_texts",
]

Place = tuple[str, ...]
"""What a comment belongs to: (), (concept id,) or (concept id, language key, term)."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a conversion must be told.

    Attributes:
        name: the file read, for messages and for the new glossary's name.
        source, target: language codes, for formats that do not carry them (OmegaT's).
        schema: address of the schema for YAML's first line.
    """

    name: str
    source: str = ""
    target: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """A glossary read from some format, with what came beside its concepts.

    Attributes:
        glossary: the concepts.
        comments: YAML comments by what they stand before or behind.
        lost: in words, what the format had and we have not.
    """

    glossary: Glossary
    comments: Mapping[Place, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """A written file, and in words what it could not carry."""

    data: bytes
    lost: tuple[str, ...] = ()


def place_of(concept: str, term: Term | None = None) -> Place:
    """The key of a concept's or a term's comment."""
    if term is None:
        return (concept,)
    return concept, f"{term.lang}-{term.region}" if term.region else term.lang, term.text


def with_texts(concept: Concept, texts: Mapping[str, str]) -> Concept:
    """`concept` with its empty texts filled from `texts` (definition, domain, note, source)."""

    def own(key: str) -> str:
        return getattr(concept, key) or texts.get(key, "")

    return replace(
        concept, definition=own("definition"), domain=own("domain"), note=own("note"), source=own("source")
    )


def with_header(glossary: Glossary, header: Mapping[str, str]) -> Glossary:
    """`glossary` with the header texts in `header`; languages are separated by spaces there."""

    def own(key: str) -> str:
        return header.get(key, "") or str(getattr(glossary, key))

    return replace(
        glossary,
        name=own("name"),
        description=own("description"),
        languages=tuple(header.get("languages", "").split()) or glossary.languages,
        domain=own("domain"),
        owner=own("owner"),
        source=own("source"),
        licence=own("licence"),
        version=own("version"),
    )


def need_languages(job: Job) -> tuple[str, str]:
    """Both languages of a job.

    Raises:
        BadFile: one is not given.
    """
    if not job.source or not job.target:
        raise BadFile(f"“{job.name}” does not say its languages.", hint="Name them with --from and --to.")
    return job.source, job.target

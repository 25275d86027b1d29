"""What the parts of the glossary share: a glossary's shape, a problem with its place, language keys."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex

from workbench.errors import UnknownLanguage
from workbench.languages import LANGUAGES, language
from workbench.model import Concept, Severity, Term

__all__ = [
    "CONCEPT_KEYS",
    "HEADER_KEYS",
    "PARTS_OF_SPEECH",
    "SCOPES",
    "TERM_KEYS",
    "Glossary",
    "Problem",
    "collector_off",
    "ident",
    "language_key",
    "split_language",
]

HEADER_KEYS = ("name", "description", "languages", "domain", "owner", "source", "licence", "version")
CONCEPT_KEYS = ("id", "definition", "domain", "note", "source", "terms")
TERM_KEYS = (
    "text",
    "status",
    "region",
    "part_of_speech",
    "case_sensitive",
    "loose",
    "scope",
    "forms",
    "why",
    "note",
    "examples",
)
"""The keys a file may have, in the order `fmt` writes them; ``concepts`` follows the header."""

SCOPES = ("anywhere", "in-quotes", "not-in-quotes", "titles")
PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "name", "phrase", "acronym", "other")


@dataclass(frozen=True, slots=True)
class Glossary:
    """One glossary file.

    Attributes:
        path: the file it was read from.
        name: title for people.
        languages: codes the owner promises to keep complete; may be empty.
        concepts: in the order of the file.
        digest: SHA-256 of the file's bytes, to tell whether it changed since.
    """

    path: Path
    name: str
    concepts: tuple[Concept, ...]
    description: str = ""
    languages: tuple[str, ...] = ()
    domain: str = ""
    owner: str = ""
    source: str = ""
    licence: str = ""
    version: str = ""
    digest: str = ""

    def terms(self, lang: str | None = None) -> tuple[Term, ...]:
        """All terms, or those of one language."""
        return tuple(t for c in self.concepts for t in c.terms if lang is None or t.lang == lang)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a glossary file, with its place and the remedy.

    Attributes:
        path: as the user gave it.
        line, column: from 1.
        code: stable, see :data:`workbench.glossary.lint.CODES`.
        message: what was seen.
        fix: what to do; "" where the message says it.
        severity: error, warning or info.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} {self.fix}".rstrip()


@lru_cache(maxsize=1024)
def split_language(code: str) -> tuple[str, str]:
    """Our language code and the region of a key such as ``en-GB``; codes we lack stay as they are.

    >>> split_language("en-GB"), split_language("zh-TW"), split_language("tlh")
    (('en', 'GB'), ('zh-tw', ''), ('tlh', ''))
    """
    lower = code.replace("_", "-").lower()
    if lower in LANGUAGES:
        return lower, ""
    base, _, rest = lower.partition("-")
    region = rest.upper() if len(rest) == 2 and rest.isalpha() else ""
    try:
        return language(base if region else lower).code, region
    except UnknownLanguage:
        return base, region


def language_key(term: Term) -> str:
    """The key a term stands under: its language, with the region where it has one."""
    return f"{term.lang}-{term.region}" if term.region else term.lang


def ident(text: str, taken: set[str]) -> str:
    """An unused concept id made of `text`; it is added to `taken`.

    >>> taken = set()
    >>> ident("Press Release!", taken), ident("press release", taken), ident("прес", taken), ident("a--0", taken)
    ('press-release', 'press-release-2', 'concept', 'a--0')
    """
    made = regex.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._") or "concept"
    base = text if regex.fullmatch(r"[a-z0-9][a-z0-9._-]*", text) else made  # what is an id already stays
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


@contextmanager
def collector_off() -> Iterator[None]:
    """Python's cycle collector paused, while a large glossary is read or indexed.

    It would walk the half-built tree again and again, three times the work itself; nothing there makes cycles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

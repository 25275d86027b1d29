"""What all checks share: the text they see, what they answer, and the row that describes each.

A check is a small pure function from a :class:`Cell` (one row of one rendering) or a :class:`Column`
(a whole rendering) to :class:`Hit` values. It sees NFC text; :func:`workbench.checks.run` maps spans
back to the text as it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from workbench.errors import UnknownLanguage
from workbench.glossary import Matcher
from workbench.languages import Language, language
from workbench.model import Guess, Severity, Span

__all__ = [
    "CAPITAL_NOUNS",
    "Cell",
    "Check",
    "Column",
    "Context",
    "Detector",
    "Hit",
    "Need",
    "Spot",
    "clip",
    "known_language",
    "language_name",
]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row: what the source says and what one rendering says.

    Attributes:
        row: row of the table, from 0.
        source, target: NFC text; empty where nothing stands on that side.
        source_lang, target_lang: language codes, None where undecided.
    """

    row: int
    source: str
    target: str
    source_lang: str | None
    target_lang: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One rendering, row by row, beside the source."""

    rendering: int
    cells: tuple[Cell, ...]
    source_lang: str | None
    target_lang: str | None

    @property
    def pair(self) -> str:
        """The language pair as written in a config file: ``en-uk``; ``?`` where undecided."""
        return f"{self.source_lang or '?'}-{self.target_lang or '?'}"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check saw in one cell: the sentence with its evidence, and where.

    `severity` is given only where it differs from the check's own.
    """

    message: str
    source: Span | None = None
    target: Span | None = None
    severity: Severity | None = None
    evidence: tuple[tuple[str, str], ...] = ()


Spot = tuple[int, Hit]
"""A hit of a column check with the row it belongs to."""


class Detector(Protocol):
    """Something that guesses a text's language, such as :func:`workbench.detection.detect`."""

    def __call__(self, text: str, /) -> Guess:
        """The guess for `text`."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may ask for beside the texts.

    Attributes:
        thresholds: the check's own, by name, config file applied.
        matcher: finds glossary terms, or None.
        detect: guesses languages, or None.
    """

    thresholds: Mapping[str, float] = field(default_factory=dict)
    matcher: Matcher | None = None
    detect: Detector | None = None


CellCheck = Callable[[Cell, Context], Iterable[Hit]]
ColumnCheck = Callable[[Column, Context], Iterable[Spot]]
Need = Callable[[Column, Context], str | None]
"""Says why a check cannot run on a column, or None where it can."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table of codes: everything a person or the documentation wants to know.

    Attributes:
        code: stable name; findings carry it.
        severity: of its findings, unless a hit says otherwise or the config file changes it.
        subject: heading it stands under in the documentation.
        about: what it flags, in one sentence.
        cell, column: the function; exactly one is given.
        thresholds: (name, default, meaning) of the numbers a user may change.
        needs: reasons why it might not run.
        beats: codes that stay silent where this one has spoken about the same words.
    """

    code: str
    severity: Severity
    subject: str
    about: str
    cell: CellCheck | None = None
    column: ColumnCheck | None = None
    thresholds: tuple[tuple[str, float, str], ...] = ()
    needs: tuple[Need, ...] = ()
    beats: tuple[str, ...] = ()

    def spots(self, column: Column, context: Context) -> Iterator[Spot]:
        """All hits in a column."""
        if self.column is not None:
            yield from self.column(column, context)
        if self.cell is not None:
            for cell in column.cells:
                for hit in self.cell(cell, context):
                    yield cell.row, hit


CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages whose nouns begin with a capital, so that one says nothing about names or beginnings."""


@lru_cache(maxsize=256)
def known_language(code: str | None) -> Language | None:
    """The language's row, or None where the code is missing or not in the table."""
    try:
        return language(code) if code else None
    except UnknownLanguage:
        return None


def language_name(code: str) -> str:
    """Name of a language for a message; the code itself where it is not in the table."""
    row = known_language(code)
    return row.name if row else code


def clip(text: str, limit: int = 60) -> str:
    """A text for a message: one line, at most `limit` characters.

    >>> clip("one two three", 8)
    'one two…'
    """
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

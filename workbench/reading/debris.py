"""Takes off what web pages leave at the edges of an article: widgets, share buttons, cookie notices.

Only whole lines, only in the runs at the top and the bottom of a text, never a sentence (cookie notices
apart), never all of a text. Nothing is cut out: a removal is a span of the document's text that later
stages skip, so it can be put back. The lines stand in ``debris.toml``.
"""

from __future__ import annotations

import dataclasses
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import regex

from workbench.model import Document, Removal, Span

__all__ = ["find_debris", "restored", "without_debris"]

_LINE = regex.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_DECORATION = regex.compile(r"^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$")
_SENTENCE_END = regex.compile(r"[.!?…。！？۔।]+[\"'»”’)\]]*$")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’ʼ-]*")
_FEWEST_WORDS = 6
"""A line with a full stop, ! or ? behind this many words is taken for a sentence: "Follow us on Facebook!" is
a button, "Follow us on Facebook, she told the crowd." is not."""
_LONGEST = 500
"""Code points; a longer line is a paragraph whatever it begins with."""
_MARKS = "decoration"
_FURTHEST = 40
"""Lines looked at from each edge; real pages carry up to some thirty lines of buttons and links."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """One table of ``debris.toml``; see its head."""

    reason: str
    note: str
    lines: frozenset[str]
    like: regex.Pattern[str] | None
    long: bool

    def fits(self, line: str, bare: str, *, sentence: bool) -> bool:
        """True if the folded `line`, or it without decoration, is debris by this rule."""
        if sentence and not self.long:
            return False
        return bare in self.lines or bool(self.like and self.like.fullmatch(line))


@dataclass(frozen=True, slots=True)
class _Table:
    """All of ``debris.toml``."""

    rules: tuple[_Rule, ...]
    weak: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    table = tomllib.loads(files("workbench.reading").joinpath("debris.toml").read_text("utf-8"))
    weak = frozenset(_folded(line) for line in table.pop("weak"))
    rules = tuple(
        _Rule(
            reason,
            row["note"],
            frozenset(_folded(line) for line in row["lines"]),
            regex.compile("|".join(f"(?:{like})" for like in row["like"])) if "like" in row else None,
            row.get("long", False),
        )
        for reason, row in table.items()
    )
    return _Table(rules, weak)


def _folded(line: str) -> str:
    """Lower case, NFC, one apostrophe, single spaces: what lines are compared in."""
    line = unicodedata.normalize("NFC", line).casefold().replace("’", "'").replace("ʼ", "'")
    return " ".join(line.split())


def find_debris(text: str) -> tuple[Removal, ...]:
    """The debris at the top and the bottom of `text`, one removal a line.

    A removal covers its line without the white space around it. Lines that are only decoration
    (``***``, ``|``) go with the debris they stand between. If all lines were debris, none is taken.

    >>> text = "It rained all day.\\n\\nTranslate »"
    >>> [(r.reason, r.span.of(text)) for r in find_debris(text)]
    [('translate-widget', 'Translate »')]
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text) if not match.group().isspace()]
    top = _run(text, lines[:_FURTHEST])
    rest = lines[len(top) :]
    bottom = _run(text, rest[: -_FURTHEST - 1 : -1])
    if len(top) + len(bottom) >= len(lines):
        return ()
    return (*top, *reversed(bottom))


def _run(text: str, lines: Sequence[Span]) -> list[Removal]:
    """Removals for the debris that `lines` begin with; none if all of it is weak."""
    found: list[Removal] = []
    waiting: list[Removal] = []
    strong = False
    for line in lines:
        judged = _judged(text, line)
        if judged is None:
            break
        removal, weak = judged
        strong = strong or not weak
        waiting.append(removal)
        if removal.reason != _MARKS:  # marks at the inner end of the run stay: they may part chapters
            found += waiting
            waiting = []
    return found if strong else []


def _judged(text: str, line: Span) -> tuple[Removal, bool] | None:
    """The removal of a line without the white space around it, and whether it is weak; None for a line to keep."""
    raw = line.of(text)
    start = line.start + len(raw) - len(raw.lstrip())
    span = Span(start, start + len(raw.strip()))
    if not _WORD.search(span.of(text)):
        return Removal(span, _MARKS, "a line of marks between such lines"), True
    if len(span) > _LONGEST:
        return None
    folded = _folded(span.of(text))
    bare = _DECORATION.sub("", folded)
    sentence = bool(_SENTENCE_END.search(folded)) and len(_WORD.findall(folded)) >= _FEWEST_WORDS
    table = _table()
    rule = next((rule for rule in table.rules if rule.fits(folded, bare, sentence=sentence)), None)
    if rule is None:
        return None
    return Removal(span, rule.reason, rule.note), folded in table.weak


def without_debris(document: Document) -> Document:
    """`document` with its debris marked as removed; its text stays as it is.

    What was removed before stays removed.
    """
    removed = _merged([*document.removed, *find_debris(document.text)])
    return document if removed == document.removed else dataclasses.replace(document, removed=removed)


def restored(document: Document, removal: Removal) -> Document:
    """`document` with one removal put back; all of them put back give the document as it was read.

    Raises:
        ValueError: `removal` is not one of the document's.
    """
    if removal not in document.removed:
        raise ValueError(f"not a removal of this document: {removal.span}")
    return dataclasses.replace(document, removed=tuple(r for r in document.removed if r != removal))


def _merged(removals: Iterable[Removal]) -> tuple[Removal, ...]:
    """Removals in order; one that overlaps an earlier one is left out."""
    kept: list[Removal] = []
    for removal in sorted(removals, key=lambda removal: (removal.span.start, -removal.span.end)):
        if not kept or removal.span.start >= kept[-1].span.end:
            kept.append(removal)
    return tuple(kept)

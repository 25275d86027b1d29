"""The check of names across scripts: whoever the source names must be named in the rendering, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from workbench.checks.base import CAPITAL_NOUNS, Cell, Column, Context, Hit, Spot
from workbench.checks.likeness import alike, skeleton
from workbench.checks.places import place_in, place_of
from workbench.model import Severity, Span
from workbench.morphology import knows, listed

__all__ = ["NAME", "WORD", "is_name", "name"]

_TITLES = frozenset(
    {"Insp", "Sgt", "Det", "Lt", "Maj", "Capt", "Prof", "Rev", "Supt", "Const", "Inc", "Ltd", "Corp", "Bros"}
    | {"Celsius", "Fahrenheit", "Celsiusza", "Celsjusza", "Цельсія", "Цельсия", "Фаренгейта", "Фаренгейту"}
    | {"Mrs"}
    | {"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec", "Ave", "Blvd"}
)
"""Abbreviations and scales that stand where a name could."""


WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’ʼ][\p{L}\p{M}]+)*")
NAME = regex.compile(
    r"(?<=[\p{L}\p{N},;–—] |\b(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Gen|Col|Sgt|St)\. )\p{Lu}\p{Ll}{2,}(?![\p{L}-])"
)


def name(column: Column, context: Context) -> Iterator[Spot]:
    """A name in the source has nothing like it in the target; or, for information, the reverse.

    A name is a capitalised word inside the sentence that the language does not know as a common word.
    """
    distance = context.thresholds["distance"]
    ours = {word for cell in column.cells for word in cell.source.split() if word.islower()}
    theirs = {word for cell in column.cells for word in cell.target.split() if word.islower()}
    for cell in column.cells:
        if not cell.source or not cell.target:
            continue
        added = [span for span in _added_names(cell, theirs, distance) if not _in_term(span, cell, context)]
        lost = [
            Span(*match.span())
            for match in NAME.finditer(cell.source)
            if is_name(match.group(), ours, cell.source_lang or "")
            and not knows(match.group(), "en")  # English titles stand in texts of all languages
            and not _name_in(match.group(), cell.target, distance)
            and not place_in(match.group(), cell)
        ]
        for whole in _side_by_side(lost, cell.source):
            yield cell.row, _name_hit(cell, whole, added.pop(0) if added else None, distance)
        for span in added:
            if (replaced := _replaced(span, cell, distance)) is not None:
                yield cell.row, _name_hit(cell, replaced, span, distance)
                continue
            hit = Hit(
                f"The name “{span.of(cell.target)}” has no counterpart in the source.",
                target=span,
                severity=Severity.INFO,
                evidence=(("name", ""), ("instead", span.of(cell.target))),
            )
            yield cell.row, hit


def _side_by_side(spans: list[Span], text: str) -> Iterator[Span]:
    """Names of several words are one name: "David Armstrong"."""
    waiting: Span | None = None
    for span in spans:
        if waiting is not None and text[waiting.end : span.start] == " ":
            waiting = Span(waiting.start, span.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = span
    if waiting is not None:
        yield waiting


def _in_term(span: Span, cell: Cell, context: Context) -> bool:
    """The word belongs to a glossary term, which the term checks judge."""
    if context.matcher is None or cell.target_lang is None:
        return False
    return any(match.span.covers(span) for match in context.matcher.find(cell.target, cell.target_lang))


def _name_hit(cell: Cell, span: Span, instead: Span | None, distance: float) -> Hit:
    word = span.of(cell.source)
    other = instead.of(cell.target) if instead else ""
    said = f"; “{other}” stands only in the rendering" if other else ""
    sure = other or (len(skeleton(word)) > 2 and not _may_go(span, cell, distance))
    return Hit(
        f"The name “{word}” has no counterpart{said}.",
        span,
        instead,
        severity=None if sure else Severity.INFO,
        evidence=(("name", word), ("instead", other)),
    )


def _may_go(span: Span, cell: Cell, distance: float) -> bool:
    """Names that good translations leave out or translate.

    The country or state behind a city ("Manchester, England"); the first name where the surname stays, and what
    stands before another capital ("Betfred Cup", "Riverside Church"); teams ("the Seahawks").
    """
    if _CITY.search(cell.source, max(0, span.start - 20), span.start) is not None:
        return True
    if _TEAM.search(cell.source, max(0, span.start - 4), span.end) is not None:
        return True
    following = _NEXT_CAPITAL.match(cell.source, span.end)
    if following is None:
        return False
    if knows(following.group(1), cell.source_lang or ""):
        return True  # a title or an institution
    another = cell.target_lang in CAPITAL_NOUNS or _has_stranger(cell, distance)
    return not another and _name_in(following.group(1), cell.target, distance)


def _has_stranger(cell: Cell, distance: float) -> bool:
    """A word with a capital stands in the target that nothing in the source accounts for, be it a common word."""
    sources = [match.group() for match in WORD.finditer(cell.source) if len(match.group()) > 2]
    return any(
        match.group() not in cell.source
        and not place_of(match.group(), cell)
        and not any(alike(source, match.group(), distance) for source in sources)
        for match in NAME.finditer(cell.target)
    )


def _replaced(span: Span, cell: Cell, distance: float) -> Span | None:
    """The name of the source that a name of the target stands for: both stand beside one that is the same,
    "Kanye West" and "Канье Лондонберри", and the former is not in the target."""
    before = _CAPITAL_BEFORE.search(cell.target, 0, span.start)
    if before is None:
        return None
    for match in _TWO_CAPITALS.finditer(cell.source, overlapped=True):
        if alike(match[1], before[1], distance) and not _name_in(match[2], cell.target, distance):
            same = alike(match[2], span.of(cell.target), _MISSPELT) or place_in(match[2], cell)
            return None if same else Span(*match.span(2))
    return None


_MISSPELT = 0.5
"""Share of a name's consonants that may differ where it stands in the right place: Fellowes is Феллоузом."""
_CAPITAL_BEFORE = regex.compile(r"(\p{Lu}\p{L}+) $")
_TWO_CAPITALS = regex.compile(r"(?<!\p{L})(\p{Lu}\p{Ll}+) (\p{Lu}\p{Ll}{2,})(?![\p{L}-])")


_CITY = regex.compile(r"\p{Lu}\p{Ll}+, $")
_NEXT_CAPITAL = regex.compile(r" (\p{Lu}\p{Ll}+)")
_TEAM = regex.compile(r"\b[Tt]he \p{Lu}\p{L}+s$")


def is_name(word: str, lower: set[str], lang: str) -> bool:
    """A capitalised word is a name: not a common word of the language, nor of the text without its capital.

    Args:
        word: as it stands.
        lower: words of the text that stand without a capital.
        lang: its language.
    """
    if word in _TITLES or word.lower() in lower or knows(word, lang):
        return False
    if lang in CAPITAL_NOUNS and _is_noun(word, lang):
        return False
    # plurals, inhabitants: Democrats, Famer, Midwesterner; but four letters of Bolivia make no "boli"
    stems = [word[:-cut] for cut, least in ((1, 4), (2, 4), (3, 5)) if len(word) - cut >= least]
    return not any(stem.lower() in lower or knows(stem, lang) for stem in stems)


@lru_cache(maxsize=65536)
def _is_noun(word: str, lang: str) -> bool:
    """A word of a language whose nouns have capitals that is in its list, or made of words that are.

    >>> _is_noun("Tsunamischutzunterkünfte", "de"), _is_noun("Überschwemmungen", "de"), _is_noun("Nugroho", "de")
    (True, True, False)
    """
    if listed(word, lang) or _NOUN_ENDING.search(word):
        return True
    for cut in range(3, len(word) - 2):
        head, rest = word[:cut], word[cut:].capitalize()
        if not listed(rest, lang):
            continue
        stem = head.removesuffix("s")
        heads = (head, stem, head + "e", stem + "e", head.removesuffix("n"), head.removesuffix("en"))
        least = 3 if len(rest) > 3 else _LONG_NOUN  # Zauberer-hut, but no names that end in three letters
        if len(rest) >= _LONG_NOUN or any(len(h) >= least and listed(h, lang) for h in heads):
            return True
    return False


_LONG_NOUN = 6
"""Letters of a noun that no name ends in by chance: whatever stands before it, the word is a compound."""
_NOUN_ENDING = regex.compile(r"(?:ung|heit|keit|schaft|tion|tät|ismus|tum)(?:en|s)?$")


def _name_in(word: str, target: str, distance: float) -> bool:
    """Some word of the target, its ending aside, is nearly `word`."""
    if word in target or len(skeleton(word)) < 2:
        return True  # or too little to tell
    return any(alike(word, match.group(), distance) for match in WORD.finditer(target))


def _added_names(cell: Cell, lower: set[str], distance: float) -> list[Span]:
    """Names of the target that no word of the source accounts for."""
    lang = cell.target_lang or ""
    if lang in CAPITAL_NOUNS:
        return []  # every noun has a capital
    sources = [match.group() for match in WORD.finditer(cell.source) if len(match.group()) > 2]
    return [
        Span(*match.span())
        for match in NAME.finditer(cell.target)
        if len(skeleton(match.group())) > 1
        and match.group() not in cell.source
        and is_name(match.group(), lower, lang)
        and not any(alike(source, match.group(), distance) for source in sources)
        and not place_of(match.group(), cell)
    ]

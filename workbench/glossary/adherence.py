"""How a translation treats the terms of its source: obeyed, varied, missed, or rendered as forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbench.glossary.base import split_language
from workbench.glossary.match import Match, Matcher
from workbench.model import Concept, Span, Term, TermStatus

__all__ = ["Outcome", "State", "adherence"]


class State(StrEnum):
    """What became of one concept."""

    HIT = "hit"
    VARIANT = "variant"
    MISSING = "missing"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a translation did with one concept of its source.

    Attributes:
        concept: the concept.
        state: hit (a preferred term), variant (only an admitted one, or one of another region), missing, or
            forbidden.
        source: its places in the source; empty for a forbidden term that nothing in the source asks for.
        target: its places in the target; for ``forbidden`` the forbidden ones only.
        wanted: the target terms that satisfy, the preferred first.
    """

    concept: Concept
    state: State
    source: tuple[Match, ...]
    target: tuple[Match, ...]
    wanted: tuple[Term, ...]

    @property
    def short(self) -> int:
        """How many more times the source has the concept than the target; 0 if not fewer."""
        return max(0, len(self.source) - len(self.target)) if self.state is not State.FORBIDDEN else 0


def adherence(
    source_text: str,
    target_text: str,
    source_lang: str,
    target_lang: str,
    matcher: Matcher,
    *,
    source_quoted: Sequence[Span] | None = None,
    target_quoted: Sequence[Span] | None = None,
    title: bool = False,
) -> list[Outcome]:
    """One outcome per concept, in the order of the source, then forbidden terms the source never asked for.

    Args:
        source_text, target_text: one row of an alignment.
        source_lang, target_lang: their languages; a region (``en-GB``) makes other regions' terms variants.
        matcher: the glossaries.
        source_quoted, target_quoted, title: see :meth:`Matcher.find`.

    A concept without a term in the target language gives no outcome: nothing was asked. A concept whose
    every place in the source is also a place of another concept that the target satisfies is not missing.
    """
    source = _asking(matcher.find(source_text, source_lang, quoted=source_quoted, title=title))
    inside = matcher.find(target_text, target_lang, nested=True, quoted=target_quoted, title=title)
    outer = matcher.find(target_text, target_lang, quoted=target_quoted, title=title)
    outer = _without_rivals(outer, {id(match.concept) for match in source})
    lang, region = split_language(target_lang)
    outcomes = [
        outcome
        for concept in _concepts(source)
        if (outcome := _outcome(concept, source, inside, outer, lang, region))
    ]
    satisfied = {place.span for o in outcomes if o.state in (State.HIT, State.VARIANT) for place in o.source}
    kept = [o for o in outcomes if o.state is not State.MISSING or not _all_in(o.source, satisfied)]
    return kept + list(_unasked(outer, {id(match.concept) for match in source}, lang))


def _asking(matches: Sequence[Match]) -> list[Match]:
    """The places of a source that ask for a rendering: no halves of compounds, no loose terms, and no words
    that are forbidden for one concept but allowed for another."""
    allowed = {match.span for match in matches if match.term.status is not TermStatus.FORBIDDEN}
    return [
        match
        for match in matches
        if not (match.part or match.term.loose)
        and (match.term.status is not TermStatus.FORBIDDEN or match.span not in allowed)
    ]


def _without_rivals(matches: Sequence[Match], asked: set[int]) -> list[Match]:
    """Without forbidden readings of words that an allowed term of another concept in the source explains:
    “refugees” rendered as such are no forbidden rendering of “displaced persons” beside them."""
    explained = {
        match.span
        for match in matches
        if match.term.status is not TermStatus.FORBIDDEN and id(match.concept) in asked
    }
    return [m for m in matches if m.term.status is not TermStatus.FORBIDDEN or m.span not in explained]


def _outcome(
    concept: Concept,
    source: Iterable[Match],
    inside: Iterable[Match],
    outer: Iterable[Match],
    lang: str,
    region: str,
) -> Outcome | None:
    wanted = _wanted(concept, lang)
    places = tuple(m for m in source if m.concept is concept)
    good = _disjoint(m for m in inside if m.concept is concept and m.term.status is not TermStatus.FORBIDDEN)
    bad = tuple(m for m in outer if m.concept is concept and m.term.status is TermStatus.FORBIDDEN)
    if bad:
        return Outcome(concept, State.FORBIDDEN, places, bad, wanted)
    if not wanted:
        return None
    if not good:
        return Outcome(concept, State.MISSING, places, (), wanted)
    ideal = any(_is_ideal(m.term, region) for m in good)
    return Outcome(concept, State.HIT if ideal else State.VARIANT, places, good, wanted)


def _is_ideal(term: Term, region: str) -> bool:
    return term.status is TermStatus.PREFERRED and (not region or term.region in ("", region))


def _wanted(concept: Concept, lang: str) -> tuple[Term, ...]:
    allowed = [
        term
        for term in concept.terms
        if split_language(term.lang)[0] == lang and term.status is not TermStatus.FORBIDDEN
    ]
    return tuple(sorted(allowed, key=lambda term: term.status is not TermStatus.PREFERRED))


def _disjoint(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Of overlapping places of one concept only the longest; places in order."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (-len(m.span), m.span.start)):
        if not any(match.span.overlaps(other.span) for other in kept):
            kept.append(match)
    return tuple(sorted(kept, key=lambda m: m.span))


def _all_in(places: Iterable[Match], spans: set[Span]) -> bool:
    return all(place.span in spans for place in places)


def _unasked(outer: Iterable[Match], asked: set[int], lang: str) -> Iterable[Outcome]:
    """Forbidden terms of concepts that the source does not have, unless the words have an allowed reading."""
    found = list(outer)
    allowed = {m.span for m in found if m.term.status is not TermStatus.FORBIDDEN}
    for concept in _concepts(found):
        bad = tuple(
            m
            for m in found
            if m.concept is concept and m.term.status is TermStatus.FORBIDDEN and m.span not in allowed
        )
        if bad and id(concept) not in asked:
            yield Outcome(concept, State.FORBIDDEN, (), bad, _wanted(concept, lang))


def _concepts(matches: Iterable[Match]) -> Iterable[Concept]:
    """Each concept once, in order; by identity, since comparing concepts compares all their terms."""
    return {id(match.concept): match.concept for match in matches}.values()

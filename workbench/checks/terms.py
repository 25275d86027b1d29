"""Checks of words that are not the translator's to choose: glossary terms and what must stay as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial

import regex

from workbench.checks.base import Cell, Column, Context, Hit, Spot
from workbench.glossary import Match, Matcher, Outcome, State, adherence
from workbench.model import Severity, Span, TermStatus
from workbench.morphology import same_lexeme
from workbench.words import word_texts

__all__ = ["do_not_translate", "term_forbidden", "term_inconsistent", "term_missing", "term_variant"]


@lru_cache(maxsize=16384)
def _outcomes(
    source: str, target: str, source_lang: str, target_lang: str, matcher: Matcher
) -> tuple[Outcome, ...]:
    """What the target did with the terms of the source; asked once for all the term checks."""
    return tuple(adherence(source, target, source_lang, target_lang, matcher))


def _outcomes_of(cell: Cell, context: Context) -> tuple[Outcome, ...]:
    if not cell.target.strip() or context.matcher is None:
        return ()
    return _outcomes(
        cell.source, cell.target, cell.source_lang or "", cell.target_lang or "", context.matcher
    )


def term_missing(cell: Cell, context: Context) -> Iterator[Hit]:
    """A term of the source has none of its renderings; or fewer than the source has it (a warning)."""
    for outcome in _outcomes_of(cell, context):
        if outcome.state is State.MISSING:
            if any(_opened(term.text, cell) for term in outcome.wanted):
                continue
            place = outcome.source[0]
            yield Hit(
                f"The term “{place.text}” is not rendered as {_wanted(outcome)} ({place.term.where}).",
                place.span,
                evidence=_evidence(place, outcome),
            )
        elif outcome.short and outcome.state is not State.FORBIDDEN:
            place = outcome.source[-1]
            yield Hit(
                f"The term “{place.text}” stands {len(outcome.source)} times in the source, "
                f"{_wanted(outcome)} {len(outcome.target)} times in the rendering ({place.term.where}).",
                place.span,
                outcome.target[-1].span if outcome.target else None,
                severity=Severity.INFO,
                evidence=_evidence(place, outcome),
            )


def _opened(term: str, cell: Cell) -> bool:
    """The term stands there with a word between its first and its second, as Romance adjectives do: "ministère
    français de la Défense". Terms of two words are not opened: their words meet by chance."""
    lang = cell.target_lang or ""
    parts, found = word_texts(term), word_texts(cell.target)
    size = len(parts) + 1
    if len(parts) < 3 or size > len(found):
        return False
    return any(
        same_lexeme(found[at], parts[0], lang)
        and all(map(partial(same_lexeme, lang=lang), found[at + 2 : at + size], parts[1:]))
        for at in range(len(found) - size + 1)
    )


def term_forbidden(cell: Cell, context: Context) -> Iterator[Hit]:
    """A form stands in the target that the glossary forbids there."""
    for outcome in _outcomes_of(cell, context):
        if outcome.state is not State.FORBIDDEN:
            continue
        for place in outcome.target:
            instead = f" Use {_wanted(outcome)}." if outcome.wanted else ""
            why = f": {place.term.why.rstrip('.')}" if place.term.why else ""
            yield Hit(
                f"“{place.text}” is forbidden{why} ({place.term.where}).{instead}",
                outcome.source[0].span if outcome.source else None,
                place.span,
                evidence=_evidence(place, outcome),
            )


def term_variant(cell: Cell, context: Context) -> Iterator[Hit]:
    """An allowed variant stands where the glossary prefers another term."""
    for outcome in _outcomes_of(cell, context):
        place = next((place for place in outcome.target if not _derived(place, outcome)), None)
        if outcome.state is State.VARIANT and place is not None:
            yield Hit(
                f"“{place.text}” is allowed, {_wanted(outcome)} is preferred ({place.term.where}).",
                outcome.source[0].span,
                place.span,
                evidence=_evidence(place, outcome),
            )


def term_inconsistent(column: Column, context: Context) -> Iterator[Spot]:
    """One term of the source is rendered by different terms in one text; the rarer ones are reported.

    A verb beside a noun is no inconsistency, and neither is an abbreviation where the source has one.
    """
    used: dict[tuple[str, str, str], list[tuple[int, Outcome, Match]]] = {}
    for cell in column.cells:
        for outcome in _outcomes_of(cell, context):
            place = next((place for place in outcome.target if not _derived(place, outcome)), None)
            if outcome.state in (State.HIT, State.VARIANT) and outcome.source and place is not None:
                same = (outcome.concept.id, outcome.source[0].term.text, place.term.part_of_speech)
                used.setdefault(same, []).append((cell.row, outcome, place))
    for places in used.values():
        terms = Counter(place.term.text for _, _, place in places)
        usual, most = terms.most_common(1)[0]
        for row, outcome, place in places:
            if place.term.text == usual:
                continue
            often = "once" if most == 1 else f"{most} times"
            message = f"“{outcome.source[0].text}” is “{place.text}” here, but “{usual}” {often} elsewhere."
            evidence = _evidence(place, outcome)
            yield row, Hit(message, outcome.source[0].span, place.span, evidence=evidence)


_DERIVED = frozenset({"adjective", "adverb", "verb"})


def _derived(place: Match, outcome: Outcome) -> bool:
    """True for an adjective or verb of the concept where the preferred terms are nouns: grammar asked for it."""
    own = place.term.part_of_speech
    preferred = (term for term in outcome.wanted if term.status is TermStatus.PREFERRED)
    return own in _DERIVED and all(term.part_of_speech != own for term in preferred)


def _wanted(outcome: Outcome) -> str:
    """The preferred terms, or all that satisfy where none is preferred."""
    terms = [term for term in outcome.wanted if term.status is TermStatus.PREFERRED] or list(outcome.wanted)
    named = " or ".join(f"“{term.text}”" for term in terms[:3])
    return f"{named} …" if len(terms) > 3 else named


def _evidence(place: Match, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    return (
        ("concept", outcome.concept.id),
        ("form", place.text),
        ("term", place.term.text),
        ("where", place.term.where),
        ("wanted", " | ".join(term.text for term in outcome.wanted)),
    )


# --- what must stay as it is -------------------------------------------------------------------------

_PROTECTED = regex.compile(
    r"(?P<address>https?://[^\s<>\"»”)]+|www\.[^\s<>\"»”)]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+\w)"
    r"|(?P<handle>(?<![\w@])@\w{2,})"
    r"|(?P<placeholder>#\p{Lu}[\p{Lu}\p{N}_]+#|\{\{?\w+\}?\}|%\(\w+\)[sd]|(?<![\p{N}%])%[sd](?!\w))"
    r"|(?P<tag>(?<![\w#&])#\p{L}\w{2,})"
    r"|(?P<number>(?<![\w/])\p{Lu}{1,4}/\p{Lu}{2,6}/[\p{N}/]+\w?)"
)
_KIND = {
    "address": "address",
    "mail": "e-mail address",
    "handle": "handle",
    "placeholder": "placeholder",
    "tag": "tag",
    "number": "document number",
}


def do_not_translate(cell: Cell, _: Context) -> Iterator[Hit]:
    """An address, e-mail, @handle or document number is changed or missing; a #tag is a warning."""
    if not cell.target or not any(sign in cell.source for sign in ("@", "#", "/", "{", "%", "www.")):
        return
    seen: set[str] = set()
    for match in _PROTECTED.finditer(cell.source):
        text = match.group().rstrip(".,;:!?")
        kind = match.lastgroup or ""
        if text in cell.target or text in seen:
            continue
        seen.add(text)
        yield Hit(
            f"The {_KIND[kind]} “{text}” is changed or missing.",
            Span(match.start(), match.start() + len(text)),
            severity=Severity.WARNING if kind == "tag" else None,
            evidence=(("protected", text),),
        )

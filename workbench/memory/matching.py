"""From a segment to its matches: the same text first, then what the word index finds, compared in full."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel
from sqlalchemy import Connection, select

from workbench.memory.bulk import among, chunks
from workbench.memory.placeables import rough_keys
from workbench.memory.scoring import PENALTIES, canonical, likeness, scored
from workbench.memory.search import candidates, digest, index_for, prepared
from workbench.memory.tm_read import lang_codes, units_by_id
from workbench.memory.tm_schema import texts, units
from workbench.memory.tm_write import EDGE, ORIGINS
from workbench.memory.units import Match, MatchKind, Penalty, Unit, UnitOrigin

__all__ = ["Asked", "matches"]

_SEEN = 500
"""Texts of the index that are asked for their units; many have none in the wanted language."""

_COMPARED = 250
"""Of these, texts that are compared in full."""

_UNITS_OF_A_TEXT = 50
"""Different targets of one text that are looked at: “Yes.” has hundreds of units."""

_LONGEST_FUZZY = 20_000
"""Characters. A longer text is no segment: only the same one is looked for."""

_NAMES = 0.15
"""What a name that can be put in may add to the likeness of two word lists, in a segment of a few words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a memory is asked; see :meth:`workbench.memory.tm.Memory.lookup`."""

    text: str
    source_lang: str
    target_lang: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A unit by its numbers."""

    id: int
    text: int  # the text that is like the one asked for
    other: int
    previous: int
    next: int
    origin: int
    changed: int
    reversed: bool


def matches(connection: Connection, asked: Asked, *, limit: int, floor: float) -> tuple[Match, ...]:
    """The best matches, the best first, each target once."""
    numbers = {code: number for number, code in lang_codes(connection).items()}
    source, target = numbers.get(asked.source_lang), numbers.get(asked.target_lang)
    if source is None or target is None or limit < 1 or not asked.text.strip():
        return ()
    context = (_texts_equal(connection, asked.before, source), _texts_equal(connection, asked.after, source))
    same = _texts_equal(connection, asked.text, source)
    found = _units_of(connection, same, source, target)
    chosen = _chosen(found, same, context)
    if len(chosen) < limit and floor < 1 and len(asked.text) <= _LONGEST_FUZZY:
        like = _alike(connection, asked, source, target, floor, set(same))
        chosen += _chosen(like[1], like[0][: max(20, 4 * limit)], context)
    remembered = units_by_id(connection, [each.id for each in chosen])
    made = [_match(asked, each, remembered[each.id], context) for each in chosen if each.id in remembered]
    made = [match for match in made if match.score >= 100 * floor]
    made.sort(key=lambda match: _rank(asked.text, match))
    by_target: dict[str, Match] = {}
    for match in made:
        by_target.setdefault(canonical(match.proposal), match)
    return tuple(by_target.values())[:limit]


def _texts_equal(connection: Connection, body: str | None, lang: int) -> list[int]:
    """Numbers of the texts that are the same, however their accents are written; an edge is itself."""
    if body is None:
        return []
    if not body:
        return [EDGE]
    forms = {body, unicodedata.normalize("NFC", body), unicodedata.normalize("NFD", body)}
    query = select(texts.c.id, texts.c.body).where(
        texts.c.digest.in_([digest(lang, form) for form in forms]), texts.c.lang == lang
    )
    wanted = canonical(body)
    return [number for number, text in connection.execute(query) if canonical(text) == wanted]


def _units_of(
    connection: Connection, numbers: Sequence[int], source: int, target: int
) -> dict[int, list[_Found]]:
    """Units that have one of the texts on the source's side, or on the other side of the other direction."""
    u = units.c
    found: dict[int, list[_Found]] = {}
    for some in chunks(numbers):
        for reverse, near, far in ((False, u.source, u.target), (True, u.target, u.source)):
            langs = (target, source) if reverse else (source, target)
            query = select(
                u.id, near, far, u.previous, u.next, u.origin, u.changed
            ).where(among(near, some), u.source_lang == langs[0], u.target_lang == langs[1])  # fmt: skip
            for number, text, other, previous, after, origin, changed in connection.execute(query).all():
                found.setdefault(text, []).append(
                    _Found(number, text, other, previous, after, origin, changed or 0, reverse)
                )
    return found


def _in_context(found: _Found, context: tuple[Sequence[int], Sequence[int]]) -> bool:
    return not found.reversed and found.previous in context[0] and found.next in context[1]


def _chosen(
    found: dict[int, list[_Found]],
    order: Iterable[int],
    context: tuple[Sequence[int], Sequence[int]],
) -> list[_Found]:
    """For each text, in order, its best unit for each target: in context, in this direction, a person's, newest."""
    chosen = []
    for number in order:
        best: dict[int, _Found] = {}
        ranked = sorted(
            found.get(number, ()),
            key=lambda f: (not _in_context(f, context), f.reversed, f.origin == _MACHINE, -f.changed, -f.id),
        )
        for each in ranked:
            best.setdefault(each.other, each)
        chosen += list(best.values())[:_UNITS_OF_A_TEXT]
    return chosen


_MACHINE = ORIGINS.index(UnitOrigin.MACHINE)


def _alike(
    connection: Connection, asked: Asked, source: int, target: int, floor: float, but: set[int]
) -> tuple[list[int], dict[int, list[_Found]]]:
    """(texts that are like the one asked for, the likest first; their units)."""
    ready = prepared(asked.text)
    wanted = rough_keys(ready)
    at_least = max(0.3, floor)
    near = candidates(connection, index_for(connection), ready, source, at_least, _SEEN)
    found = _units_of(connection, [number for number in near if number not in but], source, target)
    compared = [number for number in near if number in found][:_COMPARED]
    likest: list[tuple[float, int]] = []
    for some in chunks(compared):
        for number, body in connection.execute(
            select(texts.c.id, texts.c.body).where(among(texts.c.id, some))
        ):
            like = likeness(rough_keys(prepared(body)), wanted, at_least - _NAMES)
            if like:
                likest.append((like, number))
    likest.sort(reverse=True)
    return [number for _, number in likest], found


def _match(asked: Asked, found: _Found, unit: Unit, context: tuple[Sequence[int], Sequence[int]]) -> Match:
    if found.reversed:
        unit = replace(
            unit,
            source=unit.target, target=unit.source, source_lang=unit.target_lang, target_lang=unit.source_lang,
            previous=None, next=None,
        )  # fmt: skip
    result = scored(asked.text, unit.source, unit.target, asked.source_lang, asked.target_lang)
    penalties = list(result.penalties)
    if unit.origin is UnitOrigin.MACHINE:
        penalties.append(Penalty("machine", PENALTIES["machine"]))
    if found.reversed:
        penalties.append(Penalty("reversed", PENALTIES["reversed"]))
    kind, score = MatchKind.FUZZY, result.score
    if score == 100:
        kind = MatchKind.CONTEXT if _in_context(found, context) else MatchKind.EXACT
        score += kind is MatchKind.CONTEXT
    score -= sum(penalty.points for penalty in penalties if penalty not in result.penalties)
    return Match(max(0, score), kind, unit, result.proposal, result.substitutions, tuple(penalties))


def _rank(text: str, match: Match) -> tuple[int, int, float, float, int]:
    """The best first; among equals the likest letter by letter, then the newest."""
    order = (MatchKind.CONTEXT, MatchKind.EXACT, MatchKind.FUZZY).index(match.kind)
    changed = match.unit.changed.timestamp() if match.unit.changed else 0.0
    return (
        -match.score,
        order,
        -Indel.normalized_similarity(text, match.unit.source),
        -changed,
        -match.unit.id,
    )

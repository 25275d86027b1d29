"""The match score: edit distance over words, as translators know it, with placeables put in their places.

``score = floor(100 · (1 - distance / longer))``: the Levenshtein distance over words divided by the number of
words of the longer segment. That is what OmegaT computes (``FuzzyMatcher.calcSimilarity``) and what the
commercial tools' scores are close to. Punctuation and capitals are no words: they cost a point only where all
else agrees. A placeable that differs costs a word unless it could be put into the translation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from workbench.memory.placeables import CLASSES, Piece, adapted, pieces
from workbench.memory.search import prepared
from workbench.memory.units import Penalty, Substitution
from workbench.model import Span

__all__ = ["PENALTIES", "Scored", "canonical", "likeness", "scored"]

PENALTIES = {"machine": 5, "reversed": 2, "substituted": 1, "form": 1}
"""Points off. ``machine``: a machine made it (Trados Studio and memoQ propose five points or less for material of
lesser trust); ``reversed``: remembered in the other direction; ``substituted``: each placeable that was put in,
three at most; ``form``: other capitals, punctuation or spacing (the 99 % of the commercial tools)."""

_MOST_SUBSTITUTED = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """A remembered pair held against a text.

    Attributes:
        score: 0–100, penalties taken off; 100 only for the same text.
        proposal, substitutions, penalties: see :class:`~workbench.memory.units.Match`.
    """

    score: int
    proposal: str
    substitutions: tuple[Substitution, ...] = ()
    penalties: tuple[Penalty, ...] = ()


def canonical(text: str) -> str:
    """The text as two equal ones are equal: NFC, runs of white space as one space, none at the ends."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def likeness(left: Sequence[str], right: Sequence[str], floor: float = 0.0) -> float:
    """1 - distance / longer over the :func:`~workbench.memory.placeables.keys` of two texts; 0 below `floor`."""
    return Levenshtein.normalized_similarity(left, right, score_cutoff=floor)


def scored(text: str, source: str, target: str, source_lang: str, target_lang: str) -> Scored:
    """How well `source` matches `text`, and `target` with what could be put in from `text`.

    >>> found = scored("Over 120 people came.", "Over 80 people came.", "Понад 80 людей прийшли.", "en", "uk")
    >>> found.score, found.proposal, found.penalties
    (99, 'Понад 120 людей прийшли.', (Penalty(reason='substituted', points=1),))
    """
    if canonical(text) == canonical(source):
        return Scored(100, target)
    old, new = pieces(source), pieces(text)
    if not old or not new:
        return Scored(0, target)
    old_keys, new_keys = [_key(piece) for piece in old], [_key(piece) for piece in new]
    distance, pairs = _differences(old, new, old_keys, new_keys, source, text)
    proposal, done, failed = _substituted(target, pairs, source_lang, target_lang)
    distance += failed
    penalties = []
    if done:
        points = PENALTIES["substituted"] * min(len(done), _MOST_SUBSTITUTED)
        penalties.append(Penalty("substituted", points))
    names = (
        {pair.old.start for pair in pairs if pair.kind == "name"},
        {pair.new.start for pair in pairs if pair.kind == "name"},
    )
    if not distance and _form(source, old, names[0]) != _form(text, new, names[1]):
        penalties.append(Penalty("form", PENALTIES["form"]))
    base = int(100 * (1 - distance / max(len(old), len(new))) + 1e-9)
    score = max(0, base - sum(penalty.points for penalty in penalties))
    return Scored(score, proposal, done, tuple(penalties))


def _key(piece: Piece) -> str:
    return CLASSES.get(piece.kind) or prepared(piece.text)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Placeables that stand opposite each other, equal or not."""

    kind: str
    old: Piece
    new: Piece


def _differences(
    old: Sequence[Piece],
    new: Sequence[Piece],
    old_keys: Sequence[str],
    new_keys: Sequence[str],
    source: str,
    text: str,
) -> tuple[int, list[_Pair]]:
    """Words that differ, and the placeables and names that stand opposite each other."""
    distance, pairs = 0, []
    for op in Levenshtein.opcodes(old_keys, new_keys):
        size = max(op.src_end - op.src_start, op.dest_end - op.dest_start)
        if op.tag in ("insert", "delete"):
            distance += size
            continue
        for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
            if op.tag == "equal" and old[i].kind in CLASSES:
                pairs.append(_Pair(old[i].kind, old[i], new[j]))
            elif op.tag == "replace":
                if _is_name(source, old, i) and _is_name(text, new, j):
                    pairs.append(_Pair("name", old[i], new[j]))
                else:
                    distance += 1
    return distance, pairs


def _is_name(text: str, all_pieces: Sequence[Piece], i: int) -> bool:
    """A capital inside a sentence. Whether it is a name that can be copied, the translation tells."""
    piece = all_pieces[i]
    if piece.kind != "word" or not piece.text[0].isupper() or i == 0:
        return False
    between = text[all_pieces[i - 1].end : piece.start]
    return not any(mark in between for mark in ".!?…:")


def _substituted(
    target: str, pairs: Iterable[_Pair], source_lang: str, target_lang: str
) -> tuple[str, tuple[Substitution, ...], int]:
    """Put new values in the places of old ones: (proposal, what was done, how many could not be).

    An old value must stand in the target as often as in the source, or have one new value only.
    """
    by_old: dict[str, list[_Pair]] = {}
    for pair in pairs:
        by_old.setdefault(pair.old.text, []).append(pair)
    if all(pair.old.text == pair.new.text for some in by_old.values() for pair in some):
        return target, (), 0
    there = pieces(target)
    swaps: list[tuple[Piece, str, _Pair]] = []
    taken: set[int] = set()
    failed = 0
    for some in by_old.values():
        changed = [pair for pair in some if pair.old.text != pair.new.text]
        if not changed:
            continue
        fits = [
            (place, value)
            for place, piece in enumerate(there)
            if place not in taken
            and (value := _placed(some[0], some[0].new.text, piece, source_lang, target_lang)) is not None
        ]
        if len(fits) != len(some) and (not fits or len({pair.new.text for pair in some}) > 1):
            failed += len(changed)
            continue
        for number, (place, _) in enumerate(fits):
            pair = some[min(number, len(some) - 1)]
            value = _placed(pair, pair.new.text, there[place], source_lang, target_lang)
            if pair.old.text != pair.new.text and value is not None:
                swaps.append((there[place], value, pair))
            taken.add(place)
    return *_rebuilt(target, swaps), failed


def _placed(pair: _Pair, new: str, there: Piece, source_lang: str, target_lang: str) -> str | None:
    """What stands in the place of `there` if it says the old value; None if it does not."""
    if pair.kind == "number":
        if there.kind != "number":
            return None
        return adapted(pair.old.text, new, there.text, source_lang, target_lang)
    return new if there.text == pair.old.text else None


def _rebuilt(target: str, swaps: list[tuple[Piece, str, _Pair]]) -> tuple[str, tuple[Substitution, ...]]:
    parts: list[str] = []
    done: list[Substitution] = []
    at = size = 0
    for piece, value, pair in sorted(swaps, key=lambda swap: swap[0].start):
        parts += (target[at : piece.start], value)
        size += piece.start - at
        span = Span(size, size + len(value))
        size, at = span.end, piece.end
        old = Span(pair.old.start, pair.old.end)
        done.append(Substitution(pair.kind, pair.old.text, pair.new.text, old, span))
    return "".join((*parts, target[at:])), tuple(done)


def _form(text: str, found: Sequence[Piece], names: set[int]) -> str:
    """The text with placeables and exchanged names taken out and spacing made even: capitals and marks stay."""
    parts, at = [], 0
    for piece in found:
        parts.append(text[at : piece.start])
        parts.append("\0name" if piece.start in names else CLASSES.get(piece.kind, piece.text))
        at = piece.end
    return canonical("".join((*parts, text[at:])))

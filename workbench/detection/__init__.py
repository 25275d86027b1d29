"""Say what language a text is in, how surely and why; and "undecided" where the text does not show it.

langdetect is the detector people know; alone it is right on 91 % of sentences, 21 % of headlines in
capitals and none in Belarusian or Serbian. So its answer is weighed together with what the script, the
alphabet and the common words say, with py3langid and eldc, and with the rest of the document
(docs/decisions/0010 says why). The way of a text: :mod:`~workbench.detection.evidence` ->
:mod:`~workbench.detection.voters` and :mod:`~workbench.detection.hints` ->
:mod:`~workbench.detection.fusion` -> :mod:`~workbench.detection.clues`.

Deterministic over runs, processes, threads and machines. First use takes about a second to load.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.detection.clues import explain, explain_nothing
from workbench.detection.evidence import Evidence, examine
from workbench.detection.fusion import Reading, probabilities, read_votes
from workbench.detection.voters import candidates
from workbench.languages import normalize
from workbench.model import Guess

__all__ = ["DocumentGuess", "detect", "detect_document"]

_RANKED = 5
"""Languages a guess names at most."""

_LEAST = 0.2
"""Below this probability a guess is no better than a coin: undecided."""

_LEAST_FOR_A_WORD = 0.6
"""The same for a single word out of context: "PDF", "OK" and names look like any language."""

_ACRONYM = 5
"""A single word of so many capitals is an acronym (USA, НАТО), a word of no language."""

_MOST_LETTERS = 200
"""Letters from which on a paragraph weighs no more in the document's language: two or three sentences."""


@dataclass(frozen=True, slots=True)
class DocumentGuess:
    """The language of a document and of each of its paragraphs.

    Attributes:
        overall: the language of most of it. `ranked` gives the share of each language.
        paragraphs: one guess per paragraph, in order, made knowing the document's languages.
    """

    overall: Guess
    paragraphs: tuple[Guess, ...]


def detect(text: str, *, prior: Mapping[str, float] | None = None, working: Sequence[str] = ()) -> Guess:
    """The language of one text.

    Args:
        text: any text; a sentence is enough, two words often are.
        prior: language code -> how much of the surrounding document is in it; any positive scale. Gives
            fragments of two words the 97 % that they have not alone.
        working: codes of the languages the user works with; they are somewhat preferred, none is excluded.

    Raises:
        UnknownLanguage: `prior` or `working` has a code that is not in the table.

    >>> detect("Речниця міністерства повідомила про це сьогодні.").lang
    'uk'
    >>> detect("24.02.2022 – https://example.org").lang is None
    True
    """
    return _decide(read_votes(examine(text)), _shares(prior), _codes(working))


def detect_document(paragraphs: Sequence[str], *, working: Sequence[str] = ()) -> DocumentGuess:
    """The language of a document and of its paragraphs, in two passes.

    First each paragraph is judged alone; their languages, weighed by length, become the prior of the second
    pass. So a short heading takes the language of the article, and a quoted English line stays English.

    Args:
        paragraphs: texts in order. One string is taken for one paragraph.
        working: codes of the languages the user works with.

    Raises:
        UnknownLanguage: `working` has a code that is not in the table.

    >>> guess = detect_document(["Будь ласка", "Речниця міністерства повідомила про це сьогодні."])
    >>> guess.overall.lang, [paragraph.lang for paragraph in guess.paragraphs]
    ('uk', ['uk', 'uk'])
    """
    texts = [paragraphs] if isinstance(paragraphs, str) else list(paragraphs)
    known = _codes(working)
    readings = [read_votes(examine(text)) for text in texts]
    weights = [_weights(reading, known) for reading in readings]
    total: Counter[str] = Counter()
    for own in weights:
        total.update(own)
    overall = Guess(None, clues=("There are no letters to judge by.",))
    if shares := _shares(total):
        ranked = _ranked(shares)
        overall = Guess(ranked[0][0], ranked, _margin(ranked), (_spread(readings),))
    guesses = []
    for reading, own in zip(readings, weights, strict=True):
        others = {code: total[code] - own.get(code, 0.0) for code in total}  # nobody vouches for himself
        guesses.append(_decide(reading, _shares(others) if _judged(readings) > 1 else None, known))
    return DocumentGuess(overall, tuple(guesses))


def _weights(reading: Reading, working: frozenset[str]) -> dict[str, float]:
    """How many letters of the paragraph speak for each language."""
    size = min(reading.evidence.letters, _MOST_LETTERS)
    return {code: size * chance for code, chance in probabilities(reading, None, working).items()}


def _judged(readings: Sequence[Reading]) -> int:
    return sum(reading.evidence.script is not None for reading in readings)


def _spread(readings: Sequence[Reading]) -> str:
    if len(readings) == 1:
        return "Judged by one paragraph."
    return f"Judged by {_judged(readings)} of {len(readings)} paragraphs, longer ones weighing more."


def _decide(reading: Reading, prior: Mapping[str, float] | None, working: frozenset[str]) -> Guess:
    """Rank the languages and name the first, if there is enough to go by."""
    chances = probabilities(reading, prior, working)
    if not chances:
        return Guess(None, clues=explain_nothing(reading.evidence))
    ranked = _ranked(chances)
    decided = ranked[0][1] >= _needed(reading.evidence, bool(prior))
    clues = explain(reading, ranked, decided, prior)
    return Guess(ranked[0][0] if decided else None, ranked, _margin(ranked), clues)


def _needed(evidence: Evidence, in_context: bool) -> float:
    """The probability from which on a language is named; above 1 for what is no word."""
    if in_context or len(evidence.words) > 1 or len(candidates(evidence.script or "")) == 1:
        return _LEAST
    if evidence.script == "HAN":
        return _LEAST
    if evidence.folded and evidence.letters <= _ACRONYM:
        return 2.0
    return _LEAST_FOR_A_WORD


def _ranked(chances: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Best first, rounded so that the last bits of different machines do not show."""
    ordered = sorted(
        ((code, round(share, 4)) for code, share in chances.items()), key=lambda x: (-x[1], x[0])
    )
    return tuple(pair for pair in ordered[:_RANKED] if pair[1] > 0)


def _margin(ranked: Sequence[tuple[str, float]]) -> float:
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return round(ranked[0][1] - second, 4)


def _shares(prior: Mapping[str, float] | None) -> dict[str, float] | None:
    """Scaled to sum to 1, under our codes."""
    if not prior:
        return None
    merged: dict[str, float] = {}
    for code, weight in prior.items():
        ours = normalize(code)
        merged[ours] = merged.get(ours, 0.0) + max(0.0, weight)
    total = sum(merged.values())
    return {code: weight / total for code, weight in merged.items()} if total > 0 else None


def _codes(working: Sequence[str]) -> frozenset[str]:
    codes = [working] if isinstance(working, str) else working
    return frozenset(normalize(code) for code in codes)

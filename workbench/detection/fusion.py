"""Weigh what the detectors and the words say into one score per language.

``score(l) = sum of w_d log(p_d(l) + floor)`` over the detectors d, plus the hints of single words, minus a
penalty for letters the language does not have, plus the prior: a log-linear pool (Genest and Zidek 1986).
The weights were tuned on the development half of NTREX-128 fragments of 82 languages by coordinate search;
none is fitted to one language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.detection.evidence import Evidence
from workbench.detection.hints import common_words, families, known_share, listed
from workbench.detection.voters import VOTERS, Votes, candidates
from workbench.languages import Language

__all__ = ["WEIGHTS", "Reading", "Weights", "probabilities", "read_votes"]


@dataclass(frozen=True, slots=True)
class Weights:
    """The constants of the pool; lengths are code points of the words joined by spaces.

    Attributes:
        langdetect, langdetect_short: its weight from `langdetect_long` on, and below, where it is noisy.
        py3langid: its weight.
        eldc, eldc_short: its weight beyond `eldc_shorter`, and up to there; beyond `eldc_longest` none.
        floor: added to every probability, so that no detector alone can rule a language out.
        unknown: stands for the probability where a detector does not know the language; about neutral.
        foreign: per word with a letter the language lacks, at most `most_foreign` of them.
        common, common_floor: common words against the language that has most: log ratio, with this added.
        variant, variant_floor: the same for spelling variants within a family.
        lexicon, lexicon_floor: share of known words; asked up to `lexicon_longest`, while the best
            probability is below `lexicon_below`.
        prior, prior_short, prior_floor: of the document's languages, for texts longer than
            `prior_shorter` and up to there: a sentence speaks for itself, two words rarely do.
        working: nats for the user's working languages.
        outside: per character that a national character set lacks, for Chinese and Japanese.
        temperature: scores are divided by it before they become probabilities. The detectors look at the
            same letters and so repeat each other; with 2, of the texts given 0.8 about 80 % are right, for
            fragments and sentences alike.
    """

    langdetect: float = 1.0
    langdetect_short: float = 0.5
    langdetect_long: int = 30
    py3langid: float = 1.0
    eldc: float = 1.2
    eldc_short: float = 2.0
    eldc_shorter: int = 20
    eldc_longest: int = 80
    floor: float = 0.003
    unknown: float = 0.12
    foreign: float = 1.6
    most_foreign: int = 3
    common: float = 3.0
    common_floor: float = 0.25
    variant: float = 4.0
    variant_floor: float = 0.5
    lexicon: float = 1.0
    lexicon_floor: float = 0.15
    lexicon_longest: int = 45
    lexicon_below: float = 0.95
    prior: float = 2.0
    prior_short: float = 3.5
    prior_shorter: int = 25
    prior_floor: float = 0.01
    working: float = 4.0
    outside: float = 4.0
    temperature: float = 2.0


WEIGHTS = Weights()

_HAN_FREQUENCY = {"zh-cn": 0.0, "zh-tw": -0.4, "ja": -3.0}
"""Nats for characters that all character sets have: a text of Han characters alone is rarely Japanese."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as read once: the evidence, and what each detector said. Priors are added afterwards.

    Attributes:
        evidence: script and words.
        votes: detector -> its probabilities; only where the script leaves a choice.
        scores: language -> log score without prior, for the common languages of the script.
        rare: the same for rare ones, which count only for users who work with them.
        common: common words that were found, with their languages.
    """

    evidence: Evidence
    votes: Mapping[str, Votes] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    rare: Mapping[str, float] = field(default_factory=dict)
    common: tuple[tuple[str, frozenset[str]], ...] = ()


def read_votes(evidence: Evidence, weights: Weights = WEIGHTS) -> Reading:
    """Ask the detectors and the words. Scripts of one language need no detector."""
    if evidence.script is None:
        return Reading(evidence)
    if evidence.script == "HAN":
        scores = {
            lang: _HAN_FREQUENCY[lang] - weights.outside * min(missing, 10)
            for lang, missing in evidence.outside
        }
        return Reading(evidence, scores=scores)
    rows = candidates(evidence.script)
    if len(rows) < 2:
        return Reading(evidence, scores={row.code: 0.0 for row in rows})
    votes = {name: ask(evidence.text, evidence.script) for name, ask in VOTERS.items()}
    common = tuple(common_words(evidence.lower.split()))
    scores = _pool(evidence, rows, votes, common, weights)
    rare = {row.code: scores.pop(row.code) for row in rows if row.rare}
    return Reading(evidence, votes, scores, rare, common)


def _pool(
    evidence: Evidence,
    rows: tuple[Language, ...],
    votes: Mapping[str, Votes],
    common: tuple[tuple[str, frozenset[str]], ...],
    weights: Weights,
) -> dict[str, float]:
    """The log score of each language, before any prior."""
    scores = dict.fromkeys((row.code for row in rows), 0.0)
    trust = _trust(len(evidence.text), weights)
    for name, vote in votes.items():
        if vote and trust[name]:
            for code in scores:
                chance = vote[code] + weights.floor if code in vote else weights.unknown
                scores[code] += trust[name] * math.log(chance)
    words = evidence.lower.split()
    hits = {code: 0 for code in scores if code in listed()}  # rare languages have no list: neutral
    for _, langs in common:
        for code in langs & hits.keys():
            hits[code] += 1
    _add(scores, hits, weights.common, weights.common_floor)
    letters = [{char for char in word if char.isalpha()} - _LETTER_LIKE for word in words]
    for row in rows:
        foreign = sum(not own <= row.letters for own in letters) if row.letters else 0
        scores[row.code] -= weights.foreign * min(foreign, weights.most_foreign)
    if evidence.script == "LATIN":
        for family in families():
            counts = family.count(words)
            spelled = {code: counts[code] for code in family.languages}
            _add(scores, spelled, weights.variant, weights.variant_floor)
            for code, nats in family.frequency.items():
                scores[code] += nats
    if evidence.script == "CYRILLIC" and len(evidence.text) <= weights.lexicon_longest:
        _add_lexicon(scores, words, weights)
    return scores


def _trust(length: int, weights: Weights) -> dict[str, float]:
    """How much each detector counts for a text of this length."""
    eldc = weights.eldc_short if length <= weights.eldc_shorter else weights.eldc
    return {
        "langdetect": weights.langdetect if length >= weights.langdetect_long else weights.langdetect_short,
        "py3langid": weights.py3langid,
        "eldc": eldc if length <= weights.eldc_longest else 0.0,
    }


def _add(scores: dict[str, float], hits: Mapping[str, int], weight: float, floor: float) -> None:
    """Add ``weight log((hits + floor) / (most + floor))``; nothing where there are no hits."""
    most = max(hits.values(), default=0)
    if most:
        for code, count in hits.items():
            scores[code] += weight * math.log((count + floor) / (most + floor))


def _add_lexicon(scores: dict[str, float], words: list[str], weights: Weights) -> None:
    """Ask the word lists where the rest is in doubt. A language without a list is given a middling share."""
    if max(softmax(scores).values()) >= weights.lexicon_below:
        return
    shares = known_share(words)
    if not shares:
        return
    unlisted = max(0.35, 0.7 * max(shares.values()))
    for code in scores:
        scores[code] += weights.lexicon * math.log(shares.get(code, unlisted) + weights.lexicon_floor)


_LETTER_LIKE = frozenset("ʼʻ")
"""Apostrophes that Unicode calls letters."""


def softmax(scores: Mapping[str, float], temperature: float = 1.0) -> dict[str, float]:
    """Scores as probabilities."""
    top = max(scores.values())
    exps = {code: math.exp((score - top) / temperature) for code, score in scores.items()}
    total = sum(exps.values())
    return {code: value / total for code, value in exps.items()}


def probabilities(
    reading: Reading,
    prior: Mapping[str, float] | None = None,
    working: frozenset[str] = frozenset(),
    weights: Weights = WEIGHTS,
) -> dict[str, float]:
    """Our code -> probability, with what is known beforehand put in; empty without evidence.

    Args:
        prior: the document's languages, shares that sum to 1.
        working: the user's working languages.
    """
    wanted = working | set(prior or ())
    scores = dict(reading.scores) | {code: score for code, score in reading.rare.items() if code in wanted}
    if not scores:
        return {}
    short = len(reading.evidence.text) <= weights.prior_shorter
    weight = weights.prior_short if short else weights.prior
    for code in scores:
        if prior:
            scores[code] += weight * math.log(prior.get(code, 0.0) + weights.prior_floor)
        if code in working:
            scores[code] += weights.working
    return softmax(scores, weights.temperature)

"""Negations counted on both sides of a row: one that was lost, or one that came from nowhere.

A faithful translation has about as many denials as its source, not exactly as many: “unknown” becomes “not
known”, “it was not easy” “it was hard”. So each count is weighed: how probable is what stands there if the
row is faithful, against how probable it is if a denial was taken out or put in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import comb, exp, factorial
from typing import Any

import regex

from workbench.checks.meaning import accepts
from workbench.comparison.doubt import Sign
from workbench.judgement.counterparts import weights_of
from workbench.judgement.variants import Gains, Variant
from workbench.model import Span
from workbench.words import fold

__all__ = [
    "Denials",
    "denials",
    "languages_of_denials",
    "negation_part",
    "negation_parts",
    "suspicious_gains",
    "undone",
]

KEPT = 0.91
"""Share of denials that a translation keeps as a denial. This and the next three: NTREX-128, rows 1–300, English to
six languages."""
ADDED = {False: 0.022, True: 0.3}
"""Denials that a translation adds to a row, on average; more where the source says “un-”, “lack”, “fail” …"""
_WIDELY, _WIDELY_KEPT, _WIDELY_INSTEAD = 0.075, 0.7, 0.55
"""Probability that a row has a word of the wider list besides its denials: of any row, of one whose source has such a
word, of one that says a denial otherwise."""
_NOT_PLAIN = 0.15
"""A denial put in by mistake is “not”, seldom “without” or “nobody”; those of a translator are either, by this factor
and more."""
_STRICT = 0.01
"""Probability that a Slavic sentence has “nobody”, “never” without “not”, a French one “ne” alone: an answer, a
heading."""
_LOST, _PUT_IN = 0.1, 0.07
"""Shares of rows with a mistake that the probabilities are for, as in the other parts; to lose a negation is the
commoner mistake."""
_CHOSEN = {True: 7.0, False: 3.0}
"""How much oftener a row that lost a denial has one in its source (True), or such a word as “unknown” only, than any
row: most rows have neither."""
_MOST = 6
_SUSPICIOUS, _ASKED = 0.02, 3
"""Odds from which a row's denials are tried out, and how many of them."""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files("workbench.judgement").joinpath("denials.toml").read_text("utf-8"))


def languages_of_denials() -> frozenset[str]:
    """Languages whose denials can be counted."""
    return frozenset(_table())


@lru_cache(maxsize=32)
def _pattern(lang: str, which: str) -> regex.Pattern[str]:
    words = _table()[lang].get(which, "(?!)")
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}'])(?:{words})(?![\p{{L}}\p{{N}}'])")


def _found(lang: str, which: str, text: str) -> Iterator[regex.Match[str]]:
    """The first match of a list, if the language has it."""
    match = _pattern(lang, which).search(text) if which in _table()[lang] else None
    if match is not None:
        yield match


@dataclass(frozen=True, slots=True)
class Denials:
    """The denials of one text.

    Attributes:
        spans: of the words that deny.
        widely: a word of the wider list stands there (“un-”, “fail” …).
        alone: a word that needs a denial beside it has none, or a denial its other half.
        plain: one of the words is “not” itself, as is put to any verb.
    """

    spans: tuple[Span, ...]
    widely: bool
    alone: Span | None
    plain: bool = False


def denials(text: str, lang: str) -> Denials:
    """Count what denies.

    >>> len(denials("He never said he would not go.", "en").spans)
    2
    >>> len(denials("Він ніколи не казав, що не піде.", "uk").spans)
    2
    >>> denials("Він ніколи казав.", "uk").alone is not None
    True
    >>> denials("Il ne viendra demain.", "fr").alone is not None
    True
    """
    folded = fold(text)
    clear = _pattern(lang, "ignores").sub(lambda match: "\ue000" * len(match.group()), folded.text)
    found = list(_pattern(lang, "denies").finditer(clear))
    rest = _pattern(lang, "denies").sub("\ue000", clear) if found else clear
    beside, concord = None, "concord" in _table()[lang]
    if not found:
        beside = next(_found(lang, "agrees", clear), None)
        if concord:
            unsaid = clear
            if beside is not None:
                unsaid = _pattern(lang, "agrees").sub(lambda match: "\ue000" * len(match.group()), clear)
            found = list(_found(lang, "concord", unsaid))
    beside = beside or next(_found(lang, "unpaired", clear), None)
    if concord:
        rest = _pattern(lang, "concord").sub("\ue000", rest)
    weak = "weakly" in _table()[lang]
    widely = bool(_pattern(lang, "weakly").search(rest)) if weak else accepts("negation", lang, rest)
    return Denials(
        tuple(folded.back(*match.span()) for match in found),
        widely,
        folded.back(*beside.span()) if beside else None,
        any(_pattern(lang, "plain").fullmatch(match.group()) for match in found),
    )


def undone(text: str, span: Span, lang: str) -> str:
    """The text without one of its denials.

    >>> text = "Il n’est pas venu."
    >>> undone(text, denials(text, "fr").spans[0], "fr")
    'Il est venu.'
    """
    row = _table()[lang]
    said, rest = fold(span.of(text)).text, text[span.end :]
    if "half" in row and _pattern(lang, "first_half").fullmatch(said):
        if said.startswith(row["elided"]):
            rest = span.of(text)[len(row["elided"]) :] + rest
        rest = _half(row["half"]).sub("", rest, count=1)
    before = text[: span.start]
    return (before + rest.lstrip() if not before or before[-1].isspace() else before + rest).strip()


@lru_cache(maxsize=8)
def _half(words: str) -> regex.Pattern[str]:
    """The other half of a denial, near its first one."""
    return regex.compile(rf"(?<=^[^.;!?]{{0,40}}) (?:{words})\b", regex.IGNORECASE)


def negation_part(
    source: Denials, target: Denials, nearer: tuple[float, float] = (1.0, 1.0)
) -> tuple[float, tuple[Sign, ...]]:
    """Probability that a denial was lost or added, and which words say so.

    Args:
        source, target: of the two texts of a row.
        nearer: likelihood ratios of a denial lost and of one added, where something else was asked than counts.

    >>> said, denied = denials("He signed it.", "en"), denials("He did not sign it.", "en")
    >>> kept, lost = denials("Er hat nicht unterschrieben.", "de"), denials("Er hat unterschrieben.", "de")
    >>> [round(negation_part(*pair)[0], 1) for pair in ((denied, kept), (said, lost), (denied, lost), (said, kept))]
    [0.0, 0.0, 0.9, 0.8]
    """
    lost, added = (odds * ratio for odds, ratio in zip(_odds(source, target), nearer, strict=True))
    value = (lost + added) / (1 + lost + added)
    return value, _signs(value, lost > added, source, target)


def _odds(source: Denials, target: Denials) -> tuple[float, float]:
    """Odds that a denial was lost, and that one was added, against a faithful translation."""
    there, here = min(_MOST, len(source.spans)), min(_MOST, len(target.spans))
    soft, widely = source.widely, target.widely
    faithful = _faithful(there, here, soft, widely)
    lost = added = 0.0
    if there or soft:
        chosen = _CHOSEN[there > 0]
        lost = _LOST * chosen * sum(_faithful(there, here + n, soft, widely) for n in (1, 2)) / faithful
    if here:
        plainly = 1.0 if target.plain else _NOT_PLAIN
        added = _PUT_IN * plainly * _faithful(there, here - 1, soft, widely) / faithful
    return lost + (_LOST / _STRICT if target.alone is not None else 0.0), added


@lru_cache(maxsize=1024)
def _faithful(there: int, here: int, soft: bool, widely: bool) -> float:
    """Probability that a faithful translation of `there` denials has `here` of them: some kept, some added.

    Those not kept are said otherwise, which often shows in the wider list (`widely`); a word of that list in the
    source (`soft`) becomes such a word or a denial.
    """
    rate = ADDED[soft]
    total = 0.0
    for kept in range(min(there, here) + 1):
        gone = there - kept
        binomial = comb(there, kept) * KEPT**kept * (1 - KEPT) ** gone
        poisson = exp(-rate) * rate ** (here - kept) / factorial(here - kept)
        shown = _WIDELY_KEPT if soft and here == kept else _WIDELY_INSTEAD if gone else _WIDELY
        total += binomial * poisson * (shown if widely else 1 - shown)
    return total


def _signs(value: float, lost: bool, source: Denials, target: Denials) -> tuple[Sign, ...]:
    if value < 0.25:
        return ()
    if target.alone is not None:
        return (Sign("negation", value, "a word that asks for “not” stands without it", target=target.alone),)
    spans = source.spans if lost else target.spans
    if not spans:
        return ()
    counts = f"{len(source.spans)} in the source, {len(target.spans)} in the rendering"
    message = f"a negation may be {'lost' if lost else 'added'} ({counts})"
    return (Sign("negation", value, message, *((spans[0], None) if lost else (None, spans[0]))),)


def negation_parts(
    source: Sequence[Denials],
    texts: tuple[Sequence[str], Sequence[str]],
    langs: tuple[str, str],
    encoder: str = "",
    gains: Gains | None = None,
) -> tuple[list[float], list[tuple[Sign, ...]]]:
    """:func:`negation_part` row by row; empty cells say nothing.

    Where a count is suspicious an encoder is asked what the row would be without the denial.

    Args:
        source: denials of the source.
        texts: of source and rendering, row by row.
        langs: of both.
        encoder, gains: the encoder's name, and how to ask it; by counts alone without.
    """
    target = [denials(text, langs[1]) for text in texts[1]]
    there = [row for row, text in enumerate(texts[1]) if text.strip()]
    ratios: dict[int, tuple[float, float]] = {}
    if gains is not None:
        ratios = _ask({row: (source[row], target[row]) for row in there}, texts, langs, encoder, gains)
    values = [0.0] * len(target)
    signs: list[tuple[Sign, ...]] = [()] * len(target)
    for row in there:
        values[row], signs[row] = negation_part(source[row], target[row], ratios.get(row, (1.0, 1.0)))
    return values, signs


def _ask(
    rows: Mapping[int, tuple[Denials, Denials]],
    texts: tuple[Sequence[str], Sequence[str]],
    langs: tuple[str, str],
    encoder: str,
    gains: Gains,
) -> dict[int, tuple[float, float]]:
    """Likelihood ratios, lost and added, by what each suspicious row would be without one of its denials."""
    weights = weights_of(f"negation {encoder}")
    likely = ((weights[0], weights[1]), (weights[2], weights[3]))
    ratios: dict[int, tuple[float, float]] = {}
    for row, found in suspicious_gains(rows, texts, langs, gains).items():
        lost, added = (
            1.0 if gain is None else exp(at + by * gain) for gain, (at, by) in zip(found, likely, strict=True)
        )
        ratios[row] = (lost, added)
    return ratios


def suspicious_gains(
    rows: Mapping[int, tuple[Denials, Denials]],
    texts: tuple[Sequence[str], Sequence[str]],
    langs: tuple[str, str],
    gains: Gains,
) -> dict[int, list[float | None]]:
    """How much nearer suspicious rows are without a denial of the source, and without one of the rendering; of several
    the greatest gain. None where that side is not suspected."""
    asked: list[tuple[int, Variant]] = []
    for row, pair in rows.items():
        for which, odds in enumerate(_odds(*pair)):
            for span in pair[which].spans[:_ASKED] if odds > _SUSPICIOUS else ():
                said = undone(texts[which][row], span, langs[which])
                asked.append((which, Variant(row, target=said) if which else Variant(row, source=said)))
    best: dict[int, list[float | None]] = {}
    for (which, variant), gain in zip(asked, gains([variant for _, variant in asked]), strict=True):
        found = best.setdefault(variant.row, [None, None])
        known = found[which]
        found[which] = gain if known is None else max(gain, known)
    return best

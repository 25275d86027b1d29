"""Negations counted on both sides of a row: one that was lost, or one that came from nowhere.

A faithful translation has about as many denials as its source, not exactly as many: “unknown” becomes “not
known”, “it was not easy” “it was hard”. So each count is weighed: how probable is what stands there if the
row is faithful, against how probable it is if a denial was taken out or put in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import comb, exp, factorial
from typing import Any

import regex

from workbench.checks.meaning import accepts
from workbench.comparison.doubt import Sign
from workbench.model import Span
from workbench.words import fold

__all__ = ["Denials", "denials", "languages_of_denials", "negation_part"]

KEPT = 0.93
"""Share of denials that a translation keeps as a denial; with :data:`ADDED` measured on NTREX-128, en to six
languages: 1.2 % of rows without one lost it, 5.5 % of rows without one gained one."""
ADDED = {False: 0.04, True: 0.3}
"""Denials that a translation adds to a row, on average; more where the source says “un-”, “lack”, “fail” …"""
_SAID_OTHERWISE = 0.35
"""Probability that a row without a denial has a word of the wider list all the same."""
_STRICT = 0.02
"""Probability that a Slavic sentence has “nobody”, “never” without “not”: an answer, a heading."""
_LOST, _PUT_IN = 0.1, 0.06
"""Shares of rows with a mistake that the probabilities are for, as in the other parts; to lose a negation is the
commoner mistake."""
_MOST = 6


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


@dataclass(frozen=True, slots=True)
class Denials:
    """The denials of one text.

    Attributes:
        spans: of the words that deny.
        widely: a word of the wider list stands there (“un-”, “fail” …).
        alone: a word that needs a denial beside it has none.
    """

    spans: tuple[Span, ...]
    widely: bool
    alone: Span | None


def denials(text: str, lang: str) -> Denials:
    """Count what denies.

    >>> len(denials("He never said he would not go.", "en").spans)
    2
    >>> len(denials("Він ніколи не казав, що не піде.", "uk").spans)
    2
    >>> denials("Він ніколи казав.", "uk").alone is not None
    True
    """
    folded = fold(text)
    clear = _pattern(lang, "ignores").sub(lambda match: "\ue000" * len(match.group()), folded.text)
    spans = tuple(folded.back(*match.span()) for match in _pattern(lang, "denies").finditer(clear))
    beside = None if spans else _pattern(lang, "agrees").search(clear)
    rest = _pattern(lang, "denies").sub("\ue000", clear)
    weak = "weakly" in _table()[lang]
    widely = bool(_pattern(lang, "weakly").search(rest)) if weak else accepts("negation", lang, rest)
    return Denials(spans, widely, folded.back(*beside.span()) if beside else None)


def negation_part(source: Denials, target: Denials) -> tuple[float, tuple[Sign, ...]]:
    """Probability that a denial was lost or added, and which words say so.

    >>> said, denied = denials("He signed it.", "en"), denials("He did not sign it.", "en")
    >>> kept, lost = denials("Er hat nicht unterschrieben.", "de"), denials("Er hat unterschrieben.", "de")
    >>> [round(negation_part(*pair)[0], 1) for pair in ((denied, kept), (said, lost), (denied, lost), (said, kept))]
    [0.0, 0.0, 0.9, 0.6]
    """
    there, here = min(_MOST, len(source.spans)), min(_MOST, len(target.spans))
    faithful = _faithful(there, here, source.widely, target.widely)
    lost = sum(_faithful(there, here + n, source.widely, target.widely) for n in (1, 2)) if there else 0.0
    added = _faithful(there, here - 1, source.widely, target.widely) if here else 0.0
    odds = (_LOST * lost + _PUT_IN * added) / faithful
    if target.alone is not None:
        odds += _LOST / _STRICT
    value = odds / (1 + odds)
    return value, _signs(value, lost > added, source, target)


def _faithful(there: int, here: int, widely_there: bool, widely_here: bool) -> float:
    """Probability that a faithful translation of `there` denials has `here` of them: some kept, some added.

    Those not kept are said otherwise, which nearly always shows in the wider list.
    """
    rate = ADDED[widely_there]
    total = 0.0
    for kept in range(min(there, here) + 1):
        gone = there - kept
        binomial = comb(there, kept) * KEPT**kept * (1 - KEPT) ** gone
        poisson = exp(-rate) * rate ** (here - kept) / factorial(here - kept)
        shown = 0.9 if gone else _SAID_OTHERWISE
        total += binomial * poisson * (shown if widely_here else 1 - shown)
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
    source: Sequence[Denials], texts: Sequence[str], lang: str
) -> tuple[list[float], list[tuple[Sign, ...]]]:
    """:func:`negation_part` row by row; empty cells say nothing."""
    found = [
        negation_part(left, denials(text, lang)) if text.strip() else (0.0, ())
        for left, text in zip(source, texts, strict=True)
    ]
    return [value for value, _ in found], [signs for _, signs in found]

"""Attributions that stand inside the quotation marks or between dashes, and split what is said.

«Ми не підемо, — сказав він. — Це наша земля» and « On y va, a-t-il dit, il est tard » are one quotation in
two parts.
"""

from __future__ import annotations

import regex

from workbench.model import Span
from workbench.quotes.attribution import Attribution, clause
from workbench.quotes.names import names
from workbench.quotes.profile import Profile
from workbench.quotes.unlisted import unlisted

__all__ = ["split_inside"]

_DASHED = regex.compile(r"(?<=[,.!?…»”\p{L}])\s+[—–-]\s*(?=\p{L})|(?<=[,.!?…\p{L}])[—](?=\p{L})")
"""Where an attribution may begin: a dash after a comma, or the Spanish raya before the verb."""
_DASH_END = regex.compile(r"\s*[,.;:]?\s*[—–-](?=[\s,.;:!?…]|\p{Lu}|$)[,.;:!?…]*")
_COMMA = regex.compile(r"[,?!…]\s+(?=\p{L})")
_STOP = regex.compile(r"[.!?](?=\s|$)")
_COMMA_END = regex.compile(r"[,.]")
_LONGEST = 14
"""Words of an attribution; more is speech."""


def split_inside(
    text: str, span: Span, row: Profile, *, dialogue: bool = False
) -> tuple[tuple[Span, ...], Attribution | None]:
    """Cut the attributions out of `span`.

    Args:
        text: the text.
        span: the words between the marks, or a paragraph of dialogue after its dash.
        row: the language.
        dialogue: an attribution may also end `span` ("— Ні, — сказав він.").

    Returns:
        The stretches that are speech, and the first attribution found.
    """
    parts: list[Span] = []
    said: Attribution | None = None
    at = span.start
    for match in _DASHED.finditer(text, span.start, span.end):
        if match.start() < at:
            continue
        end = _DASH_END.search(text, match.end(), span.end)
        while end and end.end() < span.end and not text[match.end() : end.start()].strip():
            end = _DASH_END.search(text, end.end(), span.end)
        if end is None and not dialogue:
            continue
        words = Span(match.end(), end.start() if end else span.end)
        found = _attribution(text, words, row)
        if found is None:
            continue
        parts.append(_trimmed(text, Span(at, match.start())))
        said = said or found
        at = end.end() if end else span.end
    if said is None and row.lang in (_DIALOGUE_INCISES if dialogue else _INCISES):
        return _incised(text, span, row, dialogue=dialogue)
    if at < span.end:
        parts.append(_trimmed(text, Span(at, span.end)))
    return tuple(part for part in parts if len(part)), said


def _attribution(text: str, words: Span, row: Profile) -> Attribution | None:
    """Who is named between the dashes; the verb stands among the first words."""
    piece = words.of(text)
    if len(regex.findall(r"\p{L}+", piece)) > _LONGEST * 2:
        return None
    cue = next(row.cues(text, words.start, words.end), None)
    if cue is None:
        return _gesture(text, words, row)
    if len(regex.findall(r"[\p{L}'’]+", text[words.start : cue.span.start])) > 4:
        return None
    return clause(text, words, cue, row)


def _gesture(text: str, words: Span, row: Profile) -> Attribution | None:
    """Who does something while speaking: «— Тут мій дім, — знизує плечима вона. — А де…»"""
    piece = words.of(text)
    ahead = text[words.start - 8 : words.start].rstrip(" —–-")
    if (
        not row.cased
        or not piece[:1].islower()
        or len(piece.split()) > _GESTURE
        or not (ahead.endswith((",", "!", "?", "…")) or (row.lang == "es" and text[words.start - 1] == "—"))
    ):
        return None
    found = unlisted(text, words.start, words.end, None, row)
    if found is not None:
        return clause(text, words, found, row)
    pronoun = next(
        (m.group().lower() for m in row.pronoun.finditer(piece) if m.group().lower() in row.genders), None
    )
    if pronoun:
        return Attribution(7, None, None, pronoun, words.end)
    named = next((name.span for name in names(text, words, row) if not name.governed), None)
    return Attribution(7, None, named, None, words.end) if named else None


_GESTURE = 8
"""Words of what somebody does while speaking."""
_INCISES = frozenset({"fr"})
"""Languages that set the attribution between commas, inside the marks."""
_DIALOGUE_INCISES = frozenset({"fr", "sv", "da", "no", "fi", "it"})
"""Languages that in dialogue set it off by a comma alone, without a second dash."""


_COMMA_CLOSES = frozenset({"fr", "it"})
"""Of these, the ones where speech may go on after a comma, too; else an apposition stands there."""


def _incised(
    text: str, span: Span, row: Profile, *, dialogue: bool
) -> tuple[tuple[Span, ...], Attribution | None]:
    """The verb before its subject between commas: « Nous partons, explique Anne, et vite. »"""
    for match in _COMMA.finditer(text, span.start, span.end):
        end = (_COMMA_END if row.lang in _COMMA_CLOSES else _STOP).search(text, match.end(), span.end)
        end = _apposed_name(text, end, span) or _aged(text, end, span) or end
        stop = end.start() if end else span.end
        cue = next(row.cues(text, match.end(), stop), None)
        if cue is None or cue.span.start > match.end() + (0 if not dialogue else 12):
            continue
        said = clause(text, Span(match.end(), stop), cue, row)
        if said.speaker is None and not said.pronoun:
            continue
        parts = [_trimmed(text, Span(span.start, match.start() + 1))]
        if end and end.end() < span.end:
            parts.append(_trimmed(text, Span(end.end(), span.end)))
        return tuple(part for part in parts if len(part)), said
    return (span,), None


_FULL_NAME = regex.compile(r"\s*\p{Lu}[\p{L}’'-]+(?:\s\p{Ll}{1,3})?(?:\s\p{Lu}[\p{L}’'-]+)+(?=[,.])")


def _aged(text: str, end: regex.Match[str] | None, span: Span) -> regex.Match[str] | None:
    """Where it ends if an age follows: "raconte Hanna Kovalenko, 67 ans, assise sur une chaise."."""
    if end is None or regex.match(r"\s*\d+\s(?:ans|anni)\b", text[end.end() : span.end]) is None:
        return None
    return _STOP.search(text, end.end(), span.end)


def _apposed_name(text: str, end: regex.Match[str] | None, span: Span) -> regex.Match[str] | None:
    """Where the attribution ends if a full name in apposition follows: "explique le maire, Bruno Castel,"."""
    if end is None or _FULL_NAME.match(text, end.end(), span.end) is None:
        return None
    return _COMMA_END.search(text, end.end(), span.end)


def _trimmed(text: str, span: Span) -> Span:
    piece = span.of(text)
    left = len(piece) - len(piece.lstrip(" \t\n\u00a0—–-"))
    right = len(piece.rstrip())
    return Span(span.start + min(left, right), span.start + right)

"""Put a term into the form that its place in a sentence asks for.

For Ukrainian and Russian, case and number are read off the word that stood there, by pymorphy3 where its data
are installed (Russian always, Ukrainian with the extra ``morphology``). Elsewhere, and wherever that fails, the
forms the glossary lists and the dictionary form are offered, and :attr:`Fit.how` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbench.words import words

__all__ = ["Fit", "fit"]

_PARSED = ("uk", "ru")
"""Languages pymorphy3 has data for."""

_CASES = {
    "nomn": "nominative",
    "gent": "genitive",
    "datv": "dative",
    "accs": "accusative",
    "ablt": "instrumental",
    "loct": "locative",
}
_NUMBERS = {"sing": "singular", "plur": "plural"}
_SECOND = {"gen2": "gent", "gen1": "gent", "acc2": "accs", "loc2": "loct", "loc1": "loct"}
"""OpenCorpora's second genitive, accusative and locative of a few Russian nouns."""

_Place = tuple[str, str]
"""Case and number, as pymorphy3 calls them."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A form of a term for one place.

    Attributes:
        text: the form.
        how: what it is and why, in words for a person.
    """

    text: str
    how: str


def fit(
    term: str, lang: str, replaced: str = "", before: str = "", listed: Sequence[str] = ()
) -> tuple[Fit, ...]:
    """Forms of `term` that may stand in the place of `replaced`; never empty, the likeliest first.

    Args:
        term: in its dictionary form.
        lang: language of both.
        replaced: what stands there now; "" where no place is known.
        before: the text before it, for a preposition or an adjective that tells the case.
        listed: forms listed in the glossary.

    Returns:
        One form, or several where the place can be read in several ways.

    >>> fit("документ", "ru", "картами", "с ")
    (Fit(text='документами', how='instrumental plural like “картами”'),)
    >>> fit("press release", "en", "statements")
    (Fit(text='press release', how='dictionary form'),)
    """
    analyser = _analyser(lang)
    found = _forms(analyser, term, replaced, before) if analyser is not None and replaced else {}
    if found:
        remark = f" like “{replaced}”{_reminder(analyser, term, before)}"
        return tuple(Fit(form, " or ".join(names) + remark) for form, names in found.items())
    others = (Fit(form, "a form listed in the glossary") for form in listed if form != term)
    return (Fit(term, "dictionary form"), *others)


@cache
def _analyser(lang: str) -> Any:
    """pymorphy3 for a language, or None where it or its data are missing."""
    if lang not in _PARSED:
        return None
    try:
        import pymorphy3

        return pymorphy3.MorphAnalyzer(lang=lang)
    except (ImportError, ValueError):  # ValueError: no dictionary of that language is installed
        return None


def _reminder(analyser: Any, term: str, before: str) -> str:
    """That an adjective stands before the place: the new noun may be of another gender."""
    last = [word.text for word in words(before)][-1:]
    if last and not _adjective(analyser, term) and _readings(analyser, last[0], "ADJF", "PRTF"):
        return f"; see that “{last[0]}” agrees"
    return ""


def _forms(analyser: Any, term: str, replaced: str, before: str) -> dict[str, list[str]]:
    """Forms of the term, each with the names of the cases it may be here."""
    found: dict[str, list[str]] = {}
    adjective = _adjective(analyser, term)
    for parse in _adjective_readings(analyser, replaced) if adjective else ():
        gender = set() if parse.tag.number == "plur" else {parse.tag.gender}
        same = {_case(p) for p in _adjective_readings(analyser, replaced) if p.tag.gender == parse.tag.gender}
        case = "nomn" if _case(parse) == "accs" and "nomn" in same else _case(parse)
        form = adjective.inflect({case} | gender | ({parse.tag.number} - {None}))
        if form:
            found.setdefault(_capitals_of(term, form.word), []).append(_named(_place(parse)))
    for place in [] if found else _places(analyser, replaced, before):
        inflected = _inflected(analyser, term, place)
        if inflected:
            found.setdefault(inflected, []).append(_named(place))
    return found


def _named(place: _Place) -> str:
    return f"{_CASES[place[0]]} {_NUMBERS[place[1]]}"


def _adjective(analyser: Any, term: str) -> Any:
    """The reading of a term that is one adjective, or None."""
    if len(words(term)) != 1:
        return None
    found = (p for p in _nominative(analyser, term, "ADJF", "PRTF") if p.word == p.normal_form)
    return next(found, None)


def _adjective_readings(analyser: Any, replaced: str) -> list[Any]:
    if len(words(replaced)) != 1:
        return []
    return [p for p in _parses(analyser, replaced) if p.tag.POS in ("ADJF", "PRTF") and _case(p) in _CASES]


def _case(parse: Any) -> str:
    """The case, second ones counted as first; the Ukrainian data leave out some nominatives."""
    bare = parse.tag.POS == "NOUN" and "Fixd" not in parse.tag and parse.word == parse.normal_form
    return _SECOND.get(parse.tag.case, parse.tag.case) or ("nomn" if bare else "")


def _place(parse: Any) -> _Place:
    return _case(parse), parse.tag.number or "sing"


def _parses(analyser: Any, word: str) -> list[Any]:
    try:
        return list(analyser.parse(word))
    except ValueError:  # letters newer than Python's table of names
        return []


def _places(analyser: Any, replaced: str, before: str) -> list[_Place]:
    """Cases and numbers the place may ask for, narrowed by adjectives and a preposition."""
    inside = [word.text for word in words(replaced)]
    head = next((n for n, word in enumerate(inside) if _readings(analyser, word, "NOUN")), None)
    if head is None:
        return []
    found = _readings(analyser, inside[head], "NOUN")
    earlier = [word.text for word in words(before)][-2:] + inside[:head]
    for word in earlier[::-1]:
        agreeing = _readings(analyser, word, "ADJF", "PRTF")
        if not agreeing:
            if _is_preposition(analyser, word):
                found = [place for place in found if place[0] != "nomn"] or found
            break
        found = [place for place in found if place in agreeing] or found
    return found


def _readings(analyser: Any, word: str, *parts: str) -> list[_Place]:
    """Cases and numbers of a word read as one of some parts of speech, the likeliest first."""
    found: dict[_Place, None] = {}
    for parse in _parses(analyser, word):
        if parse.tag.POS in parts and _case(parse) in _CASES and "Abbr" not in parse.tag:
            found[_place(parse)] = None
    return list(found)


def _is_preposition(analyser: Any, word: str) -> bool:
    return any(parse.tag.POS == "PREP" for parse in _parses(analyser, word))


def _inflected(analyser: Any, term: str, place: _Place) -> str | None:
    """`term` in a case and number, or None if it cannot be told how it is built.

    It must begin with its head noun, or with adjectives that agree with it; what follows the head stays
    as it is (*Міністерство оборони*).
    """
    tokens = words(term)
    parsed = _head(analyser, [token.text for token in tokens])
    if parsed is None:
        return None
    noun, *agreeing = parsed
    case, number = place
    number = "plur" if noun.tag.number == "plur" else number
    if (case, number) == _place(noun):
        return term
    # the Ukrainian data mark only the plural, so a singular is asked for where it is marked
    wanted = {case, number} if number == "plur" or noun.tag.number else {case}
    forms = [*_adjectives(noun, agreeing, wanted), noun.inflect(wanted)]
    if not all(forms):
        return None
    text, at = "", 0
    for token, form in zip(tokens, forms, strict=False):
        text += term[at : token.span.start] + _capitals_of(token.text, form.word)
        at = token.span.end
    return text + term[at:]


def _head(analyser: Any, term: Sequence[str]) -> list[Any] | None:
    """Parses of the head noun and of the adjectives before it, all nominative.

    *старший* is a noun by itself, too, so the last noun that adjectives lead up to is taken.
    """
    head: list[Any] | None = None
    for at, word in enumerate(term):
        if len(word) > 1 and word.isupper():  # an acronym
            break
        for noun in _nominative(analyser, word, "NOUN"):
            agreeing = [_agreeing(analyser, one, noun) for one in term[:at]]
            if all(agreeing):
                head = [noun, *agreeing]
                break
        if not any(_nominative(analyser, word, "ADJF", "PRTF")):
            break
    return head


def _nominative(analyser: Any, word: str, *parts: str) -> Iterator[Any]:
    for parse in _parses(analyser, word):
        if parse.tag.POS in parts and _case(parse) == "nomn":
            yield parse


def _agreeing(analyser: Any, word: str, noun: Any) -> Any:
    """The reading of an adjective that agrees with its noun, or None."""
    for parse in _nominative(analyser, word, "ADJF", "PRTF"):
        same = parse.tag.number == noun.tag.number
        if same and (noun.tag.number == "plur" or parse.tag.gender == noun.tag.gender):
            return parse
    return None


def _adjectives(noun: Any, agreeing: Sequence[Any], wanted: set[str]) -> list[Any]:
    """Forms of the adjectives for a case and number; None where one has no such form.

    Except in the feminine singular, an adjective's accusative is its genitive beside animate nouns and its
    nominative beside others, in both languages.
    """
    plural = "plur" in wanted
    if "accs" in wanted and (plural or noun.tag.gender != "femn"):
        animate = noun.tag.animacy == "anim" and (plural or noun.tag.gender == "masc")
        wanted = wanted - {"accs"} | {"gent" if animate else "nomn"}
    if not plural and noun.tag.gender:
        wanted = wanted | {noun.tag.gender}
    return [parse.inflect(wanted) for parse in agreeing]


def _capitals_of(word: str, form: str) -> str:
    return form[:1].upper() + form[1:] if word[:1].isupper() else form

"""Cue verbs that no row lists, told by where they stand: right behind a quotation, before the name of a person."""

from __future__ import annotations

import regex

from workbench.model import Span
from workbench.quotes.clauses import first_chunk
from workbench.quotes.names import SLAVIC, names
from workbench.quotes.profile import Cue, Profile

__all__ = ["unlisted"]

_KIND = "said"
"""The class of a verb that nobody has classified: it says no more than that somebody speaks."""
_VERB = regex.compile(r"(?:(?:se|si|się|sa|sich)\s+|s['’])?(\p{Ll}[\p{L}'’-]{2,})(?=[\s,.;:!?…]|$)")
_ENGLISH = regex.compile(r"\p{Ll}{2,}(?:ed|ies|[^s]s)(?=[\s,.;:!?…]|$)")
_PAST = regex.compile(r"(?:\p{L}{2}(?:в|ла|ли|ł|ła|li|[aeiyoěu]l|la)|\p{L}(?:лся|лась|вся|лася))$")
"""Slavic past tenses, which tell that a person did something even where none is named."""
_NEAR = 5
"""Words between such a verb and the name of its subject: "foetert veehouder Gerrit Hoeksma"."""
_FIRST = 6
"""Words of an English subject before its verb: "the veteran midfielder from Leeds grumbled"."""


def unlisted(text: str, begin: int, limit: int, cue: Cue | None, row: Profile) -> Cue | None:
    """The verb behind a quotation, where the rows have none or only a later one.

    Args:
        text: the text, other quotations' words blanked.
        begin, limit: from the first word behind the quotation to the sentence's end.
        cue: the first verb of the row found there, None where there is none.
        row: the language.
    """
    if not row.cased or not row.lang or row.verb_last or (cue is not None and cue.span.start <= begin):
        return None
    match = _VERB.match(text, skip_aux(text, begin, row), limit)
    if (
        match is not None
        and _like_verb(match[1], row)
        and not _small(match[1].lower(), row)
        and (cue is None or match.end() < cue.span.start)
    ):
        found = Cue(Span(begin, match.end()), _KIND)
        if _has_subject(text, match.end(), cue.span.start if cue else limit, row):
            return found
        alone = regex.search(r"\p{L}", text[match.end() : limit]) is None
        if cue is None and row.lang != "en" and (alone or (row.lang in SLAVIC and _PAST.search(match[1]))):
            return found
    return _english(text, begin, limit, row) if row.lang == "en" and cue is None else None


_ENDINGS = {
    "de": "te?n?|[aiou]\\p{L}{1,3}|ie\\p{L}",
    "nl": "[dt]e?n?|[aeiou]{1,2}\\p{L}",
    "sv": "r|[dt]e|[aeiouyåäö]\\p{L}",
    "da": "r|[dt]e|[aeiouyæøå]\\p{L}",
    "no": "r|[dt]e|et|[aeiouyæøå]\\p{L}",
    "fr": "(?<!men)t|[^t]",
    "fi": "i|aa|ää|ee|oo|uu|a|ä|vat|vät",
    **dict.fromkeys(("uk", "be"), "ть(?:ся)?|є|е|[уў]|в|ла|ло|ли|ся|лась|лися"),
    **dict.fromkeys(("ru", "bg"), "[еиёаюя]т(?:ся)?|л|ла|ло|ли|лся|лась|лись|[ав]"),
    **dict.fromkeys(("pl", "cs", "sk", "sr"), "[aeiyáíě]|ł|ł[aoy]|li|l|l[aoiy]|ją|ą"),
}
"""How a verb of the third person may end; the other languages' verbs end like other words."""


def _like_verb(word: str, row: Profile) -> bool:
    ending = _ENDINGS.get(row.lang)
    return ending is None or regex.search(f"(?:{ending})$", word) is not None


def skip_aux(text: str, begin: int, row: Profile) -> int:
    """The place behind an auxiliary: « a bredouillé »."""
    match = regex.match(r"\p{Ll}+\s+", text[begin : begin + 20])
    return begin + match.end() if match and row.lang != "en" and row.aux.fullmatch(match.group()) else begin


def _small(word: str, row: Profile) -> bool:
    """True for words that are no verbs, or of a clause that goes on after the quotation."""
    known = row.stop | row.govern | row.article | row.turn | row.particle
    titled = row.title.fullmatch(word) is not None
    return (
        word in known
        or titled
        or row.pronoun.fullmatch(word) is not None
        or row.aux.fullmatch(word + " ") is not None
    )


def _has_subject(text: str, begin: int, limit: int, row: Profile) -> bool:
    """True if a name, a personal pronoun or a described person stands right behind the verb."""
    chunk = first_chunk(text, Span(begin, limit))
    piece = chunk.of(text)
    said = piece.lower().split()
    if (said[:1] and said[0] in row.genders) or (len(said) in (2, 3) and said[-1] in row.genders):
        return True  # "foetert hij", «розводить руками він»
    for name in names(text, chunk, row):
        near = len(text[begin : name.whole.start].split()) <= (_NEAR if name.words > 1 else 1)
        if near and not name.governed and name.span.of(text)[0].isupper():
            return row.lang != "en" or name.words > 1 or not text[begin : name.whole.start].strip()
    first = regex.match(r"\s*(\p{Ll}+)", piece)
    described = first is not None and (row.title.fullmatch(first[1]) or first[1] in row.article)
    return bool(described) and row.lang != "en" and len(piece.split()) <= _NEAR


def _english(text: str, begin: int, limit: int, row: Profile) -> Cue | None:
    """A subject and a verb behind it: "…,” the midfielder grumbled."."""
    first = regex.match(r"\p{L}+", text[begin:limit])
    if first is None or not (
        first.group()[0].isupper() or first.group() in row.article or row.pronoun.fullmatch(first.group())
    ):
        return None
    chunk = first_chunk(text, Span(begin, limit))
    for match in list(_ENGLISH.finditer(text, begin + first.end(), chunk.end))[:2]:
        ahead = text[begin : match.start()].split()
        if (
            not match.group().endswith("ed")
            and not row.pronoun.fullmatch(ahead[-1])
            and not ahead[-1][0].isupper()
        ):
            continue
        if 0 < len(ahead) <= _FIRST and not _small(match.group(), row):
            return Cue(Span(*match.span()), _KIND)
    return None

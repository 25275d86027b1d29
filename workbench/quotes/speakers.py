"""Who speaks: the subject of a cue verb, found in the words before or after it.

A name is taken alone, without title and description ("Foreign Minister Dmytro Kuleba" gives "Dmytro
Kuleba"); where there is none, the description is taken ("a Prison Service spokesperson").
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from workbench.model import Span
from workbench.quotes.clauses import SEPARATED, clause_at, first_chunk
from workbench.quotes.names import BLANK, CYRILLIC, SLAVIC, Name, Word, heads_on, is_word, names, tokens
from workbench.quotes.profile import Profile, agencies
from workbench.quotes.uncased import uncased_subject

__all__ = ["pronoun_in", "subject"]

_CLAUSE = frozenset("was were is are been will would came went been".split())  # noqa: SIM905
"""English verbs that tell a clause from a description; other languages' auxiliaries stand in their rows."""
_ADJECTIVE = regex.compile(r"(?:ний|на|не|ный|ная|ное|ny|ná|né)$")
"""Endings of adjectives that are seldom surnames: "Національний центр" is no name followed by a noun."""
_LONGEST = 9
"""Words of a description; a longer one is no speaker but a whole clause."""
_SHORT = 6
"""Words of a description cut out of a longer clause."""


def pronoun_in(text: str, span: Span, row: Profile, *, last: bool) -> str | None:
    """The pronoun that stands alone as subject at the end (`last`) or start of `span`, lower case."""
    piece = span.of(text)
    found = list(row.pronoun.finditer(piece))
    if not found:
        return None
    match = found[-1] if last else found[0]
    rest = piece[match.end() :] if last else piece[: match.start()]
    small = [word for word in regex.findall(r"[\p{L}'’]+", rest) if word.lower() not in row.stop]
    auxiliary = [word for word in small if not row.aux.fullmatch(word + " ")]
    return match.group().lower() if len(auxiliary) <= (1 if last else 0) else None


def subject(text: str, span: Span, row: Profile, *, before: bool) -> Span | None:
    """The speaker in the clause `span` that stands before (`before`) or after the cue verb.

    >>> from workbench.quotes.profile import profile
    >>> text = "City manager Pep Guardiola told reporters"
    >>> subject(text, Span(0, 26), profile("en"), before=True).of(text)
    'Pep Guardiola'
    """
    if not row.cased:
        return uncased_subject(text, span, row, before=before)
    clause = clause_at(text, span, before=before)
    found = _own_script(text, [name for name in names(text, clause, row) if not name.governed], row)
    if before:
        best = _next_to_verb(text, clause, found, row) or _best_before(found, row)
        described = _nearer_description(text, clause, best, row)
        if described is not None:
            return described
        if best is not None and not (row.head_last and heads_on(text, best, clause, row)):
            return best.span
        return _description(text, clause, row, before=True)
    first = first_chunk(text, clause)
    while first.end < clause.end and not _tells(text, first, row):
        clause = Span(first.end, clause.end)
        first = first_chunk(text, clause)
    near = [name for name in found if name.span.end <= first.end]
    best = _best_after(text, clause.start, near, row)
    apposed = _apposed(text, first, found)
    if best is not None and best.words == 1 and _adjective(text, best, first, row):
        best = None
    if (
        best is not None
        and apposed is not None
        and best.words == 1
        and text[clause.start : best.whole.start].strip()
    ):
        return apposed.span  # "ministrul Finanțelor, Ionas Richter"
    if (
        best is not None
        and best.words == 1
        and best.span.of(text).isupper()
        and _described(text, best, first, row)
    ):
        best = None  # «відрізав політик у коментарі ORF»
    if best is not None and best.words == 1 and _goes_on(text, best, first, row):
        return _description(text, Span(best.span.start, first.end), row, before=False) or best.span
    if best is not None:
        if row.head_last and heads_on(text, best, first, row):
            return _description(text, first, row, before=False) or best.span
        return best.span
    return apposed.span if apposed is not None else _description(text, first, row, before=False)


def _tells(text: str, chunk: Span, row: Profile) -> bool:
    """False for a small word set off between commas: «застеріг, утім, заступник міністра»."""
    words = [word for word in tokens(text, chunk) if is_word(word)]
    if len(words) == 1 and text[chunk.start] == ",":  # "confessou, comovida, no fim"
        return words[0].text[0].isupper() or row.title.fullmatch(words[0].low) is not None
    return any(word.low not in row.stop for word in words)


def _described(text: str, name: Name, first: Span, row: Profile) -> bool:
    """True if a noun and a preposition stand before an acronym."""
    words = [word.low for word in tokens(text, Span(first.start, name.span.start)) if is_word(word)]
    return len(words) > 1 and words[0] not in row.govern and any(word in row.govern for word in words[1:])


def _goes_on(text: str, name: Name, first: Span, row: Profile) -> bool:
    """ "la Ligue des droits de l’homme": after an article, a body's name goes on in small letters."""
    words = tokens(text, Span(name.span.end, first.end))
    before = tokens(text, Span(first.start, name.span.start))
    joined = len(words) > 1 and words[0].low in _OF and words[1].text[0].islower()
    return joined and bool(before) and before[-1].low in row.article


def _apposed(text: str, first: Span, found: Sequence[Name]) -> Name | None:
    """A full name set off right behind a description: "the mayor of the town, Anna Weiss,"."""
    for name in found:
        if name.words > 1 and name.ends and name.span.start > first.end:
            return name if not text[first.end : name.whole.start].strip(" ,–—-") else None
    return None


def _nearer_description(text: str, clause: Span, best: Name | None, row: Profile) -> Span | None:
    """ "Interrogée par la presse, la direction": the capital only begins the sentence, the subject is nearer."""
    if best is None or best.words > 1 or not best.first:
        return None
    chunks = _chunks(text, clause)
    if best.ends and len(chunks) != 2:  # "Hollis, the manager, said", but "Contactée, la préfecture évoque"
        return None
    chunk = chunks[-1]
    words = [word for word in tokens(text, chunk) if is_word(word)]
    if chunk.start <= best.span.end or len(words) < 2 or words[0].low not in row.article:
        return None
    return _description(text, chunk, row, before=True)


def _own_script(text: str, found: list[Name], row: Profile) -> list[Name]:
    """Names in the language's own script, where it has some: a Latin one in Cyrillic text is a newspaper's."""
    own = [name for name in found if row.lang not in CYRILLIC or not name.span.of(text).isascii()]
    return own or found


def _next_to_verb(text: str, clause: Span, found: Sequence[Name], row: Profile) -> Name | None:
    """English: the name right before the verb is its subject, whoever was named before it."""
    if row.lang != "en" or not found:
        return None
    words = tokens(text, Span(found[-1].whole.end, clause.end))
    near = all(is_word(word) and _trails(word, row) for word in words)
    return found[-1] if near and not found[-1].span.of(text).isupper() else None


def _best_before(found: Sequence[Name], row: Profile) -> Name | None:
    if not found:
        return None
    if row.lang == "tr":  # the name ends its description: "Örgütün Kiev'deki araştırmacısı Emma Lindqvist"
        return max(
            found,
            key=lambda name: (
                name.words > 1,
                name.ends,
                name.span.start if name.words > 1 else -name.span.start,
            ),
        )
    if found[0].ends and (found[0].first or found[0].words > 1):
        apposed = found[1] if len(found) > 1 and found[1].words > 1 and found[1].ends else None
        near = apposed is not None and found[0].words == 1 and apposed.whole.start - found[0].span.end <= 2
        return (
            apposed if near else found[0]
        )  # an apposition follows: "Ministra Sănătății, Corina Bălan, a spus"
    return max(
        found, key=lambda name: (name.words > 1, not (name.first and name.words == 1), -name.span.start)
    )


def _best_after(text: str, start: int, found: Sequence[Name], row: Profile) -> Name | None:
    """The first full name, else the first that is written as the language is, else the first."""
    if (
        found
        and found[0].words == 1
        and not text[start : found[0].whole.start].strip()
        and not agency(found[0].span.of(text))
    ):
        return found[0] if found[0].span.of(text).isupper() else _fuller(text, found, row)
    return _fuller(text, found, row)


def agency(name: str) -> bool:
    """True for a news agency or a broadcaster."""
    return name.lower() in agencies()


def _fuller(text: str, found: Sequence[Name], row: Profile) -> Name | None:
    own = [n for n in found if not n.span.of(text).isupper() or len(n.span) > 6] or list(found)
    return next((name for name in own if name.words > 1), own[0] if own else None)


def _adjective(text: str, name: Name, clause: Span, row: Profile) -> bool:
    """Slavic: a capitalised adjective with its noun after it (Національний центр ураганів)."""
    follows = text[name.span.end : clause.end].lstrip()
    return row.lang in SLAVIC and bool(_ADJECTIVE.search(name.span.of(text))) and follows[:1].islower()


def _description(text: str, clause: Span, row: Profile, *, before: bool) -> Span | None:
    """The noun phrase that is the subject where no name is: its words up to a mark or a small word."""
    for chunk in _by_nearness(_chunks(text, clause), text, row) if before else [first_chunk(text, clause)]:
        words = [word for word in tokens(text, chunk) if is_word(word) or word.text == BLANK]
        while words and words[0].low in row.stop:
            words = words[1:]
        while before and len(words) > 1 and (_trails(words[-1], row) or words[-1].low in row.govern):
            words = words[:-1]
        while before and words and _trails(words[-1], row):
            words = words[:-1]
        if row.lang == "tr":
            words = _behind_bir(words, row)
        words = _until_relative(words, row) if before else _until_small(words, row)
        if words and before and words[0].low in row.govern:  # «У спогадах «…» альпіністка писала»
            last = max((index for index, word in enumerate(words) if word.text == BLANK), default=len(words))
            words = words[last + 1 :]
        if words and words[0].text == BLANK:
            words = [word for word in words if word.text != BLANK]
        if words and _names_somebody(words, row):
            return Span(words[0].span.start, words[-1].span.end)
    return _opening(text, clause, row) if before else None


def _until_relative(words: list[Word], row: Profile) -> list[Word]:
    """Without the clause behind the noun: "a rescuer who spoke on condition of anonymity"."""
    if row.relative is None:
        return words
    at = next((i for i, word in enumerate(words) if i > 1 and row.relative.fullmatch(word.text)), len(words))
    return words[:at] if row.lang != "de" else words


def _behind_bir(words: list[Word], row: Profile) -> list[Word]:
    """Turkish: what a clause describes begins with "bir": "adını vermeyen bir görevli ise"."""
    at = max((index for index, word in enumerate(words) if word.low == "bir"), default=-1)
    rest = words[at + 1 :]
    return (
        rest[: next((i for i, word in enumerate(rest) if i and word.low in row.stop), len(rest))]
        if at > 0
        else words
    )


def _by_nearness(chunks: list[Span], text: str, row: Profile) -> list[Span]:
    """The chunk next to the verb first, if it is a noun phrase: "uscito ieri, lo stesso Papa scrive"."""
    words = [word for word in tokens(text, chunks[-1]) if is_word(word)]
    titled = any(row.title.fullmatch(word.low) for word in words)
    whole = len(words) > 1 and (words[0].low in row.article or titled)
    return [chunks[-1], *chunks[:-1]] if whole else chunks


def _opening(text: str, clause: Span, row: Profile) -> Span | None:
    """The noun phrase that opens a longer clause: "De rechtbank was niet overtuigd en sprak van"."""
    words = [word for word in tokens(text, _chunks(text, clause)[0]) if is_word(word)]
    if not words or words[0].low not in row.article or len(words) < 2:
        return None
    words = _until_small(words, row)
    verbs = [
        at
        for at, word in enumerate(words)
        if at > 1 and (row.aux.fullmatch(word.text + " ") or _ended(word, row))
    ]
    words = words[: min(verbs, default=len(words))]
    while words and (words[-1].low in _OF or words[-1].low in row.govern):
        words = words[:-1]
    fits = 1 < len(words) <= _SHORT and _names_somebody(words, row)
    return Span(words[0].span.start, words[-1].span.end) if fits else None


def _ended(word: Word, row: Profile) -> bool:
    """True for an English word that looks like a verb in the past."""
    return row.lang == "en" and (word.low.endswith("ed") or word.low in _CLAUSE)


def _chunks(text: str, clause: Span) -> list[Span]:
    """The clause cut at commas, dashes and brackets."""
    at = clause.start
    out = []
    for match in SEPARATED.finditer(text, clause.start, clause.end):
        out.append(Span(at, match.start()))
        at = match.end()
    return [*out, Span(at, clause.end)]


def _names_somebody(words: Sequence[Word], row: Profile) -> bool:
    """True for a noun phrase, False for a clause with a verb, a pronoun or a prepositional phrase."""
    first = words[0]
    if len(words) > _LONGEST or (first.low in row.govern and first.low not in row.article):
        return False
    if any(row.aux.fullmatch(word.text + " ") or word.low in _CLAUSE for word in words):
        return False
    if row.lang == "en" and any(word.low.endswith("ed") for word in words[2:]):
        return False
    return row.pronoun.fullmatch(first.text) is None


_OF = frozenset("of for de du des del di della dell' d' van do da von at der".split())  # noqa: SIM905
"""Prepositions that join nouns to a description instead of ending it."""


def _trails(word: Word, row: Profile) -> bool:
    """True for adverbs and auxiliaries between a subject and its verb."""
    return word.low in row.stop or row.aux.fullmatch(word.text + " ") is not None or word.low.endswith("ly")


def _until_small(words: list[Word], row: Profile) -> list[Word]:
    """Words up to a preposition (those that join nouns go on) or another small word."""
    for index, word in enumerate(words):
        small = word.low in row.stop or (word.low in row.govern and word.low not in _OF)
        if index and small:
            return words[:index]
        noun = row.capital_nouns and word.text[0].isupper()
        genitive = index + 1 < len(words) and words[index + 1].low in _GENITIVE
        if noun and not genitive and not (index + 1 < len(words) and words[index + 1].text[0].isupper()):
            return words[: index + 1]  # "der Polizei | verlief der Einsatz"
    return words


_GENITIVE = frozenset({"des", "der", "eines", "einer", "von", "vom"})
"""German: what joins another noun to a description."""

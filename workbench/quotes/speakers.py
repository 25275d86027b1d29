"""Who speaks: the subject of a cue verb, found in the words before or after it.

A name is taken alone, without title and description ("Foreign Minister Dmytro Kuleba" gives "Dmytro
Kuleba"); where there is none, the description is taken ("a Prison Service spokesperson").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from workbench.model import Span
from workbench.quotes.profile import Profile, given_names
from workbench.words import TokenKind, tokenize

__all__ = ["BLANK", "SENTENCE_ENDS", "Name", "heads_on", "names", "pronoun_in", "subject"]

BLANK = "\ufffc"
"""Stands for the characters of quoted words, which name no speaker (OBJECT REPLACEMENT CHARACTER)."""

_ELIDED = regex.compile(r"(?:l|d|qu|n|s|c|j|m|t|dell|all|nell|dall|sull|un)['’](?=\p{L})", regex.IGNORECASE)
_POSSESSIVE = regex.compile(r"['’]s?$")
_SEPARATED = regex.compile(r"[,;:()\[\]–—/|«»“”„\"]|\s-\s")
_SHORTENED = (
    "mr|mrs|ms|dr|st|sr|jr|prof|gen|sen|rep|gov|lt|col|sgt|hr|fr|bzw|ca|nr|им|св|ім|проф|акад|ген|р|д|м|г|т|ст|см"
    "|płk|art|np|tzn|ul|č|tzv|např|mgr|ing"
)
SENTENCE_ENDS = regex.compile(rf"(?<!\b\p{{Lu}})(?<!\b(?i:{_SHORTENED}))[.!?…]+(?=\s|$)|[。！？؟۔]")
"""Where a sentence ends: not after an initial or a common shortened title."""
_NEAR = 4
"""Words before a subject particle; a name may end like a particle itself (Korean 은), so the last one counts."""
_CLAUSE = frozenset("was were is are been will would came went been".split())  # noqa: SIM905
"""English verbs that tell a clause from a description; other languages' auxiliaries stand in their rows."""
_SLAVIC = frozenset({"uk", "ru", "be", "bg", "pl", "cs", "sk", "sr"})
_CYRILLIC = frozenset({"uk", "ru", "be", "bg"})
_ADJECTIVE = regex.compile(r"(?:ний|на|не|ный|ная|ное|ny|ná|né)$")
"""Endings of adjectives that are seldom surnames: "Національний центр" is no name followed by a noun."""
_LONGEST = 9
"""Words of a description; a longer one is no speaker but a whole clause."""


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words.

    Attributes:
        span: without titles.
        governed: it stands after a preposition, or is possessive.
        first: it begins the clause.
        words: how many words it has.
        ends: it is followed by a comma or the clause's end.
        whole: with titles and whatever else in capitals stands before.
    """

    span: Span
    governed: bool
    first: bool
    words: int
    ends: bool
    whole: Span


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span
    low: str


def _tokens(text: str, span: Span) -> list[_Word]:
    """Words and marks; an elided article is a word of its own (l’AFP)."""
    out: list[_Word] = []
    for token in tokenize(span.of(text)):
        place = token.span.shift(span.start)
        if _in_abbreviation(out, token.text, place):
            first = out.pop()
            place = Span(first.span.start, place.end)
            out.append(_Word(place.of(text), place, place.of(text)))
            continue
        elided = _ELIDED.match(token.text) if token.kind is TokenKind.WORD else None
        if elided:
            cut = place.start + elided.end()
            out.append(
                _Word(
                    text[place.start : cut], Span(place.start, cut), elided.group().lower().replace("’", "'")
                )
            )
            place = Span(cut, place.end)
        piece = place.of(text)
        out.append(_Word(piece, place, piece.lower().replace("’", "'")))
    return out


def _in_abbreviation(before: Sequence[_Word], piece: str, place: Span) -> bool:
    """True if `piece` goes on a Hebrew abbreviation with gershayim (the mark, or the letter after it)."""
    if not before or before[-1].span.end != place.start or not "\u0590" <= before[-1].text[0] <= "\u05ff":
        return False
    return piece in '"״' or (before[-1].text[-1] in '"״' and "\u0590" <= piece[0] <= "\u05ff")


def _is_word(word: _Word) -> bool:
    return word.text[:1].isalnum()


def names(text: str, span: Span, row: Profile) -> Iterator[Name]:
    """Runs of capitalised words in a clause, in order."""
    words = _tokens(text, span)
    index = 0
    while index < len(words):
        end = _run_end(words, index, row)
        if end == index:
            index += 1
            continue
        name = _name(text, words, index, end, row)
        if name is not None:
            yield name
        index = end


def _capital(word: _Word, row: Profile) -> bool:
    return (
        _is_word(word)
        and word.text[0].isupper()
        and word.low not in row.stop
        and word.low not in row.govern
        and word.low not in row.article
        and not row.pronoun.fullmatch(word.text)
    )


def _run_end(words: Sequence[_Word], start: int, row: Profile) -> int:
    """End of the run of capitalised words that begins at `start`; `start` where none begins."""
    if not _capital(words[start], row):
        return start
    end = start + 1
    while end < len(words):
        if _capital(words[end], row):
            if (
                _POSSESSIVE.search(words[end - 1].text)
                and len(words[end - 1].text) > 2
                and row.lang in ("en", "nl")
            ):
                break
            end += 1
        elif words[end].text == "." and len(words[end - 1].text) == 1 and end + 1 < len(words):
            end += 1  # an initial
        elif words[end].low in row.particle and _name_goes_on(words, end, row):
            if row.capital_nouns and words[end].low in row.article and words[end - 1].low not in row.particle:
                break  # "Sprecher der Polizei", but "von der Leyen"
            end += 1
        else:
            break
    while end > start + 1 and not _is_word(words[end - 1]):
        end -= 1
    return end


def _name_goes_on(words: Sequence[_Word], at: int, row: Profile) -> bool:
    """True if after small words such as "van der" a capital follows."""
    while at < len(words) and words[at].low in row.particle:
        at += 1
    return at < len(words) and _capital(words[at], row)


def _name(text: str, words: Sequence[_Word], start: int, end: int, row: Profile) -> Name | None:
    """The run without titles; None where only titles are left, or an article makes it a description."""
    run = list(words[start:end])
    before = words[start - 1] if start else None
    titled = 0
    for index, word in enumerate(run):
        if row.title.fullmatch(word.low) and (index < len(run) - 1 or titled == index):
            titled = index + 1
    titled = max(titled, _given_at(run))
    body = run[titled:]
    while body and not _is_word(body[0]):
        body = body[1:]
    if not body:
        return None
    articled = before is not None and before.low in row.article
    if row.capital_nouns and not titled and (articled or (len(run) == 1 and _attributive(before, row))):
        return None
    whole = Span(run[0].span.start, run[-1].span.end)
    follows = words[end].text if end < len(words) else "."
    name_end = body[-1].span.end
    if row.lang in ("en", "nl") and _POSSESSIVE.search(body[-1].text):
        return Name(Span(body[0].span.start, name_end), True, start == 0, len(body), False, whole)
    return Name(
        Span(body[0].span.start, name_end),
        _governed(words, start, row),
        start == 0,
        sum(map(_is_word, body)),
        not follows[:1].isalpha(),
        whole,
    )


def _attributive(before: _Word | None, row: Profile) -> bool:
    """German: a small-letter word before a single capital is an adjective, so the capital is a noun's."""
    return before is not None and before.text[:1].islower() and before.low not in row.stop


def _given_at(run: Sequence[_Word]) -> int:
    """Index of a known given name after other capitalised words ("Fisherman Tom Reed"); 0 where none is."""
    female, male = given_names()
    for index, word in enumerate(run[1:-1], 1):
        if (word.low in female or word.low in male) and run[0].low not in female and run[0].low not in male:
            return index
    return 0


def _governed(words: Sequence[_Word], start: int, row: Profile) -> bool:
    """True if a preposition stands before the run, an article or small-letter word between them allowed."""
    at = start - 1
    while at >= 0 and words[at].low in row.article:
        at -= 1  # "disse a Maria": what opens the clause is an article, whatever else it may be
    return at >= 0 and words[at].low in row.govern


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
        return _uncased(text, span, row, before=before)
    clause = _clause(text, span, before=before)
    found = [name for name in names(text, clause, row) if not name.governed]
    if before:
        best = _best_before(found)
        if best is not None and not (row.head_last and heads_on(text, best, clause, row)):
            return best.span
        return _description(text, clause, row, before=True)
    first = _first_chunk(text, clause)
    near = [name for name in found if name.span.end <= first.end]
    best = _best_after(text, near, row)
    if best is not None and best.words == 1 and _adjective(text, best, first, row):
        return _description(text, first, row, before=False)
    if best is not None:
        if row.head_last and heads_on(text, best, first, row):
            return _description(text, first, row, before=False) or best.span
        return best.span
    described = _description(text, first, row, before=False)
    apposed = next(
        (name for name in found if name.words > 1 and name.span.start > first.end and name.ends), None
    )
    if (
        apposed is not None
        and described is not None
        and not text[first.end : apposed.whole.start].strip(" ,–—-")
    ):
        return apposed.span
    return described


def _clause(text: str, span: Span, *, before: bool) -> Span:
    """The part of `span` that belongs to the verb: after the last, or up to the first sentence end."""
    piece = span.of(text)
    if before:
        breaks = [m.end() for m in SENTENCE_ENDS.finditer(piece)] + [
            m.end() for m in regex.finditer("[;:]", piece)
        ]
        start = max((at for at in breaks if piece[at:].strip(" \t–—-,")), default=0)
        return Span(span.start + start, span.end)
    stop = SENTENCE_ENDS.search(piece)
    colon = regex.search("[;:]", piece)
    ends = [m.start() for m in (stop, colon) if m]
    return Span(span.start, span.start + min(ends, default=len(piece)))


def _first_chunk(text: str, clause: Span) -> Span:
    """Up to the first comma, dash or bracket that has words before it."""
    for match in _SEPARATED.finditer(text, clause.start, clause.end):
        if regex.search(r"\p{L}", text[clause.start : match.start()]):
            return Span(clause.start, match.start())
    return clause


def _best_before(found: Sequence[Name]) -> Name | None:
    if not found:
        return None
    if found[0].ends and (found[0].first or found[0].words > 1):
        return found[0]  # an apposition follows
    return max(
        found, key=lambda name: (name.words > 1, not (name.first and name.words == 1), -name.span.start)
    )


def _best_after(text: str, found: Sequence[Name], row: Profile) -> Name | None:
    """The first full name, else the first that is written as the language is, else the first."""
    own = [n for n in found if row.lang not in _CYRILLIC or not n.span.of(text).isascii()] or list(found)
    own = [n for n in own if not n.span.of(text).isupper() or len(n.span) > 6] or own
    return next((name for name in own if name.words > 1), own[0] if own else None)


def _adjective(text: str, name: Name, clause: Span, row: Profile) -> bool:
    """Slavic: a capitalised adjective with its noun after it (Національний центр ураганів)."""
    follows = text[name.span.end : clause.end].lstrip()
    return row.lang in _SLAVIC and bool(_ADJECTIVE.search(name.span.of(text))) and follows[:1].islower()


def heads_on(text: str, name: Name, clause: Span, row: Profile) -> bool:
    """True if a small-letter noun follows the name directly ("Prison Service spokesperson")."""
    words = _tokens(text, Span(name.span.end, clause.end))
    if not words or not _is_word(words[0]) or words[0].text[0].isupper():
        return False
    low = words[0].low
    small = low in row.stop or low in row.govern or low in row.particle or low in row.article
    return not small and not low.endswith("ly") and not row.aux.fullmatch(words[0].text + " ")


def _description(text: str, clause: Span, row: Profile, *, before: bool) -> Span | None:
    """The noun phrase that is the subject where no name is: its words up to a mark or a small word."""
    for chunk in _chunks(text, clause) if before else [_first_chunk(text, clause)]:
        words = [word for word in _tokens(text, chunk) if _is_word(word) or word.text == BLANK]
        while words and words[0].low in row.stop:
            words = words[1:]
        while before and words and _trails(words[-1], row):
            words = words[:-1]
        if not before:
            words = _until_small(words, row)
        if words and words[0].text == BLANK:
            words = [word for word in words if word.text != BLANK]
        if words and _names_somebody(words, row):
            return Span(words[0].span.start, words[-1].span.end)
    return None


def _chunks(text: str, clause: Span) -> list[Span]:
    """The clause cut at commas, dashes and brackets."""
    at = clause.start
    out = []
    for match in _SEPARATED.finditer(text, clause.start, clause.end):
        out.append(Span(at, match.start()))
        at = match.end()
    return [*out, Span(at, clause.end)]


def _names_somebody(words: Sequence[_Word], row: Profile) -> bool:
    """True for a noun phrase, False for a clause with a verb, a pronoun or a prepositional phrase."""
    first = words[0]
    if len(words) > _LONGEST or (first.low in row.govern and first.low not in row.article):
        return False
    if any(row.aux.fullmatch(word.text + " ") or word.low in _CLAUSE for word in words):
        return False
    return row.pronoun.fullmatch(first.text) is None


_OF = frozenset("of for de du des del di della dell' d' van do da von at der".split())  # noqa: SIM905
"""Prepositions that join nouns to a description instead of ending it."""


def _trails(word: _Word, row: Profile) -> bool:
    """True for adverbs and auxiliaries between a subject and its verb."""
    return word.low in row.stop or row.aux.fullmatch(word.text + " ") is not None or word.low.endswith("ly")


def _until_small(words: list[_Word], row: Profile) -> list[_Word]:
    """Words up to a preposition (those that join nouns go on) or another small word."""
    for index, word in enumerate(words):
        small = word.low in row.stop or (word.low in row.govern and word.low not in _OF)
        if index and small:
            return words[:index]
    return words


def _uncased(text: str, span: Span, row: Profile, *, before: bool) -> Span | None:
    """Scripts without capitals: the words next to the verb up to a mark or a small word."""
    piece = span.of(text)
    if row.subject is not None and before:
        return _by_particle(text, span, row)
    if row.cut is not None:
        chunks = [(m.start(), m.end()) for m in regex.finditer(r"[^，。、；：,.;:\s—]+", piece)]
        chosen = chunks[-1:] if before else chunks[:1]
        for start, end in chosen:
            stop = row.cut.search(piece, start + 1, end)
            if stop:
                end = stop.start()
            return Span(span.start + start, span.start + end) if end > start else None
        return None
    clause = _clause(text, span, before=before)
    words = [w for w in _tokens(text, clause if before else _first_chunk(text, clause)) if w.text != BLANK]
    if before:
        words = _last_chunk(words)
    while words and (not _is_word(words[0]) or words[0].low in row.stop):
        words = words[1:]
    out: list[_Word] = []
    for word in words[:_LONGEST]:
        clitic = row.lang == "he" and len(out) >= 2 and len(word.text) >= 4 and word.text[0] == "ב"
        if (
            (not _is_word(word) and word.text not in "\"״'׳.")
            or word.low in row.govern
            or word.low in row.stop
            or clitic
        ):
            break
        out.append(word)
    while out and not _is_word(out[-1]):
        out = out[:-1]
    titled = [index for index, word in enumerate(out[:-1]) if row.title.fullmatch(word.low)]
    if titled and row.lang == "he":
        out = out[titled[0] :]
    return Span(out[0].span.start, out[-1].span.end) if out else None


def _last_chunk(words: list[_Word]) -> list[_Word]:
    """Words after the last comma that has words after it."""
    for index in range(len(words) - 2, -1, -1):
        if words[index].text in ",،؛;:" and any(map(_is_word, words[index + 1 :])):
            return words[index + 1 :]
    return words


def _by_particle(text: str, span: Span, row: Profile) -> Span | None:
    """Japanese and Korean: the words before the subject's particle, in the last sentence of `span`."""
    piece = span.of(text)
    start = max((m.end() for m in regex.finditer(r"[。！？]|[.!?]\s", piece)), default=0)
    assert row.subject is not None
    found = [
        m for m in row.subject.finditer(piece, start + 1) if len(piece[start : m.start()].split()) <= _NEAR
    ]
    if not found:
        return None
    match = found[-1] if row.spaced else found[0]
    chunk = max((m.end() for m in regex.finditer(r"[、，,」』]\s*", piece[start : match.start()])), default=0)
    begin = start + chunk
    body = piece[begin : match.start()]
    begin += len(body) - len(body.lstrip())
    return Span(span.start + begin, span.start + match.start()) if match.start() > begin else None

"""Runs of capitalised words, and which of them can be somebody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from workbench.model import Span
from workbench.quotes.profile import Profile, given_names
from workbench.words import tokenize

__all__ = [
    "BLANK",
    "CYRILLIC",
    "SENTENCE_ENDS",
    "SLAVIC",
    "Name",
    "Word",
    "heads_on",
    "is_word",
    "names",
    "tokens",
]

BLANK = "\ufffc"
"""Stands for the characters of quoted words, which name no speaker (OBJECT REPLACEMENT CHARACTER)."""

_ELIDED = regex.compile(r"(?:l|d|qu|n|s|c|j|m|t|dell|all|nell|dall|sull|un)['’](?=\p{L})", regex.IGNORECASE)
_POSSESSIVE = regex.compile(r"['’]s?$")
_SHORTENED = (
    "mr|mrs|ms|dr|st|sr|jr|prof|gen|sen|rep|gov|lt|col|sgt|hr|fr|bzw|ca|nr|им|св|ім|проф|акад|ген|р|д|м|г|т|ст|см"
    "|płk|art|np|tzn|ul|č|tzv|např|mgr|ing"
)
SENTENCE_ENDS = regex.compile(rf"(?<!\b\p{{Lu}})(?<!\b(?i:{_SHORTENED}))[.!?…]+(?=\s|$)|[。！？؟۔]")
"""Where a sentence ends: not after an initial or a common shortened title."""
SLAVIC = frozenset({"uk", "ru", "be", "bg", "pl", "cs", "sk", "sr"})
CYRILLIC = frozenset({"uk", "ru", "be", "bg"})


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


class Word(NamedTuple):
    """A word or mark of a clause. A tuple without spans: a long document has a million."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.start, self.end)

    @property
    def low(self) -> str:
        """Its lower case with U+0027 for apostrophes."""
        return self.text.lower().replace("’", "'")


def tokens(text: str, span: Span, *, every_blank: bool = True) -> list[Word]:
    """Words and marks; an elided article is a word of its own (l’AFP).

    Args:
        text: the text.
        span: the part of it to cut.
        every_blank: each :data:`BLANK` is a mark; else a run of them is one.
    """
    found: list[Word] = []
    at = span.start
    for match in _BLANKS.finditer(text, span.start, span.end):
        found += _cut(text, at, match.start())
        at = match.end()
        last = at if every_blank else match.start() + 1
        found += (Word(BLANK, place, place + 1) for place in range(match.start(), last))
    found += _cut(text, at, span.end)
    if not _JOINING.search(text, span.start, span.end):
        return found
    out: list[Word] = []
    for word in found:
        if _in_abbreviation(out, word):
            first = out.pop()
            out.append(Word(text[first.start : word.end], first.start, word.end))
            continue
        elided = _ELIDED.match(word.text)
        if elided:
            cut = word.start + elided.end()
            out.append(Word(elided.group(), word.start, cut))
            word = Word(text[cut : word.end], cut, word.end)
        out.append(word)
    return out


def _cut(text: str, start: int, end: int) -> list[Word]:
    return [
        Word(token.text, token.span.start + start, token.span.end + start)
        for token in tokenize(text[start:end])
    ]


_BLANKS = re.compile(f"{BLANK}+")
_JOINING = re.compile("['’\u0590-\u05ff]")
"""Apostrophes and Hebrew letters: without them a word is a word."""


def _in_abbreviation(before: Sequence[Word], word: Word) -> bool:
    """True if `word` goes on a Hebrew abbreviation with gershayim (the mark, or the letter after it)."""
    if not before or before[-1].end != word.start or not "\u0590" <= before[-1].text[0] <= "\u05ff":
        return False
    return word.text in '"״' or (before[-1].text[-1] in '"״' and "\u0590" <= word.text[0] <= "\u05ff")


def is_word(word: Word) -> bool:
    """True for words and numbers, False for marks."""
    return word.text[:1].isalnum()


def names(text: str, span: Span, row: Profile) -> Iterator[Name]:
    """Runs of capitalised words in a clause, in order."""
    words = tokens(text, span, every_blank=False)
    index = 0
    while index < len(words):
        end = _run_end(words, index, row) if words[index].text[0].isupper() else index
        if end == index:
            index += 1
            continue
        name = _name(text, words, index, end, row)
        if name is not None:
            yield name
        index = end


def _capital(word: Word, row: Profile) -> bool:
    return (
        is_word(word)
        and word.text[0].isupper()
        and word.low not in row.stop
        and word.low not in row.govern
        and word.low not in row.article
        and not row.pronoun.fullmatch(word.text)
    )


def _given_like_preposition(words: Sequence[Word], at: int, row: Profile) -> bool:
    """ "Per Holm" in mid-sentence: a preposition has no capital there."""
    return (
        at > 0
        and is_word(words[at - 1])
        and at + 1 < len(words)
        and words[at].text[0].isupper()
        and not words[at].text.isupper()
        and words[at].low in row.govern
        and _capital(words[at + 1], row)
        and not row.capital_nouns
    )


def _run_end(words: Sequence[Word], start: int, row: Profile) -> int:
    """End of the run of capitalised words that begins at `start`; `start` where none begins."""
    if not _capital(words[start], row) and not _given_like_preposition(words, start, row):
        return start
    end = start + 1
    while end < len(words):
        if row.lang == "tr" and _TURKISH_ADJECTIVE.search(words[end - 1].text):
            break
        if _capital(words[end], row) or _short_surname(words[end], row):
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
            bare = words[end].low in row.article and words[end - 1].low not in row.particle
            if row.capital_nouns and (bare or (end - start > 1 and words[end - 1].low not in row.particle)):
                break  # "Sprecher der Polizei", "Anna Weiss von der Polizei", but "Ursula von der Leyen"
            end += 1
        else:
            break
    while end > start + 1 and not is_word(words[end - 1]):
        end -= 1
    return end


_TURKISH_ADJECTIVE = regex.compile(r"['’]?[dt][ae]ki$")
_TURKISH_GENITIVE = regex.compile(r"\p{Ll}n[ıiuü]n$|^\p{L}+[^n][üu]n$")
"""Turkish words of which something is told: "Kiev'deki", "Adının"."""


def _short_surname(word: Word, row: Profile) -> bool:
    """ "Samih Nur": inside a run a small word has its capital because it is a name."""
    small = word.low in row.stop or word.low in row.govern
    return small and is_word(word) and 2 < len(word.text) < 5 and word.text.istitle() and row.lang != "en"


def _name_goes_on(words: Sequence[Word], at: int, row: Profile) -> bool:
    """True if after small words such as "van der" a capital follows."""
    while at < len(words) and words[at].low in row.particle:
        at += 1
    return at < len(words) and _capital(words[at], row)


def _name(text: str, words: Sequence[Word], start: int, end: int, row: Profile) -> Name | None:
    """The run without titles; None where only titles are left, or an article makes it a description."""
    run = list(words[start:end])
    before = words[start - 1] if start else None
    if row.lang == "tr" and start == 0 and len(run) == 1 and _TURKISH_GENITIVE.search(run[0].text):
        return None
    titled = 0
    for index, word in enumerate(run):
        if row.title.fullmatch(word.low) and (index < len(run) - 1 or titled == index):
            titled = index + 1
    given = _given_at(run)
    titled = max(titled, given)
    body = run[titled:]
    while body and not is_word(body[0]):
        body = body[1:]
    if not body:
        return None
    number = words[end].text if end < len(words) else ""
    if (
        len(body) == 1
        and row.lang == "en"
        and ((before is not None and before.text.isdigit()) or number.isdigit())
    ):
        return None  # "3 May", "May 3"
    articled = before is not None and before.low in row.article
    if row.capital_nouns and not titled and (articled or (len(run) == 1 and _attributive(before, row))):
        return None
    whole = Span(run[0].span.start, run[-1].span.end)
    if (
        not titled
        and len(body) == 3
        and row.lang in SLAVIC
        and _governed(words, start, row)
        and not _PATRONYMIC.search(body[1].text)
    ):
        given, body = 1, body[1:]  # «дослідниця в Києві Емма Ліндквіст»
    follows = words[end].text if end < len(words) else "."
    name_end = body[-1].span.end - (_case_ending(body[-1].text) if row.lang == "tr" else 0)
    if len(body) > 2 and len(body[-1].text) == 1 and text[name_end : name_end + 1] == "." == body[-2].text:
        name_end += 1  # "K.M."
    if row.lang in ("en", "nl") and _POSSESSIVE.search(body[-1].text):
        return Name(Span(body[0].span.start, name_end), True, start == 0, len(body), False, whole)
    return Name(
        Span(body[0].span.start, name_end),
        not given and (_governed(words, start, row) or _somewhere(body[-1].text, follows, row)),
        start == 0,
        sum(map(is_word, body)),
        not follows[:1].isalpha(),
        whole,
    )


_PATRONYMIC = regex.compile(
    r"(?:ович|евич|йович|івна|овна|евна|ївна|ична)\p{L}{0,2}$|(?:івн|овн|евн)[иіоуыеї]\p{L}?$"
)


def _case_ending(word: str) -> int:
    """Length of a Turkish case ending set off by an apostrophe: Öz'e."""
    match = regex.search(r"['’]\p{Ll}{1,4}$", word)
    return len(match.group()) if match else 0


def _somewhere(word: str, follows: str, row: Profile) -> bool:
    """Turkish: "Facebook'ta" is a place; "Konseyi'nden yapılan" tells whose a statement is."""
    return row.lang == "tr" and regex.search(r"['’][dt][ae]n?$", word) is not None and follows != "yapılan"


def _attributive(before: Word | None, row: Profile) -> bool:
    """German: a small-letter word before a single capital is an adjective, so the capital is a noun's."""
    return before is not None and before.text[:1].islower() and before.low not in row.stop


def _given_at(run: Sequence[Word]) -> int:
    """Index of a known given name after other capitalised words ("Fisherman Tom Reed"); 0 where none is."""
    female, male = given_names()
    for index, word in enumerate(run[1:-1], 1):
        if (word.low in female or word.low in male) and run[0].low not in female and run[0].low not in male:
            return index
    return 0


def _governed(words: Sequence[Word], start: int, row: Profile) -> bool:
    """True if a preposition stands before the run, an article or small-letter word between them allowed."""
    at = start - 1
    while at >= 0 and words[at].low in row.article:
        at -= 1  # "disse a Maria": what opens the clause is an article, whatever else it may be
    return at >= 0 and words[at].low in row.govern


def heads_on(text: str, name: Name, clause: Span, row: Profile) -> bool:
    """True if a small-letter noun follows the name directly ("Prison Service spokesperson")."""
    first = name.span.of(text).lower().split()[0]
    if name.words > 1 and any(first in given for given in given_names()):
        return False
    words = tokens(text, Span(name.span.end, clause.end))
    if not words or not is_word(words[0]) or words[0].text[0].isupper():
        return False
    low = words[0].low
    small = low in row.stop or low in row.govern or low in row.particle or low in row.article
    return not small and not low.endswith("ly") and not row.aux.fullmatch(words[0].text + " ")

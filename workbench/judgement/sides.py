"""The words of one side of a table, and which of them call for a counterpart on the other side.

A capitalised word inside a sentence nearly always has one: a name by its sound, a title or a weekday by its
meaning. How nearly always differs by where the word stands and what it is, so every candidate has a *place*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from workbench.checks.names import WORD
from workbench.comparison.cues import cues_of
from workbench.morphology import knows, listed

__all__ = ["Candidate", "Side", "read_side"]

_DOTTED = regex.compile(r"(?<![\p{L}.])(?:\p{Lu}\.){2,}")
"""“U.S.”, whose letters are no words by themselves."""
_POSSESSIVE = regex.compile(r"['’ʼ]s?$")
_ELIDED = regex.compile(r"^(?:l|d|qu|n|s|c|j|m|t|dell|all|nell|dall|sull|un)['’](?=\p{L})", regex.IGNORECASE)
_OPENING = " \u00a0\u202f«“\"„‘'(–—-"
_SHORT_FORM = regex.compile(r"\b(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Gen|Col|Sgt|St|Lt|Prof|\p{Lu})\.$")
_COURTESY = frozenset(
    {
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Rev",
        "Sen",
        "Rep",
        "Gov",
        "Herr",
        "Frau",
        "Mme",
        "Sr",
        "Sra",
        "Pan",
        "Pani",
        "Пан",
        "Пані",
    }
)
"""Titles that stand beside a name in one language and not in another."""
_NAMES_OF = "en"
"""A language whose list tells names from nouns: by their capitals."""
_MOST_CANDIDATES, _MOST_WORDS = 40, 200
"""Of one row; a sentence has a few, a hostile one thousands."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capitalised word that calls for a counterpart.

    Attributes:
        word: without possessive ending.
        start, end: where it stands in the row's text.
        place: what sort of candidate, a key of the expectations; ``inside unknown beside`` is inside a
            sentence, no word of the language's lists, beside another capitalised word.
    """

    word: str
    start: int
    end: int
    place: str

    @property
    def calls(self) -> bool:
        """Calls for a counterpart by itself: no common word whose capital only the sentence's start or a headline
        explains."""
        return self.place == "acronym" or self.unknown or self.place.startswith("inside")

    @property
    def unknown(self) -> bool:
        """Not in the language's word lists: most likely a proper name."""
        return "unknown" in self.place


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a table, row by row.

    Attributes:
        words: the different words of each row.
        candidates: those that call for a counterpart.
        names: candidates that are no words of the language: proper names.
        cased: a capital tells something; not where every noun has one.
    """

    lang: str | None
    texts: Sequence[str]
    words: list[list[str]]
    candidates: list[list[Candidate]]
    names: frozenset[str] = field(default=frozenset())
    cased: bool = True


def read_side(texts: Sequence[str], lang: str | None) -> Side:
    """Words and candidates of every row.

    >>> side = read_side(["The talks ended.", "On a cold Friday the old envoy said Zelenskyy met John Smith."], "en")
    >>> [(c.word, c.place) for c in side.candidates[1]]  # doctest: +NORMALIZE_WHITESPACE
    [('Friday', 'inside known'), ('Zelenskyy', 'inside unknown'),
     ('John', 'inside known beside'), ('Smith', 'inside known beside')]
    """
    capital_nouns = cues_of(lang).capital_nouns
    cut = [list(_pieces(text)) for text in texts]
    lower = {word for row in cut for word, _ in row if word.islower()}
    known = _Known(lang or "", lower, compounds=capital_nouns)
    candidates = [
        _candidates(text, row, known, headlines=not capital_nouns)
        for text, row in zip(texts, cut, strict=True)
    ]
    names = frozenset(c.word for row in candidates for c in row if c.unknown and c.place.startswith("inside"))
    proper = {c.word for row in candidates for c in row if c.place.startswith("inside")}
    candidates = [[c for c in row if c.calls or c.word in proper] for row in candidates]
    words = [list(dict.fromkeys(word for word, _ in row if len(word) > 1))[:_MOST_WORDS] for row in cut]
    return Side(lang, texts, words, candidates, names, not capital_nouns)


def _pieces(text: str) -> list[tuple[str, int]]:
    """Words with their beginnings; hyphenated ones in parts, without elided articles and possessives."""
    if "." in text and _DOTTED.search(text):
        return _pieces_between(text, list(_DOTTED.finditer(text)))
    out = []
    for match in WORD.finditer(text):
        word, start = match.group(), match.start()
        if "'" in word or "’" in word or "ʼ" in word:
            elided = _ELIDED.match(word)
            if elided:
                word, start = word[elided.end() :], start + elided.end()
            word = _POSSESSIVE.sub("", word)
        out.append((word, start))
    return out


def _pieces_between(text: str, dotted: Sequence[regex.Match[str]]) -> list[tuple[str, int]]:
    """Abbreviations with full stops as one word without them, and the words between."""
    out: list[tuple[str, int]] = []
    at = 0
    for match in dotted:
        out += [(word, at + start) for word, start in _pieces(text[at : match.start()])]
        out.append((match.group().replace(".", ""), match.start()))
        at = match.end()
    return out + [(word, at + start) for word, start in _pieces(text[at:])]


def _candidates(
    text: str, pieces: Sequence[tuple[str, int]], known: _Known, *, headlines: bool
) -> list[Candidate]:
    long = [word for word, _ in pieces if len(word) > 3]
    headline = headlines and len(long) > 4 and sum(word[0].isupper() for word in long) > 0.7 * len(long)
    out: list[Candidate] = []
    for i, (word, start) in enumerate(pieces):
        if not word[:1].isupper() or word in _COURTESY or len(word) < 2:
            continue
        if word.isupper():
            out.append(Candidate(word, start, start + len(word), "acronym"))
            continue
        if len(word) < 3:
            continue
        before = text[:start].rstrip(_OPENING)
        first = not before or (before[-1] in ".?!:…" and not _SHORT_FORM.search(before))
        beside = (not first and i > 0 and _joined(pieces[i - 1], pieces[i])) or (
            i + 1 < len(pieces) and _joined(pieces[i], pieces[i + 1])
        )
        place = "headline" if headline else "start" if first else "inside"
        place += " known" if known(word) else " unknown"
        out.append(Candidate(word, start, start + len(word), place + " beside" * (beside and not headline)))
    return out[:_MOST_CANDIDATES]


def _joined(left: tuple[str, int], right: tuple[str, int]) -> bool:
    """Both are capitalised and stand next to each other."""
    near = right[1] - left[1] - len(left[0]) <= 3
    return near and left[0][:1].isupper() and right[0][:1].isupper()


class _Known:
    """Whether a word is one of the language, or of the text without its capital.

    Args:
        lower: words of the text that stand without a capital.
        compounds: also known is what ends in a known word, as German compounds do.
    """

    def __init__(self, lang: str, lower: set[str], *, compounds: bool) -> None:
        self._lang, self._lower, self._compounds = lang, lower, compounds
        self._said: dict[str, bool] = {}

    def __call__(self, word: str) -> bool:
        if word not in self._said:
            self._said[word] = word.lower() in self._lower or self._listed(word)
        return self._said[word]

    def _listed(self, word: str) -> bool:
        if not self._compounds:
            return knows(word, self._lang)  # the lists have names too, with their capital
        if listed(word, self._lang):
            return not self._proper(word)
        if not 7 < len(word) < 60:
            return False
        return any(
            listed(word[i:].capitalize(), self._lang) and self._modifier(word[:i])
            for i in range(3, len(word) - 3)
        )

    @staticmethod
    def _proper(word: str) -> bool:
        """The lists have names too, and where nouns have capitals they look alike; English knows them by theirs."""
        return listed(word, _NAMES_OF) and not listed(word.lower(), _NAMES_OF)

    def _modifier(self, head: str) -> bool:
        """The first part of a compound, with or without its linking letters (-s-, -n-, -en-, -es-)."""
        stems = {head, head + "e", *(head.removesuffix(link) for link in ("s", "n", "en", "es"))}
        return any(len(stem) > 2 and listed(stem.capitalize(), self._lang) for stem in stems)

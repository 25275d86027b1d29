"""Sentences of a small grammar in English, Ukrainian and Spanish, word for word translations of each other.

They look like news: who did what, where and when, who said so, how many were hurt. The tiny packages are
trained on them, so a text that keeps to this grammar is translated well and any other is not.

    python tools/tiny_argos/corpus.py 12
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from random import Random
from typing import NamedTuple

LANGUAGES = ("en", "uk", "es")
HELD_OUT = 300
"""The first sentences of :func:`corpus`; nothing is trained on them."""

_GENDERS = "mfnp"
_SAID = ("сказав", "сказала", "сказало", "сказали")
_WAS = ("був ", "була ", "було ")


class Sentence(NamedTuple):
    """One thing said in three languages."""

    en: str
    uk: str
    es: str


class Subject(NamedTuple):
    """Who does something; `gender` is the place in m, f, n, p."""

    en: str
    uk: str
    gender: int
    es: str
    plural: bool


class Verb(NamedTuple):
    """What they do, in the forms that words.toml names."""

    en: list[str]
    uk: list[str]
    es: list[str]


class Noun(NamedTuple):
    """What they do it to."""

    en: str
    nominative: str
    accusative: str
    gender: int
    es: str
    masculine: bool


class Adjective(NamedTuple):
    """What it is like; `before` its noun in Spanish or after it."""

    en: str
    uk: list[str]
    es: list[str]
    before: bool


class Grammar:
    """The words, and a random generator that chooses among them."""

    def __init__(self, seed: int) -> None:
        words = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
        rows = {
            name: [[cell.strip() for cell in row.split("|")] for row in table]
            for name, table in words.items()
        }
        self.subjects = [
            Subject(en, *_tagged(uk, _GENDERS), _split(es)[0], _split(es)[1] == "p")
            for en, uk, es in rows["subjects"]
        ]
        self.verbs = [Verb(*(_forms(cell) for cell in row)) for row in rows["verbs"]]
        self.nouns = [_noun(*row) for row in rows["objects"]]
        self.adjectives = [_adjective(*row) for row in rows["adjectives"]]
        self.places = [Sentence(*row) for row in rows["places"]]
        self.months = [Sentence(*row) for row in rows["months"]]
        self.past = [Sentence(*row) for row in rows["past_times"]]
        self.future = [Sentence(*row) for row in rows["future_times"]]
        self.random = Random(seed)

    def sentence(self) -> Sentence:
        """One sentence with capitals and marks."""
        kind = self.random.random()
        if kind < 0.62:
            return Sentence(*(f"{_capital(text)}." for text in self.clause()))
        who = self.random.choice(self.subjects)
        if kind >= 0.94:
            return self._injured()
        if kind >= 0.86:
            first, second = self.clause(), self.clause()
            return Sentence(
                *(
                    f"{_capital(one)}, {link} {other}."
                    for one, link, other in zip(first, ("and", "а", "y"), second, strict=True)
                )
            )
        what = self.clause()
        said, dijo = _SAID[who.gender], "dijeron" if who.plural else "dijo"
        if kind < 0.76:
            return Sentence(
                f"{_capital(who.en)} said that {what.en}.",
                f"{_capital(who.uk)} {said}, що {what.uk}.",
                f"{_capital(who.es)} {dijo} que {what.es}.",
            )
        return Sentence(
            f"“{_capital(what.en)},” {who.en} said.",
            f"«{_capital(what.uk)}», — {said} {who.uk}.",
            f"«{_capital(what.es)}», {dijo} {who.es}.",
        )

    def clause(self) -> Sentence:
        """A clause without capital and full stop."""
        kind = self.random.random()
        if kind < 0.12:
            return self._description()
        who = self.random.choice(self.subjects)
        verb = self.random.choice(self.verbs)
        what = self._object()
        where = self.random.choice(self.places) if self.random.random() < 0.35 else None
        future = kind >= 0.82
        when = self._time(future)
        number = int(who.plural)
        if future:
            did = (f"will {verb.en[0]}", verb.uk[4 + number], verb.es[2 + number])
        elif kind < 0.65:
            did = (verb.en[1], verb.uk[who.gender], verb.es[number])
        else:
            did = (f"did not {verb.en[0]}", f"не {verb.uk[who.gender]}", f"no {verb.es[number]}")
        subject = (who.en, who.uk, who.es)
        rest = [part for part in (what, where, when) if part]
        return Sentence(
            *(" ".join([subject[at], did[at], *(part[at] for part in rest)]) for at in range(len(LANGUAGES)))
        )

    def _description(self) -> Sentence:
        noun = self.random.choice(self.nouns)
        adjective = self.random.choice(self.adjectives)
        past = self.random.choice((False, True))
        return Sentence(
            f"the {noun.en} {'was' if past else 'is'} {adjective.en}",
            f"{noun.nominative} {_WAS[noun.gender] if past else ''}{adjective.uk[noun.gender]}",
            f"{_article(noun)} {noun.es} {'era' if past else 'es'} {adjective.es[not noun.masculine]}",
        )

    def _object(self) -> Sentence:
        noun = self.random.choice(self.nouns)
        if self.random.random() >= 0.5:
            return Sentence(f"the {noun.en}", noun.accusative, f"{_article(noun)} {noun.es}")
        adjective = self.random.choice(self.adjectives)
        spanish = adjective.es[not noun.masculine]
        pair = f"{spanish} {noun.es}" if adjective.before else f"{noun.es} {spanish}"
        return Sentence(
            f"the {adjective.en} {noun.en}",
            f"{adjective.uk[3 + noun.gender]} {noun.accusative}",
            f"{_article(noun)} {pair}",
        )

    def _time(self, future: bool) -> Sentence | None:
        kind = self.random.random()
        if kind < 0.25:
            return None
        if kind < 0.7:
            return self.random.choice(self.future if future else self.past)
        if kind < 0.85:
            day, month = self.random.randint(1, 28), self.random.choice(self.months)
            return Sentence(f"on {month.en} {day}", f"{day} {month.uk}", f"el {day} de {month.es}")
        year = self.random.randint(2027, 2039) if future else self.random.randint(1990, 2026)
        return Sentence(f"in {year}", f"у {year} році", f"en {year}")

    def _injured(self) -> Sentence:
        # numbers that take the genitive plural in Ukrainian
        number = self.random.choice(
            (
                self.random.randint(5, 20),
                self.random.randint(25, 30),
                self.random.randint(45, 50),
                self.random.choice((100, 120, 150, 300, 500, 1000)),
            )
        )
        where = self.random.choice(self.places)
        return Sentence(
            f"At least {number} people were injured {where.en}.",
            f"Щонайменше {number} людей поранено {where.uk}.",
            f"Al menos {number} personas resultaron heridas {where.es}.",
        )


def corpus(size: int, seed: int = 7) -> list[Sentence]:
    """The first `size` different sentences."""
    grammar = Grammar(seed)
    found: dict[str, Sentence] = {}
    while len(found) < size:
        sentence = grammar.sentence()
        found.setdefault(sentence.en, sentence)
    return list(found.values())


def _forms(cell: str) -> list[str]:
    return [form.strip() for form in cell.split("/")]


def _split(cell: str) -> tuple[str, str]:
    """A cell and the tag that ends it."""
    text, _, tag = cell.rpartition(" ")
    return text, tag


def _tagged(cell: str, tags: str) -> tuple[str, int]:
    text, tag = _split(cell)
    return text, tags.index(tag)


def _noun(en: str, uk: str, es: str) -> Noun:
    forms, gender = _tagged(uk, _GENDERS)
    spanish, spanish_gender = _split(es)
    nominative, accusative = _forms(forms)
    return Noun(en, nominative, accusative, gender, spanish, spanish_gender == "m")


def _adjective(en: str, uk: str, es: str) -> Adjective:
    forms, place = _split(es)
    return Adjective(en, _forms(uk), _forms(forms), place == "before")


def _article(noun: Noun) -> str:
    return "el" if noun.masculine else "la"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


if __name__ == "__main__":
    for sentence in corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 10):
        print(*sentence, sep="\n", end="\n\n")

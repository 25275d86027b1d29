"""Who *he* and *she* are: the last person named who may be meant, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from workbench.model import Span
from workbench.quotes.attribution import Attribution
from workbench.quotes.doers import EITHER
from workbench.quotes.draft import Draft
from workbench.quotes.layout import Layout
from workbench.quotes.names import BLANK, CYRILLIC, SENTENCE_ENDS, SLAVIC, Name, heads_on, names
from workbench.quotes.profile import Profile, given_names, group_words

__all__ = ["Person", "Speakers"]

_REACH = 4
"""Paragraphs after which a person named is no longer the one a pronoun means."""

_WINDOW = 700
"""Characters before a quotation in which a verb of saying may stand that goes on reporting."""

_NEAR = 5
"""Words before the only name of a sentence that tells whose words those before it are."""

_LED = 3
"""Words that lead on to a further quotation of the same speaker: "E poi: «…»"."""

_REMEMBERED = 60
"""Persons looked back at; a news article names fewer."""

_MISTER = regex.compile(
    r"\b(?:mr|herr|monsieur|señor|sr|don|signor|senhor|пан|господин|г-н|pan|hr|meneer|lord|king|prince)\.?\s*$",
    regex.IGNORECASE,
)
_MISS = regex.compile(
    r"\b(?:ms|mrs|miss|frau|mme|madame|señora|sra|doña|signora|senhora|пані|госпожа|г-жа|pani|paní|fru|mevrouw|lady|queen|princess"
    r"|spokeswoman|міністерка|речниця|директорка|депутатка|очільниця|правозахисниця|rzeczniczka|ministra|\p{L}+in)\.?\s*$",
    regex.IGNORECASE,
)
_LONG = regex.compile(r"[\p{L}'’-]{4,}")
_SENTENCE_ENDS = regex.compile(rf"{SENTENCE_ENDS.pattern}|\n")
_CAPITAL = regex.compile(r"(?<![\p{Lu}\p{Ll}])\p{Uppercase}")
"""Where a word may begin with a capital."""
_ALONE = regex.compile(
    r"(?<![\p{Lu}\p{Ll}])(\p{Uppercase}[\p{Lu}\p{Ll}]*+)"
    r"(?=\s+(\p{Ll}++)(?![\p{L}\p{M}\p{N}'’ʼ\-\u2010\u2011\u00ad\u200c\u200d])|\s+\d|\s*[,;:!?–—…»”\"()\ufffc]|$)"
)
"""A capitalised word in plain letters before a word in small ones (group 2), a number or a mark: a run of one."""
_PRESENT = regex.compile(r"(?:є|ить|іть|ає|ет|ёт|ит|uje|[ií]|á)$")
"""Endings of Slavic verbs in the present."""
_WORD_AHEAD = regex.compile(r"(?<!\p{L})(\p{L}+)\s$")
_LABEL = 24
"""Characters before a name in which its title stands."""
_VERB_LIKE = regex.compile(r"(?:ed|ar|er|de|te|[^n]i|aa|ää|ee|vat)$")
"""Endings of English, Scandinavian and Finnish verbs: behind a full name they make it a person's."""
_AGED = regex.compile(r",\s\d{1,3},")
"""An age behind a name: "Lopez, 29, came"."""
_SURNAME = regex.compile(
    r"\p{L}{2}(?:енко|чук|щук|ський|цький|ська|цька|ский|цкий|ская|цкая|ова|ева|єва|ов|ев|єв|ёв|ин|ін|ина|іна|дзе"
    r"|швили|швілі|ski|cki|ska|cka|ský|ská|ová|wicz|czyk)$"
)
"""Endings of Slavic surnames."""
_SLAVIC_MALE = frozenset(
    "микола ілля лука микита данила кузьма сава хома никита илья фома саша миша nikola ilja luka kuba".split()  # noqa: SIM905
)
"""Men's names that end like women's."""
_FEMALE_VERB = regex.compile(r"(?:ла|ла́|лася|лась|ła|la)$")
_MALE_VERB = regex.compile(r"(?:(?<=[аеиіяуо])в|вся|л|лся|ў|ł|(?<=[aeiou])l)$")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named: where, how, as what (``m``, ``f`` or "" where the name does not tell), in which words."""

    span: Span
    name: str
    gender: str
    words: tuple[str, ...]


@dataclass(slots=True)
class Speakers:
    """Persons named so far, most recent last. To be asked in the order of the text."""

    text: str
    layout: Layout
    row: Profile
    persons: list[Person] = field(default_factory=list)
    read: int = 0
    last: Span | None = None

    def speaker_of(self, draft: Draft, earlier: Sequence[tuple[Draft, Span | None]]) -> Span | None:
        """Where the speaker of `draft` is named; None where that stays open."""
        said = draft.said
        self.last = next((speaker for _, speaker in reversed(earlier[-1:])), None)
        self._read_until(
            min(draft.outer.start, said.speaker.start if said and said.speaker else draft.outer.start)
        )
        if said is None or (said.speaker is None and said.pronoun is None and said.score <= 1):
            return self._carried_on(draft, earlier) or self._beside(draft)
        if said.speaker is not None:
            return said.speaker
        if said.pronoun is None:
            return None
        return self._meant(said, draft)

    def named(self, draft: Draft, speaker: Span | None) -> None:
        """Remember who spoke, so that a later pronoun can mean them."""
        if speaker is None:
            return
        name = speaker.of(self.layout.text)  # it may stand inside the quotation, which is blanked in our text
        if self.row.cased and not name[:1].isupper() and not self._office(name):
            return
        known = next((p for p in self.persons[-_REMEMBERED:] if p.span == speaker), None)
        if known is not None:
            self.persons.append(known)
            return
        self.persons.append(self._person(speaker, name))

    def _office(self, description: str) -> bool:
        """True for a described person ("le ministre de l’Agriculture"), whom *he* or *she* may mean."""
        words = description.lower().replace("’", "'").split()
        return any(self.row.title.fullmatch(word.removeprefix("l'")) for word in words)

    def _person(self, span: Span, name: str) -> Person:
        return Person(span, name, self._gender(span), tuple(name.split()))

    def _read_until(self, place: int) -> None:
        """Note the subjects of the sentences up to `place`: they may be meant by a pronoun."""
        if place <= self.read:
            return
        if self.row.titled is not None:
            for match in self.row.titled.finditer(self.text, self.read, place):
                self.persons.append(Person(Span(*match.span("name")), match["name"], "", (match["name"],)))
        if not self.row.cased:
            self.read = place
            return
        for start, end in self._sentences(self.read, place):
            if self._nobody(start, end) or self._headline(start, end):
                continue
            clause = Span(start, end)
            full = next(
                (name for name in names(self.text, clause, self.row) if self._may_be_meant(name)), None
            )
            if full is not None and not self._heads_on(full, clause):
                self.persons.append(self._person(full.span, full.span.of(self.text)))
        self.read = place

    def _nobody(self, start: int, end: int) -> bool:
        """True for a sentence that plainly names no person, so that it need not be cut into words: all its
        capitals stand alone, and none is a given name, a person named before, or has an age behind it."""
        alone = 0
        for match in _ALONE.finditer(self.text, start, end):
            word = match[1]
            if (
                match[2] in self.row.particle
                or any(word.lower() in given for given in given_names())
                or _AGED.match(self.text, match.end(1))
                or self._known(word)
                or (self.row.lang in SLAVIC and _SURNAME.search(word))
            ):
                return False
            alone += 1
        return alone == len(_CAPITAL.findall(self.text, start, end))

    def _heads_on(self, name: Name, clause: Span) -> bool:
        """True if the name only describes a noun behind it; a title or a given name shows that a verb follows."""
        text = name.span.of(self.text)
        person = name.whole != name.span or any(text.lower().split()[0] in given for given in given_names())
        person = person or self._known(text)
        behind = regex.match(r"\s+(\p{Ll}+)", self.text[name.span.end : clause.end])
        person = person or (behind is not None and name.words > 1 and self._verb_like(behind[1]))
        return self.row.head_last and not person and heads_on(self.text, name, clause, self.row)

    def _verb_like(self, word: str) -> bool:
        return _VERB_LIKE.search(word) is not None or (self.row.lang == "nl" and word.endswith("t"))

    def _may_be_meant(self, name: Name) -> bool:
        """True if a run of capitals names a person rather than an organisation, a place or a plain noun."""
        text = name.span.of(self.text)
        parts = text.lower().split()
        if name.governed or text.isupper() or group_words() & set(parts):
            return False
        if self._known(text) or any(parts[0] in given for given in given_names()):
            return True
        ahead = _WORD_AHEAD.search(self.text, max(0, name.span.start - _LABEL), name.span.start)
        titled = name.whole != name.span or _AGED.match(self.text, name.span.end) is not None
        if ahead is not None and self.row.title.fullmatch(ahead[1].lower()) and self._stands_as_name(name):
            titled = True
        if name.words == 1 and self.row.lang in SLAVIC and not name.first and _SURNAME.search(text):
            return True
        if self.row.capital_nouns or name.words < 2:
            return titled
        if self.row.lang in CYRILLIC and text.isascii():
            return False
        return titled or not name.first or self.row.lang not in SLAVIC

    def _stands_as_name(self, name: Name) -> bool:
        """False where a noun follows that the capital describes: «речник Сил оборони»."""
        behind = regex.match(r"\s+(\p{Ll}+)", self.text[name.span.end : name.span.end + _LABEL])
        verbs = (_FEMALE_VERB, _MALE_VERB, _PRESENT)
        return (
            name.ends
            or self.row.lang not in SLAVIC
            or bool(behind and any(v.search(behind[1]) for v in verbs))
        )

    def _headline(self, start: int, end: int) -> bool:
        """True if nearly all longer words have a capital: names cannot be told there."""
        long = _LONG.findall(self.text, start, end)
        capital = sum(word[0].isupper() for word in long)
        return not self.row.capital_nouns and len(long) > 3 and capital > 0.75 * len(long)

    def _known(self, name: str) -> bool:
        return any(name in person.words for person in self.persons[-_REMEMBERED:])

    def _sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at = start
        for match in _SENTENCE_ENDS.finditer(self.text, start, end):
            yield at, match.start()
            at = match.end()
        yield at, end

    def _meant(self, said: Attribution, draft: Draft) -> Span | None:
        """The last person who fits a pronoun's or a verb's gender."""
        pronoun = (said.pronoun or "").replace(EITHER, "")
        gender = self.row.genders.get(pronoun, "")
        if pronoun and not gender and pronoun not in self.row.genders:
            return self._body() if pronoun == "it" else None  # they, we, who
        if not gender and said.cue is not None:
            gender = self._verb_gender(said.cue.span.of(self.text))
        for person in reversed(self.persons):
            if draft.first - self.layout.paragraph_at(person.span.start) > _REACH:
                return None
            if not gender or not person.gender or person.gender == gender:
                return person.span
        return None

    def _body(self) -> Span | None:
        """The organisation that spoke last, which *it* means; None where a person did."""
        name = self.last.of(self.layout.text) if self.last else ""
        return self.last if self.last and not self._gender(self.last) and not self._office(name) else None

    def _carried_on(self, draft: Draft, earlier: Sequence[tuple[Draft, Span | None]]) -> Span | None:
        """A quotation without attribution: the speaker before it goes on, if nothing stands between."""
        if not earlier or earlier[-1][1] is None or earlier[-1][0].last < draft.first - 1:
            return self._reported(draft)
        last, speaker = earlier[-1]
        paragraph = self.layout.paragraphs[draft.first]
        fills = draft.outer.start - paragraph.start <= 1 and paragraph.end - draft.outer.end <= 1
        follows = draft.first - last.last == 1 and fills and not draft.dash
        tail = self.text[last.outer.end : draft.outer.start]
        words = regex.findall(r"\p{L}+", tail)
        capital = any(word[0].isupper() for word in words[1:])
        led = tail.rstrip().endswith(":") and len(words) <= _LED and not capital
        adjoins = draft.first == last.last and (led or not regex.search(r"\p{L}", tail.replace(BLANK, "")))
        return speaker if follows or adjoins else None

    def _reported(self, draft: Draft) -> Span | None:
        """Words of a sentence without a verb of saying, after one that has it: the same person is reported."""
        start = max(self.layout.paragraphs[draft.first].start, draft.outer.start - _WINDOW)
        if not any(True for _ in self.row.cues(self.text, start, draft.outer.start)):
            return None
        near = [person for person in self.persons[-_REMEMBERED:] if person.span.start >= start]
        return near[-1].span if len({person.name for person in near}) == 1 else None

    def _beside(self, draft: Draft) -> Span | None:
        """Whole sentences without attribution: whoever the sentence before them, or else behind them, tells of.

        « Ils nous ont jetés. » Devant la grille, Sandrine Picard ne décolère pas.
        """
        text, paragraph = self.layout.text, self.layout.paragraphs[draft.first]
        piece = draft.span.of(text)
        ahead = text[paragraph.start : draft.outer.start].rstrip()
        whole = piece[-1] in ".!?…" and len(piece.split()) > 2 and (not ahead or ahead[-1] in ".!?…")
        if not self.row.cased or draft.dash or draft.first != draft.last or not whole:
            return None
        if ahead:
            start, end = list(self._sentences(paragraph.start, paragraph.start + len(ahead) - 1))[-1]
        else:
            behind = Span(draft.outer.end, paragraph.end)
            start, end = next(self._sentences(behind.start, behind.end))
        return self._told_of(Span(start, end), draft)

    def _told_of(self, sentence: Span, draft: Draft) -> Span | None:
        """The person that a sentence is about: a full name that is its subject, or a pronoun."""
        if BLANK in sentence.of(self.text):
            return None
        every = list(names(self.text, sentence, self.row))
        found = [name for name in every if self._may_be_meant(name)]
        full = [name for name in every if name.words > 1]
        if (
            not found
            and len(full) == 1
            and len(self.text[sentence.start : full[0].span.start].split()) <= _NEAR
        ):
            return full[0].span  # « Le mot est de Gérard Loubet »
        if found and not self._heads_on(found[0], sentence):
            return found[0].span
        first = regex.match(r"\s*(\p{L}+)", sentence.of(self.text))
        pronoun = first[1].lower() if first else ""
        if pronoun not in self.row.genders:
            return None
        return self._meant(Attribution(1, None, None, pronoun), draft)

    def _gender(self, span: Span) -> str:
        before = self.layout.text[max(0, span.start - 24) : span.start]
        if _MISTER.search(before):
            return "m"
        miss = _MISS.search(before)
        if miss and not (miss.group().strip().lower() == "ministra" and self.row.lang in ("cs", "sk")):
            return "f"  # in Czech that is a minister's genitive
        words = span.of(self.layout.text).lower().split()
        known = next((p.gender for p in reversed(self.persons) if p.gender and self._same(p, span)), "")
        if known:
            return known
        female, male = given_names()
        if words[0] in female:
            return "f"
        if words[0] in male:
            return "m"
        if self.row.lang in SLAVIC:
            if words[0] in _SLAVIC_MALE:
                return "m"
            stem = words[0][:-1]
            if words[0][-1] in "аяуюaeuy" and {stem, stem + "й", stem + "ь"} & male:
                return "m"
            if words[0][-1] in "иіуюыїyięou" and {stem + "а", stem + "я", stem + "a"} & female:
                return "f"
            if self._in_genitive(span):
                return "f" if words[0][-1] in "иыіїyie" else "m" if words[0][-1] in "аяa" else ""
            if words[-1].endswith(
                ("ова", "ева", "єва", "ська", "цька", "ина", "ская", "цкая", "ová", "ska", "cka")
            ):
                return "f"
            if len(words) > 1:
                return "f" if words[0].endswith(("а", "я", "a")) else "m"
        return ""

    def _same(self, person: Person, span: Span) -> bool:
        """True if a surname alone stands for somebody named in full before."""
        return len(person.words) > 1 and person.words[-1] == span.of(self.layout.text)

    def _in_genitive(self, span: Span) -> bool:
        """True behind "according to": «по словам Нины Гуревич»."""
        near = self.text[max(0, span.start - 80) : span.start]
        found = list(self.row.according.finditer(near))
        return bool(found) and not regex.search(r"[,.;:«»“”]", near[found[-1].end() :])

    def _verb_gender(self, verb: str) -> str:
        if self.row.lang not in SLAVIC:
            return ""
        words = verb.lower().split()
        if any(map(_FEMALE_VERB.search, words)):
            return "f"
        return "m" if any(map(_MALE_VERB.search, words)) else ""

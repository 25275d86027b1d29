"""The terms of one language, laid out so that a word leads at once to the few terms it may be part of.

Every term becomes a pattern: one set of keys per atom. A key leads to the patterns whose rarest atom has it, and
there the neighbouring word chooses, so the time does not grow with the number of terms that share “ministry”.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from workbench.glossary.atoms import Atoms, atoms_of, folded
from workbench.model import Concept, Span, Term
from workbench.morphology import fold_word, keys

__all__ = ["CAPITAL_NOUNS", "LINKING", "Bucket", "Index", "Pattern", "patterns_of"]

LINKING = {
    # language: letters that join the parts of a compound (Duden, ANS, Svenska Akademiens grammatik)
    "de": ("", "s", "es", "n", "en", "er", "e"),
    "nl": ("", "s", "en", "e"),
    "sv": ("", "s"),
    "da": ("", "s", "e"),
    "no": ("", "s", "e"),
}
CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages that write every noun with a capital: *Zentrale* is an office, *zentrale* an adjective."""

_SHORTEST_HEAD = 5
"""Letters a term must have to be looked for inside compounds; *Rat* would be found in *Rathaus*."""

_SHORTEST_REST = 4
_LONGEST_COMPOUND = 80
_LONGEST_ACRONYM = 8
_REMEMBERED = 500_000
"""Words of texts that are remembered; then the memory starts anew."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way a term may be written: its dictionary form by keys, or a listed form letter by letter.

    Attributes:
        atoms: the term cut up.
        keys: per atom what a text's word must share.
        surface: the whole folded.
        lead, tail: marks that belong to the term, as in #MeToo and C++.
        acronym: must be written in capitals.
        free: neither capitals nor marks decide; wherever the words stand, the term does.
    """

    term: Term
    concept: Concept
    atoms: Atoms
    keys: tuple[frozenset[str], ...]
    surface: str
    lead: str
    tail: str
    acronym: bool
    free: bool


Anchored = tuple[int, int]
"""(number of a pattern, which of its atoms the word at hand is)."""


@dataclass(slots=True)
class Bucket:
    """What one word of a text may be part of, sorted by what its neighbour must be.

    Attributes:
        sure: one-word terms that this word is, wherever it stands: pattern, shared key, likeness.
        alone: one-word terms that ask for capitals or marks.
        after, before: key of the next (the previous) word -> longer terms.
    """

    sure: list[tuple[Pattern, tuple[str, ...], int]] = field(default_factory=list)
    alone: list[Anchored] = field(default_factory=list)
    after: dict[str, list[Anchored]] = field(default_factory=dict)
    before: dict[str, list[Anchored]] = field(default_factory=dict)
    used: bool = False


_NOTHING = Bucket()


class Index:
    """The patterns of one language. Its caches only ever gain finished entries, so threads may share it."""

    def __init__(self, terms: Sequence[tuple[Concept, Term]], lang: str) -> None:
        self.lang = lang
        self.patterns = [p for concept, term in terms for p in patterns_of(concept, term, lang)]
        self._by_key: dict[str, list[Anchored]] = defaultdict(list)
        self._heads: dict[str, list[int]] = defaultdict(list)  # key of a one-word term -> patterns
        load = Counter(key for pattern in self.patterns for word in pattern.keys for key in word)
        for number, pattern in enumerate(self.patterns):
            anchor = min(range(len(pattern.keys)), key=lambda i: sum(load[key] for key in pattern.keys[i]))
            for key in pattern.keys[anchor]:
                self._by_key[key].append((number, anchor))
            if lang in LINKING and len(pattern.keys) == 1 and not pattern.acronym:
                for key in pattern.keys[0]:
                    if len(key) >= _SHORTEST_HEAD and key[0] not in "=?":
                        self._heads[key].append(number)
        self._head_starts = {head[:4] for head in self._heads}
        self._words: dict[str, frozenset[str]] = {}
        self.buckets: dict[str, Bucket] = {}
        self._parts: dict[str, tuple[tuple[Span, int], ...]] = {}

    def word_keys(self, word: str) -> frozenset[str]:
        """Keys of a text's word: its lexemes, itself for listed forms, and the acronym inside *NGOs*."""
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
                self.buckets.clear()
                self._parts.clear()
            found = keys(word, self.lang) | {f"={fold_word(word, self.lang)}"}
            if match := _ACRONYM_TAIL.fullmatch(word):
                found |= {f"={fold_word(match[1], self.lang)}"}
            self._words[word] = found
        return found

    def bucket(self, word: str) -> Bucket:
        """What `word` may be part of; not :attr:`Bucket.used` for most words."""
        known = self.buckets.get(word)
        if known is None:
            known = self.buckets[word] = self._filled(word)
        return known

    def _filled(self, word: str) -> Bucket:
        found = sorted({place for key in self.word_keys(word) for place in self._by_key.get(key, ())})
        if not found:
            return _NOTHING
        bucket = Bucket(used=True)
        for number, anchor in found:
            pattern = self.patterns[number]
            wanted = pattern.keys
            if len(wanted) == 1 and pattern.free:
                shared = min(wanted[0] & self.word_keys(word)).lstrip("=?")
                bucket.sure.append(
                    (pattern, (shared,), 2 if folded(word, self.lang) == pattern.surface else 1)
                )
            elif len(wanted) == 1:
                bucket.alone.append((number, anchor))
            else:
                last = anchor + 1 == len(wanted)
                side, neighbour = (bucket.before, anchor - 1) if last else (bucket.after, anchor + 1)
                for key in wanted[neighbour]:
                    side.setdefault(key, []).append((number, anchor))
        return bucket

    def anchored(self, text: Atoms, at: int, bucket: Bucket) -> Iterable[Anchored]:
        """The patterns that word `at` and its neighbour allow, to be verified."""
        found = dict.fromkeys(bucket.alone)
        for side, neighbour in ((bucket.after, at + 1), (bucket.before, at - 1)):
            if side and 0 <= neighbour < len(text.words):
                for key in side.keys() & self.word_keys(text.words[neighbour]):
                    found.update(dict.fromkeys(side[key]))
        return found

    def parts(self, word: str) -> tuple[tuple[Span, int], ...]:
        """(place in `word`, pattern) of every one-word term that is a compound's front or end."""
        known = self._parts.get(word)
        if known is None:
            known = self._parts[word] = tuple(self._find_parts(word))
        return known

    def _find_parts(self, word: str) -> Iterable[tuple[Span, int]]:
        shortest = _SHORTEST_HEAD + _SHORTEST_REST
        if not self._heads or not shortest <= len(word) <= _LONGEST_COMPOUND:
            return
        bucket = self.bucket(word)
        lower = fold_word(word, self.lang)
        if bucket.sure or bucket.alone or len(lower) != len(word):
            return
        for cut in range(_SHORTEST_REST, len(lower) - _SHORTEST_REST + 1):
            front, back = lower[:cut], lower[cut:]
            for link in LINKING[self.lang]:
                bare = front[: len(front) - len(link)]
                if front.endswith(link) and bare in self._heads:
                    yield from ((Span(0, len(bare)), number) for number in self._heads[bare])
            if len(back) >= _SHORTEST_HEAD and back[:4] in self._head_starts:
                for key in keys(back.capitalize(), self.lang):
                    yield from ((Span(cut, len(lower)), number) for number in self._heads.get(key, ()))


_ACRONYM_TAIL = regex.compile(r"(\p{Lu}[\p{Lu}\p{N}]+)['’ʼ]?\p{Ll}{1,3}")
"""An acronym with an ending written on: *NGOs*, *МИДом*."""


def patterns_of(concept: Concept, term: Term, lang: str) -> Iterable[Pattern]:
    """A term's patterns: one for its dictionary form, one for each listed form."""
    for text, listed in [(term.text, False), *((form, True) for form in term.forms)]:
        cut = atoms_of(text, lang)
        if not cut.words:
            continue
        acronym = not listed and _is_acronym(text)
        wanted = tuple(
            frozenset({f"={fold_word(word, lang)}"}) if listed or acronym else keys(word, lang)
            for word in cut.words
        )
        lead = text[: cut.starts[0]].strip().strip("«»“”„\"'.")
        tail = text[cut.ends[-1] :].strip().strip("«»“”„\"'.")
        strict = acronym or term.case_sensitive or term.part_of_speech == "name" or lang in CAPITAL_NOUNS
        free = not (strict or lead or tail)
        yield Pattern(term, concept, cut, wanted, folded(text, lang), lead, tail, acronym, free)


def _is_acronym(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 2 and len(text) <= _LONGEST_ACRONYM and all(char.isupper() for char in letters)

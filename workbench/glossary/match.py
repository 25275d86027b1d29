"""Find the terms of glossaries in a text, in any inflected form.

Every term becomes a pattern: one set of keys per atom. An index leads from a key to the patterns whose
rarest atom has it, so the time does not grow with the number of terms that merely share “of” or “ministry”.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from workbench.glossary.atoms import Atoms, atoms_of, folded, same_gap
from workbench.glossary.base import Glossary, collector_off, split_language
from workbench.glossary.quoted import quoted_spans
from workbench.model import Concept, Span, Term, TermStatus
from workbench.morphology import fold_word, keys

__all__ = ["Match", "Matcher"]

_RANK = {TermStatus.PREFERRED: 0, TermStatus.ADMITTED: 1, TermStatus.FORBIDDEN: 2}


@dataclass(frozen=True, slots=True)
class Match:
    """One term found in a text.

    Attributes:
        span: where it stands.
        text: as it stands there.
        term: the term of the glossary; ``term.where`` is its file and line.
        concept: the concept it belongs to.
        keys: for each of its words a key that the text and the term share.
        part: it is only a part of a compound (German *Menschenrechtslage* has *Menschenrecht*).
        likeness: 2 it stands there letter for letter, capitals aside; 1 inflected, with the term's hyphens
            and spaces; 0 inflected, with others (*прес реліз* for *прес-реліз*).
    """

    span: Span
    text: str
    term: Term
    concept: Concept
    keys: tuple[str, ...] = ()
    part: bool = False
    likeness: int = 0

    @property
    def exact(self) -> bool:
        """True if it stands there letter for letter, capitals aside."""
        return self.likeness == 2


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One way a term may be written: its dictionary form by keys, or a listed form letter by letter."""

    term: Term
    concept: Concept
    atoms: Atoms
    keys: tuple[frozenset[str], ...]
    surface: str
    lead: str
    tail: str
    acronym: bool
    free: bool
    """Neither capitals nor marks decide: wherever the words stand, the term does."""


@dataclass(slots=True)
class _Bucket:
    """The (pattern, anchor) pairs one word may anchor, sorted by what their neighbour word must be.

    Hundreds of terms may share their rarest word; the neighbour then leaves a few.
    """

    sure: list[tuple[_Pattern, tuple[str, ...], int]] = field(default_factory=list)
    """One-word terms that this word is, wherever it stands: pattern, shared key, likeness."""

    alone: list[tuple[int, int]] = field(default_factory=list)
    after: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    before: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sure or self.alone or self.after or self.before)


@dataclass(slots=True)
class _Index:
    """The patterns of one language."""

    patterns: list[_Pattern] = field(default_factory=list)
    by_key: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # key -> (pattern, anchor atom)
    words: dict[str, frozenset[str]] = field(default_factory=dict)  # word of a text -> its keys, cached
    buckets: dict[str, _Bucket] = field(default_factory=dict)  # word -> its part of by_key, cached
    heads: dict[str, list[int]] = field(default_factory=dict)  # key of a one-word term -> patterns
    parts: dict[str, tuple[tuple[Span, int], ...]] = field(default_factory=dict)  # compound -> parts, cached


_LINKING = {
    # language: letters that join the parts of a compound (Duden, ANS, Svenska Akademiens grammatik)
    "de": ("", "s", "es", "n", "en", "er", "e"),
    "nl": ("", "s", "en", "e"),
    "sv": ("", "s"),
    "da": ("", "s", "e"),
    "no": ("", "s", "e"),
}
_CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages that write every noun with a capital: *Zentrale* is an office, *zentrale* an adjective."""

_SHORTEST_HEAD = 5
"""Letters a term must have to be looked for inside compounds; *Rat* would be found in *Rathaus*."""
_SHORTEST_REST = 4
_NEIGHBOURS = 8
"""Words on each side of a broken word that a term may reach over."""


class Matcher:
    """Finds terms of any number of glossaries; built once, used for many texts.

    A language is indexed when it is first asked for. Not to be changed after; safe to share between threads
    once each language has been used.

    >>> from pathlib import Path
    >>> concept = Concept("press-release", (Term("прес-реліз", "uk"),))
    >>> matcher = Matcher([Glossary(Path("press.yaml"), "Press", (concept,))])
    >>> [match.text for match in matcher.find("У прес-релізі та прес\\nрелізами.", "uk")]
    ['прес-релізі', 'прес\\nрелізами']
    """

    def __init__(self, glossaries: Iterable[Glossary]) -> None:
        self.glossaries: tuple[Glossary, ...] = tuple(glossaries)
        self._by_lang: dict[str, list[tuple[Concept, Term]]] = defaultdict(list)
        for glossary in self.glossaries:
            for concept in glossary.concepts:
                for term in concept.terms:
                    self._by_lang[split_language(term.lang)[0]].append((concept, term))
        self._indexes: dict[str, _Index] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that have terms."""
        return tuple(self._by_lang)

    def find(
        self,
        text: str,
        lang: str,
        *,
        nested: bool = False,
        quoted: Sequence[Span] | None = None,
        title: bool = False,
    ) -> list[Match]:
        """The terms in `text`, in order.

        The longest wins, so a whole phrase comes before its parts, and a forbidden term inside a longer one
        is not reported. Terms of several concepts on one span are all returned: rival readings.

        Args:
            text: one segment or a whole document.
            lang: its language; a region is ignored here.
            nested: also those that stand inside longer ones, or overlap them.
            quoted: what is quoted, for terms that hold only in or outside quotations; None reads the
                quotation marks in `text`.
            title: `text` is a headline or title.
        """
        lang, _ = split_language(lang)
        if lang not in self._by_lang:
            return []
        index = self._index(lang)
        found = list(self._candidates(atoms_of(text, lang), lang, index))
        found = [m for m in found if m.term.scope == "anywhere" or _in_scope(m, text, quoted, title)]
        best = _best_per_span(found)
        return sorted(best if nested else _longest(best), key=lambda m: (m.span.start, -m.span.end))

    def _index(self, lang: str) -> _Index:
        if lang not in self._indexes:
            with collector_off():
                self._indexes[lang] = _build(self._by_lang[lang], lang)
        return self._indexes[lang]

    def _candidates(self, text: Atoms, lang: str, index: _Index) -> Iterable[Match]:
        buckets = index.buckets
        for at, word in enumerate(text.words):
            bucket = buckets.get(word) or _bucket(index, word, lang)
            if bucket is not _EMPTY:
                if bucket.sure:
                    span = Span(text.starts[at], text.ends[at])
                    for pattern, shared, likeness in bucket.sure:
                        yield Match(span, word, pattern.term, pattern.concept, shared, likeness=likeness)
                for number, anchor in _anchored(index, text, at, bucket, lang):
                    match = _verify(text, at - anchor, index, index.patterns[number], lang)
                    if match:
                        yield match
            if lang in _LINKING:
                yield from _compounds(word, text.starts[at], lang, index)
        for at in sorted(text.broken):
            yield from self._candidates(_joined(text, at), lang, index)


def _build(terms: Sequence[tuple[Concept, Term]], lang: str) -> _Index:
    index = _Index()
    for concept, term in terms:
        index.patterns += _patterns(concept, term, lang)
    load = Counter(key for pattern in index.patterns for word in pattern.keys for key in word)
    by_key: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, pattern in enumerate(index.patterns):
        anchor = min(range(len(pattern.keys)), key=lambda i: sum(load[key] for key in pattern.keys[i]))
        for key in pattern.keys[anchor]:
            by_key[key].append((number, anchor))
        if lang in _LINKING and len(pattern.keys) == 1 and not pattern.acronym:
            for head in (key for key in pattern.keys[0] if len(key) >= _SHORTEST_HEAD and key[0] not in "=?"):
                index.heads.setdefault(head, []).append(number)
    index.by_key = dict(by_key)
    return index


def _patterns(concept: Concept, term: Term, lang: str) -> Iterable[_Pattern]:
    for text, listed in [(term.text, False), *((form, True) for form in term.forms)]:
        cut = atoms_of(text, lang)
        if not cut.words:
            continue
        acronym = not listed and _is_acronym(text)
        words = tuple(
            frozenset({f"={fold_word(word, lang)}"}) if listed or acronym else keys(word, lang)
            for word in cut.words
        )
        lead = text[: cut.starts[0]].strip().strip("«»“”„\"'.")
        tail = text[cut.ends[-1] :].strip().strip("«»“”„\"'.")
        strict = acronym or term.case_sensitive or term.part_of_speech == "name" or lang in _CAPITAL_NOUNS
        free = not (strict or lead or tail)
        yield _Pattern(term, concept, cut, words, folded(text, lang), lead, tail, acronym, free)


def _is_acronym(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 2 and all(char.isupper() for char in letters) and len(text) <= 8


_ACRONYM_TAIL = regex.compile(r"(\p{Lu}[\p{Lu}\p{N}]+)['’ʼ]?\p{Ll}{1,3}")
"""An acronym with an ending written on: *NGOs*, *МИДом*, *ЗМІ*."""


def _word_keys(index: _Index, word: str, lang: str) -> frozenset[str]:
    """Keys of a text's word: its lexemes, itself for listed forms, and the acronym inside *NGOs*."""
    found = index.words.get(word)
    if found is None:
        found = keys(word, lang) | {f"={fold_word(word, lang)}"}
        if match := _ACRONYM_TAIL.fullmatch(word):
            found |= {f"={fold_word(match[1], lang)}"}
        index.words[word] = found
    return found


def _bucket(index: _Index, word: str, lang: str) -> _Bucket:
    known = index.buckets.get(word)
    if known is not None:
        return known
    found: dict[tuple[int, int], None] = {}
    for key in _word_keys(index, word, lang):
        found.update(dict.fromkeys(index.by_key.get(key, ())))
    bucket = index.buckets[word] = _Bucket() if found else _EMPTY
    for number, anchor in sorted(found):
        pattern = index.patterns[number]
        wanted = pattern.keys
        if len(wanted) == 1 and pattern.free:
            shared = min(wanted[0] & _word_keys(index, word, lang)).lstrip("=?")
            bucket.sure.append((pattern, (shared,), 2 if folded(word, lang) == pattern.surface else 1))
            continue
        if len(wanted) == 1:
            bucket.alone.append((number, anchor))
            continue
        side, neighbour = (
            (bucket.after, anchor + 1) if anchor + 1 < len(wanted) else (bucket.before, anchor - 1)
        )
        for key in wanted[neighbour]:
            side.setdefault(key, []).append((number, anchor))
    return bucket


_EMPTY = _Bucket()


def _anchored(index: _Index, text: Atoms, at: int, bucket: _Bucket, lang: str) -> Iterable[tuple[int, int]]:
    """(pattern, anchor) of the patterns that word `at` and its neighbour allow, to be verified."""
    found = dict.fromkeys(bucket.alone)
    for side, neighbour in ((bucket.after, at + 1), (bucket.before, at - 1)):
        if side and 0 <= neighbour < len(text.words):
            for key in side.keys() & _word_keys(index, text.words[neighbour], lang):
                found.update(dict.fromkeys(side[key]))
    return found


def _verify(text: Atoms, start: int, index: _Index, pattern: _Pattern, lang: str) -> Match | None:
    """The match of `pattern` from atom `start` on, or None."""
    size = len(pattern.keys)
    words = text.words[start : start + size]
    if start < 0 or len(words) < size:
        return None
    for word, wanted in zip(words, pattern.keys, strict=True):
        if wanted.isdisjoint(_word_keys(index, word, lang)):
            return None
    for offset in range(size - 1):
        if not same_gap(text.gap(start + offset), pattern.atoms.gap(offset)):
            return None
    span = Span(text.starts[start], text.ends[start + size - 1])
    if not pattern.free and not (
        _marks_fit(text.text, span, pattern)
        and _capitals_fit(words, pattern, lang, _starts_sentence(text.text, span.start))
    ):
        return None
    seen = span.of(text.text)
    likeness = 2 if folded(seen, lang) == pattern.surface else int(_same_joints(text, start, pattern))
    shared = (
        min(wanted & _word_keys(index, word, lang)).lstrip("=?")
        for word, wanted in zip(words, pattern.keys, strict=True)
    )
    return Match(span, seen, pattern.term, pattern.concept, tuple(shared), likeness=likeness)


def _same_joints(text: Atoms, start: int, pattern: _Pattern) -> bool:
    """True if text and term join their words alike, hyphen for hyphen and space for space."""
    return all(
        text.gap(start + i).isspace() == pattern.atoms.gap(i).isspace() for i in range(len(pattern.keys) - 1)
    )


def _marks_fit(text: str, span: Span, pattern: _Pattern) -> bool:
    """A term such as C++ or #MeToo needs its marks."""
    return (not pattern.lead or text[: span.start].rstrip().endswith(pattern.lead)) and (
        not pattern.tail or text[span.end :].lstrip().startswith(pattern.tail)
    )


def _capitals_fit(words: Sequence[str], pattern: _Pattern, lang: str, first: bool) -> bool:
    """Whether capitals stand where the term asks for them.

    Acronyms must be written in capitals; names, and German nouns, need those of the glossary (more are
    allowed); a case-sensitive term has exactly its own, save for the first word of a sentence (`first`).
    """
    term = pattern.term
    own = [_capitals(word) for word in pattern.atoms.words]
    seen = [_capitals(word) for word in words]
    if pattern.acronym:
        return all(word[:2].isupper() for word in words)
    if term.case_sensitive:
        return seen[1:] == own[1:] and (seen[0] == own[0] or (first and seen[0] == 1))
    if term.part_of_speech == "name" or lang in _CAPITAL_NOUNS:
        return all(mine >= min(wanted, 1) for mine, wanted in zip(seen, own, strict=True))
    return True


def _capitals(word: str) -> int:
    """0 lower case, 1 a capital first, 2 all capitals (of two letters or more)."""
    return 0 if not word[:1].isupper() else 2 if len(word) > 1 and word.isupper() else 1


_SENTENCE_START = regex.compile(r"(?:^|[.!?…:\n])[\s«“„\"'(\[—–-]*$")


def _starts_sentence(text: str, at: int) -> bool:
    return bool(_SENTENCE_START.search(text[max(0, at - 8) : at])) or at == 0


def _joined(text: Atoms, at: int) -> Atoms:
    """The neighbourhood of a word cut at a line's end, with the word whole; its place keeps both halves."""
    low, high = max(0, at - _NEIGHBOURS), at + 2 + _NEIGHBOURS
    return Atoms(
        text.text,
        (*text.words[low:at], text.words[at] + text.words[at + 1], *text.words[at + 2 : high]),
        (*text.starts[low : at + 1], *text.starts[at + 2 : high]),
        (*text.ends[low:at], *text.ends[at + 1 : high]),
    )


def _compounds(word: str, start: int, lang: str, index: _Index) -> Iterable[Match]:
    """Terms of one word that stand at the front or the end of a compound."""
    if not index.heads or len(word) < _SHORTEST_HEAD + _SHORTEST_REST or _is_term(_bucket(index, word, lang)):
        return
    parts = index.parts.get(word)
    if parts is None:
        parts = index.parts[word] = tuple(_parts(word, lang, index))
    for inside, number in parts:
        pattern = index.patterns[number]
        span = inside.shift(start)
        yield Match(span, inside.of(word), pattern.term, pattern.concept, (pattern.surface,), part=True)


def _is_term(bucket: _Bucket) -> bool:
    return bool(bucket.sure or bucket.alone)


def _parts(word: str, lang: str, index: _Index) -> Iterable[tuple[Span, int]]:
    """(place in the word, pattern) of every term that is its front, with a linking sound, or its end."""
    lower = fold_word(word, lang)
    if len(lower) != len(word):
        return
    starts = {head[:4] for head in index.heads}
    for cut in range(_SHORTEST_REST, len(lower) - _SHORTEST_REST + 1):
        front, back = lower[:cut], lower[cut:]
        for link in _LINKING[lang]:
            bare = front[: len(front) - len(link)]
            if front.endswith(link) and bare in index.heads:
                yield from ((Span(0, len(bare)), number) for number in index.heads[bare])
        if len(back) >= _SHORTEST_HEAD and back[:4] in starts:
            for key in keys(back.capitalize(), lang):
                yield from ((Span(cut, len(lower)), number) for number in index.heads.get(key, ()))


def _in_scope(match: Match, text: str, quoted: Sequence[Span] | None, title: bool) -> bool:
    scope = match.term.scope
    if scope == "titles":
        return title
    spans = quoted_spans(text) if quoted is None else quoted
    inside = any(span.covers(match.span) for span in spans)
    return inside == (scope == "in-quotes")


def _best_per_span(found: Iterable[Match]) -> list[Match]:
    """One match per span and concept: letter for letter first, then the better status.

    Where one concept's term stands there letter for letter, another concept's inflected reading yields.
    """
    best: dict[tuple[int, int, int], Match] = {}  # by identity: comparing concepts compares all their terms
    for match in found:
        place = (match.span.start, match.span.end, id(match.concept))
        known = best.get(place)
        if known is None or _order(match) < _order(known):
            best[place] = match
    exact = {place[:2] for place, match in best.items() if match.likeness == 2}
    return [match for place, match in best.items() if match.likeness == 2 or place[:2] not in exact]


def _order(match: Match) -> tuple[bool, int, int]:
    return match.part, -match.likeness, _RANK[match.term.status]


def _longest(found: Sequence[Match]) -> list[Match]:
    """Disjoint matches, the longest first; equal spans stay together."""
    kept: list[Match] = []
    taken: set[tuple[int, int]] = set()
    covered = bytearray(max((match.span.end for match in found), default=0))
    ranked = sorted(found, key=lambda m: (m.part, -len(m.keys), -len(m.span), m.span.start))
    for match in ranked:
        start, end = match.span.start, match.span.end
        if (start, end) in taken:
            kept.append(match)
        elif not any(covered[start:end]):
            kept.append(match)
            taken.add((start, end))
            covered[start:end] = b"\1" * (end - start)
    return kept

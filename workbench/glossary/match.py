"""Find the terms of glossaries in a text, in any inflected form.

The index says which terms a word may be part of; here they are verified in their place, and the longest chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from workbench.glossary.atoms import Atoms, atoms_of, folded, same_gap
from workbench.glossary.base import Glossary, collector_off, split_language
from workbench.glossary.index import CAPITAL_NOUNS, LINKING, Index, Pattern
from workbench.glossary.quoted import quoted_spans
from workbench.model import Concept, Span, Term, TermStatus

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
        part: it is only a part of a compound (German *Menschenrechtslage* has *Menschenrecht*), or one half
            of words joined by a hyphen.
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


_HYPHENS = "-\u2010\u2011"
_NEIGHBOURS = 8
"""Words on each side of a broken word that a term may reach over."""
_REMEMBERED = 65_536
"""Texts whose terms are remembered; then the memory starts anew."""
_LONGEST_REMEMBERED = 2_000
"""Code points of the longest of them: rows, not documents."""


class Matcher:
    """Finds terms of any number of glossaries; built once, used for many texts.

    A language is indexed when it is first asked for. Safe to share between threads.

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
        self._indexes: dict[str, Index] = {}
        self._seen: dict[tuple[str, str], tuple[Match, ...]] = {}

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
        found = self._found(text, lang)
        if any(m.term.scope != "anywhere" for m in found):
            found = tuple(m for m in found if m.term.scope == "anywhere" or _in_scope(m, text, quoted, title))
        best = _best_per_span(found)
        return sorted(best if nested else _longest(best), key=lambda m: (m.span.start, -m.span.end))

    def _found(self, text: str, lang: str) -> tuple[Match, ...]:
        """Every place of every term, whatever its scope; remembered, since a row is asked about again and again:
        by each rendering, by each check, by who marks the terms."""
        known = self._seen.get((lang, text))
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = tuple(self._candidates(atoms_of(text, lang), self._index(lang)))
            if len(text) <= _LONGEST_REMEMBERED:
                self._seen[lang, text] = known
        return known

    def _index(self, lang: str) -> Index:
        if lang not in self._indexes:
            with collector_off():
                self._indexes[lang] = Index(self._by_lang[lang], lang)
        return self._indexes[lang]

    def _candidates(self, text: Atoms, index: Index) -> Iterable[Match]:
        compounds = index.lang in LINKING
        known = index.buckets  # looked up here: a call for each of a million words would show
        for at, word in enumerate(text.words):
            bucket = known.get(word) or index.bucket(word)
            if bucket.used:
                span = Span(text.starts[at], text.ends[at])
                part = bool(bucket.sure) and _is_half(text.text, span)
                for pattern, shared, likeness in bucket.sure:
                    yield Match(span, word, pattern.term, pattern.concept, shared, part, likeness)
                for number, anchor in index.anchored(text, at, bucket):
                    match = _verify(text, at - anchor, index, index.patterns[number])
                    if match:
                        yield match
            if compounds:
                yield from _compounds(word, text.starts[at], index)
        for at in sorted(text.broken):
            yield from self._candidates(_joined(text, at), index)


def _verify(text: Atoms, start: int, index: Index, pattern: Pattern) -> Match | None:
    """The match of `pattern` from atom `start` on, or None."""
    size = len(pattern.keys)
    words = text.words[start : start + size]
    if start < 0 or len(words) < size:
        return None
    for word, wanted in zip(words, pattern.keys, strict=True):
        if wanted.isdisjoint(index.word_keys(word)):
            return None
    for offset in range(size - 1):
        if not same_gap(text.gap(start + offset), pattern.atoms.gap(offset)):
            return None
    span = Span(text.starts[start], text.ends[start + size - 1])
    if not pattern.free and not (
        _marks_fit(text.text, span, pattern)
        and _capitals_fit(words, pattern, index.lang, _starts_sentence(text.text, span.start))
    ):
        return None
    seen = span.of(text.text)
    likeness = 2 if folded(seen, index.lang) == pattern.surface else int(_same_joints(text, start, pattern))
    shared = (
        min(wanted & index.word_keys(word)).lstrip("=?")
        for word, wanted in zip(words, pattern.keys, strict=True)
    )
    part = _is_half(text.text, span)
    return Match(span, seen, pattern.term, pattern.concept, tuple(shared), part, likeness)


def _is_half(text: str, span: Span) -> bool:
    """True if a hyphen joins the words to a further one: *плей* in *плей-офф*."""
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    return (len(before) == 2 and before[1] in _HYPHENS and before[0].isalpha()) or (
        len(after) == 2 and after[0] in _HYPHENS and after[1].isalpha()
    )


def _same_joints(text: Atoms, start: int, pattern: Pattern) -> bool:
    """True if text and term join their words alike, hyphen for hyphen and space for space."""
    return all(
        text.gap(start + i).isspace() == pattern.atoms.gap(i).isspace() for i in range(len(pattern.keys) - 1)
    )


def _marks_fit(text: str, span: Span, pattern: Pattern) -> bool:
    """A term such as C++ or #MeToo needs its marks."""
    return (not pattern.lead or text[: span.start].rstrip().endswith(pattern.lead)) and (
        not pattern.tail or text[span.end :].lstrip().startswith(pattern.tail)
    )


def _capitals_fit(words: Sequence[str], pattern: Pattern, lang: str, first: bool) -> bool:
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
    if term.part_of_speech == "name" or lang in CAPITAL_NOUNS:
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


def _compounds(word: str, start: int, index: Index) -> Iterable[Match]:
    """Terms of one word that stand at the front or the end of a compound."""
    for inside, number in index.parts(word):
        pattern = index.patterns[number]
        span = inside.shift(start)
        yield Match(span, inside.of(word), pattern.term, pattern.concept, (pattern.surface,), part=True)


def _in_scope(match: Match, text: str, quoted: Sequence[Span] | None, title: bool) -> bool:
    scope = match.term.scope
    if scope == "titles":
        return title
    spans = quoted_spans(text) if quoted is None else quoted
    inside = any(span.covers(match.span) for span in spans)
    return inside == (scope == "in-quotes")


def _best_per_span(found: Sequence[Match]) -> list[Match]:
    """One match per span and concept: letter for letter first, then the better status.

    Where one concept's term stands there letter for letter, another concept's inflected reading yields.
    """
    if not found:
        return []
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

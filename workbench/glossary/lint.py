"""What is wrong in glossary files: breaches of the schema, and contents that would make checks misfire.

Each code below is one small pure function over a loaded glossary; the table is the documentation.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import regex

from workbench.errors import BadGlossary
from workbench.glossary.atoms import folded
from workbench.glossary.base import Glossary, Problem, language_key
from workbench.glossary.load import read
from workbench.glossary.match import Matcher
from workbench.glossary.yamltext import problem_of
from workbench.languages import LANGUAGES
from workbench.model import Concept, Severity, Term, TermStatus
from workbench.morphology import unmix
from workbench.words import INVISIBLE

__all__ = ["CODES", "contents", "lint"]

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CODES = MappingProxyType(
    {
        # from reading
        "syntax": (_E, "The file is not sound YAML, or uses parts of YAML a glossary does not need."),
        "key": (_E, "A key that no glossary has, mostly a typing mistake."),
        "missing": (_E, "Something required is not there."),
        "type": (_E, "A list where a text belongs, or the like."),
        "value": (_E, "A value outside the allowed ones."),
        # from the contents
        "duplicate-id": (_E, "Two concepts of one file, or of two files given together, have one id."),
        "duplicate-concept": (_W, "Two concepts have the same terms in two languages or more."),
        "contradiction": (_E, "A term of one concept is allowed and forbidden at once."),
        "forbidden-form": (_E, "A forbidden term is only an inflected form of an allowed one."),
        "mixed-script": (_E, "A word mixes Latin and Cyrillic look-alikes, so it will never be found."),
        "foreign-letter": (_W, "A letter that the language's alphabet lacks."),
        "invisible": (_W, "A soft hyphen, zero-width or direction mark inside a term."),
        "not-nfc": (_W, "Letters and accents are stored apart (NFD)."),
        "language-unknown": (_W, "A language code that the workbench does not know."),
        "language-missing": (_W, "A concept lacks a language that the header promises."),
        "no-preferred": (_W, "A language has terms, but none to prefer."),
        "two-preferred": (_W, "A language (and region) has two preferred terms."),
        "no-why": (_I, "A forbidden term does not say why."),
        "unmatched-example": (_W, "An example does not contain its term, so morphology fails on it."),
        "header": (
            _I,
            "The header does not say who owns the file, where it is from, or under which licence.",
        ),
    }
)
"""Code -> severity, what it means."""


def lint(paths: Iterable[str | Path]) -> list[Problem]:
    """All problems of some glossary files, by file and place.

    Contents are checked only in files that can be read. An unreadable file is itself a problem.
    """
    problems: list[Problem] = []
    glossaries: list[Glossary] = []
    for path in paths:
        try:
            glossary, found = read(path)
        except BadGlossary as error:
            problems.append(problem_of(error, str(path)))
            continue
        problems += found
        if not found:
            glossaries.append(glossary)
    for glossary in glossaries:
        problems += contents(glossary)
    problems += _ids_across(glossaries)
    return sorted(problems)


def contents(glossary: Glossary, text: str | None = None) -> list[Problem]:
    """What is wrong with the contents of a glossary that reads without problems.

    Args:
        text: the YAML it was read from, where that is not what the file holds.
    """
    at = _Places(glossary, text)
    return sorted(problem for check in _CHECKS for problem in check(glossary, at))


class _Places:
    """Turns "press.yaml:14" into line and column, by looking for the term in that line."""

    def __init__(self, glossary: Glossary, text: str | None = None) -> None:
        self.path = str(glossary.path)
        if text is None:
            try:
                text = glossary.path.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                text = ""
        self._lines = text.split("\n")

    def problem(self, code: str, entry: Term | Concept | None, message: str, fix: str) -> Problem:
        """A problem at the place of a term, a concept, or the head of the file."""
        line = int(entry.where.rpartition(":")[2]) if entry else 1
        shown = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        needle = entry.text if isinstance(entry, Term) else entry.id if entry else ""
        column = max(shown.find(needle), 0) + 1
        return Problem(self.path, line, column, code, message, fix, CODES[code][0])


def _header(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    lacking = [key for key in ("owner", "source", "licence") if not getattr(glossary, key)]
    if lacking:
        named = ", ".join(lacking)
        yield at.problem("header", None, f"the header lacks {named}.", "Add it, so others may use the file.")


def _duplicate_ids(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    first: dict[str, Concept] = {}
    for concept in glossary.concepts:
        if concept.id in first:
            fix = f"{first[concept.id].where} has it already; rename or merge one."
            yield at.problem("duplicate-id", concept, f"the id “{concept.id}” stands twice.", fix)
        first.setdefault(concept.id, concept)


def _ids_across(glossaries: Iterable[Glossary]) -> Iterator[Problem]:
    first: dict[str, Concept] = {}
    for glossary in glossaries:
        at = _Places(glossary)
        own = {concept.id: concept for concept in glossary.concepts}
        for name, concept in own.items():
            if name in first:
                fix = f"{first[name].where} has it too; rename or merge one."
                yield at.problem("duplicate-id", concept, f"the id “{name}” stands in two files.", fix)
        first |= {name: concept for name, concept in own.items() if name not in first}


def _duplicate_concepts(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    """Concepts that share allowed terms in two languages; one shared word is mere homonymy."""
    by_term: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, concept in enumerate(glossary.concepts):
        for term in {(t.lang, folded(t.text, t.lang)) for t in concept.terms if _allowed(t) and not t.loose}:
            by_term[term].append(number)
    languages: dict[tuple[int, int], set[str]] = defaultdict(set)
    for (lang, _), numbers in by_term.items():
        for left, right in pairwise(numbers):
            languages[left, right].add(lang)
    for (left, right), langs in languages.items():
        if len(langs) >= 2:
            one, two = glossary.concepts[left], glossary.concepts[right]
            message = f"“{two.id}” has the same terms as “{one.id}” in {', '.join(sorted(langs))}."
            yield at.problem("duplicate-concept", two, message, f"Merge it with {one.where}.")


def _allowed(term: Term) -> bool:
    return term.status is not TermStatus.FORBIDDEN


def _contradictions(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for concept in glossary.concepts:
        allowed = {_identity(term): term for term in concept.terms if _allowed(term)}
        for term in concept.terms:
            other = allowed.get(_identity(term))
            if not _allowed(term) and other and {term.scope, other.scope} != {"in-quotes", "not-in-quotes"}:
                message = f"“{term.text}” is {other.status} at {other.where} and forbidden here."
                yield at.problem("contradiction", term, message, "Delete one of the two.")


def _identity(term: Term) -> tuple[str, str, str, str]:
    text = term.text if term.case_sensitive else folded(term.text, term.lang)
    return term.lang, term.region, text, "case" if term.case_sensitive else ""


def _forbidden_forms(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    """A forbidden term that an allowed one of the concept matches by inflection would fire on right texts."""
    for concept in glossary.concepts:
        forbidden = [t for t in concept.terms if not _allowed(t) and t.scope == "anywhere"]
        if not forbidden:
            continue
        allowed = tuple(t for t in concept.terms if _allowed(t) and not t.case_sensitive)
        matcher = Matcher([Glossary(glossary.path, "", (Concept(concept.id, allowed),))])
        for term in forbidden:
            for match in matcher.find(term.text, term.lang):
                if match.likeness == 1 and match.text == term.text and not term.case_sensitive:
                    message = f"“{term.text}” is a form of “{match.term.text}”, which is {match.term.status}."
                    fix = "Delete it, or make it case_sensitive if only the capitals are wrong."
                    yield at.problem("forbidden-form", term, message, fix)


def _scripts(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for term in glossary.terms():
        for text in (term.text, *term.forms):
            mended = " ".join(unmix(word) for word in text.split())
            if mended != " ".join(text.split()):
                what = _strangers(text, mended)
                yield at.problem(
                    "mixed-script", term, f"“{text}” mixes scripts: {what}.", f"Write “{mended}”."
                )


def _strangers(text: str, mended: str) -> str:
    """Which letters are of the wrong script, by name."""
    wrong = dict.fromkeys(a for a, b in zip(text, mended, strict=False) if a != b)
    return ", ".join(f"{char} is {unicodedata.name(char, '?')}" for char in wrong)


def _alphabet(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    """Cyrillic letters of another language; Latin-script texts quote foreign names too often to tell."""
    for term in glossary.terms():
        language = LANGUAGES.get(term.lang)
        if language is None or "Cyrl" not in language.scripts or not language.letters:
            continue
        foreign = [c for c in term.text.lower() if _CYRILLIC.match(c) and c not in language.letters]
        if foreign:
            message = f"“{term.text}” has {', '.join(dict.fromkeys(foreign))}, no letter of {language.name}."
            yield at.problem("foreign-letter", term, message, "Check the spelling and the language.")


_CYRILLIC = regex.compile(r"\p{Cyrillic}")


def _characters(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for term in glossary.terms():
        hidden = [f"U+{ord(char):04X}" for char in term.text if char in INVISIBLE]
        if hidden and term.lang not in ("fa", "ckb", "ur"):  # zero-width non-joiners belong to their spelling
            message = f"“{term.text}” hides {', '.join(hidden)}."
            yield at.problem("invisible", term, message, "Type the term anew.")
        if not unicodedata.is_normalized("NFC", term.text):
            message = f"“{term.text}” stores letters and accents apart."
            yield at.problem("not-nfc", term, message, "Run “workbench glossary fmt”.")


def _languages(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for concept in glossary.concepts:
        present = {term.lang for term in concept.terms}
        for lang in sorted(present - set(LANGUAGES)):
            term = concept.in_language(lang)[0]
            yield at.problem("language-unknown", term, f"“{lang}” is no known language.", "Check the code.")
        missing = [lang for lang in glossary.languages if lang not in present]
        if missing:
            message = f"“{concept.id}” lacks {', '.join(missing)}, which the header promises."
            yield at.problem("language-missing", concept, message, "Add the terms, or change the header.")


def _preferences(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for concept in glossary.concepts:
        preferred: dict[str, list[Term]] = defaultdict(list)
        for term in concept.terms:
            if term.status is TermStatus.PREFERRED:
                preferred[language_key(term)].append(term)
        for key, terms in preferred.items():
            if len(terms) > 1:
                message = f"{key} has two preferred terms: “{terms[0].text}” and “{terms[1].text}”."
                yield at.problem("two-preferred", terms[1], message, "Make one of them admitted.")
        some = {term.lang for terms in preferred.values() for term in terms}
        for lang in dict.fromkeys(term.lang for term in concept.terms if _allowed(term)):
            if lang not in some:
                term = concept.in_language(lang)[0]
                yield at.problem("no-preferred", term, f"{lang} has no preferred term.", "Prefer one.")


def _reasons(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for term in glossary.terms():
        if not _allowed(term) and not term.why:
            message = f"“{term.text}” is forbidden without a reason."
            yield at.problem("no-why", term, message, "Add “why: …”; translators ask.")


def _examples(glossary: Glossary, at: _Places) -> Iterator[Problem]:
    for concept in glossary.concepts:
        for term in concept.terms:
            if not term.examples:
                continue
            matcher = Matcher([Glossary(glossary.path, "", (Concept(concept.id, (term,)),))])
            for example in term.examples:
                if not any(
                    matcher.find(example, term.lang, title=title, nested=True) for title in (False, True)
                ):
                    message = f"“{term.text}” is not found in its example “{example}”."
                    fix = "List the form under “forms:”, or correct the example."
                    yield at.problem("unmatched-example", term, message, fix)


_CHECKS: tuple[Callable[[Glossary, _Places], Iterator[Problem]], ...] = (
    _header,
    _duplicate_ids,
    _duplicate_concepts,
    _contradictions,
    _forbidden_forms,
    _scripts,
    _alphabet,
    _characters,
    _languages,
    _preferences,
    _reasons,
    _examples,
)

"""Which words are forms of one lexeme: every word gets a set of keys, and two words meet if their sets do.

No tagger, no context: a word may be read several ways (`Києві` is a form of *Київ* and of *кий*), so all
readings are kept. Three sources fill the set, each a row per language, none needed for another:

* simplemma's form lists (MIT code; the lists are ODbL, from Wiktionary and FreeLing), asked for the form
  and its lower case, and for the lemma of the lemma;
* our ending tables in ``inflections.toml``: a word is cut at every ending of a paradigm, and the lemma that
  would make is kept if the form list has it as a lemma, or if the word itself is unknown to the list;
* pymorphy3, all its parses: Russian always; Ukrainian where the extra ``morphology`` is installed, since
  those data are GPL-3.0.

A language without data falls back to the folded form, so keys are never empty for a word with letters.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any, Protocol

import regex

from workbench.errors import UnknownLanguage
from workbench.languages import language
from workbench.model import Signature
from workbench.wordlists import keep, kept
from workbench.words import APOSTROPHES, INVISIBLE

__all__ = ["Analyser", "fold_word", "keys", "knows", "listed", "same_lexeme", "signature", "unmix"]

_FORMS_A_WORD = {False: 250, True: 70}
"""A language's form list is made quicker and kept (:mod:`workbench.wordlists`) once one word in so many of its forms
was asked for, so that an article does not wait for a list of a million forms. A long list (True) waits longer."""

_LONG_LIST = 2_000_000
"""Forms; Polish has 3.7 million, and making that list quicker takes 5 s and 750 MB."""

_SHORTEST_STEM = 3
"""Letters that must stand before an ending; with two, *мати* and *мав* of different verbs fall together."""

_LONGEST_WORD = 80
"""Longer “words” (keyboard noise, data) are not analysed; the longest German word in use has 67 letters."""

_REMEMBERED = 500_000
"""Words whose keys are kept; then the memory starts anew, so that a server does not grow without end."""

_LOOKALIKES = {
    "LATIN": str.maketrans("аеіорсухјѕԁһАВЕІКМНОРСТУХЈЅα", "aeiopcyxjsdhABEIKMHOPCTYXJSa"),
    "CYRILLIC": str.maketrans("aeiopcyxjsABEIKMHOPCTYXJSïÏ", "аеіорсухјѕАВЕІКМНОРСТУХЈЅїЇ"),
}
"""Letters that look the same in the other script. Unicode's confusables.txt, cut to what keyboards type."""


def unmix(word: str) -> str:
    """`word` with look-alike letters of a second script replaced, if it mixes Latin and Cyrillic.

    The script with more letters that have no double wins; a word in one script comes back unchanged.

    >>> unmix("Mіністерство") == "Міністерство", unmix("wіth") == "with", unmix("cop")
    (True, True, 'cop')
    """
    if word.isascii():
        return word
    if not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return word
    if "-" in word:  # IT-компанія mixes nothing
        return "-".join(unmix(part) for part in word.split("-"))
    letters = [(char, _script(char)) for char in word if char.isalpha()]
    count = {script: sum(own == script for _, own in letters) for script in _LOOKALIKES}
    unique = {
        script: sum(own == script and char.translate(_LOOKALIKES[other]) == char for char, own in letters)
        for script, other in (("LATIN", "CYRILLIC"), ("CYRILLIC", "LATIN"))
    }
    winner = max(_LOOKALIKES, key=lambda script: (unique[script], count[script]))
    return word.translate(_LOOKALIKES[winner])


_LATIN, _CYRILLIC = regex.compile(r"\p{Latin}"), regex.compile(r"\p{Cyrillic}")


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0]


_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE, None))


def fold_word(word: str, lang: str) -> str:
    """One word in the spelling that comparison works on: NFC, one apostrophe, one script, lower case.

    In Russian ``ё`` becomes ``е``, as in print.

    >>> fold_word("Об\u2019єкт", "uk"), fold_word("Ещё", "ru")
    ("об'єкт", 'еще')
    """
    return _respell(_clean(word).lower(), lang)


def _clean(word: str) -> str:
    """NFC, one apostrophe, no invisible characters, one script; capitals kept."""
    if word.isascii():
        return word.translate(_APOSTROPHE)
    return unmix(unicodedata.normalize("NFC", word.translate(_APOSTROPHE)))


def _respell(word: str, lang: str) -> str:
    for old, new in _rows(lang).get("respell", ()):
        word = word.replace(old, new)
    return word


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("workbench").joinpath("inflections.toml").read_text("utf-8"))


def _rows(lang: str) -> Mapping[str, Any]:
    """The row of `lang` in ``inflections.toml``, empty where it has none."""
    row: Mapping[str, Any] = _table().get(lang, {})
    return row


@cache
def _own_lexemes(lang: str) -> frozenset[str]:
    return frozenset(_rows(lang).get("own_lexemes", "").split())


class _Lexicon(Protocol):
    """Reads one language's words."""

    def lemmas(self, word: str) -> set[str]:
        """Every lemma `word` may belong to; empty if it is unknown. Capitals matter in some languages."""


class _FormList:
    """simplemma's list of one language with our ending tables on top."""

    def __init__(self, code: str, lang: str) -> None:
        from simplemma.strategies import LOW_MEMORY_DICTIONARY_FACTORY, DefaultStrategy

        self._code = code
        known = kept(code)
        self._strategy = DefaultStrategy(dictionary_factory=known, low_memory=known is None)
        forms = 0 if known else len(LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(code))
        self._many = forms // _FORMS_A_WORD[forms > _LONG_LIST]
        self._asked = 0
        self._lemmas: dict[str, bool] = {}
        self._endings = _endings(_rows(lang).get("paradigms", ""))
        unknown = _rows(lang).get("unknown_words")
        self._unknown = self._endings if unknown is None else _endings(unknown)

    def lemmas(self, word: str) -> set[str]:
        self._asked += 1
        if self._asked == self._many:
            from simplemma.strategies import DefaultStrategy

            self._strategy = DefaultStrategy(dictionary_factory=keep(self._code))
        out: set[str] = set()
        for form in {word, word.lower()}:
            lemma = self._strategy.get_lemma(form, self._code)
            if lemma:
                out |= {lemma, self._strategy.get_lemma(lemma, self._code) or lemma}
        return out | self._by_endings(word)

    def _by_endings(self, word: str) -> set[str]:
        """Lemmas the ending tables allow: those the list knows, or all if the list lacks the word."""
        lower = word.lower()
        found = {
            lemma
            for lemma in _candidates(lower, self._endings)
            if self._is_lemma(lemma) or (lower != word and self._is_lemma(lemma.capitalize()))
        }
        if self._knows(lower) or (lower != word and self._knows(word)):
            return found
        return found | {f"?{lemma}" for lemma in _candidates(lower, self._unknown)}

    def _knows(self, form: str) -> bool:
        return bool(self._strategy.is_dictionary_member(form, self._code))

    def _is_lemma(self, form: str) -> bool:
        known = self._lemmas.get(form)
        if known is None:
            if len(self._lemmas) >= _REMEMBERED:
                self._lemmas.clear()
            known = self._knows(form) and self._strategy.get_lemma(form, self._code) == form
            self._lemmas[form] = known
        return known


class _Parses:
    """All parses of pymorphy3, for Ukrainian and Russian."""

    def __init__(self, lang: str) -> None:
        import pymorphy3

        self._analyser = pymorphy3.MorphAnalyzer(lang=lang)

    def lemmas(self, word: str) -> set[str]:
        try:
            return set(self._analyser.normal_forms(word))
        except ValueError:  # it asks unicodedata for the names of letters newer than that table
            return set()


def _endings(paradigms: str) -> Mapping[str, tuple[str, ...]]:
    """From an ending to the lemma endings of the paradigms that have it; ``-`` is no ending."""
    table: dict[str, set[str]] = {}
    for paradigm in paradigms.splitlines():
        parts = [part.replace("-", "") for part in paradigm.split()]
        for ending in parts:
            table.setdefault(ending, set()).add(parts[0])
    return {ending: tuple(sorted(lemmas)) for ending, lemmas in table.items()}


def _candidates(word: str, endings: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {
        word[:cut] + lemma
        for cut in range(_SHORTEST_STEM, len(word) + 1)
        for lemma in endings.get(word[cut:], ())
    }


def _installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


class Analyser:
    """Gives words their keys; loads a language when it is first asked for and remembers every word.

    Args:
        parses: use pymorphy3 where it is installed; None means if installed.
    """

    def __init__(self, *, parses: bool | None = None) -> None:
        self._parses = parses
        self._lexicons: dict[str, tuple[_Lexicon, ...]] = {}
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def keys(self, word: str, lang: str) -> frozenset[str]:
        """The keys of `word` in `lang`; empty only for an empty word."""
        known = self._known.get((lang, word))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[lang, word] = self._find(word, _base(lang))
        return known

    def same_lexeme(self, a: str, b: str, lang: str) -> bool:
        """True if some reading of `a` and some reading of `b` are one lexeme."""
        return not self.keys(a, lang).isdisjoint(self.keys(b, lang))

    def knows(self, word: str, lang: str) -> bool:
        """True if the form list of `lang` has `word` in lower case; False where there is no list."""
        lexicons = self._lexicons_of(_base(lang))
        return any(isinstance(lexicon, _FormList) and lexicon._knows(word.lower()) for lexicon in lexicons)

    def listed(self, word: str, lang: str) -> bool:
        """True if the form list of `lang` has `word` as it stands or in lower case."""
        lexicons = self._lexicons_of(_base(lang))
        return any(
            isinstance(lexicon, _FormList) and (lexicon._knows(word) or lexicon._knows(word.lower()))
            for lexicon in lexicons
        )

    def signature(self, lang: str) -> Signature:
        """Which sources, in which versions, give the keys of `lang`."""
        parts: dict[str, str] = {"lang": _base(lang)}
        if _form_list_code(_base(lang)):
            parts["simplemma"] = version("simplemma")
        if _rows(_base(lang)).get("paradigms"):
            parts["endings"] = str(_table()["version"])
        if self._uses_parses(_base(lang)):
            parts["pymorphy3"] = version("pymorphy3")
            parts["dicts"] = version(f"pymorphy3-dicts-{_base(lang)}")
        return Signature.of(**parts)

    def _find(self, word: str, lang: str) -> frozenset[str]:
        clean = _clean(word)
        folded = _respell(clean.lower(), lang)
        if not folded:
            return frozenset()
        found = {folded}
        for suffix in _rows(lang).get("clitics_after", ()):
            if clean.lower().endswith(suffix) and len(clean) > len(suffix) + 1:
                clean = clean[: -len(suffix)]
                found.add(_respell(clean.lower(), lang))
        if folded in _own_lexemes(lang) or len(folded) > _LONGEST_WORD:
            return frozenset(found)
        for lexicon in self._lexicons_of(lang):
            found |= {_respell(lemma.lower(), lang) for lemma in lexicon.lemmas(_sentence_case(clean))}
        for prefix in _rows(lang).get("clitics_before", ()):
            if folded.startswith(prefix) and len(folded) >= len(prefix) + _SHORTEST_STEM:
                found.add(folded[len(prefix) :])
        return frozenset(found)

    def _lexicons_of(self, lang: str) -> tuple[_Lexicon, ...]:
        if lang not in self._lexicons:
            made: list[_Lexicon] = []
            if code := _form_list_code(lang):
                made.append(_FormList(code, lang))
            if self._uses_parses(lang):
                made.append(_Parses(lang))
            self._lexicons[lang] = tuple(made)
        return self._lexicons[lang]

    def _uses_parses(self, lang: str) -> bool:
        wanted = bool(_rows(lang).get("pymorphy3", False)) and self._parses is not False
        return wanted and _installed("pymorphy3") and _installed(f"pymorphy3-dicts-{lang}")


def _sentence_case(word: str) -> str:
    """A shouted word as it would stand at the start of a sentence; others unchanged."""
    return word.capitalize() if len(word) > 3 and word.isupper() else word


@cache
def _base(lang: str) -> str:
    """Our code of a language, its region taken off; an unknown code as it is."""
    try:
        return language(lang).code
    except UnknownLanguage:
        return lang.split("-")[0].lower()


@cache
def _form_list_code(lang: str) -> str | None:
    """simplemma's code of `lang`, or None where it has no list."""
    try:
        codes = language(lang).simplemma
    except UnknownLanguage:
        return None
    return codes[0] if codes else None


_default = Analyser()


def keys(word: str, lang: str) -> frozenset[str]:
    """The keys of one word: all lemmas it may belong to, folded, and its own folded form.

    Args:
        word: one word as it stands in a text, without spaces.
        lang: language code; a region is ignored.

    Returns:
        Strings to be compared with those of another word of the same language, not to be shown. Cached.

    >>> "міністерство" in keys("Міністерством", "uk"), keys("xyzzy", "tlh")
    (True, frozenset({'xyzzy'}))
    """
    return _default.keys(word, lang)


def same_lexeme(a: str, b: str, lang: str) -> bool:
    """True if `a` and `b` can be forms of one word.

    >>> same_lexeme("ministries", "Ministry", "en"), same_lexeme("minister", "ministry", "en")
    (True, False)
    """
    return _default.same_lexeme(a, b, lang)


@lru_cache(maxsize=65536)
def knows(word: str, lang: str) -> bool:
    """True if `word`, in lower case, is in the form list of `lang`: no name that only stands capitalised.

    >>> knows("President", "en"), knows("Zelenskyy", "en")
    (True, False)
    """
    return _default.knows(word, lang)


@lru_cache(maxsize=65536)
def listed(word: str, lang: str) -> bool:
    """True if `word` is in the form list of `lang`, with its capital or without: German nouns have one there.

    >>> listed("Polizei", "de"), knows("Polizei", "de"), listed("Zelenskyy", "de")
    (True, False, False)
    """
    return _default.listed(word, lang)


def signature(lang: str) -> Signature:
    """Which sources, in which versions, give the keys of `lang` on this machine."""
    return _default.signature(lang)

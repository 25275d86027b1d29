"""Propose glossary entries from aligned texts: recurring phrases, names across scripts, acronyms spelled out.

No tagger and no model: a phrase is proposed if it recurs and one phrase of the other side keeps it company. The
measure is Dice's coefficient over rows, 2·both / (left + right), as in the term extraction of Smadja et al.
(1996); it needs no corpus. People decide; each proposal carries its evidence.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from workbench.glossary.atoms import Atoms, atoms_of, same_gap
from workbench.glossary.base import ident, split_language
from workbench.glossary.edit import render
from workbench.glossary.match import Matcher
from workbench.glossary.write import concept_data
from workbench.model import Concept, Term, TermStatus
from workbench.morphology import keys

__all__ = ["Proposal", "as_yaml", "concept_of", "mine", "romanized"]

_LONGEST = 4
"""Words of a proposed phrase."""

_SURE = 0.6
"""Least Dice coefficient; at 0.5 two phrases that meet in one row of three are proposed too."""

_NAME_LIKENESS = 70
"""Least likeness of two names once both are in Latin letters, 0–100 (rapidfuzz ratio): Zelenskyy/Зеленський is
88, Kyiv/Київ 89, Geneva/Женева 67 and so left to the statistics."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A possible concept.

    Attributes:
        kind: ``phrase``, ``name`` or ``acronym``.
        source, target: the commonest form on each side.
        expansions: for an acronym its long form on each side, "" where none was seen.
        rows: rows (from 0) in which both stand.
        source_rows, target_rows: rows in which each stands, with or without the other.
        score: Dice's coefficient, 0–1; for names seen once the likeness, 0–1.
    """

    kind: str
    source: str
    target: str
    rows: tuple[int, ...]
    source_rows: int
    target_rows: int
    score: float
    expansions: tuple[str, str] = ("", "")

    @property
    def evidence(self) -> str:
        """One sentence for people."""
        shown = ", ".join(str(row + 1) for row in self.rows[:5]) + ("…" if len(self.rows) > 5 else "")
        both = len(self.rows)
        return f"{self.kind}: together in {both} of {self.source_rows} and {self.target_rows} rows ({shown})"


Phrase = tuple[str, ...]


@dataclass(slots=True)
class _Side:
    """The phrases of one language: in which rows, and how written."""

    rows: dict[Phrase, set[int]]
    forms: dict[Phrase, Counter[str]]

    def form(self, phrase: Phrase) -> str:
        """The form nearest to the dictionary's: most words as in the dictionary, then the commonest.

        A single word is given its dictionary form outright, with the capitals it is seen with.
        """
        seen = self.forms[phrase]
        if len(phrase) == 1:
            common = seen.most_common(1)[0][0]
            lemma = phrase[0]
            if common.isupper():  # acronyms do not inflect
                return common
            return lemma.capitalize() if common[0].isupper() else lemma

        def rank(form: str) -> tuple[int, int, str]:
            return sum(word.lower() in phrase for word in form.split()), seen[form], form

        return max(seen, key=rank)


def mine(
    rows: Sequence[tuple[str, str]],
    source_lang: str,
    target_lang: str,
    *,
    least: int = 2,
    known: Matcher | None = None,
) -> list[Proposal]:
    """Proposals from aligned rows, the surest first.

    Args:
        rows: (source text, target text) of each row of an alignment; an empty side is allowed.
        source_lang, target_lang: language codes.
        least: rows in which a phrase and its counterpart must meet; names may be seen once.
        known: glossaries whose terms are not proposed again.
    """
    sources, targets = [source for source, _ in rows], [target for _, target in rows]
    heads = _Heads(sources, source_lang), _Heads(targets, target_lang)
    left = _side(sources, source_lang, least, heads[0])
    right = _side(targets, target_lang, least, heads[1])
    found = [*_phrases(left, right, least), *_names(rows, heads)]
    found += _acronyms(rows, source_lang, target_lang)
    return _pruned(found, known, source_lang, target_lang)


# --- recurring phrases --------------------------------------------------------------------------------------


def _side(texts: Sequence[str], lang: str, least: int, head: _Heads) -> _Side:
    side = _Side(defaultdict(set), defaultdict(Counter))
    for row, text in enumerate(texts):
        for phrase, form in _ngrams(atoms_of(text, split_language(lang)[0]), lang, head):
            side.rows[phrase].add(row)
            side.forms[phrase][form] += 1
    for phrase in [phrase for phrase, seen in side.rows.items() if len(seen) < least]:
        del side.rows[phrase], side.forms[phrase]
    return side


def _ngrams(text: Atoms, lang: str, head: _Heads) -> Iterator[tuple[Phrase, str]]:
    """Phrases of one to four words that neither cross a mark nor begin or end with a function word."""
    stop = _function_words(split_language(lang)[0])
    heads = [head(word) for word in text.words]
    inner = [word.lower() in stop or not word[0].isalpha() for word in text.words]
    for start in range(len(heads)):
        for end in range(start + 1, min(start + _LONGEST, len(heads)) + 1):
            if end > start + 1 and not same_gap(text.gap(end - 2), " "):
                break
            if not inner[start] and not inner[end - 1] and (end - start > 1 or len(heads[start]) > 3):
                yield tuple(heads[start:end]), _form(text, start, end)


def _form(text: Atoms, start: int, end: int) -> str:
    """A phrase as written, spaces made single; a capital that only begins a sentence is taken off."""
    form = " ".join(text.text[text.starts[start] : text.ends[end - 1]].split())
    form = regex.sub(r"['’ʼ]s$", "", form)
    before = text.text[: text.starts[start]].rstrip()
    first = not before or before[-1] in '.!?…:«“„"\n'
    return form[0].lower() + form[1:] if first and not any(char.isupper() for char in form[1:]) else form


class _Heads:
    """One key to stand for all forms of a word: of its readings the one that most words of the texts share."""

    def __init__(self, texts: Iterable[str], lang: str) -> None:
        self._lang = lang
        words = {word for text in texts for word in atoms_of(text, split_language(lang)[0]).words}
        self._shared = Counter(key.lstrip("?") for word in words for key in keys(word, lang))
        self._known: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The head of `word`, folded."""
        head = self._known.get(word)
        if head is None:
            found = sorted(keys(word, self._lang), key=lambda key: (key.startswith("?"), len(key), key))
            head = max((key.lstrip("?") for key in found), key=lambda key: self._shared[key], default="")
            self._known[word] = head
        return head


@cache
def _function_words(lang: str) -> frozenset[str]:
    text = files("workbench.glossary").joinpath("function_words.toml").read_text("utf-8")
    return frozenset(str(tomllib.loads(text).get(lang, "")).split())


def _phrases(left: _Side, right: _Side, least: int) -> Iterator[Proposal]:
    """Each phrase with its most faithful companion, if the companion thinks so too."""
    in_row: dict[int, list[Phrase]] = defaultdict(list)
    for phrase, rows in right.rows.items():
        for row in rows:
            in_row[row].append(phrase)
    ranked = []
    for phrase, rows in left.rows.items():
        together = Counter(other for row in rows for other in in_row[row])
        for other, both in together.items():
            dice = 2 * both / (len(rows) + len(right.rows[other]))
            if both >= least and dice >= _SURE:
                # among equals the longer phrases, and those of like length, say more
                ranked.append(
                    (
                        dice * both,
                        len(phrase) + len(other) - abs(len(phrase) - len(other)),
                        dice,
                        phrase,
                        other,
                    )
                )
    taken_left: set[Phrase] = set()
    taken_right: set[Phrase] = set()
    # of equally faithful pairs the one with more words on both sides says more
    for _, _, dice, phrase, other in sorted(ranked, reverse=True):
        if phrase in taken_left or other in taken_right:
            continue
        taken_left.add(phrase)
        taken_right.add(other)
        where = tuple(sorted(left.rows[phrase] & right.rows[other]))
        sizes = len(left.rows[phrase]), len(right.rows[other])
        yield Proposal("phrase", left.form(phrase), right.form(other), where, *sizes, round(dice, 2))


# --- names --------------------------------------------------------------------------------------------------

_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}’'ʼ-]{2,}")

_ROMAN = {
    # Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010; Russian letters after ICAO Doc 9303
    **dict(zip("абвгґдезийклмнопрстуфьіэыъ", ["a", "b", "v", "h", "g", "d", "e", "z", "y", "i", "k", "l", "m", "n", "o",
                                              "p", "r", "s", "t", "u", "f", "", "i", "e", "y", ""], strict=True)),
    "є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia",
    "ё": "e",
}  # fmt: skip


def romanized(word: str) -> str:
    """A name in plain Latin letters, lower case, for comparing across scripts.

    >>> romanized("Зеленський"), romanized("Müller")
    ('zelenskyi', 'muller')
    """
    lower = "".join(_ROMAN.get(char, char) for char in unicodedata.normalize("NFC", word.lower()))
    return "".join(char for char in unicodedata.normalize("NFD", lower) if char.isalpha() and char < "\u0250")


def _names(rows: Sequence[tuple[str, str]], heads: tuple[_Heads, _Heads]) -> Iterator[Proposal]:
    """Capitalised words that sound alike on both sides, inside sentences; the dictionary form is the shortest."""
    from rapidfuzz.fuzz import ratio

    pairs: dict[tuple[str, str], list[tuple[int, str, str, float]]] = defaultdict(list)
    seen: tuple[dict[str, set[int]], dict[str, set[int]]] = (defaultdict(set), defaultdict(set))
    for row, texts in enumerate(rows):
        left, right = ([m for m in _NAME.findall(text) if not m.isupper()] for text in texts)
        for number, words in enumerate((left, right)):
            for word in words:
                seen[number][heads[number](word)].add(row)
        for one in dict.fromkeys(left):
            best = max(right, key=lambda two: ratio(romanized(one), romanized(two)), default="")
            likeness = ratio(romanized(one), romanized(best)) if best else 0
            if likeness >= _NAME_LIKENESS and one != best:  # a name left as it is needs no entry
                pair = heads[0](one), heads[1](best)
                pairs[pair].append((row, one, best, likeness))
    for (left_key, right_key), places in pairs.items():
        forms = [
            min(words, key=lambda word: (len(word), word))
            for words in ([place[1] for place in places], [place[2] for place in places])
        ]
        where = tuple(sorted({place[0] for place in places}))
        score = max(place[3] for place in places) / 100
        sizes = len(seen[0][left_key]), len(seen[1][right_key])
        yield Proposal("name", forms[0], forms[1], where, *sizes, round(score, 2))


# --- acronyms -----------------------------------------------------------------------------------------------

_SPELLED = regex.compile(r"((?:[\p{L}\p{M}’'-]+\s+){1,8})\(\s*[«“\"]?(\p{Lu}{2,8})[»”\"]?\s*[),;]")


def _acronyms(rows: Sequence[tuple[str, str]], source_lang: str, target_lang: str) -> Iterator[Proposal]:
    """Acronyms that both texts spell out in one row: “… (NGO)” beside «… (НУО)»."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    long: dict[tuple[str, str], tuple[str, str]] = {}
    for row, (source, target) in enumerate(rows):
        left, right = list(_spelled(source, source_lang)), list(_spelled(target, target_lang))
        for (one, one_long), (two, two_long) in zip(left, right, strict=False):
            if len(left) == len(right):
                found[one, two].append(row)
                long.setdefault((one, two), (one_long, two_long))
    for pair, where in found.items():
        yield Proposal("acronym", *pair, tuple(where), len(where), len(where), 1.0, long[pair])


def _spelled(text: str, lang: str) -> Iterator[tuple[str, str]]:
    """(acronym, long form) where the initials of the words before the bracket give the acronym."""
    stop = _function_words(split_language(lang)[0])
    for match in _SPELLED.finditer(text):
        words = match[1].split()
        for start in range(len(words)):
            if words[start].lower() in stop:
                continue
            tail = words[start:]
            initials = "".join(word[0] for word in tail if word.lower() not in stop)
            if match[2] in (initials.upper(), "".join(word[0] for word in tail).upper()):
                yield match[2], " ".join(tail)
                break


def as_yaml(proposals: Sequence[Proposal], source_lang: str, target_lang: str) -> str:
    """Proposals as a glossary to choose from, each with its evidence in a comment above.

    Args:
        source_lang, target_lang: as given to :func:`mine`.
    """
    lines = [
        "name: Proposals",
        f"languages: [{source_lang}, {target_lang}]",
        "",
        "concepts:" + " []" * (not proposals),
    ]
    taken: set[str] = set()
    for proposal in proposals:
        concept = concept_data(concept_of(proposal, source_lang, target_lang, taken))
        lines += [f"  # {proposal.evidence}", *render([concept], 2), ""]
    return "\n".join(lines).rstrip() + "\n"


def concept_of(proposal: Proposal, source_lang: str, target_lang: str, taken: set[str]) -> Concept:
    """The concept that a proposal would be.

    Args:
        source_lang, target_lang: as given to :func:`mine`.
        taken: ids that are in use; the new one is added.
    """
    name = ident("-".join(map(romanized, proposal.source.split())), taken)
    left = _terms(source_lang, proposal.source, proposal.expansions[0], proposal.kind)
    right = _terms(target_lang, proposal.target, proposal.expansions[1], proposal.kind)
    return Concept(name, (*left, *right))


def _terms(lang: str, text: str, expansion: str, kind: str) -> list[Term]:
    """The long form is preferred where one was seen, the acronym admitted."""
    base, region = split_language(lang)
    if expansion:
        return [
            Term(expansion, base, region=region),
            Term(text, base, TermStatus.ADMITTED, region=region),
        ]
    return [Term(text, base, region=region, part_of_speech="name" if kind == "name" else "")]


# --- choosing -----------------------------------------------------------------------------------------------


def _pruned(
    found: Iterable[Proposal], known: Matcher | None, source_lang: str, target_lang: str
) -> list[Proposal]:
    """Without parts of longer proposals that say the same, without what is known; acronyms and names first,
    then phrases, single words last."""
    rank = {"acronym": 0, "name": 1, "phrase": 2}
    kept: list[Proposal] = []
    for proposal in sorted(
        found, key=lambda p: (rank[p.kind], -len(p.source.split()), -len(p.rows), -p.score)
    ):
        if known and _is_known(proposal, known, source_lang, target_lang):
            continue
        if any(_says_the_same(proposal, other) for other in kept):
            continue
        if proposal.kind == "phrase" and " " not in proposal.source and proposal.score < 0.8:
            continue
        kept.append(proposal)
    return sorted(kept, key=lambda p: (rank[p.kind], " " not in p.source, -len(p.rows) * p.score, p.source))


def _is_known(proposal: Proposal, known: Matcher, source_lang: str, target_lang: str) -> bool:
    sides = ((proposal.source, source_lang), (proposal.target, target_lang))
    return all(any(m.text == text for m in known.find(text, lang)) for text, lang in sides)


def _says_the_same(part: Proposal, whole: Proposal) -> bool:
    """A part of a longer proposal that hardly ever stands alone."""
    if part.source.lower() == whole.source.lower() and part.kind == "phrase":
        return True
    inside = part.source.lower() in whole.source.lower() or part.target.lower() in whole.target.lower()
    return inside and len(set(part.rows) - set(whole.rows)) <= len(part.rows) // 4

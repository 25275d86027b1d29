"""What a language does around quotations: rows of ``attribution.toml``, compiled."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from workbench.model import Span

__all__ = ["STRENGTH", "Cue", "Profile", "agencies", "given_names", "group_words", "profile"]

STRENGTH: Mapping[str, int] = {
    **dict.fromkeys(("said", "wrote", "told", "stated", "added", "explained", "asked", "answered"), 0),
    **dict.fromkeys(("announced", "thought"), 0),
    **dict.fromkeys(("stressed", "urged", "warned", "promised"), 1),
    **dict.fromkeys(("claimed", "alleged"), 2),
    **dict.fromkeys(("admitted", "denied"), 3),
}
"""Groups of classes that a reader takes alike: 0 neutral, 1 insistent, 2 the writer keeps a distance or reports
an accusation, 3 the speaker gives way or rejects. A rendering in another group says something else."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb found in a text, its auxiliary included."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One language's row; see the file's head for what each field means.

    Patterns that find nothing stand for empty rows.
    """

    lang: str
    cue: regex.Pattern[str]
    classes: tuple[tuple[str, regex.Pattern[str]], ...]
    according: regex.Pattern[str]
    according_last: regex.Pattern[str]
    according_first: regex.Pattern[str]
    according_pronoun: tuple[tuple[str, regex.Pattern[str]], ...]
    pronoun: regex.Pattern[str]
    genders: Mapping[str, str]
    stop: frozenset[str]
    govern: frozenset[str]
    article: frozenset[str]
    title: regex.Pattern[str]
    aux: regex.Pattern[str]
    particle: frozenset[str]
    after_only: frozenset[str] = frozenset()
    impersonal: frozenset[str] = frozenset()
    turn: frozenset[str] = frozenset()
    document: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    office: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    relative: regex.Pattern[str] | None = None
    listener: regex.Pattern[str] | None = None
    aside: regex.Pattern[str] | None = None
    named: regex.Pattern[str] | None = None
    so_called: regex.Pattern[str] | None = None
    named_behind: regex.Pattern[str] | None = None
    epithets: tuple[tuple[str, regex.Pattern[str]], ...] = ()
    cut: regex.Pattern[str] | None = None
    subject: regex.Pattern[str] | None = None
    titled: regex.Pattern[str] | None = None
    retold: regex.Pattern[str] | None = None
    verb_last: bool = False
    head_last: bool = False
    verb_behind: bool = False
    capital_nouns: bool = False
    spaced: bool = True
    cased: bool = True

    def cues(self, text: str, start: int, end: int) -> Iterator[Cue]:
        """Cue verbs in ``text[start:end]``, in order."""
        for match in self.cue.finditer(text, start, end):
            kind = next((name for name, pattern in self.classes if pattern.fullmatch(match.group())), "said")
            begin = match.start()
            before = self.aux.search(text, max(start, begin - 12), begin)
            if before is None and self._is_none(text, start, match):
                continue
            yield Cue(Span(before.start() if before else begin, match.end()), kind)

    def _is_none(self, text: str, start: int, match: regex.Match[str]) -> bool:
        """True for a noun behind an article or a preposition ("their claim", "em comunicado"), and where
        nothing is said ("declined to say", "did not say")."""
        ahead = _WORD_BEFORE.search(text, max(start, match.start() - 12), match.start())
        word = ahead[1].lower() if ahead else ""
        if word in _NEGATION:
            return True
        if word in self.govern and not self.according.fullmatch(word):
            spoken = match.group().endswith(("ing", "ant", "ndo")) or text[match.end() :].lstrip().startswith(
                ":"
            )
            return not spoken and word not in self.article
        if word in _CLITIC:
            return (
                _PARTICIPLE.search(match.group()) is not None
                and word in self.article
                and self.lang in ("es", "pt")
            )
        return word in self.article


_WORD_BEFORE = regex.compile(r"(?<![\p{L}'’])(\p{L}[\p{L}'’]*)\s+$")
_NEGATION = frozenset("not never nicht nie не ні ne nao não non niet nooit inte aldrig ikke".split())  # noqa: SIM905
_PARTICIPLE = regex.compile(r"[aiou]d[oa]s?$")
_CLITIC = frozenset(
    "la lo los las li gli le les der die das den dem des a o os as το τον την τους τις τα".split()  # noqa: SIM905
)
"""Articles that may also be an object or a relative pronoun before a verb: "la descrive", „die sagte“."""
_UNSPACED = frozenset({"zh", "ja"})
_UNCASED = frozenset({"zh", "ja", "ko", "ar", "fa", "he"})
_APOSTROPHE = "['’ʼ]"
_NEVER = r"(?!)"
_STEM = regex.compile(r"~(\p{L}+)")


def _pattern(row: Mapping[str, Any], name: str) -> str:
    """The patterns of a field as one alternation, longest first; underscores are spaces."""
    words = sorted(str(row.get(name, "")).split(), key=len, reverse=True)
    joined = "|".join(word.replace("_", r"\s*" if "?_?" in word else r"\s+") for word in words)
    return joined.replace("'", _APOSTROPHE)


def _given(row: Mapping[str, Any], name: str) -> regex.Pattern[str] | None:
    return _compiled(_pattern(row, name), spaced=True) if name in row else None


def _aside(row: Mapping[str, Any]) -> regex.Pattern[str] | None:
    """With the commas around it, where it has them on both sides."""
    if "aside" not in row:
        return None
    words = _compiled(_pattern(row, "aside"), spaced=True).pattern
    return regex.compile(
        rf",\s*{words}\s*,|(?:(?<=[.!?…»”]\s)|(?<=\n)){words}\s*[,،]|{words}", regex.IGNORECASE
    )


def _named(row: Mapping[str, Any], name: str, tail: str, *, spaced: bool) -> regex.Pattern[str] | None:
    return _compiled(_pattern(row, name), spaced=spaced, tail=tail) if name in row else None


def _inflected(words: str, forms: Mapping[str, str]) -> str:
    """Cue words with each ``stem~class`` written out.

    >>> _inflected("dijo afirm~ar", {"ar": "a an ó"})
    'dijo afirm(?:a|an|ó)'
    """
    return _STEM.sub(lambda match: f"(?:{'|'.join(forms[match[1]].split())})", words)


def _compiled(pattern: str, *, spaced: bool, tail: str = "") -> regex.Pattern[str]:
    body = f"(?:{pattern})" if pattern else _NEVER
    edges = (r"(?<![\p{L}\p{M}\p{N}-])", r"(?![\p{L}\p{M}\p{N}])") if spaced else ("", "")
    return regex.compile(edges[0] + body + edges[1] + tail, regex.IGNORECASE)


def _words(row: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in str(row.get(name, "")).split())


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("workbench.quotes").joinpath("attribution.toml").read_text("utf-8"))


@cache
def profile(lang: str | None) -> Profile:
    """The row of a language; for an unknown one, the cue verbs of all languages that have one.

    >>> [cue.kind for cue in profile("en").cues("He said it, she denied it.", 0, 26)]
    ['said', 'denied']
    """
    base = (lang or "").split("-")[0]
    base = {"hr": "sr", "bs": "sr", "nb": "no", "nn": "no", "gl": "pt", "ca": "es"}.get(base, base)
    row = _table().get(base) if base != "given" else None
    return _build(base, row) if row is not None else _general()


def _build(base: str, row: Mapping[str, Any]) -> Profile:
    spaced = base not in _UNSPACED
    loose = not spaced or base == "ko"  # Korean joins its cue to the closing mark
    cues = {kind: _inflected(words, row.get("forms", {})) for kind, words in row.get("cues", {}).items()}
    kinds = {kind: _pattern(cues, kind) for kind in cues}
    pronouns = {gender: _pattern(row, name) for gender, name in (("m", "he"), ("f", "she"), ("", "they"))}
    genders = {
        word.strip("-'").replace("_", " "): gender
        for gender, name in (("m" if row.get("she") else "", "he"), ("f", "she"))
        for word in str(row.get(name, "")).split()
    } | {"he": "m", "she": "f"}  # so the rows according_him and according_her are told apart
    return Profile(
        lang=base,
        cue=_compiled("|".join(_longest_first(kinds.values())), spaced=not loose),
        classes=tuple((kind, regex.compile(pattern, regex.IGNORECASE)) for kind, pattern in kinds.items()),
        according=_compiled(_pattern(row, "according"), spaced=spaced),
        according_last=_compiled(_pattern(row, "according_last"), spaced=spaced),
        according_first=_compiled(_pattern(row, "according_first"), spaced=spaced),
        according_pronoun=tuple(
            (pronoun, _compiled(_pattern(row, name), spaced=spaced))
            for pronoun, name in (("he", "according_him"), ("she", "according_her"), ("", "according_any"))
        ),
        pronoun=_compiled("|".join(p for p in pronouns.values() if p), spaced=spaced),
        genders=genders,
        stop=_words(row, "stop"),
        govern=_words(row, "govern"),
        article=_words(row, "article"),
        title=regex.compile(_pattern(row, "title") or _NEVER, regex.IGNORECASE),
        aux=_compiled(_pattern(row, "aux"), spaced=spaced, tail=r"(?:-(?:t-)?\p{L}+)?\s+$"),
        particle=_words(row, "particle"),
        after_only=_words(row, "after_only"),
        impersonal=_words(row, "impersonal"),
        turn=_words(row, "turn"),
        document=_words(row, "document"),
        body=_words(row, "body"),
        office=_words(row, "office"),
        given_names=_words(row, "given"),
        aside=_aside(row),
        named=_named(row, "named", r"[\s:,]*$", spaced=spaced),
        so_called=_named(row, "so_called", r"[\s:,]*$", spaced=spaced),
        named_behind=_named(row, "named_behind", "", spaced=spaced),
        relative=_given(row, "relative"),
        listener=_given(row, "listener"),
        epithets=tuple(
            (pronoun, _compiled(_pattern(row, name), spaced=spaced))
            for pronoun, name in (("he", "epithet_him"), ("she", "epithet_her"), ("", "epithet"))
            if name in row
        ),
        cut=regex.compile(row["cut"]) if "cut" in row else None,
        subject=regex.compile(row["subject"]) if "subject" in row else None,
        titled=regex.compile(row["titled"]) if "titled" in row else None,
        retold=regex.compile(row["retold"]) if "retold" in row else None,
        verb_last=row.get("order") == "final",
        verb_behind=bool(row.get("verb_behind", False)),
        head_last=bool(row.get("head_last", False)),
        capital_nouns=bool(row.get("capital_nouns", False)),
        spaced=spaced,
        cased=base not in _UNCASED,
    )


def _longest_first(patterns: Any) -> list[str]:
    """All alternatives, longest first, so that a phrase wins over its first word."""
    return sorted((part for pattern in patterns for part in _alternatives(pattern)), key=len, reverse=True)


def _alternatives(pattern: str) -> list[str]:
    """Top-level alternatives of a joined pattern."""
    out, depth, start = [], 0, 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            out.append(pattern[start:at])
            start = at + 1
    out.append(pattern[start:])
    return [part for part in out if part]


@cache
def given_names() -> tuple[frozenset[str], frozenset[str]]:
    """Given names, lower case, that are women's and men's in nearly every language of the table."""
    row = _table()["given"]
    return frozenset(row["female"].split()), frozenset(row["male"].split())


@cache
def group_words() -> frozenset[str]:
    """Words in the names of organisations, lower case: *he* and *she* never mean those."""
    return frozenset(_table()["given"]["group"].split())


@cache
def agencies() -> frozenset[str]:
    """News agencies and broadcasters, lower case: they are told things more often than they say them."""
    return frozenset(_table()["given"]["agency"].split())


@cache
def _general() -> Profile:
    """Cue verbs of every spaced language, and no other knowledge."""
    cues: dict[str, str] = {}
    for base, row in _table().items():
        if base in _UNSPACED or base in ("ko", "given"):
            continue
        for kind, words in row["cues"].items():
            cues[kind] = f"{cues.get(kind, '')} {_inflected(words, row.get('forms', {}))}"
    return _build("", {"cues": cues})

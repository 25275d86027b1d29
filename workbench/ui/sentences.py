"""Sentences of the core in another language: what was made in English is recognised and said again.

The core knows no catalogues: its messages are plain English, stored and compared as they are. Their templates
stand in the catalogue (collected by ``tools/make_messages.py``) under the context "core"; here a finished
sentence is recognised by its template, and the translation is given what the fields held. What is not
recognised stays English.

Placeholders: ``{1}`` is put in as it is, ``{n1}`` is a number and written the way of the language, ``{w1}`` are
words of the core, which are looked up in their turn. The number is the place in the English sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from string import Formatter
from typing import NamedTuple

__all__ = ["CONTEXT", "LISTED", "QUOTED", "Sentences"]

CONTEXT = "core"
"""Context of the sentences in the catalogues."""
QUOTED = "“{1}”"
"""The entry that says how the language quotes."""
LISTED = ("and", "or")
"""What stands before the last of several, as entries."""

_LONGEST = 4000
"""Characters of a sentence that is looked up; a message with a whole text in it stays as it is."""
_JOINTS = 8
"""Ends of sentences that are looked at in one text, the first ones: an error has a message and a hint."""
_DEEPEST = 3
"""How deep words of ours may stand in words of ours."""
_MOST_ENDS = 4096
"""Beginnings and ends of sentences whose templates are remembered; texts of documents could make any number."""
_END = re.compile(r"(?<=[.?!)]) (?=\S)|(?<=:) (?=\S)")
_CLAUSES = re.compile(r"(; )")
_APART = re.compile(r"[,;:( ]")
_LIST = re.compile(r"(, | and | or )")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")


class _Said(NamedTuple):
    """A translation, and how many characters of the English were recognised as ours."""

    text: str
    known: int


@dataclass(frozen=True, slots=True)
class _Template:
    """An English template with its translation.

    Attributes:
        pieces: the fixed texts; a field stands between each two.
        names: of the fields: "1", "n2", "w3".
        weight: characters of the pieces.
        says, has_words: the pieces are words, not only marks or “is”; some field is of kind "w".
    """

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    translation: str
    weight: int
    says: bool
    has_words: bool

    @classmethod
    def of(cls, msgid: str, translation: str) -> list[_Template]:
        """A message's template, and before it one without its last field where that may be empty."""
        pieces, names = [""], list[str]()
        for text, name, _spec, _conversion in Formatter().parse(msgid):
            pieces[-1] += text
            if name is not None:
                names.append(name)
                pieces.append("")
        made = [cls._made(pieces, names, translation)]
        if len(names) > 1 and names[-1].startswith("w") and not pieces[-2].endswith(" "):
            made.insert(0, cls._made([*pieces[:-2], "".join(pieces[-2:])], names[:-1], translation))
        return made

    @classmethod
    def _made(cls, pieces: Sequence[str], names: Sequence[str], translation: str) -> _Template:
        text = "".join(pieces)
        words = any(name.startswith("w") for name in names)
        says = sum(map(str.isalpha, text)) > 2 or any(name.startswith("n") for name in names)
        return cls(tuple(pieces), tuple(names), translation, len(text), says, words)

    def fields(self, text: str) -> list[str] | None:
        """What stands in the fields, or None where the text is another sentence.

        The pieces are looked for from the left, each once: time grows with the length of the text only,
        whatever stands in it.
        """
        at, end = len(self.pieces[0]), len(text) - len(self.pieces[-1])
        if end < at or not text.startswith(self.pieces[0]) or not text.endswith(self.pieces[-1]):
            return None
        found = []
        for piece in self.pieces[1:-1]:
            there = text.find(piece, at, end)
            if there < 0:
                return None
            found.append(text[at:there])
            at = there + len(piece)
        return [*found, text[at:end]]


class Sentences:
    """The core's sentences in one language.

    Args:
        messages: English template and translation of each.
        words: single words that are known from elsewhere, such as names of languages.
        point, group: how the language writes decimals and thousands.

    >>> uk = Sentences([("“{1}” stands twice.", "«{1}» стоїть двічі.")])
    >>> uk.said("“the” stands twice.")
    '«the» стоїть двічі.'
    >>> uk.said("“the” stands thrice.")
    '“the” stands thrice.'
    """

    def __init__(
        self,
        messages: Iterable[tuple[str, str]],
        words: Mapping[str, str] | None = None,
        *,
        point: str = ",",
        group: str = "\xa0",
    ) -> None:
        self._exact = dict(words or {})
        self._signs = str.maketrans({".": point, ",": group})
        self._quotes = QUOTED
        self._seen: dict[tuple[str, int], _Said] = {}
        templates = []
        for msgid, translation in messages:
            made = _Template.of(msgid, translation)
            if msgid == QUOTED:
                self._quotes = translation
            elif made[-1].names:
                templates += made
            else:
                self._exact[made[0].pieces[0]] = translation.format()
        templates.sort(key=lambda one: (-one.weight, one.has_words))
        self._by_ends: dict[tuple[str, str], list[_Template]] = {}
        self._templates = templates

    def said(self, text: str) -> str:
        """A sentence, or several one after another, as the language has them; else as it is."""
        if not text or len(text) > _LONGEST:
            return text
        self._seen.clear()
        found = self._sentences(text, _JOINTS)
        return found.text if found.known else text

    def _sentences(self, text: str, joints: int) -> _Said:
        """The reading of a text in which the most is ours: one sentence or several."""
        best = self._known(text, 0)
        if best.known == len(text):
            return best
        for count, joint in enumerate(islice(_END.finditer(text), joints), 1):
            left = self._known(text[: joint.start()], 0)
            if not left.known and text[joint.start() - 1] != ":":
                continue
            right = self._sentences(text[joint.end() :], joints - count)
            if right.known and left.known + right.known > best.known:
                best = _Said(f"{left.text} {right.text}", left.known + right.known)
        return best

    def _known(self, text: str, depth: int) -> _Said:
        """What a sentence or some words are in the language; the text itself where they are not ours."""
        bare = text.strip()
        if not bare or depth > _DEEPEST:
            return _Said(text, 0)
        found = self._seen.get((bare, depth))
        if found is None:
            found = self._seen[bare, depth] = self._looked_up(bare, depth)
        if not found.known:
            return _Said(text, 0)
        at = text.index(bare)
        return _Said(text[:at] + found.text + text[at + len(bare) :], found.known)

    def _looked_up(self, bare: str, depth: int) -> _Said:
        found = self._exactly(bare) or self._by_template(bare, depth)
        if found is None or (found.known < len(bare) and _LIST.search(bare)):
            found = max(found, self._listed(bare, depth), key=_how_much)
        if found is None and depth:
            found = self._quoted(bare)
        return found or self._otherwise_written(bare, depth) or _Said(bare, 0)

    def _exactly(self, text: str) -> _Said | None:
        exact = self._exact.get(text)
        return None if exact is None else _Said(exact, len(text))

    def _by_template(self, text: str, depth: int) -> _Said | None:
        best: _Said | None = None
        for template in self._likely(text):
            fields = template.fields(text)
            if fields is not None:
                best = max(best, self._filled(template, fields, depth), key=_how_much)
                if not template.has_words:
                    break  # those that follow have less fixed text
        if best is not None and _is_sentence(text):
            return _Said(_capital(best.text), best.known)
        return best

    def _likely(self, text: str) -> list[_Template]:
        """Templates that begin and end like the text, those with the most fixed text first."""
        ends = (text[:1], text[-2:])
        likely = self._by_ends.get(ends)
        if likely is None:
            if len(self._by_ends) >= _MOST_ENDS:
                self._by_ends.clear()
            likely = self._by_ends[ends] = [t for t in self._templates if _agree(t, *ends)]
        return likely

    def _filled(self, template: _Template, fields: list[str], depth: int) -> _Said | None:
        known, named, numbered = template.weight, defaultdict[str, str](str), dict[int, str]()
        for at, name in enumerate(template.names):
            if name.startswith("n"):
                named[name] = self._number(fields[at])
            elif name.startswith("w"):
                between = template.pieces[at + 1]
                if (
                    between in ("", " ")
                    and template.names[at + 1 : at + 2]
                    and template.names[at + 1][0] == "w"
                ):
                    fields[at : at + 2] = self._apart(between.join(fields[at : at + 2]), between, depth)
                words = self._known(fields[at], depth + 1)
                known += words.known
                named[name] = words.text
            else:
                numbered[int(name)] = fields[at]
        if not template.says and known == template.weight:
            return None  # marks alone say nothing; nor does “{1} is {2}”
        return _Said(_filled_in(template.translation, numbered, named), known)

    def _apart(self, text: str, between: str, depth: int) -> tuple[str, str]:
        """Where one field ends and the next begins, with at most a space between: where the most is ours."""
        ends = islice((match.start() for match in _APART.finditer(text)), 2 * _JOINTS)
        cuts = [cut for cut in ends if text.startswith(between, cut)]
        if not between:
            cuts.append(len(text))
        apart = [(text[:cut], text[cut + len(between) :]) for cut in cuts] or [(text, "")]
        return max(apart, key=lambda two: sum(self._known(one, depth + 1).known for one in two))

    def _listed(self, text: str, depth: int) -> _Said | None:
        """Several sentences between semicolons, or words of ours and quoted texts: “a”, “b” or “c”."""
        bare = text.removesuffix(".")
        between = _CLAUSES if _CLAUSES.search(bare) else _LIST
        parts = between.split(bare, maxsplit=_JOINTS)
        if len(parts) == 1:
            return None
        said, known = [], 0
        for number, part in enumerate(parts):
            found = self._between(part) if number % 2 else self._item(part, depth, between is _LIST)
            if not found.known:
                return None
            said.append(found.text)
            known += found.known
        out = "".join(said) + text[len(bare) :]
        return _Said(_capital(out) if _is_sentence(text) else out, known)

    def _between(self, mark: str) -> _Said:
        word = mark.strip()
        return _Said(mark.replace(word, self._exact.get(word, word)), len(mark))

    def _item(self, text: str, depth: int, words: bool) -> _Said:
        """One of a list; a name is taken as it is where it stands among words of ours."""
        found = (
            (self._quoted(text) if words else None)
            or self._exactly(text)
            or self._by_template(text, depth + 1)
        )
        found = found or self._otherwise_written(text, depth)
        if found is None and words and depth and text.isalnum():
            return _Said(text, 1)
        return found or _Said(text, 0)

    def _quoted(self, text: str) -> _Said | None:
        if text[:1] + text[-1:] != "“”" or "”" in text[:-1]:
            return None
        return _Said(self._quotes.format("", text[1:-1]), 2)

    def _otherwise_written(self, text: str, depth: int) -> _Said | None:
        """Words of ours that were given a capital and a full stop, or a sentence that was given a small letter."""
        if text[:1].isupper():
            bare, end = text[:1].lower() + text[1:].removesuffix("."), "." * text.endswith(".")
            found = self._exactly(bare) or self._by_template(bare, depth + 1)
            return found and _Said(_capital(found.text) + end, found.known)
        bare = _capital(text)
        found = None if bare == text else self._exactly(bare) or self._by_template(bare, depth + 1)
        return found and _Said(found.text[:1].lower() + found.text[1:], found.known)

    def _number(self, text: str) -> str:
        if not _NUMBER.fullmatch(text):
            return text
        return text.replace("%", "\xa0%").translate(self._signs)

    def unclear(self) -> Iterator[str]:
        """Templates whose sentences are taken for those of another: none, in a sound catalogue."""
        for template in self._templates:
            fields = [f"<{name}>" for name in template.names]
            text = template.pieces[0] + "".join(
                field + piece for field, piece in zip(fields, template.pieces[1:], strict=True)
            )
            first = next(one for one in self._likely(text.strip()) if one.fields(text.strip()) is not None)
            if first.translation != template.translation:
                yield f"{text} is taken for {'…'.join(first.pieces)}"


def _filled_in(translation: str, numbered: Mapping[int, str], named: Mapping[str, str]) -> str:
    """The translation with its fields; what stands in a field is not looked at."""
    positional = [numbered.get(number, "") for number in range(max(numbered, default=0) + 1)]
    return Formatter().vformat(translation, positional, named)


def _agree(template: _Template, first: str, last: str) -> bool:
    begins, ends = template.pieces[0], template.pieces[-1]
    return begins[:1] in ("", first) and (not ends or ends[-2:] == last[-len(ends) :])


def _how_much(said: _Said | None) -> int:
    return said.known if said is not None else 0


def _is_sentence(text: str) -> bool:
    return text[:1].isupper() and text.endswith((".", "!", "?", "…"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Checks for what was left in the source's words: a whole cell, or some words of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from workbench.checks.base import CAPITAL_NOUNS, Cell, Context, Hit, clip, known_language
from workbench.model import Span
from workbench.morphology import knows
from workbench.words import words

__all__ = ["copy", "partial_copy"]

_PROTECTED = regex.compile(
    r"(?<!\S)\S*(?:://|@|www\.|\.\p{L}{2,4}/|#)\S*|\b[\w-]+\.(?:com|org|net|ua|ru|pl|de|fr|es|io)\b"
)
_COMMON_WORD = regex.compile(r"(?<![\p{L}\p{N}.'’-])\p{Ll}{2,}(?![\p{L}\p{N}])")
_MEASURE = regex.compile(
    r"(?<!\p{L})\p{L}{1,3}[.:]?\s?(?=\+?\p{N})|(?<=\p{N})\s?\p{L}{1,3}(?:/\p{L}{1,2})?(?!\p{L})"
)
"""Short words beside a number, the same in many languages: "max. 40 km/h", "tel. 22 …"."""


def copy(cell: Cell, _: Context) -> Iterator[Hit]:
    """The target is the source again, and it is not only names, numbers and addresses."""
    if _first(cell.source) != _first(cell.target):  # as nearly always, and soon seen
        return
    if not cell.target.strip() or _squeezed(cell.source) != _squeezed(cell.target):
        return
    if _is_in_target_language(_LETTER_RUN.findall(cell.source), cell):
        return
    shouted = cell.source.isupper()  # there names cannot be told by their capitals
    common = _common_words(cell.source.lower() if shouted else cell.source, cell.source_lang)
    if common >= (4 if shouted else 2) or _has_word_of_other_script(cell):
        yield Hit(
            f"“{clip(cell.target)}” is left as in the source.",
            Span(0, len(cell.source)),
            Span(0, len(cell.target)),
        )


def _squeezed(text: str) -> str:
    """Letters, digits and signs without case; spaces and marks, which an engine sets anew, are left out."""
    return str(_MARKS_AND_SPACES.sub("", text).casefold())


def _first(text: str) -> str:
    """What :func:`_squeezed` text begins with."""
    found = _NO_MARK_OR_SPACE.search(text)
    return found.group().casefold()[0] if found else ""


_NO_MARK_OR_SPACE = regex.compile(r"[^\p{P}\p{Z}\s]")
_MARKS_AND_SPACES = regex.compile(r"[\p{P}\p{Z}\s]+")


def _common_words(text: str, lang: str | None) -> int:
    """How many different words of the text are ordinary words of the language, not names of bodies abroad
    ("Reporters sans frontières") or measures; all without a capital where there is no list of its words."""
    found = set(_COMMON_WORD.findall(_MEASURE.sub(" ", _PROTECTED.sub(" ", text))))
    row = known_language(lang)
    return sum(knows(word, row.code) for word in found) if row and row.simplemma else len(found)


def _is_in_target_language(found: Sequence[str], cell: Cell) -> bool:
    """Words of which the target's language has all that stand without a capital, and more that the source's
    has not than the other way round: a French name in an English text needs no translation into French."""
    own, other = known_language(cell.target_lang), known_language(cell.source_lang)
    if own is None or other is None or not own.simplemma or not other.simplemma:
        return False
    long = [word for word in found if len(word) > 1]
    if not all(knows(word, own.code) for word in long if word.islower()):
        return False
    return sum(knows(word, own.code) - knows(word, other.code) for word in long) > 0


def _has_word_of_other_script(cell: Cell) -> bool:
    """One ordinary word is enough where the target has another script: "Read more" in a Ukrainian text."""
    source, target = known_language(cell.source_lang), known_language(cell.target_lang)
    if source is None or target is None or source.scripts[0] == target.scripts[0]:
        return False
    common = _COMMON_WORD.findall(_PROTECTED.sub(" ", cell.source))
    return any(len(word) >= 4 and knows(word, source.code) for word in common)


# --- left untranslated -----------------------------------------------------------------------------


def partial_copy(cell: Cell, context: Context) -> Iterator[Hit]:
    """Words of the source stand untranslated in the target."""
    if not cell.target or not cell.source:
        return
    source, target = known_language(cell.source_lang), known_language(cell.target_lang)
    if source is None or target is None:
        return
    if source.scripts[0] != target.scripts[0]:
        yield from _wrong_script(cell)
    else:
        yield from _untranslated_run(cell, int(context.thresholds["words"]))


def _wrong_script(cell: Cell) -> Iterator[Hit]:
    """Ordinary lower-case words of the source, in the source's script."""
    row = known_language(cell.source_lang)
    run = _RUNS.get(row.scripts[0]) if row else None
    if run is None or run.search(cell.target) is None:
        return
    quoted = [Span(*match.span()) for match in _QUOTED.finditer(cell.target)]
    hidden = _PROTECTED.sub(lambda match: " " * len(match.group()), cell.target)
    for match in run.finditer(hidden):
        span = Span(*match.span())
        if any(quote.covers(span) for quote in quoted) or match.group() not in cell.source:
            continue
        common = regex.search(r"(?<![\p{L}\p{N}'’.-])\p{Ll}{3,}", match.group())
        if common is None or not knows(common.group(), cell.source_lang or ""):
            continue
        # "einen Anschlag": a name would begin with its capital
        noun = cell.source_lang in CAPITAL_NOUNS and match.group().startswith(common.group())
        if noun or not _CAPITAL.search(match.group()):
            at = cell.source.find(match.group())
            yield Hit(
                f"“{clip(match.group())}” stands untranslated.",
                Span(at, at + len(match.group())),
                span,
                evidence=(("words", match.group()),),
            )


_RUNS = {
    code: regex.compile(rf"\p{{{name}}}{{2,}}(?:[\s'’ʼ-]\p{{{name}}}+)*")
    for code, name in (("Latn", "Latin"), ("Cyrl", "Cyrillic"), ("Grek", "Greek"))
}
"""Words of a script with capitals, by ISO 15924 code."""
_CAPITAL = regex.compile(r"\p{Lu}")
_QUOTED = regex.compile(r"[«“„\"(][^»”“\")]*[»”“\")]")


def _untranslated_run(cell: Cell, least: int) -> Iterator[Hit]:
    """`least` or more consecutive words of the source, three letters or more each, mostly lower case."""
    if _small_words(cell.source).isdisjoint(_LETTER_RUN.findall(cell.target)):
        return
    plain_target = cell.target
    for pattern in (_PROTECTED, _QUOTED):  # addresses, and titles left in the other language
        plain_target = pattern.sub(lambda match: " " * len(match.group()), plain_target)
    target = words(plain_target)
    source = words(cell.source)
    row = known_language(cell.source_lang)
    listed = row if row and row.simplemma else None  # unlisted are particles of names ("von der"), and Latin
    nouns = regex.compile(r"\p{Lu}\p{Ll}+") if cell.source_lang in CAPITAL_NOUNS else None
    grams = {tuple(token.text for token in source[i : i + least]): i for i in range(len(source) - least + 1)}
    i = 0
    while i + least <= len(target):
        at = grams.get(tuple(token.text for token in target[i : i + least]))
        if at is None:
            i += 1
            continue
        size = least
        while (
            i + size < len(target)
            and at + size < len(source)
            and target[i + size].text == source[at + size].text
        ):
            size += 1
        run = target[i : i + size]
        common = [
            t
            for t in run
            if len(t.text) >= 3
            and t.text.isalpha()
            and (t.text.islower() or (nouns and nouns.fullmatch(t.text)))
        ]
        plain = [t for t in common if not listed or knows(t.text, listed.code) or nouns]
        if at == 0 and len(plain) == size - 1 and listed and knows(run[0].text, listed.code):
            plain.insert(0, run[0])  # its capital is that of the sentence
        span = Span(run[0].span.start, run[-1].span.end)
        enough = len(plain) >= least or (size > least and len(plain) >= 2)
        enough = enough and 2 * len(plain) > len(common)  # some words of Latin are also words of the language
        own = _is_in_target_language([t.text for t in run], cell)
        if enough and not own and any(t.text.islower() for t in plain):
            yield Hit(
                f"“{clip(span.of(cell.target))}” stands untranslated.",
                Span(source[at].span.start, source[at + size - 1].span.end),
                span,
                evidence=(("words", span.of(cell.target)),),
            )
        i += size


@lru_cache(maxsize=16384)
def _small_words(text: str) -> frozenset[str]:
    """Runs of three letters or more without a capital; where two texts share none, nothing was copied."""
    return frozenset(run for run in _LETTER_RUN.findall(text) if len(run) >= 3 and run.islower())


_LETTER_RUN = re.compile(r"[^\W\d_]+")

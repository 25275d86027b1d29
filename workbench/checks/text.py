"""Checks of the text as a whole: empty, looping, in the wrong language, too long or too short."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from math import sqrt
from operator import eq
from statistics import median

import regex

from workbench.checks.base import Cell, Column, Context, Hit, Spot, clip, known_language, language_name
from workbench.checks.pairing import pair_up
from workbench.model import Severity, Span
from workbench.morphology import knows
from workbench.words import fold, word_texts, words

__all__ = [
    "doubled",
    "empty",
    "inconsistent_source",
    "inconsistent_target",
    "length",
    "loop",
    "wrong_language",
]

_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")


def empty(cell: Cell, _: Context) -> Iterator[Hit]:
    """The source says something, the target has no letter or digit."""
    if _SAYS_SOMETHING.search(cell.source) and not _SAYS_SOMETHING.search(cell.target):
        yield Hit(f"Nothing stands opposite “{clip(cell.source)}”.", *_whole(cell))


def _whole(cell: Cell) -> tuple[Span, Span]:
    return Span(0, len(cell.source)), Span(0, len(cell.target))


# --- wrong language --------------------------------------------------------------------------------


def wrong_language(column: Column, context: Context) -> Iterator[Spot]:
    """The detector finds another language than the rendering's.

    Detection is slow beside the other checks, so in a long text only the cells that share no frequent
    word with the rest are looked at.
    """
    if context.detect is None:
        return
    frequent = _frequent_words(column.cells) if len(column.cells) >= 100 else frozenset()
    for cell in column.cells:
        if len(cell.target) < context.thresholds["letters"]:
            continue
        if frequent and not frequent.isdisjoint(word_texts(cell.target.lower())):
            continue
        if sum(map(str.isalpha, cell.target)) < context.thresholds["letters"]:
            continue
        guess = context.detect(cell.target)
        if (
            guess.lang is None
            or guess.lang == column.target_lang
            or guess.margin < context.thresholds["margin"]
        ):
            continue
        if _known_share(cell.target, column.target_lang) >= max(0.7, _known_share(cell.target, guess.lang)):
            continue
        name = language_name(guess.lang)
        yield (
            cell.row,
            Hit(
                f"“{clip(cell.target)}” looks {name} (probability {guess.probability:.2f}).",
                *_whole(cell),
                evidence=(("language", guess.lang), ("probability", f"{guess.probability:.2f}")),
            ),
        )


def _known_share(text: str, lang: str | None) -> float:
    """Share of the words of a text that the language's form list has; 0 where there is no list."""
    found = [word for word in word_texts(text.lower()) if word.isalpha()]
    return sum(knows(word, lang) for word in found) / len(found) if found and lang else 0.0


def _frequent_words(cells: Sequence[Cell]) -> frozenset[str]:
    """Words that stand in at least 4 % of the cells: the language's little words."""
    rows: Counter[str] = Counter()
    for cell in cells:
        rows.update({word for word in word_texts(cell.target.lower()) if word.isalpha()})
    return frozenset(word for word, count in rows.most_common(60) if count >= 0.04 * len(cells))


# --- loops and doubled words -----------------------------------------------------------------------


def loop(cell: Cell, _: Context) -> Iterator[Hit]:
    """The same one to twelve words again and again, as a derailed engine writes."""
    rough = cell.target.lower().split()
    if len(rough) - len(set(rough)) < 2:
        return
    texts = [word.lower() for word in word_texts(cell.target)]
    sizes = [(size, 4 if size < 4 else 3) for size in range(1, 13)]
    sizes = [(size, times) for size, times in sizes if _equal_at(texts, size) >= size * (times - 1)]
    if not sizes:
        return
    target = words(cell.target)
    allowed = _longest_loop([word.lower() for word in word_texts(cell.source)])
    for size, times in sizes:
        start, count = _repeats(texts, size)
        if count >= max(times, allowed + 2):
            span = Span(target[start].span.start, target[start + size * count - 1].span.end)
            said = Span(target[start].span.start, target[start + size - 1].span.end).of(cell.target)
            yield Hit(
                f"“{clip(said)}” {count} times in a row.",
                target=span,
                evidence=(("words", said), ("times", str(count))),
            )
            return


def _equal_at(texts: list[str], shift: int) -> int:
    """How many words are those `shift` places before them."""
    return sum(map(eq, texts[shift:], texts))


def _longest_loop(texts: list[str]) -> int:
    return max((_repeats(texts, size)[1] for size in range(1, 13)), default=1)


def _repeats(texts: list[str], size: int) -> tuple[int, int]:
    """(start, times) of the longest run of one group of `size` words."""
    best, at = 1, 0
    run = 0
    for i in range(size, len(texts)):
        run = run + 1 if texts[i] == texts[i - size] else 0
        times = run // size + 1
        if times > best:
            best, at = times, i - run - size + 1
    return at, best


_LETTER_RUN = re.compile(r"[^\W\d_]+")
_GRAMMAR_DOUBLES = {
    # words that grammar puts twice running: "had had", "nous nous", "die die"; of such a doubling the
    # translation keeps nothing
    "en": frozenset({"had", "that", "is"}),
    "fr": frozenset({"vous", "nous", "en", "faire"}),
    "de": frozenset({"die", "der", "das", "den", "dem", "sie"}),
    "uk": frozenset({"що"}),
    "hu": frozenset({"az", "ez"}),
    "ru": frozenset({"что"}),
}
_STRESSED_DOUBLES = {
    # words that are said twice to stress them
    "en": frozenset({"ha", "bye", "no", "very", "so", "really", "hear", "knock"}),
    "fr": frozenset({"non", "oui", "si", "très", "ha", "là", "bien", "toc"}),
    "de": frozenset({"ja", "nein", "sehr", "ganz"}),
    "es": frozenset({"no", "sí", "muy", "ja", "ya", "casi", "así", "tan"}),
    "uk": frozenset({"так", "ні", "ледь", "дуже", "ха", "все", "тільки", "от", "ось"}),
    "ru": frozenset({"да", "нет", "едва", "очень", "ха", "еле", "чуть", "вот"}),
    "pl": frozenset({"tak", "nie", "bardzo", "ha", "tuż", "ledwo", "już"}),
    "it": frozenset({"sì", "no", "piano", "quasi"}),
}
_DOUBLED_MARKS = regex.compile(r"(?<![.,;:!?])(?:,[ \u00a0]?,|;;|::|(?<!\.)\.\.(?!\.)|,\.)")
_DOUBLED_WORD = regex.compile(
    r"(?<![\p{L}\p{N}'’ʼ.-])(\p{L}++)([ \u00a0]+)(?=\1(?![\p{L}\p{N}'’ʼ)-]))", regex.IGNORECASE
)

_STRESSED = regex.compile(r"(?<![\p{L}'’ʼ-])(\p{L}{3,}+), (?=\1(?![\p{L}'’ʼ-]))", regex.IGNORECASE)
"""A source may set the comma that the rendering leaves out: "much, much better", "viel viel besser"."""

_MOST_DOUBLED = 50
"""Doubled words of one row that are looked at: a sentence has one or two, a hostile one thousands."""


def doubled(cell: Cell, _: Context) -> Iterator[Hit]:
    """The same word twice running, or a doubled mark, that the source does not have."""
    lang = (cell.target_lang or "").split("-")[0]
    may = _GRAMMAR_DOUBLES.get(lang, frozenset()) | _STRESSED_DOUBLES.get(lang, frozenset())
    runs = _LETTER_RUN.findall(cell.target.casefold())
    twice = any(map(eq, runs, runs[1:])) and not _doubles(cell.source, cell.source_lang)
    for match in islice(_DOUBLED_WORD.finditer(cell.target if twice else ""), _MOST_DOUBLED):
        word = match.group(1)
        second = Span(match.end(), match.end() + len(word))
        proper = second.of(cell.target)[0].isupper() and (word[0].isupper() or len(word) == 1)
        named = proper and (word in cell.source or not knows(word.lower(), cell.target_lang or ""))
        if word.lower() in may or named:
            continue
        yield Hit(
            f"“{word}” stands twice.", target=Span(match.start(), second.end), evidence=(("word", word),)
        )
    for match in _DOUBLED_MARKS.finditer(cell.target):
        if match.group() not in cell.source:
            yield Hit(f"“{match.group()}” is a doubled mark.", target=Span(*match.span()))


def _doubles(text: str, lang: str | None) -> bool:
    """A word stands twice running where grammar does not ask for it."""
    grammar = _GRAMMAR_DOUBLES.get((lang or "").split("-")[0], frozenset())
    found = chain(_DOUBLED_WORD.finditer(text), _STRESSED.finditer(text))
    return any(match.group(1).lower() not in grammar for match in found)


# --- length ----------------------------------------------------------------------------------------


def length(column: Column, context: Context) -> Iterator[Spot]:
    """The rendering is much longer or shorter than the rest of the document lets expect.

    The expected length is the source's times the document's ratio; the spread grows with the square root
    of the length (Gale and Church 1993). Without enough rows the ratio must lie within fixed bounds.
    """
    cells = [cell for cell in column.cells if len(cell.source) >= 15 and cell.target.strip()]
    if len(cells) < context.thresholds["rows"]:
        yield from _length_by_bounds(cells, column, context)
        return
    ratio = median(len(cell.target) / len(cell.source) for cell in cells)
    scaled = [(len(cell.target) - ratio * len(cell.source)) / sqrt(len(cell.source)) for cell in cells]
    spread = max(1.4826 * median(abs(value) for value in scaled), 0.5)  # MAD to standard deviation
    for cell, value in zip(cells, scaled, strict=True):
        factor = len(cell.target) / (ratio * len(cell.source))
        far = abs(value) > context.thresholds["deviations"] * spread
        if far and not 1 / context.thresholds["shorter"] <= factor <= context.thresholds["longer"]:
            label = factor > 1 and len(cell.source) < _LABEL
            far_off = factor > (_FAR_LABEL if label else _FAR) or factor < 1 / _FAR
            sure = far_off or (not label and _shows_change(cell, longer=factor > 1))
            yield cell.row, _length_hit(cell, factor, None if sure else Severity.INFO)


_FAR = 2.2
"""So many times too long or too short is odd by itself. Translators condense and fill up a good deal (a headline
became 1.9 times as long, a report a half shorter, and nothing was wrong); less needs another sign beside it."""
_LABEL, _FAR_LABEL = 60, 3.0
"""Labels and headlines, characters: one word of them ("eReader") may take five in another language."""
_ENDED = regex.compile(r"[.!?…。！？][\p{P}\s]*$")
_ANOTHER = regex.compile(r"[.!?…。！？][\p{Pf}\p{Pe}\"'“]*\s+[\p{Pi}\p{Ps}\p{Pd}\"'„]*\s*\p{Lu}")
"""Where one sentence ends and another begins."""


def _shows_change(cell: Cell, *, longer: bool) -> bool:
    """Beside the length: a sentence more or less, an end cut off, a figure gained or lost."""
    more = len(_ANOTHER.findall(cell.target)) - len(_ANOTHER.findall(cell.source))
    if more > 0 if longer else more < 0:
        return True
    if _ENDED.search(cell.source) and cell.target.rstrip()[-1:].isalnum():
        return True
    left = pair_up(cell.source, cell.target, cell.source_lang, cell.target_lang)
    figures = left.added if longer else left.missing
    return any(not figure.loose for figure in figures)


def _length_by_bounds(cells: Sequence[Cell], column: Column, context: Context) -> Iterator[Spot]:
    low, high = context.thresholds["low"], context.thresholds["high"]
    for code, scale in ((column.target_lang, 1.0), (column.source_lang, -1.0)):
        row = known_language(code)
        if row is not None and not row.spaced:
            low, high = (low / 2, high / 2) if scale > 0 else (low * 2, high * 2)
    for cell in cells:
        factor = len(cell.target) / len(cell.source)
        if not low <= factor <= high:
            yield cell.row, _length_hit(cell, factor)


def _length_hit(cell: Cell, factor: float, severity: Severity | None = None) -> Hit:
    said = f"{factor:.1f} times as long" if factor > 1 else f"{100 * factor:.0f} % as long"
    return Hit(
        f"The rendering is {said} as expected: {len(cell.target)} characters for {len(cell.source)}.",
        *_whole(cell),
        severity=severity,
        evidence=(("factor", f"{factor:.2f}"),),
    )


# --- the same sentence, rendered differently --------------------------------------------------------


def inconsistent_target(column: Column, _: Context) -> Iterator[Spot]:
    """The same source sentence has different renderings."""
    for cell, first in _differing(column.cells, lambda c: c.source, lambda c: c.target):
        message = f"The same sentence was rendered “{clip(first.target)}” in row {first.row + 1}."
        yield cell.row, Hit(message, *_whole(cell), evidence=(("row", str(first.row)),))


def inconsistent_source(column: Column, _: Context) -> Iterator[Spot]:
    """Different source sentences have the same rendering; a warning where they have hardly a word in common."""
    for cell, first in _differing(column.cells, lambda c: c.target, lambda c: c.source):
        message = f"Row {first.row + 1} has the same rendering for “{clip(first.source)}”."
        ours, theirs = (set(_normal(text).split()) for text in (cell.source, first.source))
        long = len(_normal(cell.target).split()) >= _SENTENCE <= min(len(ours), len(theirs))
        pasted = long and len(ours & theirs) < _ALIKE * len(ours | theirs)
        severity = Severity.WARNING if pasted else Severity.INFO
        yield cell.row, Hit(message, *_whole(cell), severity=severity, evidence=(("row", str(first.row)),))


_SENTENCE = 6
"""Words from which on two sentences are not rendered alike by chance, unless …"""
_ALIKE = 0.25
"""… they share so many of their words: “Have a great day” and “I hope you have an excellent day”."""


def _differing(
    cells: Sequence[Cell], same: Callable[[Cell], str], other: Callable[[Cell], str]
) -> Iterator[tuple[Cell, Cell]]:
    """Cells equal to an earlier one on one side and different on the other; four words or more."""
    seen: dict[str, Cell] = {}
    known: defaultdict[str, set[str]] = defaultdict(set)
    for cell in cells:
        key, value = _normal(same(cell)), _normal(other(cell))
        if len(key.split()) < 4 or not value:
            continue
        if key in seen and value not in known[key]:
            yield cell, seen[key]
        seen.setdefault(key, cell)
        known[key].add(value)


@lru_cache(maxsize=65536)
def _normal(text: str) -> str:
    """Words without case, marks at their ends, spaces, and one kind of apostrophe."""
    return " ".join(filter(None, (word.strip(_MARKS) for word in fold(text.casefold()).text.split())))


_MARKS = ".,;:!?¿¡…«»“”„\"'‘’()[]–—-"

"""Which part of a target sentence takes the look of which part of its source: a bold name stays bold.

Words are paired by the engine's own alignment where it gave one, else where they are written alike: numbers,
names across scripts, borrowed words. A stretch with paired words takes the words they are paired with; one
without is placed by its position between the pairs around it. The order of the stretches never changes: where
the target says things in another order, the stretch that would have to move gets no words, unless it is a link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from workbench.words import Token, TokenKind, tokenize

__all__ = ["Stretch", "share"]

Pairs = Sequence[tuple[int, int]]

_SHORTEST = 3
"""Letters from which on a word written alike in both languages says something."""
_BREAK = re.compile(r"[\n\t]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a source sentence.

    Attributes:
        text: what it says.
        plain: it has the look that most of the text around has.
        hard: it is white space that stays: a line break, a tab.
        link: it must get some words.
    """

    text: str
    plain: bool = True
    hard: bool = False
    link: bool = False


def share(stretches: Sequence[Stretch], target: str, pairs: Pairs = ()) -> list[str]:
    """Cut `target` into one part per stretch, in order; hard ones get their own text back.

    Args:
        stretches: the source sentence.
        target: the sentence that replaces it.
        pairs: (source word, target word) numbers, the words being those of :func:`workbench.words.words`.

    >>> bold = [Stretch("The head, "), Stretch("Olena Hnatiuk", plain=False), Stretch(", resigned.")]
    >>> share(bold, "Очільниця Олена Гнатюк подала у відставку.")
    ['Очільниця ', 'Олена Гнатюк', ' подала у відставку.']
    """
    breaks = [stretch.text for stretch in stretches if stretch.hard]
    if breaks and _BREAK.findall(target) == breaks:
        return _by_lines(stretches, target, breaks)
    flat = _BREAK.sub(" ", target) if breaks else target
    soft: list[Stretch] = []
    for stretch in stretches:
        if not stretch.hard:
            soft.append(stretch)
        elif soft:  # words on both sides of it are two words
            soft[-1] = replace(soft[-1], text=f"{soft[-1].text} ")
    parts = iter(_edged(soft, _cut(soft, flat, pairs)))
    shared = [stretch.text if stretch.hard else next(parts) for stretch in stretches]
    return _trimmed(stretches, shared) if breaks else shared


def _edged(stretches: Sequence[Stretch], parts: list[str]) -> list[str]:
    """Spaces at the edges of a marked stretch stand outside it, unless they do not in the source."""
    for number, stretch in enumerate(stretches):
        part = parts[number]
        if stretch.plain or part == stretch.text:
            continue
        words = part.strip()
        if number and not stretch.text[:1].isspace():
            parts[number - 1] += part[: len(part) - len(part.lstrip())]
            part = part.lstrip()
        if words and number + 1 < len(parts) and not stretch.text[-1:].isspace():
            parts[number + 1] = part[len(part.rstrip()) :] + parts[number + 1]
            part = part.rstrip()
        parts[number] = part
    return parts


def _by_lines(stretches: Sequence[Stretch], target: str, breaks: Sequence[str]) -> list[str]:
    """Lines keep to their lines."""
    lines: list[list[Stretch]] = [[]]
    for stretch in stretches:
        if stretch.hard:
            lines.append([])
        else:
            lines[-1].append(stretch)
    out: list[str] = []
    for number, (line, text) in enumerate(zip(lines, _BREAK.split(target), strict=True)):
        out += [breaks[number - 1]] if number else []
        out += _cut(line, text, ()) if line else []
    return out


def _trimmed(stretches: Sequence[Stretch], parts: list[str]) -> list[str]:
    """No space beside a line break."""
    for number, stretch in enumerate(stretches):
        if stretch.hard:
            if number:
                parts[number - 1] = parts[number - 1].rstrip(" ")
            if number + 1 < len(parts):
                parts[number + 1] = parts[number + 1].lstrip(" ")
    return parts


@dataclass(frozen=True, slots=True)
class _Side:
    """A text with its words and marks, and the number of each word's token."""

    text: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]

    @classmethod
    def of(cls, text: str) -> _Side:
        tokens = tuple(tokenize(text))
        return cls(text, tokens, tuple(t for t in tokens if t.kind in (TokenKind.WORD, TokenKind.NUMBER)))


def _cut(stretches: Sequence[Stretch], target: str, pairs: Pairs) -> list[str]:
    if len(stretches) <= 1:
        return [target] * len(stretches)
    source_text = "".join(stretch.text for stretch in stretches)
    if source_text == target:
        return [stretch.text for stretch in stretches]
    source, aim = _Side.of(source_text), _Side.of(target)
    if not aim.words:
        full = max(range(len(stretches)), key=lambda n: len(stretches[n].text.strip()))
        return [target if number == full else "" for number in range(len(stretches))]
    finder = _Finder(source, aim, pairs or _alike(source, aim))
    spans: list[tuple[int, int] | None] = []
    at = reached = 0
    for stretch in stretches:
        end = at + len(stretch.text)
        found = None if stretch.plain else finder.span(at, end)
        if found and found[0] < reached:
            found = finder.between(at, end, reached) if stretch.link else (reached, reached)
        if found:
            reached = found[1]
        spans.append(found)
        at = end
    return _parts(stretches, spans, target, finder)


def _parts(
    stretches: Sequence[Stretch], spans: Sequence[tuple[int, int] | None], target: str, finder: _Finder
) -> list[str]:
    """The target cut where the stretches meet."""
    cuts, at = [0], 0
    for number, (left, right) in enumerate(pairwise(spans)):
        at += len(stretches[number].text)
        cut = left[1] if left else right[0] if right else finder.border(at)
        cut = _spaced(target, cut, stretches[number].text, stretches[number + 1].text)
        later = [span[0] for span in spans[number + 1 :] if span]
        cuts.append(max(cuts[-1], min([cut, *later])))
    return [target[start:end] for start, end in pairwise([*cuts, len(target)])]


def _is_mark(char: str) -> bool:
    return not char.isalnum() and not char.isspace()


def _spaced(target: str, cut: int, left: str, right: str) -> int:
    """White space at a cut goes to the side that has it in the source."""
    if left[-1:].isspace():
        while cut < len(target) and target[cut].isspace():
            cut += 1
    elif right[:1].isspace():
        while cut and target[cut - 1].isspace():
            cut -= 1
    return cut


class _Finder:
    """Finds the part of the target that answers to a part of the source."""

    def __init__(self, source: _Side, target: _Side, pairs: Pairs) -> None:
        self._source, self._target = source, target
        known = [(i, j) for i, j in pairs if i < len(source.words) and j < len(target.words)]
        self._of: dict[int, list[int]] = {}
        for i, j in known:
            self._of.setdefault(i, []).append(j)
        self._chain = _rising(known)

    def _numbers(self, start: int, end: int) -> list[int]:
        """The source words that lie in a stretch of the source, by more than half."""
        inside = []
        for number, word in enumerate(self._source.words):
            shared = min(end, word.span.end) - max(start, word.span.start)
            if shared * 2 > len(word.span):
                inside.append(number)
        return inside

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The target's stretch for the source's, whole words; None for white space and marks alone."""
        inside = self._numbers(start, end)
        if not inside:
            return self._marks(start, end)
        first, last = self._words(inside)
        return self._with_marks(start, end, first, last)

    def _marks(self, start: int, end: int) -> tuple[int, int] | None:
        """Where marks without words stand again, if they stand as often in the target."""
        said, text = self._source.text[start:end].strip(), self._target.text
        if not said or text.count(said) != self._source.text.count(said):
            return None
        at = -1
        for _ in range(self._source.text.count(said, 0, start + len(said))):
            at = text.find(said, at + 1)
        return (at, at + len(said)) if at >= 0 else None

    def _words(self, inside: Sequence[int]) -> tuple[int, int]:
        taken = sorted({j for i in inside for j in self._of.get(i, ())})
        if taken and taken[-1] - taken[0] <= 2 * len(inside) + 2:
            paired = [i for i in inside if i in self._of]
            foreign = {j for i, js in self._of.items() if i not in inside for j in js}
            lead = self._grown(taken[0], paired[0] - inside[0], -1, foreign)
            return lead, self._grown(taken[-1], inside[-1] - paired[-1], 1, foreign)
        first = round(self._at(inside[0]))
        return first, max(first, round(self._at(inside[-1] + 1)) - 1)

    def _grown(self, word: int, by: int, step: int, foreign: set[int]) -> int:
        """Unpaired words at the edge of a stretch take unpaired words of the target, about as many."""
        ratio = len(self._target.words) / max(1, len(self._source.words))
        for _ in range(round(by * ratio)):
            if not 0 <= word + step < len(self._target.words) or word + step in foreign:
                break
            word += step
        return word

    def _at(self, number: int) -> float:
        """The target's place for a place among the source's words, on lines between the pairs around."""
        ends = (len(self._source.words), len(self._target.words))
        right = min((pair for pair in self._chain if pair[0] >= number), default=ends)
        before = max((pair for pair in self._chain if pair[0] < number), default=None)
        left = (before[0] + 1, before[1] + 1) if before else (0, 0) if right[0] else (-1, -1)
        share = (number - left[0]) / max(1, right[0] - left[0])
        return left[1] + share * (right[1] - left[1])

    def _with_marks(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """The words' span, with the marks around them where the source's stretch has marks there."""
        first = min(first, len(self._target.words) - 1)
        last = min(max(first, last), len(self._target.words) - 1)
        left, right = self._target.words[first].span.start, self._target.words[last].span.end
        text, said = self._target.text, self._source.text[start:end].strip()
        for _ in takewhile(_is_mark, reversed(said)):  # no more marks than there are in the source
            right += right < len(text) and _is_mark(text[right])
        for _ in takewhile(_is_mark, said):
            left -= left > 0 and _is_mark(text[left - 1])
        if not self._source.text[:start].strip():
            left = 0
        if not self._source.text[end:].strip():
            right = len(text)
        return left, right

    def between(self, start: int, end: int, reached: int) -> tuple[int, int] | None:
        """A place by position alone, behind what is taken; None where nothing is left."""
        inside = self._numbers(start, end)
        free = [number for number, word in enumerate(self._target.words) if word.span.start >= reached]
        if not inside or not free:
            return None
        first = min(max(free[0], round(self._at(inside[0]))), free[-1])
        return self._with_marks(start, end, first, min(first + len(inside) - 1, free[-1]))

    def border(self, at: int) -> int:
        """Where a border between two alike-looking stretches falls: at a sentence mark's end or a word's start."""
        before = sum(word.span.start < at for word in self._source.words)
        number = round(self._at(before))
        if number >= len(self._target.words):
            return len(self._target.text)
        text, start = self._target.text, self._target.words[max(0, number)].span.start
        opening = start
        while opening and not text[opening - 1].isspace() and not text[opening - 1].isalnum():
            opening -= 1
        return opening if not opening or text[opening - 1].isspace() else start


def _alike(source: _Side, target: _Side) -> list[tuple[int, int]]:
    """Pairs of words that are written alike and equally often on both sides."""
    left, right = _by_form(source.words), _by_form(target.words)
    pairs = []
    for form, here in left.items():
        there = right.get(form, [])
        if len(here) == len(there):
            pairs += list(zip(here, there, strict=True))
    return sorted(set(pairs) | set(_stems(source, target, dict(pairs))))


def _by_form(words: Iterable[Token]) -> dict[str, list[int]]:
    from workbench.alignment.romanise import romanise

    forms: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        form = romanise(word.text)
        if word.kind is TokenKind.NUMBER or len(form) >= _SHORTEST:
            forms.setdefault(form, []).append(number)
    return forms


def _stems(source: _Side, target: _Side, known: dict[int, int]) -> Iterable[tuple[int, int]]:
    """Names that are spelled otherwise or inflected: the same consonants or the same beginning, once on each side."""
    from workbench.alignment.romanise import prefix, skeleton

    taken = set(known.values())
    for key in (skeleton, prefix):
        left = [
            key(w.text) if n not in known and w.text[:1].isupper() else "" for n, w in enumerate(source.words)
        ]
        right = [
            key(w.text) if n not in taken and w.text[:1].isupper() else "" for n, w in enumerate(target.words)
        ]
        once = {form for form, n in Counter(left).items() if form and n == 1}
        for i, form in enumerate(left):
            if form in once and right.count(form) == 1:
                j = right.index(form)
                known[i] = j
                taken.add(j)
                yield i, j


def _rising(pairs: Pairs) -> list[tuple[int, int]]:
    """The longest chain of pairs that ascends on both sides."""
    best: list[tuple[int, tuple[int, int], int]] = []  # length, pair, number of the one before
    ordered = sorted(pairs)[:400]
    for pair in ordered:
        length, before = 1, -1
        for number, (long, other, _) in enumerate(best):
            if other[0] < pair[0] and other[1] < pair[1] and long >= length:
                length, before = long + 1, number
        best.append((length, pair, before))
    chain: list[tuple[int, int]] = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while at >= 0:
        chain.append(best[at][1])
        at = best[at][2]
    return chain[::-1]

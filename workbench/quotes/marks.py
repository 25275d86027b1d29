"""Which stretches stand between quotation marks, over one paragraph or many.

One character opens in one language and closes in another, so its role is told from its neighbours, then
from what is open, then from the language. Apostrophes, inches, feet, years and elisions are no marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from workbench.languages import LANGUAGES
from workbench.model import Span

__all__ = ["Quoted", "quoted"]

_CLOSERS = {
    "«": "»", "»": "«»", "‹": "›", "›": "‹›", "„": "“”\"„", "“": "”“\"", "”": "”“", "‟": "”", '"': '"”“',
    "‘": "’'", "‚": "‘’", "’": "’", "'": "'’", "「": "」", "『": "』", "《": "》", "〈": "〉", "״": "״\"”",
    "〝": "〟〞", "＂": "＂",
}  # fmt: skip
"""For each mark that can open, the marks that can close it, in any language."""
_MARK = regex.compile("[«»‹›„“”‟\"‘’‚'「」『』《》〈〉״〝〟〞＂]")
_OPENS_ALWAYS = frozenset("„‚‟「『《〈〝")
_CLOSES_ALWAYS = frozenset("」』》〉〟〞")
_OPENS_USUALLY = frozenset("«“‘\"'״＂‹")
_SINGLE = frozenset("'’‘‚")
_DOUBLE_STRAIGHT = frozenset('"״＂')
_TITLES = frozenset("《〈")
_BEFORE = regex.compile(r"[\s،؛(\[{—–\-/¿¡«„“‘‚\"'「『:；：，、。=>…]")
_AFTER = regex.compile(r"[\s،؛؟)\]}—–\-/.,;:!?…»”’“‘\"'」』。，、！？：；<]")
_NO_SPACE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
_DECADE = regex.compile(r"\d0s\b")
_YEAR = regex.compile(r"\d\ds?\b")
_ELISION = regex.compile(
    r"n['’](?=\s)|(?:em|tis|twas|til|till|cause|bout|round|n|s|t|k|m|r|d|ve)\b(?!['’])", regex.IGNORECASE
)
_HEBREW_PREFIX = regex.compile(r"(?<!\p{L})[והבכלמש]{1,3}$")
_REPEATED = regex.compile(r"(?:[—–-]\s*)?([«»„“”\"‘’'「『‟״])\s?(?=\S)")
_SHARED_CLOSER = regex.compile(r"\s*(?:,\s*[—–-]|[.!?…]?\s*[—–]|[.!?…]*$)")
"""What follows a mark that closes an inner and the outer quotation at once (Ukrainian and Russian usage)."""
_DIRECTED = frozenset("“”«»‘’")
_LONGEST = 60
"""Paragraphs that one quotation may run over. The longest in our news samples has nine."""
_DEEPEST = 12
"""Open marks looked through for a partner; nobody nests quotations so deep."""
_FEW = 4
"""Words up to which marks inside a quotation set words off rather than quote somebody."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An opening mark that waits for its partner."""

    at: int
    char: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between outer marks.

    Attributes:
        outer: with the marks.
        span: the words inside, without white space at the ends.
        char: the opening mark.
        first, last: indexes of the paragraphs it begins and ends in.
        closed: False where the closing mark is missing and the paragraph's end stands for it.
    """

    outer: Span
    span: Span
    char: str
    first: int
    last: int
    closed: bool = True

    @property
    def title(self) -> bool:
        """True for marks that enclose titles of works only."""
        return self.char in _TITLES


@dataclass(slots=True)
class _Scan:
    """One pass over (part of) a paragraph: complete outer pairs, inner ones, and what is still open."""

    pairs: list[tuple[Mark, int]] = field(default_factory=list)
    inner: list[tuple[Mark, int]] = field(default_factory=list)
    stack: list[Mark] = field(default_factory=list)
    closed_at: int | None = None


def quoted(text: str, paragraphs: Sequence[Span], lang: str | None) -> list[Quoted]:
    """The outermost quotations of `text`, in order.

    >>> text = "“One.\\n\\n“Two ‘b’,” she said."
    >>> [q.span.of(text) for q in quoted(text, [Span(0, 5), Span(7, 29)], "en")]
    ['One.\\n\\n“Two ‘b’,']
    """
    same = _same_both_ends(lang)
    out: list[Quoted] = []
    seen: _Seen = {}
    index, at = 0, None
    while index < len(paragraphs):
        span = paragraphs[index]
        scan = _scan(text, Span(at if at is not None else span.start, span.end), [], same)
        at = None
        out += [_make(text, mark.at, end, mark.char, index, index) for mark, end in scan.pairs]
        open_mark = next((mark for mark in scan.stack if _can_run_on(text, span, mark)), None)
        if open_mark is not None:
            found = _run_on(text, paragraphs, index, open_mark, same, seen)
            if found is not None:
                last, end = found
                out.append(_make(text, open_mark.at, end, open_mark.char, index, last))
                index, at = last, end + 1
                continue
        out += _salvaged(text, span, index, scan, open_mark)
        index += 1
    return [item for item in sorted(out, key=lambda item: item.outer.start) if len(item.span)]


def _same_both_ends(lang: str | None) -> frozenset[str]:
    """Marks that the language uses for both ends (Swedish ”…”)."""
    row = LANGUAGES.get(lang or "")
    return frozenset(a for a, b in row.quotes if a == b) if row else frozenset()


def _make(
    text: str, start: int, end: int, char: str, first: int, last: int, *, closed: bool = True
) -> Quoted:
    """`end` is the closing mark's place, or for an unclosed quotation the end of its words."""
    inner = Span(start + 1, max(start + 1, end))
    piece = inner.of(text)
    left = len(piece) - len(piece.lstrip())
    span = Span(inner.start + left, max(inner.start + left, inner.start + len(piece.rstrip())))
    return Quoted(Span(start, end + 1 if closed else end), span, char, first, last, closed)


def _can_run_on(text: str, paragraph: Span, mark: Mark) -> bool:
    """A single mark in mid-sentence is likelier an apostrophe than a quotation over paragraphs."""
    before = text[paragraph.start : mark.at].rstrip()
    return mark.char not in _SINGLE or not before or before[-1] in ":,—–"


def _run_on(
    text: str, paragraphs: Sequence[Span], index: int, mark: Mark, same: frozenset[str], seen: _Seen
) -> tuple[int, int] | None:
    """Paragraph and place where a quotation left open in paragraph `index` is closed, or None.

    The opener may stand again at the start of each paragraph. A paragraph that holds a whole quotation of
    its own, with the same marks, says that the opener was never closed.
    """
    repeated_before = False
    for later in range(index + 1, min(index + 1 + _LONGEST, len(paragraphs))):
        key = (later, mark.char)
        if key not in seen:
            seen[key] = _continued(text, paragraphs[later], mark, same)
        repeats, after_repeat, plain = seen[key]
        if repeats and not (later == index + 1 or repeated_before):
            return None
        repeated_before = repeated_before or repeats
        closed_at, lost = after_repeat if repeats else plain
        if closed_at is not None:
            return later, closed_at
        if lost:
            return None
    return None


_Seen = dict[tuple[int, str], tuple[bool, tuple[int | None, bool], tuple[int | None, bool]]]
"""Per paragraph and opening mark what :func:`_continued` found; keeps hostile texts linear."""


def _continued(
    text: str, span: Span, mark: Mark, same: frozenset[str]
) -> tuple[bool, tuple[int | None, bool], tuple[int | None, bool]]:
    """How a paragraph goes on with a quotation left open before it.

    Returns:
        Whether it repeats the opener; then, with the repeated opener skipped and not skipped, where the
        quotation is closed and whether the paragraph tells that it never was.
    """
    again = _REPEATED.match(text, span.start, span.end)
    repeats = again is not None and _repeats(mark.char, again[1])

    def look(start: int) -> tuple[int | None, bool]:
        scan = _scan(text, Span(start, span.end), [mark], same)
        own = [text[inner.at + 1 : end] for inner, end in scan.inner if inner.char == mark.char]
        return scan.closed_at, len(scan.stack) > 1 or not all(map(_set_off, own))

    plain = look(span.start)
    return repeats, look(again.end()) if again is not None and repeats else plain, plain


def _set_off(words: str) -> bool:
    """True for a word or two set off in passing, which may stand inside a quotation with the same marks."""
    return len(words.split()) <= _FEW and not words.rstrip().endswith((".", "!", "?", "…", ",", "，", "。"))


def _repeats(opener: str, char: str) -> bool:
    """True if `char` at a paragraph's start takes up the quotation again: the opener or its partner."""
    return char == opener or char in _CLOSERS[opener]


def _salvaged(text: str, span: Span, index: int, scan: _Scan, mark: Mark | None) -> list[Quoted]:
    """What to make of a paragraph that ends with a mark still open and never closed later."""
    if not scan.stack:
        return []
    inner = sorted(
        (pair for pair in scan.inner if pair[0].at > scan.stack[0].at), key=lambda pair: pair[0].at
    )
    if mark is not None and mark.char not in _SINGLE:
        shared = [end for own, end in inner if own.char == mark.char and own.at > mark.at]
        ended = [end for end in shared if _SHARED_CLOSER.match(text, end + 1, span.end)]
        if ended:  # one mark closes two
            rest = [_make(text, a.at, b, a.char, index, index) for a, b in inner if a.at > ended[0]]
            return [_make(text, mark.at, ended[0], mark.char, index, index), *rest]
        before = text[span.start : mark.at].strip(" \t\u00a0—–-")
        if not before or before[-1] in ":：":
            end = span.start + len(text[span.start : span.end].rstrip())
            return [_make(text, mark.at, end, mark.char, index, index, closed=False)]
    tops: list[tuple[Mark, int]] = []
    for own, end in inner:
        if not tops or own.at > tops[-1][1]:
            tops.append((own, end))
    return [_make(text, own.at, end, own.char, index, index) for own, end in tops]


def _scan(text: str, span: Span, stack: list[Mark], same: frozenset[str]) -> _Scan:
    """Pair the marks of `span`; `stack` holds what was open before. Stops when that is closed."""
    scan = _Scan(stack=list(stack))
    carried = len(stack)
    for match in _MARK.finditer(text, span.start, span.end):
        at, char = match.start(), match.group()
        opens = _opens(text, at, span, scan.stack, same)
        if opens is None:
            continue
        if opens:
            scan.stack.append(Mark(at, char))
            continue
        place = _partner(scan.stack, char)
        if place is None:
            continue
        mark = scan.stack[place]
        del scan.stack[place:]
        if carried and place == 0:
            scan.closed_at = at
            return scan
        (scan.inner if scan.stack else scan.pairs).append((mark, at))
    return scan


def _partner(stack: Sequence[Mark], char: str) -> int | None:
    """Index of the innermost open mark that `char` can close."""
    lowest = max(0, len(stack) - _DEEPEST)
    return next((i for i in range(len(stack) - 1, lowest - 1, -1) if char in _CLOSERS[stack[i].char]), None)


def _opens(text: str, at: int, span: Span, stack: Sequence[Mark], same: frozenset[str]) -> bool | None:
    """True if the mark at `at` opens, False if it closes, None if it is no quotation mark here."""
    char = text[at]
    before = text[at - 1] if at > span.start else " "
    after = text[at + 1] if at + 1 < span.end else " "
    if char in _OPENS_ALWAYS:
        return not (char == "„" and before.isalnum() and _partner(stack, char) is not None)
    if char in _CLOSES_ALWAYS:
        return False
    inside = _partner(stack, char) is not None
    if before.isalnum() and after.isalnum() and not _NO_SPACE.match(before) and not _NO_SPACE.match(after):
        return _between_letters(text, at, span, inside=inside)
    if char in _SINGLE and not inside and (_ELISION.match(text, at + 1) or _YEAR.match(text, at + 1)):
        return None
    if char in "'’" and before.isspace() and _DECADE.match(text, at + 1):
        return None
    if before.isdigit() and char in "\"”'’" and _is_unit(text, at, span, inside=inside):
        return None
    if char in _DIRECTED and (
        _NO_SPACE.match(before) or _NO_SPACE.match(after) or before in "。，！？：；、"
    ):
        return char in _OPENS_USUALLY
    if char in "«“" and before == "’" and at - 2 >= span.start and text[at - 2].isalpha():
        return True  # "parle d’« un lieu »"
    could_open = (bool(_BEFORE.match(before)) and not _AFTER.match(after)) or at == span.start
    could_close = not before.isspace() and bool(_AFTER.match(after))
    if could_open != could_close:
        return _by_context(text, at, span, opens=could_open, inside=inside, same=same)
    if inside:
        return False
    return char in _OPENS_USUALLY if not before.isalnum() or _NO_SPACE.match(before) else None


def _by_context(
    text: str, at: int, span: Span, *, opens: bool, inside: bool, same: frozenset[str]
) -> bool | None:
    """The neighbours tell the direction; single marks may still be apostrophes."""
    char = text[at]
    if opens:
        return None if char == "’" and char not in same and not inside else True
    if char not in _SINGLE:
        return False
    if not inside:
        return None
    follows = text[at + 1 : at + 3]
    plural = text[at - 1] in "sSxXzZ" and len(follows) == 2 and follows[0] == " " and follows[1].isalpha()
    return None if plural and _closes_later(text, at, span) else False


def _closes_later(text: str, at: int, span: Span) -> bool:
    """True if another single mark that could close stands before the next one that could open."""
    for match in regex.finditer("['’‘]", text, pos=at + 1, endpos=span.end):
        place = match.start()
        before, after = text[place - 1], text[place + 1 : place + 2] or " "
        if before.isspace():
            return False
        if _AFTER.match(after):
            return True
    return False


def _between_letters(text: str, at: int, span: Span, *, inside: bool) -> bool | None:
    """A mark with letters on both sides: apostrophe, Hebrew abbreviation, or a mark after a prefix."""
    char = text[at]
    if char in _SINGLE:
        return None
    after = text[at + 1 : at + 3]
    if "\u0590" <= text[at - 1] <= "\u05ff":
        prefix = _HEBREW_PREFIX.search(text, max(span.start, at - 4), at)
        two_letters = len(after) == 2 and after[1].isalpha()
        if char not in '"״”“':
            return char in _OPENS_USUALLY
        return True if prefix and two_letters and not inside else None
    if inside:
        return False
    if "\u0600" <= text[at - 1] <= "\u06ff":
        return True  # a conjunction or preposition is written together with the word
    return True if char in "«“" else None


def _is_unit(text: str, at: int, span: Span, *, inside: bool) -> bool:
    """True for feet and inches: nothing is open, or the quotation is closed later by another mark."""
    if not inside:
        return True
    after = text[at + 1 : at + 2] or " "
    if not (after == " " or after.isalnum() or after in "-×x"):
        return False
    later = regex.search(regex.escape(text[at]), text, pos=at + 1, endpos=span.end)
    if later is None:
        return False
    place = later.start()
    return not text[place - 1].isspace() and bool(_AFTER.match(text[place + 1 : place + 2] or " "))

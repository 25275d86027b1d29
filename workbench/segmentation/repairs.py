"""Takes out boundaries that are none: quotation marks, dashes, references, abbreviations.

Each rule is one small function in a table. It sees what stands on both sides of a boundary and says
whether the sentence goes on. No rule knows a word list: those stand in ``abbreviations.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex

from workbench.languages import Language
from workbench.segmentation.patterns import CLOSERS, OPENERS, WIDE, Abbreviations, abbreviations, is_small
from workbench.segmentation.splits import REFERENCE, further_cuts

__all__ = ["repaired"]

_WINDOW = 240
"""Code points looked at on each side of a boundary; keeps the cost linear in the text."""


@dataclass(frozen=True, slots=True)
class _Boundary:
    """What stands around a boundary.

    Attributes:
        left: the end of the text before it, white space taken off.
        right: the beginning of the text behind it, the same.
        spaced: white space stands between them.
        whole: `left` is all of the sentence before.
        first: the sentence before is the first of its unit.
        short: abbreviations of the language.
        language: the language, None where undecided.
    """

    left: str
    right: str
    spaced: bool
    whole: bool
    first: bool
    short: Abbreviations
    language: Language | None


def repaired(
    line: str, spans: Iterable[tuple[int, int]], language: Language | None
) -> Iterator[tuple[int, int]]:
    """Spans with wrong boundaries taken out and hidden ones put in; together they still cover `line`."""
    for start, end in _joined(line, spans, language):
        places = [start, *further_cuts(line, start, end, language), end]
        yield from pairwise(places)


def _joined(
    line: str, spans: Iterable[tuple[int, int]], language: Language | None
) -> Iterator[tuple[int, int]]:
    short = abbreviations(language.code if language else None)
    held: tuple[int, int] | None = None
    first = True
    for start, end in spans:
        if held is None:
            held = start, end
            continue
        boundary = _boundary(line, held, (start, end), first, short, language)
        if any(rule(boundary) for rule in JOINS):
            held = held[0], end
        else:
            yield held
            held, first = (start, end), False
    if held:
        yield held


def _boundary(
    line: str,
    left: tuple[int, int],
    right: tuple[int, int],
    first: bool,
    short: Abbreviations,
    language: Language | None,
) -> _Boundary:
    before = line[max(left[0], left[1] - _WINDOW) : left[1]]
    after = line[right[0] : min(right[1], right[0] + _WINDOW)]
    return _Boundary(
        left=before.strip(),
        right=after.strip(),
        spaced=before[-1:].isspace() or after[:1].isspace(),
        whole=left[1] - left[0] <= _WINDOW,
        first=first,
        short=short,
        language=language,
    )


# ------------------------------------------------------------------ joins

_QUOTE_END = regex.compile(r"[.!?…,]\s?[»”\"“’'›]+$")
_DASH = regex.compile(r"[—–―-]+\s*(?=\p{L})")
_CLOSED = regex.compile(r"[.!?…][»”\"“’'›)\]]+$")
_REFERENCE = regex.compile(REFERENCE)
_LABEL = regex.compile(r"(?:\(?(?:\d{1,3}|[ivx]{1,5}|[IVX]{1,5}|\p{L})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)$")
_NUMBER = regex.compile(r"(?:\d{1,2}|[IVX]{1,5})\.$")
_CLAUSE = regex.compile(r"\d{1,3}(?:\.\d{1,3})*\.$")
_LETTERS = regex.compile(r"(?:^|[\s(])\p{L}\.$")
_LETTER = regex.compile(r"\p{Ll}\.")
_DOMAIN = regex.compile(r"(?i:com|net|org|edu|gov|info|biz|io|eu|ua|ru|uk|de|fr|pl)\b")
_WORD = regex.compile(r"[\p{L}\p{N}]")
_INITIAL = regex.compile(r"\p{Lu}\.$")
_DAY = regex.compile(r"(?:^|\s)\d{1,2}\.$")
_MONTH = regex.compile(r"\d{1,2}\.\s?\d{2}")
_SHORT_NAME = regex.compile(r"(?:^|[\s(])\p{Lu}\p{L}{0,3}\.$")
_STRAY = regex.compile(r"""[»”"“’'›)\]`]*[,;]""")
_SLIP = regex.compile(r"\p{Ll}{2}[.!?…]+$")
_CAPITALISED = regex.compile(r"\p{Lu}\p{Ll}+")


def _dash_goes_on(b: _Boundary) -> bool:
    """``…by force.” – Pokalchuk wrote.`` and ``— Куди? — спитала вона.``"""
    dash = _DASH.match(b.right)
    if not dash:
        return False
    return bool(_QUOTE_END.search(b.left)) or is_small(b.right[dash.end() :])


def _closer_comes_first(b: _Boundary) -> bool:
    """A closing mark belongs to the left; a mark before a letter opens unless it never opens here."""
    first, second = b.right[:1], b.right[1:2]
    if _STRAY.match(b.right):
        return True
    if not first or first not in CLOSERS:
        return False
    if first in ")]}）】":
        return True
    return not _WORD.match(second) or first not in _opening(b.language)


def _opening(language: Language | None) -> str:
    """Marks that can open a quotation in the language; also the straight ones."""
    pairs = language.quotes if language else ()
    return OPENERS + "\"'" + ("".join(pair[0] for pair in pairs) if pairs else "»”’")


def _reference_comes_first(b: _Boundary) -> bool:
    """``… of science. [3] Then``: the reference belongs to the left; a split rule ends it."""
    return bool(_REFERENCE.match(b.right))


def _no_words(b: _Boundary) -> bool:
    """Nothing but marks on the right, or only dots on the left."""
    return (
        not _WORD.search(b.right) or b.right[0] in "/\\=" or (b.whole and b.left in ("...", "…", "“…", "(…)"))
    )


def _list_label(b: _Boundary) -> bool:
    """``1.`` or ``a)`` at the start of the unit, ``2.`` also within it."""
    if not b.whole or (b.short.numbers_apart and _CLAUSE.match(b.left)):
        return False
    return bool(_LABEL.match(b.left)) if b.first else bool(_NUMBER.match(b.left))


def _initial(b: _Boundary) -> bool:
    """``A. | Smith said``: a sentence that begins with an initial."""
    return b.whole and bool(_INITIAL.match(b.left)) and b.right[:1].isupper()


def _date(b: _Boundary) -> bool:
    """``5. | 6. 2010``."""
    return bool(_DAY.search(b.left[-4:]) and _MONTH.match(b.right))


def _fixed_phrase(b: _Boundary) -> bool:
    """``5 млн дол. | США``: the table names phrases that hold no boundary."""
    inside = b.short.inside
    if not inside:
        return False
    left = b.left[-40:]
    phrases = inside.finditer(f"{left} {b.right[:40]}")
    return any(phrase.start() < len(left) < phrase.end() for phrase in phrases)


def _colon(b: _Boundary) -> bool:
    """A colon ends no sentence."""
    return b.left[-1:] in (":", ";", "：", "；") and not (b.language and b.left[-1] in b.language.terminators)


def _abbreviation(b: _Boundary) -> bool:
    """An abbreviation that something has to follow."""
    tail = b.left[-40:]
    if b.short.before_word.search(tail):
        return True
    return bool(b.short.before_digit.search(tail)) and (b.right[:1].isdigit() or is_small(b.right))


def _small_letter(b: _Boundary) -> bool:
    """``"Dur!" dedi.``, ``on Mon. at 9``, ``etc.. and``: a small letter behind these goes on."""
    if not is_small(b.right):
        return False
    return bool(_CLOSED.search(b.left) or _SHORT_NAME.search(b.left[-8:])) or b.left.endswith(("..", "…"))


def _letters(b: _Boundary) -> bool:
    """``а. е.``: an abbreviation of several letters, each with its dot."""
    return bool(_LETTERS.search(b.left[-4:]) and _LETTER.match(b.right))


def _attribution(b: _Boundary) -> bool:
    """``“Stop!” Mr Brown shouted.``"""
    goes_on = b.short.after_quote
    return bool(goes_on and b.spaced and _QUOTE_END.search(b.left) and goes_on.match(b.right))


def _no_space(b: _Boundary) -> bool:
    """No white space: no boundary, unless it was forgotten (``кінець.Початок``)."""
    if b.spaced or b.left[-1:] in WIDE or (b.language and not b.language.spaced):
        return False
    slip = _SLIP.search(b.left) and _CAPITALISED.match(b.right) and not _DOMAIN.match(b.right)
    return not slip and b.left[-1:] not in CLOSERS


JOINS: tuple[Callable[[_Boundary], bool], ...] = (
    _dash_goes_on,
    _closer_comes_first,
    _reference_comes_first,
    _no_words,
    _list_label,
    _initial,
    _date,
    _fixed_phrase,
    _colon,
    _abbreviation,
    _small_letter,
    _letters,
    _attribution,
    _no_space,
)

"""Quote concordance: each quotation beside what every rendering makes of it, and what changed on the way."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from workbench.model import Parallel, Quote, QuoteKind, Rendering
from workbench.quotes.finder import find_quotes
from workbench.quotes.profile import STRENGTH

__all__ = ["FLAGS", "Counterpart", "Entry", "Flag", "concordance"]

FLAGS: Mapping[str, str] = {
    "became-indirect": "The source quotes somebody; the rendering has no quotation marks or dash here.",
    "became-direct": "The rendering quotes somebody; the source has no quotation marks or dash here.",
    "words-moved": "More or fewer words stand inside the marks than in the source.",
    "other-speaker": "The rendering names another speaker.",
    "stronger-cue": "The verb says more about the statement than the source's (“said” became “claimed”).",
    "weaker-cue": "The verb says less about the statement than the source's (“admitted” became “said”).",
    "untranslated": "Nothing stands opposite the quotation yet.",
}
"""What each flag means, for a person."""

_SHARE = 0.5
"""Largest change of a quotation's share of its rows, as a part of the larger share, that passes in silence.
Texts grow and shrink in translation, but rows do so as a whole, so shares are comparable."""

_SAME_NAME = 0.55
"""Likeness of two romanised names, 0–1, from which they may be one; inflection and spelling cost a third."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that changed between source and rendering: a code of :data:`FLAGS`, and the evidence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What one rendering has opposite a quotation.

    Attributes:
        rendering: its index.
        quote: the quotation there, None where the words are no quotation.
        text: the quotation's words, or, where there is none, the rows' text.
        flags: what changed.
    """

    rendering: int
    quote: Quote | None
    text: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One quotation with its renderings.

    Attributes:
        rows: the rows it stands in, ascending.
        source: the source's quotation, None where only renderings have one.
        cells: one per rendering.
    """

    rows: tuple[int, ...]
    source: Quote | None
    cells: tuple[Counterpart, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A quotation with the rows it touches and its share of their characters, 0–1."""

    quote: Quote
    rows: tuple[int, ...]
    share: float


def concordance(parallel: Parallel, found: Sequence[Sequence[Quote]] | None = None) -> tuple[Entry, ...]:
    """Every quotation of the source beside its renderings, then those that only renderings have; by row.

    Titles and scare quotes are no entries, but one may stand opposite a statement.

    Args:
        parallel: the table.
        found: what :func:`find_quotes` finds in the source and in each rendering, where that is known already.
    """
    texts = (parallel.source, *parallel.renderings)
    quotes = found or [find_quotes(text.document, text.lang) for text in texts]
    source = _placed(parallel.source, quotes[0], [row.source for row in parallel.rows])
    renderings = [
        _placed(rendering, quotes[index + 1], [row.cells[index] for row in parallel.rows])
        for index, rendering in enumerate(parallel.renderings)
    ]
    pairs = [_paired(source, placed) for placed in renderings]
    entries = [
        Entry(
            own.rows,
            own.quote,
            tuple(
                _cell(parallel, index, own, placed[pair[number]] if number in pair else None)
                for index, (placed, pair) in enumerate(zip(renderings, pairs, strict=True))
            ),
        )
        for number, own in enumerate(source)
        if own.quote.kind is QuoteKind.STATEMENT
    ]
    for index, (placed, pair) in enumerate(zip(renderings, pairs, strict=True)):
        lone = [item for number, item in enumerate(placed) if number not in pair.values()]
        entries += [
            _became_direct(parallel, index, item) for item in lone if item.quote.kind is QuoteKind.STATEMENT
        ]
    return tuple(sorted(entries, key=lambda entry: entry.rows))


def _placed(rendering: Rendering, quotes: Sequence[Quote], rows: Sequence[tuple[int, ...]]) -> list[_Placed]:
    """The quotations of a rendering that touch its segments."""
    row_of = {segment: row for row, segments in enumerate(rows) for segment in segments}
    ends = [segment.span.end for segment in rendering.segments]  # ascending, as segments are
    out = []
    for quote in quotes:
        near = range(bisect_right(ends, quote.span.start), bisect_left(ends, quote.span.end) + 1)
        touched = [
            index
            for index in near
            if index in row_of and any(part.overlaps(rendering.segments[index].span) for part in quote.parts)
        ]
        if touched:
            own = tuple(sorted({row_of[index] for index in touched}))
            whole = sum(len(rendering.segments[i].span) for row in own for i in rows[row])
            out.append(_Placed(quote, own, min(1.0, sum(map(len, quote.parts)) / max(1, whole))))
    return out


def _paired(source: Sequence[_Placed], target: Sequence[_Placed]) -> dict[int, int]:
    """Which target quotation stands for which source quotation: in order, in shared rows, statements first."""
    there: dict[int, list[int]] = {}
    for j, item in enumerate(target):
        for row in item.rows:
            there.setdefault(row, []).append(j)
    fits = [
        {j: _fit(own, target[j]) for j in sorted({j for row in own.rows for j in there.get(row, ())})}
        for own in source
    ]
    best = [[0.0] * (len(target) + 1)]  # from the end backwards: the best that can still be had from (i, j)
    for fit in reversed(fits):
        below = best[-1]
        here = below.copy()
        for j in sorted(fit, reverse=True):
            paired = fit[j] + below[j + 1]
            k = j  # the best never grows to the right
            while k >= 0 and here[k] < paired:
                here[k] = paired
                k -= 1
        best.append(here)
    best.reverse()
    out: dict[int, int] = {}
    i = j = 0
    while i < len(source) and j < len(target):
        if j in fits[i] and best[i][j] == fits[i][j] + best[i + 1][j + 1]:
            out[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return out


def _fit(a: _Placed, b: _Placed) -> float:
    """How well two quotations fit, 0 where they share no row: shared rows, like shares, the same kind."""
    shared = len(set(a.rows) & set(b.rows))
    if not shared:
        return 0.0
    return shared / len(set(a.rows) | set(b.rows)) + 0.5 * (a.quote.kind == b.quote.kind) + 0.5 * _like(a, b)


def _like(a: _Placed, b: _Placed) -> float:
    return min(a.share, b.share) / max(a.share, b.share, 1e-9)


def _row_text(parallel: Parallel, rows: Sequence[int], rendering: int) -> str:
    return " ".join(text for row in rows if (text := parallel.cell_text(row, rendering)))


def _cell(parallel: Parallel, index: int, source: _Placed, found: _Placed | None) -> Counterpart:
    if found is None:
        text = _row_text(parallel, source.rows, index)
        code = "became-indirect" if text else "untranslated"
        return Counterpart(index, None, text, (Flag(code, FLAGS[code]),))
    flags = [flag for flag in (_moved(source, found), _speaker(source, found), _cue(source, found)) if flag]
    return Counterpart(index, found.quote, found.quote.text, tuple(flags))


def _became_direct(parallel: Parallel, index: int, item: _Placed) -> Entry:
    flag = Flag("became-direct", FLAGS["became-direct"])
    cells = tuple(
        Counterpart(other, item.quote, item.quote.text, (flag,))
        if other == index
        else Counterpart(other, None, _row_text(parallel, item.rows, other))
        for other in range(len(parallel.renderings))
    )
    return Entry(item.rows, None, cells)


def _moved(source: _Placed, found: _Placed) -> Flag | None:
    if len(found.rows) == len(source.rows) and 1 - _like(source, found) <= _SHARE:
        return None
    more = (len(found.rows), found.share) > (len(source.rows), source.share)
    return Flag(
        "words-moved",
        f"{'More' if more else 'Fewer'} words inside the marks: {found.share:.0%} of {len(found.rows)} row(s),"
        f" in the source {source.share:.0%} of {len(source.rows)}.",
    )


def _cue(source: _Placed, found: _Placed) -> Flag | None:
    ours, theirs = source.quote.cue_class, found.quote.cue_class
    if ours is None or theirs is None or STRENGTH[ours] == STRENGTH[theirs]:
        return None
    code = "stronger-cue" if STRENGTH[theirs] > STRENGTH[ours] else "weaker-cue"
    return Flag(code, f"“{source.quote.cue}” ({ours}) became “{found.quote.cue}” ({theirs}).")


def _speaker(source: _Placed, found: _Placed) -> Flag | None:
    ours, theirs = source.quote.speaker, found.quote.speaker
    if not ours or not theirs or not _may_compare(ours, theirs) or _same_person(ours, theirs):
        return None
    return Flag("other-speaker", f"“{ours}” became “{theirs}”.")


def _may_compare(a: str, b: str) -> bool:
    """Only names can be told apart across languages, and only in scripts that are romanised here."""
    return all(
        word[0].isupper() and _romanised(word).isascii() for name in (a, b) for word in name.split()[-1:]
    )


def _same_person(a: str, b: str) -> bool:
    """True if any word of one name may be a spelling of a word of the other."""
    ours, theirs = ([w for w in _romanised(name).split() if len(w) > 2] for name in (a, b))
    return any(Indel.normalized_similarity(x, y) >= _SAME_NAME for x in ours for y in theirs)


_ROMAN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ё": "yo", "ж": "zh", "з": "z",
        "и": "y", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
        "χ": "ch", "ψ": "ps", "ω": "o", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d", "’": "", "'": "", "ʼ": "",
    }
)  # fmt: skip
"""Rough romanisation, near to the official Ukrainian one (2010): good enough to compare two names."""


def _romanised(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).lower().translate(_ROMAN)
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))

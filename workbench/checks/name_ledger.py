"""The name ledger: every name of the source beside the words that stand for it in each rendering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from workbench.checks.base import Cell
from workbench.checks.codes import CODES
from workbench.checks.likeness import alike, latin, skeleton
from workbench.checks.names import NAME, WORD, is_name
from workbench.checks.places import countries, place_in
from workbench.model import Parallel

__all__ = ["NameCell", "NameRow", "name_ledger"]

_DISTANCE = {name: default for name, default, _ in CODES["name"].thresholds}["distance"]
_STEM = 3
"""Letters at an end that inflection may change: two forms that agree before them are one spelling."""


@dataclass(frozen=True, slots=True)
class NameCell:
    """What one rendering writes for a name.

    Attributes:
        forms: (word as it stands, how often), the most frequent first.
        missing: rows where nothing like the name stands, though something is written there.
        places: rows where the place has a name of its own in the rendering's language, so no form is told.
    """

    forms: tuple[tuple[str, int], ...] = ()
    missing: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def spellings(self) -> int:
        """In how many ways it is spelled, endings and adjectives made of it aside."""
        found: list[str] = []
        for word, _ in self.forms:
            if word[0].isupper() and not any(_one_spelling(word, other) for other in found):
                found.append(word)
        return len(found)

    @property
    def agrees(self) -> bool:
        """It stands everywhere, in one spelling."""
        return not self.missing and self.spellings < 2


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name of the source.

    Attributes:
        name: as it stands in the source.
        rows: where, ascending.
        cells: one per rendering.
    """

    name: str
    rows: tuple[int, ...]
    cells: tuple[NameCell, ...]

    @property
    def differs(self) -> bool:
        """True if some rendering lacks it somewhere or spells it in several ways."""
        return not all(cell.agrees for cell in self.cells)


def name_ledger(parallel: Parallel) -> tuple[NameRow, ...]:
    """The names of the source in the order in which they first stand.

    A name is a country, or a capitalised word inside a sentence that is no common word of the language. Two
    letters of one sound are too little to find it again by, so such names are left out. Empty for a source
    in a language without capitals, or one that is not known.
    """
    lang = parallel.source.lang
    sources = [parallel.source_text(row) for row in range(len(parallel.rows))]
    places = _standing(sources, _names(sources, lang))
    return tuple(
        NameRow(
            name,
            tuple(rows),
            tuple(_cell(parallel, index, name, rows, sources) for index in range(len(parallel.renderings))),
        )
        for name, rows in places.items()
    )


def _names(sources: Sequence[str], lang: str | None) -> set[str]:
    lower = {word for text in sources for word in text.split() if word.islower()}
    found = {match.group() for text in sources for match in NAME.finditer(text)}
    known = countries(lang or "")
    return {
        word
        for word in found
        if len(skeleton(word)) > 1 and (word in known or is_name(word, lower, lang or ""))
    }


def _standing(sources: Sequence[str], names: set[str]) -> dict[str, list[int]]:
    """Rows of each name, sentence beginnings included, in the order of the text."""
    out: dict[str, list[int]] = {}
    for row, text in enumerate(sources):
        for word in dict.fromkeys(match.group() for match in WORD.finditer(text)):
            if word in names:
                out.setdefault(word, []).append(row)
    return out


def _cell(parallel: Parallel, index: int, name: str, rows: Sequence[int], sources: Sequence[str]) -> NameCell:
    forms: Counter[str] = Counter()
    missing: list[int] = []
    places: list[int] = []
    for row in rows:
        target = parallel.cell_text(row, index)
        if not target.strip():
            continue
        cell = Cell(row, sources[row], target, parallel.source.lang, parallel.renderings[index].lang)
        form = max(_forms(name, target), key=lambda found: _nearness(name, found), default=None)
        if form is not None:
            forms[form] += 1
        else:
            (places if place_in(name, cell) else missing).append(row)
    return NameCell(tuple(forms.most_common()), tuple(missing), tuple(places))


def _forms(name: str, target: str) -> list[str]:
    """Words of the target that may stand for the name."""
    found = dict.fromkeys(match.group() for match in WORD.finditer(target))
    return [word for word in found if word == name or alike(name, word, _DISTANCE)]


def _nearness(name: str, form: str) -> tuple[bool, float]:
    """How near a form's beginning is to the name, vowels and all; a capital counts for a little."""
    ours, theirs = (latin(word).replace("y", "i") for word in (name, form))
    theirs = theirs[: len(ours) + 1]
    return form == name, Levenshtein.normalized_similarity(ours, theirs) + 0.1 * form[0].isupper()


def _one_spelling(a: str, b: str) -> bool:
    """Two forms agree but for their endings."""
    a, b = latin(a), latin(b)
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= max(2, min(len(a), len(b)) - _STEM) and abs(len(a) - len(b)) <= _STEM

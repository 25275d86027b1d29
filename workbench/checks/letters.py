"""Checks of letters: look-alikes from another script, apostrophes, capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from workbench.checks.acronyms import acronym_forms
from workbench.checks.base import CAPITAL_NOUNS, Cell, Column, Context, Hit, Spot, clip, known_language
from workbench.checks.marks import quoting
from workbench.model import Severity, Span
from workbench.morphology import knows

__all__ = ["all_caps", "case_start", "homoglyph", "ru_letters", "uk_apostrophe"]

LOOKALIKES = dict(
    zip(
        "аАеЕоОрРсСхХуУіІјЈѕЅВКМНТӏһԁԛԝАВЕІКМНОРСТУХ",
        "aAeEoOpPcCxXyYiIjJsSBKMHTlhdqwABEIKMHOPCTYX",
        strict=True,
    )
)
"""Cyrillic letters and the Latin ones they cannot be told from in print (Unicode confusables.txt)."""
_LATIN_LOOKS = frozenset(LOOKALIKES.values()) | {"k", "m", "H", "n", "u", "r"}
_GREEK_LOOKS = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαινυρκ")

_MIXED = regex.compile(
    r"(?:(?=\p{Latin})[\p{Latin}\p{M}]+|(?=\p{Cyrillic})[\p{Cyrillic}\p{M}]+|\p{Greek}+){2,}", regex.V1
)
_JOINT = regex.compile(
    r"\p{Latin}\p{M}*[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{M}*\p{Latin}"
    r"|\p{Greek}\p{Cyrillic}|\p{Cyrillic}\p{Greek}"
)
_OTHER_ALPHABET = re.compile(
    "[\u0370-\u052f\u1c80-\u1fff\u2126\u2c00-\u2dff\ua640-\ua69f\uab30-\uab6f\ufe2e\ufe2f\U00010140-\U0001efff]"
)
"""The blocks that have Greek and Cyrillic letters, and more: without one of them nothing is mixed."""
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_LATIN = regex.compile(r"\p{Latin}")
_GREEK = regex.compile(r"\p{Greek}")


def homoglyph(cell: Cell, _: Context) -> Iterator[Hit]:
    """A word that mixes Latin with Cyrillic or Greek letters."""
    if cell.target.isascii() or _OTHER_ALPHABET.search(cell.target) is None:
        return
    if _JOINT.search(cell.target) is None:
        return
    for match in _MIXED.finditer(cell.target):
        word = match.group()
        latin, cyrillic, greek = (pattern.findall(word) for pattern in (_LATIN, _CYRILLIC, _GREEK))
        if (bool(latin) + bool(cyrillic) + bool(greek)) < 2 or word in cell.source:
            continue
        foreign, script = _minority(latin, cyrillic, greek)
        looks = all(c in LOOKALIKES or c in _LATIN_LOOKS or c in _GREEK_LOOKS for c in foreign)
        named = ", ".join(f"{c} (U+{ord(c):04X})" for c in dict.fromkeys(foreign))
        yield Hit(
            f"“{word}” mixes two alphabets; {script}: {named}.",
            target=Span(*match.span()),
            severity=Severity.ERROR if looks else Severity.WARNING,
            evidence=(("word", word), ("foreign", "".join(foreign))),
        )


def _minority(latin: list[str], cyrillic: list[str], greek: list[str]) -> tuple[list[str], str]:
    """The letters of the rarer script in a word, with its name."""
    present = [
        (letters, name)
        for letters, name in ((latin, "Latin"), (cyrillic, "Cyrillic"), (greek, "Greek"))
        if letters
    ]
    return min(present, key=lambda item: len(item[0]))


# --- apostrophes and foreign letters -----------------------------------------------------------------

_UK_APOSTROPHE = regex.compile(r"(?<=\p{Cyrillic})['’ʼ`´‘](?=\p{Cyrillic})")


def uk_apostrophe(column: Column, _: Context) -> Iterator[Spot]:
    """Several kinds of apostrophe in one Ukrainian text; one finding per rarer kind, at its first place."""
    found: dict[str, list[tuple[int, int]]] = {}
    for cell in column.cells:
        for match in _UK_APOSTROPHE.finditer(cell.target):
            found.setdefault(match.group(), []).append((cell.row, match.start()))
    if len(found) < 2:
        return
    usual = max(found, key=lambda char: len(found[char]))
    for char, places in found.items():
        if char == usual:
            continue
        row, at = places[0]
        times = "once" if len(places) == 1 else f"{len(places)} times"
        yield (
            row,
            Hit(
                f"The apostrophe {char} (U+{ord(char):04X}) {times}, elsewhere {usual} (U+{ord(usual):04X}).",
                target=Span(at, at + 1),
            ),
        )


_NOT_OURS = {"uk": "ыэъё", "ru": "іїєґ", "be": "ищъї"}
"""Letters of a neighbour's alphabet that the language does not have."""
_CYRILLIC_WORD = regex.compile(r"\p{Cyrillic}+(?:['’ʼ-]\p{Cyrillic}+)*")


def ru_letters(cell: Cell, _: Context) -> Iterator[Hit]:
    """A letter of the neighbouring alphabet in a word, outside quotation marks: ы in Ukrainian."""
    foreign = _NOT_OURS.get(cell.target_lang or "", "")
    if not foreign or not any(char in cell.target.lower() for char in foreign):
        return
    quoted = [(pair.open.at, pair.close.at) for pair in quoting(cell.target, cell.target_lang).pairs]
    for match in _CYRILLIC_WORD.finditer(cell.target):
        letters = [char for char in match.group() if char.lower() in foreign]
        if not letters or any(start < match.start() < end for start, end in quoted):
            continue
        if match.group() in cell.source or len(match.group()) == 1:
            continue
        yield Hit(
            f"“{match.group()}” has {', '.join(dict.fromkeys(letters))}, which is not in the alphabet.",
            target=Span(*match.span()),
            evidence=(("word", match.group()),),
        )


# --- capitals --------------------------------------------------------------------------------------

_FIRST_LETTER = regex.compile(r"\p{L}")
_CAPITALS = regex.compile(r"(?<![\p{L}\p{N}-])\p{Lu}{4,}(?![\p{L}\p{N}-])")
_STRETCH = regex.compile(r"(?<![\p{L}\p{N}-])\p{Lu}+(?:[^\p{L}]+\p{Lu}+)+(?![\p{L}\p{N}-])")


def case_start(cell: Cell, _: Context) -> Iterator[Hit]:
    """One side begins with a capital, the other does not."""
    left, right = _FIRST_LETTER.search(cell.source), _FIRST_LETTER.search(cell.target)
    if not left or not right or not _both_cased(cell):
        return
    if cell.source[: left.start()].strip(_OPENERS) or cell.target[: right.start()].strip(_OPENERS):
        return  # begins with a number or a sign
    if _SMALL_BRAND.match(cell.source, left.start()) or _SMALL_BRAND.match(cell.target, right.start()):
        return
    sides = ((cell.source, left, cell.source_lang), (cell.target, right, cell.target_lang))
    if any(_noun(text, first.start(), lang) for text, first, lang in sides):
        return
    if left.group().isupper() != right.group().isupper():
        which = "a capital" if right.group().isupper() else "a small letter"
        yield Hit(
            f"The rendering begins with {which}, unlike the source.", Span(*left.span()), Span(*right.span())
        )


def _noun(text: str, at: int, lang: str | None) -> bool:
    """A word at `at` that has its capital because it is a noun: "Menschenrechte" is "human rights". The first word
    of a whole sentence has it anyway."""
    word = _LETTERS.match(text, at)
    if lang not in CAPITAL_NOUNS or word is None or not word.group()[0].isupper() or _ENDED.search(text):
        return False
    return not knows(word.group(), lang)


_ENDED = regex.compile(r"[.!?…][\p{P}\s]*$")
_LETTERS = regex.compile(r"\p{L}+")
_SMALL_BRAND = regex.compile(r"\p{Ll}{1,2}\p{Lu}|(?<=^['’])\p{Ll}{1,3}(?!\p{L})")
"""iPhone, eBay, macOS begin with a small letter wherever they stand, and so do words cut short: 's, 'n."""
_OPENERS = " \t\u00a0\u202f«»“”„\"'‘’‚([{—–-¿¡…"


def _both_cased(cell: Cell) -> bool:
    rows = (known_language(cell.source_lang), known_language(cell.target_lang))
    return all(row is None or row.cased for row in rows)


def all_caps(cell: Cell, _: Context) -> Iterator[Hit]:
    """A stretch in capitals appears or vanishes."""
    if not cell.source or not cell.target or not _both_cased(cell):
        return
    left, right = _shouted(cell.source), _shouted(cell.target)
    if left and _CAPITALS.search(cell.target) is None:
        yield Hit(f"“{clip(left.of(cell.source))}” is in capitals in the source only.", source=left)
    if right and _CAPITALS.search(cell.source) is None:
        yield Hit(f"“{clip(right.of(cell.target))}” is in capitals in the rendering only.", target=right)


def _shouted(text: str) -> Span | None:
    """The first stretch of capitals with two words of four letters or more that are no known acronyms.

    >>> _shouted("the MINISTRY AND NATO OFFICES are CLOSED")
    Span(start=4, end=29)
    """
    for match in _STRETCH.finditer(text):
        long = [word for word in _CAPITALS.findall(match.group()) if not acronym_forms(word)]
        if len(long) >= 2:
            return Span(*match.span())
    return None

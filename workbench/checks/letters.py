"""Checks of letters: look-alikes from another script, apostrophes, capitals."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.checks.base import Cell, Context, Hit
from workbench.model import Severity, Span

__all__ = ["homoglyph"]

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
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_LATIN = regex.compile(r"\p{Latin}")
_GREEK = regex.compile(r"\p{Greek}")


def homoglyph(cell: Cell, _: Context) -> Iterator[Hit]:
    """A word that mixes Latin with Cyrillic or Greek letters."""
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

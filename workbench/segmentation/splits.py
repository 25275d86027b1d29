"""Boundaries that the splitters overlook: each rule is a pattern and, where needed, a condition.

A rule is given a line and a range of it and yields the places where a further sentence begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from workbench.languages import Language
from workbench.segmentation.patterns import abbreviations

__all__ = ["REFERENCE", "further_cuts"]

REFERENCE = r"\[\d+(?:\s?[,–—-]\s?\d+)*\]"
"""A reference such as ``[3]`` or ``[3, 5–7]``."""

_AFTER_REFERENCE = regex.compile(rf"""(?<=[.!?…][»”"’)]?)\s?(?:{REFERENCE})+(?=\s+[\p{{Lu}}\p{{Lo}}«“„"])""")
_SMILEY = regex.compile(r"(?<=\s)[:;]-?[)(DP*]+(?=\s+\p{Lu})")
_BRACKET_SMILEY = regex.compile(r"(?<=\p{L}\s?)\)+(?=\s+\p{Lu}\p{Ll})")
_ADDRESS = regex.compile(r"(?<=^|\s)(?:https?://|www\.)\S+(?<![.,;:!?…])(?=\s+\p{Lu}\p{Ll}*\s+\p{Ll})")
_CJK = r"\p{Han}\p{Hira}\p{Kana}ー々"
_CJK_MARK = regex.compile(rf"(?<=[{_CJK}])(?:[!?]+|[♪☆]+)(?=[{_CJK}「『“])")
_CJK_QUOTE = regex.compile(rf"[。！？!?…][”’」』]+(?=[{_CJK}A-Z\d「『“])")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A range of a line in a language."""

    line: str
    start: int
    end: int
    language: Language | None

    def ends(self, pattern: regex.Pattern[str]) -> Iterator[int]:
        """Where the matches of `pattern` end."""
        return (match.end() for match in pattern.finditer(self.line, self.start, self.end))

    @property
    def code(self) -> str | None:
        return self.language.code if self.language else None


def further_cuts(line: str, start: int, end: int, language: Language | None) -> list[int]:
    """Places inside ``line[start:end]`` where a further sentence begins, ascending."""
    stretch = _Stretch(line, start, end, language)
    return sorted({cut for rule in _RULES for cut in rule(stretch) if start < cut < end})


def _after_reference(s: _Stretch) -> Iterator[int]:
    """``… of science. [3] | Then``."""
    return s.ends(_AFTER_REFERENCE)


def _after_smiley(s: _Stretch) -> Iterator[int]:
    """``so cheap :) | Then``; and a closing bracket that nothing opened, as Russian chats have it."""
    yield from s.ends(_SMILEY)
    at, depth = s.start, 0
    for cut in s.ends(_BRACKET_SMILEY):
        depth += s.line.count("(", at, cut) - s.line.count(")", at, cut)
        at = cut
        if depth < 0:
            yield cut
            depth = 0


def _after_address(s: _Stretch) -> Iterator[int]:
    """``https://example.org/x | She went``: a web address hides a missing full stop."""
    return s.ends(_ADDRESS)


def _after_abbreviation(s: _Stretch) -> Iterator[int]:
    """``2022 р. | Організація``."""
    last = abbreviations(s.code).last
    return s.ends(last) if last else iter(())


def _after_cjk_mark(s: _Stretch) -> Iterator[int]:
    """``本当?|はい``: half-width marks between Chinese or Japanese characters."""
    return s.ends(_CJK_MARK)


def _after_cjk_quote(s: _Stretch) -> Iterator[int]:
    """``他说：“我们会赢。”|总统周一……`` unless the sentence goes on: ``「行くよ。」と彼は言った``."""
    goes_on = abbreviations(s.code).after_quote
    for cut in s.ends(_CJK_QUOTE):
        if not (goes_on and goes_on.match(s.line, cut, s.end)):
            yield cut


_RULES: tuple[Callable[[_Stretch], Iterator[int]], ...] = (
    _after_reference,
    _after_smiley,
    _after_address,
    _after_abbreviation,
    _after_cjk_mark,
    _after_cjk_quote,
)

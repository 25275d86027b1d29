"""The table of codes. It is the documentation: ``docs/findings.md`` is made from it."""

from __future__ import annotations

from workbench.checks import letters, numbers, punctuation, quotes, text
from workbench.checks.base import Check, Column, known_language
from workbench.model import Severity

__all__ = ["CODES"]

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741  # as findings print them


def _both_languages(column: Column, _: object) -> str | None:
    if column.source_lang is None or column.target_lang is None:
        side = "source" if column.source_lang is None else "rendering"
        return f"the language of the {side} is not known"
    return None


def _translation(column: Column, _: object) -> str | None:
    if column.source_lang is not None and column.source_lang == column.target_lang:
        return f"source and rendering are both in {_name(column.source_lang)}"
    return _both_languages(column, _)


def _name(code: str) -> str:
    row = known_language(code)
    return row.name if row else code


_ROWS = (
    Check("empty", E, "Text", "The source says something, the rendering has no letter or digit.",
          cell=text.empty, beats=("*",)),
    Check("copy", W, "Text", "The rendering is the source again, and not only names, numbers or addresses.",
          cell=text.copy, needs=(_translation,), beats=("*",)),
    Check("numbers", E, "Numbers", "A number's value differs, however it is written.",
          cell=numbers.numbers, needs=(_both_languages,)),
    Check("dates-times", E, "Numbers", "Day, month, year or hour differs.",
          cell=numbers.dates_times, needs=(_both_languages,)),
    Check("number-format", W, "Numbers", "The value is right, but written with another language's separators.",
          cell=numbers.number_format, needs=(_both_languages,)),
    Check("units", W, "Numbers", "The number is there, its currency or per cent sign is lost or another one.",
          cell=numbers.units, needs=(_both_languages,)),
    Check("quotes-pair", E, "Quotations", "A quotation mark has no partner.", column=quotes.quotes_pair),
    Check("end-punct", W, "Punctuation", "The sentence ends with another kind of mark.", cell=punctuation.end_punct),
    Check("homoglyph", E, "Letters", "A word mixes letters of two alphabets.", cell=letters.homoglyph),
)  # fmt: skip

CODES: dict[str, Check] = {check.code: check for check in _ROWS}
"""Every check by its code."""

"""The table of codes. It is the documentation: ``docs/findings.md`` is made from it."""

from __future__ import annotations

from workbench.checks import (
    acronyms,
    letters,
    meaning,
    names,
    numbers,
    punctuation,
    quotes,
    spacing,
    terms,
    text,
    untranslated,
)
from workbench.checks.base import Check, Column, Context, Need, known_language, language_name
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
        return f"source and rendering are both in {language_name(column.source_lang)}"
    return _both_languages(column, _)


def _target_language(column: Column, _: object) -> str | None:
    return "the language of the rendering is not known" if column.target_lang is None else None


def _detector(_: Column, context: Context) -> str | None:
    return "no language detector was given" if context.detect is None else None


def _glossary(column: Column, context: Context) -> str | None:
    if context.matcher is None:
        return "no glossary was given"
    if (column.target_lang or "").split("-")[0] not in context.matcher.languages:
        return f"the glossary has no terms in {language_name(column.target_lang or '?')}"
    return None


def _cased(column: Column, _: object) -> str | None:
    for code in (column.source_lang, column.target_lang):
        row = known_language(code)
        if row is None or not row.cased:
            return f"{language_name(code or '?')} has no capital letters to tell names by"
    return None


def _ukrainian(column: Column, _: object) -> str | None:
    return None if column.target_lang == "uk" else "only for Ukrainian"


def _cues(kind: str) -> Need:
    """The check needs a list of cue words in both languages."""

    def missing(column: Column, _: object) -> str | None:
        listed = meaning.cue_languages(kind)
        for code in (column.source_lang, column.target_lang):
            if (code or "").split("-")[0] not in listed:
                return f"no list of {kind} words for {language_name(code or '?')}"
        return None

    return missing


_ROWS = (
    Check("empty", E, "Text", "The source says something, the rendering has no letter or digit.",
          cell=text.empty, beats=("*",)),
    Check("copy", W, "Text", "The rendering is the source again, and not only names, numbers or addresses.",
          cell=untranslated.copy, needs=(_translation,), beats=("*",)),
    Check("wrong-language", W, "Text", "The text is in another language than the rendering.",
          column=text.wrong_language, needs=(_target_language, _detector), beats=("*",),
          thresholds=(("margin", 0.3, "least lead of the detected language, 0 to 1"),
                      ("letters", 40, "letters a cell must have to be looked at"))),
    Check("loop", E, "Text", "The same words again and again, as a derailed engine writes.",
          cell=text.loop, beats=("doubled", "length")),
    Check("partial-copy", W, "Text", "Words of the source stand untranslated.",
          cell=untranslated.partial_copy, needs=(_translation,),
          thresholds=(("words", 3, "consecutive words of one script that count as untranslated"),)),
    Check("length", W, "Text", "Much longer or shorter than the rest of the document lets expect.",
          column=text.length, needs=(_both_languages,),
          thresholds=(("rows", 30, "rows from which on the document's own ratio is used"),
                      ("deviations", 3.0, "standard deviations allowed"),
                      ("longer", 1.8, "and at least so many times too long"),
                      ("shorter", 1.5, "or so many times too short"),
                      ("low", 0.4, "without enough rows: least length ratio"),
                      ("high", 2.5, "without enough rows: greatest length ratio"))),
    Check("doubled", W, "Text", "The same word twice running, or a doubled mark, unlike the source.",
          cell=text.doubled),
    Check("inconsistent-target", W, "Text", "The same source sentence has different renderings.",
          column=text.inconsistent_target),
    Check("inconsistent-source", I, "Text", "Different source sentences have the same rendering.",
          column=text.inconsistent_source),
    Check("numbers", E, "Numbers", "A number's value differs, however it is written.",
          cell=numbers.numbers, needs=(_both_languages,)),
    Check("dates-times", E, "Numbers", "Day, month, year or hour differs.",
          cell=numbers.dates_times, needs=(_both_languages,), beats=("numbers",)),
    Check("number-format", W, "Numbers", "The value is right, the separators are another language's.",
          cell=numbers.number_format, needs=(_both_languages,)),
    Check("units", W, "Numbers", "The number is there, its currency, per cent sign or unit is another or lost.",
          cell=numbers.units, needs=(_both_languages,)),
    Check("term-missing", E, "Terms and names", "A glossary term of the source has none of its renderings.",
          cell=terms.term_missing, needs=(_translation, _glossary), beats=("acronym", "name")),
    Check("term-forbidden", E, "Terms and names", "A form stands in the rendering that the glossary forbids.",
          cell=terms.term_forbidden, needs=(_target_language, _glossary),
          beats=("term-variant", "term-missing", "homoglyph")),
    Check("term-variant", I, "Terms and names", "An allowed variant stands where another term is preferred.",
          cell=terms.term_variant, needs=(_translation, _glossary)),
    Check("term-inconsistent", W, "Terms and names", "One term is rendered by different terms in one text.",
          column=terms.term_inconsistent, needs=(_translation, _glossary), beats=("term-variant",)),
    Check("do-not-translate", E, "Terms and names", "An address, handle, placeholder or number is changed or gone.",
          cell=terms.do_not_translate, beats=("partial-copy", "numbers", "acronym")),
    Check("acronym", W, "Terms and names", "An acronym has no counterpart.",
          cell=acronyms.acronym, needs=(_translation,)),
    Check("name", W, "Terms and names", "A name has nothing like it on the other side.",
          column=names.name, needs=(_translation, _cased),
          thresholds=(("distance", 0.25, "share of a name's consonants that may differ"),)),
    Check("quotes-pair", E, "Quotations", "A quotation mark has no partner.", column=quotes.quotes_pair),
    Check("quotes-style", W, "Quotations", "Quotation marks that the target language does not use.",
          column=quotes.quotes_style, needs=(_target_language,)),
    Check("quote-content", W, "Quotations", "A quotation lost its marks, or words moved in or out of them.",
          cell=quotes.quote_content, beats=("quotes-pair",),
          thresholds=(("words", 4, "words a quotation must have to be missed"),)),
    Check("brackets", W, "Punctuation", "A bracket has no partner.", cell=punctuation.brackets),
    Check("end-punct", W, "Punctuation", "The sentence ends with another kind of mark.",
          cell=punctuation.end_punct),
    Check("punct-space", W, "Punctuation", "A space too many or too few beside a mark.",
          column=punctuation.punct_space),
    Check("dash", I, "Punctuation", "A hyphen stands where a dash belongs.", column=punctuation.dash),
    Check("space", W, "Spaces", "A double space, a tab, or a space at an end or inside a bracket.",
          cell=spacing.space),
    Check("zero-width", W, "Spaces", "A character nobody sees.", cell=spacing.zero_width),
    Check("case-start", I, "Letters", "One side begins with a capital, the other does not.",
          cell=letters.case_start),
    Check("all-caps", I, "Letters", "A stretch in capitals appears or vanishes.", cell=letters.all_caps),
    Check("homoglyph", E, "Letters", "A word mixes letters of two alphabets.", cell=letters.homoglyph),
    Check("uk-apostrophe", I, "Letters", "Several kinds of apostrophe in one Ukrainian text.",
          column=letters.uk_apostrophe, needs=(_ukrainian,)),
    Check("ru-letters", E, "Letters", "A letter of the neighbouring alphabet, such as ы in Ukrainian.",
          cell=letters.ru_letters),
    Check("negation", W, "Meaning", "A negation of the source has no counterpart, or one was added.",
          cell=meaning.negation, needs=(_translation, _cues("negation"))),
    Check("hedge", W, "Meaning", "“Allegedly”, “probably” and the like have no counterpart, or were added.",
          cell=meaning.hedge, needs=(_translation, _cues("hedge"))),
)  # fmt: skip

CODES: dict[str, Check] = {check.code: check for check in _ROWS}
"""Every check by its code."""

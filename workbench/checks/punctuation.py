"""Checks of punctuation: the mark at the end, brackets, spaces around marks, dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import regex

from workbench.checks.base import Cell, Column, Context, Hit, Spot, known_language
from workbench.model import Severity, Span

__all__ = ["brackets", "dash", "end_punct", "punct_space"]

_CLOSERS = frozenset("\"'”’»«“‘」』)]}›‹ \t\u00a0\u202f\u200b")
_CLASSES = {
    mark: name
    for name, marks in {
        ".": ".。।։۔．", "?": "?؟？\u037e", "!": "!！", ":": ":：", ";": ";؛；", "…": "…", ",": ",،，",
    }.items()
    for mark in marks
}  # fmt: skip
_NAMES = {
    "": "no mark", ".": "a full stop", "?": "a question mark", "!": "an exclamation mark",
    ":": "a colon", ";": "a semicolon", ",": "a comma", "…": "an ellipsis",
}  # fmt: skip


def end_punct(cell: Cell, _: Context) -> Iterator[Hit]:
    """The class of the final mark differs."""
    if not cell.source.strip() or not cell.target.strip():
        return
    source, at_source = _final(cell.source, cell.source_lang)
    target, at_target = _final(cell.target, cell.target_lang)
    if source == target or ({source, target} == {"", "."} and _ends_short(cell)):
        return
    asks = source == "?" and _asks_by_itself(cell.source[: at_source.start])
    cut_off = target in ("", ",") and source in (".", "?", "!", "…") and _is_short(cell)
    strong = cut_off or (asks and not _ASKS.search(cell.target))
    short = " and is much shorter: its end may be cut off" if cut_off else ""
    yield Hit(
        f"The source ends with {_NAMES[source]}, the rendering with {_NAMES[target]}{short}.",
        at_source,
        at_target,
        severity=None if strong else Severity.INFO,
        evidence=(("source", source), ("target", target)),
    )


def _is_short(cell: Cell) -> bool:
    rows = (known_language(cell.source_lang), known_language(cell.target_lang))
    spaced = all(row is not None and row.spaced for row in rows)
    return spaced and len(cell.source) >= _SENTENCE and len(cell.target) < _SHORT * len(cell.source)


_SENTENCE, _SHORT = 60, 0.75
"""A source of so many characters, and a rendering that has less than this share of them: with an end mark gone,
the half of a sentence. None of 4,200 published rows in six languages is so."""


def _asks_by_itself(text: str) -> bool:
    """The question that `text` ends with is a sentence of its own. One that is quoted or told within another
    ("He wondered: where are they?") may well become indirect; and where only the rendering asks, the source
    often does so in its words."""
    last = _SENTENCE_END.split(text.rstrip())[-1].strip(" \"'“”„«»‘’‚¿—–-")
    return len(last) <= _LONG_QUESTION and _INTRODUCED.search(last) is None


_ASKS = regex.compile("[?؟？;]")
_SENTENCE_END = regex.compile(r"[.!?…][\"'”’»)]*\s+")
_INTRODUCED = regex.compile(r"[:«“„\"‘]|\s[—–-]\s")
_LONG_QUESTION = 100
"""Characters; a longer one is nearly always told within another sentence."""
_ASKED = regex.compile(r"(?P<asked>[?!])[»”“’\"']+\.$")
"""A question or exclamation in quotation marks, with the stop of the whole sentence behind it."""


def _ends_short(cell: Cell) -> bool:
    """One side ends with an abbreviation, whose full stop need not be the sentence's: "at 10 a.m."."""
    return any(_SHORTENED.search(text.rstrip("".join(_CLOSERS))) for text in (cell.source, cell.target))


_SHORTENED = regex.compile(
    r"(?<!\p{L})(?:\p{L}\.[\s\u00a0]?\p{L}|(?i:рр?|гг?|ст|стор|тис|тыс|грн|руб|коп|ін|др|пр|etc|inc|ltd|jr|sr|usw|itd|itp))\.$"
)


def _final(text: str, lang: str | None) -> tuple[str, Span]:
    """The class of the last mark once closing quotes and brackets are off, and where it stands."""
    end = len(text)
    while end and text[end - 1] in _CLOSERS:
        end -= 1
    inner = end
    while inner and (text[inner - 1] in _CLOSERS or text[inner - 1] in ",،，—–-"):
        inner -= 1
    if inner < end and text[inner - 1 : inner] in ("?", "!", "؟", "？", "！"):
        end = inner  # « … ? », — the sentence goes on elsewhere
    elif asked := _ASKED.search(text, max(0, end - 9), end):
        end = asked.end("asked")  # «Чи прийде він?».
    mark = _CLASSES.get(text[end - 1 : end], "")
    if lang == "el" and mark == ";":
        mark = "?"
    asked = _ASKED_AND_WAITED.search(text, 0, end)
    if asked:  # "?.." and "!..", as Russian and Ukrainian write them
        return asked[1], Span(*asked.span(1))
    if mark and text[:end].endswith("..."):
        return "…", Span(end - 3, end)
    before = _CLASSES.get(text[end - 2 : end - 1], "")
    if mark == "." and before == "…":
        mark = "…"
    if mark == "!" and before == "?":  # ?! asks
        mark = "?"
    return mark, Span(end - 1, end) if mark else Span(end, end)


_ASKED_AND_WAITED = regex.compile(r"([?!])(?:\.{2,3}|…)$")


# --- brackets --------------------------------------------------------------------------------------

_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】"}
_WIDE = str.maketrans("（）【】", "()[]")
_SMILEYS = regex.compile(
    r"(?<!\p{N})[:;=8]['-]?[)(]+|(?:^|(?<=\s))(?:\p{L}|\p{Nd}{1,2}(?:\.?[°ºª])?|[ivx]+)\)|\)\)+"
)


def brackets(cell: Cell, _: Context) -> Iterator[Hit]:
    """A bracket without its partner that the source does not have so too."""
    target = _lone_brackets(cell.target)
    if not target:
        return
    alone = [char for char, _ in _lone_brackets(cell.source)]
    for char, at in target:
        if char in alone:
            alone.remove(char)
            continue
        yield Hit(f"“{char}” has no partner.", target=Span(at, at + 1), evidence=(("mark", char),))


def _lone_brackets(text: str) -> list[tuple[str, int]]:
    """Lone brackets (in half width) with their places; smileys and list labels are no brackets.

    Where the bracket of "(see item 2)" is needed to close another, it is no label.
    """
    if not any(char in text for char in "()[]{}（）【】"):
        return []
    text = text.translate(_WIDE)
    hidden = _SMILEYS.sub(lambda match: " " * len(match.group()), text)
    return min(_unpaired(hidden), _unpaired(text), key=len)


def _unpaired(text: str) -> list[tuple[str, int]]:
    stack: list[tuple[str, int]] = []
    alone: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _BRACKETS:
            stack.append((char, at))
        elif char in _BRACKETS.values():
            if stack and _BRACKETS[stack[-1][0]] == char:
                stack.pop()
            else:
                alone.append((char, at))
    return alone + stack


# --- spaces around marks ---------------------------------------------------------------------------

_SPACE_BEFORE = regex.compile(
    r"(?<=[\p{L}\p{N}»”)])[ \u00a0]+(?:[,;:!?](?![)(\p{P}dDpP])|[!?](?=[»”’\"])|\.(?=[\s«“„]|$))"
)
_NO_SPACE_AFTER = regex.compile(
    r"(?<=\p{L}{2})[,;!?](?=\p{L}{2})|(?<=\p{Ll}{2}):(?=\p{Lu}\p{Ll})|(?<=\p{Ll}{3})\.(?=\p{Lu}\p{Ll}{2})"
)
_FRENCH_BEFORE = regex.compile(r"(?<=[\p{L}\p{N}»”)])[ \u00a0\u202f]+(?:,(?!\p{N})|\.(?=\s|$))")
_FRENCH_PLAIN = regex.compile(r"(?<=[\p{L}\p{N}»)%]) ([:;!?»])|(«) (?=\S)")
_FRENCH_NONE = regex.compile(r"(?<=\p{L})([;!?»])(?=\s|$)|(?<=\p{L}):(?=\s)|«(?=\p{L})")


def punct_space(column: Column, _: Context) -> Iterator[Spot]:
    """A space before a mark where none belongs, none after it, or French without its no-break spaces."""
    french = (column.target_lang or "").split("-")[0] == "fr"
    early: list[Spot] = []
    for cell in column.cells:
        if not cell.target:
            continue
        hidden = _without_addresses(cell.target)
        before = _FRENCH_BEFORE if french else _SPACE_BEFORE
        early += ((cell.row, hit) for hit in _around(cell, hidden, before, "has a space before it"))
        yield from (
            (cell.row, hit) for hit in _around(cell, hidden, _NO_SPACE_AFTER, "has no space after it")
        )
        if cell.target_lang in _INVERTED:
            yield from ((cell.row, hit) for hit in _inverted(cell))
    yield from _throughout(early, len(column.cells))
    if french:
        yield from _french(column)


def _throughout(found: list[Spot], rows: int) -> Iterator[Spot]:
    """What a text does throughout, as a tokenised one has spaces before its marks, is one finding at its first
    place."""
    if len(found) <= max(_OFTEN, rows // 20):
        yield from found
        return
    row, hit = found[0]
    yield row, replace(hit, message=f"{hit.message.removesuffix('.')}, and {len(found) - 1} more times.")


_OFTEN = 20
_ADDRESS = regex.compile(r"(?<!\S)\S*(?:://|@|www\.|\.(?:com|org|net|ua|ru|pl|de|fr|es|io|uk|eu)\b)\S*")
_ADDRESS_SIGN = re.compile(r"://|@|www\.|\.(?:com|org|net|ua|ru|pl|de|fr|es|io|uk|eu)")
"""What every address has: far quicker to look for, and most sentences have none."""
_INVERTED = frozenset({"es"})


def _without_addresses(text: str) -> str:
    """The text with addresses blotted out, character for character."""
    if _ADDRESS_SIGN.search(text) is None:
        return text
    return str(_ADDRESS.sub(lambda match: "\u2060" * len(match.group()), text))


def _around(cell: Cell, text: str, pattern: regex.Pattern[str], what: str) -> Iterator[Hit]:
    for match in pattern.finditer(text):
        if match.group().strip() and match.group() in cell.source:
            around = cell.target[max(0, match.start() - 3) : match.end() + 3]
            if around in cell.source:
                continue
        yield Hit(f"“{match.group().strip()}” {what}.", target=Span(*match.span()))


def _inverted(cell: Cell) -> Iterator[Hit]:
    """Spanish opens its questions and exclamations with ¿ and ¡; each closing mark needs one before it."""
    if _LETTERS.search(cell.target) is None:
        return
    said: set[str] = set()
    opened = 0
    for match in _INVERTED_MARKS.finditer(_without_addresses(cell.target)):
        closing, at = match.group()[0], match.start()
        if closing in "¿¡":
            opened += 1
        elif opened:
            opened -= 1
        elif closing not in said and not _stands_in_source(cell, at, match.end()):
            said.add(closing)
            yield Hit(f"“{closing}” without “{_OPENING[closing]}”.", target=Span(at, at + 1))


_INVERTED_MARKS = regex.compile(r"[¿¡]+|(?<!\()[?!]+(?!\p{L})")
_OPENING = {"?": "¿", "!": "¡"}


def _stands_in_source(cell: Cell, start: int, end: int) -> bool:
    """The mark ends a name or a title that was left in the source's words: "«Who’s Afraid of Virginia Woolf?»"."""
    title = " ".join(cell.target[:start].split()[-2:]) + cell.target[start:end]
    return _belongs_to_name(cell, end) or (" " in title and title in cell.source)


_LETTERS = regex.compile(r"\p{Ll}{2,}")


def _french(column: Column) -> Iterator[Spot]:
    """French sets ; ! ? : and « » off by a no-break space; one finding for a whole text, at its first place.

    Source: Lexique des règles typographiques en usage à l'Imprimerie nationale (2002).
    """
    for pattern, what in (
        (_FRENCH_PLAIN, "a plain space where a no-break space belongs"),
        (_FRENCH_NONE, "no space"),
    ):
        found = [
            (cell.row, match)
            for cell in column.cells
            for match in pattern.finditer(_without_addresses(cell.target))
            if not _belongs_to_name(cell, match.end())
        ]
        if found:
            row, match = found[0]
            more = f", and {len(found) - 1} more times" if len(found) > 1 else ""
            mark = match.group().strip()
            yield row, Hit(f"“{mark}” has {what}{more}.", target=Span(*match.span()))


def _belongs_to_name(cell: Cell, end: int) -> bool:
    """The mark is the last letter of a name, which the source has too and behind which the sentence goes on:
    "Yahoo! a annoncé"."""
    word = cell.target[:end].split()[-1] if cell.target[:end].strip() else ""
    goes_on = cell.target[end:].lstrip()[:1].islower()
    return goes_on and len(word) > 1 and word[0].isupper() and word in cell.source


# --- dashes ----------------------------------------------------------------------------------------

_HYPHEN_DASH = regex.compile(
    r"(?<=[\p{L}\p{N}»«”“).,!?…] )--?(?= [\p{L}«»“„(])|(?<=[\p{L}»«”“).,!?…])--(?=[\p{L}«»“„(])"
)


def dash(column: Column, _: Context) -> Iterator[Spot]:
    """A hyphen where a dash belongs; one finding for a whole text, at its first place."""
    found = [(cell.row, match) for cell in column.cells for match in _HYPHEN_DASH.finditer(cell.target)]
    if found:
        row, match = found[0]
        more = f", and {len(found) - 1} more times" if len(found) > 1 else ""
        what = "Two hyphens stand" if len(match.group()) > 1 else "A hyphen between spaces stands"
        yield row, Hit(f"{what} for a dash{more}.", target=Span(*match.span()))

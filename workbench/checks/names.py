"""Checks of names and acronyms across scripts.

A name is looked for by its consonants: Cyrillic is transliterated, letters that languages swap for one
another (c k q, w v, s z sh ch) become one, vowels and h go. "Kavanaugh" and "Кавано", "Walesa" and "Валенси"
are then near enough, and another person's name is not.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex
from rapidfuzz.distance import Levenshtein

from workbench.checks.base import CAPITAL_NOUNS, Cell, Column, Context, Hit, Spot, known_language
from workbench.model import Severity, Span
from workbench.morphology import knows, listed

__all__ = [
    "NAME",
    "WORD",
    "acronym",
    "acronym_forms",
    "alike",
    "countries",
    "is_name",
    "latin",
    "name",
    "place_in",
    "place_of",
    "skeleton",
    "spellings",
]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("workbench.checks").joinpath("names.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _no_acronyms() -> frozenset[str]:
    return frozenset(_data()["no_acronyms"].split())


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, frozenset[str]], dict[int, str], dict[str, list[str]]]:
    data = _data()
    forms: dict[str, frozenset[str]] = {}
    for row in data["acronyms"]:
        group = frozenset(row.split())
        for form in group:
            forms[form] = forms.get(form, frozenset()) | group
    places: dict[str, list[str]] = {}
    for row in data["places"]:
        stems = row.split()
        for name in (stem for stem in stems if stem[0].isupper()):
            places[name] = [stem.lower() for stem in stems if stem != name]
    return forms, {ord(key): value for key, value in data["cyrillic"].items()}, places


_DIGRAPHS = (
    ("dsch", "s"), ("tsch", "s"), ("szcz", "s"), ("tch", "s"), ("sch", "s"), ("dzh", "s"), ("dż", "s"), ("cz", "s"),
    ("sz", "s"), ("rz", "s"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("ts", "s"), ("tz", "s"), ("dg", "s"),
    ("dj", "s"), ("kh", "h"), ("th", "t"), ("ph", "f"), ("gh", "h"), ("ck", "k"), ("qu", "kv"), ("x", "ks"),
    ("дж", "s"), ("дз", "s"), ("ce", "se"), ("ci", "si"), ("cy", "si"),
)  # fmt: skip
_LETTERS = str.maketrans("cqwzjßøył", "kkvsssoil", "h")
_VOWELS = regex.compile("[aeiou]")
_W_SOUND = regex.compile(r"\bу(?=[аеиоіїэє])")  # Willoughby is Уиллоуби or Віллоубі
_TITLES = frozenset(
    {"Insp", "Sgt", "Det", "Lt", "Maj", "Capt", "Prof", "Rev", "Supt", "Const", "Inc", "Ltd", "Corp", "Bros"}
    | {"Celsius", "Fahrenheit", "Celsiusza", "Celsjusza", "Цельсія", "Цельсия", "Фаренгейта", "Фаренгейту"}
    | {"Mrs"}
    | {"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec", "Ave", "Blvd"}
)
"""Abbreviations and scales that stand where a name could."""
_MARKS = regex.compile(r"\p{M}+")
_NO_LETTER = regex.compile(r"\P{L}+")
_DOUBLED = regex.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a name, the same however the name is spelled in Latin or Cyrillic letters.

    >>> skeleton("Zelenskyy"), skeleton("Зеленський"), skeleton("Wojciech")
    ('slnsk', 'slnsk', 'vs')
    """
    text = unicodedata.normalize("NFD", word.casefold())
    text = _W_SOUND.sub("в", _MARKS.sub("", text))
    for digraph, one in _DIGRAPHS:
        text = text.replace(digraph, one)
    text = _NO_LETTER.sub("", text.translate(_tables()[1])).translate(_LETTERS)
    return str(_DOUBLED.sub(r"\1", _VOWELS.sub("", text)))


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """A name in bare Latin letters, vowels kept."""
    text = _MARKS.sub("", unicodedata.normalize("NFD", word.casefold()))
    return str(_NO_LETTER.sub("", text.translate(_tables()[1])))


WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’ʼ][\p{L}\p{M}]+)*")
NAME = regex.compile(
    r"(?<=[\p{L}\p{N},;–—] |\b(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Gen|Col|Sgt|St)\. )\p{Lu}\p{Ll}{2,}(?![\p{L}-])"
)


def name(column: Column, context: Context) -> Iterator[Spot]:
    """A name in the source has nothing like it in the target; or, for information, the reverse.

    A name is a capitalised word inside the sentence that the language does not know as a common word.
    """
    distance = context.thresholds["distance"]
    ours = {word for cell in column.cells for word in cell.source.split() if word.islower()}
    theirs = {word for cell in column.cells for word in cell.target.split() if word.islower()}
    for cell in column.cells:
        if not cell.source or not cell.target:
            continue
        added = [span for span in _added_names(cell, theirs, distance) if not _in_term(span, cell, context)]
        lost = [
            Span(*match.span())
            for match in NAME.finditer(cell.source)
            if is_name(match.group(), ours, cell.source_lang or "")
            and not knows(match.group(), "en")  # English titles stand in texts of all languages
            and not _name_in(match.group(), cell.target, distance)
            and not place_in(match.group(), cell)
        ]
        for whole in _side_by_side(lost, cell.source):
            yield cell.row, _name_hit(cell, whole, added.pop(0) if added else None, distance)
        for span in added:
            if (replaced := _replaced(span, cell, distance)) is not None:
                yield cell.row, _name_hit(cell, replaced, span, distance)
                continue
            hit = Hit(
                f"The name “{span.of(cell.target)}” has no counterpart in the source.",
                target=span,
                severity=Severity.INFO,
                evidence=(("name", ""), ("instead", span.of(cell.target))),
            )
            yield cell.row, hit


def _side_by_side(spans: list[Span], text: str) -> Iterator[Span]:
    """Names of several words are one name: "David Armstrong"."""
    waiting: Span | None = None
    for span in spans:
        if waiting is not None and text[waiting.end : span.start] == " ":
            waiting = Span(waiting.start, span.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = span
    if waiting is not None:
        yield waiting


def _in_term(span: Span, cell: Cell, context: Context) -> bool:
    """The word belongs to a glossary term, which the term checks judge."""
    if context.matcher is None or cell.target_lang is None:
        return False
    return any(match.span.covers(span) for match in context.matcher.find(cell.target, cell.target_lang))


def _name_hit(cell: Cell, span: Span, instead: Span | None, distance: float) -> Hit:
    word = span.of(cell.source)
    other = instead.of(cell.target) if instead else ""
    said = f"; “{other}” stands only in the rendering" if other else ""
    sure = other or (len(skeleton(word)) > 2 and not _may_go(span, cell, distance))
    return Hit(
        f"The name “{word}” has no counterpart{said}.",
        span,
        instead,
        severity=None if sure else Severity.INFO,
        evidence=(("name", word), ("instead", other)),
    )


def _may_go(span: Span, cell: Cell, distance: float) -> bool:
    """Names that good translations leave out or translate.

    The country or state behind a city ("Manchester, England"); the first name where the surname stays, and what
    stands before another capital ("Betfred Cup", "Riverside Church"); teams ("the Seahawks").
    """
    if _CITY.search(cell.source, max(0, span.start - 20), span.start) is not None:
        return True
    if _TEAM.search(cell.source, max(0, span.start - 4), span.end) is not None:
        return True
    following = _NEXT_CAPITAL.match(cell.source, span.end)
    if following is None:
        return False
    if knows(following.group(1), cell.source_lang or ""):
        return True  # a title or an institution
    another = cell.target_lang in CAPITAL_NOUNS or _has_stranger(cell, distance)
    return not another and _name_in(following.group(1), cell.target, distance)


def _has_stranger(cell: Cell, distance: float) -> bool:
    """A word with a capital stands in the target that nothing in the source accounts for, be it a common word."""
    sources = [match.group() for match in WORD.finditer(cell.source) if len(match.group()) > 2]
    return any(
        match.group() not in cell.source
        and not place_of(match.group(), cell)
        and not any(alike(source, match.group(), distance) for source in sources)
        for match in NAME.finditer(cell.target)
    )


def _replaced(span: Span, cell: Cell, distance: float) -> Span | None:
    """The name of the source that a name of the target stands for: both stand beside one that is the same,
    "Kanye West" and "Канье Лондонберри", and the former is not in the target."""
    before = _CAPITAL_BEFORE.search(cell.target, 0, span.start)
    if before is None:
        return None
    for match in _TWO_CAPITALS.finditer(cell.source, overlapped=True):
        if alike(match[1], before[1], distance) and not _name_in(match[2], cell.target, distance):
            same = alike(match[2], span.of(cell.target), _MISSPELT) or place_in(match[2], cell)
            return None if same else Span(*match.span(2))
    return None


_MISSPELT = 0.5
"""Share of a name's consonants that may differ where it stands in the right place: Fellowes is Феллоузом."""
_CAPITAL_BEFORE = regex.compile(r"(\p{Lu}\p{L}+) $")
_TWO_CAPITALS = regex.compile(r"(?<!\p{L})(\p{Lu}\p{Ll}+) (\p{Lu}\p{Ll}{2,})(?![\p{L}-])")


_CITY = regex.compile(r"\p{Lu}\p{Ll}+, $")
_NEXT_CAPITAL = regex.compile(r" (\p{Lu}\p{Ll}+)")
_TEAM = regex.compile(r"\b[Tt]he \p{Lu}\p{L}+s$")


def is_name(word: str, lower: set[str], lang: str) -> bool:
    """A capitalised word is a name: not a common word of the language, nor of the text without its capital.

    Args:
        word: as it stands.
        lower: words of the text that stand without a capital.
        lang: its language.
    """
    if word in _TITLES or word.lower() in lower or knows(word, lang):
        return False
    if lang in CAPITAL_NOUNS and _is_noun(word, lang):
        return False
    # plurals, inhabitants: Democrats, Famer, Midwesterner; but four letters of Bolivia make no "boli"
    stems = [word[:-cut] for cut, least in ((1, 4), (2, 4), (3, 5)) if len(word) - cut >= least]
    return not any(stem.lower() in lower or knows(stem, lang) for stem in stems)


@lru_cache(maxsize=65536)
def _is_noun(word: str, lang: str) -> bool:
    """A word of a language whose nouns have capitals that is in its list, or made of words that are.

    >>> _is_noun("Tsunamischutzunterkünfte", "de"), _is_noun("Überschwemmungen", "de"), _is_noun("Nugroho", "de")
    (True, True, False)
    """
    if listed(word, lang) or _NOUN_ENDING.search(word):
        return True
    for cut in range(3, len(word) - 2):
        head, rest = word[:cut], word[cut:].capitalize()
        if not listed(rest, lang):
            continue
        stem = head.removesuffix("s")
        heads = (head, stem, head + "e", stem + "e", head.removesuffix("n"), head.removesuffix("en"))
        least = 3 if len(rest) > 3 else _LONG_NOUN  # Zauberer-hut, but no names that end in three letters
        if len(rest) >= _LONG_NOUN or any(len(h) >= least and listed(h, lang) for h in heads):
            return True
    return False


_LONG_NOUN = 6
"""Letters of a noun that no name ends in by chance: whatever stands before it, the word is a compound."""
_NOUN_ENDING = regex.compile(r"(?:ung|heit|keit|schaft|tion|tät|ismus|tum)(?:en|s)?$")


def _name_in(word: str, target: str, distance: float) -> bool:
    """Some word of the target, its ending aside, is nearly `word`."""
    if word in target or len(skeleton(word)) < 2:
        return True  # or too little to tell
    return any(alike(word, match.group(), distance) for match in WORD.finditer(target))


@lru_cache(maxsize=65536)
def spellings(word: str) -> frozenset[str]:
    """The skeletons a name may have elsewhere: Harlem is Гарлем, Gerrard Джеррард, Christopher Крістофер."""
    lower = word.casefold()
    found = {skeleton(word)}
    if lower.startswith("h"):
        found.add("g" + skeleton(word))
    if lower.startswith("г"):
        found.add(skeleton(lower[1:]))  # Гарвард is Harvard
    if "ch" in lower:
        found.add(skeleton(lower.replace("ch", "k")))
    if _SOFT_G.search(lower):
        found.add(skeleton(_SOFT_G.sub("s", lower)))
    if lower.startswith("g"):
        found.add(skeleton("k" + lower[1:]))
    if _MUTE_W.search(lower):
        found.add(skeleton(_MUTE_W.sub("", lower)))
    if "х" in lower:  # Харків is Charkiw in German and Polish, and ch elsewhere in a name is reduced to s
        found.add(skeleton(lower.replace("х", "ч")))
    return frozenset(found)


_SOFT_G = regex.compile("g(?=[eiy])")
_MUTE_W = regex.compile(r"(?<=[aeo])w(?![aeiouy])")  # Newport is Ньюпорт


def alike(word: str, other: str, distance: float) -> bool:
    """The consonants agree but for some; in short names all must, or the letters must nearly.

    The other word may be longer by an ending, or have the name inside ("Großbritanniens"). A word without a
    capital may be an adjective made of the name ("kalifornijski") and must agree more closely.
    """
    slack = other[0].isupper() and _begin_alike(word, other)
    mixed = other.isascii() and not latin(word).startswith(word[:1].casefold())  # Лоулессом and Lawless
    for found in spellings(other) if mixed else (skeleton(other),):
        for wanted in spellings(word):
            adjective = mixed and len(found) > 3 and wanted.startswith(found) and len(wanted) < len(found) + 4
            if adjective or _same_consonants(wanted, found, slack, distance):  # Гарвардському: Harvard
                return True
    if "j" in other.casefold() and "j" not in word.casefold():  # Járkov is Kharkiv in Spanish
        found = skeleton(_J.sub("h", other))
        if any(_same_consonants(wanted, found, slack, distance) for wanted in spellings(word)):
            return True
    a, b = latin(word), latin(other)
    if len(a) > 4 and a in b:
        return True  # Nordkorea
    return Levenshtein.normalized_distance(a, b[: len(a) + 1], score_cutoff=0.4) <= 0.4


_J = regex.compile("[jJ]")


def _begin_alike(word: str, other: str) -> bool:
    """Both begin with a vowel or both with a consonant; h and the half-vowels come and go."""
    a, b = latin(word)[:1], latin(other)[:1]
    return a in "hjwy" or b in "hjwy" or (a in "aeiou") == (b in "aeiou")


def _same_consonants(wanted: str, found: str, slack: bool, distance: float) -> bool:
    """True if `wanted` is nearly the beginning of `found`; in short ones a letter may differ where there is slack."""
    if len(wanted) > 3:
        allowed = round(distance * len(wanted))
        if wanted in found:
            return True
    else:
        allowed = int(len(wanted) == 3 and slack)
        if found[:1] != wanted[:1]:
            return False
    if len(found) > len(wanted) + 4:
        return False
    sizes = {len(wanted), len(wanted) + 1, len(found)}
    return any(Levenshtein.distance(wanted, found[:n], score_cutoff=allowed) <= allowed for n in sizes)


@lru_cache(maxsize=16)
def countries(lang: str) -> dict[str, str]:
    """Names of countries in `lang` (CLDR) and their codes."""
    from babel import Locale, UnknownLocaleError

    row = known_language(lang)
    try:
        territories = Locale.parse(row.babel if row else lang, sep="_").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {str(name): code for code, name in territories.items() if code.isalpha()}


def place_in(word: str, cell: Cell) -> bool:
    """`word` is a country (CLDR) or another place with a name of its own in many languages, and the target
    has that name, whatever its ending."""
    target = cell.target.lower()
    if any(stem in target for stem in _place_row(word)):
        return True
    code = countries(cell.source_lang or "").get(word)
    codes = {code} if code else _codes(word.lower(), cell.source_lang)
    return any(name in target for name in _names_of(frozenset(codes), cell.target_lang or ""))


@lru_cache(maxsize=4096)
def _names_of(codes: frozenset[str], lang: str) -> tuple[str, ...]:
    """What every form of the names of countries in a language begins with, in small letters."""
    names = [name for name, own in countries(lang).items() if own in codes]
    return tuple(name[: max(4, len(name) - 3)].lower() for name in names)


@lru_cache(maxsize=4096)
def _place_row(word: str) -> tuple[str, ...]:
    """What stands for a place, given in any form of any language of the table, elsewhere.

    >>> "wales" in _place_row("Уельсу"), "англ" in _place_row("England"), _place_row("Ufa")
    (True, True, ())
    """
    rows = _tables()[2]
    if word in rows:
        return tuple(rows[word])
    lower = word.lower()
    for place, stems in rows.items():
        if any(len(stem) > 3 and lower.startswith(stem) for stem in stems):
            return (place.lower(), *stems)
    return ()


def _codes(lower: str, lang: str | None) -> set[str]:
    """Codes of the countries whose name in `lang` has a word that begins as `lower` does."""
    beginnings = _beginnings(lang or "")
    return {code for end in range(4, len(lower) + 1) for code in beginnings.get(lower[:end], ())}


def _added_names(cell: Cell, lower: set[str], distance: float) -> list[Span]:
    """Names of the target that no word of the source accounts for."""
    lang = cell.target_lang or ""
    if lang in CAPITAL_NOUNS:
        return []  # every noun has a capital
    sources = [match.group() for match in WORD.finditer(cell.source) if len(match.group()) > 2]
    return [
        Span(*match.span())
        for match in NAME.finditer(cell.target)
        if len(skeleton(match.group())) > 1
        and match.group() not in cell.source
        and is_name(match.group(), lower, lang)
        and not any(alike(source, match.group(), distance) for source in sources)
        and not place_of(match.group(), cell)
    ]


@lru_cache(maxsize=65536)
def _places_called(lower: str) -> tuple[str, ...]:
    """The places of the table that a word in small letters may stand for."""
    return tuple(place for place, stems in _tables()[2].items() if lower.startswith(tuple(stems)))


def place_of(word: str, cell: Cell) -> bool:
    """`word`, in any form, is the target language's name of a place that the source names."""
    lower = word.lower()
    if any(place in cell.source for place in _places_called(lower)):
        return True
    codes = _codes(lower, cell.target_lang)
    if not codes:
        return False
    ours = countries(cell.source_lang or "").items()
    return any(code in codes and place[: max(4, len(place) - 3)] in cell.source for place, code in ours)


@lru_cache(maxsize=16)
def _beginnings(lang: str) -> dict[str, frozenset[str]]:
    """Codes of countries by the beginnings of the words of their names in `lang`, endings left off."""
    found: dict[str, set[str]] = {}
    for place, code in countries(lang).items():
        for part in place.split():
            if len(part) > 3:
                found.setdefault(part[: max(4, len(part) - 3)].lower(), set()).add(code)
    return {beginning: frozenset(codes) for beginning, codes in found.items()}


# --- acronyms --------------------------------------------------------------------------------------

_ACRONYM = regex.compile(
    r"(?<![\p{L}\p{N}.@#/&-])(?!(?<=\p{N} )[AP]\.?M)(?:\p{Lu}{2,6}|(?:\p{Lu}\.){2,4})(?![\p{L}\p{N}@/&-])"
)
_ROMAN = regex.compile(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
"""Numbers below 400: XIV, but not ICC, which is a court."""


def acronym(cell: Cell, _: Context) -> Iterator[Hit]:
    """An acronym of the source became that of another body; or, for information, has no counterpart.

    Translators write many of them out in full, which cannot be told from leaving them out.
    """
    if not cell.source or not cell.target or _shouted(cell.source):
        return
    forms = _tables()[0]
    theirs = [match.group() for match in _TARGET_ACRONYM.finditer(cell.target)]
    ours = set(_TARGET_ACRONYM.findall(cell.source.replace(".", "")))  # also inside compounds: KI-Erfolg
    dotless = cell.target.replace(".", "")  # U.S.
    explained = {form for word in ours for form in forms.get(word, ())}
    for match in _ACRONYM.finditer(cell.source):
        word = match.group().replace(".", "")
        if _ROMAN.fullmatch(word) or word in _no_acronyms():
            continue
        if match.group() in cell.target or word in cell.target:
            continue
        answers = forms.get(word, (word,))
        if any(_answers(form, dotless) or _as_a_word(form, cell.target) for form in answers):
            continue
        if any(_written_out(form, cell.target) for form in answers):
            continue
        left = [other for other in theirs if other not in explained and other not in cell.source]
        known = [other for other in left if other in forms]
        letters = skeleton(word)
        if len(letters) > 1 and any(skeleton(other) == letters for other in left):
            continue
        if len(known) < len(left) and not (known and word in forms):
            continue  # one we do not know may be the counterpart
        instead = known[0] if word in forms and known else ""
        said = f" became “{instead}”" if instead else " has no counterpart"
        yield Hit(
            f"The acronym “{match.group()}”{said}.",
            Span(*match.span()),
            severity=None if instead else Severity.INFO,
            evidence=(("acronym", word), ("instead", instead)),
        )


def _answers(form: str, target: str) -> bool:
    """True if `form` stands in `target`; one without a capital is the beginning of a word, and may have one there."""
    return form in (target.lower() if form.islower() else target)


def _as_a_word(form: str, target: str) -> bool:
    """True if an acronym stands in `target` written as a word, as French papers have it.

    >>> _as_a_word("OTAN", "l’Otan"), _as_a_word("SIDA", "le sida"), _as_a_word("OTAN", "le Mont Otanche")
    (True, True, False)
    """
    if len(form) < 3 or not form.isupper() or not form.isalpha():
        return False
    written = form.capitalize() if len(form) == 3 else f"{form.capitalize()}|{form.lower()}"
    return regex.search(rf"(?<!\p{{L}})(?:{written})(?!\p{{L}})", target) is not None


def _written_out(form: str, target: str) -> bool:
    """True if words of `target` begin with the letters of an acronym, small words between them left out.

    >>> _written_out("VN", "die Vereinten Nationen"), _written_out("ЄС", "країни Європейського Союзу")
    (True, True)
    """
    if not 2 <= len(form) <= _MOST_INITIALS or not form.isupper():
        return False
    first, *rest = (regex.escape(letter) for letter in form)
    words = "".join(rf"[\s-]+(?:\p{{Ll}}{{1,3}}\s+){{0,2}}(?i:{letter})[\p{{L}}'’]+" for letter in rest)
    return regex.search(rf"(?<!\p{{L}}){first}[\p{{L}}'’]+{words}", target) is not None


_MOST_INITIALS = 6
"""Letters of an acronym, as :data:`_ACRONYM` takes them."""


def acronym_forms(word: str) -> frozenset[str]:
    """What answers for an acronym in any language of the table, itself included; empty where it has no row.

    >>> "ООН" in acronym_forms("UN"), acronym_forms("XQZ")
    (True, frozenset())
    """
    return _tables()[0].get(word, frozenset())


_TARGET_ACRONYM = regex.compile(r"(?<!\p{L})\p{Lu}{2,}")


def _shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.5 * len(letters)

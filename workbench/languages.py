"""What the workbench knows about languages: one row per language, no branches in the code.

The rows stand in ``languages.toml`` beside this file: names, script, quotation marks, sentence
terminators, letters, and what every library calls the language. A new language is a new row there.

Codes are ISO 639-1, with ``zh-cn`` and ``zh-tw`` for simplified and traditional Chinese, ``no`` for both
forms of Norwegian and three letters where ISO 639-1 has none (``ckb``).

>>> language("en-GB").name, language("UKR").native, language("Portuguese").code
('English', 'українська', 'pt')
>>> normalize("zh"), normalize("nb"), normalize("iw"), normalize("sr_Latn")
('zh-cn', 'no', 'he', 'sr')
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from workbench.errors import UnknownLanguage

__all__ = ["LANGUAGES", "SCRIPTS", "Language", "Script", "language", "normalize"]


@dataclass(frozen=True, slots=True)
class Script:
    """What holds for every language written in one script.

    Attributes:
        code: ISO 15924, such as ``Cyrl``; ``Hans``, ``Hant`` and ``Jpan`` for the writing systems.
        unicode: first word of its characters' Unicode names, such as ``CYRILLIC``; ``KANA`` for Japanese.
        rtl: written from right to left.
        spaced: words are separated by spaces.
        cased: has capital letters.
        terminators: the marks that can end a sentence.
    """

    code: str
    unicode: str
    terminators: str
    rtl: bool = False
    spaced: bool = True
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Fields named after a library hold its code there, or None if it lacks the language.

    Attributes:
        code: our code, see the module.
        name: English name.
        native: the language's name for itself.
        scripts: ISO 15924 codes, the usual one first.
        rtl, spaced, cased: of the usual script, see :class:`Script`.
        terminators: the marks that can end a sentence.
        quotes: (opening, closing) pairs: main, inner, then further ones accepted in print. Where the
            language has no inner pair of its own, the main pair stands alone.
        quote_space: spaces that belong inside the main pair, the preferred first; "" for none.
        letters: its letters beyond a–z, lower case; empty where the script itself tells the language.
        rare: a candidate for detection only when it is one of the user's working languages.
        iso3: ISO 639-3 code (the macrolanguage's, where there is one).
        apertium: what Apertium calls it in its mode names, such as ``nob`` or ``hbs_SR``.
        babel: Babel's (CLDR's) locale.
        argos: Argos Translate's code.
        langdetect: langdetect's code.
        py3langid: py3langid's labels; several where it splits the language, empty where it lacks it.
        eldc: eldc's code; for Indonesian it is ``ms``, which eldc does not tell from it.
        choppa: its code in choppa's SRX rules, None where these have no rules of their own for it.
        simplemma: simplemma's codes, empty where it lacks the language.
        use: the multilingual Universal Sentence Encoder was trained on it.
    """

    code: str
    name: str
    native: str
    scripts: tuple[str, ...]
    rtl: bool
    spaced: bool
    cased: bool
    terminators: str
    quotes: tuple[tuple[str, str], ...]
    quote_space: str
    letters: frozenset[str]
    rare: bool
    iso3: str
    apertium: str
    babel: str
    argos: str
    langdetect: str | None
    py3langid: tuple[str, ...]
    eldc: str | None
    choppa: str | None
    simplemma: tuple[str, ...]
    use: bool

    @property
    def main_quotes(self) -> tuple[str, str]:
        """The pair for a quotation."""
        return self.quotes[0]

    @property
    def inner_quotes(self) -> tuple[str, str]:
        """The pair for a quotation inside a quotation."""
        return self.quotes[min(1, len(self.quotes) - 1)]


def _load() -> tuple[dict[str, Script], dict[str, Language], dict[str, str]]:
    """Scripts, languages, and every other spelling of a language with its code."""
    data = tomllib.loads(files("workbench").joinpath("languages.toml").read_text("utf-8"))
    scripts = {code: Script(code, **row) for code, row in data["scripts"].items()}
    libraries = {name: _codes(text) for name, text in data["libraries"].items()}
    languages: dict[str, Language] = {}
    spellings: dict[str, str] = {}
    for code, row in data["languages"].items():
        languages[code] = _language(code, row, scripts, libraries)
        for spelling in (code, *row.get("aliases", ()), row["iso3"], row["name"], row["native"]):
            spellings.setdefault(spelling.casefold(), code)
    return scripts, languages, spellings


def _codes(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``"en no=nb,nn"`` into ``{"en": ("en",), "no": ("nb", "nn")}``."""
    pairs = (item.partition("=") for item in text.split())
    return {ours: tuple((theirs or ours).split(",")) for ours, _, theirs in pairs}


def _language(
    code: str,
    row: dict[str, Any],
    scripts: Mapping[str, Script],
    libraries: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Language:
    """One row, with what its script and the libraries say filled in."""
    script = scripts[row["script"]]

    def known(library: str) -> tuple[str, ...]:
        return libraries[library].get(code, ())

    def only(library: str) -> str | None:
        return next(iter(known(library)), None)

    latin = (
        "abcdefghijklmnopqrstuvwxyz"
        if script.code == "Latn" or "Latn" in row.get("other_scripts", ())
        else ""
    )
    return Language(
        code=code,
        name=row["name"],
        native=row["native"],
        scripts=(script.code, *row.get("other_scripts", ())),
        rtl=script.rtl,
        spaced=script.spaced,
        cased=script.cased,
        terminators=script.terminators,
        quotes=tuple((pair[0], pair[1]) for pair in row["quotes"]),
        quote_space=row.get("quote_space", ""),
        letters=frozenset(latin + row.get("letters", "")),
        rare=row.get("rare", False),
        iso3=row["iso3"],
        apertium=row.get("apertium", row["iso3"]),
        babel=row.get("babel", code),
        argos=row.get("argos", code),
        langdetect=only("langdetect"),
        py3langid=known("py3langid"),
        eldc=only("eldc"),
        choppa=only("choppa"),
        simplemma=known("simplemma"),
        use=bool(known("use")),
    )


_scripts, _languages, _spellings = _load()

SCRIPTS: Mapping[str, Script] = MappingProxyType(_scripts)
"""ISO 15924 code -> :class:`Script`."""

LANGUAGES: Mapping[str, Language] = MappingProxyType(_languages)
"""Our code -> :class:`Language`."""


def language(code: str) -> Language:
    """The row of a language, by any of its usual names.

    Args:
        code: our code, ISO 639-1/-2/-3, a locale such as ``pt-BR`` or ``uk_UA.UTF-8``, a library's code, or
            the English or native name; in any case.

    Raises:
        UnknownLanguage: there is no such row; the hint names near ones.
    """
    return LANGUAGES[normalize(code)]


@lru_cache(1024)
def normalize(code: str) -> str:
    """Our code for any spelling that :func:`language` accepts.

    Raises:
        UnknownLanguage: there is no such row; the hint names near ones.
    """
    asked = " ".join(code.split()).casefold()
    tag = asked.replace("_", "-").split(".")[0].split("@")[0]
    # the longest known start wins: zh-hant-hk -> zh-hant, en-gb -> en
    parts = tag.split("-")
    for spelling in (asked, *("-".join(parts[:size]) for size in range(len(parts), 0, -1))):
        if spelling in _spellings:
            return _spellings[spelling]
    raise UnknownLanguage(f"“{code[:40]}” is no language code in the table.", hint=_near(tag))


def _near(code: str) -> str:
    """What to do about an unknown code: the near ones, or where to look."""
    from difflib import get_close_matches  # only on the way out

    codes = list(dict.fromkeys(_spellings[n] for n in get_close_matches(code, _spellings, n=3, cutoff=0.7)))
    if not codes:
        return "Give an ISO 639-1 code such as en, uk or pt, or an English name."
    named = ", ".join(f"{near} ({LANGUAGES[near].name})" for near in codes)
    return f"Near ones: {named}."

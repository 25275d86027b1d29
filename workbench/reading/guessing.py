"""Guesses the encoding of a text that is neither UTF-8 nor UTF-16.

charset-normalizer tells scripts apart, but among Western and Central European or among Cyrillic code
pages it errs on short texts (it reads Spanish ``Señor`` as ``Seńor``), and takes some for East Asian.
There the decision is ours: the right reading has only letters of one language's alphabet, capitals only
at the beginning of words, and no stray symbols.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

import regex

from workbench.languages import LANGUAGES

__all__ = ["guess"]

_CODE_PAGES = (
    # the likelier first: ties go to it. Sources: usage shares of W3Techs; KOI8-U in RFC 2319
    *("cp1252", "cp1250", "iso8859_2", "iso8859_15", "cp1254", "cp1257", "iso8859_16"),
    *("cp1251", "koi8_u", "cp866", "iso8859_5", "cp1125", "mac_cyrillic"),
)
_OURS = frozenset({"LATIN", "CYRILLIC", ""})
"""Scripts within which charset-normalizer's answer counts for little."""
_FOREIGN = dict.fromkeys(("GREEK", "HEBREW", "ARABIC", "THAI", "GEORGIAN", "ARMENIAN"), 1.0)
"""Scripts that it tells well and whose code pages look like Cyrillic ones: its answer stands."""
_SAMPLE = 64 * 1024
"""Bytes looked at: enough for letter statistics, and a guess stays under a second."""
_USUAL = frozenset("“”„‚‘’–—…«»‹›¿¡°№€§©®™·•×½ªº\u00a0\u00ad")
"""Marks beyond ASCII that running text is full of."""
_CAPITAL_INSIDE = regex.compile(r"\p{Ll}\p{Lu}")
_MIXED = regex.compile(r"[A-Za-z]\p{Cyrillic}|\p{Cyrillic}[A-Za-z]")
_LETTERS_BESIDE_MARK = regex.compile(r"\p{L}[\p{S}¡¿§¶\p{No}]\p{L}")
_SCRIPTS = {"Latn", "Cyrl"}


def guess(data: bytes) -> str | None:
    """The encoding `data` is likeliest in, as Python names it, or None.

    >>> guess("Señor, ¿qué pasó mañana?".encode("latin-1"))
    'cp1252'
    """
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    rated = [
        (_plausibility(text), -place, encoding)
        for place, encoding in enumerate(_CODE_PAGES)
        if (text := _read(sample, encoding)) is not None
    ]
    share, _, ours = max(rated, default=(0.0, 0, ""))
    best = from_bytes(sample).best()
    if best is None:
        return ours if share > 0.5 else None
    script = _main_script(str(best))
    sure = _FOREIGN.get(script, 0.5 if script in _OURS else 0.95)
    return ours if share > sure else best.encoding


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _main_script(text: str) -> str:
    """First word of the Unicode names of most letters beyond ASCII, such as ``CYRILLIC``; "" without any."""
    scripts = Counter(
        unicodedata.name(char, "").partition(" ")[0] for char in text if char > "\x7f" and char.isalpha()
    )
    return scripts.most_common(1)[0][0] if scripts else ""


def _plausibility(text: str) -> float:
    """Share of the characters beyond ASCII that one language explains, less what speaks against it; at most 1."""
    beyond = Counter(char.lower() for char in text if char > "\x7f")
    total = sum(beyond.values())
    if not total:
        return 0.0
    usual = sum(count for char, count in beyond.items() if char in _USUAL)
    explained = max(
        sum(count for char, count in beyond.items() if char in language.letters)
        for language in LANGUAGES.values()
        if language.scripts[0] in _SCRIPTS
    )
    odd = sum(len(pattern.findall(text)) for pattern in (_CAPITAL_INSIDE, _LETTERS_BESIDE_MARK, _MIXED))
    controls = sum(count for char, count in beyond.items() if "\x80" <= char <= "\x9f")
    return (usual + explained - odd - 3 * controls) / total

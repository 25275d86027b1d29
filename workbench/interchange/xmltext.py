"""Text in XML 1.0: what it cannot hold is spelled out, reversibly.

XML 1.0 (https://www.w3.org/TR/xml/#charsets) has no place for most control characters, for lone surrogates
and for U+FFFE and U+FFFF, not even as references. They are written ``⟦U+0007⟧``, which people can read and
every tool can carry; where a text itself has ``⟦U+``, the bracket is written that way. A carriage return is
legal, but every parser makes a line feed of it, so it is written as a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["ILLEGAL", "attribute", "content", "escaped", "legal", "spelled", "spelled_at", "unspelled"]

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""One character that XML 1.0 cannot hold."""

_TO_SPELL = re.compile(f"{ILLEGAL.pattern}|⟦(?=U\\+)")
_SPELLED = re.compile("⟦U\\+([0-9A-F]{4,6})⟧")


def legal(text: str) -> bool:
    """True if XML can hold the text as it is.

    >>> legal("tab\\tand line\\n"), legal("bell\\x07")
    (True, False)
    """
    return ILLEGAL.search(text) is None


def spelled(text: str) -> str:
    """The text with what XML cannot hold spelled out; :func:`unspelled` takes it back.

    >>> spelled("bell\\x07"), spelled("⟦U+0007⟧")
    ('bell⟦U+0007⟧', '⟦U+27E6⟧U+0007⟧')
    """
    return _TO_SPELL.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    return f"⟦U+{ord(found[0]):04X}⟧"


def unspelled(text: str) -> str:
    """The text as it was before :func:`spelled`.

    >>> unspelled("bell⟦U+0007⟧"), unspelled("⟦U+27E6⟧U+0007⟧"), unspelled("⟦U+0041⟧")
    ('bell\\x07', '⟦U+0007⟧', '⟦U+0041⟧')
    """
    return _SPELLED.sub(_back, text) if "⟦" in text else text


def _back(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    char = chr(number) if number <= 0x10FFFF else ""
    return char if char in ("⟦", "\r") or (char and not legal(char)) else found[0]


def spelled_at(text: str, places: Iterable[int]) -> list[int]:
    """Where these places in the text, ascending, stand in the spelled text.

    >>> spelled_at("a\\x07b", [1, 2, 3])
    [1, 9, 10]
    """
    out = []
    found = list(_TO_SPELL.finditer(text))
    grown = at = 0
    for place in places:
        while at < len(found) and found[at].start() < place:
            grown += len(_sign(found[at])) - 1
            at += 1
        out.append(place + grown)
    return out


def escaped(text: str) -> str:
    """A text that XML can hold, as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def content(text: str) -> str:
    """Any text as it stands between two tags.

    >>> content("a < b & c\\r")
    'a &lt; b &amp; c&#13;'
    """
    return escaped(spelled(text))


def attribute(text: str) -> str:
    """The text as it stands inside double quotes; white space survives attribute normalisation.

    >>> attribute('say "no"\\n')
    'say &quot;no&quot;&#10;'
    """
    return content(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")

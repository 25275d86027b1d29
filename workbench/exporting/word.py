"""What the Word table's writer and reader agree on, and what every Word file of ours needs.

A row is known by a key in hidden text and by the tag of the locked field with its number, a column by a key in
its head. The keys are ``wb:`` and a row's id, ``source``, ``row``, ``state`` or a rendering's number; behind it
stand a sign of equality and a row's checksum or a column's facts.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from zlib import crc32

from workbench.bitext import Comment
from workbench.interchange.xmltext import spelled
from workbench.languages import LANGUAGES

__all__ = [
    "AUTHOR",
    "CONFIRMED",
    "EDITED",
    "KEY",
    "LEFT_OUT",
    "ROW",
    "SOURCE_KEY",
    "STATE",
    "W_NAMESPACE",
    "W",
    "allowed",
    "checksum",
    "element",
    "language_tag",
    "same_each_time",
    "undated",
    "word_time",
]

W_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{W_NAMESPACE}}}"
"""Prefix of WordprocessingML's names as lxml has them."""

AUTHOR = "workbench"
"""Author of the comments that explain findings; they are not read back."""
LEFT_OUT = "WorkbenchLeftOut"
"""Character style of words that stand in the base and not here: shown struck, never part of the text."""
KEY = "wb:"
ROW, SOURCE_KEY, STATE = "row", "source", "state"
CONFIRMED, EDITED = "confirmed", "edited"
"""Words of the state column."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip archive can say."""


def allowed(text: str) -> str:
    """The text as a Word document can hold it: line breaks alike, what XML cannot hold spelled out.

    >>> allowed("a\\x07b\\r\\nc")
    'a⟦U+0007⟧b\\nc'
    """
    return spelled(text.replace("\r\n", "\n").replace("\r", "\n"))


def checksum(text: str) -> str:
    """A short sign of a text, to see whether it was changed; white space does not count."""
    return f"{crc32(''.join(text.split()).encode('utf-8', 'surrogatepass')):08x}"


def language_tag(lang: str | None) -> str | None:
    """The BCP 47 tag that office programs know, None where the language is undecided.

    >>> language_tag("uk"), language_tag("zh-tw"), language_tag("no"), language_tag(None)
    ('uk', 'zh-TW', 'nb', None)
    """
    if lang is None or lang not in LANGUAGES:
        return lang
    parts = LANGUAGES[lang].babel.split("_")
    return "-".join(part for part in parts if len(part) != 4)  # programs know zh-TW, not zh-Hant-TW


def word_time(comment: Comment) -> str:
    """When a comment was made, as Word writes it: to the second, with Z; "" where nobody knows."""
    return f"{re.split(r'[.+Z]', comment.when)[0]}Z" if comment.when else ""


def same_each_time(data: bytes) -> bytes:
    """A zip container with the same entries, none of them dated: the same content is the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(undated(entry), old.read(entry))
    return made.getvalue()


def undated(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """An entry of the same name for a container that says no dates."""
    made = zipfile.ZipInfo(entry.filename, _FIRST_DAY)
    made.compress_type = (
        entry.compress_type if entry.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    )
    made.external_attr = 0o600 << 16
    return made


def element(name: str, **attributes: str) -> Any:
    """A new element such as ``tr`` with attributes of the same namespace."""
    from docx.oxml import OxmlElement

    return OxmlElement(f"w:{name}", {f"{W}{key}": value for key, value in attributes.items()})

"""Bytes to text: byte order mark, then UTF-8, then UTF-16 without a mark, then a guess that is said.

Decoding never changes the text: line ends, no-break spaces and odd characters stay as they are.
Only a leading byte order mark is decoded away, and noted.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

from workbench.errors import UnreadableText
from workbench.reading.guessing import guess

__all__ = ["Decoded", "decode"]

_MARKS = (  # UTF-32 LE begins with UTF-16 LE's mark, so it comes first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS_UTF8 = "Save it as UTF-8 and try again."
_SAMPLE = 64 * 1024
"""Bytes looked at when judging whether something is text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    Attributes:
        text: the text without its byte order mark.
        encoding: the encoding it was decoded from, named as Python names it.
        notes: what a person should know ("encoding guessed: cp1251").
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Decode `data`.

    Args:
        data: the whole file.
        name: what to call it in an error.
        encoding: an encoding to use instead of finding it out.

    Raises:
        UnreadableText: `encoding` is unknown or does not fit, the data is binary, or nothing fits.

    >>> decode("Київ".encode("utf-8-sig"), "a.txt")
    Decoded(text='Київ', encoding='utf-8', notes=('byte order mark: utf-8',))
    """
    if encoding:
        return _decode_as(data, name, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], marked)
            if text is not None:
                return Decoded(text, marked, (f"byte order mark: {marked}",))
            if marked.startswith("utf-32"):
                continue  # FF FE 00 00 may be UTF-16 that begins with a NUL: left to the checks below
            raise UnreadableText(
                f"“{name}” begins with the mark of {marked} but is damaged or cut off.", hint=_SAVE_AS_UTF8
            )
    if b"\0" in data:
        return _wide(data, name)
    text = _strictly(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    return _guessed(data, name)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _decode_as(data: bytes, name: str, encoding: str) -> Decoded:
    """Decode in the encoding the user named."""
    try:
        known = codecs.lookup(encoding)
        text = data.decode(known.name)
    except LookupError as error:
        raise UnreadableText(
            f"“{encoding}” is not a known encoding.", hint="Try utf-8, utf-16, windows-1251 or koi8-u."
        ) from error
    except UnicodeError as error:
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise UnreadableText(
            f"“{name}” is not in {encoding}{at}.", hint="Leave the encoding away to have it found out."
        ) from error
    if not isinstance(text, str):  # bytes-to-bytes codecs such as "hex"
        raise UnreadableText(
            f"“{encoding}” is not a text encoding.", hint="Try utf-8, utf-16, windows-1251 or koi8-u."
        )
    notes = ("byte order mark removed",) if text.startswith("\ufeff") else ()
    return Decoded(text.removeprefix("\ufeff"), known.name, notes)


def _wide(data: bytes, name: str) -> Decoded:
    """UTF-16 or UTF-32 without a mark, told by how much of it is text; else binary."""
    readings = [
        (_share_of_text(text), encoding, text)
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
        if (text := _strictly(data, encoding))
    ]
    if readings:
        share, encoding, text = max(readings, key=lambda reading: reading[0])
        if share > 0.97:
            return Decoded(text, encoding, (f"encoding guessed: {encoding} without a byte order mark",))
    raise UnreadableText(
        f"“{name}” is not text: it contains NUL bytes.",
        hint="Give a text file (txt, md, html, docx, odt, epub, srt, vtt, pdf).",
    )


def _share_of_text(text: str) -> float:
    """Share of characters that running text is made of, in at most two scripts, 0–1.

    Text read in the wrong byte order scatters over many blocks, hence the count of blocks.
    """
    sample = text[: _SAMPLE // 2]
    good = 0
    blocks: dict[int, int] = {}
    for char in sample:
        if unicodedata.category(char)[0] in "LMNPZS" or char in "\t\r\n\f":
            good += 1
            blocks[ord(char) >> 8] = blocks.get(ord(char) >> 8, 0) + 1
    ideographs = sum(n for block, n in blocks.items() if 0x30 <= block <= 0x9F or 0xAC <= block <= 0xD7)
    common = sum(sorted((n for b, n in blocks.items() if not 0x34 <= b <= 0x9F), reverse=True)[:3])
    spaces = sum(sample.count(char) for char in " \n\u3000。，")
    if ideographs > len(sample) / 2 and not spaces:
        return 0.0
    return min(good, ideographs + common) / len(sample)


def _guessed(data: bytes, name: str) -> Decoded:
    """An old eight-bit or East Asian encoding."""
    encoding = guess(data)
    text = encoding and _strictly(data, encoding)
    if not encoding or not text:
        raise UnreadableText(f"The encoding of “{name}” cannot be told.", hint=_SAVE_AS_UTF8)
    return Decoded(text, encoding, (f"encoding guessed: {encoding}",))

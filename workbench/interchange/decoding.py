"""Bytes of an XML file to text, piece by piece, so that damaged places are repaired and told.

The encoding is found as XML 1.0 says (appendix F): byte order mark, then the declaration, else UTF-8.
Bytes that do not fit become U+FFFD, characters that XML does not allow U+FFFD too; each place is told
with its line. So a file that two programs wrote in two encodings still gives what is readable.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from workbench.errors import UnreadableText
from workbench.interchange.problems import Problem
from workbench.interchange.xmltext import ILLEGAL

__all__ = ["CHUNK", "Decoder", "encoding_of"]

CHUNK = 256 * 1024
"""Bytes read at a time."""
_MOST_TOLD = 50
"""Damaged places told one by one; further ones are counted."""

_MARKS = (  # UTF-32 LE begins with UTF-16 LE's mark, so it comes first
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("<?".encode("utf-16-le"), "utf-16-le"),
    ("<?".encode("utf-16-be"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_REFERENCE = re.compile(r"&#(x[0-9A-Fa-f]{1,8}|[0-9]{1,10});")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")


def encoding_of(head: bytes, name: str) -> tuple[str, int]:
    """The encoding of a file that begins with `head`, and how many bytes its mark takes.

    Raises:
        UnreadableText: the declaration names an encoding that is not known.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark) if mark[:1] not in (b"<", b"\0") or encoding.startswith(
                "utf-32"
            ) else 0
    declared = _DECLARED.match(head)
    if not declared:
        return "utf-8", 0
    asked = declared[1].decode("ascii")
    try:
        found = codecs.lookup(asked)
        "a".encode(found.name).decode(found.name)
    except (LookupError, UnicodeError, TypeError):
        raise UnreadableText(
            f"“{name}” says it is in the encoding “{asked}”, which is not known.", hint="Save it as UTF-8."
        ) from None
    # declared UTF-16, but the bytes of the declaration were read one by one: it is not
    return ("utf-8", 0) if found.name.startswith(("utf-16", "utf-32")) else (found.name, 0)


class Decoder:
    """Reads a stream as clean text in pieces; what was repaired is in :attr:`problems`.

    Args:
        stream: opened for reading bytes.
        name: what to call the file in messages.

    Raises:
        UnreadableText: an unknown encoding is declared.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._first = stream.read(CHUNK)
        self.encoding, skip = encoding_of(self._first[:400], name)
        self._read = len(self._first)
        self._first = self._first[skip:]
        self._decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        self.problems: list[Problem] = []
        self._untold = 0
        self._line = 1

    def pieces(self) -> Iterator[tuple[str, int]]:
        """(clean text, bytes read for it), until the end of the stream."""
        raw, held, first = self._first, "", True
        while True:
            size, last = self._read, not raw
            text = held + self._decoded(raw, last)
            held = ""
            if not last and (cut := text.rfind("&", len(text) - 14)) != -1:
                text, held = text[:cut], text[cut:]  # a reference may be cut in two here
            clean = self._cleaned(text)
            if first:  # the encoding it declares is no longer true
                found = _DECLARATION.match(clean)
                clean = "\n" * found[0].count("\n") + clean[found.end() :] if found else clean
                first = False
            self._line += text.count("\n")
            if clean or size:
                yield clean, size
            if last:
                break
            raw = self._stream.read(CHUNK)
            self._read = len(raw)
        if self._untold:
            self.problems.append(Problem(f"{self._untold:,} further damaged places were repaired."))

    def _decoded(self, raw: bytes, last: bool) -> str:
        out: list[str] = []
        while True:
            try:
                return "".join([*out, self._decoder.decode(raw, last)])
            except UnicodeDecodeError as error:
                whole = bytes(error.object)  # with what the decoder had kept from the piece before
                good, end = whole[: error.start].decode(self.encoding), max(error.end, error.start + 1)
                line = self._line + sum(text.count("\n") for text in (*out, good))
                seen = " ".join(f"{byte:02X}" for byte in whole[error.start : end][:8])
                self._tell(f"The bytes {seen} are no {self.encoding}; they became U+FFFD.", line)
                out += [good, "\ufffd"]
                raw = whole[end:]
                # one by one only while they are told: else a file that is all damage would take for ever
                how = "strict" if len(self.problems) < _MOST_TOLD else "replace"
                self._decoder = codecs.getincrementaldecoder(self.encoding)(how)

    def _cleaned(self, text: str) -> str:
        if ILLEGAL.search(text):
            text = ILLEGAL.sub(lambda found: self._repaired(found, ord(found[0])), text)
        if "&#" in text:
            text = _REFERENCE.sub(self._reference, text)
        return text

    def _reference(self, found: re.Match[str]) -> str:
        written = found[1]
        number = int(written[1:], 16) if written.startswith("x") else int(written)
        if number <= 0x10FFFF and not ILLEGAL.match(chr(number)):
            return found[0]
        return self._repaired(found, number)

    def _repaired(self, found: re.Match[str], number: int) -> str:
        line = self._line + found.string.count("\n", 0, found.start())
        self._tell(f"U+{number:04X} is not allowed in XML; it became U+FFFD.", line)
        return "\ufffd"

    def _tell(self, message: str, line: int) -> None:
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(Problem(message, line))
        else:
            self._untold += 1

"""Tells what format a file is in, by its content first and its name second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePath
from types import MappingProxyType

import regex

from workbench.errors import BadFile, UnreadableText
from workbench.reading import epub, markup, office, pdf, subtitles
from workbench.reading.archive import open_archive
from workbench.reading.decoding import decode
from workbench.reading.extracted import Extracted

__all__ = ["FORMATS", "extract", "tell"]

Extractor = Callable[[bytes, str, str | None], Extracted]


def _txt(data: bytes, name: str, encoding: str | None) -> Extracted:
    decoded = decode(data, name, encoding)
    return Extracted(decoded.text, decoded.notes, decoded.encoding)


def _binary(extractor: Callable[[bytes, str], Extracted], data: bytes, name: str, _: str | None) -> Extracted:
    """A format that says its encoding itself."""
    return extractor(data, name)


FORMATS: Mapping[str, Extractor] = MappingProxyType(
    {
        "txt": _txt,
        "md": markup.markdown,
        "html": markup.html,
        "docx": partial(_binary, office.docx),
        "odt": partial(_binary, office.odt),
        "epub": partial(_binary, epub.epub),
        "srt": subtitles.srt,
        "vtt": subtitles.vtt,
        "pdf": partial(_binary, pdf.pdf),
    }
)
"""Format -> what takes the text out of a file in it."""

_SUFFIXES = {"markdown": "md", "mdown": "md", "htm": "html", "xhtml": "html", "xht": "html", "text": "txt"}
_ZIPPED = ("docx", "odt", "epub")
_CONVERT = "Save it as docx, odt or txt."
_NO_TEXT = "Give a text: txt, md, html, docx, odt, epub, srt, vtt or pdf."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    # what files of other kinds begin with, what they are, what to do; from the file(1) database
    (b"\x89PNG\r\n\x1a\n", "a PNG image", "Run OCR on it first."),
    (b"\xff\xd8\xff", "a JPEG image", "Run OCR on it first."),
    (b"GIF8", "a GIF image", "Run OCR on it first."),
    (b"II*\0", "a TIFF image", "Run OCR on it first."),
    (b"MM\0*", "a TIFF image", "Run OCR on it first."),
    (b"RIFF", "a media file", _NO_TEXT),
    (b"ID3", "an audio file", _NO_TEXT),
    (b"OggS", "a media file", _NO_TEXT),
    (b"\x1aE\xdf\xa3", "a video file", _NO_TEXT),
    (b"\0\0\0\x18ftyp", "a video file", _NO_TEXT),
    (b"\0\0\0 ftyp", "a video file", _NO_TEXT),
    (b"MZ", "a Windows program", _NO_TEXT),
    (b"\x7fELF", "a program", _NO_TEXT),
    (b"\xca\xfe\xba\xbe", "a program", _NO_TEXT),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ\0", "an xz archive", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it first."),
    (b"SQLite format 3\0", "a database", _NO_TEXT),
    (b"{\\rtf1", "an RTF document", _CONVERT),
    (b"%!PS-Adobe", "a PostScript file", "Convert it to PDF."),
)
_CONTROL = regex.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text has, in whatever eight-bit encoding; ESC is used by ISO-2022."""
_LONG_MAGIC = 6
"""From this length on the beginning says enough; a text may well begin with RIFF or MZ."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = regex.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)[\s>]",
    regex.IGNORECASE | regex.DOTALL,
)


def extract(
    data: bytes, name: str, format: str | None = None, encoding: str | None = None
) -> tuple[str, Extracted]:
    """The format of a file and its text.

    Raises:
        BadFile: `format` is unknown, or the file is damaged, protected or hostile.
        UnreadableText: it is no text, or in an encoding that cannot be told.
    """
    if format is not None and format not in FORMATS:
        raise BadFile(f"“{format}” is no format that can be read.", hint=f"Choose from {', '.join(FORMATS)}.")
    known = format or tell(data, name)
    return known, FORMATS[known](data, name, encoding)


def tell(data: bytes, name: str) -> str:
    """The format of a file: a key of :data:`FORMATS`.

    Raises:
        BadFile: it is no document, or not what its name says.
        UnreadableText: it is an image, a program or the like.

    >>> tell(b"WEBVTT\\n", "a"), tell(b"# A title", "a.markdown"), tell(b"%PDF-1.7", "a.txt")
    ('vtt', 'md', 'pdf')
    """
    suffix = PurePath(name.replace("\0", "")).suffix.lower().removeprefix(".")
    named = _SUFFIXES.get(suffix, suffix)
    if data.lstrip().startswith(b"%PDF-") or (named == "pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name)
    if data.startswith(_OLE):
        raise _old_office(data, name)
    for magic, what, hint in _MAGIC:
        if data.startswith(magic) and (len(magic) >= _LONG_MAGIC or _CONTROL.search(data, 0, 4096)):
            raise UnreadableText(f"“{name}” is {what}.", hint=hint)
    if named in (*_ZIPPED, "pdf") and data.strip():
        raise BadFile(
            f"“{name}” is named .{suffix} but is none, or it is damaged.", hint="Get the file again."
        )
    if named in FORMATS and named not in (*_ZIPPED, "pdf"):
        return named
    if data.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return "vtt"
    return "html" if _HTML.match(data.removeprefix(b"\xef\xbb\xbf"), 0, 4096) else "txt"


def _zipped(data: bytes, name: str) -> str:
    """Which of the zipped formats it is."""
    archive = open_archive(data, name)
    if "word/document.xml" in archive:
        return "docx"
    kind = archive.read("mimetype")[:200].strip() if "mimetype" in archive else b""
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind == b"application/epub+zip" or "META-INF/container.xml" in archive:
        return "epub"
    raise UnreadableText(
        f"“{name}” is a zip archive, but no docx, odt or epub.", hint="Unpack it, or save the text as docx."
    )


def _old_office(data: bytes, name: str) -> BadFile:
    """Word 97 files and encrypted docx files share a container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return BadFile(f"“{name}” is protected by a password.", hint="Save it without one.")
    return BadFile(f"“{name}” is an old Office document.", hint=_CONVERT)

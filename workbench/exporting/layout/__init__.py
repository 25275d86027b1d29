"""A rendering in its source's own layout: the source's file with the text of each segment replaced.

Structure, pictures, links, tables and notes stay. The look of a stretch inside a sentence (a bold name, a
link) goes to the words that answer to it, see :mod:`.shares`; what stands in headers, footers and comments of
a Word document is not text of the document to the readers and stays in the source's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from workbench.bitext import Bitext
from workbench.errors import BadFile
from workbench.exporting.layout.fill import Placed, fills, repeated
from workbench.exporting.layout.slots import Block, find
from workbench.exporting.layout.spliced import Spliced
from workbench.exporting.layout.write import put
from workbench.model import Span

__all__ = ["FORMATS", "InLayout", "in_layout"]

FORMATS = ("txt", "md", "html", "docx", "odt", "srt", "vtt")
"""Formats that can be written in their source's layout, as :func:`workbench.reading.read` calls them."""


@dataclass(frozen=True, slots=True)
class InLayout:
    """A file in its source's layout.

    Attributes:
        data: the file.
        notes: what a person should know: text that has no place, sentences with nothing opposite.
    """

    data: bytes
    notes: tuple[str, ...] = ()


def in_layout(source: bytes, bitext: Bitext, column: int, *, keep_removed: bool = True) -> InLayout:
    """The source's file with a rendering's text.

    Args:
        source: the bytes of the file that the bitext's document was read from.
        bitext: the table; its document says the file's name, format and encoding.
        column: number of the rendering; :data:`~workbench.bitext.SOURCE` gives the source back.
        keep_removed: leave in, in the source's language, what was taken off as debris.

    Raises:
        BadFile: the format has no layout to keep (``pdf``, ``epub``), or the file is not the one that the
            document was read from.
    """
    from workbench.reading import read

    document = bitext.document
    if document.format not in FORMATS:
        raise BadFile(
            f"“{document.name}” is {document.format}; its layout cannot be kept.",
            hint=f"Give the source as {', '.join(FORMATS)}, or write another format.",
        )
    again = read(source, name=document.name, format=document.format, encoding=document.encoding)
    if again.text != document.text:
        raise BadFile(
            f"The file given as source is not the one that “{document.name}” was read from.",
            hint="Give the file as it was, or start anew from the changed one.",
        )
    lang = bitext.column(column).lang
    made = _MADE[document.format](source, document.name, document.encoding, lang)
    places, lost = find(document.text, made.blocks)
    placed = fills(bitext, column, places, keep_removed=keep_removed)
    put(made.blocks, repeated(placed.fills, made.blocks, places), lang)
    data, notes = made.finish()
    return InLayout(data, (*notes, *_notes(placed, lost, document.text)))


@dataclass(frozen=True, slots=True)
class _Made:
    """A file's slots, and what writes the file."""

    blocks: Sequence[Block]
    finish: Callable[[], tuple[bytes, tuple[str, ...]]]


def _notes(placed: Placed, lost: Sequence[Span], text: str) -> list[str]:
    notes = [f"no place in the file for: “{' '.join(span.of(text).split())[:80]}”" for span in lost]
    if placed.unplaced:
        notes.append(f"{len(placed.unplaced)} sentences have no place in the file and are not in it")
    if placed.added:
        notes.append(
            f"{placed.added} sentences have nothing opposite in the source and stand behind the ones before"
        )
    if placed.omitted:
        notes.append(
            f"{placed.omitted} sentences of the source have nothing opposite and are not in the file"
        )
    return notes


def _text(form: str, source: bytes, name: str, encoding: str | None, lang: str | None) -> _Made:
    """Formats that are text."""
    from workbench.exporting.layout import marked, pages, plain
    from workbench.reading.decoding import decode

    decoded = decode(source, name, encoding)
    makers: dict[str, Callable[[str], Spliced]] = {
        "txt": plain.txt,
        "md": marked.markdown,
        "html": partial(pages.page, lang=lang),
        "srt": plain.srt,
        "vtt": plain.vtt,
    }
    file = makers[form](decoded.text)
    errors = "xmlcharrefreplace" if form == "html" else "strict"
    return _Made(file.blocks, lambda: file.encoded(source, decoded, errors))


def _docx(source: bytes, name: str, _: str | None, lang: str | None) -> _Made:
    from workbench.exporting.layout.wordfile import WordFile

    file = WordFile(source, name, lang)
    return _Made(file.blocks, lambda: (file.result(), ()))


def _odt(source: bytes, name: str, _: str | None, lang: str | None) -> _Made:
    from workbench.exporting.layout.odtfile import OdtFile

    file = OdtFile(source, name, lang)
    return _Made(file.blocks, lambda: (file.result(), ()))


_MADE: Mapping[str, Callable[[bytes, str, str | None, str | None], _Made]] = {
    "docx": _docx,
    "odt": _odt,
    **{form: partial(_text, form) for form in ("txt", "md", "html", "srt", "vtt")},
}

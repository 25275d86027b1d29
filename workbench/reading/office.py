"""Word (docx) and OpenDocument (odt) texts: paragraphs, headings, table cells, notes.

Read straight from the XML, because text inside tracked insertions, links, text boxes and form fields
belongs to the text too. Deleted text, comments, headers and footers do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.errors import BadFile
from workbench.reading.archive import Archive, open_archive, parse_xml
from workbench.reading.extracted import Extracted, joined

__all__ = ["ODT_SKIPPED", "WORD_SKIPPED", "WORD_TEXT", "docx", "odt"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WORD_TEXT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
WORD_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK})

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
ODT_SKIPPED = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}note-citation",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}table-of-content",
    }
)


def docx(data: bytes, name: str) -> Extracted:
    """The text of a Word document; foot- and endnotes stand at the end.

    Raises:
        BadFile: damaged, protected by a password, or hostile.
    """
    archive = open_archive(data, name)
    body = parse_xml(archive.read("word/document.xml"), name)
    paragraphs = list(_word_paragraphs(body))
    notes = [text for part in ("footnotes", "endnotes") for text in _word_notes(archive, part)]
    return Extracted(joined([*paragraphs, *notes]), _said(len(notes)))


def _word_notes(archive: Archive, part: str) -> Iterator[str]:
    """The notes people wrote; Word keeps its separator lines in the same part, with a type."""
    entry = f"word/{part}.xml"
    if entry not in archive:
        return
    for note in parse_xml(archive.read(entry), archive.name):
        if note.get(f"{_W}type") in (None, "normal"):
            text = "\n".join(_word_paragraphs(note))
            if text.strip():
                yield text


def _word_paragraphs(root: Any) -> Iterator[str]:
    """Paragraphs in the order of the document; those of a text box after the one it is anchored in."""
    from lxml import etree

    open_paragraphs: list[list[str]] = []
    skipped = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if node.tag in WORD_SKIPPED:
            skipped += 1 if starts else -1
        elif skipped:
            continue
        elif node.tag == f"{_W}p":
            if starts:
                open_paragraphs.append([])
            else:
                yield "".join(open_paragraphs.pop())
        elif open_paragraphs and starts:
            open_paragraphs[-1].append(_word_text(node))


def _word_text(node: Any) -> str:
    if node.tag == f"{_W}t":
        return node.text or ""
    return WORD_TEXT.get(node.tag, "")


def odt(data: bytes, name: str) -> Extracted:
    """The text of an OpenDocument text; notes stand at the end.

    Raises:
        BadFile: damaged, protected by a password, or hostile.
    """
    archive = open_archive(data, name)
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive else b""
    if b"encryption-data" in manifest:
        raise BadFile(f"“{name}” is protected by a password.", hint="Save it without one.")
    root = parse_xml(archive.read("content.xml"), name)
    paragraphs: list[str] = []
    notes: list[str] = []
    for text, in_note in _odt_paragraphs(root):
        (notes if in_note else paragraphs).append(text)
    return Extracted(joined([*paragraphs, *notes]), _said(len([note for note in notes if note.strip()])))


def _odt_paragraphs(root: Any) -> Iterator[tuple[str, bool]]:
    """(text, whether it stands in a note) of each paragraph and heading."""
    from lxml import etree

    open_paragraphs: list[list[str]] = []
    skipped = notes = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if node.tag in ODT_SKIPPED:
            skipped += 1 if starts else -1
        elif not skipped:
            if node.tag == f"{_TEXT}note":
                notes += 1 if starts else -1
            elif node.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                if starts:
                    open_paragraphs.append([node.text or ""])
                else:
                    yield "".join(open_paragraphs.pop()), notes > 0
            elif starts and open_paragraphs:
                open_paragraphs[-1].append(_odt_text(node))
        if not starts and not skipped and open_paragraphs:
            open_paragraphs[-1].append(node.tail or "")


def _odt_text(node: Any) -> str:
    """What an element inside a paragraph stands for, and the text it begins with."""
    if node.tag == f"{_TEXT}s":
        return " "
    if node.tag == f"{_TEXT}tab":
        return "\t"
    if node.tag == f"{_TEXT}line-break":
        return "\n"
    return (node.text or "") if isinstance(node.tag, str) else ""


def _said(notes: int) -> tuple[str, ...]:
    return (f"{notes} notes stand at the end",) if notes else ()

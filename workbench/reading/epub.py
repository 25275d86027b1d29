"""E-books: the chapters of an EPUB in the order of its spine."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from workbench.errors import BadFile
from workbench.reading.archive import Archive, open_archive, parse_xml
from workbench.reading.extracted import Extracted, joined
from workbench.reading.markup import html_paragraphs, parse_html

__all__ = ["epub"]

_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"


def epub(data: bytes, name: str) -> Extracted:
    """The text of an e-book, without its table of contents.

    Raises:
        BadFile: damaged, protected (DRM), or hostile.
    """
    archive = open_archive(data, name)
    container = parse_xml(archive.read("META-INF/container.xml"), name)
    rootfile = container.find(f".//{_CONTAINER}rootfile")
    package_path = rootfile.get("full-path", "") if rootfile is not None else ""
    package = parse_xml(archive.read(package_path), name)
    chapters = list(_chapters(package, posixpath.dirname(package_path)))
    _refuse_protected(archive, chapters)
    return Extracted(joined(text for chapter in chapters for text in _paragraphs(archive, chapter)))


def _chapters(package: Any, folder: str) -> Iterator[str]:
    """Paths of the chapters in reading order."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in item.get("properties", "").split():
            continue
        yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _refuse_protected(archive: Archive, chapters: list[str]) -> None:
    """Shops encrypt chapters; publishers only obfuscate fonts, which does not matter here."""
    if "META-INF/encryption.xml" not in archive:
        return
    listed = archive.read("META-INF/encryption.xml").decode("utf-8", "replace")
    if any(posixpath.basename(chapter) in listed for chapter in chapters):
        raise BadFile(f"“{archive.name}” is protected (DRM).", hint="Get an edition without protection.")


def _paragraphs(archive: Archive, chapter: str) -> Iterator[str]:
    data = archive.read(chapter)
    root = parse_html(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    if root is not None:
        yield from html_paragraphs(root)

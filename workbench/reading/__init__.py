"""Read files of many formats into a :class:`~workbench.model.Document`.

The decoded text is never normalised, and web-page debris stays in it until
:func:`~workbench.reading.debris.without_debris` marks it as removed.
"""

from __future__ import annotations

from pathlib import Path

from workbench.errors import UnreadableText
from workbench.model import Document
from workbench.reading.decoding import decode
from workbench.reading.files import LIMIT, load

__all__ = ["LIMIT", "read"]


def read(
    source: Path | bytes | str,
    *,
    name: str | None = None,
    format: str | None = None,
    encoding: str | None = None,
    limit: int = LIMIT,
) -> Document:
    """Read a file, or the bytes or text of one.

    Args:
        source: a path, the bytes of a file, or a text (which is taken as it is).
        name: what to call it; the file's name unless given.
        format: ``txt``, … instead of telling it by name and content.
        encoding: of plain text, instead of finding it out.
        limit: the largest size accepted, in bytes.

    Raises:
        BadFile: there is no such file, it cannot be opened, or it is damaged.
        UnreadableText: it is empty, binary, too large, or in an encoding that cannot be told.

    >>> read("Перше. Друге.").text
    'Перше. Друге.'
    """
    if isinstance(source, str):
        document = Document(name or "text", source, format="txt")
    else:
        data = load(source, limit) if isinstance(source, Path) else source
        name = name or (source.name if isinstance(source, Path) else "text")
        decoded = decode(data, name, encoding)
        document = Document(name, decoded.text, encoding=decoded.encoding, notes=decoded.notes)
    if not document.text.strip():
        raise UnreadableText(f"“{document.name}” is empty.", hint="Give a text with at least one word.")
    return document

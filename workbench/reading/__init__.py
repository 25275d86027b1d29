"""Read files of many formats into a :class:`~workbench.model.Document`.

A plain text stays as it was decoded. From the other formats the text is taken out, with a blank line
between paragraphs. Web-page debris stays in it until :func:`~workbench.reading.debris.without_debris`
marks it as removed.
"""

from __future__ import annotations

from pathlib import Path

from workbench.errors import UnreadableText
from workbench.model import Document
from workbench.reading.files import LIMIT, load, too_large

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
        name: what to call it; the file's name unless given. Its ending helps to tell the format.
        format: ``txt``, ``md``, ``html``, ``docx``, ``odt``, ``epub``, ``srt``, ``vtt`` or ``pdf``,
            instead of telling it by content and name.
        encoding: of plain text, Markdown, HTML and subtitles, instead of finding it out.
        limit: the largest size accepted, in bytes.

    Raises:
        BadFile: there is no such file, it cannot be opened, is damaged, protected or hostile.
        UnreadableText: it is empty, binary, too large, or in an encoding that cannot be told.

    >>> read("Перше. Друге.").text
    'Перше. Друге.'
    >>> read(b"<h1>Title</h1><p>One.<p>Two.", name="a.html").text
    'Title\\n\\nOne.\\n\\nTwo.'
    """
    from workbench.reading.formats import extract

    called = name or (source.name if isinstance(source, Path) else "text")
    if isinstance(source, str):
        document = Document(called, source, format="txt")
    else:
        data = load(source, limit) if isinstance(source, Path) else source
        if len(data) > limit:
            raise too_large(called, limit, len(data))
        kind, found = extract(data, called, format, encoding)
        document = Document(called, found.text, format=kind, encoding=found.encoding, notes=found.notes)
    if not document.text.strip():
        seen = (
            "is empty" if document.format == "txt" else f"holds no text that can be read as {document.format}"
        )
        raise UnreadableText(f"“{document.name}” {seen}.", hint="Give a text with at least one word.")
    return document

"""The text layer of a PDF, its lines put together to paragraphs again."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence

import regex

from workbench.errors import BadFile, UnreadableText, WorkbenchError
from workbench.reading.extracted import Extracted, joined

__all__ = ["pdf"]

_ENDED = regex.compile(r"[.!?…:;。！？][\"'»”’)\]]*$")
_HYPHENATED = regex.compile(r"\p{Ll}[-\u00ad\u2010]$")
_PAGE_NUMBER = regex.compile(r"[-–—\s|]*(?:\p{L}{1,8}\.?\s)?\d{1,4}(?:\s?/\s?\d{1,4})?[-–—\s|]*")
_SHORT = 0.75
"""A line shorter than this share of the usual width ends a paragraph, if a sentence ends there or a capital
follows (a heading)."""


def pdf(data: bytes, name: str) -> Extracted:
    """The text of a PDF that has a text layer.

    Raises:
        BadFile: damaged, or protected by a password.
        UnreadableText: it is made of pictures and needs OCR.
    """
    pages = _pages(data, name)
    text = joined(paragraph for page in pages for paragraph in _paragraphs(page))
    if not text:
        raise UnreadableText(
            f"“{name}” holds {len(pages)} pages of pictures and no text; it needs OCR.",
            hint="Run OCR on it first, for example with ocrmypdf.",
        )
    return Extracted(text, ("text layer of a PDF: paragraphs are guessed from its lines",))


def _pages(data: bytes, name: str) -> list[str]:
    import pypdf

    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its complaints are not ours
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFile(f"“{name}” is protected by a password.", hint="Save it without one.")
        return [page.extract_text() for page in reader.pages]
    except WorkbenchError:
        raise
    except pypdf.errors.DependencyError as error:
        raise BadFile(
            f"“{name}” is encrypted in a way that cannot be read here.", hint="Save it without a password."
        ) from error
    except (Exception, RecursionError) as error:  # a broken PDF can break pypdf anywhere
        raise BadFile(
            f"“{name}” is damaged or no PDF that can be read.", hint="Open it in a viewer and save it anew."
        ) from error


def _paragraphs(page: str) -> Iterator[str]:
    """Paragraphs of one page; page numbers at its edges are left out."""
    lines = [line.strip() for line in page.replace("\u0000", "").splitlines()]
    for edge in (0, -1):
        while lines and (not lines[edge] or _PAGE_NUMBER.fullmatch(lines[edge])):
            lines.pop(edge)
    width = _usual_width(lines)
    held = ""
    for line, follows in zip(lines, [*lines[1:], ""], strict=False):
        if held and _HYPHENATED.search(held) and line[:1].islower():
            held = held[:-1] + line
        else:
            held = f"{held} {line}".lstrip()
        short = len(line) < _SHORT * width
        if not follows or (short and (_ENDED.search(line) or follows[:1].isupper())):
            yield held
            held = ""


def _usual_width(lines: Sequence[str]) -> int:
    """Width of the longer lines, in code points: nine in ten are no longer."""
    widths = sorted(len(line) for line in lines if line)
    return widths[len(widths) * 9 // 10] if widths else 0

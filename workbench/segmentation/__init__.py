"""Cut a text into sentences, as spans over the untouched text; nothing is lost.

Four steps. :mod:`.units` finds the stretches of running text (paragraphs, lines, list items).
A splitter cuts each: :mod:`.srx` holds LanguageTool's rules for the languages they know,
:mod:`.terminators` is for all others. :mod:`.repairs` then joins and splits what both get wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.languages import Language, language
from workbench.model import Document, Segment, Span
from workbench.segmentation import srx, terminators
from workbench.segmentation.repairs import repaired
from workbench.segmentation.units import units

__all__ = ["segment"]


def segment(document: Document, lang: str | None) -> tuple[Segment, ...]:
    """The sentences, headlines and list items of `document`.

    Args:
        document: the text; what was removed from it is skipped and never inside a segment.
        lang: language code; None where undecided, then only general rules apply.

    Raises:
        UnknownLanguage: `lang` is in no row of the table.

    Returns:
        Ascending, disjoint segments. Between them stand only white space and removals (law 1).

    >>> [s.text for s in segment(Document("a", "Він у м. Київ. «Так!» — сказав він."), "uk")]
    ['Він у м. Київ.', '«Так!» — сказав він.']
    """
    text = document.text
    known = language(lang) if lang else None
    return tuple(
        Segment(text[start:end], Span(start, end), unit.paragraph)
        for unit in units(document)
        for start, end in _sentences(unit.flat(text), unit.span.start, known)
    )


def _sentences(line: str, offset: int, known: Language | None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of one unit, white space outside, moved by `offset`."""
    cuts = srx.cuts(line, known.choppa) if known and known.choppa else terminators.cuts(line, known)
    for start, end in repaired(line, cuts, known):
        piece = line[start:end]
        left = len(piece) - len(piece.lstrip())
        if left < len(piece):
            yield offset + start + left, offset + start + len(piece.rstrip())

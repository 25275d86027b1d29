"""Files that are text: what is replaced is cut out and in at its place, all else stays byte for byte."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from workbench.exporting.layout.slots import Block, Kind, Slot
from workbench.reading.decoding import Decoded

__all__ = ["Spliced"]

_BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@dataclass(slots=True)
class Spliced:
    """A text file with what is to be replaced in it.

    Attributes:
        text: the decoded file.
        blocks: its slots.
        changes: (start, end, new text), in any order, disjoint.
    """

    text: str
    blocks: list[Block] = field(default_factory=list)
    changes: list[tuple[int, int, str]] = field(default_factory=list)

    def slot(
        self,
        start: int,
        end: int,
        reads: str | None = None,
        look: Hashable = None,
        *,
        kind: Kind = Kind.TEXT,
        seam: int = 0,
        link: bool = False,
        write: Callable[[str], str] = str,
    ) -> Slot:
        """A slot for ``text[start:end]``.

        Args:
            start, end: the place.
            reads: what a reader makes of it; the text itself for None.
            look, kind, seam, link: see :class:`~workbench.exporting.layout.slots.Slot`.
            write: makes of a text what must stand in the file for it.
        """
        said = self.text[start:end] if reads is None else reads
        return Slot(said, lambda new: self.changes.append((start, end, write(new))), look, kind, seam, link)

    def result(self) -> str:
        """The file with everything replaced."""
        parts, at = [], 0
        for start, end, new in sorted(self.changes):
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]])

    def encoded(self, data: bytes, decoded: Decoded, errors: str = "strict") -> tuple[bytes, tuple[str, ...]]:
        """The result in the source's encoding, in UTF-8 where that has not all letters; and a note then.

        Args:
            data: the source's bytes, for its byte order mark.
            decoded: the source as it was read.
            errors: ``xmlcharrefreplace`` where the format has references for missing letters.
        """
        mark = _BOMS.get(decoded.encoding, b"")
        mark = mark if mark and data.startswith(mark) else b""
        try:
            return mark + self.result().encode(decoded.encoding, errors), ()
        except UnicodeEncodeError:
            note = f"written in UTF-8: {decoded.encoding}, the source's encoding, has not all letters"
            return self.result().encode(), (note,)

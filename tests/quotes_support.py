"""Read a quotation case: the text, a line ``--``, then ``kind | speaker | cue | part || part`` per quotation.

The language is the file name's first part. In a part ``\\n`` is a line break.
"""

from dataclasses import dataclass
from pathlib import Path

from workbench.model import Span

FOLDER = Path(__file__).parent / "data" / "quotes"
CASES = sorted(FOLDER.glob("*.txt"))


@dataclass(frozen=True)
class Expected:
    kind: str
    speaker: str | None
    cue: str | None
    parts: tuple[Span, ...]


def read_case(path):
    """Language, text and the quotations expected."""
    text, _, rows = path.read_text("utf-8").rpartition("\n--")
    at = 0
    expected = []
    for row in rows.strip().splitlines():
        kind, speaker, cue, words = (cell.strip() for cell in row.split("|", 3))
        parts = []
        for part in words.split("||"):
            piece = part.strip().replace("\\n", "\n")
            start = text.index(piece, at)
            at = start + len(piece)
            parts.append(Span(start, at))
        expected.append(Expected(kind, speaker or None, cue or None, tuple(parts)))
    return path.stem.split("-")[0], text, expected

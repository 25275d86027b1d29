"""What could not be read of a file, and where: the rest of it was."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was left out, repaired or not understood.

    Attributes:
        message: one sentence that says what was seen and what became of it.
        line: line of the file (row of the sheet), from 1; None where none can be named.
        row: id of the row or unit it concerns, or "".

    >>> str(Problem("A unit has no text; it was left out.", 12))
    'line 12: A unit has no text; it was left out.'
    """

    message: str
    line: int | None = None
    row: str = ""

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"

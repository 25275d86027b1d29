"""The editable side-by-side table: rows, operations on them, their history, and the way to and from reports."""

from workbench.bitext.convert import from_report, row_table, to_parallel
from workbench.bitext.model import (
    SOURCE,
    Bitext,
    BitextRow,
    Cell,
    Change,
    Column,
    Comment,
    Dismissed,
    Piece,
    Stale,
    applied,
)

__all__ = [
    "SOURCE",
    "Bitext",
    "BitextRow",
    "Cell",
    "Change",
    "Column",
    "Comment",
    "Dismissed",
    "Piece",
    "Stale",
    "applied",
    "from_report",
    "row_table",
    "to_parallel",
]

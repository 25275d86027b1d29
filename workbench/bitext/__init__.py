"""The editable side-by-side table: rows, operations on them, their history, and the way to and from reports."""

from workbench.bitext.convert import from_report, row_table, to_parallel
from workbench.bitext.history import REDO, UNDO, Entry, History, replayed
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
from workbench.bitext.regroup import locked_beads, regrouped, with_rows, without_column

__all__ = [
    "REDO",
    "SOURCE",
    "UNDO",
    "Bitext",
    "BitextRow",
    "Cell",
    "Change",
    "Column",
    "Comment",
    "Dismissed",
    "Entry",
    "History",
    "Piece",
    "Stale",
    "applied",
    "from_report",
    "locked_beads",
    "regrouped",
    "replayed",
    "row_table",
    "to_parallel",
    "with_rows",
    "without_column",
]

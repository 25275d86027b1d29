"""What the store gives back: frozen, and free of the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.bitext.history import Entry
from workbench.bitext.model import Bitext, Cell

__all__ = [
    "DocumentInfo",
    "Note",
    "Opened",
    "Problem",
    "Project",
    "RowVersion",
    "SetAside",
    "Source",
    "Step",
    "new_id",
    "now",
    "plain",
]


@dataclass(frozen=True, slots=True)
class Project:
    """A folder of documents.

    Attributes:
        id: cannot be guessed; stands in addresses.
        name: given by a person; no two projects outside the bin share one.
        created: ISO 8601 in UTC, as all times here.
        changed: when a document in it was last written to, or when it was made.
        documents: how many it has, those in the bin not counted.
        deleted: when it was put into the bin; None where it was not.
    """

    id: str
    name: str
    created: str
    changed: str
    documents: int
    deleted: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known about a document without opening it.

    Attributes:
        id: cannot be guessed; stands in addresses.
        project: id of its project.
        title: given by a person or taken from the file.
        langs: language of the source, then of each rendering; None where undecided.
        rows: how many rows it has now.
        created, created_by: when and by whom it was put in.
        changed: when it was last written to.
        seq: number of its last entry, 0 for none; hand it to :meth:`Store.append`.
        source_name: name of the uploaded file, or "" where none was kept.
        deleted: when it was put into the bin; None where it was not.
    """

    id: str
    project: str
    title: str
    langs: tuple[str | None, ...]
    rows: int
    created: str
    created_by: str
    changed: str
    seq: int
    source_name: str = ""
    deleted: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A document as it stands, with its whole record.

    Attributes:
        info: as of the same moment.
        bitext: the table after all `entries`.
        entries: every step since the document was put in, oldest first; for
            :class:`workbench.bitext.history.History`, so that undo works across restarts.
    """

    info: DocumentInfo
    bitext: Bitext
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The uploaded file as it came, byte for byte."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the audit trail; see :class:`workbench.bitext.history.Entry` for the fields."""

    seq: int
    who: str
    when: str
    kind: str
    undoes: int | None
    note: str


@dataclass(frozen=True, slots=True)
class RowVersion:
    """What one step did to one row.

    Attributes:
        step: who, when, what.
        row: id of the row it had been or became: a row made by a merge continues those it was made from.
        before, after: the cell (or the source's and all cells) before and after; empty where the row was not there.
    """

    step: Step
    row: str
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A comment, with where it stands."""

    document: str
    row: str
    column: int
    text: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A finding somebody dismissed, with where it stands."""

    document: str
    row: str
    key: str
    code: str
    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a store. `where` is a document's id, or "" for the whole; `what` a sentence."""

    where: str
    what: str


def new_id() -> str:
    """128 random bits as 32 hexadecimal digits: cannot be guessed, so it may stand in an address."""
    return secrets.token_hex(16)


def now() -> str:
    """The time in UTC to the millisecond, as entries have it.

    >>> len(now()), now()[-1]
    (24, 'Z')
    """
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plain(text: str) -> str:
    """`text` as every database can hold it: no NUL, no halves of characters.

    >>> plain("a\\x00b\\ud800")
    'a\ufffdb\ufffd'
    """
    return "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in text)

"""Kept documents at a terminal: found by what a person types, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import BadFile, BadStore

if TYPE_CHECKING:
    from workbench.bitext import Cell
    from workbench.memory.store import DocumentInfo, Store
    from workbench.memory.values import RowVersion, Step

__all__ = [
    "as_plain",
    "find_document",
    "free_name",
    "minute",
    "of_row",
    "one_of",
    "read_bytes",
    "step",
    "texts",
    "told",
]

_SHORTEST = 4
"""Digits of an id that are enough where they are its own only, as with commit ids."""


def as_plain(value: object) -> Any:
    """One of the store's values as JSON has it."""
    import msgspec

    return msgspec.to_builtins(value)


def find_document(store: Store, wanted: str, project: str | None = None) -> DocumentInfo:
    """The document that an id, the first digits of one, or a title means.

    Raises:
        BadStore: none or several.
    """
    return one_of(store.documents(project), wanted)


def one_of(documents: Sequence[DocumentInfo], wanted: str) -> DocumentInfo:
    """As :func:`find_document`, of these."""
    for found in (
        [d for d in documents if d.id == wanted],
        [d for d in documents if d.title == wanted],
        [d for d in documents if len(wanted) >= _SHORTEST and d.id.startswith(wanted)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(document.id[:12] for document in found[:6])
            raise BadStore(f"Several documents are called “{wanted}”: {ids}.", hint="Name one by its id.")
    raise BadStore(
        f"There is no document “{wanted}”.", hint="See: workbench project list, then list PROJECT."
    )


def read_bytes(name: str) -> bytes:
    """The bytes of a file.

    Raises:
        BadFile: it cannot be read.
    """
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadFile(f"Cannot read “{name}”: {error.strerror}.") from error


def free_name(project: str) -> str:
    """The file that a project goes to where none is named.

    Raises:
        BadFile: there is such a file.
    """
    kept = "".join(char if char.isalnum() or char in "-_." else "-" for char in project).strip("-.")
    name = f"{kept or 'project'}.workbench.zip"
    if Path(name).exists():
        raise BadFile(f"“{name}” is there already.", hint="Name a file with -o; it is then replaced.")
    return name


def of_row(store: Store, info: DocumentInfo, number: int) -> tuple[RowVersion, ...]:
    """What became of the row that is now number `number`, from 1.

    Raises:
        BadStore: there are fewer rows.
    """
    rows = store.load(info.id).bitext.rows
    if number > len(rows):
        raise BadStore(f"“{info.title}” has {len(rows)} rows; there is no row {number}.")
    return store.history(info.id, rows[number - 1].id)


def minute(when: str) -> str:
    """A time to the minute, in UTC.

    >>> minute("2024-05-01T10:15:00.000Z")
    '2024-05-01 10:15'
    """
    return when[:16].replace("T", " ")


def told(info: DocumentInfo) -> tuple[str, str, str, str]:
    """Title, languages, rows and steps of a document."""
    return info.title, " → ".join(lang or "?" for lang in info.langs), str(info.rows), str(info.seq)


def step(one: Step) -> tuple[str, str, str, str]:
    """Number, time, person and kind of a step; what an undo takes back stands in brackets."""
    kind = f"{one.kind} ({one.undoes})" if one.undoes else one.kind
    return str(one.seq), minute(one.when), one.who, kind


def texts(cells: Sequence[Cell]) -> str:
    """The cells of a row beside each other; a tick after what was confirmed."""
    return " | ".join(cell.text + (" ✓" if cell.confirmed else "") for cell in cells)

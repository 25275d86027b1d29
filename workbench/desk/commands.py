"""What an edge (the page, a script) may ask of a desk: checked, typed messages, nothing else gets through."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from workbench.bitext import SOURCE, Bitext, Change, Comment, Dismissed, operations

__all__ = ["MAX_TEXT", "Batch", "Command", "decode", "perform"]

MAX_TEXT = 100_000
"""Longest text of one cell, in code points."""
_MAX_BATCH = 1000

Text = Annotated[str, Meta(max_length=MAX_TEXT)]
Name = Annotated[str, Meta(max_length=64)]
Index = Annotated[int, Meta(ge=SOURCE, le=1000)]
Number = Annotated[int, Meta(ge=1)]


class _Command(msgspec.Struct, frozen=True, tag_field="op", forbid_unknown_fields=True):
    """Every command has a running number per sender, so that each is carried out exactly once."""

    seq: Number


class Edit(_Command, frozen=True, tag="edit"):
    """Give a cell another text."""

    row: Name
    column: Index
    text: Text
    confirmed: bool = False


class Confirm(_Command, frozen=True, tag="confirm"):
    """Say that a text is right, or take it back."""

    row: Name
    column: Index
    on: bool = True


class Revert(_Command, frozen=True, tag="revert"):
    """Back to the text before the first edit."""

    row: Name
    column: Index


class Merge(_Command, frozen=True, tag="merge"):
    """Join a row with those below."""

    row: Name
    count: Annotated[int, Meta(ge=2, le=100)] = 2


class Split(_Command, frozen=True, tag="split"):
    """Cut a row in two."""

    row: Name
    column: Index = SOURCE
    offset: Annotated[int, Meta(ge=0)] | None = None


class Move(_Command, frozen=True, tag="move"):
    """Move a segment to the row above or below."""

    row: Name
    column: Index
    direction: Literal["up", "down"]


class Unlink(_Command, frozen=True, tag="unlink"):
    """Take a text out of its row."""

    row: Name
    column: Index


class Lock(_Command, frozen=True, tag="lock"):
    """Accept a row's alignment."""

    row: Name
    on: bool = True


class AddComment(_Command, frozen=True, tag="comment"):
    """Remark on a row."""

    row: Name
    column: Index
    text: Annotated[str, Meta(min_length=1, max_length=5000)]


class RemoveComment(_Command, frozen=True, tag="uncomment"):
    """Take a remark off."""

    row: Name
    number: Annotated[int, Meta(ge=0)]


class Dismiss(_Command, frozen=True, tag="dismiss"):
    """Set a finding aside."""

    row: Name
    key: Name
    code: Name
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class Restore(_Command, frozen=True, tag="restore"):
    """Let a dismissed finding count again."""

    row: Name
    key: Name


class Replace(_Command, frozen=True, tag="replace"):
    """Search and replace in one rendering, or in all with :data:`SOURCE`."""

    find: Annotated[str, Meta(min_length=1, max_length=1000)]
    put: Annotated[str, Meta(max_length=1000)]
    column: Index = SOURCE
    case: bool = False
    words: bool = False
    rows: tuple[Name, ...] | None = None


class Undo(_Command, frozen=True, tag="undo"):
    """Take the last step back."""


class Redo(_Command, frozen=True, tag="redo"):
    """Make the last undone step again."""


class Realign(_Command, frozen=True, tag="realign"):
    """Align a rendering anew around the locked rows."""

    column: Index


class ShowHistory(_Command, frozen=True, tag="history"):
    """Ask for the life of a row."""

    row: Name


class Alternatives(_Command, frozen=True, tag="alternatives"):
    """Ask an engine how a sentence could go on after its first words."""

    row: Name
    column: Index
    piece: Annotated[int, Meta(ge=0)]
    prefix: Text


class Recall(_Command, frozen=True, tag="recall"):
    """Ask what the translation memory has for a cell."""

    row: Name
    column: Index


class Concordance(_Command, frozen=True, tag="concordance"):
    """Ask where a phrase stands in the translation memory, on either side."""

    row: Name
    column: Index
    phrase: Annotated[str, Meta(max_length=300)]


Command = (
    Edit
    | Confirm
    | Revert
    | Merge
    | Split
    | Move
    | Unlink
    | Lock
    | AddComment
    | RemoveComment
    | Dismiss
    | Restore
    | Replace
    | Undo
    | Redo
    | Realign
    | ShowHistory
    | Alternatives
    | Recall
    | Concordance
)


class Batch(msgspec.Struct, frozen=True):
    """Commands of one sender, in order; those it has no answer to yet are sent again each time.

    `rev` is the last revision it has drawn, see :class:`workbench.desk.desk.Patch`; `desk` names the desk that
    it looked at: a browser may still hold what it told the one before.
    """

    client: Name
    ops: Annotated[tuple[Command, ...], Meta(max_length=_MAX_BATCH)]
    desk: Name = ""
    rev: Annotated[int, Meta(ge=0)] = 0


def decode(message: Any) -> Batch | None:
    """A batch out of whatever came; None where it is not one. The sender is not trusted.

    >>> decode({"client": "a", "ops": [{"op": "undo", "seq": 1}]}).ops
    (Undo(seq=1),)
    >>> decode({"client": "a", "ops": [{"op": "format the disk", "seq": 1}]}) is None
    True
    """
    try:
        return msgspec.convert(message, Batch)
    except (msgspec.ValidationError, RecursionError):
        return None


def perform(bitext: Bitext, command: Command, who: str, when: str) -> tuple[Change, ...]:
    """The changes a command makes, () where it changes nothing.

    Undo, redo and questions are the desk's own and change nothing here.

    Raises:
        Stale: the row is gone.
        ValueError: it cannot be done there; the message says why.
    """
    match command:
        case Replace():
            return _replace(bitext, command)
        case _:
            change = _one(bitext, command, who, when)
            return () if change is None else (change,)


def _one(bitext: Bitext, command: Command, who: str, when: str) -> Change | None:
    match command:
        case Edit(row=row, column=column, text=text, confirmed=confirmed):
            return operations.edit(bitext, row, column, text, confirmed=confirmed)
        case Confirm(row=row, column=column, on=on):
            return operations.confirm(bitext, row, column, on)
        case Revert(row=row, column=column):
            return operations.revert(bitext, row, column)
        case Merge(row=row, count=count):
            return operations.merge(bitext, row, count)
        case Split(row=row, column=column, offset=offset):
            return operations.split(bitext, row, column, offset)
        case Move(row=row, column=column, direction=direction):
            return operations.move(bitext, row, column, direction)
        case Unlink(row=row, column=column):
            return operations.unlink(bitext, row, column)
        case Lock(row=row, on=on):
            return operations.lock(bitext, row, on)
        case AddComment(row=row, column=column, text=text):
            return operations.comment(bitext, row, Comment(text.strip(), who, when, column))
        case RemoveComment(row=row, number=number):
            return operations.uncomment(bitext, row, number)
        case Dismiss(row=row, key=key, code=code, reason=reason):
            return operations.dismiss(bitext, row, Dismissed(key, code, reason.strip(), who, when))
        case Restore(row=row, key=key):
            return operations.restore_finding(bitext, row, key)
        case _:
            return None


def _replace(bitext: Bitext, command: Replace) -> tuple[Change, ...]:
    found = re.escape(command.find)
    if command.words:
        found = rf"(?<!\w){found}(?!\w)"
    pattern = re.compile(found, 0 if command.case else re.IGNORECASE)
    put = partial(pattern.sub, lambda _: command.put)
    columns = range(len(bitext.columns)) if command.column == SOURCE else (command.column,)
    changes: list[Change] = []
    for column in columns:
        made = operations.replace_all(bitext, column, put, command.rows)
        for change in made:
            bitext = change.apply(bitext)
        changes += made
    return tuple(changes)

"""The whole bitext as JSON: nothing is left out. Reports written as JSON are read too."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from workbench.bitext import Bitext, from_report
from workbench.errors import BadFile
from workbench.exporting.carried import dumps, loads
from workbench.exporting.exchange import Content, InCell, InColumn, Incoming, InRow, Options, Written
from workbench.exporting.plain import from_json
from workbench.model import Origin

__all__ = ["read", "write"]

_FORMAT = "workbench-bitext"
_VERSION = 1
_REPORT = "workbench-report"


class _File(msgspec.Struct):
    format: str
    version: int
    bitext: Bitext


def write(content: Content, options: Options) -> Written:
    """One object; equal bitexts give equal bytes."""
    return Written(dumps(_File(_FORMAT, _VERSION, content.bitext)).encode() + b"\n")


def read(data: bytes, options: Options) -> Incoming:
    """Read back what :func:`write` wrote, or a report.

    Raises:
        BadFile: neither, a newer version, or damaged.
    """
    name = options.name or "the JSON file"
    try:
        head: Any = json.loads(data)
        kind = head.get("format") if isinstance(head, dict) else None
        if kind == _REPORT:
            return _incoming(from_report(from_json(data)))
        if kind != _FORMAT:
            raise BadFile(
                f"“{name}” is JSON, but no table of the workbench.", hint="Write one with “convert”."
            )
        if head.get("version") != _VERSION:
            raise BadFile(
                f"“{name}” has version {head.get('version')!r}; this workbench reads {_VERSION}.",
                hint="Update the workbench.",
            )
        return _incoming(loads(data, _File).bitext)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"“{name}” is damaged: {error}.", hint="Write it anew.") from error


def _incoming(bitext: Bitext) -> Incoming:
    """With the rows beside the whole, for comparing with a base."""

    def column(number: int) -> InColumn:
        own = bitext.column(number)
        return InColumn(own.label, own.lang, own.kind, own.name)

    rows = tuple(
        InRow(
            cells=tuple(InCell(cell.text, cell.confirmed) if cell.pieces else None for cell in row.cells),
            source=InCell(row.source.text),
            id=row.id,
            comments=row.comments,
            locked=row.locked,
        )
        for row in bitext.rows
    )
    columns = tuple(column(number) for number in range(len(bitext.columns)))
    return Incoming(
        InColumn(bitext.source.label, bitext.source.lang, Origin.SOURCE), columns, rows, whole=bitext
    )

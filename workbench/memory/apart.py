"""A process that only reads: ``python -m workbench.memory.apart`` gets a request on standard input and writes frames
of units on standard output. See :mod:`workbench.memory.importing`, which starts it.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from workbench.errors import WorkbenchError
from workbench.interchange.problems import Problem
from workbench.interchange.tmx import read_units
from workbench.memory.tmx import Reading
from workbench.memory.units import Unit
from workbench.progress import Progress

__all__ = ["HEAD", "Frame", "Request", "answer"]

HEAD = 4
"""Bytes before a frame that say its length, the highest first."""

_UNITS = 2_000


class Request(msgspec.Struct, frozen=True):
    """What to read; see :class:`workbench.memory.tmx.Reading`."""

    path: str
    name: str
    source_lang: str | None
    target_lang: str | None


class Frame(msgspec.Struct, frozen=True):
    """Some units, and what has happened: problems since the last frame, counts since the start.

    Attributes:
        read: bytes of the file read since the last frame.
        error: (kind, message, hint) of what ended the work.
        last: nothing follows, all was read.
    """

    units: list[Unit]
    problems: list[Problem]
    left_out: int
    codes: int
    read: int
    error: tuple[str, str, str] | None = None
    last: bool = False


class _Bytes(Progress):
    """Counts."""

    def __init__(self) -> None:
        self.read = 0

    def advance(self, units: int = 1, note: str = "") -> None:
        self.read += units

    def taken(self) -> int:
        """Bytes since the last call."""
        read, self.read = self.read, 0
        return read


def answer(asked: bytes, out: BinaryIO) -> None:
    """Read the file that is asked for and write its frames."""
    request = msgspec.msgpack.decode(asked, type=Request)
    reading = Reading(request.name, request.source_lang, request.target_lang)
    count = _Bytes()
    told = 0

    def send(units: list[Unit], error: tuple[str, str, str] | None = None, *, last: bool = False) -> None:
        nonlocal told
        problems, told = reading.problems[told:], len(reading.problems)
        frame = Frame(units, problems, reading.left_out, reading.codes, count.taken(), error, last)
        data = msgspec.msgpack.encode(frame)
        out.write(len(data).to_bytes(HEAD, "big"))
        out.write(data)
        out.flush()

    try:
        waiting = reading.units(read_units(Path(request.path), count, name=request.name))
        while units := list(islice(waiting, _UNITS)):
            send(units)
        send([], last=True)
    except WorkbenchError as error:
        send([], (type(error).__name__, error.message, error.hint))


if __name__ == "__main__":
    try:
        answer(sys.stdin.buffer.read(), sys.stdout.buffer)
    except BrokenPipeError:  # whoever asked has gone
        sys.stderr.close()

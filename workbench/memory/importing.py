"""A TMX file into the memory: whole or not at all, what is damaged in it left out and told by line.

Reading XML costs as much as writing to the database, so a large file is read by a second process
(:mod:`workbench.memory.apart`) while this one writes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from workbench.errors import BadFile, UnreadableText, WorkbenchError
from workbench.interchange.problems import Problem
from workbench.interchange.tmx import read_units
from workbench.memory.apart import HEAD, Frame, Request
from workbench.memory.tm import Memory
from workbench.memory.tmx import Reading
from workbench.memory.units import Added, Unit
from workbench.progress import SILENT, Progress

__all__ = ["APART", "Imported", "import_tmx"]

APART = 8 << 20
"""Bytes from which a second process pays for its start (0.3 s)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file.

    Attributes:
        added: what the memory did with its units.
        problems: what was left out or repaired, by line; at most a thousand.
        left_out: how many such things there were in all.
        codes: segments that lost inline codes of other tools.
    """

    added: Added
    problems: tuple[Problem, ...] = ()
    left_out: int = 0
    codes: int = 0


def import_tmx(
    memory: Memory,
    source: Path | bytes,
    *,
    name: str = "",
    source_lang: str | None = None,
    target_lang: str | None = None,
    progress: Progress = SILENT,
    apart: int = APART,
) -> Imported:
    """Read a TMX file into the memory in one transaction.

    Args:
        memory: where to.
        source: a path, or the bytes of a file.
        name: what to call it; the path's name unless given.
        source_lang, target_lang: take only these languages; by default the file's source language and every other.
        progress: told the bytes read; may cancel.
        apart: bytes from which a file is read by a second process.

    Raises:
        BadFile, UnreadableText: the file is no TMX, hostile or cannot be read. The memory is as it was.
        BadStore: the memory cannot be written to. It is as it was.
        Cancelled: as asked. The memory is as it was.
    """
    reading = Reading(name or (source.name if isinstance(source, Path) else "TMX"), source_lang, target_lang)
    if isinstance(source, Path) and _size(source) >= apart:
        units = _read_apart(source, reading, progress)
    else:
        units = reading.units(read_units(source, progress, name=reading.name))
    added = memory.add(units, _Cancelling(progress))
    return Imported(added, tuple(reading.problems), reading.left_out, reading.codes)


def _size(path: Path) -> int:
    with suppress(OSError):  # reading it says what is wrong
        return path.stat().st_size
    return 0


class _Cancelling(Progress):
    """Only the wish to stop: the file's bytes are counted, not the units."""

    def __init__(self, asked: Progress) -> None:
        self._asked = asked

    def cancelled(self) -> bool:
        return self._asked.cancelled()

    def check(self) -> None:
        self._asked.check()


_KINDS: dict[str, type[WorkbenchError]] = {kind.__name__: kind for kind in (BadFile, UnreadableText)}


def _read_apart(path: Path, reading: Reading, progress: Progress) -> Iterator[Unit]:
    """Units as another process reads them. Where none can be started, or it dies at once, they are read here."""
    try:
        child = subprocess.Popen(
            [sys.executable, "-m", "workbench.memory.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        yield from reading.units(read_units(path, progress, name=reading.name))
        return
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        request = Request(str(path.absolute()), reading.name, reading.source_lang, reading.target_lang)
        with suppress(BrokenPipeError):
            child.stdin.write(msgspec.msgpack.encode(request))
            child.stdin.close()
        progress.start(f"Reading {reading.name}", _size(path))
        decoder = msgspec.msgpack.Decoder(Frame)
        began = ended = False
        while head := child.stdout.read(HEAD):
            began, ended = True, False
            data = child.stdout.read(size := int.from_bytes(head, "big"))
            if len(data) < size:
                break
            frame = decoder.decode(data)
            ended = frame.last
            if frame.error is not None:
                kind, message, hint = frame.error
                raise _KINDS.get(kind, BadFile)(message, hint=hint)
            reading.problems += frame.problems
            reading.left_out, reading.codes = frame.left_out, frame.codes
            progress.advance(frame.read)
            progress.check()
            yield from frame.units
        if not began:
            yield from reading.units(read_units(path, progress, name=reading.name))
        elif not ended:
            raise BadFile(
                f"The process that read “{reading.name}” ended half-way.",
                hint="Is there memory enough? Try again.",
            )
        progress.finish()
    finally:
        child.stdout.close()
        child.kill()
        child.wait()

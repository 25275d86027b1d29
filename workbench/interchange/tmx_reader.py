"""TMX read as a stream: any size, bounded memory, and what is damaged costs only itself.

Expat reads the text that :mod:`.decoding` has cleaned. Entities of the outside are refused, document types are
never fetched; a unit that is broken is left out and told with its line, and reading goes on at the next one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from workbench.errors import BadFile
from workbench.interchange.decoding import Decoder
from workbench.interchange.problems import Problem
from workbench.interchange.tmx_events import LONGEST, Events, TooMuch
from workbench.interchange.tmx_model import TmxItem
from workbench.progress import SILENT, Progress

__all__ = ["LONGEST", "read_units"]

_LONGEST_TAG = 4_000_000
"""Characters of one tag or comment, which the parser must hold whole."""
_MOST_BROKEN = 1_000
"""Broken units after which the rest of the file is not read: it is no TMX."""
_MOST_TOLD = 1_000
"""Problems told one by one."""
_NEXT_UNIT = re.compile(r"<tu[\s>]")


def read_units(
    source: Path | bytes | BinaryIO, progress: Progress = SILENT, *, name: str = ""
) -> Iterator[TmxItem]:
    """Read a TMX file of any version, in the order of the file.

    Args:
        source: a path, the bytes of a file, or a stream opened for reading bytes.
        progress: told the bytes read; can cancel between two pieces of 256 kB.
        name: what to call the file in messages; the path's name unless given.

    Yields:
        The :class:`TmxHeader` first, then a :class:`TmxUnit` for each unit that has text, and a
        :class:`Problem` for everything left out, repaired or cut off.

    Raises:
        BadFile: it cannot be opened, is no TMX at all, or declares entities that reach outside or blow up.
        UnreadableText: it is empty or in an unknown encoding.
        Cancelled: as `progress` wished.

    >>> unit = b'<tu><tuv xml:lang="en"><seg>A <ph/>b</seg></tuv></tu>'
    >>> file = b'<tmx version="1.4"><header srclang="en"/><body>' + unit + b"</body></tmx>"
    >>> header, unit = read_units(file)
    >>> header.get("srclang"), unit.variants[0].text
    ('en', 'A b')
    """
    if isinstance(source, Path):
        name = name or source.name
        try:
            size = source.stat().st_size
            with source.open("rb") as stream:
                yield from _read(stream, name, size, progress)
        except OSError as error:
            raise BadFile(f"Cannot open “{name}”: {error.strerror}.", hint="Check the path.") from error
    elif isinstance(source, bytes):
        yield from _read(io.BytesIO(source), name or "the TMX file", len(source), progress)
    else:
        yield from _read(source, name or "the TMX file", None, progress)


def _read(stream: BinaryIO, name: str, size: int | None, progress: Progress) -> Iterator[TmxItem]:
    decoder = Decoder(stream, name)
    reader = _Reader(name)
    progress.start(f"Reading {name}", size)
    told = 0
    for text, count in decoder.pieces():
        reader.feed(text)
        yield from decoder.problems[told:]
        told = len(decoder.problems)
        yield from reader.taken()
        progress.advance(count)
        progress.check()
        if reader.given_up:
            break
    reader.close()
    yield from decoder.problems[told:]
    yield from reader.taken()
    yield from reader.untold()
    progress.finish()


class _Reader:
    """Feeds pieces of text to a parser, and to a new one from the next unit on where one breaks down."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._out: list[TmxItem] = []
        self._units = Events(self._out, name)
        self._parser = self._units.parser()
        self._base = 0  # lines before what this parser was given
        self._lines = 0  # lines fed in all
        self._told = 0
        self._breaks = 0
        self._open = 0  # characters since a tag began that has not ended
        self._seeking = ""  # non-empty: looking for the next unit, with this tail of the text before
        self._any = False
        self.given_up = False

    def taken(self) -> list[TmxItem]:
        """What has been read since the last call; of very many problems the first ones, the others are counted."""
        out = []
        for item in self._out:
            if isinstance(item, Problem):
                self._told += 1
                if self._told > _MOST_TOLD:
                    continue
            out.append(item)
        self._out.clear()
        return out

    def untold(self) -> list[Problem]:
        """How many problems were not told one by one."""
        more = self._told - _MOST_TOLD
        return [Problem(f"{more:,} further problems of this kind.")] if more > 0 else []

    def feed(self, text: str) -> None:
        """Parse one more piece."""
        self._any = self._any or bool(text.strip())
        while text and not self.given_up:
            if self._seeking:
                text = self._found(text)
                continue
            if not self._tags_end(text):
                return
            data = text.encode("utf-8")
            before = self._units.fed
            self._units.fed += len(data)
            try:
                self._parser.Parse(data, False)
                self._lines += text.count("\n")
                return
            except expat.ExpatError as error:
                text = self._broken(error, data, before)
            except TooMuch as error:
                text = self._broken(error, data, before)

    def _tags_end(self, text: str) -> bool:
        """False, and the end of it, where a tag goes on for longer than the parser should hold."""
        opened, closed = text.rfind("<"), text.rfind(">")
        if closed > opened or (opened == closed == -1 and not self._open):
            self._open = 0
        elif opened > closed:
            self._open = len(text) - opened
        else:
            self._open += len(text)
        if self._open > _LONGEST_TAG:
            seen = f"tag is longer than {_LONGEST_TAG / 1e6:.0f} MB"
            if not self._units.in_tmx:
                raise BadFile(f"“{self._name}” is no TMX: a {seen}.", hint="Give a .tmx file.")
            self._units.abandon(f"A {seen}; the rest of the file was not read.", self._lines + 1)
            self.given_up = True
        return not self.given_up

    def _broken(self, error: Exception, data: bytes, before: int) -> str:
        """Tell it, and return what is left to read of this piece."""
        at = (
            max(0, self._parser.ErrorByteIndex - before)
            if isinstance(error, expat.ExpatError)
            else (max(0, self._parser.CurrentByteIndex - before))
        )
        line = self._base + self._parser.CurrentLineNumber
        if not self._units.in_tmx:
            raise BadFile(
                f"“{self._name}” is no TMX: {_words(error)} in line {line}.", hint="Give a .tmx file."
            )
        self._units.abandon(
            f"{_sentence(error)}; the unit was left out and reading went on at the next one.", line
        )
        self._breaks += 1
        if self._breaks >= _MOST_BROKEN:
            self._units.tell("That was too much damage: the rest of the file was not read.", line)
            self.given_up = True
        rest = data[at:].decode("utf-8", "replace")
        self._lines += data[:at].count(b"\n") + rest[:1].count("\n")
        self._seeking = " "
        return rest[1:]  # what broke may be a unit's start: go on behind it

    def _found(self, text: str) -> str:
        tail = self._seeking.lstrip()
        whole = tail + text
        found = _NEXT_UNIT.search(whole)
        if not found:
            self._lines += text.count("\n")
            self._seeking = whole[-3:] or " "
            return ""
        self._lines += whole.count("\n", 0, found.start()) - tail.count("\n")
        self._seeking = ""
        self._base = self._lines
        self._open = 0
        self._parser = self._units.parser()
        self._parser.Parse(b"<tmx><body>", False)
        self._units.base, self._units.fed = self._base, len(b"<tmx><body>")
        return whole[found.start() :]

    def close(self) -> None:
        """The file ends here: complain if it ended early."""
        if not self._any:
            raise BadFile(f"“{self._name}” is empty.", hint="Give a .tmx file.")
        if self._seeking or self.given_up:
            return
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            if not self._units.in_tmx:
                raise BadFile(
                    f"“{self._name}” is no TMX: {_words(error)}.", hint="Give a .tmx file."
                ) from None
            if not self._units.ended:
                line = self._base + self._parser.CurrentLineNumber
                self._units.abandon("The file is cut off here; what stands before was read.", line)


def _words(error: Exception) -> str:
    return expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)


def _sentence(error: Exception) -> str:
    text = _words(error)
    return f"Broken XML here ({text})" if isinstance(error, expat.ExpatError) else text

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
from workbench.interchange.tmx_model import Code, Pairs, TmxHeader, TmxItem, TmxUnit, TmxVariant
from workbench.interchange.xmltext import attribute, content, unspelled
from workbench.progress import SILENT, Progress

__all__ = ["LONGEST", "read_units"]

LONGEST = 1_000_000
"""Characters of one unit, texts, properties and remarks together; a longer one is left out."""
_DEEPEST = 64
"""Elements inside one another; ``sub`` may hold codes and these ``sub`` again, but nobody goes that deep."""
_LONGEST_TAG = 4_000_000
"""Characters of one tag or comment, which the parser must hold whole."""
_LONGEST_ENTITY = 200
_MOST_PROBLEMS = 1_000
"""After so many, the rest of the file is not read: it is no TMX."""
_NEXT_UNIT = re.compile(r"<tu[\s>]")
_VERSIONS = ("1.1", "1.2", "1.3", "1.4", "1.4a", "1.4b")
_CODES = frozenset(["bpt", "ept", "ph", "it", "ut"])
_XML_LANG = ("xml:lang", "lang")


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
    >>> [unit.variants[0].text for unit in read_units(file) if isinstance(unit, TmxUnit)]
    ['A b']
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
    progress.finish()


class _Reader:
    """Feeds pieces of text to a parser, and to a new one from the next unit on where one breaks down."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._out: list[TmxItem] = []
        self._units = _Units(self._out, name)
        self._parser = self._units.parser()
        self._base = 0  # lines before what this parser was given
        self._lines = 0  # lines fed in all
        self._problems = 0
        self._open = 0  # characters since a tag began that has not ended
        self._seeking = ""  # non-empty: looking for the next unit, with this tail of the text before
        self._any = False
        self.given_up = False

    def taken(self) -> list[TmxItem]:
        """What has been read since the last call."""
        out = self._out[:]
        self._out.clear()
        self._problems += sum(isinstance(item, Problem) for item in out)
        if self._problems >= _MOST_PROBLEMS and not self.given_up:
            self.given_up = True
            out.append(
                Problem(f"More than {_MOST_PROBLEMS:,} problems: the rest was not read.", self._lines + 1)
            )
        return out

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
            except _TooMuch as error:
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
            seen = f"A tag is longer than {_LONGEST_TAG / 1e6:.0f} MB"
            if not self._units.in_tmx:
                raise BadFile(
                    f"“{self._name}” is no TMX: {seen[0].lower()}{seen[1:]}.", hint="Give a .tmx file."
                )
            self._units.abandon(f"{seen}; the rest of the file was not read.", self._lines + 1)
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


class _TooMuch(Exception):
    """A unit too deep or too long to go on with: the parser is left where it is."""


def _words(error: Exception) -> str:
    return expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)


def _sentence(error: Exception) -> str:
    text = _words(error)
    return f"Broken XML here ({text})" if isinstance(error, expat.ExpatError) else text


class _Units:
    """Makes items of the parser's events."""

    def __init__(self, out: list[TmxItem], name: str) -> None:
        self._out = out
        self._name = name
        self.base = 0
        self.fed = 0
        self.in_tmx = False
        self.ended = False
        self._header = TmxHeader()
        self._seen_header = False
        self._reset()

    def _reset(self) -> None:
        self._stack: list[str] = []
        self._attrs: Pairs = ()
        self._props: list[tuple[str, str]] = []
        self._notes: list[str] = []
        self._variants: list[TmxVariant] = []
        self._tuv: tuple[Pairs, list[tuple[str, str]], list[str], int] | None = None
        self._seg: _Segment | None = None
        self._last_seg: _Segment | None = None
        self._text: list[str] = []
        self._kind = ""
        self._line = 0
        self._size = 0
        self._inside = ""  # "tu" or "header"

    def parser(self) -> expat.XMLParserType:
        """A parser that tells this object."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._chars
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.UseForeignDTD(True)  # it is never read: an entity nobody declared is then skipped, no error
        self._parser = parser
        self._reset()
        return parser

    def _here(self) -> int:
        return self.base + self._parser.CurrentLineNumber

    def tell(self, message: str, line: int | None = None) -> None:
        """Report something at `line`, or at the place the parser is at."""
        self._out.append(Problem(message, self._here() if line is None else line))

    def abandon(self, message: str, line: int) -> None:
        """Report it and forget the unit begun."""
        self.tell(message, line)
        self._reset()

    def _entity(
        self,
        name: str,
        is_parameter: int,
        value: str | None,
        base: str | None,
        system: str | None,
        *_: object,
    ) -> None:
        """Short plain text as an entity is harmless and occurs; everything else is an attack or might be one."""
        if is_parameter or value is None or len(value) > _LONGEST_ENTITY or re.search("[&%<]", value):
            where = f" ({system[:80]})" if system else ""
            raise BadFile(
                f"“{self._name}” declares the XML entity “{name[:40]}”{where} in line {self._here()}, as attacks do.",
                hint="If you trust where it is from, delete its <!ENTITY> lines.",
            )

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self.tell(f"The entity “&{name[:40]};” is not declared; it stands as it is written.")
            self._chars(f"&{name};")

    # events

    def _start(self, tag: str, flat: list[str]) -> None:
        depth = len(self._stack)
        if depth >= _DEEPEST:
            raise _TooMuch(f"Elements stand more than {_DEEPEST} deep inside one another")
        self._stack.append(tag)
        if self._seg is not None:
            self._seg.start(tag, _pairs(flat))
            return
        match tag:
            case "tmx":
                self._tmx(_pairs(flat))
            case "header":
                self._inside, self._attrs = "header", _pairs(flat)
            case "tu":
                self._begin_unit(_pairs(flat))
            case "tuv" if self._inside == "tu":
                self._tuv, self._last_seg = (_pairs(flat), [], [], self._here()), None
            case "seg" if self._tuv is not None:
                self._seg = _Segment()
            case "prop" | "note":
                self._text = []
                self._kind = dict(_pairs(flat)).get("type", "")
            case _ if depth == 0:
                raise BadFile(f"“{self._name}” is <{tag[:40]}>, no TMX.", hint="Give a .tmx file.")

    def _tmx(self, attrs: Pairs) -> None:
        if self.in_tmx:
            return
        self.in_tmx = True
        version = dict(attrs).get("version", "")
        self._header = TmxHeader(version=version)
        if version not in _VERSIONS:
            said = f"version {version[:20]}" if version else "no version"
            self.tell(f"The file says {said}; it was read as 1.4.")

    def _begin_unit(self, attrs: Pairs) -> None:
        if self._inside == "tu":
            self.tell("A unit begins inside another; the outer one was left out.", self._line)
        self._give_header()
        stack = self._stack
        self._reset()
        self._stack = stack
        self._inside, self._attrs, self._line = "tu", attrs, self._here()

    def _give_header(self) -> None:
        if not self._seen_header:
            self._seen_header = True
            if not self._header.attrs:
                self.tell("The file has no header.")
            self._out.append(self._header)

    def _chars(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST and self._inside:
            if self._inside == "tu" and self._size - len(text) <= LONGEST:
                self.tell(f"A unit is longer than {LONGEST:,} characters; it was left out.", self._line)
            self._seg = self._seg and _Segment()
            self._text.clear()
            return
        if self._seg is not None:
            self._seg.chars(text)
        elif self._stack and self._stack[-1] in ("prop", "note"):
            self._text.append(text)

    def _end(self, tag: str) -> None:
        self._stack.pop()
        if self._seg is not None and tag != "seg":
            self._seg.end(tag)
            return
        match tag:
            case "seg":
                self._last_seg, self._seg = self._seg, None
            case "prop" | "note":
                self._end_remark(tag)
            case "tuv":
                self._end_variant()
            case "header":
                self._header = TmxHeader(
                    self._attrs, tuple(self._props), tuple(self._notes), self._header.version
                )
                self._reset_keeping_stack()
                self._give_header()
            case "tu":
                self._end_unit()
                self._reset_keeping_stack()
            case "tmx":
                self._give_header()
                self.ended = True

    def _reset_keeping_stack(self) -> None:
        stack = self._stack
        self._reset()
        self._stack = stack

    def _end_remark(self, tag: str) -> None:
        text = unspelled("".join(self._text))
        props, notes = (self._tuv[1], self._tuv[2]) if self._tuv else (self._props, self._notes)
        if tag == "prop":
            props.append((self._kind, text))
        else:
            notes.append(text)

    def _end_variant(self) -> None:
        if self._tuv is None:
            return
        attrs, props, notes, line = self._tuv
        self._tuv = None
        lang = next((value for key in _XML_LANG for name, value in attrs if name == key), "").strip()
        rest = tuple(pair for pair in attrs if pair[0] not in _XML_LANG)
        if self._last_seg is None:
            self.tell("A variant has no <seg>; it was left out.", line)
            return
        if not lang:
            self.tell("A variant does not say its language (xml:lang).", line)
        text, codes = self._last_seg.done()
        self._variants.append(TmxVariant(lang, text, codes, rest, tuple(props), tuple(notes), line))

    def _end_unit(self) -> None:
        if self._size > LONGEST:
            return
        if not any(variant.text for variant in self._variants):
            self.tell("A unit has no text; it was left out.", self._line)
            return
        own = dict(self._attrs)
        srclang = own.get("srclang") or self._header.get("srclang") or ""
        self._out.append(
            TmxUnit(
                variants=tuple(self._variants),
                tuid=unspelled(own.get("tuid", "")),
                srclang="" if srclang == "*all*" else srclang,
                attrs=tuple((k, v) for k, v in self._attrs if k not in ("tuid", "srclang")),
                props=tuple(self._props),
                notes=tuple(self._notes),
                line=self._line,
            )
        )


def _pairs(flat: list[str]) -> Pairs:
    return tuple(zip(flat[::2], flat[1::2], strict=True))


class _Segment:
    """Text and inline codes of one ``seg``."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._at = 0
        self._codes: list[Code] = []
        self._open: list[tuple[str, int, Pairs]] = []  # hi and unknown elements: their text counts
        self._code: tuple[str, Pairs] | None = None
        self._inner: list[str] = []
        self._depth = 0

    def start(self, tag: str, attrs: Pairs) -> None:
        """An element begins."""
        if self._code is not None:
            self._depth += 1
            written = "".join(f' {name}="{attribute(value)}"' for name, value in attrs)
            self._inner.append(f"<{tag}{written}>")
        elif tag in _CODES:
            self._code, self._inner, self._depth = (tag, attrs), [], 0
        else:
            self._open.append((tag, self._at, attrs))

    def chars(self, text: str) -> None:
        """Text, of the segment or of a code."""
        if self._code is not None:
            self._inner.append(content(text))
        else:
            self._text.append(text)
            self._at += len(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._code is None:
            name, start, attrs = self._open.pop()
            self._codes.append(Code(start, self._at, name, attrs))
        elif self._depth:
            self._depth -= 1
            self._inner.append(f"</{tag}>")
        else:
            name, attrs = self._code
            self._codes.append(Code(self._at, self._at, name, attrs, "".join(self._inner)))
            self._code = None

    def done(self) -> tuple[str, tuple[Code, ...]]:
        """Text and codes, the codes as they begin."""
        raw = "".join(self._text)
        text = unspelled(raw)
        codes = self._codes
        if len(text) != len(raw):
            codes = [_moved(code, raw) for code in codes]
        return text, tuple(sorted(codes, key=lambda code: code.start))


def _moved(code: Code, raw: str) -> Code:
    start, end = (len(unspelled(raw[:at])) for at in (code.start, code.end))
    return Code(start, end, code.tag, code.attrs, code.inner)

"""A parser's events made into the header, units and problems of a TMX file."""

from __future__ import annotations

import re
from xml.parsers import expat

from workbench.errors import BadFile
from workbench.interchange.problems import Problem
from workbench.interchange.tmx_model import Pairs, TmxHeader, TmxItem, TmxUnit, TmxVariant
from workbench.interchange.tmx_segment import Segment
from workbench.interchange.xmltext import unspelled

__all__ = ["LONGEST", "Events", "TooMuch"]

LONGEST = 1_000_000
"""Characters of one unit, texts, properties and remarks together; a longer one is left out."""
_DEEPEST = 64
"""Elements inside one another; ``sub`` may hold codes and these ``sub`` again, but nobody goes that deep."""
_LONGEST_ENTITY = 200
_VERSIONS = ("1.1", "1.2", "1.3", "1.4", "1.4a", "1.4b")
_XML_LANG = ("xml:lang", "lang")


class TooMuch(Exception):
    """A unit too deep or too long to go on with: the parser is left where it is."""


class Events:
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
        self._attrs: Pairs = ()
        self._props: list[tuple[str, str]] = []
        self._notes: list[str] = []
        self._variants: list[TmxVariant] = []
        self._tuv: tuple[Pairs, list[tuple[str, str]], list[str], int] | None = None
        self._seg: Segment | None = None
        self._last_seg: Segment | None = None
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
        self._stack: list[str] = []
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
            raise TooMuch(f"Elements stand more than {_DEEPEST} deep inside one another")
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
                self._seg = Segment()
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
        self._reset()
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
            self._seg = self._seg and Segment()
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
                self._reset()
                self._give_header()
            case "tu":
                self._end_unit()
                self._reset()
            case "tmx":
                self._give_header()
                self.ended = True

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
                tuid=own.get("tuid", ""),
                srclang="" if srclang == "*all*" else srclang,
                attrs=tuple((k, v) for k, v in self._attrs if k not in ("tuid", "srclang")),
                props=tuple(self._props),
                notes=tuple(self._notes),
                line=self._line,
            )
        )


def _pairs(flat: list[str]) -> Pairs:
    return tuple(zip(flat[::2], map(unspelled, flat[1::2]), strict=True))

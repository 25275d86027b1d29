"""What a TMX file holds: a header, units, their variants and the inline codes in these.

TMX 1.4b, Localisation Industry Standards Association, 26 April 2005,
https://www.gala-global.org/tmx-14b; names of attributes are the standard's.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import UnknownLanguage
from workbench.interchange.problems import Problem
from workbench.languages import normalize

__all__ = ["Code", "TmxHeader", "TmxItem", "TmxUnit", "TmxVariant"]

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """An inline element of a segment. The segment's text is without it.

    Attributes:
        start, end: where it stands in the variant's text; equal but for ``hi``, which encloses text.
        tag: ``bpt``, ``ept``, ``ph``, ``it``, ``ut``, ``hi``; the opening part for other tools' own.
        attrs: its attributes.
        inner: what it holds, as XML: native codes and, in ``sub``, text of a sub-flow; "" for ``hi``.
    """

    start: int
    end: int
    tag: str
    attrs: Pairs = ()
    inner: str = ""


@dataclass(frozen=True, slots=True)
class TmxVariant:
    """One language of a unit (``tuv``).

    Attributes:
        lang: as written in ``xml:lang`` (or ``lang`` before TMX 1.4); "" where missing.
        text: the segment without its inline codes.
        codes: the inline codes, in order.
        attrs, props, notes: whatever else was given; props are (type, value).
        line: where it begins in the file, from 1; 0 where it was not read from one.
    """

    lang: str
    text: str
    codes: tuple[Code, ...] = ()
    attrs: Pairs = ()
    props: Pairs = ()
    notes: tuple[str, ...] = ()
    line: int = 0

    @property
    def code(self) -> str | None:
        """Our language code for it, or None where missing or unknown.

        >>> TmxVariant("EN_gb", "a").code, TmxVariant("xx-klingon", "a").code
        ('en', None)
        """
        return language_code(self.lang)

    def prop(self, kind: str) -> str | None:
        """The first property of that type, or None."""
        return next((value for name, value in self.props if name == kind), None)


@dataclass(frozen=True, slots=True)
class TmxUnit:
    """One translation unit (``tu``) with at least one variant.

    Attributes:
        variants: its languages, in the order of the file; there may be several of one language.
        tuid: its id, or "".
        srclang: the language translated from, from the unit or else the header; "" where left open.
        attrs: other attributes, such as ``creationdate``, ``changeid``, ``segtype``.
        props, notes: (type, value) pairs and remarks.
        line: where it begins in the file, from 1; 0 where it was not read from one.
    """

    variants: tuple[TmxVariant, ...]
    tuid: str = ""
    srclang: str = ""
    attrs: Pairs = ()
    props: Pairs = ()
    notes: tuple[str, ...] = ()
    line: int = 0

    def get(self, name: str) -> str | None:
        """The value of an attribute, or None."""
        return dict(self.attrs).get(name)

    def prop(self, kind: str) -> str | None:
        """The first property of that type, or None."""
        return next((value for name, value in self.props if name == kind), None)

    def in_language(self, code: str) -> tuple[TmxVariant, ...]:
        """The variants in a language, by our code."""
        return tuple(variant for variant in self.variants if variant.code == code)


@dataclass(frozen=True, slots=True)
class TmxHeader:
    """What is true of a whole file: attributes (``srclang``, ``creationtool``, …), properties, remarks."""

    attrs: Pairs = ()
    props: Pairs = ()
    notes: tuple[str, ...] = ()
    version: str = ""

    def get(self, name: str) -> str | None:
        """The value of an attribute, or None."""
        return dict(self.attrs).get(name)

    def prop(self, kind: str) -> str | None:
        """The first property of that type, or None."""
        return next((value for name, value in self.props if name == kind), None)


TmxItem = TmxHeader | TmxUnit | Problem
"""What reading a file yields, in the order of the file."""


def language_code(written: str) -> str | None:
    """Our code for a language as other tools write it, or None."""
    try:
        return normalize(written) if written.strip() else None
    except UnknownLanguage:
        return None

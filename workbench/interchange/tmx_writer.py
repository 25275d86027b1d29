"""TMX 1.4 written as a stream, valid against ``tmx14.dtd``; the same units give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from workbench.interchange.tmx_model import Code, Pairs, TmxHeader, TmxUnit, TmxVariant
from workbench.interchange.xmltext import attribute, content, escaped, spelled, spelled_at
from workbench.progress import SILENT, Progress

__all__ = ["write"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
_REQUIRED = {
    "creationtool": "translation-workbench",
    "creationtoolversion": "1",
    "segtype": "sentence",
    "o-tmf": "workbench",
    "adminlang": "en",
    "srclang": "*all*",
    "datatype": "plaintext",
}
"""Attributes that the standard requires of a header."""
_HEADER = frozenset([*_REQUIRED, "o-encoding", "creationdate", "creationid", "changedate", "changeid"])
_USED = frozenset(
    ["o-encoding", "datatype", "usagecount", "lastusagedate", "creationtool", "creationtoolversion", "creationdate",
     "creationid", "changedate", "changeid", "o-tmf"]
)  # fmt: skip
_UNIT = _USED | {"segtype"}
_BATCH = 1_000


def write(
    units: Iterable[TmxUnit], out: BinaryIO, header: TmxHeader | None = None, progress: Progress = SILENT
) -> int:
    """Write a whole file.

    Args:
        units: in order; those without variants are left out. Attributes that TMX 1.4 has not are left out too.
        out: opened for writing bytes.
        header: attributes, properties and remarks of the file; what the standard requires is filled in.
        progress: told the units written.

    Returns:
        How many units were written.
    """
    header = header or TmxHeader()
    count = 0
    progress.start("Writing TMX")
    out.write(_HEAD.encode())
    out.write(("".join(_header(header)) + "<body>\n").encode())
    held: list[str] = []
    for unit in units:
        if not unit.variants:
            continue
        held += _unit(unit)
        count += 1
        if count % _BATCH == 0:
            out.write("".join(held).encode())
            held.clear()
            progress.advance(_BATCH)
            progress.check()
    out.write("".join(held).encode())
    out.write(b"</body>\n</tmx>\n")
    progress.advance(count % _BATCH)
    progress.finish()
    return count


def _header(header: TmxHeader) -> Iterator[str]:
    given = dict(header.attrs)
    attrs = {**_REQUIRED, **given}
    yield f"<header{_attributes(tuple(attrs.items()), _HEADER)}>\n"
    yield from _remarks(header.notes, header.props, "  ")
    yield "</header>\n"


def _unit(unit: TmxUnit) -> Iterator[str]:
    head = [("tuid", unit.tuid)] if unit.tuid else []
    lang = [("srclang", unit.srclang)] if unit.srclang else []
    yield f"<tu{_attributes((*head, *unit.attrs, *lang), _UNIT | {'tuid', 'srclang'})}>\n"
    yield from _remarks(unit.notes, unit.props, "  ")
    for variant in unit.variants:
        yield from _variant(variant)
    yield "</tu>\n"


def _variant(variant: TmxVariant) -> Iterator[str]:
    yield f'  <tuv xml:lang="{attribute(variant.lang or "und")}"{_attributes(variant.attrs, _USED)}>\n'
    yield from _remarks(variant.notes, variant.props, "    ")
    yield f"    <seg>{_segment(variant.text, variant.codes)}</seg>\n  </tuv>\n"


def _remarks(notes: tuple[str, ...], props: Pairs, indent: str) -> Iterator[str]:
    for note in notes:
        yield f"{indent}<note>{content(note)}</note>\n"
    for kind, value in props:
        yield f'{indent}<prop type="{attribute(kind)}">{content(value)}</prop>\n'


def _attributes(pairs: Pairs, known: frozenset[str]) -> str:
    return "".join(f' {name}="{attribute(value)}"' for name, value in dict(pairs).items() if name in known)


_INLINE = frozenset(["bpt", "ept", "ph", "it", "ut"])


def _segment(text: str, codes: tuple[Code, ...]) -> str:
    """The text with its codes put back: those of no length where they stand, ``hi`` around its text."""
    if not codes:
        return content(text)
    places = sorted({place for code in codes for place in (code.start, code.end)})
    there = dict(zip(places, spelled_at(text, places), strict=True))
    text = spelled(text)
    out: list[str] = []
    at = 0
    ends: list[int] = []

    def upto(place: int) -> None:
        nonlocal at
        while ends and ends[-1] <= place:
            end = ends.pop()
            out.append(escaped(text[at:end]) + "</hi>")
            at = end
        out.append(escaped(text[at:place]))
        at = place

    for code in codes:
        upto(there[code.start])
        attrs = "".join(f' {name}="{attribute(value)}"' for name, value in code.attrs)
        if code.tag in _INLINE:
            out.append(f"<{code.tag}{attrs}>{code.inner}</{code.tag}>")
        elif code.tag == "hi":
            out.append(f"<hi{attrs}>")
            ends.append(there[code.end])
    upto(len(text))
    return "".join(out) + "</hi>" * len(ends)

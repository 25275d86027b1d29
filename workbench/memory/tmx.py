"""Units of the memory to and from TMX, one by one, so that files of any size pass through.

What TMX has a place for stands there (dates, people, notes). The rest is written as ``prop`` elements: OmegaT's
own names where it has some (``prev``, ``next``, its team projects' context), ``x-workbench-…`` otherwise.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from workbench.interchange.problems import Problem
from workbench.interchange.tmx import TmxHeader, TmxItem, TmxUnit, TmxVariant
from workbench.memory.placeables import pieces
from workbench.memory.units import Unit, UnitOrigin

__all__ = ["Reading", "to_tmx"]

_PREVIOUS, _NEXT = "prev", "next"  # OmegaT, ProjectTMX
_OURS = "x-workbench-"
_ORIGIN, _DETAIL, _DOCUMENT, _TERMS = (_OURS + name for name in ("origin", "detail", "document", "terms"))
_SOURCE_TAG, _TARGET_TAG = _OURS + "source-lang", _OURS + "target-lang"
_EDGE = "x-workbench-edge"  # “prev”, “next” or both: nothing stands there
_MACHINE_USERS = ("MT!", "MT")
"""What the Trados family writes as the person of a machine's translation."""


@dataclass(slots=True)
class Reading:
    """Items of a TMX file to units, with what happened on the way.

    Args:
        name: the file's name, which becomes the units' :attr:`~workbench.memory.units.Unit.detail`.
        source_lang, target_lang: take only these; None takes what the file says, each other language as a target.

    Attributes:
        problems: the first of what was left out, each with its line.
        left_out: how many variants or units had no language we know or no counterpart; problems of the file too.
        codes: segments whose inline codes were left out.
    """

    name: str
    source_lang: str | None = None
    target_lang: str | None = None
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    codes: int = 0

    def units(self, items: Iterable[TmxItem]) -> Iterator[Unit]:
        """The units of a file, as they come; all are taken for confirmed, as a memory's units are."""
        for item in items:
            if isinstance(item, Problem):
                self._tell(item)
            elif isinstance(item, TmxUnit):
                yield from self._pairs(item)
            elif isinstance(item, TmxHeader):
                continue

    def _tell(self, problem: Problem) -> None:
        self.left_out += 1
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(problem)

    def _pairs(self, unit: TmxUnit) -> Iterator[Unit]:
        known = [(code, variant) for variant in unit.variants if (code := variant.code) is not None]
        for variant in unit.variants:
            if variant.lang and variant.code is None:
                self._tell(Problem(f"The language “{variant.lang[:30]}” is not known.", variant.line))
        wanted = self.source_lang or _code(unit.srclang)
        source = next((pair for pair in known if pair[0] == wanted), None)
        if source is None and self.source_lang is None and known:
            source = known[0]
        targets = [
            pair for pair in known
            if source and pair[0] != source[0] and self.target_lang in (None, pair[0])
        ]  # fmt: skip
        if source is None or not targets:
            self._tell(
                Problem("A unit has no translation in the languages wanted; it was left out.", unit.line)
            )
            return
        source_text = self._text(source[1])
        for code, variant in targets:
            target_text = self._text(variant)
            if source_text.strip() and target_text.strip():
                yield self._unit(unit, source, source_text, code, variant, target_text)
            else:
                self._tell(Problem("One side of a unit is blank; it was left out.", unit.line))

    def _unit(
        self,
        unit: TmxUnit,
        source: tuple[str, TmxVariant],
        source_text: str,
        code: str,
        variant: TmxVariant,
        target_text: str,
    ) -> Unit:
        attrs = {**dict(unit.attrs), **dict(variant.attrs)} if unit.attrs or variant.attrs else {}
        props = (*unit.props, *variant.props)
        own = dict(props) if props else {}
        edge = own.get(_EDGE, "")
        who = attrs.get("changeid") or attrs.get("creationid") or ""
        origin = _origin(own.get(_ORIGIN), who)
        tags = [
            (name, lang)
            for name, lang, ours in (
                (_SOURCE_TAG, source[1].lang, source[0]),
                (_TARGET_TAG, variant.lang, code),
            )
            if lang.lower() != ours
        ]
        return Unit(
            source_text,
            target_text,
            source[0],
            code,
            own.get(_PREVIOUS, "" if _PREVIOUS in edge else None),
            own.get(_NEXT, "" if _NEXT in edge else None),
            own.get(_DOCUMENT, ""),
            tuple(own[_TERMS].split(" ")) if own.get(_TERMS) else (),
            who,
            _time(attrs.get("creationdate")),
            _time(attrs.get("changedate")),
            origin,
            own.get(_DETAIL, "") or ("" if _ORIGIN in own else self.name),
            note="\n".join((*unit.notes, *variant.notes)),
            properties=(*(pair for pair in props if pair[0] not in _TAKEN), *tags),
        )

    def _text(self, variant: TmxVariant) -> str:
        """The segment with the codes that mean something to a reader: tags and placeholders of formats."""
        if not variant.codes:
            return variant.text
        parts: list[str] = []
        at, left = 0, False
        for code in variant.codes:
            inner = html.unescape(code.inner)
            if code.start < at or not _is_tag(inner):
                left = left or code.tag != "hi"
                continue
            parts += (variant.text[at : code.start], inner)
            at = code.start
        self.codes += left
        return "".join((*parts, variant.text[at:]))


_MOST_TOLD = 1_000
_TAKEN = frozenset([_PREVIOUS, _NEXT, _ORIGIN, _DETAIL, _DOCUMENT, _TERMS, _EDGE, _SOURCE_TAG, _TARGET_TAG])


def _is_tag(inner: str) -> bool:
    found = pieces(inner)
    return len(found) == 1 and found[0].kind == "tag" and found[0].text == inner


@lru_cache(64)
def _code(lang: str) -> str | None:
    return TmxVariant(lang, "").code


def _origin(ours: str | None, who: str) -> UnitOrigin:
    if ours in tuple(UnitOrigin):
        return UnitOrigin(ours)
    return UnitOrigin.MACHINE if who in _MACHINE_USERS else UnitOrigin.IMPORTED


@lru_cache(4096)
def _time(written: str | None) -> datetime | None:
    """A TMX date, ``YYYYMMDDThhmmssZ`` in UTC; None for anything else."""
    if not written:
        return None
    try:
        return datetime.strptime(written.strip(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def to_tmx(units: Iterable[Unit]) -> Iterator[TmxUnit]:
    """Units as TMX units of two variants; :class:`Reading` makes them equal units again."""
    for unit in units:
        props = {name: value for name, value in _props(unit) if value}
        kept = dict(unit.properties)
        variants = (
            TmxVariant(kept.pop(_SOURCE_TAG, unit.source_lang), unit.source),
            TmxVariant(kept.pop(_TARGET_TAG, unit.target_lang), unit.target),
        )
        own = tuple(pair for pair in unit.properties if pair[0] in kept)
        yield TmxUnit(
            variants,
            srclang=variants[0].lang,
            attrs=tuple((name, value) for name, value in _attrs(unit) if value),
            props=(*props.items(), *own),
            notes=(unit.note,) if unit.note else (),
        )


def _props(unit: Unit) -> Iterator[tuple[str, str]]:
    yield _PREVIOUS, unit.previous or ""
    yield _NEXT, unit.next or ""
    yield (
        _EDGE,
        " ".join(name for name, text in ((_PREVIOUS, unit.previous), (_NEXT, unit.next)) if text == ""),
    )
    yield _ORIGIN, str(unit.origin)
    yield _DETAIL, unit.detail
    yield _DOCUMENT, unit.document
    yield _TERMS, " ".join(unit.terms)


def _attrs(unit: Unit) -> Iterator[tuple[str, str]]:
    yield "creationdate", _written(unit.created)
    yield "changedate", _written(unit.changed)
    yield "changeid", unit.who


def _written(when: datetime | None) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}" if when else ""

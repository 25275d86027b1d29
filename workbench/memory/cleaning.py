"""What a memory can do without: found by rules, shown before anything is taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

import regex

from workbench.memory.placeables import pieces
from workbench.memory.scoring import canonical
from workbench.memory.search import prepared
from workbench.memory.units import RULES, Suspect, Unit, UnitOrigin
from workbench.progress import Progress

__all__ = ["Sieve"]

_SAYS = regex.compile(r"[\p{L}\p{N}]")
_BROKEN = regex.compile(r"[\ufffd\p{Cc}--[\t\n\r]]", regex.V1)
_DIGITS = regex.compile(r"\p{Nd}+")

_LONG, _RATIO = 40, 4.0
"""Characters from which lengths are compared, and how many times as long one side may be: no pair of the published
translations in our development data comes near (the largest is 2.6, German to English)."""


@dataclass(slots=True)
class Sieve:
    """The rules of one cleaning, applied in the order of :data:`~workbench.memory.units.RULES`.

    Raises:
        ValueError: no such rule, or ``chosen`` without an origin or a date.
    """

    rules: tuple[str, ...]
    before: datetime | None = None
    origin: UnitOrigin | None = None
    _best: dict[bytes, tuple[tuple[int, ...], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [rule for rule in self.rules if rule not in RULES]
        if unknown:
            raise ValueError(f"no such rule: {', '.join(unknown)} (there are {', '.join(RULES)})")
        if "chosen" in self.rules and self.before is None and self.origin is None:
            raise ValueError("the rule “chosen” needs an origin or a date")
        self.rules = tuple(rule for rule in RULES if rule in self.rules)

    def suspects(self, units: Callable[[], Iterator[Unit]], progress: Progress) -> Iterator[Suspect]:
        """Every unit that a rule names, under the first that does.

        Args:
            units: gives all units, anew each time it is called; twice if units are compared with each other.
            progress: advanced by units.
        """
        if {"duplicate", "conflict"} & set(self.rules):
            for unit in units():
                self._compare(unit)
        for count, unit in enumerate(units(), 1):
            if count % 1000 == 0:
                progress.check()
                progress.advance(1000)
            for rule in self.rules if self._concerns(unit) else ():
                reason = _REASONS[rule](self, unit)
                if reason:
                    yield Suspect(unit, rule, reason)
                    break

    def _compare(self, unit: Unit) -> None:
        """Remember the best unit of each pair of texts and of each source."""
        rank = _rank(unit)
        for key in (_key(unit), _source_key(unit)):
            best = self._best.get(key)
            if best is None or rank > best[0]:
                self._best[key] = (rank, unit.id)

    def empty(self, unit: Unit) -> str:
        """A side that says nothing."""
        for side, text in (("source", unit.source), ("target", unit.target)):
            if not _SAYS.search(text):
                return f"the {side} has no letter and no digit"
        return ""

    def same(self, unit: Unit) -> str:
        """An untranslated one. A segment of placeables alone is rightly the same."""
        if canonical(unit.source) != canonical(unit.target):
            return ""
        words = [piece for piece in pieces(unit.source) if piece.kind == "word"]
        return "the target is the source" if words else ""

    def duplicate(self, unit: Unit) -> str:
        """One of several that say the same, but not the best of them."""
        best = self._best[_key(unit)][1]
        return f"unit {best} has the same texts" if best != unit.id else ""

    def conflict(self, unit: Unit) -> str:
        """Another translation of a source whose best one is something else."""
        best = self._best[_source_key(unit)][1]
        if best == unit.id or best == self._best[_key(unit)][1]:
            return ""
        return f"unit {best} has another target for this source"

    def quality(self, unit: Unit) -> str:
        """Signs of damage or of a wrong alignment."""
        for side, text in (("source", unit.source), ("target", unit.target)):
            if broken := _BROKEN.search(text):
                return f"the {side} has U+{ord(broken[0]):04X}"
        sizes = len(unit.source), len(unit.target)
        if max(sizes) > _LONG and max(sizes) > _RATIO * max(1, min(sizes)):
            return f"{sizes[0]} characters against {sizes[1]}"
        missing = _numbers(unit.source) - _numbers(unit.target)
        added = _numbers(unit.target) - _numbers(unit.source)
        if missing and added:
            return f"{_listed(missing)} became {_listed(added)}"
        return ""

    def chosen(self, unit: Unit) -> str:
        """All that passes the filters."""
        when = f", changed last on {unit.changed:%Y-%m-%d}" if self.before and unit.changed else ""
        return f"made by {unit.origin}{when}"

    def _concerns(self, unit: Unit) -> bool:
        """True if the origin and the date asked for are this unit's; what has no date is never old."""
        if self.origin is not None and unit.origin is not self.origin:
            return False
        if self.before is None:
            return True
        before = self.before if self.before.tzinfo else self.before.replace(tzinfo=UTC)
        return unit.changed is not None and unit.changed < before


_REASONS: dict[str, Callable[[Sieve, Unit], str]] = {
    "empty": Sieve.empty,
    "same": Sieve.same,
    "duplicate": Sieve.duplicate,
    "conflict": Sieve.conflict,
    "quality": Sieve.quality,
    "chosen": Sieve.chosen,
}


def _rank(unit: Unit) -> tuple[int, ...]:
    """What stays: a person's before a machine's, the one that knows its neighbours, the newest."""
    known = (unit.previous is not None) + (unit.next is not None)
    changed = int(unit.changed.timestamp()) if unit.changed else 0
    return unit.origin is not UnitOrigin.MACHINE, known, changed, unit.id


def _hashed(*texts: str) -> bytes:
    """Sixteen bytes instead of the texts, so that a million units fit in memory."""
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _key(unit: Unit) -> bytes:
    sides = (" ".join(prepared(text).split()) for text in (unit.source, unit.target))
    return _hashed("pair", unit.source_lang, unit.target_lang, *sides)


def _source_key(unit: Unit) -> bytes:
    return _hashed("source", unit.source_lang, unit.target_lang, " ".join(prepared(unit.source).split()))


def _numbers(text: str) -> Counter[str]:
    """Digits with their separators taken out, longer ones only: small numbers are written in words as well."""
    return Counter(
        digits
        for piece in pieces(text)
        if piece.kind == "number" and len(digits := "".join(sorted(_DIGITS.findall(piece.text)))) > 1
    )


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers))

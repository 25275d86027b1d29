"""Writes what replaces a stretch of the source into the slots it covers, each with its part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import groupby

from workbench.exporting.layout.fill import Fill, unspaced
from workbench.exporting.layout.shares import Stretch, share
from workbench.exporting.layout.slots import Block, Kind, Slot

__all__ = ["put"]


_UNMARKED: tuple[Hashable, ...] = ((), ((), None))
"""The looks of text without marks, properties or links around it, as the formats write them."""


def put(blocks: Sequence[Block], fills: Sequence[Fill], lang: str | None) -> None:
    """Write the fills into the slots of their blocks.

    White space between two of them stays, but for a language that writes none between sentences; one space
    is put where the target writes it and the source did not.

    Args:
        blocks: the file's.
        fills: ascending by place, see :func:`~workbench.exporting.layout.fill.fills`.
        lang: the target's code.
    """
    usual: Counter[Hashable] = Counter()
    for block in blocks:
        usual.update(_looks(block))
    for number, group in groupby(fills, key=lambda fill: fill.block):
        block = blocks[number]
        if _Writer(block, usual, spaced=not unspaced(lang)).write(list(group)) and block.mark:
            block.mark()


def _looks(block: Block) -> Counter[Hashable]:
    """How many characters of a block have each look."""
    counts: Counter[Hashable] = Counter()
    for slot in block.slots:
        if slot.kind is Kind.TEXT:
            counts[slot.look] += len(slot.text)
    return counts


class _Writer:
    """Makes the new texts of one block's slots."""

    def __init__(self, block: Block, usual: Counter[Hashable], *, spaced: bool) -> None:
        self._slots = block.slots
        self._starts = block.starts()
        self._text = block.text
        self._spaced = spaced
        looks = _looks(block)
        links = {slot.look for slot in self._slots if slot.link}
        self._plain = max(
            looks,
            key=lambda look: (look not in links, look in _UNMARKED, looks[look], usual[look]),
            default=None,
        )
        self._new: list[list[str]] = [[] for _ in self._slots]
        self._written = ""
        self._dropped: set[int] = set()

    def write(self, fills: Sequence[Fill]) -> bool:
        """True if the block's text changed."""
        at = 0
        for fill in fills:
            gap = self._text[at : fill.start]
            if at and not self._spaced and gap.strip(" ") == "":
                self._drop(at, fill.start)
            else:
                self._copy(at, fill.start)
            parted = not at or gap or not self._spaced or self._written[-1:].isspace() or not self._written
            self._fill(fill, fill.text if parted or not fill.text else f" {fill.text}")
            at = fill.end
        self._copy(at, len(self._text))
        changed = False
        for number, slot in enumerate(self._slots):
            if slot.kind is Kind.SOFT:
                made = "" if number in self._dropped else slot.text
            else:
                made = "".join(self._new[number])
            if made != slot.text and slot.kind is not Kind.HARD:
                slot.put(made)
                changed = True
        return changed

    def _add(self, number: int, text: str) -> None:
        self._new[number].append(text)
        self._written = text or self._written

    def _copy(self, first: int, end: int) -> None:
        """What is not replaced stays in its slot."""
        for number, slot in enumerate(self._slots):
            start = self._starts[number]
            low, high = max(first, start), min(end, self._starts[number + 1])
            if low < high:
                self._add(number, slot.text[low - start : high - start])

    def _drop(self, first: int, end: int) -> None:
        """White space that does not stay."""
        for number, slot in enumerate(self._slots):
            inside = first <= self._starts[number] and self._starts[number + 1] <= end
            if inside and slot.kind is Kind.SOFT:
                self._dropped.add(number)

    def _fill(self, fill: Fill, said: str) -> None:
        """Share one fill out over the slots it covers."""
        if said == self._text[fill.start : fill.end]:
            self._copy(fill.start, fill.end)
            return
        groups = self._groups(fill)
        stretches = [
            Stretch(
                "".join(self._part(number, fill) for number in group),
                plain=self._slots[group[0]].look == self._plain,
                hard=self._slots[group[0]].kind is not Kind.TEXT,
                link=any(self._slots[number].link for number in group),
            )
            for group in groups
        ]
        for group, part in zip(groups, share(stretches, said, fill.pairs), strict=True):
            if len(group) > 1:
                self._dropped.update(number for number in group if self._slots[number].kind is Kind.SOFT)
            slots = [number for number in group if self._slots[number].kind is not Kind.SOFT]
            if slots:
                self._add(slots[0], part)

    def _part(self, number: int, fill: Fill) -> str:
        start = self._starts[number]
        return self._slots[number].text[max(0, fill.start - start) : max(0, fill.end - start)]

    def _groups(self, fill: Fill) -> list[list[int]]:
        """Numbers of the covered slots, those together that look alike with nothing between them.

        Soft white space inside a group goes; between two groups it stays, like a line break.
        """
        covered = [
            number
            for number in range(len(self._slots))
            if self._starts[number] < fill.end and fill.start < self._starts[number + 1]
        ]
        groups: list[list[int]] = []
        for at, number in enumerate(covered):
            slot = self._slots[number]
            before = self._slots[groups[-1][0]] if groups else None
            if slot.kind is Kind.SOFT:
                following = (self._slots[n] for n in covered[at:])
                slot = next((other for other in following if other.kind is not Kind.SOFT), slot)
            if before and before.kind is slot.kind is Kind.TEXT and _alike(before, slot):
                groups[-1].append(number)
            else:
                groups.append([number])
        return groups


def _alike(left: Slot, right: Slot) -> bool:
    return left.look == right.look and left.seam == right.seam

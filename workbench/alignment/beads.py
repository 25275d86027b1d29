"""Beads as text, one a line: ``[0, 1]:[2]``, the form of Bleualign, Vecalign and the Text+Berg gold files."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.errors import BadFile
from workbench.model import Alignment

__all__ = ["Pairing", "format_beads", "pairings", "parse_beads"]

Pairing = tuple[tuple[int, ...], tuple[int, ...]]
"""Left and right segment numbers from 0. Unlike a Bead's they may have holes, as hand-made gold does."""

_LINE = re.compile(r"\s*\[([\d\s,]*)\]\s*:\s*\[([\d\s,]*)\]\s*(?::.*)?$")


def pairings(alignment: Alignment, at_least: float = 0.0) -> list[Pairing]:
    """The beads as pairs of segment numbers; the two halves of a moved passage stand together.

    >>> from workbench.model import Alignment, Bead
    >>> pairings(Alignment((Bead((0,), ()), Bead((1,), (0,)), Bead((), (1,))), crossings=((0, 2),)))
    [((0,), (1,)), ((1,), (0,))]
    """
    opposite = dict(alignment.crossings)
    moved = set(opposite.values())
    return [
        (bead.left, alignment.beads[opposite[number]].right if number in opposite else bead.right)
        for number, bead in enumerate(alignment.beads)
        if number not in moved and (bead.score is None or bead.score >= at_least)
    ]


def format_beads(alignment: Alignment, at_least: float = 0.0) -> str:
    """One bead a line, in order of the left side; empty sides as ``[]``; ends with a newline.

    Args:
        alignment: what to write.
        at_least: leave out beads whose confidence is lower, 0–1; beads without one stay.

    >>> from workbench.model import Alignment, Bead
    >>> print(format_beads(Alignment((Bead((0, 1), (0,)), Bead((), (1,))))), end="")
    [0, 1]:[0]
    []:[1]
    """
    return "".join(f"{list(left)}:{list(right)}\n" for left, right in pairings(alignment, at_least))


def parse_beads(text: str | Iterable[str], name: str = "beads") -> list[Pairing]:
    """Read beads; blank lines, lines that start with ``#`` and a third field (a cost) are skipped.

    Raises:
        BadFile: a line is not a bead; the message names file and line.

    >>> parse_beads("[0]:[0, 1]:0.93\\n# by hand\\n[]:[2]\\n")
    [((0,), (0, 1)), ((), (2,))]
    """
    lines = text.splitlines() if isinstance(text, str) else text
    beads = []
    for number, line in enumerate(lines, 1):
        line = line.strip().lstrip("\ufeff")
        if not line or line.startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            raise BadFile(
                f"{name}:{number} is not a bead: “{line[:60]}”.",
                hint="One bead a line, segment numbers from 0, such as [0, 1]:[2].",
            )
        left, right = (tuple(int(n) for n in side.replace(",", " ").split()) for side in match.groups())
        beads.append((left, right))
    return beads

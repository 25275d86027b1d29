"""A source and any number of renderings in one table: the finest rows that cut no bead (law 3)."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model import Alignment, Bead, Parallel, Rendering, Row

__all__ = ["parallel", "rows"]


def parallel(source: Rendering, renderings: Sequence[Rendering], alignments: Sequence[Alignment]) -> Parallel:
    """Put `renderings` beside `source`, `alignments[k]` being source – ``renderings[k]``.

    Where two renderings cut the source differently, their beads are joined into one row. A segment
    with nothing opposite gets a row of its own, at its place between its neighbours, unless another
    rendering's bead spans that place.

    Raises:
        ValueError: an alignment does not fit its rendering.
    """
    if len(renderings) != len(alignments):
        raise ValueError(f"{len(renderings)} renderings, but {len(alignments)} alignments")
    for rendering, alignment in zip(renderings, alignments, strict=True):
        expected = len(source.segments), len(rendering.segments)
        if alignment.sizes != expected:
            raise ValueError(f"alignment of {alignment.sizes} segments for texts of {expected}")
    table = rows(len(source.segments), alignments)
    return Parallel(source, tuple(renderings), tuple(alignments), table)


def rows(n: int, alignments: Sequence[Alignment]) -> tuple[Row, ...]:
    """The rows for a source of `n` segments.

    >>> one = Alignment((Bead((0, 1), (0,)), Bead((2,), (1,))))
    >>> two = Alignment((Bead((0,), (0,)), Bead((1,), (1,)), Bead((), (2,)), Bead((2,), (3,))))
    >>> [(row.source, row.cells) for row in rows(3, [one, two])]
    [((0, 1), ((0,), (0, 1))), ((), ((), (2,))), ((2,), ((1,), (3,)))]
    """
    uncut = [True] * (n + 1)
    for alignment in alignments:
        for bead in alignment.beads:
            for place in bead.left[1:]:
                uncut[place] = False
    cuts = [place for place, free in enumerate(uncut) if free or place in (0, n)]
    pending = [_by_place(alignment, n) for alignment in alignments]
    table: list[Row] = []
    for start, end in zip([None, *cuts], [*cuts, None], strict=True):
        if start is not None and end is not None and start < end:
            table.append(_row(range(start, end), [_between(beads, start, end) for beads in pending]))
        if end is not None:
            table.extend(_gaps(end, pending))
    return tuple(table)


_Placed = tuple[dict[int, list[Bead]], dict[int, list[Bead]]]
"""An alignment's beads by where they stand in the source: by first segment, and gaps by the place before."""


def _by_place(alignment: Alignment, n: int) -> _Placed:
    beads: dict[int, list[Bead]] = {}
    gaps: dict[int, list[Bead]] = {}
    place = 0
    for bead in alignment.beads:
        if bead.left:
            beads.setdefault(bead.left[0], []).append(bead)
            place = bead.left[-1] + 1
        else:
            gaps.setdefault(place, []).append(bead)
    return beads, gaps


def _between(placed: _Placed, start: int, end: int) -> list[Bead]:
    """Beads that start at or after `start` and before `end`, gaps strictly inside included."""
    beads, gaps = placed
    found: list[Bead] = []
    for place in range(start, end):
        if place > start:
            found.extend(gaps.get(place, ()))
        found.extend(beads.get(place, ()))
    return found


def _gaps(place: int, pending: Sequence[_Placed]) -> list[Row]:
    """One row for each bead that stands at `place` with no source opposite."""
    return [
        _row((), [[bead] if other == number else [] for other in range(len(pending))])
        for number, (_, gaps) in enumerate(pending)
        for bead in gaps.get(place, ())
    ]


def _row(source: Sequence[int], beads: Sequence[Sequence[Bead]]) -> Row:
    cells = tuple(tuple(index for bead in cell for index in bead.right) for cell in beads)
    scores = tuple(
        min((bead.score for bead in cell if bead.score is not None), default=None) for cell in beads
    )
    return Row(tuple(source), cells, scores)

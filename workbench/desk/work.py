"""Longer work on an open document: one more rendering, another alignment. Each gives a change to record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.alignment import align, identity, parallel
from workbench.bitext import Bitext, Change, locked_beads, to_parallel, with_rows
from workbench.model import Alignment, Concept, Origin, Rendering
from workbench.pipeline import Given, Plan, prepare, translate
from workbench.progress import SILENT, Progress

__all__ = ["add_given", "add_machine", "beside", "realigned"]


def realigned(
    bitext: Bitext,
    column: int,
    concepts: Sequence[Concept] = (),
    method: str = "auto",
    progress: Progress = SILENT,
) -> Change:
    """Align a rendering anew around the rows that are locked.

    Raises:
        NotTranslations: the two texts do not look like translations of each other.
    """
    table = to_parallel(bitext)
    new = align(
        table.source,
        table.renderings[column],
        method=method,
        locked=locked_beads(bitext, column),
        concepts=concepts,
        progress=progress,
    )
    alignments = (*table.alignments[:column], new, *table.alignments[column + 1 :])
    return with_rows(bitext, parallel(table.source, table.renderings, alignments))


def add_given(
    bitext: Bitext,
    given: Given,
    plan: Plan,
    concepts: Sequence[Concept] = (),
    progress: Progress = SILENT,
) -> Change:
    """Put a translation somebody made beside the others, aligned.

    Raises:
        NotTranslations: it does not look like a translation of the source.
    """
    rendering, _ = prepare(given, plan, Origin.HUMAN)
    source = to_parallel(bitext).source
    alignment = align(source, rendering, method=plan.method, concepts=concepts, progress=progress)
    return beside(bitext, rendering, alignment)


def add_machine(
    bitext: Bitext, plan: Plan, progress: Progress = SILENT
) -> Iterator[tuple[Change, Bitext, str]]:
    """Machine renderings, one after the other: (change, bitext after it, what went wrong or "").

    Raises:
        NoRoute, UnknownLanguage: as :func:`workbench.pipeline.translate`.
    """
    source = to_parallel(bitext).source
    for rendering, trouble in translate(source, plan, progress):
        change = beside(bitext, rendering, identity(len(source.segments)))
        bitext = change.apply(bitext)
        yield change, bitext, trouble


def beside(bitext: Bitext, rendering: Rendering, alignment: Alignment) -> Change:
    """The change that puts an aligned rendering beside the others, under a label of its own."""
    table = to_parallel(bitext)
    taken = {column.label for column in bitext.columns}
    label, number = rendering.label, 2
    while label in taken:
        label, number = f"{rendering.label} {number}", number + 1
    renderings = (*table.renderings, replace(rendering, label=label))
    return with_rows(bitext, parallel(table.source, renderings, (*table.alignments, alignment)))

"""Longer work on an open document: one more rendering, another alignment. Each gives a change to record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.alignment import align, identity, parallel
from workbench.bitext import Bitext, Change, locked_beads, to_parallel, with_rows
from workbench.model import Alignment, Concept, Origin, Rendering
from workbench.pipeline import Given, Plan, prepare
from workbench.progress import SILENT, Progress

__all__ = ["add_given", "beside", "realigned"]


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


def beside(bitext: Bitext, rendering: Rendering, alignment: Alignment | None = None) -> Change:
    """The change that puts a rendering beside the others, under a label of its own.

    Args:
        bitext: the table.
        rendering: a translation of its source.
        alignment: with the source; None for a machine rendering, whose segments stand one to one. Where
            the source was cut differently in the meantime, it is aligned.
    """
    table = to_parallel(bitext)
    if alignment is None:
        same = len(rendering.segments) == len(table.source.segments)
        alignment = identity(len(rendering.segments)) if same else align(table.source, rendering)
    taken = {column.label for column in bitext.columns}
    label, number = rendering.label, 2
    while label in taken:
        label, number = f"{rendering.label} {number}", number + 1
    renderings = (*table.renderings, replace(rendering, label=label))
    return with_rows(bitext, parallel(table.source, renderings, (*table.alignments, alignment)))

"""Scores and doubts of a report as rows for tables and plots; the counting itself is :mod:`workbench.judgement`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.comparison.metrics import matrix
from workbench.exporting.html import direction
from workbench.exporting.marks import Mark
from workbench.judgement import JudgedRendering, JudgedRow, Judgement, judge
from workbench.model import Origin, Parallel, Report, Span
from workbench.progress import SILENT, Progress
from workbench.ui.components.parts import marked
from workbench.ui.texts import N_, _, decimal, translated

__all__ = [
    "CHANCE",
    "Matrix",
    "Scores",
    "compute",
    "doubt_columns",
    "doubt_rows",
    "likely_reference",
    "points",
    "references",
]

_SAYS = 0.005
"""Least part of a doubt that is told: less is 0.00."""
CHANCE = 0.05
"""A difference with a smaller p is called more than chance (the usual level; Koehn 2004 uses it for BLEU)."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Each rendering of one language scored against each other one.

    Attributes:
        lang: the language.
        indexes: of the renderings, in the order of rows and columns.
        values: chrF++, 0 to 100; row against column as the reference.
    """

    lang: str
    indexes: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the page shows of one report and one choice of reference."""

    judgement: Judgement
    matrices: tuple[Matrix, ...]


def references(parallel: Parallel) -> tuple[int, ...]:
    """Renderings that at least one other can be scored against."""
    langs = [rendering.lang for rendering in parallel.renderings]
    return tuple(index for index, lang in enumerate(langs) if lang is not None and langs.count(lang) > 1)


def likely_reference(parallel: Parallel) -> int | None:
    """A human rendering beside a machine's, if there is one; two human ones have no reference."""
    machines = {r.lang for r in parallel.renderings if r.kind is Origin.MACHINE}
    able = references(parallel)
    return next(
        (
            i
            for i in able
            if parallel.renderings[i].kind is Origin.HUMAN and parallel.renderings[i].lang in machines
        ),
        None,
    )


def compute(report: Report, reference: int | None, meaning: bool, progress: Progress = SILENT) -> Scores:
    """Judge a report, and score its renderings against one another.

    Raises:
        Cancelled: the user has asked to stop.
    """
    progress.start(N_("Comparing the renderings"))
    matrices = []
    for lang in dict.fromkeys(r.lang for r in report.parallel.renderings if r.lang):
        indexes = tuple(i for i, r in enumerate(report.parallel.renderings) if r.lang == lang)
        if len(indexes) > 1 and report.parallel.rows:
            progress.check()
            cells = [
                [report.parallel.cell_text(row, i) for row in range(len(report.parallel.rows))]
                for i in indexes
            ]
            matrices.append(Matrix(lang, indexes, matrix(cells, "chrF++", lang)))
    progress.check()
    progress.start(N_("Looking at every row"))
    judgement = judge(report, reference=reference, meaning=meaning, progress=progress)
    progress.check()
    return Scores(judgement, tuple(matrices))


def doubt_rows(parallel: Parallel, judged: JudgedRendering, count: int) -> list[dict[str, Any]]:
    """The most doubtful rows as data for ledger.js: source and rendering, what is doubted marked, and why."""
    return [
        {
            "places": [[str(row.row + 1), row.row]],
            "more": "",
            "kind": decimal(row.doubt.value),
            "differs": False,
            "cells": [
                _text(
                    parallel.source_text(row.row),
                    [(sign.source, translated(sign.message)) for sign in row.signs],
                ),
                _text(
                    parallel.cell_text(row.row, judged.index),
                    [(sign.target, translated(sign.message)) for sign in row.signs],
                ),
                _why(row),
            ],
        }
        for row in judged.look_first(count)
        if row.doubt.value > 0
    ]


def _text(text: str, doubted: Sequence[tuple[Span | None, str]]) -> dict[str, Any]:
    word = "" if text.strip() else _("nothing stands opposite")
    marks = [Mark(span, "doubted", message) for span, message in doubted if span is not None]
    return {"state": "none", "pieces": marked(text, marks), "value": "", "word": word, "note": ""}


def _why(row: JudgedRow) -> dict[str, Any]:
    """The parts of a doubt that say anything, the largest first; the checks that found something."""
    parts = sorted(row.doubt.parts, key=lambda part: -part[1])
    told = [f"{_(name)} {decimal(value)}" for name, value in parts if value >= _SAYS]
    scores = [f"{name} {decimal(value, 1)}" for name, value in row.scores]
    messages = [translated(finding.message) for finding in row.findings]
    messages += [translated(sign.message) for sign in row.signs]
    return {
        "state": "why",
        "pieces": [],
        "value": " · ".join(told) + (f" ({', '.join(scores)})" if scores else ""),
        "word": " · ".join(dict.fromkeys(finding.code for finding in row.findings)),
        "note": "\n".join(dict.fromkeys(messages)),
    }


def doubt_columns(parallel: Parallel, judged: JudgedRendering) -> list[dict[str, str]]:
    """Heads for :func:`doubt_rows`."""
    heads = [
        (rendering.label, rendering.lang)
        for rendering in (parallel.source, parallel.renderings[judged.index])
    ]
    columns = [
        {"label": label, "lang": lang or "und", "dir": direction(lang), "code": lang or "?"}
        for label, lang in heads
    ]
    return [*columns, {"label": _("Why"), "lang": "", "dir": "auto", "code": ""}]


def points(parallel: Parallel, judged: Sequence[JudgedRendering]) -> list[dict[str, Any]]:
    """One point per cell for the plots: row from 1, rendering's label, doubt, its parts, score, lengths."""
    labels = _distinct([rendering.label for rendering in judged])
    return [
        {
            "row": row.row + 1,
            "rendering": label,
            "doubt": row.doubt.value,
            **{f"part_{name}": value for name, value in row.doubt.parts},
            "chrF++": dict(row.scores).get("chrF++"),
            "source": len(parallel.source_text(row.row)),
            "target": len(parallel.cell_text(row.row, rendering.index)),
        }
        for rendering, label in zip(judged, labels, strict=True)
        for row in rendering.rows
    ]


def _distinct(labels: Sequence[str]) -> list[str]:
    """Labels that are not the same, so that two renderings called alike stay two."""
    return [
        label if labels.count(label) == 1 else f"{label} ({labels[: i + 1].count(label)})"
        for i, label in enumerate(labels)
    ]

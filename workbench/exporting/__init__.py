"""A report as a file: HTML, Markdown, tab-separated values, JSON, beads.

>>> sorted(FORMATS)
['beads', 'html', 'json', 'md', 'tsv']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workbench.exporting.plain import from_json, to_json, to_markdown, to_tsv
from workbench.model import Report
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from workbench.crew import Crew
    from workbench.judgement import Judgement

__all__ = [
    "FORMATS",
    "confident_only",
    "from_json",
    "to_beads",
    "to_html",
    "to_json",
    "to_markdown",
    "to_tsv",
]


def to_beads(report: Report, at_least: float = 0.0) -> str:
    """The alignment with each rendering, one bead a line; several renderings are parted by a heading.

    Args:
        report: any report.
        at_least: leave out beads whose confidence is lower, 0–1; beads without one stay.
    """
    from workbench.alignment import format_beads

    parts = [format_beads(alignment, at_least=at_least) for alignment in report.parallel.alignments]
    if len(parts) == 1:
        return parts[0]
    labels = [" ".join(rendering.label.split()) for rendering in report.parallel.renderings]
    return "\n".join(f"# {label}\n{part}" for label, part in zip(labels, parts, strict=True))


def to_html(
    report: Report,
    judgement: Judgement | None = None,
    progress: Progress = SILENT,
    crew: Crew | None = None,
) -> str:
    """One self-contained page, see :func:`workbench.exporting.html.render`."""
    from workbench.exporting.html import render

    return render(report, judgement, progress, crew)


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": to_html,
    "md": to_markdown,
    "tsv": to_tsv,
    "json": to_json,
    "beads": to_beads,
}

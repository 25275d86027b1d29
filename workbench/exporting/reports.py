"""The formats that show a report, as the registry takes them: what :mod:`workbench.exporting` writes, as bytes."""

from __future__ import annotations

from workbench.exporting import to_beads, to_html, to_json, to_markdown, to_tsv
from workbench.exporting.exchange import Content, Options, Written

__all__ = ["beads", "figures", "html", "json", "markdown"]


def html(content: Content, options: Options) -> Written:
    """One self-contained page."""
    return Written(to_html(content.as_report()).encode(), _unchecked(content))


def markdown(content: Content, options: Options) -> Written:
    """A table and the findings."""
    return Written(to_markdown(content.as_report()).encode(), _unchecked(content))


def json(content: Content, options: Options) -> Written:
    """The whole report; :mod:`.bitext_json` reads it too."""
    return Written(to_json(content.as_report()).encode(), _unchecked(content))


def figures(content: Content, options: Options) -> Written:
    """A line a row, with confidence and finding codes."""
    return Written(to_tsv(content.as_report()).encode(), _unchecked(content))


def beads(content: Content, options: Options) -> Written:
    """The alignment alone."""
    return Written(to_beads(content.as_report()).encode(), ("the texts",))


def _unchecked(content: Content) -> tuple[str, ...]:
    """What a table without a report lacks, and what a report has no place for."""
    lost = () if content.report else ("findings: the table was not checked",)
    rows = content.bitext.rows
    kinds = (
        ("who confirmed what", any(c.confirmed for r in rows for c in r.cells)),
        ("comments", any(row.comments for row in rows)),
    )
    return (*lost, *(what for what, there in kinds if there))

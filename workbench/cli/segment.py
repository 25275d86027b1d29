"""``workbench segment``: cut a text into sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import edge, emit, emit_json, output_option, read_argument

if TYPE_CHECKING:
    from workbench.model import Document, Removal, Segment

__all__ = ["command"]


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--lang", metavar="LANG", help="The text's language; detected unless given.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["lines", "json"]),
    default="lines",
    show_default=True,
    help="One segment a line, or a list of {start, end, text, paragraph}.",
)
@click.option(
    "--keep-debris/--drop-debris",
    default=True,
    help="Whether web-page debris at the edges (“Translate »”, “Share this:”) is cut like other text, "
    "as by default, or left out.",
)
@click.option("--encoding", metavar="NAME", help="Encoding of a plain text; found out unless given.")
@output_option
@edge
def command(
    file: str, lang: str | None, form: str, keep_debris: bool, encoding: str | None, output: str | None
) -> None:
    """Cut FILE (or - for standard input) into sentences, headlines and list items.

    With --format json, start and end count code points of the file's decoded text (without a byte
    order mark), so text[start:end] is the segment; paragraph counts from 0. In lines, a line break
    inside a segment becomes a space.

    \b
    Examples:
      workbench segment article.txt
      workbench segment article.txt --lang uk --format json
      workbench segment page.html --drop-debris -o sentences.txt
      echo "Він у м. Київ. Так." | workbench segment -
    """
    from workbench.cli.options import check_writable
    from workbench.languages import normalize
    from workbench.segmentation import segment

    check_writable(output)
    code = normalize(lang) if lang else None
    document = _without_debris(read_argument(file, encoding=encoding), keep=keep_debris)
    segments = segment(document, code or _detected(document))
    if form == "json":
        emit_json(_plain(segments), output)
    else:
        emit("".join(" ".join(each.text.splitlines()) + "\n" for each in segments), output)


def _without_debris(document: Document, *, keep: bool) -> Document:
    """The document as it is cut; what looks like debris is reported on standard error."""
    from workbench.reading.debris import without_debris

    for note in document.notes:
        click.echo(f"{document.name}: {note}", err=True)
    clean = without_debris(document)
    if clean.removed:
        what = "kept; leave it out with --drop-debris" if keep else "left out"
        click.echo(f"Looks like web-page debris ({what}): {_named(document, clean.removed)}", err=True)
    return document if keep else clean


def _named(document: Document, removals: Sequence[Removal]) -> str:
    return ", ".join(f"“{removal.span.of(document.text)[:60]}” {removal.reason}" for removal in removals)


def _detected(document: Document) -> str | None:
    """The document's language, None where undecided: then only general rules apply."""
    from workbench.detection import detect

    return detect(document.clean_text).lang


def _plain(segments: Sequence[Segment]) -> list[dict[str, Any]]:
    return [
        {
            "start": each.span.start,
            "end": each.span.end,
            "text": each.text,
            "paragraph": each.paragraph,
        }
        for each in segments
    ]

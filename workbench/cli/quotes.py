"""``workbench quotes``: who says what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import console, edge, emit, emit_json, output_option, read_argument

if TYPE_CHECKING:
    from workbench.model import Document, Quote

__all__ = ["command"]


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--lang", metavar="LANG", help="The text's language; detected unless given.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "md"]),
    default="table",
    show_default=True,
    help="A table, a list of objects, or Markdown with each quotation and its speaker.",
)
@click.option("--mentions/--statements", default=True, help="Whether titles and scare quotes are listed too.")
@click.option("--encoding", metavar="NAME", help="Encoding of a plain text; found out unless given.")
@output_option
@edge
def command(
    file: str, lang: str | None, form: str, mentions: bool, encoding: str | None, output: str | None
) -> None:
    """Find the quotations of FILE (or - for standard input): words, speaker, cue verb.

    With --format json, start and end count code points of the file's decoded text and enclose the words
    inside the outer marks; parts are the pieces of a quotation that its attribution splits; paragraphs
    count from 0. A speaker or cue that is not named is null.

    \b
    Examples:
      workbench quotes article.txt
      workbench quotes article.txt --lang uk --format json
      workbench quotes interview.docx --statements --format md -o quotes.md
    """
    from workbench.cli.options import check_writable
    from workbench.detection import detect
    from workbench.languages import normalize
    from workbench.model import QuoteKind
    from workbench.quotes import find_quotes
    from workbench.reading.debris import without_debris

    check_writable(output)
    code = normalize(lang) if lang else None
    document = without_debris(read_argument(file, encoding=encoding))
    for note in document.notes:
        click.echo(f"{document.name}: {note}", err=True)
    code = code or detect(document.clean_text).lang
    if code is None:
        click.echo(
            "The language is undecided: cue verbs of all languages are tried. Name it with --lang.", err=True
        )
    found = [q for q in find_quotes(document, code) if mentions or q.kind is QuoteKind.STATEMENT]
    if form == "json":
        emit_json([_plain(quote) for quote in found], output)
    elif form == "md" or output:
        emit(_markdown(document, found), output)
    else:
        _show(found)


def _plain(quote: Quote) -> dict[str, Any]:
    return {
        "start": quote.span.start,
        "end": quote.span.end,
        "parts": [[part.start, part.end] for part in quote.parts],
        "text": quote.text,
        "speaker": quote.speaker,
        "cue": quote.cue,
        "cue_class": quote.cue_class,
        "kind": quote.kind.value,
        "paragraphs": list(quote.paragraphs),
    }


def _markdown(document: Document, quotes: Sequence[Quote]) -> str:
    """One block quotation each; characters that Markdown would read are escaped."""
    lines = [f"# Quotes in {_escaped(document.name)}", ""]
    for quote in quotes:
        lines += [f"> {_escaped(line)}" if line.strip() else ">" for line in quote.text.splitlines()]
        who = " · ".join(_escaped(part) for part in (quote.speaker, quote.cue) if part) or quote.kind.value
        lines += ["", f"— {who}", ""]
    if not quotes:
        lines.append("No quotations found.")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#+|~" else char for char in text)


def _show(quotes: Sequence[Quote]) -> None:
    from rich.markup import escape
    from rich.table import Table

    screen = console()
    if not quotes:
        screen.print("No quotations found.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head, ratio in (("speaker", 2), ("cue", 1), ("kind", 1), ("words", 6)):
        table.add_column(head, ratio=ratio, overflow="fold")
    for quote in quotes:
        cue = f"{quote.cue} ({quote.cue_class})" if quote.cue else "–"
        table.add_row(
            escape(quote.speaker or "–"), escape(cue), quote.kind.value, escape(_shortened(quote.text))
        )
    screen.print(table)


def _shortened(text: str, size: int = 200) -> str:
    """One line; of a long quotation its beginning and end."""
    line = " ".join(text.split())
    return line if len(line) <= size else f"{line[: size - 60]} … {line[-56:]}"

"""``workbench convert``: a side-by-side table from one exchange format into another."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.common import FINDINGS, edge, emit
from workbench.cli.options import check_writable
from workbench.errors import BadFile

if TYPE_CHECKING:
    from workbench.bitext import Bitext
    from workbench.exporting.exchange import Options
    from workbench.exporting.registry import Format

__all__ = ["command"]

_NO_NAME = re.compile(r"[^\w.-]+")
"""What is left out of a label in a file's name."""
_MOST_TOLD = 30
"""Problems printed; the rest is counted."""


@click.command()
@click.argument("given", metavar="IN")
@click.argument("output", metavar="OUT")
@click.option("--from", "source_lang", metavar="LANG", help="The source's language, where IN does not say.")
@click.option("--to", "target_lang", metavar="LANG", help="The renderings' language, where IN does not say.")
@click.option("--input-format", "form_in", metavar="FORMAT", help="What IN is, if its name does not tell.")
@click.option(
    "--output-format", "form_out", metavar="FORMAT", help="What OUT becomes, if its name does not tell."
)
@click.option(
    "--rendering",
    metavar="LABEL",
    default="",
    help="The target where a file has one: a label, or a number from 1.",
)
@click.option("--no-bom", is_flag=True, help="CSV and TSV without the byte order mark that Excel wants.")
@click.option(
    "--strict", is_flag=True, help="Write nothing if something cannot be read or carried; status 1."
)
@edge
def command(
    given: str,
    output: str,
    source_lang: str | None,
    target_lang: str | None,
    form_in: str | None,
    form_out: str | None,
    rendering: str,
    no_bom: bool,
    strict: bool,
) -> None:
    """Convert a table of a source and its renderings: TMX, XLIFF, PO, CSV, TSV, XLSX, DOCX, JSON.

    HTML, Markdown and others are written, not read. A name of “-” is standard input or output. What could
    not be read (with its line) and what OUT has no place for is listed on standard error. Exit status:
    0 done, 1 done but some of IN was left out, 2 could not run.

    \b
    Examples:
      workbench convert memory.tmx table.xlsx
      workbench convert table.xlsx job.xlf --rendering "uk, human"
      workbench convert theirs.csv theirs.tmx --from en --to uk
      workbench convert report.json pages.html
      cat job.po | workbench convert - - --input-format po --output-format csv
    """
    from workbench.exporting.exchange import Options
    from workbench.exporting.registry import by_file, by_name, read_bitext
    from workbench.languages import normalize

    into = by_name(form_out) if form_out else by_file(output)
    check_writable(output)
    if into.write is None:
        raise BadFile(f"{into.title} is only read.", hint="Choose another format for OUT.")
    options = Options(
        rendering=rendering,
        bom=not no_bom,
        source_lang=normalize(source_lang) if source_lang else "",
        target_lang=normalize(target_lang) if target_lang else "",
        name="standard input" if given == "-" else Path(given).name,
    )
    if given == "-" and not form_in:
        raise click.UsageError("Say with --input-format what standard input is.")
    form = by_name(form_in) if form_in else by_file(given)
    source = sys.stdin.buffer.read() if given == "-" else Path(given)
    read = read_bitext(source, form.name, options=options)
    _tell([str(problem) for problem in read.problems], "")
    files = _files(read.bitext, into, options, output)
    lost = list(dict.fromkeys(text for _, _, lost in files for text in lost))
    _tell([f"{text}." for text in lost], "Not carried: ")
    if strict and (lost or read.problems):
        click.echo("Nothing written, because of --strict.", err=True)
        sys.exit(FINDINGS)
    for name, data, _ in files:
        emit(data, name)
    if read.problems:
        sys.exit(FINDINGS)


def _files(
    bitext: Bitext, into: Format, options: Options, output: str
) -> list[tuple[str, bytes, tuple[str, ...]]]:
    """(name, bytes, what is lost) of each file: one, or one per rendering where a file holds only one."""
    from workbench.exporting.exchange import Content
    from workbench.exporting.registry import export

    if not into.one_rendering or options.rendering or output == "-" or len(bitext.columns) < 2:
        written = export(bitext, into.name, options)
        return [(output, written.data, written.lost)]
    files = []
    path = Path(output)
    for number, column in enumerate(bitext.columns):
        written = export(Content.of(bitext).only(number), into.name, options)
        label = _NO_NAME.sub("-", column.label).strip("-.")[:60] or "rendering"
        name = str(path.with_name(f"{path.stem}.{number + 1}-{label}{path.suffix}"))
        files.append((name, written.data, written.lost))
    return files


def _tell(lines: list[str], before: str) -> None:
    from workbench.exporting.marks import one_line

    for line in lines[:_MOST_TOLD]:
        click.echo(f"{before}{one_line(line)}", err=True)
    if len(lines) > _MOST_TOLD:
        click.echo(f"… and {len(lines) - _MOST_TOLD:,} more.", err=True)

"""``workbench check``: what is wrong in a rendering, row by row, with the evidence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.common import (
    CLEAN,
    FINDINGS,
    Bar,
    edge,
    emit,
    emit_json,
    emit_page,
    output_option,
    read_argument,
)
from workbench.cli.options import (
    check_standard_input,
    check_writable,
    glossary_option,
    glossary_paths,
    jobs_option,
    language_options,
    languages,
    no_glossary_option,
    paired_option,
)
from workbench.errors import BadFile

if TYPE_CHECKING:
    from workbench.crew import Crew
    from workbench.model import Dismissal, Report

__all__ = ["command"]

_FORMATS = ("table", "json", "sarif", "html")


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="RENDERING...", nargs=-1, required=True)
@language_options
@click.option(
    "--to", "target_langs", metavar="LANG", multiple=True, help="Language of each RENDERING in order."
)
@glossary_option
@no_glossary_option
@paired_option
@click.option("--select", metavar="LIST", default="", help="Severities and codes to report: E,W,numbers.")
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML file of severities and thresholds, per language pair if you like.",
)
@click.option(
    "--dismissals",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML file of findings set aside; RENDERING.dismissals.toml beside each RENDERING by default.",
)
@click.option(
    "--dismiss",
    metavar="KEY",
    multiple=True,
    help="Set the finding with this key aside for good; may be repeated. Needs --reason.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why the findings of --dismiss are no mistakes.")
@click.option(
    "--fail-on",
    type=click.Choice(["E", "W", "I", "never"]),
    default="W",
    show_default=True,
    help="Least severity that makes the exit status 1.",
)
@click.option(
    "--list",
    "list_codes",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda *a: _list(*a),
    help="List the checks and their codes.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@jobs_option
@output_option
@edge
def command(
    source: str,
    renderings: tuple[str, ...],
    source_lang: str | None,
    working: str,
    target_langs: tuple[str, ...],
    glossaries: tuple[str, ...],
    no_glossary: bool,
    presegmented: bool,
    select: str,
    settings: Path | None,
    dismissals: Path | None,
    dismiss: tuple[str, ...],
    reason: str,
    fail_on: str,
    form: str,
    crew: Crew,
    output: str | None,
) -> None:
    """Check RENDERINGs against SOURCE: numbers, names, terms, quotations, negations, punctuation …

    Findings are errors (E), warnings (W) or information (I); docs/findings.md explains every code.
    The exit status is 1 if there is a finding as grave as --fail-on. A finding that is no mistake can be set
    aside with its key and a reason; it is shown as dismissed from then on and does not count.

    \b
    Examples:
      workbench check article.txt human.txt
      workbench check article.txt human.txt --select E,W --glossary glossaries/press.yaml
      workbench check src.en hyp.uk --presegmented --from en --to uk --format json
      workbench check article.txt human.txt --dismiss 3f9a01c2 --reason "The author corrected the figure."
      workbench check article.txt human.txt --format sarif -o findings.sarif
    """
    from workbench.pipeline import Given, Plan, run

    check_writable(output)
    check_standard_input([source, *renderings])
    if len(target_langs) > len(renderings):
        raise click.UsageError("There are more --to than RENDERINGs.")
    if bool(dismiss) != bool(reason.strip()):
        raise click.UsageError("--dismiss KEY and --reason TEXT go together.")
    files = _dismissal_files(renderings, dismissals)
    langs = _spread(target_langs, len(renderings))
    plan = Plan(
        source=Given(read_argument(source), source_lang),
        renderings=tuple(Given(read_argument(n), lang) for n, lang in zip(renderings, langs, strict=True)),
        presegmented=presegmented,
        paired=presegmented,
        glossaries=glossary_paths(glossaries, none=no_glossary),
        select=tuple(name for name in select.replace(" ", ",").split(",") if name),
        settings=settings,
        working=languages(working),
        dismissals=_known_dismissals(files, named=dismissals, may_be_new=bool(dismiss)),
    )
    with crew:
        with Bar(threaded=False) as bar:
            report = run(plan, bar, crew)
        if dismiss:
            report = _dismissed(report, dismiss, reason, files, plan.select)
        _show(report, form, output, (source, *renderings), crew)
    grave = fail_on != "never" and any(f.severity.rank >= "IWE".index(fail_on) for f in report.findings)
    sys.exit(FINDINGS if grave else CLEAN)


def _spread(langs: tuple[str, ...], count: int) -> list[str | None]:
    """One --to holds for all renderings; several, for each in order."""
    if len(langs) == 1:
        return [langs[0]] * count
    return [*langs, *[None] * (count - len(langs))]


def _list(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from workbench.checks import CODES

    width = max(map(len, CODES))
    for check in CODES.values():
        click.echo(f"{check.severity.value}  {check.code:{width}}  {check.about}")
    ctx.exit(CLEAN)


def _show(report: Report, form: str, output: str | None, names: Sequence[str], crew: Crew) -> None:
    if form != "html":
        crew.close()  # nothing more to do, and they hold memory
    if form == "json":
        from workbench.exporting.findings import check_as_json

        emit_json(check_as_json(report), output)
    elif form == "sarif":
        from workbench.exporting.sarif import to_sarif

        emit(to_sarif(report, [_uri(name) for name in names]), output)
    elif form == "html":
        emit_page(report, output, crew=crew)
    else:
        from workbench.cli.findings import as_text, print_findings

        if output:
            emit(as_text(report), output)
        else:
            print_findings(report)


def _uri(name: str) -> str:
    """A FILE argument as a URI: relative where it was given so, so that the result can be moved along."""
    from urllib.parse import quote

    if name == "-":
        return "stdin"
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


# --- dismissals ------------------------------------------------------------------------------------


def _dismissal_files(renderings: Sequence[str], named: Path | None) -> list[Path | None]:
    """The file of dismissals of each rendering; standard input has none unless one is named."""
    from workbench.checks import dismissal_path

    return [named or (None if name == "-" else dismissal_path(Path(name))) for name in renderings]


def _known_dismissals(
    files: Sequence[Path | None], *, named: Path | None, may_be_new: bool
) -> tuple[Dismissal, ...]:
    from workbench.checks import load_dismissals

    if named and not named.exists() and not may_be_new:
        raise BadFile(
            f"There is no file of dismissals “{named}”.", hint="--dismiss KEY --reason TEXT makes one."
        )
    there = dict.fromkeys(path for path in files if path and path.exists())
    return tuple(dismissal for path in there for dismissal in load_dismissals(path))


def _dismissed(
    report: Report, keys: Sequence[str], reason: str, files: Sequence[Path | None], select: Sequence[str]
) -> Report:
    """Write dismissals down, each in the file of its rendering, and set their findings aside.

    Raises:
        WorkbenchError: a key is no finding's; then nothing is written.
    """
    from workbench.checks import add_dismissals, find_by_key, key, set_aside
    from workbench.model import Dismissal

    new: dict[Path, list[Dismissal]] = {}
    for wanted in dict.fromkeys(keys):
        finding = find_by_key(report.findings, report.parallel, wanted)
        path = files[finding.rendering]
        if path is None:
            raise BadFile(
                "Standard input has no place for dismissals.", hint="Name a file with --dismissals."
            )
        name = report.parallel.renderings[finding.rendering].document.name
        entry = Dismissal(key(finding, report.parallel), reason.strip(), finding.code, name, finding.message)
        new.setdefault(path, []).append(entry)
    for path, entries in new.items():
        add_dismissals(path, entries)
        click.echo(f"Dismissed {len(entries)} in {path}.", err=True)
    return set_aside(report, [entry for entries in new.values() for entry in entries], select)

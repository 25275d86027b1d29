"""Options that several commands share, and how they become a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.errors import BadFile

if TYPE_CHECKING:
    from workbench.crew import Crew
    from workbench.model import Dismissal
    from workbench.translation.engine import Engine

__all__ = [
    "beam",
    "check_standard_input",
    "check_writable",
    "dismissals_beside",
    "engine_options",
    "engines_for",
    "glossary_option",
    "glossary_paths",
    "jobs_option",
    "language_options",
    "languages",
    "no_glossary_option",
    "paired_option",
]

glossary_option = click.option(
    "-g",
    "--glossary",
    "glossaries",
    metavar="PATH",
    multiple=True,
    help="Glossary file or folder; may be repeated. The shipped ones by default.",
)
no_glossary_option = click.option("--no-glossary", is_flag=True, help="Check against no glossary.")
paired_option = click.option(
    "--presegmented",
    is_flag=True,
    help="One segment per line; where the files have as many lines, line i is the rendering of line i.",
)

jobs_option = click.option(
    "--jobs",
    "crew",
    metavar="N",
    type=click.IntRange(1),
    default=None,
    callback=lambda _context, _option, value: _crew(value),
    help="Processes for a large document; as many as there are cores (at most 4) by default.",
)


def _crew(jobs: int | None) -> Crew:
    from workbench.crew import Crew

    return Crew(jobs)


def language_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--from`` and ``--working``."""
    function = click.option(
        "--working",
        metavar="LANGS",
        default="",
        help="Languages you work with, as uk,en,de: a hint for telling short texts apart.",
    )(function)
    return click.option(
        "--from", "source_lang", metavar="LANG", help="The source's language, if you know it."
    )(function)


def engine_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--engine``, ``--beam`` and ``--libretranslate``."""
    for option in (
        click.option(
            "--libretranslate",
            "server",
            metavar="URL",
            envvar="WORKBENCH_LIBRETRANSLATE",
            help="Also use this LibreTranslate server (or set WORKBENCH_LIBRETRANSLATE).",
        ),
        click.option(
            "--beam",
            "beam_name",
            metavar="N",
            default="best",
            show_default=True,
            help="Beam size 1–8, or draft (1), standard (2), best (4).",
        ),
        click.option(
            "--engine",
            "engine_names",
            metavar="NAME",
            multiple=True,
            help="Use this engine (argos, apertium, libretranslate); may be repeated. All that can by default.",
        ),
    ):
        function = option(function)
    return function


def beam(value: str) -> int:
    """Beam size of ``--beam``.

    Raises:
        click.BadParameter: neither a name nor a number from 1 to 8.
    """
    from workbench.translation.engine import BEAM

    size = BEAM.get(value) or (int(value) if value.isdecimal() else 0)
    if not 1 <= size <= 8:
        raise click.BadParameter(f"“{value}” is none of draft, standard, best, 1–8.", param_hint="--beam")
    return size


def engines_for(names: Sequence[str], server: str | None) -> tuple[Engine, ...]:
    """The engines named, or all there are; finished segments are remembered on disk.

    Raises:
        WorkbenchError: there is no engine of a name.
    """
    from workbench.translation import available, find
    from workbench.translation.cache import remembering

    if names:
        return remembering(find(name, libretranslate_url=server) for name in dict.fromkeys(names))
    return remembering(available(libretranslate_url=server))


def glossary_paths(given: Sequence[str], *, none: bool = False) -> tuple[Path, ...]:
    """Glossary files given as files or folders; the shipped ones if none is given.

    Raises:
        BadFile: a path does not exist, or a folder holds no YAML file.
    """
    if none:
        return ()
    if not given:
        from workbench.resources import shipped

        return tuple(sorted(shipped("glossaries").glob("*.yaml")))
    paths: list[Path] = []
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml"))
            if not inside:
                raise BadFile(f"The folder “{name}” holds no .yaml file.", hint="Name a glossary file.")
            paths += inside
        elif path.exists():
            paths.append(path)
        else:
            raise BadFile(f"There is no glossary “{name}”.", hint="Check the path given with --glossary.")
    return tuple(paths)


def languages(text: str) -> tuple[str, ...]:
    """Codes of a list such as ``uk,en``.

    Raises:
        UnknownLanguage: a code is not in the table.
    """
    from workbench.languages import normalize

    return tuple(normalize(code) for code in text.replace(" ", ",").split(",") if code)


def check_standard_input(names: Sequence[str]) -> None:
    """Complain if more than one of the files named is standard input.

    Raises:
        click.UsageError: it can be read only once.
    """
    if list(names).count("-") > 1:
        raise click.UsageError("Standard input (“-”) can be read only once.")


def check_writable(output: str | None) -> None:
    """Complain before long work if the result could not be written.

    Raises:
        BadFile: the output's folder does not exist, or the output is a folder.
    """
    if not output or output == "-":
        return
    path = Path(output)
    if path.is_dir():
        raise BadFile(f"“{output}” is a folder.", hint="Give a file name with -o.")
    if not path.absolute().parent.is_dir():
        raise BadFile(f"The folder “{path.parent}” does not exist.", hint="Make it first, or choose another.")


def dismissals_beside(names: Sequence[str]) -> tuple[Dismissal, ...]:
    """Findings set aside before: ``RENDERING.dismissals.toml`` beside each rendering that has one.

    Raises:
        BadFile: such a file cannot be read.
    """
    from workbench.checks import dismissal_path, load_dismissals

    beside = dict.fromkeys(dismissal_path(Path(name)) for name in names if name != "-")
    return tuple(entry for path in beside if path.exists() for entry in load_dismissals(path))

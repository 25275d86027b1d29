"""What all commands share: reading arguments, writing results, progress bars, errors.

Results go to standard output (or ``-o FILE``), everything else to standard error.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from workbench.errors import BadFile, WorkbenchError
from workbench.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from workbench.crew import Crew
    from workbench.judgement import Judgement
    from workbench.model import Report

__all__ = [
    "CLEAN",
    "COULD_NOT_RUN",
    "FINDINGS",
    "Bar",
    "console",
    "edge",
    "emit",
    "emit_json",
    "emit_page",
    "fail",
    "output_option",
    "print_table",
    "read_argument",
    "write_atomically",
]

P = ParamSpec("P")
R = TypeVar("R")

CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, 2

_LONG_JSON = 100_000
"""Characters from which it is worth loading a library to indent it."""
_REDRAWN = 0.1
"""Seconds between two drawings of a bar that moves."""


def fail(error: WorkbenchError) -> NoReturn:
    """Print one sentence on standard error and end with status 2."""
    click.echo(f"workbench: {error}", err=True)
    sys.exit(COULD_NOT_RUN)


def edge(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command so that expected errors become one sentence and exit status 2.

    Ctrl-C ends with 130 and a closed pipe (``| head``) quietly, as other Unix programs do.
    """

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except WorkbenchError as error:
            fail(error)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(CLEAN)
        except (KeyboardInterrupt, click.Abort):
            click.echo("workbench: stopped.", err=True)
            sys.exit(130)

    return wrapped


def read_argument(argument: str, *, encoding: str | None = None) -> Any:
    """Read a FILE argument (``-`` is standard input) into a :class:`~workbench.model.Document`."""
    from workbench import reading

    if argument == "-":
        return reading.read(sys.stdin.buffer.read(), name="standard input", encoding=encoding)
    return reading.read(Path(argument), encoding=encoding)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write beside `path`, then rename, so that no half-written file is ever seen.

    Raises:
        BadFile: the folder is missing or not writable, or the disk is full.
    """
    from workbench.files import replace_file

    try:
        replace_file(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise BadFile(
            f"Cannot write “{path}”: {error.strerror}.", hint="Choose another place with -o."
        ) from error


def emit(content: str | bytes, output: str | None = None) -> None:
    """Print a result on standard output, or write it to the file `output`."""
    if output and output != "-":
        write_atomically(Path(output), content if isinstance(content, bytes) else _ended(content))
        click.echo(f"Wrote {output}.", err=True)
    elif isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    else:
        click.echo(content, nl=not content.endswith("\n"))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def emit_json(value: object, output: str | None = None) -> None:
    """Print plain values as JSON, UTF-8, two spaces of indent."""
    emit(_indented(value), output)


def _indented(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > _LONG_JSON:
        import msgspec

        with suppress(UnicodeEncodeError, msgspec.MsgspecError):  # half a surrogate pair, NaN
            return msgspec.json.format(text, indent=2)  # the same, four times as fast
    return json.dumps(value, ensure_ascii=False, indent=2)


def console(*, error: bool = False) -> Console:
    """A rich console that knows the terminal's width and colours (NO_COLOR and pipes respected)."""
    from rich.console import Console

    return Console(stderr=error, highlight=False)


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], output: str | None = None) -> None:
    """Rows for a terminal; tab-separated where the output is a file or a pipe. Texts may be anybody's."""
    from workbench.exporting.marks import one_line

    plain = [[one_line(cell) for cell in row] for row in rows]
    if output or not sys.stdout.isatty():
        if plain:
            emit("\n".join("\t".join(row) for row in (heads, *plain)), output)
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(*heads, box=None, pad_edge=False)
    for row in plain:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to FILE (beside it first, then renamed) instead of standard output.",
)


class Bar(Progress):
    """A progress bar on standard error, only where that is a terminal.

    Use as a context manager; Ctrl-C asks the work to stop between two batches.

    Args:
        threaded: a thread draws it even while nothing is told; it would keep a crew of processes from being
            forked, so beside one the bar is drawn only when it moves.
    """

    def __init__(self, *, threaded: bool = True) -> None:
        self._threaded = threaded
        self._shown: RichProgress | None = None
        self._task: TaskID | None = None
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        if sys.stderr.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as RichProgress

            self._shown = RichProgress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=console(error=True),
                transient=True,
                auto_refresh=self._threaded,
            )
            self._shown.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._shown.stop()

    def start(self, task: str, total: int | None = None) -> None:
        """Show a new bar."""
        if self._shown:
            self._task = self._shown.add_task(task, total=total)
            self._draw(at_once=True)

    def advance(self, units: int = 1, note: str = "") -> None:
        """Move the bar."""
        if self._shown and self._task is not None:
            self._shown.advance(self._task, units)
            self._draw()

    def finish(self) -> None:
        """Complete and hide the bar."""
        if self._shown and self._task is not None:
            self._shown.remove_task(self._task)
            self._task = None
            self._draw(at_once=True)

    def _draw(self, *, at_once: bool = False) -> None:
        if self._shown and not self._threaded and (at_once or time.monotonic() > self._drawn + _REDRAWN):
            self._shown.refresh()
            self._drawn = time.monotonic()


def emit_page(
    report: Report, output: str | None, judgement: Judgement | None = None, crew: Crew | None = None
) -> None:
    """Print the self-contained HTML page of a report; a crew shares the work on a large one."""
    from workbench.exporting import to_html

    with Bar(threaded=crew is None) as bar:
        page = to_html(report, judgement, bar, crew)
    emit(page, output)

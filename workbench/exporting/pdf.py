"""The side-by-side page as PDF, printed by a browser or an office program that is installed.

Nothing of ours draws PDF: Chromium prints the HTML report as it looks, LibreOffice the Word table. Both are
started without a network and with a profile of their own, which is thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from workbench.errors import BadFile
from workbench.exporting.docx_table import MOST_RENDERINGS, write_docx_table
from workbench.exporting.exchange import Content, Options, Written

__all__ = ["BROWSERS", "OFFICES", "printer", "to_pdf", "write"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
OFFICES = ("soffice", "libreoffice")
_SECONDS = 180
"""A table of a thousand rows takes Chromium some ten seconds."""


def write(content: Content, options: Options) -> Written:
    """The report as PDF, for the registry."""
    from workbench.exporting.reports import html

    page = html(content, options)
    return Written(to_pdf(page.data, lambda: _word(content)), page.lost)


def _word(content: Content) -> bytes:
    if not 1 <= len(content.bitext.columns) <= MOST_RENDERINGS:
        raise BadFile(
            f"LibreOffice prints one to {MOST_RENDERINGS} renderings.",
            hint="Install Chromium, or choose fewer.",
        )
    return write_docx_table(content.bitext, findings=content.report.findings if content.report else ())


def printer() -> str | None:
    """The program that would print, browsers first; None where there is none."""
    return next((found for name in (*BROWSERS, *OFFICES) if (found := shutil.which(name))), None)


def to_pdf(page: bytes, word: Callable[[], bytes]) -> bytes:
    """Print an HTML page, or where only LibreOffice is there the Word document that `word` makes.

    Raises:
        BadFile: no such program is installed, or it did not print.
    """
    program = printer()
    if program is None:
        raise BadFile(
            "PDF needs Chromium or LibreOffice, and neither is installed.",
            hint="Install one (on Debian: apt install chromium), or write html and print it from a browser.",
        )
    office = Path(program).name in OFFICES
    with tempfile.TemporaryDirectory(prefix="workbench-pdf-") as folder:
        place = Path(folder)
        source = place / ("page.docx" if office else "page.html")
        source.write_bytes(word() if office else page)
        made = place / "page.pdf"
        _started(_office(program, source) if office else _browser(program, source, made), place)
        if not made.exists():
            raise BadFile(f"“{program}” made no PDF.", hint="Write html and print it from a browser.")
        return made.read_bytes()


def _browser(program: str, source: Path, made: Path) -> list[str]:
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # it refuses root
    return [
        program,
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--disable-extensions",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={source.parent / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={made}",
        *sandbox,
        source.as_uri(),
    ]


def _office(program: str, source: Path) -> list[str]:
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    return [
        program,
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(source.parent),
        str(source),
    ]


def _started(command: Sequence[str], folder: Path) -> None:
    """Run a program to its end.

    Raises:
        BadFile: it cannot be started, fails, or takes too long.
    """
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=True)
    except subprocess.TimeoutExpired as error:
        raise BadFile(
            f"“{command[0]}” did not end in {_SECONDS} seconds.", hint="Write html and print it."
        ) from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadFile(f"“{command[0]}” could not print: {error}.", hint="Write html and print it.") from error

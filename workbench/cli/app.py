"""``workbench app``: the web page, on this machine only."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from workbench.cli.common import edge
from workbench.errors import BadFile

__all__ = ["command"]


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port on 127.0.0.1."
)
@click.option("--example", is_flag=True, help="Open with the shipped example loaded.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser; print the address only.")
@edge
def command(port: int, example: bool, no_browser: bool) -> None:
    """Open the web page on this machine. Nothing is sent anywhere else. Stop it with Ctrl-C.

    \b
    Examples:
      workbench app
      workbench app --example --port 8600
    """
    if find_spec("streamlit") is None:
        raise BadFile("Streamlit is not installed.", hint="Run: pip install streamlit")
    from workbench.resources import web_app

    script = web_app()
    address = f"http://127.0.0.1:{port}/" + ("?example=1" if example else "")
    click.echo(f"The workbench is at {address}", err=True)
    browser = not no_browser and bool(os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32"))
    if browser:
        _open_soon(address)
    arguments = ["--server.port", str(port), "--server.headless", "true"]
    result = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", str(script), *arguments],
        cwd=Path(script).parent,
        check=False,
    )
    sys.exit(result.returncode)


def _open_soon(address: str) -> None:
    """Open the browser once the server answers."""
    import threading
    import urllib.request
    import webbrowser

    def wait() -> None:
        health = address.split("?")[0] + "_stcore/health"
        for _ in range(60):
            threading.Event().wait(0.5)
            try:
                urllib.request.urlopen(health, timeout=1).close()  # noqa: S310 - our own loopback address
            except OSError:
                continue
            webbrowser.open(address)
            return

    threading.Thread(target=wait, daemon=True).start()

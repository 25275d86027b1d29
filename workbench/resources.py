"""Where the files that come with the workbench lie: in a wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["shipped", "web_app"]

_PACKAGE = Path(__file__).parent


def shipped(folder: str) -> Path:
    """The shipped folder ``glossaries`` or ``examples``.

    Raises:
        FileNotFoundError: neither the wheel's nor the checkout's copy is there.
    """
    for place in (_PACKAGE / "_shipped" / folder, _PACKAGE.parent / folder):
        if place.is_dir():
            return place
    raise FileNotFoundError(folder)


def web_app() -> Path:
    """The web server's entry, ``serve.py``, with ``app.py`` and the ``.streamlit`` folder beside it.

    Raises:
        FileNotFoundError: neither the wheel's nor the checkout's copy is there.
    """
    for place in (_PACKAGE / "_shipped" / "serve.py", _PACKAGE.parent / "serve.py"):
        if place.is_file():
            return place
    raise FileNotFoundError("serve.py")

"""Where the files that come with the workbench lie: in a wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["shipped"]

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

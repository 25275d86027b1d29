"""Read files of many formats into a Document."""

from __future__ import annotations

from pathlib import Path

from workbench.model import Document

__all__ = ["read"]


def read(source: Path | bytes | str, *, name: str | None = None) -> Document:
    """Replaced by the real reader shortly."""
    raise NotImplementedError

"""Open files so that everything that can go wrong becomes one sentence."""

from __future__ import annotations

import stat
from pathlib import Path

from workbench.errors import BadFile, UnreadableText

__all__ = ["LIMIT", "load", "too_large"]

LIMIT = 100 * 1024 * 1024
"""Largest file read, in bytes. A novel is about 1 MB of text."""


def load(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a file, never more than `limit`.

    Raises:
        BadFile: missing, a directory, a device, no permission, or a read error.
        UnreadableText: larger than `limit`; told from its size, without reading it.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BadFile(f"“{path}” is a folder.", hint="Give a file in it.")
        if status.st_size > limit:
            raise too_large(str(path), limit, status.st_size)
        with path.open("rb") as file:
            data = file.read(limit + 1)  # a pipe has no size beforehand
    except FileNotFoundError as error:
        raise BadFile(f"There is no file “{path}”.", hint="Check the name and the folder.") from error
    except PermissionError as error:
        raise BadFile(
            f"No permission to read “{path}”.", hint="Change its permissions or copy it."
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise BadFile(f"Cannot read “{path}”: {reason}.") from error
    if len(data) > limit:
        raise too_large(str(path), limit)
    return data


def too_large(name: str, limit: int, size: int | None = None) -> UnreadableText:
    """The error for a file larger than `limit` bytes."""
    seen = f"has {size / 1e6:,.1f} MB" if size else "is too large"
    return UnreadableText(
        f"“{name}” {seen}; at most {limit / 1e6:,.1f} MB are read.", hint="Cut it into smaller files."
    )

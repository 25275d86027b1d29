"""Unsaved edits of glossaries, kept on the disk so that a reload, a crash or a lost tab loses none. Pure."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from workbench.files import replace_file
from workbench.glossary.edit import Change

__all__ = ["folder", "keep", "new_key", "recall"]

_KEY = re.compile(r"[A-Za-z0-9_-]{8,32}")
_DAYS = 60
"""Edits nobody came back to for so long are dropped."""


def new_key() -> str:
    """A name for one session's edits that nobody guesses."""
    return secrets.token_urlsafe(12)


def folder() -> Path:
    """Where they lie."""
    from platformdirs import user_state_path

    return user_state_path("workbench", appauthor=False) / "glossary-edits"


def keep(key: str, edits: Mapping[str, Sequence[Change]]) -> None:
    """Write down a session's edits by file; nothing is left where there are none.

    A disk that cannot be written to is no reason to stop editing: saving will complain.
    """
    if not _KEY.fullmatch(key):
        return
    path = folder() / f"{key}.json"
    with suppress(OSError):
        if not any(edits.values()):
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, msgspec.json.encode({file: list(made) for file, made in edits.items() if made}))
        for other in path.parent.glob("*.json"):
            if other.stat().st_mtime < time.time() - _DAYS * 86_400:
                other.unlink(missing_ok=True)


def recall(key: str) -> dict[str, list[Change]]:
    """A session's edits by file; none where there is nothing, or nothing that can be read."""
    if not _KEY.fullmatch(key):
        return {}
    try:
        content = (folder() / f"{key}.json").read_bytes()
        rows = msgspec.json.decode(content, type=dict[str, list[_Row]])
    except (OSError, msgspec.MsgspecError):
        return {}
    return {
        file: [Change(tuple(row.path), row.value, row.was) for row in made if _sound(row)]
        for file, made in rows.items()
    }


class _Row(msgspec.Struct):
    path: list[str | int]
    value: Any = None
    was: Any = None


def _sound(row: _Row) -> bool:
    return bool(row.path) and _is_data(row.value) and _is_data(row.was)


def _is_data(value: Any) -> bool:
    """True for what a glossary's YAML can hold."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_data(child) for key, child in value.items())
    if isinstance(value, list):
        return all(map(_is_data, value))
    return value is None or isinstance(value, str)

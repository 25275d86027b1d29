"""Long work of the page of projects and the memory: one job at a time, its progress, and what comes of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.progress import Progress
from workbench.ui.errands import Errands
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, explained

__all__ = ["ERRANDS", "Made", "attempt", "begin", "drop", "offer", "result", "tell"]

ERRANDS = Errands(
    page="projects",
    lane="store",
    doing={
        "import": N_("Taking translations into the memory"),
        "export": N_("Writing the memory"),
        "clean": N_("Looking through the memory"),
        "remove": N_("Taking units out of the memory"),
        "backup": N_("Copying the store"),
        "verify": N_("Checking the store"),
        "restore": N_("Putting the copy in place"),
        "read": N_("Reading the file"),
        "project": N_("Writing the project"),
        "unpack": N_("Reading the project"),
    },
    stopped=N_("Stopped as asked; nothing was changed."),
)
tell, result, drop = ERRANDS.tell, ERRANDS.result, ERRANDS.drop


class Made:
    """A file that was made for downloading; it is deleted when nothing holds this any more."""

    def __init__(self, name: str, note: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-")
        self.name = name
        self.note = note

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self._folder.name) / "file"

    def read(self) -> bytes:
        """All of it."""
        return self.path.read_bytes()


def begin(kind: str, work: Callable[[Progress], Any]) -> None:
    """Start work of a kind unless some is going on; what the last of the kind came to is forgotten."""
    if not ERRANDS.running():
        drop(kind)
        ERRANDS.begin(kind, work)


def attempt(act: Callable[[], object], said: str) -> NoReturn:
    """Do something short and run the page again: what was done, or why it could not be, is told at its top."""
    try:
        act()
    except WorkbenchError as error:
        tell(explained(error), bad=True)
    else:
        tell(said)
    st.rerun()


def offer(kind: str, media_type: str) -> None:
    """The button that downloads what work of a kind made, once it is there."""
    made: Made | None = result(kind)
    if made is None:
        return
    if made.note:
        st.text(made.note)
    st.download_button(
        _("Download {file}", file=plain(made.name)), made.read, made.name, media_type,
        on_click="ignore", type="primary", icon=":material/download:", key=f"projects_download:{kind}",
    )  # fmt: skip

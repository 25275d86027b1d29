"""What one browser session works on. Plain values in Streamlit's session state, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.desk.desk import Desk
from workbench.model import Document, Report
from workbench.pipeline import Given
from workbench.resources import shipped
from workbench.ui.jobs import Job

__all__ = ["Session", "current_glossaries", "current_report", "example", "forget", "session"]


@dataclass
class Session:
    """The text in hand, what stands beside it, the document on the desk, and work in progress.

    Attributes:
        source: the text of a new document.
        source_bytes: the file it came from, as it was uploaded; None for pasted text.
        renderings: translations somebody made, for the new document.
        keep_debris: leave web-page debris in the new document.
        desk: the open document.
        job: preparing a new document.
        extra: work on the open one: a translation, another alignment.
        kind: what `extra` is doing.
        extra_begun: `extra` was just begun, so the page has to show it.
        shown: counts uploads, so that a new one is a new widget.
    """

    source: Document | None = None
    source_bytes: bytes | None = None
    renderings: list[Given] = field(default_factory=list)
    keep_debris: bool = False
    desk: Desk | None = None
    job: Job[Any] | None = None
    extra: Job[Any] | None = None
    kind: str = ""
    extra_begun: bool = False
    shown: int = 0


def session() -> Session:
    """This browser session's state."""
    if "workbench" not in st.session_state:
        st.session_state["workbench"] = Session()
    found: Session = st.session_state["workbench"]
    return found


def forget() -> None:
    """Back to the empty state; the document itself is kept in its project."""
    for job in (session().job, session().extra):
        if job is not None and job.live:
            job.cancel()
    st.session_state.pop("workbench", None)
    for key in ("source_lang", "targets", "pasted"):
        st.session_state.pop(key, None)
    st.query_params.clear()


def current_report() -> Report | None:
    """The report the session looks at; None before there is one. What the other pages read."""
    state = session()
    if state.desk is not None:
        return state.desk.report()
    done = state.job is not None and not state.job.live
    return state.job.report if state.job is not None and done else None


def current_glossaries() -> tuple[Path, ...]:
    """The glossaries it is checked against."""
    desk = session().desk
    return () if desk is None else desk.examiner.paths


def example() -> tuple[Document, list[Given]]:
    """The shipped article with its renderings."""
    from workbench.reading import read

    folder = shipped("examples")
    renderings = [
        Given(read(path)) for path in sorted(folder.glob("article.*.txt")) if path.name != "article.en.txt"
    ]
    return read(folder / "article.en.txt"), renderings

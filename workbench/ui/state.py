"""What one browser session works on. Plain values in Streamlit's session state, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from workbench.model import Document, Report
from workbench.pipeline import Given
from workbench.resources import shipped
from workbench.ui.jobs import Job

__all__ = ["Session", "current_glossaries", "current_report", "example", "session"]


@dataclass
class Session:
    """The text in hand, what stands beside it, and the run in progress."""

    source: Document | None = None
    renderings: list[Given] = field(default_factory=list)
    job: Job[Report] | None = None
    shown: int = 0
    """Counts results, so that a new one is a new table."""


def session() -> Session:
    """This browser session's state."""
    if "workbench" not in st.session_state:
        st.session_state["workbench"] = Session()
    found: Session = st.session_state["workbench"]
    return found


def current_report() -> Report | None:
    """The report the session looks at; None before there is one. What the other pages read."""
    job = session().job
    return job.report if job is not None and not job.live else None


def current_glossaries() -> tuple[Path, ...]:
    """The glossaries it was checked against, by the names the report gives."""
    report = current_report()
    names = report.glossaries if report is not None else ()
    return tuple(path for path in sorted(shipped("glossaries").glob("*.yaml")) if path.name in names)


def example() -> tuple[Document, list[Given]]:
    """The shipped article with its renderings."""
    from workbench.reading import read

    folder = shipped("examples")
    renderings = [
        Given(read(path)) for path in sorted(folder.glob("article.*.txt")) if path.name != "article.en.txt"
    ]
    return read(folder / "article.en.txt"), renderings

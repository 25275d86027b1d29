"""What one browser session works on. Plain values in Streamlit's session state, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from workbench.model import Document
from workbench.pipeline import Given
from workbench.resources import shipped
from workbench.ui.jobs import Job

__all__ = ["Session", "example", "session"]


@dataclass
class Session:
    """The text in hand, what stands beside it, and the run in progress."""

    source: Document | None = None
    renderings: list[Given] = field(default_factory=list)
    job: Job | None = None
    shown: int = 0
    """Counts results, so that a new one is a new table."""


def session() -> Session:
    """This browser session's state."""
    if "workbench" not in st.session_state:
        st.session_state["workbench"] = Session()
    found: Session = st.session_state["workbench"]
    return found


def example() -> tuple[Document, list[Given]]:
    """The shipped article with its renderings."""
    from workbench.reading import read

    folder = shipped("examples")
    renderings = [
        Given(read(path)) for path in sorted(folder.glob("article.*.txt")) if path.name != "article.en.txt"
    ]
    return read(folder / "article.en.txt"), renderings

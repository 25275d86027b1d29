"""Results that belong to one report, kept in the session until another report is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from workbench.model import Report

__all__ = ["of_report"]

T = TypeVar("T")


def of_report(report: Report, name: str, make: Callable[[], T]) -> T:
    """`make()`, or what it gave before for an equal report under this name.

    Reports are compared, not hashed: the parts that two share are told to be equal at a glance.
    """
    before = st.session_state.get(f"cached_{name}")
    if before is not None and (before[0] is report or before[0] == report):
        found: T = before[1]
        return found
    made = make()
    st.session_state[f"cached_{name}"] = (report, made)
    return made

"""The web page with the shipped example open, for browser tests of the pages that read a report."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from workbench.ui import state
from workbench.ui.shell import run


@st.cache_resource
def example_report():
    from workbench.pipeline import Given, Plan
    from workbench.pipeline import run as compare

    source, renderings = state.example()
    return compare(Plan(Given(source), tuple(renderings), method="length"))


state.current_report = (lambda: None) if "empty" in st.query_params else example_report
run()

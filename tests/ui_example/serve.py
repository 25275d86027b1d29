"""The server of tests/ui_example/app.py, with the headers of the real one."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from workbench.ui.serving import middleware

app = st.App("app.py", middleware=middleware())

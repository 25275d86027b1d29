"""The web page behind its security headers. Start it with `workbench app`, `make app`, or `streamlit run serve.py`."""

import streamlit as st

from workbench.ui.serving import middleware

app = st.App("app.py", middleware=middleware())

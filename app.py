"""The web page. Start it with `workbench app`, `make app`, or `streamlit run app.py`."""

from workbench.ui.shell import run

run()

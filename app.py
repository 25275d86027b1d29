"""The web page's script. Start the server with `workbench app`, `make app`, or `streamlit run serve.py`."""

from workbench.ui.shell import run

run()

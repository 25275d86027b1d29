"""Page frame: title, navigation, a little padding."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

__all__ = ["run"]

_PAGES = Path(__file__).parent / "pages"


def run() -> None:
    """Show the page the user is on."""
    st.set_page_config(page_title="Translation workbench", page_icon="📖", layout="wide")
    st.html(Path(__file__).parent / "shell.css")
    pages = [
        st.Page(
            _PAGES / "translate_page.py", title="Translate & align", icon=":material/translate:", default=True
        )
    ]
    st.navigation(pages, position="hidden" if len(pages) == 1 else "top").run()

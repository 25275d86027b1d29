"""What only a script in the page can do for all pages: its language, its theme, the key for help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

__all__ = ["frame"]

_HERE = Path(__file__).parent


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "workbench_frame", html="<span hidden></span>", js=(_HERE / "frame.js").read_text("utf-8")
    )


def frame(*, language: str, theme: str, addresses: list[str]) -> None:
    """Tell the browser the page's language and theme, and open help on ``?``.

    Args:
        language: code of the page's language.
        theme: ``system``, ``light`` or ``dark``.
        addresses: of all pages, since Streamlit keeps a theme for each.
    """
    _component()(data={"language": language, "theme": theme, "addresses": addresses}, key="frame", height=0)

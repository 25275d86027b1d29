"""The frame of every page: login, navigation, language, help, size and density."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench.ui import address, login
from workbench.ui import help as help_panel
from workbench.ui.components.frame import frame
from workbench.ui.navigation import places
from workbench.ui.preferences import change, preferences
from workbench.ui.texts import _, language, own_name, ui_languages

__all__ = ["run"]

_GAPS = {"compact": "0.25rem", "normal": "0.6rem", "roomy": "1.1rem"}
"""Space above and below the text of a segment; ``--workbench-gap`` in the style sheets of components."""


def run() -> None:
    """Show the page the user is on."""
    st.set_page_config(page_title=_("Translation workbench"), page_icon="📖", layout="wide")
    st.html(Path(__file__).parent / "shell.css")
    login.gate()
    settings = preferences()
    st.html(_sizes(settings.font_size, settings.density))
    shown = places()
    page = st.navigation(
        [
            st.Page(
                place.file,
                title=_(place.title),
                icon=place.icon,
                url_path=place.address or None,
                default=not place.address,
            )
            for place in shown
        ],
        position="top",
    )
    frame(
        language=language(),
        theme=settings.theme,
        addresses=[place.address for place in shown if place.address],
    )
    _corner()
    address.follow()
    page.run()


def _sizes(font_size: int, density: str) -> str:
    """A style element; both values come from lists of our own, never from a text."""
    return f"<style>:root {{ font-size: {font_size}px; --workbench-gap: {_GAPS[density]}; }}</style>"


def _corner() -> None:
    """Language and help, at the right end of the navigation."""
    with st.container(horizontal=True, horizontal_alignment="right", gap="small", key="corner"):
        chosen = st.menu_button(
            own_name(language()),
            [code for code in ui_languages() if code != language()],
            format_func=own_name,
            type="tertiary",
            icon=":material/language:",
            key="ui_language",
        )
        if st.button(_("Help"), type="tertiary", icon=":material/keyboard:", key="help"):
            help_panel.show()
    if chosen:
        change(language=chosen)
        st.rerun()

"""The help panel: what the keys do, and where to read on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from workbench.ui.texts import N_, _

__all__ = ["GROUPS", "Group", "show"]


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together.

    Attributes:
        title: msgid of the heading.
        rows: (keys, msgid of what they do); alternatives are parted by " / ", keys held together by "+".
    """

    title: str
    rows: tuple[tuple[str, str], ...]


GROUPS = (
    Group(
        N_("Everywhere"),
        (
            ("?", N_("this panel")),
            ("Tab / Shift+Tab", N_("to the next or previous control")),
            ("Esc", N_("close a panel or a menu")),
        ),
    ),
    Group(
        N_("In the table"),
        (
            ("/", N_("search")),
            ("Esc", N_("empty the search")),
        ),
    ),
)


def show() -> None:
    """Open the panel."""
    st.dialog(_("Keys and help"), width="large", icon=":material/keyboard:")(_panel)()


def _panel() -> None:
    columns = st.columns(2)
    for number, group in enumerate(GROUPS):
        with columns[number % 2]:
            st.markdown(f"#### {_(group.title)}")
            for keys, says in group.rows:
                st.markdown(f"{_drawn(keys)} {_(says)}")
    st.write(
        _(
            "Everything happens on this machine. Only “Models & engines” can download, "
            "and only if the settings allow the network."
        )
    )


def _drawn(keys: str) -> str:
    """Keys as Markdown code."""
    return " / ".join("+".join(f"`{key}`" for key in keys_of.split("+")) for keys_of in keys.split(" / "))

"""The help panel: what the keys do."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from workbench.ui.texts import N_, _

__all__ = ["GROUPS", "Group", "drawn", "show"]


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together.

    Attributes:
        title: msgid of the heading.
        rows: (keys, msgid of what they do). The keys are named as in components/grid_keys.js: ``Mod`` is Ctrl, or ⌘
            on a Mac.
    """

    title: str
    rows: tuple[tuple[tuple[str, ...], str], ...]


GROUPS = (
    Group(
        N_("On every page"),
        (
            (("?",), N_("this panel")),
            (("Tab", "Shift+Tab"), N_("to the next or the previous control")),
        ),
    ),
    Group(
        N_("Moving in the table"),
        (
            (("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"), N_("from cell to cell")),
            (("Home", "End"), N_("to the first or the last column")),
            (("PageUp", "PageDown"), N_("a page up or down")),
            (("Mod+Home", "Mod+End"), N_("to the first or the last row")),
            (("n", "p", "Shift+n"), N_("to the next or the previous problem")),
            (("g",), N_("go to a row, a quotation or a problem")),
            (("/", "Mod+f"), N_("search")),
            (("Escape",), N_("close a panel, give up an edit")),
        ),
    ),
    Group(
        N_("Aligning"),
        (
            (("m",), N_("merge with the row below")),
            (("Shift+m",), N_("merge with the row above")),
            (("s",), N_("split the row")),
            (("Alt+s",), N_("while editing: split at the cursor")),
            (("Alt+ArrowUp", "Alt+ArrowDown"), N_("move the segment up or down")),
            (("u",), N_("unlink the cell from its row")),
            (("l",), N_("lock the row, or unlock it")),
            (("a",), N_("align the rest again, locked rows stay")),
            (("d",), N_("differences on or off")),
        ),
    ),
    Group(
        N_("Translating"),
        (
            (("Enter", "F2"), N_("edit the cell; Enter again keeps the text")),
            (("Mod+Enter",), N_("keep, confirm, and on to the next unconfirmed one")),
            ((" ",), N_("confirm, or take the confirmation back")),
            (("x",), N_("back to what the engine or the file said")),
            (("o",), N_("other ways to say it, from the engine")),
            (("i",), N_("what the translation memory has: Enter or 1–9 takes it")),
            (("k",), N_("search the memory for a phrase")),
            (("Mod+Shift+h",), N_("search and replace")),
            (("t",), N_("comments")),
            (("h",), N_("history of the segment")),
            (("f",), N_("findings: explain, dismiss with a reason")),
            (("Mod+z",), N_("undo")),
            (("Mod+Shift+z", "Mod+y"), N_("redo")),
        ),
    ),
)


_NAMES = {
    "Mod": "Ctrl",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "Escape": "Esc",
    "PageUp": "PgUp",
    "PageDown": "PgDn",
    " ": N_("Space"),
}


def drawn(key: str) -> str:
    """A key as HTML, its name as on a keyboard.

    >>> drawn("Mod+z")
    '<kbd>Ctrl</kbd>+<kbd>Z</kbd>'
    """
    parts = [_(_NAMES[part]) if part in _NAMES else part for part in key.split("+")]
    return "+".join(f"<kbd>{escape(part.upper() if len(part) == 1 else part)}</kbd>" for part in parts)


def show() -> None:
    """Open the panel."""
    st.dialog(_("Keys and help"), width="large", icon=":material/keyboard:")(_panel)()


def _panel() -> None:
    # all of it is our own text, so it may be HTML: Markdown has no keys and no pairs
    st.html("<div class='keys'>" + "".join(map(_group, GROUPS)) + "</div>")
    st.write(
        _(
            "Everything happens on this machine. Only “Models & engines” can download, "
            "and only if the settings allow the network."
        )
    )


def _group(group: Group) -> str:
    rows = (
        f"<div><dt>{' '.join(map(drawn, keys))}</dt><dd>{escape(_(says))}</dd></div>"
        for keys, says in group.rows
    )
    return f"<section><h3>{escape(_(group.title))}</h3><dl>{''.join(rows)}</dl></section>"

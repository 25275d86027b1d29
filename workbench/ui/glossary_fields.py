"""Fields bound to places of a draft: they show what stands there, write what is typed, and say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.glossary import Problem
from workbench.glossary.draft import Draft
from workbench.glossary.edit import Data, Place
from workbench.model import Severity
from workbench.ui import glossary_session as here
from workbench.ui.safe import plain
from workbench.ui.texts import explained, translated

__all__ = [
    "LONGEST",
    "SIGNS",
    "as_flag",
    "as_lines",
    "bind",
    "one_line",
    "say_problem",
    "say_wrong",
    "take",
    "term_text",
    "text_field",
]

SIGNS = {
    Severity.ERROR: ("red", ":material/error:"),
    Severity.WARNING: ("orange", ":material/warning:"),
    Severity.INFO: ("blue", ":material/info:"),
}
LONGEST = 2_000
"""Characters of one field; a definition is a sentence or two."""


def one_line(value: Any) -> Data:
    """What a text field means: white space made single; None where nothing is left, which deletes the key."""
    return " ".join(str(value).split()) or None


def term_text(value: Any) -> Data:
    """An empty term is refused, where an empty note is deleted."""
    return one_line(value) or ""


def as_lines(value: Any) -> Data:
    """What a field with one entry per line means."""
    found: list[Data] = [text for line in str(value).splitlines() if (text := " ".join(line.split()))]
    return found or None


def as_flag(value: Any) -> Data:
    """A yes as YAML has it; a no deletes the key."""
    return "true" if value else None


def say_problem(problem: Problem) -> None:
    """A problem under the field it belongs to: a sign, what is wrong, what to do."""
    colour, icon = SIGNS[problem.severity]
    st.markdown(f":{colour}[{icon}] {plain(f'{translated(problem.message)} {translated(problem.fix)}')}")


def say_wrong(text: str) -> None:
    """Under a field, why what stands in it was not taken; `text` may hold anything."""
    st.markdown(f":red[:material/error:] {plain(text)}")


def text_field(
    draft: Draft,
    key: str,
    label: str,
    path: Place,
    value: str,
    convert: Callable[[Any], Data] = one_line,
    *,
    area: bool = False,
    **more: Any,
) -> None:
    """A text input bound to a place of a draft: it shows what stands there and writes what is typed."""
    bind(key, value, convert)
    options: dict[str, Any] = {
        "key": key,
        "max_chars": LONGEST,
        "on_change": take,
        "args": (draft, key, path, convert, not area),
        **more,
    }
    if area:
        st.text_area(label, **options)
    else:
        st.text_input(label, live=True, **options)


def bind(key: str, value: Any, convert: Callable[[Any], Any]) -> None:
    """Put the draft's value into a widget, unless it shows it already or what it shows was refused."""
    if here.refused(key) and key in st.session_state:
        return
    if key not in st.session_state or convert(st.session_state[key]) != convert(value):
        st.session_state[key] = value


def take(draft: Draft, key: str, path: Place, convert: Callable[[Any], Data], amend: bool = False) -> None:
    """Write a widget's value into the draft, or remember why that cannot be."""
    try:
        draft.edit([(path, convert(st.session_state[key]))], amend=amend)
    except WorkbenchError as error:
        here.refuse(key, explained(error))
    else:
        here.refuse(key, "")
        here.keep()

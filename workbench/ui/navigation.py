"""Which pages there are, and how one leads to another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st

from workbench.model import Report
from workbench.ui import state
from workbench.ui.texts import N_, _, language

__all__ = ["GOTO", "PLACES", "Place", "go_to_row", "open_page", "places", "report_or_empty", "turned"]

_PAGES = Path(__file__).parent / "pages"

GOTO = "goto_row"
"""Key in the session state: the row, from 0, that the translate page is to show; it takes it out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page.

    Attributes:
        title: msgid of its name.
        icon: one of Streamlit's bundled icons.
        address: its last part of the URL, "" for the first page.
    """

    title: str
    icon: str
    address: str

    @property
    def file(self) -> Path:
        """The page's script."""
        return _PAGES / f"{self.address or 'translate'}_page.py"


PLACES = (
    Place(N_("Translate & align"), ":material/translate:", ""),
    Place(N_("Key quotes"), ":material/format_quote:", "quotes"),
    Place(N_("Figures & names"), ":material/tag:", "figures"),
    Place(N_("Glossary"), ":material/menu_book:", "glossary"),
    Place(N_("Models & engines"), ":material/memory:", "models"),
    Place(N_("Scores"), ":material/bar_chart:", "scores"),
    Place(N_("Projects & memory"), ":material/folder_open:", "projects"),
    Place(N_("Settings"), ":material/settings:", "settings"),
)


def places() -> tuple[Place, ...]:
    """The pages that are there."""
    return tuple(place for place in PLACES if place.file.is_file())


def open_page(address: str) -> NoReturn:
    """Leave for another page, named by its address."""
    place = next(place for place in PLACES if place.address == address)
    st.switch_page(str(place.file))


def go_to_row(row: int) -> NoReturn:
    """Leave for the table and show `row`, counted from 0, there."""
    st.session_state[GOTO] = row
    open_page("")


def report_or_empty(title: str, empty: str) -> Report:
    """The report in hand, under the page's title; without one, what to do, and nothing further runs.

    Args:
        title: the page's name, already in the user's language.
        empty: what the page would show, in a sentence, already in the user's language.
    """
    from workbench.ui import background
    from workbench.ui.components.grid import Appearance

    st.title(title, anchor=False)
    desk = state.session().desk
    if desk is not None:
        background.adopt(desk)
        if not background.see_rows(desk, Appearance(language=language())):
            st.write(_("The text is long: it is being checked. This page comes when that is done."))
            background.progress(desk)
            st.stop()
    report = state.current_report()
    if report is None or not report.parallel.renderings:
        _empty(empty, report is None)
    return report


def _empty(empty: str, no_report: bool) -> NoReturn:
    with st.container(border=True, key="empty_state"):
        st.write(empty)
        if no_report:
            st.write(_("There is nothing to show yet: open a text and at least one rendering of it."))
        else:
            st.write(_("The text has no rendering yet: add one, or translate it."))
        if st.button(_("Open a text"), type="primary", icon=":material/arrow_forward:", key="empty_go"):
            open_page("")
    st.stop()


def turned(total: int, at_a_time: int, key: str) -> slice:
    """Which of `total` things to show, with a control to turn the pages where they do not fit on one."""
    pages = -(-total // at_a_time)
    if pages < 2:
        return slice(None)
    # another number of pages is another control: a page that is no more must not stay chosen
    number = st.pagination(pages, key=f"{key}-{pages}")
    return slice((number - 1) * at_a_time, number * at_a_time)

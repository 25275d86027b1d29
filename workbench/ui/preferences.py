"""The session's settings: read once from the user's file, changed and written back by the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.ui import login
from workbench.ui import settings as stored
from workbench.ui.settings import Settings

__all__ = ["at_hand", "author", "change", "path", "preferences", "trouble"]

_KEY = "preferences"
_NOTES = "preferences_notes"
_USER = "preferences_user"


def preferences() -> Settings:
    """This session's settings, of the person who is logged in where there is a login."""
    user = login.user_key()
    if _KEY not in st.session_state or st.session_state.get(_USER, user) != user:
        st.session_state[_KEY], st.session_state[_NOTES] = stored.load(path())
        st.session_state[_USER] = user
    found: Settings = st.session_state[_KEY]
    return found


def at_hand() -> Settings:
    """The same without asking anew who is logged in, for what is asked hundreds of times in one run of a page.

    Nobody else can be logged in during a run: logging in and out begin a new session.
    """
    found: Settings | None = st.session_state.get(_KEY)
    return preferences() if found is None else found


def trouble() -> tuple[str, ...]:
    """What could not be read of the user's file, for a person."""
    preferences()
    notes: tuple[str, ...] = st.session_state.get(_NOTES, ())
    return notes


def path() -> Path:
    """Where this session's settings are kept."""
    return stored.default_path(login.user_key())


def author() -> str:
    """Who works here, for the audit trail: the name in the settings, else that of the login, else ""."""
    return preferences().name or login.user_name()


def change(**values: Any) -> None:
    """Change fields of the settings and write them.

    Raises:
        BadFile: they could not be written; the session has them all the same.
    """
    before = preferences()
    after = replace(before, **values).sound()
    if after != before:
        st.session_state[_KEY] = after
        st.session_state[_NOTES] = ()
        stored.save(path(), after)

"""The engines of a session: shared by all where they are offline, its own where it named a server."""

from __future__ import annotations

import os

import streamlit as st

from workbench.translation import Engine, available
from workbench.translation.cache import remembering
from workbench.translation.libretranslate import LibreTranslate
from workbench.ui.preferences import preferences

__all__ = ["VARIABLE", "api_key", "engines", "remembered", "server", "server_url", "set_server"]

VARIABLE = "WORKBENCH_LIBRETRANSLATE"
"""The address of a LibreTranslate server may be given there, as for the command line."""

_SERVER = "libretranslate"


def server_url() -> str:
    """The LibreTranslate server this session named, or that of the environment; "" for none."""
    return _server()[0]


def api_key() -> str:
    """Its key, "" for none. Kept as long as the session."""
    return _server()[1]


def set_server(url: str, key: str) -> None:
    """Name a LibreTranslate server for this session; "" for none."""
    st.session_state[_SERVER] = (url.strip(), key.strip())


def _server() -> tuple[str, str]:
    found: tuple[str, str] = st.session_state.get(_SERVER) or (os.environ.get(VARIABLE, ""), "")
    return found


def server() -> LibreTranslate | None:
    """The LibreTranslate server; None without an address, or where texts would leave the machine and may not."""
    url, key = _server()
    named = _named(url, key) if url else None
    return named if named is not None and (preferences().network or not named.online) else None


@st.cache_resource(max_entries=16, show_spinner=False)
def _named(url: str, key: str) -> LibreTranslate:
    """Kept, since a server is asked about itself once."""
    return LibreTranslate(url, key or None)


@st.cache_resource(max_entries=1, show_spinner=False)
def _offline() -> tuple[Engine, ...]:
    """One of each in the process: models are large."""
    return tuple(engine for engine in available() if not isinstance(engine, LibreTranslate))


def engines() -> tuple[Engine, ...]:
    """All engines, installed or not, the best first; the server last, off where it may not be asked."""
    return (*_offline(), server() or LibreTranslate())


def remembered() -> tuple[Engine, ...]:
    """The same, each remembering finished segments: what a Plan takes."""
    return remembering(engines())

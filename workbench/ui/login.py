"""The optional login by OpenID Connect, for a server that several people share. Off on one's own machine.

It is on when ``.streamlit/secrets.toml`` has an ``[auth]`` table (see docs/ui.md); Streamlit does the
protocol. Nothing of a page runs before :func:`gate` has let the user in. Whoever shares a server sets
``WORKBENCH_REQUIRE_LOGIN=1`` as well: then a missing or broken file keeps everybody out, not in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import streamlit as st

__all__ = ["REQUIRE", "allowed", "gate", "user_key", "user_name"]

REQUIRE = "WORKBENCH_REQUIRE_LOGIN"


def gate() -> None:
    """Let the user in, or show how to log in and stop the page."""
    from workbench.ui.safe import plain
    from workbench.ui.texts import _

    known = st.user.get("is_logged_in")
    if known is None:
        if not os.environ.get(REQUIRE):
            return
        st.error(_("This server asks for a login, but none is set up. Ask whoever runs it."))
        st.stop()
    if known:
        if allowed(st.user.to_dict(), _allow()):
            return
        st.title(_("No access"), anchor=False)
        st.write(_("{name} may not use this workbench. Ask whoever runs it.", name=plain(user_name() or "?")))
        st.button(_("Log out"), key="logout", on_click=st.logout)
        st.stop()
    st.title(_("Translation workbench"), anchor=False)
    st.write(_("Log in to go on. Your texts stay on this server."))
    st.button(_("Log in"), key="login", type="primary", icon=":material/login:", on_click=st.login)
    st.stop()


def allowed(user: Mapping[str, Any], allow: Sequence[str]) -> bool:
    """True if a person who has logged in may use the workbench.

    Args:
        user: what the identity provider says.
        allow: addresses, or domains written ``@example.org``; everybody the provider lets in where empty.
            An address that the provider says is not verified does not count.

    >>> allowed({"email": "A@Example.org"}, ["@example.org"])
    True
    >>> allowed({"email": "a@evil-example.org"}, ["@example.org"])
    False
    """
    if not allow:
        return True
    email = str(user.get("email") or "").casefold()
    if email.count("@") != 1 or user.get("email_verified") is False:
        return False
    wanted = {str(entry).casefold() for entry in allow}
    return email in wanted or email[email.index("@") :] in wanted


def user_key() -> str:
    """An opaque name for the files of the person who is logged in; "" where there is no login.

    >>> user_key()
    ''
    """
    if not st.user.get("is_logged_in"):
        return ""
    who = "\0".join(str(st.user.get(claim) or "") for claim in ("iss", "sub", "email"))
    return sha256(who.encode()).hexdigest()[:16]


def user_name() -> str:
    """The name the identity provider gives, or ""."""
    if not st.user.get("is_logged_in"):
        return ""
    return str(st.user.get("name") or st.user.get("email") or "")


def _allow() -> list[str]:
    """``allow`` in the ``[workbench]`` table of secrets.toml."""
    if not st.secrets.load_if_toml_exists() or "workbench" not in st.secrets:
        return []
    found = st.secrets["workbench"].get("allow", [])
    return [found] if isinstance(found, str) else list(found)

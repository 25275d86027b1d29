"""What the web server adds to Streamlit: headers that keep the page to itself, and no foreign host names.

``serve.py`` is the entry; ``streamlit run app.py`` works too, without these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "POLICY", "Headers", "OwnPages", "middleware"]

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob:",  # Streamlit loads the scripts of components from blobs
    "worker-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles into the page
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""The Content-Security-Policy: nothing from elsewhere, nothing to elsewhere, in nobody's frame."""

HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Sent with every answer."""

_SENT = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


class Headers:
    """ASGI middleware that adds :data:`HEADERS`, in place of any the answer has under these names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers added to the start of an HTTP answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*_others(message.get("headers", ())), *_SENT]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _others(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = {name for name, _ in _SENT}
    return [(name, value) for name, value in headers if name.lower() not in ours]


class OwnPages:
    """ASGI middleware that refuses requests and sockets which pages of other hosts ask for.

    Streamlit refuses foreign sockets too, but asks a machine on the internet for its own public address first.

    Args:
        app: what to pass on to.
        hosts: host names, without ports, whose pages may ask.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403."""
        if scope["type"] not in ("http", "websocket") or self._own(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"Not for pages of other hosts."})

    def _own(self, scope: Scope) -> bool:
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        return all(_host(origin) in self._hosts for origin in origins)


def _host(origin: str) -> str:
    """The host name of an origin; "" where there is none, as in ``null``."""
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def middleware() -> list[Middleware]:
    """For ``st.App``: the headers, and what comes under or from other hosts than ``server.allowedHosts`` refused.

    Streamlit itself checks the host of web sockets only.
    """
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    hosts = list(st.get_option("server.allowedHosts") or ["localhost", "127.0.0.1"])
    return [
        Middleware(Headers),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(OwnPages, hosts=hosts),
    ]

"""Pages without a browser: opened at one of them, with a report at hand, in a language of one's choice."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from workbench.ui import state, waiting
from workbench.ui.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "workbench" / "ui" / "pages"


def opened(monkeypatch, address, report=None, *, settings=None, user=None):
    """The page at `address` as somebody sees it who has `report` open."""
    monkeypatch.setattr(state, "current_report", lambda: report)
    # a loaded machine must not show the bar for what is soon done
    monkeypatch.setattr(waiting, "_AT_ONCE", 60)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if settings is not None:
        page.session_state["preferences"] = settings
        page.session_state["preferences_notes"] = ()
    if user is not None:
        page.user = user
    page.run()
    if address:
        page.switch_page(str(PAGES / f"{address}_page.py")).run()
    assert not page.exception, page.exception
    return page


def ukrainian():
    return Settings(language="uk")


def drawn(page, key):
    """What a component of ours was given: its data."""
    for element in page.get("bidi_component"):
        if key in element.proto.id:
            return json.loads(element.proto.json)
    raise AssertionError(f"no component {key} on the page")


def said(page):
    """All the words Streamlit itself shows on the page."""
    kinds = ("title", "subheader", "markdown", "text", "info", "warning", "error", "success")
    return "\n".join(element.value for kind in kinds for element in getattr(page, kind))


def text_of(pieces):
    return "".join(piece[0] for piece in pieces)

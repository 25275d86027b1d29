"""The glossary page with files of the test's own."""

from pathlib import Path

from report_support import report
from streamlit.testing.v1 import AppTest

from workbench.ui import state
from workbench.ui.glossary_files import own_folder
from workbench.ui.navigation import PLACES

ROOT = Path(__file__).parent.parent

PRESS = """\
name: Press   # ours
languages: [en, uk]
owner: us
source: written here
licence: CC0-1.0

concepts:
  # --- the press office ---
  - id: press-release  # main
    definition: A text for the press.
    domain: press
    terms:
      en: press release   # short form
      uk:
        - пресреліз
        # the old spelling
        - text: прес реліз
          status: forbidden
          why: Never two words.

  - id: spokesperson
    terms:
      en:
        - spokesperson
        - spokesman
# the end
"""


def own(name="press.yaml", text=PRESS):
    """A glossary in the user's folder."""
    path = own_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def opened(address="glossary", **values):
    """A page of the app, with values in the session."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    for key, value in values.items():
        app.session_state[key] = value
    place = next(place for place in PLACES if place.address == address)
    app.switch_page(str(place.file)).run()
    assert not app.exception, app.exception
    return app


def said(app):
    """Everything the page says, as one text."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "text",
        "code",
        "error",
        "info",
        "warning",
        "success",
    )
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def with_document(monkeypatch, sources, targets):
    """Have a document open, line beside line."""
    document = report(sources, targets)
    monkeypatch.setattr(state, "current_report", lambda: document)


def field(app, *place, name="press.yaml", concept="press-release"):
    """Key of a field of the form."""
    return "gl:" + ":".join(map(str, (name, "concepts", concept, *place)))

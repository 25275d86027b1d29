"""What the components of the pages share: how they are made, and document text as marked pieces."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.exporting.marks import Mark, pieces, visible

__all__ = ["component", "marked"]

_HERE = Path(__file__).parent


@st.cache_resource
def component(name: str, html: str, scripts: tuple[str, ...] = ()) -> Any:
    """The component of the files ``name.js`` and ``name.css``, behind the shared parts.

    Args:
        name: of the files; the component is called ``workbench_`` and this.
        html: what it is drawn into, fixed text of our own.
        scripts: names of the scripts it is made of, in order, where there are more than ``parts`` and `name`.
    """
    styles = "\n".join((_HERE / f"{part}.css").read_text("utf-8") for part in ("parts", name))
    parts = scripts or ("parts", name)
    script = "\n".join((_HERE / f"{part}.js").read_text("utf-8") for part in parts)
    return st.components.v2.component(f"workbench_{name}", html=html, css=styles, js=script)


def marked(text: str, marks: Iterable[Mark] = ()) -> list[list[str]]:
    """A text for ``marked`` of parts.js: [piece, kinds, note], control characters as visible signs.

    >>> marked("a\\u202eb")
    [['a', '', ''], ['U+202E', 'control', ''], ['b', '', '']]
    """
    return [
        [part, " ".join([*piece.kinds, "control"] if sign else piece.kinds), "\n".join(piece.notes)]
        for piece in pieces(text, marks)
        for part, sign in visible(piece.text)
    ]

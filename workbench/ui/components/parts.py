"""What the components of the pages share: how they are made, and document text as marked pieces."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.exporting.html import direction
from workbench.exporting.marks import Mark, pieces, visible

__all__ = ["card_cell", "component", "marked"]

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


def card_cell(
    lang: str | None, label: str, pieces: list[list[str]], by: str = "", *, quoted: bool = True
) -> dict[str, Any]:
    """One text on a card, as data for cards.js.

    Args:
        lang: of the text; None where undecided.
        label: its name.
        pieces: from :func:`marked`.
        by: who says it, or "".
        quoted: drawn as a quotation.
    """
    return {
        "lang": lang or "und",
        "dir": direction(lang),
        "code": lang or "?",
        "label": label,
        "pieces": pieces,
        "by": by,
        "quoted": quoted,
        "base": False,
        "flags": [],
    }


def marked(text: str, marks: Iterable[Mark] = (), *, raw: bool = False) -> list[list[str]]:
    """A text for ``marked`` of parts.js: [piece, kinds, note], control characters as visible signs.

    Args:
        text: a document's.
        marks: what to show about it; an empty one shows that something is missing there.
        raw: give each sign the character it stands for as a fourth value, so that the text can be put together.

    >>> marked("a\\u202eb")
    [['a', '', ''], ['U+202E', 'control', ''], ['b', '', '']]
    """
    if not marks and text.isprintable():  # as most cells are before they are looked at
        return [[text, "", ""]] if text else []
    out = []
    for piece in pieces(text, marks):
        kinds, note, at = " ".join(piece.kinds), "\n".join(piece.notes), 0
        for part, sign in visible(piece.text) or [("", False)]:
            shown = [part, f"{kinds} control".strip() if sign else kinds, note]
            if sign and raw:
                shown.append(piece.text[at])
            out.append(shown)
            at += 1 if sign else len(part)
    return out

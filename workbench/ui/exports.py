"""Buttons that take the document out, in every format there is; made only when pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from workbench.desk.desk import Desk
from workbench.errors import WorkbenchError
from workbench.exporting.layout import FORMATS as LAYOUTS
from workbench.exporting.registry import REGISTRY, Format, export
from workbench.ui import keeping
from workbench.ui.texts import _

__all__ = ["exports"]


def exports(desk: Desk) -> None:
    """A menu of downloads."""
    with st.popover(_("Export"), icon=":material/download:"):
        which: int | None = None
        if len(desk.bitext.columns) > 1:
            which = st.selectbox(
                _("For formats that hold one rendering"),
                range(len(desk.bitext.columns)),
                format_func=lambda number: desk.bitext.columns[number].label,
                key="export_rendering",
            )
        if desk.bitext.columns and desk.bitext.document.format in LAYOUTS:
            st.download_button(
                _("The translation in the source's own layout"),
                partial(_in_layout, desk, which or 0),
                f"{_file_name(desk.title)}.{desk.bitext.columns[which or 0].lang}.{desk.bitext.document.format}",
                on_click="ignore",
                key="download-layout",
                type="primary",
                width="stretch",
            )
        columns = st.columns(2)
        for place, form in enumerate(f for f in REGISTRY.values() if f.writer):
            extension = form.extensions[0] if form.extensions else ".txt"
            columns[place % 2].download_button(
                _(form.title),
                _made(desk, form, which),
                f"{_file_name(desk.title)}{extension}",
                form.media_type,
                on_click="ignore",
                key=f"download-{form.name}",
                width="stretch",
            )


def _made(desk: Desk, form: Format, which: int | None) -> Callable[[], bytes]:
    return partial(_export, desk, form.name, which)


def _export(desk: Desk, name: str, which: int | None) -> bytes:
    from workbench.exporting.exchange import Content, Options

    try:
        content = Content(desk.bitext, desk.report())
        return export(content, name, Options(rendering="" if which is None else str(which + 1))).data
    except WorkbenchError as error:  # the button cannot show an error, so the file says it
        return str(error).encode()


def _in_layout(desk: Desk, column: int) -> bytes:
    """The source's own file with the rendering's text; of a pasted text its text."""
    from workbench.exporting.layout import in_layout

    document = desk.bitext.document
    try:
        kept = keeping.store().source(desk.id) if desk.id else None
        data = kept.data if kept is not None else document.text.encode(document.encoding or "utf-8")
        return in_layout(data, desk.bitext, column).data
    except (WorkbenchError, UnicodeError) as error:
        return str(error).encode()


def _file_name(title: str) -> str:
    kept = "".join(char if char.isalnum() or char in " -_" else " " for char in title)
    return "-".join(kept.split())[:60] or "document"

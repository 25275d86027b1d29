"""Plots of rows, drawn in the browser by Vega; nothing is fetched, and a click gives the row."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.ui.texts import _

__all__ = ["lengths", "segments", "show"]

_PICK = "pick"
_COLOURS = ["#2f8f92", "#c2662d", "#8a6fd1", "#9a7d1a", "#c0567f", "#4a7fc4"]
"""At least 3 : 1 against both of our backgrounds (WCAG 2.2, 1.4.11)."""


def segments(points: list[dict[str, Any]]) -> Any:
    """Doubt by row, or chrF++ where there is a reference; see :func:`workbench.ui.scoring.points`."""
    return _points(points, ("row", _("Row")), ("doubt", _("Doubt")))


def lengths(points: list[dict[str, Any]]) -> Any:
    """Characters of the rendering against characters of the source, row by row."""
    return _points(
        [point for point in points if point["source"] and point["target"]],
        ("source", _("Characters of the source")),
        ("target", _("Characters of the rendering")),
    )


def _points(points: list[dict[str, Any]], x: tuple[str, str], y: tuple[str, str]) -> Any:
    """One point per cell, told apart by shape as well as by colour."""
    import altair as alt

    pick = alt.selection_point(name=_PICK, fields=["row"], on="click", empty=True)
    legend = alt.Legend(orient="top", symbolSize=110, labelLimit=400)
    tooltips = [
        alt.Tooltip("row:Q", title=_("Row")),
        alt.Tooltip("rendering:N", title=_("Rendering")),
        alt.Tooltip("doubt:Q", title=_("Doubt"), format=".2f"),
    ]
    if any(point["chrF++"] is not None for point in points):
        tooltips.append(alt.Tooltip("chrF++:Q", format=".1f"))
    return (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(filled=True, size=70)
        .encode(
            x=alt.X(f"{x[0]}:Q", title=x[1], axis=alt.Axis(tickMinStep=1, tickCount=12)),
            y=alt.Y(f"{y[0]}:Q", title=y[1]),
            color=alt.Color("rendering:N", title=None, scale=alt.Scale(range=_COLOURS), legend=legend),
            shape=alt.Shape("rendering:N", title=None),
            opacity=alt.condition(pick, alt.value(0.85), alt.value(0.25)),
            tooltip=tooltips,
        )
        .properties(height=300)
        .add_params(pick)
    )


def show(chart: Any, *, key: str, alt: str) -> int | None:
    """Draw a chart; the row that was clicked, from 0, or None."""
    event = st.altair_chart(chart, key=key, on_select="rerun", selection_mode=_PICK, alt=alt, width="stretch")
    picked = event.get("selection", {}).get(_PICK, [])
    row = picked[0].get("row") if picked else None
    return row - 1 if isinstance(row, int) else None

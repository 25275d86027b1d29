"""The side-by-side table: a Streamlit component that shows document text only as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from workbench.exporting.html import SEVERITY, Cell, Column, Line, columns, lines, part
from workbench.exporting.marks import visible
from workbench.model import Report

__all__ = ["as_data", "table"]

_HERE = Path(__file__).parent


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "workbench_table",
        html='<div class="workbench-table"></div>',
        css=part("table.css") + (_HERE / "table.css").read_text("utf-8"),
        js=(_HERE / "table.js").read_text("utf-8"),
    )


def table(report: Report, *, key: str) -> None:
    """Show a report's rows. `key` must change with the report."""
    _component()(data=as_data(report), key=key)


def as_data(report: Report) -> dict[str, Any]:
    """The rows as plain values for the page's script."""
    return {
        "columns": [_column(column) for column in columns(report)],
        "rows": [_row(line) for line in lines(report)],
    }


def _column(column: Column) -> dict[str, Any]:
    sub = " · ".join(
        word
        for word in (
            column.language,
            column.kind if column.kind != "source" else "",
            f"compared with {column.compared_with}" if column.compared_with else "",
        )
        if word
    )
    return {"code": column.code, "label": column.label, "sub": sub, "kind": column.kind}


def _row(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "quote": line.quote,
        "problems": line.problems,
        "cells": [_cell(line.source), *(_cell(cell) for cell in line.cells)],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "lang": cell.lang,
        "dir": cell.direction,
        "confidence": cell.confidence,
        "pieces": [
            [text, " ".join([*piece.kinds, "control"] if sign else piece.kinds), "\n".join(piece.notes)]
            for piece in cell.pieces
            for text, sign in visible(piece.text)
        ],
        "findings": [[SEVERITY[f.severity], f.code, f.message] for f in cell.findings],
    }

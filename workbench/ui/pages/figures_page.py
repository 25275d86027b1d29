"""Figures and names: what the source says as values, and what every rendering says for it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.checks import figure_ledger
from workbench.checks.name_ledger import name_ledger
from workbench.model import Report
from workbench.ui.components.parts import component
from workbench.ui.ledgers import columns, figure_rows, name_rows
from workbench.ui.navigation import go_to_row, report_or_empty, turned
from workbench.ui.texts import N_, _, ngettext
from workbench.ui.waiting import of_report

_AT_A_TIME = 400
"""Lines shown together."""
_WHAT = {"figures": N_("Figures"), "names": N_("Names")}


def page() -> None:
    """One table at a time."""
    report = report_or_empty(
        _("Figures & names"),
        _("Here stand the numbers, dates, sums and names of the text, beside what each rendering says."),
    )
    figures = of_report(report, "figures", lambda progress: figure_ledger(report.parallel))
    names = of_report(report, "names", lambda progress: name_ledger(report.parallel))
    sizes = {"figures": len(figures), "names": len(names)}
    differing = {"figures": sum(f.differs for f in figures), "names": sum(n.differs for n in names)}
    names_of = {name: f"{_(text)} {sizes[name]}" for name, text in _WHAT.items()}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        what = st.segmented_control(
            _("What"),
            list(names_of),
            default="figures",
            required=True,
            format_func=names_of.__getitem__,
            key="ledger_what",
            label_visibility="collapsed",
        )
        only = st.toggle(_("Only what differs"), bool(differing[what]), key=f"only_{what}")
    if not sizes[what]:
        st.info(_("There are none in this text."))
        return
    st.text(_summary(what, sizes[what], differing[what]))
    parallel = report.parallel
    rows = figure_rows(parallel, figures, only) if what == "figures" else name_rows(parallel, names, only)
    if rows:
        _table(report, rows[turned(len(rows), _AT_A_TIME, f"page_{what}")], what)


def _summary(what: str, total: int, differing: int) -> str:
    if what == "figures":
        said = ngettext("{n} figure", "{n} figures", total)
    else:
        said = ngettext("{n} name", "{n} names", total)
    if not differing:
        return _("{said}, the same everywhere", said=said)
    return _("{said}, {n} of them not the same everywhere", said=said, n=differing)


def _table(report: Report, rows: list[dict[str, Any]], what: str) -> None:
    words = {
        "table": _(_WHAT[what]),
        "row": _("Row"),
        "kind": _("Kind") if what == "figures" else "",
        "go": _("To this row in the table"),
    }
    result = component("ledger", '<div class="workbench ledger"></div>')(
        data={"columns": columns(report.parallel), "rows": rows, "words": words},
        key=f"ledger_{what}",
        on_go_change=lambda: None,
    )
    if isinstance(result.go, int) and 0 <= result.go < len(report.parallel.rows):
        go_to_row(result.go)


page()

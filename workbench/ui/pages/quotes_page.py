"""Key quotes: who says what, over how many paragraphs, and what every rendering makes of it."""

from __future__ import annotations

import streamlit as st

from workbench.model import Report
from workbench.quotes.concordance import concordance
from workbench.ui.components.parts import component
from workbench.ui.navigation import go_to_row, report_or_empty, turned
from workbench.ui.quotations import CHANGES, bases, card, flag_counts, with_flags
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, ngettext
from workbench.ui.waiting import of_report

_LAYOUTS = {"side": N_("Side by side"), "stacked": N_("Stacked")}
_AT_A_TIME = 40
"""Cards shown together; a book has a thousand."""
_EACH_FIRST = -1
"""No base chosen; with None as an option the widget would show a button to clear it."""


def page() -> None:
    """The quotations as cards."""
    report = report_or_empty(
        _("Key quotes"),
        _("Here stands every quotation of the text: who says it, and what each rendering makes of it."),
    )
    entries = of_report(report, "concordance", lambda progress: concordance(report.parallel))
    if not entries:
        st.info(_("Nobody is quoted in this text or in its renderings."))
        return
    layout, base, differences, flags = _choices(report, flag_counts(entries))
    chosen = with_flags(entries, flags)
    said = ngettext("{n} quotation", "{n} quotations", len(entries))
    st.text(said if len(chosen) == len(entries) else _("{n} of {said}", n=len(chosen), said=said))
    page_of = turned(len(chosen), _AT_A_TIME, "quotes_page")
    shown = [card(report.parallel, number, entry, base, differences) for number, entry in chosen[page_of]]
    words = {
        "copy": _("Copy"),
        "copied": _("Copied"),
        "nothing": _("nothing stands opposite"),
        "base": _("compared with this one"),
    }
    result = component("cards", '<div class="workbench cards"></div>')(
        data={"layout": layout, "words": words, "cards": shown},
        key="quote_cards",
        on_go_change=lambda: None,
    )
    if isinstance(result.go, int) and 0 <= result.go < len(report.parallel.rows):
        go_to_row(result.go)


def _choices(report: Report, found: dict[str, int]) -> tuple[str, int | None, bool, list[str]]:
    """Layout, what to compare with, whether to mark differences, and only which flags."""
    parallel = report.parallel
    can_be_base = bases(parallel)
    layouts = {name: _(text) for name, text in _LAYOUTS.items()}
    names = {i: parallel.renderings[i].label for i in can_be_base}
    names = {_EACH_FIRST: _("the first of each language"), **names}
    changes = {code: plain(f"{_(CHANGES[code])} {count}") for code, count in found.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layout = st.segmented_control(
            _("Renderings"),
            list(layouts),
            default="side" if len(parallel.renderings) < 4 else "stacked",
            required=True,
            format_func=layouts.__getitem__,
            key="quotes_layout",
        )
        base = st.selectbox(
            _("Compared with"),
            list(names),
            format_func=names.__getitem__,
            disabled=not can_be_base,
            key="quotes_base",
            width=280,
            help=_("Words that differ from it are marked, in renderings of the same language."),
        )
        differences = st.toggle(_("Differences"), True, disabled=not can_be_base, key="quotes_differences")
    flags = (
        st.pills(
            _("Only where something changed"),
            list(changes),
            selection_mode="multi",
            format_func=changes.__getitem__,
            key="quotes_flags",
        )
        if found
        else []
    )
    return (
        layout or "side",
        None if base == _EACH_FIRST else base,
        bool(differences and can_be_base),
        list(flags or []),
    )


page()

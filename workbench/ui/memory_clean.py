"""Cleaning the translation memory: first what would go and why, then taking it out."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import streamlit as st

from workbench.exporting.marks import one_line
from workbench.memory.tm import Memory
from workbench.memory.units import RULES, Cleaned, UnitOrigin
from workbench.progress import Progress
from workbench.ui import keeping
from workbench.ui import projects_work as work
from workbench.ui.memory_search import empty_memory
from workbench.ui.memory_show import ORIGINS, whence
from workbench.ui.projects_parts import choice
from workbench.ui.texts import N_, _, decimal, language_name, ngettext, translated

__all__ = ["clean_view"]

_NAMES = {
    "empty": N_("no letter and no digit on one side"),
    "same": N_("the translation is the source"),
    "duplicate": N_("the same but for case, spacing or context"),
    "conflict": N_("the source has another translation elsewhere"),
    "quality": N_("damaged characters, far too long, other numbers"),
    "chosen": N_("all of the origin and date chosen below"),
}
assert set(_NAMES) == set(RULES)
_USUAL = ("empty", "same", "duplicate", "quality")
_SHOWN = 300


def clean_view(busy: bool) -> None:
    """Rules, what they find, and the button that takes it out."""
    if not keeping.memory_pairs():
        empty_memory()
        return
    wish = _wish()
    if st.button(_("Look what would go"), type="primary", key="memory_look", disabled=busy or wish is None):
        assert wish is not None
        work.drop("remove")
        work.begin("clean", partial(_look, keeping.memory(), wish))
        st.rerun()
    found: tuple[dict[str, Any], Cleaned] | None = work.result("clean")
    if found is not None:
        _found(*found, busy=busy)
    count: int | None = work.result("remove")
    if count is not None:
        keeping.memory_stats.clear()
        st.success(
            ngettext("{n} segment was taken out.", "{n} segments were taken out.", count),
            icon=":material/check:",
        )


def _wish() -> dict[str, Any] | None:
    """What to look for; None where it cannot be looked for."""
    rules_named = {name: _(text) for name, text in _NAMES.items()}
    rules = st.pills(
        _("What is of no use"), list(rules_named), selection_mode="multi", default=list(_USUAL),
        format_func=rules_named.__getitem__, key="memory_rules",
    )  # fmt: skip
    left, right = st.columns(2)
    origins = {"": _("in any way"), **{str(origin): _(text) for origin, text in ORIGINS.items()}}
    origin = choice(left, _("Only those made"), origins, "memory_origin")
    before: date | None = right.date_input(_("Only those last changed before"), None, key="memory_before")
    if "chosen" in rules and not (origin or before):
        st.info(_("Choose an origin or a date, or the whole memory would go."))
        return None
    if not rules:
        return None
    day = datetime(before.year, before.month, before.day, tzinfo=UTC) if before else None
    return {"rules": tuple(rules), "origin": UnitOrigin(origin) if origin else None, "before": day}


def _look(memory: Memory, wish: dict[str, Any], progress: Progress) -> tuple[dict[str, Any], Cleaned]:
    return wish, memory.clean(**wish, shown=_SHOWN, progress=progress)


def _remove(memory: Memory, wish: dict[str, Any], progress: Progress) -> int:
    """Look once more, then take out: only that keeps others from writing."""
    found = memory.clean(**wish, shown=sys.maxsize, progress=progress)
    removed = memory.remove([suspect.unit.id for suspect in found.suspects], progress)
    memory.sweep()
    return removed


def _found(wish: dict[str, Any], found: Cleaned, busy: bool) -> None:
    total = sum(count for _rule, count in found.counts)
    if not total:
        st.success(_("There is nothing of the kind."), icon=":material/check:")
        return
    for rule, count in found.counts:
        st.text(f"{_(_NAMES[rule])}: {decimal(count, 0)}")
    st.dataframe(
        [
            {
                _("Why"): translated(suspect.reason),
                _("Languages"): " → ".join(
                    language_name(code) for code in (suspect.unit.source_lang, suspect.unit.target_lang)
                ),
                _("Source"): one_line(suspect.unit.source),
                _("Translation"): one_line(suspect.unit.target),
                _("From"): whence(suspect.unit),
            }
            for suspect in found.suspects
        ],
        hide_index=True,
    )
    if total > len(found.suspects):
        st.text(_("The first {n} of {all}.", n=len(found.suspects), all=decimal(total, 0)))
    label = ngettext("Take {n} segment out", "Take {n} segments out", total)
    if st.button(label, key="memory_remove", icon=":material/delete:", disabled=busy):
        work.drop("clean")
        work.begin("remove", partial(_remove, keeping.memory(), wish))
        st.rerun()

"""Searching the translation memory: a sentence and what is like it, or a phrase on either side."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.ui import keeping
from workbench.ui.components.parts import component
from workbench.ui.memory_show import hit_card, match_card
from workbench.ui.projects_parts import choice, language_choice
from workbench.ui.texts import N_, _, language_name, ngettext

__all__ = ["empty_memory", "search_view"]

_HOW = {"sentence": N_("A sentence and what is like it"), "phrase": N_("A phrase, word by word")}
_SIDES = {"any": N_("either side"), "source": N_("source"), "target": N_("translation")}
_MATCHES, _PLACES = 20, 60


def search_view(busy: bool) -> None:
    """What to look for, and what is found as cards."""
    pairs = keeping.memory_pairs()
    if not pairs:
        empty_memory()
        return
    how = st.segmented_control(
        _("Look for"), list(_HOW), format_func=lambda name: _(_HOW[name]), key="memory_how", default="sentence",
        required=True,
    )  # fmt: skip
    cards = _phrase(pairs) if how == "phrase" else _sentence(pairs)
    if cards is None:
        return
    st.text(
        ngettext("{n} result", "{n} results", len(cards)) if cards else _("Nothing like it in the memory.")
    )
    if cards:
        words = {"copy": _("Copy the translation"), "copied": _("Copied"), "nothing": "–", "base": ""}
        component("cards", '<div class="workbench cards"></div>')(
            data={"layout": "side", "words": words, "cards": cards}, key="memory_cards"
        )


def empty_memory() -> None:
    """What to do about a memory that has nothing in it."""
    with st.container(border=True, key="empty_state"):
        st.write(
            _(
                "The memory is empty. What you confirm in the table (Ctrl+Enter) goes into it by itself; "
                "translations of earlier years come from a file."
            )
        )
        st.button(
            _("Take in a file"), type="primary", icon=":material/upload:", key="memory_fill",
            on_click=_show_carry,
        )  # fmt: skip


def _show_carry() -> None:
    st.session_state["projects_view"] = "carry"


def _sentence(pairs: tuple[tuple[str, str, int], ...]) -> list[dict[str, Any]] | None:
    ways = list(dict.fromkeys(way for s, t, _n in pairs for way in ((s, t), (t, s))))
    text = st.text_area(_("The sentence"), key="memory_sentence", height=90, max_chars=5_000)
    left, right = st.columns([2, 1])
    names = {way: f"{language_name(way[0])} → {language_name(way[1])}" for way in ways}
    way = choice(left, _("Languages"), names, "memory_way")
    least = right.slider(_("At least, in %"), 30, 100, 60, key="memory_least")
    if not text.strip():
        st.text(_("100 % is the same sentence; each word that differs takes its share off."))
        return None
    found = keeping.memory().lookup(text.strip(), *way, limit=_MATCHES, floor=least / 100)
    return [match_card(number, text.strip(), match) for number, match in enumerate(found)]


def _phrase(pairs: tuple[tuple[str, str, int], ...]) -> list[dict[str, Any]] | None:
    phrase = st.text_input(_("The phrase"), key="memory_phrase", max_chars=300)
    left, right = st.columns(2)
    langs = {lang for s, t, _n in pairs for lang in (s, t)}
    lang = language_choice(left, _("Its language"), _("any"), "memory_lang", langs)
    side = choice(right, _("Where"), {name: _(text) for name, text in _SIDES.items()}, "memory_side")
    if not phrase.strip():
        st.text(_("Words that follow one another, in any case; the shortest sentences come first."))
        return None
    found = keeping.memory().concordance(phrase.strip(), lang=lang or None, side=side, limit=_PLACES)
    return [hit_card(number, hit) for number, hit in enumerate(found)]

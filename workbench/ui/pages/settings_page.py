"""Settings: who works here, in which languages, what is checked, and how the page looks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import streamlit as st

from workbench.checks import CODES
from workbench.errors import WorkbenchError
from workbench.languages import LANGUAGES
from workbench.ui.preferences import change, path, preferences, trouble
from workbench.ui.safe import plain
from workbench.ui.settings import DENSITIES, FONT_SIZES, THEMES
from workbench.ui.texts import N_, _, explained, language_name, own_name, translated, ui_languages

_THEMES = {"system": N_("as the system"), "light": N_("light"), "dark": N_("dark")}
_DENSITIES = {"compact": N_("compact"), "normal": N_("normal"), "roomy": N_("roomy")}
assert (set(_THEMES), set(_DENSITIES)) == (set(THEMES), set(DENSITIES))


def page() -> None:
    """Every field saves itself."""
    st.title(_("Settings"), anchor=False)
    for note in trouble():
        st.warning(plain(translated(note)), icon=":material/warning:")
    if message := st.session_state.pop("settings_error", ""):
        st.error(plain(message), icon=":material/error:")
    left, right = st.columns(2, gap="large")
    with left:
        _work()
    with right:
        _look()
    _checks()
    st.text(_("Kept in {path}. Every change is saved at once.", path=path()))


def _set(field: str, key: str, convert: Callable[[Any], Any] = lambda value: value) -> None:
    """Take over a widget's value."""
    try:
        change(**{field: convert(st.session_state[key])})
    except WorkbenchError as error:
        st.session_state["settings_error"] = explained(error)


def _work() -> None:
    settings = preferences()
    st.header(_("Your work"), anchor=False)
    st.text_input(
        _("Your name"),
        settings.name,
        max_chars=80,
        key="set_name",
        help=_("Stands beside your edits and comments."),
        on_change=_set,
        args=("name", "set_name"),
    )
    names = {code: language_name(code) for code in sorted(LANGUAGES, key=language_name)}
    st.multiselect(
        _("Languages you work with"),
        list(names),
        default=list(settings.working),
        format_func=names.__getitem__,
        placeholder=_("any"),
        key="set_working",
        help=_("A short or unclear text is taken to be in one of them, if that is likely at all."),
        on_change=_set,
        args=("working", "set_working", tuple),
    )
    st.toggle(
        _("Allow the network"),
        settings.network,
        key="set_network",
        help=_("For downloading models, when you press the button for it. Texts are never sent."),
        on_change=_set,
        args=("network", "set_network"),
    )


def _look() -> None:
    settings = preferences()
    st.header(_("The page"), anchor=False)
    languages = {"": _("as the browser"), **{code: own_name(code) for code in ui_languages()}}
    codes = list(languages)
    themes = {theme: _(text) for theme, text in _THEMES.items()}
    densities = {density: _(text) for density, text in _DENSITIES.items()}
    st.selectbox(
        _("Language of the page"),
        codes,
        index=codes.index(settings.language) if settings.language in codes else 0,
        format_func=languages.__getitem__,
        key="set_language",
        on_change=_set,
        args=("language", "set_language"),
    )
    st.segmented_control(
        _("Colours"),
        THEMES,
        default=settings.theme,
        required=True,
        format_func=themes.__getitem__,
        key="set_theme",
        help=_("Holds from the next loading of the page. The menu ⋮ changes it at once."),
        on_change=_set,
        args=("theme", "set_theme"),
    )
    st.segmented_control(
        _("Size of the letters"),
        FONT_SIZES,
        default=settings.font_size,
        required=True,
        key="set_font",
        on_change=_set,
        args=("font_size", "set_font"),
    )
    st.segmented_control(
        _("Space between the segments"),
        DENSITIES,
        default=settings.density,
        required=True,
        format_func=densities.__getitem__,
        key="set_density",
        on_change=_set,
        args=("density", "set_density"),
    )


def _checks() -> None:
    settings = preferences()
    st.header(_("Checks"), anchor=False)
    st.toggle(
        _("Check the renderings"),
        settings.checks,
        key="set_checks",
        on_change=_set,
        args=("checks", "set_checks"),
    )
    st.write(_("What is changed here holds from the next comparison on."))
    groups = [(name, list(rows)) for name, rows in groupby(CODES.values(), lambda check: check.subject)]
    columns = st.columns(2, gap="large")
    for number, (subject, rows) in enumerate(groups):
        off = sum(row.code in settings.checks_off for row in rows)
        title = f"{_(subject)} ({len(rows) - off}/{len(rows)})"
        with columns[number % 2].expander(title, key=f"checks-{subject}"):
            for row in rows:
                key = f"set_check-{row.code}"
                st.checkbox(
                    f"`{row.code}` {_(row.about)}",
                    row.code not in settings.checks_off,
                    key=key,
                    disabled=not settings.checks,
                    on_change=_switch,
                    args=(row.code, key),
                )


def _switch(code: str, key: str) -> None:
    """Take one check in or out."""
    others = tuple(other for other in preferences().checks_off if other != code)
    _set("checks_off", key, lambda on: others if on else (*others, code))


page()

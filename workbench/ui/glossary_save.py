"""Undo, redo, the difference before it is written, and the choice where two people changed one thing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.glossary import Problem, split_language
from workbench.glossary.draft import Draft, Saved, unified
from workbench.glossary.edit import Change, Data, render
from workbench.glossary.lint import contents
from workbench.glossary.load import read
from workbench.ui import glossary_session as here
from workbench.ui.components.difference import difference
from workbench.ui.glossary_fields import say_problem
from workbench.ui.texts import _, explained, language_name, ngettext

__all__ = ["bar", "lint_text", "review"]

_REVIEW = "glossary_review"
_CLASH = "glossary_clash"
_SHOWN = 12
"""Problems of the whole file shown before a save; the others are counted."""


def bar(draft: Draft) -> None:
    """Undo, redo, save, and how much is not saved."""
    count = len(draft.changes)
    if not count:
        st.session_state.pop(_REVIEW, None)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", width="content", key="glossary_bar"
    ):
        st.button(
            _("Undo"), icon=":material/undo:", key="gl_undo", disabled=not draft.can_undo,
            on_click=_step, args=(draft, "undo"),
        )  # fmt: skip
        st.button(
            _("Redo"), icon=":material/redo:", key="gl_redo", disabled=not draft.can_redo,
            on_click=_step, args=(draft, "redo"),
        )  # fmt: skip
        if draft.can_take_back:
            st.button(
                _("Take the last save back"), icon=":material/history:", key="gl_take_back",
                on_click=_take_back, args=(draft,),
            )  # fmt: skip
        st.button(
            _("See changes and save"), type="primary", icon=":material/difference:", key="gl_review",
            disabled=not count, on_click=_review, shortcut="Ctrl+S",
        )  # fmt: skip
        if count:
            st.text(ngettext("{n} unsaved change", "{n} unsaved changes", count))


def review(draft: Draft) -> None:
    """What a save would change, once that was asked for; a choice where the file was changed by two."""
    count = len(draft.changes)
    clash: Saved | None = st.session_state.get(_CLASH, {}).get(str(draft.path))
    if clash is not None:
        _settle(draft, clash)
    elif count and st.session_state.get(_REVIEW):
        _difference(draft)
    elif count and draft.is_stale():
        st.info(_("This file has been changed on the disk meanwhile. Saving will bring both together."))


def _step(draft: Draft, which: str) -> None:
    (draft.undo if which == "undo" else draft.redo)()
    st.session_state.pop("glossary_refused", None)
    here.keep()


def _review() -> None:
    st.session_state[_REVIEW] = True


def _back() -> None:
    st.session_state.pop(_REVIEW, None)
    st.session_state.pop(_CLASH, None)


def _take_back(draft: Draft) -> None:
    try:
        draft.take_back()
    except WorkbenchError as error:
        here.say(explained(error), bad=True)
    else:
        here.say(_("The file is again as it was before you saved it."))


def _difference(draft: Draft) -> None:
    """What a save would write, and what lint has to say about it."""
    with st.container(border=True, key="glossary_difference"):
        st.text(_("The lines of {file} that change:", file=draft.path.name))
        difference(draft.diff(), _("Changes"), key="gl_difference")
        with st.spinner(_("Looking the glossary through …")):
            before = {(p.code, p.message) for p in lint_text(str(draft.path), draft.base)}
        fresh = [p for p in lint_text(str(draft.path), draft.text) if (p.code, p.message) not in before]
        for problem in fresh[:_SHOWN]:
            say_problem(problem)
        if len(fresh) > _SHOWN:
            st.text(ngettext("and {n} more", "and {n} more", len(fresh) - _SHOWN))
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Save"),
                type="primary",
                icon=":material/save:",
                key="gl_save",
                on_click=_save,
                args=(draft,),
            )
            st.button(_("Go on editing"), key="gl_back", on_click=_back)
            st.button(
                _("Drop all unsaved changes"),
                type="tertiary",
                key="gl_drop",
                on_click=_drop,
                args=(draft,),
            )


@st.cache_resource(max_entries=8, show_spinner=False)
def lint_text(path: str, text: str) -> tuple[Problem, ...]:
    """All problems of a glossary's text; cached, since a large one takes a second."""
    glossary, problems = read(Path(path), text.encode())
    return tuple(problems or contents(glossary, text))


def _drop(draft: Draft) -> None:
    here.reread(draft)
    _back()


def _save(draft: Draft) -> None:
    """Write the file; where it has changed on the disk, the page shows how the two go together first."""
    try:
        saved = draft.save()
    except WorkbenchError as error:
        here.say(explained(error), bad=True)
        return
    if saved.written:
        _done(draft)
    else:
        st.session_state.setdefault(_CLASH, {})[str(draft.path)] = saved


def _done(draft: Draft) -> None:
    _back()
    here.keep()
    here.say(_("Saved: {file}", file=draft.path))


def _settle(draft: Draft, clash: Saved) -> None:
    """The file has changed on the disk: show their changes and ours, ask where they contradict each other."""
    with st.container(border=True, key="glossary_clash"):
        st.markdown(f"**{_('Somebody else has changed this file')}**")
        with st.expander(_("Their changes"), expanded=not clash.clashes):
            theirs = unified(draft.base, clash.theirs, draft.path.name)
            difference(theirs, _("Their changes"), key="gl_theirs_difference")
        if clash.clashes:
            st.write(
                ngettext(
                    "You both changed the same place. Choose what shall stand there.",
                    "You both changed the same {n} places. Choose what shall stand in each.",
                    len(clash.clashes),
                )
            )
        else:
            st.write(_("Your changes and theirs fit together."))
        mine = [change for change, theirs in clash.clashes if _choice(change, theirs)]
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Save both together"),
                type="primary",
                icon=":material/merge:",
                key="gl_merge",
                on_click=_merge,
                args=(draft, mine),
            )
            st.button(_("Go on editing"), key="gl_clash_back", on_click=_back)
            st.button(
                _("Take theirs, drop mine"),
                type="tertiary",
                key="gl_theirs",
                on_click=_drop,
                args=(draft,),
            )


def _choice(change: Change, theirs: Data) -> bool:
    """Ask about one clash; True for ours."""
    key = f"gl_clash:{change}"
    with st.container(border=True):
        st.text(_in_words(change))
        left, right = st.columns(2)
        for column, label, value in ((left, _("yours"), change.value), (right, _("theirs"), theirs)):
            with column:
                st.text(f"{label}:")
                st.code("\n".join(render(value)) if value is not None else _("(deleted)"), language=None)
        chosen = st.radio(
            _("What shall stand there"),
            ["theirs", "yours"],
            format_func={"yours": _("yours"), "theirs": _("theirs")}.__getitem__,
            horizontal=True,
            key=key,
            label_visibility="collapsed",
        )
    return chosen == "yours"


def _in_words(change: Change) -> str:
    """Where a change is, for people: languages by name, terms counted from 1."""
    path = change.path[1:] if change.path[0] == "concepts" else change.path
    words = [str(part + 1) if isinstance(part, int) else part for part in path]
    if path[1:2] == ("terms",) and len(path) > 2:
        words[1:3] = [language_name(split_language(str(path[2]))[0])]
    return " › ".join(words)


def _merge(draft: Draft, mine: list[Change]) -> None:
    """Bring both together and save; if the file has changed once more, ask again."""
    try:
        draft.settle(mine)
    except WorkbenchError as error:
        here.say(explained(error), bad=True)
    else:
        _save(draft)

"""A glossary as a whole: its header, its problems, its file."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.glossary.base import HEADER_KEYS
from workbench.glossary.draft import Draft
from workbench.glossary.usage import stats
from workbench.languages import LANGUAGES
from workbench.ui import glossary_files as files
from workbench.ui import glossary_session as here
from workbench.ui.glossary_fields import SIGNS, say_problem, say_wrong, text_field
from workbench.ui.glossary_save import lint_text
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, explained, language_name, ngettext, translated

__all__ = ["about_view", "broken_view", "problems_view"]

_HEADER = {
    "name": N_("Name"),
    "description": N_("Description"),
    "domain": N_("Domain"),
    "owner": N_("Owner"),
    "source": N_("Source"),
    "licence": N_("Licence"),
    "version": N_("Version"),
}
assert {*_HEADER, "languages"} == set(HEADER_KEYS)


def about_view(opened: here.Opened) -> None:
    """Header, counts, and whether texts are checked against it."""
    glossary, path = opened.glossary, opened.path
    st.text(str(path))
    on = st.toggle(
        _("Check texts against this glossary"),
        here.is_on(path),
        key=f"gl_on:{path}",
        help=_("For this session. Of two glossaries with one file name, your own is used."),
    )
    here.switch(path, on)
    counted = stats(glossary)
    st.text(
        ngettext("{n} concept", "{n} concepts", counted.concepts)
        + " · "
        + ngettext("{n} term", "{n} terms", sum(counted.terms.values()))
        + " · "
        + ngettext("{n} of them forbidden", "{n} of them forbidden", counted.forbidden)
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        if opened.editable and opened.draft is not None:
            _header_form(opened)
            _remove(path)
        else:
            for key, label in _HEADER.items():
                if value := getattr(glossary, key):
                    st.text(f"{_(label)}: {value}")
    with right:
        share = [
            {
                _("Language"): language_name(lang),
                _("terms"): number,
                _("complete"): counted.complete.get(lang, 0) / max(1, counted.concepts),
            }
            for lang, number in counted.terms.items()
        ]
        st.dataframe(
            share,
            hide_index=True,
            column_config={
                _("complete"): st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent")
            },
            alt=_("Terms in each language, and how many concepts have one"),
        )


def _header_form(opened: here.Opened) -> None:
    draft, glossary = opened.draft, opened.glossary
    assert draft is not None
    for key, label in _HEADER.items():
        place = f"gl:{draft.path.name}:{key}"
        text_field(draft, place, _(label), (key,), getattr(glossary, key))
        if why := here.refused(place):
            say_wrong(why)
    key = f"gl:{draft.path.name}:languages"
    if key not in st.session_state or tuple(st.session_state[key]) != glossary.languages:
        st.session_state[key] = list(glossary.languages)
    st.multiselect(
        _("Languages to be kept complete"),
        list(dict.fromkeys([*glossary.languages, *sorted(LANGUAGES, key=language_name)])),
        format_func=language_name,
        key=key,
        on_change=_take_languages,
        args=(draft, key),
    )


def _take_languages(draft: Draft, key: str) -> None:
    here.edit(draft, [(("languages",), list(st.session_state[key]) or None)])


def _remove(path: Path) -> None:
    with st.popover(_("Remove this glossary"), icon=":material/delete:", key="gl_remove"):
        st.write(_("It is put aside in your folder, not destroyed: the file is only renamed."))
        st.button(_("Yes, remove it"), type="primary", key="gl_remove_yes", on_click=_put_aside, args=(path,))


def _put_aside(path: Path) -> None:
    try:
        aside = files.remove(path)
    except WorkbenchError as error:
        here.say(explained(error), bad=True)
        return
    here.forget(path)
    st.session_state.pop("glossary_path", None)
    here.say(_("It lies now at {path}", path=aside))


def problems_view(opened: here.Opened) -> None:
    """All that lint has to say about the file, each with the way to its concept."""
    with st.spinner(_("Looking the glossary through …")):
        problems = lint_text(str(opened.path), opened.text)
    if not problems:
        st.success(_("No problems."), icon=":material/check:")
        return
    st.text(ngettext("{n} problem", "{n} problems", len(problems)))
    lines = sorted((int(c.where.rpartition(":")[2]), c.id) for c in opened.glossary.concepts)
    for number, problem in enumerate(problems[:200]):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            say_problem(problem)
        above = [ident for line, ident in lines if line <= problem.line]
        with right:
            st.button(
                plain(above[-1]) if above else _("Line {n}", n=problem.line),
                key=f"gl_problem:{number}",
                type="tertiary",
                icon=":material/edit:",
                disabled=not above,
                on_click=_open_concept,
                args=(above[-1] if above else "",),
            )
    if len(problems) > 200:
        st.text(ngettext("and {n} more", "and {n} more", len(problems) - 200))


def _open_concept(ident: str) -> None:
    st.session_state["glossary_concept"] = ident
    st.session_state["glossary_view"] = "terms"


def broken_view(opened: here.Opened) -> None:
    """A file that breaks the schema: what and where, and its text to be mended by hand."""
    st.error(
        ngettext(
            "This file is broken in {n} place. Terms can be edited again when it is mended.",
            "This file is broken in {n} places. Terms can be edited again when it is mended.",
            len(opened.problems),
        ),
        icon=":material/error:",
    )
    st.text(_("Until then, texts are not checked against it."))
    for problem in opened.problems[:20]:
        colour, icon = SIGNS[problem.severity]
        where = _("Line {n}", n=problem.line)
        told = f"{translated(problem.message)} {translated(problem.fix)}"
        st.markdown(f":{colour}[{icon}] **{where}:** {plain(told)}")
    if opened.draft is None:
        st.code(opened.text, language="yaml", line_numbers=True)
        return
    first = opened.problems[0].line
    lines = opened.text.split("\n")
    start = max(0, first - 4)
    shown = [
        f"{n + 1:>5}{' → ' if n + 1 == first else '   '}{lines[n]}"
        for n in range(start, min(len(lines), first + 3))
    ]
    st.code("\n".join(shown), language=None)
    with st.form("gl_mend", border=False):
        text = st.text_area(_("The file"), opened.text, height=420, key=f"gl_text:{opened.path}")
        if st.form_submit_button(_("Save if it is sound now"), type="primary", key="gl_mend_go"):
            _mend(opened.draft, text)


def _mend(draft: Draft, text: str) -> None:
    try:
        draft.rewrite(text)
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
        return
    here.keep()
    here.say(_("Saved: {file}", file=draft.path))
    st.rerun()

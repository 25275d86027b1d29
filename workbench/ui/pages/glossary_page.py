"""Glossary: find, edit and check terms; what the document in hand does with them; import and export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.glossary.base import ident
from workbench.glossary.mine import romanized
from workbench.glossary.write import concept_data
from workbench.languages import LANGUAGES
from workbench.model import Concept, Term, TermStatus
from workbench.ui import glossary_files as files
from workbench.ui import glossary_session as here
from workbench.ui import state
from workbench.ui.glossary_about import about_view, broken_view, problems_view
from workbench.ui.glossary_carry import export_view, import_view
from workbench.ui.glossary_entries import Wish, columns, domains, found, row
from workbench.ui.glossary_fields import one_line, say_wrong
from workbench.ui.glossary_form import STATUS, concept_form, read_only
from workbench.ui.glossary_save import bar, review
from workbench.ui.glossary_usage import places_of, proposals, usage_in, usage_view
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, explained, language_name, ngettext

_PATH, _CONCEPT, _VIEW = "glossary_path", "glossary_concept", "glossary_view"
_VIEWS = {
    "terms": N_("Terms"),
    "usage": N_("In this document"),
    "proposals": N_("Proposals"),
    "problems": N_("Problems"),
    "about": N_("About"),
    "files": N_("Import & export"),
}
_HEIGHT = 560


def page() -> None:
    """The glossary chosen, in the view chosen."""
    st.title(_("Glossary"), anchor=False)
    for text, bad in here.said():
        (st.error if bad else st.success)(plain(text), icon=":material/error:" if bad else ":material/check:")
    shelved = _choose()
    try:
        opened = here.open_file(shelved)
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
        return
    here.name_in_address()
    if opened.problems:
        broken_view(opened)
        return
    if opened.draft is None:
        _offer_copy(shelved)
    if _VIEW not in st.session_state:
        st.session_state[_VIEW] = "terms"
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="glossary_head"
    ):
        view = st.segmented_control(
            _("View"),
            list(_VIEWS),
            format_func=lambda name: _(_VIEWS[name]),
            key=_VIEW,
            required=True,
            label_visibility="collapsed",
        )
        if opened.draft is not None:
            bar(opened.draft)
    if opened.draft is not None:
        review(opened.draft)
    views = {
        "terms": _terms,
        "usage": usage_view,
        "proposals": proposals,
        "problems": problems_view,
        "about": about_view,
        "files": _files,
    }
    views[view or "terms"](opened)


def _choose() -> files.Shelved:
    """Which glossary, or a new one."""
    shelf = {str(shelved.path): shelved for shelved in files.shelf()}
    if st.session_state.get(_PATH) not in shelf:
        st.session_state[_PATH] = next(iter(shelf))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    # its own key, because a widget's value is dropped when the user looks at another page
    paths = list(shelf)
    chosen = left.selectbox(
        _("Glossary"),
        paths,
        index=paths.index(st.session_state[_PATH]),
        format_func=partial(_listed, shelf),
        key=f"gl_file:{len(shelf)}:{st.session_state[_PATH]}",
    )
    if chosen != st.session_state[_PATH]:
        st.session_state[_PATH] = chosen
        st.session_state.pop(_CONCEPT, None)
        st.rerun()
    with right:
        _new_glossary()
    return shelf[st.session_state[_PATH]]


def _listed(shelf: dict[str, files.Shelved], path: str) -> str:
    shelved = shelf[path]
    kind = _("yours") if shelved.own else _("shipped, read-only")
    return f"{here.title(shelved.path)} ({shelved.path.name}, {kind})"


def _new_glossary() -> None:
    with (
        st.popover(_("New glossary"), icon=":material/add:", key="gl_new"),
        st.form("gl_new_form", border=False),
    ):
        name = st.text_input(_("Name"), key="gl_new_name", max_chars=80)
        langs = st.multiselect(
            _("Languages to be kept complete"),
            sorted(LANGUAGES, key=language_name),
            default=["en", "uk"],
            format_func=language_name,
            key="gl_new_langs",
        )
        st.text(_("It will lie in {folder}", folder=files.own_folder()))
        if st.form_submit_button(_("Make it"), type="primary", key="gl_new_go"):
            if not name.strip():
                say_wrong(_("Give it a name."))
                return
            try:
                st.session_state[_PATH] = str(files.create(name, langs))
            except WorkbenchError as error:
                say_wrong(explained(error))
            else:
                st.session_state.pop(_CONCEPT, None)
                st.rerun()


def _offer_copy(shelved: files.Shelved) -> None:
    """Shipped glossaries are only read; a copy can be edited."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(
            _(
                "This glossary comes with the workbench and is read-only. "
                "A copy in your folder can be edited and is then used instead."
            )
        )
        if st.button(_("Copy it into my folder"), icon=":material/content_copy:", key="gl_copy"):
            try:
                st.session_state[_PATH] = str(files.copy(shelved.path))
            except WorkbenchError as error:
                here.say(explained(error), bad=True)
            st.rerun()


def _files(opened: here.Opened) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        import_view(opened)
    with right:
        export_view(opened)


# --- the table and the form beside it -----------------------------------------------------------------------


def _terms(opened: here.Opened) -> None:
    wish = _wish(opened)
    langs = columns(opened.glossary, wish.langs)
    concepts = found(opened.glossary, wish, here.matcher(opened))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _table(opened, concepts, langs)
    with right:
        if opened.draft is not None:
            _new_concept(opened, langs)
        _concept(opened, concepts, langs)


def _wish(opened: here.Opened) -> Wish:
    """The search and the filters."""
    glossary = opened.glossary
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="glossary_filters"):
        text = st.text_input(
            _("Search"),
            type="search",
            live=True,
            key="gl_search",
            placeholder=_("any word, in any language and form"),
            width=320,
            max_chars=200,
        )
        langs = st.multiselect(
            _("Languages"),
            columns(glossary),
            format_func=language_name,
            key=f"gl_langs:{opened.path.name}",
            placeholder=_("all"),
            width=260,
        )
        status = st.selectbox(
            _("Status"),
            ["", *STATUS],
            format_func=lambda value: _(STATUS[TermStatus(value)]) if value else _("any"),
            key="gl_status",
            width=140,
        )
        known = domains(glossary)
        domain = ""
        if known:
            domain = st.selectbox(
                _("Domain"),
                ["", *known],
                format_func=lambda name: name or _("any"),
                key="gl_domain",
                width=200,
            )
        incomplete = st.checkbox(
            _("Incomplete only"),
            key="gl_incomplete",
            help=_(
                "Concepts that lack a term in one of the languages chosen, or of those to be kept complete."
            ),
        )
    return Wish(text or "", tuple(langs), TermStatus(status) if status else None, domain or "", incomplete)


def _table(opened: here.Opened, concepts: Sequence[Concept], langs: Sequence[str]) -> None:
    total = len(opened.glossary.concepts)
    if not total:
        with st.container(border=True):
            st.write(
                _("This glossary is empty. Add a concept, import a file, or take proposals from a document.")
            )
        return
    if len(concepts) < total:
        st.text(ngettext("{n} concept of {all}", "{n} concepts of {all}", len(concepts), all=total))
    else:
        st.text(ngettext("{n} concept", "{n} concepts", total))
    if not concepts:
        st.info(_("No concept fits. Search for another word, or take the filters off."))
        return
    ids = [concept.id for concept in concepts]
    key = f"gl_table:{opened.path.name}:{hash(tuple(ids))}"
    st.dataframe(
        [row(concept, langs) for concept in concepts],
        hide_index=True,
        height=_HEIGHT if len(ids) > 14 else "auto",
        column_order=[*langs, "id"],
        column_config={
            "id": st.column_config.TextColumn(_("Concept"), width="medium"),
            **{lang: st.column_config.TextColumn(language_name(lang), width="medium") for lang in langs},
        },
        on_select=partial(_select, key, ids),
        selection_mode="single-row",
        key=key,
        alt=_("The concepts of the glossary with their terms"),
    )


def _select(key: str, ids: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(ids):
        st.session_state[_CONCEPT] = ids[rows[0]]


def _concept(opened: here.Opened, concepts: Sequence[Concept], langs: Sequence[str]) -> None:
    """The concept chosen in the table, or by name, which needs no mouse."""
    by_id = {concept.id: concept for concept in opened.glossary.concepts}
    chosen = st.session_state.get(_CONCEPT)
    if chosen not in by_id:
        chosen = None
    ids = [concept.id for concept in concepts]
    if chosen is not None and chosen not in ids:
        ids.insert(0, chosen)
    picked = st.selectbox(
        _("Concept"),
        ids,
        index=ids.index(chosen) if chosen is not None else None,
        format_func=lambda name: _named(by_id[name]),
        key=f"gl_pick:{opened.path.name}:{chosen}:{hash(tuple(ids))}",
        placeholder=_("choose one here or in the table"),
    )
    if picked != chosen:
        st.session_state[_CONCEPT] = picked
        st.rerun()
    if chosen is None:
        return
    concept = by_id[chosen]
    _usage_line(opened, concept)
    if opened.draft is not None:
        shown = list(dict.fromkeys([*langs, *(() if _filtered(opened) else (t.lang for t in concept.terms))]))
        concept_form(opened.draft, opened.glossary, concept, shown)
    else:
        read_only(concept, langs)


def _filtered(opened: here.Opened) -> bool:
    return bool(st.session_state.get(f"gl_langs:{opened.path.name}"))


def _named(concept: Concept) -> str:
    first = next((t.text for t in concept.terms if t.status is not TermStatus.FORBIDDEN), "")
    return f"{first} ({concept.id})" if first else concept.id


def _usage_line(opened: here.Opened, concept: Concept) -> None:
    """What the document in hand does with this concept, with the way there."""
    report = state.current_report()
    if report is None or not report.parallel.renderings:
        return
    renderings = report.parallel.renderings
    used = {
        number: one
        for number in range(len(renderings))
        for one in usage_in(opened, report, number)
        if one.concept.id == concept.id and one.used
    }
    if not used:
        return
    with st.expander(_("In this document"), icon=":material/article:", key="gl_here_open"):
        for number, one in used.items():
            if len(renderings) > 1:
                st.text(renderings[number].label or str(number + 1))
            places_of(one, f"gl_here:{number}")


def _new_concept(opened: here.Opened, langs: Sequence[str]) -> None:
    """A new concept from one term in each language."""
    with (
        st.expander(_("New concept"), icon=":material/add:"),
        st.form("gl_concept", border=False, clear_on_submit=True),
    ):
        wanted = list(dict.fromkeys([*langs, *opened.glossary.languages])) or ["en", "uk"]
        texts = {
            lang: st.text_input(language_name(lang), key=f"gl_concept:{lang}", max_chars=200)
            for lang in wanted[:8]
        }
        definition = st.text_input(
            _("Definition, if there is one"), key="gl_concept:definition", max_chars=1000
        )
        if st.form_submit_button(_("Add the concept"), type="primary", key="gl_concept_go"):
            _add_concept(opened, texts, definition)


def _add_concept(opened: here.Opened, texts: dict[str, str], definition: str) -> None:
    terms = {lang: text for lang, raw in texts.items() if (text := one_line(raw)) is not None}
    if not terms:
        say_wrong(_("Write at least one term."))
        return
    assert opened.draft is not None
    first = str(terms.get("en") or next(iter(terms.values())))
    taken = {concept.id for concept in opened.glossary.concepts}
    name = ident("-".join(map(romanized, first.split())), taken)
    concept = Concept(
        name,
        tuple(Term(str(text), lang) for lang, text in terms.items()),
        definition=str(one_line(definition) or ""),
    )
    if here.edit(opened.draft, [(("concepts", name), dict(concept_data(concept)))]):
        st.session_state[_CONCEPT] = name
        st.rerun()


page()

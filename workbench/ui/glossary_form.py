"""The form for one concept: every field writes itself into the draft, and says at once what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from workbench.glossary import Glossary, Problem, split_language
from workbench.glossary.base import PARTS_OF_SPEECH, SCOPES
from workbench.glossary.draft import Draft
from workbench.glossary.edit import Data, Place, data_at
from workbench.glossary.fields import check_concept
from workbench.languages import LANGUAGES
from workbench.model import Concept, Term, TermStatus
from workbench.ui import glossary_session as here
from workbench.ui.glossary_entries import Entry, entries, missing
from workbench.ui.glossary_fields import (
    LONGEST,
    as_flag,
    as_lines,
    bind,
    one_line,
    say_problem,
    say_wrong,
    take,
    term_text,
    text_field,
)
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, language_name

__all__ = ["STATUS", "concept_form", "read_only"]

STATUS: Mapping[TermStatus, str] = {
    TermStatus.PREFERRED: N_("preferred"),
    TermStatus.ADMITTED: N_("admitted"),
    TermStatus.FORBIDDEN: N_("forbidden"),
}
_SCOPES = {
    "anywhere": N_("anywhere"),
    "in-quotes": N_("in quotations only"),
    "not-in-quotes": N_("outside quotations only"),
    "titles": N_("in titles only"),
}
_PARTS = {
    "": N_("not given"),
    "noun": N_("noun"),
    "verb": N_("verb"),
    "adjective": N_("adjective"),
    "adverb": N_("adverb"),
    "name": N_("name"),
    "phrase": N_("phrase"),
    "acronym": N_("acronym"),
    "other": N_("other"),
}
assert (set(_SCOPES), set(_PARTS)) == (set(SCOPES), {"", *PARTS_OF_SPEECH})


@dataclass(frozen=True)
class _Form:
    """One concept being edited."""

    draft: Draft
    concept: Concept
    problems: Mapping[Place, Sequence[Problem]]

    def path(self, place: Place) -> Place:
        return ("concepts", self.concept.id, *place)

    def key(self, place: Place) -> str:
        return "gl:" + ":".join(map(str, (self.draft.path.name, *self.path(place))))

    def trouble(self, place: Place) -> None:
        """What is wrong with a field."""
        if why := here.refused(self.key(place)):
            say_wrong(why)
        for problem in self.problems.get(place, ()):
            say_problem(problem)

    def text(
        self,
        label: str,
        place: Place,
        value: str,
        *,
        area: bool = False,
        lines: bool = False,
        quiet: bool = False,
        **more: Any,
    ) -> None:
        """A text that writes itself."""
        convert = as_lines if lines else one_line
        text_field(self.draft, self.key(place), label, self.path(place), value, convert, area=area, **more)
        if not quiet:
            self.trouble(place)

    def choice(
        self,
        label: str,
        place: Place,
        value: Any,
        options: Mapping[Any, str],
        convert: Callable[[Any], Data],
        **more: Any,
    ) -> None:
        """A choice that writes itself."""
        key = self.key(place)
        bind(key, value, lambda shown: shown)
        st.selectbox(
            label,
            list(options),
            format_func=lambda option: _(options[option]),
            key=key,
            on_change=take,
            args=(self.draft, key, self.path(place), convert),
            **more,
        )

    def flag(self, label: str, place: Place, value: bool, hint: str) -> None:
        """A yes or no that writes itself."""
        key = self.key(place)
        bind(key, value, lambda shown: shown)
        st.checkbox(
            label, key=key, help=hint, on_change=take, args=(self.draft, key, self.path(place), as_flag)
        )


def concept_form(draft: Draft, glossary: Glossary, concept: Concept, langs: Sequence[str]) -> None:
    """Edit one concept.

    Args:
        draft: of the file.
        glossary: what the draft holds now.
        concept: the one to edit.
        langs: languages whose terms are shown.
    """
    data = data_at(draft.text, ("concepts", concept.id), str(draft.path))
    problems: dict[Place, list[Problem]] = defaultdict(list)
    for found in check_concept(data, glossary):
        problems[found.field].append(found.problem)
    form = _Form(draft, concept, problems)
    for place in ((), ("id",)):
        form.trouble(place)
    own = entries(data, concept)
    by_lang = {lang: [entry for entry in own if entry.term.lang == lang] for lang in langs}
    for lang in langs:
        _language(form, lang, by_lang[lang])
    form.trouble(("terms",))
    hidden = len(own) - sum(map(len, by_lang.values()))
    if hidden:
        st.text(_("{n} terms in languages that the filter hides", n=hidden))
    _add_term(form, own, data)
    with st.expander(_("Definition, domain, note, source"), expanded=bool(concept.definition)):
        form.text(_("Definition"), ("definition",), concept.definition, area=True, height=90)
        form.text(_("Domain"), ("domain",), concept.domain)
        form.text(
            _("Note"),
            ("note",),
            concept.note,
            area=True,
            height=90,
            help=_("Shown to translators as advice."),
        )
        form.text(_("Source"), ("source",), concept.source)
    _delete(form)


def _language(form: _Form, lang: str, own: Sequence[Entry]) -> None:
    """The terms of one language; where it has none, an empty field to write one into."""
    st.markdown(f"**{plain(language_name(lang))}**")
    for entry in own:
        _term(form, entry, len(own))
    if not own:
        place: Place = ("terms", lang)
        form.text(
            _("New term, {language}", language=language_name(lang)),
            place,
            "",
            placeholder=_("no term yet"),
            label_visibility="collapsed",
        )


def _term(form: _Form, entry: Entry, count: int) -> None:
    term, place = entry.term, entry.place
    name = _("Term {n}, {language}", n=int(place[2]) + 1, language=language_name(term.lang))
    key = form.key(place)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}:row"):
        text_field(
            form.draft,
            form.key((*place, "text")),
            plain(name),
            form.path(place if entry.short else (*place, "text")),
            term.text,
            term_text,
            label_visibility="collapsed",
        )
        form.choice(
            _("Status of “{term}”", term=plain(term.text)),
            (*place, "status"),
            term.status,
            STATUS,
            partial(_unless, entry.usual),
            label_visibility="collapsed",
            width=130,
        )
        open_ = st.session_state.get(f"{key}:more", False)
        st.button(
            _("Less") if open_ else _("More"),
            key=f"{key}:toggle",
            help=_("Forms, scope, reason, note, examples"),
            width=112,
            icon=":material/rule:" if _has_details(term) else None,
            on_click=_flip,
            args=(f"{key}:more",),
        )
    if open_:
        with st.container(border=True):
            _details(form, entry)
    for field in ("text", "status", "region", "forms", "why", "examples", "note", "scope", "part_of_speech"):
        form.trouble((*place, field))


def _flip(key: str) -> None:
    st.session_state[key] = not st.session_state.get(key, False)


def _has_details(term: Term) -> bool:
    return bool(
        term.forms or term.why or term.note or term.examples or term.loose or term.case_sensitive
    ) or (term.scope != "anywhere")


def _unless(usual: Any, value: Any) -> Data:
    """A value to write down, or nothing where it is what holds anyway."""
    return None if value == usual else str(value)


def _details(form: _Form, entry: Entry) -> None:
    """The rarer fields of a term."""
    term, place = entry.term, entry.place

    def at(field: str) -> Place:
        return (*place, field)

    left, right = st.columns(2)
    with left:
        form.text(
            _("Why"),
            at("why"),
            term.why,
            quiet=True,
            help=_("Shown with every finding of a forbidden term."),
        )
        form.text(
            _("Forms, one a line"),
            at("forms"),
            "\n".join(term.forms),
            area=True,
            lines=True,
            quiet=True,
            height=80,
            help=_("Only forms that are not found by themselves."),
        )
        form.choice(_("Where it holds"), at("scope"), term.scope, _SCOPES, partial(_unless, "anywhere"))
        in_key = split_language(str(place[1]))[1]
        form.text(
            _("Region"),
            at("region"),
            term.region,
            quiet=True,
            disabled=bool(in_key),
            help=_("Country code, such as GB or US; nothing where it belongs everywhere."),
        )
    with right:
        form.text(_("Note"), at("note"), term.note, quiet=True)
        form.text(
            _("Examples, one a line"),
            at("examples"),
            "\n".join(term.examples),
            area=True,
            lines=True,
            quiet=True,
            height=80,
        )
        form.choice(
            _("Part of speech"), at("part_of_speech"), term.part_of_speech, _PARTS, partial(_unless, "")
        )
        form.flag(
            _("Exactly these capitals"), at("case_sensitive"), term.case_sensitive, _("Found with no others.")
        )
        form.flag(
            _("A wider word"),
            at("loose"),
            term.loose,
            _("In a translation it satisfies; in a source it does not mean the concept by itself."),
        )
    st.button(
        _("Delete this term"),
        icon=":material/delete:",
        key=f"{form.key(place)}:delete",
        on_click=_remove,
        args=(form.draft, form.path(place)),
    )


def _remove(draft: Draft, path: Place) -> None:
    here.edit(draft, [(path, None)])


def _add_term(form: _Form, own: Sequence[Entry], data: Data) -> None:
    """One more term, in any language."""
    key = form.key(("add",))
    with (
        st.expander(_("Add a term"), icon=":material/add:"),
        st.form(key, border=False, clear_on_submit=True),
    ):
        used = dict.fromkeys(entry.term.lang for entry in own)
        codes = [*used, *sorted(set(LANGUAGES) - set(used), key=language_name)]
        lang = st.selectbox(_("Language"), codes, format_func=language_name, key=f"{key}:lang")
        text = st.text_input(_("Term"), key=f"{key}:text", max_chars=LONGEST)
        status = st.selectbox(
            _("Status"),
            list(STATUS),
            format_func=lambda value: _(STATUS[value]),
            key=f"{key}:status",
            index=list(STATUS).index(TermStatus.ADMITTED if lang in used else TermStatus.PREFERRED),
        )
        if st.form_submit_button(_("Add"), key=f"{key}:go"):
            term = one_line(text)
            if term is None:
                say_wrong(_("Write the term first."))
            elif here.edit(form.draft, [_appended(form, data, str(lang), term, status)]):
                st.rerun()


def _appended(form: _Form, data: Data, lang: str, text: Data, status: TermStatus) -> tuple[Place, Data]:
    """The change that puts a term behind those of its language."""
    terms = data.get("terms") if isinstance(data, dict) else None
    listed = terms.get(lang) if isinstance(terms, dict) else None
    number = len(listed) if isinstance(listed, list) else int(listed is not None)
    allowed = [t for t in form.concept.in_language(lang) if t.status is not TermStatus.FORBIDDEN]
    usual = TermStatus.ADMITTED if allowed else TermStatus.PREFERRED
    value: Data = text if status is usual else {"text": text, "status": status.value}
    place: Place = ("terms", lang, number) if listed is not None else ("terms", lang)
    return form.path(place), value


def _delete(form: _Form) -> None:
    """Delete the concept: asked once more, and undone like any edit."""
    with st.popover(_("Delete this concept"), icon=":material/delete:", key=form.key(("delete",))):
        st.write(_("It goes with all its terms. “Undo” brings it back."))
        st.button(
            _("Yes, delete it"),
            type="primary",
            key=form.key(("delete-yes",)),
            on_click=_remove,
            args=(form.draft, form.path(())),
        )


def read_only(concept: Concept, langs: Sequence[str]) -> None:
    """A concept of a shipped glossary."""
    for label, text in (
        (_("Definition"), concept.definition),
        (_("Domain"), concept.domain),
        (_("Note"), concept.note),
        (_("Source"), concept.source),
    ):
        if text:
            st.text(f"{label}: {text}")
    rows = [
        {
            _("Language"): language_name(term.lang) + (f" ({term.region})" if term.region else ""),
            _("Term"): term.text,
            _("Status"): _(STATUS[term.status]),
            _("Why"): " · ".join(filter(None, (term.why, term.note))),
            _("Forms"): ", ".join(term.forms),
            _("Where it holds"): "" if term.scope == "anywhere" else _(_SCOPES[term.scope]),
        }
        for lang in langs
        for term in concept.in_language(lang)
    ]
    st.dataframe(rows, hide_index=True, alt=_("The terms of {concept}", concept=concept.id))
    if lacking := missing(concept, langs):
        st.text(_("No term in: {languages}", languages=", ".join(map(language_name, lacking))))

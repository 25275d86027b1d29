"""A new document, step by step: the text, the translations somebody made, what to translate by machine."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.exporting.html import headline
from workbench.languages import LANGUAGES
from workbench.model import Document, Guess, Origin, Rendering
from workbench.pipeline import Given, Plan, prepare, run
from workbench.reading import read
from workbench.ui import jobs, keeping, machine, preferences
from workbench.ui.safe import plain
from workbench.ui.state import example, forget, session
from workbench.ui.texts import _, explained, language_name, ngettext, percent, translated

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["TYPES", "progress", "progress_bar", "show", "trouble"]

TYPES = ["txt", "md", "html", "htm", "docx", "odt", "epub", "srt", "vtt", "pdf"]
"""Endings of files that can be uploaded as texts."""


def trouble(job: jobs.Job[Any]) -> None:
    """Say why the last try came to nothing."""
    if job.state is jobs.JobState.CANCELLED:
        st.info(_("Stopped as asked. Segments that were finished are kept: start again to go on from there."))
    elif job.state is jobs.JobState.FAILED:
        st.error(plain(translated(job.error)), icon=":material/error:")


@st.fragment(run_every=0.4)
def progress() -> None:
    """The bar while a document is prepared."""
    job = session().job
    if job is None or not job.live:
        st.rerun()
    st.title(_("Translate & align"), anchor=False)
    progress_bar(job, "cancel")


def progress_bar(job: jobs.Job[Any], key: str) -> None:
    """How far a job is, how much longer it takes, and a way to stop it."""
    left, right = st.columns([6, 1], vertical_alignment="center")
    share = min(1.0, job.done / job.total) if job.total else 0.0
    seconds = job.seconds_left()
    text = f"{translated(job.task)}: {job.done}"
    if job.total:
        text = _("{task}: {done} of {total}", task=translated(job.task), done=job.done, total=job.total)
    if seconds is not None and seconds >= 1:
        text += ", " + _("about {s} s left", s=round(seconds))
    left.progress(share, text=plain(text))
    if right.button(_("Cancel"), key=key, disabled=job.cancelled()):
        job.cancel()


def show() -> None:
    """The step the new document is at."""
    state = session()
    st.title(_("Translate & align"), anchor=False)
    if state.source is None:
        _choose_source()
        _recent()
        return
    prepared = _prepared(state.source)
    if prepared is None:
        return
    source, guess = prepared
    _show_source(source, guess)
    _show_renderings()
    _start(source)


def _choose_source() -> None:
    """The empty state: three ways to begin."""
    state = session()
    st.write(
        _("Paste an article, upload a file, or look around with the example. Nothing leaves this machine.")
    )
    names = {"Paste": _("Paste"), "Upload": _("Upload"), "Example": _("Example")}
    how = st.segmented_control(
        _("Source"),
        list(names),
        format_func=lambda name: names[name],
        default="Paste",
        key="how",
        label_visibility="collapsed",
    )
    if how == "Upload":
        upload = st.file_uploader(_("A document"), type=TYPES, key="upload")
        if upload is not None:
            _accept(upload)
    elif how == "Example":
        st.write(
            _(
                "A made-up news item, most of it one long quotation, with two Ukrainian renderings "
                "and a Spanish one."
            )
        )
        if st.button(_("Load the example"), type="primary", key="load_example"):
            state.source, state.renderings = example()
            st.rerun()
    else:
        text = st.text_area(
            _("The text"), key="pasted", height=320, placeholder=_("Paste the source text here.")
        )
        if st.button(_("Go on"), type="primary", key="take_pasted", disabled=not text.strip()):
            try:
                state.source = read(text.encode("utf-8", "replace"), name=_("Pasted text"))
            except WorkbenchError as error:
                st.error(plain(explained(error)))
            else:
                st.rerun()


def _recent() -> None:
    """The documents worked on last, one press away."""
    try:
        documents = keeping.store().documents(recent=5)
    except WorkbenchError as error:
        st.warning(plain(explained(error)), icon=":material/warning:")
        return
    if not documents:
        return
    st.subheader(_("Go on with"), anchor=False)
    for info in documents:
        langs = " · ".join(language_name(code) for code in info.langs)
        label = f"{plain(info.title)}  \n{plain(langs)} · {info.changed[:16].replace('T', ' ')}"
        if st.button(label, key=f"recent-{info.id}", icon=":material/history:", width="stretch"):
            st.query_params["doc"] = info.id
            st.rerun()


def _accept(upload: UploadedFile) -> None:
    state, data = session(), upload.getvalue()
    try:
        state.source = read(data, name=Path(upload.name).name)
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
    else:
        state.source_bytes = data
        st.rerun()


def _prepared(document: Document) -> tuple[Rendering, Guess] | None:
    chosen = st.session_state.get("source_lang") or None
    try:
        return _cut(
            document,
            chosen,
            document.digest,
            preferences.preferences().working,
            session().keep_debris,
        )
    except WorkbenchError as error:
        st.error(plain(explained(error)))
        if st.button(_("Choose another text"), key="back"):
            forget()
            st.rerun()
        return None


@st.cache_data(show_spinner=False, max_entries=8, scope="session")
def _cut(
    _document: Document, lang: str | None, digest: str, working: tuple[str, ...], keep_debris: bool
) -> tuple[Rendering, Guess]:
    """Cached by `digest`, since documents are large to hash again on every rerun."""
    given = Given(_document, lang)
    return prepare(given, Plan(given, working=working, keep_debris=keep_debris), Origin.SOURCE)


def _show_source(source: Rendering, guess: Guess) -> None:
    document = source.document
    with st.container(border=True):
        head, button = st.columns([5, 1], vertical_alignment="center")
        head.header(plain(headline(source)), anchor=False)
        if button.button(_("Another text"), key="another", icon=":material/close:"):
            forget()
            st.rerun()
        st.write(f"**{_said(guess)}** · {ngettext('{n} segment', '{n} segments', len(source.segments))}")
        with st.expander(_("Language, debris, text")):
            _language(source, guess)
            for removal in document.removed:
                taken = " ".join(removal.span.of(document.text).split())
                st.text(
                    _(
                        "Taken off: “{text}” ({why})",
                        text=taken,
                        why=translated(removal.note or removal.reason),
                    )
                )
            if document.removed and st.button(_("Keep it in the text"), key="keep_debris"):
                session().keep_debris = True
                st.rerun()
            for note in document.notes:
                st.text(translated(note))
            st.text_area(_("Segments, one a line"), "\n".join(source.texts()), height=200, disabled=True)


def _said(guess: Guess) -> str:
    if guess.lang is None:
        return _("language undecided: choose it")
    if "The language was given." in guess.clues:
        return language_name(guess.lang)
    return _("{language}, {share} sure", language=language_name(guess.lang), share=percent(guess.probability))


def _language(source: Rendering, guess: Guess) -> None:
    names = {code: language_name(code) for code in LANGUAGES}
    st.selectbox(
        _("Language"),
        ["", *sorted(names, key=lambda code: names[code])],
        format_func=lambda code: names.get(code, _("as detected")),
        key="source_lang",
        width=320,
    )
    for clue in guess.clues:
        st.text(f"• {translated(clue)}")
    others = _paragraphs(source.document, source.document.digest, preferences.preferences().working)
    if len({lang for lang, _share, _text in others}) > 1:
        st.dataframe(
            [
                {
                    _("Language"): language_name(lang),
                    _("Sure"): percent(share),
                    _("Paragraph"): text,
                }
                for lang, share, text in others
            ],
            hide_index=True,
        )


@st.cache_data(show_spinner=False, max_entries=8, scope="session")
def _paragraphs(
    _document: Document, digest: str, working: tuple[str, ...]
) -> list[tuple[str | None, float, str]]:
    """Each paragraph's language and how surely, where the text mixes them."""
    from workbench.detection import detect_document

    paragraphs = [line for line in _document.clean_text.splitlines() if line.strip()][:500]
    found = detect_document(paragraphs, working=working).paragraphs
    return [
        (guess.lang, guess.probability, text[:120]) for guess, text in zip(found, paragraphs, strict=True)
    ]


def _show_renderings() -> None:
    state = session()
    with st.container(border=True):
        st.header(_("Renderings somebody made"), anchor=False)
        for index, given in enumerate(list(state.renderings)):
            name, button = st.columns([7, 1], vertical_alignment="center")
            words = len(given.document.clean_text.split())
            name.text(f"{given.label or given.document.name} · {ngettext('{n} word', '{n} words', words)}")
            if button.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"remove-{index}-{given.document.digest[:8]}",
            ):
                state.renderings.remove(given)
                st.rerun()
        if not state.renderings:
            st.write(_("None yet. Add some to compare them; or only translate by machine below."))
        fresh = added_renderings(known={given.document.digest for given in state.renderings})
        if fresh:
            state.renderings += fresh
            st.rerun()


def added_renderings(known: set[str]) -> list[Given]:
    """Widgets that take translations as files or pasted; gives those that were added in this run."""
    state = session()
    fresh: list[Given] = []
    files = st.file_uploader(
        _("Add files"),
        type=TYPES,
        accept_multiple_files=True,
        key=f"renderings-{state.shown}",
        label_visibility="collapsed",
    )
    for file in files:
        try:
            document = read(file.getvalue(), name=Path(file.name).name)
        except WorkbenchError as error:
            st.error(plain(explained(error)), icon=":material/error:")
            continue
        if document.digest not in known:
            known.add(document.digest)
            fresh.append(Given(document))
    with (
        st.popover(_("Paste a rendering"), icon=":material/content_paste:"),
        st.form("paste_rendering", border=False, clear_on_submit=True),
    ):
        text = st.text_area(_("The rendering"), height=240, width=640)
        label = st.text_input(_("Its name"), placeholder=_("for example: agency translation"))
        if st.form_submit_button(_("Add"), type="primary") and text.strip():
            title = label.strip() or _("Rendering {n}", n=len(known) + 1)
            fresh.append(Given(read(text.encode("utf-8", "replace"), name=title)))
    return fresh


def _start(source: Rendering) -> None:
    state = session()
    with st.container(border=True):
        st.header(_("Machine translation"), anchor=False)
        wish = machine.choose(source.lang)
    paths = keeping.glossary_paths()
    names = st.multiselect(
        _("Glossaries"),
        [path.name for path in paths],
        default=[path.name for path in paths],
        key="glossaries",
    )
    able = bool(state.renderings or wish)
    if st.button(_("Align and compare"), type="primary", key="go", disabled=not able):
        assert state.source is not None
        plan = Plan(
            source=Given(state.source, source.lang),
            renderings=tuple(state.renderings),
            glossaries=tuple(path for path in paths if path.name in names),
            keep_debris=state.keep_debris,
            checks=False,
        )
        st.session_state["machine_wish"] = wish
        state.job = jobs.start(partial(run, plan))
        st.rerun()
    if not able:
        st.text(_("Add a rendering or choose a language to translate into."))

"""Translate & align: from a pasted text or a file to renderings side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.exporting.html import headline
from workbench.languages import LANGUAGES
from workbench.model import Document, Guess, Origin, Rendering, Report, Severity
from workbench.pipeline import UNFINISHED, Given, Plan, prepare, run
from workbench.reading import read
from workbench.resources import shipped
from workbench.translation.engine import BEAM, Engine, Options
from workbench.ui import jobs
from workbench.ui.components.table import table
from workbench.ui.safe import plain as _plain
from workbench.ui.state import example, session

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_TYPES = ["txt", "md", "html", "htm", "docx", "odt", "epub", "srt", "vtt", "pdf"]
_DOWNLOADS = {
    "html": ("HTML", "text/html"),
    "md": ("Markdown", "text/markdown"),
    "tsv": ("TSV", "text/tab-separated-values"),
    "json": ("JSON", "application/json"),
}


def page() -> None:
    """Show whichever step the session is at."""
    state = session()
    if st.query_params.get("example") and state.source is None:
        state.source, state.renderings = example()
        st.query_params.clear()
    job = state.job
    if job is not None and job.live:
        _progress()
    elif job is not None and job.report is not None:
        _result(job.report)
    else:
        if job is not None:
            _trouble(job)
        _new_document()


def _trouble(job: jobs.Job[Report]) -> None:
    if job.state is jobs.JobState.CANCELLED:
        st.info("Stopped as asked. Segments that were finished are kept: start again to go on from there.")
    else:
        st.error(_plain(job.error), icon=":material/error:")


@st.fragment(run_every=0.4)
def _progress() -> None:
    job = session().job
    if job is None or not job.live:
        st.rerun()
    st.title("Translate & align")
    left, right = st.columns([6, 1], vertical_alignment="center")
    share = min(1.0, job.done / job.total) if job.total else 0.0
    seconds = job.seconds_left()
    remaining = f", about {seconds:.0f} s left" if seconds is not None and seconds >= 1 else ""
    left.progress(share, text=_plain(f"{job.task}: {job.done} of {job.total or '?'}{remaining}"))
    if right.button("Cancel", key="cancel", disabled=job.cancelled()):
        job.cancel()


def _new_document() -> None:
    state = session()
    st.title("Translate & align", anchor=False)
    if state.source is None:
        _choose_source()
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
    st.write("Paste an article, upload a file, or look around with the example. Nothing leaves this machine.")
    how = st.segmented_control(
        "Source", ["Paste", "Upload", "Example"], default="Paste", key="how", label_visibility="collapsed"
    )
    if how == "Upload":
        upload = st.file_uploader("A document", type=_TYPES, key="upload")
        if upload is not None:
            _accept(upload)
    elif how == "Example":
        st.write(
            "A made-up news item, most of it one long quotation, with two Ukrainian renderings and a Spanish one."
        )
        if st.button("Load the example", type="primary", key="load_example"):
            state.source, state.renderings = example()
            st.rerun()
    else:
        text = st.text_area("The text", key="pasted", height=320, placeholder="Paste the source text here.")
        if st.button("Go on", type="primary", key="take_pasted", disabled=not text.strip()):
            try:
                state.source = read(text.encode("utf-8", "replace"), name="Pasted text")
            except WorkbenchError as error:
                st.error(_plain(str(error)))
            else:
                st.rerun()


def _accept(upload: UploadedFile) -> None:
    try:
        session().source = read(upload.getvalue(), name=Path(upload.name).name)
    except WorkbenchError as error:
        st.error(_plain(str(error)), icon=":material/error:")
    else:
        st.rerun()


def _prepared(document: Document) -> tuple[Rendering, Guess] | None:
    chosen = st.session_state.get("source_lang") or None
    try:
        return _cut(document, chosen, document.digest)
    except WorkbenchError as error:
        st.error(_plain(str(error)))
        if st.button("Choose another text", key="back"):
            _forget()
        return None


@st.cache_data(show_spinner="Reading the text …", max_entries=8, scope="session")
def _cut(_document: Document, lang: str | None, digest: str) -> tuple[Rendering, Guess]:
    """Cached by `digest`, since documents are large to hash again on every rerun."""
    given = Given(_document, lang)
    return prepare(given, Plan(given), Origin.SOURCE)


def _show_source(source: Rendering, guess: Guess) -> None:
    document = source.document
    with st.container(border=True):
        head, button = st.columns([5, 1], vertical_alignment="center")
        head.markdown(f"#### {_plain(headline(source))}")
        if button.button("Another text", key="another", icon=":material/close:"):
            _forget()
        if guess.lang:
            sure = "" if "The language was given." in guess.clues else f", {guess.probability:.0%} sure"
            said = f"{LANGUAGES[guess.lang].name}{sure}"
        else:
            said = "language undecided: choose it"
        st.write(f"**{said}** · {len(source.segments)} segments")
        with st.expander("Language, debris, text"):
            names = {code: row.name for code, row in sorted(LANGUAGES.items(), key=lambda item: item[1].name)}
            st.selectbox(
                "Language",
                ["", *names],
                format_func=lambda code: names.get(code, "as detected"),
                key="source_lang",
                width=320,
            )
            for clue in guess.clues:
                st.text(f"• {clue}")
            for removal in document.removed:
                taken = " ".join(removal.span.of(document.text).split())
                st.text(f"Taken off: “{taken}” ({removal.note or removal.reason})")
            for note in document.notes:
                st.text(note)
            st.text_area("Segments, one a line", "\n".join(source.texts()), height=200, disabled=True)


def _show_renderings() -> None:
    state = session()
    with st.container(border=True):
        st.markdown("#### Renderings somebody made")
        for index, given in enumerate(list(state.renderings)):
            name, button = st.columns([7, 1], vertical_alignment="center")
            name.text(f"{given.document.name} · {len(given.document.clean_text.split())} words")
            if button.button(
                "Remove",
                icon=":material/close:",
                type="tertiary",
                key=f"remove-{index}-{given.document.digest[:8]}",
            ):
                state.renderings.remove(given)
                st.rerun()
        if not state.renderings:
            st.write("None yet. Add some to compare them; or only translate by machine below.")
        _add_files(
            st.file_uploader(
                "Add files",
                type=_TYPES,
                accept_multiple_files=True,
                key=f"renderings-{state.shown}",
                label_visibility="collapsed",
            )
        )
        with (
            st.popover("Paste a rendering", icon=":material/content_paste:"),
            st.form("paste_rendering", border=False),
        ):
            text = st.text_area("The rendering", height=240, width=640)
            label = st.text_input("Its name", placeholder="for example: agency translation")
            if st.form_submit_button("Add", type="primary") and text.strip():
                title = label.strip() or f"Rendering {len(state.renderings) + 1}"
                state.renderings.append(Given(read(text.encode("utf-8", "replace"), name=title)))
                st.rerun()


def _add_files(files: list[UploadedFile]) -> None:
    state = session()
    known = {given.document.digest for given in state.renderings}
    fresh = False
    for file in files:
        try:
            document = read(file.getvalue(), name=Path(file.name).name)
        except WorkbenchError as error:
            st.error(_plain(str(error)), icon=":material/error:")
            continue
        if document.digest not in known:
            known.add(document.digest)
            state.renderings.append(Given(document))
            fresh = True
    if fresh:
        st.rerun()


def _start(source: Rendering) -> None:
    state = session()
    with st.container(border=True):
        st.markdown("#### Machine translation")
        engines = _engines()
        targets, chosen, quality = _choose_engines(source, engines)
    paths = sorted(shipped("glossaries").glob("*.yaml"))
    names = st.multiselect(
        "Glossaries", [path.name for path in paths], default=[path.name for path in paths], key="glossaries"
    )
    able = bool(state.renderings or (targets and chosen))
    if st.button("Align and compare", type="primary", key="go", disabled=not able):
        assert state.source is not None
        plan = Plan(
            source=Given(state.source, source.lang),
            renderings=tuple(state.renderings),
            targets=tuple(targets),
            engines=tuple(chosen),
            options=Options(beam=BEAM[quality]),
            glossaries=tuple(path for path in paths if path.name in names),
        )
        state.job = jobs.start(partial(run, plan))
        st.rerun()
    if not able:
        st.text("Add a rendering or choose a language to translate into.")


def _choose_engines(source: Rendering, engines: tuple[Engine, ...]) -> tuple[list[str], list[Engine], str]:
    states = {engine.name: engine.state() for engine in engines}
    for engine in engines:
        mark = "✓" if states[engine.name].ready else "–"
        st.text(f"{mark} {engine.name}: {states[engine.name].summary} {states[engine.name].hint}")
    reachable = sorted({t for engine in engines for s, t in engine.pairs() if s == source.lang})
    if not reachable:
        st.write(
            "No installed engine translates from this language. See the hints above, or `workbench models`."
        )
        return [], [], "best"
    left, middle, right = st.columns(3)
    targets = left.multiselect(
        "Into",
        reachable,
        format_func=lambda code: LANGUAGES[code].name if code in LANGUAGES else code,
        key="targets",
    )
    able = [e for e in engines if any((source.lang, t) in e.pairs() for t in targets)]
    known = [engine.name for engine in able]
    # its own key for each choice of languages: the default must follow, not the empty choice of before
    names = middle.multiselect("With", known, default=known, key=f"engines-{'-'.join(sorted(targets))}")
    quality = right.selectbox("Quality", list(BEAM), index=2, key="quality")
    return targets, [engine for engine in able if engine.name in names], quality


@st.cache_resource(max_entries=1)
def _engines() -> tuple[Engine, ...]:
    from workbench.translation import available
    from workbench.translation.cache import remembering

    return remembering(available())


def _result(report: Report) -> None:
    state = session()
    left, right = st.columns([4, 3], vertical_alignment="bottom")
    with left:
        st.header(_plain(headline(report.parallel.source)), anchor=False)
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for form, (name, mime) in _DOWNLOADS.items():
            st.download_button(
                name,
                partial(_export, report, form),
                f"side-by-side.{form}",
                mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{form}",
            )
        if st.button("New document", key="new", icon=":material/add:"):
            _forget()
        if st.button("Change", key="change", icon=":material/tune:"):
            state.job = None
            st.rerun()
    _summary(report)
    for item in report.not_run:
        if item.code == UNFINISHED:
            label = report.parallel.renderings[item.rendering].label if item.rendering is not None else ""
            st.warning(_plain(f"{label}: {item.reason}"), icon=":material/warning:")
    table(report, key=f"table-{id(report)}")
    with st.expander("Notes, and what was not checked"):
        for note in report.notes:
            st.text(note)
        for item in report.not_run:
            label = report.parallel.renderings[item.rendering].label if item.rendering is not None else ""
            st.text(f"{item.code} {label}: {item.reason}")
        st.text(f"Made by {report.signature}")


def _summary(report: Report) -> None:
    severities = [finding.severity for finding in report.findings]
    guess = report.guess
    lang = LANGUAGES[guess.lang].name if guess.lang else "language undecided"
    counts = {
        "row": len(report.parallel.rows),
        "rendering": len(report.parallel.renderings),
        "quotation": sum(quote.kind == "statement" for quote in report.quotes),
        "error": severities.count(Severity.ERROR),
        "warning": severities.count(Severity.WARNING),
    }
    st.text(" · ".join([lang, *(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())]))


def _export(report: Report, form: str) -> str:
    from workbench.exporting import FORMATS

    return FORMATS[form](report)


def _forget() -> None:
    """Back to the empty state."""
    del st.session_state["workbench"]
    for key in ("source_lang", "targets", "pasted"):
        st.session_state.pop(key, None)
    st.rerun()


page()

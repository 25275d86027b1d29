"""Glossaries from and to the files of other tools; what a format cannot carry is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.glossary.convert import FORMATS, Carried, Converted, Job, format_of
from workbench.glossary.write import additions
from workbench.languages import LANGUAGES
from workbench.ui import glossary_files as files
from workbench.ui import glossary_session as here
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, explained, language_name, ngettext, translated

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["export_view", "import_view"]

_NAMES = {
    "yaml": N_("YAML, our own"),
    "csv": N_("CSV: one row per term, loses nothing"),
    "xlsx": N_("XLSX for spreadsheets, as CSV"),
    "tsv": N_("TSV for OmegaT: source, target, comment"),
    "tbx": "TBX-Basic 2019 (version 3)",
    "tbx2": "TBX-Basic 2008 (version 2)",
    "tmx": N_("TMX 1.4: allowed terms only"),
}
assert set(_NAMES) == set(FORMATS)
_MIME = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
}
_DIRECTED = frozenset({"tsv"})
"""Formats for one direction, whose files do not name their languages."""

_MOST_EDITS = 400
"""Changes brought into a file with its comments kept; more take too long, a new glossary is better then."""

_SHOWN = 20


def _lost(lost: tuple[str, ...]) -> None:
    """What could not be carried."""
    if not lost:
        return
    st.warning(
        ngettext("{n} thing could not be carried:", "{n} things could not be carried:", len(lost)),
        icon=":material/warning:",
    )
    with st.container(height=160 if len(lost) > 4 else "content", border=True):
        for line in lost[:_SHOWN]:
            st.text(translated(line))
        if len(lost) > _SHOWN:
            st.text(ngettext("and {n} more", "and {n} more", len(lost) - _SHOWN))


def _direction(key: str, default: tuple[str, str]) -> tuple[str, str]:
    """Source and target, where a format does not say them."""
    codes = sorted(LANGUAGES, key=language_name)
    left, right = st.columns(2)
    chosen = [
        column.selectbox(
            label,
            codes,
            index=codes.index(lang) if lang in codes else 0,
            format_func=language_name,
            key=f"{key}:{side}",
        )
        for column, label, side, lang in (
            (left, _("Source language"), "source", default[0]),
            (right, _("Target language"), "target", default[1]),
        )
    ]
    return str(chosen[0]), str(chosen[1])


def export_view(opened: here.Opened) -> None:
    """Download the glossary as it is on the page, unsaved edits included."""
    st.markdown(f"**{_('Export')}**")
    if opened.problems:
        st.text(_("Mend the file first."))
        return
    form = st.selectbox(
        _("Format"), list(FORMATS), format_func=lambda name: _(_NAMES[name]), key="gl_export_format"
    )
    langs = [*opened.glossary.languages, "en", "uk"]
    source, target = _direction("gl_export", (langs[0], langs[1])) if form in _DIRECTED else ("", "")
    try:
        carried = _written(opened.path.name, opened.text, form, source, target)
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
        return
    st.download_button(
        _("Download {file}", file=plain(f"{opened.path.stem}{FORMATS[form].suffix}")),
        carried.data,
        f"{opened.path.stem}{FORMATS[form].suffix}",
        _MIME.get(form, "application/xml"),
        icon=":material/download:",
        on_click="ignore",
        key="gl_download",
    )
    _lost(carried.lost)


@st.cache_data(max_entries=8, show_spinner=False, scope="session")
def _written(name: str, text: str, form: str, source: str, target: str) -> Carried:
    data = text.encode()
    if form == "yaml":
        return Carried(data)
    job = Job(name, source, target)
    return FORMATS[form].write(FORMATS["yaml"].read(data, job), job)


def import_view(opened: here.Opened | None) -> None:
    """Read a file of another tool and keep it as a glossary of its own, or bring it into the open one."""
    st.markdown(f"**{_('Import')}**")
    upload = st.file_uploader(
        _("A glossary from another tool: CSV, XLSX, TBX, TMX, TSV (OmegaT) or YAML"),
        type=["csv", "xlsx", "tbx", "xml", "martif", "tmx", "tsv", "txt", "yaml", "yml"],
        max_upload_size=32,
        key="gl_import",
    )
    if upload is None:
        return
    converted = _read(upload)
    if converted is None:
        return
    glossary = converted.glossary
    counts = ", ".join(language_name(lang) for lang in dict.fromkeys(t.lang for t in glossary.terms()))
    st.text(
        ngettext("{n} concept", "{n} concepts", len(glossary.concepts))
        + " · "
        + ngettext("{n} term", "{n} terms", len(glossary.terms()))
        + f" · {counts}"
    )
    _lost(converted.lost)
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Keep it as a new glossary"),
            type="primary",
            key="gl_import_new",
            on_click=_keep_new,
            args=(upload.name, converted),
        )
        if opened is not None and opened.editable:
            st.button(
                _("Bring it into “{name}”", name=plain(opened.glossary.name)),
                key="gl_import_into",
                on_click=_bring_in,
                args=(opened, converted),
            )


def _read(upload: UploadedFile) -> Converted | None:
    name = Path(upload.name).name
    try:
        form = "tbx" if name.lower().endswith(".xml") else format_of(Path(name))
        source, target = _direction("gl_import", ("en", "uk")) if form in _DIRECTED else ("", "")
        return FORMATS[form].read(upload.getvalue(), Job(name, source, target))
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
        return None


def _keep_new(name: str, converted: Converted) -> None:
    try:
        path = files.add(name, FORMATS["yaml"].write(converted, Job(name)).data)
    except WorkbenchError as error:
        here.say(explained(error), bad=True)
        return
    st.session_state["glossary_path"] = str(path)
    here.say(_("Kept as {file}", file=path))


def _bring_in(opened: here.Opened, converted: Converted) -> None:
    """All that the open glossary lacks, as one step to be undone; where they disagree, the open one holds."""
    assert opened.draft is not None
    try:
        changes = additions(opened.text, converted.glossary, opened.path.name)
    except WorkbenchError as error:
        here.say(explained(error), bad=True)
        return
    if not changes:
        here.say(_("It has nothing that this glossary lacks."))
    elif len(changes) > _MOST_EDITS:
        here.say(
            _(
                "It would change {n} places; that many are better kept as a new glossary, "
                "or merged with “workbench glossary merge”.",
                n=len(changes),
            ),
            bad=True,
        )
    elif here.edit(opened.draft, changes):
        here.say(
            ngettext(
                "{n} change was made. See it before you save.",
                "{n} changes were made. See them before you save.",
                len(changes),
            )
        )

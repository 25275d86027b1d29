"""How models get here: from a file, or over the network if the user allows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.translation import package_index as index
from workbench.translation.installed import Listing, installed
from workbench.ui import models_work as work
from workbench.ui.login import user_key
from workbench.ui.preferences import change, preferences
from workbench.ui.safe import plain
from workbench.ui.texts import _, explained, language_name, ngettext

__all__ = ["get_view"]


def get_view(busy: bool) -> None:
    """Both ways side by side."""
    left, right = st.columns(2, gap="large")
    with left:
        _from_file(busy)
    with right:
        _from_index(busy)


def _from_file(busy: bool) -> None:
    st.markdown(f"**{_('From a file')}**")
    st.write(
        _(
            "An Argos package (.argosmodel), from a colleague or a USB stick. It is looked through, unpacked "
            "beside the others and tried in a process of its own; only then does it take its place."
        )
    )
    upload = st.file_uploader(_("Package file"), type=["argosmodel", "zip"], key="models_upload")
    if upload is not None and st.button(
        _("Install {file}", file=plain(upload.name)), type="primary", key="models_install", disabled=busy
    ):
        work.install_upload(upload.name, upload.getvalue())
        st.rerun()

    if not user_key():  # on a server that several people share, nobody names files of the machine
        _from_path(busy)


def _from_path(busy: bool) -> None:
    """A package that lies on this machine: however large, it need not go through the browser."""
    path = st.text_input(
        _("Or its path on this machine, for packages too large to upload"),
        key="models_path",
        placeholder="/media/usb/translate-en_uk-1_9.argosmodel",
        max_chars=500,
    )
    if st.button(_("Install this file"), key="models_install_path", disabled=busy or not path.strip()):
        work.install_path(Path(path.strip()).expanduser())
        st.rerun()


def _from_index(busy: bool) -> None:
    st.markdown(f"**{_('Over the network')}**")
    host = index.index_host()
    allowed = st.toggle(_("Allow the network"), preferences().network, key="models_network", on_change=_allow)
    if not allowed:
        st.text(
            _(
                "Off: nothing leaves this machine. If you switch it on and press the button for it, the workbench "
                "asks {host} for the list of models, and then the machine named beside a model for the model. "
                "Your texts are never sent.",
                host=host,
            )
        )
        return
    st.text(_("The list comes from {host}. Your texts are never sent.", host=host))
    st.button(
        _("Fetch the list"), icon=":material/cloud_download:", key="models_index", disabled=busy,
        on_click=work.fetch_index,
    )  # fmt: skip
    entries: tuple[index.Entry, ...] = work.result("index") or ()
    if entries:
        _offer(entries, busy)


def _allow() -> None:
    try:
        change(network=bool(st.session_state["models_network"]))
    except WorkbenchError as error:
        st.session_state.setdefault("models_news", []).append((explained(error), True))


def _offer(entries: Sequence[index.Entry], busy: bool) -> None:
    """The packages of the index, by language."""
    sides = st.columns(2)
    wanted = [
        column.selectbox(
            label,
            ["", *sorted({entry.pair[side] for entry in entries}, key=language_name)],
            format_func=lambda code: language_name(code) if code else _("any"),
            key=f"models_side:{side}",
        )
        for side, (column, label) in enumerate(zip(sides, (_("From"), _("To")), strict=True))
    ]
    fit = [e for e in entries if all(w in ("", code) for w, code in zip(wanted, e.pair, strict=True))]
    here = installed()
    chosen = st.selectbox(
        ngettext("{n} model", "{n} models", len(fit)),
        fit,
        index=None,
        format_func=lambda entry: _offered(entry, here),
        placeholder=_("choose one"),
        key=f"models_entry:{wanted}",
    )
    if chosen is None:
        return
    hosts = dict.fromkeys(index.host(link) for link in chosen.links)
    st.text(_("It will be downloaded from {host}.", host=", ".join(hosts)))
    st.button(
        _("Download and install"), type="primary", icon=":material/download:", key="models_download",
        disabled=busy, on_click=work.install_entry, args=(chosen,),
    )  # fmt: skip


def _offered(entry: index.Entry, here: Listing) -> str:
    mine = here.of(entry.pair)
    have = f" ({_('installed: {version}', version=mine.version or '–')})" if mine is not None else ""
    return f"{' → '.join(map(language_name, entry.pair))} {entry.version}{have}"

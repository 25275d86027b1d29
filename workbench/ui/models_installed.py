"""The models on the disk: where they are from, whether they are as they were, and their removal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.translation.argos_library import folders
from workbench.translation.installed import (
    Broken,
    Listing,
    Package,
    digest,
    installed,
    licence,
    provenance,
    size,
)
from workbench.translation.packages import Verified, remove
from workbench.translation.routes import reachable
from workbench.ui import models_work as work
from workbench.ui.safe import plain
from workbench.ui.texts import _, explained, language_name, translated

__all__ = ["installed_view"]


def installed_view(busy: bool, show: Callable[[str], None]) -> None:
    """The table of models, and what can be done with one.

    Args:
        busy: long work is going on; nothing else may begin.
        show: opens another view of the page, by name.
    """
    listing = installed()
    if not listing.packages and not listing.broken:
        with st.container(border=True):
            st.write(
                _(
                    "No model is installed yet. Without one, texts can be aligned and compared, not translated."
                )
            )
            st.button(
                _("Get models"), type="primary", icon=":material/download:", key="models_go_get",
                on_click=show, args=("get",),
            )  # fmt: skip
        st.text(_("Folder: {folder}", folder=", ".join(map(str, folders()))))
        return
    verdicts = {one.name: one for one in work.result("verify") or []}
    everything: list[Package | Broken] = [*listing.packages, *listing.broken]
    table = st.dataframe(
        [_row(one, verdicts) for one in everything],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            _("size"): st.column_config.NumberColumn(format="%.1f MB"),
        },
        key=f"models_table:{hash(tuple(one.path.name for one in everything))}",
        alt=_("Installed models"),
    )
    _pivots(listing)
    st.button(
        _("Verify all"), icon=":material/verified_user:", key="models_verify", disabled=busy,
        on_click=work.verify_all,
        help=_("Compares every file with the hash written down when it was installed, and loads the model."),
    )  # fmt: skip
    names = [one.path.name for one in everything]
    rows = table["selection"]["rows"]
    chosen = st.selectbox(
        _("Model"),
        names,
        index=rows[0] if rows and rows[0] < len(names) else None,
        placeholder=_("choose one here or in the table"),
        key=f"models_pick:{rows}:{len(names)}",
        width=480,
    )
    if chosen is not None:
        _details(everything[names.index(chosen)], verdicts, busy)
    st.text(_("Folder: {folder}", folder=", ".join(map(str, folders()))))


def _row(one: Package | Broken, verdicts: dict[str, Verified]) -> dict[str, Any]:
    verdict = verdicts.get(one.path.name)
    if isinstance(one, Broken):
        pair, version, state = "", "", _("broken: {why}", why=translated(one.reason))
    else:
        pair, version = " → ".join(map(language_name, one.pair)), one.version
        known = provenance(one).archive_sha256
        state = _("not verified since the page was opened") if known else _("no hashes were written down")
    if verdict is not None:
        state = " ".join((_(work.STATES[verdict.state]), *map(translated, verdict.problems)))
    return {
        _("languages"): pair,
        _("version"): version,
        _("size"): size(one.path) / 1e6,
        _("state"): state,
        _("licence, as it says"): (licence(one) or _("not stated")) if isinstance(one, Package) else "",
        _("SHA-256 of its file"): provenance(one).archive_sha256 if isinstance(one, Package) else "",
        _("folder"): one.path.name,
    }


def _pivots(listing: Listing) -> None:
    direct = {package.pair: 1.0 for package in listing.packages}
    over = sorted(reachable(direct) - set(direct))
    if over:
        named = ", ".join(" → ".join(pair) for pair in over[:60])
        st.text(_("Over another language also: {pairs}", pairs=named))


def _details(one: Package | Broken, verdicts: dict[str, Verified], busy: bool) -> None:
    with st.container(border=True, key="models_details"):
        st.markdown(f"**{plain(one.path.name)}**")
        if isinstance(one, Package):
            came = provenance(one)
            facts = (
                (_("From"), came.origin or _("another program installed it")),
                (_("Installed"), came.installed),
                (_("SHA-256 of its file"), came.archive_sha256),
                (_("Digest of its files, as in signatures"), digest(one)),
                (_("Licence, as the package says"), licence(one) or _("not stated")),
            )
            st.text("\n".join(f"{label}: {value}" for label, value in facts if value))
        else:
            st.text(translated(one.reason))
        if (verdict := verdicts.get(one.path.name)) is not None:
            st.text(" ".join((_(work.STATES[verdict.state]), *map(translated, verdict.problems))))
        with st.container(horizontal=True, gap="small"):
            if isinstance(one, Package):
                st.button(
                    _("Verify"), icon=":material/verified_user:", key="models_verify_one", disabled=busy,
                    on_click=work.verify_all, args=([one.path.name],),
                )  # fmt: skip
            with st.popover(_("Remove"), icon=":material/delete:", key="models_remove", disabled=busy):
                st.text(
                    _(
                        "Remove {name} from the disk? Other programs that use it will miss it too.",
                        name=one.path.name,
                    )
                )
                st.button(
                    _("Yes, remove it"), type="primary", key="models_remove_yes",
                    on_click=_remove, args=(one.path.name,),
                )  # fmt: skip


def _remove(name: str) -> None:
    told: list[tuple[str, bool]] = st.session_state.setdefault("models_news", [])
    try:
        path = remove(name)
    except WorkbenchError as error:
        told.append((explained(error), True))
    else:
        told.append((_("Removed {path}", path=path), False))

"""Models & engines: what translates here, what could, and how it gets here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from workbench.translation import BEAM, Engine, Options, Pair, State
from workbench.translation import package_index as index
from workbench.translation.apertium import Apertium
from workbench.translation.libretranslate import LibreTranslate
from workbench.ui import models_engines as ours
from workbench.ui import models_work as work
from workbench.ui.models_get import get_view
from workbench.ui.models_installed import installed_view
from workbench.ui.preferences import preferences
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, decimal, language_name, ngettext, translated

_VIEW = "models_view"
_VIEWS = {
    "installed": N_("Installed models"),
    "get": N_("Get models"),
    "trial": N_("Try a sentence"),
    "others": N_("Apertium & LibreTranslate"),
}
_ABOUT = {
    "argos": N_("Argos Translate models: neural, offline"),
    "apertium": N_("Apertium: rules and dictionaries, offline"),
    "libretranslate": N_("LibreTranslate: a server somebody runs"),
}
_HELP = {
    "argos": N_("Get a model below: from a file, or over the network."),
    "apertium": N_("See below how to install it."),
    "libretranslate": N_("See below."),
}
_QUALITY = {"draft": N_("draft"), "standard": N_("standard"), "best": N_("best")}
assert set(_QUALITY) == set(BEAM)


def page() -> None:
    """Engines at the top, then the view chosen."""
    st.title(_("Models & engines"), anchor=False)
    busy = work.ERRANDS.show()
    _engines(ours.engines())
    if _VIEW not in st.session_state:
        st.session_state[_VIEW] = "installed"
    view = st.segmented_control(
        _("View"),
        list(_VIEWS),
        format_func=lambda name: _(_VIEWS[name]),
        key=_VIEW,
        required=True,
        label_visibility="collapsed",
    )
    views: dict[str, Callable[[bool], None]] = {
        "installed": partial(installed_view, show=_show),
        "get": get_view,
        "trial": _trial,
        "others": _others,
    }
    views[view or "installed"](busy)


def _show(view: str) -> None:
    st.session_state[_VIEW] = view


def _engines(engines: Sequence[Engine]) -> None:
    """One card for each engine: whether it works, and if not, what helps."""
    for column, engine in zip(st.columns(len(engines)), engines, strict=True):
        state = _state(engine)
        with column, st.container(border=True, height="stretch"):
            sign, word = (
                (":green[:material/check_circle:]", _("ready"))
                if state.ready
                else (":orange[:material/do_not_disturb_on:]", _("not available"))
            )
            st.markdown(f"{sign} **{plain(_(_ABOUT.get(engine.name, engine.name)))}** · {word}")
            lines = [translated(state.summary)]
            if state.ready:
                lines.append(ngettext("{n} language pair", "{n} language pairs", len(_pairs(engine))))
            elif engine.name in _HELP:
                lines.append(_(_HELP[engine.name]))
            st.text("\n".join(lines))


def _state(engine: Engine) -> State:
    """An engine's state; a server is not asked for it each time the page is drawn."""
    if not isinstance(engine, LibreTranslate) or engine.url is None:
        return engine.state()
    told = work.result("server")
    return told[0] if told else State(False, _("{host}: not asked yet", host=index.host(engine.url)))


def _pairs(engine: Engine) -> frozenset[Pair]:
    if not isinstance(engine, LibreTranslate) or engine.url is None:
        return engine.pairs()
    told = work.result("server")
    return told[1] if told else frozenset()


# --- try a sentence -------------------------------------------------------------------------------------------


def _trial(busy: bool) -> None:
    able = {engine.name: engine for engine in ours.engines() if _pairs(engine)}
    if not able:
        st.info(_("No engine is ready: get a model first."))
        st.button(_("Get models"), key="models_trial_get", on_click=_show, args=("get",))
        return
    first, second, third, fourth, fifth = st.columns(5)
    name = first.selectbox(_("Engine"), list(able), key="trial_engine")
    pairs = _pairs(able[name])
    sources = sorted({source for source, _target in pairs}, key=language_name)
    source = second.selectbox(_("From"), sources, format_func=language_name, key=f"trial_from:{name}")
    targets = sorted({target for start, target in pairs if start == source}, key=language_name)
    target = third.selectbox(_("To"), targets, format_func=language_name, key=f"trial_to:{name}:{source}")
    quality = fourth.selectbox(
        _("Quality"), list(BEAM), index=2, format_func=lambda beam: _(_QUALITY[beam]), key="trial_quality"
    )
    count = fifth.number_input(_("How many renderings"), 1, 8, 3, key="trial_count")
    text = st.text_area(_("A sentence"), key="trial_text", height=90, max_chars=2_000)
    if isinstance(able[name], LibreTranslate):
        st.text(_("The sentence is sent to {host}.", host=index.host(ours.server_url())))
    if st.button(
        _("Translate"), type="primary", icon=":material/translate:", key="trial_go",
        disabled=busy or not text.strip(),
    ):  # fmt: skip
        options = Options(beam=max(BEAM[quality], int(count)), n_best=int(count))
        work.trial(able[name], " ".join(text.split()), (source, target), options)
        st.rerun()
    done: work.Trial | None = work.result("trial")
    if done is not None:
        _show_trial(done)


def _show_trial(done: work.Trial) -> None:
    with st.container(border=True, key="trial_result"):
        st.text(done.text)
        for number, hypothesis in enumerate(done.hypotheses, 1):
            notes = []
            if hypothesis.score is not None:
                notes.append(_("mean log-probability {score}", score=decimal(hypothesis.score, 2)))
            if hypothesis.unknown:
                notes.append(ngettext("{n} unknown word", "{n} unknown words", hypothesis.unknown))
            if hypothesis.steps:
                notes.append(_("over: {text}", text=" / ".join(hypothesis.steps)))
            with st.container(border=True):
                st.text(f"{number}. {hypothesis.text}\n{' · '.join(notes)}".rstrip())
        taken = _("{s} s, loading the model included", s=decimal(done.seconds, 2))
        st.text(f"{taken}\n{done.signature}")


# --- the other engines ----------------------------------------------------------------------------------------


def _others(busy: bool) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        _apertium(next(engine for engine in ours.engines() if isinstance(engine, Apertium)))
    with right:
        _libretranslate(busy)


def _apertium(engine: Apertium) -> None:
    st.markdown("**Apertium**")
    state = engine.state()
    st.text(translated(state.summary))
    if not state.ready:
        st.write(_("It is installed with the system’s packages, then found by itself."))
        st.code(state.hint.partition(": ")[2] or state.hint, language="bash", wrap_lines=True)
        return
    rows = [
        {
            _("languages"): " → ".join(map(language_name, mode.pair)),
            _("variant"): mode.variant,
            _("mode"): mode.name,
        }
        for mode in sorted(engine.modes(), key=lambda mode: mode.pair)
    ]
    st.dataframe(rows, hide_index=True, alt=_("Apertium’s installed directions"))
    over = len(engine.pairs()) - len({mode.pair for mode in engine.modes()})
    st.text(ngettext("and {n} pair over another language", "and {n} pairs over another language", over))


def _libretranslate(busy: bool) -> None:
    st.markdown("**LibreTranslate**")
    st.write(
        _(
            "A server on this machine, or on another one if you allow the network: then texts leave this machine."
        )
    )
    url = st.text_input(
        _("Address"), ours.server_url(), key="libre_url", placeholder="http://127.0.0.1:5000", max_chars=300
    )
    key = st.text_input(
        _("API key, if it asks for one"), ours.api_key(), type="password", key="libre_key", max_chars=300
    )
    if not url.strip():
        if ours.server_url():
            ours.set_server("", "")
            work.drop("server")
            st.rerun()
        return
    asked = LibreTranslate(url.strip(), key.strip() or None)
    if asked.online and not preferences().network:
        st.warning(
            _(
                "{host} is another machine. Allow the network under “Get models” or in the settings to use it.",
                host=plain(index.host(url)),
            ),
            icon=":material/warning:",
        )
        return
    if asked.online:
        st.warning(_("Texts you translate with it leave this machine."), icon=":material/warning:")
    if st.button(_("Test and use it"), icon=":material/network_check:", key="libre_test", disabled=busy):
        ours.set_server(url, key)
        work.ask_server(asked)
        st.rerun()
    told = work.result("server")
    if told is not None:
        state, pairs = told
        st.text(translated(state.summary))
        if state.hint:
            st.text(translated(state.hint))
        if pairs:
            st.text(", ".join(sorted("-".join(pair) for pair in pairs)[:80]))


page()

"""Long work of the models page: one job at a time, its progress, and what comes of it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.model import Hypothesis, Signature
from workbench.progress import Progress
from workbench.translation import Engine, Options, Pair, State
from workbench.translation import package_index as index
from workbench.translation.libretranslate import LibreTranslate
from workbench.translation.packages import Installed, Verified, install_file, verify
from workbench.ui import jobs
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, ngettext

__all__ = [
    "LANE",
    "Trial",
    "ask_server",
    "begin",
    "drop",
    "fetch_index",
    "install_entry",
    "install_path",
    "install_upload",
    "news",
    "progress",
    "result",
    "running",
    "trial",
    "verify_all",
]

LANE = "models"
_WORK, _NEWS = "models_work", "models_news"

_DOING = {
    "install": N_("Installing"),
    "verify": N_("Verifying"),
    "index": N_("Fetching the list of models"),
    "trial": N_("Translating"),
    "server": N_("Asking the server"),
}


@dataclass(frozen=True)
class _Work:
    kind: str
    what: str
    job: jobs.Job[Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """One sentence translated.

    Attributes:
        text: the sentence.
        pair: languages.
        engine: its name.
        hypotheses: best first.
        seconds: it took, loading the model included.
        signature: how it was made.
    """

    text: str
    pair: Pair
    engine: str
    hypotheses: tuple[Hypothesis, ...]
    seconds: float
    signature: Signature


def begin(kind: str, what: str, work: Callable[[Progress], Any]) -> None:
    """Start work unless some is going on.

    Args:
        kind: a key of the results, ``install``, ``verify``, ``index``, ``trial`` or ``server``.
        what: the package, pair or host it is about.
    """
    if not running():
        st.session_state[_WORK] = _Work(kind, what, jobs.start(work, lane=LANE))


def running() -> bool:
    """Work is going on; what has ended is taken over first, and its news told by :func:`news`."""
    work: _Work | None = st.session_state.get(_WORK)
    if work is None:
        return False
    if work.job.live:
        return True
    del st.session_state[_WORK]
    _adopt(work)
    return False


def _adopt(work: _Work) -> None:
    job = work.job
    told: list[tuple[str, bool]] = st.session_state.setdefault(_NEWS, [])
    if job.state is jobs.JobState.FAILED:
        told.append((job.error, True))
    elif job.state is jobs.JobState.CANCELLED:
        told.append((_("Stopped as asked. What was downloaded is kept for the next try."), False))
    else:
        st.session_state[f"models_result:{work.kind}"] = job.report
        if work.kind == "install" and isinstance(job.report, Installed):
            told.append((_installed(job.report), False))
        elif work.kind == "verify":
            told.append(_verified(job.report or []))


def _installed(done: Installed) -> str:
    return _(
        "Installed {pair} {version}. SHA-256 of the file: {hash}",
        pair=" → ".join(done.package.pair),
        version=done.package.version,
        hash=done.archive_sha256,
    )


def _verified(results: Sequence[Verified]) -> tuple[str, bool]:
    bad = [one for one in results if not one.well]
    if not bad:
        count = len(results)
        return ngettext(
            "{n} model loads and is as it was.", "{n} models load and are as they were.", count
        ), False
    return " ".join(f"{one.name}: {one.state.value}. {' '.join(one.problems[:3])}" for one in bad), True


def news() -> list[tuple[str, bool]]:
    """What ended work has to tell, and whether it is bad; it is forgotten."""
    found: list[tuple[str, bool]] = st.session_state.pop(_NEWS, [])
    return found


def result(kind: str) -> Any:
    """What the last work of a kind came to; None before."""
    return st.session_state.get(f"models_result:{kind}")


def drop(kind: str) -> None:
    """Forget what the last work of a kind came to."""
    st.session_state.pop(f"models_result:{kind}", None)


@st.fragment(run_every=0.4)
def progress() -> None:
    """The bar of the work going on, with a way to stop it."""
    work: _Work | None = st.session_state.get(_WORK)
    if work is None or not work.job.live:
        st.rerun()
    job = work.job
    left, right = st.columns([6, 1], vertical_alignment="center")
    share = min(1.0, job.done / job.total) if job.total else 0.0
    seconds = job.seconds_left()
    remaining = _(", about {s} s left", s=round(seconds)) if seconds is not None and seconds >= 1 else ""
    percent = f" {share:.0%}" if job.total else ""
    left.progress(share, text=plain(f"{_(_DOING[work.kind])}: {work.what}{percent}{remaining}"))
    if right.button(_("Cancel"), key="models_cancel", disabled=job.cancelled()):
        job.cancel()


# --- the work -------------------------------------------------------------------------------------------------


def install_upload(name: str, data: bytes) -> None:
    """Install a package that the browser sent."""
    name = Path(name).name or "upload.argosmodel"
    begin("install", name, partial(_install_bytes, name, data))


def install_path(path: Path) -> None:
    """Install a package that lies on this machine."""
    begin("install", path.name, lambda progress: install_file(path, progress=progress))


def _install_bytes(name: str, data: bytes, progress: Progress) -> Installed:
    with tempfile.TemporaryDirectory(prefix="workbench-upload-") as folder:
        path = Path(folder) / "package.argosmodel"
        path.write_bytes(data)
        named = path.with_name(_file_name(name))
        shutil.move(path, named)
        return install_file(named, progress=progress, origin=name)


def _file_name(name: str) -> str:
    """A name that no file system minds, since messages show it."""
    kept = "".join(char if char.isalnum() or char in "-_." else "_" for char in name)[:100]
    return kept.lstrip(".") or "package.argosmodel"


def install_entry(entry: index.Entry) -> None:
    """Download a package and install it."""
    begin("install", entry.direction, lambda progress: index.install(entry, progress=progress))


def fetch_index() -> None:
    """Fetch the list of packages."""
    begin("index", index.index_host(), lambda progress: index.available())


def verify_all(names: Sequence[str] = ()) -> None:
    """Compare packages with their hashes and load them; all by default."""
    begin("verify", ", ".join(names), lambda progress: verify(names, progress=progress))


def ask_server(server: LibreTranslate) -> None:
    """Whether a LibreTranslate server answers, and what it offers."""

    def ask(progress: Progress) -> tuple[State, frozenset[Pair]]:
        fresh = LibreTranslate(server.url, server.api_key, timeout=15.0)
        return fresh.state(), fresh.pairs()

    begin("server", index.host(server.url or ""), ask)


def trial(engine: Engine, text: str, pair: Pair, options: Options) -> None:
    """Translate one sentence."""

    def translate(progress: Progress) -> Trial:
        began = time.perf_counter()
        found = dict(engine.translate([text], pair, options, progress))
        seconds = time.perf_counter() - began
        return Trial(text, pair, engine.name, found[0], seconds, engine.signature(pair, options))

    begin("trial", f"{engine.name} {'-'.join(pair)}", translate)

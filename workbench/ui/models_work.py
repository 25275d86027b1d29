"""Long work of the models page: one job at a time, its progress, and what comes of it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workbench.model import Hypothesis, Signature
from workbench.progress import Progress
from workbench.translation import Engine, Options, Pair, State
from workbench.translation import package_index as index
from workbench.translation.libretranslate import LibreTranslate
from workbench.translation.packages import Installed, Verified, install_file, verify
from workbench.translation.packages import State as Soundness
from workbench.ui.errands import Errands
from workbench.ui.texts import N_, _, ngettext, translated

__all__ = [
    "ERRANDS",
    "STATES",
    "Trial",
    "ask_server",
    "drop",
    "fetch_index",
    "install_entry",
    "install_path",
    "install_upload",
    "result",
    "trial",
    "verify_all",
]


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


def _adopt(kind: str, result: Any) -> None:
    if kind == "install" and isinstance(result, Installed):
        ERRANDS.tell(_installed(result))
    elif kind == "verify":
        text, bad = _verified(result or [])
        ERRANDS.tell(text, bad=bad)


def _installed(done: Installed) -> str:
    return _(
        "Installed {pair} {version}. SHA-256 of the file: {hash}",
        pair=" → ".join(done.package.pair),
        version=done.package.version,
        hash=done.archive_sha256,
    )


STATES = {
    Soundness.INTACT: N_("intact"),
    Soundness.UNRECORDED: N_("loads; no hashes were written down"),
    Soundness.CHANGED: N_("changed since it was installed"),
    Soundness.BROKEN: N_("broken"),
}


def _verified(results: Sequence[Verified]) -> tuple[str, bool]:
    bad = [one for one in results if not one.well]
    if not bad:
        count = len(results)
        return ngettext(
            "{n} model loads and is as it was.", "{n} models load and are as they were.", count
        ), False
    told = (
        f"{one.name}: {_(STATES[one.state])}. {' '.join(map(translated, one.problems[:3]))}" for one in bad
    )
    return " ".join(told), True


ERRANDS = Errands(
    page="models",
    lane="models",
    doing={
        "install": N_("Installing"),
        "verify": N_("Verifying"),
        "index": N_("Fetching the list of models"),
        "trial": N_("Translating"),
        "server": N_("Asking the server"),
    },
    stopped=N_("Stopped as asked. What was downloaded is kept for the next try."),
    done=_adopt,
)
result, drop = ERRANDS.result, ERRANDS.drop


# --- the work -------------------------------------------------------------------------------------------------


def install_upload(name: str, data: bytes) -> None:
    """Install a package that the browser sent."""
    name = Path(name).name or "upload.argosmodel"
    ERRANDS.begin("install", partial(_install_bytes, name, data), name)


def install_path(path: Path) -> None:
    """Install a package that lies on this machine."""
    ERRANDS.begin("install", lambda progress: install_file(path, progress=progress), path.name)


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
    ERRANDS.begin("install", lambda progress: index.install(entry, progress=progress), entry.direction)


def fetch_index() -> None:
    """Fetch the list of packages."""
    ERRANDS.begin("index", lambda progress: index.available(), index.index_host())


def verify_all(names: Sequence[str] = ()) -> None:
    """Compare packages with their hashes and load them; all by default."""
    ERRANDS.begin("verify", lambda progress: verify(names, progress=progress), ", ".join(names))


def ask_server(server: LibreTranslate) -> None:
    """Whether a LibreTranslate server answers, and what it offers."""

    def ask(progress: Progress) -> tuple[State, frozenset[Pair]]:
        fresh = LibreTranslate(server.url, server.api_key, timeout=15.0)
        return fresh.state(), fresh.pairs()

    ERRANDS.begin("server", ask, index.host(server.url or ""))


def trial(engine: Engine, text: str, pair: Pair, options: Options) -> None:
    """Translate one sentence."""

    def translate(progress: Progress) -> Trial:
        began = time.perf_counter()
        found = dict(engine.translate([text], pair, options, progress))
        seconds = time.perf_counter() - began
        return Trial(text, pair, engine.name, found[0], seconds, engine.signature(pair, options))

    ERRANDS.begin("trial", translate, f"{engine.name} {'-'.join(pair)}")

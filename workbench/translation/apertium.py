"""Apertium, a rule-based engine, run as a separate program.

Whatever pairs the system's packages bring are offered, pivots included. A document goes through one
running chain of programs per leg. Words Apertium does not know are counted
(:attr:`~workbench.model.Hypothesis.unknown`): a hint at quality that needs no reference.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from workbench.errors import EngineFailed, NoRoute
from workbench.languages import LANGUAGES
from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.apertium_pipe import PipeBroken, Pipeline, commands, without_tagger
from workbench.translation.apertium_stream import Decoded, Encoded, decode, encode, has_words
from workbench.translation.engine import Options, Pair, State
from workbench.translation.routes import cheapest, reachable

__all__ = ["MODES", "PACKAGES", "Apertium", "Mode"]

MODES = (Path("/usr/share/apertium/modes"), Path("/usr/local/share/apertium/modes"))
"""Where Debian's packages and a build by hand put their modes."""

PACKAGES = (
    "apertium apertium-eng-spa apertium-eng-cat apertium-en-gl apertium-es-pt apertium-fr-es apertium-spa-ita"
    " apertium-spa-cat apertium-fra-cat apertium-cat-ita apertium-es-gl apertium-pt-gl apertium-por-cat"
    " apertium-rus-ukr apertium-bel-rus"
)
"""Debian's and Ubuntu's packages that hold every pair worth having; 150 MB on disk."""

_CODES = {code: code for code in LANGUAGES} | {
    spelling: row.code for row in LANGUAGES.values() for spelling in (row.iso3, row.apertium)
}
"""Our code for a language as mode names have it: two letters in the older pairs, three in the newer."""

_PROBES = dict.fromkeys(("rus-ukr", "rus-bel", "ukr-rus"), "Президент сказал, что страна защищает мир")
"""Debian 12 ships these with a tagger file that makes ``apertium-tagger`` crash on nearly every sentence,
this one included. Where it does, the tagger is left out; where a later release mends it, it is used."""

_COSTS = {("gl", "pt"): 0.9, ("ca", "fr"): 0.95, ("es", "it"): 0.95}
"""Cheaper than the usual 1, to decide between pivots with as many legs. By chrF on NTREX (1,997 sentences):
en-gl-pt 46.5 before en-es-pt 45.5, en-ca-fr 43.4 before en-es-fr 42.5, en-es-it 44.3 before en-ca-it 43.9."""

_DEFAULT = Options()

_IDLE = 4
"""Chains kept running between documents; each holds 90–620 MB."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One installed direction.

    Attributes:
        name: as in ``apertium -l``, such as ``spa-cat_valencia``.
        pair: our language codes.
        variant: regional or spelling variant of the target, such as ``valencia``; "" for the plain one.
        path: the mode file.
    """

    name: str
    pair: Pair
    variant: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Chain:
    """The programs of a mode as they are run here."""

    commands: tuple[tuple[str, ...], ...]
    tagger_off: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A segment between two legs: its text now, the words unknown so far, its texts before."""

    text: str
    unknown: Counter[str] = field(default_factory=Counter)
    steps: tuple[str, ...] = ()

    def then(self, answer: Decoded) -> _Piece:
        """After one more leg. A word unknown to both legs counts once."""
        unknown = self.unknown | Counter(word.casefold() for word in answer.unknown)
        return _Piece(answer.text, unknown, (*self.steps, self.text))


class Apertium:
    """See :class:`workbench.translation.engine.Engine`.

    A target may name a variant: ``("es", "pt_BR")``, ``("en", "ca_valencia")``; see :meth:`variants`.

    Args:
        modes: folder with ``.mode`` files; by default the first of :data:`MODES` that exists.
        timeout: seconds without an answer after which a chain counts as hung.
    """

    def __init__(self, modes: Path | None = None, *, timeout: float = 30.0) -> None:
        self._folder = modes or next((folder for folder in MODES if folder.is_dir()), MODES[0])
        self._timeout = timeout
        self._lock = threading.Lock()  # guards the three below, never held while translating
        self._idle: deque[tuple[str, Pipeline]] = deque()
        self._chains: dict[str, _Chain] = {}
        self._seen: tuple[int, dict[tuple[Pair, str], Mode]] | None = None

    @property
    def name(self) -> str:
        """``apertium``."""
        return "apertium"

    def state(self) -> State:
        """Ready if a mode is installed; else the line that installs some."""
        count = len(self._modes())
        if count:
            return State(True, f"{count} directions in {self._folder}")
        seen = "no usable direction" if self._folder.is_dir() else "no such folder"
        return State(
            False,
            f"not installed ({self._folder}: {seen})",
            f"On Debian or Ubuntu: {_install()}",
        )

    def modes(self) -> tuple[Mode, ...]:
        """All usable installed directions, variants included."""
        return tuple(self._modes().values())

    def pairs(self) -> frozenset[Pair]:
        """All pairs of plain languages with a route, pivots included."""
        return reachable(self._costs())

    def _costs(self) -> dict[Pair, float]:
        return {mode.pair: _COSTS.get(mode.pair, 1.0) for mode in self.modes()}

    def variants(self, lang: str) -> tuple[str, ...]:
        """Variants that can be asked for in place of the target `lang`: ``pt`` → ``pt_BR``, …"""
        return tuple(
            sorted(
                {f"{lang}_{mode.variant}" for mode in self.modes() if mode.variant and mode.pair[1] == lang}
            )
        )

    def route(self, pair: Pair) -> tuple[Mode, ...]:
        """The modes that lead from source to target, the fewest that do.

        Raises:
            NoRoute: none do; the message names what there is.
        """
        modes = self._modes()
        lang, _, variant = (pair[1] if pair[1] in LANGUAGES else pair[1].replace("-", "_")).partition("_")
        legs = cheapest(self._costs(), (pair[0], lang))
        found = [
            modes.get((leg, "")) or next(mode for mode in modes.values() if mode.pair == leg) for leg in legs
        ]
        if variant and found:
            asked = [
                mode
                for mode in modes.values()
                if mode.pair == legs[-1] and mode.variant.lower() == variant.lower()
            ]
            found = [*found[:-1], *asked] if asked else []
        if not found:
            raise NoRoute(
                f"Apertium has no installed packages that lead from {pair[0]} to {pair[1]}.",
                hint=self.state().hint or self._offer(pair[0]),
            )
        return tuple(found)

    def _offer(self, source: str) -> str:
        targets = sorted(target for start, target in self.pairs() if start == source)
        if targets:
            return f"From {source} it can translate to: {', '.join(targets)}."
        return "See “apt-cache search ^apertium-” for more language pairs."

    def signature(self, pair: Pair, options: Options = _DEFAULT) -> Signature:
        """Route, version of the program, and of each language package its version and data digest."""
        chains = [self._chain(leg) for leg in self.route(pair)]
        return Signature.of(
            engine=self.name,
            version=_version("apertium"),
            route="+".join(leg.name for leg in self.route(pair)),
            packages="+".join(_package(chain.commands) for chain in chains),
            tagger="off" if any(chain.tagger_off for chain in chains) else None,
        )

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = _DEFAULT,
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield one hypothesis per segment; see :meth:`workbench.translation.engine.Engine.translate`."""
        legs = self.route(pair)
        progress.start("+".join(leg.name for leg in legs), len(texts))
        todo = [index for index, text in enumerate(texts) if has_words(text)]
        for index in sorted(set(range(len(texts))).difference(todo)):
            yield index, (Hypothesis(texts[index]),)
            progress.advance()
        pieces = (_Piece(texts[index]) for index in todo)
        for leg in legs:
            pieces = self._leg(leg, pieces)
        with closing(pieces):
            for index, piece in zip(todo, pieces, strict=True):
                yield index, (Hypothesis(piece.text, unknown=piece.unknown.total(), steps=piece.steps[1:]),)
                progress.advance()
                progress.check()
        progress.finish()

    def close(self) -> None:
        """End the chains that are kept running. The engine can still be used and starts them anew."""
        while True:
            with self._lock:
                if not self._idle:
                    return
                _, pipeline = self._idle.pop()
            pipeline.close()

    def _leg(self, mode: Mode, pieces: Generator[_Piece]) -> Generator[_Piece]:
        """Send pieces through one mode, in order; a chain that breaks is restarted once."""
        waiting: deque[tuple[_Piece, Encoded]] = deque()
        done = 0

        def messages() -> Iterator[str]:
            yield from [encoded.stream for _, encoded in waiting]  # what a broken chain did not answer
            for piece in pieces:
                waiting.append((piece, encode(piece.text)))
                yield waiting[-1][1].stream

        with closing(pieces):
            for last_try in (False, True):
                try:
                    with self._pipeline(mode) as pipeline:
                        for answer in pipeline.exchange(messages()):
                            piece, encoded = waiting.popleft()
                            yield piece.then(decode(answer, encoded))
                            done += 1
                    return
                except PipeBroken as broken:
                    if last_try:
                        raise EngineFailed(
                            f"Apertium’s {mode.name} stopped twice, after {done} segments: {broken}.",
                            hint="The segments before are kept; try the rest again or use another engine.",
                        ) from broken

    @contextmanager
    def _pipeline(self, mode: Mode) -> Iterator[Pipeline]:
        """A running chain for `mode` that nobody else uses; kept for later unless something went wrong."""
        chain = self._chain(mode)
        with self._lock:
            pipeline = next((kept for name, kept in self._idle if name == mode.name), None)
            if pipeline:
                self._idle.remove((mode.name, pipeline))
        if pipeline is None or not pipeline.alive():
            pipeline = Pipeline(chain.commands, self._timeout)
        try:
            yield pipeline
        except BaseException:  # also a consumer that stops reading: unread answers are in the chain
            pipeline.close()
            raise
        self._keep(mode, pipeline)

    def _keep(self, mode: Mode, pipeline: Pipeline) -> None:
        with self._lock:
            self._idle.append((mode.name, pipeline))
            surplus = self._idle.popleft()[1] if len(self._idle) > _IDLE else None
        if surplus:
            surplus.close()

    def _chain(self, mode: Mode) -> _Chain:
        """The mode's programs, its tagger left out if that is known to crash and does."""
        if mode.name not in self._chains:
            asked = commands(mode.path)
            spare = without_tagger(asked) if mode.name in _PROBES else None
            if spare and _tagger_crashes(asked, _PROBES[mode.name]):
                self._chains[mode.name] = _Chain(spare, tagger_off=True)
            else:
                self._chains[mode.name] = _Chain(asked)
        return self._chains[mode.name]

    def _modes(self) -> dict[tuple[Pair, str], Mode]:
        """Usable modes by pair and variant; read again when the folder changes."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            return {}
        if self._seen is None or self._seen[0] != changed:
            self._seen = (changed, {(mode.pair, mode.variant): mode for mode in _discover(self._folder)})
            self._chains.clear()
        return self._seen[1]


def _install() -> str:
    """The line that installs :data:`PACKAGES`, for this user."""
    sudo = "" if getattr(os, "geteuid", lambda: 1)() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {PACKAGES}"


def _discover(folder: Path) -> Iterator[Mode]:
    """The usable modes of a folder; what cannot be read or run is passed over."""
    for path in sorted(folder.glob("*.mode")):
        names = _names(path.stem)
        if names is None:
            continue
        try:
            commands(path)
        except (OSError, ValueError):
            continue
        yield Mode(path.stem, *names, path)


def _names(stem: str) -> tuple[Pair, str] | None:
    """Pair and variant of a mode's name; None for those that are not for users (``gl-pt-latin1``).

    >>> _names("spa-cat_valencia"), _names("es-pt"), _names("eng-hbs_SR"), _names("eco-es-fr")
    ((('es', 'ca'), 'valencia'), (('es', 'pt'), ''), (('en', 'sr'), ''), None)
    """
    source, dash, whole = stem.partition("-")
    base, _, variant = whole.partition("_")
    if whole in _CODES:  # a language of ours that Apertium has as a variant
        base, variant = whole, ""
    if not dash or source not in _CODES or base not in _CODES or _CODES[source] == _CODES[base]:
        return None
    return (_CODES[source], _CODES[base]), variant


def _tagger_crashes(chain: Sequence[Sequence[str]], text: str) -> bool:
    with closing(Pipeline(chain)) as pipeline:
        try:
            list(pipeline.exchange([encode(text).stream]))
        except PipeBroken as broken:
            return broken.program == "apertium-tagger"
    return False


@cache
def _version(package: str) -> str | None:
    """Version of an installed Debian package; None where there is no dpkg or it does not know it."""
    program = shutil.which("dpkg-query")
    if program is None:
        return None
    answer = subprocess.run(
        [program, "-W", "-f=${Version}", package], capture_output=True, text=True, check=False, timeout=10
    )
    return answer.stdout.strip() or None


def _package(chain: Sequence[Sequence[str]]) -> str:
    """``name=version@digest`` of the language data a chain reads; the digest holds where no dpkg is."""
    files = sorted({Path(word) for words in chain for word in words[1:] if word.startswith("/")})
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(file.read_bytes())
    folder = files[0].parent if files else Path("unknown")
    version = _version(folder.name) if folder.parent == MODES[0].parent else None
    return f"{folder.name}{'=' + version if version else ''}@{digest.hexdigest()[:12]}"

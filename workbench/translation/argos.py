"""Argos Translate's models, run straight on CTranslate2.

Packages are found where Argos itself keeps them, so what a user has installed just works. The output is that
of ``argostranslate.translate``, except that ``_`` is not turned into a space and that loops end sooner.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from workbench.errors import NoRoute, WorkbenchError
from workbench.languages import LANGUAGES
from workbench.model import Hypothesis, Signature
from workbench.progress import SILENT, Progress
from workbench.translation.argos_library import folders, tokenizer
from workbench.translation.chain import Way, through
from workbench.translation.ct2 import Model, Score
from workbench.translation.engine import Options, Pair, State
from workbench.translation.installed import Listing, Package, digest, installed, read
from workbench.translation.routes import cheapest, reachable

__all__ = ["Argos", "load", "trial"]

_MODELS = 6
"""Models kept loaded; a real one takes 100–200 MB."""

_DEFAULT = Options()


def load(package: Package, threads: int | None = None) -> Model:
    """Load a package's model and tokenizer.

    Raises:
        BadPackage: it does not load.
    """
    target = LANGUAGES.get(package.pair[1])
    return Model(
        package.path / "model",
        tokenizer(package.path / package.tokenizer, package.codes),
        prefix=package.prefix,
        joiner=" " if target is None or target.spaced else "",
        threads=threads,
    )


def trial(path: Path) -> str:
    """Load the package in a folder and translate a word; see :mod:`workbench.translation.packages`.

    Returns:
        What went wrong, or "".
    """
    try:
        package = read(path)
        if package is None:
            return "It is no translation package"
        for _ in load(package, 1).translate(["Test."], Options(beam=1), SILENT.check):
            pass
    except WorkbenchError as error:
        return error.message
    return ""


class Argos:
    """See :class:`workbench.translation.engine.Engine`. May be used from several threads.

    Args:
        where: packages folders; by default Argos' own, see :func:`folders`.
        threads: processor cores to use; by default all that this process may use.
    """

    def __init__(self, where: Sequence[Path] | None = None, *, threads: int | None = None) -> None:
        self._where = tuple(where) if where is not None else folders()
        self._threads = threads
        self._lock = threading.Lock()
        self._models: OrderedDict[tuple[Path, int], Model] = OrderedDict()
        self._seen: tuple[tuple[int, ...], Listing] | None = None

    @property
    def name(self) -> str:
        """``argos``."""
        return "argos"

    def state(self) -> State:
        """Ready if a package is installed."""
        listing = self.listing()
        place = ", ".join(str(folder) for folder in self._where)
        passed = f"; passed over: {', '.join(b.path.name for b in listing.broken)}" if listing.broken else ""
        if not listing.packages:
            return State(False, f"no packages in {place}{passed}", _install("en-uk"))
        count = len(listing.packages)
        what = "package" if count == 1 else "packages"
        return State(True, f"{count} {what} in {place}{passed}")

    def listing(self) -> Listing:
        """The packages, read again when something was installed or removed."""
        stamps = tuple(_stamp(folder) for folder in self._where)
        if self._seen is None or self._seen[0] != stamps:
            self._seen = (stamps, installed(self._where))
        return self._seen[1]

    def pairs(self) -> frozenset[Pair]:
        """All pairs with a route, pivots included."""
        return reachable(self._costs())

    def route(self, pair: Pair) -> tuple[Package, ...]:
        """The packages that lead from source to target: one, or several over pivot languages.

        Raises:
            NoRoute: there are none; the message names what is missing and how to install it.
        """
        listing = self.listing()
        legs = cheapest(self._costs(), pair)
        if not legs:
            raise _no_route(pair, listing)
        return tuple(package for leg in legs if (package := listing.of(leg)))

    def signature(self, pair: Pair, options: Options = _DEFAULT) -> Signature:
        """Route, packages with version and digest, beam size, version of CTranslate2."""
        route = self.route(pair)
        return Signature.of(
            engine=self.name,
            route="+".join(package.direction for package in route),
            packages="+".join(f"{package.name}={package.version}@{digest(package)}" for package in route),
            beam=max(options.beam, options.n_best),
            ctranslate2=version("ctranslate2"),
        )

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = _DEFAULT,
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield hypotheses per segment; see :meth:`workbench.translation.engine.Engine.translate`."""
        route = self.route(pair)
        progress.start("argos " + "+".join(package.direction for package in route), len(texts))
        same: dict[str, list[int]] = {}
        for index, text in enumerate(texts):
            if any(character.isalpha() for character in text):
                same.setdefault(text, []).append(index)
            else:
                yield index, (Hypothesis(text),)
                progress.advance()
        if same:
            different = list(same)
            models = [self._model(package) for package in route]
            for place, ways in through(models, different, options, progress.check):
                hypotheses = tuple(way.hypothesis() for way in ways)
                for index in same[different[place]]:
                    yield index, hypotheses
                    progress.advance()
        progress.finish()

    def score(self, texts: Sequence[tuple[str, str]], pair: Pair) -> list[Score | None]:
        """How likely the model for `pair` finds each translation: a hint at errors without a reference.

        Args:
            texts: (source, translation), whoever made the translation.
            pair: source and target; needs a package of its own, no pivot.

        Returns:
            One score per pair, see :class:`~workbench.translation.ct2.Score`; None where a side is empty or
            very long. Compare scores only within one model and one source.

        Raises:
            NoRoute: no package for exactly this pair.
        """
        package = self.listing().of(pair)
        if package is None:
            raise _no_route(pair, Listing())
        return self._model(package).score(texts)

    def alternatives(self, text: str, prefix: str, pair: Pair, n: int = 5) -> tuple[Hypothesis, ...]:
        """Ways to go on after what the translator has written, each with the rest of the sentence.

        Args:
            text: source segment.
            prefix: beginning of the translation; "" for other beginnings.
            pair: source and target; over a pivot, the last leg goes on from the best text before it.
            n: most alternatives, 1–16.

        Raises:
            NoRoute: no packages lead from source to target.
        """
        *before, last = [self._model(package) for package in self.route(pair)]
        steps: tuple[str, ...] = ()
        if before:
            [(_, (way, *_))] = through(before, [text], Options(), SILENT.check)
            steps = tuple(leg.text for leg in way.legs)
        found = last.alternatives(steps[-1] if steps else text, prefix, n)
        return tuple(replace(Way((candidate,)).hypothesis(), steps=steps) for candidate in found)

    def _costs(self) -> dict[Pair, float]:
        return {package.pair: _cost(package.pair) for package in self.listing().packages}

    def _model(self, package: Package) -> Model:
        """The package's model, loaded if it is not; another one if the package was replaced."""
        key = (package.path, _stamp(package.path / "model" / "model.bin"))
        with self._lock:
            model = self._models.pop(key, None) or load(package, self._threads)
            self._models[key] = model  # used last
            while len(self._models) > _MODELS:
                self._models.popitem(last=False)
        return model


def _cost(pair: Pair) -> float:
    """One per leg; Argos' models are trained with English on one side, so a tie goes over English."""
    return 1.0 if "en" in pair else 1.01


def _no_route(pair: Pair, listing: Listing) -> NoRoute:
    """What is missing for a pair, and the command that installs it."""
    source, target = pair
    legs = [pair] if "en" in pair else [(source, "en"), ("en", target)]
    missing = [leg for leg in legs if listing.of(leg) is None] if listing.packages else legs
    wanted = " ".join("-".join(leg) for leg in missing)
    what = f"No offline route from {_named(source)} to {_named(target)}"
    if source == target:
        return NoRoute(
            f"Source and target are both {_named(source)}.", hint="Choose another target language."
        )
    return NoRoute(f"{what}: no Argos package for {wanted.replace(' ', ' and ')}.", hint=_install(wanted))


def _install(wanted: str) -> str:
    """The commands that help."""
    return (
        f"Install one: workbench models install {wanted} (online)"
        " or workbench models install FILE.argosmodel."
    )


def _named(code: str) -> str:
    return f"{LANGUAGES[code].name} ({code})" if code in LANGUAGES else code


def _stamp(path: Path) -> int:
    """Time of last change, 0 if there is nothing."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0

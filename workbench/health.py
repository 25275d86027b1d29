"""What works on this machine, as facts: versions, libraries, engines, models, folders, fonts.

Nothing heavy is loaded and nothing is sent anywhere: libraries are looked up, not imported, and an engine is
asked for its state only.

>>> all(fact.level in Level for fact in system())
True
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from workbench import __version__
from workbench.languages import LANGUAGES
from workbench.resources import shipped
from workbench.translation import Engine, available
from workbench.translation.archive import sha256
from workbench.translation.argos_library import folders as packages_folders
from workbench.translation.installed import installed

__all__ = [
    "Fact",
    "Level",
    "encoders",
    "engines",
    "examine",
    "folders",
    "fonts",
    "libraries",
    "models",
    "optional",
    "system",
]

_DISTRIBUTION = "translation-workbench"

_PYTHONS = ((3, 11), (3, 14))
"""Supported: from the first, below the second; as in pyproject.toml."""


class Level(StrEnum):
    """How a fact bears on the main job."""

    OK = "ok"
    ABSENT = "absent"
    """Something optional is not there; the hint says what it would give."""
    BROKEN = "broken"
    """Without this the main job cannot run."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the doctor looked at.

    Attributes:
        part: section it belongs to, such as ``engines``.
        name: what was looked at.
        level: see :class:`Level`.
        value: what was seen, in words.
        hint: what to do; "" where nothing needs doing.
        details: further (key, value) pairs for machines, such as a model's SHA-256.
    """

    part: str
    name: str
    level: Level
    value: str
    hint: str = ""
    details: tuple[tuple[str, object], ...] = field(default=(), hash=False)


def examine(server: str | None = None) -> tuple[Fact, ...]:
    """Every fact, section by section.

    Args:
        server: address of a LibreTranslate server to ask; without it that engine counts as off.
    """
    parts: tuple[Iterable[Fact], ...] = (
        system(),
        libraries(),
        engines(available(libretranslate_url=server)),
        models(),
        encoders(),
        optional(),
        folders(_places()),
        fonts(),
    )
    return tuple(fact for part in parts for fact in part)


def _places() -> Iterator[tuple[str, Path]]:
    """The folders the workbench writes to, by what is in them."""
    from platformdirs import user_cache_path

    yield "cache", user_cache_path("workbench", appauthor=False)
    yield from (("models", folder) for folder in packages_folders())
    yield "temporary", Path(tempfile.gettempdir())


def system() -> Iterator[Fact]:
    """Our version, Python's, the platform's."""
    low, high = _PYTHONS
    supported = low <= sys.version_info[:2] < high
    span = f"{low[0]}.{low[1]} to {high[0]}.{high[1] - 1}"
    yield Fact("system", "workbench", Level.OK, __version__)
    yield Fact(
        "system",
        "python",
        Level.OK if supported else Level.BROKEN,
        f"{platform.python_version()} ({sys.executable})",
        "" if supported else f"Use Python {span}.",
    )
    yield Fact("system", "platform", Level.OK, platform.platform())
    for folder in ("examples", "glossaries"):
        try:
            yield Fact("system", folder, Level.OK, str(shipped(folder)))
        except FileNotFoundError:
            yield Fact("system", folder, Level.BROKEN, "not found", "Install the workbench again.")


def libraries() -> Iterator[Fact]:
    """Every library the workbench requires here, with the version installed and whether it fits."""
    from packaging.requirements import Requirement

    try:
        required = [Requirement(line) for line in metadata.requires(_DISTRIBUTION) or ()]
    except metadata.PackageNotFoundError:
        yield Fact(
            "libraries",
            _DISTRIBUTION,
            Level.ABSENT,
            "not installed as a package, so its libraries cannot be checked",
            "Run “pip install -e .” in its folder.",
        )
        return
    for requirement in sorted(required, key=lambda one: one.name):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        installed = _version(requirement.name)
        if installed is None:
            value, hint = "not installed", f"Run “pip install '{requirement.name}{requirement.specifier}'”."
        elif not requirement.specifier.contains(installed, prereleases=True):
            value = f"{installed}, but {requirement.specifier} is needed"
            hint = f"Run “pip install '{requirement.name}{requirement.specifier}'”."
        else:
            value, hint = installed, ""
        yield Fact("libraries", requirement.name, Level.BROKEN if hint else Level.OK, value, hint)
    if _version("argostranslate") and _version("argos-translate-lt"):
        yield Fact(
            "libraries",
            "argostranslate",
            Level.BROKEN,
            "installed beside argos-translate-lt: both bring the same module and overwrite each other",
            "Uninstall argostranslate, then “pip install --force-reinstall --no-deps argos-translate-lt”.",
        )


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


_OPTIONAL = (
    # part, distribution, what is lost without it, how to get it
    ("detectors", "langdetect", "", "langdetect"),
    ("detectors", "py3langid", "detection rests on fewer voices", "py3langid"),
    ("detectors", "eldc", "less sure on fragments of two to five words", "eldc"),
    (
        "morphology",
        "pymorphy3-dicts-uk",
        "inflected forms of Ukrainian terms are found by rules alone (GPL-3.0, so it is not required)",
        "translation-workbench[morphology]",
    ),
)


def optional() -> Iterator[Fact]:
    """Detectors and dictionaries that make results better where they are installed."""
    for part, name, loss, what in _OPTIONAL:
        found = _version(name)
        if found:
            yield Fact(part, name, Level.OK, found)
        else:
            yield Fact(part, name, Level.ABSENT, f"not installed: {loss}", f"Run “pip install '{what}'”.")


def encoders() -> Iterator[Fact]:
    """Ways to align, best first; the sentence encoders are looked up, not loaded."""
    from workbench.alignment.embedding import methods_available

    for method in methods_available():
        level = Level.OK if method.ready else Level.ABSENT
        yield Fact("alignment", method.name, level, method.summary, method.hint)


def models(where: Sequence[Path] | None = None) -> Iterator[Fact]:
    """The installed translation packages with the SHA-256 of each model, and folders that are none.

    Args:
        where: packages folders; by default Argos' own.
    """
    listing = installed(where)
    for package in listing.packages:
        file = package.path / "model" / "model.bin"
        try:
            hashed = sha256(file)
        except OSError as error:
            yield Fact("models", package.name, Level.ABSENT, f"{file} cannot be read: {error.strerror}")
            continue
        yield Fact(
            "models",
            package.direction,
            Level.OK,
            f"{package.name}, version {package.version or 'unknown'}, SHA-256 of the model {hashed}",
            "",
            (("path", str(package.path)), ("version", package.version), ("sha256", hashed)),
        )
    for broken in listing.broken:
        yield Fact(
            "models",
            broken.path.name,
            Level.ABSENT,
            f"{broken.reason} It is passed over.",
            f"Run “workbench models remove {broken.path.name}”, then install it again.",
        )
    if not listing.packages:
        yield Fact(
            "models",
            "any",
            Level.ABSENT,
            "no Argos package is installed",
            "See “workbench models --help”; a package can come from the network or a USB stick.",
        )


def engines(all_engines: Iterable[Engine]) -> Iterator[Fact]:
    """Each engine's state and pairs; broken if none of them is ready."""
    facts = []
    for engine in all_engines:
        state = engine.state()
        pairs = sorted(engine.pairs()) if state.ready else []
        facts.append(
            Fact(
                "engines",
                engine.name,
                Level.OK if state.ready else Level.ABSENT,
                state.summary + (f"; {len(pairs)} pairs with pivots" if state.ready else ""),
                state.hint,
                (("pairs", [f"{source}-{target}" for source, target in pairs]),),
            )
        )
    yield from facts
    if not any(fact.level is Level.OK for fact in facts):
        yield Fact(
            "engines",
            "any",
            Level.BROKEN,
            "no engine is ready, so nothing can be translated (given renderings can still be aligned)",
            "Install Apertium’s packages or a model: see “workbench models --help”.",
        )


def folders(places: Iterable[tuple[str, Path]] = ()) -> Iterator[Fact]:
    """Whether each folder exists or can be made, and can be written."""
    for name, path in places:
        there = next((part for part in (path, *path.parents) if part.exists()), None)
        if there is not None and there.is_dir() and _writable(there):
            yield Fact("folders", name, Level.OK, f"{path}{'' if there == path else ' (made when needed)'}")
        else:
            yield Fact(
                "folders",
                name,
                Level.BROKEN,
                f"{path} cannot be {'written' if there == path else 'made'}",
                "Give yourself the right to write there.",
            )


def _writable(folder: Path) -> bool:
    """Try it: rights alone do not tell, on read-only or full disks or as root."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


_FONTS = (
    # script, languages that stand for it, Debian package
    ("Latin", ("en", "vi"), "fonts-dejavu-core"),
    ("Cyrillic", ("uk", "ru"), "fonts-dejavu-core"),
    ("Arabic", ("ar", "fa"), "fonts-noto-core"),
    ("Hebrew", ("he",), "fonts-noto-core"),
    ("Chinese, Japanese, Korean", ("zh-cn", "zh-tw", "ja", "ko"), "fonts-noto-cjk"),
)


def fonts(lister: str | None = None) -> Iterator[Fact]:
    """Whether a browser on this machine has glyphs for the scripts, as fontconfig tells.

    Args:
        lister: path of ``fc-list``; looked up by default. Where there is none, nothing can be said.
    """
    program = lister or shutil.which("fc-list")
    if program is None:
        yield Fact("fonts", "all", Level.ABSENT, "cannot be told: there is no fc-list on this machine")
        return
    for script, codes, package in _FONTS:
        found = [_families(program, code) for code in codes]
        if all(found):
            yield Fact("fonts", script, Level.OK, ", ".join(sorted(set.union(*found))[:3]))
        else:
            missing = ", ".join(
                LANGUAGES[code].name for code, seen in zip(codes, found, strict=True) if not seen
            )
            yield Fact(
                "fonts",
                script,
                Level.ABSENT,
                f"no font for {missing}: a browser here shows boxes",
                f"On Debian or Ubuntu: sudo apt-get install {package}",
            )


def _families(program: str, code: str) -> set[str]:
    try:
        answer = subprocess.run(
            [program, f":lang={code}", "family"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return set()
    return {line.split(",")[0] for line in answer.stdout.splitlines() if line.strip()}

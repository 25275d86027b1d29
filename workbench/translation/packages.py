"""Install, remove and verify translation packages.

Installing never leaves half a package: an archive is inspected, unpacked beside the others, read, and tried
in a process of its own; only then is it moved into its place. Hashes of all files are written down in the
package's folder, so that :func:`verify` can tell later whether anything changed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from workbench.errors import BadFile, BadPackage, ModelMissing, UnknownLanguage, WorkbenchError
from workbench.languages import LANGUAGES, normalize
from workbench.progress import SILENT, Progress
from workbench.translation.archive import sha256, unpack
from workbench.translation.argos_library import folders
from workbench.translation.engine import Pair
from workbench.translation.installed import RECORD, Broken, Listing, Package, installed, read

__all__ = ["Installed", "State", "Verified", "install_file", "parse_pair", "remove", "verify"]

_TRIAL_SECONDS = 120
_TRIAL = """
from pathlib import Path
from workbench.translation.argos import trial
sys.stdout.buffer.write(trial(Path(folder)).encode())
"""
_AGAIN = "Install it again from its file or with “workbench models install”."


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did.

    Attributes:
        package: the new package.
        archive_sha256: of the file it came from.
        replaced: version of the package it replaced, None if there was none.
    """

    package: Package
    archive_sha256: str
    replaced: str | None = None


class State(StrEnum):
    """What :func:`verify` found."""

    INTACT = "intact"
    UNRECORDED = "unrecorded"
    CHANGED = "changed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verified:
    """One package (or broken folder) after verification.

    Attributes:
        name: its folder's name.
        direction: such as ``en-uk``; "" for a broken folder.
        state: intact, unrecorded (it loads, but nobody wrote its hashes down), changed or broken.
        problems: sentences, for the last two.
    """

    name: str
    direction: str
    state: State
    problems: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """True unless it is changed or broken."""
        return self.state in (State.INTACT, State.UNRECORDED)


def parse_pair(text: str) -> Pair:
    """Read a pair as people write it.

    Raises:
        UnknownLanguage: it is none.

    >>> parse_pair("en-uk"), parse_pair("en_zh-cn"), parse_pair("Spanish-English")
    (('en', 'uk'), ('en', 'zh-cn'), ('es', 'en'))
    """
    parts = text.replace("_", "-").replace("→", "-").split("-")
    splits = [("-".join(parts[:at]).strip(), "-".join(parts[at:]).strip()) for at in range(1, len(parts))]
    for source, target in sorted(splits, key=lambda pair: -sum(side in LANGUAGES for side in pair)):
        try:
            pair = (normalize(source), normalize(target))
        except UnknownLanguage:
            continue
        if pair[0] != pair[1]:
            return pair
    raise UnknownLanguage(f"“{text[:40]}” is no language pair.", hint="Write it as en-uk.")


def install_file(
    path: Path, where: Path | None = None, progress: Progress = SILENT, *, origin: str | None = None
) -> Installed:
    """Install a package from an ``.argosmodel`` file.

    Args:
        path: the file, from whomever.
        where: packages folder, made if it is not there; by default Argos' own.
        progress: told of bytes; may cancel.
        origin: where the file came from, for the record; by default its name.

    Raises:
        BadFile: the file cannot be read, or the folder cannot be written.
        BadPackage: it is truncated, unsafe, not a translation package, does not load, or would take the
            place of another package.
    """
    folder = where or folders()[0]
    with _beside(folder) as workplace:
        fresh, hashes = unpack(path, workplace, progress)
        package = _read_fresh(fresh, path.name)
        _try(package, path.name)
        record = {
            "archive_sha256": sha256(path),
            "origin": origin or path.name,
            "installed": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": hashes,
        }
        (fresh / RECORD).write_text(json.dumps(record, indent=1, ensure_ascii=False), "utf-8")
        progress.check()
        replaced = _put(fresh, folder / fresh.name, workplace, package)
    final = read(folder / fresh.name)
    assert final is not None
    return Installed(final, str(record["archive_sha256"]), replaced)


def remove(what: str, where: Sequence[Path] | None = None) -> Path:
    """Remove a package or a broken folder.

    Args:
        what: a pair such as ``en-uk``, or the folder's name.
        where: packages folders; by default Argos' own.

    Returns:
        The folder that is no more.

    Raises:
        ModelMissing: there is no such package; the hint names those there are.
        WorkbenchError: a pair has several packages.
        BadFile: no permission.
    """
    chosen = _choose(what, installed(where))
    if len(chosen) > 1:
        names = ", ".join(path.name for path in chosen)
        raise WorkbenchError(f"There are several packages for {what}: {names}.", hint="Name one of them.")
    path = chosen[0]
    try:
        if path.is_symlink():
            path.unlink()
        else:
            with _beside(path.parent) as workplace:  # gone at once, even if emptying it is interrupted
                path.rename(workplace / path.name)
    except OSError as error:
        raise BadFile(f"Cannot remove “{path}”: {error.strerror}.") from error
    return path


def verify(
    what: Sequence[str] = (), where: Sequence[Path] | None = None, progress: Progress = SILENT
) -> list[Verified]:
    """Compare packages with the hashes that were written down when they were installed, and load them.

    Args:
        what: pairs or folder names; all by default, broken folders included.
        where: packages folders; by default Argos' own.
        progress: told of packages.

    Raises:
        ModelMissing: a named package is not there.
    """
    listing = installed(where)
    chosen = {path for name in what for path in _choose(name, listing)}
    everything: list[Package | Broken] = [*listing.packages, *listing.broken]
    todo = [one for one in everything if not what or one.path in chosen]
    progress.start("Verifying", len(todo))
    results = []
    for one in todo:
        progress.check()
        results.append(
            Verified(one.path.name, "", State.BROKEN, (one.reason,))
            if isinstance(one, Broken)
            else _verify(one)
        )
        progress.advance(note=one.path.name)
    progress.finish()
    return results


def _verify(package: Package) -> Verified:
    def verdict(state: State, problems: Sequence[str] = ()) -> Verified:
        return Verified(package.name, package.direction, state, tuple(problems))

    recorded = _recorded(package)
    problems = _differences(package, recorded) if recorded is not None else []
    if problems:
        return verdict(State.CHANGED, problems)
    try:
        _try(package, package.name)
    except BadPackage as error:
        return verdict(State.BROKEN, [error.message])
    return verdict(State.UNRECORDED if recorded is None else State.INTACT)


def _recorded(package: Package) -> dict[str, str] | None:
    """File names and hashes that were written down, None if none were."""
    try:
        record: Any = json.loads((package.path / RECORD).read_text("utf-8"))
        files = record["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # a record nobody can read: every file counts as added


def _differences(package: Package, recorded: dict[str, str]) -> list[str]:
    here = {
        path.relative_to(package.path).as_posix(): path
        for path in package.path.rglob("*")
        if path.is_file() and path != package.path / RECORD
    }
    problems = [f"{name} is missing." for name in recorded if name not in here]
    problems += [
        f"{name} was not there when it was installed." for name in sorted(here) if name not in recorded
    ]
    for name, path in here.items():
        try:
            if name in recorded and sha256(path) != recorded[name]:
                problems.append(f"{name} has changed since it was installed.")
        except OSError as error:
            problems.append(f"{name} cannot be read: {error.strerror}.")
    return problems


def _choose(what: str, listing: Listing) -> list[Path]:
    """Folders by name or pair."""
    everything: list[Package | Broken] = [*listing.packages, *listing.broken]
    named = [one.path for one in everything if one.path.name == what]
    if named:
        return named[:1]
    try:
        pair = parse_pair(what)
    except UnknownLanguage:
        pair = None
    paths = [package.path for package in listing.packages if package.pair == pair]
    if not paths:
        there = ", ".join(one.path.name for one in everything)
        hint = f"There are: {there}." if there else "None is installed."
        raise ModelMissing(f"There is no package “{what[:60]}”.", hint=hint)
    return paths


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as the packages, gone afterwards.

    Beside the packages folder rather than in it, because stock Argos stumbles over any folder in there that
    is not a package; inside only where that is another disk or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        outside = folder.parent
        try:
            if outside.stat().st_dev != folder.stat().st_dev:
                raise OSError
            workplace = tempfile.mkdtemp(prefix=".workbench-", dir=outside)
        except OSError:
            workplace = tempfile.mkdtemp(prefix=".workbench-", dir=folder)
    except OSError as error:
        raise BadFile(
            f"Cannot write in “{folder}”: {error.strerror}.",
            hint="Choose another folder with the variable ARGOS_PACKAGES_DIR.",
        ) from error
    try:
        yield Path(workplace)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _read_fresh(fresh: Path, file: str) -> Package:
    """The package just unpacked."""
    try:
        package = read(fresh)
    except BadPackage as error:
        raise BadPackage(f"“{file}” is no usable package: {error.message}") from error
    if package is None:
        raise BadPackage(f"“{file}” is a package for something else than translation.")
    return package


def _try(package: Package, shown: str) -> None:
    """Load a package and translate a word, in a process of its own: a bad model may take its process down.

    Raises:
        BadPackage: it does not load, crashes or hangs.
    """
    program = f"import sys; sys.path[:] = {sys.path!r}; folder = {str(package.path)!r}\n{_TRIAL}"
    try:
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, timeout=_TRIAL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadPackage(
            f"The model in “{shown}” did not translate a word in {_TRIAL_SECONDS} seconds."
        ) from error
    said = run.stdout.decode("utf-8", "replace")
    if run.returncode == 0 and not said:
        return
    why = said or f"it brought down the process that tried it (status {run.returncode})"
    raise BadPackage(f"“{shown}” does not work: {why.rstrip('.')}.", hint=_AGAIN)


def _put(fresh: Path, final: Path, workplace: Path, package: Package) -> str | None:
    """Move a package into its place; an older one of the same pair makes way, and comes back if that fails.

    Returns:
        Version of the one that was replaced, or None.
    """
    older: Package | None = None
    if final.exists() or final.is_symlink():
        try:
            older = read(final)
        except BadPackage:
            older = None
        if older is None or older.codes != package.codes or final.is_symlink():
            what = f"the package for {older.direction}" if older else "something else"
            raise BadPackage(
                f"The folder “{final.name}” holds {what}; a package for {package.direction} must not replace it.",
                hint=f"Remove that first: workbench models remove {final.name}.",
            )
    try:
        if older:
            final.rename(workplace / "older")
        try:
            fresh.rename(final)
        except OSError:
            if older:
                (workplace / "older").rename(final)
            raise
    except OSError as error:
        raise BadFile(f"Cannot write “{final}”: {error.strerror}.") from error
    return older.version if older else None

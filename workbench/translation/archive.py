"""Unpack a package archive that nobody vouches for.

Python's own ``zipfile.extractall`` keeps files inside the target folder but accepts a 1.5 MB archive that
unpacks to 1.5 GB, several roots, and files that overwrite what is there. Here everything is looked at before
anything is written: names, kinds, sizes, ratios, counts, overlaps.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workbench.errors import BadFile, BadPackage
from workbench.progress import SILENT, Progress

__all__ = ["Contents", "inspect", "sha256", "unpack"]

_FILES = 500
"""Most files; real packages have 6 to 30."""

_BYTES = 4 << 30
"""Most bytes unpacked; the largest package of Argos' index has less than a tenth."""

_RATIO, _SMALL = 100, 1 << 20
"""Most bytes unpacked per byte packed, for files above 1 MiB. Models of int8 numbers hardly shrink; text
seldom shrinks more than 20 times."""

_DEPTH, _NAME = 8, 200
"""Most folders in one another, and characters of a name."""

_ROOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL_HEADER = 30
"""Bytes of a file's header before its name, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.7."""

_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What ``zipfile`` was seen to raise on 6,000 damaged archives, and what its source says it may."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a safe archive holds.

    Attributes:
        root: its one folder.
        files: names of its files, the root included.
        size: bytes unpacked.
    """

    root: str
    files: tuple[str, ...]
    size: int


def inspect(path: Path) -> Contents:
    """Look at an archive without unpacking it.

    Raises:
        BadFile: it cannot be opened.
        BadPackage: it is no zip archive, is truncated, or holds something no package has.
    """
    with _opened(path) as archive:
        entries = archive.infolist()
        files = [entry for entry in entries if not entry.is_dir()]
        if not files:
            raise BadPackage(f"“{path.name}” is empty.")
        if len(entries) > 2 * _FILES:
            raise BadPackage(
                f"“{path.name}” holds {len(entries)} entries; a package has fewer than {_FILES}."
            )
        for entry in entries:
            _look_at(path, entry)
        _look_at_sizes(path, files)
        _look_at_overlaps(path, entries)
        root = _root(path, files)
    return Contents(root, tuple(entry.filename for entry in files), sum(entry.file_size for entry in files))


def unpack(path: Path, into: Path, progress: Progress = SILENT) -> tuple[Path, dict[str, str]]:
    """Unpack a safe archive.

    Args:
        path: the archive; it is inspected first.
        into: an existing empty folder.
        progress: told of every MiB.

    Returns:
        The folder that was in the archive, and the SHA-256 of each file by its name inside that folder.

    Raises:
        BadFile: the archive cannot be opened, or there is no room or no permission to unpack it.
        BadPackage: see :func:`inspect`; or the data of a file are damaged.
    """
    contents = inspect(path)
    free = shutil.disk_usage(into).free
    if contents.size > free:
        raise BadFile(
            f"“{path.name}” needs {_megabytes(contents.size)}, but only {_megabytes(free)} are free.",
            hint="Make room, or set ARGOS_PACKAGES_DIR to another disk.",
        )
    hashes: dict[str, str] = {}
    progress.start(f"Unpacking {path.name}", contents.size)
    with _opened(path) as archive:
        for name in contents.files:
            progress.check()
            try:
                digest = _write(archive, name, into / name, progress)
            except OSError as error:
                raise BadFile(
                    f"Cannot unpack “{path.name}” into “{into.parent}”: {error.strerror}."
                ) from error
            hashes[PurePosixPath(name).relative_to(contents.root).as_posix()] = digest
    progress.finish()
    return into / contents.root, hashes


def sha256(path: Path, progress: Progress = SILENT) -> str:
    """SHA-256 of a file, hexadecimal."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
            progress.advance(len(chunk))
    return whole.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except OSError as error:
        raise BadFile(f"Cannot open “{path}”: {error.strerror}.", hint="Check the path.") from error
    except _DAMAGE as error:
        raise BadPackage(
            f"“{path.name}” is no Argos package, or is damaged or cut short: {str(error).rstrip('.')}.",
            hint="Download it again.",
        ) from error


def _look_at(path: Path, entry: zipfile.ZipInfo) -> None:
    """Refuse one entry for its name or kind."""
    name = entry.orig_filename
    shown = name[:80]
    parts = name.rstrip("/").split("/")
    if _UNSAFE.search(name) or any(part in ("", ".", "..") for part in parts):
        raise BadPackage(f"“{path.name}” is not safe: it would write to “{shown}”.")
    if len(name) > _NAME or len(parts) > _DEPTH:
        raise BadPackage(f"“{path.name}” is not safe: a name in it is too long or too deep (“{shown}”).")
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadPackage(f"“{path.name}” is not safe: “{shown}” is a link or a device, not a file.")
    if entry.flag_bits & 1:
        raise BadPackage(f"“{path.name}” is encrypted.")
    if entry.compress_type not in _METHODS:
        raise BadPackage(f"“{path.name}” is packed by a method that Argos does not use (“{shown}”).")


def _look_at_sizes(path: Path, files: Sequence[zipfile.ZipInfo]) -> None:
    if len(files) > _FILES:
        raise BadPackage(f"“{path.name}” holds {len(files)} files; a package has fewer than {_FILES}.")
    size = sum(entry.file_size for entry in files)
    if size > _BYTES:
        raise BadPackage(f"“{path.name}” would unpack to {_megabytes(size)}; that is no package.")
    packed = sum(entry.compress_size for entry in files)
    for name, large, small in (
        *((entry.filename, entry.file_size, entry.compress_size) for entry in files),
        ("all of it", size, packed),
    ):
        if large > _SMALL and large > _RATIO * max(1, small):
            raise BadPackage(
                f"“{path.name}” is not safe: {name[:80]} would grow to {large // max(1, small)} times its size."
            )


def _look_at_overlaps(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse entries that share data: a bomb without a high ratio."""
    end = 0  # at least: a name may have more bytes than characters
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise BadPackage(f"“{path.name}” is not safe: files in it overlap (“{entry.filename[:80]}”).")
        end = entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size


def _root(path: Path, files: Sequence[zipfile.ZipInfo]) -> str:
    """The one folder of the archive."""
    names = [entry.filename for entry in files]
    twice = [name for name, count in Counter(name.casefold() for name in names).items() if count > 1]
    folders = {str(parent).casefold() for name in names for parent in PurePosixPath(name).parents}
    if twice or folders & {name.casefold() for name in names}:
        raise BadPackage(f"“{path.name}” is not safe: a name stands in it twice.")
    roots = {name.split("/")[0] for name in names}
    if len(roots) != 1 or any("/" not in name for name in names):
        raise BadPackage(f"“{path.name}” does not hold exactly one folder, as a package does.")
    root = roots.pop()
    if not _ROOT.fullmatch(root):
        raise BadPackage(f"“{path.name}” holds a folder with an unusual name: “{root[:80]}”.")
    return root


def _write(archive: zipfile.ZipFile, name: str, target: Path, progress: Progress) -> str:
    whole = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            file.write(chunk)
            whole.update(chunk)
            progress.advance(len(chunk))
    return whole.hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"

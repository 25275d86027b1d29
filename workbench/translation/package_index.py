"""Argos' index of packages and their download: the only part of the workbench that goes online, when asked.

Everything that comes from the network is checked before it is used: the index has neither checksums nor
sizes, and its codes end up in file names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench.errors import ModelMissing, NetworkFailed
from workbench.languages import LANGUAGES
from workbench.offline import is_loopback
from workbench.progress import SILENT, Progress
from workbench.translation.argos_library import index_address
from workbench.translation.engine import Pair
from workbench.translation.installed import CODE, our_code, preference
from workbench.translation.packages import Installed, install_file
from workbench.translation.routes import cheapest

if TYPE_CHECKING:
    import httpx

__all__ = ["Entry", "available", "download", "entry_for", "host", "index_host", "install"]

_INDEX_BYTES = 8 << 20
_ENTRIES = 5_000
_PACKAGE_BYTES = 2 << 30
_CONNECT, _READ = 10.0, 60.0
_TRIES = 3
"""Times a download is taken up again when the connection breaks; then the user decides."""

_VERSION = re.compile(r"[0-9A-Za-z._+-]{1,30}")
_BY_FILE = "Or install a package from a file: workbench models install FILE.argosmodel."


@dataclass(frozen=True, slots=True)
class Entry:
    """One package of the index.

    Attributes:
        pair: our codes.
        codes: the index's own, letters only.
        version: "" if it names none.
        links: addresses to try in order; https, or http on this machine.
    """

    pair: Pair
    codes: Pair
    version: str
    links: tuple[str, ...]

    @property
    def direction(self) -> str:
        """The pair as people write it, ``en-uk``."""
        return "-".join(self.pair)

    @property
    def file_name(self) -> str:
        """A name for the download, made of checked parts."""
        return f"translate-{self.codes[0]}_{self.codes[1]}-{self.version or '0'}.argosmodel"


def available(address: str | None = None) -> tuple[Entry, ...]:
    """Fetch the index: translation packages by pair, of each pair the newest.

    Args:
        address: of another index than Argos' own (or that of ``ARGOS_PACKAGE_INDEX``).

    Raises:
        NetworkFailed: the index cannot be reached or is none.
    """
    address = address or index_address()
    with _answer(address, {}) as response:
        content = b""
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _INDEX_BYTES:
                raise NetworkFailed(
                    f"The package index at {host(address)} is larger than 8 MB.", hint=_BY_FILE
                )
    try:
        rows = json.loads(content)
    except ValueError:
        rows = None
    if not isinstance(rows, list):
        raise NetworkFailed(f"What {host(address)} sent is no package index.", hint=_BY_FILE)
    found: dict[Pair, Entry] = {}
    for row in rows[:_ENTRIES]:
        entry = _entry(row)
        if entry and (entry.pair not in found or _newer(entry, found[entry.pair])):
            found[entry.pair] = entry
    return tuple(found[pair] for pair in sorted(found))


def entry_for(pair: Pair, index: Sequence[Entry]) -> Entry:
    """The package for a pair.

    Raises:
        ModelMissing: the index has none; the hint names the packages of a way over other languages.
    """
    by_pair = {entry.pair: entry for entry in index}
    if pair in by_pair:
        return by_pair[pair]
    route = cheapest({known: 1.0 if "en" in known else 1.01 for known in by_pair}, pair)
    names = [LANGUAGES[code].name if code in LANGUAGES else code for code in pair]
    if route:
        wanted = " ".join("-".join(leg) for leg in route)
        hint = f"Over another language: workbench models install {wanted}."
    else:
        hint = "See what there is: workbench models available."
    raise ModelMissing(f"The index has no package from {names[0]} to {names[1]}.", hint=hint)


def index_host(address: str | None = None) -> str:
    """The machine that :func:`available` would contact."""
    return host(address or index_address())


def install(
    entry: Entry, where: Path | None = None, progress: Progress = SILENT, *, downloads: Path | None = None
) -> Installed:
    """Fetch a package and install it; see :func:`download` and :func:`~workbench.translation.packages.install_file`.

    Args:
        entry: from :func:`available`.
        where: packages folder; by default Argos' own.
        progress: told of bytes; may cancel.
        downloads: where the file is put meanwhile; by default in the user's cache.

    Raises:
        NetworkFailed, BadFile, BadPackage: as these do.
    """
    from platformdirs import user_cache_path

    file = download(entry, downloads or user_cache_path("workbench") / "downloads", progress)
    try:
        return install_file(file, where, progress, origin=entry.links[0])
    finally:
        file.unlink(missing_ok=True)


def download(entry: Entry, folder: Path, progress: Progress = SILENT) -> Path:
    """Fetch a package; a download that broke off goes on where it stopped.

    Args:
        entry: from :func:`available`.
        folder: where the file is put; made if it is not there.
        progress: told of bytes.

    Returns:
        The file. Nobody vouches for what is in it: see :mod:`workbench.translation.archive`.

    Raises:
        NetworkFailed: no link worked; what was fetched is kept for the next try.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{entry.file_name}.part"
    trouble: NetworkFailed | None = None
    for link in entry.links:
        for _ in range(_TRIES):
            before = _size(partial)
            try:
                _fetch(link, partial, progress)
            except NetworkFailed as error:
                trouble = error
                if _size(partial) == before:
                    break  # it does not get on here
            else:
                whole = folder / entry.file_name
                partial.replace(whole)
                return whole
    kept = f"{_size(partial) / 1e6:.1f} MB are kept; run the same command again. " if _size(partial) else ""
    said = trouble.message if trouble else f"The index names no address for {entry.direction}."
    raise NetworkFailed(said, hint=kept + _BY_FILE)


def _fetch(link: str, partial: Path, progress: Progress) -> None:
    """Append what is missing of one link's file."""
    have = _size(partial)
    with _answer(link, {"Range": f"bytes={have}-"} if have else {}) as response:
        if response.status_code == 416:  # what we have is as long as the file, or of another file
            partial.unlink()
            raise NetworkFailed(f"{host(link)} has another file now.")
        whole = _whole_size(response, have)
        if whole is not None and whole > _PACKAGE_BYTES:
            raise NetworkFailed(f"The package at {host(link)} has {whole / 1e9:.1f} GB; that is no package.")
        goes_on = response.status_code == 206
        progress.start(f"Downloading {partial.stem}", whole)
        progress.advance(have if goes_on else 0)
        with partial.open("ab" if goes_on else "wb") as file:
            for chunk in response.iter_bytes():  # as it comes: what a broken connection brought is kept
                progress.check()
                file.write(chunk)
                progress.advance(len(chunk))
                if file.tell() > _PACKAGE_BYTES:
                    raise NetworkFailed(f"{host(link)} sent more than 2 GB; that is no package.")
        progress.finish()


@contextmanager
def _answer(address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """One request, redirects followed to safe addresses only."""
    import httpx

    def safe(request: httpx.Request) -> None:
        if not _is_safe(str(request.url)):
            raise NetworkFailed(f"“{str(request.url)[:80]}” is not an https address.", hint=_BY_FILE)

    plain = {"Accept-Encoding": "identity", **headers}  # so that sizes and ranges are those of the file
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                timeout=httpx.Timeout(_READ, connect=_CONNECT),
                event_hooks={"request": [safe]},
            ) as client,
            client.stream("GET", address, headers=plain) as response,
        ):
            if response.status_code not in (200, 206, 416):
                raise NetworkFailed(
                    f"{host(address)} answered with status {response.status_code}.", hint=_BY_FILE
                )
            yield response
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        why = re.sub(r"^\[Errno -?\d+\] ", "", str(error)).rstrip(".") or type(error).__name__
        raise NetworkFailed(f"Cannot fetch from {host(address)}: {why[:160]}.", hint=_BY_FILE) from error


def _entry(row: Any) -> Entry | None:
    """One row of the index, or None if it is not a translation package with clean fields and a safe link."""
    if not isinstance(row, dict) or row.get("type", "translate") != "translate":
        return None
    codes = (row.get("from_code"), row.get("to_code"))
    version, links = row.get("package_version", ""), row.get("links")
    if not (isinstance(codes[0], str) and isinstance(codes[1], str) and isinstance(links, list)):
        return None
    if not all(CODE.fullmatch(code) for code in codes if isinstance(code, str)):
        return None
    if not (isinstance(version, str) and (not version or _VERSION.fullmatch(version))):
        return None
    safe = tuple(link for link in links if isinstance(link, str) and _is_safe(link))
    if not safe:
        return None
    return Entry((our_code(codes[0]), our_code(codes[1])), (codes[0], codes[1]), version, safe)


def _is_safe(address: str) -> bool:
    """https anywhere; http only on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host or "")))


def _newer(entry: Entry, other: Entry) -> bool:
    return preference(entry.pair, entry.codes, entry.version) < preference(
        other.pair, other.codes, other.version
    )


def _whole_size(response: httpx.Response, have: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    if not length.isdecimal():
        return None
    return int(length) + (have if response.status_code == 206 else 0)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def host(address: str) -> str:
    """The machine an address leads to, for showing."""
    try:
        return (urlsplit(address).hostname or address)[:80]
    except ValueError:
        return address[:80]

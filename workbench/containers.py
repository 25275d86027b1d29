"""Zip containers (docx, odt, epub, our own project files), opened so that a hostile one does no harm."""

from __future__ import annotations

import io
import zipfile
import zlib

from workbench.errors import BadFile

__all__ = ["Archive", "open_archive"]

_MOST_ENTRIES = 20_000
_LARGEST = 300 * 1024 * 1024
"""Bytes all entries together may unpack to. Pictures count; a book's text is a few MB."""
_LARGEST_XML = 100 * 1024 * 1024
"""Bytes one entry that is read may unpack to."""
_HIGHEST_RATIO = 250
"""Unpacked to packed. Deflate reaches 1,032 on zeros; XML of real documents stays under 50."""
_RATIO_FROM = 2 * 1024 * 1024
"""Bytes from which the ratio counts: a small file of one repeated line is no bomb."""


class Archive:
    """An opened zip container whose entries are bounded in size.

    Args:
        data: the container's bytes.
        name: what to call it in an error.
        largest: bytes all entries together may unpack to.
        largest_entry: bytes one entry that is read may unpack to.
        highest_ratio: unpacked to packed, all entries together.

    Raises:
        BadFile: damaged, encrypted, or it would unpack to more than any document.
    """

    def __init__(
        self,
        data: bytes,
        name: str,
        *,
        largest: int = _LARGEST,
        largest_entry: int = _LARGEST_XML,
        highest_ratio: int = _HIGHEST_RATIO,
    ) -> None:
        self.name = name
        self._largest_entry = largest_entry
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise self._damaged() from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check(largest, highest_ratio)

    def _damaged(self) -> BadFile:
        return BadFile(f"“{self.name}” is damaged or cut off.", hint="Get the file again, or save it anew.")

    def _check(self, largest: int, highest_ratio: int) -> None:
        entries = self._zip.infolist()
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        bomb = (
            len(entries) > _MOST_ENTRIES
            or total > largest
            or (total > _RATIO_FROM and total > highest_ratio * max(packed, 1))
        )
        if bomb:
            raise BadFile(
                f"“{self.name}” would unpack to {total / 1e6:,.0f} MB ({len(entries):,} files); "
                "that is no document.",
                hint="Do not open files from people you do not know.",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all entries."""
        return tuple(self._entries)

    def __contains__(self, entry: str) -> bool:
        return entry in self._entries

    def read(self, entry: str) -> bytes:
        """The bytes of an entry.

        Raises:
            BadFile: it is missing, damaged, encrypted or too large.
        """
        info = self._entries.get(entry)
        if info is None:
            raise BadFile(
                f"“{self.name}” is damaged: “{entry}” is missing in it.",
                hint="Get the file again, or save it anew.",
            )
        if info.flag_bits & 1:
            raise BadFile(f"“{self.name}” is protected by a password.", hint="Save it without one.")
        if info.file_size > self._largest_entry:
            raise BadFile(
                f"“{self.name}” holds {info.file_size / 1e6:,.0f} MB of text; at most "
                f"{self._largest_entry / 1e6:,.0f} MB are read.",
                hint="Cut it into smaller files.",
            )
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise self._damaged() from error


def open_archive(data: bytes, name: str) -> Archive:
    """Open a container; see :class:`Archive`."""
    return Archive(data, name)

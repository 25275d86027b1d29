"""Bitexts and entries as bytes and back: msgpack by the types themselves, then zlib.

The first byte says how the rest is written, so that another way can be added. Fields that a later version of a type
adds have defaults and are simply missing in old bytes; fields it drops are passed over.
"""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeVar

import msgspec

from workbench.bitext.history import Entry
from workbench.bitext.model import Bitext
from workbench.errors import BadStore

__all__ = [
    "LARGEST",
    "chained",
    "no_collection",
    "pack",
    "packed_bytes",
    "unpack_bitext",
    "unpack_entry",
    "unpacked_bytes",
]

T = TypeVar("T")

LARGEST = 1 << 30
"""Bytes one packed value may unpack to. A bitext of 5,000 rows with four renderings has about 5 MB."""
_FORMAT = b"\x01"
_LEVEL = 3
"""Of zlib. On a bitext of 5,000 × 4 a higher level takes twice the time for a tenth fewer bytes."""


_BITEXT = msgspec.msgpack.Decoder(Bitext)
_ENTRY = msgspec.msgpack.Decoder(Entry)


def pack(value: Bitext | Entry) -> bytes:
    """A value as bytes; equal values give equal bytes.

    Raises:
        BadStore: a text holds half a character (a lone surrogate), which no file can hold as UTF-8.
    """
    try:
        return packed_bytes(msgspec.msgpack.encode(value))
    except UnicodeEncodeError as error:
        raise BadStore(
            f"A text holds half a character (U+{ord(error.object[error.start]):04X}) and cannot be saved.",
            hint="Delete the broken character and save again.",
        ) from error


def packed_bytes(data: bytes) -> bytes:
    """Bytes made smaller."""
    return _FORMAT + zlib.compress(data, _LEVEL)


def unpack_bitext(body: bytes) -> Bitext:
    """The bitext in `body`.

    Raises:
        BadStore: damaged, or written by a newer workbench.
    """
    return _unpacked(body, _BITEXT)


def unpack_entry(body: bytes) -> Entry:
    """The entry in `body`; raises as :func:`unpack_bitext` does."""
    return _unpacked(body, _ENTRY)


def unpacked_bytes(body: bytes) -> bytes:
    """What :func:`packed_bytes` made smaller; raises as :func:`unpack_bitext` does."""
    if body[:1] != _FORMAT:
        raise BadStore(
            f"A document is stored in form {body[:1].hex() or 'of nothing'}, which this workbench does not know.",
            hint="Install the newest workbench.",
        )
    try:
        opened = zlib.decompressobj()
        data = opened.decompress(body[1:], LARGEST)
    except zlib.error as error:
        raise BadStore("A stored document is damaged.", hint="Restore a backup.") from error
    if not opened.eof:
        raise BadStore("A stored document is cut off or too large.", hint="Restore a backup.")
    return data


def _unpacked(body: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T:
    data = unpacked_bytes(body)
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadStore(f"A stored document is damaged: {error}.", hint="Restore a backup.") from error


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold Python's cycle collector while very many objects are made at once.

    It would look at all of them again and again and find nothing: frozen values have no cycles. A bitext of
    5,000 × 4 with a thousand entries is read in a third of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def chained(before: bytes, body: bytes) -> bytes:
    """SHA-256 over the chain so far and the next entry, so that a hole or a changed entry shows.

    Args:
        before: the chain up to the entry before; for the first one the digest of the base snapshot.
        body: the entry as it is stored.
    """
    return sha256(before + sha256(body).digest()).digest()

"""A whole project as one file, to be kept, sent, and read in elsewhere: a zip of JSON.

``manifest.json`` names the format, its version and the documents; each document has a folder with ``base.json`` (its
first state), ``entries.jsonl`` (every step, one a line) and ``source`` (the uploaded file as it came, if there is one).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from workbench.bitext.history import Entry
from workbench.bitext.model import Bitext
from workbench.containers import Archive
from workbench.errors import BadFile, WorkbenchError
from workbench.memory import documents, log, projects
from workbench.memory.codec import unpack_bitext
from workbench.memory.schema import snapshots
from workbench.memory.values import Project, Source
from workbench.progress import SILENT, Progress

__all__ = ["FORMAT", "VERSION", "exported", "imported"]

FORMAT = "workbench-project"
VERSION = 1

_LARGEST = 1 << 30
"""Bytes a project file may have, and unpack to."""
_HIGHEST_RATIO = 1040
"""Deflate reaches 1,032. The steps of one document are alike, so ours may come near; the size is the bound here."""
_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the same project gives the same file."""


class _Document(msgspec.Struct):
    folder: str
    title: str
    created: str
    created_by: str
    source_name: str | None = None


class _Manifest(msgspec.Struct):
    format: str
    version: int
    name: str
    documents: tuple[_Document, ...]


_MANIFEST = msgspec.json.Decoder(_Manifest)
_BITEXT = msgspec.json.Decoder(Bitext)
_ENTRY = msgspec.json.Decoder(Entry)


def exported(connection: Connection, project: Project, progress: Progress = SILENT) -> bytes:
    """The project as the bytes of one file; documents in the bin stay behind."""
    listed = sorted(documents.listed(connection, project.id), key=lambda one: (one.created, one.id))
    told: list[_Document] = []
    out = io.BytesIO()
    progress.start("exporting", len(listed))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for number, info in enumerate(listed, start=1):
            progress.check()
            folder = f"{number:04}"
            source = documents.source(connection, info.id)
            query = select(snapshots.c.body).where(snapshots.c.document == info.id, snapshots.c.seq == 0)
            base = unpack_bitext(connection.scalar(query) or b"")
            steps = b"\n".join(msgspec.json.encode(one) for one in log.entries_since(connection, info.id))
            _put(file, f"{folder}/base.json", msgspec.json.encode(base))
            _put(file, f"{folder}/entries.jsonl", steps)
            if source:
                _put(file, f"{folder}/source", source.data)
            name = source.name if source else None
            told.append(_Document(folder, info.title, info.created, info.created_by, name))
            progress.advance(note=info.title)
        manifest = _Manifest(FORMAT, VERSION, project.name, tuple(told))
        _put(file, "manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))
    progress.finish()
    return out.getvalue()


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, data)


def imported(
    connection: Connection, data: bytes, name: str, as_name: str | None = None, progress: Progress = SILENT
) -> Project:
    """Read a project file into a new project; every step is tried before anything is kept.

    Args:
        connection: of a writing transaction; the caller undoes it where this raises.
        data: the file's bytes.
        name: what to call the file in an error.
        as_name: name of the project, else its own, with a number added where that is taken.
        progress: told about every document.

    Raises:
        BadFile: not a project file, damaged, too large, or of a newer version.
    """
    if len(data) > _LARGEST:
        raise BadFile(f"“{name}” has {len(data) / 1e6:,.0f} MB; at most {_LARGEST / 1e6:,.0f} MB are read.")
    if not data.startswith(b"PK"):
        raise BadFile(f"“{name}” is no project file.", hint="Make one with: workbench project export.")
    archive = Archive(
        data,
        name,
        largest=_LARGEST,
        largest_entry=documents.LARGEST_SOURCE,
        highest_ratio=_HIGHEST_RATIO,
    )
    manifest = _manifest(archive, name)
    wanted = projects.free_name(connection, projects.proper_name(as_name or manifest.name))
    project = projects.create(connection, wanted)
    progress.start("importing", len(manifest.documents))
    for one in manifest.documents:
        progress.check()
        try:
            _document(connection, project, archive, one)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise BadFile(f"“{name}”: document “{one.title}” is damaged: {error}.") from error
        except WorkbenchError as error:
            raise BadFile(f"“{name}”: document “{one.title}”: {error.message}", hint=error.hint) from error
        progress.advance(note=one.title)
    progress.finish()
    return projects.find(connection, project.id)


def _manifest(archive: Archive, name: str) -> _Manifest:
    if "manifest.json" not in archive:
        raise BadFile(f"“{name}” is no project file.", hint="Make one with: workbench project export.")
    text = archive.read("manifest.json")
    try:
        head = msgspec.json.decode(text)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise BadFile(f"“{name}” is no project file.", hint="Make one with: workbench project export.")
        if head.get("version") != VERSION:
            raise BadFile(
                f"“{name}” has version {head.get('version')!r}; this workbench reads {VERSION}.",
                hint="Install the newest workbench.",
            )
        return _MANIFEST.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadFile(f"“{name}” is damaged: {error}.", hint="Get the file again.") from error


def _document(connection: Connection, project: Project, archive: Archive, told: _Document) -> None:
    base = _BITEXT.decode(archive.read(f"{told.folder}/base.json"))
    original = None
    if told.source_name is not None:
        original = Source(told.source_name, archive.read(f"{told.folder}/source"))
    info = documents.add(
        connection,
        project.id,
        base,
        title=told.title,
        who=told.created_by,
        original=original,
        created=told.created,
    )
    known: log.Live | None = None
    for entry in _entries(archive.read(f"{told.folder}/entries.jsonl")):
        known = log.append(connection, info.id, entry, entry.seq - 1, known)


def _entries(lines: bytes) -> Iterator[Entry]:
    return (_ENTRY.decode(line) for line in lines.splitlines() if line.strip())

"""Where documents are kept as they are worked on: the store, opened once for all sessions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from workbench.bitext import Bitext, Entry, History
from workbench.desk.desk import Desk
from workbench.desk.remembering import Remembering
from workbench.errors import WorkbenchError
from workbench.memory.store import DocumentInfo, Store, open_store
from workbench.memory.tm import Memory
from workbench.memory.units import Stats
from workbench.model import Document, Quote, Signature
from workbench.pipeline import Examiner, Given, Plan
from workbench.ui import preferences

__all__ = [
    "AT_ONCE",
    "DEFAULT_PROJECT",
    "glossary_paths",
    "keep_new",
    "memory",
    "memory_pairs",
    "memory_stats",
    "open_document",
    "quotations",
    "store",
]

AT_ONCE = 250
"""Rows that are looked at before the first paint; of more a worker takes care, while they are shown."""

DEFAULT_PROJECT = "My documents"
"""Where a new document goes if no other project was chosen."""


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store named by ``WORKBENCH_STORE``, else the one in the user's data folder.

    Raises:
        BadStore: it cannot be opened; the page then says so and works on without.
    """
    return open_store(os.environ.get("WORKBENCH_STORE") or None)


def memory() -> Memory:
    """The translation memory, in the same store.

    Raises:
        BadStore: as :func:`store`.
    """
    return Memory(store().database)


@st.cache_data(ttl=15, show_spinner=False)
def memory_stats() -> Stats:
    """What is in the memory. Counting a million units takes a while, so the answer may be some seconds old.

    Raises:
        BadStore: as :func:`store`.
    """
    return memory().stats()


def memory_pairs() -> tuple[tuple[str, str, int], ...]:
    """Source language, target language and number of units in the memory; () where there is none."""
    try:
        return tuple((pair.source_lang, pair.target_lang, pair.units) for pair in memory_stats().pairs)
    except WorkbenchError:
        return ()


def glossary_paths() -> tuple[Path, ...]:
    """The glossaries there are to check against, as the glossary page has them switched on."""
    from workbench.ui.glossary_session import checked_against

    return checked_against()


@st.cache_resource(max_entries=4, show_spinner=False)
def _examiner(paths: tuple[tuple[Path, int], ...], select: tuple[str, ...], checks: bool) -> Examiner:
    """Shared by sessions; it only reads. The time of each file is part of the key."""
    plan = Plan(Given(Document("", "")), glossaries=tuple(p for p, _ in paths), select=select, checks=checks)
    return Examiner(plan)


def examiner(names: Sequence[str]) -> Examiner:
    """The checks as the user's settings have them, with the glossaries of these names."""
    chosen = [path for path in glossary_paths() if path.name in names]
    settings = preferences.preferences()
    stamped = tuple((path, path.stat().st_mtime_ns) for path in chosen)
    return _examiner(stamped, settings.select(), settings.checks)


def keep_new(bitext: Bitext, title: str, source: Document, data: bytes | None) -> Desk:
    """Put a new document into the store and on the desk. Without a store it is on the desk all the same."""
    who = preferences.author()
    try:
        kept = store()
        project = next((p for p in kept.projects() if p.name == DEFAULT_PROJECT), None)
        project = project or kept.create_project(DEFAULT_PROJECT)
        info = kept.add_document(
            project.id, bitext, title=title, who=who, source_bytes=data, source_name=source.name
        )
    except WorkbenchError as error:
        desk = _desk(bitext, (), None, title)
        desk.trouble = str(error)
        return desk
    return _desk(bitext, (), info, title)


def open_document(document_id: str) -> Desk:
    """A kept document as it stands, with its whole history.

    Raises:
        NotInStore: there is none with this id.
        BadStore: the store cannot be read.
    """
    opened = store().load(document_id)
    return _desk(opened.bitext, opened.entries, opened.info, opened.info.title)


def _desk(bitext: Bitext, entries: Sequence[Entry], info: DocumentInfo | None, title: str) -> Desk:
    return Desk(
        bitext,
        examiner(bitext.glossaries),
        who=preferences.author(),
        save=partial(_save, info.id) if info is not None else None,
        quotes=quotations(bitext) if len(bitext.rows) <= AT_ONCE else (),
        signature=Signature.of(source=bitext.document.digest[:12], document=info.id[:12] if info else None),
        id=info.id if info is not None else "",
        title=title,
        history=History(entries),
        remembering=Remembering(memory(), info.id, title) if info is not None else None,
    )


def _save(document_id: str, entry: Entry, before: int) -> None:
    store().append(document_id, entry, expected_seq=before)


def quotations(bitext: Bitext) -> tuple[Quote, ...]:
    """The source's quotations."""
    from workbench.quotes import find_quotes

    return find_quotes(bitext.document, bitext.source.lang)

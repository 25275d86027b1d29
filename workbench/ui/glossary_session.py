"""The glossary a session has open: its file, its draft, what is read from it, and what is not saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.glossary import Glossary, Matcher, Problem, read
from workbench.glossary.draft import Draft
from workbench.glossary.edit import Data
from workbench.glossary.yamltext import decode, read_bytes
from workbench.ui import glossary_unsaved as unsaved
from workbench.ui.glossary_files import Shelved, in_use
from workbench.ui.texts import explained, ngettext

__all__ = [
    "Opened",
    "checked_against",
    "edit",
    "forget",
    "is_on",
    "keep",
    "matcher",
    "name_in_address",
    "open_file",
    "refuse",
    "refused",
    "reread",
    "said",
    "say",
    "switch",
    "title",
    "unsaved_count",
]

_DRAFTS = "glossary_drafts"
_OFF = "glossary_off"
_SAID = "glossary_said"
_REFUSED = "glossary_refused"
_QUERY = "edits"


@dataclass(frozen=True)
class Opened:
    """A glossary as the page shows it.

    Attributes:
        shelved: which one.
        draft: what edits it; None for a shipped one.
        text: its YAML, unsaved edits included.
        glossary: what can be read of it.
        problems: what cannot; nothing can be edited by form until they are mended.
    """

    shelved: Shelved
    draft: Draft | None
    text: str
    glossary: Glossary
    problems: tuple[Problem, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return self.shelved.path

    @property
    def editable(self) -> bool:
        """The form can change it."""
        return self.draft is not None and not self.problems


def open_file(shelved: Shelved) -> Opened:
    """Read a glossary; one that was changed on the disk is read anew unless there are unsaved edits.

    Raises:
        BadGlossary: it cannot be read at all.
    """
    draft = _draft(shelved.path) if shelved.own else None
    if draft is not None and not draft.can_undo and draft.is_stale():
        draft.reload()
    text = draft.text if draft is not None else decode(read_bytes(shelved.path), str(shelved.path))
    glossary, problems = _parsed(str(shelved.path), text)
    return Opened(shelved, draft, text, glossary, problems)


@st.cache_resource(max_entries=24, show_spinner=False)
def _parsed(path: str, text: str) -> tuple[Glossary, tuple[Problem, ...]]:
    glossary, problems = read(path, text.encode("utf-8", "surrogatepass"))
    return glossary, tuple(problems)


@st.cache_resource(max_entries=12, show_spinner=False)
def _matcher(path: str, text: str) -> Matcher:
    return Matcher([_parsed(path, text)[0]])


def matcher(opened: Opened) -> Matcher:
    """Finds the terms of a glossary in any form; shared by all sessions that have the same text of it."""
    return _matcher(str(opened.path), opened.text)


def _draft(path: Path) -> Draft:
    drafts: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    name = str(path)
    if name not in drafts:
        draft = Draft(path)
        brought = unsaved.recall(_key()).get(name, [])
        if brought:
            clashes = draft.resume(brought)
            count = len(brought) - len(clashes)
            say(ngettext("{n} unsaved edit is back.", "{n} unsaved edits are back.", count))
            if clashes:
                said = ngettext(
                    "{n} edit does not fit the file any more and was left out.",
                    "{n} edits do not fit the file any more and were left out.",
                    len(clashes),
                )
                say(said)
        drafts[name] = draft
    return drafts[name]


def _key() -> str:
    """Name of this session's unsaved edits; it stands in the address, so that a reload finds them."""
    if _QUERY not in st.session_state:
        st.session_state[_QUERY] = st.query_params.get(_QUERY) or unsaved.new_key()
    found: str = st.session_state[_QUERY]
    return found


def keep() -> None:
    """Write the unsaved edits of all open glossaries down, and name them in the page's address."""
    drafts: dict[str, Draft] = st.session_state.get(_DRAFTS, {})
    unsaved.keep(_key(), {name: draft.changes for name, draft in drafts.items()})


def name_in_address() -> None:
    """Put the name of the unsaved edits into the page's address, or take it out. Not from a callback."""
    if unsaved_count():
        st.query_params[_QUERY] = _key()
    elif _QUERY in st.query_params:
        del st.query_params[_QUERY]


def forget(path: Path) -> None:
    """Drop the draft of a file, with what is not saved of it."""
    st.session_state.get(_DRAFTS, {}).pop(str(path), None)
    keep()


def reread(draft: Draft) -> None:
    """Drop the unsaved edits of a draft and read its file anew."""
    draft.reload()
    st.session_state.pop(_REFUSED, None)
    keep()


def unsaved_count() -> int:
    """How many edits of all open glossaries are not saved."""
    drafts: dict[str, Draft] = st.session_state.get(_DRAFTS, {})
    return sum(len(draft.changes) for draft in drafts.values())


def edit(draft: Draft, changes: Iterable[tuple[Sequence[str | int], Data]], *, amend: bool = False) -> bool:
    """Edit a draft; False, and what is wrong said on the page, if that cannot be done."""
    try:
        draft.edit(changes, amend=amend)
    except WorkbenchError as error:
        say(explained(error), bad=True)
        return False
    keep()
    return True


def refuse(key: str, why: str) -> None:
    """Remember that what stands in a widget was not taken over, and why; "" when it was."""
    store: dict[str, str] = st.session_state.setdefault(_REFUSED, {})
    if why:
        store[key] = why
    else:
        store.pop(key, None)


def refused(key: str) -> str:
    """Why what stands in a widget was not taken over, "" if it was."""
    store: dict[str, str] = st.session_state.get(_REFUSED, {})
    return store.get(key, "")


def say(text: str, *, bad: bool = False) -> None:
    """Have a sentence shown above the page when it is drawn next, once."""
    st.session_state.setdefault(_SAID, []).append((text, bad))


def said() -> list[tuple[str, bool]]:
    """What :func:`say` was told, and whether it is bad news; it is forgotten."""
    found: list[tuple[str, bool]] = st.session_state.pop(_SAID, [])
    return found


def switch(path: Path, on: bool) -> None:
    """Whether this session checks its texts against a glossary."""
    off: set[str] = st.session_state.setdefault(_OFF, set())
    (off.discard if on else off.add)(path.name)


def is_on(path: Path) -> bool:
    """See :func:`switch`."""
    return path.name not in st.session_state.get(_OFF, ())


def checked_against() -> tuple[Path, ...]:
    """The glossaries that this session's texts are to be checked against: what a Plan takes.

    One that is broken is left out, so that it stops nobody's work; the glossary page says so.
    """
    return tuple(path for path in in_use(st.session_state.get(_OFF, ())) if _is_sound(path))


def _is_sound(path: Path) -> bool:
    try:
        text = decode(read_bytes(path), str(path))
    except WorkbenchError:
        return False
    return not _parsed(str(path), text)[1]


def title(opened_path: Path) -> str:
    """A glossary's name for lists, cheaply: its title, or its file's name where it cannot be read."""
    try:
        text = decode(read_bytes(opened_path), str(opened_path))
    except WorkbenchError:
        return opened_path.name
    glossary, problems = _parsed(str(opened_path), text)
    return opened_path.name if problems else glossary.name or opened_path.name

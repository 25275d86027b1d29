"""The translation memory in and out: how much is in it, files taken in, and all of it as TMX."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from workbench.exporting.registry import REGISTRY, by_file
from workbench.interchange import Problem
from workbench.memory.location import Database
from workbench.memory.stepwise import Stepwise
from workbench.memory.tm import Memory
from workbench.memory.units import Added, Stats
from workbench.progress import Progress
from workbench.ui import keeping
from workbench.ui import projects_work as work
from workbench.ui.login import user_key
from workbench.ui.memory_show import ORIGINS
from workbench.ui.projects_parts import choice, language_choice
from workbench.ui.safe import plain
from workbench.ui.state import session
from workbench.ui.texts import _, decimal, language_name, ngettext, translated

__all__ = ["Taken", "carry_view", "take_in"]

_TOLD = 200
_STATS = "memory_stats"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file that was taken in."""

    name: str
    added: Added
    problems: tuple[Problem, ...] = ()
    left_out: int = 0
    codes: int = 0


def carry_view(busy: bool) -> None:
    """Statistics, in, out."""
    _statistics()
    _in(busy)
    _out(busy)


def _statistics() -> None:
    pairs = keeping.memory_pairs()
    if not pairs:
        st.write(
            _(
                "The memory is empty. What you confirm in the table goes into it by itself, or take in a file here."
            )
        )
        return
    for column, (said, value) in zip(
        st.columns(2),
        (
            (_("Segments"), sum(n for _s, _t, n in pairs)),
            (_("Pairs of languages"), len(pairs)),
        ),
        strict=True,
    ):
        column.metric(said, decimal(value, 0))
    with st.expander(_("More about what is in it")):
        _told(keeping.memory_stats())


def _told(stats: Stats) -> None:
    st.dataframe(
        [
            {
                _("From"): language_name(pair.source_lang),
                _("To"): language_name(pair.target_lang),
                _("Segments"): pair.units,
            }
            for pair in stats.pairs
        ],
        hide_index=True,
    )
    names = {str(origin): _(text) for origin, text in ORIGINS.items()}
    made = " · ".join(f"{names[origin]}: {decimal(count, 0)}" for origin, count in stats.origins)
    st.text(_("Made: {how}", how=made))
    st.text(
        _(
            "{texts} different texts from {documents} documents; {size} MB with the projects",
            texts=decimal(stats.texts, 0),
            documents=decimal(stats.documents, 0),
            size=decimal(stats.size / 1e6, 1),
        )
    )
    if stats.first and stats.last:
        st.text(_("Changed {first} – {last}", first=f"{stats.first:%Y-%m-%d}", last=f"{stats.last:%Y-%m-%d}"))


# --- in


def _in(busy: bool) -> None:
    st.subheader(_("Take in"), anchor=False)
    _open_document(busy)
    endings = [ending.lstrip(".") for form in REGISTRY.values() if form.reader for ending in form.extensions]
    upload = st.file_uploader(
        _("TMX of any tool; or a table, XLIFF or PO with translations"), type=endings, key="memory_upload"
    )
    left, right = st.columns(2)
    sides = [
        language_choice(column, label, _("as the file says"), f"memory_import:{side}")
        for side, column, label in (("from", left, _("Only from")), ("to", right, _("Only to")))
    ]
    path = ""
    if not user_key():  # on a server that several people share, nobody names files of the machine
        path = st.text_input(
            _("Or its path on this machine, for files too large to upload"),
            key="memory_path",
            placeholder="/media/usb/agency.tmx",
            max_chars=500,
        )
    if st.button(
        _("Take it in"), type="primary", key="memory_import", disabled=busy or not (upload or path.strip())
    ):
        database = keeping.store().database
        if upload is not None:
            given: Path | bytes = upload.getvalue()
            name = Path(upload.name).name
        else:
            given = Path(path.strip()).expanduser()
            name = given.name
        work.begin("import", partial(take_in, database, given, name, sides[0], sides[1]))
        st.rerun()
    _taken(work.result("import"))


def _open_document(busy: bool) -> None:
    """What stands confirmed in the open document, where the memory missed it."""
    desk = session().desk
    if desk is None or desk.remembering is None:
        return
    if st.button(
        _("Take in what is confirmed in “{title}”", title=plain(desk.title)), key="memory_harvest",
        icon=":material/task_alt:", disabled=busy,
        help=_("It goes in by itself as you confirm. This is for documents from before, or from elsewhere."),
    ):  # fmt: skip
        remembering, bitext, terms, who = desk.remembering, desk.bitext, desk.report().terms, desk.who
        title = desk.title

        def harvest(progress: Progress) -> Taken:
            return Taken(title, remembering.take_in(bitext, who, terms))

        work.begin("import", harvest)
        st.rerun()


def take_in(
    database: Database, given: Path | bytes, name: str, source: str, target: str, progress: Progress
) -> Taken:
    """Take a file into the memory, whole or not at all; may run beside the page, while people edit.

    Args:
        database: of the store.
        given: a path, or the bytes of a file.
        name: the file's name; its ending says what it is.
        source, target: take only these languages, "" for all; for a table that does not say, its languages.
        progress: told how far it is; may cancel.

    Raises:
        BadFile, UnreadableText: it cannot be read.
        BadStore: the memory cannot be written to.
        Cancelled: as asked. In each case the memory is as it was.
    """
    form = by_file(name)
    memory = Stepwise(database, progress)
    if form.name == "tmx":
        return _tmx(memory, given, name, source, target, progress)
    from workbench.desk.remembering import given_units
    from workbench.exporting.exchange import Options
    from workbench.exporting.registry import read_bitext

    progress.start("Reading", None)
    options = Options(name=name, source_lang=source, target_lang=target)
    back = read_bitext(given, form.name, options=options)
    progress.check()
    units = [unit for unit in given_units(back.bitext, name) if target in ("", unit.target_lang)]
    added = memory.add(units)
    problems = list(back.problems)
    if not units and any(column.lang is None for column in (back.bitext.source, *back.bitext.columns)):
        problems.insert(0, Problem("The file does not say its languages: choose them above."))
    return Taken(name, added, tuple(problems[:_TOLD]), len(problems))


def _tmx(
    memory: Memory, given: Path | bytes, name: str, source: str, target: str, progress: Progress
) -> Taken:
    from workbench.memory.importing import APART, import_tmx

    with tempfile.TemporaryDirectory(prefix="workbench-tmx-") as folder:
        if isinstance(given, bytes) and len(given) >= APART:  # a second process reads it, faster, from a file
            path = Path(folder) / "upload.tmx"
            path.write_bytes(given)
            given = path
        done = import_tmx(
            memory,
            given,
            name=name,
            source_lang=source or None,
            target_lang=target or None,
            progress=progress,
        )
    return Taken(name, done.added, done.problems[:_TOLD], done.left_out, done.codes)


def _taken(taken: Taken | None) -> None:
    if taken is None:
        return
    keeping.memory_stats.clear()
    added = taken.added
    new = ngettext("{n} new segment", "{n} new segments", added.new)
    known = ngettext("{n} known already", "{n} known already", added.merged)
    st.success(f"{plain(taken.name)}: {new}, {known}", icon=":material/check:")
    if added.refused:
        st.text(ngettext("{n} without text on one side", "{n} without text on one side", added.refused))
    if taken.codes:
        st.text(
            ngettext(
                "{n} segment lost inline codes of other tools",
                "{n} segments lost inline codes of other tools",
                taken.codes,
            )
        )
    if taken.left_out:
        st.warning(
            ngettext("{n} thing was left out.", "{n} things were left out.", taken.left_out),
            icon=":material/warning:",
        )
        st.dataframe(
            [{_("Line"): problem.line, _("What"): translated(problem.message)} for problem in taken.problems],
            hide_index=True,
        )


# --- out


def _out(busy: bool) -> None:
    pairs = keeping.memory_pairs()
    if not pairs:
        return
    st.subheader(_("Write as TMX"), anchor=False)
    ways = [("", "", sum(n for _s, _t, n in pairs)), *pairs]
    way = choice(st, _("What"), {way: _way(way) for way in ways}, "memory_export_way")
    if st.button(_("Make the file"), key="memory_export", icon=":material/archive:", disabled=busy):
        work.begin("export", partial(_written, keeping.memory(), way[0], way[1], way[2]))
        st.rerun()
    work.offer("export", "application/x-tmx+xml")


def _way(way: tuple[str, str, int]) -> str:
    source, target, count = way
    said = f"{language_name(source)} → {language_name(target)}" if source else _("everything")
    return f"{said} · {decimal(count, 0)}"


def _written(memory: Memory, source: str, target: str, count: int, progress: Progress) -> work.Made:
    from workbench.interchange.tmx import TmxHeader, write
    from workbench.memory.tmx import to_tmx

    made = work.Made(f"memory-{source}-{target}.tmx" if source else "memory.tmx")
    units = memory.units(source_lang=source or None, target_lang=target or None)
    progress.start("Writing", count)
    with made.path.open("wb") as file:
        write(to_tmx(units), file, TmxHeader((("srclang", source or "*all*"),)), progress)
    return made

"""Work that goes on beside the grid: a translation, another alignment, looking at a long text.

One piece of work at a time in each session. What it finds is adopted in a full run of the page, so that
nothing is lost between two.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from workbench import pipeline
from workbench.bitext import Bitext, Change, to_parallel
from workbench.desk.desk import Desk
from workbench.desk.looking import look_all
from workbench.desk.watching import Incoming, Watched
from workbench.desk.work import add_given, beside, realigned
from workbench.errors import Cancelled, WorkbenchError
from workbench.model import Rendering
from workbench.pipeline import Given, Plan
from workbench.progress import Progress
from workbench.translation.engine import Options
from workbench.ui import jobs, keeping, machine
from workbench.ui.components import grid
from workbench.ui.machine import Wish
from workbench.ui.new_document import progress_bar
from workbench.ui.safe import plain
from workbench.ui.state import session
from workbench.ui.texts import _, explained, translated

if TYPE_CHECKING:
    from workbench.judgement.engines import Scorer

__all__ = ["add", "adopt", "progress", "realign", "see_rows", "translate"]

_PREVIEWED = 600
"""Rows of a text up to which a translation is shown while it is made."""


_PAINTED_FIRST = 0.8
"""Seconds after which a long text is looked at: it is drawn first, and both want the same processor."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One result: a change, or a rendering to put beside the others, or what went wrong."""

    change: Change | None = None
    rendering: Rendering | None = None
    trouble: str = ""


def _begin(kind: str, work: Callable[[Progress], Any], *, seen: bool = False) -> bool:
    """Start work, unless some is going on or waits to be adopted; says so and gives False then.

    Args:
        kind: for the audit trail.
        work: what to do; gives a list of results, or True where it adopts its results itself.
        seen: the page being drawn shows it already.
    """
    state = session()
    if state.extra is not None:
        st.toast(_("Something is being worked on already: wait for it or cancel it."))
        return False
    state.kind, state.extra, state.extra_begun = kind, jobs.start(work), not seen
    return True


def realign(desk: Desk, column: int) -> None:
    """Align a rendering anew around the locked rows."""
    if not 0 <= column < len(desk.bitext.columns):
        return
    bitext, concepts = desk.bitext, desk.examiner.concepts

    def work(progress: Progress) -> list[_Found]:
        return [_Found(realigned(bitext, column, concepts, progress=progress))]

    _begin("realign", work)


def translate(desk: Desk, wish: Wish) -> None:
    """Translate the source by machine; what comes is shown as it comes."""
    incoming = Incoming("", "")
    plan = Plan(
        Given(desk.bitext.document, desk.bitext.source.lang),
        targets=wish.targets,
        engines=tuple(Watched(engine, incoming) for engine in machine.wished(wish)),
        options=Options(beam=wish.beam, n_best=5),
    )
    if _begin("translate", partial(_renderings, desk.bitext, plan)):
        desk.incoming = incoming
        desk.rebase()


def _renderings(bitext: Bitext, plan: Plan, progress: Progress) -> list[_Found]:
    made = pipeline.translate(to_parallel(bitext).source, plan, progress)
    return [_Found(rendering=rendering, trouble=trouble) for rendering, trouble in made]


def add(desk: Desk, givens: Sequence[Given]) -> None:
    """Align translations somebody made; one that cannot be aligned does not keep the others out."""
    bitext, concepts = desk.bitext, desk.examiner.concepts

    def work(progress: Progress) -> list[_Found]:
        now, found = bitext, []
        for given in givens:
            try:
                change = add_given(now, given, Plan(given), concepts, progress)
            except Cancelled:
                break
            except WorkbenchError as error:
                found.append(_Found(trouble=f"{given.label or given.document.name}: {error}"))
            else:
                now = change.apply(now)
                found.append(_Found(change))
        return found

    _begin("add", work)


def adopt(desk: Desk) -> None:
    """Take in what a worker has finished, and say what went wrong."""
    state = session()
    job = state.extra
    if job is None or job.live:
        return
    state.extra, desk.incoming = None, None
    if job.state is jobs.JobState.FAILED:
        st.error(plain(translated(job.error)), icon=":material/error:")
    elif job.report is None:
        st.info(_("Stopped as asked; nothing was changed."))
    elif state.kind != "look":
        for found in job.report:
            _adopt_one(desk, state.kind, found)
    desk.rebase()


def _adopt_one(desk: Desk, kind: str, found: _Found) -> None:
    label = found.rendering.label if found.rendering is not None else ""
    try:
        change = beside(desk.bitext, found.rendering) if found.rendering is not None else found.change
        if change is not None:
            desk.change(kind, [change], label)
    except ValueError:
        st.warning(_("The table was changed meanwhile, so this was not taken over: start it again."))
    except WorkbenchError as error:
        st.error(plain(explained(error)), icon=":material/error:")
    if found.trouble:
        trouble = translated(found.trouble)
        st.warning(plain(f"{label}: {trouble}" if label else trouble), icon=":material/warning:")


def see_rows(desk: Desk, appearance: grid.Appearance) -> bool:
    """Look at the rows and paint them: a short text now, a long one by a worker while it is shown already.

    Returns:
        True if all rows are looked at.
    """
    state = session()
    if state.extra is not None:
        return desk.looked
    doubts_wanted = appearance.mode == "doubt" and not desk.doubted
    if desk.looked and not doubts_wanted and (desk.incoming is not None or grid.is_painted(desk, appearance)):
        return True
    if len(desk.bitext.rows) <= keeping.AT_ONCE and not doubts_wanted:
        if not desk.looked:
            desk.adopt_looks(*look_all(desk.bitext, desk.examiner))
            desk.rebase()
        grid.paint(desk, desk.bitext, appearance)
        return True
    _begin("look", partial(_look_all, desk, appearance), seen=True)
    return desk.looked


def _look_all(desk: Desk, appearance: grid.Appearance, progress: Progress) -> bool:
    time.sleep(_PAINTED_FIRST)
    progress.check()
    bitext = desk.bitext
    if not desk.quotes:
        desk.set_quotes(keeping.quotations(bitext))
    if not desk.looked:
        desk.adopt_looks(*look_all(bitext, desk.examiner, progress))
    if appearance.mode == "doubt" and not desk.doubted:
        from workbench.judgement import judge

        desk.adopt_doubts(judge(desk.report(), scorer=_scorer(), progress=progress), bitext.rows)
    grid.paint(desk, bitext, appearance, progress)
    return True


def _scorer() -> Scorer | None:
    """A translation model that says how likely it finds each word, where one is installed."""
    found = next((e for e in machine.direct() if hasattr(e, "score") and e.state().ready), None)
    return cast("Scorer | None", found)


def progress(desk: Desk) -> None:
    """Show how far the work is, with a way to stop it; a translation comes in as it is made."""
    if session().extra is None:
        return
    incoming = desk.incoming
    if incoming is not None and len(desk.bitext.rows) <= _PREVIEWED:
        desk.rebase()
    _progress(desk, len(incoming.said) if incoming is not None else 0)


@st.fragment(run_every=0.5)
def _progress(desk: Desk, shown: int) -> None:
    job = session().extra
    if job is None or not job.live:
        st.rerun()
    progress_bar(job, "cancel_extra")
    incoming = desk.incoming
    if incoming is not None and len(desk.bitext.rows) <= _PREVIEWED and len(incoming.said) != shown:
        st.rerun()

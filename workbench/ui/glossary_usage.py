"""What the document in hand does with a glossary's terms, and what it proposes for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.glossary import Matcher, State, load_all
from workbench.glossary.mine import Proposal, concept_of, mine
from workbench.glossary.usage import Usage, outcomes_of, usage
from workbench.glossary.write import concept_data
from workbench.model import Concept, Report
from workbench.ui import glossary_session as here
from workbench.ui import state
from workbench.ui.navigation import go_to_row, open_page
from workbench.ui.safe import plain
from workbench.ui.texts import N_, _, ngettext

__all__ = ["STATES", "places_of", "proposals", "usage_in", "usage_view"]

STATES = {
    State.HIT: N_("matched"),
    State.VARIANT: N_("variant"),
    State.MISSING: N_("missing"),
    State.FORBIDDEN: N_("forbidden"),
}
_KINDS = {"phrase": N_("phrase"), "name": N_("name"), "acronym": N_("acronym")}
_ROWS = 24
"""Places of one concept with a button each; the others are counted."""

_USED = "glossary_used"
_FOUND, _ROUND = "glossary_proposals", "glossary_proposals_round"


def usage_in(opened: here.Opened, report: Report, rendering: int) -> list[Usage]:
    """What a rendering does with each concept; worked out once for each text of the glossary."""
    known = st.session_state.get(_USED)
    if known is None or known[0] is not report or known[1:3] != (opened.path, opened.text):
        known = st.session_state[_USED] = (report, opened.path, opened.text, {})
    found: dict[int, list[Usage]] = known[3]
    if rendering not in found:
        with st.spinner(_("Looking for the terms in the document …")):
            outcomes = outcomes_of(report.parallel, rendering, here.matcher(opened))
            found[rendering] = usage([opened.glossary], outcomes)
    return found[rendering]


def _empty(what: str) -> None:
    """No document, or one without a rendering."""
    with st.container(border=True):
        st.write(what)
        if st.button(_("Open a text"), type="primary", icon=":material/arrow_forward:", key="gl_open_text"):
            open_page("")


def _rendering(report: Report, key: str) -> int:
    """Which rendering to look at."""
    renderings = report.parallel.renderings
    if len(renderings) == 1:
        return 0
    chosen = st.selectbox(
        _("Rendering"),
        range(len(renderings)),
        format_func=lambda number: renderings[number].label or str(number + 1),
        key=key,
        width=340,
    )
    return int(chosen or 0)


def _report() -> Report | None:
    report = state.current_report()
    return report if report is not None and report.parallel.renderings else None


def usage_view(opened: here.Opened) -> None:
    """Per concept how often it is matched, varied, missing or forbidden, with the way to each place."""
    report = _report()
    if report is None:
        _empty(
            _(
                "Here you will see which terms the document in hand has, and what the rendering does with them."
            )
        )
        return
    rendering = _rendering(report, "gl_usage_rendering")
    all_ = usage_in(opened, report, rendering)
    used = [one for one in all_ if one.used]
    counts = {what: sum(len(one.places.get(what, ())) for one in used) for what in STATES}
    told = ", ".join(f"{_(STATES[what])} {count}" for what, count in counts.items())
    st.text(
        ngettext(
            "{n} concept of {all} is in this document: {told}.",
            "{n} concepts of {all} are in this document: {told}.",
            len(used),
            all=len(all_),
            told=told,
        )
    )
    if not used:
        return
    # what needs attention first
    used.sort(key=lambda one: [-len(one.places.get(s, ())) for s in (State.FORBIDDEN, State.MISSING)])
    rows = [_usage_row(one, report) for one in used]
    table = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"gl_usage:{opened.path.name}:{rendering}:{len(used)}",
        alt=_("Concepts of the glossary in the document, with counts"),
    )
    selected = table["selection"]["rows"]
    if selected and selected[0] < len(used):
        one = used[selected[0]]
        st.markdown(f"**{plain(one.concept.id)}**")
        places_of(one, "gl_place")
    else:
        st.text(_("Choose a line to see its places."))


def _usage_row(one: Usage, report: Report) -> dict[str, Any]:
    lang = report.parallel.source.lang or ""
    own = one.concept.in_language(lang)
    return {
        _("Concept"): one.concept.id,
        _("Term"): own[0].text if own else "",
        **{_(name): len(one.places.get(what, ())) for what, name in STATES.items()},
        _("found in the rendering"): ", ".join(f"{text} {count}" for text, count in one.found.items()),
    }


def places_of(one: Usage, key: str) -> None:
    """A button for each row in which a concept came about, by state."""
    for what, name in STATES.items():
        rows = list(dict.fromkeys(one.places.get(what, ())))
        if not rows:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{_(name)}:")
            for row in rows[:_ROWS]:
                if st.button(
                    _("Row {n}", n=row + 1),
                    key=f"{key}:{one.concept.id}:{what}:{row}",
                    type="tertiary",
                    icon=":material/arrow_outward:",
                ):
                    go_to_row(row)
            if len(rows) > _ROWS:
                st.text(ngettext("and {n} more", "and {n} more", len(rows) - _ROWS))


def proposals(opened: here.Opened) -> None:
    """Entries that the document in hand proposes, to be taken over or left."""
    report = _report()
    if report is None:
        _empty(
            _(
                "Here the workbench will propose entries from the document in hand: recurring phrases, names, acronyms."
            )
        )
        return
    left, middle = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        rendering = _rendering(report, "gl_mine_rendering")
    langs = report.parallel.source.lang, report.parallel.renderings[rendering].lang
    if None in langs or langs[0] == langs[1]:
        st.info(_("Proposals need a rendering in another language than the source."))
        return
    least = int(middle.number_input(_("Rows a phrase must recur in"), 1, 20, 2, key="gl_least"))
    key = (report, rendering, least, opened.path)
    known = st.session_state.get(_FOUND)
    if known is None or known[0][0] is not report or known[0][1:] != key[1:]:
        if st.button(_("Look for proposals"), type="primary", icon=":material/search:", key="gl_mine"):
            with st.spinner(_("Looking through the document …")):
                found = _mined(opened, report, rendering, least)
            _keep(key, found)
            st.rerun()
        return
    _choose(opened, known[1], str(langs[0]), str(langs[1]))


def _keep(key: Any, found: list[Proposal]) -> None:
    """Remember proposals; each round is a table of its own, so that no tick moves to another line."""
    st.session_state[_FOUND] = (key, found)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _mined(opened: here.Opened, report: Report, rendering: int, least: int) -> list[Proposal]:
    table = report.parallel
    texts = [(table.source_text(row), table.cell_text(row, rendering)) for row in range(len(table.rows))]
    others = [path for path in here.checked_against() if path != opened.path]
    known = Matcher([opened.glossary, *load_all(others)])
    return mine(
        texts,
        table.source.lang or "",
        table.renderings[rendering].lang or "",
        least=least,
        known=known,
    )


def _choose(opened: here.Opened, found: Sequence[Proposal], source: str, target: str) -> None:
    if not found:
        st.info(_("Nothing to propose: what recurs is in the glossaries already."))
        return
    st.text(
        ngettext(
            "{n} proposal. Tick what belongs into the glossary; both sides can be corrected first.",
            "{n} proposals. Tick what belongs into the glossary; both sides can be corrected first.",
            len(found),
        )
    )
    take, left, right = _("take"), source.upper(), target.upper()
    rows = [
        {
            take: False,
            left: proposal.source,
            right: proposal.target,
            _("kind"): _(_KINDS[proposal.kind]),
            _("together in"): len(proposal.rows),
            _("rows"): ", ".join(str(row + 1) for row in proposal.rows[:12]),
            _("sure"): proposal.score,
        }
        for proposal in found
    ]
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=[_("kind"), _("together in"), _("rows"), _("sure")],
        column_config={_("sure"): st.column_config.ProgressColumn(min_value=0, max_value=1, format="%.2f")},
        key=f"gl_proposals:{st.session_state[_ROUND]}",
        alt=_("Proposals with their evidence"),
    )
    chosen = [number for number, row in enumerate(edited) if row[take]]
    if not opened.editable:
        st.info(
            _("This glossary is read-only: copy it into your folder, or open one of your own, to take any.")
        )
        return
    pressed = st.button(
        ngettext("Add {n} to the glossary", "Add {n} to the glossary", len(chosen))
        if chosen
        else _("Add to the glossary"),
        type="primary",
        disabled=not chosen,
        icon=":material/add:",
        key="gl_take",
    )
    if pressed:
        _take(
            opened,
            found,
            {n: (str(edited[n][left] or ""), str(edited[n][right] or "")) for n in chosen},
            source,
            target,
        )


def _take(
    opened: here.Opened,
    found: Sequence[Proposal],
    chosen: dict[int, tuple[str, str]],
    source: str,
    target: str,
) -> None:
    """Add what was ticked, as corrected, as one step; the rest stays to choose from."""
    from dataclasses import replace

    taken = {concept.id for concept in opened.glossary.concepts}
    concepts: list[Concept] = [
        concept_of(replace(found[number], source=left, target=right), source, target, taken)
        for number, (left, right) in chosen.items()
        if left.strip() and right.strip()
    ]
    assert opened.draft is not None
    if here.edit(opened.draft, [(("concepts", c.id), dict(concept_data(c))) for c in concepts]):
        key, _known = st.session_state[_FOUND]
        _keep(key, [p for number, p in enumerate(found) if number not in chosen])
        here.say(
            ngettext(
                "{n} concept was added. It is saved with the next save.",
                "{n} concepts were added. They are saved with the next save.",
                len(concepts),
            )
        )
        st.rerun()

"""Scores: where to look first, how near the renderings are to a reference or to one another, and plots."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from workbench.comparison.metrics import LOWER_IS_BETTER
from workbench.judgement import JudgedRendering
from workbench.model import Parallel
from workbench.ui.components.parts import component
from workbench.ui.navigation import go_to_row, report_or_empty
from workbench.ui.plots import lengths, segments, show
from workbench.ui.safe import plain
from workbench.ui.scoring import (
    CHANCE,
    Scores,
    compute,
    doubt_columns,
    doubt_rows,
    likely_reference,
    points,
    references,
)
from workbench.ui.texts import _, decimal, language_name, translated
from workbench.ui.waiting import of_report

_NONE = -1
"""In a choice of renderings; with None as an option the widget would show a button to clear it."""


def page() -> None:
    """What is wanted, then the numbers, or how far they are."""
    report = report_or_empty(
        _("Scores"),
        _("Here stand the rows to look at first, and how the renderings compare with a reference."),
    )
    reference, meaning = _wanted(report.parallel)
    work = partial(compute, report, reference, meaning)
    scores = of_report(report, "scores", work, wish=(reference, meaning), lane="scores")
    _show(report.parallel, scores, reference)


def _wanted(parallel: Parallel) -> tuple[int | None, bool]:
    able = [_NONE, *references(parallel)]
    likely = likely_reference(parallel)
    names = {i: _("none") if i == _NONE else parallel.renderings[i].label for i in able}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        reference = st.selectbox(
            _("Reference"),
            able,
            index=able.index(_NONE if likely is None else likely),
            format_func=names.__getitem__,
            disabled=len(able) == 1,
            key="scores_reference",
            width=320,
            help=_("The others in its language are scored by how near their words are to its words."),
        )
        meaning = st.toggle(
            _("Compare meanings"),
            True,
            key="scores_meaning",
            help=_("Sentence encoders tell where source and rendering say something else. Takes longer."),
        )
    return None if reference == _NONE else reference, meaning


def _show(parallel: Parallel, scores: Scores, reference: int | None) -> None:
    judged = scores.judgement.renderings
    first, second, third = st.tabs([_("Look here first"), _("Scores"), _("Plots")])
    with first:
        _doubts(parallel, judged)
    with second:
        _metrics(judged, reference)
        _matrices(parallel, scores)
    with third:
        _plots(parallel, judged)
    for item in scores.judgement.not_run:
        label = parallel.renderings[item.rendering].label if item.rendering is not None else ""
        reason = translated(item.reason)
        st.text(_("Not counted: {what} ({label}): {reason}", what=item.code, label=label, reason=reason))


def _doubts(parallel: Parallel, judged: tuple[JudgedRendering, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.selectbox(
            _("Rendering"),
            range(len(judged)),
            format_func=lambda i: judged[i].label,
            key="doubts_of",
            width=320,
        )
        count = st.selectbox(_("Rows"), [10, 25, 50, 100], key="doubts_count", width=120)
    st.write(
        _("The most doubtful rows, the worst first. Only the order counts; every part of the doubt is shown.")
    )
    rendering = judged[chosen]
    rows = doubt_rows(parallel, rendering, count)
    if not rows:
        st.success(_("Nothing speaks against any row."))
        return
    words = {
        "table": _("Look here first"),
        "row": _("Row"),
        "kind": _("Doubt"),
        "go": _("To this row in the table"),
    }
    result = component("ledger", '<div class="workbench ledger"></div>')(
        data={"columns": doubt_columns(parallel, rendering), "rows": rows, "words": words},
        key="doubts",
        on_go_change=lambda: None,
    )
    if isinstance(result.go, int) and 0 <= result.go < len(parallel.rows):
        go_to_row(result.go)


def _metrics(judged: tuple[JudgedRendering, ...], reference: int | None) -> None:
    if reference is None:
        st.write(_("Choose a reference above to score the other renderings in its language."))
        return
    scored = [rendering for rendering in judged if rendering.metrics]
    if not scored:
        st.write(_("No other rendering is in the language of the reference."))
        return
    st.dataframe(
        [
            {_("Rendering"): r.label, **{_metric(score.name): score.value for score in r.metrics}}
            for r in scored
        ],
        hide_index=True,
        column_config={
            _metric(score.name): st.column_config.NumberColumn(format="%.1f", help=plain(score.signature))
            for score in scored[0].metrics
        },
        alt=_("Scores against the reference"),
    )
    st.write(_("Nearness of words to the reference, not quality: two good translations can be far apart."))
    rows = [row for rendering in scored for row in _against(scored[0].label, rendering)]
    if rows:
        st.header(_("More than chance?"), anchor=False)
        st.dataframe(
            rows, hide_index=True, alt=_("Differences of scores, and whether they are more than chance")
        )
        st.text(
            _("Paired bootstrap, p below {p}.", p=decimal(CHANCE)) + f" {scored[-1].against[0].signature}"
        )


def _metric(name: str) -> str:
    return _("{metric} (less is better)", metric=name) if name in LOWER_IS_BETTER else name


def _against(first: str, rendering: JudgedRendering) -> list[dict[str, Any]]:
    return [
        {
            _("Rendering"): rendering.label,
            _("Compared with"): first,
            _("Metric"): comparison.name,
            _("Difference"): f"{'+' if comparison.delta > 0 else ''}{decimal(comparison.delta, 1)}",
            "p": decimal(comparison.p, 3),
            _("Verdict"): _("more than chance") if comparison.p < CHANCE else _("may be chance"),
        }
        for comparison in rendering.against
    ]


def _matrices(parallel: Parallel, scores: Scores) -> None:
    for each in scores.matrices:
        st.header(
            _("Every rendering against every other: {language}", language=language_name(each.lang)),
            anchor=False,
        )
        labels = [parallel.renderings[index].label for index in each.indexes]
        heads = [
            label if labels.count(label) == 1 else f"{label} ({i + 1})" for i, label in enumerate(labels)
        ]
        st.dataframe(
            [
                {_("chrF++ against"): label, **dict(zip(heads, map(_tenths, row), strict=True))}
                for label, row in zip(heads, each.values, strict=True)
            ],
            hide_index=True,
            alt=_("chrF++ of every rendering against every other"),
        )


def _tenths(value: float) -> str:
    return decimal(value, 1)


def _plots(parallel: Parallel, judged: tuple[JudgedRendering, ...]) -> None:
    data = points(parallel, judged)
    st.write(_("Click a point to see its row in the table."))
    for name, chart, alt in (
        ("segments", segments(data), _("Doubt of every row, one point for each rendering")),
        ("lengths", lengths(data), _("Length of every row in source and rendering, in characters")),
    ):
        row = show(chart, key=f"plot_{name}", alt=alt)
        if row is not None and 0 <= row < len(parallel.rows):
            go_to_row(row)


page()

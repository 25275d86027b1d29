"""Scores: rows to look at first, metrics against a reference of one's choice, plots that lead to a row."""

import json
import time

import pytest
from report_support import report
from ui_support import drawn, opened, said, ukrainian

from workbench.errors import Cancelled
from workbench.model import Finding, Origin, Severity
from workbench.progress import Progress
from workbench.ui import jobs, plots, waiting
from workbench.ui.scoring import Matrix, compute, doubt_rows, likely_reference, points, references

SOURCE = ["The dog sleeps.", "She paid 120 dollars.", "They went home early that day."]
FIRST = ["Пес спить.", "Вона заплатила 210 доларів.", "Того дня вони рано пішли додому."]
SECOND = ["Собака спить.", "Вона заплатила 120 доларів.", "Того дня вони пішли додому рано."]
THIRD = ["Собака спить тут.", "Вона платила 120 доларів.", "Вони пішли додому рано того дня."]
WRONG = Finding("numbers", Severity.ERROR, "120 became 210.", 1, 0)


@pytest.fixture(scope="module")
def three():
    return report(SOURCE, FIRST, SECOND, THIRD, findings=(WRONG,))


@pytest.fixture(scope="module")
def scores(three):
    return compute(three, 1, meaning=False)


def test_every_rendering_is_scored_against_every_other(scores):
    (matrix,) = scores.matrices
    assert (matrix.lang, matrix.indexes) == ("uk", (0, 1, 2))
    assert all(round(matrix.values[i][i], 3) == 100 for i in range(3))
    assert all(len(row) == 3 for row in matrix.values)


def test_languages_do_not_mix():
    table = report(SOURCE, FIRST, SOURCE, SECOND, langs=["en", "uk", "es", "uk"])
    assert references(table.parallel) == (0, 2)
    assert [m.indexes for m in compute(table, None, meaning=False).matrices] == [(0, 2)]


def test_a_human_rendering_beside_a_machines_is_the_likely_reference(three):
    from dataclasses import replace

    first, second, third = three.parallel.renderings
    assert likely_reference(three.parallel) is None
    machine = replace(first, kind=Origin.MACHINE)
    assert likely_reference(replace(three.parallel, renderings=(machine, second, third))) == 1
    assert (
        likely_reference(replace(three.parallel, renderings=(replace(machine, lang="es"), second, third)))
        is None
    )


def test_the_most_doubtful_row_comes_first_with_its_parts(three, scores):
    judged = scores.judgement.renderings[0]
    rows = doubt_rows(three.parallel, judged, 10)
    assert rows[0]["places"] == [["2", 1]]
    why = rows[0]["cells"][2]
    name, value = max(judged.rows[1].doubt.parts, key=lambda part: part[1])
    assert why["value"].startswith(f"{name} {value:.2f}")
    assert why["word"] == "numbers"
    assert "120 became 210." in why["note"]
    values = [float(row["kind"]) for row in rows]
    assert values == sorted(values, reverse=True)


def test_what_is_doubted_is_marked_in_both_texts(three, scores):
    judged = scores.judgement.renderings[0]
    source, target, _ = doubt_rows(three.parallel, judged, 1)[0]["cells"]
    marked = [[piece for piece in cell["pieces"] if "doubted" in piece[1]] for cell in (source, target)]
    signs = judged.rows[1].signs
    assert [len(found) for found in marked] == [
        len({sign.source for sign in signs} - {None}),
        len({sign.target for sign in signs} - {None}),
    ]
    assert {piece[2] for found in marked for piece in found} <= {sign.message for sign in signs}


def test_points_have_one_entry_per_cell_and_tell_renderings_apart(three, scores):
    judged = scores.judgement.renderings
    found = points(three.parallel, judged)
    assert len(found) == 2 * len(SOURCE)
    assert {point["row"] for point in found} == {1, 2, 3}
    twins = points(three.parallel, [judged[0], judged[0]])
    assert len({point["rendering"] for point in twins}) == 2


def test_a_plot_of_more_rows_than_altairs_limit_is_drawn():
    many = [
        {"row": i, "rendering": "a", "doubt": 0.5, "chrF++": None, "source": i, "target": i}
        for i in range(1, 8001)
    ]
    spec = json.loads(plots.segments(many).to_json())
    assert "https" not in json.dumps({key: value for key, value in spec.items() if key != "$schema"})


def test_cancelling_stops_the_counting(three):
    class Stopping(Progress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        compute(three, None, False, Stopping())


def test_no_rows_give_no_scores():
    assert compute(report([], [], []), None, meaning=False).matrices == ()
    assert Matrix("uk", (), ()).values == ()


def settled(page, seconds=60):
    until = time.monotonic() + seconds
    while page.session_state["work_scores"][2].live:
        assert time.monotonic() < until
        time.sleep(0.05)
    page.run()
    assert not page.exception
    return page


class TestPage:
    @pytest.fixture(autouse=True)
    def without_encoders(self, monkeypatch):
        from workbench.alignment import embedding

        monkeypatch.setattr(embedding, "choose", lambda *_: ((), ()))

    def test_rows_to_look_at_first(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three))
        assert drawn(page, "doubts")["rows"][0]["places"] == [["2", 1]]
        assert "Not counted: meaning" in said(page)

    def test_a_reference_gives_scores_and_significance(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three))
        assert "Choose a reference" in said(page)
        page.selectbox(key="scores_reference").set_value(2).run()
        settled(page)
        metrics, chance, matrix = (frame.value for frame in page.dataframe)
        assert list(metrics["Rendering"]) == ["uk-0", "uk-1"]
        assert "TER (less is better)" in metrics.columns
        assert set(chance["Verdict"]) <= {"more than chance", "may be chance"}
        assert list(matrix.columns[1:]) == ["uk-0", "uk-1", "uk-2"]

    def test_the_numbers_are_counted_once_for_a_report(self, monkeypatch, three):
        started = []
        start = jobs.start
        monkeypatch.setattr(jobs, "start", lambda work, **lane: started.append(1) or start(work, **lane))
        page = settled(opened(monkeypatch, "scores", three))
        page.run()
        page.selectbox(key="doubts_count").set_value(25).run()
        assert len(started) == 1

    def test_a_stopped_count_can_be_started_again(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three))
        job = jobs.Job()
        job.state = jobs.JobState.CANCELLED
        page.session_state["work_scores"] = (*page.session_state["work_scores"][:2], job)
        page.run()
        assert "Stopped" in page.info[0].value
        page.button(key="work_scores_again").click().run()
        settled(page)
        assert drawn(page, "doubts")["rows"]

    def test_while_counting_there_is_a_bar_and_a_way_to_stop(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three))
        job = jobs.Job()
        job.start("Looking at every row", 10)
        job.state = jobs.JobState.RUNNING
        page.session_state["work_scores"] = (*page.session_state["work_scores"][:2], job)
        monkeypatch.setattr(waiting, "_AT_ONCE", 0)
        page.run()
        assert page.get("progress")
        page.button(key="work_scores_cancel").click().run()
        assert job.cancelled()

    def test_a_failure_is_told_as_text(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three))
        job = jobs.Job()
        job.state, job.error = jobs.JobState.FAILED, "It <b>failed</b> ![x](http://192.0.2.1/x.png)"
        page.session_state["work_scores"] = (*page.session_state["work_scores"][:2], job)
        page.run()
        assert "\\<b\\>" in page.error[0].value

    def test_clicks_lead_to_the_row(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three))
        page.session_state["doubts"] = {"go": 1}
        page.run()
        assert page.title[0].value == "Translate & align"

    def test_a_picked_point_is_a_row(self, monkeypatch):
        picked = {"selection": {"pick": [{"row": 3}]}}
        monkeypatch.setattr(plots.st, "altair_chart", lambda *_, **__: picked)
        assert plots.show(None, key="a", alt="") == 2
        for nothing in (
            {},
            {"selection": {}},
            {"selection": {"pick": [{}]}},
            {"selection": {"pick": [{"row": "3"}]}},
        ):
            monkeypatch.setattr(plots.st, "altair_chart", lambda *_, found=nothing, **__: found)
            assert plots.show(None, key="a", alt="") is None

    def test_in_ukrainian(self, monkeypatch, three):
        page = settled(opened(monkeypatch, "scores", three, settings=ukrainian()))
        assert page.title[0].value == "Оцінки"
        row = drawn(page, "doubts")["rows"][0]
        assert row["kind"].startswith("0,")
        assert row["cells"][2]["value"].startswith(("числа 0,", "зауваги 0,"))

    def test_without_a_report_it_says_what_to_do(self, monkeypatch):
        assert "open a text" in said(opened(monkeypatch, "scores"))

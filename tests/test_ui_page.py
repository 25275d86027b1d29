"""The page without a browser: what a translator sees and can press (streamlit.testing)."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.model import Document
from workbench.pipeline import Given
from workbench.ui import jobs
from workbench.ui.components.table import as_data
from workbench.ui.safe import plain as _plain

ROOT = Path(__file__).parent.parent


@pytest.fixture
def page():
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def texts(page):
    kinds = ("title", "markdown", "text", "error", "info", "warning", "subheader")
    return "\n".join(element.value for kind in kinds for element in getattr(page, kind))


def finished(page, seconds=120):
    """Run the page until its job has ended."""
    until = time.monotonic() + seconds
    while page.session_state["workbench"].job.live:
        assert time.monotonic() < until, "the job did not end"
        time.sleep(0.2)
    return page.run()


def test_the_empty_state_says_what_to_do(page):
    assert not page.exception
    assert "Paste an article" in texts(page)
    assert page.button(key="take_pasted").disabled


def test_from_paste_to_the_language(page):
    page.text_area(key="pasted").input("Міністр подав у відставку. Про це він написав у п’ятницю.").run()
    page.button(key="take_pasted").click().run()
    assert not page.exception
    assert "Ukrainian" in texts(page)
    assert page.button(key="go").disabled


def test_example_is_aligned_and_shown(page):
    page.button_group(key="how").set_value(["Example"]).run() if page.get("button_group") else None
    page.session_state["workbench"].source = None
    page.query_params["example"] = "1"
    page.run()
    assert not page.exception
    page.button(key="go").click().run()
    finished(page)
    assert not page.exception
    assert "errors" in texts(page)
    assert {button.label for button in page.get("download_button")} >= {"HTML", "JSON"}


def test_renderings_can_be_removed(page):
    page.query_params["example"] = "1"
    page.run()
    before = len(page.session_state["workbench"].renderings)
    next(button for button in page.button if button.label == "Remove").click().run()
    assert len(page.session_state["workbench"].renderings) == before - 1


def test_a_failed_job_says_why_and_keeps_the_text(page):
    state = page.session_state["workbench"]
    state.source = Document("a.txt", "One sentence. Another one.")
    state.renderings = [Given(Document("b.txt", "Одне речення."))]
    job = jobs.Job()
    job.state, job.error = jobs.JobState.FAILED, "Engine <b>died</b> of [this](http://example.org)."
    state.job = job
    page.run()
    assert "\\<b\\>died" in page.error[0].value
    assert page.session_state["workbench"].source is not None


def test_cancelled_job_says_that_work_is_kept(page):
    state = page.session_state["workbench"]
    state.source = Document("a.txt", "One sentence.")
    state.job = jobs.Job()
    state.job.state = jobs.JobState.CANCELLED
    page.run()
    assert "kept" in page.info[0].value


@pytest.mark.parametrize(
    "hostile",
    ["![x](http://example.org/a.png)", "<script>alert(1)</script>", "**bold** :material/x: $a$", "`code`"],
)
def test_markdown_of_documents_does_not_act(hostile):
    escaped = _plain(hostile)
    assert all(escaped[i - 1] == "\\" for i, char in enumerate(escaped) if char in "*`<>[]()!$:")


class TestJob:
    def run(self, work):
        job = jobs.Job()
        job.run(work)
        return job

    def test_unexpected_errors_name_their_kind_but_no_text(self):
        job = self.run(lambda progress: 1 / 0)
        assert job.state is jobs.JobState.FAILED
        assert "ZeroDivisionError" in job.error

    def test_cancel_stops_between_batches(self):
        def work(progress):
            progress.start("Translating", 10)
            progress.advance(3)
            progress.cancel()
            progress.check()

        job = self.run(work)
        assert job.state is jobs.JobState.CANCELLED
        assert job.done == 3


def test_table_data_shows_control_characters_as_signs():
    from report_support import report

    data = as_data(report(["a\u202eb"], ["c"]))
    parts = data["rows"][0]["cells"][0]["pieces"]
    assert [part[0] for part in parts] == ["a", "U+202E", "b"]
    assert "control" in parts[1][1]

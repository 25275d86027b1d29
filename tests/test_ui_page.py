"""The translate page without a browser: a document from pasting to the desk, and what the grid is sent."""

import json
import time

import pytest
from browser_support import small
from streamlit.testing.v1 import AppTest
from ui_support import ROOT, drawn, said, ukrainian

from workbench.model import Document
from workbench.pipeline import Given
from workbench.ui import jobs, keeping
from workbench.ui.safe import plain


@pytest.fixture(autouse=True)
def own_store(monkeypatch, tmp_path):
    """Documents of a test are its own."""
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "store.sqlite"))
    keeping.store.clear()
    yield
    keeping.store().close()
    keeping.store.clear()


def opened(address=None, settings=None):
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if settings is not None:
        page.session_state["preferences"] = settings
        page.session_state["preferences_notes"] = ()
    if address:
        page.query_params["doc"] = address
    page.run()
    assert not page.exception, page.exception
    return page


@pytest.fixture
def page():
    return opened()


@pytest.fixture
def kept():
    """A document in the store; its id."""
    project = keeping.store().create_project("P")
    return keeping.store().add_document(project.id, small(), title="A **report**", who="").id


def finished(page, which="job", seconds=120):
    """Run the page until its work has ended."""
    until = time.monotonic() + seconds
    while (job := getattr(page.session_state["workbench"], which)) is not None and job.live:
        assert time.monotonic() < until, "the work did not end"
        time.sleep(0.1)
    return page.run()


def desk(page):
    return page.session_state["workbench"].desk


def view(page):
    """What the grid is told by its view mount."""
    return drawn(page, "-grid")


def whole(page):
    """All rows, as the document mount carries them."""
    (mount,) = [each for each in page.get("bidi_component") if "whole-" in each.proto.id]
    key, rows = mount.proto.bytes.split(b"\n", 1)
    return key.decode(), json.loads(rows)


def tell(page, *ops, desk_token=None, client="tab"):
    """What the browser would send; the page runs."""
    token = desk(page).token if desk_token is None else desk_token
    page.session_state["grid"] = {"ops": {"client": client, "desk": token, "rev": 0, "ops": list(ops)}}
    page.run()
    assert not page.exception, page.exception
    return page


def test_the_empty_state_says_what_to_do(page):
    assert not page.exception
    assert "Paste an article" in said(page)
    assert page.button(key="take_pasted").disabled


def test_from_paste_to_the_language(page):
    page.text_area(key="pasted").input("Міністр подав у відставку. Про це він написав у п’ятницю.").run()
    page.button(key="take_pasted").click().run()
    assert not page.exception
    assert "Ukrainian" in said(page)
    assert page.button(key="go").disabled


def test_a_new_document_goes_into_the_store_and_on_the_desk(page):
    page.query_params["example"] = "1"
    page.run()
    page.button(key="go").click().run()
    finished(page)
    finished(page, "extra")
    assert not page.exception
    assert [column.label for column in desk(page).bitext.columns] == [
        "article.es",
        "article.uk-a",
        "article.uk-b",
    ]
    assert desk(page).id in page.query_params["doc"]
    assert keeping.store().load(desk(page).id).bitext.rows == desk(page).bitext.rows
    assert "3 renderings" in said(page)


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
    escaped = plain(hostile)
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


class TestOpen:
    def test_a_kept_document_is_opened_by_its_address(self, kept):
        page = opened(kept)
        key, sent = whole(page)
        assert len(sent["rows"]) == 12
        assert view(page)["document"] == key
        assert [column["label"] for column in view(page)["columns"]] == ["Source", "agency", "paper", "wire"]
        assert "A \\*\\*report\\*\\*" in [header.value for header in page.header]

    def test_an_unknown_address_says_so_and_starts_anew(self):
        page = opened("nothing-like-this")
        assert page.error
        assert page.text_area(key="pasted")

    def test_rows_carry_findings_marks_and_quotations(self, kept):
        rows = whole(opened(kept))[1]["rows"]
        assert [finding[1] for finding in rows[3]["c"][1]["f"]] == ["term-forbidden"]
        assert rows[3]["p"] == 1
        assert rows[2]["q"] == "Olena Hnatiuk"
        assert any("diff" in piece[1] for piece in rows[1]["c"][1]["t"])

    def test_on_a_ukrainian_page_findings_and_kinds_of_difference_are_ukrainian_and_what_is_kept_is_not(
        self, kept
    ):
        english, page = whole(opened(kept))[1]["rows"], opened(kept, ukrainian())
        rows = whole(page)[1]["rows"]
        severity, code, message, key = rows[3]["c"][1]["f"][0]
        assert message.startswith("«заяву для преси» заборонено")
        assert [severity, code, key] == [english[3]["c"][1]["f"][0][at] for at in (0, 1, 3)]
        assert any(message in "".join(piece[2:]) for piece in rows[3]["c"][1]["t"])
        notes = [piece[2] for row in rows for piece in row["c"][1]["t"] if piece[1:] and "diff" in piece[1]]
        assert notes
        assert [note for note in notes if note.split(":")[0].isascii()] == []
        seen = [finding.message for look in desk(page).looks.values() for finding in look.findings]
        assert any(kept.startswith("“заяву для преси” is forbidden") for kept in seen)

    def test_on_a_ukrainian_page_a_refusal_is_ukrainian(self, kept):
        page = opened(kept, ukrainian())
        tell(page, {"op": "merge", "row": "r11", "seq": 1}, {"op": "undo", "seq": 2})
        refused = [answer["refused"] for answer in view(page)["answers"]["tab"]]
        assert refused == ["нижче немає рядка, з яким можна об’єднати", "Немає чого скасовувати."]

    def test_commands_change_the_document_and_come_back_as_patches(self, kept):
        page = tell(opened(kept), {"op": "edit", "row": "r0", "column": 0, "text": "Нове", "seq": 1})
        assert view(page)["acks"] == {"tab": 1}
        assert "".join(piece[0] for piece in view(page)["patches"][-1]["rows"][0]["c"][0]["t"]) == "Нове"
        assert keeping.store().load(kept).bitext.rows[0].cells[0].text == "Нове"
        assert view(page)["undo"] == "edit"
        page.run()  # told again: nothing happens twice
        assert len(desk(page).history.entries) == 1

    def test_what_was_meant_for_another_desk_is_not_carried_out(self, kept):
        page = tell(opened(kept), {"op": "merge", "row": "r0", "seq": 1}, desk_token="another")
        assert len(desk(page).bitext.rows) == 12
        assert not view(page)["acks"]

    @pytest.mark.parametrize("message", ["x", {"client": "a"}, {"client": "a", "ops": [{"op": "drop"}]}, [1]])
    def test_odd_messages_of_the_browser_change_nothing(self, kept, message):
        page = opened(kept)
        page.session_state["grid"] = {"ops": message, "look": message}
        page.run()
        assert not page.exception
        assert not desk(page).history.entries

    def test_another_base_and_agreement(self, kept):
        page = opened(kept)
        page.session_state["grid"] = {"look": {"base": 1, "mode": "agreement"}}
        page.run()
        assert not page.exception
        assert view(page)["look"] == {"base": 1, "mode": "agreement"}
        assert any("agree" in piece[1] for row in whole(page)[1]["rows"] for piece in row["c"][0]["t"])

    def test_questions_are_answered(self, kept):
        page = tell(opened(kept), {"op": "edit", "row": "r0", "column": 0, "text": "Нове", "seq": 1})
        tell(page, {"op": "history", "row": "r0", "seq": 2})
        (answer,) = view(page)["answers"]["tab"]
        assert answer["history"][0]["texts"] == [["agency", "Керівниця київського офісу звільнилася", "Нове"]]

    def test_realigning_is_work_beside_the_grid(self, kept):
        page = tell(
            opened(kept),
            {"op": "move", "row": "r6", "column": 0, "direction": "down", "seq": 1},
            {"op": "realign", "column": 0, "seq": 2},
        )
        finished(page, "extra")
        assert desk(page).history.entries[-1].kind == "realign"

    def test_a_rendering_is_taken_off_and_comes_back(self, kept):
        page = opened(kept)
        page.button(key="off-1").click().run()
        assert [column.label for column in desk(page).bitext.columns] == ["agency", "wire"]
        tell(page, {"op": "undo", "seq": 1})
        assert [column.label for column in desk(page).bitext.columns] == ["agency", "paper", "wire"]

    def test_a_full_disk_is_told_and_the_edit_not_acknowledged(self, kept):
        from workbench.errors import BadStore

        page = opened(kept)
        desk(page).save = lambda entry, before: (_ for _ in ()).throw(BadStore("The disk is full."))
        tell(page, {"op": "lock", "row": "r0", "seq": 1})
        assert view(page)["trouble"] == "The disk is full."
        assert view(page)["acks"].get("tab", 0) == 0

    def test_without_a_store_one_can_work_all_the_same(self, page, monkeypatch):
        from workbench.errors import BadStore

        def broken():
            raise BadStore("The store is damaged.")

        page.query_params["example"] = "1"
        page.run()
        monkeypatch.setattr(keeping, "store", broken)
        monkeypatch.setattr(keeping, "memory_pairs", lambda: ())
        page.button(key="go").click().run()
        finished(page)
        assert not page.exception
        assert desk(page).id == ""
        assert view(page)["saved"] == "kept only while this page is open"
        monkeypatch.undo()

    def test_the_grid_is_told_its_words_in_the_users_language(self, kept):
        page = opened(kept, ukrainian())
        words = view(page)["texts"]
        assert not [
            text for text, word in words.items() if text == word and text.isascii() and "{" not in text
        ]

    def test_a_new_document_leaves_the_old_one_in_the_store(self, kept):
        page = opened(kept)
        page.button(key="new").click().run()
        assert not page.exception
        assert desk(page) is None
        assert page.button(key=f"recent-{kept}")

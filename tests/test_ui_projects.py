"""Projects & memory: what is kept, edited files taken back, the memory searched, filled, cleaned; and empty states."""

import json
import re
import time

import pytest
from memory_support import day, unit
from test_bitext import bitext
from ui_support import drawn, opened, said, text_of, ukrainian

from workbench.bitext import operations
from workbench.desk import commands
from workbench.errors import BadFile, BadStore, Cancelled
from workbench.exporting.exchange import Options
from workbench.exporting.registry import REGISTRY, export, read_bitext
from workbench.memory.units import UnitOrigin
from workbench.model import Document
from workbench.progress import SILENT, Progress
from workbench.ui import answering, keeping, machine, projects_work, state
from workbench.ui.machine import MEMORY, Wish
from workbench.ui.memory_carry import take_in
from workbench.ui.memory_show import whence
from workbench.ui.projects_exchange import change_cards, counted

SOURCE = [["The bridge is closed."], ["It rains."], ["Over 80 people came."]]
TARGET = [["Міст зачинено."], ["Дощить."], ["Прийшли понад 80 людей."]]


@pytest.fixture(autouse=True)
def own_store():
    keeping.store.clear()
    keeping.memory_stats.clear()
    yield
    keeping.store.clear()
    keeping.memory_stats.clear()


@pytest.fixture
def kept():
    """A document that is kept, and open."""
    return keeping.keep_new(bitext(SOURCE, TARGET), "The bridge", Document("bridge.txt", ""), None)


def view(monkeypatch, name, **more):
    page = opened(monkeypatch, "projects", **more)
    page.session_state["projects_view"] = name
    return page.run()


def finished(page, seconds=30):
    """Run the page until its work has ended."""
    if "projects_work" not in page.session_state:  # it ended within the run, and was told
        return page
    until = time.monotonic() + seconds
    while page.session_state["projects_work"].job.live:
        assert time.monotonic() < until, "the work did not end"
        time.sleep(0.05)
    page.run()
    assert not page.exception, page.exception
    return page


def on_desk(page, desk):
    """The page with this document open."""
    page.session_state["workbench"] = state.Session(desk=desk)
    return page.run()


def command(desk, **op):
    seq = desk.acks.get("tab", 0) + 1
    desk.receive(commands.decode({"client": "tab", "ops": [{"seq": seq, **op}]}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("documents", "No document is kept yet"),
        ("projects", "No project yet"),
        ("files", "No document is open"),
        ("search", "The memory is empty"),
        ("carry", "The memory is empty"),
        ("clean", "The memory is empty"),
        ("store", "lie in one place"),
    ],
)
def test_every_empty_view_says_what_to_do(monkeypatch, name, words):
    page = view(monkeypatch, name)
    assert not page.exception
    assert words in said(page)


def test_a_store_that_cannot_be_opened_says_why(monkeypatch, tmp_path):
    broken = tmp_path / "no-store.sqlite"
    broken.write_bytes(b"not a database at all, " * 100)
    monkeypatch.setenv("WORKBENCH_STORE", str(broken))
    page = view(monkeypatch, "documents")
    assert not page.exception
    assert page.error


class TestDocuments:
    def test_opening_one_leads_to_the_table(self, monkeypatch, kept):
        page = view(monkeypatch, "documents")
        page.button(key=f"open-{kept.id}").click().run()
        assert not page.exception
        assert page.session_state["workbench"].desk.id == kept.id
        assert page.header[0].value == "The bridge"

    def test_rename_move_delete_and_take_back(self, monkeypatch, kept):
        other = keeping.store().create_project("Speeches")
        page = on_desk(view(monkeypatch, "documents"), kept)
        page.button(key=f"manage-{kept.id}").click().run()
        page.text_input[1].input("The old bridge")
        next(b for b in page.button if b.label == "Rename").click().run()
        assert keeping.store().document(kept.id).title == kept.title == "The old bridge"
        next(s for s in page.selectbox if s.label == "Another project").select(other.id)
        next(b for b in page.button if b.label == "Move").click().run()
        assert keeping.store().document(kept.id).project == other.id
        page.button(key=f"delete-{kept.id}").click().run()
        assert not keeping.store().documents()
        assert page.session_state["workbench"].desk is None
        page.session_state["projects_view"] = "projects"
        page.run()
        page.button(key=f"back-{kept.id}").click().run()
        assert [info.id for info in keeping.store().documents()] == [kept.id]
        assert not page.exception

    def test_who_did_what(self, monkeypatch, kept):
        kept.who = "Anna"
        command(kept, op="confirm", row="r0", column=0)
        command(kept, op="undo")
        page = view(monkeypatch, "documents")
        page.button(key=f"manage-{kept.id}").click().run()
        table = page.dataframe[0].value
        assert list(table["What"]) == ["undo", "confirm"]
        assert list(table["Takes back step"]) == ["1", ""]

    def test_titles_are_searched(self, monkeypatch, kept):
        keeping.keep_new(bitext(SOURCE, TARGET), "A vote", Document("v.txt", ""), None)
        page = view(monkeypatch, "documents")
        page.text_input(key="projects_wanted").input("VOTE").run()
        assert "1 document" in said(page)

    def test_hostile_titles_stay_text(self, monkeypatch):
        desk = keeping.keep_new(
            bitext(SOURCE, TARGET), "![x](http://192.0.2.1/a.png)", Document("h", ""), None
        )
        page = view(monkeypatch, "documents")
        assert page.button(key=f"open-{desk.id}").label.startswith("\\!\\[x\\]")


class TestProjects:
    def test_new_renamed_deleted_and_taken_back(self, monkeypatch):
        page = view(monkeypatch, "projects")
        page.text_input[0].input("Speeches")
        next(b for b in page.button if b.label == "Make it").click().run()
        (project,) = keeping.store().projects()
        page.text_input[1].input("Old speeches")
        next(b for b in page.button if b.label == "Rename").click().run()
        assert [p.name for p in keeping.store().projects()] == ["Old speeches"]
        page.button(key=f"discard-{project.id}").click().run()
        assert not keeping.store().projects()
        page.button(key=f"back-{project.id}").click().run()
        assert [p.name for p in keeping.store().projects()] == ["Old speeches"]

    def test_a_name_that_is_taken_is_refused_with_the_reason(self, monkeypatch, kept):
        page = view(monkeypatch, "projects")
        page.text_input[0].input(keeping.DEFAULT_PROJECT)
        next(b for b in page.button if b.label == "Make it").click().run()
        assert "already" in page.error[0].value

    def test_out_as_a_file_and_in_again(self, monkeypatch, kept):
        project = keeping.store().document(kept.id).project
        page = view(monkeypatch, "projects")
        page.button(key=f"export-{project}").click().run()
        finished(page)
        made = page.session_state["projects_result:project"]
        assert made.name == "My-documents.workbench.zip"
        page.file_uploader(key="project_upload").set_value((made.name, made.read(), "application/zip")).run()
        page.button(key="project_import").click().run()
        finished(page)
        assert len(keeping.store().projects()) == 2
        assert "Read in" in said(page)

    def test_a_file_that_is_none_changes_nothing(self, monkeypatch):
        page = view(monkeypatch, "projects")
        page.file_uploader(key="project_upload").set_value(("x.zip", b"no zip", "application/zip")).run()
        page.button(key="project_import").click().run()
        finished(page)
        assert page.error
        assert not keeping.store().projects()

    def test_the_bin_is_emptied_only_when_that_is_sure(self, monkeypatch, kept):
        keeping.store().delete_document(kept.id)
        page = view(monkeypatch, "projects")
        assert page.button(key="bin_empty").disabled
        page.checkbox(key="bin_sure").check().run()
        page.button(key="bin_empty").click().run()
        assert not keeping.store().documents(bin=True)


def edited(desk, form="csv"):
    """The document as a file in which somebody changed a text and confirmed another."""
    table = desk.bitext
    for change in (
        operations.edit(table, "r1", 0, "Іде дощ."),
        operations.confirm(table, "r0", 0),
    ):
        table = change.apply(table)
    return export(table, form).data


class TestFiles:
    def look(self, monkeypatch, desk, data, name="back.csv"):
        page = on_desk(view(monkeypatch, "files"), desk)
        page.file_uploader(key="back_upload").set_value((name, data, "text/csv")).run()
        page.button(key="back_look").click().run()
        return finished(page)

    @pytest.mark.parametrize("form", [form.name for form in REGISTRY.values() if form.reader])
    def test_every_format_comes_back_as_one_step(self, monkeypatch, kept, form):
        name = f"back{REGISTRY[form].extensions[0]}"
        page = self.look(monkeypatch, kept, edited(kept, form), name)
        assert "1 text changed" in said(page)
        page.button(key="back_apply").click().run()
        assert kept.bitext.rows[1].cells[0].text == "Іде дощ."
        assert [entry.kind for entry in kept.history.entries] == ["file"]
        command(kept, op="undo")
        assert kept.bitext.rows[1].cells[0].text == "Дощить."
        assert not kept.bitext.rows[0].cells[0].confirmed

    def test_what_changed_is_shown_before(self, monkeypatch, kept):
        page = self.look(monkeypatch, kept, edited(kept))
        assert "1 text confirmed" in said(page)
        cards = drawn(page, "back_cards")["cards"]
        assert [card["title"] for card in cards] == ["Row 1", "Row 2"]
        assert [text_of(cell["pieces"]) for cell in cards[1]["cells"]] == ["Дощить.", "Іде дощ."]
        assert kept.bitext.rows[1].cells[0].text == "Дощить."

    def test_confirmed_in_the_file_goes_into_the_memory(self, monkeypatch, kept):
        page = self.look(monkeypatch, kept, edited(kept))
        page.button(key="back_apply").click().run()
        assert [u.target for u in keeping.memory().units()] == ["Міст зачинено."]

    def test_a_document_that_was_changed_meanwhile_is_not_overwritten(self, monkeypatch, kept):
        page = self.look(monkeypatch, kept, edited(kept))
        command(kept, op="edit", row="r2", column=0, text="Прийшли 80.")
        page.run()
        assert "changed meanwhile" in said(page)
        assert not [b for b in page.button if b.key == "back_apply"]

    def test_what_others_did_is_taken_over_first(self, monkeypatch, kept):
        page = self.look(monkeypatch, kept, edited(kept))
        command(keeping.open_document(kept.id), op="edit", row="r2", column=0, text="Прийшли 80.")
        page.button(key="back_apply").click().run()
        assert "Others changed" in said(page)
        assert kept.bitext.rows[2].cells[0].text == "Прийшли 80."

    def test_rows_that_do_not_fit_are_told(self, monkeypatch, kept):
        data = edited(kept).decode("utf-8-sig").replace("It rains.", "It snows.").encode()
        page = self.look(monkeypatch, kept, data)
        assert "not taken" in said(page)
        assert "It snows." in page.dataframe[0].value["What"].str.cat()

    def test_a_broken_file_says_why(self, monkeypatch, kept):
        page = self.look(monkeypatch, kept, b"PK\x03\x04 broken", "back.xlsx")
        assert page.error
        assert not kept.history.entries

    def test_a_file_as_a_new_document(self, monkeypatch, kept):
        page = view(monkeypatch, "files")
        data = edited(kept, "xliff")
        page.file_uploader(key="new_exchange").set_value(("agency job.xlf", data, "text/xml")).run()
        page.button(key="new_open").click().run()
        finished(page)
        desk = page.session_state["workbench"].desk
        assert [row.cells[0].text for row in desk.bitext.rows] == [
            "Міст зачинено.", "Іде дощ.", "Прийшли понад 80 людей.",
        ]  # fmt: skip
        assert len(keeping.store().documents()) == 2

    def test_all_kinds_of_changes_are_counted_and_drawn(self, kept):
        table = kept.bitext
        rows = table.rows
        locked = operations.lock(table, "r0").apply(table)
        back = read_bitext(export(locked, "json").data, "json", base=table, options=Options(name="x"))
        assert +counted(back.changes) == {"locks": 1}
        assert change_cards(table, back.changes)[0]["meta"] == "locked"
        assert rows is kept.bitext.rows


class TestMemory:
    @pytest.fixture
    def filled(self):
        keeping.memory().add(
            [
                unit(
                    "Over 80 people came.",
                    "Прийшли понад 80 людей.",
                    who="Anna",
                    document="Report",
                    changed=day(1),
                ),
                unit("It rains.", "Дощить.", origin=UnitOrigin.MACHINE, detail="engine:echo"),
                unit("…", "…"),
            ]
        )
        keeping.memory_stats.clear()

    def test_a_sentence_finds_what_is_like_it(self, monkeypatch, filled):
        page = view(monkeypatch, "search")
        page.text_area(key="memory_sentence").input("Over 120 people came.").run()
        (card,) = drawn(page, "memory_cards")["cards"]
        assert card["title"].startswith("99 %")
        assert text_of(card["cells"][1]["pieces"]) == "Прийшли понад 120 людей."
        assert card["cells"][1]["flags"][0][0] == "numbers or names put in −1"
        assert [p[0] for p in card["cells"][0]["pieces"] if "diff" in p[1]] == ["80"]
        assert "Anna" in card["meta"]
        assert "Report" in card["meta"]

    def test_a_phrase_is_found_on_either_side(self, monkeypatch, filled):
        page = view(monkeypatch, "search")
        page.button_group(key="memory_how").set_value("phrase").run()
        page.text_input(key="memory_phrase").input("понад 80").run()
        (card,) = drawn(page, "memory_cards")["cards"]
        assert [p[0] for p in card["cells"][1]["pieces"] if p[1] == "found"] == ["понад 80"]
        page.selectbox(key="memory_side").select("source").run()
        assert "Nothing like it" in said(page)

    def test_a_tmx_goes_out_and_in(self, monkeypatch, filled):
        page = view(monkeypatch, "carry")
        page.button(key="memory_export").click().run()
        finished(page)
        made = page.session_state["projects_result:export"]
        assert b"<tmx" in made.read()
        keeping.memory().remove([u.id for u in keeping.memory().units()])
        page.file_uploader(key="memory_upload").set_value((made.name, made.read(), "text/xml")).run()
        page.button(key="memory_import").click().run()
        finished(page)
        assert "3 new segments" in said(page)
        assert keeping.memory().stats().units == 3

    def test_a_table_goes_in(self, monkeypatch, kept):
        page = view(monkeypatch, "carry")
        page.file_uploader(key="memory_upload").set_value(("a.csv", edited(kept), "text/csv")).run()
        page.button(key="memory_import").click().run()
        finished(page)
        assert {u.detail for u in keeping.memory().units()} == {"a.csv"}
        assert keeping.memory().stats().units == 3

    def test_a_broken_file_leaves_the_memory_as_it_was(self, monkeypatch, filled):
        page = view(monkeypatch, "carry")
        page.file_uploader(key="memory_upload").set_value(("a.tmx", b"<tmx><body>", "text/xml")).run()
        page.button(key="memory_import").click().run()
        finished(page)
        assert page.error or page.warning
        assert keeping.memory().stats().units == 3

    def test_cancelled_nothing_went_in(self, kept, filled):
        class Stopped(Progress):
            def cancelled(self):
                return True

        with pytest.raises(Cancelled):
            take_in(keeping.store().database, edited(kept), "a.csv", "", "", Stopped())
        with pytest.raises(BadFile):
            take_in(keeping.store().database, b"", "a.exe", "", "", SILENT)
        assert keeping.memory().stats().units == 3

    def test_a_table_without_languages_asks_for_them(self):
        data = "Yes.,Так.\r\nNo.,Ні.\r\n".encode()
        taken = take_in(keeping.store().database, data, "a.csv", "", "", SILENT)
        if not taken.added.new:
            assert "languages" in taken.problems[0].message
        assert take_in(keeping.store().database, data, "a.csv", "en", "uk", SILENT).added.new >= 1

    def test_what_the_open_document_has_confirmed(self, monkeypatch, kept):
        kept.remembering, remembering = None, kept.remembering
        command(kept, op="confirm", row="r0", column=0)
        kept.remembering = remembering
        page = on_desk(view(monkeypatch, "carry"), kept)
        page.button(key="memory_harvest").click().run()
        finished(page)
        assert "1 new segment" in said(page)

    def test_cleaning_looks_first(self, monkeypatch, filled):
        page = view(monkeypatch, "clean")
        page.button(key="memory_look").click().run()
        finished(page)
        assert keeping.memory().stats().units == 3
        assert page.button(key="memory_remove").label == "Take 1 segment out"
        page.button(key="memory_remove").click().run()
        finished(page)
        assert "1 segment was taken out" in said(page)
        assert keeping.memory().stats().units == 2

    def test_everything_is_never_cleaned_by_mistake(self, monkeypatch, filled):
        page = view(monkeypatch, "clean")
        page.button_group(key="memory_rules").set_value(["chosen"]).run()
        assert page.button(key="memory_look").disabled
        page.selectbox(key="memory_origin").select(UnitOrigin.MACHINE).run()
        assert not page.button(key="memory_look").disabled

    def test_who_made_it(self):
        assert (
            whence(unit("A.", "Б.", origin=UnitOrigin.MACHINE, detail="engine:x")) == "by a machine: engine:x"
        )
        assert whence(unit("A.", "Б.", detail="engine:x")) == "by a machine, edited by a person"
        assert whence(unit("A.", "Б.", document="a\u202eb")).startswith("a[U+202E]b")


class TestStore:
    def test_checked_and_copied(self, monkeypatch, kept):
        page = view(monkeypatch, "store")
        page.button(key="store_verify").click().run()
        finished(page)
        assert "sound" in said(page)
        page.button(key="store_backup").click().run()
        finished(page)
        made = page.session_state["projects_result:backup"]
        assert made.read().startswith(b"SQLite format 3")

    def test_a_copy_is_put_back(self, monkeypatch, kept):
        page = view(monkeypatch, "store")
        page.button(key="store_backup").click().run()
        finished(page)
        copy = page.session_state["projects_result:backup"].read()
        keeping.store().rename_document(kept.id, "Another title")
        page.file_uploader(key="store_upload").set_value(("copy.sqlite", copy, "application/x")).run()
        assert page.button(key="store_restore").disabled
        page.checkbox(key="store_sure").check().run()
        page.button(key="store_restore").click().run()
        finished(page)
        assert "in place" in said(page)
        assert keeping.store().document(kept.id).title == "The bridge"

    def test_what_is_no_copy_is_refused(self, monkeypatch, kept):
        page = view(monkeypatch, "store")
        page.file_uploader(key="store_upload").set_value(("copy.sqlite", b"x" * 4096, "application/x")).run()
        page.checkbox(key="store_sure").check().run()
        page.button(key="store_restore").click().run()
        finished(page)
        assert page.error
        assert keeping.store().document(kept.id).title == "The bridge"

    def test_who_shares_the_server_cannot_replace_it(self, monkeypatch, kept):
        user = {"is_logged_in": True, "iss": "https://id.example.org", "sub": "1", "name": "Olha"}
        page = view(monkeypatch, "store", user=user)
        assert "store_restore" not in {button.key for button in page.button}
        page = view(monkeypatch, "carry", user=user)
        assert "memory_path" not in {field.key for field in page.text_input}


class TestGrid:
    def asked(self, desk, **op):
        batch = commands.decode(
            {"client": "tab", "ops": [{"seq": desk.acks.get("tab", 0) + 1, "row": "r2", "column": 0, **op}]}
        )
        (question,) = desk.receive(batch)
        return answering.answered(desk, question, ())

    def test_what_the_memory_has_for_a_cell(self, kept):
        keeping.memory().add([unit("Over 120 people came.", "Прийшли понад 120 людей.", changed=day(1))])
        told = self.asked(kept, op="recall").told["memory"]
        (match,) = told["matches"]
        assert (told["row"], told["column"], match["score"]) == ("r2", 0, 99)
        assert match["text"] == text_of(match["proposal"]) == "Прийшли понад 80 людей."
        assert [p[0] for p in match["source"] if "diff" in p[1]] == ["120"]
        json.dumps(told)

    def test_a_row_that_is_gone_is_refused(self, kept):
        assert self.asked(kept, op="recall", row="r77").refused
        assert self.asked(kept, op="recall", column=5).refused

    def test_a_phrase_in_the_memory(self, kept):
        keeping.memory().add([unit("The bridge is closed.", "Міст зачинено.")])
        told = self.asked(kept, op="concordance", phrase="bridge").told["concordance"]
        assert [p[0] for p in told["hits"][0]["source"] if p[1] == "found"] == ["bridge"]
        assert self.asked(kept, op="concordance", phrase=" ").told["concordance"]["hits"] == []

    def test_a_memory_that_cannot_be_read_says_so(self, kept, monkeypatch):
        def broken():
            raise BadStore("The disk is gone.")

        monkeypatch.setattr(keeping, "memory", broken)
        assert self.asked(kept, op="recall").refused == "The disk is gone."
        assert self.asked(kept, op="concordance", phrase="x").refused == "The disk is gone."


class TestEngine:
    def test_the_memory_alone_leaves_the_rest_empty(self, kept):
        keeping.memory().add([unit("It rains.", "Дощить.")])
        (engine,) = machine.wished(Wish(("uk",), (MEMORY,), 4))
        found = dict(engine.translate(["It rains.", "It snows."], ("en", "uk")))
        assert [found[i][0].text for i in (0, 1)] == ["Дощить.", ""]

    def test_without_it_the_engines_are_themselves(self):
        names = {engine.name for engine in machine.engines()}
        wished = machine.wished(Wish(("uk",), tuple(names), 4))
        assert [type(engine).__name__ for engine in wished].count("MemoryEngine") == 0

    def test_it_is_offered_first(self, monkeypatch, kept):
        keeping.memory().add([unit("It rains.", "Дощить.")])
        keeping.memory_stats.clear()
        page = on_desk(opened(monkeypatch, ""), kept)
        page.multiselect(key="targets_more").set_value(["uk"]).run()
        offered = page.multiselect(key="engines_more-uk")
        assert offered.value[0] == MEMORY
        page.button(key="translate_more").click().run()
        until = time.monotonic() + 60
        while (
            page.session_state["workbench"].extra is not None and page.session_state["workbench"].extra.live
        ):
            assert time.monotonic() < until
            time.sleep(0.05)
        page.run()
        column = kept.bitext.columns[-1]
        assert column.lang == "uk"
        cells = [row.cells[-1] for row in kept.bitext.rows]
        assert cells[1].text == "Дощить."
        assert cells[1].pieces[0].hypotheses[0].recalled >= 100
        assert not any(cell.confirmed for cell in cells)


@pytest.mark.parametrize("name", ["documents", "projects", "files", "search", "carry", "clean", "store"])
def test_in_ukrainian(monkeypatch, kept, name):
    command(kept, op="confirm", row="r0", column=0)
    keeping.memory_stats.clear()
    page = on_desk(view(monkeypatch, name, settings=ukrainian()), kept)
    assert not page.exception
    assert page.title[0].value == "Проєкти й пам’ять"
    latin = {"The bridge", "My documents", "Word, Excel, CSV, XLIFF, PO, TMX"}
    words = said(page)
    for known in latin:
        words = words.replace(known, "")
    assert not re.search(r"\b(the|document|segment|memory is)\b", words), words


def test_the_file_of_finished_work_goes_with_it():
    made = projects_work.Made("x")
    made.path.write_bytes(b"1")
    folder = made.path.parent
    del made
    assert not folder.exists()

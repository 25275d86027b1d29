"""The glossary page: what a translator does with real YAML files, and what must never happen to them."""

import json

import pytest
from glossary_page_support import PRESS, field, opened, own, said, with_document
from ui_support import drawn

from workbench.glossary import load
from workbench.ui import glossary_files as files
from workbench.ui.glossary_session import checked_against

HOSTILE = "**b** ![x](http://192.0.2.1/x.png) <script>alert(1)</script> :red[r] $a$"


def chosen(path, concept="press-release", **state):
    return opened(glossary_path=str(path), glossary_concept=concept, **state)


def save(app):
    app.button(key="gl_review").click().run()
    app.button(key="gl_save").click().run()
    return app


# --- shipped and own ------------------------------------------------------------------------------------------


def test_shipped_glossaries_are_read_only_until_copied():
    app = opened()
    assert "read-only" in said(app)
    assert not [button for button in app.button if button.key == "gl_review"]
    app.button(key="gl_copy").click().run()
    copies = list(files.own_folder().glob("*.yaml"))
    assert len(copies) == 1
    shipped = next(s.path for s in files.shelf() if not s.own and s.path.name == copies[0].name)
    assert copies[0].read_bytes() == shipped.read_bytes()
    assert app.button(key="gl_review").disabled
    assert copies[0] in files.in_use()
    assert shipped not in files.in_use()


def test_a_new_glossary_is_empty_and_says_what_to_do():
    app = opened()
    app.text_input(key="gl_new_name").input("Наші терміни")
    next(b for b in app.button if b.label == "Make it").click().run()
    assert not app.exception
    assert [path.name for path in files.own_folder().iterdir()] == ["nashi-terminy.yaml"]
    assert "is empty" in said(app)
    app.text_input(key="gl_concept:en").input("ceasefire")
    app.text_input(key="gl_concept:uk").input("припинення вогню")
    next(b for b in app.button if b.label == "Add the concept").click().run()
    save(app)
    glossary = load(files.own_folder() / "nashi-terminy.yaml")
    assert [(c.id, [t.text for t in c.terms]) for c in glossary.concepts] == [
        ("ceasefire", ["ceasefire", "припинення вогню"])
    ]


def test_a_broken_glossary_stops_no_check():
    own("broken.yaml", "name: [")
    sound = own("sound.yaml")
    used = checked_against()
    assert sound in used
    assert "broken.yaml" not in {path.name for path in used}
    assert "press.yaml" in {path.name for path in used}


def test_removing_puts_the_file_aside():
    path = own()
    app = opened(glossary_path=str(path), glossary_view="about")
    app.button(key="gl_remove_yes").click().run()
    assert not app.exception
    assert not path.exists()
    assert path.with_name("press.yaml.removed").read_text("utf-8") == PRESS


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.yaml", "..", "CON", "пре реліз.tbx", "\x00x", "-"])
def test_names_of_imported_files_stay_in_the_folder(name):
    path = files.add(name, PRESS.encode())
    assert path.parent == files.own_folder()
    assert load(path).concepts


# --- finding --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["прес релізів", "Пресрелізом", "PRESS RELEASES", "never two", "press-rel"])
def test_search_knows_forms_notes_and_ids(query):
    app = opened(glossary_path=str(own()))
    app.text_input(key="gl_search").input(query).run()
    assert "1 concept of 2" in said(app)


def test_incomplete_concepts():
    app = opened(glossary_path=str(own()))
    app.checkbox(key="gl_incomplete").check().run()
    assert "1 concept of 2" in said(app)
    assert "spokesperson" in app.dataframe[0].value["id"].tolist()
    app.selectbox(key="gl_status").select("forbidden").run()
    assert "No concept fits" in said(app)


# --- editing --------------------------------------------------------------------------------------------------


def test_an_edit_is_seen_before_it_is_saved_and_keeps_the_comments():
    path = own()
    app = chosen(path)
    app.text_input(key=field(app, "terms", "uk", 0, "text")).input("прес-анонс").run()
    assert path.read_text("utf-8") == PRESS
    assert "1 unsaved change" in said(app)
    app.button(key="gl_review").click().run()
    taken_out, put_in = (
        [
            "".join(piece[0] for piece in pieces)
            for kind, pieces in drawn(app, "gl_difference")["lines"]
            if kind == wanted
        ]
        for wanted in ("removed", "added")
    )
    assert (taken_out, put_in) == (["        - пресреліз"], ["        - прес-анонс"])
    app.button(key="gl_save").click().run()
    assert path.read_text("utf-8") == PRESS.replace("- пресреліз", "- прес-анонс")
    assert "Saved" in said(app)


def test_undo_redo_and_taking_a_save_back():
    path = own()
    app = chosen(path)
    key = field(app, "definition")
    app.text_area(key=key).input("A text for journalists.").run()
    app.button(key="gl_undo").click().run()
    assert app.text_area(key=key).value == "A text for the press."
    app.button(key="gl_redo").click().run()
    assert app.text_area(key=key).value == "A text for journalists."
    save(app)
    assert "journalists" in path.read_text("utf-8")
    app.button(key="gl_take_back").click().run()
    assert path.read_text("utf-8") == PRESS


def test_every_field_of_a_term_is_written():
    path = own()
    app = chosen(path)
    place = ("terms", "uk", 1)
    app.session_state[field(app, *place) + ":more"] = True
    app.run()
    values = {
        "why": "Two words.",
        "note": "advice",
        "forms": "прес релізом\nпрес релізу",
        "examples": "Ось прес реліз.",
    }
    for name, value in values.items():
        widgets = app.text_input if name in ("why", "note") else app.text_area
        widgets(key=field(app, *place, name)).input(value).run()
    app.selectbox(key=field(app, *place, "scope")).select("not-in-quotes").run()
    app.checkbox(key=field(app, *place, "case_sensitive")).check().run()
    app.text_input(key=field(app, *place, "region")).input("UA").run()
    app.selectbox(key=field(app, *place, "status")).select("admitted").run()
    save(app)
    term = load(path).concepts[0].terms[2]
    assert (term.why, term.note, term.scope, term.region, term.case_sensitive) == (
        "Two words.", "advice", "not-in-quotes", "UA", True,
    )  # fmt: skip
    assert (term.forms, term.examples) == (("прес релізом", "прес релізу"), ("Ось прес реліз.",))
    assert term.status == "admitted"
    assert "# the old spelling" in path.read_text("utf-8")


def test_terms_are_added_and_deleted():
    path = own()
    app = chosen(path, "spokesperson")
    app.text_input(key=field(app, "terms", "uk", concept="spokesperson")).input("речниця").run()
    key = field(app, "add", concept="spokesperson")
    app.selectbox(key=f"{key}:lang").select("uk")
    app.text_input(key=f"{key}:text").input("речник")
    next(b for b in app.button if b.label == "Add").click().run()
    app.session_state[field(app, "terms", "en", 0, concept="spokesperson") + ":more"] = True
    app.run()
    app.button(key=field(app, "terms", "en", 0, concept="spokesperson") + ":delete").click().run()
    save(app)
    terms = load(path).concepts[1].terms
    assert [(t.lang, t.text, t.status.value) for t in terms] == [
        ("en", "spokesman", "preferred"),
        ("uk", "речниця", "preferred"),
        ("uk", "речник", "admitted"),
    ]


def test_a_concept_is_deleted_and_comes_back():
    path = own()
    app = chosen(path, "spokesperson")
    app.button(key=field(app, "delete-yes", concept="spokesperson")).click().run()
    assert "1 concept" in said(app)
    app.button(key="gl_undo").click().run()
    assert "2 concepts" in said(app)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("terms", "uk", 0, "text"), "прeсреліз", "mixes scripts"),
        (("terms", "uk", 0, "text"), "прес реліз", "forbidden here"),
        (("terms", "en", 0, "text"), "—", "no letter or digit"),
        (("terms", "en", 0, "text"), "", "would break the glossary"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(place, value, message):
    path = own()
    app = chosen(path)
    app.text_input(key=field(app, *place)).input(value).run()
    assert not app.exception
    assert message in said(app).replace("\\", "")
    assert app.text_input(key=field(app, *place)).value == value
    assert path.read_text("utf-8") == PRESS


def test_header_is_edited():
    path = own()
    app = opened(glossary_path=str(path), glossary_view="about")
    app.text_input(key="gl:press.yaml:version").input("1.0").run()
    app.multiselect(key="gl:press.yaml:languages").set_value(["en", "uk", "de"]).run()
    save(app)
    glossary = load(path)
    assert (glossary.version, glossary.languages) == ("1.0", ("en", "uk", "de"))
    assert "name: Press   # ours" in path.read_text("utf-8")
    assert path.read_text("utf-8").index("version") < path.read_text("utf-8").index("concepts:")


# --- two people, crashes, broken files ------------------------------------------------------------------------


def test_changes_of_two_people_are_merged():
    path = own()
    app = chosen(path)
    app.text_area(key=field(app, "definition")).input("Mine.").run()
    path.write_text(PRESS.replace("- spokesman", "- spokeswoman"), "utf-8")
    save(app)
    assert "Somebody else has changed this file" in said(app)
    pieces = [piece for line in drawn(app, "gl_theirs_difference")["lines"] for piece in line[1]]
    assert ["wo", "diff", ""] in pieces
    app.button(key="gl_merge").click().run()
    text = path.read_text("utf-8")
    assert "Mine." in text
    assert "spokeswoman" in text
    assert "# --- the press office ---" in text


@pytest.mark.parametrize("mine", [True, False])
def test_where_two_people_contradict_each_other_one_is_asked(mine):
    path = own()
    app = chosen(path)
    app.text_area(key=field(app, "definition")).input("Mine.").run()
    theirs = PRESS.replace("A text for the press.", "Theirs.")
    path.write_text(theirs, "utf-8")
    save(app)
    assert path.read_text("utf-8") == theirs
    assert "changed the same place" in said(app)
    assert "Theirs." in said(app)
    app.radio[0].set_value("yours" if mine else "theirs").run()
    app.button(key="gl_merge").click().run()
    assert load(path).concepts[0].definition == ("Mine." if mine else "Theirs.")


def test_a_concept_that_somebody_deleted_can_be_kept():
    path = own()
    app = chosen(path, "spokesperson")
    app.text_input(key=field(app, "terms", "en", 1, "text", concept="spokesperson")).input(
        "spokeswoman"
    ).run()
    path.write_text(PRESS.partition("\n  - id: spokesperson")[0] + "\n", "utf-8")
    save(app)
    app.radio[0].set_value("yours").run()
    app.button(key="gl_merge").click().run()
    assert not app.exception
    assert [term.text for term in load(path).concepts[1].terms] == ["spokesperson", "spokeswoman"]


def test_unsaved_edits_survive_a_reload():
    path = own()
    app = chosen(path)
    app.text_area(key=field(app, "definition")).input("Kept.").run()
    key = app.query_params["edits"]
    again = opened()
    again.query_params["edits"] = key
    again.session_state["glossary_path"] = str(path)
    del again.session_state["edits"]
    again.session_state["glossary_drafts"] = {}
    again.run()
    assert "1 unsaved edit is back" in said(again) or "1 unsaved change" in said(again)
    save(again)
    assert load(path).concepts[0].definition == "Kept."
    stranger = opened(glossary_path=str(path))
    assert "unsaved" not in said(stranger)


@pytest.mark.parametrize(
    "content", [b"{", b"[1]", b'{"/x": [{"path": [], "value": 1}]}', b"\xff", b'{"a": 5}']
)
def test_broken_notes_of_unsaved_edits_are_passed_over(content):
    from workbench.ui import glossary_unsaved as unsaved

    unsaved.folder().mkdir(parents=True, exist_ok=True)
    (unsaved.folder() / "abcdefgh1.json").write_bytes(content)
    assert not any(unsaved.recall("abcdefgh1").values())
    assert unsaved.recall("../../etc/passwd") == {}


def test_a_change_on_the_disk_is_shown_at_once():
    path = own()
    app = chosen(path)
    path.write_text(PRESS.replace("A text for the press.", "Another."), "utf-8")
    app.run()
    assert app.text_area(key=field(app, "definition")).value == "Another."


def test_a_broken_file_says_where_and_can_be_mended():
    broken = PRESS.replace("    terms:\n      en: press", "    terms: [\n      en: press")
    path = own(text=broken)
    app = opened(glossary_path=str(path))
    assert not app.exception
    assert "broken" in app.error[0].value
    assert "not checked against it" in said(app)
    assert "Line" in said(app)
    text = next(area for area in app.text_area if area.key.startswith("gl_text"))
    text.input(broken + "\n")
    next(b for b in app.button if b.label == "Save if it is sound now").click().run()
    assert path.read_text("utf-8") == broken
    next(area for area in app.text_area if area.key.startswith("gl_text")).input(PRESS)
    next(b for b in app.button if b.label == "Save if it is sound now").click().run()
    assert not app.exception
    assert path.read_text("utf-8") == PRESS
    assert app.button(key="gl_review")


def test_a_file_that_is_no_text_is_one_sentence():
    path = own()
    path.write_bytes(b"\xff\xfe\x00\xd8 name")
    app = opened(glossary_path=str(path))
    assert not app.exception
    assert app.error


def test_hostile_texts_do_not_act():
    path = own(
        text=PRESS.replace("A text for the press.", json.dumps(HOSTILE)).replace(
            "пресреліз", json.dumps(HOSTILE)
        )
    )
    app = chosen(path)
    app.text_input(key="gl_search").input("zzz").run()
    app.session_state["glossary_view"] = "problems"
    app.run()
    assert not app.exception
    shown = [
        e.value for kind in ("markdown", "error", "info", "success", "warning") for e in getattr(app, kind)
    ]
    labels = [
        e.label for kind in ("button", "text_input", "selectbox", "expander") for e in getattr(app, kind)
    ]
    for text in [*shown, *labels]:
        assert "](http" not in text
        assert "<script" not in text
        assert "**b**" not in text


# --- the document in hand -------------------------------------------------------------------------------------

SOURCES = ["The press release came.", "A press release.", "The spokesman spoke.", "Nothing here."]
TARGETS = ["Прийшов пресреліз.", "Прес реліз.", "Він сказав.", "Тут нічого."]


def test_usage_counts_and_leads_to_the_row(monkeypatch):
    went = []
    monkeypatch.setattr("workbench.ui.glossary_usage.go_to_row", went.append)
    app = opened(glossary_path=str(own()), glossary_view="usage")
    assert "Open a text" in [button.label for button in app.button]
    with_document(monkeypatch, SOURCES, TARGETS)
    app.run()
    table = app.dataframe[0].value
    line = table[table["Concept"] == "press-release"].iloc[0]
    assert (line["matched"], line["missing"], line["forbidden"]) == (1, 0, 1)
    app.session_state["glossary_view"] = "terms"
    app.session_state["glossary_concept"] = "press-release"
    app.run()
    app.button(key="gl_here:0:press-release:forbidden:1").click().run()
    assert went == [1]


def test_proposals_are_accepted_as_corrected(monkeypatch):
    path = own()
    app = opened(glossary_path=str(path), glossary_view="proposals")
    sources = [
        "The human rights council met.",
        "The human rights council voted.",
        "The human rights council left.",
    ]
    targets = ["Рада з прав людини зібралася.", "Рада з прав людини голосувала.", "Рада з прав людини пішла."]
    with_document(monkeypatch, sources, targets)
    app.session_state["glossary_off"] = {s.path.name for s in files.shelf() if not s.own}
    app.run()
    app.button(key="gl_mine").click().run()
    assert not app.exception
    ticked = {"take": True, "UK": "Рада ООН з прав людини"}
    app.session_state["gl_proposals:1"] = {"edited_rows": {0: ticked}, "added_rows": [], "deleted_rows": []}
    app.run()
    app.button(key="gl_take").click().run()
    assert not app.exception
    save(app)
    assert "Рада ООН з прав людини" in path.read_text("utf-8")
    assert path.read_text("utf-8").startswith(PRESS.partition("# the end")[0].rstrip())


# --- other tools ----------------------------------------------------------------------------------------------


def test_import_of_a_table_as_new_and_into_the_open_one():
    path = own()
    app = opened(glossary_path=str(path), glossary_view="files")
    table = "ceasefire\tприпинення вогню\tnote\npress release\tпресреліз\t\n".encode()
    app.file_uploader(key="gl_import").upload("theirs.tsv", table, "text/tab-separated-values").run()
    assert not app.exception
    assert "2 concepts" in said(app)
    app.button(key="gl_import_into").click().run()
    assert "unsaved" in said(app)
    save(app)
    assert "ceasefire" in path.read_text("utf-8")
    assert path.read_text("utf-8").startswith("name: Press   # ours")


@pytest.mark.parametrize(
    ("name", "data"), [("x.tbx", b"<a"), ("x.xlsx", b"PK"), ("x.csv", b"\xff\xfe\xff"), ("x.tmx", b"<tmx/>")]
)
def test_a_broken_import_is_one_sentence(name, data):
    app = opened(glossary_path=str(own()), glossary_view="files")
    app.file_uploader(key="gl_import").upload(name, data, "application/octet-stream").run()
    assert not app.exception
    assert app.error or "0 concepts" in said(app)


@pytest.mark.parametrize("form", ["yaml", "csv", "xlsx", "tbx", "tbx2", "tmx", "tsv"])
def test_export_in_every_format_says_what_is_lost(form):
    app = opened(glossary_path=str(own()), glossary_view="files")
    app.selectbox(key="gl_export_format").select(form).run()
    assert not app.exception
    assert app.get("download_button")
    if form == "tmx":
        assert "could not be carried" in said(app)

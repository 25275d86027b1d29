"""Settings: kept whole or not at all, never a reason not to start; the page that changes them."""

import json

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from ui_support import opened, said

from workbench.checks import CODES
from workbench.errors import BadFile
from workbench.languages import LANGUAGES
from workbench.ui import settings as stored
from workbench.ui.settings import DENSITIES, FONT_SIZES, THEMES, Settings, default_path, load, save

SETTINGS = st.builds(
    Settings,
    name=st.text(max_size=60).map(lambda text: " ".join(text.split())).filter(lambda t: t.isprintable()),
    language=st.sampled_from(["", "en", "uk"]),
    working=st.lists(st.sampled_from(sorted(LANGUAGES)), unique=True, max_size=4).map(tuple),
    checks=st.booleans(),
    checks_off=st.lists(st.sampled_from(sorted(CODES)), unique=True, max_size=4).map(tuple),
    theme=st.sampled_from(THEMES),
    font_size=st.sampled_from(FONT_SIZES),
    density=st.sampled_from(DENSITIES),
    network=st.booleans(),
)


@given(SETTINGS)
@limits(max_examples=40, deadline=None)
def test_what_is_saved_is_loaded(tmp_path_factory, settings):
    path = tmp_path_factory.mktemp("settings") / "deep" / "settings.json"
    save(path, settings)
    assert load(path) == (settings, ())


def test_no_file_is_no_trouble(tmp_path):
    assert load(tmp_path / "none.json") == (Settings(), ())


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"\xff\xfe\x00", b"[]", b"3", b"null", b"[" * 100_000, b'{"name": "a"', "п".encode("utf-16")],
    ids=["empty", "cut", "binary", "list", "number", "null", "deep", "truncated", "utf-16"],
)
def test_a_broken_file_gives_the_defaults_and_says_so(tmp_path, broken):
    path = tmp_path / "settings.json"
    path.write_bytes(broken)
    settings, notes = load(path)
    assert settings == Settings()
    assert str(path) in notes[0]


def test_a_broken_field_does_not_lose_the_others(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(
        json.dumps(
            {
                "name": "Olha",
                "font_size": "huge",
                "theme": "pink",
                "working": ["uk", "xx", "uk"],
                "checks": None,
                "future": 1,
            }
        ),
        "utf-8",
    )
    settings, (note,) = load(path)
    assert settings == Settings(name="Olha", working=("uk",))
    assert all(word in note for word in ("font_size", "theme", "working", "checks"))
    assert "name" not in note.split(":")[-1]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFile, match="settings cannot be written"):
        save(tmp_path / "file" / "settings.json", Settings())


def test_saving_over_a_damaged_file_repairs_it(tmp_path):
    path = tmp_path / "settings.json"
    path.write_bytes(b"\x00" * 10)
    save(path, Settings(name="A"))
    assert load(path) == (Settings(name="A"), ())
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]


def test_people_of_one_server_have_files_of_their_own():
    assert len({default_path(), default_path("a"), default_path("b")}) == 3


def test_checks_that_are_off_are_left_out_of_the_selection():
    assert Settings().select() == ()
    assert set(Settings(checks_off=("dash", "space")).select()) == set(CODES) - {"dash", "space"}


class TestPage:
    def test_every_field_saves_itself(self, monkeypatch):
        page = opened(monkeypatch, "settings")
        page.text_input(key="set_name").input("  Olha \u202e ").run()
        page.toggle(key="set_network").set_value(True).run()
        page.multiselect(key="set_working").set_value(["uk", "en"]).run()
        page.button_group(key="set_density").set_value("roomy").run()
        page.button_group(key="set_font").set_value(20).run()
        page.checkbox(key="set_check-dash").uncheck().run()
        assert not page.exception
        saved, notes = load(default_path())
        assert notes == ()
        assert (saved.name, saved.network, saved.working) == ("Olha \u202e", True, ("uk", "en"))
        assert (saved.density, saved.font_size, saved.checks_off) == ("roomy", 20, ("dash",))

    def test_the_language_changes_at_once(self, monkeypatch):
        page = opened(monkeypatch, "settings")
        assert page.title[0].value == "Settings"
        page.selectbox(key="set_language").set_value("uk").run()
        assert page.title[0].value == "Налаштування"
        assert load(default_path())[0].language == "uk"

    def test_the_size_reaches_the_style(self, monkeypatch):
        page = opened(monkeypatch, "settings", settings=Settings(font_size=24, density="compact"))
        styles = "".join(element.proto.body for element in page.get("html"))
        assert "font-size: 24px" in styles
        assert "--workbench-gap: 0.25rem" in styles

    def test_a_check_is_switched_off_and_on_again(self, monkeypatch):
        page = opened(monkeypatch, "settings")
        for code in ("dash", "space"):
            page.checkbox(key=f"set_check-{code}").uncheck().run()
        page.checkbox(key="set_check-dash").check().run()
        assert load(default_path())[0].checks_off == ("space",)

    def test_a_broken_file_is_told_on_the_page(self, monkeypatch):
        path = default_path()
        path.parent.mkdir(parents=True)
        path.write_text("{")
        page = opened(monkeypatch, "settings")
        assert "cannot be read" in page.warning[0].value

    def test_what_cannot_be_saved_holds_for_the_session_and_is_told(self, monkeypatch):
        def fails(path, settings):
            raise BadFile("The settings cannot be written.", hint="Do **this**.")

        monkeypatch.setattr(stored, "save", fails)
        page = opened(monkeypatch, "settings")
        page.text_input(key="set_name").input("Olha").run()
        assert "cannot be written" in said(page)
        assert "\\*\\*this\\*\\*" in page.error[0].value
        assert page.session_state["preferences"].name == "Olha"

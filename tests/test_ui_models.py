"""The models page: installing from a file and from an allowed index, verifying, removing, trying a sentence."""

import json
import time

import pytest
import streamlit as st
from argos_support import EN_UK, UK_EN, UK_ES, index_server, unpack
from glossary_page_support import opened, said

from workbench.translation.argos_library import folders
from workbench.translation.installed import installed, licence, provenance, size
from workbench.translation.packages import install_file
from workbench.ui import models_work
from workbench.ui.preferences import path as settings_path

server = index_server


@pytest.fixture(autouse=True)
def own_engines():
    """Engines are kept for the process, but each test has folders of its own."""
    st.cache_resource.clear()


def finished(app, seconds=60):
    """Run the page until the work has ended."""
    until = time.monotonic() + seconds
    while "models_work" in app.session_state:  # else it has ended already, and its news is on the page
        assert time.monotonic() < until, "the work did not end"
        time.sleep(0.05)
        if not app.session_state["models_work"].job.live:
            app.run()
    assert not app.exception, app.exception
    return app


def press(app, key):
    app.button(key=key).click().run()
    return finished(app)


def models(view="installed", **state):
    return opened("models", models_view=view, **state)


def upload(app, name, data):
    app.file_uploader(key="models_upload").upload(name, data, "application/octet-stream").run()
    return press(app, "models_install")


def test_nothing_installed_says_what_to_do():
    app = models()
    assert "No model is installed yet" in said(app)
    app.button(key="models_go_get").click().run()
    assert "From a file" in said(app)


def test_install_from_a_file_then_verify_then_remove():
    app = upload(models("get"), EN_UK.name, EN_UK.read_bytes())
    assert "Installed en → uk 0" in said(app).replace("\\", "")
    app.session_state["models_view"] = "installed"
    app.run()
    row = app.dataframe[0].value.iloc[0]
    assert (row["languages"], row["version"]) == ("English → Ukrainian", "0.1")
    assert "CC0" in row["licence, as it says"]
    assert len(row["SHA-256 of its file"]) == 64
    press(app, "models_verify")
    assert app.dataframe[0].value.iloc[0]["state"] == "intact"
    app.selectbox(key=next(s.key for s in app.selectbox if s.key.startswith("models_pick"))).select_index(
        0
    ).run()
    assert "From: translate-en_uk-0_1.argosmodel" in said(app)
    app.button(key="models_remove_yes").click().run()
    assert not installed().packages
    assert "Removed" in said(app)


def test_a_changed_file_is_told():
    install_file(EN_UK)
    (installed().packages[0].path / "README.md").write_text("changed")
    app = press(models(), "models_verify")
    assert "README" in app.error[0].value
    assert "changed" in app.dataframe[0].value.iloc[0]["state"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("half.argosmodel", EN_UK.read_bytes()[:5000]),
        ("<b>x</b> ![i](http://192.0.2.1).argosmodel", b"no zip at all"),
        ("../../../etc/passwd.argosmodel", b"PK\x03\x04"),
        ("empty.argosmodel", b""),
    ],
)
def test_a_bad_file_is_one_clear_sentence_and_leaves_nothing(name, data):
    app = upload(models("get"), name, data)
    assert len(app.error) == 1
    assert "](http" not in app.error[0].value
    assert not list(folders()[0].glob("*")) if folders()[0].exists() else True


def test_a_file_of_this_machine_is_installed_by_its_path(tmp_path):
    app = models("get")
    app.text_input(key="models_path").input(str(EN_UK)).run()
    press(app, "models_install_path")
    assert [package.pair for package in installed().packages] == [("en", "uk")]
    app.text_input(key="models_path").input(str(tmp_path / "nothing.argosmodel")).run()
    press(app, "models_install_path")
    assert "nothing.argosmodel" in app.error[0].value.replace("\\", "")


def test_a_broken_folder_is_shown_and_can_be_removed():
    folder = unpack(folders()[0], UK_EN)
    broken = folder / "translate-xx_yy"
    broken.mkdir()
    app = models()
    states = app.dataframe[0].value["state"].tolist()
    assert any("broken" in state for state in states)
    assert any("no hashes" in state for state in states)
    pick = next(s for s in app.selectbox if s.key.startswith("models_pick"))
    pick.select("translate-xx_yy").run()
    app.button(key="models_remove_yes").click().run()
    assert not broken.exists()


# --- the network ----------------------------------------------------------------------------------------------


def test_the_network_is_off_and_the_hosts_are_named(server, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", server.address)
    app = models("get")
    assert "Off: nothing leaves this machine" in said(app)
    assert "127.0.0.1" in said(app)
    assert not [b for b in app.button if b.key == "models_index"]
    assert server.settings["asked"] == []
    app.toggle(key="models_network").set_value(True).run()
    assert server.settings["asked"] == []
    assert json.loads(settings_path().read_text())["network"] is True


def test_from_the_index_when_allowed(server, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", server.address)
    rows = [
        {
            "from_code": source,
            "to_code": target,
            "package_version": "0.1",
            "links": [f"{server.address}/{target}"],
        }
        for source, target in (("en", "uk"), ("uk", "es"))
    ]
    server.settings["content"] = {"/index.json": json.dumps(rows).encode(), "/uk": EN_UK.read_bytes()}
    app = models("get")
    app.toggle(key="models_network").set_value(True).run()
    press(app, "models_index")
    app.selectbox(key="models_side:1").select("uk").run()
    entry = next(s for s in app.selectbox if s.key.startswith("models_entry"))
    assert entry.options == ["English → Ukrainian 0.1"]
    entry.select_index(0).run()
    assert "It will be downloaded from 127.0.0.1" in said(app)
    press(app, "models_download")
    assert [package.pair for package in installed().packages] == [("en", "uk")]
    assert provenance(installed().packages[0]).origin == f"{server.address}/uk"


def test_a_list_that_cannot_be_fetched_is_one_sentence(monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9")
    app = models("get")
    app.toggle(key="models_network").set_value(True).run()
    press(app, "models_index")
    assert "Cannot fetch" in app.error[0].value


def test_cancelling_keeps_what_there_was(monkeypatch):
    def slow(names, progress):
        while True:
            progress.check()
            time.sleep(0.01)

    monkeypatch.setattr(models_work, "verify", slow)
    install_file(EN_UK)
    app = models()
    app.button(key="models_verify").click().run()
    assert app.button(key="models_verify").disabled
    app.button(key="models_cancel").click().run()
    finished(app)
    assert "Stopped as asked" in said(app)
    assert installed().packages


# --- trying ---------------------------------------------------------------------------------------------------


def test_a_sentence_is_translated_with_its_runners_up():
    for archive in (EN_UK, UK_ES):
        install_file(archive)
    app = models("trial")
    app.selectbox(key="trial_engine").select("argos").run()
    app.selectbox(key="trial_to:argos:en").select("es").run()
    app.text_area(key="trial_text").input("The minister signed the report.").run()
    press(app, "trial_go")
    assert "1. El ministro" in said(app)
    assert "over: М" in said(app)
    assert "log-probability" in said(app)
    assert "engine:argos" in said(app)


def test_another_machines_server_needs_the_network(monkeypatch):
    asked = []
    monkeypatch.setattr(models_work, "ask_server", asked.append)
    app = models("others")
    app.text_input(key="libre_url").input("https://translate.example.org").run()
    assert "another machine" in app.warning[0].value
    assert not [b for b in app.button if b.key == "libre_test"]
    app.text_input(key="libre_url").input("not an address").run()
    assert not app.exception
    app.text_input(key="libre_url").input("http://127.0.0.1:9").run()
    app.button(key="libre_test").click().run()
    assert [server.url for server in asked] == ["http://127.0.0.1:9"]


def test_a_server_that_does_not_answer_is_told():
    app = models("others")
    app.text_input(key="libre_url").input("http://user:secret@127.0.0.1:9").run()
    press(app, "libre_test")
    assert "No server answers at 127.0.0.1:9" in said(app)
    assert "secret" not in said(app)
    app.text_input(key="libre_url").input("").run()
    assert "off: no server address" in said(app)


# --- what the core tells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("README.md", "# en-uk\n\n## License\n\nCC BY 4.0\n", "CC BY 4.0"),
        ("README.md", "Licensed under the MIT licence.\n", "the MIT licence."),
        ("README.md", "Trained on OPUS, released as CC0.\n", "Trained on OPUS, released as CC0."),
        ("README.md", "Nothing is said.\n", ""),
        ("LICENSE", "\n  MIT License\n\nCopyright\n", "MIT License"),
        ("metadata.json", '{"license": "CC-BY-SA-4.0"}', "CC-BY-SA-4.0"),
        ("metadata.json", "[", ""),
    ],
)
def test_licence_is_what_the_package_states(tmp_path, file, text, says):
    package = installed([unpack(tmp_path, EN_UK)]).packages[0]
    for path in package.path.glob("README*"):
        path.unlink()
    (package.path / file).write_text(text)
    assert licence(package) == says


def test_a_record_nobody_can_read_tells_nothing(tmp_path):
    package = installed([unpack(tmp_path, EN_UK)]).packages[0]
    assert provenance(package).origin == ""
    for content in ("[", "[1]", '{"origin": 5}'):
        (package.path / "workbench.json").write_text(content)
        assert provenance(package).archive_sha256 == ""
    assert size(package.path) > 700_000

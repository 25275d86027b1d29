"""``workbench models`` as a user meets it."""

import json
import os
from pathlib import Path

import pytest
from argos_support import EN_UK, UK_EN, UK_ES, index_server
from click.testing import CliRunner

from workbench.cli import main
from workbench.translation import packages

server = index_server
DEAD = "http://127.0.0.1:9/index.json"


@pytest.fixture
def run():
    def call(*arguments):
        return CliRunner().invoke(main, ["models", *map(str, arguments)])

    return call


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    return tmp_path / "packages"


def test_from_nothing_to_three_models_and_back(run, folder):
    assert "No models are installed" in run("list").output
    done = run("install", EN_UK, UK_EN, UK_ES)
    assert done.exit_code == 0, done.output
    assert f"Installed en → uk 0.1: {folder}" in done.output
    assert done.output.endswith("Now possible: en → es, en → uk, uk → en, uk → es\n")
    listed = run("list").output
    assert listed.count("0.1") == 3
    assert "over another language: en → es" in listed
    verified = run("verify")
    assert (verified.exit_code, verified.output.count("intact")) == (0, 3)
    assert run("remove", "uk-en", "translate-uk_es-0_1").exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["translate-en_uk-0_1"]
    again = run("install", EN_UK)
    assert "in place of 0.1" in again.output
    assert "No new pairs" in again.output


def test_json(run, folder):
    done = json.loads(run("install", EN_UK, "--json").output)
    assert done["installed"][0]["pair"] == "en-uk"
    assert (done["new_pairs"], done["failed"]) == (["en-uk"], [])
    listed = json.loads(run("list", "--json").output)
    assert listed["folders"] == [str(folder)]
    assert listed["packages"][0]["bytes"] > 700_000
    assert json.loads(run("verify", "--json").output) == [
        {"name": "translate-en_uk-0_1", "pair": "en-uk", "state": "intact", "problems": []}
    ]
    assert json.loads(run("remove", "en-uk", "--json").output)["removed"] == [
        str(folder / "translate-en_uk-0_1")
    ]


def test_verify_ends_with_1_when_a_file_changed(run, folder):
    run("install", EN_UK)
    (folder / "translate-en_uk-0_1" / "README.md").write_text("changed")
    result = run("verify")
    assert result.exit_code == 1
    assert "changed" in result.output
    assert "README.md" in result.output


def test_one_bad_file_does_not_keep_the_good_ones_out(run, folder, tmp_path):
    bad = tmp_path / "bad.argosmodel"
    bad.write_bytes(EN_UK.read_bytes()[:1000])
    result = run("install", bad, UK_EN, tmp_path / "nothing.argosmodel")
    assert result.exit_code == 2
    assert "bad.argosmodel" in result.stderr
    assert "nothing.argosmodel" in result.stderr
    assert "Installed uk → en" in result.stdout
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["available", "--index", DEAD], "Cannot fetch from 127.0.0.1"),
        (["install", "en-uk", "--index", DEAD], "install FILE.argosmodel"),
        (["install", "xx-yy", "--index", DEAD], "no language pair"),
        (["install", Path(__file__)], "no Argos package"),
        (["remove", "en-uk"], "None is installed"),
        (["verify", "en-uk"], "None is installed"),
        (["available", "--from", "klingon"], "no language code"),
    ],
)
def test_bad_input_gets_one_sentence_and_2(run, folder, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("workbench: ")
    assert len(result.stderr.splitlines()) == 1


def test_from_the_index(run, folder, server):
    server.settings["content"]["/en_uk"] = EN_UK.read_bytes()
    rows = [
        {"from_code": "en", "to_code": "uk", "package_version": "1.4", "links": [f"{server.address}/en_uk"]},
        {"from_code": "uk", "to_code": "en", "package_version": "1.9", "links": [f"{server.address}/gone"]},
    ]
    server.settings["content"]["/index.json"] = json.dumps(rows).encode()
    index = f"{server.address}/index.json"
    offered = run("available", "--to", "uk", "--index", index)
    assert "English → Ukrainian" in offered.output
    assert "uk-en" not in offered.output
    result = run("install", "en-uk", "uk-en", "--index", index)
    assert result.exit_code == 2
    assert "Installed en → uk" in result.stdout
    assert "status 404" in result.stderr
    record = json.loads((folder / "translate-en_uk-0_1" / packages.RECORD).read_text())
    assert record["origin"] == f"{server.address}/en_uk"
    offers = json.loads(run("available", "--index", index, "--json").output)
    assert [(offer["pair"], offer["installed"]) for offer in offers] == [("en-uk", "0.1"), ("uk-en", None)]
    left = [path for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if path.is_file()]
    assert left == []


def test_a_broken_folder_is_named(run, folder):
    run("install", EN_UK)
    (folder / "half").mkdir()
    result = run("list")
    assert result.exit_code == 0
    assert f"passed over {folder / 'half'}" in result.stderr
    assert run("remove", "half").exit_code == 0


@pytest.mark.parametrize("command", ["list", "available", "install", "remove", "verify"])
def test_every_command_has_examples(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"workbench models {command}" in result.output

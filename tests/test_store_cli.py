"""``workbench project``, and ``--project`` of the commands that make something."""

import json
import re
from pathlib import Path

import pytest
from argos_support import EN_UK, unpack
from click.testing import CliRunner
from store_support import Session, begun, note

from workbench.cli import main
from workbench.memory import documents, log, projects
from workbench.memory.store import open_store

ROOT = Path(__file__).parent.parent


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in a folder of its own; the exit status and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", "store.sqlite")
    Path("a.txt").write_text("The minister resigned.\nAt least 50 people were injured.\n", "utf-8")
    Path("b.txt").write_text("Міністр подав у відставку.\nЩонайменше 50 людей поранено.\n", "utf-8")

    def run(*arguments, expect=0):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == expect, result.output
        return result

    return run


@pytest.fixture
def steady(monkeypatch):
    """Ids and times that are the same in every run."""
    ids = (f"{number:032x}" for number in range(0xA0000000, 0xA0001000))
    for module in (projects, documents):
        monkeypatch.setattr(module, "new_id", lambda: next(ids))
    for module in (projects, documents, log):
        monkeypatch.setattr(module, "now", lambda: "2024-05-01T10:00:00.000Z")


def told(result, folder):
    text = f"exit {result.exit_code}\n--- out\n{result.stdout}--- err\n{result.stderr}"
    text = re.sub(r"\d{8}-\d{6}", "TIME", text)
    return text.replace(str(folder), "FOLDER").replace(str(Path.home()), "HOME")


def add(run, *more, expect=0):
    texts = ("a.txt", "b.txt", "--presegmented", "--who", "Anna")
    return run("project", "add", "Speeches", *texts, *more, expect=expect)


def test_help_of_every_command(snapshot):
    from workbench.cli.project import command

    texts = [
        CliRunner().invoke(main, ["project", name, "--help"], terminal_width=100).output
        for name in sorted(command.commands)
    ]
    assert "\n".join(texts) == snapshot
    assert all("Examples:" in text for text in texts)


CASES = {
    "list-nothing": ["list"],
    "new-twice": ["new", "Taken"],
    "list-absent": ["list", "Nope"],
    "open-absent": ["open", "Nope"],
    "import-text": ["import", "a.txt"],
    "import-absent": ["import", "missing.zip"],
    "restore-text": ["restore", "a.txt"],
    "backup-over-text": ["backup", "a.txt"],
    "store-of-others": ["list", "--store", "mysql://x/y"],
    "store-is-text": ["list", "--store", "a.txt"],
    "row-too-high": ["log", "a.txt", "--row", "9"],
    "list": ["list"],
    "list-documents": ["list", "Speeches"],
    "list-json": ["list", "Speeches", "--json"],
    "open": ["open", "a.txt", "--port", "8600"],
    "log": ["log", "a.txt"],
    "log-row": ["log", "a.txt", "--row", "1"],
    "verify": ["verify"],
    "delete": ["delete", "Speeches"],
    "delete-document": ["delete", "Speeches", "--document", "a.txt"],
}


@pytest.mark.parametrize("name", CASES)
def test_output(name, run, steady, snapshot, tmp_path):
    if name == "new-twice":
        run("project", "new", "Taken")
    elif name not in ("list-nothing", "list-absent"):
        add(run)
        with open_store("store.sqlite") as store:
            session = Session(store, store.documents()[0].id)
            row = session.bitext.rows[0].id
            session.do("edit", row, 0, "Міністр пішов [у відставку].")
            session.do("comment", row, note())
            session.undo()
    result = CliRunner().invoke(main, ["project", *CASES[name]])
    assert told(result, tmp_path) == snapshot


def test_a_project_from_the_first_file_to_the_last_copy(run):
    add(run, "--title", "The statement")
    out = json.loads(run("project", "list", "Speeches", "--json").stdout)
    id = out["documents"][0]["id"]
    assert out["documents"][0]["title"] == "The statement"
    assert f"?doc={id}" in run("project", "open", id[:8]).stdout
    run("project", "open", id[:8], "-o", "out.tsv")
    assert "Міністр подав у відставку." in Path("out.tsv").read_text("utf-8")
    run("project", "export", "Speeches")
    assert "is there already" in run("project", "export", "Speeches", expect=2).stderr
    run("project", "import", "Speeches.workbench.zip", "--as", "Again")
    Path("copies").mkdir()
    run("project", "backup", "copies")
    run("project", "delete", "Again")
    assert "Again" in run("project", "list", "--bin").stdout
    run("project", "undelete", "Again")
    run("project", "delete", "Speeches", "--document", "The statement")
    (copy,) = Path("copies").iterdir()
    run("project", "restore", str(copy))
    names = {p["name"] for p in json.loads(run("project", "list", "--json").stdout)["projects"]}
    assert names == {"Speeches", "Again"}
    assert "is sound" in run("project", "verify").stdout
    with open_store("store.sqlite") as store:
        assert store.source(id).data == Path("a.txt").read_bytes()
        assert store.document(id).created_by == "Anna"


def test_align_keeps_its_result(run):
    result = run("align", "a.txt", "b.txt", "--presegmented", "--method", "length", "--no-checks",
                 "--format", "tsv", "--project", "New one")  # fmt: skip
    assert "Kept in “New one”" in result.stderr
    assert "Kept" not in result.stdout
    with open_store("store.sqlite") as store:
        (info,) = store.documents()
        assert store.load(info.id).bitext.rows[0].cells[0].text == "Міністр подав у відставку."


def test_a_report_is_kept_as_it_is(run):
    run("align", "a.txt", "b.txt", "--presegmented", "--method", "length", "--no-checks", "-o", "r.json")
    run("project", "add", "Reports", "r.json", "--title", "From a report")
    with open_store("store.sqlite") as store:
        (info,) = store.documents()
        assert (info.title, info.rows, info.source_name) == ("From a report", 2, "")


def test_translate_keeps_its_result(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(unpack(tmp_path / "packages", EN_UK)))
    run("translate", "a.txt", "--to", "uk", "--from", "en", "--project", "Letters")
    with open_store("store.sqlite") as store:
        (info,) = store.documents()
        assert info.langs == ("en", "uk")
        assert store.load(info.id).bitext.columns[0].kind == "machine"


def test_verify_says_what_is_wrong(run):
    from sqlalchemy import text

    with open_store("store.sqlite") as store:
        session = begun(store)
        session.do("edit", "r0", 0, "Зміна.")
        with store.database.writing() as connection:
            connection.execute(text("DELETE FROM entries"))
    result = run("project", "verify", "--json", expect=1)
    assert "1 steps were written and 0 are there" in json.loads(result.stdout)["problems"][0]["what"]


def test_a_project_in_the_bin_takes_nothing_in(run):
    add(run)
    run("project", "delete", "Speeches")
    assert "in the bin" in add(run, expect=2).stderr

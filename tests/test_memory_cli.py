"""``workbench memory`` as a user meets it."""

import json

import pytest
from click.testing import CliRunner
from store_support import bitext

from workbench.bitext.operations import confirm
from workbench.cli import main
from workbench.memory.store import open_store

TMX = """<tmx version="1.4"><header srclang="en"/><body>
<tu changedate="20240501T120000Z" changeid="anna"><tuv xml:lang="en"><seg>Over 80 people came.</seg></tuv>
  <tuv xml:lang="uk"><seg>Понад 80 людей прийшли.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>A press release was sent.</seg></tuv>
  <tuv xml:lang="uk"><seg>Надіслано пресреліз.</seg></tuv></tu>
{more}</body></tmx>
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "s.sqlite"))
    (tmp_path / "a.tmx").write_text(TMX.format(more=""), "utf-8")
    return tmp_path


def run(*args, code=0, input=None):
    result = CliRunner().invoke(main, ["memory", *args], input=input, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def test_import_search_export(place):
    assert "a.tmx: 2 new, 0 known already." in run("import", "a.tmx").stderr
    assert "a.tmx: 0 new, 2 known already." in run("import", "a.tmx").stderr
    found = run("search", "Over 120 people came!", "--from", "English", "--to", "uk").stdout
    assert found.splitlines() == [
        " 98 %  fuzzy, substituted −1, form −1  (anna, a.tmx, 2024-05-01)",
        "       Over [-80-]{+120+} people came[-.-]{+!+}",
        "       Понад 120 людей прийшли.",
        "       number 80 → 120, please check",
    ]
    phrase = run("search", "--phrase", "Press release").stdout
    assert "A [press release] was sent.\tНадіслано пресреліз.\ta.tmx" in phrase
    run("export", "-o", "out.tmx")
    assert "2 new" in run("import", "out.tmx", "--store", str(place / "other.sqlite")).stderr
    assert run("export", "--from", "en", "--to", "uk").stdout_bytes == (
        place / "out.tmx"
    ).read_bytes().replace(b'srclang="*all*"', b'srclang="en"')
    assert run("export", "--to", "de", "-o", "none.tmx").stderr == "Units written: 0.\n"


def test_json_for_programs(place):
    (told,) = json.loads(run("import", "a.tmx", "--json").stdout)
    assert told["added"] == {"new": 2, "merged": 0, "refused": 0}
    (match,) = json.loads(
        run("search", "Over 80 people came.", "--from", "en", "--to", "uk", "--json").stdout
    )
    assert (match["score"], match["kind"], match["unit"]["who"]) == (100, "exact", "anna")
    (hit,) = json.loads(run("search", "--phrase", "sent", "--json").stdout)
    assert (hit["side"], hit["spans"]) == ("source", [{"start": 20, "end": 24}])
    stats = json.loads(run("stats", "--json").stdout)
    assert (stats["units"], stats["pairs"]) == (2, [{"source_lang": "en", "target_lang": "uk", "units": 2}])


def test_damage_is_told_by_line_and_the_status_says_so(place):
    (place / "b.tmx").write_text(TMX.format(more="<tu><tuv>&</tuv></tu>\n"), "utf-8")
    told = run("import", "b.tmx", code=1).stderr
    assert "b.tmx: 2 new" in told
    assert "b.tmx: line 6:" in told


def test_a_file_that_is_none_is_one_sentence(place):
    (place / "c.tmx").write_text("<html/>", "utf-8")
    result = run("import", "a.tmx", "c.tmx", code=2)
    assert "workbench: “c.tmx” is" in result.stderr
    assert "units\t2" in run("stats").stdout
    assert run("import", "none.tmx", code=2).stderr.startswith("workbench: Cannot open “none.tmx”")
    assert "b.tmx" not in run("import", "-", input=TMX.format(more="")).stderr


def test_a_failed_export_leaves_the_old_file(place, monkeypatch):
    (place / "out.tmx").write_text("old", "utf-8")
    run("import", "a.tmx")

    def breaks(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.interchange.tmx.write", breaks)
    assert "No space left" in run("export", "-o", "out.tmx", code=2).stderr
    assert (place / "out.tmx").read_text("utf-8") == "old"
    assert {path.name for path in place.iterdir() if path.suffix == ".tmx"} == {"a.tmx", "out.tmx"}
    assert "folder" in run("export", "-o", "nowhere/out.tmx", code=2).stderr


def test_cleaning_shows_before_it_takes_out(place):
    (place / "d.tmx").write_text(
        TMX.format(
            more="""
<tu><tuv xml:lang="en"><seg>Save</seg></tuv><tuv xml:lang="uk"><seg>Save</seg></tuv></tu>"""
        ),
        "utf-8",
    )
    run("import", "d.tmx")
    shown = run("clean", code=1)
    assert "same\tthe target is the source\tSave\tSave" in shown.stdout
    assert "Would go with --remove: 1." in shown.stderr
    assert "Taken out: 1." in run("clean", "--remove").stderr
    assert "Would go with --remove: 0." in run("clean").stderr
    assert json.loads(run("clean", "--before", "2024-06-01", "--json", code=1).stdout)["counts"] == [
        ["chosen", 1]
    ]
    assert "needs --origin or --before" in run("clean", "--rule", "chosen", code=2).stderr


def test_what_was_confirmed_in_a_document_goes_in(place):
    table = confirm(bitext(rows=3), "r1", 0).apply(bitext(rows=3))
    with open_store(place / "s.sqlite") as store:
        store.add_document(store.create_project("P").id, table, title="speech", who="Anna")
    assert "speech: 1 new, 0 known already." in run("add", "speech", "--no-glossary", "--who", "Ben").stderr
    assert "Речення 1 у 0-му стовпці." in run("search", "--phrase", "Sentence 1").stdout
    assert "speech: 0 new, 1 known already." in run("add", "speech").stderr


def test_usage(place):
    assert "Name both languages" in run("search", "x", "--from", "en", code=2).stderr
    assert "is no language code" in run("search", "x", "--from", "en", "--to", "qq", code=2).stderr
    assert run("search", "x", "--from", "en", "--to", "uk").stderr == "Nothing like it in the memory.\n"
    assert "-> " not in run("stats").stdout


def test_terminal_controls_in_a_memory_do_not_act(place):
    (place / "e.tmx").write_text(
        TMX.format(more='<tu><tuv xml:lang="en"><seg>Evil \u202e text</seg></tuv>'
        '<tuv xml:lang="uk"><seg>Зле \u009b31m</seg></tuv></tu>'), "utf-8")  # fmt: skip
    run("import", "e.tmx")
    for args in (("search", "Evil text", "--from", "en", "--to", "uk"), ("search", "--phrase", "evil")):
        out = run(*args).stdout
        assert "Зле" in out
        assert "\u202e" not in out
        assert "\u009b" not in out

"""TMX into the memory and out again: nothing lost, damage told by line, the store whole."""

import io
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_support import day, unit

from workbench.errors import BadFile, Cancelled, UnreadableText
from workbench.interchange.tmx import read_units, write
from workbench.memory.importing import import_tmx
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.tmx import Reading, to_tmx
from workbench.memory.units import Added, UnitOrigin
from workbench.progress import Progress

HEAD = '<tmx version="1.4"><header srclang="en"/><body>\n'
TAIL = "</body></tmx>\n"


def tu(source, target, lang="uk", more=""):
    return (
        f'<tu {more}><tuv xml:lang="en-GB"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{lang}"><seg>{target}</seg></tuv></tu>\n'
    )


@pytest.fixture
def memory(tmp_path):
    with open_store(tmp_path / "s.sqlite") as store:
        yield Memory(store.database)


def written(units):
    out = io.BytesIO()
    write(to_tmx(units), out)
    return out.getvalue()


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
texts = words.filter(str.strip)
times = st.one_of(
    st.none(), st.datetimes().map(lambda t: day(1).replace(year=max(1970, t.year), second=t.second))
)
units_of_any_kind = st.builds(
    unit,
    texts,
    texts,
    previous=st.one_of(st.none(), st.just(""), texts),
    next=st.one_of(st.none(), st.just(""), texts),
    document=st.sampled_from(["", "a b.docx"]),
    terms=st.lists(st.sampled_from(["t1", "t2"]), max_size=2).map(tuple),
    who=st.sampled_from(["", "Анна"]),
    created=times,
    changed=times,
    origin=st.sampled_from(UnitOrigin),
    detail=st.sampled_from(["", "engine:argos|model:1"]),
    note=st.sampled_from(["", "look <here>"]),
    properties=st.sampled_from([(), (("project", "x & y"), ("x-own", "1"))]),
)


@settings(max_examples=60)
@given(st.lists(units_of_any_kind, max_size=3))
def test_written_and_read_back_nothing_is_lost(units):
    reading = Reading("file.tmx")
    assert list(reading.units(read_units(written(units)))) == units
    assert not reading.problems


def test_dates_people_and_codes_of_other_tools(memory):
    file = HEAD + tu(
        "Press <bpt i='1'>&lt;b&gt;</bpt>Save<ept i='1'>&lt;/b&gt;</ept> at <ph>{\\f23 }</ph>once, <ph>%s</ph>.",
        "Натисніть <hi>Зберегти</hi>.",
        more='tuid="7" creationdate="20200102T030405Z" changeid="MT!"',
    )
    result = import_tmx(memory, (file + TAIL).encode(), name="trados.tmx")
    (found,) = memory.units()
    assert found.source == "Press <b>Save</b> at once, %s."
    assert found.target == "Натисніть Зберегти."
    assert result.codes == 1
    assert (found.created.isoformat(), found.changed) == ("2020-01-02T03:04:05+00:00", found.created)
    assert (found.origin, found.who, found.detail) == (UnitOrigin.MACHINE, "MT!", "trados.tmx")
    assert ("x-workbench-source-lang", "en-GB") in found.properties
    assert b'xml:lang="en-GB"' in written([found])


def test_several_languages_become_pairs(memory):
    file = (
        HEAD
        + '<tu srclang="uk"><tuv xml:lang="en"><seg>Yes.</seg></tuv><tuv xml:lang="de"><seg>Ja.</seg></tuv>'
        + '<tuv xml:lang="uk"><seg>Так.</seg></tuv></tu>'
        + TAIL
    ).encode()
    import_tmx(memory, file)
    assert {(u.source, u.target) for u in memory.units()} == {("Так.", "Yes."), ("Так.", "Ja.")}
    import_tmx(memory, file, source_lang="de", target_lang="en")
    assert [(u.source_lang, u.target_lang) for u in memory.units()][2:] == [("de", "en")]


DAMAGED = {
    "unknown language": (tu("A.", "Б.", "xx-klingon") + tu("Good.", "Добре."), [2, 2]),
    "no language": (
        '<tu><tuv><seg>A.</seg></tuv><tuv xml:lang="uk"><seg>Б.</seg></tuv></tu>\n' + tu("Good.", "Добре."),
        [2, 2],
    ),
    "one language": ('<tu><tuv xml:lang="en"><seg>A.</seg></tuv></tu>\n' + tu("Good.", "Добре."), [2]),
    "blank side": (tu("A.", " ") + tu("Good.", "Добре."), [2]),
    "broken unit": ("<tu><tuv xml:lang='en'><seg>A & B</seg></tuv></tu>\n" + tu("Good.", "Добре."), [2]),
    "cut off": (tu("Good.", "Добре.") + "<tu><tuv xml:lang='en'><se", [3]),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGED)
def test_damage_costs_only_itself(memory, kind):
    body, lines = DAMAGED[kind]
    result = import_tmx(memory, (HEAD + body + ("" if kind == "cut off" else TAIL)).encode())
    assert [u.target for u in memory.units()] == ["Добре."]
    assert [problem.line for problem in result.problems] == lines
    assert result.left_out == len(lines)


HOSTILE = {
    "entity": b'<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD.encode() + b"<tu>&x;</tu>",
    "laughs": b'<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + HEAD.encode(),
    "html": b"<html><body>no</body></html>",
    "text": b"just text",
    "empty": b"",
}


@pytest.mark.parametrize("apart", [0, 1 << 40], ids=["another process", "this process"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_tmx_is_an_error_and_changes_nothing(memory, tmp_path, kind, apart):
    memory.add([unit("Before.", "До.")])
    path = tmp_path / "bad.tmx"
    path.write_bytes(HOSTILE[kind])
    with pytest.raises((BadFile, UnreadableText), match=r"bad\.tmx"):
        import_tmx(memory, path, apart=apart)
    with pytest.raises(BadFile, match="missing"):
        import_tmx(memory, tmp_path / "missing.tmx", apart=apart)
    assert [u.source for u in memory.units()] == ["Before."]


class Bar(Progress):
    def __init__(self, stop_at=None):
        self.read, self.total, self.stop_at = 0, None, stop_at

    def start(self, task, total=None):
        self.total = total

    def advance(self, units=1, note=""):
        self.read += units

    def cancelled(self):
        return self.stop_at is not None and self.read >= self.stop_at


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """2 MB of TMX, 6,000 units, one of them broken in the middle."""
    path = tmp_path_factory.mktemp("tmx") / "large.tmx"
    filler = "word " * 20
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(6_000):
            file.write(
                "<tu><tuv>&</tuv></tu>\n"
                if number == 3_000
                else tu(f"{filler}{number}.", f"Ц{filler}{number}.")
            )
        file.write(TAIL)
    return path


def test_another_process_reads_the_same(memory, large):
    bar = Bar()
    result = import_tmx(memory, large, progress=bar, apart=0)
    assert result.added == Added(new=5_999)
    assert bar.read == bar.total == large.stat().st_size
    assert [problem.line for problem in result.problems] == [3002]
    assert import_tmx(memory, large) == replace(result, added=Added(merged=5_999))


def test_where_no_process_can_be_started_it_is_read_here(memory, large, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert import_tmx(memory, large, apart=0).added.new == 5_999
    false = tmp_path / "false"
    false.write_text("#!/bin/sh\nexit 1\n")
    false.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(false))
    assert import_tmx(memory, large, apart=0).added.merged == 5_999


def test_a_reader_that_dies_half_way_keeps_nothing(memory, large, monkeypatch, tmp_path):
    dying = tmp_path / "dying"
    dying.write_text(f'#!/bin/sh\n"{sys.executable}" "$@" | head -c 700000\n')
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(BadFile, match="half-way"):
        import_tmx(memory, large, apart=0)
    assert memory.stats().units == 0


@pytest.mark.parametrize("apart", [0, 1 << 40], ids=["another process", "this process"])
def test_cancelled_keeps_nothing(memory, large, apart):
    with pytest.raises(Cancelled):
        import_tmx(memory, large, progress=Bar(stop_at=500_000), apart=apart)
    assert memory.stats().units == 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="measures memory as Unix tells it")
def test_300_megabytes_in_bounded_memory(memory, tmp_path):
    path = tmp_path / "huge.tmx"
    filler = "segment of some length in which nothing happens " * 6
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(480_000):
            file.write(tu(f"{number} {filler}", f"Ц {number} {filler}"))
        file.write(TAIL)
    assert path.stat().st_size > 300e6
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of tests before this one
    result = import_tmx(memory, path)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert result.added.new == 480_000
    assert (after - before) / 1024 < 600  # MB: 256 for pages, 64 for the index, batches
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(250 * 1024, others)
    assert Path(path).unlink() is None

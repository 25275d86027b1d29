"""The translation memory, in SQLite and in PostgreSQL: what goes in comes out, and nothing else."""

import subprocess
import sys
import threading
import unicodedata
from dataclasses import replace

import pytest
from memory_support import day, sentences, unit
from rapidfuzz.distance import Levenshtein
from store_support import bitext

from workbench.bitext.operations import confirm
from workbench.errors import BadStore, Cancelled
from workbench.memory.harvest import confirmed_units
from workbench.memory.placeables import rough_keys
from workbench.memory.search import prepared
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.units import Added, MatchKind, UnitOrigin
from workbench.model import Span, TermHit, TermStatus
from workbench.progress import Progress

pytest_plugins = ["store_fixtures"]


@pytest.fixture
def memory(store):
    return Memory(store.database)


def test_everything_a_unit_has_comes_back(memory):
    full = unit(
        "The court ruled.", "Суд ухвалив.", previous="Before.", next="", document="a.docx", terms=("t1", "t2"),
        who="Anna", created=day(1), changed=day(2), origin=UnitOrigin.MACHINE, detail="engine:argos|model:abc",
        note="why", properties=(("project", "x"), ("client", "y")),
    )  # fmt: skip
    plain = unit("One.", "Один.")
    assert memory.add([full, plain]) == Added(new=2)
    assert list(memory.units()) == [full, plain]
    assert list(memory.units(origin=UnitOrigin.MACHINE)) == [full]
    assert list(memory.units(target_lang="de")) == []
    assert all(each.id for each in memory.units())


def test_only_what_is_confirmed_goes_in(memory):
    draft, blank = unit("A draft.", "Чернетка.", confirmed=False), unit("Something.", "  \n")
    assert memory.add([draft, blank]) == Added(refused=2)
    assert memory.stats().units == memory.stats().texts == 0
    assert memory.lookup("A draft.", "en", "uk") == memory.concordance("draft") == ()


def test_the_same_between_the_same_neighbours_is_merged(memory):
    first = unit("Yes.", "Так.", previous="A?", next="B.", who="Anna", changed=day(3))
    older, newer = replace(first, who="Old", changed=day(1)), replace(first, who="Ben", changed=day(4))
    elsewhere = replace(first, previous="C?")
    assert memory.add([first]) == Added(new=1)
    assert memory.add([older, elsewhere]) == Added(new=1, merged=1)
    assert memory.add([newer]) == Added(merged=1)
    assert [u.who for u in memory.units()] == ["Ben", "Anna"]
    machine = replace(newer, origin=UnitOrigin.MACHINE, changed=day(9), who="MT")
    assert memory.add([machine, machine]).merged == 2
    assert {u.origin for u in memory.units()} == {UnitOrigin.HUMAN}


def test_context_decides_between_translations(memory):
    memory.add(
        [
            unit("Right.", "Правильно.", previous="Is it true?", next="Good.", changed=day(1)),
            unit("Right.", "Праворуч.", previous="Left or right?", next="Thanks.", changed=day(2)),
            unit("Right.", "Гаразд.", previous="", next="We go.", changed=day(3)),
        ]
    )
    found = memory.lookup("Right.", "en", "uk", before="Is it true?", after="Good.")
    assert [(m.score, m.kind, m.proposal) for m in found] == [
        (101, MatchKind.CONTEXT, "Правильно."),
        (100, MatchKind.EXACT, "Гаразд."),
        (100, MatchKind.EXACT, "Праворуч."),
    ]
    assert memory.lookup("Right.", "en", "uk", before="", after="We go.")[0].score == 101
    for before, after in ((None, None), ("Is it true?", None), ("Is it true?", "Thanks."), ("?", "")):
        assert {m.score for m in memory.lookup("Right.", "en", "uk", before=before, after=after)} == {100}


def test_penalties_are_taken_off_and_named(memory):
    memory.add(
        [
            unit("The bridge is closed.", "Міст зачинено.", origin=UnitOrigin.MACHINE, detail="engine:x"),
            unit("Брама відчинена.", "The gate is open.", source_lang="uk", target_lang="en"),
        ]
    )
    (machine,) = memory.lookup("The bridge is closed.", "en", "uk")
    assert (machine.score, machine.kind) == (95, MatchKind.EXACT)
    assert [(p.reason, p.points) for p in machine.penalties] == [("machine", 5)]
    (back,) = memory.lookup("The gate is open.", "en", "uk")
    assert (back.score, back.proposal, back.unit.source_lang) == (98, "Брама відчинена.", "en")
    assert [p.reason for p in back.penalties] == ["reversed"]
    assert memory.lookup("The bridge is closed.", "en", "de") == memory.lookup("x", "fr", "uk") == ()


def test_a_person_goes_before_a_machine_with_the_same_translation(memory):
    pair = unit("Open the door.", "Відчиніть двері.", changed=day(1))
    memory.add([replace(pair, origin=UnitOrigin.MACHINE, previous="x", changed=day(9)), pair])
    (found,) = memory.lookup("Open the door.", "en", "uk")
    assert (found.score, found.unit.origin) == (100, UnitOrigin.HUMAN)


def test_fuzzy_matches_put_numbers_in(memory):
    memory.add([unit("Over 80 people came to the square.", "На площу прийшло понад 80 людей.")])
    (found,) = memory.lookup("Over 1,200 people came to the square.", "en", "uk")
    assert found.kind is MatchKind.FUZZY
    assert found.score == 99
    assert found.proposal == "На площу прийшло понад 1\u00a0200 людей."
    (done,) = found.substitutions
    assert (done.kind, done.old, done.new) == ("number", "80", "1,200")
    assert done.source_span.of(found.unit.source) == "80"
    assert done.target_span.of(found.proposal) == "1\u00a0200"


def test_lookup_finds_what_comparing_with_everything_finds(memory):
    made = sentences(1100)
    texts, asked = list(dict.fromkeys(made[:1000])), [text for text in made[1000:] if text not in made[:1000]]
    memory.add([unit(text, f"U{number}") for number, text in enumerate(texts)])
    everything = {text: rough_keys(prepared(text)) for text in texts}
    found = wanted = 0
    for text in asked:
        mine = rough_keys(prepared(text))
        likeness = sorted(
            (Levenshtein.normalized_similarity(mine, k) for k in everything.values()), reverse=True
        )
        best = [value for value in likeness[:5] if value >= 0.6]
        got = memory.lookup(text, "en", "uk", limit=5, floor=0.5)
        values = [Levenshtein.normalized_similarity(mine, everything[m.unit.source]) for m in got]
        wanted += len(best)
        found += sum(value >= best[-1] for value in values) if best else 0
    assert wanted >= 20
    assert found >= 0.97 * wanted


def test_the_floor_and_the_limit_hold(memory):
    memory.add(
        [
            unit(f"The {word} was found in the old house.", word)
            for word in ["ring", "key", "map", "book", "pen"]
        ]
    )
    found = memory.lookup("The coin was found in the old house.", "en", "uk", limit=3, floor=0.5)
    assert len(found) == 3
    assert [m.score for m in found] == [87, 87, 87]
    assert memory.lookup("The coin was found in the old house.", "en", "uk", floor=0.9) == ()
    assert memory.lookup("The ring was found in the old house.", "en", "uk", floor=1.0)[0].score == 100
    assert memory.lookup(" ", "en", "uk") == memory.lookup("?!", "en", "uk") == ()


def test_accents_written_apart_find_the_same(memory):
    memory.add([unit("Café is open.", "Кав’ярня відчинена.")])
    apart = unicodedata.normalize("NFD", "Café is open.")
    assert memory.lookup(apart, "en", "uk")[0].score == 100
    assert memory.lookup(apart, "en", "uk", floor=1.0)[0].score == 100
    assert len(memory.concordance(unicodedata.normalize("NFD", "CAFÉ"))) == 1
    assert len(memory.concordance("кав'ярня")) == 1


def test_scripts_without_spaces(memory):
    memory.add([unit("東京で会議が開かれた。", "У Токіо відбулася нарада.", source_lang="ja")])
    (hit,) = memory.concordance("会議", lang="ja")
    assert [span.of(hit.unit.source) for span in hit.spans] == ["会議"]
    assert memory.concordance("議会") == ()
    assert memory.lookup("大阪で会議が開かれた。", "ja", "uk", floor=0.5)[0].score >= 70


def test_concordance_finds_words_on_either_side(memory):
    memory.add(
        [
            unit("A press release was sent. Press Release!", "Надіслано пресреліз."),
            unit("They press for the release of hostages.", "Вони вимагають звільнення."),
            unit("The press-release’s date", "Дата пресрелізу"),
            unit("Das Wort press release", "x", source_lang="de"),
        ]
    )
    found = memory.concordance("press release")
    assert {hit.unit.source.split()[0] for hit in found} == {"A", "The", "Das"}
    assert {hit.unit.source.split()[0] for hit in memory.concordance("PRESS release", lang="en")} == {
        "A",
        "The",
    }
    (first,) = [hit for hit in found if hit.unit.source.startswith("A ")]
    assert [span.of(first.unit.source) for span in first.spans] == ["press release", "Press Release"]
    (target,) = memory.concordance("пресреліз")
    assert (target.side, target.spans) == ("target", (Span(10, 19),))
    assert memory.concordance("пресреліз", side="source") == memory.concordance("pres") == ()
    assert memory.concordance("…") == memory.concordance("press", lang="fr") == ()
    assert len(memory.concordance("press", limit=2)) == 2
    with pytest.raises(ValueError, match="no side"):
        memory.concordance("press", side="left")


@pytest.mark.parametrize(
    "phrase", ['"', "a\0b", "'; DROP TABLE tm_units; --", "* NEAR(", "\\", ":*", "a:b & (c"]
)
def test_no_phrase_is_a_command(memory, phrase):
    memory.add([unit(f"It says {phrase} here.".replace("\0", ""), "x")])
    memory.concordance(phrase)
    memory.lookup(phrase.replace("\0", "") + " is new", "en", "uk")
    assert memory.stats().units == 1


def test_half_a_character_is_no_text(memory):
    with pytest.raises(BadStore, match="half a character"):
        memory.add([unit("Good.", "Добре."), unit("Bad \ud800.", "Погано.")])
    assert memory.stats().units == 0
    assert memory.lookup("Bad \ud800.", "en", "uk", before="\ud800") == memory.concordance("\ud800") == ()


def test_long_texts_take_no_longer(memory):
    long = " ".join(f"{a}{b}" for a in "qwertyuiopasdfghjklz" for b in "qwertyuiopasdfghjklzxcvbnm")
    memory.add([unit(long, "Довге."), unit(long * 60, "Дуже довге.")])
    assert memory.lookup(long + " more", "en", "uk")[0].score == 99
    assert memory.lookup(long * 60, "en", "uk")[0].score == 100
    assert memory.lookup(long * 60 + " more", "en", "uk") == ()


def test_what_is_removed_leaves_nothing_behind(memory):
    memory.add(
        [unit("Gone forever.", "Пішло.", previous="Kept before.", next=""), unit("Kept before.", "Лишилося.")]
    )
    gone = next(u.id for u in memory.units() if u.source == "Gone forever.")
    assert memory.remove([gone, gone, 999]) == 1
    assert memory.stats().texts == 2
    assert memory.concordance("forever") == memory.lookup("Gone forever.", "en", "uk") == ()
    memory.add([unit("Now forever here.", "Знов.")])
    assert [hit.unit.target for hit in memory.concordance("forever")] == ["Знов."]


def test_stats_and_revision(memory):
    before = memory.revision()
    memory.add([unit("A.", "А.", document="d", changed=day(1)), unit("B.", "Б.", origin=UnitOrigin.IMPORTED)])
    memory.add([unit("C.", "C.", target_lang="de", document="d", changed=day(3))])
    found = memory.stats()
    assert (found.units, found.texts, found.documents) == (3, 6, 1)
    assert [(p.source_lang, p.target_lang, p.units) for p in found.pairs] == [
        ("en", "uk", 2),
        ("en", "de", 1),
    ]
    assert dict(found.origins) == {"human": 2, "imported": 1}
    assert (found.first, found.last) == (day(1), day(3))
    assert found.size > 10_000
    assert memory.revision() != before


class _Stops(Progress):
    def __init__(self, after):
        self.left = after

    def advance(self, units=1, note=""):
        self.left -= units

    def cancelled(self):
        return self.left <= 0


def test_cancelled_or_failed_keeps_nothing(memory, monkeypatch):
    monkeypatch.setattr("workbench.memory.tm.BATCH", 10)
    memory.add([unit("Before.", "До.")])
    many = [unit(f"Number {n}.", f"Номер {n}.") for n in range(50)]

    def breaks():
        yield from many[:35]
        raise RuntimeError("half-way")

    with pytest.raises(Cancelled):
        memory.add(many, _Stops(25))
    with pytest.raises(RuntimeError):
        memory.add(breaks())
    assert [u.source for u in memory.units()] == ["Before."]
    assert memory.concordance("number") == ()
    assert memory.add(many) == Added(new=50)


WRITER = """
import sys
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.units import Unit
where, name = sys.argv[1:]
with open_store(where, timeout=30) as store:
    for number in range(40):
        own = Unit(f"{name} writes {number}.", f"{name} {number}", "en", "uk")
        Memory(store.database).add([own, Unit("Shared.", "Спільне.", "en", "uk")])
"""


def test_two_processes_write_at_once(where):
    with open_store(where) as store:
        both = [subprocess.Popen([sys.executable, "-c", WRITER, where, name]) for name in ("ann", "ben")]
        assert [process.wait(60) for process in both] == [0, 0]
        memory = Memory(store.database)
        assert memory.stats().units == 81
        assert len(memory.concordance("writes", limit=100)) == 80


def test_readers_see_one_state_while_somebody_writes(memory):
    memory.add([unit(f"Start {n}.", f"Початок {n}.") for n in range(3000)])
    reading = memory.units()
    first = next(reading)
    writer = threading.Thread(target=memory.add, args=([unit(f"Later {n}.", "Потім.") for n in range(50)],))
    writer.start()
    writer.join(30)
    assert not writer.is_alive()
    assert 1 + sum(1 for _ in reading) == 3000
    assert first.source == "Start 0."
    assert memory.stats().units == 3050


def test_a_locked_store_says_so(tmp_path):
    path = tmp_path / "s.sqlite"
    with open_store(path) as store, open_store(path, timeout=0.1) as other, store.database.writing():
        with pytest.raises(BadStore, match="another program"):
            Memory(other.database).add([unit("A.", "Б.")])
        assert Memory(other.database).stats().units == 0


def test_confirmed_cells_become_units():
    table = bitext(rows=4, columns=2)
    for row in ("r0", "r1", "r3"):
        table = confirm(table, row, 1).apply(table)
    table = confirm(table, "r1", 0).apply(table)
    hits = [
        TermHit(0, 1, Span(0, 1), "good", TermStatus.PREFERRED),
        TermHit(3, 1, Span(0, 1), "bad", TermStatus.FORBIDDEN),
        TermHit(1, None, Span(0, 1), "source", TermStatus.PREFERRED),
    ]
    found = list(confirmed_units(table, who="Anna", when=day(1), terms=hits))
    assert [(u.source[:10], u.target, u.origin) for u in found] == [
        ("Sentence 0", "Речення 0 у 1-му стовпці.", UnitOrigin.MACHINE),
        ("Sentence 1", "Речення 1 у 0-му стовпці.", UnitOrigin.HUMAN),
        ("Sentence 1", "Речення 1 у 1-му стовпці.", UnitOrigin.MACHINE),
    ]
    assert (found[0].previous, found[0].next) == ("", "Sentence 1 of the statement.")
    assert found[0].terms == ("good",)
    assert found[0].detail == "engine:echo"
    assert {u.who for u in found} == {"Anna"}
    assert [u.target for u in confirmed_units(table, who="", when=None, columns=[0])] == [found[1].target]

"""The memory as an engine: confirmed translations before the machine's."""

import pytest
from memory_support import unit

from workbench.errors import NoRoute
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.units import UnitOrigin
from workbench.model import Document, Origin, Rendering, Segment, Span
from workbench.recall import MemoryEngine, recalling
from workbench.translation.echo import Echo
from workbench.translation.engine import Engine, Options
from workbench.translation.rendering import render

PAIR = ("en", "uk")


@pytest.fixture
def memory(tmp_path):
    with open_store(tmp_path / "s.sqlite") as store:
        memory = Memory(store.database)
        memory.add(
            [
                unit("Yes.", "Авжеж.", previous="Is it?", next="Good."),
                unit("Yes.", "Так."),
                unit("It rains.", "Дощить.", origin=UnitOrigin.MACHINE),
                unit("Over 80 people came.", "Понад 80 людей прийшли."),
            ]
        )
        yield memory


def test_only_the_same_and_trusted_comes_from_the_memory(memory):
    engine = MemoryEngine(memory, Echo())
    assert isinstance(engine, Engine)
    texts = ["Is it?", "Yes.", "Good.", "It rains.", "Over 90 people came.", "", "Yes."]
    found = dict(engine.translate(texts, PAIR))
    assert [found[i][0].text for i in range(len(texts))] == [
        "Is it?", "Авжеж.", "Good.", "It rains.", "Over 90 people came.", "", "Так.",
    ]  # fmt: skip
    assert [found[i][0].recalled for i in range(len(texts))] == [0, 101, 0, 0, 0, 0, 100]


def test_several_translations_are_hypotheses(memory):
    engine = MemoryEngine(memory, Echo())
    (only,) = dict(engine.translate(["Yes."], PAIR)).values()
    assert len(only) == 1
    (both,) = dict(engine.translate(["Yes."], PAIR, Options(n_best=3))).values()
    assert {h.text for h in both} == {"Так.", "Авжеж."}


def test_a_rendering_says_that_the_memory_took_part(memory):
    text = "Is it? Yes. Good."
    spans = (Span(0, 6), Span(7, 11), Span(12, 17))
    segments = tuple(Segment(span.of(text), span, 0) for span in spans)
    source = Rendering(Document("d", text), "en", segments, Origin.SOURCE)
    (engine,) = recalling(memory, [Echo()])
    made = render(source, "uk", engine)
    assert made.document.text == "Is it? Авжеж. Good."
    assert made.label == "echo"
    first = made.signature.get("memory")
    memory.add([unit("New.", "Нове.")])
    assert render(source, "uk", engine).signature.get("memory") != first


def test_alone_it_translates_what_it_has(memory):
    alone = MemoryEngine(memory)
    assert alone.pairs() == {("en", "uk"), ("uk", "en")}
    assert alone.state().ready
    assert alone.name == "memory"
    assert dict(alone.translate(["Yes."], PAIR))[0][0].recalled == 100
    with pytest.raises(NoRoute, match="1 of 2"):
        list(alone.translate(["Yes.", "Unheard of."], PAIR))


def test_an_empty_memory_is_not_ready(tmp_path):
    with open_store(tmp_path / "e.sqlite") as store:
        assert not MemoryEngine(Memory(store.database)).state().ready
        assert dict(MemoryEngine(Memory(store.database), Echo()).translate(["A"], PAIR))[0][0].text == "A"

"""A run that was stopped goes on where it was; the store never stands in the way."""

import pytest

from workbench.errors import EngineFailed
from workbench.model import Hypothesis, Signature
from workbench.translation import cache
from workbench.translation.cache import Cached
from workbench.translation.echo import Echo
from workbench.translation.engine import Options

PAIR = ("en", "uk")


class Counting(Echo):
    """Echoes in capitals, counts its work, and dies before segment `dies_at`."""

    def __init__(self, dies_at=None, version="1"):
        self.done, self.dies_at, self.version = [], dies_at, version

    def signature(self, pair, options=Options()):
        return Signature.of(engine="counting", version=self.version, beam=options.beam)

    def translate(self, texts, pair, options=Options(), progress=None):
        for index, text in enumerate(texts):
            if len(self.done) == self.dies_at:
                raise EngineFailed("It died.")
            self.done.append(text)
            yield index, (Hypothesis(text.upper(), -0.5, ((0, 0),), 1, ("x",)),)


def results(engine, texts, options=Options()):
    return {index: found[0].text for index, found in engine.translate(texts, PAIR, options)}


def test_second_run_does_only_what_is_new(tmp_path):
    engine = Counting()
    assert results(Cached(engine, tmp_path / "s"), ["a", "b"]) == {0: "A", 1: "B"}
    assert results(Cached(engine, tmp_path / "s"), ["b", "c", "a"]) == {0: "B", 1: "C", 2: "A"}
    assert engine.done == ["a", "b", "c"]


def test_every_field_of_a_hypothesis_comes_back(tmp_path):
    first = dict(Cached(Counting(), tmp_path / "s").translate(["a"], PAIR))
    assert dict(Cached(Counting(), tmp_path / "s").translate(["a"], PAIR)) == first


def test_what_was_done_before_the_engine_died_is_kept(tmp_path):
    with pytest.raises(EngineFailed):
        results(Cached(Counting(dies_at=2), tmp_path / "s"), ["a", "b", "c"])
    engine = Counting()
    assert results(Cached(engine, tmp_path / "s"), ["a", "b", "c"]) == {0: "A", 1: "B", 2: "C"}
    assert engine.done == ["c"]


def test_another_model_or_beam_is_another_translation(tmp_path):
    results(Cached(Counting(), tmp_path / "s"), ["a"])
    for engine, options in ((Counting(version="2"), Options()), (Counting(), Options(beam=1))):
        results(Cached(engine, tmp_path / "s"), ["a"], options)
        assert engine.done == ["a"]


def test_a_damaged_or_unwritable_store_only_costs_time(tmp_path):
    (tmp_path / "s").write_bytes(b"this is no database" * 100)
    (tmp_path / "f").write_text("a file where a folder should be")
    for place in (tmp_path / "s", tmp_path / "f" / "s"):
        assert results(Cached(Counting(), place), ["a"]) == {0: "A"}


def test_the_oldest_go_first(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "LARGEST", 2)
    for text in ("a", "b", "c"):
        results(Cached(Counting(), tmp_path / "s"), [text])
    engine = Counting()
    results(Cached(engine, tmp_path / "s"), ["a", "b", "c"])
    assert engine.done == ["a"]


def test_a_damaged_store_is_begun_anew(tmp_path):
    (tmp_path / "s").write_bytes(b"this is no database" * 100)
    results(Cached(Counting(), tmp_path / "s"), ["a"])
    engine = Counting()
    assert results(Cached(engine, tmp_path / "s"), ["a"]) == {0: "A"}
    assert engine.done == []

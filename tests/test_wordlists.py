"""Form lists kept on disk say what simplemma's say, and a broken one is made anew."""

import pytest
from simplemma.strategies import DefaultDictionaryFactory

from workbench import morphology, wordlists

WORDS = ["Ministries", "went", "mice", "don't", "Zelenskyy", "well-known", "forgave", "XYZZY", "ä"]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache"


def files(cache):
    return [path.name for path in cache.iterdir()] if cache.exists() else []


def test_the_same_lemma_for_every_form(cache):
    theirs = DefaultDictionaryFactory().get_dictionary("gv")
    made = wordlists.keep("gv")
    assert dict(made.items()) == dict(theirs.items())
    assert made.get("no such word") is None
    assert len(made) == len(theirs)
    again = wordlists.kept("gv")
    assert again is not None
    assert dict(again.items()) == dict(theirs.items())


def test_older_lists_go(cache):
    cache.mkdir()
    (cache / "forms-gv-0.0.1.trie").write_bytes(b"old")
    (cache / "forms-xx-0.0.1.trie").write_bytes(b"of another language")
    wordlists.keep("gv")
    assert "forms-gv-0.0.1.trie" not in files(cache)
    assert "forms-xx-0.0.1.trie" in files(cache)


@pytest.mark.parametrize("damage", [b"", b"We love Marisa.", b"\0" * 5000, None])
def test_a_damaged_list_is_not_used(cache, damage):
    wordlists.keep("gv")
    [path] = cache.iterdir()
    path.write_bytes(path.read_bytes()[:-1000] if damage is None else damage)
    assert wordlists.kept("gv") is None


def test_a_cache_that_cannot_be_written_stops_nothing(cache):
    cache.write_text("a file where a folder should be")
    assert wordlists.kept("gv") is None
    assert len(wordlists.keep("gv"))


def test_keys_are_the_same_before_while_and_after_a_list_is_made(cache, monkeypatch):
    packed = morphology.Analyser(parses=False)
    expected = [packed.keys(word, "en") for word in WORDS]
    assert files(cache) == []
    monkeypatch.setattr(morphology, "_FORMS_A_WORD", {False: 100_000, True: 100_000})
    making = morphology.Analyser(parses=False)
    assert [making.keys(word, "en") for word in WORDS] == expected
    assert [name.startswith("forms-en-") for name in files(cache)] == [True]
    kept = morphology.Analyser(parses=False)
    assert [kept.keys(word, "en") for word in WORDS] == expected
    assert [kept.knows(word, "en") for word in WORDS] == [packed.knows(word, "en") for word in WORDS]

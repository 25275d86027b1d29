"""Law 4: the edits turn left into right; a text compared with itself gives only equal."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.comparison import apply, comparable, diff, inside
from workbench.words import fold

CASES = sorted(Path(__file__).parent.glob("data/diff/*.txt"))

WORDS = st.sampled_from(
    "the not a bank Kyiv Kiev resigned resigns 12 1,200 , . « » café naïve слово слова «не» 東京".split()  # noqa: SIM905
)
SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", ""])
TEXTS = st.lists(st.tuples(WORDS, SPACES), max_size=14).map(lambda parts: "".join(w + s for w, s in parts))
ANY = st.one_of(TEXTS, st.text(max_size=30))


def covers(spans, text):
    at = 0
    for span in sorted(spans):
        assert span.start == at
        at = span.end
    assert at == len(text)


@settings(max_examples=300, deadline=None)
@given(ANY, ANY, st.sampled_from([None, "en", "uk", "zh-cn"]))
def test_edits_turn_left_into_right_and_cover_both(left, right, lang):
    d = diff(left, right, lang)
    assert apply(d) == right
    covers([e.left for e in d.edits if len(e.left)], left)
    covers([e.right for e in d.edits if len(e.right)], right)
    assert (d.ratio == 1) == (left == right)
    assert 0 <= d.ratio <= 1
    for edit in d.edits:
        assert (edit.tag == "equal") == (edit.kind == "")
        if edit.tag == "equal":
            assert edit.left.of(left) == edit.right.of(right)
        if edit.tag == "move":
            assert fold(edit.left.of(left)).text.split() == fold(edit.right.of(right)).text.split()
    assert all(a.left.start <= b.left.start for a, b in pairwise(d.edits))


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_a_text_compared_with_itself_is_equal(text):
    assert {edit.tag for edit in diff(text, text, "en").edits} <= {"equal"}


@settings(max_examples=100, deadline=None)
@given(ANY, ANY)
def test_ratio_does_not_depend_on_the_side(left, right):
    assert diff(left, right, None).ratio == pytest.approx(diff(right, left, None).ratio, abs=0.15)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    """A file: the language, the two texts, then one line an edit: ``kind | left | right``."""
    lang, left, right, *expected = path.read_text("utf-8").splitlines()
    d = diff(left, right, lang)
    seen = [f"{e.kind} | {e.left.of(left).strip()} | {e.right.of(right).strip()}" for e in d.edits if e.kind]
    assert seen == expected


def test_repetitive_words_are_not_matched_greedily():
    words = ["the", "of", "and"] * 128
    changed = [*words[:200], "other", *words[201:]]
    assert diff(" ".join(words), " ".join(changed), "en").ratio > 0.99


def test_two_changes_in_repetitive_words():
    words = ["the", "of", "and"] * 128
    changed = [*words[:100], "other", *words[101:300], *words[301:]]
    assert diff(" ".join(words), " ".join(changed), "en").ratio > 0.98


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a " * 20_000, "b " * 20_000),
        ("a b " * 10_000, "b a " * 10_001),
        (" ".join(map(str, range(20_000))), " ".join(map(str, range(19_999, -1, -1)))),
        ("слово " * 5_000, "слова " * 5_000 + "кінець"),
        ("x" * 200_000, "y" * 200_000),
    ],
    ids=["nothing shared", "shifted", "reversed", "inflected", "one long word"],
)
def test_hostile_sizes_stay_fast(left, right):
    begun = time.process_time()
    d = diff(left, right, None)
    assert time.process_time() - begun < 8
    assert apply(d) == right


def test_letters_inside_words_only_where_that_reads_better():
    left, right = inside("organisation", "organization")
    assert [s.of("organisation") for s in left] == ["s"]
    assert [s.of("organization") for s in right] == ["z"]
    assert inside("wrote", "claimed") == ((), ())


def test_two_languages_are_not_diffed():
    refused = comparable("en", "uk", 1)
    assert refused.code == "difference"
    assert refused.rendering == 1
    assert "en, uk" in refused.reason
    assert comparable(None, "uk").code == "difference"
    assert comparable("zh-cn", "zh-tw") is None

"""Agreement over N renderings of one row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.comparison import agreement

TEXTS = st.lists(
    st.lists(st.sampled_from(["a", "the", "bank", "banks", "said", "12", "東京", "not"])).map(" ".join),
    max_size=4,
)


def shares(texts, lang, rendering):
    return {
        word.span.of(texts[rendering]): (word.form, word.lemma)
        for word in agreement(texts, lang).words[rendering]
    }


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_shares_are_shares(texts):
    result = agreement(texts, "en")
    assert len(result.words) == len(texts)
    assert result.agreed is None or 0 <= result.agreed <= 1
    for row in result.words:
        assert all(0 <= word.form <= word.lemma <= 1 for word in row)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["the", "bank", "said", "12"]), min_size=1).map(" ".join), st.integers(2, 4))
def test_the_same_text_agrees_wholly(text, count):
    result = agreement([text] * count, "en")
    assert result.agreed == 1
    assert all(word.form == 1 for row in result.words for word in row)


def test_by_form_and_by_lemma():
    texts = ["Він подав заяву.", "Він подає заяви.", "Вона пішла."]
    seen = shares(texts, "uk", 0)
    assert seen["Він"][0] == 0.5
    assert seen["заяву"] == (0, 0.5)


def test_a_second_use_needs_a_second_one_in_the_others():
    texts = ["very very good", "very good"]
    assert [word.form for word in agreement(texts, "en").words[0]] == [1, 0, 1]


def test_an_empty_rendering_does_not_make_the_others_disputed():
    result = agreement(["All agreed.", "", "All agreed."], "en")
    assert result.agreed == 1
    assert result.words[1] == ()


@pytest.mark.parametrize("texts", [[], ["alone"], ["alone", "  "]])
def test_fewer_than_two_renderings_have_no_agreement(texts):
    assert agreement(texts, "en").agreed is None


def test_marks_are_no_words_and_scripts_without_spaces_count_characters():
    texts = ["他说：不。", "他说，是。"]
    assert shares(texts, "zh-cn", 0) == {"他": (1, 1), "说": (1, 1), "不": (0, 0)}

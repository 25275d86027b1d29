"""The quick way to cut plain text finds what the general one finds; folding in one piece is folding bit by bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import words

PLAIN = [chr(code) for code in range(0x3000) if words._PLAIN.fullmatch(chr(code))]
JOINTS = list("aбяGo1790 \u00a0\u202f-\u2010'’ʼ.,:/")
plain_texts = st.text(st.one_of(st.sampled_from(JOINTS), st.sampled_from(PLAIN)), max_size=12)


@settings(max_examples=400)
@given(plain_texts)
def test_plain_text_is_cut_quickly_as_it_is_slowly(text: str) -> None:
    quick = [(match.group(), match.lastgroup) for match in words._QUICK.finditer(text)]
    slow = [(match.group(), match.lastgroup) for match in words._TOKEN.finditer(text)]
    assert quick == slow


@settings(max_examples=200)
@given(st.one_of(plain_texts, st.text(max_size=12)))
def test_all_ways_to_the_words_agree(text: str) -> None:
    tokens = words.words(text)
    assert words.word_texts(text) == [token.text for token in tokens]
    assert list(words.places(text)) == [(t.text, t.span.start, t.span.end) for t in tokens]


@settings(max_examples=200)
@given(plain_texts)
def test_plain_text_folds_character_by_character(text: str) -> None:
    folded = words.fold(text)
    slowly = "".join("'" if char in words.APOSTROPHES else char.lower() for char in text)
    assert folded.text == slowly
    if text:
        assert folded.back(0, len(folded.text)) == words.Span(0, len(text))


@pytest.mark.parametrize("text", ["e\u0301te\u0301", "日本語", "½ kg", "x² + y²", "\u00adслово", "ภาษาไทย"])
def test_text_that_is_not_plain_goes_the_general_way(text: str) -> None:
    assert not words._PLAIN.fullmatch(text)
    assert [token.text for token in words.words(text)] == words.word_texts(text)

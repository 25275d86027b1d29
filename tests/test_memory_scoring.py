"""The match score, placeables, and what is put into a remembered translation."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.memory.placeables import adapted, pieces
from workbench.memory.scoring import canonical, scored
from workbench.memory.search import prepared
from workbench.words import fold

CASES = [
    # text, remembered source, remembered target, score, proposal
    ("He left.", "He left.", "Він пішов.", 100, "Він пішов."),
    ("He  left. ", "He left.", "Він пішов.", 100, "Він пішов."),
    ("He left!", "He left.", "Він пішов.", 99, "Він пішов."),
    ("HE LEFT.", "He left.", "Він пішов.", 99, "Він пішов."),
    ("She left early today.", "He left early today.", "Він пішов рано.", 75, "Він пішов рано."),
    ("He left early.", "He left.", "Він пішов.", 66, "Він пішов."),
    # numbers and dates take the target's form
    ("Over 120 people came.", "Over 80 people came.", "Понад 80 людей.", 99, "Понад 120 людей."),
    ("It cost 2,345.6 euros.", "It cost 1,234.5 euros.", "Коштувало 1 234,5\u00a0€.", 99, "Коштувало 2 345,6\u00a0€."),
    ("It cost 12,500 euros.", "It cost 999 euros.", "Es kostete 999 Euro.", 99, "Es kostete 12.500 Euro."),
    ("On 03/25/2022 it rained.", "On 02/24/2022 it rained.", "24.02.2022 йшов дощ.", 99, "25.03.2022 йшов дощ."),
    ("From 3 to 5 and 7.", "From 1 to 2 and 7.", "Від 1 до 2 і 7.", 98, "Від 3 до 5 і 7."),
    ("From 2 to 3.", "From 1 to 2.", "Від 1 до 2.", 98, "Від 2 до 3."),
    # names that are copied
    ("Then Weber spoke.", "Then Miller spoke.", "Dann sprach Miller.", 99, "Dann sprach Weber."),
    ("See https://b.org/x.", "See https://a.org.", "Див. https://a.org.", 99, "Див. https://b.org/x."),
    ("Press <b>Save</b> now.", "Press <i>Save</i> now.", "Тисніть <i>Save</i>.", 98, "Тисніть <b>Save</b>."),
    ("The B-52 flew.", "The F-16 flew.", "F-16 полетів.", 99, "B-52 полетів."),
    # what cannot be put in costs a word
    ("Over 120 people came.", "Over 80 people came.", "Понад вісімдесят людей.", 75, "Понад вісімдесят людей."),
    ("From 3 to 4.", "From 2 to 2.", "Двічі 2.", 50, "Двічі 2."),
    ("He met Weber there.", "He met Miller there.", "Він зустрів Міллера.", 75, "Він зустрів Міллера."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "target", "score", "proposal"), CASES)
def test_scores_and_proposals(text, source, target, score, proposal):
    lang = "de" if target.startswith(("Es", "Dann")) else "uk"
    found = scored(text, source, target, "en", lang)
    assert (found.score, found.proposal) == (score, proposal)
    for done in found.substitutions:
        assert done.source_span.of(source) == done.old
        assert done.target_span.of(found.proposal)
    assert (len(found.substitutions) > 0) == (proposal != target)
    assert sum(p.points for p in found.penalties) <= 100 - found.score


TOKENS = ("one", "two", "3", "Four", "5,5", "six-7", "<b>", ".", ",", "!", "é", "’")
words = st.lists(st.sampled_from(TOKENS), max_size=8).map(" ".join)


@settings(max_examples=200)
@given(words, words)
def test_only_the_same_text_has_a_hundred(left, right):
    found = scored(left, right, right, "en", "de")
    assert 0 <= found.score <= 100
    assert (found.score == 100) == (canonical(left) == canonical(right))


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_accents_written_apart_are_the_same_text(text):
    apart = unicodedata.normalize("NFD", text)
    assert scored(apart, text, "x", "en", "uk").score == 100
    assert prepared(apart) == prepared(text)


@settings(max_examples=200)
@given(st.text("aÉñ ’'`\u0301\u00adЇй́ß.\n3", max_size=30))
def test_the_index_folds_as_words_are_folded(text):
    assert prepared(text) == fold(text).text


def test_pieces_cover_what_they_name():
    text = "Mail a.b@c.org or {name} – 5 %s of https://x.org/a?b=c, 24.02.2022!"
    for piece in pieces(text):
        assert text[piece.start : piece.end] == piece.text
    assert [p.text for p in pieces(text) if p.kind != "word"] == [
        "a.b@c.org", "{name}", "5", "%s", "https://x.org/a?b=c", "24.02.2022",
    ]  # fmt: skip


def test_groups_of_digits_are_one_number_where_they_can_be():
    assert [p.text for p in pieces("12 345,6 and 1 234 567 but 2015 300 and 1 23")] == [
        "12 345,6", "and", "1 234 567", "but", "2015", "300", "and", "1", "23",
    ]  # fmt: skip


def test_an_ambiguous_date_is_not_guessed():
    assert adapted("02/02/2022", "03/04/2022", "02.02.2022", "en", "uk") == "03.04.2022"
    assert adapted("02/02/2022", "03/04/2022", "2022-02-02", "en", "uk") is None

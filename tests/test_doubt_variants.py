"""What a row would be without one of its words, what words keep company, and texts that are spoilt all over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.comparison.doubt import length_deviations, length_parts, meaning_deviations, meaning_parts
from workbench.judgement.companions import companions
from workbench.judgement.denials import denials, languages_of_denials, negation_part, negation_parts, undone
from workbench.judgement.names import name_parts, surprises
from workbench.judgement.quotations import quotation_parts
from workbench.judgement.sides import read_side
from workbench.judgement.variants import Seen, Variant, gains


def match_nothing(side):
    from workbench.judgement.counterparts import LEAST, Matched

    return Matched(
        [[LEAST] * len(row) for row in side.candidates], [[""] * len(row) for row in side.candidates]
    )


# --- negations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text", "bare"),
    [
        ("en", "He did not sign it.", "He did sign it."),
        ("uk", "Він не підписав.", "Він підписав."),
        ("uk", "Не підписав.", "підписав."),
        ("de", "Er hat nicht unterschrieben.", "Er hat unterschrieben."),
        ("fr", "Il ne viendra jamais ici.", "Il viendra ici."),
        ("fr", "Il n’est pas venu.", "Il est venu."),
        ("fr", "Il est parti sans elle, pas plus.", "Il est parti elle, pas plus."),
    ],
)
def test_a_text_without_its_negation(lang, text, bare):
    assert undone(text, denials(text, lang).spans[0], lang) == bare


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("uk", "Він ніколи про це казав."),
        ("uk", "Я йшов ні на які поступки."),
        ("ru", "Он никому это говорил."),
        ("pl", "On nigdy to mówił."),
        ("fr", "Il ne viendra demain."),
        ("es", "Yo he renunciado a nada."),
    ],
)
def test_a_word_that_asks_for_a_negation_and_has_none(lang, text):
    assert denials(text, lang).alone is not None


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("uk", "Він ніколи про це не казав."),
        ("uk", "Ні вітру, ні дощу."),
        ("fr", "Personne ne viendra demain."),
        ("fr", "Il n’a que deux enfants."),
        ("fr", "Il ne cesse de parler."),
        ("es", "Nada es eterno."),
        ("es", "No he renunciado a nada."),
    ],
)
def test_a_negation_that_is_whole(lang, text):
    assert denials(text, lang).alone is None


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("fr", "Je sais pas.", 1),
        ("fr", "Il fait un pas de plus.", 0),
        ("es", "No dijo nada a nadie.", 1),
        ("uk", "Не було ні вітру, ні дощу.", 1),
        ("it", "Non ha detto niente.", 1),
    ],
)
def test_negations_that_agree_are_one(lang, text, count):
    assert len(denials(text, lang).spans) == count


def test_without_in_place_of_not_is_a_translators_choice():
    said = denials("They came to the river at noon.", "en")
    plain, chosen = (denials(text, "uk") for text in ("Вони не прийшли до річки.", "Вони прийшли без човна."))
    assert negation_part(said, plain)[0] > 2 * negation_part(said, chosen)[0]


@settings(max_examples=40)
@given(st.sampled_from(sorted(languages_of_denials())), st.text(max_size=60))
def test_any_text_has_its_negations_inside_and_can_lose_them(lang, text):
    found = denials(text, lang)
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert len(undone(text, span, lang)) < len(text)


def test_an_encoder_that_finds_the_row_nearer_without_its_not_is_believed():
    source = ["She went home.", "She went home."]
    cells = ["Вона не пішла додому.", "Вона не пішла додому."]
    found = [denials(text, "en") for text in source]

    def ask(variants):
        assert all(variant.target == "Вона пішла додому." and variant.source is None for variant in variants)
        return [1.0 if variant.row == 0 else -1.0 for variant in variants]

    alone, _ = negation_parts(found, (source, cells), ("en", "uk"))
    (nearer, farther), signs = negation_parts(found, (source, cells), ("en", "uk"), "e5", ask)
    assert nearer > alone[0] == alone[1] > farther
    assert signs[0]
    assert not signs[1]


def test_an_encoder_is_asked_nothing_where_nothing_is_suspicious():
    source, cells = ["She did not go home."], ["Вона не пішла додому."]
    found = [denials(text, "en") for text in source]
    asked = []
    negation_parts(found, (source, cells), ("en", "uk"), "use", lambda v: asked.extend(v) or [0.0] * len(v))
    assert asked == []


# --- variants --------------------------------------------------------------------------------------


def test_gains_are_in_spreads_and_bounded():
    rows = Seen(np.eye(2, dtype=np.float32), np.array([[0, 1], [0, 1]], np.float32), 0.5)
    vectors = {"same": [1.0, 0.0], "half": [0.3, 0.95]}

    def encode(texts):
        return np.array([vectors[text] for text in texts], np.float32)

    told = gains(
        rows, [Variant(0, target="same"), Variant(0, target="half"), Variant(1), Variant(1, "same")], encode
    )
    assert told == pytest.approx([1.0, 0.6, 0.0, -1.0])


# --- names -----------------------------------------------------------------------------------------


def test_a_name_put_into_many_rows_is_as_strange_as_in_one():
    source = [f"Yesterday they {verb} old Kovalchuk again." for verb in ("met", "saw", "asked", "heard")]
    source += [
        f"The {thing} was long and cold that year." for thing in ("winter", "road", "night", "war", "day")
    ]
    spoilt = ["Учора вони зустріли Джонсона знову."] + [
        f"Того року знову був Джонсон, {i}." for i in range(5)
    ]
    one, many = (
        read_side(["Учора вони бачили старого Ковальчука."] * (9 - len(cells)) + cells, "uk")
        for cells in (spoilt[:1], spoilt)
    )
    left = read_side(source, "en")
    told = [
        surprises(side, match_nothing(side), left, rendering=True).greatest()[-1 if side is one else -2]
        for side in (one, many)
    ]
    assert told[1] > 0.5 * told[0] > 0.5


def test_words_that_come_together_are_counterparts():
    others = [["aerials", "fell"], ["new", "aerials"], ["his", "aerials"]] + [
        ["they", str(i)] for i in range(20)
    ]
    told = companions(["антени"] * 3 + ["петренко"] * 3, [0, 1, 2, 3, 4, 5], others)
    assert (told[:3] > 0).all()
    assert (told[3:] < 0).all()


def test_a_german_noun_is_no_name_and_a_name_is_none_of_the_nouns():
    row = read_side(["Gestern sprach die Regierung mit Johnson über Häuser."], "de").candidates[0]
    places = {candidate.word: candidate.place for candidate in row}
    assert "known" in places["Regierung"].split()
    assert "unknown" in places["Johnson"].split()


def test_an_abbreviation_with_full_stops_is_one_word():
    assert "US" in read_side(["The U.S. court ruled."], "en").words[0]


def test_a_fast_encoder_is_asked_about_the_strange_name():
    left = read_side(["Yesterday the envoy met Kovalchuk there.", "It was late."], "en")
    right = read_side(["Учора посланець зустрів там Петренка.", "Було пізно."], "uk")
    found = [match_nothing(side) for side in (left, right)]
    missing = surprises(left, found[0], right, rendering=False)
    added = surprises(right, found[1], left, rendering=True)
    asked = []

    def ask(gain):
        def answer(variants):
            asked.extend(variants)
            return [gain] * len(variants)

        return answer

    near, far = (name_parts(left, right, missing, added, ask(gain))[0][0] for gain in (1.0, -1.0))
    assert near > far
    assert {variant.target for variant in asked} == {
        "Учора посланець зустрів там .",
        "Учора посланець зустрів там Kovalchuk.",
    }


# --- texts spoilt all over -------------------------------------------------------------------------


def test_half_the_rows_of_other_sentences_do_not_become_what_is_usual():
    cosines = [0.9, 0.91, 0.89, 0.92] * 40 + [0.75, 0.77, 0.74, 0.76] * 45
    told = meaning_parts(meaning_deviations({"e5": cosines}, {"e5": (0.905, 0.022)}, 1.0))
    assert max(told[:160]) < 0.1 < 0.5 < min(told[160:])


def test_half_the_rows_cut_do_not_become_the_usual_length():
    whole = [(100 + i, 100 + i + (-1) ** i * (i % 7)) for i in range(70)]
    cut = [(100 + i, 50 + i // 2) for i in range(65)]
    unlike = [0.0] * 70 + [2.0] * 65
    told = length_parts(length_deviations(whole + cut, unlike), unlike)
    assert max(told[:70]) < 0.1 < 0.9 < min(told[70:])


# --- quotations that run on ------------------------------------------------------------------------


def test_a_quotation_closed_in_a_later_row_has_lost_no_mark():
    source = ["“We go,” he said.", "It rained.", "“We stay,” she said."]
    runs_on = ["«Ми йдемо, — сказав він.", "Дощило.", "Ми лишаємося», — сказала вона."]
    lost = ["«Ми йдемо, — сказав він.", "Дощило.", "«Ми лишаємося», — сказала вона."]
    assert max(quotation_parts(source, runs_on, ("en", "uk"))[0]) < 0.2
    values, signs = quotation_parts(source, lost, ("en", "uk"))
    assert values[0] > 0.5
    assert signs[0]

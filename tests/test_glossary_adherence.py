"""What a rendering does with the terms of its source."""

from pathlib import Path

import pytest

from workbench.glossary import Glossary, Matcher, State, adherence, load
from workbench.glossary.usage import usage
from workbench.model import Concept, Term, TermStatus

ROOT = Path(__file__).parents[1]
F, A = TermStatus.FORBIDDEN, TermStatus.ADMITTED


def concept(name, *terms):
    return Concept(name, terms)


RELEASE = concept(
    "press-release",
    Term("press release", "en"),
    Term("пресреліз", "uk"),
    Term("прес-реліз", "uk", A),
    Term("прес реліз", "uk", F),
)
DEFENCE = concept(
    "defence",
    Term("Ministry of Defence", "en", region="GB"),
    Term("Ministry of Defense", "en", region="US"),
    Term("Міністерство оборони", "uk"),
)
PRESS = concept("press", Term("press", "en"), Term("преса", "uk"))
RIGHTS = concept(
    "rights", Term("human rights", "en"), Term("права людини", "uk"), Term("людські права", "uk", F)
)
ONLY_ENGLISH = concept("english", Term("widget", "en"))
MATCHER = Matcher([Glossary(Path("t.yaml"), "T", (RELEASE, DEFENCE, PRESS, RIGHTS, ONLY_ENGLISH))])


def states(source, target, source_lang="en", target_lang="uk", matcher=MATCHER):
    found = adherence(source, target, source_lang, target_lang, matcher)
    return [(outcome.concept.id, outcome.state.value) for outcome in found]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("A press release.", "Пресреліз.", [("press-release", "hit")]),
        ("A press release.", "Про це в пресрелізах.", [("press-release", "hit")]),
        ("A press release.", "У прес-релізі.", [("press-release", "variant")]),
        ("A press release.", "У заяві.", [("press-release", "missing")]),
        ("A press release.", "У прес релізі.", [("press-release", "forbidden")]),
        ("Human rights.", "Людських прав.", [("rights", "forbidden")]),
        (
            "Press releases and the press.",
            "Пресрелізи й преса.",
            [("press-release", "hit"), ("press", "hit")],
        ),
        ("The widget.", "Штука.", []),
        ("Nothing here.", "Нічого.", []),
        ("", "", []),
    ],
)
def test_states(source, target, expected):
    assert states(source, target) == expected


def test_a_term_inside_a_longer_one_asks_for_nothing():
    """“press” inside “press release” is no mention of the press."""
    assert ("press", "missing") not in states("A press release.", "Пресреліз.")


def test_forbidden_words_are_told_even_if_the_source_did_not_ask():
    outcome = adherence("Nothing.", "Людські права.", "en", "uk", MATCHER)[0]
    assert (outcome.state, outcome.source, [m.text for m in outcome.target]) == (
        State.FORBIDDEN,
        (),
        ["Людські права"],
    )


def test_direction_free():
    assert states("Міністерство оборони", "the Ministry of Defence", "uk", "en") == [("defence", "hit")]


@pytest.mark.parametrize(("lang", "state"), [("en-GB", "hit"), ("en-US", "variant"), ("en", "hit")])
def test_another_regions_term_is_a_variant(lang, state):
    assert states("Міністерство оборони", "the Ministry of Defence", "uk", lang) == [("defence", state)]


def test_too_few_are_counted():
    outcome = adherence("Human rights are human rights.", "Права людини — це вони.", "en", "uk", MATCHER)[0]
    assert (outcome.state, outcome.short) == (State.HIT, 1)


def test_wanted_terms_come_preferred_first_and_never_forbidden():
    outcome = adherence("press release", "нічого", "en", "uk", MATCHER)[0]
    assert [term.text for term in outcome.wanted] == ["пресреліз", "прес-реліз"]


def test_one_of_two_rival_readings_is_enough():
    one = concept("statement", Term("statement", "en"), Term("заява", "uk"))
    two = concept("bank-statement", Term("statement", "en"), Term("виписка", "uk"))
    matcher = Matcher([Glossary(Path("t.yaml"), "T", (one, two))])
    assert states("The statement.", "Заява.", matcher=matcher) == [("statement", "hit")]
    assert len(states("The statement.", "Нічого.", matcher=matcher)) == 2


def test_a_word_forbidden_for_one_concept_may_be_right_for_another():
    displaced = concept(
        "idp", Term("displaced person", "en"), Term("переселенець", "uk"), Term("біженець", "uk", F)
    )
    refugee = concept("refugee", Term("refugee", "en"), Term("біженець", "uk"))
    matcher = Matcher([Glossary(Path("t.yaml"), "T", (displaced, refugee))])
    assert states("Displaced persons", "Біженці", matcher=matcher) == [("idp", "forbidden")]
    assert states("Displaced persons and refugees", "Переселенці та біженці", matcher=matcher) == [
        ("idp", "hit"),
        ("refugee", "hit"),
    ]
    assert states("Nothing", "Біженці", matcher=matcher) == []


def test_a_loose_term_satisfies_but_does_not_ask():
    loose = concept(
        "spokesperson",
        Term("spokesman", "en"),
        Term("речник", "uk"),
        Term("представник", "uk", A, loose=True),
    )
    matcher = Matcher([Glossary(Path("t.yaml"), "T", (loose,))])
    assert states("The spokesman", "Представник", matcher=matcher) == [("spokesperson", "variant")]
    assert states("Представник", "The envoy", "uk", "en", matcher=matcher) == []
    assert states("Речник", "The envoy", "uk", "en", matcher=matcher) == [("spokesperson", "missing")]


def test_half_of_a_hyphenated_word_asks_for_nothing_but_satisfies():
    assert states("The press-gang", "Загін") == []
    assert states("The press", "Прес-папе та бізнес-преса") == [("press", "hit")]


def test_a_rendering_inside_a_longer_term_counts():
    """The target may use a longer term that contains the wanted one."""
    longer = concept("un", Term("UN Human Rights Council", "en"), Term("Рада з прав людини", "uk"))
    matcher = Matcher([Glossary(Path("t.yaml"), "T", (RIGHTS, longer))])
    assert states("human rights", "Рада з прав людини", matcher=matcher) == [("rights", "hit")]


def test_german_compounds_satisfy_but_do_not_ask():
    rights = concept("rights", Term("human rights", "en"), Term("Menschenrechte", "de"))
    matcher = Matcher([Glossary(Path("t.yaml"), "T", (rights,))])
    assert states("The human rights situation", "Die Menschenrechtslage", "en", "de", matcher) == [
        ("rights", "hit")
    ]
    assert states("Die Menschenrechtslage", "The situation", "de", "en", matcher) == []


def test_quotations_may_use_what_the_narrator_may_not():
    matcher = Matcher([load(ROOT / "glossaries" / "press.yaml")])
    source = "The full-scale invasion goes on; Moscow says “special military operation”."
    right = "Повномасштабне вторгнення триває; Москва каже «спеціальна військова операція»."
    wrong = "Спеціальна військова операція триває."
    assert ("full-scale-invasion", "hit") in states(source, right, matcher=matcher)
    assert ("full-scale-invasion", "forbidden") in states(source, wrong, matcher=matcher)


def test_usage_counts_hits_rows_and_what_is_never_used():
    rows = [
        adherence("A press release.", "Пресреліз.", "en", "uk", MATCHER),
        adherence("A press release.", "Заява.", "en", "uk", MATCHER),
    ]
    used = {entry.concept.id: entry for entry in usage(MATCHER.glossaries, rows)}
    assert used["press-release"].places == {State.HIT: (0,), State.MISSING: (1,)}
    assert used["press-release"].found == {"Пресреліз": 1}
    assert [name for name, entry in used.items() if not entry.used] == [
        "defence",
        "press",
        "rights",
        "english",
    ]


def test_correct_published_translations_raise_few_findings(development_data):
    """On human references at most one row in a hundred may miss or break a term of the press glossary."""
    folder = development_data / "wmt22-en-uk"
    matcher = Matcher([load(ROOT / "glossaries" / "press.yaml")])
    sources, references = ((folder / n).read_text("utf-8").splitlines() for n in ("src.en", "ref.uk"))
    alarms = [
        outcome
        for source, target in zip(sources, references, strict=True)
        for outcome in adherence(source, target, "en", "uk", matcher)
        if outcome.state in (State.MISSING, State.FORBIDDEN)
    ]
    assert len(alarms) <= len(sources) / 100

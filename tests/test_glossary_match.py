"""Finding terms: a table of cases, and laws that hold on any text."""

import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.glossary import Glossary, Matcher
from workbench.glossary.atoms import atoms_of
from workbench.glossary.index import patterns_of
from workbench.glossary.match import _verify  # the slow obvious way, for comparing
from workbench.model import Concept, Span, Term, TermStatus

CASES = tomllib.loads((Path(__file__).parent / "data/glossary/matching.toml").read_text("utf-8"))["case"]


def term_of(entry, lang):
    fields = {"text": entry} if isinstance(entry, str) else dict(entry)
    fields["forms"] = tuple(fields.get("forms", ()))
    fields["status"] = TermStatus(fields.get("status", "preferred"))
    return Term(lang=lang, **fields)


def matcher_of(terms, lang):
    concepts = tuple(Concept(f"c{n}", (term_of(entry, lang),)) for n, entry in enumerate(terms))
    return Matcher([Glossary(Path("test.yaml"), "Test", concepts)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    matches = matcher_of(case["terms"], case["lang"]).find(case["text"], case["lang"])
    assert [match.text for match in matches] == case["found"]
    assert all(match.span.of(case["text"]) == match.text for match in matches)
    assert [match.span.start for match in matches] == case.get("places", [m.span.start for m in matches])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_decomposed_text_and_terms_give_the_same(case):
    def nfd(text):
        return unicodedata.normalize("NFD", text)

    terms = [nfd(t) if isinstance(t, str) else {**t, "text": nfd(t["text"])} for t in case["terms"]]
    found = matcher_of(terms, case["lang"]).find(nfd(case["text"]), case["lang"])
    assert [unicodedata.normalize("NFC", match.text) for match in found] == [
        unicodedata.normalize("NFC", text) for text in case["found"]
    ]


def test_a_match_says_how_and_where():
    term = Term("пресреліз", "uk", where="press.yaml:12")
    match = Matcher([Glossary(Path("p"), "P", (Concept("pr", (term,)),))]).find("пресрелізами", "uk")[0]
    assert (match.term.where, match.keys, match.likeness, match.exact) == (
        "press.yaml:12",
        ("пресреліз",),
        1,
        False,
    )


def test_spelling_decides_between_terms_of_one_concept():
    terms = (
        Term("прес-реліз", "uk", TermStatus.ADMITTED),
        Term("прес реліз", "uk", TermStatus.FORBIDDEN),
    )
    matcher = Matcher([Glossary(Path("p"), "P", (Concept("pr", terms),))])
    found = matcher.find("у прес-релізі та прес релізах", "uk")
    assert [match.term.status.value for match in found] == ["admitted", "forbidden"]


def test_rival_concepts_on_one_span_are_all_given():
    matcher = matcher_of(["заява", "заява"], "uk")
    assert [match.concept.id for match in matcher.find("у заяві", "uk")] == ["c0", "c1"]


def test_nested_gives_the_parts_too():
    matcher = matcher_of(["human rights", "human rights defender"], "en")
    found = matcher.find("human rights defenders", "en", nested=True)
    assert [match.text for match in found] == ["human rights defenders", "human rights"]


def test_quoted_parts_may_be_given():
    matcher = matcher_of([{"text": "regime", "scope": "in-quotes"}], "en")
    assert matcher.find("regime", "en", quoted=[Span(0, 6)])
    assert not matcher.find("“regime”", "en", quoted=[])


def test_titles():
    assert matcher_of([{"text": "Kyiv", "scope": "titles"}], "en").find("Kyiv", "en", title=True)


def test_a_language_without_terms_gives_nothing():
    assert matcher_of(["word"], "en").find("word", "uk") == []
    assert matcher_of(["word"], "en").find("words", "en-GB")


VOCABULARY = ["право", "людини", "міністерства", "оборони", "прес-реліз", "реліз", "в’язень", "НАТО", "заява"]
TEXTS = st.lists(
    st.sampled_from([*VOCABULARY, "правами", ".", "-", "\n", " ", "\n\n", "«", "»"]), max_size=14
)
TERMS = st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join), max_size=6)


@settings(max_examples=150, deadline=None)
@given(TEXTS.map(" ".join), TERMS)
def test_matches_are_disjoint_or_equal_and_maximal(text, terms):
    matcher = matcher_of(terms, "uk")
    found, all_ = matcher.find(text, "uk"), matcher.find(text, "uk", nested=True)
    spans = sorted({match.span for match in found})
    assert all(not one.overlaps(two) for one, two in pairwise(spans))
    assert {match.span for match in all_} >= set(spans)
    assert all(any(match.span.overlaps(span) for span in spans) for match in all_)


@settings(max_examples=150, deadline=None)
@given(TEXTS.map(" ".join), TERMS)
def test_the_index_finds_what_trying_every_term_everywhere_finds(text, terms):
    matcher = matcher_of(terms, "uk")
    cut = atoms_of(text, "uk")
    slow = set()
    matcher.find(text, "uk")
    for term in dict.fromkeys(terms):
        for pattern in patterns_of(Concept("x", ()), Term(term, "uk"), "uk"):
            for start in range(len(cut.words)):
                match = _verify(cut, start, matcher._index("uk"), pattern)
                if match:
                    slow.add(match.span)
    fast = {match.span for match in matcher.find(text, "uk", nested=True)}
    assert slow == {span for span in fast if "-\n" not in span.of(text)}

"""Proposals from aligned texts: what recurs together, names across scripts, acronyms spelled out."""

from pathlib import Path

import pytest

from workbench.glossary import Glossary, Matcher, load, read
from workbench.glossary.mine import as_yaml, mine, romanized
from workbench.model import Concept, Term

ROWS = [
    ("The peace treaty was signed in Minsk.", "Мирну угоду підписали в Мінську."),
    (
        "Nobody believes in peace treaties, said Pokalchuk.",
        "Ніхто не вірить у мирні угоди, сказав Покальчук.",
    ),
    ("A peace treaty needs guarantees.", "Мирній угоді потрібні гарантії."),
    ("The court sat on Monday.", "Суд засідав у понеділок."),
    ("Pokalchuk wrote to the court.", "Покальчук написала до суду."),
    (
        "The International Criminal Court (ICC) opened.",
        "Відкрився Міжнародний кримінальний суд (МКС).",
    ),
]


@pytest.fixture(scope="module")
def found():
    return mine(ROWS, "en", "uk")


def pairs(found, kind):
    return {(p.source, p.target) for p in found if p.kind == kind}


def test_a_recurring_phrase_is_proposed_whole_with_its_counterpart(found):
    proposal = next(p for p in found if p.source == "peace treaty")
    assert proposal.target.lower() in {"мирні угоди", "мирній угоді", "мирну угоду"}
    assert (proposal.rows, proposal.score) == ((0, 1, 2), 1.0)
    assert not {p.source for p in found} & {"peace", "treaty", "treaties"}, "parts that never stand alone"


def test_names_are_proposed_across_scripts_even_if_seen_once(found):
    assert {("Pokalchuk", "Покальчук"), ("Minsk", "Мінську")} <= pairs(found, "name")


def test_acronyms_are_proposed_with_their_long_forms(found):
    proposal = next(p for p in found if p.kind == "acronym")
    assert (proposal.source, proposal.target) == ("ICC", "МКС")
    assert proposal.expansions == ("International Criminal Court", "Міжнародний кримінальний суд")


def test_a_phrase_with_ever_other_counterparts_is_not_proposed():
    rows = [
        ("the strange thing", "дивна річ"),
        ("the strange thing", "предмет"),
        ("the strange thing", "штука"),
    ]
    assert not mine(rows, "en", "uk")


def test_what_is_known_is_not_proposed_again(found):
    known = Concept("treaty", (Term("peace treaty", "en"), Term("мирна угода", "uk")))
    again = mine(ROWS, "en", "uk", known=Matcher([Glossary(Path("x"), "X", (known,))]))
    assert "peace treaty" in {p.source for p in found}
    assert "peace treaty" not in {p.source for p in again}


def test_proposals_are_a_sound_glossary_with_the_evidence_in_comments(found, tmp_path):
    path = tmp_path / "proposals.yaml"
    path.write_text(as_yaml(found, "en", "uk"), "utf-8")
    glossary = load(path)
    assert len(glossary.concepts) == len(found)
    assert "# phrase: together in 3 of 3 and 3 rows (1, 2, 3)" in path.read_text("utf-8")
    court = next(concept for concept in glossary.concepts if concept.id == "icc")
    assert [(t.text, t.status.value) for t in court.in_language("uk")] == [
        ("Міжнародний кримінальний суд", "preferred"),
        ("МКС", "admitted"),
    ]


def test_nothing_gives_nothing():
    assert mine([], "en", "uk") == []
    assert mine([("", ""), ("A", "")], "en", "uk") == []
    assert not read("x.yaml", as_yaml([], "en", "uk").encode())[1]


@pytest.mark.parametrize(
    ("name", "latin"), [("Згурський", "zhurskyi"), ("Щербань", "shcherban"), ("Łódź", "łodz"), ("Ё", "e")]
)
def test_romanized(name, latin):
    assert romanized(name) == latin

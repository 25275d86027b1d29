"""Terminology-constrained translation, on the tiny packages and on an engine without scores."""

import pickle
import re
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from argos_support import EN_UK, UK_ES, sentences, unpack
from click.testing import CliRunner

from workbench.cli import main
from workbench.errors import Cancelled, UnknownLanguage, WorkbenchError
from workbench.glossary import Glossary, Matcher
from workbench.model import (
    Concept,
    Document,
    Hypothesis,
    Origin,
    Rendering,
    Segment,
    Signature,
    Span,
    Term,
    TermStatus,
)
from workbench.progress import Progress
from workbench.terminology import MAX_LOSS, Obeyed, constrain
from workbench.translation import render
from workbench.translation.argos import Argos
from workbench.translation.cache import Cached
from workbench.translation.engine import Options, State

SURE = 1.0
"""Nats per token within which the tiny model has other adjectives; it is surer of itself than a real one."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return unpack(tmp_path_factory.mktemp("packages"), EN_UK, UK_ES)


@pytest.fixture(scope="module")
def argos(folder):
    return Argos([folder], threads=1)


def source(*texts, lang="en"):
    segments, at = [], 0
    for text in texts:
        segments.append(Segment(text, Span(at, at + len(text)), 0))
        at += len(text) + 2
    return Rendering(Document("example", " \n".join(texts)), lang, tuple(segments), Origin.SOURCE)


def matcher(*rows, lang="uk"):
    """Rows such as ``"new: -новий, місцевий"``; a minus forbids."""
    concepts = []
    for line, row in enumerate(rows, 1):
        name, _, terms = row.partition(": ")
        made = [Term(name, "en", where=f"test.yaml:{line}")]
        for text in terms.split(", "):
            status = TermStatus.FORBIDDEN if text.startswith("-") else TermStatus.PREFERRED
            made.append(Term(text.lstrip("-"), lang, status, where=f"test.yaml:{line}"))
        concepts.append(Concept(name, tuple(made)))
    return Matcher([Glossary(Path("test.yaml"), "Test", tuple(concepts), digest="0123456789abcdef")])


class Plain:
    """An engine as Apertium is: one hypothesis, no score, no alignment; unknown words pass through."""

    name = "plain"
    words: ClassVar = {"The": "", "opened": "відкрив", "read": "прочитала", "old": "стару", "school": "школу"}

    def state(self):
        return State(True, "")

    def pairs(self):
        return frozenset({("en", "uk")})

    def signature(self, pair, options=None):
        return Signature.of(engine=self.name)

    def translate(self, texts, pair, options=None, progress=None):
        for index, text in enumerate(texts):
            found = [self.words.get(word, word) for word in re.findall(r"\w+", text)]
            yield index, (Hypothesis(" ".join(filter(None, [*found])) + "."),)


def run(engine, given, terms, target="uk", **settings):
    raw = render(given, target, engine)
    return raw, constrain(raw, given, engine, terms, **settings)


def test_a_first_hypothesis_that_obeys_stays(argos):
    raw, done = run(argos, source("The organisation read the report."), matcher("organisation: організація"))
    assert [(d.concept, d.obeyed, d.source) for d in done.decisions] == [
        ("organisation", Obeyed.MODEL, (Span(4, 16),))
    ]
    assert done.rendering.document == raw.document
    assert done.rendering.hypotheses == raw.hypotheses
    assert not done.proposals


def test_another_hypothesis_is_taken_and_the_models_own_is_kept(argos):
    given = source("The organisation published the new map.")
    raw, done = run(argos, given, matcher("new: -новий, місцевий"), max_loss=SURE)
    assert raw.texts() == ["Організація опублікувала нову карту."]
    assert done.rendering.texts() == ["Організація опублікувала місцеву карту."]
    assert done.rendering.hypotheses[0][1] == raw.hypotheses[0][0]
    [decision] = done.decisions
    assert decision.obeyed is Obeyed.RERANKING
    assert decision.seen == "нову"
    assert decision.where == "test.yaml:1"
    assert 0 < decision.loss <= SURE
    expected = raw.hypotheses[0][0].score - done.rendering.hypotheses[0][0].score
    assert decision.loss == pytest.approx(expected)


def test_nothing_is_reranked_beyond_the_bound(argos):
    given = source("The organisation published the new map.")
    terms = matcher("new: -новий, місцевий")
    [needed] = [d.loss for d in run(argos, given, terms, max_loss=SURE)[1].decisions]
    raw, done = run(argos, given, terms, max_loss=needed - 0.01)
    assert done.rendering.texts() == raw.texts()
    assert done.decisions[0].obeyed is Obeyed.PROPOSAL
    assert done.decisions[0].loss is None


def test_the_search_goes_on_from_the_wrong_word_where_the_list_has_nothing(argos):
    given = source("The organisation published the new map.")
    terms = matcher("map: -карта, документ", "new: новий")
    _, done = run(argos, given, terms, max_loss=2.5)
    by_concept = {decision.concept: decision for decision in done.decisions}
    assert by_concept["map"].obeyed is Obeyed.RERANKING
    assert "документ" in done.rendering.texts()[0]
    assert by_concept["new"].obeyed is Obeyed.MODEL  # what was obeyed is not given up for it
    assert "нов" in done.rendering.texts()[0]


def test_a_term_the_model_does_not_know_is_found_from_its_prefix(argos):
    given = source("The president opened the old school in Kyiv.")
    _, done = run(argos, given, matcher("school: ліцей"), max_loss=50)
    [decision] = done.decisions
    assert (decision.obeyed, decision.search) == (Obeyed.RERANKING, "prefix")
    assert "ліцей" in done.rendering.texts()[0]
    assert decision.loss > SURE


def test_a_proposal_stands_beside_the_raw_translation(argos):
    given = source("The president opened the old school in Kyiv.")
    raw, done = run(argos, given, matcher("school: гімназія"))
    assert done.rendering.document.text == raw.document.text
    assert done.rendering.hypotheses == raw.hypotheses
    [proposal] = done.proposals
    assert [span.of(raw.texts()[0]) for span in proposal.spans] == ["школу"]  # told by word alignment
    assert proposal.text == raw.texts()[0].replace("школу", proposal.term)


def test_a_proposal_after_reranking_still_says_what_the_model_had(argos):
    given = source("The president opened the new school.")
    _, done = run(argos, given, matcher("new: -новий, місцевий", "school: гімназія"), max_loss=SURE)
    assert [(d.obeyed, d.seen) for d in done.decisions] == [
        (Obeyed.RERANKING, "нову"),
        (Obeyed.PROPOSAL, "школу"),
    ]
    assert done.proposals[0].text.startswith("Президент відкрив місцеву гімназі")


def test_a_proposal_takes_over_the_case(argos):
    if not _parses("uk"):
        pytest.skip("the extra morphology is not installed")
    given = source("The president opened the old school in Kyiv.")
    _, done = run(argos, given, matcher("school: гімназія"))
    assert done.proposals[0].term == "гімназію"
    assert "accusative" in done.proposals[0].how


def test_a_forbidden_word_without_an_admitted_one_is_not_obeyed(argos):
    given = source("The minister read the report.")
    raw, done = run(argos, given, matcher("minister: -міністр"))
    [decision] = done.decisions
    assert (decision.obeyed, decision.seen, decision.wanted) == (Obeyed.NOT, "Міністр", ())
    assert done.rendering.texts() == raw.texts()
    assert not done.proposals


def test_an_engine_without_scores_gets_proposals_only():
    given = source("The Oksana opened the old school.", "The Oksana read the bulletin.")
    terms = matcher("school: -школа, гімназія", "bulletin: бюлетень", "old: давній")
    raw, done = run(Plain(), given, terms, max_loss=100)
    assert done.rendering.document == raw.document
    assert {d.obeyed for d in done.decisions} == {Obeyed.PROPOSAL}
    places = [
        [span.of(raw.texts()[p.segment]) for span in p.spans] for p in done.proposals
    ]  # forbidden, not to be told, passed through
    assert dict(zip([d.concept for d in done.decisions], places, strict=True)) == {
        "old": [],
        "school": ["школу"],
        "bulletin": ["bulletin"],
    }
    assert next(p for p in done.proposals if not p.spans).text == "давній"


def test_a_pivot_route_is_searched_as_well(argos):
    given = source("The organisation published the new map.")
    raw, done = run(argos, given, matcher("new: -nuevo, importante", lang="es"), "es", max_loss=2.0)
    assert raw.hypotheses[0][0].steps  # over Ukrainian
    [decision] = done.decisions
    assert decision.obeyed is Obeyed.RERANKING
    assert decision.loss <= 2.0
    assert "importante" in done.rendering.texts()[0]
    assert "nuev" not in done.rendering.texts()[0]


@pytest.mark.parametrize("max_loss", [0.0, MAX_LOSS, SURE, 3.0])
def test_laws_on_unseen_sentences(argos, max_loss):
    """The bound holds, raw hypotheses are kept, reranked segments have no forbidden word, the rest is untouched."""
    texts = [sentence.en for sentence in sentences(0, 60)]
    given = source(*texts)
    terms = matcher("new: -новий, старий", "old: давній", "report: -звіт, лист", "Kyiv: -Київ, Львів")
    raw, done = run(argos, given, terms, max_loss=max_loss)
    ours = done.rendering
    assert pickle.loads(pickle.dumps(done)) == done
    changed = {d.segment for d in done.decisions if d.obeyed is Obeyed.RERANKING}
    for index, segment in enumerate(ours.segments):
        assert segment.span.of(ours.document.text) == segment.text == ours.hypotheses[index][0].text
        assert raw.hypotheses[index][0] in ours.hypotheses[index]
        assert (segment.text == raw.texts()[index]) == (index not in changed)
    for decision in done.decisions:
        if decision.obeyed is Obeyed.RERANKING:
            found = terms.find(ours.texts()[decision.segment], "uk")
            bad = [m for m in found if m.concept.id == decision.concept and m.term.status == "forbidden"]
            assert not bad
            assert decision.loss <= max_loss
        if decision.proposal:
            proposal, text = decision.proposal, ours.texts()[decision.segment]
            for span in reversed(proposal.spans):
                text = text[: span.start] + proposal.term + text[span.end :]
            assert text == proposal.text or not proposal.spans
    asked = sum(len({m.concept.id for m in terms.find(text, "en")}) for text in texts)
    assert len(done.decisions) == asked > 10


def test_numbers_are_not_traded_for_a_term(argos):
    given = source("The organisation published the new map on May 12.")
    raw, done = run(argos, given, matcher("new: -новий, місцевий"), max_loss=3)
    assert re.findall(r"\d+", done.rendering.texts()[0]) == re.findall(r"\d+", raw.texts()[0]) == ["12"]


def test_the_signature_names_glossaries_and_bound(argos):
    _, done = run(argos, source("Oksana read the book."), matcher("book: книга"), max_loss=0.25)
    assert done.rendering.signature.get("glossaries") == "test.yaml@0123456789ab"
    assert done.rendering.signature.get("max_loss") == "0.25"


def test_a_remembering_engine_is_searched_like_its_own(argos, tmp_path):
    given = source("The organisation published the new map.")
    terms = matcher("map: -карта, документ")
    plain = run(argos, given, terms, max_loss=2.5)[1]
    cached = run(Cached(argos, tmp_path / "store.sqlite"), given, terms, max_loss=2.5)[1]
    again = run(Cached(argos, tmp_path / "store.sqlite"), given, terms, max_loss=2.5)[1]
    assert cached.rendering.texts() == again.rendering.texts() == plain.rendering.texts()


def test_what_was_not_made_from_the_source_is_refused(argos):
    given = source("Oksana read the book.")
    raw = render(given, "uk", argos)
    with pytest.raises(WorkbenchError, match="not made from"):
        constrain(raw, source("One.", "Two."), argos, matcher("book: книга"))
    with pytest.raises(WorkbenchError, match="not made from"):
        constrain(replace(raw, hypotheses=(), kind=Origin.HUMAN), given, argos, matcher("book: книга"))
    with pytest.raises(UnknownLanguage):
        constrain(raw, replace(given, lang=None), argos, matcher("book: книга"))


def test_an_unfinished_rendering_keeps_its_gaps(argos):
    given = source("The president opened the old school.", "The minister read the report.")
    raw = render(given, "uk", argos)
    gap = replace(raw, hypotheses=((), raw.hypotheses[1]), finished=1)
    done = constrain(gap, given, argos, matcher("school: школа", "report: звіт"))
    assert [d.segment for d in done.decisions] == [1]
    assert done.rendering.hypotheses[0] == ()


def test_it_can_be_cancelled(argos):
    class Stop(Progress):
        def check(self):
            raise Cancelled("Stopped.")

    given = source("The organisation published the new map.")
    raw = render(given, "uk", argos)
    with pytest.raises(Cancelled):
        constrain(raw, given, argos, matcher("new: місцевий"), Options(), progress=Stop())


GLOSSARY = """
name: Test
concepts:
  - id: new
    terms:
      en: new
      uk:
        - {text: новий, status: forbidden}
        - {text: місцевий}
  - id: school
    terms: {en: school, uk: гімназія}
"""


def test_the_command_obeys_only_when_asked_and_says_what_it_did(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    text, glossary = tmp_path / "a.txt", tmp_path / "terms.yaml"
    text.write_text("The organisation published the new map.\n\nOksana opened the old school.\n", "utf-8")
    glossary.write_text(GLOSSARY, "utf-8")
    command = ["translate", str(text), "--to", "uk", "--from", "en", "--engine", "argos"]
    plain = CliRunner().invoke(main, command)
    assert plain.exit_code == 0
    assert "нову карту" in plain.stdout
    assert "Terms" not in plain.stderr
    run = CliRunner().invoke(main, [*command, "--glossary", str(glossary), "--max-loss", "1"])
    assert run.exit_code == 0, run.output
    assert run.stdout == plain.stdout.replace("нову", "місцеву")
    assert "new (terms.yaml:9): “місцевий” for “нову” by reranking" in run.stderr
    assert "school (terms.yaml:11): proposed “гімназі" in run.stderr
    assert "Terms: 1 by reranking, 1 proposed." in run.stderr
    missing = CliRunner().invoke(main, [*command, "--glossary", str(tmp_path / "none.yaml")])
    assert missing.exit_code == 2


def test_the_command_gives_decisions_as_json(folder, tmp_path, monkeypatch):
    import json

    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    text, glossary = tmp_path / "a.txt", tmp_path / "terms.yaml"
    text.write_text("Oksana opened the old school.\n", "utf-8")
    glossary.write_text(GLOSSARY, "utf-8")
    run = CliRunner().invoke(
        main, ["translate", str(text), "--to", "uk", "--from", "en", "--json", "--glossary", str(glossary)]
    )
    [term] = json.loads(run.stdout)["terms"]
    assert (term["concept"], term["obeyed"], term["seen"]) == ("school", "proposal", "школу")
    assert term["proposal"]["text"] != json.loads(run.stdout)["segments"][0]["text"]


def test_the_commands_default_is_the_modules():
    from workbench.cli.translate import command

    assert {option.name: option.default for option in command.params}["max_loss"] == MAX_LOSS


def _parses(lang):
    try:
        import pymorphy3

        pymorphy3.MorphAnalyzer(lang=lang)
    except (ImportError, ValueError):
        return False
    return True

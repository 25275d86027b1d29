"""Key quotes: one file per case in data/quotes, and laws that hold for any text."""

import json
import os
import re
import time
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from quotes_support import CASES, read_case

from workbench.cli import main
from workbench.model import Document, Removal, Span
from workbench.quotes import find_quotes
from workbench.quotes.profile import STRENGTH, profile
from workbench.quotes.profile import _table as table

DATA = Path(os.environ.get("WORKBENCH_DATA", Path(__file__).parents[2] / "shared" / "data"))
MARKS = "“”„«»\"'’‘「」"
PIECES = st.sampled_from(
    [
        *MARKS,
        "— ",
        "\n\n",
        "\n",
        ", ",
        ": ",
        ". ",
        " he said",
        "Anna Weiss",
        "сказав він",
        "5'10\"",
        "’90s",
        "word ",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=40))
LANGUAGES = st.sampled_from([None, "en", "uk", "de", "fr", "sv", "he", "zh-cn", "ja"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    lang, text, expected = read_case(path)
    found = find_quotes(Document(path.name, text), lang)
    assert [(q.kind, q.parts, q.speaker, q.cue) for q in found] == [
        (e.kind, e.parts, e.speaker, e.cue) for e in expected
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_decomposed_text_gives_the_same(path):
    lang, text, expected = read_case(path)
    decomposed = unicodedata.normalize("NFD", text)
    found = find_quotes(Document(path.name, decomposed), lang)
    words = [tuple(unicodedata.normalize("NFC", part.of(decomposed)) for part in q.parts) for q in found]
    assert words == [tuple(part.of(text) for part in e.parts) for e in expected]
    assert [q.speaker and unicodedata.normalize("NFC", q.speaker) for q in found] == [
        e.speaker for e in expected
    ]


@settings(max_examples=250, deadline=None)
@given(TEXTS, LANGUAGES)
def test_spans_are_of_the_text_ascending_and_disjoint(text, lang):
    at = 0
    for quote in find_quotes(Document("x", text), lang):
        assert quote.parts
        assert (quote.span.start, quote.span.end) == (quote.parts[0].start, quote.parts[-1].end)
        for part in quote.parts:
            assert at <= part.start < part.end <= len(text)
            assert part.of(text) == part.of(text).strip()
            at = part.end
        assert quote.text == " ".join(part.of(text) for part in quote.parts)
        for span, words in ((quote.speaker_span, quote.speaker), (quote.cue_span, quote.cue)):
            assert (span is None) == (words is None)
            assert span is None or span.of(text) == words
        assert quote.cue_class is None or quote.cue_class in STRENGTH
        assert list(quote.paragraphs) == sorted(set(quote.paragraphs))


def test_removed_debris_is_no_text():
    text = "“We agreed,” said Ann Lee.\n“Share this”\n“It is done,” she added."
    start = text.index("“Share")
    document = Document("x", text, (Removal(Span(start, start + 12), "share-widget"),))
    assert [q.text for q in find_quotes(document, "en")] == ["We agreed,", "It is done,"]


def test_an_opener_never_closed_does_not_swallow_the_document():
    text = "“It began here. He went on.\n\n" + "\n\n".join(f"Paragraph {n} tells more." for n in range(90))
    found = find_quotes(Document("x", text), "en")
    assert all(quote.span.end <= text.index("\n") for quote in found)


@pytest.mark.parametrize(
    "text", ["a 5'10\" man in the '90s, the boys' club", "rock 'n' roll is 12\" vinyl", "l'été d'Anna"]
)
def test_apostrophes_inches_and_years_are_no_quotes(text):
    assert find_quotes(Document("x", text), "en") == ()


@pytest.mark.parametrize("char", ["“", '"', "«", "'", "— ", "”", "„a“ ", "“a,” he said. "])
def test_hostile_texts_stay_fast(char):
    begun = time.process_time()
    find_quotes(Document("x", char * 6_000), "en")
    find_quotes(Document("x", (char + "word\n") * 3_000), "en")
    assert time.process_time() - begun < 6


def test_without_a_language_the_cues_of_all_are_tried():
    found = find_quotes(Document("x", "“Wir bleiben hier”, sagte Anna Weiss."), None)
    assert [(q.cue, q.speaker) for q in found] == [("sagte", "Anna Weiss")]


@pytest.mark.parametrize("lang", [name for name in table() if name != "given"])
def test_every_row_has_known_classes_and_finds_each_of_its_cues(lang):
    row = profile(lang)
    assert {kind for kind, _ in row.classes} <= set(STRENGTH)
    for kind, words in table()[lang]["cues"].items():
        plain = next((word for word in words.split() if word.isalpha()), None)
        if plain is not None and row.spaced and lang != "ko":
            found = [cue.kind for cue in row.cues(plain, 0, len(plain))]
            assert len(found) == 1, (kind, plain)


@pytest.mark.parametrize("lang", [name for name in table() if name != "given"])
def test_every_class_of_endings_is_known_and_used(lang):
    row = table()[lang]
    named = {name for words in row["cues"].values() for name in re.findall(r"~(\w+?)(?=[\s_]|$)", words)}
    assert named == set(row.get("forms", {}))


@pytest.mark.parametrize(
    ("lang", "text", "speaker", "cue"),
    [
        ("es", "«Vamos», recalcaron los vecinos.", "los vecinos", "recalcaron"),
        ("nl", "“Schande”, blèrde boer Gerrit Hoek.", "Gerrit Hoek", "blèrde"),  # no row lists the verb
        ("cs", "„Jsem hotovej,“ zahuhlal Tomáš Vlk.", "Tomáš Vlk", "zahuhlal"),
        ("de", "Das ist „peinlich“, nachdem Karl Moos ging.", None, None),  # a conjunction is no verb
    ],
)
def test_verbs_by_their_endings_and_by_their_place(lang, text, speaker, cue):
    (found,) = find_quotes(Document("x", text), lang)
    assert (found.speaker, found.cue) == (speaker, cue)


def test_command_prints_json(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("“We agreed,” said Ann Lee. The “Herald” wrote it.", "utf-8")
    result = CliRunner().invoke(main, ["quotes", str(path), "--lang", "en", "--format", "json"])
    assert result.exit_code == 0, result.output
    first, second = json.loads(result.stdout)
    assert first == {
        "start": 1, "end": 11, "parts": [[1, 11]], "text": "We agreed,", "speaker": "Ann Lee", "cue": "said",
        "cue_class": "said", "kind": "statement", "paragraphs": [0],
    }  # fmt: skip
    assert second["kind"] == "mention"


@pytest.mark.parametrize("form", ["table", "md"])
def test_command_prints_for_people(tmp_path, form):
    path = tmp_path / "a.txt"
    path.write_text("“We <b>agreed</b>,” said Ann Lee.", "utf-8")
    result = CliRunner().invoke(main, ["quotes", str(path), "--lang", "en", "--format", form])
    assert result.exit_code == 0, result.output
    assert "Ann Lee" in result.stdout
    assert form == "table" or "<b>" not in result.stdout


@pytest.mark.data
def test_the_first_article():
    path = DATA / "article-en.txt"
    if not path.exists():
        pytest.skip(f"no development data at {DATA}")
    text = path.read_text("utf-8")
    first, second = find_quotes(Document(path.name, text), "en")
    assert first.text.startswith("I am resigning")
    assert first.text.endswith("by force.")
    assert (first.speaker, first.cue, first.kind) == ("Pokalchuk", "wrote", "statement")
    assert second.text == "will not weaken the impartiality"

"""Debris: whole lines at the edges, reversible, never a sentence."""

import json
import tomllib
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model import Document, Removal, Span
from workbench.reading.debris import find_debris, restored, without_debris

TABLE = tomllib.loads(
    (Path(__file__).parent.parent / "workbench" / "reading" / "debris.toml").read_text("utf-8")
)
BODY = "Міністр пішов у відставку.\n\nThe office confirmed it on Friday."


def taken(text):
    return [(removal.reason, removal.span.of(text)) for removal in find_debris(text)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Translate »", "translate-widget"),
        ("Перекласти", "translate-widget"),
        ("Seite übersetzen", "translate-widget"),
        ("Share this:", "share-buttons"),
        ("SHARE", "share-buttons"),
        ("Like this:", "share-buttons"),
        ("Loading...", "share-buttons"),
        ("Like Loading...", "share-buttons"),
        ("Tweet", "share-buttons"),
        ("Print", "share-buttons"),
        ("Click to share on Facebook (Opens in new window)", "share-buttons"),
        ("Facebook | Twitter | Telegram", "share-buttons"),
        ("1,024 views", "share-buttons"),
        ("Поділитися", "share-buttons"),
        ("Поделиться в соцсетях", "share-buttons"),
        ("Teilen", "share-buttons"),
        ("Partager sur Facebook", "share-buttons"),
        ("Compartir", "share-buttons"),
        ("Condividi", "share-buttons"),
        ("Udostępnij", "share-buttons"),
        ("Compartilhar", "share-buttons"),
        ("Follow us on Facebook and X", "follow-us"),
        ("Subscribe", "follow-us"),
        ("Підписуйтесь на наш канал!", "follow-us"),
        ("Read more", "read-more"),
        ("Read more…", "read-more"),
        ("Related", "read-more"),
        ("Related: Three things to know about the bridge", "read-more"),
        ("Читайте також: Міст закрили на ремонт", "read-more"),
        ("Читайте также:", "read-more"),
        ("À lire aussi", "read-more"),
        ("Leia também", "read-more"),
        ("Advertisement", "advertisement"),
        ("Реклама", "advertisement"),
        ("Anzeige", "advertisement"),
        (
            "This website uses cookies to improve your experience. You can opt out if you wish.",
            "cookie-notice",
        ),
        ("Цей сайт використовує файли cookie, щоб вам було зручно.", "cookie-notice"),
        ("Accept all", "cookie-notice"),
        ("© 2022 The Example Gazette. All rights reserved.", "copyright-line"),
    ],
)
def test_lines_at_either_edge_are_taken_with_their_reason(line, reason):
    for text in (f"{BODY}\n\n{line}", f"{line}\n\n{BODY}", f"{BODY}\r\n\r\n{line}\r\n"):
        assert taken(text) == [(reason, line)]
        assert find_debris(text)[0].note == TABLE[reason]["note"]


@pytest.mark.parametrize(
    "line",
    [
        "Translate this sentence, she said to the pupils.",
        "Share prices fell by four per cent on Monday.",
        "Related events were held in Kyiv and Odesa.",
        "“Follow us on our way,” the mayor told the crowd that had come.",
        "Read more slowly, the teacher said to the class.",
        "Print media are dying, a study says",
        "Printing",
        "Supporters of the bill",
        "Реклама шкодить дітям, кажуть лікарі.",
        "Поділитися досвідом приїхали лікарі з Одеси.",
        "Cookies are small files that a site leaves behind.",
        "Threads",
        "Telegram",
        "Privacy",
    ],
)
def test_sentences_and_headlines_stay(line):
    assert taken(f"{BODY}\n\n{line}") == []
    assert taken(f"{line}\n\n{BODY}") == []


def test_nothing_in_the_middle_is_taken():
    assert taken("First.\n\nShare this:\n\nLast one here.") == []


def test_weak_lines_go_with_stronger_ones():
    text = f"{BODY}\n\nShare this:\nFacebook\n*\nTelegram\n"
    assert [what for _, what in taken(text)] == ["Share this:", "Facebook", "*", "Telegram"]


def test_a_rule_between_body_and_debris_stays():
    assert taken("Body here.\n***\nShare this:") == [("share-buttons", "Share this:")]


def test_a_text_of_nothing_but_debris_is_left_alone():
    assert taken("Share this:\nRead more\n") == []
    assert taken("") == []


def test_removals_cover_lines_without_the_white_space_around_them():
    text = "\n  Share this:  \nBody.\n"
    assert [removal.span.of(text) for removal in find_debris(text)] == ["Share this:"]


def test_law_1_debris_put_back_gives_the_file():
    document = Document("a", f"Menu\nSkip to content\n\n{BODY}\n\nTranslate »")
    clean = without_debris(document)
    assert [removal.reason for removal in clean.removed] == ["read-more", "read-more", "translate-widget"]
    assert clean.text == document.text
    assert clean.clean_text.strip() == BODY
    for removal in clean.removed:
        clean = restored(clean, removal)
    assert clean == document


def test_what_was_removed_before_stays_removed():
    mine = Removal(Span(0, 4), "mine")
    document = Document("a", f"Menu\n{BODY}\nTranslate »", (mine,))
    assert [removal.reason for removal in without_debris(document).removed] == ["mine", "translate-widget"]
    assert without_debris(without_debris(document)) == without_debris(document)


def test_only_its_own_removals_can_be_put_back():
    with pytest.raises(ValueError, match="not a removal"):
        restored(Document("a", BODY), Removal(Span(0, 2), "x"))


EDGE = st.sampled_from(["Share this:", "Translate »", "Facebook", "***", "Читайте також: щось", "", "  "])
SENTENCE = st.text(alphabet="abcdeїжа ", min_size=30, max_size=60).map(
    lambda words: f"Nobody {words.strip()} there, and they all went home again."
)


@settings(max_examples=80, deadline=None)
@given(st.lists(EDGE, max_size=5), st.lists(SENTENCE, min_size=1, max_size=4), st.lists(EDGE, max_size=5))
def test_a_body_of_sentences_is_never_touched(top, body, bottom):
    text = "\n".join([*top, *body, *bottom])
    clean = without_debris(Document("a", text))
    for sentence in body:
        assert sentence in clean.clean_text
    assert clean.text == text
    assert {removal.reason for removal in clean.removed} <= {*TABLE, "decoration"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_can_be_searched(text):
    removals = find_debris(text)
    assert Document("a", text, removals).text == text


class TestTable:
    def test_patterns_compile_and_rules_have_a_note(self):
        for reason, row in TABLE.items():
            if reason == "weak":
                continue
            assert row["note"]
            for like in row.get("like", ()):
                regex.compile(like)

    def test_weak_lines_are_lines_of_a_rule(self):
        lines = {line for reason, row in TABLE.items() if reason != "weak" for line in row["lines"]}
        assert {line for line in TABLE["weak"] if line not in lines} == set()

    def test_lines_are_lower_case(self):
        for reason, row in TABLE.items():
            for line in row if reason == "weak" else row["lines"]:
                assert line == line.lower(), line


def test_no_published_sentence_is_debris(development_data):
    """2,400 news sentences as the last line of a text: none is taken."""
    for lang in ("en", "uk", "de", "es"):
        for line in (development_data / "ntrex" / f"{lang}.txt").read_text("utf-8").splitlines():
            assert taken(f"Body here.\n{line}") == []
    for row in map(json.loads, (development_data / "segment" / "en.jsonl").read_text("utf-8").splitlines()):
        assert all(reason != "cookie-notice" for reason, _ in taken(f"Body here.\n{row['text']}"))

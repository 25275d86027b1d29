"""A draft: steps to undo, a diff to look at, two people on one file, problems told by field."""

from pathlib import Path

import pytest
from glossary_page_support import PRESS
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadGlossary
from workbench.glossary import Glossary, read
from workbench.glossary.draft import Draft, unified
from workbench.glossary.edit import Change, data_at
from workbench.glossary.fields import check_concept
from workbench.glossary.write import additions, merged

A = ("concepts", "press-release")
B = ("concepts", "spokesperson")


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "press.yaml"
    path.write_text(PRESS, "utf-8")
    return Draft(path)


def glossary_of(text):
    glossary, problems = read(Path("x.yaml"), text.encode())
    assert not problems
    return glossary


# --- steps ----------------------------------------------------------------------------------------------------

PLACES = [
    ((*A, "definition"), "other"),
    ((*A, "note"), "a note"),
    ((*A, "terms", "uk", 1, "why"), None),
    ((*A, "terms", "uk", 2), "реліз"),
    ((*A, "terms", "de"), "Pressemitteilung"),
    ((*B, "terms", "en", 0), None),
    (B, None),
    (("licence",), None),
    (("description",), "ours"),
]


@settings(max_examples=40, deadline=None)
@given(edits=st.lists(st.sampled_from(PLACES), max_size=5), back=st.integers(0, 6))
def test_undo_leads_back_through_every_text_and_redo_forward_again(tmp_path_factory, edits, back):
    path = tmp_path_factory.mktemp("draft") / "g.yaml"
    path.write_text(PRESS, "utf-8")
    draft, texts = Draft(path), [PRESS]
    for place, value in edits:
        try:
            draft.change(place, value)
        except BadGlossary:
            continue
        if draft.text != texts[-1]:
            texts.append(draft.text)
    back = min(back, len(texts) - 1)
    for text in reversed(texts[: len(texts) - 1][-back:] if back else []):
        draft.undo()
        assert draft.text == text
    for text in texts[len(texts) - back :]:
        draft.redo()
        assert draft.text == text
    assert draft.text == texts[-1]
    assert path.read_text("utf-8") == PRESS


def test_an_edit_of_several_places_is_all_or_nothing(draft):
    with pytest.raises(BadGlossary):
        draft.edit([((*A, "definition"), "other"), ((*A, "terms", "uk", 1, "status"), "bad")])
    assert (draft.text, draft.can_undo) == (PRESS, False)
    draft.edit([((*A, "definition"), "other"), ((*A, "note"), "n")])
    draft.undo()
    assert draft.text == PRESS


def test_a_word_being_typed_is_one_step(draft):
    for value in ("r", "re", "release"):
        draft.edit([((*A, "terms", "en"), value)], amend=True)
    assert len(draft.changes) == 1
    assert "en: release   # short form" in draft.text
    draft.edit([((*A, "terms", "en"), "press release")], amend=True)  # as it was: no step is left
    assert (draft.text, draft.can_undo) == (PRESS, False)


def test_new_keys_stand_before_the_long_lists(draft):
    draft.change(("version",), "2")
    draft.change((*B, "definition"), "Who speaks.")
    lines = draft.text.splitlines()
    assert lines.index('version: "2"') < lines.index("concepts:")
    assert lines.index("    definition: Who speaks.") == lines.index("  - id: spokesperson") + 1


def test_diff_is_that_of_diff_u(draft):
    draft.change((*A, "definition"), "other")
    assert "-    definition: A text for the press.\n+    definition: other" in draft.diff()
    assert unified("a\n", "a\n", "x") == ""


# --- saving ---------------------------------------------------------------------------------------------------


def test_a_save_is_taken_back_with_its_comments(draft):
    draft.change(A, None)
    draft.save()
    assert "press-release" not in draft.path.read_text("utf-8")
    draft.take_back()
    assert draft.path.read_text("utf-8") == PRESS
    assert not draft.can_take_back


def test_a_save_is_not_taken_back_over_somebody_elses(draft):
    draft.change(A, None)
    draft.save()
    theirs = draft.text + "# theirs\n"
    draft.path.write_text(theirs, "utf-8")
    with pytest.raises(BadGlossary, match="changed since"):
        draft.take_back()
    assert draft.path.read_text("utf-8") == theirs


@pytest.mark.parametrize("overrule", [True, False])
def test_settle_lets_ours_or_theirs_hold(draft, overrule):
    draft.change((*A, "definition"), "ours")
    draft.change((*A, "note"), "a note")
    draft.path.write_text(PRESS.replace("A text for the press.", "theirs"), "utf-8")
    saved = draft.save(merge=True)
    assert (saved.written, [(c.value, theirs) for c, theirs in saved.clashes]) == (
        False,
        [("ours", "theirs")],
    )
    draft.settle([saved.clashes[0][0]] if overrule else [])
    assert draft.save().written
    concept = glossary_of(draft.path.read_text("utf-8")).concepts[0]
    assert (concept.definition, concept.note) == ("ours" if overrule else "theirs", "a note")


@pytest.mark.parametrize("overrule", [True, False])
def test_a_concept_that_is_gone_comes_back_only_if_ours_holds(draft, overrule):
    draft.change((*B, "definition"), "new")
    without = PRESS.partition("\n  - id: spokesperson")[0] + "\n"
    draft.path.write_text(without, "utf-8")
    clashes = draft.save(merge=True).clashes
    assert len(clashes) == 1
    draft.settle([clashes[0][0]] if overrule else [])
    draft.save()
    names = [concept.id for concept in glossary_of(draft.path.read_text("utf-8")).concepts]
    assert names == ["press-release", "spokesperson"][: 1 + overrule]


def test_what_would_break_together_is_refused_and_nothing_lost(draft):
    draft.change((*A, "terms", "uk"), None)
    theirs = PRESS.replace("      en: press release   # short form\n", "")
    draft.path.write_text(theirs, "utf-8")
    with pytest.raises(BadGlossary, match="Together"):
        draft.settle([])
    assert draft.path.read_text("utf-8") == theirs
    assert len(draft.changes) == 1


def test_edits_of_an_earlier_session_are_made_again_where_they_fit(draft):
    clashes = draft.resume(
        [
            Change((*A, "note"), "n"),
            Change((*A, "definition"), "x", "something else"),
            Change((*A, "x", 1), "y"),
        ]
    )
    assert [str(change) for change, _ in clashes] == [
        "concepts › press-release › definition",
        "concepts › press-release › x › 1",
    ][: len(clashes)]
    assert data_at(draft.text, (*A, "note")) == "n"


def test_a_text_mended_by_hand_is_written_only_if_sound(draft):
    with pytest.raises(BadGlossary, match="Line"):
        draft.rewrite("name: [")
    assert draft.path.read_text("utf-8") == PRESS
    draft.rewrite(PRESS.replace("Press ", "Media "))
    assert draft.path.read_text("utf-8").startswith("name: Media")
    draft.path.write_text(PRESS, "utf-8")
    with pytest.raises(BadGlossary, match="meanwhile"):
        draft.rewrite(PRESS)


# --- problems by field ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        ({"uk": "прeсреліз"}, ("terms", "uk", 0, "text"), "mixed-script"),
        ({"uk": ["реліз", {"text": "прeс", "why": "x"}]}, ("terms", "uk", 1, "text"), "mixed-script"),
        ({"en": [{"text": "a", "status": "forbidden"}, "b"]}, ("terms", "en", 0, "why"), "no-why"),
        ({"en": [{"text": "a", "status": "bad"}]}, ("terms", "en", 0, "status"), "value"),
        (
            {"en": [{"text": "a", "examples": ["none here"]}]},
            ("terms", "en", 0, "examples"),
            "unmatched-example",
        ),
        ({"en": ["a", {"text": "b", "status": "preferred"}]}, ("terms", "en", 1, "status"), "two-preferred"),
        ({"en": ""}, ("terms", "en", 0, "text"), "value"),
        ({}, ("terms",), "missing"),
        ({"en": "only"}, ("terms",), "language-missing"),
    ],
)
def test_problems_are_told_at_their_field(terms, field, code):
    glossary = Glossary(Path("x.yaml"), "X", (), languages=("uk",) if code == "language-missing" else ())
    found = [(one.field, one.problem.code) for one in check_concept({"id": "a", "terms": terms}, glossary)]
    assert (field, code) in found


def test_a_sound_concept_has_no_problems_and_a_double_is_named():
    glossary = glossary_of(PRESS)
    assert check_concept(data_at(PRESS, A), glossary) == []
    double = {"id": "x", "terms": {"en": "press release", "uk": "пресреліз"}}
    assert [(f.field, f.problem.code) for f in check_concept(double, glossary)] == [((), "duplicate-concept")]


# --- bringing one glossary into another -----------------------------------------------------------------------

THEIRS = """\
name: Theirs
concepts:
  - id: press-release
    definition: Theirs.
    note: theirs
    terms:
      en: [press release, news release]
      en-GB: {text: press notice, why: usage}
      uk:
        - прес-реліз
        - text: заява
          status: forbidden
          why: too wide
      de: Pressemitteilung
  - id: ceasefire
    terms:
      en: ceasefire
"""


def plain(glossary):
    """Concepts without places."""
    return [
        (
            c.id,
            c.definition,
            c.note,
            sorted((t.lang, t.region, t.text, t.status.value, t.why) for t in c.terms),
        )
        for c in glossary.concepts
    ]


def test_additions_come_to_what_merging_does_and_keep_the_comments(draft):
    draft.edit(additions(PRESS, glossary_of(THEIRS)))
    assert plain(glossary_of(draft.text)) == plain(merged(glossary_of(PRESS), glossary_of(THEIRS)))
    for comment in ("# ours", "# main", "# the old spelling", "# the end", "# --- the press office ---"):
        assert comment in draft.text
    assert additions(draft.text, glossary_of(THEIRS)) == []

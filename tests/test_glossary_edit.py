"""Editing and laying out: only what was meant changes, comments stay, and nobody's edit is lost."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadGlossary
from workbench.glossary import read
from workbench.glossary.draft import Draft
from workbench.glossary.edit import Change, apply, data_at, render
from workbench.glossary.layout import reformat
from workbench.glossary.yamltext import parse_full

FILE = """\
# yaml-language-server: $schema=schema.json
name: Press   # ours
languages: [en, uk, no]
version: "1.0"

concepts:
  # --- the press office ---
  - id: press-release  # main
    definition: A text
      over two lines.
    terms:
      en: 'press release'   # short form
      uk:
        - пресреліз
        # the old spelling
        - text: прес-реліз
          status: admitted   # until 2019
          why: "Old: spelling"
      no: pressemelding

  # --- human rights ---
  - id: human-rights
    terms:
      en: {text: human rights, part_of_speech: noun}
      uk: права людини
# the end
"""

EDITS = {
    "set a scalar in an item": (
        ("concepts", "press-release", "terms", "uk", 1, "status"),
        "forbidden",
        ["-          status: admitted   # until 2019", "+          status: forbidden   # until 2019"],
    ),
    "add a key to an item": (
        ("concepts", "press-release", "terms", "uk", 1, "note"),
        "no: yes",
        ['+          note: "no: yes"'],
    ),
    "append a term": (
        ("concepts", "press-release", "terms", "uk", 2),
        "реліз",
        ["+        - реліз"],
    ),
    "delete a term": (
        ("concepts", "press-release", "terms", "uk", 0),
        None,
        ["-        - пресреліз"],
    ),
    "a short form becomes a list": (
        ("concepts", "press-release", "terms", "no", 1),
        "melding",
        ["-      no: pressemelding", "+      no:", "+        - pressemelding", "+        - melding"],
    ),
    "a short form gets a reason": (
        ("concepts", "press-release", "terms", "uk", 0, "why"),
        "new",
        ["-        - пресреліз", "+        - text: пресреліз", "+          why: new"],
    ),
    "the only term of a language goes with it": (
        ("concepts", "press-release", "terms", "no", 0),
        None,
        ["-      no: pressemelding"],
    ),
    "change a short form": (
        ("concepts", "press-release", "terms", "en"),
        "news release",
        ["-      en: 'press release'   # short form", "+      en: news release   # short form"],
    ),
    "a field over two lines": (
        ("concepts", "press-release", "definition"),
        "Short.",
        ["-    definition: A text", "-      over two lines.", "+    definition: Short."],
    ),
    "add a language": (
        ("concepts", "human-rights", "terms", "no"),
        ["menneskerettigheter", {"text": "menneskerett", "status": "admitted"}],
        [
            "+      no:",
            "+        - menneskerettigheter",
            "+        - text: menneskerett",
            "+          status: admitted",
        ],
    ),
    "in brackets": (
        ("concepts", "human-rights", "terms", "en", "why"),
        "law",
        [
            "-      en: {text: human rights, part_of_speech: noun}",
            "+      en:",
            "+        text: human rights",
            "+        part_of_speech: noun",
            "+        why: law",
        ],
    ),
    "delete a concept": (
        ("concepts", "human-rights"),
        None,
        [
            "-  - id: human-rights",
            "-    terms:",
            "-      en: {text: human rights, part_of_speech: noun}",
            "-      uk: права людини",
        ],
    ),
    "add a concept": (
        ("concepts", "war-crime"),
        {"id": "war-crime", "terms": {"en": "war crime"}},
        ["+  - id: war-crime", "+    terms:", "+      en: war crime"],
    ),
    "rename a concept": (
        ("concepts", "press-release", "id"),
        "release",
        ["-  - id: press-release  # main", "+  - id: release  # main"],
    ),
    "the header": (("version",), "1.10", ['-version: "1.0"', '+version: "1.10"']),
    "add to the header": (("owner",), "Desk", ["+owner: Desk"]),
}


def changed(before, after):
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:2] not in ("--", "++", "@@") and line not in ("+", "-")]


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_touches_only_its_lines(tmp_path, name):
    path, value, expected = EDITS[name]
    file = tmp_path / "press.yaml"
    file.write_text(FILE, "utf-8")
    draft = Draft(file)
    draft.change(path, value)
    assert changed(FILE, draft.text) == expected
    assert draft.save().written
    assert file.read_text("utf-8") == draft.text


def test_an_edit_that_would_break_the_schema_is_refused(tmp_path):
    file = tmp_path / "press.yaml"
    file.write_text(FILE, "utf-8")
    draft = Draft(file)
    for path, value in [
        (("concepts", "press-release", "terms", "uk", 1, "status"), "perhaps"),
        (("concepts", "press-release", "id"), None),
        (("nonsense",), "x"),
        (("concepts", "none", "terms", "uk"), "x"),
        (("name",), None),
    ]:
        with pytest.raises(BadGlossary):
            draft.change(path, value)
    assert draft.text == FILE


def test_line_ends_of_windows_stay(tmp_path):
    file = tmp_path / "press.yaml"
    file.write_bytes(FILE.replace("\n", "\r\n").encode())
    draft = Draft(file)
    draft.change(("version",), "2")
    draft.save()
    assert file.read_bytes().count(b"\r\n") == FILE.count("\n")
    assert b'version: "2"\r\n' in file.read_bytes()


def terms():
    short = st.sampled_from(["word", "a: b", "# x", "no", "слово", '"q"', "it's", "- x", "1.10"])
    long = st.fixed_dictionaries(
        {"text": short},
        optional={"why": short, "status": short, "forms": st.lists(short, min_size=1, max_size=2)},
    )
    return short | long | st.lists(short | long, min_size=1, max_size=3)


FILES = st.lists(
    st.fixed_dictionaries(
        {"terms": st.dictionaries(st.sampled_from(["en", "uk", "no"]), terms(), min_size=1)}
    ),
    min_size=1,
    max_size=3,
).map(lambda concepts: {"name": "N", "concepts": [{"id": f"c{n}", **c} for n, c in enumerate(concepts)]})
PATHS = st.sampled_from(["en", "uk", "no", "de"]).flatmap(
    lambda lang: st.sampled_from([(lang,), (lang, 0), (lang, 1), (lang, 0, "why"), (lang, 1, "status")])
)


@settings(max_examples=150, deadline=None)
@given(FILES, PATHS, st.sampled_from([None, "new", "a: b", {"text": "t", "why": "w"}]), st.data())
def test_any_edit_of_any_file_does_what_it_says_and_keeps_comments_outside(data, path, value, draw):
    if len(path) == 3 and isinstance(value, dict):
        value = "x"
    lines = render(data)
    lines.insert(draw.draw(st.integers(0, 1)), "# the head")
    lines.append("# the end")
    change = Change(("concepts", "c0", "terms", *path), value)
    after = apply("\n".join(lines) + "\n", change)
    assert after.count("# the head") == 1
    assert after.endswith("# the end\n")
    if value is not None and path[1:] != (1,) and path[:2] != (path[0], 1):
        assert data_at(after, change.path) == value
    others = [concept for concept in data["concepts"] if concept["id"] != "c0"]
    assert [data_at(after, ("concepts", c["id"])) for c in others] == others


# --- two maintainers ---------------------------------------------------------------------------------------

US = ("concepts", "press-release", "terms", "no")
THEM = ("concepts", "human-rights", "definition")


def two(tmp_path, theirs):
    """A draft with one edit of ours, and a file that somebody else has changed since."""
    file = tmp_path / "press.yaml"
    file.write_text(FILE, "utf-8")
    draft = Draft(file)
    draft.change(US, "nyhetsmelding")
    other = apply(FILE, theirs)
    file.write_text(other, "utf-8")
    return file, draft, other


def test_a_file_changed_meanwhile_is_not_overwritten_but_a_merge_is_offered(tmp_path):
    file, draft, other = two(tmp_path, Change(THEM, "Rights of all."))
    offer = draft.save()
    assert (offer.written, offer.merged, offer.clashes) == (False, True, ())
    assert file.read_text("utf-8") == other
    assert data_at(offer.text, US) == "nyhetsmelding"
    assert data_at(offer.text, THEM) == "Rights of all."
    assert draft.save(merge=True).written
    assert file.read_text("utf-8") == offer.text


def test_contradicting_edits_are_shown_with_both_values_and_nothing_is_written(tmp_path):
    file, draft, other = two(tmp_path, Change(US, "presseuttalelse"))
    saved = draft.save(merge=True)
    assert not saved.written
    assert [(c.path, c.value, now) for c, now in saved.clashes] == [(US, "nyhetsmelding", "presseuttalelse")]
    assert file.read_text("utf-8") == other
    assert data_at(draft.text, US) == "nyhetsmelding", "our edit is still in the draft"


def test_the_same_edit_twice_is_no_clash(tmp_path):
    _, draft, _ = two(tmp_path, Change(US, "nyhetsmelding"))
    assert draft.save(merge=True).written


def test_edits_of_a_concept_deleted_meanwhile_are_reported(tmp_path):
    _, draft, _ = two(tmp_path, Change(("concepts", "press-release"), None))
    saved = draft.save(merge=True)
    assert not saved.written
    assert [str(change) for change, _ in saved.clashes] == ["concepts › press-release › terms › no"]


def test_edits_of_a_file_broken_meanwhile_do_not_vanish(tmp_path):
    file, draft, _ = two(tmp_path, Change(THEM, "x"))
    file.write_text("\tbroken", "utf-8")
    saved = draft.save(merge=True)
    assert not saved.written
    assert len(saved.clashes) == 1
    assert data_at(draft.text, US) == "nyhetsmelding"


# --- layout ------------------------------------------------------------------------------------------------

MESSY = """\

name:   X   # c
version: 1.10
languages: [en,   no]
source: 2024-02-24


concepts:
# about a
- id: a
  # defs
  definition: >-
     folded
     text
  terms:
     no:  "nei"   # quoted
     en:
     - on
     # between
     - text: 'yes'
       why:   because
- id: b
  terms: {en: off, on: 'x'}
# end
"""


def test_layout_is_common_keeps_comments_and_quotes():
    assert reformat(MESSY, "x") == (Path(__file__).parent / "data/glossary/formatted.yaml").read_text("utf-8")


@pytest.mark.parametrize("text", [FILE, MESSY], ids=["file", "messy"])
def test_layout_is_stable_and_keeps_data_and_comments(text):
    once = reformat(text, "x")
    assert reformat(once, "x") == once
    assert (
        read("x.yaml", once.encode())[0].concepts[0].terms[0].text
        == read("x", text.encode())[0].concepts[0].terms[0].text
    )
    for comment in (line.partition("#")[2].strip() for line in text.splitlines() if "#" in line):
        assert comment in once


def test_block_text_that_looks_like_a_comment_is_left_alone():
    text = "name: X\nconcepts: []\nowner: |\n  one\n    # no comment\n  two\n"
    assert "\n    # no comment\n" in reformat(text, "x")


def test_layout_composes_letters():
    assert reformat("name: e\u0301\nconcepts: []\n", "x") == "name: é\nconcepts: []\n"


DATA = st.recursive(
    st.text(st.sampled_from("ab1 :#-'\"é,{}[]&*!|>%@`~\\\u00a0"), min_size=1, max_size=8),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "no", "text", "y"]), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def plain(node):
    from workbench.glossary.edit import _data

    return _data(node)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "terms", "x"]), DATA, min_size=1, max_size=3))
def test_what_is_written_reads_back(data):
    text = "\n".join(render(data)) + "\n"
    assert plain(parse_full(text, "x")) == data
    assert plain(parse_full(reformat(text, "x"), "x")) == data

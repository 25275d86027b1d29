"""Reading glossaries: each surprise of YAML and each breach of the schema is a file with what must be said."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.errors import BadGlossary
from workbench.glossary import load, load_all, read
from workbench.glossary.edit import render
from workbench.glossary.plainyaml import parse_plain
from workbench.glossary.yamltext import MAX_BYTES, parse, parse_full
from workbench.model import TermStatus

CASES = Path(__file__).parent / "data" / "glossary"
BAD = sorted((CASES / "bad").glob("*.yaml"))
GOOD = sorted((CASES / "good").glob("*.yaml"))
SHIPPED = sorted((Path(__file__).parents[1] / "glossaries").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_file_is_refused_with_place_and_remedy(path):
    place, words = re.match(r"# expect: (\d+:\d+) (.*)", path.read_text("utf-8")).groups()
    with pytest.raises(BadGlossary) as caught:
        load(path)
    assert f"{path}:{place}:" in str(caught.value)
    assert words in str(caught.value)
    assert caught.value.hint, "say what to do"


def test_yaml_guesses_nothing():
    glossary = load(CASES / "good" / "surprises.yaml")
    assert glossary.languages == ("en", "no", "uk")
    assert (glossary.name, glossary.source, glossary.version) == ("on", "2024-02-24", "1.10")
    concept = glossary.concepts[0]
    assert (concept.id, concept.definition) == ("2022", "yes")
    assert [(term.lang, term.text) for term in concept.terms] == [("no", "nei"), ("en", "on"), ("uk", "так")]


def test_anchors_and_merge_keys_are_followed():
    one, two = load(CASES / "good" / "anchors.yaml").concepts
    assert [term.text for term in one.terms] == [term.text for term in two.in_language("en")]
    assert [(term.text, term.note) for term in two.in_language("uk")] == [
        ("слово", "same"),
        ("термін", "same"),
    ]


def test_short_forms_status_by_order_and_regions():
    terms = load(CASES / "good" / "short-and-long.yaml").concepts[0].terms
    assert [(term.lang, term.region, term.text, term.status.value) for term in terms[:6]] == [
        ("en", "GB", "Ministry of Defence", "preferred"),
        ("en", "US", "Ministry of Defense", "preferred"),
        ("en", "", "Defence Ministry", "preferred"),
        ("uk", "", "Міністерство оборони", "preferred"),
        ("uk", "", "Міноборони", "admitted"),
        ("uk", "", "Міністерство захисту", "forbidden"),
    ]
    german, french = terms[6], terms[7]
    assert german.case_sensitive
    assert (german.part_of_speech, german.status) == ("noun", TermStatus.PREFERRED)
    assert french.forms == ("ministères de la Défense",)
    assert french.where == "short-and-long.yaml:18"


def test_all_problems_are_collected(tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text("name: T\nowner: [x]\nconcepts:\n  - id: a\n    terms: {en: word}\n    nots: x\n")
    glossary, problems = read(path)
    assert [(p.line, p.code) for p in problems] == [(2, "type"), (6, "key")]
    assert [concept.id for concept in glossary.concepts] == ["a"]


def test_windows_files_are_read(tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes(
        "\ufeffname: Вікна\r\nconcepts:\r\n  - id: a\r\n    terms:\r\n      uk: вікно\r\n".encode()
    )
    assert load(path).concepts[0].terms[0].text == "вікно"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("name: Назва\n".encode("cp1251"), "not UTF-8"),
        (b"\x00\x01\x02", "may not stand in YAML"),
        (b"PK\x03\x04" + bytes(range(128, 256)), "not UTF-8"),
    ],
)
def test_bytes_that_are_no_text(tmp_path, data, words):
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(BadGlossary, match=words):
        load(path)


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadGlossary, match="32"):
        load(path)


def test_missing_file_and_empty_folder(tmp_path):
    with pytest.raises(BadGlossary, match="no glossary"):
        load(tmp_path / "none.yaml")
    with pytest.raises(BadGlossary, match=r"no \.yaml"):
        load_all([tmp_path])


def test_a_folder_stands_for_its_files():
    assert [glossary.path.name for glossary in load_all([CASES / "good"])] == [path.name for path in GOOD]


# --- the fast reader and the full parser agree -------------------------------------------------------------

VALUE = st.text(st.sampled_from("aбß 1:#-'\"[]{},&*!|>%@`~?=.\\é人_"), max_size=8)
DATA = st.recursive(
    VALUE,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "no", "text", "en-GB", "a"]), inner, min_size=1, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "terms", "x"]), DATA, min_size=1, max_size=3), st.data())
def test_plain_reader_gives_what_the_full_parser_gives(data, draw):
    lines = render(data)
    if draw.draw(st.booleans()):
        at = draw.draw(st.integers(0, len(lines)))
        lines.insert(at, draw.draw(st.sampled_from(["# c", "", "   # c", "x: y", "  - z", "    q"])))
    text = "\n".join(lines) + "\n"
    plain = parse_plain(text)
    if plain is not None:
        assert plain == parse_full(text, "x")


LINE = st.builds(
    "".join,
    st.lists(
        st.sampled_from(["  ", "- ", "a", "b: ", ": ", "#", " #", '"', "'", "[", "]", ", ", "é"]), max_size=6
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=6))
@example(["a: b", "  - c"])
@example(["a:", "- b"])
@example(["a: b", "a: c"])
@example(["a: 'b' 'c'"])
@example(["a: [b c, d]"])
@example(["b: aa: #"])
def test_plain_reader_never_disagrees_on_any_text(lines):
    text = "\n".join(lines)
    plain = parse_plain(text)
    if plain is not None:
        assert plain == parse_full(text, "x")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files_take_the_fast_way(path):
    text = path.read_text("utf-8")
    assert parse_plain(text) == parse_full(text, path.name)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_give_a_glossary_or_our_error(data):
    try:
        glossary, problems = read("x.yaml", data)
    except BadGlossary:
        return
    assert problems or glossary.concepts == ()


# --- the schema for editors agrees with the reader ---------------------------------------------------------


def instance(path):
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


SCHEMA_SEES = [path for path in BAD if "expect: " in path.read_text("utf-8") and path.stem not in {
    # YAML itself is broken, so an editor marks it without our schema
    "billion-laughs", "colon-in-text", "control-character", "custom-tag", "deep", "duplicate-key",
    "duplicate-language", "inside-itself", "key-is-a-list", "python-tag", "tab", "tab-after-key",
    "two-documents", "unclosed-quote", "unknown-alias",
    # JSON Schema cannot say these
    "empty-term", "term-without-letters",
}]  # fmt: skip


@pytest.fixture(scope="module")
def validator():
    from jsonschema import Draft202012Validator

    schema = json.loads(files("workbench.glossary").joinpath("schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", SCHEMA_SEES, ids=lambda path: path.stem)
def test_schema_refuses_what_the_reader_refuses(path, validator):
    assert not validator.is_valid(instance(path))


@pytest.mark.parametrize(
    "path", [*SHIPPED, CASES / "good" / "short-and-long.yaml"], ids=lambda path: path.name
)
def test_schema_accepts_what_the_reader_accepts(path, validator):
    assert load(path).concepts
    assert [error.message for error in validator.iter_errors(instance(path))] == []


def test_schema_and_reader_know_the_same_keys():
    from workbench.glossary.base import CONCEPT_KEYS, HEADER_KEYS, PARTS_OF_SPEECH, SCOPES, TERM_KEYS

    schema = json.loads(files("workbench.glossary").joinpath("schema.json").read_text("utf-8"))
    term = schema["$defs"]["term"]["anyOf"][1]["properties"]
    assert set(schema["properties"]) == {*HEADER_KEYS, "concepts"}
    assert set(schema["$defs"]["concept"]["properties"]) == set(CONCEPT_KEYS)
    assert set(term) == set(TERM_KEYS)
    assert term["scope"]["enum"] == list(SCOPES)
    assert term["part_of_speech"]["enum"] == list(PARTS_OF_SPEECH)
    assert term["status"]["enum"] == [status.value for status in TermStatus]


def test_example_file_is_sound():
    text = files("workbench.glossary").joinpath("example.yaml").read_text("utf-8")
    glossary, problems = read("example.yaml", text.encode())
    assert not problems
    assert [term.status.value for term in glossary.concepts[0].in_language("uk")] == [
        "preferred",
        "admitted",
        "forbidden",
    ]
    assert parse(text, "x")

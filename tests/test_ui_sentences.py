"""Sentences of the core in the page's language: read from the code, recognised when finished, never acted on."""

import re
import sys
import time
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from checks_support import pair
from test_checks_cases import cases, detector, files, groups, matcher

from tools import make_messages
from tools.core_sentences import sentences
from workbench import checks
from workbench.errors import BadFile
from workbench.ui import texts
from workbench.ui.sentences import CONTEXT, QUOTED, Sentences

REMEDY = "Run “python tools/make_messages.py”, then translate the empty entries it has made."
LANGUAGES = make_messages.languages()
WORDS = [
    "“",
    "”",
    "“{1}”",
    ": ",
    ". ",
    " and ",
    "; ",
    " became ",
    "stands twice.",
    "no mark",
    "{w1}",
    "The name ",
]
PLACEHOLDER = re.compile(r"\{[nw]?(\d+)\}")


@cache
def known(lang):
    return texts._sentences(lang)


@cache
def templates(lang):
    with make_messages.path_of(lang).open("rb") as file:
        catalog = make_messages.read_po(file, locale=lang)
    return [(message.id, message.string) for message in catalog if message.context == CONTEXT]


# --- the catalogue ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_of_the_core_is_translated(lang):
    assert make_messages.problems(lang) == [], REMEDY


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_taken_for_another(lang):
    assert list(known(lang).unclear()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_of_each_template_is_recognised_and_keeps_what_is_in_its_fields(lang):
    lost = []
    for text, translation in templates(lang):
        bare = PLACEHOLDER.sub("", text)
        if not PLACEHOLDER.search(text) or sum(map(str.isalpha, bare)) < 3:
            continue  # marks alone are ours only together with words that are
        fill = partial(PLACEHOLDER.sub, lambda match: f"⟨{match[1]}⟩")
        said = known(lang).said(fill(text).replace("{{", "{").replace("}}", "}"))
        if said != fill(translation).replace("{{", "{").replace("}}", "}"):
            lost.append((text, said))
    assert lost == []


def firsts():
    """One row of every case file: each check in each of its languages."""
    for code in checks.CODES:
        for path in files(code, "fires").values():
            yield pytest.param(
                *next((code, *group[1:]) for group in groups(code, path)), id=f"{code}-{path.stem}"
            )


def unrecognised(code, source, target, rows):
    found, left = checks.run(
        pair(source, target, *rows), matcher=matcher(), detect=detector(code), select=[code]
    )
    told = [finding.message for finding in found] + [item.reason for item in left]
    return [(lang, one) for one in told for lang in LANGUAGES if known(lang).said(one) == one]


@pytest.mark.parametrize(("code", "source", "target", "rows"), list(firsts()))
def test_findings_are_said_in_every_language(code, source, target, rows):
    assert unrecognised(code, source, target, rows) == [], REMEDY


@pytest.mark.slow
@pytest.mark.parametrize(("code", "source", "target", "rows"), list(cases("fires")))
def test_all_findings_are_said_in_every_language(code, source, target, rows):
    assert unrecognised(code, source, target, rows) == [], REMEDY


@pytest.mark.parametrize("langs", [(None, "uk"), ("en", None), ("uk", "uk"), ("ar", "en"), ("en", "fr")])
def test_why_checks_did_not_run_is_said_in_every_language(langs):
    _found, left = checks.run(pair(*langs, ("One.", "Un.")))
    assert left
    assert [one.reason for one in left if known("uk").said(one.reason) == one.reason] == [], REMEDY


# --- finished sentences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "ukrainian"),
    [
        ("“the” stands twice.", "«the» стоїть двічі."),
        ("The date “5 May” became “6 May”.", "Не збігається дата: замість «5 May» стоїть «6 May»."),
        (
            "The rendering is 1.8 times as long as expected: 120 characters for 60.",
            "Переклад довший за очікуваний у 1,8 раза: знаків 120 проти 60.",
        ),
        (
            "“прес-реліз” is forbidden: a calque (g.yaml:3). Use “пресреліз”.",
            "«прес-реліз» заборонено: a calque (g.yaml:3). Уживайте «пресреліз».",
        ),
        ("“прес-реліз” is forbidden (g.yaml:3).", "«прес-реліз» заборонено (g.yaml:3)."),
        (
            "The term “x” is not rendered as “y” or “z” (press.yaml:12).",
            "Термін «x» не перекладено як «y» або «z» (press.yaml:12).",
        ),
        ("“;” has no space, and 3 more times.", "Біля «;»: немає пробілу, і таких місць ще 3."),
        (
            "“x.xlsx” is no XLSX workbook (File is not a zip file). Save it as .xlsx anew.",
            "«x.xlsx» — не книга XLSX (File is not a zip file). Збережіть його як .xlsx наново.",
        ),
        (
            "press.yaml:3:4: the id “x” stands twice.",
            "press.yaml:3:4: ідентифікатор «x» трапляється двічі.",
        ),
        (
            "“і” and “ї” are letters of Ukrainian, not of Russian or Belarusian.",
            "«і» та «ї» — літери, які має українська, але не російська або білоруська.",
        ),
        ("Ukrainian is nearly as likely.", "Українська майже так само ймовірна."),
        ("Capitals were read as small letters.", "Великі літери прочитано як малі."),
        ("length fits (104% of what is expected)", "довжина: підходить (104\xa0% від очікуваної)"),
        ("Something nobody has translated.", "Something nobody has translated."),
        ("", ""),
    ],
)
def test_finished_sentences(english, ukrainian):
    assert known("uk").said(english) == ukrainian


def test_words_of_a_document_stay_where_they_look_like_ours():
    """Between quotation marks stands somebody else's text, though the core has the same word."""
    assert known("uk").said("“no mark” stands twice.") == "«no mark» стоїть двічі."
    assert known("uk").said("“{w1} {0} %s {x.y}” stands twice.") == "«{w1} {0} %s {x.y}» стоїть двічі."


shouted = st.text(st.sampled_from("AB {}“”.:;,()%0\\\n")) | st.text(
    st.characters(exclude_categories=["Ll", "Cs"])
)
"""Text without small letters, of which no words of the core can be made."""


@given(shouted, shouted)
@settings(max_examples=150)
def test_what_stands_in_fields_comes_out_as_it_was_and_is_not_interpreted(one, other):
    out = known("uk").said(f"“{one}” became “{other}”.")
    inside = out.removeprefix("Замість «").removesuffix("».")
    assert inside.replace("» стоїть «", "” became “", 1) == f"{one}” became “{other}"


@given(st.lists(st.sampled_from(WORDS) | st.characters(), max_size=12).map("".join))
@settings(max_examples=150)
def test_any_text_is_looked_up_without_trouble(text):
    assert isinstance(known("uk").said(text), str)
    assert known("uk").said(f"“{text}” stands twice.")


@pytest.mark.parametrize(
    "piece",
    ["“ became ", "” became “", "a. ", "x: ", "a, b or ", "is no TMX: ", "; ", "“", "{1}", "no mark, "],
)
def test_a_hostile_sentence_costs_no_time(piece):
    text = (piece * 2000)[:3990]
    began = time.process_time()
    known("uk").said(text)
    known("uk").said(f"“{text[:3900]}” stands twice.")
    assert time.process_time() - began < 1.0


def test_a_language_that_quotes_and_counts_in_its_own_way():
    fr = Sentences(
        [
            (QUOTED, "« {1} »"),
            ("The term “{1}” is {w2} ({n3}).", "{w2} : « {1} » ({n3})"),
            ("or", "ou"),
            ("lost", "perdu"),
        ],
        {"Ukrainian": "ukrainien"},
        point=",",
        group=" ",
    )
    assert fr.said("The term “a” is lost (1,234.5).") == "Perdu : « a » (1 234,5)"
    assert fr.said("The term “a” is “b” or Ukrainian (50%).") == "« b » ou ukrainien : « a » (50\xa0%)"


# --- the page ----------------------------------------------------------------------------------------


def test_outside_a_page_sentences_are_english_unless_a_language_is_spoken():
    assert texts.translated("“the” stands twice.") == "“the” stands twice."
    assert texts.translated("“the” stands twice.", "uk") == "«the» стоїть двічі."
    error = BadFile("There is no file “x”.", hint="Check the name and the folder.")
    assert texts.explained(error) == str(error)
    with texts.speaking("uk"):
        assert texts.explained(error) == "Немає файлу «x». Перевірте назву й теку."
        assert texts.explained(ValueError("there is no row below to merge with")).startswith("нижче немає")
    assert texts.language() == "en"


# --- reading the code --------------------------------------------------------------------------------


def core(tmp_path, **modules):
    for name, code in modules.items():
        path = tmp_path / "workbench" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(code, "utf-8")
    return {one.text: one for one in sentences(tmp_path)}


ERRORS = "class WorkbenchError(Exception): ...\nclass BadFile(WorkbenchError): ...\n"


def test_sentences_are_found_behind_variables_tables_conditions_and_calls(tmp_path):
    found = core(
        tmp_path,
        errors=ERRORS,
        base="class Hit:\n    message: str\n    span: int\n",
        check="""
from workbench.base import Hit
from workbench.errors import BadFile

_NAMES = {".": "a full stop", "?": "a question mark"}

def check(text, kind, count, factor):
    what = "is gone" if text else f"became “{text}”"
    more = f", and {count} more" if count else ""
    yield Hit(f"The name “{text}” {what}{more}.")
    message = f"It ends with {_NAMES[kind]}: {text}."
    yield Hit(message, 3)
    yield Hit(f"{factor:.1f} times as {_size(factor)}.")
    hit(text, "negation")

def _size(factor):
    if factor > 1:
        return "long as it should be"
    return "short as it should be"

def hit(text, kind):
    return Hit(f"The {kind} “{text}” is {text}.")

def read(path):
    raise BadFile(f"“{path}” is {{broken}}.", hint="Mend it." if path else "")
""",
    )
    assert set(found) == {
        "The name “{1}” {w2}{w3}.",
        "is gone",
        "became “{1}”",
        ", and {1} more",
        "It ends with {w1}: {2}.",
        "a full stop",
        "a question mark",
        "{n1} times as {w2}.",
        "long as it should be",
        "short as it should be",
        "The {w1} “{2}” is {3}.",
        "negation",
        "“{1}” is {{broken}}.",
        "Mend it.",
    }
    assert found["The {w1} “{2}” is {3}."].fields == ("{w1} = kind", "{2} = text", "{3} = text")
    assert found["Mend it."].files == ("workbench/check.py",)


def test_a_new_kind_of_error_is_read_and_what_is_no_sentence_is_not(tmp_path):
    found = core(
        tmp_path,
        errors=ERRORS,
        odd='''
from workbench.errors import BadFile

class Odd(BadFile): ...

def f(path, options):
    """No sentence."""
    print("not a sentence of ours")
    raise Odd(f"{path} is odd in {options.get('--flag-name', 'word/document.xml')}.")
''',
    )
    assert set(found) == {"{1} is odd in {2}."}


def test_a_translation_is_kept_when_only_the_kind_of_a_field_changes(monkeypatch):
    catalog = make_messages.Catalog(locale="uk")
    catalog.add("The {1} “{2}” is lost.", "Втрачено ({1}): «{2}».", context=CONTEXT)
    now = make_messages.Catalog()
    now.add("The {w1} “{2}” is lost.", context=CONTEXT)
    monkeypatch.setattr(make_messages, "template", lambda: now)
    make_messages._renamed(catalog)
    assert catalog.get("The {w1} “{2}” is lost.", CONTEXT).string == "Втрачено ({w1}): «{2}»."

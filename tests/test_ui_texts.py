"""The page's texts: catalogues are whole and fit, and the right one is chosen."""

import importlib.util
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from workbench.ui import texts
from workbench.ui.safe import plain

ROOT = Path(__file__).parent.parent
_spec = importlib.util.spec_from_file_location("make_messages", ROOT / "tools" / "make_messages.py")
make_messages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_messages)


@pytest.mark.parametrize("lang", make_messages.languages())
def test_every_text_is_translated_and_its_placeholders_agree(lang):
    assert make_messages.problems(lang) == []


@pytest.mark.parametrize("lang", make_messages.languages())
def test_no_catalogue_keeps_texts_that_nothing_says(lang):
    with make_messages.path_of(lang).open("rb") as file:
        kept = {message.id for message in make_messages.read_po(file, locale=lang) if message.id}
    assert kept <= {message.id for message in make_messages.template()}


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        (Message("{n} rows", "{n} рядків"), ""),
        (Message("{n} rows", "рядки"), "placeholders"),
        (Message("{n} rows", "{m} рядків"), "placeholders"),
        (Message("{n} rows", "{n рядків"), "placeholders"),
        (Message("Rows", ""), "not translated"),
        (Message("Rows", " Рядки"), "white space"),
        (Message(("{n} row", "{n} rows"), ("{n} рядок", "{n} рядки", "")), "not translated"),
        (Message(("{n} row", "{n} rows"), ("{n} рядок", "{n} рядки")), "not translated"),
        (Message(("{n} row", "{n} rows"), ("{n} рядок", "{n} рядки", "{n} рядків")), ""),
    ],
)
def test_what_is_wrong_with_a_translation_is_seen(message, trouble):
    found = make_messages.wrong(message, 3)
    assert trouble in found if trouble else not found


def test_outside_a_page_texts_are_english():
    assert texts._("Cancel") == "Cancel"
    assert texts._("{a} of {b}", a=1, b="<b>{a}</b>") == "1 of <b>{a}</b>"
    assert [texts.ngettext("{n} row", "{n} rows", n) for n in (1, 5)] == ["1 row", "5 rows"]
    assert texts.language_name("uk") == "Ukrainian"
    assert (texts.decimal(1234.5, 1), texts.decimal(-0.001, 2), texts.percent(0.5)) == (
        "1,234.5",
        "0.00",
        "50%",
    )


def _page():
    import streamlit as st

    from workbench.ui.texts import decimal, language, language_name, percent

    st.text(language())
    st.text(f"{language_name('en')} {language_name(None)} {decimal(0.5)} {percent(0.5)}")


@pytest.mark.parametrize(
    ("chosen", "lang", "says"),
    [("", "en", "English"), ("uk", "uk", "Англійська"), ("xx", "en", "English"), ("../uk", "en", "English")],
)
def test_the_users_choice_wins_and_unknown_ones_are_english(chosen, lang, says):
    from workbench.ui.settings import Settings

    page = AppTest.from_function(_page)
    page.session_state["preferences"] = Settings(language=chosen)
    page.session_state["preferences_notes"] = ()
    page.run()
    assert not page.exception
    assert page.text[0].value == lang
    assert page.text[1].value.startswith(says)
    if lang == "uk":
        assert page.text[1].value == "Англійська мову не визначено 0,50 50 %".replace("50 %", "50\xa0%")


def test_a_language_without_a_catalogue_says_it_in_english():
    assert texts.catalogue("tlh").gettext("Cancel") == "Cancel"


MARKS = set("\\`*_{}[]<>()#+-.!|~$:&/@")


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_plain_text_cannot_act_as_markdown(text):
    out = plain(text)
    bare = out.replace("\\\\", "")
    assert all(bare[i - 1 : i] == "\\" for i, char in enumerate(bare) if char in MARKS - {"\\"})
    assert "\n" not in out
    assert "\u202e" not in out


def test_texts_are_collected_wherever_they_are_said():
    lines = [
        "st.text(f\"{_('a')} {x}\")",
        'ngettext("b", "bs", n)',
        'pgettext("c", "d")',
        'N_("e" "f")',
        "_(T[x])",
        'o("g")',
    ]
    assert list(make_messages.spoken("\n".join(lines))) == [
        ("a", None),
        (("b", "bs"), None),
        ("d", "c"),
        ("ef", None),
    ]


def test_an_f_string_that_nothing_could_look_up_is_refused():
    with pytest.raises(ValueError, match="line 2"):
        list(make_messages.spoken('x = 1\n_(f"row {x}")'))

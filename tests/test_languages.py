"""The table of languages: every row is whole, and every usual spelling of a language finds it."""

import json
import pickle
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import UnknownLanguage
from workbench.languages import LANGUAGES, SCRIPTS, language, normalize

ROWS = list(LANGUAGES.values())
CORE = (
    "mk pl sk hr sr es gl fi lv vi id sq ru sl pt fr it ro de af da lt tr el be bg cs ca nl no sv et hu uk "
    "zh-tw en ar te ja bn ta zh-cn hi ur he fa ko th"
)
EXTRA = "cy so sw tl hy ky uz tg tt eu ga bs ms is kk az mn mt gu ml mr ne ka ug kn pa si ps ckb am lo km my"


@pytest.mark.parametrize("code", f"{CORE} {EXTRA}".split())
def test_the_languages_we_promise_are_there(code):
    assert language(code).code == code
    assert not language(code).rare


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("EN", "en"), ("en-GB", "en"), ("en_US.UTF-8", "en"), ("pt-BR", "pt"), ("pt_PT", "pt"),
        ("uk-UA", "uk"),
        ("ukr", "uk"), ("Ukrainian", "uk"), ("українська", "uk"), (" french ", "fr"), ("fre", "fr"),
        ("ger", "de"),
        ("zh", "zh-cn"), ("ZH_Hans", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("zt", "zh-tw"), ("chinese", "zh-cn"),
        ("nb", "no"), ("nn", "no"), ("nob", "no"), ("iw", "he"), ("in", "id"), ("pb", "pt"), ("fil", "tl"),
        ("sr-Latn", "sr"), ("sr_Cyrl_RS", "sr"), ("farsi", "fa"), ("CKB", "ckb"), ("ca@valencia", "ca"),
    ],
)  # fmt: skip
def test_usual_spellings_find_the_row(spelling, code):
    assert normalize(spelling) == code


@pytest.mark.parametrize("spelling", ["", " ", "xx", "q", "klingon", "-", "en/../..", "\x00", "🙂"])
def test_unknown_codes_say_so(spelling):
    with pytest.raises(UnknownLanguage, match="no language code") as caught:
        language(spelling)
    assert caught.value.hint


def test_an_unknown_code_names_near_ones():
    with pytest.raises(UnknownLanguage, match=r"Near ones: uk \(Ukrainian\)"):
        language("Ukranian")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_each_row_is_whole(row):
    assert row.name
    assert row.native
    assert len(row.iso3) == 3
    assert set(row.scripts) <= set(SCRIPTS)
    assert row.quotes
    assert row.main_quotes == row.quotes[0]
    assert len(set(row.quotes)) == len(row.quotes)
    assert row.terminators
    assert all(letter.isalpha() or unicodedata.combining(letter) or letter == "·" for letter in row.letters)
    assert all(letter == letter.lower() for letter in row.letters)
    assert all(unicodedata.is_normalized("NFC", letter) for letter in row.letters)
    assert pickle.loads(pickle.dumps(row)) == row
    assert hash(row) == hash(language(row.code))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_letters_are_of_the_rows_scripts(row):
    # one sampled letter per row and script: a table that no test touches goes wrong unseen
    names = {
        unicodedata.name(letter).split()[0] for letter in row.letters if letter.isalpha() and letter != "·"
    }
    assert names <= {SCRIPTS[script].unicode for script in row.scripts}


def test_names_and_codes_are_not_given_twice():
    for field in ("name", "native", "babel"):
        values = [getattr(row, field) for row in ROWS]
        assert len(set(values)) == len(values), field


def test_marks_of_some_rows():
    assert language("uk").quotes[:2] == (("«", "»"), ("„", "“"))
    assert language("de").quotes[:2] == (("„", "“"), ("‚", "‘"))
    assert language("fr").quote_space[0] == "\u202f"
    assert language("ja").main_quotes == ("「", "」")
    assert language("en").inner_quotes == ("‘", "’")
    assert "?" not in language("el").terminators[:1]
    assert ";" in language("el").terminators
    assert language("ar").rtl
    assert language("he").rtl
    assert not language("uk").rtl
    assert not language("th").spaced
    assert language("ko").spaced
    assert language("hy").cased
    assert not language("hi").cased


def test_codes_of_libraries():
    assert language("no").py3langid == ("no", "nn")
    assert language("zh-tw").argos == "zt"
    assert language("sr").langdetect is None
    assert language("sr").apertium == "hbs_SR"
    assert language("id").eldc == "ms"
    assert language("uk").choppa == "uk"
    assert language("tr").choppa is None
    assert sum(row.use for row in ROWS) == 16


def test_babel_knows_every_locale():
    from babel import Locale

    for row in ROWS:
        assert Locale.parse(row.babel).number_symbols


def test_codes_exist_in_the_libraries():
    from pathlib import Path

    from langdetect import detector_factory
    from py3langid import langid
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    profiles = {path.name for path in Path(detector_factory.PROFILES_DIRECTORY).iterdir()}
    for row in ROWS:
        assert set(row.py3langid) <= set(identifier.nb_classes), row.code
        assert set(row.simplemma) <= set(SUPPORTED_LANGUAGES), row.code
        assert row.langdetect is None or row.langdetect in profiles, row.code
    assert profiles <= {row.langdetect for row in ROWS}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(LANGUAGES)), st.sampled_from(["", "-XX", "_XX", "_XX.UTF-8", "@euro"]))
def test_a_code_survives_case_and_region(code, tail):
    assert normalize(code.upper() + tail) == code


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=12))
def test_any_text_gives_a_row_or_our_error(text):
    try:
        row = language(text)
    except UnknownLanguage as error:
        json.dumps(str(error))
    else:
        assert row.code in LANGUAGES

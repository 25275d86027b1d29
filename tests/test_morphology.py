"""Which words are forms of one lexeme: cases by language, laws, and floors on development pairs."""

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.morphology import Analyser, fold_word, keys, same_lexeme, signature, unmix

DATA = Path(os.environ.get("WORKBENCH_DATA", Path(__file__).parents[2] / "shared" / "data")) / "lemma"

SAME = [
    ("uk", "пресреліз", "пресрелізами"),
    ("uk", "Міністерство", "міністерством"),
    ("uk", "обʼєкт", "об'єктів"),
    ("uk", "в’язень", "в'язні"),
    ("uk", "Покальчук", "Покальчука"),
    ("uk", "Бакунець", "Бакунця"),
    ("uk", "ЗБРОЙНИМИ", "збройні"),
    ("ru", "заключённый", "заключенных"),
    ("ru", "удостоверение", "удостоверениями"),
    ("en", "ministry", "ministries"),
    ("en", "Ministry’s", "ministry"),
    ("en", "Zelenskyy's", "Zelenskyy"),
    ("en", "ringneck", "ringnecks"),
    ("de", "Streitkraft", "Streitkräften"),
    ("fr", "communiqué", "communiqués"),
    ("fr", "étroit", "étroite"),
    ("es", "colección", "colecciones"),
    ("pl", "ministerstwo", "Ministerstwa"),
    ("pl", "cud", "cudach"),
    ("ar", "الوزارة", "وزارة"),
    ("he", "המשרד", "משרד"),
]
DIFFERENT = [
    ("uk", "міністр", "міністерство"),
    ("uk", "право", "правозахисник"),
    ("ru", "право", "правило"),
    ("en", "arms", "arm"),
    ("en", "determined", "determine"),
    ("en", "minister", "ministry"),
    ("de", "Presse", "Pressemitteilung"),
    ("fr", "presse", "pression"),
    ("pl", "prawo", "prawnik"),
]


@pytest.mark.parametrize("parses", [False, None], ids=["default", "installed"])
@pytest.mark.parametrize(("lang", "a", "b"), SAME)
def test_forms_of_one_word_meet(lang, a, b, parses):
    assert Analyser(parses=parses).same_lexeme(a, b, lang)


@pytest.mark.parametrize(("lang", "a", "b"), DIFFERENT)
def test_other_words_do_not_meet(lang, a, b):
    assert not same_lexeme(a, b, lang)


def test_every_reading_is_kept():
    """Києві is a form of Київ and of кий; the wrong one alone would lose the capital."""
    assert {"київ", "кий"} <= keys("Києві", "uk")


def test_a_language_without_data_falls_back_to_the_folded_form():
    assert keys("Qapla’", "tlh") == {"qapla'"}
    assert keys("人", "zh") == {"人"}


@pytest.mark.parametrize(
    ("word", "mended"),
    [
        ("Mіністерство", "Міністерство"),  # Latin M
        ("рrеss", "press"),  # Cyrillic р, е
        ("Zelenskyi", "Zelenskyi"),
        ("слово", "слово"),
        ("COVID", "COVID"),
        ("αβγ", "αβγ"),
        ("IT-компанія", "IT-компанія"),
    ],
)
def test_look_alikes_of_the_other_script_are_mended_only_in_mixed_words(word, mended):
    assert unmix(word) == mended


def test_look_alike_letters_do_not_hide_a_word():
    assert same_lexeme("Mіністерствa", "міністерство", "uk")


def test_regions_do_not_matter():
    assert keys("defences", "en-GB") == keys("defences", "en")


def test_signature_names_what_was_used():
    assert "simplemma" in str(signature("uk"))
    assert "pymorphy3" not in str(Analyser(parses=False).signature("ru"))
    assert str(signature("tlh")) == "lang:tlh"


WORDS = st.text(st.sampled_from("абвгґєіїйёüéñçaeiouст'’ʼ\u00ad\u0301"), min_size=1, max_size=10)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.sampled_from(["uk", "ru", "en", "fr", "de", "es"]))
def test_spelling_accidents_do_not_change_keys(word, lang):
    accident = unicodedata.normalize("NFD", word).replace("'", "’")
    assert keys(accident, lang) == keys(unicodedata.normalize("NFC", word), lang)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.sampled_from(["uk", "ru", "en", "tlh"]))
def test_a_word_has_its_own_folded_form_among_its_keys(word, lang):
    assert not fold_word(word, lang) or fold_word(word, lang) in keys(word, lang)


def test_a_long_text_gives_the_same_keys_as_a_short_one():
    """After some thousand words the list is unpacked in memory; the answers must not change."""
    fresh, used = Analyser(parses=False), Analyser(parses=False)
    for number in range(4_100):
        used.keys(f"слово{number}", "uk")
    for word in ("Міністерствами", "пресрелізі", "Покальчука"):
        assert used.keys(word, "uk") == fresh.keys(word, "uk")


FLOORS = {  # recall at least, false matches at most, in percent
    "uk": (99, 1.5),
    "ru": (99, 2),
    "de": (96, 2.5),
    "pl.nc": (95, 2),
    "en": (94, 2),
    "es": (92, 3.5),
    "fr": (90, 4),
}


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="no development data; set WORKBENCH_DATA")
@pytest.mark.parametrize("name", FLOORS)
def test_floors_on_development_pairs(name):
    pairs = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    pairs = [pair for pair in pairs if pair["kind"] == "pair"]
    analyser = Analyser()
    met = {same: [] for same in (0, 1)}
    for pair in pairs:
        met[pair["same"]].append(analyser.same_lexeme(pair["a"], pair["b"], name[:2]))
    recall, false = (100 * sum(met[same]) / len(met[same]) for same in (1, 0))
    least, most = FLOORS[name]
    assert recall >= least
    assert false <= most


def test_letters_without_a_unicode_name_are_a_word_like_any_other():
    assert keys("A\U00017000\U00018d00", "uk")
    assert keys("\U00017000", "ru") == keys("\U00017000", "ru")

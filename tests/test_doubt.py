"""The order "look here first", and workbench compare."""

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from checks_support import table
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from workbench.checks import run
from workbench.cli import main
from workbench.comparison.doubt import (
    PARTS,
    combine,
    finding_part,
    length_deviations,
    length_parts,
    low_parts,
    meaning_deviations,
    meaning_parts,
    reference_parts,
)
from workbench.judgement import judge
from workbench.judgement.evidence import Evidence
from workbench.model import Finding, Guess, Report, Severity

SOURCE = ["There were 120 people in the hall.", "He did not sign the agreement.", "The talks will go on."]
GOOD = ["У залі було 120 людей.", "Він не підписав угоди.", "Переговори триватимуть."]
WRONG = ["У залі було 121 людина.", "Він підписав угоду.", "Переговори триватимуть."]


def report(*renderings, lang="uk"):
    parallel = table("en", SOURCE, *[(lang, lines) for lines in renderings])
    return Report(parallel, Guess("en"), findings=run(parallel)[0])


def finding(severity, code="numbers"):
    return Finding(code, Severity(severity), "", 0, 0)


# --- the parts -------------------------------------------------------------------------------------


def test_an_error_weighs_more_than_a_warning_and_that_more_than_a_note():
    error, warning, note = (finding_part([finding(s)]) for s in "EWI")
    assert 1 > error > warning > note > 0
    assert finding_part([finding("W"), finding("W")]) > warning
    assert finding_part([finding("W", "quotes-style")]) < finding_part([finding("W", "negation")])


E5 = {"e5": (0.915, 0.022)}


def test_a_cosine_far_below_the_texts_own_is_doubtful():
    values = [0.90 + 0.001 * (i % 10) for i in range(40)]
    parts = meaning_parts(meaning_deviations({"e5": [*values, 0.75]}, E5))
    assert parts[-1] > 0.9
    assert max(parts[:-1]) < 0.1


def test_a_short_text_is_measured_by_what_is_typical_of_its_languages():
    low, usual = meaning_parts(meaning_deviations({"e5": [0.80, 0.92]}, E5))
    assert low > 0.4 > 0.01 > usual
    unlike = meaning_deviations({"e5": [0.92]}, E5), meaning_deviations({"e5": [0.92]}, {"e5": (0.97, 0.02)})
    assert unlike[0] < unlike[1]


def test_no_encoder_no_part():
    assert meaning_parts(meaning_deviations({}, {})) == []


def test_a_dropped_half_is_doubtful_by_its_length():
    rows = [(100 + i, 102 + i + i % 5) for i in range(40)]
    parts = length_parts(length_deviations([*rows, (120, 55), (0, 10)]))
    assert parts[-2] > 0.9
    assert parts[-1] == 0
    assert max(parts[:-2]) < 0.1
    assert length_parts([]) == []


def test_what_is_short_and_says_something_else_was_cut():
    short, alike, unlike = (
        length_parts([-2.0] * 3, None),
        length_parts([-2.0], [-1]),
        length_parts([-2.0], [3]),
    )
    assert alike[0] < short[0] < unlike[0]


def test_a_value_that_is_not_there_says_nothing():
    assert low_parts([None, 0.5, None, -9.0], (0.0, 1.0))[::2] == [0.0, 0.0]
    first, second = low_parts([0.5, -9.0], (0.0, 1.0))
    assert first < second


def test_the_reference_part_is_the_distance():
    assert reference_parts([100, 25]) == [0, 0.75]


@given(st.dictionaries(st.sampled_from(sorted(PARTS)), st.floats(0, 1)))
def test_doubt_lies_between_its_greatest_part_and_one(parts):
    doubt = combine(parts)
    assert 0 <= doubt.value <= 1
    assert doubt.value >= max((PARTS[name] * value for name, value in parts.items()), default=0) - 1e-5
    assert [name for name, _ in doubt.parts] == list(parts)


def test_more_of_a_part_is_never_less_doubt():
    values = [combine({"findings": x / 10, "length": 0.3}).value for x in range(11)]
    assert values == sorted(values)


# --- judging ---------------------------------------------------------------------------------------


def test_spoilt_rows_come_first_without_a_reference():
    (judged,) = judge(report(WRONG), meaning=False).renderings
    assert [row.row for row in judged.look_first(2)] == [0, 1]
    assert judged.rows[2].findings == ()
    assert dict(judged.rows[0].doubt.parts).keys() == {
        "findings",
        "length",
        "numbers",
        "negation",
        "names",
        "spelling",
        "quotations",
    }
    assert "doubt:findings+length+numbers+negation+names" in str(judged.signature)
    assert judged.metrics == ()


def test_a_reference_gives_scores_and_a_comparison_with_the_first():
    found = judge(report(WRONG, GOOD, GOOD), reference=2, meaning=False).renderings
    assert [judged.index for judged in found] == [0, 1]
    scores = [{score.name: score.value for score in judged.metrics} for judged in found]
    assert scores[1]["chrF"] == pytest.approx(100)
    assert scores[0]["chrF"] < 100
    assert found[0].against == ()
    assert found[1].against[0].delta > 0
    assert "reference" in dict(found[0].rows[0].doubt.parts)


def test_a_reference_in_another_language_is_said():
    parallel = table("en", SOURCE, ("uk", GOOD), ("ru", GOOD))
    judgement = judge(Report(parallel, Guess("en")), reference=1, meaning=False)
    assert judgement.renderings[0].metrics == ()
    assert [(item.code, item.reason) for item in judgement.not_run] == [
        ("metrics", "the rendering is in uk, the reference in ru")
    ]


# --- the command -----------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, lines in (("en.txt", SOURCE), ("wrong.txt", WRONG), ("good.txt", GOOD)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def compare(*arguments):
    options = ["--presegmented", "--from", "en", "--to", "uk", "--no-glossary", "--no-meaning"]
    return CliRunner().invoke(main, ["compare", *arguments, *options])


def test_encoders_are_asked_unbidden_for_short_texts_only(monkeypatch):
    asked = []

    def gathered(report, index, *rest, meaning, progress):
        asked.append(meaning)
        return Evidence(len(report.parallel.rows))

    module = import_module("workbench.judgement.judge")
    monkeypatch.setattr(module, "gather", gathered)
    monkeypatch.setattr(module, "MOST_ENCODED", 8)
    for renderings, wish, told in (
        ((GOOD,), None, ()),
        ((GOOD, WRONG), None, ("meaning",)),
        ((GOOD, WRONG), True, ()),
    ):
        judgement = judge(report(*renderings), meaning=wish)
        assert tuple(item.code for item in judgement.not_run) == told
    assert asked == [True, False, False, True, True]


def test_compare_as_json(files):
    result = compare("en.txt", "wrong.txt", "--reference", "good.txt", "--format", "json")
    assert result.exit_code == 0, result.output
    (rendering,) = json.loads(result.stdout)["renderings"]
    assert set(rendering) == {"label", "lang", "metrics", "signature", "against_first", "segments"}
    assert set(rendering["metrics"]) == {"BLEU", "chrF", "chrF++", "TER"}
    assert rendering["signature"]["BLEU"].startswith("nrefs:1|case:mixed")
    doubts = [segment["doubt"] for segment in rendering["segments"]]
    assert len(doubts) == 3
    assert min(doubts[:2]) > doubts[2]
    assert rendering["segments"][0]["findings"][0]["code"] == "numbers"
    assert {"findings", "length", "numbers", "negation", "names", "reference"} <= set(
        rendering["segments"][0]["parts"]
    )


def test_compare_as_a_table(files):
    result = compare("en.txt", "wrong.txt", "good.txt", "--first", "1")
    assert result.exit_code == 0, result.output
    assert "Look here first in wrong:" in result.stdout
    assert "row 1: doubt" in result.stdout
    assert "row 2: doubt" not in result.stdout.split("Look here first in good:")[0]


def test_compare_says_what_is_missing(files):
    result = compare("en.txt", "nofile.txt")
    assert result.exit_code == 2
    assert "nofile.txt" in result.output

"""Running the checks: severities, settings, one cause one finding, spans, dismissals, the ledger."""

import importlib.util
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import checks
from workbench.checks import CODES, Dismissal, apply_dismissals, figure_ledger, key, run
from workbench.checks.config import Config, Setting, parse_config
from workbench.errors import BadFile, WorkbenchError
from workbench.glossary import Matcher, load_all
from workbench.model import Guess, Severity

sys.path.insert(0, str(Path(__file__).parent))
from checks_support import pair, table

ROOT = Path(__file__).parent.parent
KNOWN = {code: frozenset(name for name, _, _ in check.thresholds) for code, check in CODES.items()}


def codes(parallel, **options):
    return [finding.code for finding in run(parallel, **options)[0]]


# --- the table -------------------------------------------------------------------------------------


def test_all_thirty_checks_are_there():
    wanted = (
        "empty copy partial-copy wrong-language loop length numbers dates-times number-format units "
        "term-missing term-forbidden term-variant do-not-translate term-inconsistent inconsistent-target "
        "inconsistent-source quotes-pair quotes-style quote-content brackets end-punct punct-space space "
        "zero-width dash doubled case-start all-caps acronym homoglyph uk-apostrophe ru-letters negation "
        "hedge name"
    )
    assert set(CODES) == set(wanted.split())


def test_each_row_has_one_function_and_beats_only_known_codes():
    for check in CODES.values():
        assert (check.cell is None) != (check.column is None)
        assert set(check.beats) <= {*CODES, "*"}


def test_the_documentation_is_made_from_the_table():
    spec = importlib.util.spec_from_file_location(
        "make_findings_doc", ROOT / "tools" / "make_findings_doc.py"
    )
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text("utf-8") == tool.page(), "run: python tools/make_findings_doc.py"


# --- what comes out --------------------------------------------------------------------------------


def test_a_finding_says_where_on_both_sides_and_why():
    parallel = pair("en", "uk", ("There were 120 people.", "Було 1120 людей."))
    (finding,) = run(parallel, select=["numbers"])[0]
    assert finding.severity is Severity.ERROR
    assert finding.source_span.of(parallel.source_text(0)) == "120"
    assert finding.target_span.of(parallel.cell_text(0, 0)) == "1120"
    assert "120" in finding.message
    assert dict(finding.evidence) == {"source": "120", "target": "1120"}


def test_findings_come_by_row_then_rendering_then_severity():
    parallel = table(
        "en",
        ["Two men died.", "There were 120."],
        ("uk", ["", "Було  121 ."]),
        ("uk", ["Двоє загинули.", "Було 122"]),
    )
    found = run(parallel)[0]
    order = [(f.row, f.rendering, -f.severity.rank) for f in found]
    assert order == sorted(order)
    assert found[0].code == "empty"


def test_an_identical_run_gives_identical_findings():
    parallel = pair("en", "uk", ("There were 120 people ; he left", "Було 121 людей"))
    assert run(parallel) == run(parallel)


def test_one_cause_gives_one_finding():
    assert codes(pair("en", "uk", ("The minister did not come.", "…"))) == ["empty"]
    copied = "He did not sign the 120 agreements  (of 3 May"
    assert codes(pair("en", "uk", (copied, copied))) == ["copy"]
    assert "doubled" not in codes(pair("en", "uk", ("He left.", "Він він він він він він.")))
    glossary = Matcher(load_all([ROOT / "tests/data/checks/glossary.yaml"]))
    found = codes(pair("en", "uk", ("The press release.", "Цей прес реліз.")), matcher=glossary)
    assert found.count("term-forbidden") == 1
    assert not {"term-missing", "term-variant"} & set(found)


def test_a_clean_translation_is_clean():
    rows = [
        (
            "“We lost 1,500 men on May 3,” said Zelenskyy.",
            "«3 травня ми втратили 1500 людей», — сказав Зеленський.",
        ),
        ("Is it true that 12% did not vote?", "Чи правда, що 12 % не голосували?"),
    ]
    assert codes(pair("en", "uk", *rows)) == []


# --- what could not run ----------------------------------------------------------------------------


def reasons(parallel, **options):
    return {item.code: item.reason for item in run(parallel, **options)[1]}


def test_unknown_languages_are_said_not_guessed():
    told = reasons(pair(None, "uk", ("a", "б")))
    assert "source" in told["numbers"]
    assert "glossary" in told["term-forbidden"]
    assert "detector" in told["wrong-language"]


def test_a_rendering_in_the_source_language_is_no_translation():
    told = reasons(pair("uk", "uk", ("Він не прийшов.", "Він прийшов.")))
    assert told["negation"] == "source and rendering are both in Ukrainian"
    assert "numbers" not in told


def test_a_language_without_cues_is_said():
    assert "no list of negation words" in reasons(pair("en", "ja", ("Not yet.", "まだ。")))["negation"]


def test_a_glossary_of_other_languages_is_said():
    glossary = Matcher(load_all([ROOT / "tests/data/checks/glossary.yaml"]))
    told = reasons(pair("en", "ja", ("The press release.", "プレスリリース")), matcher=glossary)
    assert "no terms in Japanese" in told["term-missing"]


def test_every_rendering_has_its_own_reasons():
    parallel = table("en", ["Yes."], ("uk", ["Так."]), ("en", ["Yes."]))
    assert {item.rendering for item in run(parallel)[1] if item.code == "copy"} == {1}


def test_the_detector_is_asked_only_about_long_cells():
    asked = []

    def detect(text):
        asked.append(text)
        return Guess("ru", (("ru", 0.9), ("uk", 0.1)), 0.8)

    long = "Комиссия заявила, что выборы прошли без серьезных нарушений."
    parallel = pair("en", "uk", ("Yes.", "Да."), ("The commission said so in its statement.", long))
    found = [f for f in run(parallel, detect=detect)[0] if f.code == "wrong-language"]
    assert asked == [long]
    assert [f.row for f in found] == [1]


def test_an_undecided_detector_accuses_nobody():
    text = "Комиссия заявила, что выборы прошли без серьезных нарушений."
    parallel = pair("en", "uk", ("The commission said so in its statement.", text))
    assert "wrong-language" not in codes(parallel, detect=lambda _: Guess(None, (("ru", 0.5),), 0.1))


# --- select and settings ---------------------------------------------------------------------------

WRONG = pair("en", "uk", ("There were 120 of them?", "Їх  було 121."))


def test_select_by_code_and_by_severity():
    assert set(codes(WRONG)) == {"numbers", "space", "end-punct"}
    assert codes(WRONG, select=["numbers"]) == ["numbers"]
    assert codes(WRONG, select=["E"]) == ["numbers"]
    assert set(codes(WRONG, select=["W", "numbers"])) == {"numbers", "space", "end-punct"}


def test_an_unknown_code_names_a_near_one():
    with pytest.raises(WorkbenchError, match="Did you mean “numbers”"):
        run(WRONG, select=["nubmers"])
    with pytest.raises(WorkbenchError, match="The codes are"):
        run(WRONG, select=["W305"])


def test_settings_change_severity_and_switch_off_per_pair():
    config = parse_config(
        """
        [checks.space]
        severity = "E"
        [pairs.en-uk.checks.space]
        severity = "off"
        [pairs."*-uk".checks.numbers]
        severity = "I"
        """,
        KNOWN,
    )
    found = {f.code: f.severity.value for f in run(WRONG, config=config)[0]}
    assert found == {"numbers": "I", "end-punct": "W"}
    german = pair("en", "de", ("He left.", "Er  ging."))
    assert [f.severity.value for f in run(german, config=config)[0]] == ["E"]


def test_a_threshold_can_be_changed():
    parallel = pair("en", "uk", ("The minister has left the building.", "Міністр вийшов."))
    assert "length" not in codes(parallel)
    config = Config(checks=(("length", Setting(thresholds=(("low", 0.6),))),))
    assert "length" in codes(parallel, config=config)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[checks.nubmers]", "no check is called “nubmers”"),
        ('[checks.numbers]\nseverity = "loud"', "severity “loud”"),
        ("[checks.length]\nwidth = 3", "unknown setting “width”"),
        ('[checks.length]\nlow = "much"', "low is “much”"),
        ("[check.length]", "unknown section “check”"),
        ("checks = 3", "stands where a table is meant"),
        ("pairs = 3", "stands where a table is meant"),
        ("[checks.length", "is not TOML"),
    ],
)
def test_bad_settings_are_explained(text, said):
    with pytest.raises(BadFile, match=said):
        parse_config(text, KNOWN)


def test_settings_are_read_from_a_file(tmp_path):
    path = tmp_path / "checks.toml"
    path.write_text('[checks.dash]\nseverity = "off"\n', "utf-8")
    assert checks.load_config(path).setting("dash", "en-uk").off
    with pytest.raises(BadFile, match="Cannot read"):
        checks.load_config(tmp_path / "missing.toml")


# --- dismissals ------------------------------------------------------------------------------------


def test_a_dismissed_finding_is_set_aside_wherever_its_row_moves():
    wrong = ("There were 120 of them.", "Їх було 121.")
    first = pair("en", "uk", wrong)
    found = run(first)[0]
    dismissal = Dismissal(key(found[0], first), "The press office corrected the figure.", "numbers")
    later = pair("en", "uk", ("Yes.", "Так."), wrong, ("There were 130 of them.", "Їх було 131."))
    stand, aside = apply_dismissals(run(later)[0], later, [dismissal])
    assert [(f.row, f.code) for f in stand] == [(2, "numbers")]
    assert [(f.row, d.reason) for f, d in aside] == [(1, "The press office corrected the figure.")]


def test_a_changed_sentence_is_judged_anew():
    first = pair("en", "uk", ("There were 120 of them.", "Їх було 121."))
    dismissal = Dismissal(key(run(first)[0][0], first), "intended")
    changed = pair("en", "uk", ("There were 120 of them.", "Їх було 122."))
    assert apply_dismissals(run(changed)[0], changed, [dismissal])[1] == ()


def test_a_dismissal_needs_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Dismissal("0123456789abcdef", "  ")


# --- figure ledger ---------------------------------------------------------------------------------


def test_the_ledger_lays_values_side_by_side():
    parallel = table(
        "en",
        ["On February 24, 2022 they paid $1.5 million for 120 tanks, 12% more."],
        ("uk", ["24.02.2022 сплатили 1,5 млн доларів за 120 танків, на 12 % більше."]),
        ("de", ["Am 25. Februar 2022 zahlten sie 1,5 Millionen Dollar für 210 Panzer, 12 Prozent mehr."]),
    )
    rows = figure_ledger(parallel)
    values = {row.text: row.value for row in rows if row.text}
    assert values == {
        "February 24, 2022": "2022-02-24",
        "$1.5 million": "1500000 USD",
        "120": "120",
        "12%": "12 %",
    }
    first = {row.text: row.cells[0] for row in rows if row.text}
    assert all(cell.agrees for cell in first.values())
    assert first["120"].span.of(parallel.cell_text(0, 0)) == "120"
    second = {row.text: row.cells[1].agrees for row in rows if row.text}
    assert second == {"February 24, 2022": False, "$1.5 million": True, "120": False, "12%": True}
    instead = {row.text: row.cells[1].text for row in rows if row.differs}
    assert instead == {"February 24, 2022": "25. Februar 2022", "120": "210"}
    assert [row.differs for row in rows if row.text] == [True, False, True, False]


def test_the_ledger_names_figures_that_only_a_rendering_has():
    parallel = table("en", ["They paid 120."], ("uk", ["Вони сплатили 120 за 7 днів."]))
    rows = figure_ledger(parallel)
    assert [(row.text, row.cells[0].text, row.cells[0].agrees) for row in rows] == [
        ("120", "120", True),
        ("", "7", False),
    ]


def test_the_ledger_knows_figures_said_as_words():
    parallel = pair("en", "pl", ("Two 18-year-olds and 5 dogs.", "Dwóch osiemnastolatków i pięć psów."))
    assert not any(row.differs for row in figure_ledger(parallel))


def test_an_empty_cell_has_no_figures():
    (row,) = figure_ledger(pair("en", "uk", ("There were 120.", "")))
    assert row.differs
    assert row.cells[0].span is None


# --- laws ------------------------------------------------------------------------------------------

LETTERS = st.text("абвїйєёаіуo e'’«»“”„\"12 ,.!?-—()éüńßñ\u00a0\u200b", max_size=60)


@given(
    st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=4), st.sampled_from(["uk", "fr", "de", "pl"])
)
@settings(max_examples=60, deadline=None)
def test_spans_lie_in_their_texts_and_nothing_raises(rows, lang):
    parallel = pair("en", lang, *rows)
    for finding in run(parallel)[0]:
        for span, text in (
            (finding.source_span, parallel.source_text(finding.row)),
            (finding.target_span, parallel.cell_text(finding.row, finding.rendering)),
        ):
            assert span is None or span.end <= len(text)


@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_decomposed_text_gives_the_same_findings(rows):
    def nfd(text):
        return unicodedata.normalize("NFD", text)

    composed = pair("en", "uk", *rows)
    apart = pair("en", "uk", *[(nfd(s), nfd(t)) for s, t in rows])
    told = [(f.code, f.row, f.message) for f in run(composed)[0]]
    assert told == [(f.code, f.row, f.message) for f in run(apart)[0]]


def test_spans_of_decomposed_text_are_in_the_text_as_given():
    target = unicodedata.normalize("NFD", "Їй було 121 рік.")
    parallel = pair("en", "uk", ("She was 120 years old.", target))
    (finding,) = run(parallel, select=["numbers"])[0]
    assert finding.target_span.of(target) == "121"


def test_a_hostile_row_stays_fast():
    rows = [
        ("1 " * 1000, "2 " * 1000),
        ("“" * 2000, "«" * 3000 + "»" * 10),
        ("a" * 20000, "б " * 10000),
        ("(" * 3000, ")" * 3000),
        ("1,000." * 700, "1.000," * 700),
        ("<script>alert(1)</script>", "<script>alert(1)</script>\u202e"),
    ]
    start = time.perf_counter()
    for row in rows:
        run(pair("en", "uk", row))
    assert time.perf_counter() - start < 15

"""What a report says beside its table: key quotes, figures, scores, kinds of difference, dismissals."""

import json
from dataclasses import replace

import pytest
from lxml import html as lxml_html
from report_support import report

from workbench.comparison.doubt import Doubt
from workbench.comparison.metrics import Score
from workbench.exporting import from_json, to_html, to_json, to_markdown, to_tsv
from workbench.exporting.marks import Mark, difference_marks, pieces
from workbench.judgement import JudgedRendering, JudgedRow, Judgement
from workbench.model import Dismissal, Finding, Severity, Signature, Span

SOURCE = ["“We counted 1,250 people,” said Olena Marchenko on 24 February.", "It rained."]
GOOD = ["«Ми нарахували 1250 людей», – сказала Олена Марченко 24 лютого.", "Йшов дощ."]
BAD = ["Вони нарахували 1520 людей, стверджує Олена Марченко 24 лютого.", "Дощило весь день."]


def made(**fields):
    return report(SOURCE, GOOD, BAD, **fields)


def judged(index, bleu, doubt):
    rows = (JudgedRow(0, Doubt(doubt, (("findings", doubt),)), ()), JudgedRow(1, Doubt(0.0, ()), ()))
    scores = (Score("BLEU", bleu, "nrefs:1"), Score("TER", 100 - bleu, "nrefs:1"))
    return JudgedRendering(index, f"r{index}", "uk", scores, rows, (), Signature.of(doubt="findings"))


JUDGEMENT = Judgement((judged(0, 80.0, 0.1), judged(1, 20.0, 0.9)), ())


def text_of(node):
    return " ".join(node.text_content().split())


def test_key_quotes_stand_beside_their_renderings_with_what_changed():
    tree = lxml_html.fromstring(to_html(made()))
    (quotation,) = tree.xpath("//section[@id='quotations']//article")
    sides = [text_of(side) for side in quotation.xpath(".//div[@class='side']")]
    assert "Olena Marchenko" in sides[0]
    assert "Ми нарахували 1250 людей" in sides[1]
    assert "Олена Марченко" in sides[1]
    assert "became-indirect" in sides[2]
    told = to_markdown(made())
    assert "became-indirect" in told.split("## Key quotes")[1]
    plain = json.loads(to_json(made()))["quotations"]
    assert [[flag["code"] for flag in cell["flags"]] for cell in plain[0]["cells"]] == [
        [],
        ["became-indirect"],
    ]


def test_a_differing_figure_is_marked_and_an_agreeing_one_is_not():
    tree = lxml_html.fromstring(to_html(made()))
    assert [text_of(cell) for cell in tree.xpath("//td[@class='differs']")] == ["1520"]
    assert "1520 ✗" in to_markdown(made())
    values = {
        row["value"]: [cell["agrees"] for cell in row["cells"]]
        for row in json.loads(to_json(made()))["figures"]
    }
    assert values["1250"] == [True, False]
    assert values["????-02-24"] == [True, True]


def test_scores_are_there_only_where_they_were_computed():
    assert not lxml_html.fromstring(to_html(made())).xpath("//section[@id='scores']")
    tree = lxml_html.fromstring(to_html(made(), JUDGEMENT))
    assert [text_of(cell) for cell in tree.xpath("//table[@class='scores']//td[@class='best']")] == [
        "80.0",
        "20.0",
    ]
    first = [text_of(item) for item in tree.xpath("//ol[@class='first']/li")]
    assert "0.90" in first[1]
    assert "| r0 | 80.0 | 20.0 |" in to_markdown(made(), JUDGEMENT)
    assert json.loads(to_json(made(), JUDGEMENT))["scores"][1]["rows"][0]["doubt"]["value"] == 0.9


def test_json_with_scores_is_still_read_back_as_the_report():
    assert from_json(to_json(made(), JUDGEMENT)) == made()


def test_each_kind_of_difference_is_counted_in_the_legend():
    page = to_html(report(["a"], ["Було 12 людей."], ["Було 21 людей."]))
    chips = {
        chip.get("data-kind"): text_of(chip)
        for chip in lxml_html.fromstring(page).xpath("//button[@data-kind]")
    }
    assert chips == {"number": "number 1"}


def test_what_is_missing_is_marked_where_it_is_missing():
    (gap,) = [m for m in difference_marks("Він добре спав.", "Він спав.", "uk") if "gap" in m.kind]
    assert len(gap.span) == 0
    assert "добре" in gap.note
    cut = pieces(
        "ab", [Mark(Span(1, 1), "gap", "one"), Mark(Span(1, 1), "gap", "two"), Mark(Span(0, 2), "x")]
    )
    assert [(piece.text, piece.kinds) for piece in cut] == [("a", ("x",)), ("", ("x", "gap")), ("b", ("x",))]
    assert cut[1].notes == ("one", "two")


@pytest.fixture
def dismissed():
    finding = Finding("numbers", Severity.ERROR, "“1,250” became “1520”.", 0, 1)
    stale = Dismissal("0123456789abcdef", "Was right <b>then</b>.", "dash", "", "A dash.")
    return replace(
        made(), dismissed=((finding, Dismissal("k", "By telephone\u202e.", "numbers")),), stale=(stale,)
    )


def test_dismissals_are_shown_in_every_format(dismissed):
    page = to_html(dismissed)
    for told in (text_of(lxml_html.fromstring(page)), to_markdown(dismissed), to_json(dismissed)):
        assert "By telephone" in told
        assert "0123456789abcdef" in told
    assert "numbers (dismissed)" in to_tsv(dismissed)
    assert "\u202e" not in page + to_markdown(dismissed)
    assert "<b>then" not in page
    assert from_json(to_json(dismissed)) == dismissed


def test_how_it_was_made_names_every_text_by_its_checksum():
    report_ = made()
    for told in (to_html(report_), to_markdown(report_), to_json(report_)):
        for side in (report_.parallel.source, *report_.parallel.renderings):
            assert side.document.digest in told

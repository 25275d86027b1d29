"""Figures and names: one line each, what differs marked with a word."""

import pytest
from report_support import report
from ui_support import drawn, opened, said, text_of, ukrainian

from workbench.checks import figure_ledger
from workbench.checks.name_ledger import name_ledger
from workbench.ui.ledgers import figure_rows, name_rows

TABLE = report(
    ["Then Olena Hnatiuk paid 120 dollars on May 9.", "They saw Hnatiuk and 40 others."],
    ["Тоді Олена Гнатюк заплатила 210 доларів 9 травня.", "Вони бачили Хнатюк та інших."],
    ["Тоді Олена Гнатюк заплатила 120 доларів 9 травня.", "Вони бачили її та ще 40 людей, 3 з них дітей."],
)


def cells(rows, column):
    return [(row["cells"][column]["state"], row["cells"][column]["word"]) for row in rows]


def figures(differing=False):
    return figure_rows(TABLE.parallel, figure_ledger(TABLE.parallel), differing)


def names(differing=False):
    return name_rows(TABLE.parallel, name_ledger(TABLE.parallel), differing)


def test_another_value_stands_in_the_line_of_the_one_it_replaces():
    money = figures()[0]
    assert text_of(money["cells"][0]["pieces"]) == "120 dollars"
    assert text_of(money["cells"][1]["pieces"]) == "210 доларів"
    assert money["cells"][1]["word"] == "another value"
    assert money["cells"][1]["value"] == "210 USD"
    assert money["cells"][2]["state"] == "same"


def test_lost_and_added_figures_say_so():
    by_source = {text_of(row["cells"][0]["pieces"]): row for row in figures()}
    assert by_source["40"]["cells"][1] == {
        "state": "differs",
        "pieces": [],
        "value": "",
        "word": "not found",
    } | {"note": "Вони бачили Хнатюк та інших."}
    assert by_source[""]["cells"][0]["word"] == "only in a rendering"
    assert by_source[""]["cells"][2]["word"] == "not in the source"


def test_only_what_differs():
    assert len(figures(differing=True)) < len(figures())
    assert all(row["differs"] for row in figures(differing=True) + names(differing=True))


def test_every_differing_cell_has_a_word_not_colour_alone():
    for row in figures() + names():
        for cell in row["cells"]:
            assert cell["word"] or cell["state"] != "differs"


def test_nothing_of_the_ledger_is_lost_by_putting_lines_together():
    ledger = figure_ledger(TABLE.parallel)
    said_there = [cell.text for line in ledger for cell in line.cells if cell.text]
    shown = [text_of(cell["pieces"]) for row in figures() for cell in row["cells"][1:] if cell["pieces"]]
    assert sorted(shown) == sorted(said_there)


def test_names_show_forms_losses_and_spellings():
    row = next(row for row in names() if text_of(row["cells"][0]["pieces"]) == "Hnatiuk")
    assert row["places"] == [["1", 0], ["2", 1]]
    assert row["cells"][1]["word"] == "spelled in several ways"
    assert row["cells"][2]["word"] == "not found in row 2"


def test_long_lists_of_rows_are_counted():
    table = report(["Then came Hnatiuk."] * 9, ["Тоді прийшла Гнатюк."] * 9)
    (row,) = name_rows(table.parallel, name_ledger(table.parallel), False)
    assert len(row["places"]) == 3
    assert row["more"] == "and 6 more"
    assert text_of(row["cells"][1]["pieces"]) == "Гнатюк ×9"


class TestPage:
    def test_differing_figures_first(self, monkeypatch):
        page = opened(monkeypatch, "figures", TABLE)
        assert "not the same everywhere" in said(page)
        assert len(drawn(page, "ledger_figures")["rows"]) == len(figures(differing=True))
        page.toggle(key="only_figures").set_value(False).run()
        assert len(drawn(page, "ledger_figures")["rows"]) == len(figures())

    def test_names(self, monkeypatch):
        page = opened(monkeypatch, "figures", TABLE)
        page.button_group(key="ledger_what").set_value("names").run()
        assert drawn(page, "ledger_names")["words"]["kind"] == ""

    def test_in_ukrainian(self, monkeypatch):
        page = opened(monkeypatch, "figures", TABLE, settings=ukrainian())
        assert page.title[0].value == "Числа й імена"
        data = drawn(page, "ledger_figures")
        assert data["words"]["row"] == "Рядок"
        assert "інше значення" in {cell["word"] for row in data["rows"] for cell in row["cells"]}

    def test_a_click_leads_to_the_row(self, monkeypatch):
        page = opened(monkeypatch, "figures", TABLE)
        page.session_state["ledger_figures"] = {"go": 1}
        page.run()
        assert page.title[0].value == "Translate & align"

    @pytest.mark.parametrize("lines", [(["It rained."], ["Йшов дощ."]), (["下雨了。"], ["Йшов дощ."])])
    def test_a_text_without_figures_says_so(self, monkeypatch, lines):
        page = opened(monkeypatch, "figures", report(*lines))
        assert "none in this text" in page.info[0].value

    def test_without_a_report_it_says_what_to_do(self, monkeypatch):
        assert "open a text" in said(opened(monkeypatch, "figures"))

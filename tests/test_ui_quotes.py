"""Key quotes: each quotation with what the renderings make of it."""

import pytest
from report_support import report
from ui_support import drawn, opened, said, text_of, ukrainian

from workbench.quotes.concordance import FLAGS, concordance
from workbench.ui.quotations import CHANGES, bases, card, card_text, flag_counts, with_flags

SOURCE = [
    "“We are leaving the city tonight,” Olena Hnatiuk said.",
    "She paid 120 dollars.",
    "“It was not my decision at all,” Marta Lindqvist told reporters.",
]
FIRST = [
    "«Ми залишаємо місто сьогодні ввечері», – заявила Олена Гнатюк.",
    "Вона заплатила 210 доларів.",
    "Марта Ліндквіст сказала, що це було не її рішення.",
]
SECOND = [
    "«Ми покидаємо місто сьогодні ввечері», – стверджувала Олена Гнатюк.",
    "Вона заплатила 120 доларів.",
    "",
]


@pytest.fixture(scope="module")
def three():
    return report(SOURCE, FIRST, SECOND)


def cards(parallel, entries, flags=(), base=None, differences=True):
    return [card(parallel, number, entry, base, differences) for number, entry in with_flags(entries, flags)]


def test_every_flag_has_a_short_name():
    assert set(CHANGES) == set(FLAGS)


def test_cards_hold_every_quotation_with_its_renderings(three):
    found = cards(three.parallel, concordance(three.parallel))
    assert [card["row"] for card in found] == [0, 2]
    first = found[0]
    assert first["title"] == "1 · Olena Hnatiuk"
    assert [text_of(cell["pieces"]) for cell in first["cells"]] == [
        "We are leaving the city tonight,",
        "Ми залишаємо місто сьогодні ввечері",
        "Ми покидаємо місто сьогодні ввечері",
    ]
    assert first["cells"][2]["by"] == "— Олена Гнатюк, стверджувала"
    assert found[1]["cells"][2]["pieces"] == []


def test_differences_are_marked_against_the_base_and_only_there(three):
    entries = concordance(three.parallel)

    def marks(**options):
        cells = cards(three.parallel, entries, **options)[0]["cells"]
        return [[piece[0] for piece in cell["pieces"] if "diff" in piece[1]] for cell in cells]

    assert marks() == [[], [], ["покидаємо"]]
    assert marks(base=1) == [[], ["залишаємо"], []]
    assert marks(differences=False) == [[], [], []]


def test_only_renderings_with_a_companion_can_be_a_base():
    assert bases(report(["A."], ["Б."], langs=["en", "uk"]).parallel) == ()
    assert bases(report(["A."], ["Б."], ["B."], ["В."], langs=["en", "uk", "es", "uk"]).parallel) == (0, 2)


def test_flags_are_counted_and_told_with_the_words(three):
    entries = concordance(three.parallel)
    assert flag_counts(entries) == {"became-indirect": 1, "stronger-cue": 1, "untranslated": 1}
    found = cards(three.parallel, entries, flags=["stronger-cue"])
    assert [card["row"] for card in found] == [0]
    ((text, _, grave),) = found[0]["cells"][2]["flags"]
    assert text == "stronger verb: said → стверджувала"
    assert not grave


def test_the_text_to_copy_has_every_rendering(three):
    text = card_text(three.parallel, concordance(three.parallel)[0])
    assert text.count("\n\n") == 2
    assert "[UK] uk-1\nМи покидаємо місто сьогодні ввечері\n— Олена Гнатюк, стверджувала" in text


def test_a_quotation_that_only_a_rendering_has_is_a_card():
    table = report(
        ["She said they would leave the city tonight."],
        ["«Ми залишаємо місто сьогодні ввечері», – заявила вона."],
    )
    (card,) = cards(table.parallel, concordance(table.parallel))
    assert "Only in a rendering" in card["title"]
    assert card["cells"][0]["quoted"] is False


class TestPage:
    def test_without_a_report_it_says_what_to_do_and_leads_there(self, monkeypatch):
        page = opened(monkeypatch, "quotes")
        assert "open a text" in said(page)
        page.button(key="empty_go").click().run()
        assert page.title[0].value == "Translate & align"

    def test_the_cards_are_drawn(self, monkeypatch, three):
        page = opened(monkeypatch, "quotes", three)
        assert "2 quotations" in said(page)
        assert len(drawn(page, "quote_cards")["cards"]) == 2

    def test_in_ukrainian(self, monkeypatch, three):
        page = opened(monkeypatch, "quotes", three, settings=ukrainian())
        assert page.title[0].value == "Ключові цитати"
        assert "2 цитати" in said(page)
        data = drawn(page, "quote_cards")
        assert data["words"]["copy"] == "Копіювати"
        assert "до рядка 1" in data["cards"][0]["go"].lower()

    def test_choices_reach_the_cards(self, monkeypatch, three):
        page = opened(monkeypatch, "quotes", three)
        page.button_group(key="quotes_layout").set_value("stacked").run()
        page.button_group(key="quotes_flags").set_value(["untranslated"]).run()
        data = drawn(page, "quote_cards")
        assert data["layout"] == "stacked"
        assert [card["row"] for card in data["cards"]] == [2]
        assert "1 of 2 quotations" in said(page)

    def test_a_click_leads_to_the_row(self, monkeypatch, three):
        page = opened(monkeypatch, "quotes", three)
        page.session_state["quote_cards"] = {"go": 2}
        page.run()
        assert page.title[0].value == "Translate & align"

    @pytest.mark.parametrize("row", [99, -1, "0", None, {"a": 1}])
    def test_a_row_that_is_none_is_ignored(self, monkeypatch, three, row):
        page = opened(monkeypatch, "quotes", three)
        page.session_state["quote_cards"] = {"go": row}
        page.run()
        assert not page.exception
        assert page.title[0].value == "Key quotes"

    def test_a_book_is_shown_in_parts(self, monkeypatch):
        page = opened(monkeypatch, "quotes", report(SOURCE[:1] * 90, FIRST[:1] * 90))
        assert "90 quotations" in said(page)
        assert [card["row"] for card in drawn(page, "quote_cards")["cards"]] == list(range(40))
        (turning,) = page.get("pagination")
        turning.set_value(3).run()
        cards = drawn(page, "quote_cards")["cards"]
        assert [card["row"] for card in cards] == list(range(80, 90))
        assert cards[0]["title"].startswith("81 · ")

    def test_a_text_without_quotations_says_so(self, monkeypatch):
        page = opened(monkeypatch, "quotes", report(["It rained."], ["Йшов дощ."]))
        assert "Nobody is quoted" in page.info[0].value

    def test_hostile_text_stays_text(self, monkeypatch):
        hostile = (
            "“<img src=x onerror=alert(1)> \u202e ![a](http://192.0.2.1/x.png)” <b>Olena</b> Hnatiuk said."
        )
        page = opened(monkeypatch, "quotes", report([hostile], [hostile], langs=["en", "en"]))
        assert "192.0.2.1" not in said(page)
        (card,) = drawn(page, "quote_cards")["cards"]
        pieces = card["cells"][0]["pieces"]
        assert ["U+202E", "control", ""] in pieces

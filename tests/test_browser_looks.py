"""How the grid looks and reads: dark, Ukrainian, right to left, small screens; and axe-core finds nothing in it."""

import pytest
from browser_support import IN_A_BROWSER, needs_axe, small, table, violations

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER

ARABIC = [
    "أعلنت الوزيرة استقالتها يوم الجمعة.",
    "لم يرد أحد على رسالة مكتب Civic Lantern.",
    "وثّق المحامون 1240 هجوماً.",
]
HEBREW = [
    "השרה הודיעה על התפטרותה ביום שישי.",
    "איש לא ענה למכתב של Civic Lantern.",
    "עורכי הדין תיעדו 1,420 התקפות.",
]
ENGLISH = [
    "The minister resigned on Friday.",
    "Nobody answered Civic Lantern.",
    "Lawyers documented 1,240 attacks.",
]


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@needs_axe
def test_axe_finds_nothing_in_the_grid_its_panels_and_while_editing(grid, scheme):
    table_ = grid(scheme=scheme)
    table_.go(0)
    table_.press(" ").saved()
    assert violations(table_.page) == []
    table_.go(4, 1)
    for key in ("f", "t", "h", "g", "k", "Control+Shift+h", "s"):
        table_.press(key)
        table_.panel.wait_for()
        assert violations(table_.page) == [], key
        table_.press("Escape")
    table_.press("Enter").type("x")
    assert violations(table_.page) == []
    table_.press("Escape")
    for mode in ("agreement", "plain"):
        table_.page.get_by_label("Show in the texts").select_option(mode)
        table_.page.wait_for_timeout(500)
        assert violations(table_.page) == [], mode


@needs_axe
def test_axe_finds_nothing_before_a_document_is_open(visit, scheme):
    page = visit("?example=1", scheme=scheme)
    page.get_by_role("button", name="Align and compare").wait_for()
    page.get_by_test_id("stToast").wait_for(state="detached")
    page.wait_for_timeout(300)
    assert violations(page) == []


def test_dark_follows_the_system(grid):
    table_ = grid(scheme="dark")
    box = table_.page.locator(".box")
    dark = box.evaluate("box => getComputedStyle(box).backgroundColor")
    table_.page.emulate_media(color_scheme="light")
    table_.page.wait_for_timeout(800)
    assert box.evaluate("box => getComputedStyle(box).backgroundColor") != dark


def test_renderings_from_right_to_left(grid, server):
    rows = [list(row) for row in zip(ENGLISH, ARABIC, HEBREW, strict=True)]
    table_ = grid(table("en", [("ar", "ar"), ("he", "he")], rows))
    text = table_.cell(0).locator(".text")
    assert text.evaluate("text => getComputedStyle(text).direction") == "rtl"
    table_.go(0, -1)
    table_.press("ArrowRight")
    assert table_.focused() == ["r0", 0]  # the arrows follow the screen
    table_.press("Enter")
    assert table_.page.locator("textarea.area").evaluate("area => getComputedStyle(area).direction") == "rtl"
    table_.press("Control+End").type(" نعم").press("Control+Enter").saved()
    table_.go(1)
    table_.press("s")
    table_.panel.wait_for()
    before = table_.panel.locator(".knife").evaluate("knife => knife.getBoundingClientRect().x")
    table_.press("ArrowLeft")
    assert table_.panel.locator(".knife").evaluate("knife => knife.getBoundingClientRect().x") < before
    table_.press("Escape")
    assert table_.text(0).endswith(" نعم")


def test_a_source_from_right_to_left(grid):
    rows = [list(row) for row in zip(HEBREW, ENGLISH, strict=True)]
    table_ = grid(table("he", [("draft", "en")], rows))
    source = table_.cell(0, -1).locator(".text")
    assert source.evaluate("text => getComputedStyle(text).direction") == "rtl"
    assert table_.badge(2, 0).count() == 1


def test_the_grid_speaks_ukrainian(grid):
    table_ = grid(locale="uk-UA")
    page = table_.page
    assert page.locator(".choice button").first.inner_text().startswith("Усі")
    table_.go(4, 1)
    seen = page.locator(".grid-root").last.inner_text()
    for key in ("f", "t", "g", "Control+Shift+h"):
        table_.press(key)
        seen += table_.panel.inner_text()
        table_.press("Escape")
    english = {
        "Search",
        "Problems",
        "Undo",
        "Findings",
        "Comments",
        "Dismiss",
        "Replace",
        "merge",
        "saved",
        "rows",
    }
    assert not english & set(seen.replace("(", " ").split())


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("locale", ["en-US", "uk-UA"])
def test_no_page_scrolls_sideways(grid, width, locale):
    table_ = grid(width=width, height=844 if width == 390 else 800, locale=locale)
    assert table_.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth + 1")
    box = table_.page.locator(".box")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth + 1")
    table_.go(1)
    table_.press("Enter").type("!").press("Enter").saved()
    assert table_.text(1).endswith("!")
    table_.press("f")
    panel = table_.panel.bounding_box()
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width


def test_a_phone_edits_by_touch(grid):
    table_ = grid(width=390, height=844, has_touch=True, is_mobile=True)
    table_.cell(1).locator(".text").dblclick()
    table_.type("!")
    table_.page.locator(".tools .search").click()
    table_.saved()
    assert table_.text(1).endswith("!")
    table_.cell(1).locator(".text").tap()
    table_.button("confirm & next").tap()
    table_.button("merge").tap()
    table_.saved()
    assert table_.cell(1).get_by_label("Confirmed").count() == 1
    assert table_.rows.nth(2).locator(".cell.source .text").inner_text().endswith("press release.")
    assert table_.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth + 1")


def test_long_words_and_long_rows_stay_in_their_cells(grid):
    rows = [["W" * 300, "Ж" * 300, "x"], ["Short.", "Довге речення. " * 80, "Ще."]]
    table_ = grid(table("en", [("a" * 90, "uk"), ("b", "uk")], rows, ()))
    for row, column in ((0, -1), (0, 0), (1, 0)):
        cell = table_.cell(row, column).bounding_box()
        text = table_.cell(row, column).locator(".text").bounding_box()
        assert text["x"] + text["width"] <= cell["x"] + cell["width"] + 1
    assert small().rows

"""A day at the grid, in a real Chromium: editing, aligning, findings, comments, filters, and other people."""

import re

import pytest
from browser_support import IN_A_BROWSER, Grid, idle, long
from browser_support import table as document

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER


# Texts


def test_a_text_is_edited_confirmed_and_taken_back(grid, server):
    table = grid()
    table.go(0)
    table.press("Enter", "End").type(" вчора").press("Control+Enter")
    assert table.focused() == ["r1", 0]
    table.saved()
    assert table.text(0) == "Керівниця київського офісу звільнилася вчора"
    assert "1 of 36 texts confirmed" in table.status.inner_text()
    assert table.cell(0).get_by_label("Edited").is_visible()
    table.press("ArrowUp", "x").saved()
    assert table.text(0) == "Керівниця київського офісу звільнилася"
    assert table.cell(0).get_by_label("Edited").count() == 0
    assert not server.kept(table.address).rows[0].cells[0].confirmed
    table.press("Enter").type("weg").press("Escape")
    assert table.text(0) == "Керівниця київського офісу звільнилася"
    assert table.focused() == ["r0", 0]


def test_undo_and_redo_go_on_after_a_reload(grid, server):
    table = grid()
    table.go(0)
    table.press("Enter").type(" А").press("Enter").saved()
    table.press("m").saved()
    table.page.reload()
    table.wait()
    assert table.status.inner_text().startswith("11 of 11")
    table.go(0)
    table.undo()
    assert table.rows.nth(1).get_attribute("data-id") == "r1"
    table.undo()
    assert table.text(0) == "Керівниця київського офісу звільнилася"
    table.press("Control+Shift+z").saved()
    assert table.text(0).endswith("звільнилася А")
    table.page.reload()
    table.wait()
    assert table.text(0).endswith("звільнилася А")
    assert table.button(re.compile("Redo: merge")).is_enabled()


def test_undo_goes_back_and_takes_the_label_along(grid):
    table = grid()
    table.go(3)
    table.press("l").saved()
    assert table.rows.nth(3).get_by_label("Alignment accepted").is_visible()
    table.button(re.compile("Undo: lock")).click()
    table.saved()
    assert table.rows.nth(3).get_by_label("Alignment accepted").count() == 0


def test_twenty_edits_in_a_second_all_arrive(grid, server):
    table = grid(long(40))
    table.go(0)
    assert table.edit_fast(20) < 1500
    table.saved()
    rows = server.kept(table.address).rows
    assert [row.cells[0].text.endswith("!") for row in rows] == [True] * 20 + [False] * 20
    assert table.focused() == ["r20", 0]


# Alignment


def test_rows_are_merged_and_split(grid, server):
    table = grid()
    table.go(7)
    table.press("m").saved()
    assert table.text(7) == "Звіт починається з людей. Він був лише короткий."
    assert table.rows.nth(7).locator(".number").inner_text().startswith("8")
    table.press("s").saved()
    assert table.text(7) == "Звіт починається з людей."
    assert table.text(8, 2) == "Solo era breve."
    table.press("Shift+m").saved()
    assert table.text(6).startswith("Ніхто не просив мовчати. Звіт")
    table.undo(3)
    assert [row.id for row in server.kept(table.address).rows] == [f"r{n}" for n in range(12)]


def test_a_row_is_split_at_the_caret(grid):
    table = grid()
    table.go(5)
    table.press("Enter", "Control+Home")
    for _ in range(len("Міністерство мало 2 дні. ")):
        table.press("ArrowRight")
    table.press("Alt+s").saved()
    assert table.text(5) == "Міністерство мало 2 дні."
    assert table.text(6) == "Воно не відповіло."


def test_a_row_of_one_segment_asks_where_to_cut(grid):
    table = grid()
    table.go(5)
    table.press("s")
    table.panel.get_by_text("Where to cut").wait_for()
    table.press("End", "ArrowLeft", "Enter").saved()
    assert table.text(5) == "Міністерство мало 2 дні. Воно"
    assert table.text(6) == "не відповіло."


def test_a_text_moves_and_is_unlinked(grid):
    table = grid()
    table.go(8)
    table.press("Alt+ArrowUp").saved()
    assert table.text(7) == "Звіт починається з людей. Він був лише короткий."
    assert table.text(8) == "nothing stands opposite"
    table.undo()
    table.go(8)
    table.press("u").saved()
    assert table.cell(8).locator(".nothing").count() + table.cell(9).locator(".nothing").count() >= 1


def test_what_cannot_be_done_is_said_and_nothing_changes(grid):
    table = grid()
    table.go(11)
    table.press("m").saved()
    table.page.locator(".toast").get_by_text("no row below").wait_for()
    assert table.text(11) == "Висновки залишаються."
    table.go(0, -1)
    table.press("x")
    table.page.locator(".toast").get_by_text("Choose a rendering first").wait_for()


def test_the_rest_is_aligned_again_around_locked_rows(grid):
    table = grid()
    table.go(1)
    table.press("m").saved()
    merged = table.text(1)
    table.go(6)
    table.press("Alt+ArrowDown").saved()
    table.go(0)
    table.press("a")
    table.page.get_by_test_id("stProgress").or_(
        table.page.locator(".body [data-column='0'] .text", has_text=re.compile("^Ніхто не просив мовчати.$"))
    ).first.wait_for()
    table.wait()
    assert table.text(1) == merged
    assert table.button(re.compile("Undo: realign")).is_enabled()


# Findings, comments, history


def test_a_forbidden_term_is_mended_and_its_finding_goes(grid):
    table = grid()
    assert table.badge(3, 1).inner_text().startswith("term-forbidden")
    table.go(3, 1)
    table.press("Enter", "Control+a").type("Головний офіс видав пресреліз.").press("Enter").saved()
    table.badge(3, 1).wait_for(state="detached")
    table.page.locator(".choice button", has_text=re.compile(r"Problems\s*1")).wait_for()


def test_a_finding_is_dismissed_with_a_reason_and_counts_again(grid, server):
    table = grid()
    table.go(4, 1)
    table.press("f")
    table.panel.get_by_role("button", name="Dismiss").click()
    assert table.panel.is_visible()  # a reason is asked for
    table.type("the agency’s own count").press("Enter").saved()
    table.badge(4, 1).wait_for(state="detached")
    assert server.kept(table.address).rows[4].dismissed[0].reason == "the agency’s own count"
    table.cell(4, 1).get_by_role("button", name="1 dismissed").click()
    table.panel.get_by_text("the agency’s own count").wait_for()
    table.panel.get_by_role("button", name="Count it again").click()
    table.badge(4, 1).wait_for()
    assert table.focused() == ["r4", 1]


def test_a_comment_is_left_and_removed(grid):
    table = grid()
    table.go(2)
    table.press("t").type("Ask <b>her</b>.").press("Control+Enter").saved()
    table.rows.nth(2).get_by_role("button", name="Comments: 1").click()
    table.panel.get_by_text("Ask <b>her</b>.").wait_for()
    table.panel.get_by_role("button", name="Remove").click()
    table.saved()
    assert table.rows.nth(2).get_by_role("button", name="Comments").count() == 0


def test_the_history_of_a_row_says_who_did_what(grid):
    table = grid()
    table.go(0)
    table.press("h")
    table.panel.get_by_text("Nobody changed this row yet.").wait_for()
    table.press("Escape", "Enter").type("!").press("Enter").saved()
    table.press("h")
    table.panel.locator("ins", has_text="звільнилася!").wait_for()
    assert table.panel.locator("del").inner_text() == "Керівниця київського офісу звільнилася"
    table.press("Escape")
    assert table.focused() == ["r0", 0]


# Looking for something


def test_search_filters_and_counts(grid):
    table = grid()
    for name, rows in (("Quotes", 1), ("Problems", 2), ("All", 12)):
        table.filter(name)
        assert table.rows.count() == rows, name
    box = table.page.get_by_role("searchbox", name="Search the rows")
    box.fill("ПРЕСРЕЛІЗ")
    assert table.rows.count() == 1
    box.fill("nothing like this")
    assert table.rows.count() == 0
    assert table.page.get_by_text("No row matches").is_visible()
    box.press("Escape")
    assert table.rows.count() == 12
    box.press("Escape")
    assert table.focused() is not None


def test_rows_with_glossary_terms_and_those_with_one_of_them(grid):
    texts = [
        ["The spokesperson read a press release.", "Речниця зачитала пресреліз."],
        ["It was short.", "Він був короткий."],
        ["A press release came.", "Надійшов пресреліз."],
    ]
    table = grid(document("en", [("agency", "uk")], texts))
    which = table.page.get_by_label("Which term")
    assert not which.is_visible()
    table.filter("Terms")
    listed = [option.inner_text() for option in which.locator("option").all()]
    assert listed[0] == "All terms"
    assert len(listed) > 2
    assert table.rows.count() == 2
    name = next(text for text in listed if text.startswith("press-release"))
    assert name == "press-release (2)"
    which.select_option(label=next(text for text in listed if text.endswith("(1)")))
    assert [table.rows.nth(n).get_attribute("data-id") for n in range(table.rows.count())] == ["r0"]
    table.filter("All")
    assert table.rows.count() == 3
    assert not which.is_visible()


def test_a_merge_right_after_another_step_takes_two_rows_not_three(grid, server):
    """Both wait for an answer at once; the screen must then be what the server has, row numbers too."""
    table = grid()
    table.go(4)
    table.press(" ", "m", "x", "m").saved()
    seen = [row.get_attribute("data-id") for row in table.rows.all()]
    assert seen == [row.id for row in server.kept(table.address).rows]
    assert seen == ["r0", "r1", "r2", "r3", "r4", "r7", "r8", "r9", "r10", "r11"]
    numbers = [row.locator(".number > span").first.inner_text() for row in table.rows.all()]
    assert numbers == [str(n) for n in range(1, 11)]
    table.undo()
    assert table.rows.nth(5).locator(".number > span").first.inner_text() == "6"
    assert table.rows.nth(6).locator(".number > span").first.inner_text() == "7"


def test_whatever_a_key_does_to_a_row_a_button_does_too(grid, server):
    table = grid()
    table.go(4)
    table.button("confirm & next").click()
    assert table.focused() == ["r5", 0]
    table.button("merge").click()
    table.saved()
    assert [row.id for row in server.kept(table.address).rows[4:7]] == ["r4", "r5", "r7"]
    assert table.focused() == ["r5", 0]
    table.button("findings").click()
    table.panel.get_by_text("No finding here.").wait_for()
    table.press("Escape")
    table.press("Enter").type("!")
    table.button("confirm & next").click()
    table.saved()
    cells = server.kept(table.address).rows[5].cells
    assert cells[0].text.endswith("!")
    assert cells[0].confirmed
    table.button("phrase").click()
    table.panel.get_by_label("A phrase, in either language").wait_for()


def test_a_row_that_leaves_its_filter_is_left_behind_without_losing_the_place(grid):
    table = grid()
    table.filter("Unconfirmed")
    for column in (0, 1, 2):
        table.go(0, column)
        table.press(" ").saved()
    assert table.rows.first.get_attribute("data-id") == "r1"
    assert table.focused() is not None


def test_search_and_replace_in_one_rendering_is_one_step(grid, server):
    table = grid()
    table.go(0)
    table.press("Control+Shift+h").type("офіс")
    table.press("Tab").type("бюро")
    table.panel.get_by_label("In which rendering").select_option("agency")
    table.panel.get_by_text("Whole words").click()
    table.panel.get_by_role("button", name="Replace all").click()
    table.saved()
    texts = [[cell.text for cell in row.cells] for row in server.kept(table.address).rows]
    assert texts[3][0] == "Головний бюро видав пресреліз."
    assert texts[0][0] == "Керівниця київського офісу звільнилася"
    assert texts[3][1] == "Головний офіс видав заяву для преси."
    table.undo()
    assert table.text(3) == "Головний офіс видав пресреліз."


def test_going_to_a_row_to_the_next_problem_and_by_the_map(grid):
    table = grid(long(400))
    table.go(0)
    table.press("g").type("250").press("Enter")
    assert table.focused() == ["r249", -1 if table.focused()[1] == -1 else 0]
    table.press("n")
    table.page.locator(".toast").get_by_text("No problem left").wait_for()
    box = table.page.locator(".map").bounding_box()
    table.page.mouse.click(box["x"] + 3, box["y"] + box["height"] * 0.9)
    row, _ = table.focused()
    assert 330 <= int(row[1:]) <= 399
    table.press("Control+Home")
    assert table.focused()[0] == "r0"


def test_a_problem_of_the_jump_list_is_opened(grid):
    table = grid()
    table.go(0)
    table.press("g")
    table.panel.get_by_role("button", name="5 numbers").click()
    assert table.focused()[0] == "r4"
    table.press("n")
    assert table.focused()[0] == "r3"


def test_agreement_and_another_base(grid):
    table = grid()
    page = table.page
    assert table.cell(1, 1).locator("mark.diff").count()
    page.get_by_label("Compare with").select_option("Base: paper")
    page.locator(".head", has_text="compared with paper").wait_for()
    assert table.cell(1, 0).locator("mark.diff").count()
    assert table.cell(1, 1).locator("mark.diff").count() == 0
    page.get_by_label("Show in the texts").select_option("Agreement")
    table.cell(1, 0).locator("mark.agree-none").first.wait_for()
    page.get_by_label("Show in the texts").select_option("Plain text")
    page.locator("mark.agree").first.wait_for(state="detached")
    assert page.locator("mark.diff").count() == 0
    table.go(0)
    table.press("d")
    page.locator("mark.diff").first.wait_for()


# Reloads, tabs, other people


def test_a_text_half_written_is_brought_back(grid):
    table = grid()
    table.go(6, 1)
    table.press("Enter", "Control+a").type("Ніхто не хотів")
    table.page.reload()
    table.wait()
    area = table.page.locator("textarea.area")
    area.wait_for()
    assert area.input_value() == "Ніхто не хотів"
    assert table.page.locator(".toast").get_by_text("brought back").is_visible()
    table.press("Enter").saved()
    assert table.text(6, 1) == "Ніхто не хотів"
    table.page.reload()
    table.wait()
    assert area.count() == 0


def test_a_text_half_written_in_a_lost_tab_comes_back_in_another(grid):
    table = grid()
    table.go(6)
    table.press("Enter").type(" Ні.")
    context = table.page.context
    beside = Grid(context.new_page())  # a tab beside the one that is written in leaves its text alone
    beside.page.goto(table.address)
    beside.wait()
    beside.page.wait_for_timeout(300)
    assert beside.page.locator("textarea.area").count() == 0
    table.page.close()
    beside.page.reload()
    beside.wait()
    beside.page.locator("textarea.area").wait_for()
    assert beside.page.locator("textarea.area").input_value().endswith("Ні.")


def test_two_tabs_on_one_document(grid, server):
    first = grid()
    second = grid(address=first.address)
    first.go(0)
    first.press("m").saved()
    second.go(5)
    second.press("Enter").type("!").press("Enter").saved()
    assert second.status.inner_text().startswith("11 of 11")
    first.go(1)
    first.press("Enter").type("?").press("Enter").saved()
    rows = server.kept(first.address).rows
    texts = [row.cells[0].text for row in rows]
    assert len(rows) == 11
    assert texts[4].endswith("відповіло.!")
    assert texts[1].endswith("почули», – сказала Олена Гнатюк.?")
    assert first.text(4).endswith("!")


def test_two_people_on_two_documents(grid):
    first, second = grid(), grid(long(5))
    first.go(0)
    first.press("Enter").type(" перший").press("Enter").saved()
    second.go(0)
    second.press("Enter").type(" другий").press("Enter").saved()
    assert first.text(0).endswith("перший")
    assert second.text(0).endswith("другий")
    assert "перший" not in second.page.locator("body").inner_text()


def test_another_page_and_back(grid):
    table = grid()
    table.go(4, 1)
    table.press("Enter").type(" нині").press("Enter").saved()
    table.page.get_by_role("link", name="Key quotes").click()
    table.page.locator("article.card").first.wait_for()
    table.page.get_by_role("link", name="Translate & align").click()
    table.wait()
    assert table.text(4, 1).endswith("нині")
    assert table.rows.count() == 12
    table.go(4, 1)
    table.undo()
    assert table.text(4, 1) == "Наші юристи зафіксували 1420 нападів."


def test_one_document_after_another_in_the_same_tab_share_nothing(grid, server):
    """The commands of one document must not be carried out on the next one that is opened."""
    table = grid()
    table.go(0)
    table.press("m").saved()
    other = server.keep(long(5))
    table.page.evaluate(
        "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')) }",
        other,
    )
    table.page.locator(".body .text", has_text="Речення номер 1").first.wait_for()
    idle(table.page)
    assert len(server.kept(other).rows) == 5
    again = Grid(table.page)
    again.go(0)
    again.press("Enter").type("!").press("Enter").saved()
    assert server.kept(other).rows[0].cells[0].text.endswith("!")
    assert len(server.kept(other).rows) == 5


@pytest.mark.parametrize("wanted", ["nowhere", "../../etc/passwd"])
def test_an_address_of_no_document_says_so(visit, wanted):
    page = visit(f"?doc={wanted}")
    page.get_by_test_id("stAlert").first.wait_for()
    page.get_by_label("The text", exact=True).wait_for()

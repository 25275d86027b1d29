"""Everything by keyboard, in a real Chromium: from pasting to the export, and what each key must not do."""

import pytest
from browser_support import IN_A_BROWSER, Grid, idle, long

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER


def reach(page, name, most=80):
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { let at = document.activeElement;
                 while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                 const name = at.getAttribute('aria-label') || at.innerText || '';
                 return at.matches('a, button, input, textarea, select') ? name.split('\\n') : []; }"""
        )
        if name in [line.strip() for line in here]:
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_from_pasting_to_the_export_without_a_mouse(visit):
    page = visit()
    reach(page, "The text")
    page.keyboard.type("The office was closed. Nobody answered.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Go on", disabled=False).wait_for()
    reach(page, "Go on")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Paste a rendering").wait_for()
    idle(page)
    reach(page, "Paste a rendering")
    page.keyboard.press("Enter")
    page.get_by_label("The rendering").wait_for()
    reach(page, "The rendering")
    page.keyboard.type("Офіс зачинили. Ніхто не відповів.")
    reach(page, "Add")
    page.keyboard.press("Enter")
    page.get_by_text("Rendering 1 · ").wait_for()
    idle(page)
    page.keyboard.press("Escape")
    reach(page, "Align and compare")
    page.keyboard.press("Enter")
    grid = Grid(page).wait()
    reach(page, "Search the rows")
    page.keyboard.press("Enter")  # into the table
    assert grid.focused() is not None
    grid.press("ArrowRight", "Enter").type("!").press("Control+Enter").saved()
    grid.press("m").saved()
    page.keyboard.press("Escape")
    reach(page, "Export", most=120)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="HTML").wait_for()
    idle(page)
    with page.expect_download() as download:
        reach(page, "Side-by-side page (HTML)")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".html")


@pytest.mark.parametrize("key", ["r", "c", "w", "e"])
def test_single_letters_of_streamlit_do_nothing_in_the_grid(grid, key):
    table = grid()
    table.go(0)
    before = table.page.locator("[data-testid=stApp]").get_attribute("data-test-script-state")
    table.press(key)
    table.page.wait_for_timeout(150)
    assert table.page.locator("[data-testid=stApp]").get_attribute("data-test-script-state") == before
    assert table.focused() == ["r0", 0]
    assert table.page.get_by_role("dialog").count() == 0


def test_letters_act_on_a_ukrainian_keyboard(grid):
    table = grid()
    table.go(1)
    table.page.evaluate(
        """() => { let at = document.activeElement;
             while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
             const key = {key: 'ь', code: 'KeyM', bubbles: true, composed: true};
             at.dispatchEvent(new KeyboardEvent('keydown', key)); }"""
    )
    table.saved()
    assert table.status.inner_text().startswith("11 of 11")


def test_help_opens_from_the_grid(grid):
    table = grid()
    table.go(0)
    table.press("?")
    table.page.get_by_role("dialog").get_by_text("merge with the row below").wait_for()
    table.press("Escape")
    table.page.get_by_role("dialog").wait_for(state="detached")


def test_arrows_pages_and_ends(grid):
    table = grid(long(300))
    table.go(0)
    table.press("ArrowDown", "ArrowDown", "ArrowUp")
    assert table.focused() == ["r1", 0]
    table.press("ArrowLeft", "ArrowLeft")
    assert table.focused() == ["r1", -1]
    table.press("End")
    assert table.focused() == ["r1", 0]
    table.press("PageDown")
    page_down = int(table.focused()[0][1:])
    assert 4 < page_down < 40
    table.press("Control+End")
    assert table.focused() == ["r299", 0]
    assert table.cell(table.rows.count() - 1).is_visible()
    table.press("Control+Home", "Home")
    assert table.focused() == ["r0", -1]


def test_tab_goes_from_text_to_text_while_editing(grid):
    table = grid()
    table.go(0)
    table.press("Enter").type("!").press("Tab").type("?").press("Shift+Tab", "Escape").saved()
    assert table.text(0).endswith("!")
    assert table.text(1).endswith("?")
    assert table.focused() == ["r0", 0]


def test_a_panel_keeps_the_focus_and_gives_it_back(grid):
    table = grid()
    table.go(4, 1)
    table.press("f")
    for _ in range(6):
        table.press("Tab")
    inside = table.page.evaluate(
        """() => { let at = document.activeElement;
             while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
             return Boolean(at.closest('.panel')); }"""
    )
    assert inside
    table.press("Escape")
    assert table.focused() == ["r4", 1]


def test_enter_twice_and_shift_enter(grid):
    table = grid()
    table.go(7)
    table.press("Enter", "Shift+Enter").type("Новий рядок.").press("Enter").saved()
    assert table.text(7) == "Звіт починається з людей.\nНовий рядок."
    table.press("F2")
    assert table.page.locator("textarea.area").input_value().endswith("Новий рядок.")
    table.press("Escape")

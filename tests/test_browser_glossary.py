"""Glossaries and models in a real Chromium: what a terminologist does, with the files looked at afterwards."""

import pytest
from argos_support import EN_UK
from browser_support import IN_A_BROWSER, opened
from glossary_page_support import PRESS

from workbench.glossary import load

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER


@pytest.fixture
def place(tmp_path_factory):
    """A glossary in the folder of the server's user; its path."""
    home = max(tmp_path_factory.getbasetemp().glob("home*/server.log"), key=lambda log: log.stat().st_mtime)
    path = home.parent / "d" / "workbench" / "glossaries" / "press.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PRESS, "utf-8")
    return path


def settled(page):
    """Wait until the page has been drawn."""
    page.wait_for_timeout(200)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(200)


def concept(page, address, text):
    """Open the glossary page at a concept, by keyboard."""
    page.goto(f"{address}/glossary")
    page.get_by_role("heading", name="Glossary").wait_for()
    settled(page)
    page.get_by_label("Concept", exact=True).click()
    page.get_by_label("Concept", exact=True).fill(text)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    settled(page)


def test_a_term_is_corrected_with_the_keyboard(server, browser, request, place):
    page = opened(browser, server, request)
    concept(page, server, "press rel")
    term = page.get_by_label("Term 1, Ukrainian")
    term.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("прeсреліз", delay=20)  # a Latin e
    page.get_by_text("mixes scripts").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type("прес-анонс", delay=20)
    page.get_by_text("mixes scripts").wait_for(state="detached")
    page.get_by_text("1 unsaved change").wait_for()
    page.keyboard.press("Control+S")
    page.locator(".difference .added").get_by_text("анонс").wait_for()
    assert place.read_text("utf-8") == PRESS
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_text("Saved:").wait_for()
    assert place.read_text("utf-8") == PRESS.replace("- пресреліз", "- прес-анонс")
    assert not page.problems


def test_a_reload_loses_no_unsaved_edit(server, browser, request, place):
    page = opened(browser, server, request)
    concept(page, server, "press rel")
    page.get_by_label("Definition", exact=True).fill("Kept over a reload.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("1 unsaved change").wait_for()
    settled(page)
    page.reload()
    page.get_by_text("1 unsaved change").wait_for()
    page.get_by_role("button", name="See changes").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved:").wait_for()
    assert load(place).concepts[0].definition == "Kept over a reload."
    assert not page.problems


def test_two_people_on_one_term(server, browser, request, place):
    first, second = (opened(browser, server, request) for _ in range(2))
    for page, text in ((first, "перше"), (second, "друге")):
        concept(page, server, "press rel")
        page.get_by_label("Term 1, Ukrainian").fill(text)
        page.get_by_text("1 unsaved change").wait_for()
    for page in (first, second):
        page.get_by_role("button", name="See changes").click()
        page.get_by_role("button", name="Save", exact=True).click()
        settled(page)
    second.get_by_text("You both changed the same place").wait_for()
    second.get_by_text("yours", exact=True).click()
    settled(second)
    second.get_by_role("button", name="Save both together").click()
    second.get_by_text("Saved:").wait_for()
    assert load(place).concepts[0].terms[1].text == "друге"
    assert not first.problems + second.problems


@pytest.mark.parametrize("address", ["glossary", "models"])
def test_usable_on_a_narrow_screen(server, browser, request, place, address):
    page = opened(browser, server, request, width=390)
    page.goto(f"{server}/{address}")
    page.get_by_role("heading", level=1).wait_for()
    settled(page)
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth + 1")
    assert not page.problems


def test_a_model_comes_from_a_file_and_translates(server, browser, request):
    page = opened(browser, server, request)
    page.goto(f"{server}/models")
    page.get_by_text("Get models", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(EN_UK)
    page.get_by_role("button", name="Install translate").click()
    page.get_by_text("SHA-256 of the file").wait_for()
    page.get_by_text("Try a sentence", exact=True).click()
    page.get_by_label("A sentence").fill("The minister signed the report.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Translate", exact=True).click()
    page.get_by_text("loading the model included").wait_for()
    assert "1. М" in page.locator(".st-key-trial_result").inner_text()
    assert not page.problems

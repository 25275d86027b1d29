"""The pages in a real Chromium: nothing leaves the machine, axe-core finds nothing, and a phone can show them."""

import os
from pathlib import Path

import pytest
from browser_support import CHROMIUM, serving

ROOT = Path(__file__).parent.parent
AXE = Path(os.environ.get("WORKBENCH_AXE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
PAGES = ("quotes", "figures", "scores", "settings")

pytest_plugins = ("browser_fixtures",)  # one browser for all, since a process can drive only one Playwright
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt install chromium"),
]
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="no axe-core; npm install axe-core, or set WORKBENCH_AXE"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("home"), "tests/ui_example/serve.py") as running:
        yield running


@pytest.fixture
def visit(browser, server, request):
    """Open a page; whatever must not happen is told at the end, with a picture of the page."""
    contexts = []

    def go(address, *, scheme="light", width=1280, locale="en-US"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale,
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        page = context.new_page()
        contexts.append((context, page))
        page.set_default_timeout(60_000)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        own = (server, server.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda ask: ask.url.startswith(own) or page.problems.append(f"left: {ask.url}"))
        page.goto(f"{server}/{address}")
        page.locator("h1").wait_for()
        idle(page)
        return page

    yield go
    shots = ROOT / "screenshots"
    shots.mkdir(exist_ok=True)
    problems = []
    for number, (context, page) in enumerate(contexts):
        page.screenshot(path=shots / f"{request.node.name.replace('/', '-')}-{number}.png")
        problems += page.problems
        context.close()
    assert not problems


def idle(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator("[data-testid=stProgress]").wait_for(state="detached")
    page.wait_for_timeout(400)


def violations(page):
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in found]


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [*PAGES, "quotes?empty=1"])
def test_axe_finds_nothing(visit, address, scheme):
    assert violations(visit(address, scheme=scheme)) == []


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_help_and_in_every_view(visit, scheme):
    page = visit("figures", scheme=scheme)
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("Ctrl").first.wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_text("Names", exact=False).first.click()
    idle(page)
    assert violations(page) == []
    page = visit("scores", scheme=scheme)
    for tab in ("Scores", "Plots"):
        page.get_by_role("tab", name=tab).click()
        idle(page)
        assert violations(page) == []


@pytest.mark.parametrize("locale", ["en-US", "uk-UA"])
@pytest.mark.parametrize("address", PAGES)
def test_a_phone_shows_the_page_without_scrolling_sideways(visit, address, locale):
    page = visit(address, width=390, locale=locale)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.lang") == locale[:2]


def test_the_navigation_and_the_corner_do_not_overlap(visit):
    page = visit("settings", locale="uk-UA")
    page.wait_for_timeout(500)
    links = [box for link in page.get_by_test_id("stTopNavLink").all() if (box := link.bounding_box())]
    corner = page.locator(".st-key-corner").bounding_box()
    visible = [box for box in links if box["width"] > 1]
    assert max(box["x"] + box["width"] for box in visible) <= corner["x"]


def test_a_quotation_is_copied_and_its_row_opened(visit):
    page = visit("quotes")
    card = page.locator("article.card").first
    card.get_by_role("button", name="Copy").click()
    card.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("[EN] article.en\n")
    assert "— Hnatiuk, wrote" in text
    card.get_by_role("button", name="To row").click()
    page.locator("h1").get_by_text("Translate & align").or_(page.get_by_role("grid")).first.wait_for()


def test_the_keyboard_alone_reaches_a_row(visit):
    page = visit("figures")
    button = page.locator(".ledger button.act").first
    button.focus()
    page.keyboard.press("r")  # Streamlit's own key must not act here
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "figures" not in url, wait_until="commit")


def test_a_point_of_the_plot_leads_to_its_row(visit):
    page = visit("scores")
    page.get_by_role("tab", name="Plots").click()
    point = page.get_by_test_id("stVegaLiteChart").first.locator("[aria-roledescription=point]").last
    point.wait_for()
    page.wait_for_timeout(500)
    point.click(force=True)
    page.wait_for_url(lambda url: "scores" not in url, wait_until="commit")


def test_font_size_and_theme_are_kept(visit):
    page = visit("settings")
    before = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.get_by_role("radio", name="20").or_(page.get_by_role("button", name="20")).first.click()
    idle(page)
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > before
    page.get_by_role("radio", name="dark").or_(page.get_by_role("button", name="dark")).first.click()
    idle(page)
    page.goto(page.url.replace("settings", "quotes"))
    page.locator("h1").wait_for()
    idle(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == "dark"

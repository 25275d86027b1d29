"""Fixtures of the tests in a real Chromium: ``pytest_plugins = ("browser_fixtures",)``."""

import pytest
from browser_support import CHROMIUM, FLAGS, Grid, idle, opened, serving, small


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, server, request):
    """Open pages of the server in contexts of their own; at the end nothing must have gone wrong in any."""
    pages = []

    def go(address="", **more):
        page = opened(browser, server, request, **more)
        pages.append(page)
        page.goto(address if address.startswith("http") else f"{server}/{address}")
        idle(page)
        return page

    yield go
    assert not [problem for page in pages for problem in page.problems]


@pytest.fixture
def grid(visit, server):
    """Open a document in the grid: ``grid(bitext)``, or ``grid()`` for :func:`small`."""

    def go(bitext=None, *, address=None, **more):
        address = address or server.keep(small() if bitext is None else bitext)
        table = Grid(visit(address, **more)).wait()
        table.address = address
        return table

    return go

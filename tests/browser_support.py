"""The web page in a real Chromium: a server with folders of its own, pages that record what must not happen.

``pytest_plugins = ("browser_fixtures",)`` gives the fixtures that use this. Every page fails its test on a script
error, on a complaint in the console, and on a request that leaves the machine. Pictures of how each page ended
are kept in ``screenshots``.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from workbench.bitext import Bitext, BitextRow, Cell, Column, Piece
from workbench.memory.store import open_store
from workbench.model import Document, Guess, Origin

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "screenshots"
AXE = Path(os.environ.get("WORKBENCH_AXE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt install chromium"),
]
"""What marks such tests: ``pytestmark = IN_A_BROWSER``."""
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="no axe-core; npm install axe-core, or set WORKBENCH_AXE"
)
HARMLESS = re.compile(
    # an inline script of Streamlit's index.html, for a feature that is switched off
    r"Executing inline script violates the following Content Security Policy directive 'script-src 'self' blob:'"
)


LOOKING = re.compile(r"/\w+/_stcore/[\w-]+$")
"""Where Streamlit looks for its server first when it is opened on a page of its own: below that page."""


class Server(str):
    """Its address; and where it keeps its things."""

    home: Path
    process: subprocess.Popen

    @property
    def store(self):
        """The file of its documents."""
        return self.home / "store.sqlite"

    def keep(self, bitext, title="A report"):
        """Put a document into its store; its address."""
        with open_store(self.store) as store:
            project = next(iter(store.projects()), None) or store.create_project("My documents")
            info = store.add_document(project.id, bitext, title=title, who="")
        return f"{self}/?doc={info.id}"

    def kept(self, address):
        """The document of an address as its store has it now."""
        with open_store(self.store) as store:
            return store.load(address.split("doc=")[1]).bitext


def free_port():
    """A port nobody listens to."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(home, port, script="serve.py"):
    """The app as ``workbench app`` starts it, or another script of ours; waits until it answers."""
    home.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "c"),
        "XDG_DATA_HOME": str(home / "d"),
        "XDG_CONFIG_HOME": str(home / "s"),
        "WORKBENCH_STORE": str(home / "store.sqlite"),
        "OMP_NUM_THREADS": "1",
    }
    with (home / "server.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    server = Server(f"http://127.0.0.1:{port}")
    server.home, server.process = home, process
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{server}/_stcore/health", timeout=1).close()
            return server
        assert process.poll() is None, (home / "server.log").read_text()
        time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not start")


@contextlib.contextmanager
def serving(home, script="serve.py"):
    """A server for as long as it is needed."""
    server = start(home, free_port(), script)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(10)


def opened(browser, address, request, scheme="light", width=1500, height=950, **more):
    """A page that records what must not happen, in ``page.problems``; a picture of it is kept."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **more)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.problems = []
    watch(page, str(address))
    number = sum(1 for _ in browser.contexts) - 1

    def end():
        SHOTS.mkdir(exist_ok=True)
        name = request.node.name.replace("/", "-") + (f"-{number}" if number else "")
        with contextlib.suppress(Exception):  # a page that was closed
            page.screenshot(path=SHOTS / f"{name}.png")
        context.close()

    request.addfinalizer(end)
    return page


def watch(page, address):
    """Write down script errors, complaints of the browser, and requests to other places."""
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda ask: ask.url.startswith(own) or page.problems.append(f"left: {ask.url}"))
    page.on("console", lambda said: page.problems.append(f"console: {said.text}") if _grave(said) else None)


def _grave(said):
    """What the browser complains of, but for two things that are Streamlit's and do no harm."""
    return (
        said.type == "error" and not HARMLESS.search(said.text) and not LOOKING.search(said.location["url"])
    )


def idle(page):
    """Wait until the page's script has run."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def violations(page):
    """What axe-core finds in the page, shadow roots included.

    Without one that is Streamlit's: where files are dropped it names an element whose role says that it has no name.
    """
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [
        (each["id"], node["html"][:200])
        for each in found
        for node in each["nodes"]
        if not (each["id"] == "presentation-role-conflict" and "stFileUploaderDropzone" in node["html"])
    ]
    return sorted(told)


class Grid:
    """The grid of a page, as somebody uses it who sees it. Rows and columns count from 0; the source is -1."""

    def __init__(self, page):
        self.page = page
        self.rows = page.locator(".body .row")
        self.status = page.locator(".grid-root .status")
        self.panel = page.locator(".grid-root .panel")

    def wait(self):
        """Until it is there and looked through."""
        self.rows.first.or_(self.page.get_by_test_id("stException")).first.wait_for()
        assert self.page.get_by_test_id("stException").count() == 0, "the page broke, see the server's log"
        self.page.locator("[data-testid=stProgress]").wait_for(state="detached")
        idle(self.page)
        return self

    def cell(self, row, column=0):
        return self.rows.nth(row).locator(f"[data-column='{column}']")

    def text(self, row, column=0):
        return self.cell(row, column).locator(".text").inner_text()

    def texts(self, column=0):
        return self.page.locator(f".body [data-column='{column}'] .text").all_inner_texts()

    def go(self, row, column=0):
        """To a cell with the mouse: on its text, at the very left, where no button is."""
        self.cell(row, column).locator(".text").click(position={"x": 3, "y": 8})

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text):
        self.page.keyboard.type(text)
        return self

    def saved(self):
        """Until the server has answered everything."""
        self.page.locator(".grid-root .status[data-pending='0']").wait_for()
        return self

    def focused(self):
        """(row id, column) that has the focus; None where something else has."""
        return self.page.evaluate(
            """() => { let at = document.activeElement;
                 while (at?.shadowRoot) at = at.shadowRoot.activeElement;
                 const cell = at?.closest?.('.body .cell');
                 return cell ? [cell.closest('.row').dataset.id, Number(cell.dataset.column)] : null; }"""
        )

    def edit_fast(self, times, every=45):
        """Put ``!`` after the texts from the current cell downwards, one every so many milliseconds; how long it took.

        Faster than keys can be sent from outside: the keys are made in the page.
        """
        return self.page.evaluate(
            """async ([times, every]) => {
              const here = () => { let at = document.activeElement;
                while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at; };
              const press = (key) =>
                here().dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true, composed: true }));
              const begin = performance.now();
              for (let number = 0; number < times; number++) {
                await new Promise((go) => setTimeout(go, begin + number * every - performance.now()));
                press('Enter'); here().value += '!'; press('Enter'); press('ArrowDown');
              }
              return performance.now() - begin; }""",
            [times, every],
        )

    def filter(self, name):
        self.page.locator(".grid-root .choice button", has_text=name).click()

    def button(self, name):
        return self.page.locator(".grid-root").get_by_role("button", name=name)

    def badge(self, row, column):
        return self.cell(row, column).locator(".badge")

    def undo(self, times=1):
        for _ in range(times):
            self.press("Control+z").saved()


# Texts


def table(lang, columns, rows, glossaries=("press.yaml",)):
    """A document of rows that are given as ``[source, rendering, …]``.

    Args:
        lang: of the source.
        columns: (label, language) of each rendering.
        rows: texts; "" where nothing stands opposite.
        glossaries: names of shipped ones.
    """
    text, made = "", []
    for number, (source, *others) in enumerate(rows):
        text += "\n\n" if number else ""
        pieces = (Piece(source, "\n\n" if number else "", number, len(text)),) if source else ()
        text += source
        cells = tuple(
            Cell((Piece(other, paragraph=number),) if other else (), score=0.97, reasons=("Lengths agree.",))
            for other in others
        )
        made.append(BitextRow(f"r{number}", Cell(pieces), cells))
    heads = tuple(Column(label, f"{label}.txt", code, Origin.HUMAN) for label, code in columns)
    return Bitext(
        Document("report.txt", text), Guess(lang), Column("Source", "report.txt", lang, Origin.SOURCE), heads,
        tuple(made), len(made), glossaries,
    )  # fmt: skip


SMALL = [line.split("\t") for line in (ROOT / "tests/data/ui/report.tsv").read_text("utf-8").splitlines()]
"""Rows of a made report: English, two Ukrainian renderings, a Spanish one."""


def small():
    """The made report as a table; its second rendering has a forbidden term and a wrong number."""
    return table("en", [("agency", "uk"), ("paper", "uk"), ("wire", "es")], SMALL)


def long(rows=120):
    """Many short rows with one rendering."""
    return table(
        "en",
        [("draft", "uk")],
        [[f"Sentence number {n} of the report.", f"Речення номер {n} звіту."] for n in range(1, rows + 1)],
        (),
    )

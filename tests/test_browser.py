"""What a translator does, in a real Chromium: no script error, no request that leaves the machine."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
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
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt install chromium"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app on a free loopback port, with folders of its own."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    log = (home / "server.log").open("w+")
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "c"),
        "XDG_DATA_HOME": str(home / "d"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            assert process.poll() is None, (home / "server.log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)
        log.close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


def opened(browser, address, request, scheme="light", width=1500):
    """A page that records what must not happen."""
    context = browser.new_context(viewport={"width": width, "height": 950}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
            else page.problems.append(f"left the machine: {asked.url}")
        ),
    )

    def end():
        shots = ROOT / "screenshots"
        shots.mkdir(exist_ok=True)
        page.screenshot(path=shots / f"{request.node.name}.png")
        context.close()

    request.addfinalizer(end)
    return page


def aligned_example(page, address):
    page.goto(f"{address}/?example=1")
    page.get_by_role("button", name="Align and compare").click()
    page.locator(".workbench-table tbody tr").first.wait_for()


def test_example_from_loading_to_the_table(browser, server, request, scheme):
    page = opened(browser, server, request, scheme)
    aligned_example(page, server)
    table = page.locator(".workbench-table")
    assert table.locator("thead th").count() == 5
    assert table.get_by_text("1420").count() >= 1
    table.get_by_role("button", name="Problems").click()
    few = table.locator("tbody tr:visible").count()
    assert 0 < few < 20
    table.get_by_role("button", name="All").click()
    table.get_by_role("searchbox").fill("резидентів")
    assert table.locator("tbody tr:visible").count() == 0
    table.get_by_role("searchbox").fill("ПРЕСРЕЛІЗ")
    assert table.locator("tbody tr:visible").count() >= 1
    table.get_by_role("searchbox").fill("")
    marked = table.locator("mark.diff").first
    shown = marked.evaluate("mark => getComputedStyle(mark).backgroundColor")
    table.get_by_role("button", name="Differences").click()
    assert marked.evaluate("mark => getComputedStyle(mark).backgroundColor") != shown
    assert not page.problems


def test_download_is_the_whole_page(browser, server, request, tmp_path):
    page = opened(browser, server, request)
    aligned_example(page, server)
    with page.expect_download() as download:
        page.get_by_role("button", name="HTML").click()
    download.value.save_as(tmp_path / "x.html")
    assert (tmp_path / "x.html").read_text("utf-8").rstrip().endswith("</html>")
    assert not page.problems


def test_paste_two_texts(browser, server, request):
    page = opened(browser, server, request)
    page.goto(server)
    page.get_by_label("The text").fill(
        "The minister resigned. She wrote about it on <b>Friday</b> ![x](http://192.0.2.1/x.png)."
    )
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("English").first.wait_for()
    page.get_by_role("button", name="Paste a rendering").click()
    page.get_by_label("The rendering").fill("Міністерка пішла у відставку. Про це вона написала в п’ятницю.")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Rendering 1").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Align and compare").click()
    page.locator(".workbench-table tbody tr").first.wait_for()
    assert page.locator(".workbench-table").get_by_text("<b>Friday</b>").count() == 1
    assert not page.problems


def test_broken_upload_is_refused_in_a_sentence(browser, server, request, tmp_path):
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 no zip")
    page = opened(browser, server, request)
    page.goto(server)
    page.get_by_text("Upload", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(tmp_path / "broken.docx")
    page.get_by_test_id("stAlert").first.wait_for()
    assert "broken.docx" in page.get_by_test_id("stAlert").first.inner_text()
    assert not page.problems


def test_usable_on_a_narrow_screen(browser, server, request):
    page = opened(browser, server, request, width=390)
    aligned_example(page, server)
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth + 1")
    assert not page.problems


@pytest.mark.parametrize(
    ("header", "value"), [("Host", "workbench.example.org"), ("Origin", "http://workbench.example.org")]
)
def test_foreign_pages_cannot_talk_to_the_session(server, header, value):
    host, port = server.removeprefix("http://").split(":")
    headers = {
        "Host": f"{host}:{port}", "Origin": server, "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip

    def status(asked):
        with socket.create_connection((host, int(port)), timeout=5) as line:
            lines = [f"{name}: {value}" for name, value in asked.items()]
            line.sendall(("GET /_stcore/stream HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
            return int(line.recv(100).split()[1])

    assert status(headers) == 101
    assert status({**headers, header: value}) in (400, 403)


def test_two_users_keep_their_own_texts(browser, server, request):
    first, second = (opened(browser, server, request) for _ in range(2))
    aligned_example(first, server)
    second.goto(server)
    second.get_by_label("The text").wait_for()
    assert "Hnatiuk" not in second.locator("body").inner_text()
    assert not first.problems

"""Nothing leaves the machine, hostile text stays text, others see nothing, and a dead server costs nothing."""

import http.client
import socket

import pytest
from browser_support import IN_A_BROWSER, Grid, idle, long, opened, serving, start, table

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER

HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=http://192.0.2.1/x.png onerror=\"document.title='owned'\">",
    "![x](http://192.0.2.1/y.png) **bold** [l](javascript:alert(1)) $a$ :material/x:",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "<style>*{display:none}</style></textarea><h1>big</h1>",
    "a\u202egnp.exe\u2066b\u200bc",
    "{{7*7}} ${7*7} <%= 7*7 %> \\ % \x07",
]

UNREACHABLE = ("ERR_CONNECTION_REFUSED", "WebSocket", "disconnected from server")
"""What the browser's console says while the server is away."""


def test_hostile_text_is_only_text_everywhere(grid, server):
    address = server.keep(
        table(
            "en", [(text[:40], "uk") for text in HOSTILE[:3]], [[text, text, text, text] for text in HOSTILE]
        ),
        title=HOSTILE[1],
    )
    grid_ = grid(address=address)
    page = grid_.page
    assert grid_.texts(-1)[0] == HOSTILE[0]
    assert "U+202E" in grid_.text(5)
    grid_.go(0)
    grid_.press("t").type(HOSTILE[1]).press("Control+Enter").saved()
    grid_.press("Enter").type(HOSTILE[3]).press("Enter").saved()
    for key in ("h", "f", "t", "g", "Control+Shift+h", "s"):
        grid_.press(key)
        grid_.panel.wait_for()
        grid_.press("Escape")
    page.get_by_role("button", name="Export").click()
    page.get_by_test_id("stDownloadButton").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Notes, renderings, and what was not checked").click()
    for name in ("Key quotes", "Figures & names", "Scores", "Translate & align"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", level=1).or_(page.get_by_role("grid")).first.wait_for()
        idle(page)
        assert page.title() != "owned"
        assert page.locator("iframe").count() == 0
        assert page.locator(".body img, .body script, .body .text b, .panel img").count() == 0


def test_what_acts_unseen_survives_an_edit_beside_it(grid, server):
    address = server.keep(table("en", [("a", "uk")], [["One.", "Раз\u00ad\u200bдва."]]))
    grid_ = grid(address=address)
    grid_.go(0)
    grid_.press("Enter").type("!").press("Enter").saved()
    assert server.kept(address).rows[0].cells[0].text == "Раз\u00ad\u200bдва.!"


@pytest.mark.parametrize(
    ("header", "value"), [("Host", "workbench.example.org"), ("Origin", "http://workbench.example.org")]
)
def test_foreign_pages_cannot_talk_to_the_session(server, header, value):
    host, port = server.removeprefix("http://").split(":")
    headers = {
        "Host": f"{host}:{port}", "Origin": str(server), "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip

    def status(asked):
        with socket.create_connection((host, int(port)), timeout=5) as line:
            lines = [f"{name}: {value}" for name, value in asked.items()]
            line.sendall(("GET /_stcore/stream HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
            return int(line.recv(100).split()[1])

    assert status(headers) == 101
    assert status({**headers, header: value}) in (400, 403)


def test_every_answer_has_its_headers(server):
    host, port = server.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    for path in ("/", "/_stcore/health", "/static/nothing"):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert "default-src 'self'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-frame-options"] == "DENY"


def test_ten_people_at_once_keep_their_own_documents(browser, server, request):
    addresses = [server.keep(long(20), title=f"Document {n}") for n in range(10)]
    pages = [opened(browser, server, request, width=900, height=700) for _ in addresses]
    for page, address in zip(pages, addresses, strict=True):
        page.goto(address)
    grids = [Grid(page).wait() for page in pages]
    for number, grid in enumerate(grids):
        grid.go(number)
        grid.press("Enter").type(f" особа{number}").press("Enter")
    for grid in grids:
        grid.saved()
    for number, (grid, address) in enumerate(zip(grids, addresses, strict=True)):
        texts = [row.cells[0].text for row in server.kept(address).rows]
        assert [f"особа{n}" in texts[n] for n in range(10)] == [n == number for n in range(10)]
        shown = grid.page.locator("body").inner_text()
        assert f"Document {number}" in shown
        assert not any(f"особа{n}" in shown for n in range(10) if n != number)
    assert not [problem for page in pages for problem in page.problems]


def test_the_server_dies_in_the_middle_and_comes_back(browser, request, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("mortal")) as mortal:
        address = mortal.keep(long(30))
        page = opened(browser, mortal, request)
        page.goto(address)
        grid = Grid(page).wait()
        grid.go(0)
        grid.press("m").saved()
        grid.press("Enter").type(" До.").press("Enter").saved()
        mortal.process.kill()
        mortal.process.wait(10)
        grid.go(3)
        grid.press("Enter").type(" Під час.").press("Enter")
        page.wait_for_timeout(500)
        assert "saving 1" in grid.status.inner_text()
        mortal.process = start(mortal.home, int(mortal.rsplit(":", 1)[1])).process
        grid.saved()
        idle(page)
        rows = mortal.kept(address).rows
        assert len(rows) == 29  # merged once, not again
        assert rows[0].cells[0].text.endswith(" До.")
        assert rows[3].cells[0].text.endswith(" Під час.")
        grid.go(5)
        grid.press("Enter").type(" Після.").press("Enter").saved()
        assert mortal.kept(address).rows[5].cells[0].text.endswith(" Після.")
        assert not [p for p in page.problems if not any(word in p for word in UNREACHABLE)]

"""The frame of the pages: navigation, help, login, and the server with its headers."""

import asyncio
import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from html import escape

import pytest
from streamlit.testing.v1 import AppTest
from ui_support import PAGES, ROOT, drawn, opened, said, ukrainian

from workbench.ui import login
from workbench.ui.help import GROUPS
from workbench.ui.navigation import PLACES, places
from workbench.ui.serving import HEADERS, POLICY, OwnPages

PLAIN = [
    place.address for place in places() if place.address in ("", "quotes", "figures", "scores", "settings")
]


class TestPages:
    @pytest.mark.parametrize("address", PLAIN)
    @pytest.mark.parametrize("settings", [None, ukrainian()], ids=["en", "uk"])
    def test_every_page_opens_with_nothing_at_hand(self, monkeypatch, address, settings):
        page = opened(monkeypatch, address, settings=settings)
        assert page.title[0].value

    def test_every_page_file_is_in_the_navigation(self):
        files = {path.name for path in PAGES.glob("*_page.py")}
        assert files == {place.file.name for place in places()}
        assert {place.file.name for place in PLACES} >= files

    def test_the_browser_is_told_language_and_theme(self, monkeypatch):
        data = drawn(opened(monkeypatch, "", settings=ukrainian()), "frame")
        assert (data["language"], data["theme"]) == ("uk", "system")
        assert "quotes" in data["addresses"]

    def test_the_language_can_be_changed_from_every_page(self, monkeypatch):
        page = opened(monkeypatch, "quotes")
        (menu,) = page.get("menu_button")
        assert menu.proto.label == "English"
        assert list(menu.proto.options) == ["Українська"]

    def test_help_lists_the_keys(self, monkeypatch):
        page = opened(monkeypatch, "")
        page.button(key="help").click().run()
        assert not page.exception
        shown = "".join(element.proto.body for element in page.get("html"))
        for group in GROUPS:
            assert escape(group.title) in shown
            for _, what in group.rows:
                assert escape(what) in shown

    def test_no_key_has_two_meanings(self):
        keys = [key for group in GROUPS for keys, _ in group.rows for key in keys]
        assert len(keys) == len(set(keys))

    def test_help_tells_every_key_of_the_table_and_no_other(self):
        grid = (ROOT / "workbench/ui/components/grid_keys.js").read_text("utf-8")
        body = re.search(r"\n  keys\(\) \{(.*?)\n  \},?\n", grid, re.S)[1].split("return {")[-1]
        in_table = {quoted or bare for quoted, bare in re.findall(r'^      (?:"([^"]+)"|(\w+)):', body, re.M)}
        told = {key for group in GROUPS[1:] for keys, _ in group.rows for key in keys}
        assert told - {"Alt+s"} == in_table


class TestLogin:
    def test_without_a_login_everybody_on_this_machine_is_let_in(self, monkeypatch):
        assert opened(monkeypatch, "").title[0].value == "Translate & align"
        assert login.user_key() == ""

    def test_who_is_not_logged_in_sees_the_way_in_and_nothing_else(self, monkeypatch):
        page = opened(monkeypatch, "", user={"is_logged_in": False})
        assert page.button(key="login").label == "Log in"
        assert not page.text_area
        assert not page.get("bidi_component")

    def test_who_is_logged_in_is_let_in_under_their_own_name(self, monkeypatch):
        user = {"is_logged_in": True, "iss": "https://id.example.org", "sub": "1", "name": "Olha"}
        page = opened(monkeypatch, "settings", user=user)
        page.text_input(key="set_name").input("Olha P.").run()
        other = opened(monkeypatch, "settings", user={**user, "sub": "2"})
        assert other.text_input(key="set_name").value == ""
        again = opened(monkeypatch, "settings", user=user)
        assert again.text_input(key="set_name").value == "Olha P."

    def test_only_those_who_are_allowed(self, monkeypatch):
        user = {"is_logged_in": True, "sub": "1", "email": "eve@elsewhere.example", "name": "**Eve**"}
        for allow, let_in in ((["@example.org"], False), (["@elsewhere.example"], True), ([], True)):
            monkeypatch.setattr(login, "_allow", lambda allow=allow: allow)
            page = opened(monkeypatch, "", user=user)
            assert (page.title[0].value == "Translate & align") is let_in
            if not let_in:
                assert "\\*\\*Eve\\*\\*" in said(page)
                assert page.button(key="logout")

    @pytest.mark.parametrize(
        ("user", "let_in"),
        [
            ({"email": "a@example.org"}, True),
            ({"email": "A@EXAMPLE.ORG", "email_verified": True}, True),
            ({"email": "a@example.org", "email_verified": False}, False),
            ({"email": "a@evil-example.org"}, False),
            ({"email": "a@example.org@evil.example"}, False),
            ({"email": "b@other.example"}, True),
            ({"email": None}, False),
            ({}, False),
        ],
    )
    def test_who_is_allowed(self, user, let_in):
        assert login.allowed(user, ["@example.org", "b@other.example"]) is let_in

    def test_a_server_that_requires_a_login_lets_nobody_in_without_one(self, monkeypatch):
        monkeypatch.setenv(login.REQUIRE, "1")
        page = opened(monkeypatch, "")
        assert "none is set up" in page.error[0].value
        assert not page.title
        assert not page.text_area

    def test_the_allow_list_is_read_from_the_secrets(self):
        def script():
            import streamlit as st

            from workbench.ui.login import _allow

            st.text(repr(_allow()))

        page = AppTest.from_function(script)
        page.secrets["workbench"] = {"allow": ["@example.org"]}
        assert page.run().text[0].value == "['@example.org']"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server as `workbench app` starts it."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
    with (home / "log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "app", "--no-browser", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    if ask(port, "/_stcore/health")[0] == 200:
                        break
                assert process.poll() is None, (home / "log").read_text()
                time.sleep(0.1)
            yield port
        finally:
            os.killpg(process.pid, 15)
            process.wait(20)


def ask(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}", **headers})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


class TestServer:
    @pytest.mark.parametrize(
        "path", ["/", "/settings", "/_stcore/health", "/_stcore/host-config", "/no/such/thing"]
    )
    def test_every_answer_has_the_headers(self, server, path):
        _status, headers, _body = ask(server, path)
        for name, value in HEADERS.items():
            assert headers[name] == value

    def test_the_page_is_served_with_its_scripts(self, server):
        status, _headers, body = ask(server, "/")
        assert status == 200
        script = re.search(rb'src="\./(static/js/[^"]+)"', body)[1].decode()
        status, headers, _body = ask(server, f"/{script}")
        assert (status, headers["x-content-type-options"]) == (200, "nosniff")

    @pytest.mark.parametrize("host", ["workbench.example.org", "127.0.0.1.example.org", "192.0.2.1", ""])
    def test_foreign_hosts_are_refused(self, server, host):
        assert ask(server, "/", Host=host)[0] == 400

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
    def test_our_own_names_are_not(self, server, host):
        assert ask(server, "/", Host=f"{host}:{server}")[0] == 200

    @pytest.mark.parametrize(
        ("own", "foreign"), [("Host", "workbench.example.org"), ("Origin", "http://workbench.example.org")]
    )
    def test_foreign_pages_cannot_open_a_socket(self, server, own, foreign):
        asked = {
            "Origin": f"http://127.0.0.1:{server}", "Connection": "Upgrade", "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }  # fmt: skip

        def status(headers):
            with socket.create_connection(("127.0.0.1", server), timeout=10) as line:
                lines = {"Host": f"127.0.0.1:{server}", **headers}
                head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
                line.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{head}\r\n".encode())
                return int(line.recv(100).split()[1])

        assert status(asked) == 101
        assert status({**asked, own: foreign}) in (400, 403)

    @pytest.mark.parametrize(
        "origin", ["http://workbench.example.org", "null", "http://[", "http://127.0.0.1.example.org"]
    )
    def test_foreign_pages_are_answered_nothing(self, server, origin):
        status, headers, body = ask(server, "/_stcore/host-config", Origin=origin)
        assert (status, b"allowed" in body) == (403, False)
        assert headers["content-security-policy"]

    def test_a_foreign_page_does_not_make_the_server_ask_the_internet(self):
        """Streamlit would look its public address up; our middleware answers before."""

        def reached(origin):
            passed, sent = [], []

            async def streamlit(scope, receive, send):
                passed.append(scope["type"])

            async def receive():
                return {"type": "websocket.connect"}

            async def send(message):
                sent.append(message["type"])

            scope = {"type": "websocket", "headers": [(b"origin", origin)]}
            asyncio.run(OwnPages(streamlit, ["127.0.0.1"])(scope, receive, send))
            return passed, sent

        assert reached(b"http://elsewhere.example") == ([], ["websocket.close"])
        assert reached(b"http://127.0.0.1:8501") == (["websocket"], [])

    def test_the_policy_allows_nothing_from_elsewhere(self):
        allowed = " ".join(POLICY.values())
        assert "*" not in allowed
        assert "http" not in allowed
        assert "unsafe-eval" not in allowed
        assert "'unsafe-inline'" not in POLICY["script-src"]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node; Debian: apt install nodejs")
def test_the_frames_own_functions(tmp_path):
    """The pure functions of frame.js, in node."""
    module = tmp_path / "frame.mjs"
    module.write_text((ROOT / "workbench/ui/components/frame.js").read_text("utf-8"), "utf-8")
    (tmp_path / "test.mjs").write_text(
        """
        import assert from "node:assert";
        import { keepTheme, themeKeys, writing } from "./frame.mjs";
        assert.deepEqual(themeKeys("/quotes", ["quotes", "scores"]),
          ["stActiveTheme-/-v2", "stActiveTheme-/quotes-v2", "stActiveTheme-/scores-v2"]);
        assert.equal(themeKeys("/base/", ["a"])[1], "stActiveTheme-/base/a-v2");
        const store = new Map();
        const storage = { getItem: (k) => store.get(k) ?? null, setItem: (k, v) => store.set(k, v),
          removeItem: (k) => store.delete(k) };
        keepTheme(storage, "system", ["a"]);
        assert.equal(store.size, 0, "nothing is kept for who never chose");
        keepTheme(storage, "dark", ["a", "b"]);
        assert.equal(store.get("b"), '"Dark"');
        store.set("a", '"Light"');
        keepTheme(storage, "dark", ["a", "b"]);
        assert.equal(store.get("a"), '"Light"', "a choice in Streamlit's own menu stays");
        keepTheme(storage, "system", ["a", "b"]);
        assert.equal(store.get("a"), undefined);
        assert.equal(writing({ tagName: "TEXTAREA" }), true);
        assert.equal(writing({ tagName: "DIV", isContentEditable: true }), true);
        assert.equal(writing({ tagName: "BUTTON" }), false);
        assert.equal(writing(undefined), false);
        """,
        "utf-8",
    )
    done = subprocess.run(
        ["node", "test.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr

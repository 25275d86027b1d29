"""LibreTranslate against a real HTTP server on loopback that speaks its API, failures included."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.errors import Cancelled, EngineFailed, NetworkFailed, NoRoute
from workbench.offline import guard
from workbench.progress import Progress
from workbench.translation import libretranslate
from workbench.translation.engine import Engine, Options
from workbench.translation.libretranslate import LibreTranslate

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "uk", "zh", "xx"]},
    {"code": "uk", "name": "Ukrainian", "targets": ["uk", "en"]},
    {"code": "zh", "name": "Chinese", "targets": ["en"]},
    {"code": "xx", "name": "Nothing we know", "targets": ["en"]},
]


class Server(ThreadingHTTPServer):
    """Behaves as LibreTranslate 1.9.6 was seen to; `trouble` turns one path's answer into a failure."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []
        self.trouble = {}  # path -> list of (status, headers, body bytes) used up first to last
        self.languages = LANGUAGES
        self.settings = {"charLimit": 100, "keyRequired": False}
        self.batch_limit = 1000
        self.key = None
        self.before_answer = lambda: None
        self.alternatives = True

    def handle_error(self, *_):
        """A client that gave up is what some tests are about."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def batches(self):
        return [body["q"] for path, body in self.requests if path == "/translate"]


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, value):
        self.raw(status, {"Content-Type": "application/json"}, json.dumps(value).encode())

    def raw(self, status, headers, body):
        self.send_response(status)
        for name, content in headers.items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.requests.append((self.path, None))
        if self.server.trouble.get(self.path):
            return self.raw(*self.server.trouble[self.path].pop(0))
        known = {
            "/languages": self.server.languages,
            "/frontend/settings": self.server.settings,
            "/spec": {"info": {"version": "1.9.6", "title": "LibreTranslate"}},
        }
        if known.get(self.path) is None:
            return self.answer(404, {"error": "Not Found"})
        return self.answer(200, known[self.path])

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, body))
        self.server.before_answer()
        if self.server.trouble.get(self.path):
            return self.raw(*self.server.trouble[self.path].pop(0))
        q = body["q"]
        if self.server.key and body.get("api_key") != self.server.key:
            return self.answer(403, {"error": "Please contact the server operator to get an API key"})
        limit = self.server.settings["charLimit"] if self.server.settings else -1
        for size, most in ((len(q), self.server.batch_limit), (sum(map(len, q)), limit)):
            if most != -1 and size > most:
                return self.answer(
                    400, {"error": f"Invalid request: request ({size}) exceeds text limit ({most})"}
                )
        value = {"translatedText": [f"{body['target']}:{text}" for text in q]}
        if self.server.alternatives and body.get("alternatives"):
            made = [f"{body['target']}:{text}" for text in q]
            value["alternatives"] = [[one, f"{one}!", f"{one}?"][: body["alternatives"]] for one in made]
        return self.answer(200, value)


@pytest.fixture
def server():
    one = Server()
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield one
    one.shutdown()
    thread.join()
    one.server_close()


def run(engine, texts, pair=("en", "uk"), **more):
    return [[h.text for h in found] for _, found in sorted(engine.translate(texts, pair, **more))]


def test_it_is_an_engine_that_is_off_without_an_address():
    engine = LibreTranslate()
    assert isinstance(engine, Engine)
    assert not engine.state().ready
    assert "off" in engine.state().summary
    assert engine.pairs() == frozenset()
    with pytest.raises(NetworkFailed, match="is off"):
        run(engine, ["a"])


def test_pairs_are_the_servers_in_our_codes(server):
    engine = LibreTranslate(server.url)
    assert engine.pairs() == {("en", "uk"), ("en", "zh-cn"), ("uk", "en"), ("zh-cn", "en")}
    assert engine.state().ready
    assert "on this machine" in engine.state().summary
    run(engine, ["a"], ("en", "zh-cn"))
    assert server.requests[-1][1]["target"] == "zh"


def test_a_server_without_targets_offers_all_pairs(server):
    server.languages = [{"code": "en", "name": "English"}, {"code": "uk", "name": "Ukrainian"}]
    assert LibreTranslate(server.url).pairs() == {("en", "uk"), ("uk", "en")}


def test_the_signature_names_server_and_version_and_never_the_key_or_password(server):
    url = server.url.replace("http://", "http://user:secret@")
    engine = LibreTranslate(url, api_key="secret")
    signature = str(engine.signature(("en", "uk"), Options()))
    assert signature == (
        f"engine:libretranslate|server:127.0.0.1:{server.server_port}|version:1.9.6|route:en-uk"
    )
    assert "secret" not in engine.state().summary


def test_many_segments_go_in_few_requests_within_the_limit(server):
    texts = [f"sentence number {n}" for n in range(40)]
    assert run(LibreTranslate(server.url), texts) == [[f"uk:{text}"] for text in texts]
    assert all(sum(map(len, q)) <= 100 for q in server.batches)
    assert len(server.batches) == 8
    assert [text for q in server.batches for text in q] == texts


@pytest.mark.parametrize("settings", [{"charLimit": -1}, {}, None])
def test_without_a_stated_limit_requests_stay_moderate(server, settings):
    server.settings = settings
    if settings == {}:
        server.settings = {"charLimit": 10**9}
    run(LibreTranslate(server.url), ["x" * 900] * 12)
    assert [len(q) for q in server.batches] == [5, 5, 2]


def test_a_limit_on_segments_that_the_server_does_not_announce_is_found(server):
    server.settings = {"charLimit": -1}
    server.batch_limit = 8
    texts = [f"n{n}" for n in range(50)]
    assert run(LibreTranslate(server.url), texts) == [[f"uk:{text}"] for text in texts]


def test_a_segment_over_the_limit_is_named(server):
    with pytest.raises(EngineFailed, match=r"120 characters is too long.*“yyyy"):
        run(LibreTranslate(server.url), ["short", "y" * 120])


def test_text_without_letters_is_not_sent(server):
    assert run(LibreTranslate(server.url), ["12.5", "a", "", "…"]) == [["12.5"], ["uk:a"], [""], ["…"]]
    assert server.batches == [["a"]]


def test_alternatives_become_n_best_without_repeats(server):
    engine = LibreTranslate(server.url)
    assert run(engine, ["a", "b"], options=Options(n_best=3)) == [["uk:a", "uk:a!"], ["uk:b", "uk:b!"]]
    assert server.requests[-1][1]["alternatives"] == 2
    run(engine, ["a"])
    assert "alternatives" not in server.requests[-1][1]


def test_an_older_server_that_knows_no_alternatives_gives_one(server):
    server.alternatives = False
    assert run(LibreTranslate(server.url), ["a"], options=Options(n_best=3)) == [["uk:a"]]


def test_a_pair_the_server_lacks_names_what_it_offers(server):
    with pytest.raises(NoRoute, match=r"from en to fr.*it offers: uk, zh-cn"):
        run(LibreTranslate(server.url), ["a"], ("en", "fr"))


def test_a_key_is_sent_and_a_missing_one_asked_for(server):
    server.key = "k"
    assert run(LibreTranslate(server.url, api_key="k"), ["a"]) == [["uk:a"]]
    with pytest.raises(NetworkFailed, match=r"refused \(status 403\).*get an API key.*Give an API key"):
        run(LibreTranslate(server.url), ["a"])


JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (
            "/translate",
            (400, JSON, b'{"error": "fr is not supported"}'),
            r"refused \(status 400\): “fr is not supp",
        ),
        (
            "/translate",
            (500, JSON, b'{"error": "Cannot translate text"}'),
            r"failed \(status 500\): “Cannot tran",
        ),
        ("/translate", (502, HTML, b"<h1>Bad Gateway</h1>"), r"failed \(status 502\): “Bad Gateway”"),
        ("/translate", (500, JSON, b'["odd"]'), r"failed \(status 500\): “Internal Server Error”"),
        ("/translate", (200, HTML, b"<html>"), r"no LibreTranslate server: it sent text/html instead"),
        ("/translate", (200, JSON, b'{"translatedText": ["a", "b"]}'), r"1 texts were sent and not as many"),
        ("/translate", (200, JSON, b'{"translatedText": "a"}'), r"1 texts were sent and not as many"),
        ("/translate", (200, JSON, b'{"translatedText": [7]}'), r"1 texts were sent and not as many"),
        ("/translate", (200, JSON, b"[]"), r"1 texts were sent and not as many"),
        ("/translate", (301, {"Location": "http://elsewhere/"}, b""), r"sends us on to http://elsewhere/"),
        ("/languages", (200, JSON, b'{"code": "en"}'), r"its list of languages is none"),
        ("/languages", (200, JSON, b'["en"]'), r"its list of languages is none"),
        ("/languages", (404, HTML, b"no"), r"refused \(status 404\): “Not Found”"),
    ],
)
def test_what_goes_wrong_is_a_sentence(server, path, answer, said):
    server.trouble[path] = [answer]
    with pytest.raises(NetworkFailed, match=said) as caught:
        run(LibreTranslate(server.url), ["a"])
    assert str(server.server_port) in str(caught.value)


def test_an_empty_translation_is_a_failure(server):
    server.trouble["/translate"] = [(200, JSON, b'{"translatedText": [" "]}')]
    with pytest.raises(EngineFailed, match="nothing back for “a house”"):
        run(LibreTranslate(server.url), ["a house"])


def test_state_says_what_is_wrong_and_never_raises(server):
    server.trouble["/languages"] = [(500, JSON, b'{"error": "out of memory"}')]
    state = LibreTranslate(server.url).state()
    assert not state.ready
    assert "out of memory" in state.summary


def test_no_server():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    engine = LibreTranslate(f"http://127.0.0.1:{port}")
    with pytest.raises(NetworkFailed, match=rf"No server answers at 127\.0\.0\.1:{port}.*Start it"):
        run(engine, ["a"])
    assert engine.pairs() == frozenset()


@pytest.mark.parametrize("url", ["127.0.0.1:5000", "ftp://127.0.0.1", "http://", "http://[", "hello", ""])
def test_what_is_no_address(url):
    state = LibreTranslate(url).state()
    assert not state.ready
    assert state.hint


def test_a_server_that_is_too_slow_is_given_up(server):
    release = threading.Event()
    server.before_answer = lambda: release.wait(5)
    engine = LibreTranslate(server.url, timeout=0.2)
    start = time.monotonic()
    with pytest.raises(NetworkFailed, match=r"no answer in time \(0\.2 seconds"):
        run(engine, ["a"])
    release.set()
    assert time.monotonic() - start < 2


def test_slow_down_is_waited_for(server):
    slow = (429, {**JSON, "Retry-After": "0"}, b'{"error": "Slowdown: 80 per 1 minute"}')
    server.trouble["/translate"] = [slow, slow]
    assert run(LibreTranslate(server.url), ["a"]) == [["uk:a"]]
    assert len(server.batches) == 3


def test_waiting_has_an_end(server, monkeypatch):
    slow = (429, {**JSON, "Retry-After": "3600"}, b'{"error": "Slowdown: 80 per 1 minute"}')
    server.trouble["/translate"] = [slow]
    with pytest.raises(NetworkFailed, match="asked too often: “Slowdown: 80 per 1 minute”"):
        run(LibreTranslate(server.url), ["a"])
    server.trouble["/translate"] = [(429, {**JSON, "Retry-After": "0"}, b"{}")] * 99
    with pytest.raises(NetworkFailed, match="asked too often: “Too Many Requests”"):
        run(LibreTranslate(server.url), ["a"])
    assert len(server.trouble["/translate"]) == 99 - libretranslate._TRIES


def drain(steps, into):
    """Read to the end, keeping what came before an error."""
    for index, _ in steps:
        into.append(index)


class Stop(Progress):
    """Cancels after `limit` finished segments."""

    def __init__(self, limit):
        self.limit = limit

    def advance(self, units=1, note=""):
        self.limit -= units

    def cancelled(self):
        return self.limit <= 0


def test_cancelling_keeps_what_was_done_and_sends_no_more(server):
    done = []
    with pytest.raises(Cancelled):
        drain(LibreTranslate(server.url).translate(["x" * 60] * 5, ("en", "uk"), progress=Stop(2)), done)
    assert done == [0, 1]
    assert len(server.batches) == 2


def test_waiting_can_be_cancelled(server):
    server.trouble["/translate"] = [(429, {**JSON, "Retry-After": "30"}, b"{}")]
    start = time.monotonic()
    with pytest.raises(Cancelled):
        run(LibreTranslate(server.url), ["a"], progress=Stop(0))
    assert time.monotonic() - start < 2


def test_what_was_done_before_a_failure_is_kept(server):
    answers = []

    def count():
        answers.append(1)
        if len(answers) == 3:
            server.trouble["/translate"] = [(500, JSON, b'{"error": "killed"}')]

    server.before_answer = count
    done = []
    with pytest.raises(NetworkFailed, match="killed"):
        drain(LibreTranslate(server.url).translate(["x" * 60] * 5, ("en", "uk")), done)
    assert done == [0, 1]


@pytest.mark.allow_hosts(["192.0.2.7"])  # refused by our own guard
def test_a_server_elsewhere_is_called_online():
    with guard() as watch:
        state = LibreTranslate("http://192.0.2.7:5000").state()
    assert "online: texts leave this machine, unencrypted" in state.summary
    assert not LibreTranslate("http://localhost:5000").online
    assert LibreTranslate("https://translate.example").online
    assert watch.attempts[0].where == "192.0.2.7 port 5000"


def test_a_proxy_in_the_environment_sees_nothing(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    monkeypatch.setenv("ALL_PROXY", "http://192.0.2.1:3128")
    with guard() as watch:
        assert run(LibreTranslate(server.url), ["a"]) == [["uk:a"]]
    assert watch.attempts == ()

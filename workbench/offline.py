"""A guard that sees and refuses every network connection beyond this machine.

>>> import socket
>>> with guard() as watch:
...     try:
...         socket.create_connection(("192.0.2.1", 80), timeout=1)
...     except Refused as error:
...         print(error)
[Errno 101] connect to 192.0.2.1 port 80 was refused: the workbench is running offline
>>> watch.attempts
(Attempt(what='connect', where='192.0.2.1 port 80'),)

What it covers: every socket that Python code of this process opens, in any thread, and every name it looks
up, through the interpreter's own audit events (PEP 578). What it does not: libraries that open sockets in C
without Python's ``socket``, and child processes; those that were started are listed in
:attr:`Watch.programs`. An empty network namespace covers these too, see :func:`kernel_attempts`.
"""

from __future__ import annotations

import errno
import ipaddress
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "Attempt",
    "Refused",
    "Watch",
    "empty_network",
    "guard",
    "is_loopback",
    "kernel_attempts",
    "raise_loopback",
]


class Refused(OSError):
    """A connection beyond this machine was refused. An ``OSError``, as an unplugged cable gives."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach beyond this machine.

    Attributes:
        what: ``connect``, ``send`` or ``look up``.
        where: host and port, or the name that was looked up.
    """

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what} {'of' if self.what == 'look up' else 'to'} {self.where}"


@dataclass(slots=True)
class Watch:
    """What a guard has seen so far.

    Attributes:
        attempts: refused connections, in order.
        programs: names of the programs started meanwhile, which the guard cannot look into.
    """

    attempts: tuple[Attempt, ...] = ()
    programs: tuple[str, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def _saw(self, attempt: Attempt) -> None:
        with self._lock:
            self.attempts += (attempt,)

    def _started(self, program: str) -> None:
        with self._lock:
            if program not in self.programs:
                self.programs += (program,)


_watches: list[Watch] = []
_hooked = threading.Lock()
_EVENTS = {
    # audit event -> (what, which argument is the address)
    "socket.connect": ("connect", 1),
    "socket.sendto": ("send", 1),
    "socket.sendmsg": ("send", 1),
    "socket.getaddrinfo": ("look up", 0),
    "socket.gethostbyname": ("look up", 0),
    "socket.gethostbyaddr": ("look up", 0),
}


@contextmanager
def guard() -> Iterator[Watch]:
    """Refuse and record connections beyond loopback while the block runs, in all threads.

    May be nested; every open guard records. An audit hook cannot be taken off again, so it is added
    once per process and does nothing while no guard is open.
    """
    if _hooked.acquire(blocking=False):  # never released: once per process
        sys.addaudithook(_hook)
    watch = Watch()
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches[:] = [other for other in _watches if other is not watch]


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches:
        return
    if event in _EVENTS:
        what, place = _EVENTS[event]
        address = arguments[place]
        if not _stays_here(address) and not (what == "look up" and _is_number(address)):
            attempt = Attempt(what, _shown(address))
            for watch in tuple(_watches):
                watch._saw(attempt)
            raise Refused(errno.ENETUNREACH, f"{attempt} was refused: the workbench is running offline")
    elif event in ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"):
        program = Path(str(arguments[0])).name
        for watch in tuple(_watches):
            watch._started(program)


def _stays_here(address: object) -> bool:
    """True for loopback, for Unix sockets (a path), and where there is no address at all."""
    if address is None:  # sendmsg on a connected socket; getaddrinfo for listening
        return True
    if isinstance(address, tuple):
        return not address or not isinstance(address[0], str) or is_loopback(address[0])
    if isinstance(address, bytes):
        address = address.decode("utf-8", "replace")
    return not isinstance(address, str) or "/" in address or "\0" in address or is_loopback(address)


def _is_number(host: object) -> bool:
    """True for an address in figures, which is not looked up anywhere; connecting to it is another matter."""
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True


def _shown(address: object) -> str:
    if isinstance(address, tuple) and len(address) > 1:
        return f"{address[0]} port {address[1]}"
    return address.decode("utf-8", "replace") if isinstance(address, bytes) else str(address)


def is_loopback(host: str) -> bool:
    """True if `host` names this machine without any look-up.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "[::1]", "localhost", "0.0.0.0", "example.org")]
    [True, True, True, True, True, False]
    """
    name = host.strip("[]").rstrip(".").lower()
    if name in ("", "localhost") or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def kernel_attempts(proc: Path = Path("/proc/self/net")) -> int | None:
    """How often any process in this network namespace tried to reach an address that has no route.

    In an empty namespace (``unshare -rn``) that is every attempt to leave the machine, whatever
    library or child process made it: the kernel counts them (RFC 4293, ``ipSystemStatsOutNoRoutes``).
    None where the system has no such counters. Take the difference of two readings.
    Call :func:`raise_loopback` first, or connections to this machine count too.
    """
    try:
        four = (proc / "snmp").read_text().splitlines()
    except OSError:
        return None
    names, values = (line.split() for line in four if line.startswith("Ip:"))
    total = int(dict(zip(names, values, strict=True))["OutNoRoutes"])
    try:
        six = dict(line.split() for line in (proc / "snmp6").read_text().splitlines())
    except OSError:  # a kernel without IPv6
        return total
    return total + int(six.get("Ip6OutNoRoutes", 0))


def raise_loopback() -> bool:
    """Switch on loopback in a fresh network namespace, as ``ip link set lo up`` does; False if not allowed.

    The numbers are from ``linux/sockios.h`` and ``linux/if.h``.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    set_flags, up_and_running = 0x8914, 0x1 | 0x40
    request = struct.pack("16sH14x", b"lo", up_and_running)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            fcntl.ioctl(handle, set_flags, request)
    except OSError:
        return False
    return True


def empty_network() -> tuple[str, ...]:
    """The start of a command line that runs the rest of it in a network with nothing in it.

    Linux with user namespaces only (``unshare --map-root-user --net``); () where none can be made.
    """
    program = shutil.which("unshare")
    if program is None:
        return ()
    start = (program, "--map-root-user", "--net")
    try:
        tried = subprocess.run((*start, "true"), capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return start if tried.returncode == 0 else ()

"""What the tests have workers do. A worker that starts afresh imports it by name, which it cannot do with a test."""

import os
import signal
import threading
import time

from workbench.errors import BadFile


def number_of(held, worker):
    held.learnt.setdefault("seen", []).append(worker)
    return worker, os.getpid(), len(held.learnt["seen"])


def failing(_, kind):
    if kind == "ours":
        raise BadFile("It is broken.", hint="Mend it.")
    if kind == "odd":
        raise KeyError(threading.Lock())  # cannot be sent as it is
    os.kill(os.getpid(), signal.SIGKILL)


def sleeping(_):
    time.sleep(60)

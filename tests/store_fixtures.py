"""Fixtures for what is kept in a database: a store in SQLite and in a PostgreSQL of the tests' own.

Use with ``pytest_plugins = ["store_fixtures"]``.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import pytest

from workbench.memory.store import open_store

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def _as_postgres(command, **more):
    """The server does not run as root, so where we are root it is started as its own user."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/", **user, **more)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def postgres_server():
    """URL of a PostgreSQL started for this run in a folder of its own, as an ordinary process."""
    pytest.importorskip("pg8000", reason="pg8000 is not installed (the extra `postgres`)")
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    root = os.geteuid() == 0
    folder = Path(
        tempfile.mkdtemp(prefix="workbench-postgres-", dir="/tmp" if root else None)
    )  # open to its user
    if root:
        shutil.chown(folder, "postgres", "postgres")
    port, data = _free_port(), folder / "data"
    binary = BINARIES[-1]
    _as_postgres(
        [binary / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c shared_buffers=16MB"
    _as_postgres([binary / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"])
    try:
        yield f"postgresql+pg8000://tester@127.0.0.1:{port}"
    finally:
        _as_postgres([binary / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


_DATABASES = count()


@pytest.fixture
def postgres(postgres_server):
    """URL of an empty database."""
    from sqlalchemy import create_engine, text

    name = f"test{os.getpid()}_{next(_DATABASES)}"
    engine = create_engine(f"{postgres_server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{postgres_server}/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def where(request, tmp_path):
    """A place for a store, once in SQLite and once in PostgreSQL."""
    return (
        str(tmp_path / "store.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")
    )


@pytest.fixture
def store(where):
    with open_store(where, timeout=5) as opened:
        yield opened

"""What all tests share: no network but loopback, data folders of their own, development data if there is any."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("WORKBENCH_DATA", ROOT.parent / "shared" / "data"))


def pytest_runtest_setup(item):
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """User folders (models, caches) of a test are its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def examples():
    return ROOT / "examples"


@pytest.fixture
def development_data():
    """The folder of development data; the test is skipped where there is none."""
    if not DATA.is_dir():
        pytest.skip(f"no development data in {DATA}; set WORKBENCH_DATA")
    return DATA

"""The report as PDF: what is said where nothing can print, and how the programs are started."""

import subprocess

import pytest

from workbench.errors import BadFile
from workbench.exporting import pdf


def never():
    raise AssertionError("not asked for")


def test_without_a_browser_or_office_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(BadFile, match="neither is installed") as caught:
        pdf.to_pdf(b"<p>", never)
    assert "apt install chromium" in caught.value.hint


def test_browsers_come_before_offices(monkeypatch):
    monkeypatch.setattr(
        pdf.shutil, "which", lambda name: f"/bin/{name}" if name in ("soffice", "google-chrome") else None
    )
    assert pdf.printer() == "/bin/google-chrome"


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (subprocess.TimeoutExpired("x", 1), "did not end"),
        (subprocess.CalledProcessError(1, "x"), "could not print"),
        (FileNotFoundError("x"), "could not print"),
        (None, "made no PDF"),
    ],
)
def test_a_program_that_fails_is_one_sentence(monkeypatch, trouble, says):
    def run(*_, **__):
        if trouble:
            raise trouble

    monkeypatch.setattr(pdf.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(pdf.subprocess, "run", run)
    with pytest.raises(BadFile, match=says):
        pdf.to_pdf(b"<p>", never)


def test_the_browser_gets_no_network(monkeypatch):
    seen = []
    monkeypatch.setattr(pdf.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(pdf.subprocess, "run", lambda command, **_: seen.extend(command))
    with pytest.raises(BadFile):
        pdf.to_pdf(b"<p>", never)
    assert any("host-resolver-rules" in part for part in seen)
    assert any(part.startswith("--user-data-dir=") for part in seen)

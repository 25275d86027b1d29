"""What the command line prints, word for word. Update with ``pytest --snapshot-update`` and read the change."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import COMMANDS, main

ROOT = Path(__file__).parent.parent

CASES = {
    "no-command": ["frobnicate"],
    "align-absent": ["align", "no-such.txt", "no-such-either.txt"],
    "align-nothing-beside": ["align", "a.txt"],
    "align-empty": ["align", "empty.txt", "a.txt"],
    "align-no-folder": ["align", "a.txt", "b.txt", "-o", "missing/out.html"],
    "align-tsv": ["align", "a.txt", "b.txt", "--method", "length", "--no-glossary", "--format", "tsv"],
    "align-beads": ["align", "a.txt", "b.txt", "--method", "length", "--no-checks", "--format", "beads"],
    "check-number": ["check", "a.txt", "b.txt", "--select", "numbers", "--presegmented"],
    "translate-no-route": ["translate", "a.txt", "--to", "ja"],
    "translate-same": ["translate", "a.txt", "--to", "en"],
    "translate-unknown-code": ["translate", "a.txt", "--to", "xyzzy"],
    "translate-beam": ["translate", "a.txt", "--to", "uk", "--beam", "9"],
    "segment-json": ["segment", "a.txt", "--format", "json", "--lang", "en"],
    "detect-lines": ["detect", "b.txt", "--lines"],
    "models-truncated": ["models", "install", "cut.argosmodel"],
    "models-remove-absent": ["models", "remove", "en-uk"],
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(
        "The minister resigned.\nAt least 50 people were injured in the city on Friday.\n", "utf-8"
    )
    Path("b.txt").write_text(
        "Міністр подав у відставку.\nЩонайменше 60 людей поранено у місті в п’ятницю.\n", "utf-8"
    )
    Path("empty.txt").touch()
    Path("cut.argosmodel").write_bytes(b"PK\x03\x04 cut short")
    return tmp_path


def told(result, folder):
    """Exit status and both streams, with the test's folders made the same everywhere."""
    text = f"exit {result.exit_code}\n--- out\n{result.stdout}--- err\n{result.stderr}"
    return text.replace(str(folder), "FOLDER").replace(str(Path.home()), "HOME")


@pytest.mark.parametrize("name", CASES)
def test_output(name, files, snapshot):
    assert told(CliRunner().invoke(main, CASES[name]), files) == snapshot


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command, snapshot):
    assert CliRunner().invoke(main, [command, "--help"], terminal_width=100).output == snapshot

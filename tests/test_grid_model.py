"""The grid's pure functions, tested by node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NODE = shutil.which("node")


def _old():
    said = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.match(r"v(\d+)", said)[1]) < 20


@pytest.mark.skipif(NODE is None or _old(), reason="no node 20 or later; Debian: apt install nodejs")
def test_by_node():
    done = subprocess.run(
        [NODE, "--test", "tests/grid_model.test.mjs"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"# pass [1-9]", done.stdout)

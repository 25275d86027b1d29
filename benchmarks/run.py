"""Run every benchmark against its floors: ``make bench``.

Each ``benchmarks/<part>.py`` prints its table and, with ``--check``, exits 1 below a floor of ``floors.json``
and 2 where its data is absent. A run that measured nothing must not look like one that passed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHMARKS = {"run.py", "alignment_data.py"}


def main() -> int:
    """Run all; the exit status is 0 only if at least one was measured and none fell below a floor."""
    results = {}
    for script in sorted(HERE.glob("*.py")):
        if script.name in NOT_BENCHMARKS:
            continue
        print(f"== {script.stem}", flush=True)
        results[script.stem] = subprocess.run([sys.executable, script, "--check"], check=False).returncode
    words = {0: "passed", 1: "below a floor", 2: "not measured"}
    print()
    for name, code in results.items():
        print(f"{name:12} {words.get(code, f'failed ({code})')}")
    measured = [code for code in results.values() if code != 2]
    return 0 if measured and not any(measured) else 1


if __name__ == "__main__":
    sys.exit(main())

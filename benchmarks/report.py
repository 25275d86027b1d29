"""How long the report of 5,000 rows with six renderings takes, and how much memory.

    python benchmarks/report.py             the table
    python benchmarks/report.py --check     exit 1 above a ceiling of floors.json

Processor seconds of one run, without alignment; the texts are repeated WMT22 English–Ukrainian references and
systems, so that the five comparisons of wordings are real ones.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from checks import DATA, FLOORS, SYSTEMS, lines, table

from workbench.exporting import to_html, to_json, to_markdown
from workbench.model import Alignment, Bead, Guess, Parallel, Report

ROWS = 5000
FILES = ("ref.uk", *(f"hyp.{name}.uk" for name in SYSTEMS), "ref.uk")


def parallel() -> Parallel:
    folder = DATA / "wmt22-en-uk"
    source = lines(folder / "src.en")

    def grown(texts: list[str]) -> list[str]:  # numbered, so that no row is a repetition of another
        return [f"{text} {round_}" for round_ in range(ROWS // len(source) + 1) for text in texts][:ROWS]

    made = table(grown(source), "uk", *(grown(lines(folder / name)) for name in FILES))
    beads = Alignment(tuple(Bead((row,), (row,)) for row in range(ROWS)))
    return replace(made, alignments=tuple(beads for _ in FILES))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    options = parser.parse_args()
    if not (DATA / "wmt22-en-uk").is_dir():
        print(f"skipped: no data at {DATA} (set WORKBENCH_DATA)")
        return 2
    report = Report(parallel(), Guess("en", (("en", 1.0),)))
    values = {}
    exports: dict[str, Callable[[Report], str]] = {"html": to_html, "md": to_markdown, "json": to_json}
    for name, export in exports.items():
        start = time.process_time()
        size = len(export(report).encode())
        values[f"{name} s at most"] = time.process_time() - start
        print(f"{name:5}{values[f'{name} s at most']:8.1f} s{size / 1e6:8.1f} MB")
    values["GiB at most"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"memory {values['GiB at most']:.2f} GiB")
    if options.check:
        own = json.loads(FLOORS.read_text("utf-8"))["report"]
        if own["data_sha256"] != digest():
            print("\nThe data are not those the floors were measured on.")
            return 1
        wrong = [
            f"{name} {limit}: {values[name]:.2f}"
            for name, limit in own["floor"].items()
            if values[name] > limit
        ]
        print("\n" + ("\n".join(wrong) or "All floors held."))
        return 1 if wrong else 0
    return 0


def digest() -> str:
    folder = DATA / "wmt22-en-uk"
    return sha256(b"".join((folder / name).read_bytes() for name in ("src.en", *FILES))).hexdigest()


if __name__ == "__main__":
    sys.exit(main())

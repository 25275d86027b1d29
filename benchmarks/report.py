"""How long the report of 5,000 rows with six renderings takes, and how much memory.

    python benchmarks/report.py             the table
    python benchmarks/report.py --check     exit 1 above a ceiling of floors.json
    python benchmarks/report.py --same FILE write down what the reports of WMT22 and NTREX hash to; where FILE is
                                            there, exit 1 unless they still do: what is faster says the same

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
from pathlib import Path

from checks import DATA, SYSTEMS, TARGETS, held, lines, rendering, table

from workbench.exporting import to_html, to_json, to_markdown
from workbench.model import Alignment, Bead, Guess, Origin, Parallel, Report, Row

ROWS = 5000
FILES = ("ref.uk", *(f"hyp.{name}.uk" for name in SYSTEMS), "ref.uk")


def parallel() -> Parallel:
    folder = DATA / "wmt22-en-uk"
    source = lines(folder / "src.en")

    def grown(texts: list[str]) -> list[str]:  # numbered, so that no row is a repetition of another
        return [f"{text} {round_}" for round_ in range(ROWS // len(source) + 1) for text in texts][:ROWS]

    return aligned(table(grown(source), "uk", *(grown(lines(folder / name)) for name in FILES)))


def aligned(parallel: Parallel) -> Parallel:
    beads = Alignment(tuple(Bead((row,), (row,)) for row in range(len(parallel.rows))))
    return replace(parallel, alignments=tuple(beads for _ in parallel.renderings))


def report_of(parallel: Parallel) -> Report:
    return Report(parallel, Guess("en", (("en", 1.0),)))


EXPORTS: dict[str, Callable[[Report], str]] = {"html": to_html, "md": to_markdown, "json": to_json}


def hashes() -> dict[str, str]:
    """What the reports of WMT22 with its six texts and of NTREX in six languages hash to, in each format."""
    wmt, ntrex = DATA / "wmt22-en-uk", DATA / "ntrex"
    texts = {lang: lines(ntrex / f"{lang}.txt") for lang in ("en", *TARGETS)}
    sides = tuple(rendering(texts[lang], lang) for lang in TARGETS)
    rows = tuple(Row((i,), tuple((i,) for _ in sides)) for i in range(len(texts["en"])))
    tables = {
        "wmt22": table(lines(wmt / "src.en"), "uk", *(lines(wmt / name) for name in FILES)),
        "ntrex": Parallel(rendering(texts["en"], "en", Origin.SOURCE), sides, (), rows),
    }
    return {
        f"{name} {form}": sha256(export(report_of(aligned(parallel))).encode()).hexdigest()
        for name, parallel in tables.items()
        for form, export in EXPORTS.items()
    }


def same(path: Path) -> int:
    found = hashes()
    if not path.exists():
        path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        print(f"Written to {path}.")
        return 0
    before = json.loads(path.read_text("utf-8"))
    changed = [name for name, value in found.items() if before.get(name) != value]
    print(f"Changed: {', '.join(changed)}." if changed else "All reports are the same, byte by byte.")
    return 1 if changed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument(
        "--same", metavar="FILE", type=Path, help="compare with the hashes in FILE, or write them"
    )
    options = parser.parse_args()
    if not (DATA / "wmt22-en-uk").is_dir():
        print(f"skipped: no data at {DATA} (set WORKBENCH_DATA)")
        return 2
    if options.same:
        return same(options.same)
    report = report_of(parallel())
    values = {}
    for name, export in EXPORTS.items():
        start = time.process_time()
        size = len(export(report).encode())
        values[f"{name} s at most"] = time.process_time() - start
        print(f"{name:5}{values[f'{name} s at most']:8.1f} s{size / 1e6:8.1f} MB")
    values["GiB at most"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"memory {values['GiB at most']:.2f} GiB")
    if options.check:
        return held(values, "report", digest())
    return 0


def digest() -> str:
    folder = DATA / "wmt22-en-uk"
    return sha256(b"".join((folder / name).read_bytes() for name in ("src.en", *FILES))).hexdigest()


if __name__ == "__main__":
    sys.exit(main())

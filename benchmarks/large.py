"""A large document: 5,000 rows with six renderings, as a user would run it.

    python benchmarks/large.py              the table
    python benchmarks/large.py --check      exit 1 above a ceiling of floors.json
    python benchmarks/large.py --findings   a digest of everything found on NTREX and WMT22, to compare two versions

*Six*: the rows are sentences of NTREX-128 English, Ukrainian, German, French, Spanish, Russian and Polish: each as it
stands, and then two short ones joined, no two rows alike. *One*: the same of WMT22 English–Ukrainian, its reference,
four systems, and the reference with words in another order. Each command runs in a process of its own, so that the
figures hold its start and the loading of word lists, which an unmeasured run before leaves in the cache. Seconds are
wall clock (quiet machines only) and processor seconds of all processes, and, since machines differ, also a multiple of
what a fixed loop takes beside it. MiB are of all processes, what they share counted once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from checks import DATA, ROOT, SYSTEMS, TARGETS, held, lines, table

ROWS = 5000
_SHORT = 130
"""Characters of the English sentences that are joined: the mean row is then as long as in the news."""


def picked(english: list[str]) -> list[tuple[int, ...]]:
    """Which lines make a row: each by itself, then pairs of short ones, no two alike."""
    short = [i for i, text in enumerate(english) if len(text) <= _SHORT]
    rng = random.Random(5000)
    pairs = [(i, j) for i in short for j in short if i != j]
    return [*((i,) for i in range(len(english))), *rng.sample(pairs, ROWS - len(english))]


def six() -> dict[str, list[str]]:
    """`ROWS` lines per language, line i of each a translation of line i of the others; the source first."""
    texts = {lang: lines(DATA / "ntrex" / f"{lang}.txt") for lang in ("en", *TARGETS)}
    rows = picked(texts["en"])
    return {lang: [" ".join(text[i] for i in row) for row in rows] for lang, text in texts.items()}


def one() -> dict[str, list[str]]:
    """`ROWS` lines of a source and of six renderings in one language."""
    folder = DATA / "wmt22-en-uk"
    names = {"src": "src.en", "ref": "ref.uk", **{name: f"hyp.{name}.uk" for name in SYSTEMS}}
    texts = {name: lines(folder / file) for name, file in names.items()}
    rows = picked(texts["src"])
    out = {name: [" ".join(text[i] for i in row) for row in rows] for name, text in texts.items()}
    return out | {"other": [" ".join(line.split()[::-1]) for line in out["ref"]]}


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of wall clock and of processors, and MiB."""

    wall: float
    cpu: float
    mib: float


def measure(arguments: list[str]) -> Measured:
    """``workbench`` with `arguments`, in a process of its own."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execve(sys.executable, [sys.executable, "-m", "workbench", *arguments], dict(os.environ))
    most, status = 0.0, None
    while status is None:
        most = max(most, memory(child))
        time.sleep(0.05)
        ended, code, used = os.wait4(child, os.WNOHANG)
        status = code if ended else None
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: there are findings
        raise SystemExit(f"workbench {arguments[0]} failed")
    return Measured(seconds, used.ru_utime + used.ru_stime, most)


def memory(process: int) -> float:
    """MiB of a process and of those it started (PSS: pages they share are counted once in all)."""
    total = 0.0
    with suppress(OSError):  # it has just ended
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1]) / 1024
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            total += sum(memory(int(child)) for child in children.read_text().split())
    return total


def loop() -> float:
    """Processor seconds of a fixed piece of work of the same kind: cutting and counting words in pure Python."""
    text = "the quick brown fox jumps over the lazy dog " * 1000
    start = time.process_time()
    for _ in range(60):
        counts: dict[str, int] = {}
        for word in text.split():
            counts[word.capitalize()] = counts.get(word.capitalize(), 0) + 1
    return time.process_time() - start


def commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The commands measured, over the files written into `folder`."""
    files = {}
    for which, texts in (("six", six()), ("one", one())):
        files[which] = [folder / f"{which}-{name}.txt" for name in texts]
        for path, text in zip(files[which], texts.values(), strict=True):
            path.write_text("\n".join(text) + "\n", "utf-8")
    every, uk = ([*map(str, files[which]), "--presegmented"] for which in ("six", "one"))
    langs = ["--from", "en", "--to", "uk"]
    yield "check six", ["check", *every, "--format", "json"]
    yield "compare six", ["compare", *every, "--format", "json"]
    yield "check one", ["check", *uk, *langs, "--format", "json"]
    yield "check one, bare", ["check", *uk, *langs, "--no-glossary", "--format", "json"]
    yield "compare one", ["compare", *uk, *langs, "--format", "json"]
    yield "page one", ["check", *uk, *langs, "--format", "html"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument("--findings", action="store_true", help="print a digest of all findings")
    options = parser.parse_args()
    if not (DATA / "ntrex").is_dir() or not (DATA / "wmt22-en-uk").is_dir():
        print(f"skipped: no data at {DATA} (set WORKBENCH_DATA)")
        return 2
    if options.findings:
        print_findings()
        return 0
    values = {}
    print(f"{'':17}{'wall s':>8}{'CPU s':>8}{'loops':>8}{'MiB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        wanted = dict(commands(Path(folder)))
        measure(wanted["check six"])  # leaves word lists in the cache
        for name, arguments in wanted.items():
            beside = loop()
            found = measure(arguments)
            loops = found.cpu / ((beside + loop()) / 2)
            print(f"{name:17}{found.wall:8.1f}{found.cpu:8.1f}{loops:8.0f}{found.mib:8.0f}", flush=True)
            values |= {f"{name} loops at most": loops, f"{name} MiB at most": found.mib}
    if options.check:
        return held(values, "large")
    return 0


# --- the same findings as before -------------------------------------------------------------------


def print_findings() -> None:
    """Per text the number and a digest of all findings, glossary on: two versions must print the same."""
    from workbench.checks import run
    from workbench.detection import detect
    from workbench.exporting.findings import finding_as_json
    from workbench.glossary import Matcher, load_all

    matcher = Matcher(load_all(sorted((ROOT / "glossaries").glob("*.yaml"))))
    wmt = DATA / "wmt22-en-uk"
    texts = [(f"ntrex {lang}", "en.txt", f"{lang}.txt", lang, DATA / "ntrex") for lang in TARGETS]
    texts += [(f"wmt22 {name}", "src.en", f"{name}.uk", "uk", wmt) for name in ("ref", *_systems())]
    for name, source, target, lang, folder in texts:
        parallel = table(lines(folder / source), lang, lines(folder / target))
        findings, not_run = run(parallel, matcher=matcher, detect=detect)
        told = [finding_as_json(finding, parallel) for finding in findings]
        told += [{"not run": item.code, "reason": item.reason} for item in not_run]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        print(f"{name:24}{len(findings):6}  {sha256(text.encode()).hexdigest()[:16]}")


def _systems() -> list[str]:
    return [f"hyp.{name}" for name in SYSTEMS]


if __name__ == "__main__":
    sys.exit(main())

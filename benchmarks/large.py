"""A large document: 5,000 rows with six renderings in six languages, as a user would run it.

    python benchmarks/large.py              the table
    python benchmarks/large.py --check      exit 1 above a ceiling of floors.json
    python benchmarks/large.py --findings   a digest of everything found on NTREX and WMT22, to compare two versions

The rows are sentences of NTREX-128 English, Ukrainian, German, French, Spanish, Russian and Polish: each as it
stands, and then two short ones joined, no two rows alike. Each command runs in a process of its own, so that the
figures hold its start and the loading of word lists. Seconds are processor seconds of all its threads, and, since
machines differ, also a multiple of what a fixed loop takes beside it.
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
from hashlib import sha256
from pathlib import Path

from checks import DATA, ROOT, SYSTEMS, TARGETS, held, lines, table

ROWS = 5000
_SHORT = 130
"""Characters of the English sentences that are joined: the mean row is then as long as in the news."""


def rows() -> dict[str, list[str]]:
    """`ROWS` lines per language, line i of each a translation of line i of the others."""
    texts = {lang: lines(DATA / "ntrex" / f"{lang}.txt") for lang in ("en", *TARGETS)}
    english = texts["en"]
    short = [i for i, text in enumerate(english) if len(text) <= _SHORT]
    rng = random.Random(5000)
    pairs = [(i, j) for i in short for j in short if i != j]
    joined = rng.sample(pairs, ROWS - len(english))
    picked: list[tuple[int, ...]] = [*((i,) for i in range(len(english))), *joined]
    return {lang: [" ".join(text[i] for i in row) for row in picked] for lang, text in texts.items()}


def measure(arguments: list[str]) -> tuple[float, float, float]:
    """(seconds, processor seconds, MiB) of ``workbench`` with `arguments`, in a process of its own."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execve(sys.executable, [sys.executable, "-m", "workbench", *arguments], dict(os.environ))
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: there are findings
        raise SystemExit(f"workbench {arguments[0]} failed")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


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
    for lang, texts in rows().items():
        (folder / f"{lang}.txt").write_text("\n".join(texts) + "\n", "utf-8")
    names = [str(folder / f"{lang}.txt") for lang in ("en", *TARGETS)]
    yield "check", ["check", *names, "--presegmented", "--format", "json"]
    yield "compare", ["compare", *names, "--presegmented", "--format", "json", "--no-meaning"]


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
    print(f"{'':10}{'wall s':>8}{'CPU s':>8}{'loops':>8}{'MiB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in commands(Path(folder)):
            beside = loop()
            wall, seconds, size = measure(arguments)
            loops = seconds / ((beside + loop()) / 2)
            print(f"{name:10}{wall:8.1f}{seconds:8.1f}{loops:8.0f}{size:8.0f}")
            values |= {f"{name} loops at most": loops, f"{name} MiB at most": size}
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

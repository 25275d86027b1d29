"""Does the order "look here first" put spoilt rows first? Area under the ROC curve, no reference.

    python benchmarks/doubt.py            the table
    python benchmarks/doubt.py --check    exit 1 below a floor of floors.json

One mistake is put into 60 of 600 published translations (NTREX-128) at a time; the area is the share of
(spoilt, unspoilt) pairs of rows in which the spoilt one has the greater doubt. Shown for each part alone and
for all together. Sentences are encoded once and cached where the aligner caches its own.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence

import checks as published
import numpy as np

from workbench.judgement import judge
from workbench.model import Guess, Parallel, Report

PAIRS = ("uk", "de", "fr")
FLOORS_KEY = "doubt"


def area(spoilt: Sequence[float], good: Sequence[float]) -> float:
    a, b = np.asarray(spoilt)[:, None], np.asarray(good)[None]
    return float((a > b).mean() + 0.5 * (a == b).mean())


def spoilt_table(kind: str, lang: str) -> tuple[Parallel, set[int]]:
    news = published.lines(published.DATA / "ntrex" / "en.txt")
    good = published.lines(published.DATA / "ntrex" / f"{lang}.txt")
    rng = random.Random(f"{kind} {lang}")
    spoilt: dict[int, str] = {}
    for i in rng.sample(range(len(news)), len(news)):
        text = published.MISTAKES[kind](news[i], good[i], lang, rng, good)
        if text and text != good[i] and len(spoilt) < published.SEEDED:
            spoilt[i] = text
    target = [spoilt.get(i, text) for i, text in enumerate(good)]
    return published.table(news, lang, target), set(spoilt)


def areas(kind: str, lang: str) -> dict[str, float]:
    """Area for each part and for all together."""
    table, spoilt = spoilt_table(kind, lang)
    report = Report(table, Guess("en"), findings=published.check(table))
    rows = judge(report).renderings[0].rows
    columns = {"together": [row.doubt.value for row in rows]}
    for name, _ in rows[0].doubt.parts:
        columns[name] = [dict(row.doubt.parts)[name] for row in rows]
    return {
        name: area([values[i] for i in spoilt], [v for i, v in enumerate(values) if i not in spoilt])
        for name, values in columns.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    options = parser.parse_args()
    if not (published.DATA / "ntrex").is_dir():
        print(f"skipped: no data at {published.DATA} (set WORKBENCH_DATA)")
        return 2
    names = ("findings", "length", "meaning", "together")
    print(f"{'area under the ROC curve':32}" + "".join(f"{name:>10}" for name in names))
    measured: dict[str, float] = {}
    for kind in published.MISTAKES:
        for lang in PAIRS:
            found = areas(kind, lang)
            told = "".join(f"{found.get(name, float('nan')):10.3f}" for name in names)
            print(f"  en-{lang} {kind:25}" + told, flush=True)
            measured[f"en-{lang} {kind}"] = found["together"]
    if not options.check:
        return 0
    wrong = published.below(measured, FLOORS_KEY)
    print("\n" + ("\n".join(wrong) or "All floors held."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

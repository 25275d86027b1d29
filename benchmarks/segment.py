"""Segmentation on 14 treebanks and the hand cases: ``python benchmarks/segment.py [--check]``.

Reads ``segment/*.jsonl`` and ``segment/hand-cases.tsv`` (Universal Dependencies, development half) below the folder
named by WORKBENCH_DATA. A boundary is the start of a sentence other than the first of its paragraph; F1 over all
boundaries of a set. ``--check`` exits 1 if the mean F1 or the hand cases are below their floors in floors.json,
2 if the data is not there or not the data the floors were measured on. ``--errors SET`` prints what is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from hashlib import sha256
from pathlib import Path

from workbench.model import Document
from workbench.segmentation import segment

HERE = Path(__file__).parent
DATA = Path(os.environ.get("WORKBENCH_DATA", HERE.parent.parent / "shared" / "data")) / "segment"
SETS = (
    *("ar", "de", "en-gum.nc", "en", "es", "fr", "ja"),
    *("pl.nc", "ru-taiga", "ru", "tr", "uk-iu.nc", "uk", "zh"),
)


def starts(text, lang):
    return {each.span.start for each in segment(Document("", text), lang)[1:]}


def measure(name, show):
    """F1 x 100, precision, recall, boundaries, milliseconds per 1,000 characters of one set."""
    hits = found = true = size = 0
    seconds = 0.0
    for row in map(json.loads, (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()):
        text = row["text"]
        began = time.perf_counter()
        guess = starts(text, row["lang"])
        seconds += time.perf_counter() - began
        gold = {start for start, _ in row["spans"][1:]}
        hits, found, true, size = (
            hits + len(gold & guess),
            found + len(guess),
            true + len(gold),
            size + len(text),
        )
        if show:
            for place in sorted(gold ^ guess):
                kind = "missed" if place in gold else "false "
                print(kind, repr(f"{text[max(0, place - 40) : place]}|{text[place : place + 30]}"))
    return {
        "F1": 200 * hits / (found + true),
        "precision": 100 * hits / found,
        "recall": 100 * hits / true,
        "boundaries": true,
        "ms": 1e6 * seconds / size,
    }


def hand_cases():
    """(right, all) of the cases, a case right if all its text is cut exactly so."""
    right = total = 0
    for line in (DATA / "hand-cases.tsv").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        lang, marked = line.split("\t")
        wanted = [part.strip() for part in marked.split("|")]
        total += 1
        right += wanted == [each.text for each in segment(Document("", marked.replace("|", "")), lang)]
    return right, total


def digest():
    both = [DATA / f"{name}.jsonl" for name in SETS] + [DATA / "hand-cases.tsv"]
    return sha256(b"".join(path.read_bytes() for path in both)).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--errors", metavar="SET", choices=SETS)
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"Not run: no data in {DATA}.")
        return 2
    if options.errors:
        measure(options.errors, show=True)
        return 0
    print(f"{'set':10}     F1  prec.  recall  boundaries  ms/1,000 ch.")
    figures = {name: measure(name, show=False) for name in SETS}
    for name, row in figures.items():
        print(
            f"{name:10} {row['F1']:6.1f} {row['precision']:6.1f} {row['recall']:7.1f} "
            f"{row['boundaries']:11} {row['ms']:13.2f}"
        )
    mean = sum(row["F1"] for row in figures.values()) / len(SETS)
    right, total = hand_cases()
    print(f"mean       {mean:6.2f}\nhand cases {right} of {total}")
    return check({"mean F1": mean, "hand cases": right}) if options.check else 0


def check(measured):
    known = json.loads((HERE / "floors.json").read_text("utf-8"))["segmentation"]
    if known["data_sha256"] != digest():
        print("Not run: the data is not the data the floors were measured on.")
        return 2
    low = [name for name, floor in known["floor"].items() if measured[name] < floor]
    for name in low:
        print(f"{name} is {measured[name]:.2f}, below its floor {known['floor'][name]}.")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())

"""Apertium on 600 news sentences: ``python benchmarks/apertium.py [--check]``.

Reads ``ntrex/*.txt`` (NTREX-128, CC BY-SA 4.0) below the folder named by WORKBENCH_DATA. Per pair: chrF and BLEU
against the human translation, share of words Apertium did not know, words per second with the chain running.
``--check`` exits 1 if a chrF is below its floor in floors.json, 2 if the data or Apertium is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from hashlib import sha256
from pathlib import Path

from sacrebleu import corpus_bleu, corpus_chrf

from workbench.translation.apertium import Apertium

HERE = Path(__file__).parent
DATA = Path(os.environ.get("WORKBENCH_DATA", HERE.parent.parent / "shared" / "data")) / "ntrex"
LANGS = ("en", "es", "fr", "ru", "uk")
PAIRS = (("en", "es"), ("uk", "ru"), ("ru", "uk"), ("es", "fr"), ("fr", "es"), ("en", "fr"))


def read(lang):
    return (DATA / f"{lang}.txt").read_text("utf-8").splitlines()


def measure(engine, pair):
    """chrF, BLEU, per cent of unknown words, words per second of one pair."""
    source, reference = map(read, pair)
    list(engine.translate(source[:1], pair))  # starts the chain
    start = time.perf_counter()
    found = [hypotheses[0] for _, hypotheses in sorted(engine.translate(source, pair))]
    seconds = time.perf_counter() - start
    made = [hypothesis.text for hypothesis in found]
    words = sum(len(text.split()) for text in source)
    return {
        "chrF": round(corpus_chrf(made, [reference]).score, 1),
        "BLEU": round(corpus_bleu(made, [reference]).score, 1),
        "unknown": round(100 * sum(hypothesis.unknown for hypothesis in found) / words, 1),
        "speed": round(words / seconds),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    engine = Apertium()
    if not DATA.is_dir() or not engine.state().ready:
        print(f"Not run: {'no data in ' + str(DATA) if not DATA.is_dir() else engine.state().summary}.")
        return 2
    print("pair    chrF  BLEU  unknown %  words/s")
    figures = {}
    for pair in PAIRS:
        if pair in engine.pairs():
            row = figures["-".join(pair)] = measure(engine, pair)
            print(f"{'-'.join(pair)}  {row['chrF']:5}  {row['BLEU']:4}  {row['unknown']:9}  {row['speed']:7}")
    engine.close()
    return judge(figures) if check else 0


def judge(figures):
    """1 if a chrF is below its floor, 2 if the floors were set on other data or nothing was measured."""
    pinned = json.loads((HERE / "floors.json").read_text("utf-8")).get("apertium", {})
    digest = sha256(b"".join((DATA / f"{lang}.txt").read_bytes() for lang in LANGS)).hexdigest()
    if pinned.get("data_sha256") != digest or not figures:
        print(f"the floors were set on other data (this is {digest}), or no pair is installed")
        return 2
    below = [
        name for name, floor in pinned["floor"].items() if name in figures and figures[name]["chrF"] < floor
    ]
    print("below the floor:" if below else "no chrF below its floor", *below)
    return int(bool(below))


if __name__ == "__main__":
    sys.exit(main())

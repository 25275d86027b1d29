"""Language detection on 82 languages: ``python benchmarks/detect.py [--check] [--without eldc]``.

Reads ``detect/core.jsonl`` and ``detect/extra.jsonl`` (NTREX-128, CC BY-SA 4.0) below the folder named by
WORKBENCH_DATA. Per cell: share of texts that are given their language, in per cent; undecided counts as
wrong. ``--check`` exits 1 if a figure is below its floor in floors.json, 2 if the data is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

from workbench.detection import detect, detect_document, voters

HERE = Path(__file__).parent
DATA = Path(os.environ.get("WORKBENCH_DATA", HERE.parent.parent / "shared" / "data")) / "detect"
KINDS = ("sent", "w5", "w2", "caps", "mix")
SLAVIC = ("uk", "ru", "be", "bg", "mk", "sr")


def read(name):
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    for row in rows:
        row["lang"] = row["lang"].removesuffix("-latn")  # Serbian in Latin letters is Serbian
    return rows


def share(pairs):
    pairs = list(pairs)
    return 100 * sum(pairs) / len(pairs)


def alone(core, extra):
    """Every text by itself."""
    guesses = {row["text"]: detect(row["text"]).lang for row in [*core, *extra]}

    def right(rows):
        return share(guesses[row["text"]] == row["lang"] for row in rows)

    figures = {f"core {kind}": right(row for row in core if row["kind"] == kind) for kind in KINDS}
    figures |= {f"extra {kind}": right(row for row in extra if row["kind"] == kind) for kind in KINDS}
    figures["uk ru be bg mk sr"] = right(row for row in core if row["lang"] in SLAVIC)
    return figures


def documents(core):
    """Per language and kind a document of 20 texts of it with 3 English ones among them."""
    texts = defaultdict(list)
    for row in core:
        texts[row["lang"], row["kind"]].append(row["text"])
    for (lang, kind), own in sorted(texts.items()):
        if len(own) >= 20:
            shuffled = random.Random(f"{lang} {kind}")
            english = [] if lang == "en" else texts["en", kind] or texts["en", "sent"]
            rows = [(text, lang) for text in shuffled.sample(own, 20)]
            rows += [(text, "en") for text in shuffled.sample(english, min(3, len(english)))]
            shuffled.shuffle(rows)
            yield lang, kind, rows


def in_documents(core):
    """Every text as a paragraph of a document."""
    own, english, whole = defaultdict(list), defaultdict(list), []
    for lang, kind, rows in documents(core):
        found = detect_document([text for text, _ in rows])
        whole.append(found.overall.lang == lang)
        for guess, (_, truth) in zip(found.paragraphs, rows, strict=True):
            (own if truth == lang else english)[kind].append(guess.lang == truth)
    figures = {f"document {kind}": share(own[kind]) for kind in KINDS}
    figures["document English inserts"] = share(hit for kind in KINDS for hit in english[kind])
    figures["document language"] = share(whole)
    return figures


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="compare with floors.json")
    options.add_argument("--without", action="append", default=[], choices=list(voters.VOTERS))
    chosen = options.parse_args()
    if not DATA.is_dir():
        print(f"skipped: no data in {DATA}; set WORKBENCH_DATA")
        return 2
    for name in chosen.without:
        voters.VOTERS[name] = lambda text, script: {}
    core, extra = read("core.jsonl"), read("extra.jsonl")
    digest = sha256((DATA / "core.jsonl").read_bytes() + (DATA / "extra.jsonl").read_bytes()).hexdigest()
    start = time.perf_counter()
    figures = alone(core, extra)
    spent = (time.perf_counter() - start) / (len(core) + len(extra))
    figures |= in_documents(core)
    pinned = json.loads((HERE / "floors.json").read_text("utf-8")).get("detection", {})
    floors = pinned.get("floor", {})
    if chosen.check and (pinned.get("data_sha256") != digest or not floors):
        print("the data is not the data the floors were set on")
        return 2
    below = 0
    for name, value in figures.items():
        short = name in floors and value < floors[name]
        below += short
        print(f"{name:26}{value:7.2f}{floors.get(name, ''):>8}{'  BELOW' if short else ''}")
    print(f"{1000 * spent:.2f} ms a text; data {digest[:12]}")
    return int(chosen.check and below > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Our batches against the stock Argos API: ``python benchmarks/translate.py [--check] [--pair en-uk]``.

A document of 300 held-out sentences of the tiny packages' grammar, in paragraphs of ten, goes through
``argostranslate.translate`` (paragraph by paragraph, as its users call it) and through our engine, each in a process
of its own, one after the other. CPU seconds are those of the translation only, models loaded before. With the
tiny packages (2 layers) the ratio is 16 to 36, since they are nearly all overhead; on a model of real size (6 layers,
512 wide, random weights) it was 5.9. ``--folder`` measures other packages on sentences of the grammar.
``--check`` exits 1 if the ratio or the agreement is below its floor in floors.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
ARCHIVES = sorted((HERE.parent / "tests" / "data" / "argos").glob("*.argosmodel"))
sys.path.insert(0, str(HERE.parent / "tools" / "tiny_argos"))
PARAGRAPH = 10
SENTENCES = 300

TIMER = """
import json, sys, time
job = json.load(sys.stdin)
source, target = job["pair"]
def timed(function, *arguments):
    cpu, wall = time.process_time(), time.perf_counter()
    answer = function(*arguments)
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "answer": answer}
"""
STOCK = (
    TIMER
    + """
from argostranslate import translate
engine = translate.get_translation_from_codes(source, target)
engine.translate(job["paragraphs"][0][0])
run = lambda: [engine.translate(" ".join(sentences)) for sentences in job["paragraphs"]]
print("ANSWER" + json.dumps(timed(run)))
"""
)
OURS = (
    TIMER
    + """
from workbench.translation import Options
from workbench.translation.argos import Argos
engine = Argos()
size = len(job["paragraphs"][0])
texts = [sentence for sentences in job["paragraphs"] for sentence in sentences]
list(engine.translate(texts[:1], (source, target)))
def run():
    found = dict(engine.translate(texts, (source, target), Options(beam=job["beam"])))
    whole = [found[index][0].text for index in range(len(texts))]
    return [" ".join(whole[start : start + size]) for start in range(0, len(whole), size)]
print("ANSWER" + json.dumps(timed(run)))
"""
)


def measure(program, job, folder):
    """CPU and wall seconds, and the paragraphs, of one run."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "ARGOS_PACKAGES_DIR": str(folder)},
    )
    return json.loads(run.stdout.partition("ANSWER")[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument("--folder", type=Path, help="packages to measure; by default the tiny ones")
    parser.add_argument("--pair", default="en-uk", help="of a single package or over pivots")
    asked = parser.parse_args()

    from corpus import HELD_OUT, LANGUAGES, corpus

    source, target = asked.pair.split("-")
    texts = [row[LANGUAGES.index(source)] for row in corpus(HELD_OUT)[:SENTENCES]]
    paragraphs = [texts[start : start + PARAGRAPH] for start in range(0, len(texts), PARAGRAPH)]
    with tempfile.TemporaryDirectory() as unpacked:
        folder = asked.folder or Path(unpacked)
        if not asked.folder:
            for archive in ARCHIVES:
                zipfile.ZipFile(archive).extractall(unpacked)
        job = {"pair": (source, target), "paragraphs": paragraphs, "beam": 4}
        stock = measure(STOCK, job, folder)
        print("run                    CPU s  wall s  ratio  same paragraphs")
        print(f"stock API, beam 4     {stock['cpu']:6.2f}  {stock['wall']:6.2f}      1")
        figures = {}
        for beam in (4, 2, 1):
            ours = measure(OURS, job | {"beam": beam}, folder)
            same = sum(a == b for a, b in zip(stock["answer"], ours["answer"], strict=True))
            ratio = stock["cpu"] / ours["cpu"]
            print(
                f"ours, beam {beam}          {ours['cpu']:6.2f}  {ours['wall']:6.2f}  {ratio:5.1f}"
                f"  {same} of {len(paragraphs)}"
            )
            if beam == 4:
                figures = {"ratio": ratio, "same %": 100 * same / len(paragraphs)}
    return judge(figures) if asked.check else 0


def judge(figures):
    """1 if a figure is below its floor, 2 if the floors were set on other packages."""
    pinned = json.loads((HERE / "floors.json").read_text("utf-8")).get("translate", {})
    digest = sha256(b"".join(archive.read_bytes() for archive in ARCHIVES)).hexdigest()
    if pinned.get("data_sha256") != digest:
        print(f"the floors were set on other packages (these are {digest})")
        return 2
    below = [name for name, floor in pinned["floor"].items() if figures[name] < floor]
    print("below the floor:" if below else "no figure below its floor", *below)
    return int(bool(below))


if __name__ == "__main__":
    sys.exit(main())

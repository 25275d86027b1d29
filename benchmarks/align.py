"""The aligner on hand-aligned and made sets: ``python benchmarks/align.py [--check] [--large]``.

Prints strict and lax F1 by set and method, what missing and swapped blocks cost, how far the confidence can be
trusted, and speed as ratios of one run on one core. ``--large`` adds 100,000 sentences a side (minutes).
``--check`` exits 1 if a figure is below its floor in floors.json, 2 if the data is not there or not the data the
floors were measured on. Cross-validated figures: ``python tools/learn_alignment.py --folds 5``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import alignment_data as data  # noqa: E402
import numpy as np  # noqa: E402

from workbench.alignment import align_texts, pairings, score  # noqa: E402
from workbench.alignment.evidence import compare, read  # noqa: E402
from workbench.alignment.model import load_weights, prepare, solve  # noqa: E402

HERE = Path(__file__).parent
OVERLAPS = 4  # Vecalign embeds all spans of up to four sentences


def aligned(one, method="auto"):
    return align_texts(
        one.left,
        one.right,
        left_lang=one.langs[0],
        right_lang=one.langs[1],
        paragraphs=one.paragraphs,
        method=method,
        explain=False,
    )


def f1(one, alignment):
    return score(one.gold, pairings(alignment)).strict_rates().f1


def accuracy(figures):
    sets = [data.gold_set(name) for name in data.GOLD]
    sets += [data.wmt_set(2), data.ntrex_set("de", "fr", 3, noise=0.03)]
    print(f"{'set':12} {'method':8} {'strict P':>8} {'R':>6} {'F1':>6} {'lax F1':>7}")
    scored = []
    for one in sets:
        methods = (
            ("auto", "use", "e5", "lexical", "length")
            if one.langs == ("de", "fr")
            else ("auto", "lexical", "length")
        )
        for method in methods:
            found = aligned(one, method)
            agreement = score(one.gold, pairings(found))
            strict, lax = agreement.strict_rates(), agreement.lax_rates()
            print(
                f"{one.name:12} {method:8} {strict.precision:8.3f} {strict.recall:6.3f} {strict.f1:6.3f} {lax.f1:7.3f}"
            )
            figures[f"{one.name} {method} strict"] = strict.f1
            if method == "auto":
                figures[f"{one.name} auto lax"] = lax.f1
                gold = set(one.gold)
                scored += [
                    (bead.score, pair in gold)
                    for bead, pair in zip(found.beads, pairings(found), strict=False)
                ]
    return scored


def calibration(scored, figures):
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015), and the sure beads."""
    error = 0.0
    print(f"\n{'confidence':12} {'beads':>6} {'mean':>6} {'right':>6}")
    for low in np.arange(0, 1, 0.1):
        inside = [(p, right) for p, right in scored if low <= p < low + 0.1 or (low >= 0.9 and p == 1)]
        if inside:
            mean, right = np.mean([p for p, _ in inside]), np.mean([r for _, r in inside])
            error += abs(mean - right) * len(inside) / len(scored)
            print(f"{low:.1f}–{low + 0.1:.1f}      {len(inside):6} {mean:6.3f} {right:6.3f}")
    sure = [right for p, right in scored if p >= 0.97]
    figures["calibration 1-ECE"] = 1 - error
    figures["calibration right at 0.97"] = float(np.mean(sure))
    print(
        f"expected calibration error {error:.4f}; {np.mean(sure):.4f} right of {len(sure)} with confidence ≥ 0.97"
    )


def without(one, first, last):
    """The set with the right side of some gold beads taken out."""
    away = {j for bead in one.gold[first:last] for j in bead[1]}
    kept = [j for j in range(len(one.right)) if j not in away]
    place = {j: new for new, j in enumerate(kept)}
    gold = []
    for left, right in one.gold:
        rest = tuple(place[j] for j in right if j in place)
        gold += [(left, rest)] if rest or not right else [((i,), ()) for i in left]
    return data.AlignedSet(one.name, one.left, [one.right[j] for j in kept], gold, one.langs)


def swapped(one, first, middle, last):
    """The set with two neighbouring blocks exchanged on the right side."""
    blocks = one.gold[:first], one.gold[middle:last], one.gold[first:middle], one.gold[last:]
    order = [j for block in blocks for bead in block for j in bead[1]]
    place = {j: new for new, j in enumerate(order)}
    gold = [(left, tuple(sorted(place[j] for j in right))) for left, right in one.gold]
    return data.AlignedSet(one.name, one.left, [one.right[j] for j in order], gold, one.langs)


def robustness(figures):
    print(f"\n{'set':12} {'as is':>6} {'30 missing':>10} {'swapped':>8}")
    for name, first in (("textberg", 170), ("steinbeck", 300)):
        one = data.gold_set(name)
        cut, moved = without(one, first, first + 30), swapped(one, first, first + 40, first + 80)
        as_is, missing, exchanged = (f1(each, aligned(each)) for each in (one, cut, moved))
        print(f"{name:12} {as_is:6.3f} {missing:10.3f} {exchanged:8.3f}")
        figures[f"{name} missing - as is"] = missing - as_is
        figures[f"{name} swapped - as is"] = exchanged - as_is


def made(n, seed=0, dimensions=384):
    """Texts of random words and vectors that agree as those of translations do; nothing is embedded."""
    rng = np.random.default_rng(seed)
    left = rng.standard_normal((n, dimensions), dtype=np.float32)
    right = left + 0.9 * rng.standard_normal((n, dimensions), dtype=np.float32)
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    words = [f"{x}{y}{z}olen" for x in alphabet for y in alphabet for z in alphabet]
    lengths = rng.integers(4, 30, n)
    one, other = [], []
    for length in lengths:
        chosen = rng.integers(0, len(words), length)
        one.append(" ".join(words[k] for k in chosen).capitalize() + ".")
        other.append(" ".join(words[k] if k % 3 == 0 else words[k - 1] for k in chosen).capitalize() + ".")
    unit = [side / np.linalg.norm(side, axis=1, keepdims=True) for side in (left, right)]
    return one, other, *unit


def timed(n):
    """Processor seconds of one alignment without the embedding, n sentences a side."""
    one, other, left, right = made(n)
    began = time.process_time()
    solved = solve(prepare(compare(read(one), read(other), ((), ())), left, right), load_weights("e5"))
    took = time.process_time() - began
    right_ones = sum(step.left == step.right for step in solved.steps)
    print(f"{n:7} a side: {took:7.2f} s, {2 * n / took:6.0f} sentences/s, {right_ones / n:.3f} right")
    return took


def speed(figures, large):
    print()
    timed(300)  # the first call pays for imports
    small, big = timed(1500), timed(12000)
    figures["speed sentences/s"] = 24000 / big
    figures["speed 9 - growth"] = 9 - big / small
    one = data.gold_set("textberg")
    ours = sum(len(text.split()) for side in (one.left, one.right) for text in set(side))
    spans = {
        " ".join(side[i : i + k])
        for side in (one.left, one.right)
        for k in range(1, OVERLAPS + 1)
        for i in range(len(side) - k + 1)
    }
    figures["speed tokens saved"] = sum(len(span.split()) for span in spans) / ours
    print(f"8 times the text takes {big / small:.2f} times as long")
    print(f"Vecalign's overlaps have {figures['speed tokens saved']:.1f} times our words, per encoder")
    if large:
        timed(100_000)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"peak memory {peak:.2f} GiB, texts and vectors included")


def check(figures):
    floors = json.loads((HERE / "floors.json").read_text("utf-8"))["alignment"]
    if floors["data_sha256"] != data.digest():
        print("The data is not what the floors were measured on.", file=sys.stderr)
        return 2
    low = {name: (figures[name], floor) for name, floor in floors["floor"].items() if figures[name] < floor}
    for name, (seen, floor) in low.items():
        print(f"below its floor: {name} {seen:.4f} < {floor}", file=sys.stderr)
    return 1 if low else 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare with the floors")
    parser.add_argument("--large", action="store_true", help="also 100,000 sentences a side")
    options = parser.parse_args()
    if not (data.DATA / "align").is_dir():
        print(f"Skipped: no data in {data.DATA}; name the folder in WORKBENCH_DATA.", file=sys.stderr)
        return 2
    figures: dict[str, float] = {}
    scored = accuracy(figures)
    calibration(scored, figures)
    robustness(figures)
    speed(figures, options.large)
    return check(figures) if options.check else 0


if __name__ == "__main__":
    sys.exit(main())

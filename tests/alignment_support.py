"""A make-believe language pair for the aligner's tests: a20 on the left means b20 on the right."""

import random
import re
from pathlib import Path
from zlib import crc32

import numpy as np

from workbench.alignment import parse_beads
from workbench.alignment.cache import VectorCache
from workbench.progress import SILENT

DATA = Path(__file__).parent / "data" / "alignment"
NO_CACHE = VectorCache(None)


class FakeEncoder:
    """Sums a fixed vector per word; the same word in both languages has the same vector."""

    name = "e5"
    model = "fake-1"

    def __init__(self):
        self.encoded = []

    def encode(self, texts, progress=SILENT):
        self.encoded.extend(texts)
        rows = np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, 64))
        return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)).astype(np.float32)

    @staticmethod
    def _vector(text):
        total = np.random.default_rng(crc32(text.encode("utf-8", "replace"))).standard_normal(64) * 0.3
        for word in re.findall(r"[ab](\d+)", text.lower()):
            total = total + np.random.default_rng(int(word)).standard_normal(64)
        return total


def sentence(ids, side):
    words = " ".join(f"{side}{number}" for number in ids)
    return f"{words.capitalize()}."


def made_texts(count, seed=0, plain=False):
    """(left, right, gold beads) of `count` sentences with merges and gaps, or only 1-1 if `plain`."""
    rng = random.Random(seed)
    left, right, gold = [], [], []

    def add(ones, others):
        i, j = len(left), len(right)
        left.extend(sentence(ids, "a") for ids in ones)
        right.extend(sentence(ids, "b") for ids in others)
        gold.append((tuple(range(i, i + len(ones))), tuple(range(j, j + len(others)))))

    for number in range(count):
        ids = [rng.randrange(1000, 90000) for _ in range(rng.randrange(5, 14))]
        more = [rng.randrange(1000, 90000) for _ in range(rng.randrange(5, 14))]
        what = 1.0 if plain or number == 0 else rng.random()
        if what < 0.08:
            add([ids, more], [ids + more])
        elif what < 0.16:
            add([ids + more], [ids, more])
        elif what < 0.2:
            add([ids], []) if rng.random() < 0.5 else add([], [ids])
        else:
            add([ids], [ids])
    return left, right, gold


def fixture(pair):
    """(left, right, gold) of a fixture such as ``de-fr``."""
    one, other = pair.split("-")
    left, right = ((DATA / f"{pair}.{lang}.txt").read_text("utf-8").splitlines() for lang in (one, other))
    return left, right, parse_beads((DATA / f"{pair}.beads").read_text("utf-8"))

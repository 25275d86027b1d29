"""Learn the weights of workbench/judgement/weights.json.

    python benchmarks/doubt_train.py            print them
    python benchmarks/doubt_train.py --write    and write them

Data: rows 1–300 of NTREX-128 in six languages; rows 301–600 are never looked at. Two words are counterparts
where a candidate stands beside its own row, and are not beside another row, nor beside its own row when the
counterpart was taken out and another name put in. The combination of both sides of a row is learned on rows
with names replaced. Beside them the usual cosines of sentences, by encoder and pair.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import checks as published
import doubt_seeds
import numpy as np

from workbench.alignment.cache import default_cache, embed
from workbench.alignment.embedding import ENCODERS, Installed
from workbench.judgement import counterparts
from workbench.judgement.counterparts import FEATURES, WordVectors, features, match
from workbench.judgement.names import surprises
from workbench.judgement.sides import Side, read_side

ROWS = slice(0, 300)
TARGETS = {"use": ("de", "fr", "es", "pl", "ru"), "e5": ("uk", "fr"), "none": published.TARGETS}
FILE = Path(counterparts.__file__).parent / "weights.json"


@dataclass(frozen=True)
class Case:
    """A candidate with the features of its own row's words, another row's, and a strange name's."""

    own: np.ndarray
    other: np.ndarray
    strange: np.ndarray


def word_encoder(name: str) -> counterparts.Embed:
    return lambda texts: embed(Installed(name), list(texts), default_cache())


def means() -> dict[str, np.ndarray]:
    """Mean vector of the words of each language, and of all of them, by encoder."""
    out = {}
    for name, row in ENCODERS.items():
        sums = []
        for lang in ("en", *published.TARGETS):
            if row.serves(lang):
                side = read_side(published.lines(published.DATA / "ntrex" / f"{lang}.txt")[ROWS], lang)
                vectors = word_encoder(name)(sorted({word for words in side.words for word in words}))
                out[f"{name}-{lang}"] = vectors.mean(0).astype(np.float16)
                sums.append(vectors.mean(0))
        out[name] = np.mean(sums, 0).astype(np.float16)
    return out


def cosines() -> dict[str, dict[str, list[float]]]:
    """Median and spread of the cosine of a sentence and its translation, by encoder and pair of languages."""
    langs = ("en", *published.TARGETS)
    texts = {lang: published.lines(published.DATA / "ntrex" / f"{lang}.txt")[ROWS] for lang in langs}
    out: dict[str, dict[str, list[float]]] = {}
    for name, row in ENCODERS.items():
        served = sorted(lang for lang in langs if row.serves(lang))
        vectors = {lang: word_encoder(name)(texts[lang]) for lang in served}
        out[name] = {}
        for one, other in itertools.combinations(served, 2):
            values = (vectors[one] * vectors[other]).sum(1)
            middle = float(np.median(values))
            spread = 1.4826 * float(np.median(np.abs(values - middle)))
            out[name][f"{one}-{other}"] = [round(middle, 4), round(spread, 4)]
    return out


def logistic(x: np.ndarray, y: np.ndarray, weight: np.ndarray, ridge: float = 0.3) -> np.ndarray:
    """Weights of a logistic regression, by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (y - p)) - ridge * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w))
        w = w + np.linalg.solve(hessian, gradient)
    return w


def cases(encoder: str, rng: random.Random) -> list[Case]:
    out = []
    for lang in TARGETS[encoder]:
        news = published.lines(published.DATA / "ntrex" / "en.txt")[ROWS]
        good = published.lines(published.DATA / "ntrex" / f"{lang}.txt")[ROWS]
        source, target = read_side(news, "en"), read_side(good, lang)
        vectors = None
        if encoder != "none":
            words = [list({w for row in side.words for w in row}) for side in (source, target)]
            vectors = WordVectors.of(encoder, word_encoder(encoder), *words, ("en", lang))
        out += _cases(source, target, vectors, False, rng)
        if target.cased:
            out += _cases(target, source, vectors, True, rng)
    return out


def _cases(one: Side, other: Side, vectors: WordVectors | None, flip: bool, rng: random.Random) -> list[Case]:
    out = []
    strangers = sorted(other.names)
    for row, candidates in enumerate(one.candidates):
        elsewhere = rng.randrange(len(one.candidates))
        for candidate in candidates:
            if not candidate.place.startswith("inside") or not other.words[row] or not other.words[elsewhere]:
                continue
            groups = (other.words[row], other.words[elsewhere], [rng.choice(strangers)])
            out.append(Case(*(_seen(candidate.word, words, one, other, vectors, flip) for words in groups)))
    return out


def _seen(
    word: str, words: Sequence[str], one: Side, other: Side, vectors: WordVectors | None, flip: bool
) -> np.ndarray:
    table = features([word] * len(words), words, one, other)
    if vectors is not None:
        cosine = counterparts._cosines([word], words, vectors, flip)[0]
        for product, factor in counterparts.PRODUCTS:
            table[:, FEATURES.index(product)] = cosine * table[:, FEATURES.index(factor)]
        table[:, FEATURES.index("cosine²")] = np.maximum(cosine, 0) ** 2
    return table


def learn(found: Sequence[Case]) -> np.ndarray:
    start = np.zeros(len(FEATURES))
    for name, value in (("consonants", 1.0), ("letters", 1.0), ("cosine", 2.0)):
        start[FEATURES.index(name)] = value
    w = start
    for _ in range(5):
        x, y, weight = [], [], []
        for case in found:
            best = int(np.argmax(case.own @ w))
            rest = np.vstack([np.delete(case.own, best, 0), case.strange])
            for table, told in ((case.own, 1), (case.other, 0), (rest, 0)):
                x.append(table[int(np.argmax(table @ w))])
                y.append(told)
                weight.append(1.0 if told else 0.5)
        w = logistic(np.array(x), np.array(y, float), np.array(weight))
    return w


def combination() -> np.ndarray:
    """Weights of the two sides' surprises, on rows with names replaced."""
    x, y = [], []
    for lang in published.TARGETS:
        for kind in ("a name replaced", "a stranger's name", "a name of the text"):
            news, target, spoilt = doubt_seeds.spoilt(kind, lang, ROWS.start, ROWS.stop)
            m, a = sides_surprise(news, target, lang)
            x += [(1.0, *pair, min(pair)) for pair in zip(m, a, strict=True)]
            y += [row in spoilt for row in range(len(news))]
    return logistic(np.array(x), np.array(y, float), np.ones(len(x)), 0.01)


def sides_surprise(news: list[str], target: list[str], lang: str) -> tuple[np.ndarray, np.ndarray]:
    left, right = read_side(news, "en"), read_side(target, lang)
    encoder = "e5" if lang == "uk" else "use"
    words = [list({w for row in side.words for w in row}) for side in (left, right)]
    vectors = WordVectors.of(encoder, word_encoder(encoder), *words, ("en", lang))
    missing = surprises(left, match(left, right, vectors), right, rendering=False)
    added = surprises(right, match(right, left, vectors, flip=True), left, rendering=True)
    return missing.greatest(), added.greatest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    options = parser.parse_args()
    if not (published.DATA / "ntrex").is_dir():
        print(f"skipped: no data at {published.DATA} (set WORKBENCH_DATA)")
        return 2
    if options.write:
        np.savez_compressed(FILE.parent / "means.npz", **means())
    rng = random.Random(7)
    told: dict[str, dict[str, float]] = {}
    for encoder in TARGETS:
        w = learn(cases(encoder, rng))
        told[encoder] = {name: round(float(value), 3) for name, value in zip(FEATURES, w, strict=True)}
        print(encoder, told[encoder], flush=True)
    if options.write:
        old = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
        FILE.write_text(json.dumps({**old, "names": [-5.5, 1.9, 1.1, 1.0], **told}, indent=1) + "\n", "utf-8")
    counterparts.weights_of.cache_clear()
    names = combination()
    print("names", names.round(3))
    if options.write:
        told_names = dict(
            zip(("one", "missing", "added", "both"), (round(float(v), 3) for v in names), strict=True)
        )
        whole = {"cosines": cosines(), **told, "names": told_names}
        FILE.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

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
import doubt_strangers
import numpy as np

from workbench.alignment.cache import default_cache, embed
from workbench.alignment.embedding import ENCODERS, Installed
from workbench.judgement import counterparts, names
from workbench.judgement.counterparts import FEATURES, WordVectors, features, match
from workbench.judgement.denials import denials, suspicious_gains
from workbench.judgement.names import Surprise, surprises
from workbench.judgement.sides import Side, read_side
from workbench.judgement.typical import typical_cosines
from workbench.judgement.variants import Gains, Seen, gains

ROWS = slice(0, 300)
TARGETS = {"use": ("de", "fr", "es", "pl", "ru"), "e5": ("uk", "fr"), "none": published.TARGETS}
COMBINED = ("one", "missing", "added", "both", "without", "instead")
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


NAMES = (
    "a name replaced",
    "a stranger's name",
    "a name of the text",
    *doubt_strangers.STYLES["name replaced"],
)


def spoilt(kind: str | doubt_strangers.Style, lang: str) -> tuple[list[str], list[str], set[int]]:
    """Source, spoilt translation, and which rows are spoilt."""
    if isinstance(kind, str):
        return doubt_seeds.spoilt(kind, lang, ROWS.start, ROWS.stop)
    news, good = (doubt_strangers.news(code, ROWS.start, ROWS.stop) for code in ("en", lang))
    target, how = doubt_strangers.spoilt((kind,), good, lang, f"learn {lang}")
    return news, target, set(how)


def asking(encoder: str, news: list[str], target: list[str], lang: str) -> Gains:
    encode = word_encoder(encoder)
    seen = Seen(encode(news), encode(target), typical_cosines(encoder, "en", lang)[1])
    return lambda variants: gains(seen, variants, encode)


def combination() -> tuple[np.ndarray, np.ndarray]:
    """Weights of the two sides' surprises, on rows with names replaced; and of them with what trying them out tells."""
    rows: list[tuple[np.ndarray, np.ndarray, bool]] = []
    for lang in published.TARGETS:
        for kind in NAMES:
            news, target, which = spoilt(kind, lang)
            left, right, missing, added = sides_surprise(news, target, lang)
            m, a = missing.greatest(), added.greatest()
            known = np.stack([np.ones(len(m)), m, a, np.minimum(m, a)])
            tried = np.zeros((2, len(m)))
            if lang in TARGETS["use"]:
                suspicious = np.flatnonzero(
                    np.array(counterparts.weights_of("names")) @ known > names._SUSPICIOUS
                )
                ask = asking("use", news, target, lang)
                tried = names._tried(left, right, missing, added, suspicious.tolist(), ask)
            rows += [(known[:, row], tried[:, row], row in which) for row in range(len(news))]
    y = np.array([told for *_, told in rows], float)
    x = np.array([known for known, *_ in rows])
    both = np.hstack([x, np.array([tried for _, tried, _ in rows])])
    return tuple(logistic(table, y, np.ones(len(y)), 0.05) for table in (x, both))


def sides_surprise(news: list[str], target: list[str], lang: str) -> tuple[Side, Side, Surprise, Surprise]:
    left, right = read_side(news, "en"), read_side(target, lang)
    encoder = "e5" if lang == "uk" else "use"
    words = [list({w for row in side.words for w in row}) for side in (left, right)]
    vectors = WordVectors.of(encoder, word_encoder(encoder), *words, ("en", lang))
    missing = surprises(left, match(left, right, vectors), right, rendering=False)
    added = surprises(right, match(right, left, vectors, flip=True), left, rendering=True)
    return left, right, missing, added


def without_negation(encoder: str) -> dict[str, float]:
    """Log-likelihood ratio by gain of a row without its suspicious denial: spoilt against as published."""
    out: dict[str, float] = {}
    for which, side, kinds in (
        (0, "lost", ("a negation lost", *doubt_strangers.STYLES["negation lost"])),
        (1, "added", ("a negation added", *doubt_strangers.STYLES["negation added"])),
    ):
        seen: list[tuple[float, bool]] = []
        for lang in TARGETS[encoder] if encoder == "use" else published.TARGETS:
            for kind in ("", *kinds):
                news, target, rows = spoilt(kind, lang) if kind else as_published(lang)
                found = [
                    [denials(text, code) for text in texts] for texts, code in ((news, "en"), (target, lang))
                ]
                pairs = {row: (found[0][row], found[1][row]) for row in rows}
                ask = asking(encoder, news, target, lang)
                best = suspicious_gains(pairs, (news, target), ("en", lang), ask)
                seen += [(gain[which], bool(kind)) for gain in best.values() if gain[which] is not None]
        gain, told = np.array([row[0] for row in seen]), np.array([row[1] for row in seen])
        weight = np.where(told, 0.5 / told.sum(), 0.5 / (~told).sum()) * len(told)
        at, by = logistic(np.stack([np.ones(len(gain)), gain], 1), told.astype(float), weight, 1.0)
        out |= {side: round(float(at), 3), f"{side} by gain": round(float(by), 3)}
    return out


def as_published(lang: str) -> tuple[list[str], list[str], set[int]]:
    news, good = (doubt_strangers.news(code, ROWS.start, ROWS.stop) for code in ("en", lang))
    return news, good, set(range(len(news)))


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
        FILE.write_text(json.dumps({**old, **told}, indent=1) + "\n", "utf-8")
    counterparts.weights_of.cache_clear()
    for name, found in zip(("names", "names tried"), combination(), strict=True):
        told[name] = {key: round(float(value), 3) for key, value in zip(COMBINED, found, strict=False)}
    for encoder in ENCODERS:
        told[f"negation {encoder}"] = without_negation(encoder)
    print({name: row for name, row in told.items() if name not in TARGETS})
    if options.write:
        whole = {"cosines": cosines(), **told}
        FILE.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

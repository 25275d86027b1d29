"""How well word forms are told, and how fast a large glossary is.

    python benchmarks/glossary.py                 print the tables
    python benchmarks/glossary.py --check         compare with floors.json; exit 1 below a floor, 2 without data
    python benchmarks/glossary.py --speed-only    skip the pairs

Three tables: same-lexeme recall and false matches on development pairs, with each optional source; findings of
the shipped glossaries on human references; the time for 100,000 terms over 1,000,000 words, beside one compiled
regular expression per term. Times are processor seconds of this process (one thread).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from workbench.glossary import Matcher, State, adherence, load, load_all  # noqa: E402
from workbench.morphology import Analyser  # noqa: E402
from workbench.words import words  # noqa: E402

DATA = Path(os.environ.get("WORKBENCH_DATA", ROOT.parent / "shared" / "data"))
FLOORS = Path(__file__).with_name("floors.json")
SETS = ("uk", "uk-iu.nc", "ru", "de", "pl.nc", "en", "es", "fr")
LIMITS = {"load s": 3.0, "1M words s": 10.0}

Same = Callable[[str, str, str], bool]


def sources() -> dict[str, Same]:
    """What can tell forms: the default install, then with each optional part on top."""
    plain, full = Analyser(parses=False), Analyser()
    out: dict[str, Same] = {"lists + endings": plain.same_lexeme, "+ pymorphy3": full.same_lexeme}
    try:
        from lemmagen3 import Lemmatizer
    except ImportError:
        return out
    models: dict[str, Lemmatizer] = {}

    def with_lemmagen(a: str, b: str, lang: str) -> bool:
        model = models.setdefault(lang, Lemmatizer(lang))
        left, right = ({w.lower(), model.lemmatize(w).lower(), model.lemmatize(w.lower())} for w in (a, b))
        return full.same_lexeme(a, b, lang) or bool(left & right)

    out["+ lemmagen3"] = with_lemmagen
    return out


def pairs(name: str) -> list[dict[str, str]]:
    lines = (DATA / "lemma" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["kind"] == "pair"]


def rates(same: Same, name: str) -> tuple[float, float]:
    """(recall, false matches) in percent."""
    met: dict[int, list[bool]] = {0: [], 1: []}
    for row in pairs(name):
        met[int(row["same"])].append(same(row["a"], row["b"], name[:2]))
    return 100 * sum(met[1]) / len(met[1]), 100 * sum(met[0]) / len(met[0])


def print_rates() -> dict[str, float]:
    found = sources()
    print("Same-lexeme recall / false matches, %")
    print(f"{'':10}" + "".join(f"{name:>18}" for name in found))
    figures = {}
    for name in SETS:
        cells = {source: rates(same, name) for source, same in found.items()}
        print(f"{name:10}" + "".join(f"{r:11.1f} / {f:4.2f}" for r, f in cells.values()))
        recall, false = cells["lists + endings" if name[:2] != "ru" else "+ pymorphy3"]
        figures[f"{name} recall"], figures[f"{name} false"] = round(recall, 1), round(false, 2)
    print("Default install: lists + endings, for Russian also pymorphy3 (MIT, data CC BY-SA).")
    print("Extra `morphology`: pymorphy3-dicts-uk (GPL-3.0). lemmagen3 is measured, not used: its models for")
    print("pl and ru are non-commercial, and it costs false matches.\n")
    return figures


def print_alarms() -> dict[str, float]:
    """Findings on human references: what a correct text would be charged with."""
    matcher = Matcher(load_all([ROOT / "glossaries"]))
    folder = DATA / "wmt22-en-uk"
    sides = [(folder / name).read_text("utf-8").splitlines() for name in ("src.en", "ref.uk")]
    count = dict.fromkeys(State, 0)
    for source, target in zip(*sides, strict=True):
        for outcome in adherence(source, target, "en", "uk", matcher):
            count[outcome.state] += 1
    print(f"Shipped glossaries on {len(sides[0])} human references (en-uk):")
    print("  " + ", ".join(f"{state.value} {n}" for state, n in count.items()) + "\n")
    return {}


def vocabulary(paths: Iterable[Path]) -> list[str]:
    text = "\n".join(path.read_text("utf-8") for path in paths)
    return [token.text for token in words(text) if token.text.isalpha()]


def write_glossary(path: Path, left: list[str], right: list[str], concepts: int) -> None:
    """A glossary of 4 terms a concept: 1 to 3 content words each, one in six terms a single word.

    Nine of ten single words are made up of two (a large glossary's words are mostly rare ones); still every
    fourth word of the text is a term of some concept.
    """
    random.seed(20220224)
    pools = [sorted({word for word in pool if len(word) > 5}) for pool in (left, right)]

    def term(pool: list[str]) -> str:
        size = random.choice((1, 2, 2, 2, 3, 3))
        if size == 1 and random.random() < 0.9:
            return random.choice(pool)[:5] + random.choice(pool).lower()
        return " ".join(random.choice(pool) for _ in range(size))

    lines = ["name: Large", "languages: [en, uk]", "concepts:"]
    for number in range(concepts):
        lines += [f"  - id: c{number}", "    terms:", f"      en: {term(pools[0])}", "      uk:"]
        lines += [
            f"        - {term(pools[1])}",
            f"        - {term(pools[1])}",
            f"        - text: {term(pools[1])}",
        ]
        lines += ["          status: forbidden"]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def print_speed(terms: int, size: int) -> dict[str, float]:
    folder = DATA / "ntrex"
    other = DATA / "wmt22-en-uk"
    english = vocabulary([folder / "en.txt", other / "src.en"])
    ukrainian = vocabulary([folder / "uk.txt", other / "ref.uk"])
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "large.yaml"
        write_glossary(path, english, ukrainian, terms // 4)
        start = time.process_time()
        glossary = load(path)
        loaded = time.process_time() - start
    matcher = Matcher([glossary])
    start = time.process_time()
    matcher.find("слово", "uk")
    indexed = time.process_time() - start
    random.seed(1)
    text = " ".join(random.choice(ukrainian) for _ in range(size))
    lines = [text[at : at + 300] for at in range(0, len(text), 300)]
    start = time.process_time()
    found = sum(len(matcher.find(line, "uk")) for line in lines)
    took = time.process_time() - start
    slow = _one_regex_per_term(glossary.terms("uk"), lines)
    print(f"{len(glossary.terms()):,} terms, {size:,} words, processor seconds")
    print(f"  load {loaded:.2f}   index of Ukrainian {indexed:.2f}   find {took:.2f}   matches {found:,}")
    print(
        f"  one compiled expression per term (estimated from 200 of them): {slow:,.0f} s, {slow / took:,.0f} times\n"
    )
    return {"load s": round(loaded, 2), "1M words s": round(took * 1_000_000 / size, 2)}


def _one_regex_per_term(terms: Iterable[object], lines: list[str]) -> float:
    """Seconds for all terms, from 200 of them over 2 % of the lines."""
    every = [term.text for term in terms]  # type: ignore[attr-defined]
    sample = [re.compile(rf"\b{re.escape(text)}\b", re.IGNORECASE) for text in every[:200]]
    some = lines[:: max(1, len(lines) // 60)]
    start = time.process_time()
    for pattern in sample:
        for line in some:
            pattern.search(line)
    return (time.process_time() - start) * len(every) / len(sample) * len(lines) / len(some)


def digest() -> str:
    parts = [DATA / "lemma" / f"{name}.jsonl" for name in SETS]
    return sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()


def check(figures: dict[str, float]) -> int:
    """Number of figures on the wrong side of their floors: recall must not fall, the rest not rise."""
    entry = json.loads(FLOORS.read_text("utf-8"))["glossary"]
    if entry["data_sha256"] != digest():
        print("The data are not those of floors.json.", file=sys.stderr)
        return 1
    bad = 0
    for name, floor in entry["floor"].items():
        value = figures.get(name)
        if value is None:
            continue
        good = value >= floor if name.endswith("recall") else value <= floor
        bad += not good
        if not good:
            print(f"{name}: {value} is worse than {floor}.", file=sys.stderr)
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument("--speed-only", action="store_true")
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=1_000_000)
    options = parser.parse_args()
    if not (DATA / "lemma").is_dir():
        print(f"No development data in {DATA}; set WORKBENCH_DATA.", file=sys.stderr)
        return 2
    figures = {} if options.speed_only else print_rates() | print_alarms()
    figures |= print_speed(options.terms, options.words)
    return min(1, check(figures)) if options.check else 0


if __name__ == "__main__":
    sys.exit(main())

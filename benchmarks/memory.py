"""The translation memory with a million segments: ``python benchmarks/memory.py [--check] [--segments N]``.

Segments are made of real ones: WMT22 and NTREX below the folder named by WORKBENCH_DATA, English with Ukrainian (six
in ten), German, French, Spanish and Polish. Three in ten are two sentences spliced, some two short ones joined; in
all, one word in six is exchanged for another of the texts, and numbers in a third. So words are as frequent as in
text, but rare ones are commoner than in a real memory of that size, which is harder for an index of rare words.

Measured: units per second into an empty memory, from values and from a TMX file; the database against its text
(UTF-8, sources and targets); fuzzy lookup of segments with 5, 15 or 30 % of their words exchanged, of short ones
(two to six words), of the same text; concordance of one to three words that follow one another somewhere; and
recall: of the five likest texts that comparing with every text finds (60 % or more), how many the index finds.

``--peer PYTHON`` adds translate-toolkit's memory (its TM server's ``tmdb``, GPL, last in release 3.14) in a process
of that interpreter: ``python -m venv peer; peer/bin/pip install translate-toolkit==3.14.5 Levenshtein``. It reads
every segment that shares a word, so both are compared with ``--peer-segments``.

Times are of the clock; “cpu” is processor time in milliseconds, what a busy machine would need were it idle.

``--check`` exits 1 beyond a bound of floors.json, 2 if the data is absent or other than the bounds were set with.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from xml.sax.saxutils import escape

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from workbench.memory.importing import import_tmx
from workbench.memory.placeables import rough_keys
from workbench.memory.search import prepared
from workbench.memory.store import open_store
from workbench.memory.tm import Memory
from workbench.memory.units import Unit

HERE = Path(__file__).parent
DATA = Path(os.environ.get("WORKBENCH_DATA", HERE.parent.parent / "shared" / "data"))
FILES = {"uk": ("wmt22-en-uk/src.en", "wmt22-en-uk/ref.uk")} | {
    f"{lang}-ntrex": ("ntrex/en.txt", f"ntrex/{lang}.txt") for lang in ("uk", "de", "fr", "es", "pl")
}
NUMBER = re.compile(r"\d+")
CEILINGS = {"database / text", "fuzzy p95 ms", "short p95 ms", "exact p95 ms", "concordance p95 ms"}


def real_pairs():
    """Language -> [(source words, target words)]."""
    pairs: dict[str, list[tuple[list[str], list[str]]]] = {}
    for name, (left, right) in FILES.items():
        lines = zip(*((DATA / path).read_text("utf-8").splitlines() for path in (left, right)), strict=True)
        pairs.setdefault(name[:2], []).extend((a.split(), b.split()) for a, b in lines if a and b)
    return pairs


def digest():
    paths = sorted({path for both in FILES.values() for path in both})
    return sha256(b"".join((DATA / path).read_bytes() for path in paths)).hexdigest()


def segments(count, seed=1):
    """(target language, source, target), made as the module says."""
    dice = random.Random(seed)
    pairs = real_pairs()
    words = {
        lang: ([w for a, _ in some for w in a], [w for _, b in some for w in b])
        for lang, some in pairs.items()
    }
    langs = list(pairs)
    weights = [15 if lang == "uk" else 2.5 for lang in langs]
    for lang in dice.choices(langs, weights, k=count):
        source, target = (list(side) for side in dice.choice(pairs[lang]))
        kind = dice.random()
        if kind < 0.3:
            others, share = dice.choice(pairs[lang]), dice.random()
            for side, other in zip((source, target), others, strict=True):
                side[int(len(side) * share) + 1 :] = other[int(len(other) * share) :]
        elif kind < 0.5 and len(source) < 15:
            for side, other in zip((source, target), dice.choice(pairs[lang]), strict=True):
                side += other
        for _ in range(1 + len(source) // 6):
            source[dice.randrange(len(source))] = dice.choice(words[lang][0])
            target[dice.randrange(len(target))] = dice.choice(words[lang][1])
        made = " ".join(source), " ".join(target)
        number = NUMBER.search(made[0])
        if number and dice.random() < 0.3:
            other = str(dice.randrange(10 ** len(number[0])))
            made = made[0].replace(number[0], other), made[1].replace(number[0], other)
        yield lang, *made


def edited(text, words, dice):
    """The text with a part of its words exchanged."""
    parts = text.split()
    for _ in range(max(1, int(len(parts) * dice.choice((0.05, 0.15, 0.3))))):
        parts[dice.randrange(len(parts))] = dice.choice(words)
    return " ".join(parts)


def timed(function, asked, **more):
    """Milliseconds of each call and of processor time in it, both ascending: on a busy machine they part."""
    spent, worked = [], []
    for one in asked:
        began, cpu = time.perf_counter(), time.process_time()
        function(*one, **more)
        spent.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - cpu))
    return sorted(spent), sorted(worked)


def three(name, times):
    spent, worked = times
    return {
        f"{name} p50 ms": at(spent, 0.5),
        f"{name} p95 ms": at(spent, 0.95),
        f"{name} p95 cpu": at(worked, 0.95),
    }


def at(spent, share):
    return spent[min(len(spent) - 1, int(len(spent) * share))]


def write_tmx(path, made):
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<tmx version="1.4"><header srclang="en"/><body>\n')
        for number, (lang, source, target) in enumerate(made):
            file.write(
                f'<tu tuid="{number}" creationdate="2024010{number % 9 + 1}T120000Z" creationid="anna">\n'
                f'  <tuv xml:lang="en"><seg>{escape(source)}</seg></tuv>\n'
                f'  <tuv xml:lang="{lang}"><seg>{escape(target)}</seg></tuv>\n</tu>\n'
            )
        file.write("</body></tmx>\n")


def on_disk(path):
    return sum(each.stat().st_size for each in path.parent.glob(path.name + "*"))


def measured(folder, made, questions):
    """All figures by name."""
    figures = {}
    text = sum(len(source.encode()) + len(target.encode()) for _, source, target in made)
    values = [
        Unit(source, target, "en", lang, document=f"d{n // 500}", who="anna")
        for n, (lang, source, target) in enumerate(made)
    ]
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is none of the memory's garbage
    path = folder / "values.sqlite"
    with open_store(path) as store:
        began, cpu = time.perf_counter(), time.process_time()
        Memory(store.database).add(values)
        figures["units/s"] = len(made) / (time.perf_counter() - began)
        figures["units/s of processor time"] = len(made) / (time.process_time() - cpu)
        figures["database / text"] = on_disk(path) / text
        del values
        figures |= asked(Memory(store.database), made, questions)
    tmx = folder / "all.tmx"
    write_tmx(tmx, made)
    with open_store(folder / "tmx.sqlite") as store:
        began = time.perf_counter()
        result = import_tmx(Memory(store.database), tmx)
        figures["units/s from TMX"] = len(made) / (time.perf_counter() - began)
        assert result.added.new + result.added.merged == len(made)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"load {load:.1f} on {os.cpu_count()} processors")
    print(f"{len(made):,} segments, {text / 1e6:.0f} MB of text, {tmx.stat().st_size / 1e6:.0f} MB of TMX")
    return figures


def asked(memory, made, questions):
    """Times and recall."""
    dice = random.Random(7)
    words = [word for _, source, _ in dice.sample(made, 500) for word in source.split()]
    figures = {}
    picked = [dice.choice(made) for _ in range(questions)]
    short = [one for one in dice.sample(made, min(len(made), 60_000)) if 2 <= len(one[1].split()) <= 6][
        :questions
    ]
    fuzzy = [(edited(source, words, dice), "en", lang) for lang, source, _ in picked]
    brief = [(edited(source, words, dice), "en", lang) for lang, source, _ in short]
    same = [(source, "en", lang) for lang, source, _ in picked]
    figures |= three("fuzzy", timed(memory.lookup, fuzzy))
    figures |= three("short", timed(memory.lookup, brief))
    figures |= three("exact", timed(memory.lookup, same, floor=1.0))
    phrases = []
    for _, source, target in picked:
        parts = dice.choice((source, target)).split()
        start = dice.randrange(len(parts))
        phrases.append((" ".join(parts[start : start + dice.choice((1, 2, 3))]),))
    figures |= three("concordance", timed(memory.concordance, phrases))
    for name, some in (("recall@5", picked), ("recall@5 short", short)):
        figures[name] = recall(
            memory, made, [edited(s, words, dice) for lang, s, _ in some if lang == "uk"][:60]
        )
    return figures


def recall(memory, made, texts, best=5, floor=0.6):
    """Of the `best` likest English texts that have a Ukrainian translation, the share found by the memory."""
    numbers: dict[str, int] = {}

    def coded(text):
        return [numbers.setdefault(key, len(numbers)) for key in rough_keys(prepared(text))]

    everything = {source: coded(source) for source in dict.fromkeys(s for lang, s, _ in made if lang == "uk")}
    choices = list(everything.values())
    wanted = found = 0
    for text in texts:
        mine = coded(text)
        likest = process.extract(
            mine, choices, scorer=Levenshtein.normalized_similarity, limit=best, score_cutoff=floor
        )
        if not likest:
            continue
        least = min(score for _, score, _ in likest) - 1e-9
        got = memory.lookup(text, "en", "uk", limit=4 * best, floor=floor - 0.1)
        likeness = [
            Levenshtein.normalized_similarity(mine, everything[source])
            for source in {match.unit.source for match in got}
            if source in everything
        ]
        wanted += len(likest)
        found += min(len(likest), sum(value >= least for value in likeness))
    return found / wanted if wanted else 1.0


PEER = """
import json, sys, time
from translate.storage.tmdb import TMDB
given = json.load(open(sys.argv[1]))
db = TMDB(sys.argv[2], max_candidates=5, min_similarity=60)
began = time.perf_counter()
for lang in sorted({unit[0] for unit in given["units"]}):
    some = ({"source": s, "target": t, "context": ""} for l, s, t in given["units"] if l == lang)
    db.add_list(some, "en", lang)
added = time.perf_counter() - began
spent, failed = [], 0
for lang, text in given["asked"]:
    began = time.perf_counter()
    try:
        db.translate_unit(text, "en", lang)
    except Exception:  # a segment's words may be operators of its full text query
        failed += 1
        continue
    spent.append(1000 * (time.perf_counter() - began))
print(json.dumps([added, sorted(spent), failed]))
"""


def beside_peer(folder, python, made, questions):
    dice = random.Random(9)
    words = [word for _, source, _ in made[:500] for word in source.split()]
    texts = [
        (lang, edited(source, words, dice))
        for lang, source, _ in (dice.choice(made) for _ in range(questions))
    ]
    given = folder / "peer.json"
    given.write_text(json.dumps({"units": made, "asked": texts}))
    out = subprocess.run(
        [python, "-c", PEER, given, folder / "peer.sqlite"], check=True, capture_output=True, timeout=3000
    )
    added, theirs, lost = json.loads(out.stdout.splitlines()[-1])
    with open_store(folder / "ours.sqlite") as store:
        memory = Memory(store.database)
        began = time.perf_counter()
        memory.add(Unit(source, target, "en", lang) for lang, source, target in made)
        ours_added = time.perf_counter() - began
        ours, _ = timed(lambda lang, text: memory.lookup(text, "en", lang), texts)
    print(f"\nBeside translate-toolkit's tmdb, {len(made):,} segments, {questions} lookups of the five best")
    print(f"{lost} of its lookups failed")
    print(f"{'':24}{'ours':>12}{'tmdb':>12}")
    for name, mine, other in (
        ("units/s", len(made) / ours_added, len(made) / added),
        ("fuzzy p50 ms", at(ours, 0.5), at(theirs, 0.5)),
        ("fuzzy p95 ms", at(ours, 0.95), at(theirs, 0.95)),
        ("database MB", on_disk(folder / "ours.sqlite") / 1e6, on_disk(folder / "peer.sqlite") / 1e6),
    ):
        print(f"{name:24}{mine:12,.1f}{other:12,.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--segments", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--peer-segments", type=int, default=5_000)
    args = parser.parse_args()
    if not all((DATA / path).exists() for both in FILES.values() for path in both):
        print(f"no data in {DATA}; set WORKBENCH_DATA", file=sys.stderr)
        return 2
    floors = json.loads((HERE / "floors.json").read_text())["memory"]
    if args.check and digest() != floors["data_sha256"]:
        print("the data is not the data the floors were set with", file=sys.stderr)
        return 2
    made = list(segments(args.segments))
    with tempfile.TemporaryDirectory() as name:
        figures = measured(Path(name), made, args.questions)
    failed = []
    for key, value in figures.items():
        bound = floors["floor"].get(key)
        good = bound is None or (value <= bound if key in CEILINGS else value >= bound)
        if not good:
            failed.append(key)
        limit = (
            ""
            if bound is None
            else f"  {'≤' if key in CEILINGS else '≥'} {bound:,}{'' if good else '  BEYOND'}"
        )
        print(f"{key:28}{value:12,.{3 if value < 10 else 1}f}{limit}")
    if args.peer:
        with tempfile.TemporaryDirectory() as name:
            beside_peer(Path(name), args.peer, made[: args.peer_segments], 8)
    return 1 if args.check and failed else 0


if __name__ == "__main__":
    sys.exit(main())

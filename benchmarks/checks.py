"""How often the checks speak on published translations, and how often they see a seeded mistake.

    python benchmarks/checks.py                 the tables
    python benchmarks/checks.py --pofilter      beside them what translate-toolkit's pofilter says
    python benchmarks/checks.py --check         exit 1 above a ceiling or below a floor of floors.json

Published: human translations of 600 news sentences into six languages (NTREX-128) and the human reference
of WMT22 English–Ukrainian; findings per 100 rows. Systems: the outputs of four WMT22 systems. Seeded: 60
rows of each published translation with one mistake put in; share of rows with an error or warning. Speed:
5,000 rows with six renderings.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from workbench.checks import CODES, run
from workbench.checks.likeness import skeleton
from workbench.model import Document, Finding, Origin, Parallel, Rendering, Row, Segment, Span

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("WORKBENCH_DATA", ROOT / ".." / "shared" / "data"))
FLOORS = ROOT / "benchmarks" / "floors.json"
TARGETS = ("uk", "ru", "de", "fr", "es", "pl")
SYSTEMS = ("HuaweiTSC", "Online-B", "Online-G", "eTranslation")
SEEDED = 60


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def rendering(texts: list[str], lang: str, kind: Origin = Origin.HUMAN) -> Rendering:
    segments, at = [], 0
    for number, text in enumerate(texts):
        segments.append(Segment(text, Span(at, at + len(text)), number))
        at += len(text) + 1
    return Rendering(Document(lang, "\n".join(texts)), lang, tuple(segments), kind, lang)


def table(source: list[str], lang: str, *targets: list[str]) -> Parallel:
    sides = tuple(rendering(target, lang) for target in targets)
    rows = tuple(Row((i,), tuple((i,) for _ in sides)) for i in range(len(source)))
    return Parallel(rendering(source, "en", Origin.SOURCE), sides, (), rows)


def check(parallel: Parallel) -> tuple[Finding, ...]:
    from workbench.detection import detect

    return run(parallel, detect=detect)[0]


def published() -> Iterator[tuple[str, list[str], str, list[str]]]:
    """(name, source, language, translation)."""
    news = lines(DATA / "ntrex" / "en.txt")
    for lang in TARGETS:
        yield f"ntrex {lang}", news, lang, lines(DATA / "ntrex" / f"{lang}.txt")
    folder = DATA / "wmt22-en-uk"
    yield "wmt22 ref", lines(folder / "src.en"), "uk", lines(folder / "ref.uk")


def systems() -> Iterator[tuple[str, list[str], str, list[str]]]:
    folder = DATA / "wmt22-en-uk"
    for name in SYSTEMS:
        yield name, lines(folder / "src.en"), "uk", lines(folder / f"hyp.{name}.uk")


# --- findings per 100 rows -------------------------------------------------------------------------


def rates(texts: Iterator[tuple[str, list[str], str, list[str]]]) -> dict[str, Counter[tuple[str, str]]]:
    """Findings per 100 rows by (severity, code) of each text."""
    out: dict[str, Counter[tuple[str, str]]] = {}
    for name, source, lang, target in texts:
        counts = Counter((f.severity.value, f.code) for f in check(table(source, lang, target)))
        out[name] = Counter({key: 100 * n / len(source) for key, n in counts.items()})
    return out


def print_rates(found: dict[str, Counter[tuple[str, str]]]) -> None:
    print(f"{'findings per 100 rows':25}" + "".join(f"{name[-9:]:>10}" for name in found))
    for severity in "EWI":
        total = [sum(n for (s, _), n in counts.items() if s == severity) for counts in found.values()]
        print(f"{severity + ' together':25}" + "".join(f"{n:10.2f}" for n in total))
    order = list(CODES)
    keys = {key for counts in found.values() for key in counts}
    for severity, code in sorted(keys, key=lambda key: ("EWI".index(key[0]), order.index(key[1]))):
        row = "".join(f"{counts[severity, code]:10.2f}" for counts in found.values())
        print(f"  {severity} {code:21}" + row)


# --- seeded mistakes -------------------------------------------------------------------------------

_NEGATIONS = {
    "uk": r"\b(не|ні) ",
    "ru": r"\b(не|ни) ",
    "de": r"\bnicht ",
    "es": r"\bno ",
    "pl": r"\bnie ",
    "fr": r"\b(ne|pas) |\bn[’']",
}
_CLOSING = {"uk": "»", "ru": "»", "de": "“", "fr": "»", "es": "”", "pl": "”"}
_NAME = re.compile(r"(?<=[^\W\d_A-ZА-ЯІЇЄҐ] )[A-ZА-ЯІЇЄҐ][\w’]{3,}")


def changed_number(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    found = list(re.finditer(r"\d+", target))
    if not found:
        return None
    match = rng.choice(found)
    digits = match.group()
    new = digits[:-1] + str((int(digits[-1]) + rng.randint(1, 8)) % 10)
    return target[: match.start()] + new + target[match.end() :]


def half(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    return target[: len(target) // 2].rsplit(" ", 1)[0] if len(target) >= 60 else None


def other_sentence(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    return rng.choice(others)


def negation_lost(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    if not re.search(r"\b(not|never)\b|n't\b", source):
        return None
    return re.sub(_NEGATIONS[lang], "", target, flags=re.IGNORECASE)


def name_replaced(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    """A name that stands in the source too (by its consonants) becomes a name of another row."""
    ours = {skeleton(word)[:4] for word in _NAME.findall(source) if len(skeleton(word)) >= 3}
    own = [
        m for m in _NAME.finditer(target) if len(skeleton(m.group())) >= 3 and skeleton(m.group())[:4] in ours
    ]
    i = rng.randrange(len(others))
    foreign = [word for word in _NAME.findall(others[i]) if len(skeleton(word)) >= 3]
    if lang == "de":  # every noun has a capital: take one that stands in the English row
        foreign = [word for word in foreign if word in lines(DATA / "ntrex" / "en.txt")[i]]
    if not own or not foreign:
        return None
    match = rng.choice(own)
    return target[: match.start()] + foreign[0] + target[match.end() :]


def copied(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    return source


def quote_unclosed(source: str, target: str, lang: str, rng: random.Random, others: list[str]) -> str | None:
    mark = _CLOSING[lang]
    return target.replace(mark, "") if target.count(mark) == 1 else None


Mistake = Callable[[str, str, str, random.Random, list[str]], str | None]
MISTAKES: dict[str, Mistake] = {
    "a number changed": changed_number,
    "second half dropped": half,
    "another sentence": other_sentence,
    "a negation lost": negation_lost,
    "a name replaced": name_replaced,
    "left untranslated": copied,
    "a quotation not closed": quote_unclosed,
}


def seeded() -> dict[str, dict[str, float]]:
    """Per mistake and language the share of spoilt rows with an error or warning, in per cent."""
    news = lines(DATA / "ntrex" / "en.txt")
    out: dict[str, dict[str, float]] = {}
    for kind, spoil in MISTAKES.items():
        out[kind] = {}
        for lang in TARGETS:
            good = lines(DATA / "ntrex" / f"{lang}.txt")
            rng = random.Random(f"{kind} {lang}")
            spoilt: dict[int, str] = {}
            for i in rng.sample(range(len(news)), len(news)):
                text = spoil(news[i], good[i], lang, rng, good)
                if text and text != good[i] and len(spoilt) < SEEDED:
                    spoilt[i] = text
            target = [spoilt.get(i, text) for i, text in enumerate(good)]
            seen = {f.row for f in check(table(news, lang, target)) if f.severity.value != "I"}
            out[kind][lang] = 100 * len(seen & spoilt.keys()) / max(1, len(spoilt))
    return out


def print_seeded(found: dict[str, dict[str, float]]) -> None:
    print(f"\n{'seeded mistakes seen, %':30}" + "".join(f"{lang:>7}" for lang in TARGETS))
    for kind, row in found.items():
        print(f"  {kind:28}" + "".join(f"{row[lang]:7.0f}" for lang in TARGETS))


# --- speed, and the other tool ---------------------------------------------------------------------


def seconds_for_six_renderings(rows: int = 5000) -> float:
    """Seconds for 5,000 rows × 6 renderings, all checks but language detection."""
    folder = DATA / "wmt22-en-uk"
    source = lines(folder / "src.en")
    files = ("ref.uk", *(f"hyp.{name}.uk" for name in SYSTEMS), "ref.uk")
    targets = [lines(folder / name) for name in files]
    times = rows // len(source) + 1

    def grown(texts: list[str]) -> list[str]:  # numbered, so that no row is a repetition of another
        return [f"{text} {round_}" for round_ in range(times) for text in texts][:rows]

    parallel = table(grown(source), "uk", *(grown(target) for target in targets))
    start = time.perf_counter()
    run(parallel)
    return time.perf_counter() - start


def print_pofilter() -> None:
    """What translate-toolkit's standard checks say on the same texts, per 100 rows."""
    from translate.filters import checks as toolkit
    from translate.storage.po import pounit

    print("\npofilter (translate-toolkit), findings per 100 rows")
    for name, source, lang, target in published():
        checker = toolkit.StandardChecker(checkerconfig=toolkit.CheckerConfig(targetlanguage=lang))
        counts: Counter[str] = Counter()
        for left, right in zip(source, target, strict=True):
            unit = pounit(left)
            unit.target = right
            counts.update(list(checker.run_filters(unit)))
        told = ", ".join(f"{code} {100 * n / len(source):.1f}" for code, n in counts.most_common(8))
        print(f"  {name}: {100 * sum(counts.values()) / len(source):.1f} ({told})")


# --- floors ----------------------------------------------------------------------------------------


def figures(
    found: dict[str, Counter[tuple[str, str]]], seen: dict[str, dict[str, float]]
) -> dict[str, float]:
    """The figures that floors.json holds: ceilings for findings, floors for mistakes seen."""
    out = {}
    for name, counts in found.items():
        for severity in "EW":
            out[f"{name} {severity} at most"] = sum(n for (s, _), n in counts.items() if s == severity)
    for kind, row in seen.items():
        out[f"{kind} at least"] = sum(row.values()) / len(row)
    return out


def digest() -> str:
    names = [DATA / "ntrex" / f"{lang}.txt" for lang in ("en", *TARGETS)]
    names += [DATA / "wmt22-en-uk" / name for name in ("src.en", "ref.uk")]
    return sha256(b"".join(path.read_bytes() for path in names)).hexdigest()


def held(measured: dict[str, float], key: str, data: str | None = None) -> int:
    """Print whether all floors of floors.json are held: 0 where they are, else 1.

    Args:
        measured: by the floors' names.
        key: the benchmark's.
        data: digest of its data; None for that of the published texts.
    """
    wrong = below(measured, key, data)
    print("\n" + ("\n".join(wrong) or "All floors held."))
    return 1 if wrong else 0


def below(measured: dict[str, float], key: str, data: str | None = None) -> list[str]:
    """What is above its ceiling or below its floor in floors.json, in words."""
    own = json.loads(FLOORS.read_text("utf-8"))[key]
    if own["data_sha256"] != (data or digest()):
        return ["the data are not those the floors were measured on"]
    out = []
    for name, limit in own["floor"].items():
        value = measured[name]
        if value > limit if name.endswith("at most") else value < limit:
            out.append(f"{name} {limit}: {value:.2f}")
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument("--pofilter", action="store_true", help="also run translate-toolkit's checks")
    options = parser.parse_args()
    if not (DATA / "ntrex").is_dir() or not (DATA / "wmt22-en-uk").is_dir():
        print(f"skipped: no data at {DATA} (set WORKBENCH_DATA)")
        return 2
    found = rates(published())
    print_rates(found)
    seen = seeded()
    print_seeded(seen)
    if options.check:
        return held(figures(found, seen), "checks")
    print()
    print_rates(rates(systems()))
    if options.pofilter:
        print_pofilter()
    print(f"\n5,000 rows × 6 renderings: {seconds_for_six_renderings():.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

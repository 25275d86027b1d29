"""Does the order "look here first" put spoilt rows first? Area under the ROC curve, no reference.

    python benchmarks/doubt.py            the table
    python benchmarks/doubt.py --check    exit 1 below a floor of floors.json

One kind of mistake is put into a tenth of a published translation's rows (NTREX-128) at a time; the area is
the share of (spoilt, unspoilt) pairs of rows in which the spoilt one has the greater doubt. For each half of
the data by itself, since the weights were learned on the first: a difference between the two would be
overfitting. Shown for all parts together, for sentence similarity alone, and for the best other part. Word
vectors and sentences are encoded once and cached where the aligner caches its own.

Then the same kinds as somebody would put them in who knows nothing of the workbench (doubt_strangers.py), in a tenth
and in half of the rows, in texts of 300, 200 and 100 rows of the second half: there chance takes its share.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import checks as published
import doubt_seeds
import doubt_strangers
import numpy as np

from workbench.judgement import JudgedRow, judge
from workbench.model import Guess, Report

PAIRS = ("uk", "de", "fr")
FLOORS_KEY = "doubt"


def area(spoilt: Sequence[float], good: Sequence[float]) -> float:
    a, b = np.asarray(spoilt)[:, None], np.asarray(good)[None]
    return float((a > b).mean() + 0.5 * (a == b).mean())


def areas(kind: str, lang: str, start: int, end: int) -> dict[str, float]:
    """Area for each part and for all together."""
    news, target, spoilt = doubt_seeds.spoilt(kind, lang, start, end)
    rows = judged(news, lang, target)
    columns = {"together": [row.doubt.value for row in rows]}
    for name, _ in rows[0].doubt.parts:
        columns[name] = [dict(row.doubt.parts)[name] for row in rows]
    return {
        name: area([values[i] for i in spoilt], [v for i, v in enumerate(values) if i not in spoilt])
        for name, values in columns.items()
    }


def judged(news: list[str], lang: str, target: list[str]) -> tuple[JudgedRow, ...]:
    table = published.table(news, lang, target)
    report = Report(table, Guess("en"), findings=published.check(table))
    return judge(report).renderings[0].rows


def mixed(lang: str, start: int, end: int) -> float:
    """Area where one text has mistakes of every kind."""
    news, target, kinds = doubt_seeds.mixed(lang, start, end)
    values = [row.doubt.value for row in judged(news, lang, target)]
    return area([values[i] for i in kinds], [v for i, v in enumerate(values) if i not in kinds])


STRANGERS = ((300, 0.1), (100, 0.1), (300, 0.5))
"""Rows of a text, and the share of them that is spoilt."""


def strangers(lang: str, rows: int, share: float) -> dict[str, float]:
    """Mean area of each kind over the texts of `rows` rows in the second half."""
    start, end = doubt_seeds.HALVES["second half"]
    kinds = {**doubt_strangers.STYLES, doubt_strangers.KINDS_OF_ALL: doubt_strangers.every_kind()}
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    for at in range(start, end, rows):
        news, good = (doubt_strangers.news(code, at, at + rows) for code in ("en", lang))
        for kind, styles in kinds.items():
            target, how = doubt_strangers.spoilt(styles, good, lang, f"{kind} {lang} {at} {rows}", share)
            values = [row.doubt.value for row in judged(news, lang, target)]
            found[kind].append(
                area([values[i] for i in how], [v for i, v in enumerate(values) if i not in how])
            )
    return {kind: float(np.mean(values)) for kind, values in found.items()}


def print_strangers(langs: Sequence[str]) -> dict[str, float]:
    """The second table; the means over the languages."""
    measured: dict[str, float] = {}
    print(f"\n{'as a stranger would: rows, share':36}{''.join(f'{lang:>9}' for lang in langs)}{'mean':>9}")
    for rows, share in STRANGERS:
        by_lang = [strangers(lang, rows, share) for lang in langs]
        for kind in by_lang[0]:
            name, values = f"{rows} rows, {share:.0%}, {kind}", [found[kind] for found in by_lang]
            measured[name] = float(np.mean(values))
            print(f"  {name:34}{''.join(f'{v:9.3f}' for v in values)}{measured[name]:9.3f}", flush=True)
    return measured


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument("--langs", default=",".join(PAIRS), help="target languages, as uk,de,fr")
    options = parser.parse_args()
    if not (published.DATA / "ntrex").is_dir():
        print(f"skipped: no data at {published.DATA} (set WORKBENCH_DATA)")
        return 2
    print(
        f"{'area under the ROC curve':35}{'1st half':>9}{'2nd half':>9}{'meaning':>9}  best other part (2nd half)"
    )
    measured: dict[str, float] = {}
    for kind in doubt_seeds.ORDER:
        for lang in options.langs.split(","):
            one, two = (areas(kind, lang, *rows) for rows in doubt_seeds.HALVES.values())
            others = {name: value for name, value in two.items() if name not in ("together", "meaning")}
            best = max(others, key=lambda name: others[name])
            print(
                f"  en-{lang} {kind:27}{one['together']:9.3f}{two['together']:9.3f}"
                f"{two['meaning']:9.3f}  {best} {others[best]:.3f}",
                flush=True,
            )
            measured[f"en-{lang} {kind}"] = (one["together"] + two["together"]) / 2
    for lang in options.langs.split(","):
        first, second = (mixed(lang, *rows) for rows in doubt_seeds.HALVES.values())
        print(f"  en-{lang} {'every kind in one text':27}{first:9.3f}{second:9.3f}", flush=True)
        measured[f"en-{lang} every kind in one text"] = (first + second) / 2
    for kind in (*doubt_seeds.ORDER, "every kind in one text"):
        values = [value for name, value in measured.items() if name.split(" ", 1)[1] == kind]
        print(f"  mean {kind:28}{sum(values) / len(values):9.3f}")
    measured |= print_strangers(options.langs.split(","))
    if not options.check:
        return 0
    return published.held(measured, FLOORS_KEY)


if __name__ == "__main__":
    sys.exit(main())

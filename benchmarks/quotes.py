"""How well quotations, their speakers and cue verbs are found in small news texts in 16 languages.

    python benchmarks/quotes.py             the tables
    python benchmarks/quotes.py --wrong     and every quotation that came out wrong
    python benchmarks/quotes.py --check     exit 1 below a floor of floors.json

The texts are in tests/data/quotes_news and were written for this project. Span F1 counts the quoted stretches
that are found exactly (statements and mentions). A speaker is right where the words are those expected, or
one has only a title, an article or a first name more than the other; a cue where the expected word is in it.
Where a text says "the manager" of somebody it has named, the role and the name are both right
("Hollis / manager"); "Hollis / -" admits that it is left open.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from checks import ROOT, held

sys.path.insert(0, str(ROOT / "tests"))

from quotes_support import read_case

from workbench.languages import LANGUAGES
from workbench.model import Document, Quote
from workbench.quotes import find_quotes

CASES = ROOT / "tests" / "data" / "quotes_news"
LANGS = {"zh": "zh-cn"}
ANY = "*"
WORD = re.compile(r"[\w-]+")


@dataclass
class Tally:
    """Counts of one language."""

    expected: int = 0
    found: int = 0
    right: int = 0
    speakers: int = 0
    speakers_right: int = 0
    cues: int = 0
    cues_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("expected", "found", "right", "speakers", "speakers_right", "cues", "cues_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1, self.expected + self.found)

    @property
    def speaker(self) -> float:
        return 100 * self.speakers_right / max(1, self.speakers)

    @property
    def cue(self) -> float:
        return 100 * self.cues_right / max(1, self.cues)


def same_speaker(wanted: str, said: str | None, lang: str) -> bool:
    """The same words, or one has up to two words more; in a script without spaces, one holds the other."""
    if " / " in wanted:
        return any(same_speaker(one.strip("-"), said, lang) for one in wanted.split(" / "))
    if not wanted or said is None:
        return not wanted and said is None
    a, b = wanted.casefold(), said.casefold()
    if not LANGUAGES[lang].spaced:
        return a in b or b in a
    ours, theirs = WORD.findall(a), WORD.findall(b)
    short, long = sorted((ours, theirs), key=len)
    inside = any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
    return inside and len(long) - len(short) <= 2


def judge(path: Path) -> Tally:
    code, text, expected = read_case(path)
    lang = LANGS.get(code, code)
    found = find_quotes(Document(path.name, text), lang)
    tally = Tally(sum(len(one.parts) for one in expected), sum(len(quote.parts) for quote in found))
    spans = {part for quote in found for part in quote.parts}
    for one in expected:
        kind, speaker, cue, parts = one.kind, one.speaker or "", one.cue or "", one.parts
        hit = sum(part in spans for part in parts)
        tally.right += hit
        quote = next((quote for quote in found if set(quote.parts) & set(parts)), None)
        if hit < len(parts) or quote is None or quote.kind.value != kind:
            tally.wrong.append(f"{path.stem}: {kind} “{parts[0].of(text)[:40]}” as {_told(quote)}")
        if kind == "statement" and speaker != ANY:
            right = quote is not None and same_speaker(speaker, quote.speaker, lang)
            tally.speakers += 1
            tally.speakers_right += right
            if not right:
                tally.wrong.append(
                    f"{path.stem}: “{parts[0].of(text)[:40]}” by {speaker or '–'}, not {_told(quote)}"
                )
        if kind == "statement" and cue != ANY:
            said = quote.cue if quote else None
            right = (
                any(one in (said or "").casefold() for one in cue.casefold().split(" / "))
                if cue
                else not said
            )
            tally.cues += 1
            tally.cues_right += right
            if not right:
                tally.wrong.append(
                    f"{path.stem}: “{parts[0].of(text)[:40]}” {cue or '–'}, not {_told(quote)}"
                )
    return tally


def _told(quote: Quote | None) -> str:
    return f"{quote.kind.value}, {quote.speaker}, {quote.cue}" if quote else "nothing"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    parser.add_argument("--wrong", action="store_true", help="list what came out wrong")
    options = parser.parse_args()
    whole, by_lang = Tally(), defaultdict(Tally)
    paths = sorted(CASES.glob("*.txt"))
    for path in paths:
        tally = judge(path)
        by_lang[path.stem.split("-")[0]].add(tally)
        whole.add(tally)
        if options.wrong:
            print("\n".join(tally.wrong), end="\n" if tally.wrong else "")
    print(f"{'':8}{'quotes':>8}{'span F1':>9}{'speaker':>9}{'cue':>7}   of {len(paths)} texts")
    for lang, tally in [*sorted(by_lang.items()), ("all", whole)]:
        print(f"{lang:8}{tally.speakers:8}{tally.f1:9.1f}{tally.speaker:9.1f}{tally.cue:7.1f}")
    if options.check:
        values = {"span F1": whole.f1, "speaker": whole.speaker, "cue": whole.cue}
        return held(values, "quotes", digest(paths))
    return 0


def digest(paths: list[Path]) -> str:
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


if __name__ == "__main__":
    sys.exit(main())

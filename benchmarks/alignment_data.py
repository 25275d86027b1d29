"""Development sets for the aligner: hand-aligned books and articles, and seeded sets made from parallel text.

Nothing here is part of the product. The data lies outside the repository, see ``WORKBENCH_DATA``.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from workbench.alignment import Pairing, parse_beads

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("WORKBENCH_DATA", ROOT.parent / "shared" / "data"))

GOLD = {  # name: (folder, left language, right language)
    "textberg": ("align/textberg-dev", "de", "fr"),
    "1984": ("align/1984-ro-en", "ro", "en"),
    "steinbeck": ("align/steinbeck-hu-en", "hu", "en"),
}


@dataclass(frozen=True, slots=True)
class AlignedSet:
    """Two texts, one segment per item, with their beads."""

    name: str
    left: list[str]
    right: list[str]
    gold: list[Pairing]
    langs: tuple[str, str]
    paragraphs: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())


def lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8").splitlines()]


def gold_set(name: str) -> AlignedSet:
    folder, *langs = GOLD[name]
    place = DATA / folder
    beads = parse_beads((place / "gold.beads").read_text("utf-8"), name)
    left, right = lines(place / "src.txt"), lines(place / "tgt.txt")
    last = max(max(b[0], default=-1) for b in beads), max(max(b[1], default=-1) for b in beads)
    return AlignedSet(name, left[: last[0] + 1], right[: last[1] + 1], beads, (langs[0], langs[1]))


def made_set(
    name: str, left: list[str], right: list[str], langs: tuple[str, str], seed: int, *, noise: float = 0.0
) -> AlignedSet:
    """Merge, split, drop and add sentences of a parallel text, as translators do; the beads are known.

    Of the beads about 72 % are 1-1, 20 % merges or splits, 8 % gaps; paragraphs of two to eight beads
    agree on both sides nine times out of ten. `noise` is the share of scanner's rubbish, captions and page
    numbers strewn in on one side.
    """
    rng = random.Random(seed)
    one: list[str] = []
    other: list[str] = []
    beads: list[Pairing] = []
    paragraphs: tuple[list[int], list[int]] = ([], [])
    number, at, until = [0, 0], 0, rng.randint(2, 8)

    def add(lefts: list[str], rights: list[str]) -> None:
        nonlocal until
        i, j = len(one), len(other)
        one.extend(lefts)
        other.extend(rights)
        beads.append((tuple(range(i, i + len(lefts))), tuple(range(j, j + len(rights)))))
        paragraphs[0].extend([number[0]] * len(lefts))
        paragraphs[1].extend([number[1]] * len(rights))
        until -= 1
        if until <= 0:
            until = rng.randint(2, 8)
            for side in (0, 1):
                number[side] += rng.random() < 0.95

    while at < len(left):
        for side in (0, 1):
            if rng.random() < noise:
                for _ in range(rng.choice((1, 1, 1, 2, 4))):
                    rubbish = _rubbish(rng, (left, right)[side])
                    add([rubbish], []) if side == 0 else add([], [rubbish])
        a, b = left[at], right[at]
        what = rng.random()
        if what < 0.72 or at + 3 >= len(left):
            add([a], [b])
            at += 1
        elif what < 0.84:  # two sentences become one on one side
            both = rng.random() < 0.5
            pair_left, pair_right = left[at : at + 2], right[at : at + 2]
            add([" ".join(pair_left)] if both else pair_left, pair_right if both else [" ".join(pair_right)])
            at += 2
        elif what < 0.86:  # three become one
            both = rng.random() < 0.5
            three_left, three_right = left[at : at + 3], right[at : at + 3]
            add(
                [" ".join(three_left)] if both else three_left,
                three_right if both else [" ".join(three_right)],
            )
            at += 3
        elif what < 0.92:  # one is cut at a comma on one side
            halves, whole = (_cut(a), [b]) if rng.random() < 0.5 else (_cut(b), [a])
            add(halves, whole) if whole == [b] else add(whole, halves)
            at += 1
        elif what < 0.96:  # nothing opposite
            add([a], []) if rng.random() < 0.5 else add([], [b])
            at += 1
        else:  # something foreign in between
            stray = rng.randrange(len(left))
            add([left[stray]], []) if rng.random() < 0.5 else add([], [right[stray]])
    return AlignedSet(name, one, other, beads, langs, (tuple(paragraphs[0]), tuple(paragraphs[1])))


def _rubbish(rng: random.Random, texts: list[str]) -> str:
    """A page number, scanned dirt, a caption, a by-line: what stands alone in scanned articles."""
    words = re.findall(r"[^\W\d_]+", texts[rng.randrange(len(texts))])
    names = [word for word in words if word[0].isupper()]
    match rng.randrange(5):
        case 0:
            return f"{rng.randrange(1, 400)} {rng.choice(('', '—', '.', '*', 'a !'))}".strip()
        case 1:
            return " ".join(
                rng.choice((".", "..", "-", "*", "h", "_", "f r", "' :", "i"))
                for _ in range(rng.randint(1, 4))
            )
        case 2:
            return " ".join(words[: rng.randint(2, 6)]) or "—"
        case 3:
            return f"{rng.randrange(1, 90)} - Photo {' '.join(names[:3])}".strip()
        case _:
            return " ".join(names[: rng.randint(1, 5)]) or "* * *"


def _cut(text: str) -> list[str]:
    """Cut at the comma or dash nearest the middle; a text without one stays whole."""
    places = [
        match.end() for match in re.finditer(r"[,;:]\s+|\s[–—-]\s", text) if 15 < match.end() < len(text) - 15
    ]
    if not places:
        return [text]
    place = min(places, key=lambda p: abs(p - len(text) / 2))
    return [text[:place].strip(), text[place:].strip()]


def half(texts: list[str], second: bool) -> list[str]:
    """Weights are learned on first halves of made sets and measured on second halves."""
    middle = len(texts) // 2
    return texts[middle:] if second else texts[:middle]


def wmt_set(seed: int = 1, *, second: bool = True) -> AlignedSet:
    """English–Ukrainian, from a half of the WMT22 test set."""
    folder = DATA / "wmt22-en-uk"
    left, right = (half(lines(folder / name), second) for name in ("src.en", "ref.uk"))
    return made_set("wmt22", left, right, ("en", "uk"), seed)


def ntrex_set(one: str, other: str, seed: int = 1, *, second: bool = True, noise: float = 0.0) -> AlignedSet:
    """News in two of the languages of NTREX, a half of it."""
    folder = DATA / "ntrex"
    return made_set(
        f"ntrex-{one}-{other}",
        half(lines(folder / f"{one}.txt"), second),
        half(lines(folder / f"{other}.txt"), second),
        (one, other),
        seed,
        noise=noise,
    )


def digest() -> str:
    """SHA-256 over the files read here."""
    total = sha256()
    for folder in [*(place for place, *_ in GOLD.values()), "wmt22-en-uk", "ntrex"]:
        for path in sorted((DATA / folder).iterdir()):
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()

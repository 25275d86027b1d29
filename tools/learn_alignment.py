"""Learn the aligner's weights from the development sets and write ``workbench/alignment/weights.json``.

    python tools/learn_alignment.py             learn and write
    python tools/learn_alignment.py --folds 5 [--set 1984 --encoder e5]
                                                only measure: each fold with weights that never saw it

The model is a semi-Markov conditional random field; its conditional log-likelihood is concave in the
weights, so L-BFGS (Nocedal & Wright 2006, algorithm 7.5) finds the one best vector. First one vector is
learned for all encoders and sets together, then one per encoder that is drawn towards the common one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import alignment_data as data  # noqa: E402

from workbench.alignment import Agreement, score  # noqa: E402
from workbench.alignment.aligner import vectors_for  # noqa: E402
from workbench.alignment.cache import default_cache  # noqa: E402
from workbench.alignment.cost import FEATURES, GAP_FEATURES, gap_features, tiles  # noqa: E402
from workbench.alignment.embedding import Installed  # noqa: E402
from workbench.alignment.evidence import compare, read  # noqa: E402
from workbench.alignment.lattice import SHAPES, Band, around  # noqa: E402
from workbench.alignment.lexical import Lexical  # noqa: E402
from workbench.alignment.model import Prepared, Weights, prepare, shape_names, solve  # noqa: E402
from workbench.alignment.search import Gaps, run  # noqa: E402

F, S, G = len(FEATURES), len(SHAPES), len(GAP_FEATURES)
PULL = 0.5
"""Strength of the quadratic pull of the common weights towards 0 (or towards the warm start's zero)."""
TOWARDS_COMMON = 3.0
"""Strength of the pull of an encoder's own weights towards the common ones."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a set whose gold beads the model can express: a small lattice with its gold path.

    Attributes:
        left: range of left segments, to find the piece's fold.
        band: its cells.
        values: (shapes, cells, features).
        gaps: (left features, right features), each (n, 3).
        wanted: what the gold path sums up to, as one vector of all weights' factors.
        weight: how much it counts.
    """

    left: tuple[int, int]
    band: Band
    values: np.ndarray
    gaps: tuple[np.ndarray, np.ndarray]
    wanted: np.ndarray
    weight: float


def pieces(prepared: Prepared, gold: Sequence[data.Pairing], weight: float) -> list[Piece]:
    """Cut a set where its gold cannot be expressed (a crossing, a hole, a shape out of the table)."""
    out: list[Piece] = []
    path: list[tuple[int, int]] = []
    lefts, rights = ([n for bead in gold for n in bead[side]] for side in (0, 1))
    origin = at = min(lefts, default=0), min(rights, default=0)
    for left, right in [*gold, ((), ())]:
        shape = (len(left), len(right))
        follows = all(
            not side or (side[0] == place and side[-1] - side[0] + 1 == len(side))
            for side, place in zip((left, right), at, strict=True)
        )
        if follows and (shape in SHAPES or shape in ((1, 0), (0, 1))):
            path.append(shape)
            at = at[0] + shape[0], at[1] + shape[1]
            continue
        if len(path) >= 3:
            out.append(_piece(prepared, origin, path, weight))
        path = []
        origin = at = (max((*left, at[0] - 1)) + 1, max((*right, at[1] - 1)) + 1)
    return out


def _piece(prepared: Prepared, origin: tuple[int, int], path: list[tuple[int, int]], weight: float) -> Piece:
    places = [(0, 0)]
    for a, b in path:
        places.append((places[-1][0] + a, places[-1][1] + b))
    n, m = places[-1]
    ties = [(i, j) for (i, j), shape in zip(places, path, strict=False) if shape == (1, 1)]
    band = around(n, m, ties, margin=7)
    values = np.zeros((S, band.cells, F), np.float32)
    for tile in tiles(prepared.pair, band, SHAPES, origin):
        for shape, features in tile.features:
            values[shape, tile.cells] = np.stack(
                [f[tile.inside] for f in map(partial(np.broadcast_to, shape=tile.inside.shape), features)], 1
            )
    gaps = gap_features(prepared.pair)
    gaps = gaps[0][origin[0] : origin[0] + n], gaps[1][origin[1] : origin[1] + m]
    wanted = np.zeros(F + S + G)
    running = False
    for (a, b), (i, j) in zip(path, places[1:], strict=True):
        if a and b:
            shape = SHAPES.index((a, b))
            wanted[:F] += values[shape, band.cell(i, j)]
            wanted[F + shape] += 1
        else:
            wanted[F + S + running] += 1
            wanted[F + S + 2 :] += gaps[0][i - 1] if a else gaps[1][j - 1]
        running = not (a and b)
    return Piece((origin[0], origin[0] + n), band, values, gaps, wanted, weight)


def likelihood(theta: np.ndarray, piece: Piece) -> tuple[float, np.ndarray]:
    """Log-probability of the gold path and its gradient."""
    weights = Weights.of(theta)
    scores = (piece.values @ weights.features.astype(np.float32)) + weights.shapes[:, None]
    extra = [side @ weights.gaps[2:] for side in piece.gaps]
    gaps = Gaps(float(weights.gaps[0]), float(weights.gaps[1]), extra[0], extra[1])
    band = piece.band
    chart = run(band, SHAPES, scores, gaps)
    expected = np.zeros(F + S + G)
    rows = np.repeat(np.arange(band.rows + 1), band.high - band.low + 1)
    columns = np.arange(band.cells) - band.offset[rows] + band.low[rows]
    inside = np.logaddexp(chart.inside[:, 0], chart.inside[:, 1])

    def sources(a: int, b: int) -> tuple[np.ndarray, np.ndarray]:
        i, j = rows - a, columns - b
        safe = np.maximum(i, 0)
        ok = (i >= 0) & (j >= band.low[safe]) & (j <= band.high[safe])
        return np.nonzero(ok)[0], (band.offset[safe] + j - band.low[safe])[ok]

    for number, (a, b) in enumerate(SHAPES):
        cells, came = sources(a, b)
        chance = np.exp(
            np.minimum(inside[came] + scores[number, cells] + chart.outside[cells, 0] - chart.total, 0)
        )
        expected[:F] += chance @ piece.values[number, cells]
        expected[F + number] += chance.sum()
    for (a, b), values, side, index in (
        ((1, 0), extra[0], piece.gaps[0], rows),
        ((0, 1), extra[1], piece.gaps[1], columns),
    ):
        cells, came = sources(a, b)
        segment = index[cells] - 1
        base = values[segment] + chart.outside[cells, 1] - chart.total
        for state in (0, 1):
            chance = np.exp(np.minimum(chart.inside[came, state] + weights.gaps[state] + base, 0))
            expected[F + S + state] += chance.sum()
            expected[F + S + 2 :] += chance @ side[segment]
    return float(piece.wanted @ theta - chart.total), piece.wanted - expected


def fit(
    training: Sequence[Piece], start: np.ndarray, towards: np.ndarray, pull: float, rounds: int
) -> np.ndarray:
    """The most likely weights under a quadratic pull `towards` some vector."""

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        value = 0.5 * pull * float(((theta - towards) ** 2).sum())
        slope = pull * (theta - towards)
        for piece in training:
            gain, gradient = likelihood(theta, piece)
            value -= piece.weight * gain
            slope -= piece.weight * gradient
        slope[FEATURES.index("terms")] = 0.0
        return value, slope

    return minimise(loss, start, rounds)


def minimise(
    loss: Callable[[np.ndarray], tuple[float, np.ndarray]], x: np.ndarray, rounds: int
) -> np.ndarray:
    """Limited-memory BFGS with backtracking."""
    value, slope = loss(x)
    steps: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(rounds):
        direction, kept = -slope, []
        for s, y in reversed(steps):
            a = (s @ direction) / (s @ y)
            direction = direction - a * y
            kept.append(a)
        if steps:
            s, y = steps[-1]
            direction = direction * ((s @ y) / (y @ y))
        for (s, y), a in zip(steps, reversed(kept), strict=True):
            direction = direction + s * (a - (y @ direction) / (s @ y))
        length = 1.0 if steps else 1.0 / max(1.0, float(np.abs(slope).max()))
        for _ in range(20):
            moved = x + length * direction
            new_value, new_slope = loss(moved)
            if new_value <= value + 1e-4 * length * float(slope @ direction):
                break
            length *= 0.5
        else:
            break
        if (new_slope - slope) @ (moved - x) > 1e-10:
            steps = [*steps, (moved - x, new_slope - slope)][-10:]
        settled = value - new_value < 1e-5 * abs(value)
        x, value, slope = moved, new_value, new_slope
        if settled:
            break
    return x


ENCODERS = ("use+e5", "use", "e5", "lexical")

SETS: tuple[tuple[str, tuple[str, ...], float, float], ...] = (
    # set, encoders it is read with, weight for what is common to all encoders, weight for each one's own
    ("textberg", ("use+e5", "use", "e5", "lexical"), 0.7, 0.7),
    ("1984", ("e5", "lexical"), 0.3, 1.0),
    ("steinbeck", ("e5", "lexical"), 0.3, 1.0),
    ("wmt22", ("e5", "lexical"), 0.15, 0.35),
    ("ntrex-de-fr", ("use+e5", "use"), 0.15, 0.15),
    ("ntrex-de-fr", ("e5", "lexical"), 0.15, 0.05),
    ("ntrex-pl-en", ("use+e5", "use"), 0.1, 0.1),
)
"""Made sets count less than hand-aligned ones: their translators never paraphrase over a border, and with
full weight every book falls. The pairs that USE serves have no book here, so there the made sets stand in for one."""


def load_set(name: str) -> data.AlignedSet:
    """A development set by name."""
    if name == "wmt22":
        return data.wmt_set(seed=11, second=False)
    if name.startswith("ntrex-"):
        _, one, other = name.split("-")
        return data.ntrex_set(one, other, seed=11, second=False, noise=0.05)
    return data.gold_set(name)


def loaded(one: data.AlignedSet, encoders: str) -> Prepared:
    """A set with all its evidence, read with encoders such as ``use+e5``."""
    chosen = [Lexical() if name == "lexical" else Installed(name) for name in encoders.split("+")]
    vectors = vectors_for(chosen, one.left, one.right, default_cache())
    texts = compare(read(one.left, one.paragraphs[0]), read(one.right, one.paragraphs[1]), ((), ()))
    return prepare(texts, *vectors)


@dataclass(frozen=True, slots=True)
class Fold:
    """Contiguous gold beads of a set that are hidden from learning."""

    name: str
    first: int
    last: int


def training(held_out: Fold | None) -> dict[str, tuple[list[Piece], list[Piece]]]:
    """Pieces of all sets by encoder, weighed for the common and for the own weights; the fold is cut out."""
    out: dict[str, tuple[list[Piece], list[Piece]]] = {name: ([], []) for name in ENCODERS}
    for name, used, common, own in SETS:
        one = load_set(name)
        gold = list(one.gold)
        if held_out and name == held_out.name:
            hidden = gold[held_out.first : held_out.last]
            hole = tuple(i for b in hidden for i in b[0]), tuple(j for b in hidden for j in b[1])
            gold[held_out.first : held_out.last] = [hole]
        for encoder in used:
            found = pieces(loaded(one, encoder), gold, common)
            out[encoder][0].extend(found)
            out[encoder][1].extend(replace(piece, weight=own) for piece in found)
    return out


def learn(encoders: Sequence[str], held_out: Fold | None, rounds: int) -> dict[str, np.ndarray]:
    """One vector of weights per encoder; all encoders with meaning share what is common to them."""
    known = training(held_out)
    nothing = np.zeros(F + S + G)
    meaning = [piece for name, (common, _) in known.items() if name != "lexical" for piece in common]
    start = nothing.copy()
    start[F] = 3.0
    common = fit(meaning, start, nothing, PULL, rounds)
    theta = {}
    for name in encoders:
        towards, pull = (nothing, PULL) if name == "lexical" else (common, TOWARDS_COMMON)
        theta[name] = fit(known[name][1], common, towards, pull, rounds)
        # glossaries have no development data: a concept counts as much as a shared number
        theta[name][FEATURES.index("terms")] = max(0.3, theta[name][FEATURES.index("numbers")])
    return theta


def measure(name: str, folds: int, encoder: str, rounds: int) -> None:
    """Cross-validation: contiguous folds of gold beads, the whole text aligned each time."""
    one = data.gold_set(name)
    prepared = loaded(one, encoder)
    total, likely = Agreement(), 0.0
    size = -(-len(one.gold) // folds)
    for first in range(0, len(one.gold), size):
        fold = Fold(name, first, min(len(one.gold), first + size))
        theta = learn((encoder,), fold, rounds)[encoder]
        hidden = one.gold[fold.first : fold.last]
        inside = {i for b in hidden for i in b[0]}, {j for b in hidden for j in b[1]}
        found = [
            (tuple(range(*s.left)), tuple(range(*s.right))) for s in solve(prepared, Weights.of(theta)).steps
        ]
        mine = [b for b in found if (b[0] and b[0][0] in inside[0]) or (not b[0] and b[1][0] in inside[1])]
        agreement = score(hidden, mine)
        total += agreement
        likely += sum(likelihood(theta, piece)[0] for piece in pieces(prepared, hidden, 1.0))
        print(f"beads {fold.first}-{fold.last}: {agreement}", flush=True)
    print(f"{name}, {encoder}, {folds} folds: {total} | log-likelihood {likely:.1f}")


def as_json(theta: dict[str, np.ndarray]) -> str:
    """The weights file: rounded, named, with how it was made."""

    def named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}

    content = {
        "made_by": "python tools/learn_alignment.py",
        "data_sha256": data.digest(),
        "sets": [[name, "/".join(used), common, own] for name, used, common, own in SETS],
        "theta": {
            name: {
                "features": named(FEATURES, vector[:F]),
                "shapes": named(shape_names(), vector[F : F + S]),
                "gaps": named(GAP_FEATURES, vector[F + S :]),
            }
            for name, vector in theta.items()
        },
    }
    return json.dumps(content, indent=1) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=0, help="only measure, by cross-validation")
    parser.add_argument("--set", default="textberg", choices=data.GOLD, help="set to cross-validate")
    parser.add_argument("--encoder", default="use+e5", choices=ENCODERS, help="encoder to measure")
    parser.add_argument("--rounds", type=int, default=60, help="most iterations of L-BFGS")
    options = parser.parse_args(arguments)
    if not data.DATA.is_dir():
        parser.exit(2, f"No data in {data.DATA}; name the folder in WORKBENCH_DATA.\n")
    if options.folds:
        measure(options.set, options.folds, options.encoder, options.rounds)
        return
    target = ROOT / "workbench" / "alignment" / "weights.json"
    target.write_text(as_json(learn(ENCODERS, None, options.rounds)), "utf-8")
    print(f"Wrote {target}.")


if __name__ == "__main__":
    main()

"""How long the store takes with a large document: 5,000 rows, four renderings, made text.

    python benchmarks/store.py                    print the table
    python benchmarks/store.py --check            compare with floors.json; exit 1 where something takes longer

Each edit is one durable commit (write-ahead log, synchronous = FULL), so the disk has a say: times are of the wall
clock, and beside them stands that of a bare ``fsync`` of 4 kB on the same disk. Every 200th edit also writes a
snapshot; its time is in the maximum. Loading is told in processor seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from workbench.bitext import operations  # noqa: E402
from workbench.bitext.history import Entry, History  # noqa: E402
from workbench.bitext.model import Bitext, BitextRow, Cell, Column, Piece  # noqa: E402
from workbench.memory.store import open_store  # noqa: E402
from workbench.memory.values import now  # noqa: E402
from workbench.model import Document, Guess, Hypothesis, Origin  # noqa: E402

FLOORS = Path(__file__).with_name("floors.json")
ROWS, COLUMNS, EDITS = 5_000, 4, 1_000
WORDS = tuple(
    "the minister said on Friday that talks with partners would go on while new rules come".split()  # noqa: SIM905
)


def made(chance: random.Random) -> Bitext:
    """A large document of random words; two renderings by a machine, with what the engine offered."""

    def text() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randrange(8, 30))) + "."

    def cell(column: int) -> Cell:
        offered = (Hypothesis(text(), -0.4), Hypothesis(text(), -0.7)) if column < 2 else ()
        reasons = ("Both have the number 120.", "Their lengths agree.")
        return Cell((Piece(text(), hypotheses=offered),), score=chance.random(), reasons=reasons)

    rows = []
    for number in range(ROWS):
        cells = tuple(cell(column) for column in range(COLUMNS))
        rows.append(BitextRow(f"r{number}", Cell((Piece(text(), start=number * 100),)), cells))
    heads = tuple(Column(f"R{n}", f"r{n}.txt", "uk", Origin.MACHINE) for n in range(COLUMNS))
    return Bitext(
        Document("made.txt", " ".join(text() for _ in range(ROWS))),
        Guess("en"),
        Column("Source", "made.txt", "en", Origin.SOURCE),
        heads,
        tuple(rows),
        next_id=ROWS,
    )


def bare_fsync(folder: Path) -> float:
    """Milliseconds of one `fsync`, the middle of 50."""
    times = []
    with (folder / "bare").open("wb") as file:
        for _ in range(50):
            file.write(os.urandom(4096))
            file.flush()
            begin = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begin)
    return sorted(times)[25] * 1000


def measure(folder: Path) -> tuple[dict[str, float], str]:
    """Figures by name, and the digest of the made document."""
    chance = random.Random(1)
    bitext = made(chance)
    texts = (piece.text for column in range(-1, COLUMNS) for piece in bitext.pieces(column))
    digest = sha256("\n".join(texts).encode()).hexdigest()
    out: dict[str, float] = {}

    def timed(name: str, begin: float, unit: float = 1.0) -> None:
        out[name] = (time.perf_counter() - begin) * unit

    begin = time.perf_counter()
    with open_store(folder / "store.sqlite") as store:
        timed("new store s", begin)
        project = store.create_project("Measured")
        begin = time.perf_counter()
        info = store.add_document(project.id, bitext, who="bench")
        timed("add s", begin)
    begin = time.perf_counter()
    with open_store(folder / "store.sqlite") as store:
        timed("open store s", begin)
        store.load(info.id)
        times = edits(store, info.id, bitext, chance)
        out["append p50 ms"], out["append p95 ms"] = times[len(times) // 2], times[int(len(times) * 0.95)]
        out["append max ms"] = times[-1]
        begin = time.perf_counter()
        store.audit(info.id)
        timed("audit ms", begin, 1000)
        begin = time.perf_counter()
        store.history(info.id, "r7")
        timed("history of a row ms", begin, 1000)
        begin = time.perf_counter()
        assert store.verify() == ()
        timed("verify s", begin)
    with open_store(folder / "store.sqlite") as store:
        loads = []
        for _ in range(5):
            begin = time.process_time()
            opened = store.load(info.id)
            loads.append(time.process_time() - begin)
        assert len(opened.entries) == EDITS
        out["load cpu s"] = sorted(loads)[2]
    out["MB on disk"] = (folder / "store.sqlite").stat().st_size / 1e6
    out["bare fsync ms"] = bare_fsync(folder)
    return out, digest


def edits(store: object, id: str, bitext: Bitext, chance: random.Random) -> list[float]:
    """Milliseconds of each append, ascending."""
    history, times = History(), []
    for number in range(EDITS):
        row, column = chance.choice(bitext.rows), chance.randrange(COLUMNS)
        change = operations.edit(bitext, row.id, column, f"{row.cells[column].text} {number}")
        assert change is not None
        entry = Entry(history.next_seq, "bench", now(), "edit", (change,))
        begin = time.perf_counter()
        store.append(id, entry, expected_seq=entry.seq - 1)  # type: ignore[attr-defined]
        times.append((time.perf_counter() - begin) * 1000)
        bitext = change.apply(bitext)
        history.add(entry)
    return sorted(times)


def main() -> int:
    """Print the table; with --check compare it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures, digest = measure(Path(folder))
    print(f"{ROWS:,} rows × {COLUMNS} renderings, {EDITS:,} edits")
    for name, value in figures.items():
        print(f"  {name:22}{value:9.3f}")
    if not options.check:
        return 0
    kept = json.loads(FLOORS.read_text("utf-8"))["store"]
    if kept["data_sha256"] != digest:
        print("the made document is not the one the floors were set with", file=sys.stderr)
        return 2
    slow = [name for name, most in kept["floor"].items() if figures[name] > most]
    for name in slow:
        print(
            f"BELOW THE FLOOR: {name} is {figures[name]:.3f}, at most {kept['floor'][name]}", file=sys.stderr
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())

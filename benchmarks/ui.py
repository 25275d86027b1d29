"""The translators' page with a large document in a real Chromium: 5,000 rows, a source and three renderings.

    python benchmarks/ui.py             the table
    python benchmarks/ui.py --check     exit 1 above a ceiling of floors.json

The rows are those of `large.py` (sentences of NTREX-128), with a second Ukrainian rendering made by changing words.
They are put into a store, the server is started as `workbench app` does, and the document is opened by its address.

Milliseconds of the page are taken inside it, from the time stamp of the key or the click to the end of the frame in
which the change is on the screen (a task after the frame's callbacks), or to the server's answer. Each is the middle
of seven. "first grid" is the time from the navigation of a new browser on a warm server; cold is after its start.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from checks import DATA, FLOORS, ROOT
from large import six

sys.path.insert(0, str(ROOT / "tests"))

from browser_support import CHROMIUM, FLAGS, Grid, Server, idle, serving, table

from workbench.bitext import Bitext

TIMES = 7
USERS = 10

MEASURE = """
() => {
  const root = () =>
    [...document.querySelectorAll('.stBidiComponent *')]
      .map((element) => element.shadowRoot)
      .find((shadow) => shadow?.querySelector('.body'));
  window.benchRoot = root;
  // resolves with ms from the next event of a kind to the frame that shows `done`, and to `done` itself
  window.bench = (kind, done) => {
    window.benchResult = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`not seen: ${done}`)), 30000);
      const heard = (event) => {
        if (event.key === 'Control') return;
        removeEventListener(kind, heard, { capture: true });
        const begin = event.timeStamp;
        const look = () => {
          if (!done(root())) return requestAnimationFrame(look);
          const channel = new MessageChannel();
          channel.port1.onmessage = () => resolve(performance.now() - begin);
          channel.port2.postMessage(0);
        };
        requestAnimationFrame(look);
      };
      addEventListener(kind, heard, { capture: true });
    });
  };
}
"""


def document() -> Bitext:
    """The large document as a table."""
    texts = six()
    changed = [_changed(text) for text in texts["uk"]]
    lines = [list(row) for row in zip(texts["en"], texts["uk"], changed, texts["de"], strict=True)]
    return table(
        "en", [("agency", "uk"), ("paper", "uk"), ("wire", "de")], lines, ("press.yaml", "names.yaml")
    )


def _changed(text: str) -> str:
    """Another rendering: every seventh word repeated, every tenth left out."""
    words = text.split()
    return " ".join(
        f"{word} {word}" if n % 7 == 3 else word
        for n, word in enumerate(words)
        if n % 10 != 9 or n == len(words) - 1
    )


@contextmanager
def visiting(chromium: Any, server: Server, address: str) -> Iterator[Grid]:
    """The document in a browser of its own."""
    context = chromium.new_context(viewport={"width": 1500, "height": 950})
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(address)
    try:
        yield Grid(page)
    finally:
        context.close()


def first(chromium: Any, server: Server, address: str) -> tuple[float, float]:
    """Seconds until the first row is there and until all rows are looked at."""
    begin = time.perf_counter()
    with visiting(chromium, server, address) as grid:
        grid.rows.first.wait_for()
        shown = time.perf_counter() - begin
        _looked(grid)
        return shown, time.perf_counter() - begin


def _looked(grid: Grid) -> None:
    page = grid.page
    idle(page)
    page.wait_for_timeout(300)
    page.locator("[data-testid=stProgress]").wait_for(state="detached")
    idle(page)
    page.wait_for_timeout(300)


def measured(grid: Grid, kind: str, done: str, act: Callable[[], object]) -> float:
    """Milliseconds from the event that `act` causes until `done`, a JavaScript function of the shadow root."""
    grid.page.evaluate(f"() => window.bench({kind!r}, {done})")
    act()
    found: float = grid.page.evaluate("() => window.benchResult")
    return found


PENDING = "(root) => root.querySelector('.status').dataset.pending === '0'"


def editing(grid: Grid) -> dict[str, list[float]]:
    """An edit on screen and confirmed, a key in the text field."""
    out: dict[str, list[float]] = {"edit shown ms": [], "edit confirmed ms": [], "key ms": []}
    for number in range(TIMES):
        word = f"зміна{number}"
        for done, name in (
            (
                f"(root) => [...root.querySelectorAll('.body .text')].some((t) => t.textContent.endsWith({word!r}))",
                "edit shown ms",
            ),
            (PENDING, "edit confirmed ms"),
        ):
            grid.go(number % 4, 0)
            grid.press("Enter", "Control+a").type(word[:-1])
            typed = f"(root) => root.querySelector('textarea.area')?.value.endsWith({word[-1]!r})"
            out["key ms"].append(measured(grid, "keydown", typed, lambda word=word: grid.type(word[-1])))
            out[name].append(measured(grid, "keydown", done, lambda: grid.press("Enter")))
            grid.saved()
            grid.press("Control+z").saved()
    return out


def aligning(grid: Grid) -> dict[str, list[float]]:
    """Merging two rows, shown and confirmed; taken back each time."""
    out: dict[str, list[float]] = {"merge shown ms": [], "merge confirmed ms": [], "undo confirmed ms": []}
    for number in range(TIMES):
        for done, name in (
            (
                "(root) => root.querySelector('.grid').getAttribute('aria-rowcount') === '5000'",
                "merge shown ms",
            ),
            (PENDING, "merge confirmed ms"),
        ):
            grid.go(1 + number % 3, 0)
            out[name].append(measured(grid, "keydown", done, lambda: grid.press("m")))
            grid.saved()
            out["undo confirmed ms"].append(
                measured(grid, "keydown", PENDING, lambda: grid.press("Control+z"))
            )
            grid.saved()
    return out


def filtering(grid: Grid) -> dict[str, list[float]]:
    """Choosing a filter, a letter in the search, scrolling a page."""
    out: dict[str, list[float]] = {"filter ms": [], "search key ms": [], "page down ms": []}
    pressed = (
        "(root) => [...root.querySelectorAll('.choice button')]"
        ".find((chip) => chip.textContent.startsWith({0!r})).ariaPressed === 'true'"
    )
    for _ in range(TIMES):
        for name in ("Problems", "All"):
            out["filter ms"].append(
                measured(grid, "click", pressed.format(name), lambda name=name: grid.filter(name))
            )
    box = grid.page.get_by_role("searchbox", name="Search the rows")
    box.click()
    for letter in "ministr":
        typed = f"(root) => root.querySelector('.search').value.endsWith({letter!r})"
        out["search key ms"].append(measured(grid, "keydown", typed, lambda letter=letter: grid.type(letter)))
    box.fill("")
    grid.go(0, 0)
    for _ in range(TIMES):
        row = grid.focused()[0]
        moved = f"(root) => root.activeElement?.closest('.row')?.dataset.id !== {row!r}"
        out["page down ms"].append(measured(grid, "keydown", moved, lambda: grid.press("PageDown")))
    return out


def storm(grid: Grid, server: Server, address: str) -> dict[str, list[float]]:
    """Twenty edits in a second: how many arrive, and when the last is confirmed."""
    grid.press("Control+Home", "Home", "ArrowRight")
    begin = time.perf_counter()
    typed = grid.edit_fast(20) / 1000
    grid.saved()
    confirmed = time.perf_counter() - begin
    arrived = sum(row.cells[0].text.endswith("!") for row in server.kept(address).rows[:20])
    return {
        "20 edits typed s": [typed],
        "20 edits confirmed s": [confirmed],
        "of 20 arrived": [float(arrived)],
    }


def users(chromium: Any, server: Server) -> dict[str, list[float]]:
    """Ten people with documents of 500 rows, each edits while the others do."""
    bitext = document()
    part = table(
        "en",
        [("agency", "uk")],
        [[row.source.text, row.cells[0].text] for row in bitext.rows[:500]],
        ("press.yaml", "names.yaml"),
    )
    addresses = [server.keep(part, title=f"Document {n}") for n in range(USERS)]
    contexts = [chromium.new_context(viewport={"width": 1200, "height": 800}) for _ in addresses]
    grids = []
    for context, address in zip(contexts, addresses, strict=True):
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.goto(address)
        grids.append(Grid(page))
    for grid in grids:
        grid.rows.first.wait_for()
        _looked(grid)
        grid.page.evaluate(MEASURE)
    for number, grid in enumerate(grids):
        grid.go(0, 0)
        grid.press("Enter").type(f" особа{number}")
        grid.page.evaluate(f"() => window.bench('keydown', {PENDING})")
    for grid in grids:
        grid.press("Enter")
    times = [grid.page.evaluate("() => window.benchResult") for grid in grids]
    own = sum(
        server.kept(address).rows[0].cells[0].text.endswith(f"особа{number}")
        for number, address in enumerate(addresses)
    )
    for context in contexts:
        context.close()
    return {"ten users: edit confirmed ms": times, "ten users: own edits": [float(own)]}


def measure(folder: Path) -> dict[str, list[float]]:
    """All figures by name."""
    from playwright.sync_api import sync_playwright

    figures: dict[str, list[float]] = {}
    with serving(folder / "home") as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        address = server.keep(document(), title="A large document")
        cold, looked = first(chromium, server, address)
        figures["first grid, cold server s"], figures["all rows checked s"] = [cold], [looked]
        figures["first grid s"] = [first(chromium, server, address)[0] for _ in range(5)]
        with visiting(chromium, server, address) as grid:
            grid.rows.first.wait_for()
            _looked(grid)
            grid.page.evaluate(MEASURE)
            for part in (editing, aligning, filtering):
                figures |= part(grid)
            figures |= storm(grid, server, address)
            heap = grid.page.evaluate("() => performance.memory?.usedJSHeapSize / 1e6")
            figures["JS heap MB"] = [heap]
        figures |= users(chromium, server)
        figures["server MB"] = [_resident(server.process.pid)]
        chromium.close()
    return figures


def _digest() -> str:
    return sha256("\n".join(text for texts in six().values() for text in texts).encode()).hexdigest()


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def main() -> int:
    """Print the table; with --check compare it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare with floors.json")
    options = parser.parse_args()
    if CHROMIUM is None or not (DATA / "ntrex").is_dir():
        print("no Chromium, or no development data: see benchmarks/README.md", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    print(f"5,000 rows × 4 columns, load average {os.getloadavg()[0]:.1f}")
    for name, values in figures.items():
        print(
            f"  {name:32}{statistics.median(values):9.1f}   ({min(values):.1f}–{max(values):.1f}, n={len(values)})"
        )
    if not options.check:
        return 0
    kept = json.loads(FLOORS.read_text("utf-8"))["ui"]
    if kept["data_sha256"] != _digest():
        print("the data are not those the floors were measured on", file=sys.stderr)
        return 2
    least = ("of 20 arrived", "ten users: own edits")
    slow = [
        name
        for name, limit in kept["floor"].items()
        if (
            statistics.median(figures[name]) < limit
            if name in least
            else statistics.median(figures[name]) > limit
        )
    ]
    for name in slow:
        print(f"BELOW THE FLOOR: {name} is {statistics.median(figures[name]):.1f}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())

"""`make demo`: the main job on the shipped example, in the terminal and as a page."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "demo"
PAGE = OUT / "side-by-side.html"


def main() -> int:
    """Run the demo; the exit status is 0 unless it could not run."""
    from workbench.cli.common import console, edge

    page = console()
    OUT.mkdir(exist_ok=True)
    began = time.monotonic()
    page.rule("[bold]1  An article, three human renderings, and a machine's, side by side")
    edge(_article)()
    page.rule("[bold]2  Argos Translate, from a model package on disk")
    edge(_argos)()
    page.rule("[bold]What next")
    page.print(f"Done in {time.monotonic() - began:.0f} s, with nothing sent anywhere.\n")
    page.print(
        f"  the same table, with differences and findings:  {PAGE.relative_to(ROOT)}   (open it in a browser)"
    )
    page.print("  the web page:                                   make app")
    page.print(
        "  your own files:                                 .venv/bin/workbench align SOURCE RENDERING…"
    )
    page.print("  more models, from the index or a USB stick:     .venv/bin/workbench models --help")
    page.print("  what works on this machine:                     .venv/bin/workbench doctor")
    return 0


def _article() -> None:
    from workbench.cli.common import Bar, write_atomically
    from workbench.cli.options import glossary_paths
    from workbench.cli.show import print_report
    from workbench.exporting import to_html
    from workbench.pipeline import Given, Plan, run
    from workbench.reading import read
    from workbench.translation import find

    apertium = find("apertium")
    ready = ("en", "es") in apertium.pairs()
    if not ready:
        state = apertium.state()
        print(f"No machine rendering here: {state.summary} {state.hint}\n", file=sys.stderr)
    examples = ROOT / "examples"
    plan = Plan(
        source=Given(read(examples / "article.en.txt")),
        renderings=tuple(Given(read(examples / f"article.{name}.txt")) for name in ("uk-a", "uk-b", "es")),
        targets=("es",) if ready else (),
        engines=(apertium,) if ready else (),
        glossaries=glossary_paths(()),
    )
    with Bar() as bar:
        report = run(plan, bar)
    print_report(report)
    write_atomically(PAGE, to_html(report))


def _argos() -> None:
    """The small packages of the tests: genuine Argos packages that know one little grammar."""
    os.environ["ARGOS_PACKAGES_DIR"] = str(OUT / "argos-packages")
    from workbench.cli.common import console
    from workbench.model import Document, Origin, Rendering
    from workbench.pipeline import cut
    from workbench.translation import find, render
    from workbench.translation.packages import install_file

    packages = sorted((ROOT / "tests" / "data" / "argos").glob("*.argosmodel"))
    for package in packages:
        install_file(package)
    text = (ROOT / "tools" / "demo-en.txt").read_text("utf-8")
    document = Document("demo-en.txt", text)
    source = Rendering(document, "en", cut(document, "en"), Origin.SOURCE, "en")
    engine = find("argos")
    page = console()
    page.print(
        "Three small packages (0.6 MB each, built by tools/tiny_argos) know one little grammar; real ones"
    )
    page.print("are installed the same way. English, then Ukrainian, then Spanish over Ukrainian:\n")
    renderings = [render(source, target, engine) for target in ("uk", "es")]
    for number, segment in enumerate(source.segments):
        page.print(f"  {segment.text}", style="bold")
        for rendering in renderings:
            page.print(f"    {rendering.segments[number].text}")
    page.print(f"\n  made by {renderings[-1].signature}", style="dim")


if __name__ == "__main__":
    sys.exit(main())

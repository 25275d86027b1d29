"""``workbench models``: what is installed, what could be, and how it gets here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.common import COULD_NOT_RUN, FINDINGS, Bar, console, edge, emit_json
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.translation.engine import Pair
    from workbench.translation.installed import Listing
    from workbench.translation.packages import Installed

__all__ = ["command"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_INDEX = click.option(
    "--index",
    metavar="URL",
    help="Another package index than Argos’ own (or set ARGOS_PACKAGE_INDEX).",
)


@click.group("models")
def command() -> None:
    """List, install, verify and remove translation models (Argos packages).

    Models lie where Argos Translate itself keeps them, so each uses what the other installed. Only
    “available” and “install PAIR” go online.

    \b
    Examples:
      workbench models list
      workbench models available --from en
      workbench models install en-uk uk-en
      workbench models install /media/usb/translate-en_uk-1_4.argosmodel
      workbench models verify
      workbench models remove en-uk
    """


@command.command("list", short_help="Show what is installed, and which pairs it translates.")
@_JSON
@edge
def list_(as_json: bool) -> None:
    """Show installed models, broken folders, and the pairs they can translate.

    \b
    Examples:
      workbench models list
      workbench models list --json | jq -r '.packages[].pair'
    """
    from workbench.translation.argos_library import folders
    from workbench.translation.installed import installed

    where = folders()
    listing = installed(where)
    if as_json:
        emit_json(_listing(listing, where))
        return
    if listing.packages:
        _table(
            ("pair", "version", "folder", "MB", "SHA-256"),
            [
                (
                    _arrow(package.pair),
                    package.version or "–",
                    package.name,
                    f"{_size(package.path) / 1e6:.1f}",
                    _digest(package),
                )
                for package in listing.packages
            ],
        )
        ways = _over_pivots(listing)
        if ways:
            click.echo(f"\nAnd over another language: {_columns(ways)}")
    else:
        click.echo("No models are installed. See “workbench models available”, or install a file you have.")
    for broken in listing.broken:
        click.echo(f"workbench: passed over {broken.path}: {broken.reason}", err=True)
    click.echo(f"\nFolder: {', '.join(str(folder) for folder in where)}", err=True)


@command.command(short_help="Show what Argos’ index offers. Goes online.")
@click.option("--from", "source", metavar="LANG", help="Only from this language.")
@click.option("--to", "target", metavar="LANG", help="Only to this language.")
@_INDEX
@_JSON
@edge
def available(source: str | None, target: str | None, index: str | None, as_json: bool) -> None:
    """Show the models in Argos’ index. Goes online.

    \b
    Examples:
      workbench models available
      workbench models available --to uk
    """
    from workbench.languages import normalize
    from workbench.translation import package_index
    from workbench.translation.installed import installed

    wanted = (normalize(source) if source else None, normalize(target) if target else None)
    entries = [
        entry
        for entry in package_index.available(index)
        if all(asked in (None, code) for asked, code in zip(wanted, entry.pair, strict=True))
    ]
    here = installed()
    have = {entry.pair: package.version for entry in entries if (package := here.of(entry.pair))}
    if as_json:
        emit_json(
            [
                {
                    "pair": entry.direction,
                    "version": entry.version,
                    "installed": have.get(entry.pair),
                    "links": list(entry.links),
                }
                for entry in entries
            ]
        )
        return
    if not entries:
        raise WorkbenchError("The index has no such model.", hint="See all: workbench models available.")
    _table(
        ("pair", "languages", "version", "installed"),
        [
            (entry.direction, _in_words(entry.pair), entry.version or "–", have.get(entry.pair, ""))
            for entry in entries
        ],
    )
    click.echo(f"\nInstall one with: workbench models install {entries[0].direction}", err=True)


@command.command(short_help="Install models: by pair (online) or from files (offline).")
@click.argument("what", metavar="PAIR|FILE…", nargs=-1, required=True)
@_INDEX
@_JSON
@edge
def install(what: tuple[str, ...], index: str | None, as_json: bool) -> None:
    """Install models: by pair from the index (online), or from files (offline).

    A file is inspected, unpacked beside the others and tried before it takes its place; nothing
    half-done is left. A download that broke off goes on when the same command is run again.

    \b
    Examples:
      workbench models install en-uk
      workbench models install /media/usb/*.argosmodel
    """
    from workbench.translation.argos import Argos

    before = Argos().pairs()
    done: list[Installed] = []
    failed: list[str] = []
    with Bar() as bar:
        for name, step in _steps(what, index, bar):
            try:
                done.append(step())
            except WorkbenchError as error:
                failed.append(f"{name}: {error}")
    new = sorted(Argos().pairs() - before)
    if as_json:
        emit_json(
            {
                "installed": [_plain(one) for one in done],
                "failed": failed,
                "new_pairs": ["-".join(pair) for pair in new],
            }
        )
    else:
        for one in done:
            instead = f" in place of {one.replaced or 'an older one'}" if one.replaced is not None else ""
            click.echo(
                f"Installed {_arrow(one.package.pair)} {one.package.version}{instead}: {one.package.path}"
            )
            click.echo(f"  SHA-256 of the file {one.archive_sha256}")
        if new:
            click.echo(f"Now possible: {_columns(new)}")
        elif done:
            click.echo("No new pairs; those there were use the new models where they are newer.")
    for trouble in failed:
        click.echo(f"workbench: {trouble}", err=True)
    if failed:
        sys.exit(COULD_NOT_RUN)


@command.command(short_help="Remove models or broken folders.")
@click.argument("what", metavar="PAIR|FOLDER…", nargs=-1, required=True)
@_JSON
@edge
def remove(what: tuple[str, ...], as_json: bool) -> None:
    """Remove models, or broken folders, from Argos’ folder.

    \b
    Examples:
      workbench models remove en-uk
      workbench models remove translate-en_uk-1_4
    """
    from workbench.translation import packages

    gone = [packages.remove(name) for name in what]
    if as_json:
        emit_json({"removed": [str(path) for path in gone]})
    else:
        for path in gone:
            click.echo(f"Removed {path}")


@command.command(short_help="Compare models with their recorded hashes, and load them.")
@click.argument("what", metavar="[PAIR|FOLDER…]", nargs=-1)
@_JSON
@edge
def verify(what: tuple[str, ...], as_json: bool) -> None:
    """Compare models with the hashes written down when they were installed, and load them.

    “unrecorded” means that another program installed it: it loads, but there is nothing to compare with.
    Exit status 1 if a file has changed or a model does not load.

    \b
    Examples:
      workbench models verify
      workbench models verify en-uk
    """
    from workbench.translation import packages

    with Bar() as bar:
        results = packages.verify(what, progress=bar)
    if as_json:
        emit_json(
            [
                {
                    "name": one.name,
                    "pair": one.direction or None,
                    "state": one.state.value,
                    "problems": list(one.problems),
                }
                for one in results
            ]
        )
    elif not results:
        click.echo("No models are installed.")
    else:
        _table(
            ("folder", "pair", "state", "what is wrong"),
            [(one.name, one.direction or "–", one.state.value, " ".join(one.problems)) for one in results],
        )
    if not all(one.well for one in results):
        sys.exit(FINDINGS)


def _steps(what: Iterable[str], index: str | None, bar: Bar) -> Iterable[tuple[str, Callable[[], Installed]]]:
    """Each thing to install with how to do it; the index is fetched once, and only if a pair is named."""
    from workbench.translation import package_index
    from workbench.translation.packages import install_file, parse_pair

    known: list[package_index.Entry] = []

    def from_index(name: str) -> Installed:
        pair = parse_pair(name)
        if not known:
            known.extend(package_index.available(index))
        return package_index.install(package_index.entry_for(pair, known), progress=bar)

    for name in what:
        if _is_file(name):
            yield name, lambda name=name: install_file(Path(name), progress=bar)  # type: ignore[misc]
        else:
            yield name, lambda name=name: from_index(name)  # type: ignore[misc]


def _is_file(name: str) -> bool:
    """True for what is meant as a file, there or not."""
    return Path(name).exists() or "/" in name or "\\" in name or name.endswith((".argosmodel", ".zip"))


def _listing(listing: Listing, where: Sequence[Path]) -> dict[str, Any]:
    from workbench.translation.installed import digest

    return {
        "folders": [str(folder) for folder in where],
        "packages": [
            {
                "pair": package.direction,
                "version": package.version,
                "folder": str(package.path),
                "bytes": _size(package.path),
                "digest": digest(package),
            }
            for package in listing.packages
        ],
        "broken": [{"folder": str(broken.path), "reason": broken.reason} for broken in listing.broken],
        "pivots": ["-".join(pair) for pair in _over_pivots(listing)],
    }


def _plain(one: Installed) -> dict[str, Any]:
    return {
        "pair": one.package.direction,
        "version": one.package.version,
        "folder": str(one.package.path),
        "sha256": one.archive_sha256,
        "replaced": one.replaced,
    }


def _over_pivots(listing: Listing) -> list[Pair]:
    """Pairs that no single package translates but several together do."""
    from workbench.translation.routes import reachable

    direct = {package.pair: 1.0 for package in listing.packages}
    return sorted(reachable(direct) - set(direct))


def _digest(package: Any) -> str:
    from workbench.translation.installed import digest

    return digest(package)


def _size(folder: Path) -> int:
    from workbench.translation.installed import size

    return size(folder)


def _arrow(pair: Pair) -> str:
    return " → ".join(pair)


def _in_words(pair: Pair) -> str:
    from workbench.languages import LANGUAGES

    return " → ".join(LANGUAGES[code].name if code in LANGUAGES else code for code in pair)


def _columns(pairs: Iterable[Pair]) -> str:
    return ", ".join(_arrow(pair) for pair in pairs)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.table import Table

    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console().print(table)

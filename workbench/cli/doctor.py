"""``workbench doctor``: what works on this machine, and the proof that it works offline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import click

import workbench
from workbench.cli.common import CLEAN, COULD_NOT_RUN, console, edge, emit_json
from workbench.errors import WorkbenchError
from workbench.health import Fact, Level, examine
from workbench.offline import empty_network
from workbench.resources import shipped

__all__ = ["command"]

_LOOK = {Level.OK: ("ok", "green"), Level.ABSENT: ("–", "yellow"), Level.BROKEN: ("BROKEN", "bold red")}

_TIMEOUT = 900
"""Seconds for the whole offline run; it takes well under a minute on a laptop."""


@click.command("doctor", short_help="Show what works on this machine; prove that it works offline.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--offline",
    is_flag=True,
    help="Run the whole pipeline on the shipped example and show every connection it tries to open beyond"
    " this machine. On Linux in an empty network, which covers child processes too.",
)
@click.option(
    "--libretranslate",
    "server",
    metavar="URL",
    envvar="WORKBENCH_LIBRETRANSLATE",
    help="Also ask this LibreTranslate server (or set WORKBENCH_LIBRETRANSLATE).",
)
@edge
def command(as_json: bool, offline: bool, server: str | None) -> None:
    """Show versions, engines, models, folders and fonts, and what to do about what is missing.

    \b
    Examples:
      workbench doctor
      workbench doctor --offline
      workbench doctor --json | jq '.facts[] | select(.level == "broken")'

    Exit status: 0 if the main job can run, 2 if something it needs is broken, or, with --offline, if
    anything tried to reach beyond this machine.
    """
    facts = examine(None if offline else server)
    proof = _prove(facts) if offline else None
    well = not any(fact.level is Level.BROKEN for fact in facts) and (proof is None or proof.holds)
    if as_json:
        emit_json(_plain(facts, proof, well))
    else:
        _show(facts)
        if proof:
            _show_proof(proof)
        _show_verdict(facts, well)
    sys.exit(CLEAN if well else COULD_NOT_RUN)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the offline run showed.

    Attributes:
        runs: per command its arguments, exit status, seconds, and the end of what it said.
        attempts: connections that Python code tried to open beyond loopback; refused.
        programs: child programs that were started.
        kernel: packets without a route that the kernel counted, of all processes; None if not countable.
    """

    runs: tuple[dict[str, Any], ...]
    attempts: tuple[str, ...]
    programs: tuple[str, ...]
    kernel: int | None

    @property
    def holds(self) -> bool:
        """True if every command ran and nothing tried to leave the machine."""
        return (
            not self.attempts and not self.kernel and all(run["status"] < COULD_NOT_RUN for run in self.runs)
        )

    @property
    def covers(self) -> str:
        """What the proof is worth, honestly."""
        if self.kernel is not None:
            return (
                "Ran in an empty network namespace: nothing could leave this machine, and the kernel counted"
                " every attempt of every process, whatever library or program made it. Not covered:"
                " connections over Unix sockets to services outside it, such as a local name service."
            )
        children = f" ({', '.join(self.programs)})" if self.programs else ""
        return (
            "Ran under Python’s audit hook, which sees every socket and look-up of Python code. Not covered"
            f" on this system: libraries that open sockets in C, and child programs{children}. For the full"
            " proof run it on Linux with “unshare” and user namespaces, or unplug the network."
        )


def _prove(facts: Iterable[Fact]) -> Proof:
    """Run the main job in a fresh process that may reach nothing."""
    start = empty_network()
    with tempfile.TemporaryDirectory(prefix="workbench-doctor-") as folder:
        words = [*start, sys.executable, "-m", "workbench.cli.offline_run", *(["--empty"] if start else [])]
        try:
            run = subprocess.run(
                words,
                input=json.dumps(_commands(facts, Path(folder))),
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                check=False,
                # nothing remembered from earlier runs: every segment is really translated
                env={**os.environ, "XDG_CACHE_HOME": folder},
                cwd=Path(workbench.__file__).parent.parent,
            )
        except subprocess.TimeoutExpired as error:
            raise WorkbenchError(f"The offline run was not done after {_TIMEOUT} seconds.") from error
    try:
        report = json.loads(run.stdout)
    except ValueError:
        last = (run.stderr.strip().splitlines() or ["nothing was printed"])[-1]
        raise WorkbenchError(f"The offline run broke off: {last}") from None
    return Proof(
        tuple(report["runs"]), tuple(report["attempts"]), tuple(report["programs"]), report["kernel"]
    )


def _commands(facts: Iterable[Fact], folder: Path) -> list[list[str]]:
    """The main job as commands: align the shipped renderings, then every way to align, every ready engine."""
    example = {path.name: str(path) for path in sorted(shipped("examples").glob("article.*.txt"))}
    source = example.pop("article.en.txt")
    runs = [["align", source, *example.values(), "--format", "html", "-o", str(folder / "align.html")]]
    for fact in facts:
        if fact.part == "alignment" and fact.level is Level.OK:
            out = str(folder / f"{fact.name}.beads")
            runs.append(["align", source, *list(example.values())[:1], "--method", fact.name, "-o", out])
        if fact.part == "engines" and fact.level is Level.OK:
            pairs: Any = dict(fact.details).get("pairs", ())
            targets = [pair[3:] for pair in pairs if pair.startswith("en-")]
            target = next((lang for lang in ("uk", "es") if lang in targets), None) or (targets or [None])[0]
            if target:
                out = str(folder / f"{fact.name}.txt")
                runs.append(
                    ["translate", source, "--from", "en", "--to", target, "--engine", fact.name, "-o", out]
                )
    return runs


def _plain(facts: Iterable[Fact], proof: Proof | None, well: bool) -> dict[str, Any]:
    """Everything as plain values for JSON."""
    return {
        "well": well,
        "facts": [{**asdict(fact), "details": dict(fact.details)} for fact in facts],
        "offline": {**asdict(proof), "holds": proof.holds, "covers": proof.covers} if proof else None,
    }


def _show(facts: Iterable[Fact]) -> None:
    """A section per part; what to do stands under what is missing."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, max_width=26)
    table.add_column(ratio=1, overflow="fold")
    for part, section in groupby(facts, key=lambda fact: fact.part):
        shown = list(section)
        table.add_row(Text(part.capitalize(), "bold"))
        if part == "libraries":
            fitting = sum(fact.level is Level.OK for fact in shown)
            shown = [fact for fact in shown if fact.level is not Level.OK]
            table.add_row(Text("ok", "green"), "required", f"{fitting} fit")
        for fact in shown:
            mark, look = _LOOK[fact.level]
            table.add_row(Text(mark, look), Text(fact.name), Text(fact.value))
            if fact.hint:
                table.add_row("", "", Text(f"→ {fact.hint}", "yellow"))
    console().print(table)


def _show_proof(proof: Proof) -> None:
    click.echo("\nOffline run")
    for run in proof.runs:
        status = "ok" if run["status"] < COULD_NOT_RUN else f"FAILED with status {run['status']}"
        words = " ".join(Path(word).name if "/" in word else word for word in run["command"])
        click.echo(f"  {status}  workbench {words}  ({run['seconds']} s)")
        if run["status"] >= COULD_NOT_RUN and run["said"]:
            click.echo(f"      {run['said'].splitlines()[-1]}")
    for attempt in proof.attempts:
        click.secho(f"  ATTEMPT  {attempt}", fg="red")
    if proof.kernel is not None:
        click.echo(f"  Packets without a way out, counted by the kernel: {proof.kernel}")
    click.echo(f"  Attempts to reach beyond this machine, seen in Python: {len(proof.attempts)}")
    click.echo(f"  {proof.covers}")


def _show_verdict(facts: Iterable[Fact], well: bool) -> None:
    broken = [fact.name for fact in facts if fact.level is Level.BROKEN]
    if well:
        click.secho("\nThe main job can run here.", fg="green")
    elif broken:
        click.secho(f"\nBroken: {', '.join(broken)}. What to do stands above.", fg="red")
    else:
        click.secho("\nThe offline run did not hold; see above.", fg="red")

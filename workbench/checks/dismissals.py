"""Findings a person has judged and set aside, with the reason.

A dismissal holds for the same words in the same sentence, wherever these stand after the next alignment:
its key is made from the check, the languages, the two texts and the marked words, not from row numbers.

They are kept in a TOML file, by default beside the rendering they are about (``human.txt`` has
``human.txt.dismissals.toml``), so that they travel with it and can be read, reviewed and put under version
control like any text::

    [[dismissed]]
    key = "0f1e2d3c4b5a6978"
    code = "numbers"
    rendering = "human.txt"
    finding = "“120” became “121”."
    reason = "The press office corrected the figure."
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from workbench.errors import BadFile, WorkbenchError
from workbench.files import replace_file
from workbench.model import Dismissal, Finding, NotRun, Parallel, Report

__all__ = [
    "Dismissal",
    "add_dismissals",
    "apply_dismissals",
    "dismissal_path",
    "find_by_key",
    "key",
    "load_dismissals",
    "set_aside",
]

_INTRODUCTION = """\
# Findings that were judged and set aside, each with the reason; `workbench check` reads this file.
# Take an entry out to see its finding again.
"""
_SHORTEST = 4
"""Digits of a key that are enough where they are its own only, as with commit ids."""


def key(finding: Finding, parallel: Parallel) -> str:
    """A stable id of a finding: 16 hexadecimal digits, the same in every run on the same words."""
    source = parallel.source_text(finding.row)
    target = parallel.cell_text(finding.row, finding.rendering)
    marked = [
        span.of(text) if span else ""
        for span, text in ((finding.source_span, source), (finding.target_span, target))
    ]
    langs = (parallel.source.lang or "", parallel.renderings[finding.rendering].lang or "")
    start = str(finding.target_span.start) if finding.target_span else ""
    parts = (finding.code, *langs, source, target, *marked, start)
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_by_key(findings: Sequence[Finding], parallel: Parallel, wanted: str) -> Finding:
    """The finding that a key, or the first digits of one, means.

    Raises:
        WorkbenchError: no finding has it, or several begin with it.
    """
    keys = {key(finding, parallel): finding for finding in findings}
    hits = [own for own in keys if own == wanted or (len(wanted) >= _SHORTEST and own.startswith(wanted))]
    if len(hits) == 1:
        return keys[hits[0]]
    if hits:
        raise WorkbenchError(
            f"Several findings have keys that begin with “{wanted}”.", hint="Give more digits."
        )
    raise WorkbenchError(
        f"No finding has the key “{wanted}”.", hint="The keys stand behind the findings and in --format json."
    )


def apply_dismissals(
    findings: Sequence[Finding], parallel: Parallel, dismissals: Iterable[Dismissal]
) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, Dismissal], ...]]:
    """Split findings into those that stand and those set aside, each with its dismissal."""
    known = {dismissal.key: dismissal for dismissal in dismissals}
    if not known:
        return tuple(findings), ()
    stand: list[Finding] = []
    aside: list[tuple[Finding, Dismissal]] = []
    for finding in findings:
        dismissal = known.get(key(finding, parallel))
        if dismissal is None:
            stand.append(finding)
        else:
            aside.append((finding, dismissal))
    return tuple(stand), tuple(aside)


def set_aside(report: Report, dismissals: Iterable[Dismissal], select: Collection[str] = ()) -> Report:
    """The report with the dismissed findings moved aside and the stale dismissals named.

    A dismissal is stale where no finding answers to it any more although its check ran on its rendering:
    the words have changed, or the check has learnt better.

    Args:
        report: any report.
        dismissals: all that are known; those of other renderings do no harm.
        select: codes and severities the checks were limited to, see :func:`workbench.checks.run`.
    """
    known = {dismissal.key: dismissal for dismissal in dismissals}
    stand, aside = apply_dismissals(report.findings, report.parallel, known.values())
    aside = (*report.dismissed, *aside)
    used = {dismissal.key for _, dismissal in aside}
    names = {rendering.document.name: index for index, rendering in enumerate(report.parallel.renderings)}
    stale = tuple(
        dismissal
        for dismissal in known.values()
        if dismissal.key not in used and _was_looked_for(dismissal, names, report.not_run, select)
    )
    return replace(report, findings=stand, dismissed=aside, stale=(*report.stale, *stale))


def _was_looked_for(
    dismissal: Dismissal, names: dict[str, int], not_run: Sequence[NotRun], select: Collection[str]
) -> bool:
    if dismissal.rendering and dismissal.rendering not in names:
        return False
    if select and dismissal.code not in select:
        return False
    at = names.get(dismissal.rendering)
    return not any(item.code == dismissal.code and item.rendering in (None, at) for item in not_run)


# --- the file --------------------------------------------------------------------------------------


def dismissal_path(rendering: Path) -> Path:
    """Where the dismissals of a rendering's file are kept unless another place is named.

    >>> dismissal_path(Path("texts/human.txt")).as_posix()
    'texts/human.txt.dismissals.toml'
    """
    return rendering.with_name(rendering.name + ".dismissals.toml")


def load_dismissals(path: Path) -> tuple[Dismissal, ...]:
    """Read a file of dismissals.

    Raises:
        BadFile: not readable, not TOML, or an entry has no key or no reason.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"Cannot read the dismissals “{path}”: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadFile(
            f"“{path}” is not TOML: {error}.", hint="See docs/findings.md for an example."
        ) from error
    entries = data.get("dismissed", [])
    unknown = data.keys() - {"dismissed"}
    if unknown or not isinstance(entries, list):
        what = f"unknown section “{min(unknown)}”" if unknown else "“dismissed” is no list of tables"
        raise BadFile(f"“{path}”: {what}.", hint="Every entry begins with [[dismissed]].")
    return tuple(_read(entry, f"“{path}”, entry {number}") for number, entry in enumerate(entries, start=1))


_FIELDS = {"key": "key", "code": "code", "rendering": "rendering", "finding": "message", "reason": "reason"}
"""Names in the file, in its order, and those of :class:`Dismissal`."""


def _read(entry: Any, place: str) -> Dismissal:
    if not isinstance(entry, dict):
        raise BadFile(f"{place}: “{entry}” stands where a table is meant.")
    for name, value in entry.items():
        if name not in _FIELDS:
            raise BadFile(f"{place}: unknown field “{name}”.", hint=f"Known: {', '.join(_FIELDS)}.")
        if not isinstance(value, str):
            raise BadFile(f"{place}: {name} is “{value}”.", hint="It must be text in quotation marks.")
    for name in ("key", "reason"):
        if not entry.get(name, "").strip():
            raise BadFile(f"{place} has no {name}.", hint="Every dismissal says what it is about and why.")
    return Dismissal(**{_FIELDS[name]: value for name, value in entry.items()})


def add_dismissals(path: Path, dismissals: Iterable[Dismissal]) -> None:
    """Write dismissals to the end of a file, which is made where there is none; what it holds stays as it is.

    Raises:
        BadFile: the file is there and no file of dismissals, or cannot be written.
    """
    text = _INTRODUCTION
    if path.exists():
        load_dismissals(path)
        text = path.read_text("utf-8-sig").rstrip("\n") + "\n"
    text += "".join(_written(dismissal) for dismissal in dismissals)
    try:
        replace_file(path, text.encode("utf-8"))
    except OSError as error:
        raise BadFile(
            f"Cannot write the dismissals “{path}”: {error.strerror}.",
            hint="Name another file with --dismissals.",
        ) from error


def _written(dismissal: Dismissal) -> str:
    lines = ["", "[[dismissed]]"]
    for name, attribute in _FIELDS.items():
        value = getattr(dismissal, attribute)
        if value:
            lines.append(f"{name} = {_quoted(value)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    r"""A TOML basic string; characters nobody sees are written as escapes, lone surrogates cannot be.

    >>> print(_quoted('a "b"\u202e'))
    "a \"b\"\u202E"
    """
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif "\ud800" <= char <= "\udfff":
            out.append("\ufffd")
        elif unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp"):
            out.append(f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}")
        else:
            out.append(char)
    return f'"{"".join(out)}"'

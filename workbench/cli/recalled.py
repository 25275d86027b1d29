"""Units, matches and hits of the translation memory on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from workbench.memory.units import Hit, Match, Suspect, Unit

__all__ = ["hit_row", "print_match", "suspect_row"]


def hit_row(hit: Hit) -> tuple[str, str, str, str]:
    """Languages, source, target, where it is from; the phrase in brackets."""
    unit = hit.unit
    marked = {"source": unit.source, "target": unit.target}
    text, at, parts = marked[hit.side], 0, []
    for span in hit.spans:
        if span.start >= at:
            parts += [text[at : span.start], "[", span.of(text), "]"]
            at = span.end
    marked[hit.side] = "".join((*parts, text[at:]))
    return f"{unit.source_lang} → {unit.target_lang}", marked["source"], marked["target"], _whence(unit)


def _whence(unit: Unit) -> str:
    parts = (unit.document, unit.who, unit.detail, f"{unit.changed:%Y-%m-%d}" if unit.changed else "")
    return ", ".join(part for part in parts if part) or str(unit.origin)


def print_match(text: str, match: Match) -> None:
    """Score and kind, then what differs, the proposal, and what was put into it."""
    from workbench.exporting.marks import one_line

    off = "".join(f", {penalty.reason} −{penalty.points}" for penalty in match.penalties)
    whence = _whence(match.unit)
    click.echo(f"{match.score:3} %  {match.kind}{off}  ({one_line(whence)})")
    click.echo(f"       {one_line(_differences(text, match))}")
    click.echo(f"       {one_line(match.proposal)}")
    for done in match.substitutions:
        click.echo(f"       {done.kind} {one_line(done.old)} → {one_line(done.new)}, please check")


def _differences(text: str, match: Match) -> str:
    """The remembered source, with what differs: [-gone-] {+new+}."""
    from workbench.comparison.diff import diff

    source = match.unit.source
    if source == text:
        return source
    parts = []
    found = diff(source, text, match.unit.source_lang)
    for edit in found.edits:
        old, new = edit.left.of(source), edit.right.of(text)
        if edit.tag == "equal" or old == new:
            parts.append(old)
            continue
        parts.append((f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else ""))
    return "".join(parts)


def suspect_row(suspect: Suspect) -> tuple[str, str, str, str]:
    """Rule, reason, and how the unit begins."""
    unit = suspect.unit
    return suspect.rule, suspect.reason, _short(unit.source), _short(unit.target)


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

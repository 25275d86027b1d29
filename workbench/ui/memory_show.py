"""What the translation memory has, as plain values for the page: matches for a sentence, places of a phrase."""

from __future__ import annotations

from typing import Any

from workbench.exporting.html import direction
from workbench.exporting.marks import Mark, difference_marks, one_line
from workbench.memory.units import Hit, Match, MatchKind, Unit, UnitOrigin
from workbench.ui.components.parts import card_cell, marked
from workbench.ui.texts import N_, _, language_name, translated

__all__ = ["ORIGINS", "hit_card", "hit_data", "match_card", "match_data", "whence"]

ORIGINS = {
    UnitOrigin.HUMAN: N_("by a person"),
    UnitOrigin.MACHINE: N_("by a machine"),
    UnitOrigin.IMPORTED: N_("imported"),
}
_KINDS = {
    MatchKind.CONTEXT: N_("the same, between the same neighbours"),
    MatchKind.EXACT: N_("the same"),
    MatchKind.FUZZY: N_("alike"),
}
_PENALTIES = {
    "machine": N_("made by a machine"),
    "reversed": N_("remembered the other way round"),
    "substituted": N_("numbers or names put in"),
    "form": N_("other capitals or punctuation"),
}


def whence(unit: Unit) -> str:
    """Document, person, day, and who made it."""
    made = _(ORIGINS[unit.origin])
    if unit.origin is UnitOrigin.HUMAN and unit.detail:
        made = _("by a machine, edited by a person")
    elif unit.detail:
        made = f"{made}: {unit.detail}"
    parts = (unit.document, unit.who, f"{unit.changed:%Y-%m-%d}" if unit.changed else "", made)
    return " · ".join(one_line(part) for part in parts if part)


def match_data(text: str, match: Match) -> dict[str, Any]:
    """A match for the grid's panel."""
    return {
        "score": match.score,
        "kind": _(_KINDS[match.kind]),
        "source": _differing(text, match),
        "text": match.proposal,
        "proposal": marked(match.proposal, _put_in(match)),
        "off": _points(match),
        "whence": whence(match.unit),
    }


def _differing(text: str, match: Match) -> list[list[str]]:
    """The remembered source, marked where it differs from the text that was asked for."""
    return marked(
        match.unit.source, difference_marks(text, match.unit.source, match.unit.source_lang, translated)
    )


def _put_in(match: Match) -> list[Mark]:
    return [
        Mark(done.target_span, "diff", _("put in for “{old}”: please check", old=one_line(done.old)))
        for done in match.substitutions
    ]


def _points(match: Match) -> str:
    return ", ".join(f"{_(_PENALTIES[p.reason])} −{p.points}" for p in match.penalties)


def hit_data(hit: Hit) -> dict[str, Any]:
    """A place of a phrase for the grid's panel."""
    unit = hit.unit
    marks = [Mark(span, "found") for span in hit.spans]
    return {
        "source": marked(unit.source, marks if hit.side == "source" else ()),
        "target": marked(unit.target, marks if hit.side == "target" else ()),
        "langs": [unit.source_lang, unit.target_lang],
        "dirs": [direction(unit.source_lang), direction(unit.target_lang)],
        "whence": whence(unit),
    }


def match_card(number: int, text: str, match: Match) -> dict[str, Any]:
    """A match as data for cards.js."""
    unit = match.unit
    title = f"{match.score} % · {_(_KINDS[match.kind])}"
    cells = [
        card_cell(unit.source_lang, _("Remembered source"), _differing(text, match)),
        card_cell(unit.target_lang, _("Translation"), marked(match.proposal, _put_in(match))),
    ]
    if match.penalties:
        cells[1]["flags"] = [[_points(match), "", False]]
    return _card(number, title, unit, cells, match.proposal)


def hit_card(number: int, hit: Hit) -> dict[str, Any]:
    """A place of a phrase as data for cards.js."""
    unit, data = hit.unit, hit_data(hit)
    cells = [
        card_cell(unit.source_lang, language_name(unit.source_lang), data["source"]),
        card_cell(unit.target_lang, language_name(unit.target_lang), data["target"]),
    ]
    title = f"{number + 1} · {language_name(unit.source_lang)} → {language_name(unit.target_lang)}"
    return _card(number, title, unit, cells, unit.target)


def _card(number: int, title: str, unit: Unit, cells: list[dict[str, Any]], copy: str) -> dict[str, Any]:
    around = " … ".join(one_line(text) for text in (unit.previous, unit.next) if text)
    if around:
        cells[0]["by"] = _("between: {texts}", texts=around)
    return {"title": title, "meta": whence(unit), "row": number, "go": "", "copy": copy, "cells": cells}

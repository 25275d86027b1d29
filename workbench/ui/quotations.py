"""Quotations as cards for the page: who says what, what each rendering makes of it, and what to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from workbench.exporting.marks import difference_marks
from workbench.model import Parallel, Quote
from workbench.quotes.concordance import FLAGS, Counterpart, Entry, Flag
from workbench.ui.components.parts import card_cell, marked
from workbench.ui.texts import N_, _, ngettext, pgettext, translated

__all__ = ["CHANGES", "GRAVE", "bases", "card", "card_text", "flag_counts", "with_flags"]

CHANGES = {
    "became-indirect": N_("became indirect"),
    "became-direct": N_("became direct"),
    "words-moved": N_("words moved"),
    "other-speaker": N_("other speaker"),
    "stronger-cue": N_("stronger verb"),
    "weaker-cue": N_("weaker verb"),
    "untranslated": N_("untranslated"),
}
"""msgids: each flag of :data:`workbench.quotes.concordance.FLAGS` in a word or two."""

GRAVE = frozenset({"other-speaker", "became-indirect", "became-direct", "untranslated"})
"""Flags that change what is said, rather than how."""


def bases(parallel: Parallel) -> tuple[int, ...]:
    """Renderings that another one of the same language can be compared with."""
    langs = Counter(rendering.lang for rendering in parallel.renderings if rendering.lang)
    return tuple(i for i, rendering in enumerate(parallel.renderings) if langs[rendering.lang or ""] > 1)


def flag_counts(entries: Sequence[Entry]) -> dict[str, int]:
    """How many quotations have each flag, in the order of :data:`FLAGS`; only those that occur."""
    found = Counter(code for entry in entries for code in _codes(entry))
    return {code: found[code] for code in FLAGS if found[code]}


def _codes(entry: Entry) -> set[str]:
    return {flag.code for cell in entry.cells for flag in cell.flags}


def with_flags(entries: Sequence[Entry], flags: Sequence[str]) -> list[tuple[int, Entry]]:
    """The entries with their numbers, from 1; only those with one of the flags, all where none is given."""
    return [
        (number, entry) for number, entry in enumerate(entries, 1) if not flags or _codes(entry) & set(flags)
    ]


def card(
    parallel: Parallel, number: int, entry: Entry, base: int | None, differences: bool
) -> dict[str, Any]:
    """One entry as data for cards.js.

    Args:
        number: of the entry, from 1.
        base: the rendering that those of its language are compared with; None for the first of each.
        differences: mark them.
    """
    texts = [cell.text for cell in entry.cells]
    cells = [_source_cell(parallel, entry)]
    for cell in entry.cells:
        against = _against(parallel, cell.rendering, base)
        own = _cell(parallel, cell, entry.source)
        if differences and against is not None and against != cell.rendering:
            lang = parallel.renderings[cell.rendering].lang
            own["pieces"] = marked(cell.text, difference_marks(texts[against], cell.text, lang, translated))
        own["base"] = differences and against == cell.rendering and cell.rendering in bases(parallel)
        cells.append(own)
    return {
        "title": f"{number} · {_title(entry.source)}",
        "meta": " · ".join(filter(None, (_said(entry.source), _place(entry)))),
        "row": entry.rows[0],
        "go": _("To row {row}", row=entry.rows[0] + 1),
        "copy": card_text(parallel, entry),
        "cells": cells,
    }


def _title(quote: Quote | None) -> str:
    if quote is None:
        return _("Only in a rendering")
    return quote.speaker or _("Speaker not named")


def card_text(parallel: Parallel, entry: Entry) -> str:
    """The quotation with all its renderings as plain text, to be pasted elsewhere.

    Every language keeps the words as they stand between the marks; who says them stands behind a dash.
    """
    lines = []
    if entry.source is not None:
        lines.append(_line(parallel.source.lang, parallel.source.label, entry.source.text, entry.source))
    for cell in entry.cells:
        rendering = parallel.renderings[cell.rendering]
        lines.append(_line(rendering.lang, rendering.label, cell.text, cell.quote))
    return "\n\n".join(lines) + "\n"


def _line(lang: str | None, label: str, text: str, quote: Quote | None) -> str:
    head = f"[{(lang or '?').upper()}] {label}"
    return f"{head}\n{text or '–'}" + (f"\n— {by}" if (by := _by(quote)) else "")


def _by(quote: Quote | None) -> str:
    """Speaker and cue as they stand in the text."""
    return ", ".join(filter(None, (quote.speaker, quote.cue))) if quote is not None else ""


def _said(quote: Quote | None) -> str:
    """The cue as it stands, and its class."""
    if quote is None or quote.cue is None:
        return _("no cue verb") if quote is not None else ""
    kind = pgettext("cue", quote.cue_class) if quote.cue_class else ""
    return f"“{quote.cue}” ({kind})" if kind and kind != quote.cue else f"“{quote.cue}”"


def _place(entry: Entry) -> str:
    first, last = entry.rows[0] + 1, entry.rows[-1] + 1
    place = _("row {row}", row=first) if first == last else _("rows {first}–{last}", first=first, last=last)
    paragraphs = len(entry.source.paragraphs) if entry.source is not None else 1
    if paragraphs > 1:
        place += " · " + ngettext("{n} paragraph", "{n} paragraphs", paragraphs)
    return place


def _against(parallel: Parallel, index: int, base: int | None) -> int | None:
    """Which rendering this one is compared with."""
    lang = parallel.renderings[index].lang
    if lang is None:
        return None
    if base is not None and parallel.renderings[base].lang == lang:
        return base
    return next(i for i, rendering in enumerate(parallel.renderings) if rendering.lang == lang)


def _source_cell(parallel: Parallel, entry: Entry) -> dict[str, Any]:
    text = entry.source.text if entry.source else " ".join(parallel.source_text(row) for row in entry.rows)
    source = parallel.source
    return _drawn(source.lang, source.label, text, entry.source)


def _cell(parallel: Parallel, cell: Counterpart, source: Quote | None) -> dict[str, Any]:
    rendering = parallel.renderings[cell.rendering]
    return _drawn(rendering.lang, rendering.label, cell.text, cell.quote) | {
        "flags": [
            [_flag(flag, source, cell.quote), _(FLAGS[flag.code]), flag.code in GRAVE] for flag in cell.flags
        ]
    }


def _drawn(lang: str | None, label: str, text: str, quote: Quote | None) -> dict[str, Any]:
    by = _by(quote)
    return card_cell(lang, label, marked(text), f"— {by}" if by else "", quoted=quote is not None)


def _flag(flag: Flag, source: Quote | None, target: Quote | None) -> str:
    """What changed, with the words that did."""
    if source is not None and target is not None:
        if flag.code == "other-speaker":
            return f"{_(CHANGES[flag.code])}: {source.speaker} → {target.speaker}"
        if flag.code in ("stronger-cue", "weaker-cue"):
            return f"{_(CHANGES[flag.code])}: {source.cue} → {target.cue}"
    return _(FLAGS[flag.code])

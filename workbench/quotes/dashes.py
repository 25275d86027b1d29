"""Dialogue that is marked by a dash at the start of its paragraph, without quotation marks.

A dash may also begin the item of a list. So a paragraph counts as speech only if it names who says it, or
stands next to one that does.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from workbench.model import Span
from workbench.quotes.draft import Draft
from workbench.quotes.inside import split_inside
from workbench.quotes.layout import Layout
from workbench.quotes.profile import Profile

__all__ = ["spoken"]

_DASH = regex.compile(r"(?:[—–―]\s?|-\s)(?=[\p{L}\p{N}¿¡«„“…])")


def spoken(layout: Layout, row: Profile, taken: Sequence[Span]) -> list[Draft]:
    """The paragraphs of dialogue, with the attribution cut out of each.

    Args:
        layout: the text and its paragraphs.
        row: the language.
        taken: quotations found by their marks; a paragraph in one of them is none.
    """
    text = layout.text
    drafts: dict[int, Draft] = {}
    asked: set[int] = set()
    for index, paragraph in enumerate(layout.paragraphs):
        match = _DASH.match(text, paragraph.start, paragraph.end)
        if match is None or any(span.start < paragraph.start < span.end for span in taken):
            continue
        body = Span(match.end(), paragraph.end)
        parts, said = split_inside(text, body, row, dialogue=True)
        if not parts:
            continue
        if said is not None or not any(paragraph.covers(span) for span in taken):
            outer = Span(paragraph.start, max(paragraph.end, parts[-1].end))
            drafts[index] = Draft(parts, outer, index, index, dash=True, said=said, middle=said is not None)
        if body.of(text).endswith("?"):
            asked.add(index)
    return [draft for index, draft in drafts.items() if draft.said or _in_dialogue(index, drafts, asked)]


def _in_dialogue(index: int, drafts: dict[int, Draft], asked: set[int]) -> bool:
    """True if the run of dash paragraphs around `index` holds an attribution or a question and its answer."""
    run = [index]
    while run[0] - 1 in drafts:
        run.insert(0, run[0] - 1)
    while run[-1] + 1 in drafts:
        run.append(run[-1] + 1)
    return any(drafts[at].said for at in run) or (len(run) > 1 and bool(asked & set(run[:-1])))

"""Dialogue that is marked by a dash at the start of its paragraph, without quotation marks.

A dash may also begin the item of a list. So a paragraph counts as speech only if it names who says it, or
stands next to one that does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from workbench.model import Span
from workbench.quotes.draft import Draft
from workbench.quotes.inside import split_inside
from workbench.quotes.layout import Layout
from workbench.quotes.names import SLAVIC
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
    within = {index for span in taken for index in _begun_in(layout, span)}
    quoting = {layout.paragraph_at(span.start) for span in taken}
    for index, paragraph in enumerate(layout.paragraphs):
        match = _DASH.match(text, paragraph.start, paragraph.end)
        if match is None or index in within:
            continue
        body = Span(match.end(), paragraph.end)
        parts, said = split_inside(text, body, row, dialogue=True)
        if not parts:
            continue
        if said is not None or index not in quoting:
            outer = Span(paragraph.start, max(paragraph.end, parts[-1].end))
            drafts[index] = Draft(parts, outer, index, index, dash=True, said=said, middle=said is not None)
        if body.of(text).endswith("?"):
            asked.add(index)
    speech = _dialogue(drafts, asked)
    whole = [draft for index, draft in drafts.items() if draft.said or index in speech]
    begun = {draft.first for draft in whole} | within
    return [
        *whole,
        *(
            draft
            for index in range(len(layout.paragraphs))
            if index not in begun
            for draft in _told(layout, index, row)
        ),
    ]


def _told(layout: Layout, index: int, row: Profile) -> list[Draft]:
    """Slavic: speech behind a dash in the middle of a paragraph that also tells: "Milczy. – Tak – mówi Anna."

    There it counts only with its attribution.
    """
    if row.lang not in SLAVIC:
        return []
    text, paragraph = layout.text, layout.paragraphs[index]
    starts = [match.span() for match in _TOLD.finditer(text, paragraph.start, paragraph.end)]
    ends = [*(start for start, _ in starts[1:]), paragraph.end] if starts else []
    out: list[Draft] = []
    for (start, begin), end in zip(starts, ends, strict=True):
        parts, said = split_inside(text, Span(begin, end), row, dialogue=True)
        if said is not None and parts and not _MARKS.search(text, begin, parts[-1].end):
            outer = Span(start, max(parts[-1].end, min(said.end, end)))
            out.append(Draft(parts, outer, index, index, dash=True, said=said, middle=True))
    return out


_TOLD = regex.compile(r"(?<=[.!?…]\s)[–—]\s(?=\p{Lu})")
_MARKS = regex.compile(r"[«»„“”\"]")


def _begun_in(layout: Layout, span: Span) -> range:
    """The paragraphs that begin inside a quotation over several of them."""
    return range(layout.paragraph_at(span.start) + 1, layout.paragraph_at(span.end - 1) + 1)


def _dialogue(drafts: Mapping[int, Draft], asked: set[int]) -> set[int]:
    """Dash paragraphs in a run that holds an attribution, or a question and its answer."""
    runs: list[list[int]] = []
    for index in drafts:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return {at for run in runs if any(drafts[i].said for i in run) or asked & set(run[:-1]) for at in run}

"""Find the quotations of a document: marks and dashes, split and joined, with their speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from workbench.model import Document, Quote, QuoteKind, Span
from workbench.quotes.attribution import Attribution, after, before, between, subject_behind
from workbench.quotes.dashes import spoken
from workbench.quotes.draft import Draft
from workbench.quotes.inside import split_inside
from workbench.quotes.layout import Layout, lay_out
from workbench.quotes.marks import Quoted, quoted
from workbench.quotes.names import BLANK
from workbench.quotes.profile import Profile, profile
from workbench.quotes.resolve import Speakers
from workbench.words import places, words

__all__ = ["find_quotes"]

_FINAL = frozenset(".!?…。！？؟")
_WINDOW = 700
"""Characters around a quotation in which its attribution is looked for: two to three long sentences."""

_CLOSING_VERB = regex.compile(r"\s+\p{Ll}+(?:\s\p{Ll}+)?[.,;!?]")
"""The verb at the end of a clause: „dat de plannen „onvermijdelijk” zijn.“"""

_SHORT = 4
"""Words up to which a quotation that nobody is said to say is a title or a scare quote."""


def find_quotes(document: Document, lang: str | None) -> tuple[Quote, ...]:
    """The quotations of `document`, in order; nested ones are part of the outer one.

    Args:
        document: the text; what was removed as debris is skipped.
        lang: language code; None where undecided, then only what holds for all languages is used.

    Returns:
        Statements and mentions (titles, scare quotes). Spans are of ``document.text``, inside the outer
        marks. A speaker is given where named, described or safely resolved, else None.

    >>> text = "“We will not go,” Anna Weiss told Reuters. “It is our land.”"
    >>> [(q.text, q.speaker, q.cue, q.cue_class) for q in find_quotes(Document("x", text), "en")]
    [('We will not go, It is our land.', 'Anna Weiss', 'told', 'told')]
    """
    layout = lay_out(document)
    row = profile(lang)
    found = quoted(layout.text, layout.paragraphs, lang)
    plain = _without_asides(_blanked(layout.text, found), row)
    drafts = _joined([_draft(layout.text, item, row) for item in found], layout, plain, row)
    drafts += spoken(layout, row, [draft.outer for draft in drafts])
    drafts.sort(key=lambda draft: draft.outer.start)
    drafts = _without_overlap(drafts)
    speakers = Speakers(plain, layout, row)
    settled: list[tuple[Draft, Span | None]] = []
    for draft, around in zip(drafts, _surroundings(drafts, layout), strict=True):
        draft = replace(draft, said=_attribution(draft, around, layout, plain, row))
        speaker = speakers.speaker_of(draft, settled)
        speakers.named(draft, speaker)
        settled.append((draft, speaker))
    return tuple(_quote(draft, speaker, layout, document, row) for draft, speaker in settled)


def _blanked(text: str, found: Sequence[Quoted]) -> str:
    """The text with quoted words blanked, so that nobody in them is taken for a speaker."""
    out, at = [], 0
    for item in found:
        out += [text[at : item.outer.start], BLANK * len(item.outer)]
        at = item.outer.end
    return "".join([*out, text[at:]])


def _without_asides(text: str, row: Profile) -> str:
    """The text with "for his part" blanked, which stands between a speaker and the verb."""
    if row.aside is None:
        return text
    return row.aside.sub(lambda match: " " * len(match.group()), text)


def _draft(text: str, item: Quoted, row: Profile) -> Draft:
    parts, said = split_inside(text, item.span, row)
    if not parts:
        parts, said = (item.span,), None
    return Draft(parts, item.outer, item.first, item.last, item.title, said=said, middle=said is not None)


def _joined(drafts: Sequence[Draft], layout: Layout, plain: str, row: Profile) -> list[Draft]:
    """Join two quotations in one paragraph that only their attribution parts."""
    out: list[Draft] = []
    for draft in drafts:
        last = out[-1] if out else None
        if (
            last is None
            or last.last != draft.first
            or last.title
            or draft.title
            or not _may_go_on(last, draft, layout)
        ):
            out.append(draft)
            continue
        ends_with = layout.text[last.span.end - 1]
        comma = layout.text[last.outer.end : last.outer.end + 1] == ","
        whole = (comma or _whole(last.parts[-1].of(layout.text))) and not _introduced(
            last, out, layout, plain, row
        )
        said = between(plain, last.outer.end, draft.outer.start, row, ends_with) if whole else None
        ended = layout.text[draft.outer.end : draft.outer.end + 1] in tuple(".!?…")
        if (
            said is None
            or not (ended or _whole(draft.span.of(layout.text)))
            or _own(draft, layout, plain, row)
        ):
            out.append(draft)
            continue
        outer = Span(last.outer.start, draft.outer.end)
        first = last.said if last.middle else said
        out[-1] = Draft((*last.parts, *draft.parts), outer, last.first, draft.last, said=first, middle=True)
    return out


def _introduced(last: Draft, out: Sequence[Draft], layout: Layout, plain: str, row: Profile) -> bool:
    """True if a colon and a verb lead up to a whole quotation: what follows it belongs to the next one."""
    if not plain[: last.outer.start].rstrip().endswith((":", "：")) or last.middle:
        return False
    start = max(layout.paragraphs[last.first].start, out[-2].outer.end if len(out) > 1 else 0)
    said = before(plain, start, last.outer.start, row)
    return said is not None and said.score >= 6 and layout.text[last.span.end - 1] in _FINAL


def _whole(text: str) -> bool:
    """More than a single word set off: two words, or one with its own punctuation ("Twice.")."""
    return _count(text) > 1 or not text[-1].isalnum()


def _may_go_on(last: Draft, draft: Draft, layout: Layout) -> bool:
    """A quotation split once is split again only in mid-sentence."""
    return not last.middle or layout.text[draft.span.start].islower()


def _own(draft: Draft, layout: Layout, plain: str, row: Profile) -> bool:
    """True if a whole sentence in marks has an attribution of its own behind it."""
    text = draft.span.of(layout.text)
    end = next((at for at in (plain.find(BLANK, draft.outer.end),) if at >= 0), len(plain))
    limit = min(end, layout.paragraphs[draft.last].end)
    said = after(plain, draft.outer.end, limit, row, text[-1])
    return said is not None and said.score >= 5 and not text[0].islower()


def _without_overlap(drafts: Sequence[Draft]) -> list[Draft]:
    """A quotation inside a paragraph of dialogue is part of it."""
    out: list[Draft] = []
    for draft in drafts:
        if out and draft.outer.start < out[-1].outer.end:
            if draft.dash and not out[-1].dash:
                out[-1] = draft
                continue
            if not out[-1].dash or draft.outer.start < out[-1].span.end:
                continue  # else it stands in what is told of the speaker: «— спросил тренер «Волны»»
        out.append(draft)
    return out


def _attribution(
    draft: Draft, around: tuple[int, int], layout: Layout, plain: str, row: Profile
) -> Attribution | None:
    """The best of what stands in a quotation, behind and before it."""
    if draft.said is not None and (draft.dash or draft.said.speaker is not None):
        return draft.said
    own, first = layout.paragraphs[draft.last], layout.paragraphs[draft.first]
    start, end = around
    start, end = max(first.start, start), min(own.end, end)
    start, end = _inside_brackets(plain, Span(start, end), draft.outer)
    ends_with = layout.text[draft.span.end - 1]
    found = [
        after(plain, draft.outer.end, end, row, ends_with),
        before(plain, start, draft.outer.start, row),
    ]
    if found[1] is None and _ends_sentence(plain, start, draft.outer, end):
        found[0] = None  # words in mid-sentence: what the next sentence says is not about them
    if found[1] is None and draft.outer.start - first.start <= 2 and draft.first:
        found.append(_announced(layout.paragraphs[draft.first - 1], plain, row))
    if row.verb_last and found[0] is not None and found[0].speaker is None and found[1] is not None:
        behind, ahead = found[0], found[1]
        found[0] = replace(behind, speaker=ahead.speaker, pronoun=ahead.pronoun)
    if found[1] is not None and found[0] is None:
        found[1] = subject_behind(found[1], Span(draft.outer.end, end), plain, row)
    known = [item for item in found if item is not None]
    if draft.said is not None:  # a pronoun inside: the name may stand outside
        return next((item for item in known if item.speaker is not None and item.score >= 5), draft.said)
    if len(known) > 1 and known[0].score <= 2 and known[1].score >= known[0].score:
        return known[1]  # what follows in a sentence of its own may belong to what it says itself
    return max(known, key=lambda item: item.score, default=None)


def _inside_brackets(plain: str, span: Span, outer: Span) -> tuple[int, int]:
    """From where to where an attribution may stand: in the brackets that the quotation stands in."""
    opened = plain.rfind("(", span.start, outer.start)
    if opened < 0 or ")" in plain[opened : outer.start]:
        return span.start, span.end
    closed = plain.find(")", outer.end, span.end)
    return (opened + 1, closed) if closed >= 0 else (span.start, span.end)


def _ends_sentence(plain: str, start: int, outer: Span, end: int) -> bool:
    """True for a quotation that begins in mid-sentence and ends its sentence."""
    ahead = plain[start : outer.start].rstrip()
    return (
        bool(ahead) and ahead[-1].isalpha() and regex.match(r"[.!?…]\s", plain[outer.end : end]) is not None
    )


def _announced(paragraph: Span, plain: str, row: Profile) -> Attribution | None:
    """A paragraph that ends with a colon announces the quotation that opens the next one."""
    if not paragraph.of(plain).endswith((":", "：")):
        return None
    return before(plain, paragraph.start, paragraph.end, row)


def _surroundings(drafts: Sequence[Draft], layout: Layout) -> list[tuple[int, int]]:
    """For each quotation, from where to where its attribution may stand: up to the next longer ones."""
    solid = [not _transparent(draft, layout) for draft in drafts]
    starts, ends = [0] * len(drafts), [len(layout.text)] * len(drafts)
    for index in range(1, len(drafts)):
        starts[index] = drafts[index - 1].outer.end if solid[index - 1] else starts[index - 1]
    for index in range(len(drafts) - 2, -1, -1):
        ends[index] = drafts[index + 1].outer.start if solid[index + 1] else ends[index + 1]
    return [
        (max(start, draft.outer.start - _WINDOW), min(end, draft.outer.end + _WINDOW))
        for draft, start, end in zip(drafts, starts, ends, strict=True)
    ]


def _transparent(draft: Draft, layout: Layout) -> bool:
    """A short quotation in mid-sentence does not part another one from its attribution."""
    text = draft.span.of(layout.text)
    return not draft.dash and _count(text) <= _SHORT and text[-1] not in _FINAL and text[-1] not in ",،，"


@lru_cache(maxsize=64)
def _count(text: str) -> int:
    """Words; in scripts without spaces two characters count as one."""
    found = [word for word, _, _ in places(text)]
    single = sum(len(word) == 1 and not word.isascii() and word.isalpha() for word in found)
    return len(found) if single * 2 < len(found) else len(found) - single + (single + 1) // 2


def _quote(draft: Draft, speaker: Span | None, layout: Layout, document: Document, row: Profile) -> Quote:
    kind = _kind(draft, layout, row)
    said = draft.said if kind is QuoteKind.STATEMENT else None
    if kind is QuoteKind.MENTION:
        speaker = None
    parts = tuple(layout.back(part) for part in draft.parts)
    speaker_span = layout.back(speaker) if speaker else None
    cue_span = layout.back(said.cue.span) if said and said.cue else None
    paragraphs = range(layout.numbers[draft.first][0], layout.numbers[draft.last][1] + 1)
    return Quote(
        Span(parts[0].start, parts[-1].end),
        parts,
        " ".join(part.of(document.text) for part in parts),
        speaker_span.of(document.text) if speaker_span else None,
        cue_span.of(document.text) if cue_span else None,
        said.cue.kind if said and said.cue else None,
        kind,
        tuple(paragraphs),
        speaker_span,
        cue_span,
    )


def _kind(draft: Draft, layout: Layout, row: Profile) -> QuoteKind:
    """A statement if somebody is said to say it, or if it reads like a whole sentence of somebody."""
    text = draft.span.of(layout.text)
    count = _count(text)
    score = draft.said.score if draft.said else 0
    final = text[-1] in _FINAL
    if draft.title or _name_of_something(draft, layout, row):
        statement = False
    elif draft.dash or draft.middle or draft.first != draft.last:
        statement = True
    elif score >= 5:
        statement = (
            count > 2
            or final
            or text[-1] in ",،，"
            or (draft.said is not None and draft.said.cue is not None)
        )
    elif score >= 2:
        follows = layout.text[draft.outer.end : draft.outer.end + 2].strip()[:1]
        named = draft.said is not None and draft.said.cue is not None and draft.said.cue.kind == "explained"
        ends = not follows.isalnum() or (
            row.verb_behind and _CLOSING_VERB.match(layout.text, draft.outer.end)
        )
        verb = draft.said is not None and draft.said.cue is not None
        small = (
            text[0].isalpha() and (row.capital_nouns or not text[0].isupper()) and (row.spaced or count > 1)
        )
        pair = small and (
            (count == 2 and (named or ends or score >= 3))
            or (count == 1 and ends and (named or _told_nearly(score, verb)))
        )
        sentence = count >= 3 or pair or (final and not text[0].islower())
        statement = sentence and not (score < 4 and _like_title(text, row))
    elif score == 1:
        ended = layout.text[draft.outer.end : draft.outer.end + 1] in tuple(".!?…") and not text[0].islower()
        statement = final or count > _SHORT or (ended and count > 1)
    else:
        statement = _stands_alone(draft, layout, text, count, row, final=final)
    return QuoteKind.STATEMENT if statement else QuoteKind.MENTION


def _name_of_something(draft: Draft, layout: Layout, row: Profile) -> bool:
    """True for what a word beside it calls a title or a so-called thing: "the exhibition “Steppe and Sea”"."""
    text = draft.span.of(layout.text)
    if draft.dash or draft.middle or text[-1] in ".,،，" or len(text) > _TITLE:
        return False
    ahead = layout.text[max(0, draft.outer.start - _BESIDE) : draft.outer.start]
    if row.so_called is not None and row.so_called.search(ahead):
        return True
    cue = draft.said.cue if draft.said else None
    named = cue is not None and cue.kind == "explained" and cue.span.start < draft.outer.start
    if (row.cased and text[0].islower()) or (row.capital_nouns and named):
        return False  # "nannte das Projekt „Wahnsinn“"
    if row.named is not None and row.named.search(ahead):
        return True
    begins = draft.outer.end + (layout.text[draft.outer.end : draft.outer.end + 1] in " '’")
    return row.named_behind is not None and row.named_behind.match(layout.text, begins) is not None


_TITLE = 90
"""Characters of a title; more is told by somebody. The longest title in our samples has 22."""
_BESIDE = 40
"""Characters before a title in which the word for it stands."""


def _told_nearly(score: int, verb: bool) -> bool:
    """A single word counts where somebody is told to use it: "spoke of a “miracle”", "according to him “nonsense”"."""
    return score >= 4 or (verb and score >= 3)


def _like_title(text: str, row: Profile) -> bool:
    """Nearly all longer words have a capital, as in the title of a book."""
    long = [word.text for word in words(text) if len(word.text) > 3]
    return row.cased and not row.capital_nouns and len(long) > 1 and all(word[0].isupper() for word in long)


def _stands_alone(draft: Draft, layout: Layout, text: str, count: int, row: Profile, *, final: bool) -> bool:
    """No attribution: a whole sentence, or words of a sentence too many for a title."""
    before_it = layout.text[layout.paragraphs[draft.first].start : draft.outer.start].rstrip()
    opens = not before_it or before_it[-1] in _FINAL or before_it[-1] in '»”"'
    if row.verb_last and not row.spaced:
        follows = layout.text[draft.outer.end : draft.outer.end + 1]
        return opens and (follows == "。" or (not follows.strip() and count > _SHORT))
    fills = opens and layout.paragraphs[draft.last].end - draft.outer.end <= 1
    small = regex.match(r"\P{L}*\p{Ll}", text) is not None
    return (
        (final and opens and count >= 3)
        or (fills and count > _SHORT)
        or (small and count > _SHORT)
        or count > 12
    )

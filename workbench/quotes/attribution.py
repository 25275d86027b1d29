"""Who said a quotation, with which verb: found behind it, before it, in its middle, or a paragraph earlier."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from workbench.model import Span
from workbench.quotes.doers import EITHER, THAT, THAT_IN, doer, skip_space
from workbench.quotes.names import BLANK, SENTENCE_ENDS, SLAVIC, names
from workbench.quotes.profile import Cue, Profile
from workbench.quotes.speakers import subject
from workbench.quotes.unlisted import unlisted

__all__ = ["Attribution", "after", "before", "between", "clause", "subject_behind"]

_LEAD = regex.compile(r"[\s,.;!?…—–\-،。、]*")
_DATELINE = regex.compile(
    r"\p{Lu}[\p{L} ,/’'-]{1,40}\(\p{Lu}?\p{L}+\)\s*[.,:—–-]+\s|\p{Lu}{3,}[\p{Lu} ,]*(?:\(\p{L}+\)\s*)?[—–-]+\s"
)
"""Place and agency before the first sentence: ``BERLIN (AP) —``, ``Madrid (EFE).-``."""
_NEAR = 14
"""Words that may stand between a quotation's end and its cue verb (a long subject with its apposition)."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What was found about a quotation's speaker.

    Attributes:
        score: how surely this text belongs to the quotation; 0 is never returned.
        cue: the cue verb, None for "according to", a dash or a colon alone.
        speaker: where the speaker is named or described, None where a pronoun or nothing stands.
        pronoun: the pronoun that stands for the speaker, lower case; "" where there is a verb but no subject.
        end: where the attribution's own words end.
    """

    score: int
    cue: Cue | None = None
    speaker: Span | None = None
    pronoun: str | None = None
    end: int = 0


_WORD = regex.compile(r"[\p{L}\p{N}]+")


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def after(text: str, start: int, end: int, row: Profile, ends_with: str) -> Attribution | None:
    """The attribution that follows a quotation.

    Args:
        text: the text, other quotations' words blanked.
        start, end: from the closing mark to the paragraph's end or the next quotation.
        row: the language.
        ends_with: the quotation's last character.
    """
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    gap = text[start:begin]
    stop = SENTENCE_ENDS.search(text, begin, end)
    limit = stop.start() if stop else end
    closed = any(char in gap for char in ".!?…。") and not any(char in gap for char in ",—–-،")
    meant = _pronoun_according(text, Span(begin, max(begin, min(limit, begin + 40))), row)
    if meant and not closed:
        return Attribution(5, None, None, meant, limit)
    according = row.according.search(text, begin, limit)
    if according and according.start() <= begin + 3 and not closed:
        who = subject(text, Span(according.end(), limit), row, before=False)
        if who is not None:
            return Attribution(2 if _document(text, who, row) else 5, None, who, None, limit)
    cue = next(row.cues(text, begin, limit), None)
    if row.verb_last:
        return _verb_last(text, start, begin, limit, cue, row)
    attached = (
        ends_with in ",!?،，"
        or bool(regex.search(r"[,—–،，]|\s-\s", gap))
        or (ends_with in ".…。！？" and not closed)
    )
    if attached and not closed:
        cue = unlisted(text, begin, limit, cue, row) or cue
    if cue is None:
        return _bare_name(text, gap, begin, limit, row, comma=ends_with in ",!?" and not closed)
    if _words(text[begin : cue.span.start]) > _NEAR or _turns(text, begin, row):
        return None
    if _leads_on(text, cue, limit, row, attached=attached):
        return None
    score = 5 if attached and not closed else 2
    speaker, pronoun = doer(
        text, Span(begin, cue.span.start), Span(cue.span.end, limit), cue, row, inverted=True
    )
    if BLANK in text[begin : cue.span.start] and not attached:
        return None
    return Attribution(score, cue, speaker, pronoun, limit)


def _pronoun_according(text: str, span: Span, row: Profile) -> str:
    """The pronoun in "according to him", "за її словами"; "" where there is none."""
    for pronoun, pattern in row.according_pronoun:
        if pattern.search(text, span.start, span.end):
            return pronoun or EITHER
    return ""


def _document(text: str, who: Span, row: Profile) -> bool:
    """True for a statement, a report: it has no voice of its own where somebody is named."""
    return any(word in row.document for word in _WORD.findall(who.of(text).lower()))


def _leads_on(text: str, cue: Cue, limit: int, row: Profile, *, attached: bool) -> bool:
    """True if the verb introduces what follows it: a clause with "that", or a colon that is its own."""
    tail = text[cue.span.end : limit]
    if THAT.match(tail) and (not attached or not tail.lstrip().startswith(",")):
        return True
    if tail.lstrip(" \u00a0\u202f").startswith((":", "：")):
        return True
    return tail.rstrip().endswith((":", "：")) and next(row.cues(text, cue.span.end, limit), None) is None


def _turns(text: str, begin: int, row: Profile) -> bool:
    """True if a new clause begins behind the quotation: "…, while the director dismissed"."""
    word = regex.compile(r"\p{L}+").match(text, begin)
    return word is not None and word.group().lower() in row.turn


def _verb_last(
    text: str, start: int, begin: int, limit: int, cue: Cue | None, row: Profile
) -> Attribution | None:
    """Japanese, Korean, Turkish, Persian: the verb follows, the subject stood before the quotation."""
    if cue is None or (row.spaced and _words(text[start : cue.span.start]) > 6):
        return None
    if row.retold is not None and "。" in text[start:begin]:
        return _retold(text, Span(begin, limit), cue, row)
    if not row.spaced and cue.span.start > start + 2:
        named = _NAMED_BEHIND.match(text, start, cue.span.start)
        return (
            Attribution(6, cue, Span(*named.span("who")), None, limit) if named and row.lang == "ja" else None
        )
    if row.spaced and any(char in text[start:begin] for char in ".!?…"):
        return None  # the sentence of the quotation is over
    who = None
    if row.cased and regex.match(r"\s*\p{L}", text[cue.span.end : limit]):
        who = subject(text, Span(cue.span.end, limit), row, before=False)
        participle = cue.span.of(text).lower().endswith(("en", "an"))
        if who is not None and not (who.of(text)[0].isupper() and (participle or " " in who.of(text))):
            who = None
    return Attribution(6, cue, who, "", limit)


def _retold(text: str, span: Span, cue: Cue, row: Profile) -> Attribution | None:
    """Japanese: a sentence of its own says who spoke: 「…」。住民の高橋清さんはそう振り返る。"""
    if row.retold is None or row.retold.search(text, span.start, span.end) is None:
        return None
    return Attribution(5, cue, subject(text, span, row, before=True), "", span.end)


def _bare_name(
    text: str, gap: str, begin: int, limit: int, row: Profile, *, comma: bool
) -> Attribution | None:
    """A name without a verb of the table: after a dash (“…” — Jane Doe, mayor) or a comma (“…,” Doe began)."""
    dash = regex.search("[—–]|\\s-\\s", gap) is not None
    if not row.cased or row.verb_last or not (comma or (dash and _words(text[begin:limit]) <= 8)):
        return None
    found = next((name for name in names(text, Span(begin, limit), row) if not name.governed), None)
    if found is None or _words(text[begin : found.whole.start]) > (0 if dash and not comma else 3):
        return None
    return Attribution(3, None, found.span, None, limit)


def clause(text: str, span: Span, cue: Cue, row: Profile) -> Attribution:
    """The attribution that `span` is, all of it."""
    left, right = Span(span.start, cue.span.start), Span(cue.span.end, span.end)
    speaker, pronoun = doer(text, left, right, cue, row, inverted=True)
    return Attribution(7, cue, speaker, pronoun, span.end)


def before(text: str, start: int, end: int, row: Profile) -> Attribution | None:
    """The attribution that leads up to a quotation.

    Args:
        text: the text, other quotations' words blanked.
        start, end: from the paragraph's start or the last quotation's end to the opening mark.
        row: the language.
    """
    piece = text[start:end].rstrip(" \t\u00a0\u202f\n\r—–-(")
    colon = piece.endswith((":", "："))
    body = piece.rstrip(":：")
    if not colon and SENTENCE_ENDS.search(body[-4:]) and body.endswith(tuple(".!?…。！？")):
        return None  # the sentence before is over
    begin = start + max((m.end() for m in SENTENCE_ENDS.finditer(body) if body[m.end() :].strip()), default=0)
    dateline = _DATELINE.match(text, begin)
    begin = dateline.end() if dateline and dateline.end() < start + len(body) else begin
    span = Span(begin, max(begin, start + len(body)))
    if not regex.search(r"\p{L}", span.of(text)):
        return None
    cues = list(row.cues(text, span.start, span.end))
    found = [c for c in cues if c.span.of(text).lower() not in row.after_only or _set_off(text, c, span)]
    according = row.according.search(text, span.start, span.end)
    comma = piece.endswith((",", "，", "،"))
    meant = "" if found else _pronoun_according(text, span, row)
    if meant:
        return Attribution(4, None, None, meant, span.end)
    if according and not found:
        who = subject(text, Span(according.end(), span.end), row, before=False)
        return Attribution(4, None, who, None, span.end) if who is not None else None
    opens = None if found else row.according_first.match(text, skip_space(text, span.start), span.end)
    if opens:
        who = subject(text, Span(opens.end(), span.end), row, before=False)
        alone = who is not None and text[who.end : who.end + 1] == ","
        if who is not None and (alone or len(who.of(text).split()) > 1) and who.of(text)[0].isupper():
            return Attribution(4, None, who, None, span.end)
    last = row.according_last.search(text, span.start, span.end)
    if last and not found:
        who = subject(text, Span(span.start, last.start()), row, before=True)
        return Attribution(4, None, who, None, span.end) if who is not None else None
    if row.verb_last and not found:
        who = subject(text, span, row, before=True)
        return Attribution(2, None, who, None, span.end) if who is not None else None
    if not found:
        return _named_before(text, span, row) if colon else None
    cue = found[-1]
    tail = text[cue.span.end : span.end]
    close = _words(tail) <= 3 or THAT_IN.search(tail) is not None or _spoken_of(tail, row)
    score = 6 if colon else 4 if comma and _words(tail) <= 6 else 3 if close else 2
    left = Span(cue.span.start if _set_off(text, cue, span) else span.start, cue.span.start)
    speaker, pronoun = doer(text, left, Span(cue.span.end, span.end), cue, row, inverted=False)
    return Attribution(score, cue, speaker, pronoun, span.end)


def _spoken_of(tail: str, row: Profile) -> bool:
    """True where the quotation is what is spoken of: „sprach am Abend von einem“."""
    words = [word.lower() for word in _WORD.findall(tail)]
    while len(words) > 1 and words[-1] in row.article:
        words = words[:-1]
    return 0 < len(words) <= 7 and words[-1] in _ABOUT


_NAMED_BEHIND = regex.compile(r"と(?P<who>[^。、「」]{1,20})[はが]")
"""Japanese: the subject between the quotation and its verb: 「行こう」と田中さんは言った."""
_ABOUT = frozenset("of as von vom als van de d du di da del om o об о про um uma la despre για".split())  # noqa: SIM905
"""Prepositions before what somebody speaks of, or what they call it."""


def _set_off(text: str, cue: Cue, span: Span) -> bool:
    """True for "…, so Anna Weiss, “…”": between commas, and short."""
    tail = text[cue.span.end : span.end].strip()
    return text[: cue.span.start].rstrip().endswith(",") and tail.endswith(",") and _words(tail) <= 6


def _named_before(text: str, span: Span, row: Profile) -> Attribution:
    """A colon without a verb: ``Zelensky: “…”``; the colon makes a statement even where no name is."""
    short = _words(span.of(text)) <= 6
    named = [name for name in names(text, span, row) if name.words > 1 and not name.governed]
    if named and _words(text[named[-1].span.end : span.end]) == 1:  # "Her neighbour Marek Novotny nods: “…”"
        verb = regex.search(r"\p{Ll}+", text, pos=named[-1].span.end, endpos=span.end)
        return Attribution(
            4, Cue(Span(*verb.span()), "said") if verb else None, named[-1].span, None, span.end
        )
    if len(named) == 1 and row.cased:
        return Attribution(3, None, named[0].span, None, span.end)
    who = subject(text, span, row, before=True)
    full = any(name.span == who and (name.words > 1 or short) for name in names(text, span, row))
    if who is not None and (full or (short and not row.cased)):
        return Attribution(4 if short else 3, None, who, None, span.end)
    if who is not None and text[who.start].isupper() and _words(span.of(text)) <= 2:
        return Attribution(3, None, who, None, span.end)  # a headline: "Mayor: “…”"
    return Attribution(1, None, None, None, span.end)


def between(text: str, start: int, end: int, row: Profile, ends_with: str) -> Attribution | None:
    """An attribution that fills the place between two quotations, so that they are one, split by it.

    Returns:
        None where more stands there than who said it.
    """
    gap = text[start:end]
    if _words(gap) > 30 or gap.rstrip().endswith((":", "：")) or row.verb_last:
        return None
    found = after(text, start, end, row, ends_with)
    if found is None or found.score < 5:
        return None
    rest = text[found.end : end]
    if regex.search(r"[\p{L}\p{N}]", rest):
        return None
    cues = list(row.cues(text, start, end))
    if len(cues) > 1 or (cues and THAT.match(text, cues[0].span.end)):
        return None
    if not regex.search(r"[,.;:!?…—–،。，]\s*[—–-]?\s*$", gap):
        return None
    return found


def subject_behind(said: Attribution, rest: Span, text: str, row: Profile) -> Attribution:
    """The verb before the quotation, its subject behind it: "was called “…” by Ann Lee", «назвав «…» голова суду».

    Only a full name counts there, and only where no full name stands before the verb.
    """
    if said.cue is None or not row.cased or row.verb_last:
        return said
    own = said.speaker.of(text) if said.speaker else ""
    if len(own.split()) > 1 and own.split()[-1][0].isupper():
        return said
    stop = SENTENCE_ENDS.search(text, rest.start, rest.end)
    clause = Span(rest.start, stop.start() if stop else rest.end)
    by = _BY.match(text, clause.start, clause.end)
    if row.lang in _BY_WORD:
        if by is None:
            return said
        clause = Span(by.end(), clause.end)
    elif row.lang not in SLAVIC or regex.match(r"\s*[,;:]", clause.of(text)):
        return said
    who = subject(text, clause, row, before=False)
    named = who is not None and len(who.of(text).split()) > 1 and who.of(text)[0].isupper()
    return replace(said, speaker=who, pronoun=None) if named else said


_BY = regex.compile(r"\s*(?:,\s*)?(?:by|por|par|da|dal|dalla|pelo|pela|von|door|av)\s+", regex.IGNORECASE)
_BY_WORD = frozenset({"en", "es", "fr", "it", "pt", "de", "nl", "sv"})
"""Languages that name the doer of a passive with a word; in Slavic ones the subject may simply follow."""

"""The subject of a cue verb in scripts without capitals, where no name can be told by its letters."""

from __future__ import annotations

import regex

from workbench.model import Span
from workbench.quotes.clauses import clause_at, first_chunk
from workbench.quotes.names import BLANK, Word, is_word, tokens
from workbench.quotes.profile import Profile

__all__ = ["uncased_subject"]

_NEAR = 4
"""Words before a subject particle; a name may end like a particle itself (Korean 은), so the last one counts."""
_LONGEST = 9
"""Words of a description; a longer one is no speaker but a whole clause."""


def uncased_subject(text: str, span: Span, row: Profile, *, before: bool) -> Span | None:
    """Scripts without capitals: the words next to the verb up to a mark or a small word."""
    piece = span.of(text)
    if row.subject is not None and before:
        return _by_particle(text, span, row)
    if row.cut is not None:
        chunks = [(m.start(), m.end()) for m in regex.finditer(r"[^，。、；：,.;:\s—]+", piece)]
        chosen = chunks[-1:] if before else chunks[:1]
        for start, end in chosen:
            at = piece.rfind("的", start, end)
            dotted = _DOTTED.search(piece, start, end)
            if dotted and dotted.end() <= at:
                return Span(span.start + dotted.start(), span.start + dotted.end())
            start = _behind_clause(start, end, at)
            stop = row.cut.search(piece, start + 1, end)
            if stop:
                end = stop.start()
            if before and piece[start:end] in row.stop and len(chunks) > 1:
                return _opening(text, Span(span.start + chunks[0][0], span.start + chunks[0][1]), row)
            return _bare(text, Span(span.start + start, span.start + end), row) if end > start else None
        return None
    clause = clause_at(text, span, before=before)
    words = [w for w in tokens(text, clause if before else first_chunk(text, clause)) if w.text != BLANK]
    apposed = None if before else _apposed(text, clause, row)
    if apposed is not None:
        return apposed
    if before:
        words = _last_chunk(words)
    while words and (not is_word(words[0]) or words[0].low in row.stop):
        words = words[1:]
    out: list[Word] = []
    for word in words[:_LONGEST]:
        clitic = row.lang == "he" and len(out) >= 2 and len(word.text) >= 4 and word.text[0] == "ב"
        if (
            (not is_word(word) and word.text not in "\"״'׳.")
            or word.low in row.govern
            or word.low in row.stop
            or clitic
        ):
            break
        out.append(word)
    while out and not is_word(out[-1]):
        out = out[:-1]
    if row.lang == "ar":
        out = _bare_arabic(out, row)
    titled = [index for index, word in enumerate(out[:-1]) if row.title.fullmatch(word.low)]
    if titled and row.lang == "he":
        out = out[titled[0] :]
    return Span(out[0].span.start, out[-1].span.end) if out else None


def _behind_clause(start: int, end: int, at: int) -> int:
    """Chinese: what a clause with 的 describes: 采访了40名居民的人权观察组织."""
    return at + 1 if at > 0 and 2 <= end - at - 1 <= _LONGEST_NAME and end - start > _LONGEST else start


_LONGEST_NAME = 12
"""Characters of a Chinese description without its clause."""


def _opening(text: str, chunk: Span, row: Profile) -> Span | None:
    """Chinese: the subject of the sentence's first clause, where the verb's own has none (只在声明中称)."""
    stop = _ADVERB.search(text, chunk.start + 1, chunk.end)
    return _bare(text, Span(chunk.start, stop.start()), row) if stop else None


_ADVERB = regex.compile("称|稱|说|說|表示|一直|没有|沒有|至今|仍|已|曾|正|都|不|将|將|未|在|于")


def _bare(text: str, span: Span, row: Profile) -> Span:
    """Chinese: the name behind a title (村民周桂英)."""
    found = row.titled.search(text, span.start, span.end) if row.titled is not None else None
    if found and found.end() == span.end:
        return Span(*found.span("name"))
    dotted = _DOTTED.search(text, span.start, span.end)
    return Span(*dotted.span()) if dotted else span


_DOTTED = regex.compile(
    r"(?V1)(?<=^|[的岁歲])[\p{Han}]{1,6}(?:·[\p{Han}--[坐站走拿拄正在表说說称稱说]]{1,7})+"
)
"""A foreign name: 汉娜·科瓦连科."""


def _bare_arabic(words: list[Word], row: Profile) -> list[Word]:
    """Arabic: the name behind a description, which ends in a word with the article ("المتحدث باسم الوزارة سامي حداد").

    A given name has no article, so two words behind the last definite one (a surname's aside) are a name.
    An organisation's name is kept whole.
    """
    if not words:
        return words
    if words[0].text in row.body:
        return words[: next((i for i in range(2, len(words)) if not _goes_on(words, i)), len(words))]
    own = row.given_names - row.office
    given = next((index for index, word in enumerate(words[:-1]) if word.text in own), None)
    if given is not None and given and words[given - 1].text in _ARABIC_LINKS:
        return words[given - 1 : given + 1]  # "أم ياسر"
    if given is not None:
        name = words[given:]
        return name[: 3 if name[1].text in row.given_names | _ARABIC_LINKS and len(name) > 2 else 2]
    definite = [at for at, word in enumerate(words[:-1]) if word.text.lstrip("و").startswith(("ال", "لل"))]
    name = words[definite[-1] + 1 :] if definite else words
    office = name[0].text.startswith(("ال", "لل")) or name[0].text in row.office
    return name if 2 <= len(name) <= 4 and not office else words


def _goes_on(words: list[Word], at: int) -> bool:
    """Arabic: a body's name goes on with definite words, and with one that a definite word follows."""
    return any(word.text.startswith(("ال", "لل")) for word in words[at : at + 2])


_ARABIC_LINKS = frozenset("بن بنت أبو ابو أم عبد آل".split())  # noqa: SIM905
"""Words between the parts of an Arabic name."""


_APPOSED = regex.compile(r"[^،,:;.]+[،,]\s*(?P<name>[^،,:;.\s]+(?:\s[^،,:;.\s]+){1,3})[،,]")


def _apposed(text: str, clause: Span, row: Profile) -> Span | None:
    """A name of two to four words set off behind a description: "رئيس البلدية، عمر النجار،"."""
    match = _APPOSED.match(text, clause.start, clause.end)
    if match is None or BLANK in match.group():
        return None
    words = match["name"].split()
    small = any(word in row.stop or word in row.govern for word in words)
    return None if small or words[0].startswith("ال") else Span(*match.span("name"))


def _last_chunk(words: list[Word]) -> list[Word]:
    """Words after the last comma that has words after it."""
    for index in range(len(words) - 2, -1, -1):
        if words[index].text in ",،؛;:" and any(map(is_word, words[index + 1 :])):
            return words[index + 1 :]
    return words


def _by_particle(text: str, span: Span, row: Profile) -> Span | None:
    """Japanese and Korean: the words before the subject's particle, in the last sentence of `span`."""
    piece = span.of(text)
    start = max((m.end() for m in regex.finditer(r"[。！？]|[.!?]\s", piece)), default=0)
    assert row.subject is not None
    found = [
        m for m in row.subject.finditer(piece, start + 1) if len(piece[start : m.start()].split()) <= _NEAR
    ]
    if not found:
        return None
    match = found[-1] if row.spaced else found[0]
    chunk = max((m.end() for m in regex.finditer(r"[、，,」』]\s*", piece[start : match.start()])), default=0)
    begin = start + chunk
    body = piece[begin : match.start()]
    begin += len(body) - len(body.lstrip())
    return Span(span.start + begin, span.start + match.start()) if match.start() > begin else None

"""Whose verb it is: the subject of a cue verb between what stands before and what stands behind it.

A subject may be named, described, a pronoun, or left out; then it is the one of the verb before ("The mayor
defended it, saying …"), or whoever spoke last.
"""

from __future__ import annotations

import regex

from workbench.model import Span
from workbench.quotes.clauses import clause_at, first_chunk, last_match
from workbench.quotes.names import SENTENCE_ENDS, SLAVIC, names
from workbench.quotes.profile import Cue, Profile, agencies
from workbench.quotes.speakers import pronoun_in, subject

__all__ = ["EITHER", "THAT", "THAT_IN", "doer", "skip_space"]

EITHER = "he/she"
"""Stands for a pronoun or a description that women and men share."""

THAT = regex.compile(
    r"\s*,?\s*(?:that|adding|că|що|что|што|че|dass|daß|que|qu['’]|che|że|iż|že|dat|att|hogy|ότι|πως|أن|إن|أنّ|إنّ|بأن|بأنه|بأنها|כי)(?!\p{L})"
)
"""What opens the clause of what is said: no subject of the verb stands behind it."""
THAT_IN = regex.compile(rf"(?:^|[\s,])(?={THAT.pattern})")
"""Where that clause begins, right behind the verb or later: "said in London that it was"."""
_MEANWHILE = regex.compile(r"\s*,\s*(?:(?:tout )?en )?\p{Ll}+(?:ąc|ючи|ячи|вши|ndo|ant)(?!\p{L})")
"""What somebody does while speaking: "powiedział, porównując Rosję"."""
_INVERTED = regex.compile(r"-(?:t-)?(il|elle|ils|elles|on|je|nous)\b")
_FIRST_PERSON = frozenset(
    "i we you ich wir man je nous on yo nosotros eu nós io noi я ми мы ja my já ik wij we men vi jag jeg én mi "  # noqa: SIM905
    "εγώ εμείς".split()
)
"""Pronouns of those who write or are spoken to; nobody in the text is meant by them."""
_PLACE = regex.compile(
    r"\s*(?:у|в|на|во|w|we|v|ve|na|desde|dal|dalla|dai|dagli|dalle)\s+(?=\S)", regex.IGNORECASE
)
_MANY = regex.compile(r"(?:ли|ють|ять|ют|ят|li|ją|[eé]jí|ují|í|iły|[aei]n|on|no)$")
"""Plural verbs, whose subject may be left out: «у міністерстві повідомили», "desde el club dijeron"."""
_PLACED = SLAVIC | {"es", "it"}
_LONGEST = 5
"""Words of a place that stands for those who speak there."""
_BETWEEN = 3
"""Words that may stand between a relative pronoun and its verb."""


def doer(
    text: str, left: Span, right: Span, cue: Cue, row: Profile, *, inverted: bool
) -> tuple[Span | None, str | None]:
    """The subject of a cue verb.

    Args:
        text: the text, other quotations' words blanked.
        left, right: what stands before and behind the verb in its sentence.
        cue: the verb.
        row: the language.
        inverted: the verb may stand before its subject.

    Returns:
        Its place or None; where it is None, the pronoun that stands for it ("" where the subject is left
        out), or None where the verb has no subject.
    """
    if cue.span.of(text).lower() in row.impersonal:
        return None, None
    right = _heard(text, right, row)
    turned = _INVERTED.match(text, right.start) or _INVERTED.search(text, cue.span.start, cue.span.end)
    if row.lang == "fr" and turned:
        return None, turned[1].lower()
    epithet = _epithet(text, left, right, row)
    if epithet is not None:
        return None, epithet
    ahead = left.of(text)
    has_left = regex.search(r"\p{L}", ahead) is not None
    if has_left and row.lang != "en" and inverted and _adverb(ahead, row):
        has_left = False  # «лаконічно відповіли у пресслужбі»
    if (
        has_left
        and row.lang != "en"
        and (regex.fullmatch(r"\s*\p{L}+\s*,\s*", ahead) or _named_behind(text, left, right, row))
    ):
        who = subject(text, right, row, before=False)  # "Faux, rétorque le commandant"
        if who is not None:
            return who, None
    if row.lang != "en" and (behind := row.pronoun.match(text, skip_space(text, right.start))):
        person = behind.group().lower() in row.genders and not (cue.kind == "explained" and has_left)
        if person or not has_left:
            # "Die Partei, sagte er, …", but "De burgemeester noemde het …"
            return None, behind.group().lower()
    apart = left.of(text).rstrip().endswith(",") and right.of(text).startswith(",")
    if has_left and row.lang != "en" and apart:
        return None, ""  # "I lavori, ha precisato, …": set off between commas, the subject left out
    if has_left:
        who, pronoun = _ahead(text, left, cue, row)
        if who is not None or pronoun:
            return who, pronoun
    if inverted or not has_left or row.lang != "en":
        pronoun = pronoun_in(text, right, row, last=False) or _pronoun_behind(text, right, row)
        if pronoun:
            return None, pronoun
        who = _unless_told(text, subject(text, right, row, before=False), row) or _place(
            text, right, cue, row
        )
        if who is not None:
            return who, None
    return _of_verb_before(text, left, row), ""


def _named_behind(text: str, left: Span, right: Span, row: Profile) -> bool:
    """True if a name follows the verb and none that could be its subject stands before it."""
    if not left.of(text).rstrip().endswith(",") or any(not name.governed for name in names(text, left, row)):
        return False
    first = next(names(text, right, row), None)
    return (
        first is not None
        and not first.governed
        and not text[right.start : first.whole.start].strip(" \u00a0")
    )


def _ahead(text: str, left: Span, cue: Cue, row: Profile) -> tuple[Span | None, str | None]:
    """The subject that stands before the verb."""
    taken_up = _taken_up(text, left, row)
    if taken_up is not None:
        return taken_up, None
    pronoun = pronoun_in(text, left, row, last=True)
    if pronoun and (pronoun in row.genders or pronoun in _FIRST_PERSON):
        return None, pronoun
    if pronoun:  # "it", "they": the sentence may tell who
        at = max(m.start() for m in row.pronoun.finditer(text, left.start, left.end))
        who = subject(text, Span(left.start, at), row, before=True)
        return (who, None) if who is not None and not _only_small(text, who, row) else (None, pronoun)
    for span in (_own_clause(text, left, row), _as_told(text, left)):
        who = subject(text, span, row, before=True) if span is not None else None
        if who is not None and not _only_small(text, who, row):
            return who, None
    place = _institution(text, left, cue, row)
    if place is not None:
        return place, None
    pronouns = [match.group().lower() for match in row.pronoun.finditer(text, left.start, left.end)]
    return None, next((word for word in pronouns if word in row.genders), None)


def _own_clause(text: str, left: Span, row: Profile) -> Span | None:
    """Behind a conjunction: «бізнесмен відмовився, а його адвокат назвав»; None where no subject stands there."""
    match = last_match(_AND, text, left)
    if match is None or "," in text[match.end() : left.end]:
        return None
    words = text[match.end() : left.end].split()
    real = [word for word in words if word.lower() not in row.stop or word[:1].isupper()]
    return Span(match.end(), left.end) if 1 <= len(real) <= _LONGEST and len(words) > 1 else None


_AND = regex.compile(
    r",\s*(?:а|але|но|хоча|хотя|while|whereas|though|although|when|after|before|because|until|but"
    r"|obwohl|nachdem|aber|während|doch|mais|tandis que|pero|mientras|ma|mentre|mas|enquanto"
    r"|ale|zatímco|natomiast|maar|terwijl|men|medan|mens|iar|mutta|αλλά|ενώ)\s+"
)


def _as_told(text: str, left: Span) -> Span:
    """Only the clause of the verb: „Er starb, wie seine Familie mitteilte“."""
    match = last_match(_AS, text, left)
    return Span(match.end(), left.end) if match and "," not in text[match.end() : left.end] else left


_AS = regex.compile(
    r",\s*(?:wie|as|як|как|jak|como|comme|come|zoals|som|kuten|ako|mint|cum|όπως)\s+(?=\p{L})"
)


def _heard(text: str, right: Span, row: Profile) -> Span:
    """What stands behind the verb, without the listeners next to it; nothing before "that"."""
    if THAT.match(text, right.start, right.end) or _MEANWHILE.match(text, right.start, right.end):
        return Span(right.start, right.start)
    that = THAT_IN.search(text, right.start, right.end)
    if that:
        right = Span(right.start, that.start())
    if row.listener is not None:
        place = skip_space(text, right.start)
        match = row.listener.match(text, place, right.end)
        if match is None and row.lang in SLAVIC:
            match = _TO_MANY.match(text, place, right.end)
        if match:
            return Span(match.end(), right.end)
    return right


_TO_MANY = regex.compile(r"\p{Ll}{3,}(?:ům|om|ам|ям)(?!\p{L})")
"""Slavic datives of many: those who are spoken to («vzkázal učitelům»)."""


def _epithet(text: str, left: Span, right: Span, row: Profile) -> str | None:
    """The pronoun that a description next to the verb stands for: "the 29-year-old said"; None where none is."""
    for pronoun, pattern in row.epithets:
        ahead = last_match(pattern, text, left)
        if ahead is not None and len(text[ahead.end() : left.end].split()) < 2:
            return pronoun or EITHER
        behind = pattern.match(text, skip_space(text, right.start), right.end)
        if behind is not None:
            rest = text[behind.end() : right.end].split(",")[0].split()
            if not any(word[:1].isupper() for word in rest[: 1 if row.capital_nouns else 2]):
                return pronoun or EITHER
    return None


def _taken_up(text: str, left: Span, row: Profile) -> Span | None:
    """Whom a relative pronoun before the verb takes up: "di Legambiente, che parla", "Ann Lee, who said"."""
    if row.relative is None:
        return None
    match = last_match(row.relative, text, left)
    if match is None:
        return None
    words = text[match.end() : left.end].split()
    ahead = text[left.start : match.start()].rstrip()
    if len(words) > _BETWEEN or any(not word.islower() for word in words):
        return None
    if not ahead.endswith(",") and row.lang not in ("en", "sv", "da", "no", "ro", "el"):
        return None
    end = left.start + len(ahead.rstrip(","))
    found = [name for name in names(text, Span(left.start, end), row) if end - name.span.end <= 1]
    return found[-1].span if found else None


def _institution(text: str, left: Span, cue: Cue, row: Profile) -> Span | None:
    """Slavic: where a plural verb has no subject, the place that opens the sentence speaks («у поліції кажуть»)."""
    breaks = [match.end() for match in SENTENCE_ENDS.finditer(text, left.start, left.end)]
    return _place(text, Span(skip_space(text, breaks[-1] if breaks else left.start), left.end), cue, row)


def _place(text: str, span: Span, cue: Cue, row: Profile) -> Span | None:
    """What stands behind the preposition of place that `span` begins with, next to a plural verb."""
    if row.lang not in _PLACED or not _MANY.search(cue.span.of(text).split()[0].lower()):
        return None
    match = _PLACE.match(text, span.start, span.end)
    if match is None:
        return None
    piece = regex.split(r"[,;:.!?]", text[match.end() : span.end])[0].rstrip()
    return Span(match.end(), match.end() + len(piece)) if piece and len(piece.split()) <= _LONGEST else None


def _pronoun_behind(text: str, right: Span, row: Profile) -> str | None:
    """The pronoun that ends a short chunk: «розводить руками він»."""
    words = first_chunk(text, clause_at(text, right, before=False)).of(text).lower().split()
    return words[-1] if row.lang != "en" and 1 < len(words) <= 3 and words[-1] in row.genders else None


def _adverb(ahead: str, row: Profile) -> bool:
    """True for one small word alone before the verb."""
    word = ahead.strip()
    lone = regex.fullmatch(r"\p{Ll}+", word) is not None
    return lone and row.pronoun.fullmatch(word) is None and row.title.fullmatch(word) is None


def _unless_told(text: str, who: Span | None, row: Profile) -> Span | None:
    """Not an agency behind the verb, which was told something."""
    return None if who is not None and who.of(text).lower() in agencies() else who


def _of_verb_before(text: str, left: Span, row: Profile) -> Span | None:
    """The subject of the sentence's verb of saying before this one."""
    earlier = list(row.cues(text, left.start, left.end))
    if not earlier:
        return None
    cue = earlier[-1]
    who, _ = doer(
        text, Span(left.start, cue.span.start), Span(cue.span.end, left.end), cue, row, inverted=False
    )
    return who


def skip_space(text: str, at: int) -> int:
    """The place behind the white space at `at`."""
    while at < len(text) and text[at] in " \u00a0\u202f\n":
        at += 1
    return at


def _only_small(text: str, who: Span, row: Profile) -> bool:
    words = regex.findall(r"[\p{L}'’]+", who.of(text).lower())
    return all(word in row.stop or word in row.govern or word in row.article for word in words)

"""What happened to a glossary's terms in real renderings, and how two glossaries differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from workbench.glossary.adherence import Outcome, State, adherence
from workbench.glossary.base import Glossary, language_key
from workbench.glossary.match import Matcher
from workbench.model import Concept, Parallel, Term, TermStatus

__all__ = ["Difference", "Stats", "Usage", "differences", "outcomes_of", "stats", "usage"]


def outcomes_of(table: Parallel, rendering: int, matcher: Matcher) -> list[list[Outcome]]:
    """For each row what one rendering did with the terms of the source; nothing where a side is empty."""
    langs = table.source.lang or "", table.renderings[rendering].lang or ""
    rows = ((table.source_text(row), table.cell_text(row, rendering)) for row in range(len(table.rows)))
    return [adherence(*texts, *langs, matcher) if all(map(str.strip, texts)) else [] for texts in rows]


@dataclass(frozen=True, slots=True)
class Usage:
    """What became of one concept over a whole text.

    Attributes:
        concept: the concept.
        places: per state the rows (from 0) where it came about; absent states have none.
        found: the target texts seen, with how often.
    """

    concept: Concept
    places: Mapping[State, tuple[int, ...]]
    found: Mapping[str, int]

    @property
    def used(self) -> bool:
        """True if the source or the target has the concept at all."""
        return any(self.places.values())


def usage(glossaries: Iterable[Glossary], outcomes: Sequence[Sequence[Outcome]]) -> list[Usage]:
    """One entry per concept of the glossaries, in their order; unused concepts too.

    Args:
        outcomes: for each row the result of :func:`workbench.glossary.adherence`.
    """
    places: dict[int, dict[State, list[int]]] = {}
    found: dict[int, Counter[str]] = {}
    for row, row_outcomes in enumerate(outcomes):
        for outcome in row_outcomes:
            key = id(outcome.concept)
            places.setdefault(key, {}).setdefault(outcome.state, []).append(row)
            found.setdefault(key, Counter()).update(match.text for match in outcome.target)
    return [
        Usage(
            concept,
            {state: tuple(rows) for state, rows in places.get(id(concept), {}).items()},
            dict(found.get(id(concept), Counter()).most_common()),
        )
        for glossary in glossaries
        for concept in glossary.concepts
    ]


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of one glossary.

    Attributes:
        concepts: how many.
        terms: language code -> how many terms.
        complete: language code -> concepts that have an allowed term in it.
        forbidden: how many terms are forbidden.
    """

    concepts: int
    terms: Mapping[str, int]
    complete: Mapping[str, int]
    forbidden: int


def stats(glossary: Glossary) -> Stats:
    """Count a glossary's entries."""
    terms = Counter(term.lang for term in glossary.terms())
    complete: Counter[str] = Counter()
    for concept in glossary.concepts:
        complete.update(
            list(dict.fromkeys(t.lang for t in concept.terms if t.status is not TermStatus.FORBIDDEN))
        )
    forbidden = sum(term.status is TermStatus.FORBIDDEN for term in glossary.terms())
    return Stats(len(glossary.concepts), dict(terms.most_common()), dict(complete), forbidden)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two glossaries.

    Attributes:
        kind: ``added``, ``removed`` or ``changed``.
        concept: its id.
        what: "" for the whole concept, else ``uk “пресреліз”`` or a field's name.
        left, right: the values; "" where there is none.
    """

    kind: str
    concept: str
    what: str = ""
    left: str = ""
    right: str = ""


def differences(left: Glossary, right: Glossary) -> list[Difference]:
    """What was added, removed and changed from `left` to `right`, by concept id; layout does not count."""
    ours = {concept.id: concept for concept in left.concepts}
    theirs = {concept.id: concept for concept in right.concepts}
    out = []
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in theirs:
            out.append(Difference("removed", name))
        elif name not in ours:
            out.append(Difference("added", name))
        else:
            out += _in_concept(ours[name], theirs[name])
    return out


def _in_concept(left: Concept, right: Concept) -> list[Difference]:
    out = [
        Difference("changed", left.id, field, getattr(left, field), getattr(right, field))
        for field in ("definition", "domain", "note", "source")
        if getattr(left, field) != getattr(right, field)
    ]
    ours, theirs = ({(language_key(t), t.text): t for t in c.terms} for c in (left, right))
    for key in dict.fromkeys((*ours, *theirs)):
        what = f"{key[0]} “{key[1]}”"
        one, two = ours.get(key), theirs.get(key)
        if one is None or two is None:
            out.append(Difference("added" if one is None else "removed", left.id, what))
            continue
        before, after = _details(one), _details(two)
        for name in before:
            if before[name] != after[name]:
                out.append(Difference("changed", left.id, f"{what} {name}", before[name], after[name]))
    return out


def _details(term: Term) -> dict[str, str]:
    """A term's fields as texts, without its place."""
    return {
        f.name: " | ".join(value) if isinstance(value := getattr(term, f.name), tuple) else str(value)
        for f in fields(term)
        if f.name not in ("where", "text", "lang", "region")
    }

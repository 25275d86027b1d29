"""What is wrong with one concept while it is being edited, said at the field concerned.

The checks are those of :mod:`workbench.glossary.load` and :mod:`workbench.glossary.lint`; here their places in a
file are turned into places in the concept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from workbench.errors import BadGlossary
from workbench.glossary.atoms import folded
from workbench.glossary.base import Glossary, Problem
from workbench.glossary.edit import Data, Place, render, scalar
from workbench.glossary.lint import CODES, contents
from workbench.glossary.load import read
from workbench.glossary.nodes import Items, Listing, Node
from workbench.glossary.yamltext import parse, problem_of
from workbench.model import Concept, TermStatus

__all__ = ["FieldProblem", "check_concept"]

_FIELD = MappingProxyType(
    {
        # code of lint -> the field of a term that mends it; the term's text where none is named
        "no-why": "why",
        "unmatched-example": "examples",
        "two-preferred": "status",
        "no-preferred": "status",
    }
)
_OF_CONCEPT = MappingProxyType({"duplicate-id": ("id",), "language-missing": ("terms",)})
_FILE = Path("concept")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A problem and the field it belongs to.

    Attributes:
        field: place in the concept, such as ``("definition",)`` or ``("terms", "uk", 1, "why")``; () for the
            whole concept.
        problem: what and what to do.
    """

    field: Place
    problem: Problem


def check_concept(data: Data, glossary: Glossary) -> list[FieldProblem]:
    """All problems of one concept, by place; empty where it is sound.

    Args:
        data: the concept as :func:`workbench.glossary.edit.data_at` gives it, with the user's changes.
        glossary: where it belongs; for the languages promised, and to find it there twice. An entry with the
            same id is taken for the concept itself.

    >>> concept = {"id": "a", "terms": {"uk": ["реліз", {"text": "рэліз", "status": "forbidden"}]}}
    >>> for found in check_concept(concept, Glossary(Path("x.yaml"), "X", ())):
    ...     print(found.field, found.problem.message)
    ('terms', 'uk', 1, 'text') “рэліз” has э, no letter of Ukrainian.
    ('terms', 'uk', 1, 'why') “рэліз” is forbidden without a reason.
    """
    text = _as_file(data, glossary)
    try:
        fresh, problems = read(_FILE, text.encode("utf-8", "surrogatepass"))
        root = parse(text, str(_FILE))
    except BadGlossary as error:
        return [FieldProblem((), problem_of(error, str(_FILE)))]
    if not problems:
        problems = contents(fresh, text)
    places = sorted(_places(root), key=lambda place: place[:2])
    found = [FieldProblem(_field(problem, places), problem) for problem in problems]
    found += [FieldProblem((), problem) for problem in _elsewhere(fresh, glossary)]
    order = {field: number for number, (_, _, field) in enumerate(places)}
    return sorted(found, key=lambda f: (order.get(f.field[:3], -1), f.field[3:], f.problem.code))


def _as_file(data: Data, glossary: Glossary) -> str:
    """A file with nothing but the concept, whose header gives no cause for complaint."""
    languages = ", ".join(map(scalar, glossary.languages))
    lines = ["name: x", "owner: x", "source: x", "licence: x", f"languages: [{languages}]", "concepts:"]
    return "\n".join([*lines, *render([data], 2)]) + "\n"


def _places(node: Node, path: Place = ()) -> Iterator[tuple[int, int, Place]]:
    """(line, column, place in the concept) of everything in the file."""
    if path[:2] == ("concepts", 0):
        yield node.line, node.column, path[2:]
    if isinstance(node, Items):
        for key, value in node.pairs:
            if path[:2] == ("concepts", 0):
                yield key.line, key.column, (*path[2:], key.value)
            yield from _places(value, (*path, key.value))
    elif isinstance(node, Listing):
        for number, value in enumerate(node.values):
            yield from _places(value, (*path, number))


def _field(problem: Problem, places: list[tuple[int, int, Place]]) -> Place:
    """The place in the concept that a problem's line and column mean."""
    if problem.code in _OF_CONCEPT:
        return _OF_CONCEPT[problem.code]
    before = [place for line, column, place in places if (line, column) <= (problem.line, problem.column)]
    place = before[-1] if before else ()
    if place[:1] != ("terms",) or len(place) < 2:
        return place
    if len(place) == 2 or not isinstance(place[2], int):  # a single term stands without its list
        place = (*place[:2], 0, *place[2:])
    if problem.code in CODES and problem.code in _FIELD:
        return (*place[:3], _FIELD[problem.code])
    return place if len(place) > 3 else (*place[:3], "text")


def _elsewhere(fresh: Glossary, glossary: Glossary) -> Iterator[Problem]:
    """Other concepts of the glossary that share allowed terms with this one in two languages or more."""
    if not fresh.concepts:
        return
    concept = fresh.concepts[0]
    own = _allowed(concept)
    for other in glossary.concepts:
        if other.id != concept.id:
            shared = {lang for lang, _ in own & _allowed(other)}
            if len(shared) >= 2:
                message = f"“{other.id}” has the same terms in {', '.join(sorted(shared))}."
                severity = CODES["duplicate-concept"][0]
                problem = Problem(str(_FILE), 1, 1, "duplicate-concept", message, "Merge the two.")
                yield replace(problem, severity=severity)


def _allowed(concept: Concept) -> set[tuple[str, str]]:
    return {
        (term.lang, folded(term.text, term.lang))
        for term in concept.terms
        if term.status is not TermStatus.FORBIDDEN and not term.loose
    }

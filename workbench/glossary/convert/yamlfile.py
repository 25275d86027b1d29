"""Our own format, with the comments that stand before or behind concepts and terms."""

from __future__ import annotations

from pathlib import Path

import regex

from workbench.errors import BadGlossary
from workbench.glossary.base import Glossary
from workbench.glossary.convert.base import Carried, Converted, Job, Place, place_of
from workbench.glossary.load import read as read_glossary
from workbench.glossary.write import to_yaml
from workbench.glossary.yamltext import decode

__all__ = ["read", "write"]

_TRAILING = regex.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#]|(?<=\S)\#)*?\s+\#\s?(?P<comment>.*)""")


def read(data: bytes, job: Job) -> Converted:
    """A glossary and its comments.

    Raises:
        BadGlossary: it breaks the schema.
    """
    glossary, problems = read_glossary(Path(job.name), data)
    if problems:
        raise BadGlossary(str(problems[0]).removesuffix(problems[0].fix).rstrip(), hint=problems[0].fix)
    comments, lost = _comments(decode(data, job.name), glossary)
    return Converted(glossary, comments, lost)


def write(converted: Converted, job: Job) -> Carried:
    """YAML in the common layout, comments back in their places."""
    top = converted.comments.get(())
    lines = [f"# {part}".rstrip() for part in top.split("\n")] if top else []
    text = to_yaml(converted.glossary, schema=job.schema)
    places = _lines(text, converted.glossary)
    for number, line in enumerate(text.split("\n"), 1):
        if comment := converted.comments.get(places.get(number, ("?",))):
            indent = " " * (len(line) - len(line.lstrip(" ")))
            lines += [f"{indent}# {part}".rstrip() for part in comment.split("\n")]
        lines.append(line)
    return Carried("\n".join(lines).encode(), converted.lost)


def _lines(text: str, glossary: Glossary) -> dict[int, Place]:
    """Line number -> the concept or term that begins there."""
    found: dict[int, Place] = {}
    fresh, _ = read_glossary(glossary.path, text.encode())
    for concept in fresh.concepts:
        for term in concept.terms:
            found.setdefault(_line(term.where), place_of(concept.id, term))
        found[_line(concept.where)] = place_of(concept.id)
    return found


def _line(where: str) -> int:
    return int(where.rpartition(":")[2])


def _comments(text: str, glossary: Glossary) -> tuple[dict[Place, str], tuple[str, ...]]:
    """Comments by place: those above an entry and behind its line. Others are named as lost."""
    lines = text.split("\n")
    places = _lines(text, glossary)
    kept: dict[Place, str] = {}
    lost: list[str] = []
    above: list[str] = []
    begun = False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if bare.startswith("#"):
            above.append(bare.removeprefix("#").removeprefix(" "))
            continue
        if bare and not begun:
            begun = True
            if above:
                kept[()] = "\n".join(above)
                above = []
        place = places.get(number)
        match = _TRAILING.fullmatch(line) if "#" in line else None
        own = [match["comment"]] if match else []
        if place:
            if above or own:
                kept[place] = "\n".join(above + own)
            above = []
        elif bare:
            lost += [f"comment in line {number}: “{comment}”" for comment in above + own]
            above = []
    lost += [f"comment at the end: “{comment}”" for comment in above]
    return kept, tuple(lost)

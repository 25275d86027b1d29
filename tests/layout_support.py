"""Bitexts for tests, built straight from a document: one segment per line or sentence."""

import re

from workbench.bitext import Bitext, BitextRow, Cell, Column, Piece
from workbench.model import Guess, Origin
from workbench.reading import read

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s)|(?=\n)|\Z)")


def bitext(data, name, render, *, lang="uk", source="en", **options):
    """The file's bitext, every segment of it rendered by the function or dict `render`."""
    document = read(data, name=name, **options)
    say = render if callable(render) else lambda text: render.get(text, text)
    rows, last = [], 0
    for number, match in enumerate(_SENTENCE.finditer(document.text)):
        text = match.group().strip()
        if not text:
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        gap = document.text[last:start] if rows else ""
        last = start + len(text)
        paragraph = document.text.count("\n\n", 0, start)
        said = say(text)
        cells = (Cell((Piece(said, gap, paragraph),)),) if said else (Cell(),)
        rows.append(BitextRow(f"r{number}", Cell((Piece(text, gap, paragraph, start),)), cells))
    return Bitext(
        document,
        Guess(source, ((source, 1.0),)),
        Column("source", name, source, Origin.SOURCE),
        (Column("machine", "machine", lang, Origin.MACHINE),),
        tuple(rows),
        next_id=len(rows) + 1,
    )

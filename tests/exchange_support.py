"""Bitexts for the tests of exchange formats: one with something everywhere, and a strategy for any."""

import re
from dataclasses import replace

from hypothesis import strategies as st

from workbench.bitext import Bitext, BitextRow, Cell, Column, Comment, Dismissed, Piece
from workbench.model import Document, Guess, Origin, Signature

BACK = ["tmx", "xliff", "xliff2", "csv", "tsv", "xlsx", "json"]
"""Formats that carry the whole table out and back in; PO carries one rendering."""


def table(source, *columns, langs=None, **fields):
    """A bitext with a row per line; None where a rendering has nothing."""
    langs = langs or ["en", *["uk"] * len(columns)]
    rows, at = [], 0
    for number, text in enumerate(source):
        left = Cell((Piece(text, "\n" if number else "", number, at + bool(number)),))
        at += len(text) + bool(number)
        cells = [
            Cell()
            if column[number] is None
            else Cell((Piece(column[number], "\n" if number else "", number),))
            for column in columns
        ]
        rows.append(BitextRow(f"r{number}", left, tuple(cells)))
    return Bitext(
        document=Document("source.txt", "\n".join(source)),
        guess=Guess(langs[0], ((langs[0], 0.99),), 0.9, ("Told by hand.",)),
        source=Column("source.txt", "source.txt", langs[0], Origin.SOURCE),
        columns=tuple(
            Column(f"{lang}-{n}", f"{lang}-{n}.txt", lang, signature=Signature.of(made="by hand"))
            for n, lang in enumerate(langs[1:])
        ),
        rows=tuple(rows),
        next_id=len(rows),
        **fields,
    )


def full():
    """A bitext with something in every field that the formats carry."""
    made = table(
        ["He said “no” 120 times.", "=SUM(A1:A9)\tis no formula", "Two. Sentences.", "Nothing opposite."],
        ["Він сказав «ні» 210 разів.", "@це не формула", "Два речення.", None],
        ["Він 120 разів відмовив.", "-не формула", "Двоє речень.", None],
        ["120 مرة قال «لا».", "ليس صيغة", "جملتان.", None],
        langs=["en", "uk", "uk", "ar"],
        glossaries=("press.yaml",),
    )
    columns = (
        made.columns[0],
        replace(made.columns[1], kind=Origin.MACHINE, signature=Signature.of(engine="argos")),
        made.columns[2],
    )
    one, two, three, four = made.rows
    start = one.source.pieces[0]
    assert start.start == 0
    edited = Piece("Він сказав «ні» 120 разів.", "", 0, None, "Він сказав «ні» 210 разів.")
    one = replace(
        one,
        cells=(Cell((edited,), True, 0.75, ("Numbers agree.",)), *one.cells[1:]),
        locked=True,
        comments=(
            Comment("Check the number.\nTwice.", "Anna", "2024-05-01T10:00:00.000Z", 0),
            Comment("Is it “no”?", "", "2024-05-02T10:00:00.000Z"),
        ),
        dismissed=(Dismissed("abc", "numbers", "It is right.", "Anna", "2024-05-01T10:00:00.000Z"),),
    )
    at = three.source.pieces[0].start
    pieces = (Piece("Two.", "\n", 2, at), Piece("Sentences.", " ", 2, at + 5))
    three = replace(
        three,
        source=Cell(pieces),
        cells=(three.cells[0], Cell(three.cells[1].pieces, moved="r3"), three.cells[2]),
    )
    return replace(made, columns=columns, rows=(one, two, three, four))


def without_offers(bitext):
    """The bitext without what only JSON carries."""

    def bare(cell):
        return replace(cell, pieces=tuple(replace(piece, hypotheses=()) for piece in cell.pieces))

    rows = tuple(replace(row, cells=tuple(map(bare, row.cells))) for row in bitext.rows)
    return replace(bitext, rows=rows)


SHARP = ["\x00", "\x07", "\x1f", "\x7f", "\x85", "\r", "\n", "\t", "\u2028", "\u202e", "\u200f", "\ufeff", "\ufffe",
         "\uffff", "\ud800", "\U0001f600", "\U00020000", "é", "e\u0301", "⟦U+0007⟧", "⟦", "_x000D_", "&amp;", "<b>",
         "]]>", "'", '"', "=1+1", "+", "-", "@", "'=1", ",", ";", "\\n", "\\", "%s", "{0}", "50% of", "שלום", "العربية",
         "#, fuzzy", "msgid", "#", " ", "\u00a0"]  # fmt: skip
word = st.one_of(st.sampled_from(SHARP), st.text(max_size=6))
text = st.lists(word, max_size=5).map("".join)
solid = text.filter(lambda value: bool(value.strip()) and value == value.strip())


@st.composite
def bitexts(draw):
    """Any bitext whose source document holds its segments and the gaps between them, and nothing else."""
    langs = draw(st.lists(st.sampled_from(["uk", "de", "ar", "zh-cn", "no", None]), min_size=1, max_size=3))
    labels = draw(st.lists(solid, min_size=len(langs), max_size=len(langs), unique=True))
    rows, parts, at = [], [], 0
    for number in range(draw(st.integers(1, 3))):
        pieces = []
        for _ in range(draw(st.integers(0, 2))):
            content = draw(text)
            gap = "" if not parts else draw(st.sampled_from([" ", "\n", "\n\n", ""]))
            pieces.append(Piece(content, gap, number, at + len(gap)))
            parts += [gap, content]
            at += len(gap) + len(content)
        cells = tuple(_cell(draw, number) for _ in langs)
        comments = draw(
            st.lists(
                st.builds(
                    Comment, solid, text, st.just("2024-05-01T10:00:00.000Z"), st.integers(-1, len(langs) - 1)
                ),
                max_size=2,
            )
        )
        row = BitextRow(f"r{number}", Cell(tuple(pieces)), cells, draw(st.booleans()), tuple(comments))
        rows.append(row)
    name = draw(solid)
    return Bitext(
        document=Document(name, "".join(parts)),
        guess=Guess("en", (("en", 0.5),), 0.1),
        source=Column(name, name, "en", Origin.SOURCE),
        columns=tuple(Column(label, label, lang) for label, lang in zip(labels, langs, strict=True)),
        rows=tuple(rows),
        next_id=len(rows),
    )


def _cell(draw, number):
    pieces = draw(
        st.lists(st.builds(Piece, text, st.just(" "), st.just(number), original=st.none() | text), max_size=2)
    )
    confirmed = draw(st.booleans()) and bool(pieces)
    return Cell(
        tuple(pieces), confirmed, draw(st.none() | st.floats(0, 1)), draw(st.just(()) | st.just(("Why.",)))
    )


def squeezed(data):
    """Bytes without what differs from version to version."""
    return re.sub(rb'creationtoolversion="[^"]*"', b"", data)

"""What the tests of the store share: small bitexts and sessions of edits. The fixtures are in `store_fixtures`."""

from itertools import count

from workbench.bitext import operations
from workbench.bitext.history import Entry, History
from workbench.bitext.model import Bitext, BitextRow, Cell, Column, Comment, Dismissed, Piece
from workbench.model import Document, Guess, Hypothesis, Origin, Signature


def bitext(rows=6, columns=2, name="statement.txt"):
    """A source with renderings, everything filled in that a bitext can hold."""
    made = []
    for number in range(rows):
        cells = tuple(
            Cell(
                (
                    Piece(
                        f"Речення {number} у {column}-му стовпці.",
                        paragraph=number // 3,
                        hypotheses=(Hypothesis("Інакше.", -0.5, ((0, 0),), 1, ("Step.",)),) if column else (),
                    ),
                ),
                score=0.5 + number / (2 * rows),
                reasons=("Both have the number 5.",),
            )
            for column in range(columns)
        )
        source = Cell((Piece(f"Sentence {number} of the statement.", start=number * 40),))
        made.append(BitextRow(f"r{number}", source, cells))
    heads = tuple(
        Column(f"R{n}", f"r{n}.txt", "uk", Origin.MACHINE if n else Origin.HUMAN, Signature.of(engine="echo"))
        for n in range(columns)
    )
    return Bitext(
        Document(name, "Sentence. " * rows * 4),
        Guess("en", (("en", 0.9), ("de", 0.1)), 0.8, ("“the” is a word of English",)),
        Column("Source", name, "en", Origin.SOURCE),
        heads,
        tuple(made),
        next_id=rows,
        glossaries=("press.yaml",),
    )


class Session:
    """Somebody at work on a document: keeps the table as it should be, and writes each step to the store."""

    def __init__(self, store, id, who="Anna"):
        self.store, self.id, self.who = store, id, who
        opened = store.load(id)
        self.bitext, self.history = opened.bitext, History(opened.entries)
        self.clock = count(self.history.next_seq)

    @property
    def seq(self):
        return self.history.next_seq - 1

    def when(self):
        return f"2024-05-01T10:00:{next(self.clock) % 60:02}.000Z"

    def entry(self, kind, change):
        return Entry(self.history.next_seq, self.who, self.when(), kind, (change,))

    def write(self, entry):
        self.store.append(self.id, entry, expected_seq=entry.seq - 1)
        for change in entry.changes:
            self.bitext = change.apply(self.bitext)
        self.history.add(entry)
        return entry

    def do(self, kind, *arguments, **more):
        return self.write(self.entry(kind, getattr(operations, kind)(self.bitext, *arguments, **more)))

    def undo(self):
        return self.write(self.history.undo(self.who, self.when()))

    def redo(self):
        return self.write(self.history.redo(self.who, self.when()))

    def step(self, chance):
        """One step of any kind, as a `random.Random` would have it; None where that changes nothing."""
        row = chance.choice(self.bitext.rows)
        column = chance.randrange(len(self.bitext.columns))
        kind = chance.choice(
            ["edit"] * 6 + ["confirm", "comment", "merge", "undo", "redo", "lock", "dismiss"]
        )
        if kind in ("undo", "redo"):
            entry = getattr(self.history, kind)(self.who, self.when())
            return self.write(entry) if entry else None
        last = self.bitext.rows[-1].id == row.id
        change = {
            "edit": lambda: operations.edit(self.bitext, row.id, column, f"Текст {chance.random()}."),
            "confirm": lambda: operations.confirm(self.bitext, row.id, column, chance.random() < 0.5),
            "comment": lambda: operations.comment(
                self.bitext, row.id, note(f"Note {chance.random()}", self.who)
            ),
            "merge": lambda: (
                None if last or len(self.bitext.rows) < 4 else operations.merge(self.bitext, row.id)
            ),
            "lock": lambda: operations.lock(self.bitext, row.id, chance.random() < 0.5),
            "dismiss": lambda: operations.dismiss(
                self.bitext, row.id, aside(f"{chance.random():.6f}", self.who)
            ),
        }[kind]()
        return self.write(self.entry(kind, change)) if change else None


def note(text="Ask the press office.", who="Anna"):
    return Comment(text, who, "2024-05-01T10:00:00.000Z", 0)


def aside(key="0f1e2d3c4b5a6978", who="Anna"):
    return Dismissed(key, "numbers", "The figure was corrected.", who, "2024-05-01T10:00:00.000Z")


def begun(store, name="Speeches", **more):
    """A project with one document, and somebody at work on it."""
    project = store.create_project(name)
    info = store.add_document(project.id, bitext(**more), who="Anna")
    return Session(store, info.id)

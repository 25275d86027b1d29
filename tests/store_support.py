"""What the tests of the store share: small bitexts and sessions of edits. The fixtures are in `store_fixtures`."""

import os
import signal
from itertools import count
from pathlib import Path

from workbench.bitext import operations
from workbench.bitext.history import Entry, History
from workbench.bitext.model import Bitext, BitextRow, Cell, Column, Comment, Dismissed, Piece
from workbench.memory.store import open_store
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


# --- for processes of their own, which import them by name


def write_much(file, limit):
    """Put a long document into the first project, where no file may grow beyond `limit` bytes."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with open_store(file) as store:
        store.add_document(store.projects()[0].id, bitext(3000), who="A")


def write_as_nobody(folder):
    """Begin a document in the folder as somebody who may read it only; root may write everywhere."""
    with open_store(folder.parent / "before.sqlite") as store:  # loads what nobody may not be allowed to read
        begun(store)
    if os.geteuid() == 0:
        for parent in (folder, *folder.parents):
            if parent != Path("/tmp") and parent.owner() == "root" and str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o055)
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    with open_store(folder) as store:
        begun(store, "More")
    return "written"

"""An open document: commands in, a table that is checked and saved as it changes, and what to repaint.

No page and no database in here: an edge hands in the commands it received and a function that saves an
entry, and asks for the rows that changed since it last looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from workbench.bitext import Bitext, BitextRow, Change, Entry, History, Stale
from workbench.comparison.doubt import Sign
from workbench.desk import commands
from workbench.desk.looking import Look, Quoted, look, report
from workbench.desk.remembering import Remembering
from workbench.desk.watching import Incoming
from workbench.errors import BadStore, WorkbenchError
from workbench.judgement import Judgement
from workbench.memory.trouble import Conflict
from workbench.memory.values import now
from workbench.model import Finding, NotRun, Quote, Report, Signature
from workbench.pipeline import Examiner

__all__ = ["Answer", "Desk", "Patch"]

_QUESTIONS = (
    commands.Realign,
    commands.ShowHistory,
    commands.Alternatives,
    commands.Recall,
    commands.Concordance,
)
_RETRIES = 3
_ANSWERS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Patch:
    """Rows to repaint: those with ids `gone` leave, `rows` come after the row `after` (None: at the top)."""

    rev: int
    gone: tuple[str, ...]
    rows: tuple[str, ...]
    after: str | None


_Place = tuple[tuple[str, ...], tuple[str, ...], str | None]
"""A :class:`Patch` without its number."""


def _place(before: Bitext, change: Change) -> _Place:
    """Where a change is to be painted, told from the table before it."""
    after = before.rows[change.at - 1].id if change.at else None
    return tuple(row.id for row in change.removed), tuple(row.id for row in change.added), after


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one command: a sentence where it was refused, or what was asked for, as plain values."""

    seq: int
    refused: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Desk:
    """A document somebody works on.

    Attributes:
        bitext: the table as it stands.
        examiner: the checks and glossaries.
        who: name for the audit trail.
        save: keeps an entry for good before it counts, given it and the number of the entry before it;
            raises :class:`~workbench.memory.trouble.Conflict` where somebody else was first. None keeps nothing.
        quotes: the source's quotations.
        signature: how it was made, for reports.
        id, title: of the document in its store; "" where it is in none.
        looks: what was seen in each row, by id.
        not_run: what could not be checked.
        patches: rows to repaint since :attr:`base_rev`.
        pruned: patches that the page has were forgotten.
        acks: per sender the number of the last command dealt with.
        answers: per sender what is to be told.
        trouble: why edits cannot be saved at the moment; "" where they can. They are not acknowledged
            and so come again.
    """

    bitext: Bitext
    examiner: Examiner
    who: str = ""
    save: Callable[[Entry, int], None] | None = None
    quotes: tuple[Quote, ...] = ()
    signature: Signature = Signature()
    id: str = ""
    title: str = ""
    history: History = field(default_factory=History)
    token: str = field(default_factory=lambda: token_hex(6))
    """Tells this desk from every other, of the same document too: what was meant for another is not for it."""
    looks: dict[str, Look] = field(default_factory=dict)
    not_run: tuple[NotRun, ...] = ()
    rev: int = 0
    base_rev: int = 0
    patches: list[Patch] = field(default_factory=list)
    pruned: bool = False
    acks: dict[str, int] = field(default_factory=dict)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    trouble: str = ""
    remembering: Remembering | None = None
    """Keeps the translation memory in step with what is confirmed; None where there is none."""
    incoming: Incoming | None = None
    """A machine rendering on its way; it is shown, but it is no part of the table yet."""
    doubts: dict[str, tuple[BitextRow, tuple[tuple[Sign, ...], ...]]] = field(default_factory=dict)
    """What makes each rendering's cell of a row doubtful, by the row's id; it holds for that very row."""
    painted: dict[str, Any] = field(default_factory=dict)
    """For the edge: rows as it shows them, by id, so that unchanged ones are not made again."""
    quoted: Quoted = field(init=False)
    _report: tuple[Bitext, Report] | None = None

    def __post_init__(self) -> None:
        self.quoted = Quoted(self.quotes)

    def set_quotes(self, quotes: tuple[Quote, ...]) -> None:
        """The source's quotations, where they were looked for later."""
        self.quotes, self.quoted = quotes, Quoted(quotes)
        self._report = None

    # --- commands

    def receive(self, batch: commands.Batch) -> list[commands.Command]:
        """Carry out what a sender asks, each command once; gives back the questions left for the edge.

        A command that cannot be carried out changes nothing and is answered with the reason.
        """
        self.prune(batch.rev)
        del self.answers.setdefault(batch.client, [])[:-_ANSWERS_KEPT]
        known = self.acks.get(batch.client, 0)
        questions: list[commands.Command] = []
        for command in batch.ops:
            if command.seq <= known:
                continue
            if isinstance(command, _QUESTIONS):
                known = command.seq
                questions.append(command)
                continue
            try:
                self._carry_out(command)
            except BadStore as error:  # not lost: it is sent again until it can be saved
                self.trouble = str(error)
                return questions
            except (ValueError, WorkbenchError) as error:
                self.answers.setdefault(batch.client, []).append(Answer(command.seq, refused=str(error)))
                self._repaint(getattr(command, "row", ""))
            self.trouble = ""
            known = self.acks[batch.client] = command.seq
        self.acks[batch.client] = known
        return questions

    def _carry_out(self, command: commands.Command) -> None:
        for _ in range(_RETRIES):
            entry = self._entry(command)
            if entry is None:
                return
            try:
                self.record(entry)
            except Conflict as conflict:
                self.catch_up(conflict.missed)
            else:
                return
        raise WorkbenchError("Others are changing this document too fast.", hint="Try again in a moment.")

    def _entry(self, command: commands.Command) -> Entry | None:
        when = now()
        match command:
            case commands.Undo():
                return self._some(self.history.undo(self.who, when), "There is nothing to undo.")
            case commands.Redo():
                return self._some(self.history.redo(self.who, when), "There is nothing to redo.")
        changes = commands.perform(self.bitext, command, self.who, when)
        return self._new(command.__struct_config__.tag, changes, when) if changes else None

    @staticmethod
    def _some(entry: Entry | None, otherwise: str) -> Entry:
        if entry is None:
            raise ValueError(otherwise)
        return entry

    def _new(self, kind: object, changes: Sequence[Change], when: str, note: str = "") -> Entry:
        return Entry(self.history.next_seq, self.who, when, str(kind), tuple(changes), None, note)

    def change(self, kind: str, changes: Sequence[Change], note: str = "") -> None:
        """Make changes that were worked out elsewhere (re-alignment, one more rendering) as one step.

        Raises:
            Stale: the table has changed where they apply.
            Conflict: others wrote to the document first.
        """
        if changes:
            self.record(self._new(kind, changes, now(), note))

    def record(self, entry: Entry) -> None:
        """Apply an entry, keep it, and note what to repaint. It counts only once it is kept.

        Raises:
            Stale: it does not fit the table.
            Conflict: others wrote first; see :meth:`catch_up`.
        """
        before, steps = self.bitext, self._worked_out(entry)
        if self.save is not None:
            self.save(entry, entry.seq - 1)
        self._adopt(entry, *steps)
        if self.remembering is not None:
            self.remembering.follow(before, self.bitext, entry, lambda row: self.look(row).terms)

    def catch_up(self, missed: Sequence[Entry]) -> None:
        """Take over what others did in the meantime."""
        for entry in missed:
            if entry.seq >= self.history.next_seq:
                self._adopt(entry, *self._worked_out(entry))

    def _worked_out(self, entry: Entry) -> tuple[Bitext, list[_Place]]:
        """The table after an entry, and where each of its changes is to be painted."""
        after, places = self.bitext, []
        for change in entry.changes:
            places.append(_place(after, change))
            after = change.apply(after)
        return after, places

    def _adopt(self, entry: Entry, after: Bitext, places: Sequence[_Place]) -> None:
        columns_too = after.columns != self.bitext.columns
        self.bitext = after
        if columns_too:
            self.rebase()
        else:
            for place in places:
                self._note(place)
        self.history.add(entry)

    # --- what to repaint

    def _note(self, place: _Place) -> None:
        self.rev += 1
        self.patches.append(Patch(self.rev, *place))

    def _repaint(self, row: str) -> None:
        """Send a row again as it stands, over what a page drew in advance."""
        try:
            at = self.bitext.index(row)
        except Stale:
            return
        neighbours = self.bitext.rows[at : at + 2]
        self._note(_place(self.bitext, Change(at, neighbours, neighbours)))

    def prune(self, rev: int) -> None:
        """Forget patches up to `rev`: the page has them. One that is drawn anew then needs the whole."""
        kept = [patch for patch in self.patches if patch.rev > rev]
        if len(kept) < len(self.patches):
            self.patches, self.pruned = kept, True

    def rebase(self) -> None:
        """The whole table is to be painted anew."""
        self.pruned = False
        self.rev += 1
        self.base_rev = self.rev
        self.patches.clear()

    # --- what was seen

    def findings(self) -> Iterator[Finding]:
        """What was found in the rows as they stand; rows not looked at yet have none."""
        for row in self.bitext.rows:
            found = self.seen(row)
            if found is not None:
                yield from found.findings

    def seen(self, row: BitextRow) -> Look | None:
        """What was seen in a row; None where it was not looked at as it stands."""
        found = self.looks.get(row.id)
        return found if found is not None and found.row == row else None

    def look(self, index: int) -> Look:
        """What there is to see in a row, looking now where it changed."""
        row = self.bitext.rows[index]
        found = self.seen(row)
        if found is None:
            found = self.looks[row.id] = look(self.bitext, index, self.examiner)
        return found

    def adopt_looks(self, looks: Sequence[Look], not_run: tuple[NotRun, ...]) -> None:
        """Take over what was seen in the whole table; rows that changed meanwhile keep their own."""
        now_there = {row.id: row for row in self.bitext.rows}
        for found in looks:
            if now_there.get(found.row.id) == found.row:
                self.looks[found.row.id] = found
        self.not_run = not_run
        self._report = None

    def adopt_doubts(self, judgement: Judgement, rows: Sequence[BitextRow]) -> None:
        """Take over what a judgement of these rows saw."""
        by_column = {judged.index: judged.rows for judged in judgement.renderings}
        for number, row in enumerate(rows):
            columns = range(len(row.cells))
            signs = tuple(by_column[c][number].signs if c in by_column else () for c in columns)
            self.doubts[row.id] = (row, signs)
        self.painted.clear()

    @property
    def doubted(self) -> bool:
        """True if every row was judged as it stands."""
        kept = self.doubts
        return all(row.id in kept and kept[row.id][0] == row for row in self.bitext.rows)

    @property
    def looked(self) -> bool:
        """True if every row was looked at as it stands."""
        return all(self.seen(row) is not None for row in self.bitext.rows)

    def use(self, examiner: Examiner) -> None:
        """Check with other glossaries or settings from now on."""
        if examiner is not self.examiner:
            self.examiner = examiner
            self.looks.clear()
            self._report = None
            self.rebase()

    def report(self) -> Report:
        """The report of the table as it stands; rows not looked at yet are looked at now."""
        if self._report is None or self._report[0] is not self.bitext:
            looks = [self.look(index) for index in range(len(self.bitext.rows))]
            made = report(self.bitext, looks, self.not_run, self.quotes, self.signature)
            self._report = (self.bitext, made)
        return self._report[1]

"""The values that writers and readers of exchange formats share.

A writer gets :class:`Content` and gives :class:`Written`; a reader gets bytes and gives :class:`Incoming`: rows as
the file has them. :mod:`.merging` makes a bitext of these, or a list of changes to the one we have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from workbench.bitext import Bitext, Comment, from_report, to_parallel
from workbench.bitext.model import Change
from workbench.errors import BadFile
from workbench.exporting.carried import DocumentFacts, RowFacts, comments_of
from workbench.interchange import Problem
from workbench.model import Origin, Report

__all__ = [
    "Content",
    "InCell",
    "InColumn",
    "InRow",
    "Incoming",
    "Options",
    "ReadBack",
    "Reader",
    "Writer",
    "Written",
]


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose.

    Attributes:
        rendering: for formats with one target: its label or its number from 1; "" for the first.
        bom: begin CSV and TSV with a byte order mark, so that Excel reads their letters right.
        source_lang, target_lang: codes, for files that do not say their languages.
        name: what to call the file read in messages, and the document made of it.
        who, when: for remarks in the file that do not say whose they are or of when (ISO 8601, UTC).
    """

    rendering: str = ""
    bom: bool = True
    source_lang: str = ""
    target_lang: str = ""
    name: str = ""
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is exported: a table, and the report on it where there is one."""

    bitext: Bitext
    report: Report | None = None

    @classmethod
    def of(cls, value: Bitext | Report) -> Content:
        """From either; a report brings its table."""
        return cls(from_report(value), value) if isinstance(value, Report) else cls(value)

    def as_report(self) -> Report:
        """The report; without findings where the table was not checked."""
        if self.report is not None:
            return self.report
        table = self.bitext
        return Report(to_parallel(table), table.guess, glossaries=table.glossaries, notes=table.notes)

    def chosen(self, options: Options) -> int:
        """The number of the rendering that :attr:`Options.rendering` names.

        Raises:
            BadFile: there is none of that name; the hint lists them.
        """
        labels = [column.label for column in self.bitext.columns]
        if not labels:
            raise BadFile("There is no rendering to write.", hint="Add a rendering to the table first.")
        wanted = options.rendering
        if not wanted:
            return 0
        if wanted in labels:
            return labels.index(wanted)
        if wanted.isdecimal() and 1 <= int(wanted) <= len(labels):
            return int(wanted) - 1
        raise BadFile(f"There is no rendering “{wanted[:60]}”.", hint=f"There are: {', '.join(labels)}.")

    def only(self, number: int) -> Content:
        """The same with one rendering; remarks on the others are left to these."""
        table = self.bitext
        rows = (
            replace(row, cells=(row.cells[number],), comments=comments_of(row, [number]))
            for row in table.rows
        )
        return Content(replace(table, columns=(table.columns[number],), rows=tuple(rows)))

    def order(self, options: Options) -> list[int]:
        """The numbers of all renderings, the chosen one first."""
        if not self.bitext.columns:
            return []
        first = self.chosen(options)
        return [first, *(number for number in range(len(self.bitext.columns)) if number != first)]


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and in words what it could not carry."""

    data: bytes
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InColumn:
    """A column of a file read.

    Attributes:
        label: as the file names it.
        lang: our code, or None where the file does not say or we do not know it.
        kind: who made it; None where the file does not say.
        name: of the document it came from, or "".
    """

    label: str
    lang: str | None = None
    kind: Origin | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class InCell:
    """A text of a file read; `confirmed` is None where the file does not say."""

    text: str
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class InRow:
    """A row of a file read.

    Attributes:
        cells: one per column; None where the file has nothing there.
        source: the source's text; None where the file has none.
        id: the row's id; "" where the file does not carry one.
        comments: remarks; those of our own export may be among them again.
        locked: None where the file does not say.
        facts: what our own export put beside the texts.
        line: where it stands in the file, from 1; None where that cannot be told.
    """

    cells: tuple[InCell | None, ...]
    source: InCell | None = None
    id: str = ""
    comments: tuple[Comment, ...] = ()
    locked: bool | None = None
    facts: RowFacts | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it was read, before anything is made of it."""

    source: InColumn
    columns: tuple[InColumn, ...]
    rows: tuple[InRow, ...]
    problems: tuple[Problem, ...] = ()
    facts: DocumentFacts | None = None
    whole: Bitext | None = field(default=None, repr=False)
    """The bitext itself, from the one format that carries all of it (JSON)."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What came of a file.

    Attributes:
        bitext: the file as a bitext; where a base was given, the base with the changes applied.
        problems: what was left out or could not be told, by line.
        changes: against the base, in the order they apply; empty without one. Give them to the history.
    """

    bitext: Bitext
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()


Writer = Callable[[Content, Options], Written]
Reader = Callable[[bytes, Options], Incoming]

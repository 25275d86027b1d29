"""What the checks, the glossaries and the quotations say about each row of a table that is being edited.

A row is looked at again as soon as it changes; what only shows over many rows (the same source rendered in
two ways) is seen when the whole is looked at. What was seen stays with the row's content, wherever it moves.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.bitext import Bitext, BitextRow, row_table, to_parallel
from workbench.checks import apply_dismissals
from workbench.checks import key as finding_key
from workbench.model import (
    Dismissal,
    Finding,
    NotRun,
    Parallel,
    Quote,
    QuoteKind,
    Report,
    Signature,
    TermHit,
)
from workbench.pipeline import Examiner
from workbench.progress import SILENT, Progress

__all__ = ["Look", "Quoted", "look", "look_all", "report"]


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one row; row numbers in it are 0.

    Attributes:
        row: the row it was seen in; it holds for this very row only.
        findings: those that stand.
        aside: those a person dismissed, with the dismissal.
        keys: key of each finding in :attr:`findings`, for dismissing it.
        terms: glossary terms.
    """

    row: BitextRow
    findings: tuple[Finding, ...] = ()
    aside: tuple[tuple[Finding, Dismissal], ...] = ()
    keys: tuple[str, ...] = ()
    terms: tuple[TermHit, ...] = ()

    @property
    def problems(self) -> int:
        """How many errors and warnings there are."""
        return sum(finding.severity.rank > 0 for finding in self.findings)


def look(bitext: Bitext, index: int, examiner: Examiner) -> Look:
    """Look at one row, right after it changed."""
    table = row_table(bitext, index)
    findings, _ = examiner.check(table)
    return _seen(bitext.rows[index], 0, table, findings, tuple(examiner.terms(table)))


def look_all(
    bitext: Bitext, examiner: Examiner, progress: Progress = SILENT
) -> tuple[tuple[Look, ...], tuple[NotRun, ...]]:
    """Look at the whole table: one :class:`Look` per row, and what could not be checked."""
    progress.start("Checking", None)
    table = to_parallel(bitext)
    findings, not_run = examiner.check(table)
    progress.check()
    of_row: list[list[Finding]] = [[] for _ in bitext.rows]
    for finding in findings:
        of_row[finding.row].append(finding)
    hits: list[list[TermHit]] = [[] for _ in bitext.rows]
    for hit in examiner.terms(table):
        hits[hit.row].append(replace(hit, row=0))
    looks = []
    for index, row in enumerate(bitext.rows):
        if not index % 200:
            progress.check()
        looks.append(_seen(row, index, table, of_row[index], tuple(hits[index])))
    return tuple(looks), not_run


def _seen(
    row: BitextRow, number: int, table: Parallel, findings: Sequence[Finding], terms: tuple[TermHit, ...]
) -> Look:
    """What was found in row `number` of `table`; a finding's key is of the words alone, wherever they stand."""
    if not findings:
        return Look(row, terms=terms)
    known = [Dismissal(d.key, d.reason, d.code) for d in row.dismissed]
    stand, aside = apply_dismissals(findings, table, known)
    keys = tuple(finding_key(finding, table) for finding in stand)
    if number:
        stand = tuple(replace(finding, row=0) for finding in stand)
        aside = tuple((replace(finding, row=0), why) for finding, why in aside)
    return Look(row, stand, aside, keys, terms)


def report(
    bitext: Bitext,
    looks: Iterable[Look],
    not_run: Sequence[NotRun],
    quotes: tuple[Quote, ...],
    signature: Signature,
) -> Report:
    """The report of the table as it stands, put together from what was seen row by row."""
    findings: list[Finding] = []
    terms: list[TermHit] = []
    aside: list[tuple[Finding, Dismissal]] = []
    for number, seen in enumerate(looks):
        findings += [replace(finding, row=number) for finding in seen.findings]
        terms += [replace(hit, row=number) for hit in seen.terms]
        aside += [(replace(finding, row=number), why) for finding, why in seen.aside]
    return Report(
        parallel=to_parallel(bitext),
        guess=bitext.guess,
        findings=tuple(findings),
        not_run=tuple(not_run),
        quotes=quotes,
        terms=tuple(terms),
        glossaries=bitext.glossaries,
        notes=bitext.notes,
        signature=signature,
        dismissed=tuple(aside),
    )


class Quoted:
    """Who is quoted where in the source; the source does not change, so this is found once."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        parts = sorted(_parts(quotes))
        self._starts = [start for start, _, _ in parts]
        self._parts = parts

    def speaker(self, row: BitextRow) -> str:
        """Speaker of the statement a row belongs to, "?" where unknown, "" outside quotations."""
        for piece in row.source.pieces:
            if piece.start is None:
                continue
            end = piece.start + len(piece.text)
            at = bisect_right(self._starts, end - 1) - 1
            if at >= 0 and self._parts[at][1] > piece.start:
                return self._parts[at][2]
        return ""


def _parts(quotes: Iterable[Quote]) -> Iterator[tuple[int, int, str]]:
    for quote in quotes:
        if quote.kind is QuoteKind.STATEMENT:
            for part in quote.parts:
                yield part.start, part.end, quote.speaker or "?"

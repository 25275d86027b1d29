"""Answers to what the grid asks: the life of a row, what an engine would offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.bitext import SOURCE, BitextRow, Entry
from workbench.desk import commands
from workbench.desk.desk import Answer, Desk
from workbench.desk.remembering import proposals
from workbench.errors import WorkbenchError
from workbench.translation.engine import Engine
from workbench.ui import keeping
from workbench.ui.memory_show import hit_data, match_data
from workbench.ui.texts import _, explained

__all__ = ["answered"]

_OFFERS = 5
_STEPS = 50
_PLACES = 30


def answered(desk: Desk, question: commands.Command, engines: Sequence[Engine]) -> Answer:
    """The answer to a question of the grid."""
    match question:
        case commands.ShowHistory(seq=seq, row=row):
            steps = [_step(desk, entry, row) for entry in reversed(desk.history.of_row(row)[-_STEPS:])]
            return Answer(seq, told={"history": steps})
        case commands.Alternatives():
            return _alternatives(desk, question, engines)
        case commands.Recall():
            return _recalled(desk, question)
        case commands.Concordance():
            return _concordance(question)
        case _:
            return Answer(question.seq, refused=_("This question is not known."))


def _step(desk: Desk, entry: Entry, row: str) -> dict[str, Any]:
    texts = []
    for change in entry.changes:
        before = {r.id: r for r in change.removed}.get(row)
        after = {r.id: r for r in change.added}.get(row)
        if before is None or after is None or len(before.cells) != len(after.cells):
            continue
        for number in range(SOURCE, len(after.cells)):
            was, now = before.cell(number).text, after.cell(number).text
            if was != now and number < len(desk.bitext.columns):
                texts.append([desk.bitext.column(number).label, was, now])
    return {"kind": entry.kind, "who": entry.who, "when": entry.when, "texts": texts}


def _alternatives(desk: Desk, question: commands.Alternatives, engines: Sequence[Engine]) -> Answer:
    try:
        row = desk.bitext.rows[desk.bitext.index(question.row)]
        cell = row.cells[question.column]
    except (ValueError, IndexError):
        return Answer(question.seq, refused=_("The row has changed: try again."))
    offers = {"row": question.row, "column": question.column}
    ranked = cell.pieces[0].hypotheses if len(cell.pieces) == 1 else ()
    if not question.prefix and len(ranked) > 1:
        texts = [[h.text, h.score] for h in ranked]
        return Answer(question.seq, told={"offers": {**offers, "texts": texts, "note": ""}})
    return _asked(desk, row, question, engines, offers)


def _recalled(desk: Desk, question: commands.Recall) -> Answer:
    """What the translation memory has for a cell."""
    try:
        at = desk.bitext.index(question.row)
        desk.bitext.columns[question.column]
    except (ValueError, IndexError):
        return Answer(question.seq, refused=_("The row has changed: try again."))
    try:
        found = proposals(keeping.memory(), desk.bitext, at, question.column)
    except WorkbenchError as error:
        return Answer(question.seq, refused=explained(error))
    text = desk.bitext.rows[at].source.text
    matches = [match_data(text, match) for match in found]
    return Answer(
        question.seq, told={"memory": {"row": question.row, "column": question.column, "matches": matches}}
    )


def _concordance(question: commands.Concordance) -> Answer:
    """Where a phrase stands in the translation memory."""
    try:
        found = (
            keeping.memory().concordance(question.phrase, limit=_PLACES) if question.phrase.strip() else ()
        )
    except WorkbenchError as error:
        return Answer(question.seq, refused=explained(error))
    hits = [hit_data(hit) for hit in found]
    return Answer(question.seq, told={"concordance": {"phrase": question.phrase, "hits": hits}})


def _asked(
    desk: Desk,
    row: BitextRow,
    question: commands.Alternatives,
    engines: Sequence[Engine],
    offers: dict[str, Any],
) -> Answer:
    """Ask an engine that can go on from a beginning; the first that knows the two languages."""
    source, target = desk.bitext.source.lang, desk.bitext.columns[question.column].lang
    for engine in engines:
        ask = getattr(engine, "alternatives", None)
        if ask is None or source is None or target is None or (source, target) not in engine.pairs():
            continue
        try:
            found = ask(row.source.text, question.prefix, (source, target), _OFFERS)
        except WorkbenchError as error:
            return Answer(question.seq, refused=explained(error))
        texts = [[hypothesis.text, hypothesis.score] for hypothesis in found]
        note = _("Offered by {engine}.", engine=engine.name)
        return Answer(question.seq, told={"offers": {**offers, "texts": texts, "note": note}})
    return Answer(
        question.seq,
        refused=_("No installed engine can offer other wordings for these languages."),
    )

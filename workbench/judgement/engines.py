"""What translation engines think of a rendering: how likely it is, word by word, and what it says translated back.

Both are asked only when the user wants them, for they take as long as translating. A likelihood is a model's
opinion: a name, a rare word or a free turn of phrase is unlikely too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from workbench.comparison.doubt import Sign, low_parts
from workbench.comparison.metrics import segment_scores
from workbench.errors import Cancelled, WorkbenchError
from workbench.model import NotRun, Parallel
from workbench.progress import Progress
from workbench.translation.engine import Engine, Options, Pair

if TYPE_CHECKING:
    from workbench.judgement.evidence import Evidence, SourceSide
    from workbench.translation.ct2 import Score

__all__ = ["Scorer", "ask_engines"]

_CHUNK = 64
"""Rows scored between two looks at whether to stop."""
_SURPRISED = -5.0
"""Log-probability of a word below which a model is surprised (see :class:`~workbench.translation.ct2.WordScore`)."""
_ENDS_EARLY = -4.0
_USUAL_LIKELIHOOD = (-1.5, 0.6)
"""Mean log-probability per token of human translations under an Argos model, and its spread: a starting point
that the text's own rows soon outweigh."""
_USUAL_CHRF = (50.0, 15.0)
"""chrF++ of a sentence and its translation translated back; same remark."""


class Scorer(Protocol):
    """Something that says how likely a translation is, such as :class:`workbench.translation.argos.Argos`."""

    def score(self, texts: Sequence[tuple[str, str]], pair: Pair) -> list[Score | None]:
        """One score per (source, translation); None where there is nothing to score."""
        ...


def ask_engines(
    evidence: Evidence,
    source: SourceSide,
    table: Parallel,
    index: int,
    scorer: Scorer | None,
    back: Engine | None,
    progress: Progress,
) -> None:
    """Add the engines' parts to the evidence; what cannot be asked goes to its missing ones.

    Raises:
        Cancelled: the user stopped the work.
    """
    if scorer is None and back is None:
        return
    lang = table.renderings[index].lang
    cells = [table.cell_text(row, index) for row in range(len(table.rows))]
    for part, asked in _questions(evidence, source, cells, lang, scorer, back, progress):
        if source.lang is None or lang is None:
            evidence.missing.append(NotRun(part, "a language is not known", index))
            continue
        try:
            asked((source.lang, lang))
        except Cancelled:
            raise
        except WorkbenchError as error:
            evidence.missing.append(NotRun(part, error.message, index))


_Question = tuple[str, Callable[[Pair], None]]


def _questions(
    evidence: Evidence,
    source: SourceSide,
    cells: Sequence[str],
    lang: str | None,
    scorer: Scorer | None,
    back: Engine | None,
    progress: Progress,
) -> Iterator[_Question]:
    if scorer is not None:
        asked = scorer
        yield "likelihood", lambda pair: _forward(evidence, source.texts, cells, pair, asked, progress)
        yield "likelihood back", lambda pair: _backward(evidence, source.texts, cells, pair, asked, progress)
    if back is not None:
        engine = back
        yield (
            "back-translation",
            lambda pair: _translate_back(evidence, source, cells, pair, engine, progress),
        )


# --- likelihood ------------------------------------------------------------------------------------


def _forward(
    evidence: Evidence,
    texts: Sequence[str],
    cells: Sequence[str],
    pair: Pair,
    scorer: Scorer,
    progress: Progress,
) -> None:
    scores = _scores(list(zip(texts, cells, strict=True)), pair, scorer, progress)
    means = [None if score is None else score.mean for score in scores]
    signs = [_surprises(score, cell) for score, cell in zip(scores, cells, strict=True)]
    evidence.add("likelihood", low_parts(means, _USUAL_LIKELIHOOD), signs)


def _backward(
    evidence: Evidence,
    texts: Sequence[str],
    cells: Sequence[str],
    pair: Pair,
    scorer: Scorer,
    progress: Progress,
) -> None:
    """How likely the source is as a translation of the rendering: low where something was left out."""
    scores = _scores(list(zip(cells, texts, strict=True)), (pair[1], pair[0]), scorer, progress)
    means = [None if score is None else score.mean for score in scores]
    signs = [
        tuple(
            Sign("likelihood back", sign.value, f"{sign.message} of the rendering", source=sign.target)
            for sign in _surprises(score, text)
        )
        for score, text in zip(scores, texts, strict=True)
    ]
    evidence.add("likelihood back", low_parts(means, _USUAL_LIKELIHOOD), signs)


def _scores(
    texts: Sequence[tuple[str, str]], pair: Pair, scorer: Scorer, progress: Progress
) -> list[Score | None]:
    progress.start(f"scoring {'-'.join(pair)}", len(texts))
    scores: list[Score | None] = []
    for start in range(0, len(texts), _CHUNK):
        progress.check()
        chunk = texts[start : start + _CHUNK]
        scores += scorer.score(chunk, pair)
        progress.advance(len(chunk))
    progress.finish()
    return scores


def _surprises(score: Score | None, text: str) -> tuple[Sign, ...]:
    """The words that surprise a model most, at most four."""
    if score is None:
        return ()
    low = [word for word in score.words if word.log_probability < _SURPRISED]
    low.sort(key=lambda word: word.log_probability)
    signs = [
        Sign(
            "likelihood",
            min(1.0, -word.log_probability / 20),
            f"the model does not expect “{word.span.of(text)}”",
            target=word.span,
        )
        for word in low[:4]
    ]
    if score.end < _ENDS_EARLY:
        signs.append(Sign("likelihood", min(1.0, -score.end / 20), "the model expects more at the end"))
    return tuple(signs)


# --- back-translation ------------------------------------------------------------------------------


def _translate_back(
    evidence: Evidence,
    source: SourceSide,
    cells: Sequence[str],
    pair: Pair,
    engine: Engine,
    progress: Progress,
) -> None:
    back = [""] * len(cells)
    for row, hypotheses in engine.translate(cells, (pair[1], pair[0]), Options(beam=2), progress):
        back[row] = hypotheses[0].text if hypotheses else ""
    likeness = segment_scores(back, [source.texts], "chrF++", pair[0]) if back else ()
    values = [
        value if text.strip() and cell.strip() else None
        for value, text, cell in zip(likeness, source.texts, cells, strict=True)
    ]
    evidence.back = tuple(back)
    evidence.add("back-translation", low_parts(values, _USUAL_CHRF))

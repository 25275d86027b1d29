"""The parts of the doubt of one rendering that need no engine: gathered from checks, encoders and word lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.comparison.doubt import (
    Sign,
    finding_part,
    length_deviations,
    length_parts,
    meaning_deviations,
    meaning_parts,
)
from workbench.judgement.counterparts import WordVectors, match, unsettled
from workbench.judgement.denials import Denials, denials, languages_of_denials, negation_parts
from workbench.judgement.figures import number_part
from workbench.judgement.names import name_parts, surprises
from workbench.judgement.quotations import quotation_parts
from workbench.judgement.sides import Side, read_side
from workbench.judgement.spelling import spelling_parts
from workbench.judgement.typical import measured, typical_cosines
from workbench.judgement.variants import Gains, Seen, gains
from workbench.languages import LANGUAGES
from workbench.model import Finding, NotRun, Report
from workbench.progress import Progress

if TYPE_CHECKING:
    from workbench.alignment.embedding import Vectors

__all__ = ["Evidence", "SourceSide", "gather"]

_TERMS = frozenset({"term-missing", "term-forbidden", "term-inconsistent"})
_WEIGHED = {
    # part: findings it weighs itself, so that they are not counted twice
    "terms": _TERMS,
    "numbers": frozenset({"numbers", "dates-times"}),
    "names": frozenset({"name"}),
    "negation": frozenset({"negation"}),
    "length": frozenset({"length"}),
    "quotations": frozenset({"quotes-pair"}),
}

_FINEST, _FAST = ("e5", "use"), "use"
"""Encoders that tell a sentence from the same without “not”, the better one first; and the one that is fast enough to
try out every strange name."""


@dataclass(slots=True)
class Evidence:
    """What is known of one rendering.

    Attributes:
        parts: by name, a value from 0 to 1 per row.
        signs: per row, what the parts saw.
        models: the encoders' models.
        missing: what could not be asked.
        back: the cells translated back, empty where that was not asked for.
    """

    rows: int
    parts: dict[str, list[float]] = field(default_factory=dict)
    signs: list[list[Sign]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    missing: list[NotRun] = field(default_factory=list)
    back: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.signs = [[] for _ in range(self.rows)]

    def add(self, part: str, values: list[float], signs: Sequence[Sequence[Sign]] = ()) -> None:
        """A part, and what it saw row by row."""
        self.parts[part] = values
        for row, found in enumerate(signs):
            self.signs[row] += found


class SourceSide:
    """The source of a report, read once for all renderings."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.lang = report.parallel.source.lang

    @cached_property
    def texts(self) -> list[str]:
        """Row by row."""
        table = self._report.parallel
        return [table.source_text(row) for row in range(len(table.rows))]

    @cached_property
    def words(self) -> Side:
        """Words and candidates for names."""
        return read_side(self.texts, self.lang)

    @cached_property
    def denials(self) -> list[Denials]:
        """Negations, row by row."""
        lang = _base(self.lang)
        return [denials(text, lang) for text in self.texts]


def gather(
    report: Report,
    index: int,
    source: SourceSide,
    findings: Sequence[Sequence[Finding]],
    *,
    meaning: bool,
    progress: Progress,
) -> Evidence:
    """All parts that need no engine.

    Args:
        report: the table.
        index: of the rendering.
        source: read once for all renderings.
        findings: of this rendering, row by row.
        meaning: ask the sentence encoders, where they are installed.
        progress: told about encoding; may cancel it.
    """
    table = report.parallel
    lang = table.renderings[index].lang
    cells = [table.cell_text(row, index) for row in range(len(table.rows))]
    evidence = Evidence(len(cells))
    encoders = _encoders(source.lang, lang) if meaning else ()
    unlike, seen = (
        _meaning(evidence, index, source, cells, lang, encoders, progress) if meaning else (None, {})
    )
    lengths = length_deviations([(len(s), len(c)) for s, c in zip(source.texts, cells, strict=True)], unlike)
    evidence.add("length", length_parts(lengths, unlike))
    if source.lang is not None and lang is not None and _base(source.lang) != _base(lang):
        _translation(evidence, index, source, cells, lang, seen, progress)
    if lang is not None:
        values, signs = spelling_parts(source.texts, cells, lang)
        if values:
            evidence.add("spelling", values, signs)
    evidence.add("quotations", *quotation_parts(source.texts, cells, (source.lang, lang)))
    if report.glossaries:
        evidence.add("terms", [finding_part([f for f in row if f.code in _TERMS]) for row in findings])
    weighed = frozenset[str]().union(*(_WEIGHED.get(part, frozenset()) for part in evidence.parts))
    rest = [finding_part([f for f in row if f.code not in weighed]) for row in findings]
    evidence.parts = {"findings": rest, **evidence.parts}
    return evidence


def _translation(
    evidence: Evidence,
    index: int,
    source: SourceSide,
    cells: Sequence[str],
    lang: str,
    seen: Mapping[str, Seen],
    progress: Progress,
) -> None:
    """The parts that compare two languages word by word."""
    langs = (source.lang, lang)
    numbers = [
        number_part(text, cell, langs) if text.strip() and cell.strip() else (0.0, ())
        for text, cell in zip(source.texts, cells, strict=True)
    ]
    evidence.add("numbers", [value for value, _ in numbers], [signs for _, signs in numbers])
    progress.check()
    listed = languages_of_denials()
    if _base(source.lang) in listed and _base(lang) in listed:
        finest = _first(_FINEST, seen)
        texts, both = (source.texts, cells), (_base(source.lang), _base(lang))
        evidence.add(
            "negation", *negation_parts(source.denials, texts, both, finest, _gains(finest, seen, progress))
        )
    else:
        reason = "no list of negations for this pair of languages"
        evidence.missing.append(NotRun("negation", reason, index))
    progress.check()
    if _cased(source.lang) and _cased(lang):
        target = read_side(cells, lang)
        vectors = _word_vectors(source.words, target, list(seen), progress)
        missing = surprises(source.words, match(source.words, target, vectors), target, rendering=False)
        found = match(target, source.words, vectors, flip=True)
        added = surprises(target, found, source.words, rendering=True)
        tried = _gains(_FAST, seen, progress)
        evidence.add("names", *name_parts(source.words, target, missing, added, tried))
    else:
        reason = "one of the languages has no capital letters to tell names by"
        evidence.missing.append(NotRun("names", reason, index))


# --- encoders --------------------------------------------------------------------------------------


def _encoders(source: str | None, target: str | None) -> tuple[str, ...]:
    from workbench.alignment.embedding import choose

    return choose("auto", source, target)[0]


def _meaning(
    evidence: Evidence,
    index: int,
    source: SourceSide,
    cells: Sequence[str],
    lang: str | None,
    encoders: Sequence[str],
    progress: Progress,
) -> tuple[list[float] | None, dict[str, Seen]]:
    """How unlike source and target are by every encoder that serves the pair, None where there is none; and the rows
    as each has seen them."""
    if not encoders:
        reason = "no sentence encoder is installed for this pair of languages"
        evidence.missing.append(NotRun("meaning", reason, index))
        return None, {}
    cosines: dict[str, list[float]] = {}
    usual = {name: typical_cosines(name, source.lang, lang) for name in encoders}
    seen: dict[str, Seen] = {}
    for name in encoders:
        left, right = (_encode(name, texts, progress) for texts in (source.texts, cells))
        cosines[name] = [float(value) for value in (left * right).sum(1)]
        seen[name] = Seen(left, right, usual[name][1])
        evidence.models.append(_model(name))
    lowest = 1.0 if all(measured(name, source.lang, lang) for name in encoders) else 2.0
    unlike = meaning_deviations(cosines, usual, lowest)
    evidence.add("meaning", meaning_parts(unlike))
    return unlike, seen


def _gains(encoder: str, seen: Mapping[str, Seen], progress: Progress) -> Gains | None:
    """How to ask an encoder what rows would be if they read otherwise; None without one."""
    if encoder not in seen:
        return None
    return lambda variants: gains(seen[encoder], variants, lambda texts: _encode(encoder, texts, progress))


def _first(order: Sequence[str], seen: Mapping[str, Seen]) -> str:
    return next((name for name in order if name in seen), "")


def _word_vectors(
    source: Side, target: Side, encoders: Sequence[str], progress: Progress
) -> WordVectors | None:
    """Vectors of the words in rows that spelling alone does not settle, by the fastest encoder there is."""
    if not encoders:
        return None
    rows = {*unsettled(source, target), *unsettled(target, source)}
    left, right = (
        list(dict.fromkeys(word for row in sorted(rows) for word in side.words[row]))
        for side in (source, target)
    )
    name = encoders[0]
    return WordVectors.of(
        name, lambda words: _encode(name, words, progress), left, right, (source.lang, target.lang)
    )


def _encode(name: str, texts: Sequence[str], progress: Progress) -> Vectors:
    from workbench.alignment.cache import default_cache, embed
    from workbench.alignment.embedding import Installed

    return embed(Installed(name), list(texts), default_cache(), progress)


def _model(name: str) -> str:
    from workbench.alignment.embedding import Installed

    return Installed(name).model


def _base(lang: str | None) -> str:
    return (lang or "").split("-")[0]


def _cased(lang: str | None) -> bool:
    row = LANGUAGES.get(lang or "")
    return row is not None and row.cased

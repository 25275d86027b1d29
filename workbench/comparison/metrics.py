"""Scores of a rendering against a reference: BLEU, chrF, chrF++ and TER, the same numbers as sacrebleu's own.

Every score carries sacrebleu's signature. Higher is better except for TER, an edit rate. A score says how
near a rendering's words are to the reference's words, not how good it is: two good translations of one
sentence can be far apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric as SacreMetric

__all__ = [
    "METRICS",
    "Comparison",
    "Score",
    "corpus_scores",
    "matrix",
    "paired_bootstrap",
    "segment_scores",
    "worst_first",
]

METRICS = ("BLEU", "chrF", "chrF++", "TER")
"""Names of the metrics, as in the results."""

LOWER_IS_BETTER = frozenset({"TER"})

_BLEU_TOKENIZERS = {
    # language: what sacrebleu itself takes for it where its package is there (sacrebleu.BLEU, trg_lang)
    "zh-cn": "zh",
    "zh-tw": "zh",
    "ja": "ja-mecab",
    "ko": "ko-mecab",
}
_NEEDS = {"ja-mecab": "MeCab", "ko-mecab": "mecab_ko"}


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value for a whole text.

    Attributes:
        name: one of :data:`METRICS`.
        value: 0 to 100; TER may exceed 100.
        signature: sacrebleu's, such as ``nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0``.
    """

    name: str
    value: float
    signature: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A system against a baseline, by paired bootstrap resampling (Koehn 2004).

    Attributes:
        name: the metric.
        baseline, system: its value for each.
        p: probability of a difference this large if there is none; below 0.05 is usually called significant.
            1 for equal scores, where sacrebleu, counting no resample above a difference of 0, says 1/(n+1).
        interval: half the width of the system's 95 % confidence interval.
        signature: sacrebleu's, with seed and number of resamples.
    """

    name: str
    baseline: float
    system: float
    p: float
    interval: float
    signature: str

    @property
    def delta(self) -> float:
        """System minus baseline."""
        return self.system - self.baseline


def corpus_scores(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    lang: str | None = None,
    names: Sequence[str] = METRICS,
) -> tuple[Score, ...]:
    """Scores of a whole text.

    Args:
        hypotheses: the rendering, segment by segment.
        references: one or more references, each as long as the rendering.
        lang: target language; BLEU cuts Chinese, Japanese and Korean by their own rules.
        names: which metrics.

    Raises:
        ValueError: lengths differ, nothing is there, a string stands where a list is meant, or a name is
            unknown.

    >>> corpus_scores(["the cat sat"], [["the cat sat"]], names=["chrF"])[0].value
    100.0
    """
    _check(hypotheses, references)
    out = []
    for name in names:
        metric = _metric(name, lang)
        value = metric.corpus_score(hypotheses, references).score
        out.append(Score(name, round(float(value), 6), str(metric.get_signature())))
    return tuple(out)


def segment_scores(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    name: str = "chrF++",
    lang: str | None = None,
) -> tuple[float, ...]:
    """One score per segment; BLEU with effective order, as sacrebleu's ``--sentence-level``."""
    _check(hypotheses, references)
    metric = _metric(name, lang, sentence=True)
    return tuple(
        float(metric.sentence_score(hypothesis, [reference[i] for reference in references]).score)
        for i, hypothesis in enumerate(hypotheses)
    )


def worst_first(scores: Sequence[float], name: str = "chrF++") -> list[int]:
    """Numbers of the segments, the worst first; equal ones in order.

    >>> worst_first([50.0, 10.0, 90.0])
    [1, 0, 2]
    """
    sign = -1 if name in LOWER_IS_BETTER else 1
    return sorted(range(len(scores)), key=lambda i: (sign * scores[i], i))


def matrix(
    renderings: Sequence[Sequence[str]], name: str = "chrF++", lang: str | None = None
) -> tuple[tuple[float, ...], ...]:
    """Each rendering (row) scored against each other one (column) as its reference, all in one language.

    >>> matrix([["a b c d"], ["a b c d"]], "chrF")
    ((100.0, 100.0), (100.0, 100.0))
    """
    return tuple(
        tuple(corpus_scores(hypotheses, [reference], lang, [name])[0].value for reference in renderings)
        for hypotheses in renderings
    )


def paired_bootstrap(
    baseline: Sequence[str],
    system: Sequence[str],
    references: Sequence[Sequence[str]],
    lang: str | None = None,
    names: Sequence[str] = ("BLEU", "chrF++"),
    samples: int = 1000,
) -> tuple[Comparison, ...]:
    """Is the difference of two renderings more than chance? The numbers are sacrebleu's ``--paired-bs``.

    Raises:
        ValueError: as :func:`corpus_scores`; or fewer than two segments, or `samples` below 1.
    """
    from sacrebleu.significance import PairedTest

    _check(baseline, references)
    _check(system, references)
    if len(system) < 2 or samples < 1:
        raise ValueError("a bootstrap needs at least two segments and one resample")
    out = []
    for name in names:
        test = PairedTest(
            [("baseline", list(baseline)), ("system", list(system))],
            {name: _metric(name, lang)},
            [list(reference) for reference in references],
            test_type="bs",
            n_samples=samples,
        )
        signatures, results = test()
        (label,) = signatures
        first, second = results[label]
        assert not isinstance(first, str)
        assert not isinstance(second, str)
        out.append(
            Comparison(
                name,
                float(first.score),
                float(second.score),
                1.0 if float(first.score) == float(second.score) else float(second.p_value or 0.0),
                float(second.ci or 0.0),
                str(signatures[label]),
            )
        )
    return tuple(out)


def _metric(name: str, lang: str | None, *, sentence: bool = False) -> SacreMetric:
    makers: dict[str, Callable[[], SacreMetric]] = {
        "BLEU": lambda: _bleu(lang, sentence),
        "chrF": lambda: _chrf(0),
        "chrF++": lambda: _chrf(2),
        "TER": _ter,
    }
    if name not in makers:
        raise ValueError(f"no metric is called {name!r}; there are {', '.join(METRICS)}")
    return makers[name]()


def _bleu(lang: str | None, sentence: bool) -> SacreMetric:
    from sacrebleu.metrics.bleu import BLEU

    tokenizer = _BLEU_TOKENIZERS.get(lang or "", "13a")
    if tokenizer in _NEEDS and find_spec(_NEEDS[tokenizer]) is None:
        tokenizer = "char"  # the signature says so
    return BLEU(tokenize=tokenizer, effective_order=sentence)


def _chrf(word_order: int) -> SacreMetric:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(word_order=word_order)


def _ter() -> SacreMetric:
    from sacrebleu.metrics.ter import TER

    return TER()


def _check(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> None:
    if (
        isinstance(hypotheses, str)
        or isinstance(references, str)
        or any(isinstance(r, str) for r in references)
    ):
        raise ValueError("a text stands where a list of segments is meant")
    if not hypotheses or not references:
        raise ValueError("nothing to score")
    sizes = [len(hypotheses), *(len(reference) for reference in references)]
    if any(a != b for a, b in pairwise(sizes)):
        raise ValueError(f"rendering and references have {', '.join(map(str, sizes))} segments")

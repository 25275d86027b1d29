"""One CTranslate2 model: sorted batches, n-best lists, word alignment, scores and alternatives.

A whole document goes to the model at once, sorted by length into batches of about a thousand tokens. Argos
Translate's own loop sends one sentence at a time and costs about six times the CPU for the same output
(``benchmarks/translate.py``). Nothing here knows what a package is.

Scores are natural logarithms of probabilities. CTranslate2 ranks hypotheses by ``sum / length ** penalty``,
the end mark counted in the length (https://opennmt.net/CTranslate2/python/ctranslate2.Translator.html).
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workbench.errors import BadPackage, EngineFailed
from workbench.model import Span
from workbench.translation.batching import batches, parts
from workbench.translation.engine import Options
from workbench.translation.token_words import owners, word_alignment
from workbench.words import tokenize, words

if TYPE_CHECKING:
    import ctranslate2

__all__ = ["SOURCE_TOKENS", "Candidate", "Model", "Score", "Tokenizer", "WordScore"]

SOURCE_TOKENS = 250
"""Longest input in one piece; a longer one is cut at a sensible place and its parts are joined again.
CTranslate2 itself silently drops what exceeds 1024 tokens, and stops writing after 256 by default, which
is also about the length that Argos' models saw in training."""

_SCORED_TOKENS = 1000
"""Longest text that is scored; both sides. Attention grows with the square of it."""

_LENGTH_PENALTY = 0.2
"""As Argos Translate has it, so that the output is the same."""

_UNLIKELY = 0.001
"""Continuations less likely than this are no alternatives."""


class Tokenizer(Protocol):
    """How a model cuts text into the tokens it was trained on, and back. Used from several threads."""

    def encode(self, text: str) -> list[str]:
        """The tokens of a text; empty for one without visible characters."""
        ...

    def decode(self, tokens: list[str]) -> str:
        """The text of tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One translation of one text.

    Attributes:
        text: the translation.
        rank: the model's own score, by which hypotheses are ordered.
        log_probability: sum over its tokens, the end mark included, <= 0.
        tokens: how many tokens that is.
        alignment: (source word, target word) index pairs, empty where not asked for.
    """

    text: str
    rank: float = 0.0
    log_probability: float = 0.0
    tokens: int = 0
    alignment: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WordScore:
    """How likely the model finds one word (or mark) where it stands.

    Attributes:
        span: in the translation that was scored.
        log_probability: sum over the word's tokens, <= 0. Below -5 the model is surprised.
    """

    span: Span
    log_probability: float


@dataclass(frozen=True, slots=True)
class Score:
    """How likely a model finds a translation. Compare only scores of one model and one source.

    Attributes:
        mean: log-probability per token, <= 0, the end mark included.
        words: the words and marks of the translation in order.
        end: log-probability of ending there; low where something is missing at the end.
    """

    mean: float
    words: tuple[WordScore, ...]
    end: float


def _go_on() -> None:
    """Nobody wants to stop the work."""


class Model:
    """A CTranslate2 model with its tokenizer. May be used from several threads.

    Args:
        folder: CTranslate2's model folder.
        tokenizer: the model's own.
        prefix: token that every translation starts with (for models of several target languages), or "".
        joiner: what stands between the parts of a long text in the target language: a space or nothing.
        threads: processor cores to use; by default all that this process may use.

    Raises:
        BadPackage: the model does not load.
    """

    def __init__(
        self,
        folder: Path,
        tokenizer: Tokenizer,
        *,
        prefix: str = "",
        joiner: str = " ",
        threads: int | None = None,
    ) -> None:
        import ctranslate2

        threads = threads or _cores()
        self._workers = min(4, threads)  # whole batches side by side scale better than threads in a batch
        try:
            self._translator: ctranslate2.Translator = ctranslate2.Translator(
                str(folder),
                device="cpu",
                inter_threads=self._workers,
                intra_threads=max(1, threads // self._workers),
            )
            tokenizer.encode("a")  # loads it, while nobody else uses it
        except (RuntimeError, ValueError, OSError, KeyError, IndexError, TypeError) as error:
            raise BadPackage(
                f"The model in “{folder.parent.name}” does not load: {_first_line(error)}.",
                hint="Install the package again.",
            ) from error
        self._name = folder.parent.name
        self._tokenizer = tokenizer
        self._prefix = [prefix] if prefix else []
        self._joiner = joiner

    def translate(
        self,
        texts: Sequence[str],
        options: Options,
        between: Callable[[], None] = _go_on,
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        """Yield ``(index, candidates best first, without repeats)`` as batches are finished.

        Args:
            texts: one sentence each; longer ones are translated in parts, see :data:`SOURCE_TOKENS`.
            options: beam size, number of candidates, word alignment.
            between: called between batches; what it raises ends the work.

        Raises:
            EngineFailed: the model broke down; what was yielded before stays valid.
        """
        pieces = [
            _Part(index, number, text, tokens)
            for index, whole in enumerate(texts)
            for number, (text, tokens) in enumerate(self._cut(" ".join(whole.split())))
        ]
        missing = Counter(part.index for part in pieces)
        gathered: dict[int, list[_Done]] = {}
        for part, candidates in self._run(pieces, options, between):
            gathered.setdefault(part.index, []).append((part, candidates))
            missing[part.index] -= 1
            if not missing[part.index]:
                done = sorted(gathered.pop(part.index), key=lambda done: done[0].number)
                yield part.index, self._join(done)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Score | None]:
        """How likely the model finds each translation, given its source.

        Args:
            pairs: (source, translation).

        Returns:
            One score per pair; None where a side is empty or longer than 1000 tokens.
        """
        sources = [self._tokenizer.encode(" ".join(source.split())) for source, _ in pairs]
        targets = [self._tokenizer.encode(" ".join(target.split())) for _, target in pairs]
        todo = [
            index
            for index in range(len(pairs))
            if 0 < len(sources[index]) <= _SCORED_TOKENS and 0 < len(targets[index]) <= _SCORED_TOKENS
        ]
        scores: list[Score | None] = [None] * len(pairs)
        for group in batches([len(sources[index]) + len(targets[index]) for index in todo]):
            at = [todo[index] for index in group]
            results = self._score([sources[i] for i in at], [targets[i] for i in at])
            for index, log_probabilities in zip(at, results, strict=True):
                scores[index] = _by_word(pairs[index][1], targets[index], log_probabilities)
        return scores

    def alternatives(self, text: str, prefix: str, n: int) -> tuple[Candidate, ...]:
        """The likeliest ways to go on after `prefix`, each with the rest of the sentence.

        Args:
            text: source.
            prefix: how the translation begins; "" for other beginnings.
            n: most alternatives, 1–16.
        """
        source = self._tokenizer.encode(" ".join(text.split()))
        begun = self._prefix + self._tokenizer.encode(" ".join(prefix.split()))
        if not source:
            return ()
        found = self._call(
            self._translator.translate_batch,
            [source],
            target_prefix=[begun] if begun else None,
            num_hypotheses=n,
            return_alternatives=True,
            min_alternative_expansion_prob=_UNLIKELY,
            max_decoding_length=_most(len(source)) + len(begun),
        )[0].hypotheses
        scores = self._score([source] * len(found), [tokens[len(self._prefix) :] for tokens in found])
        candidates = (
            Candidate(
                self._decode(tokens),
                rank=_rank(sum(scored), len(scored)),
                log_probability=sum(scored),
                tokens=len(scored),
            )
            for tokens, scored in zip(found, scores, strict=True)
        )
        return _distinct(candidates)

    def _run(self, pieces: Sequence[_Part], options: Options, between: Callable[[], None]) -> Iterator[_Done]:
        """Send parts in batches, a few of them under way at a time; yield them translated."""
        settings: dict[str, Any] = {
            "beam_size": max(options.beam, options.n_best),
            "num_hypotheses": options.n_best,
            "length_penalty": _LENGTH_PENALTY,
            "replace_unknowns": True,
            "return_scores": True,
            "return_attention": options.alignment,
            "asynchronous": True,
        }
        yield from ((part, (Candidate(""),)) for part in pieces if not part.tokens)
        full = [part for part in pieces if part.tokens]
        left = deque(batches([len(part.tokens) for part in full]))
        under_way: deque[tuple[list[_Part], list[Any]]] = deque()
        while left or under_way:
            between()
            while left and len(under_way) <= self._workers:
                group = [full[index] for index in left.popleft()]
                answer = self._call(
                    self._translator.translate_batch,
                    [part.tokens for part in group],
                    target_prefix=[self._prefix] * len(group) if self._prefix else None,
                    max_decoding_length=_most(len(group[0].tokens)),
                    **settings,
                )
                under_way.append((group, answer))
            group, answer = under_way.popleft()
            for part, future in zip(group, answer, strict=True):
                yield part, self._candidates(part, self._call(future.result), options)

    def _candidates(self, part: _Part, result: Any, options: Options) -> tuple[Candidate, ...]:
        attention = result.attention if options.alignment else [[]] * len(result.hypotheses)
        skip = len(self._prefix)
        return _distinct(
            _candidate(part, self._decode(tokens), tokens[skip:], score, weights[skip:])
            for tokens, score, weights in zip(result.hypotheses, result.scores, attention, strict=True)
        )

    def _cut(self, text: str) -> list[tuple[str, list[str]]]:
        """The text, or its parts if it is too long, each with its tokens. At least one."""
        tokens = self._tokenizer.encode(text)
        if len(tokens) <= SOURCE_TOKENS:
            return [(text, tokens)]
        smaller = parts(text)
        if len(smaller) == 1:
            return [(text, tokens)]
        return [piece for part in smaller for piece in self._cut(part)]

    def _join(self, done: Sequence[_Done]) -> tuple[Candidate, ...]:
        """Candidates of the whole: the first of each part, the second of each, …"""
        if len(done) == 1:
            return done[0][1]
        ranks = max(len(candidates) for _, candidates in done)
        return _distinct(
            self._joined([(part, candidates[min(rank, len(candidates) - 1)]) for part, candidates in done])
            for rank in range(ranks)
        )

    def _joined(self, chosen: Sequence[tuple[_Part, Candidate]]) -> Candidate:
        alignment: list[tuple[int, int]] = []
        source = target = 0  # words before the part
        for part, candidate in chosen:
            alignment += [(i + source, j + target) for i, j in candidate.alignment]
            source += len(words(part.text))
            target += len(words(candidate.text))
        total = sum(candidate.log_probability for _, candidate in chosen)
        tokens = sum(candidate.tokens for _, candidate in chosen)
        text = self._joiner.join(candidate.text for _, candidate in chosen)
        return Candidate(text, _rank(total, tokens), total, tokens, tuple(alignment))

    def _score(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[list[float]]:
        """Log-probabilities of the targets' tokens, the end mark last."""
        if not sources:
            return []
        given = [self._prefix + target for target in targets]
        answer = self._call(self._translator.score_batch, sources, given, max_input_length=0)
        return [[min(0.0, value) for value in result.log_probs[len(self._prefix) :]] for result in answer]

    def _decode(self, tokens: list[str]) -> str:
        """The text of a hypothesis, without the target prefix."""
        skip = len(self._prefix)
        kept = tokens[skip:] if tokens[:skip] == self._prefix else tokens
        return self._tokenizer.decode(kept).strip() if kept else ""

    def _call(self, function: Callable[..., Any], *args: Any, **settings: Any) -> Any:
        try:
            return function(*args, **settings)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise EngineFailed(
                f"The model “{self._name}” broke down: {_first_line(error)}.",
                hint="Try again; “workbench models verify” tells whether its files are intact.",
            ) from error


@dataclass(frozen=True, slots=True)
class _Part:
    """A text on its way through the model: number `number` of the parts of the caller's text `index`."""

    index: int
    number: int
    text: str
    tokens: list[str]


_Done = tuple[_Part, tuple[Candidate, ...]]


def _candidate(part: _Part, text: str, tokens: list[str], score: float, weights: Sequence[Any]) -> Candidate:
    length = len(tokens) + 1
    aligned = word_alignment(part.text, part.tokens, text, tokens, weights) if weights else ()
    total = min(0.0, score) * length**_LENGTH_PENALTY
    return Candidate(text, score, total, length, aligned)


def _rank(log_probability: float, tokens: int) -> float:
    return log_probability / float(max(1, tokens) ** _LENGTH_PENALTY)


def _distinct(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The best of each text, best first: the same text comes out of the model in other tokens, too."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: -candidate.rank):
        best.setdefault(candidate.text, candidate)
    return tuple(best.values())


def _by_word(text: str, tokens: Sequence[str], log_probabilities: Sequence[float]) -> Score:
    """Group the tokens' scores by the words and marks of `text`."""
    spans = [token.span for token in tokenize(text)]
    sums: dict[int, float] = {}
    for place, value in zip(owners(tokens, text, spans), log_probabilities, strict=False):
        if place is not None:
            sums[place] = sums.get(place, 0.0) + value
    return Score(
        mean=sum(log_probabilities) / len(log_probabilities),
        words=tuple(WordScore(spans[place], value) for place, value in sorted(sums.items())),
        end=log_probabilities[-1],
    )


def _most(tokens: int) -> int:
    """Most tokens of a translation of `tokens` tokens. What goes beyond is a loop, seen on words the model
    does not know; real translations stay below twice the source, written character by character three times."""
    return max(64, 3 * tokens)


def _cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _first_line(error: BaseException) -> str:
    """What a library said, short enough for a sentence."""
    return (str(error).strip().split("\n")[0][:200] or type(error).__name__).rstrip(".")

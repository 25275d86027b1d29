"""How far several renderings of one text agree, word by word, with no reference and no base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.comparison.matching import Piece, pieces
from workbench.model import Span
from workbench.words import TokenKind

__all__ = ["Agreement", "WordAgreement", "agreement"]


@dataclass(frozen=True, slots=True)
class WordAgreement:
    """One word of one rendering.

    Attributes:
        span: its place in that rendering.
        form: share of the other renderings that have it written alike (but for case), 0–1.
        lemma: share of the other renderings that have it in any form, 0–1; never below `form`.
    """

    span: Span
    form: float
    lemma: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the renderings of one row.

    Attributes:
        words: per rendering its words; empty for an empty rendering, and where nothing stands beside it.
        agreed: share of the row on which the renderings agree: the mean of `lemma` over all words, 0–1;
            None with fewer than two renderings.
    """

    words: tuple[tuple[WordAgreement, ...], ...]
    agreed: float | None


def agreement(texts: Sequence[str], lang: str | None) -> Agreement:
    """For each word of each text, the share of the others that have it.

    A second *that* counts only in those that also have a second one. An empty text (nothing translated yet,
    or nothing opposite) is no rendering to agree with, so it is left out of the others.

    Args:
        texts: renderings of one source row, in one language.
        lang: its code, for word forms; None where undecided, then forms are compared alone.

    >>> a = agreement(["He said no.", "He says no.", "He denied it."], "en")
    >>> [(w.form, w.lemma) for w in a.words[0]]
    [(1.0, 1.0), (0.0, 0.5), (0.5, 0.5)]
    >>> agreement(["alone"], "en").agreed is None
    True
    """
    sides = [[piece for piece in pieces(text, lang) if piece.kind is not TokenKind.MARK] for text in texts]
    known = [index for index, side in enumerate(sides) if side]
    if len(known) < 2:
        return Agreement(tuple(() for _ in texts), None)
    forms = [Counter(piece.key for piece in side) for side in sides]
    lexemes = [Counter(key for piece in side for key in _keys(piece)) for side in sides]
    words = tuple(
        _words(
            side,
            [forms[other] for other in known if other != index],
            [lexemes[other] for other in known if other != index],
        )
        for index, side in enumerate(sides)
    )
    shares = [word.lemma for row in words for word in row]
    return Agreement(words, sum(shares) / len(shares))


def _keys(piece: Piece) -> frozenset[str]:
    return piece.lexemes or frozenset((piece.key,))


def _words(
    side: Sequence[Piece], forms: Sequence[Counter[str]], lexemes: Sequence[Counter[str]]
) -> tuple[WordAgreement, ...]:
    seen: Counter[str] = Counter()
    seen_lexemes: Counter[str] = Counter()
    out = []
    for piece in side:
        keys = _keys(piece)
        seen[piece.key] += 1
        seen_lexemes.update(keys)
        by_form = [form[piece.key] >= seen[piece.key] for form in forms]
        by_lemma = [
            same or any(lexeme[key] >= seen_lexemes[key] for key in keys if lexeme[key])
            for same, lexeme in zip(by_form, lexemes, strict=True)
        ]
        out.append(WordAgreement(piece.span, sum(by_form) / len(by_form), sum(by_lemma) / len(by_lemma)))
    return tuple(out)

"""Align two texts: choose the evidence by language pair, keep what a person locked, say how it was made."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from workbench.alignment.cache import VectorCache, default_cache, embed
from workbench.alignment.embedding import Encoder, Installed, Vectors, choose
from workbench.alignment.evidence import TermFinder, compare, read
from workbench.alignment.explain import reasons
from workbench.alignment.geometry import centre
from workbench.alignment.length import by_length
from workbench.alignment.lexical import Lexical
from workbench.alignment.likeness import refuse_strangers
from workbench.alignment.model import Prepared, Solved, load_weights, prepare, solve
from workbench.alignment.terms import find_terms
from workbench.errors import NotTranslations
from workbench.model import Alignment, Bead, Concept, Rendering, Signature
from workbench.progress import SILENT, Progress

__all__ = ["METHODS", "align", "align_texts", "identity", "vectors_for"]

METHODS = ("auto", "use", "e5", "lexical", "length")
"""What ``method`` may be."""

VERSION = 1
"""Of the method: it goes up when the same texts may come out otherwise."""


def identity(n: int) -> Alignment:
    """The alignment of a text with a rendering made from it segment by segment; nothing is estimated."""
    return Alignment(tuple(Bead((i,), (i,)) for i in range(n)), Signature.of(aligner="identity"))


def align(
    left: Rendering,
    right: Rendering,
    *,
    method: str = "auto",
    locked: Sequence[Bead] = (),
    concepts: Sequence[Concept] = (),
    term_finder: TermFinder | None = None,
    encoders: Sequence[Encoder] = (),
    cache: VectorCache | None = None,
    explain: bool = True,
    progress: Progress = SILENT,
) -> Alignment:
    """Align two renderings; the languages may be the same.

    Args:
        left, right: two texts, cut into segments; paragraphs count as soft evidence.
        method: one of :data:`METHODS`. ``auto`` takes the encoders that serve both languages;
            ``lexical`` and ``length`` need no model.
        locked: beads a person accepted; only what lies between them is aligned anew.
        concepts: glossary concepts; a concept found on both sides speaks for a bead.
        term_finder: finds concepts better than by word beginnings, see :data:`.evidence.TermFinder`.
        encoders: use exactly these instead of choosing by `method`.
        cache: where vectors are kept; None is the user's cache folder.
        explain: give each bead its reasons.
        progress: told about sentences read; may cancel.

    Returns:
        beads with the probability (0–1) that exactly this bead is right; a moved passage is two
        one-sided beads named in :attr:`Alignment.crossings`.

    Raises:
        NotTranslations: the two texts do not look like translations of each other, or one is empty.
        ValueError: `method` is unknown, or the locked beads do not fit the texts.
    """
    return align_texts(
        left.texts(),
        right.texts(),
        left_lang=left.lang,
        right_lang=right.lang,
        paragraphs=(
            [segment.paragraph for segment in left.segments],
            [segment.paragraph for segment in right.segments],
        ),
        method=method,
        locked=locked,
        concepts=concepts,
        term_finder=term_finder,
        encoders=encoders,
        cache=cache,
        explain=explain,
        progress=progress,
    )


def align_texts(
    left: Sequence[str],
    right: Sequence[str],
    *,
    left_lang: str | None = None,
    right_lang: str | None = None,
    paragraphs: tuple[Sequence[int], Sequence[int]] = ((), ()),
    method: str = "auto",
    locked: Sequence[Bead] = (),
    concepts: Sequence[Concept] = (),
    term_finder: TermFinder | None = None,
    encoders: Sequence[Encoder] = (),
    cache: VectorCache | None = None,
    explain: bool = True,
    progress: Progress = SILENT,
) -> Alignment:
    """Align two lists of segments; see :func:`align`. `paragraphs` may be empty."""
    if method not in METHODS:
        raise ValueError(f"no such method: {method!r}; there are {', '.join(METHODS)}")
    _check_locked(locked, len(left), len(right))
    if not any(map(str.strip, left)) or not any(map(str.strip, right)):
        side = "left" if not any(map(str.strip, left)) else "right"
        raise NotTranslations(
            f"The {side} text has no sentences, so there is nothing to align.",
            hint="Look whether the right file was given.",
        )
    if method == "length" and not encoders:
        return _by_length(left, right, locked)
    chosen, note = (
        (tuple(encoders), "") if encoders else _chosen(method, left_lang, right_lang, len(left) + len(right))
    )
    sides = read(left, paragraphs[0]), read(right, paragraphs[1])
    texts = compare(*sides, _terms(left, right, left_lang, right_lang, concepts, term_finder))
    name = "+".join(encoder.name for encoder in chosen)
    vectors = vectors_for(chosen, left, right, cache or default_cache(), progress)
    prepared = prepare(texts, *vectors)
    weights = load_weights(name)
    solved = solve(prepared, weights, [(bead.left, bead.right) for bead in locked], progress)
    if not locked:  # a person who locked a bead knows better
        refuse_strangers(prepared, solved, meaning=name != "lexical", same=left_lang == right_lang)
    signature = Signature.of(
        aligner=f"semicrf-{VERSION}",
        encoder="+".join(encoder.model for encoder in chosen),
        note=note or None,
    )
    return _alignment(prepared, solved, locked, signature, concepts if explain else None, explain)


def vectors_for(
    encoders: Sequence[Encoder],
    left: Sequence[str],
    right: Sequence[str],
    cache: VectorCache,
    progress: Progress = SILENT,
) -> tuple[Vectors, Vectors]:
    """One vector per sentence and side; several encoders' centred vectors are joined end to end."""
    parts: list[tuple[Vectors, Vectors]] = []
    for encoder in encoders:
        both = embed(encoder, [*left, *right], cache, progress)
        parts.append((both[: len(left)], both[len(left) :]))
    if len(parts) == 1:
        return parts[0]
    scale = np.float32(1 / np.sqrt(len(parts)))
    one, other = (
        np.concatenate([centre(part[side], part[1 - side]) for part in parts], 1) * scale for side in (0, 1)
    )
    return one.astype(np.float32), other.astype(np.float32)


PATIENCE = 4000
"""Segments of both sides together up to which ``auto`` takes a slow encoder beside a fast one."""


def _chosen(
    method: str, left: str | None, right: str | None, segments: int
) -> tuple[tuple[Encoder, ...], str]:
    """The encoders for a pair of languages; without any the lexical one, with a note that says so."""
    if method == "lexical":
        return (Lexical(),), ""
    names, note = choose(method, left, right)
    if not names:
        return (Lexical(),), f"{note}, aligned by words and length"
    if len(names) > 1 and segments > PATIENCE:
        names, note = names[:1], f"long text, so {names[0]} alone"
    return tuple(Installed(name) for name in names), note


def _terms(
    left: Sequence[str],
    right: Sequence[str],
    left_lang: str | None,
    right_lang: str | None,
    concepts: Sequence[Concept],
    finder: TermFinder | None,
) -> tuple[Sequence[Collection[str]], Sequence[Collection[str]]]:
    if finder is None and not concepts:
        return (), ()
    find = finder or (lambda texts, lang: find_terms(texts, lang, concepts))
    return find(left, left_lang), find(right, right_lang)


def _check_locked(locked: Sequence[Bead], n: int, m: int) -> None:
    for side, size in (("left", n), ("right", m)):
        flat = [index for bead in locked for index in getattr(bead, side)]
        if flat != sorted(set(flat)) or (flat and not 0 <= flat[0] <= flat[-1] < size):
            raise ValueError(
                f"locked beads must ascend within the {side} side's {size} segments: {flat[:20]}"
            )
        for bead in locked:
            own = getattr(bead, side)
            if own and own[-1] - own[0] + 1 != len(own):
                raise ValueError(f"a locked bead has a hole on its {side} side: {own}")


def _by_length(left: Sequence[str], right: Sequence[str], locked: Sequence[Bead]) -> Alignment:
    """Lengths only, between the locked beads that hold both sides."""
    beads: list[Bead] = []
    i = j = 0
    for bead in [*(bead for bead in locked if bead.left and bead.right), None]:
        end = (bead.left[0], bead.right[0]) if bead else (len(left), len(right))
        for step in by_length(left[i : end[0]], right[j : end[1]]):
            one, other = range(*step.left), range(*step.right)
            beads.append(Bead(tuple(x + i for x in one), tuple(x + j for x in other), step.probability))
        if bead:
            beads.append(bead)
            i, j = bead.left[-1] + 1, bead.right[-1] + 1
    return Alignment(tuple(beads), Signature.of(aligner="gale-church"))


def _alignment(
    prepared: Prepared,
    solved: Solved,
    locked: Sequence[Bead],
    signature: Signature,
    concepts: Sequence[Concept] | None,
    explain: bool,
) -> Alignment:
    kept = {(bead.left, bead.right): bead for bead in locked}
    beads = []
    for number, step in enumerate(solved.steps):
        left, right = tuple(range(*step.left)), tuple(range(*step.right))
        if (left, right) in kept:
            beads.append(kept[left, right])
            continue
        told = reasons(prepared, step, moved=number in solved.moved) if explain else ()
        beads.append(Bead(left, right, round(step.probability, 6), told))
    return Alignment(tuple(beads), signature, solved.crossings)

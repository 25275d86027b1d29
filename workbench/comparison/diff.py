"""The difference of two texts of one language, word by word, each edit with its kind.

Words are matched in :mod:`.matching`; here pairs and gaps become edits that cover both texts exactly, and
what was left out in one place and added in another is recognised as moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from workbench.comparison.kinds import kind_of_gap, kind_of_pair
from workbench.comparison.matching import Pair, Piece, pair_up, pieces
from workbench.comparison.moves import Move, moves
from workbench.model import Diff, Edit, NotRun, Span

__all__ = ["apply", "comparable", "diff", "inside"]


def comparable(left: str | None, right: str | None, rendering: int | None = None) -> NotRun | None:
    """None if texts of these languages may be diffed, else the reason to report.

    Two languages are never diffed as text: every word would differ. The checks compare them instead.
    Two scripts of one language (``zh-cn``, ``zh-tw``) may be.

    Args:
        left, right: language codes, None where undecided.
        rendering: index of the rendering the reason is about.

    >>> comparable("uk", "uk"), comparable("en", "uk").code
    (None, 'difference')
    """
    if left is None or right is None:
        return NotRun(
            "difference", "The language of a text is undecided; name it to compare words.", rendering
        )
    if left.split("-")[0] == right.split("-")[0]:
        return None
    reason = f"Texts in two languages ({left}, {right}) are not compared word by word; see the checks."
    return NotRun("difference", reason, rendering)


def diff(left: str, right: str, lang: str | None) -> Diff:
    """How `right` differs from `left`.

    Args:
        left: the text taken as the base.
        right: the other text, in the same language (see :func:`comparable`).
        lang: the language's code, for word forms and cue words; None where it is undecided.

    Returns:
        Edits in the order of the texts, covering both (law 4, :func:`apply`). A ``move`` stands at its
        place in `left`; only its letter case and white space may differ. Any difference of white space
        alone counts as ``punctuation``. `ratio` is twice the words and marks written alike over all there
        are; moved, inflected and respelled ones count half. It is 1 exactly for equal texts.

    >>> d = diff("He did not resign on Monday.", "He resigned on Tuesday.", "en")
    >>> [(e.kind, d.left[e.left.start : e.left.end], d.right[e.right.start : e.right.end]) for e in d.edits if e.kind]
    [('negation', 'did not ', ''), ('inflection', 'resign', 'resigned'), ('name', 'Monday', 'Tuesday')]
    """
    if left == right:
        whole = (Edit("equal", Span(0, len(left)), Span(0, len(right))),) if left else ()
        return Diff(left, right, whole, 1.0)
    sides = pieces(left, lang), pieces(right, lang)
    pairs = pair_up(*sides)
    moved = moves(*sides, pairs)
    l_side = _Side(left, sides[0], {i: n for n, move in enumerate(moved) for i in move.left})
    r_side = _Side(right, sides[1], {i: n for n, move in enumerate(moved) for i in move.right})
    edits = sorted(_joined(_edits(l_side, r_side, pairs)), key=lambda edit: (edit.left.start, edit.left.end))
    return Diff(left, right, tuple(edits), _ratio(sides, pairs, moved))


def apply(difference: Diff) -> str:
    """The right text, rebuilt: equal stretches from the left, all others as the edits say.

    >>> apply(diff("a b c", "a c b", None))
    'a c b'
    """
    out = []
    for edit in sorted(difference.edits, key=lambda edit: (edit.right.start, edit.right.end)):
        source = (difference.left, edit.left) if edit.tag == "equal" else (difference.right, edit.right)
        out.append(source[1].of(source[0]))
    return "".join(out)


def inside(left: str, right: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The characters that differ inside two words, where showing them reads better than the whole words.

    Returns:
        Spans in `left` and in `right`; both empty where the words share too little, so that letters would
        be a soup. At most two stretches a side, and at least half of the longer word is shared.

    >>> inside("organisation", "organization")
    ((Span(start=6, end=7),), (Span(start=6, end=7),))
    >>> inside("said", "claimed")
    ((), ())
    """
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    shared = sum(block.size for block in matcher.get_matching_blocks())
    if not codes or len(codes) > 2 or 2 * shared < max(len(left), len(right)):
        return (), ()
    return (
        tuple(Span(a, b) for _, a, b, _, _ in codes if b > a),
        tuple(Span(c, d) for _, _, _, c, d in codes if d > c),
    )


def _ratio(sides: tuple[list[Piece], list[Piece]], pairs: list[Pair], moved: Sequence[Move]) -> float:
    left, right = sides
    alike = sum(
        1.0 if left[p.left].text == right[p.right].text else _half(left[p.left], right[p.right])
        for p in pairs
    )
    alike += sum(0.5 * len(move.left) for move in moved)
    total = len(left) + len(right)
    # texts that differ in white space only must not reach 1
    return min(2 * alike / total if total else 0.0, 1 - 1 / (total + 2))


def _half(left: Piece, right: Piece) -> float:
    return 0.5 if kind_of_pair(left, right) in ("inflection", "spelling") else 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    """Part of one side of a gap: its characters, its pieces, and the number of its move if it moved."""

    span: Span
    pieces: range
    move: int | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    """One text with its pieces, and which piece belongs to which move."""

    text: str
    pieces: Sequence[Piece]
    moved: Mapping[int, int]

    def runs(self, span: Span, own: range) -> list[_Run]:
        """`span` cut where a move begins or ends; white space goes with the words before it."""
        if not self.moved or not own:
            return [_Run(span, own)] if len(span) else []
        groups = [(move, list(group)) for move, group in groupby(own, key=self.moved.get)]
        starts = [span.start, *(self.pieces[group[0]].span.start for _, group in groups[1:]), span.end]
        return [
            _Run(Span(start, end), range(group[0], group[-1] + 1), move)
            for (move, group), (start, end) in zip(groups, pairwise(starts), strict=True)
        ]

    def of(self, run: _Run) -> Sequence[Piece]:
        """The pieces of a run."""
        return self.pieces[run.pieces.start : run.pieces.stop]


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two pairs, shared white space at its ends taken off."""

    left: list[_Run]
    right: list[_Run]
    start: tuple[int, int]


def _edits(left: _Side, right: _Side, pairs: Sequence[Pair]) -> Iterator[Edit]:
    """Edits that cover both texts, in order, a move at its place in the left; neighbours not yet joined."""
    steps = list(_steps(left, right, pairs))
    targets = {
        run.move: run.span
        for step in steps
        if isinstance(step, _Gap)
        for run in step.right
        if run.move is not None
    }
    for step in steps:
        if isinstance(step, Edit):
            yield step
        else:
            yield from _gap_edits(step, left, right, targets)


def _steps(left: _Side, right: _Side, pairs: Sequence[Pair]) -> Iterator[Edit | _Gap]:
    """Pairs and shared white space as edits, gaps as gaps."""
    at, l0, r0 = Pair(0, 0), 0, 0
    same = (0, 0)  # where the equal stretch began that ends at l0, r0
    for pair in (*pairs, Pair(len(left.pieces), len(right.pieces))):
        ended = pair.left == len(left.pieces)
        l_span = Span(len(left.text), len(left.text)) if ended else left.pieces[pair.left].span
        r_span = Span(len(right.text), len(right.text)) if ended else right.pieces[pair.right].span
        l1, r1 = l_span.start, r_span.start
        l_gap, r_gap = left.text[l0:l1], right.text[r0:r1]
        alike = l_gap == r_gap and (not l_gap or l_gap.isspace())
        if not alike or (pair.left, pair.right) != (at.left, at.right):
            head = _shared_space(l_gap, r_gap)
            l0, r0 = l0 + head, r0 + head
            tail = _shared_space(
                l_gap[: head - 1 if head else None : -1], r_gap[: head - 1 if head else None : -1]
            )
            if l0 > same[0]:
                yield Edit("equal", Span(same[0], l0), Span(same[1], r0))
            yield _Gap(
                left.runs(Span(l0, l1 - tail), range(at.left, pair.left)),
                right.runs(Span(r0, r1 - tail), range(at.right, pair.right)),
                (l0, r0),
            )
            same = (l1 - tail, r1 - tail)
        l0, r0, at = l_span.end, r_span.end, Pair(pair.left + 1, pair.right + 1)
        if ended or left.pieces[pair.left].text == right.pieces[pair.right].text:
            continue
        if l1 > same[0]:
            yield Edit("equal", Span(same[0], l1), Span(same[1], r1))
        yield Edit("replace", l_span, r_span, kind_of_pair(left.pieces[pair.left], right.pieces[pair.right]))
        same = (l0, r0)
    if l0 > same[0]:
        yield Edit("equal", Span(same[0], l0), Span(same[1], r0))


def _shared_space(left: str, right: str) -> int:
    """Length of the white space that both texts begin with."""
    size = 0
    while size < min(len(left), len(right)) and left[size] == right[size] and left[size].isspace():
        size += 1
    return size


def _gap_edits(gap: _Gap, left: _Side, right: _Side, targets: Mapping[int, Span]) -> Iterator[Edit]:
    """One edit for what stayed in place where both sides have one such stretch, else one each."""
    l_rest = [run for run in gap.left if run.move is None]
    r_rest = [run for run in gap.right if run.move is None]
    l_at, r_at = gap.start
    if len(l_rest) == len(r_rest) == 1:
        yield _replacement(l_rest[0].span, r_rest[0].span, left.of(l_rest[0]), right.of(r_rest[0]))
        r_rest = []
    else:
        for run in l_rest:
            yield _replacement(run.span, Span(r_at, r_at), left.of(run), ())
    for run in gap.left:
        if run.move is not None:
            yield Edit("move", run.span, targets[run.move], "order")
        l_at = run.span.end
    for run in r_rest:
        yield _replacement(Span(l_at, l_at), run.span, (), right.of(run))


def _replacement(l_span: Span, r_span: Span, left: Sequence[Piece], right: Sequence[Piece]) -> Edit:
    tag = "replace" if len(l_span) and len(r_span) else "delete" if len(l_span) else "insert"
    return Edit(tag, l_span, r_span, kind_of_gap(left, right))


def _joined(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Neighbouring equal edits as one."""
    last: Edit | None = None
    for edit in edits:
        if (
            last
            and last.tag == edit.tag == "equal"
            and (last.left.end, last.right.end) == (edit.left.start, edit.right.start)
        ):
            last = Edit("equal", Span(last.left.start, edit.left.end), Span(last.right.start, edit.right.end))
            continue
        if last:
            yield last
        last = edit
    if last:
        yield last

"""The aligner's parts against their laws: search, beads as text, score, edits, tables of many renderings."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.alignment import (
    confident,
    doubtful,
    format_beads,
    identity,
    lock,
    merge,
    move_down,
    move_up,
    pairings,
    parallel,
    parse_beads,
    score,
    split,
    unlink,
)
from workbench.alignment.anchors import chain
from workbench.alignment.lattice import around, full
from workbench.alignment.length import by_length
from workbench.alignment.search import Gaps, decode
from workbench.errors import BadFile
from workbench.model import Alignment, Bead, Document, Rendering, Segment, Span

MODEST = settings(max_examples=60, deadline=None)


@st.composite
def alignments(draw, left=None, most=12):
    """An alignment of `left` (or a few) left segments with any number of right ones."""
    beads, i, j = [], 0, 0
    total = draw(st.integers(0, most)) if left is None else left
    while i < total or draw(st.booleans()):
        a = draw(st.integers(0, min(3, total - i)))
        b = draw(st.integers(0 if a else 1, 3))
        score_ = draw(st.none() | st.floats(0, 1))
        beads.append(Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), score_))
        i, j = i + a, j + b
        if len(beads) > 30:
            break
    if i < total:
        beads.append(Bead(tuple(range(i, total)), ()))
    return Alignment(tuple(beads))


def rendering(n, lang="xx"):
    text = " ".join(f"s{i}" for i in range(n))
    spans, at = [], 0
    for i in range(n):
        spans.append(Segment(f"s{i}", Span(at, at + len(f"s{i}")), 0))
        at += len(f"s{i}") + 1
    return Rendering(Document("t", text), lang, tuple(spans))


# --- search -------------------------------------------------------------------------------------------

SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2))


def every_path(n, m):
    """All bead sequences from (0, 0) to (n, m), the slow and obvious way."""
    if n == 0 and m == 0:
        yield ()
    for a, b in (*SHAPES, (1, 0), (0, 1)):
        if a <= n and b <= m:
            for rest in every_path(n - a, m - b):
                yield (*rest, ((n - a, n), (m - b, m)))


def path_score(path, band, scores, gaps):
    total, in_gap = 0.0, False
    for (i0, i), (j0, j) in path:
        if i > i0 and j > j0:
            total += scores[SHAPES.index((i - i0, j - j0)), band.cell(i, j)]
            in_gap = False
        else:
            total += gaps.extending if in_gap else gaps.opening
            total += gaps.left[i0] if i > i0 else gaps.right[j0]
            in_gap = True
    return total


@MODEST
@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_search_finds_what_trying_everything_finds(n, m, seed):
    rng = np.random.default_rng(seed)
    band = full(n, m)
    scores = rng.normal(0, 2, (len(SHAPES), band.cells)).astype(np.float32)
    gaps = Gaps(-1.0, -0.3, rng.normal(0, 1, n), rng.normal(0, 1, m))
    totals = {path: path_score(path, band, scores, gaps) for path in every_path(n, m)}
    steps = decode(band, SHAPES, scores, gaps)
    best = max(totals.values())
    assert math.isclose(totals[tuple((s.left, s.right) for s in steps)], best, abs_tol=1e-4)

    # a bead's probability is the share of all paths, weighted by exp(score), that hold it; where a lonely
    # segment stands among the other side's does not matter
    def same(one, other):
        if one.left[0] < one.left[1] and one.right[0] < one.right[1]:
            return (one.left, one.right) == other
        side = 0 if one.left[0] < one.left[1] else 1
        return (one.left, one.right)[side] == other[side] and other[1 - side][0] == other[1 - side][1]

    normal = sum(math.exp(total - best) for total in totals.values())
    for step in steps:
        passing = sum(math.exp(t - best) for p, t in totals.items() if any(same(step, bead) for bead in p))
        assert math.isclose(step.probability, passing / normal, rel_tol=1e-3, abs_tol=1e-5)


@MODEST
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 1000))
def test_a_band_always_leads_from_corner_to_corner(n, m, seed):
    rng = np.random.default_rng(seed)
    k = min(n, m) // 3
    ties = list(
        zip(
            sorted(rng.choice(n, k, False)) if k else [],
            sorted(rng.choice(m, k, False)) if k else [],
            strict=True,
        )
    )
    band = around(n, m, ties, margin=2)
    assert (band.low[0], band.high[n]) == (0, m)
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    assert (band.low[1:] <= band.high[:-1] + 1).all()
    scores = np.zeros((len(SHAPES), band.cells), np.float32)
    steps = decode(band, SHAPES, scores, Gaps(-1.0, -1.0, np.zeros(n), np.zeros(m)))
    assert [i for s in steps for i in range(*s.left)] == list(range(n))
    assert [j for s in steps for j in range(*s.right)] == list(range(m))


@MODEST
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0.1, 2)), max_size=8))
def test_the_heaviest_chain_is_the_heaviest(candidates):
    i, j, w = (
        (np.array(column) for column in zip(*candidates, strict=True))
        if candidates
        else (np.zeros(0, int),) * 3
    )
    found = chain(i, j, w, 7)
    weight = {}
    for a, b, c in candidates:
        weight[a, b] = max(c, weight.get((a, b), 0))
    best = 0.0
    for size in range(1, len(weight) + 1):
        for some in itertools.combinations(sorted(weight), size):
            if all(p[0] < q[0] and p[1] < q[1] for p, q in itertools.pairwise(some)):
                best = max(best, sum(weight[p] for p in some))
    assert math.isclose(sum(weight[p] for p in found), best, abs_tol=1e-9)


# --- length -------------------------------------------------------------------------------------------


def test_lengths_alone_find_a_merge_and_a_long_text_stays_fast():
    left = ["x" * 80, "x" * 120, "x" * 60, "x" * 200]
    right = ["y" * 82, "y" * 185, "y" * 198]
    shapes = [(s.left, s.right) for s in by_length(left, right)]
    assert shapes == [((0, 1), (0, 1)), ((1, 3), (1, 2)), ((3, 4), (2, 3))]


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (2, 0), (1, 9)])
def test_lengths_cope_with_nothing_on_one_side(n, m):
    steps = by_length(["abc"] * n, ["abc"] * m)
    assert [i for s in steps for i in range(*s.left)] == list(range(n))
    assert [j for s in steps for j in range(*s.right)] == list(range(m))


# --- beads as text and their score --------------------------------------------------------------------


@MODEST
@given(alignments())
def test_beads_written_and_read_back_are_the_same(alignment):
    assert parse_beads(format_beads(alignment)) == pairings(alignment)


def test_a_moved_passage_is_written_as_one_bead():
    moved = Alignment((Bead((0, 1), ()), Bead((2,), (0,)), Bead((), (1,))), crossings=((0, 2),))
    assert format_beads(moved) == "[0, 1]:[1]\n[2]:[0]\n"


@pytest.mark.parametrize("line", ["[0]", "0:1", "[a]:[1]", "[0]:[1"])
def test_a_line_that_is_no_bead_is_named(line):
    with pytest.raises(BadFile, match=r"gold\.beads:2"):
        parse_beads(f"[0]:[0]\n{line}\n", "gold.beads")


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    assert parse_beads("\ufeff[0]:[0]\r\n\r\n# note\r\n[ 1 , 2 ] : [] : 0.5\r\n") == [
        ((0,), (0,)),
        ((1, 2), ()),
    ]


def test_scores_follow_the_published_definitions():
    gold = [((0,), (0,)), ((1, 2), (1,)), ((), (2,)), ((3,), (3,))]
    test = [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((), (2,)), ((3,), (3,)), ((3,), (3,))]
    found = score(gold, test)
    # 5 distinct tested beads: three strict; the half merge is lax; a gap is lax only if it is strict
    assert (found.tested, found.strict, found.lax) == (5, 3, 4)
    assert (found.gold, found.found, found.touched) == (3, 2, 3)
    assert found.lax_rates().recall == 1.0


@MODEST
@given(alignments(), alignments())
def test_scores_stay_between_nothing_and_everything(one, other):
    found = score(pairings(one), pairings(other))
    assert 0 <= found.strict_rates().f1 <= found.lax_rates().f1 + 1e-9 <= 1 + 1e-9
    perfect = score(pairings(one), pairings(one))
    assert perfect.strict == perfect.tested
    assert perfect.found == perfect.gold


# --- edits --------------------------------------------------------------------------------------------

OPERATIONS = (
    lambda al, at, k: merge(al, at, 2 + k % 2),
    lambda al, at, k: split(al, at, k % 3, k // 3 % 3),
    lambda al, at, k: move_up(al, at, ("left", "right")[k % 2]),
    lambda al, at, k: move_down(al, at, ("left", "right")[k % 2]),
    lambda al, at, k: unlink(al, at),
    lambda al, at, k: lock(al, at, bool(k % 2)),
)


@settings(max_examples=100, deadline=None)
@given(
    alignments(),
    st.lists(
        st.tuples(st.sampled_from(range(len(OPERATIONS))), st.integers(0, 20), st.integers(0, 8)), max_size=12
    ),
)
def test_any_edits_keep_every_segment_once_and_undo_exactly(alignment, wishes):
    start, done, sizes = alignment, [], alignment.sizes
    for number, at, k in wishes:
        try:
            change = OPERATIONS[number](alignment, at, k)
        except ValueError:
            continue  # not possible at this place, and said so
        alignment = change.apply(alignment)  # Alignment itself checks law 3
        assert alignment.sizes == sizes
        assert all(bead.left or bead.right for bead in alignment.beads)
        done.append(change)
    for change in reversed(done):
        alignment = change.inverse.apply(alignment)
    assert alignment == start


def test_an_edit_elsewhere_keeps_a_crossing_and_one_on_it_drops_it():
    beads = (Bead((0,), ()), Bead((1,), (0,)), Bead((2,), (1,)), Bead((), (2,)))
    alignment = Alignment(beads, crossings=((0, 3),))
    joined = merge(alignment, 1)
    assert joined.apply(alignment).crossings == ((0, 2),)
    assert merge(alignment, 0).apply(alignment).crossings == ()
    assert joined.inverse.apply(joined.apply(alignment)) == alignment


def test_a_stale_edit_is_refused():
    alignment = identity(3)
    planned = merge(alignment, 0)
    with pytest.raises(ValueError, match="has changed"):
        planned.apply(merge(alignment, 1).apply(alignment))


def test_what_a_person_made_is_locked_and_has_no_score():
    made = merge(Alignment((Bead((0,), (0,), 0.4), Bead((1,), (1,), 0.9))), 0)
    assert made.added[0].locked
    assert made.added[0].score is None


# --- doubt --------------------------------------------------------------------------------------------


def test_doubtful_beads_come_most_doubtful_first_and_locked_ones_not_at_all():
    alignment = Alignment(
        (
            Bead((0,), (0,), 0.8),
            Bead((1,), (1,), 0.999),
            Bead((2,), (2,), 0.3),
            Bead((3,), (3,), 0.1, locked=True),
            Bead((4,), (4,)),
        )
    )
    assert doubtful(alignment) == [2, 0]
    assert confident(alignment, 0.9) == [1, 3]


# --- many renderings ----------------------------------------------------------------------------------


@MODEST
@given(st.data(), st.integers(0, 8), st.integers(1, 3))
def test_rows_hold_everything_once_in_order_and_cut_no_bead(data, n, count):
    some = [data.draw(alignments(left=n)) for _ in range(count)]
    table = parallel(rendering(n), [rendering(al.sizes[1]) for al in some], some)
    assert [i for row in table.rows for i in row.source] == list(range(n))
    for number, alignment in enumerate(some):
        assert [j for row in table.rows for j in row.cells[number]] == list(range(alignment.sizes[1]))
        for bead in alignment.beads:
            holders = [
                row
                for row in table.rows
                if set(bead.left) & set(row.source) or set(bead.right) & set(row.cells[number])
            ]
            assert len(holders) == 1, bead
    # finest: no row could be cut further without cutting a bead
    straddled = {p for al in some for bead in al.beads for p in bead.left[1:]}
    assert sum(bool(row.source) for row in table.rows) == max(0, n - len(straddled)) if n else True


def test_a_row_carries_its_lowest_score_and_none_where_nothing_was_scored():
    one = Alignment((Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.4)))
    two = Alignment((Bead((0, 1), (0,)),))
    (row,) = parallel(rendering(2), [rendering(2), rendering(1)], [one, two]).rows
    assert row.scores == (0.4, None)


def test_an_alignment_of_another_text_is_refused():
    with pytest.raises(ValueError, match="alignment of"):
        parallel(rendering(2), [rendering(3)], [identity(2)])


def test_fixture_beads_cover_their_texts():
    folder = Path(__file__).parent / "data" / "alignment"
    for path in folder.glob("*.beads"):
        beads = parse_beads(path.read_text("utf-8"), path.name)
        Alignment(tuple(Bead(*bead) for bead in beads))

"""Routes over pivots: the cheapest, never more than three legs, always the same."""

from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.translation.routes import cheapest, reachable

LANGUAGES = "abcde"
GRAPHS = st.dictionaries(
    st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES)).filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from([0.5, 1.0, 1.5, 2.0, 7.0]),  # sums of these are exact
)


def obvious(costs, pair, legs):
    """Every way there is, by trying all; the cheapest, then the shortest, then the first."""
    ways = []
    between = [code for code in LANGUAGES if code not in pair]
    for count in range(legs):
        for middle in permutations(between, count):
            stops = (pair[0], *middle, pair[1])
            route = tuple(pairwise(stops))
            if all(leg in costs for leg in route):
                ways.append((sum(costs[leg] for leg in route), len(route), stops, route))
    return min(ways)[3] if ways else ()


@settings(max_examples=150)
@given(GRAPHS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES), st.integers(1, 4))
def test_the_same_as_trying_every_way(costs, source, target, legs):
    expected = obvious(costs, (source, target), legs) if source != target else ()
    assert cheapest(costs, (source, target), legs) == expected


@settings(max_examples=60)
@given(GRAPHS, st.integers(1, 4))
def test_reachable_is_what_has_a_route(costs, legs):
    pairs = {(a, b) for a in LANGUAGES for b in LANGUAGES if cheapest(costs, (a, b), legs)}
    assert reachable(costs, legs) == pairs


def test_a_dear_direct_pair_loses_against_a_cheap_detour():
    costs = {("uk", "es"): 3.0, ("uk", "en"): 1.0, ("en", "es"): 1.0}
    assert cheapest(costs, ("uk", "es")) == (("uk", "en"), ("en", "es"))


def test_four_legs_are_too_many():
    chain = {("a", "b"): 1.0, ("b", "c"): 1.0, ("c", "d"): 1.0, ("d", "e"): 1.0}
    assert len(cheapest(chain, ("a", "d"))) == 3
    assert cheapest(chain, ("a", "e")) == ()


def test_a_dearer_but_shorter_way_to_a_stop_is_not_forgotten():
    # the cheap way to c uses up the legs; the dear one still gets to the end
    costs = {("a", "b"): 1.0, ("b", "c"): 1.0, ("a", "c"): 5.0, ("c", "d"): 1.0, ("d", "e"): 1.0}
    assert cheapest(costs, ("a", "e"), 3) == (("a", "c"), ("c", "d"), ("d", "e"))

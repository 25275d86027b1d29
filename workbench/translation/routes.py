"""Find the cheapest way from one language to another over installed models: pure functions.

>>> costs = {("uk", "en"): 1.0, ("en", "es"): 1.0, ("uk", "ru"): 1.0, ("ru", "es"): 1.5}
>>> cheapest(costs, ("uk", "es"))
(('uk', 'en'), ('en', 'es'))
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import pairwise

from workbench.translation.engine import Pair

__all__ = ["LEGS", "cheapest", "reachable"]

LEGS = 3
"""Longest route. Each leg of a pivot loses about 3 chrF (Apertium on NTREX, en-es 47.9, en-es-fr 42.5)."""


def cheapest(costs: Mapping[Pair, float], pair: Pair, legs: int = LEGS) -> tuple[Pair, ...]:
    """The cheapest route from source to target, by Dijkstra's method.

    Args:
        costs: what each direct pair costs, > 0.
        pair: source and target.
        legs: most pairs in a route.

    Returns:
        The pairs in order; () if there is no such route or source and target are the same. Of equally cheap
        routes the one with fewer legs, then the alphabetically first, so the answer never varies.
    """
    source, target = pair
    if source == target:
        return ()
    outward: dict[str, list[str]] = {}
    for start, end in costs:
        outward.setdefault(start, []).append(end)
    heap: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, (source,))]
    settled: set[tuple[str, int]] = (
        set()
    )  # (language, legs so far): a dearer way may still be the shorter one
    while heap:
        cost, used, way = heappop(heap)
        at = way[-1]
        if at == target:
            return tuple(pairwise(way))
        if (at, used) in settled or used == legs:
            continue
        settled.add((at, used))
        for end in outward.get(at, ()):
            if end not in way:
                heappush(heap, (cost + costs[at, end], used + 1, (*way, end)))
    return ()


def reachable(costs: Mapping[Pair, float], legs: int = LEGS) -> frozenset[Pair]:
    """All pairs of different languages with a route of at most `legs` pairs."""
    outward: dict[str, set[str]] = {}
    for start, end in costs:
        outward.setdefault(start, set()).add(end)
    found: set[Pair] = set()
    for source in outward:
        here, seen = {source}, {source}
        for _ in range(legs):
            here = {end for at in here for end in outward.get(at, ())} - seen
            seen |= here
        found.update((source, end) for end in seen - {source})
    return frozenset(found)

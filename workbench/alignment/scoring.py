"""How well an alignment agrees with one made by hand: strict and lax precision, recall and F1.

The definitions are those of the Text+Berg, Bleualign and Vecalign papers (Sennrich & Volk 2010;
Thompson & Koehn 2019), so that figures can be compared:

* beads are a set: one listed twice counts once, one empty on both sides not at all;
* strict hit: the identical bead is in the other alignment;
* lax hit: a strict hit, or some bead of the other alignment shares at least one left and at least one
  right segment with it;
* precision is over all tested beads, one-sided ones included; recall over two-sided gold beads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.alignment.beads import Pairing

__all__ = ["Agreement", "Rates", "score"]


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision and recall, 0–1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0–1."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of hits; add two of them to pool files.

    Attributes:
        tested: beads of the tested alignment.
        strict, lax: how many of them hit.
        gold: two-sided gold beads.
        found, touched: how many of them were hit strictly and laxly.
    """

    tested: int = 0
    strict: int = 0
    lax: int = 0
    gold: int = 0
    found: int = 0
    touched: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.tested + other.tested,
            self.strict + other.strict,
            self.lax + other.lax,
            self.gold + other.gold,
            self.found + other.found,
            self.touched + other.touched,
        )

    def strict_rates(self) -> Rates:
        """Precision and recall of identical beads."""
        return Rates(_share(self.strict, self.tested), _share(self.found, self.gold))

    def lax_rates(self) -> Rates:
        """Precision and recall of overlapping beads."""
        return Rates(_share(self.lax, self.tested), _share(self.touched, self.gold))

    def __str__(self) -> str:
        strict, lax = self.strict_rates(), self.lax_rates()
        return (
            f"strict P {strict.precision:.4f} R {strict.recall:.4f} F1 {strict.f1:.4f} | "
            f"lax P {lax.precision:.4f} R {lax.recall:.4f} F1 {lax.f1:.4f} | "
            f"beads {self.tested} gold {self.gold}"
        )


def score(gold: Iterable[Pairing], test: Iterable[Pairing]) -> Agreement:
    """Compare a tested alignment with a gold one, both as :func:`~.beads.pairings`.

    >>> str(score([((0,), (0,)), ((1,), (1, 2))], [((0,), (0,)), ((1,), (1,)), ((), (2,))]))
    'strict P 0.3333 R 0.5000 F1 0.4000 | lax P 0.6667 R 1.0000 F1 0.8000 | beads 3 gold 2'
    """
    gold, test = list(gold), list(test)
    tested, strict, lax = _hits(test, gold)
    wanted, found, touched = _hits(_two_sided(gold), _two_sided(test))
    return Agreement(tested, strict, lax, wanted, found, touched)


def _two_sided(beads: Iterable[Pairing]) -> list[Pairing]:
    return [bead for bead in beads if bead[0] and bead[1]]


def _hits(candidates: Iterable[Pairing], reference: Iterable[Pairing]) -> tuple[int, int, int]:
    """How many candidates there are, and how many hit strictly and laxly."""
    tested = {bead for bead in candidates if bead[0] or bead[1]}
    known = {bead for bead in reference if bead[0] or bead[1]}
    links = {(i, j) for left, right in known for i in left for j in right}
    strict = len(tested & known)
    near = sum(any((i, j) in links for i in left for j in right) for left, right in tested - known)
    return len(tested), strict, strict + near


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

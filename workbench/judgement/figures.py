"""Figures: values that only one side has, weighed by what they are and by whether both sides have one left over.

The checks report a figure when they are sure; here everything counts a little that a faithful translation
seldom does: “10” beside “19” nearly never, a written “two” that is gone all the time.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.checks.pairing import pair_up, said_otherwise
from workbench.comparison.doubt import Sign
from workbench.numerals import Figure

__all__ = ["number_part"]

_PROBABLE = {
    # (a value in digits is missing, a value in words is; one in digits was added, one in words was): probability
    # of a changed number where one row in ten has one. From NTREX-128 en–uk, en–de and en–fr: how often faithful
    # rows look so (1,800 of them) and how often rows with a changed number do (360)
    (True, False, True, False): 0.97,
    (True, True, True, False): 0.95,
    (True, False, True, True): 0.95,
    (True, True, True, True): 0.95,
    (False, True, True, False): 0.57,
    (False, False, True, False): 0.53,
    (False, False, True, True): 0.5,
    (False, True, True, True): 0.5,
    (True, False, False, True): 0.43,
    (True, True, False, True): 0.4,
    (True, False, False, False): 0.43,
    (True, True, False, False): 0.4,
}
_ONLY_WRITTEN = 0.01


def number_part(
    source: str, target: str, langs: tuple[str | None, str | None]
) -> tuple[float, tuple[Sign, ...]]:
    """Probability that a number was changed, and which figures say so.

    Args:
        source, target: the two texts of a row.
        langs: their languages.

    >>> round(number_part("10 people came.", "Прийшли 19 людей.", ("en", "uk"))[0], 2)
    0.97
    >>> number_part("Two people came.", "Прийшли люди.", ("en", "uk"))[0] < 0.1
    True
    """
    left = pair_up(source, target, *langs)
    missing = _unsaid(left.missing, left.added, target, langs[1])
    added = _unsaid(left.added, left.missing, source, langs[0])
    if not missing and not added:
        return 0.0, ()
    digits_gone, digits_new = _in_digits(missing), _in_digits(added)
    words_gone, words_new = len(digits_gone) < len(missing), len(digits_new) < len(added)
    value = _PROBABLE.get((bool(digits_gone), words_gone, bool(digits_new), words_new), _ONLY_WRITTEN)
    if value < 0.25:
        return value, ()
    signs = [
        Sign("numbers", value, f"“{f.text}” is not in the rendering", source=f.span) for f in digits_gone
    ]
    signs += [Sign("numbers", value, f"“{f.text}” is not in the source", target=f.span) for f in digits_new]
    return value, tuple(signs[:4])


def _unsaid(
    found: Sequence[Figure], opposite: Sequence[Figure], other: str, lang: str | None
) -> list[Figure]:
    """The figures that the other side does not say in another form; a date beside another date it does not."""
    dated = any(figure.day for figure in opposite)
    return [f for f in found if not f.loose and ((dated and f.day) or not said_otherwise(f, other, lang))]


def _in_digits(found: list[Figure]) -> list[Figure]:
    return [figure for figure in found if not figure.written]

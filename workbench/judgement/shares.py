"""How many rows of this text each part of the doubt speaks of: a sign that is common here says little by itself.

Each part is a probability for texts in which one row in ten is spoilt in its way. A text has its own shares: most
have few wrong numbers, and in one translated without care for names many a name. They are learned from the text by
expectation maximisation of a mixture (Dempster, Laird and Rubin 1977): every row is good, or spoilt in one of the
ways; what is taken to be spoilt in a way makes its share, and the share makes the signs of that way weigh more or
less. So the false alarms of one part do not hide what another, quieter one has seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from workbench.comparison.doubt import PARTS, USUAL_SHARE

__all__ = ["shares_of"]

_ROWS = 20.0
"""Rows that weigh as much as the text's own: a text of three sentences keeps the usual share. NTREX-128, rows
1–300: anything from 10 to 60 orders rows nearly alike."""
_MOST = 0.3
"""A share beyond which a part says more about itself than about the text."""
_HALVED = {"quotations": 0.5}
"""Factors on the odds of parts whose mistakes matter less: a mark is no meaning."""
_NEARLY_SURE = 0.9995
_TURNS = 30


def shares_of(columns: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Per part the share of rows to be taken for spoilt in its way, for :func:`workbench.comparison.doubt.combine`.

    Parts that only hint (their weight in :data:`PARTS` is below 1) get the mean share of the others.

    Args:
        columns: per part its values row by row, 0 to 1.

    >>> columns = {"numbers": [0.97] * 3 + [0.0] * 97, "negation": [0.4] * 9 + [0.0] * 91}
    >>> {name: round(share, 2) for name, share in shares_of(columns).items()}
    {'numbers': 0.04, 'negation': 0.02}
    """
    names = [name for name in columns if PARTS[name] == 1.0 and len(columns[name])]
    if not names:
        return dict.fromkeys(columns, USUAL_SHARE)
    chances = np.clip(np.array([columns[name] for name in names], float).T, 0.0, _NEARLY_SURE)
    factors = np.array([_HALVED.get(name, 1.0) for name in names])
    ratios = chances / (1 - chances) * factors * (1 - USUAL_SHARE) / USUAL_SHARE
    rows, ways = ratios.shape
    shares = np.full(ways, min(USUAL_SHARE, 0.9 / ways))
    for _ in range(_TURNS):
        weighed = shares * ratios
        spoilt = weighed / (max(0.05, 1 - shares.sum()) + weighed.sum(1, keepdims=True))
        shares = np.minimum(_MOST, (_ROWS * USUAL_SHARE + spoilt.sum(0)) / (_ROWS + rows))
    weighed = shares * factors / (1 - shares + shares * factors)
    return dict.fromkeys(columns, float(weighed.mean())) | dict(zip(names, weighed.tolist(), strict=True))

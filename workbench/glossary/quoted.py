"""What stands between quotation marks, for terms that hold only inside or outside of them."""

from __future__ import annotations

from workbench.model import Span

__all__ = ["quoted_spans"]

_CLOSING = {"«": "»", "»": "«", "„": "“”", "“": "”", "‹": "›", "「": "」", "『": "』", "《": "》", '"': '"'}
"""Opening mark -> what may close it. ``»`` opens in Danish and in German books."""


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Stretches between matching outer quotation marks; one that is never closed runs to the end.

    >>> said = "Він сказав: «Стій „тут“» і пішов."
    >>> [span.of(said) for span in quoted_spans(said)]
    ['Стій „тут“']
    """
    spans = []
    start, closing, opening, depth = 0, "", "", 0
    for at, char in enumerate(text):
        if not closing:
            if char in _CLOSING:
                start, closing, opening, depth = at + 1, _CLOSING[char], char, 1
        elif char in closing:
            depth -= 1
            if not depth:
                spans.append(Span(start, at))
                closing = ""
        elif char == opening:
            depth += 1
    if closing and opening not in '»"':
        spans.append(Span(start, len(text)))
    return tuple(spans)

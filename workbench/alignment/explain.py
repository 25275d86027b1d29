"""Why a bead was chosen, in sentences for a person."""

from __future__ import annotations

import re

from workbench.alignment.model import Prepared, span_margin
from workbench.alignment.romanise import skeleton
from workbench.alignment.search import Step

__all__ = ["reasons"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"[^\W\d_]{3,}")
_MANY = 4


def reasons(prepared: Prepared, step: Step, *, moved: bool = False) -> tuple[str, ...]:
    """What speaks for and against one bead: meaning, length, numbers, names, terms."""
    (a, b), (c, d) = step.left, step.right
    told = ["moved: its partner stands elsewhere"] if moved else []
    if a == b or c == d:
        pair = prepared.pair
        best, mean = (
            (pair.best_left[a], pair.left.mean[0, a])
            if b > a
            else (pair.best_right[c], pair.right.mean[0, c])
        )
        lonely = float(best - mean) < 0.35
        told.append(
            "nothing opposite is alike" if lonely else "something alike stands opposite, but elsewhere"
        )
        return tuple(told)
    told.append(_meaning(prepared, step))
    told.append(_length(prepared, step))
    left, right = (
        " ".join(side.texts[x:y])
        for side, x, y in ((prepared.pair.texts.left, a, b), (prepared.pair.texts.right, c, d))
    )
    told.extend(_numbers(left[:4000], right[:4000]))
    names = _names(left[:4000], right[:4000])
    if names:
        told.append(f"names on both sides: {', '.join(names[:_MANY])}")
    if "terms" in prepared.pair.texts.shared:
        one, other = prepared.pair.texts.shared["terms"]
        shared = set(one.rows(a, b)[1].tolist()) & set(other.rows(c, d)[1].tolist())
        if shared:
            what = "glossary term" if len(shared) == 1 else "glossary terms"
            told.append(f"{len(shared)} {what} on both sides")
    return tuple(told)


def _meaning(prepared: Prepared, step: Step) -> str:
    margin = span_margin(prepared, step)
    word = "close" if margin > 0.45 else "fair" if margin > 0.25 else "weak"
    return f"meaning {word} ({margin:+.2f} over the background)"


def _length(prepared: Prepared, step: Step) -> str:
    pair, (a, b), (c, d) = prepared.pair, step.left, step.right
    share = pair.texts.right.size[c:d].sum() / (pair.texts.left.size[a:b].sum() * pair.ratio)
    fits = "fits" if 0.75 < share < 1.33 else "short" if share <= 0.75 else "long"
    return f"length {fits} ({share:.0%} of what is expected)"


def _numbers(left: str, right: str) -> list[str]:
    one, other = set(_NUMBER.findall(left)), set(_NUMBER.findall(right))
    told = []
    if one & other:
        told.append(f"numbers on both sides: {', '.join(sorted(one & other)[:_MANY])}")
    if one ^ other:
        told.append(f"numbers on one side only: {', '.join(sorted(one ^ other)[:_MANY])}")
    return told


def _names(left: str, right: str) -> list[str]:
    def found(text: str) -> dict[str, str]:
        words = (word for word in _NAME.findall(text) if word[0].isupper())
        return {bones: word for word in words if (bones := skeleton(word))}

    one, other = found(left), found(right)
    return [word for bones, word in one.items() if bones in other]

"""Checks of punctuation: the mark at the end, brackets, spaces around marks, dashes."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.checks.base import Cell, Context, Hit
from workbench.model import Severity, Span

__all__ = ["end_punct"]

_CLOSERS = frozenset("\"'”’»«“‘」』)]}›‹ \t\u00a0\u202f\u200b")
_CLASSES = {
    mark: name
    for name, marks in {
        ".": ".。।։۔．", "?": "?؟？\u037e", "!": "!！", ":": ":：", ";": ";؛；", "…": "…", ",": ",،，",
    }.items()
    for mark in marks
}  # fmt: skip
_NAMES = {
    "": "no mark", ".": "a full stop", "?": "a question mark", "!": "an exclamation mark",
    ":": "a colon", ";": "a semicolon", ",": "a comma", "…": "an ellipsis",
}  # fmt: skip


def end_punct(cell: Cell, _: Context) -> Iterator[Hit]:
    """The class of the final mark differs."""
    if not cell.source.strip() or not cell.target.strip():
        return
    source, at_source = _final(cell.source, cell.source_lang)
    target, at_target = _final(cell.target, cell.target_lang)
    if source == target or {source, target} <= {"?", "?!"}:
        return
    strong = "?" in (source, target)
    yield Hit(
        f"The source ends with {_NAMES[source]}, the rendering with {_NAMES[target]}.",
        at_source,
        at_target,
        severity=None if strong else Severity.INFO,
        evidence=(("source", source), ("target", target)),
    )


def _final(text: str, lang: str | None) -> tuple[str, Span]:
    """The class of the last mark once closing quotes and brackets are off, and where it stands."""
    end = len(text)
    while end and text[end - 1] in _CLOSERS:
        end -= 1
    mark = _CLASSES.get(text[end - 1 : end], "")
    if lang == "el" and mark == ";":
        mark = "?"
    if mark and text[:end].endswith("..."):
        return "…", Span(end - 3, end)
    if mark == "." and text[end - 2 : end - 1] == "…":
        mark = "…"
    return mark, Span(end - 1, end) if mark else Span(end, end)

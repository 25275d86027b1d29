"""Cut a text at the edges of overlapping marks, so that any of them can be shown at once.

Every export that marks up text (HTML now, others later) goes through here, and so every invisible or
direction-changing character a document may carry is shown as a visible sign instead of acting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from workbench.model import Finding, Severity, Span, TermHit, TermStatus

__all__ = ["Mark", "Piece", "bracketed", "difference_marks", "marks_by_cell", "one_line", "pieces", "visible"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to show about a stretch of text.

    Attributes:
        span: where, in code points of the text.
        kind: short class name, such as ``term-preferred`` or ``diff-number``.
        note: what to say about it, or "".
    """

    span: Span
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch with the same marks throughout; the pieces of a text concatenate to it."""

    text: str
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Cut `text` at every edge of `marks`; marks that leave the text are cut to it.

    A mark of an empty span in the text (something is missing there) becomes an empty piece, with the marks
    it stands inside of.

    >>> [(p.text, p.kinds) for p in pieces("abcd", [Mark(Span(0, 3), "x"), Mark(Span(2, 4), "y")])]
    [('ab', ('x',)), ('c', ('x', 'y')), ('d', ('y',))]
    """
    starting: dict[int, list[tuple[int, int, Mark]]] = {}  # (place among the marks, end, mark) by start
    gaps: dict[int, list[Mark]] = {}
    edges = {0, len(text)}
    for number, mark in enumerate(marks):
        start, end = mark.span.start, min(mark.span.end, len(text))
        if start < end:
            starting.setdefault(start, []).append((number, end, mark))
            edges.add(end)
        elif start == mark.span.end <= len(text):
            gaps.setdefault(start, []).append(mark)
        else:
            continue
        edges.add(start)
    out = []
    open_: list[tuple[int, int, Mark]] = []
    for start, end in [*pairwise(sorted(edges)), (len(text), len(text))]:
        if start in gaps:
            around = [mark for _, _, mark in open_ if mark.span.end > start]
            out.append(_piece("", [*around, *gaps[start]]))
        if start < end:
            open_ = [item for item in open_ if item[1] > start]
            open_ += starting.get(start, ())
            if len(open_) > 1:
                open_.sort(key=_number)
            out.append(_piece(text[start:end], [mark for _, _, mark in open_]))
    return out


def _number(item: tuple[int, int, Mark]) -> int:
    return item[0]


def _piece(text: str, marks: list[Mark]) -> Piece:
    if not marks:
        return Piece(text)
    kinds = dict.fromkeys(mark.kind for mark in marks)
    notes = dict.fromkeys(mark.note for mark in marks if mark.note)
    return Piece(text, tuple(kinds), tuple(notes))


def marks_by_cell(
    terms: Iterable[TermHit],
    findings: Iterable[Finding],
    term: Callable[[TermStatus], str],
    finding: Callable[[Severity], str],
) -> dict[tuple[int, int | None], list[Mark]]:
    """Marks for terms and findings by (row, rendering); the source's rendering is None.

    Args:
        terms, findings: of a report, or of one row.
        term, finding: what kind of mark a term of a status and a finding of a severity get.
    """
    marks: dict[tuple[int, int | None], list[Mark]] = {}
    for hit in terms:
        marks.setdefault((hit.row, hit.rendering), []).append(Mark(hit.span, term(hit.status), hit.note))
    for seen in findings:
        for column, span in ((None, seen.source_span), (seen.rendering, seen.target_span)):
            if span is not None:
                mark = Mark(span, finding(seen.severity), seen.message)
                marks.setdefault((seen.row, column), []).append(mark)
    return marks


def difference_marks(
    left: str, right: str, lang: str | None, word: Callable[[str], str] = str
) -> Iterator[Mark]:
    """Marks in `right` where it differs from `left`, each with what stands there instead.

    `word` says a kind of difference ("number", "omission") in the language of who reads the notes.

    Where something of `left` is missing in `right`, the mark is empty and of the class ``gap``. There are none
    where either text is empty: then the whole differs, and a mark would say nothing.

    >>> [(m.kind, m.note) for m in difference_marks("He had 2 men.", "He had 3 men.", "en")]
    [('diff diff-number', 'number: “2”')]
    """
    from workbench.comparison import diff

    if not left or not right:
        return
    for edit in diff(left, right, lang).edits:
        if edit.tag == "equal":
            continue
        there, here = edit.left.of(left).strip(), _trimmed(edit.right, right)
        if not there and not len(here):
            continue
        kind = edit.kind or "word"
        note = f"{word(kind)}: “{there}”" if there else word(kind)
        yield Mark(here, f"diff diff-{kind}" if len(here) else f"diff gap diff-{kind}", note)


def _trimmed(span: Span, text: str) -> Span:
    """The span without white space at its edges; of white space alone its start."""
    piece = span.of(text)
    if not piece.strip():
        return Span(span.start, span.start)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


_ACTING = frozenset(["Cc", "Cf", "Co", "Cs", "Zl", "Zp"])
"""Unicode categories whose characters are not seen, or change how others are seen."""
_HARMLESS = "\n\t"
_JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner belong to the spelling of Persian, Hindi and others."""
_UNSHOWN = dict.fromkeys(map(ord, _HARMLESS + _JOINERS + "\u00a0\u2009\u202f\u3000"))
"""What Python does not call printable and yet needs no sign."""


def visible(text: str) -> list[tuple[str, bool]]:
    """Split into (text, is a sign): controls and bidirectional overrides become ``U+202E`` signs.

    >>> visible("a\\u202eb")
    [('a', False), ('U+202E', True), ('b', False)]
    """
    if text.isprintable() or text.translate(_UNSHOWN).isprintable():  # as nearly all texts are
        return [(text, False)] if text else []
    out: list[tuple[str, bool]] = []
    run = ""
    for char in text:
        if unicodedata.category(char) in _ACTING and char not in _HARMLESS + _JOINERS:
            if run:
                out.append((run, False))
                run = ""
            out.append((f"U+{ord(char):04X}", True))
        else:
            run += char
    if run:
        out.append((run, False))
    return out


def bracketed(text: str) -> str:
    """The text with its control characters as signs in brackets, for places that take plain text only.

    >>> bracketed("a\\u202eb")
    'a[U+202E]b'
    """
    return "".join(f"[{part}]" if sign else part for part, sign in visible(text))


def one_line(text: str) -> str:
    """:func:`bracketed`, with line breaks and tabs as single spaces: for tables and messages.

    >>> one_line("a\\r\\n\\tb\\u200b")
    'a b[U+200B]'
    """
    return bracketed(_BREAKS.sub(" ", text))


_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")

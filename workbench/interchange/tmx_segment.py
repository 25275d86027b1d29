"""Text and inline codes of one segment, gathered from a parser's events."""

from __future__ import annotations

from workbench.interchange.tmx_model import Code, Pairs
from workbench.interchange.xmltext import attribute, content, unspelled

__all__ = ["Segment"]

_CODES = frozenset(["bpt", "ept", "ph", "it", "ut"])
"""Elements that hold native code; the text of all others is text of the segment."""


class Segment:
    """Text and inline codes of one ``seg``."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._at = 0
        self._codes: list[Code] = []
        self._open: list[tuple[str, int, Pairs]] = []  # hi and unknown elements: their text counts
        self._code: tuple[str, Pairs] | None = None
        self._inner: list[str] = []
        self._depth = 0

    def start(self, tag: str, attrs: Pairs) -> None:
        """An element begins."""
        if self._code is not None:
            self._depth += 1
            written = "".join(f' {name}="{attribute(value)}"' for name, value in attrs)
            self._inner.append(f"<{tag}{written}>")
        elif tag in _CODES:
            self._code, self._inner, self._depth = (tag, attrs), [], 0
        else:
            self._open.append((tag, self._at, attrs))

    def chars(self, text: str) -> None:
        """Text, of the segment or of a code."""
        if self._code is not None:
            self._inner.append(content(unspelled(text)))
        else:
            self._text.append(text)
            self._at += len(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._code is None:
            name, start, attrs = self._open.pop()
            self._codes.append(Code(start, self._at, name, attrs))
        elif self._depth:
            self._depth -= 1
            self._inner.append(f"</{tag}>")
        else:
            name, attrs = self._code
            self._codes.append(Code(self._at, self._at, name, attrs, "".join(self._inner)))
            self._code = None

    def done(self) -> tuple[str, tuple[Code, ...]]:
        """Text and codes, the codes as they begin."""
        raw = "".join(self._text)
        text = unspelled(raw)
        codes = self._codes
        if len(text) != len(raw):
            codes = [_moved(code, raw) for code in codes]
        return text, tuple(sorted(codes, key=lambda code: code.start))


def _moved(code: Code, raw: str) -> Code:
    start, end = (len(unspelled(raw[:at])) for at in (code.start, code.end))
    return Code(start, end, code.tag, code.attrs, code.inner)

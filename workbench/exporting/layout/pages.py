"""HTML: text between tags is replaced, the tags stay as they were written."""

from __future__ import annotations

import html
from collections.abc import Hashable
from html.parser import HTMLParser

import regex

from workbench.exporting.layout.slots import Block, Kind
from workbench.exporting.layout.spliced import Spliced
from workbench.exporting.word import language_tag
from workbench.languages import LANGUAGES
from workbench.reading.markup import BLOCKS, SKIPPED, hides

__all__ = ["add_blocks", "page"]

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""Elements without an end tag (WHATWG HTML, 13.1.2)."""
_OBJECTS = frozenset(["img", "video", "audio", "svg", "object", "input"])
_HTML_TAG = regex.compile(r"<html\b[^>]*>", regex.IGNORECASE)
_LANG = regex.compile(r"""\s+(?:xml:)?(?:lang|dir)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", regex.IGNORECASE)


def page(text: str, lang: str | None) -> Spliced:
    """The slots of a page; its language and direction become the target's."""
    file = Spliced(text)
    add_blocks(file, 0, len(text))
    tag = _HTML_TAG.search(text)
    if tag and lang:
        direction = ' dir="rtl"' if lang in LANGUAGES and LANGUAGES[lang].rtl else ""
        kept = _LANG.sub("", tag.group()[5:])
        new = f'{tag.group()[:5]} lang="{html.escape(language_tag(lang) or "")}"{direction}{kept}'
        file.changes.append((*tag.span(), new))
    return file


def add_blocks(file: Spliced, start: int, end: int) -> None:
    """Add the blocks of the HTML between two places; the title's come last, as it may be said again inside."""
    parser = _Parser(file, start, end)
    parser.feed(file.text[start:end])
    parser.finish()
    file.blocks += [block for block in [*parser.blocks, *parser.titles] if block.slots]


class _Parser(HTMLParser):
    """Gathers the slots, with offsets in the file."""

    def __init__(self, file: Spliced, start: int, end: int) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[Block] = [Block()]
        self.titles: list[Block] = []
        self._file, self._start, self._end = file, start, end
        text = file.text[start:end]
        self._lines = [start, *(start + i + 1 for i, char in enumerate(text) if char == "\n")]
        self._text_from: int | None = None
        self._open: list[tuple[str, Hashable, bool]] = []
        self._seam = 0

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    @property
    def _hidden(self) -> bool:
        return any(hidden for _, _, hidden in self._open)

    def finish(self) -> None:
        """Call when all is fed."""
        self.close()
        self._flush(self._end)

    def _flush(self, to: int) -> None:
        """What stands between the last tag and this one is a slot."""
        at, self._text_from = self._text_from, None
        if at is None or at >= to:
            return
        titled = bool(self._open) and self._open[-1][0] == "title"
        if self._hidden and not titled:
            return
        raw = self._file.text[at:to]
        look = tuple((name, key) for name, key, _ in self._open if name not in BLOCKS)
        slot = self._file.slot(
            at,
            to,
            html.unescape(raw),
            look,
            seam=self._seam,
            link=any(name == "a" for name, _, _ in self._open),
            write=lambda new: html.escape(new, quote=False),
        )
        if titled:
            self.titles.append(Block([slot]))
        else:
            self.blocks[-1].slots.append(slot)

    def handle_data(self, data: str) -> None:
        if self._text_from is None:
            self._text_from = self._here()

    def handle_entityref(self, name: str) -> None:
        self.handle_data(name)

    def handle_charref(self, name: str) -> None:
        self.handle_data(name)

    def handle_comment(self, data: str) -> None:
        self._flush(self._here())

    def handle_decl(self, decl: str) -> None:
        self._flush(self._here())

    def handle_pi(self, data: str) -> None:
        self._flush(self._here())

    def unknown_decl(self, data: str) -> None:
        self._flush(self._here())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._close(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = self._here()
        self._flush(here)
        if tag == "br" and not self._hidden:
            end = here + len(self.get_starttag_text() or "")
            self.blocks[-1].slots.append(self._file.slot(here, end, "\n", kind=Kind.HARD))
        self._seam += tag in _OBJECTS
        if tag in BLOCKS and not self._hidden:
            self._next()
        if tag not in _VOID:
            hidden = tag in SKIPPED or tag == "title" or hides({name: value or "" for name, value in attrs})
            if tag == "p":
                self._end_paragraph()
            self._open.append((tag, tuple(attrs), hidden))

    def _end_paragraph(self) -> None:
        """A new paragraph ends the one that is open, hidden or not."""
        if any(name == "p" for name, _, _ in self._open):
            self._close("p")

    def handle_endtag(self, tag: str) -> None:
        self._flush(self._here())
        self._close(tag)
        if tag in BLOCKS and not self._hidden:
            self._next()

    def _close(self, tag: str) -> None:
        for number in range(len(self._open) - 1, -1, -1):
            if self._open[number][0] == tag:
                del self._open[number:]
                return

    def _next(self) -> None:
        if self.blocks[-1].slots:
            self.blocks.append(Block())
        self._seam = 0

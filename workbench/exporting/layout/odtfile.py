"""OpenDocument texts: paragraphs, headings, cells and notes keep their looks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from workbench.exporting.layout.slots import Block, Kind, Slot
from workbench.exporting.layout.zipped import Zipped
from workbench.exporting.word import allowed
from workbench.languages import LANGUAGES
from workbench.reading.office import ODT_SKIPPED

__all__ = ["OdtFile"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_INLINE = (f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}ruby-base")


class OdtFile:
    """An OpenDocument text whose text is being replaced; see :class:`~.wordfile.WordFile`."""

    def __init__(self, data: bytes, name: str, lang: str | None) -> None:
        self._zip = Zipped(data, name)
        self._lang = lang
        self._gone: list[Any] = []
        self.blocks = list(self._paragraphs(self._zip.tree("content.xml")))

    def _paragraphs(self, root: Any) -> Iterator[Block]:
        """The paragraphs as the reader takes them, notes behind all others."""
        from lxml import etree

        opened: list[tuple[Block, int]] = []
        notes: list[Block] = []
        skipped = in_note = 0
        for event, node in etree.iterwalk(root, events=("start", "end")):
            starts = event == "start"
            if node.tag in ODT_SKIPPED:
                skipped += 1 if starts else -1
            elif not skipped:
                if opened and starts and node.tag in (f"{_TEXT}note", f"{_DRAW}frame"):
                    opened[-1] = (opened[-1][0], opened[-1][1] + 1)
                if node.tag == f"{_TEXT}note":
                    in_note += 1 if starts else -1
                elif node.tag in _PARAGRAPHS:
                    if starts:
                        opened.append((Block(), 0))
                        self._add(opened, node, tail=False)
                    else:
                        block = opened.pop()[0]
                        if in_note:
                            notes.append(block)
                        else:
                            yield block
                elif starts and opened:
                    self._add(opened, node, tail=False)
            if not starts and not skipped and opened:
                self._add(opened, node, tail=True)
        yield from notes

    def _add(self, opened: list[tuple[Block, int]], node: Any, *, tail: bool) -> None:
        """The slot for what an element begins with, or for the text behind it."""
        block, seam = opened[-1]
        if not tail and node.tag in _BREAKS:
            block.slots.append(Slot(_BREAKS[node.tag], _nothing, kind=Kind.HARD, seam=seam))
        elif not tail and node.tag == f"{_TEXT}s":
            block.slots.append(Slot(" ", lambda _: self._gone.append(node), kind=Kind.SOFT, seam=seam))
        elif text := (node.tail if tail else node.text if isinstance(node.tag, str) else None):
            inside = node.getparent() if tail else node
            link = inside.tag == f"{_TEXT}a" or any(True for _ in inside.iterancestors(f"{_TEXT}a"))
            block.slots.append(Slot(text, _writer(node, tail=tail), _look(inside), seam=seam, link=link))

    def result(self) -> bytes:
        """The file with everything replaced."""
        for node in self._gone:
            _take_out(node)
        if self._lang and self._lang in LANGUAGES:
            for entry in ("styles.xml", "content.xml"):
                if entry in self._zip:
                    _speak(self._zip.tree(entry), self._lang)
        return self._zip.result()


def _writer(node: Any, *, tail: bool) -> Callable[[str], None]:
    def write(text: str) -> None:
        setattr(node, "tail" if tail else "text", allowed(text))

    return write


def _take_out(node: Any) -> None:
    """Take an element out and leave the text behind it in."""
    parent, before = node.getparent(), node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    node.tail = None
    parent.remove(node)


def _nothing(_: str) -> None:
    """A line break or a tab stays as it is."""


def _look(node: Any) -> Hashable:
    """Names of the styles and links the text stands in, inside its paragraph."""
    looks: list[Hashable] = []
    while node is not None and node.tag not in _PARAGRAPHS:
        if node.tag in _INLINE:
            looks.append(id(node) if node.tag == f"{_TEXT}a" else node.get(f"{_TEXT}style-name"))
        node = node.getparent()
    return tuple(looks)


def _speak(root: Any, lang: str) -> None:
    """The default styles are in the target's language and direction."""
    parts = LANGUAGES[lang].babel.split("_")
    country = next((part for part in parts[1:] if len(part) == 2), "none")
    for style in root.iter(f"{_STYLE}default-style", f"{_STYLE}style"):
        for text in style.iterfind(f"{_STYLE}text-properties"):
            default = style.tag == f"{_STYLE}default-style"
            if default or text.get(f"{_FO}language") not in (None, "zxx"):
                text.set(f"{_FO}language", parts[0])
                text.set(f"{_FO}country", country)
        if LANGUAGES[lang].rtl and style.tag == f"{_STYLE}default-style":
            for paragraph in style.iterfind(f"{_STYLE}paragraph-properties"):
                paragraph.set(f"{_STYLE}writing-mode", "rl-tb")

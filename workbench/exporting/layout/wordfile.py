"""Word documents: every paragraph, note and text box keeps its looks; tracked changes are accepted."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from workbench.exporting.layout.slots import Block, Kind, Slot
from workbench.exporting.layout.zipped import Zipped
from workbench.exporting.word import W, allowed, language_tag
from workbench.languages import LANGUAGES
from workbench.reading.office import WORD_SKIPPED, WORD_TEXT

__all__ = ["WordFile"]

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LIKE_ANY = frozenset(f"{W}{name}" for name in ("lang", "noProof", "rtl", "ins", "webHidden"))
"""Properties of a run that do not change how it looks."""
_OBJECTS = frozenset(
    f"{W}{name}" for name in ("footnoteReference", "endnoteReference", "drawing", "pict", "object", "sym")
)
_GONE = (f"{W}del", f"{W}moveFrom", f"{W}moveFromRangeStart", f"{W}moveFromRangeEnd")
_UNWRAPPED = (f"{W}ins", f"{W}moveTo")


class WordFile:
    """A Word document whose text is being replaced.

    Args:
        data: the file.
        name: what to call it in an error.
        lang: the target's language.

    Raises:
        BadFile: damaged, protected or hostile.
    """

    def __init__(self, data: bytes, name: str, lang: str | None) -> None:
        self._zip = Zipped(data, name)
        self._lang = lang
        self._rtl = bool(lang and lang in LANGUAGES and LANGUAGES[lang].rtl)
        self.blocks: list[Block] = []
        self._runs: set[Any] = set()
        for part in ("document", "footnotes", "endnotes"):
            entry = f"word/{part}.xml"
            if entry in self._zip:
                root = self._zip.tree(entry)
                if part == "document":
                    self.blocks += self._paragraphs(root)
                else:
                    for note in root:
                        self.blocks += self._note(note)

    def _note(self, note: Any) -> list[Block]:
        """A note is one paragraph to the reader, its own ones being lines."""
        if note.get(f"{W}type") not in (None, "normal"):
            return []
        paragraphs = [block for block in self._paragraphs(note) if block.text.strip()]
        joined = Block()
        for number, block in enumerate(paragraphs):
            if number:
                joined.slots.append(Slot("\n", _nothing, kind=Kind.HARD))
            joined.slots += block.slots
        marks = [block.mark for block in paragraphs if block.mark]

        def turn_all() -> None:
            for mark in marks:
                mark()

        joined.mark = turn_all
        return [joined]

    def _paragraphs(self, root: Any) -> Iterator[Block]:
        """The paragraphs as the reader takes them."""
        from lxml import etree

        opened: list[tuple[Block, int]] = []
        skipped = 0
        for event, node in etree.iterwalk(root, events=("start", "end")):
            starts = event == "start"
            if node.tag in WORD_SKIPPED:
                skipped += 1 if starts else -1
            elif skipped:
                continue
            elif node.tag == f"{W}p":
                if starts:
                    opened.append((Block(mark=self._marker(node)), 0))
                else:
                    yield opened.pop()[0]
            elif opened and starts:
                block, seam = opened[-1]
                if node.tag in _OBJECTS:
                    opened[-1] = (block, seam + 1)
                elif node.tag == f"{W}t" or node.tag in WORD_TEXT:
                    block.slots.append(self._slot(node, seam))

    def _slot(self, node: Any, seam: int) -> Slot:
        if node.tag == f"{W}t":
            return Slot(
                node.text or "", self._writer(node), _look(node), seam=seam, link=_link(node) is not None
            )
        text = WORD_TEXT[node.tag]
        if text.isspace():
            return Slot(text, _nothing, _look(node), Kind.HARD, seam)
        return Slot(text, self._replacer(node), _look(node), seam=seam)

    def _writer(self, node: Any) -> Callable[[str], None]:
        def write(text: str) -> None:
            node.text = allowed(text)
            node.set(_SPACE, "preserve")
            self._runs.add(node.getparent())

        return write

    def _replacer(self, node: Any) -> Callable[[str], None]:
        """A character that is an element becomes text."""

        def replace(text: str) -> None:
            new = node.makeelement(f"{W}t")
            node.getparent().replace(node, new)
            self._writer(new)(text)

        return replace

    def _marker(self, paragraph: Any) -> Callable[[], None]:
        return lambda: self._turn(paragraph)

    def _turn(self, paragraph: Any) -> None:
        """Give a replaced paragraph the target's direction."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            if not self._rtl:
                return
            properties = paragraph.makeelement(f"{W}pPr")
            paragraph.insert(0, properties)
        for old in properties.findall(f"{W}bidi"):
            properties.remove(old)
        if self._rtl:
            _insert(properties, f"{W}bidi", _BEFORE_BIDI)

    def result(self) -> bytes:
        """The file with everything replaced."""
        for run in self._runs:
            self._speak(run)
        root = self._zip.tree("word/document.xml")
        _accept(root)
        _copy_text_boxes(root)
        if "word/styles.xml" in self._zip and (tag := language_tag(self._lang)):
            for mark in self._zip.tree("word/styles.xml").iterfind(f"{W}docDefaults//{W}lang"):
                mark.set(f"{W}bidi" if self._rtl else f"{W}val", tag)
        return self._zip.result()

    def _speak(self, run: Any) -> None:
        """Mark a run as the target's language, for spelling and reading aloud."""
        tag = language_tag(self._lang)
        if tag is None or run.tag != f"{W}r":
            return
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = run.makeelement(f"{W}rPr")
            run.insert(0, properties)
        for old in [*properties.findall(f"{W}lang"), *properties.findall(f"{W}rtl")]:
            properties.remove(old)
        if self._rtl:
            _insert(properties, f"{W}rtl", _BEFORE_RTL)
        mark = _insert(properties, f"{W}lang", (*_BEFORE_RTL, "rtl", "cs", "em"))
        for name in ("val", "bidi") if self._rtl else ("val",):
            mark.set(f"{W}{name}", tag)
        if self._lang and self._lang in LANGUAGES and not LANGUAGES[self._lang].spaced:
            mark.set(f"{W}eastAsia", tag)


# Order of the properties in ECMA-376 (CT_PPrBase, EG_RPrBase): Word refuses files that break it
_BEFORE_BIDI = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN",
)  # fmt: skip
_BEFORE_RTL = (
    "ins", "del", "moveFrom", "moveTo", "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps",
    "strike", "dstrike", "outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish",
    "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect",
    "bdr", "shd", "fitText", "vertAlign",
)  # fmt: skip


def _insert(properties: Any, tag: str, before: Any) -> Any:
    """Add an element behind those that the schema wants before it."""
    earlier = {f"{W}{name}" for name in before}
    at = max((number + 1 for number, node in enumerate(properties) if node.tag in earlier), default=0)
    made = properties.makeelement(tag)
    properties.insert(at, made)
    return made


def _nothing(_: str) -> None:
    """A line break or a tab stays as it is."""


def _look(node: Any) -> Hashable:
    """What tells how a run looks: its properties, and the link it stands in."""
    from lxml import etree

    run = node.getparent()
    properties = run.find(f"{W}rPr")
    said: list[str] = []
    if properties is not None:
        said = sorted(
            etree.tostring(child, method="c14n", with_tail=False).decode()
            for child in properties
            if child.tag not in _LIKE_ANY
        )
    return (tuple(said), _link(node))


def _link(node: Any) -> int | None:
    """Which link a run stands in, if any."""
    ups = node.iterancestors(f"{W}hyperlink", f"{W}p")
    return next((id(up) for up in ups if up.tag == f"{W}hyperlink"), None)


def _accept(root: Any) -> None:
    """Accept all tracked changes: the reader read the text as if they were."""
    for node in list(root.iter(*_GONE)):
        if node.getparent() is not None and node.getparent().tag not in (f"{W}rPr", f"{W}trPr"):
            node.getparent().remove(node)
    for node in list(root.iter(*_UNWRAPPED)):
        parent = node.getparent()
        if parent is None:
            continue
        at = parent.index(node)
        for offset, child in enumerate(list(node)):
            parent.insert(at + offset, child)
        parent.remove(node)


def _copy_text_boxes(root: Any) -> None:
    """Older programs read a second copy of every text box: it gets the first one's text."""
    for both in root.iter(f"{_COMPATIBLE}AlternateContent"):
        fresh = [
            box for choice in both.findall(f"{_COMPATIBLE}Choice") for box in choice.iter(f"{W}txbxContent")
        ]
        stale = [box for old in both.findall(f"{_COMPATIBLE}Fallback") for box in old.iter(f"{W}txbxContent")]
        for new, old in zip(fresh, stale, strict=False):
            old[:] = [copy.deepcopy(child) for child in new]

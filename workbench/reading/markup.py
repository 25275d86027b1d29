"""HTML and Markdown to paragraphs of text.

A web page is given to trafilatura, which finds the article among menus and teasers. A plain HTML file
(no menus, few links) is taken whole: there is nothing to tell apart, and nothing may be lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from workbench.errors import BadFile
from workbench.reading.decoding import decode
from workbench.reading.extracted import Extracted, joined

__all__ = ["BLOCKS", "FRONT_MATTER", "SKIPPED", "hides", "html", "html_paragraphs", "markdown", "parse_html"]

_CHARSET = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]{2,40})""", regex.IGNORECASE)
_DECLARATION = regex.compile(r"^\s*<\?xml[^>]*\?>")
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "datalist",
        "textarea",
        "button",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "title",
    ]
)
_FURNITURE = ("nav", "aside", "footer", "form", "iframe")
_MANY_LINKS = 12
"""Links from which on a file is taken for a web page with menus."""
_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
FRONT_MATTER = regex.compile(
    r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$\n?", regex.DOTALL | regex.MULTILINE
)


def html(data: bytes, name: str, encoding: str | None = None) -> Extracted:
    """The text of an HTML file: the article of a web page, or all of a plain file.

    Scripts, styles and hidden elements are never in it.

    Raises:
        UnreadableText: its encoding cannot be told.
        BadFile: it is nested so deeply that it cannot be read.
    """
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, name, encoding or _usable(data, declared and declared[1].decode("ascii")))
    root = parse_html(decoded.text)
    if root is None:
        return Extracted("", decoded.notes, decoded.encoding)
    if _is_page(root):
        article = _article(decoded.text)
        if article:
            return Extracted(
                article, (*decoded.notes, "the article of a web page, menus left out"), decoded.encoding
            )
    return Extracted(joined(_with_title(root)), decoded.notes, decoded.encoding)


def _usable(data: bytes, charset: str | None) -> str | None:
    """The declared encoding if the bytes are in it; pages often declare another than they have."""
    if not charset:
        return None
    try:
        data.decode(charset)
    except (LookupError, UnicodeError):
        return None
    return charset if not charset.lower().startswith(("utf-16", "utf-32")) else None


def parse_html(text: str) -> Any:
    """The root element of an HTML text, None if there is nothing in it."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return lxml_html.document_fromstring(
            _DECLARATION.sub("", text).encode("utf-8", "replace"), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_page(root: Any) -> bool:
    """True for a web page with furniture around its text."""
    return any(root.find(f".//{tag}") is not None for tag in _FURNITURE) or (
        sum(1 for _ in root.iter("a")) >= _MANY_LINKS
    )


def _article(text: str) -> str:
    """The main text of a web page with its title, or "" if trafilatura finds none."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # its complaints are not ours
    try:
        found = trafilatura.bare_extraction(
            text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    except (RecursionError, ValueError, AttributeError, TypeError):  # hostile nesting
        return ""
    if found is None or isinstance(found, dict) or not found.text:
        return ""
    paragraphs = found.text.split("\n")
    title = (found.title or "").strip()
    if title and not any(
        title in paragraph or paragraph in title for paragraph in paragraphs[:3] if paragraph
    ):
        paragraphs.insert(0, title)
    return joined(paragraphs)


def _with_title(root: Any) -> Iterator[str]:
    """Paragraphs of the body, after the page's title where no heading says it."""
    title = root.findtext(".//title")
    if title and root.find(".//h1") is None:
        yield title
    yield from html_paragraphs(root)


def html_paragraphs(root: Any) -> Iterator[str]:
    """The text of each block element, in order; ``br`` becomes a line break."""
    from lxml import etree

    pieces: list[str] = []
    skipped: list[Any] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and not skipped and (node.tag in SKIPPED or hides(node.attrib)):
            skipped.append(node)
        if not skipped:
            if node.tag in BLOCKS:
                yield "".join(pieces)
                pieces = []
            if event == "start":
                pieces.append("\n" if node.tag == "br" else _collapsed(node.text))
        elif event == "end" and node is skipped[-1]:
            skipped.pop()
        if event == "end" and not skipped:
            pieces.append(_collapsed(node.tail))
    yield "".join(pieces)


def hides(attributes: Mapping[str, str]) -> bool:
    """True if an element with these attributes is not shown."""
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))


def _collapsed(text: str | None) -> str:
    """Layout white space as one space; no-break spaces stay."""
    return regex.sub(r"[ \t\r\n\f]+", " ", text or "")


def markdown(data: bytes, name: str, encoding: str | None = None) -> Extracted:
    """The text of a Markdown file without its marks; each list item and cell is a paragraph.

    Raises:
        UnreadableText: its encoding cannot be told.
        BadFile: it is nested so deeply that it cannot be read.
    """
    from markdown_it import MarkdownIt

    decoded = decode(data, name, encoding)
    text = FRONT_MATTER.sub("", decoded.text, count=1)
    notes = decoded.notes if text == decoded.text else (*decoded.notes, "the front matter is left out")
    try:
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
    except RecursionError as error:
        raise BadFile(
            f"“{name}” is nested too deeply to be read.", hint="Rename it to .txt to read it as it stands."
        ) from error
    return Extracted(joined(_markdown_paragraphs(tokens)), notes, decoded.encoding)


def _markdown_paragraphs(tokens: Any) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(child) for child in token.children or ())
        elif token.type in ("code_block", "fence"):
            yield token.content
        elif token.type == "html_block":
            root = parse_html(token.content)
            if root is not None:
                yield from html_paragraphs(root)


def _inline(token: Any) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    if token.type in ("text", "code_inline", "image"):
        return str(token.content)
    return ""

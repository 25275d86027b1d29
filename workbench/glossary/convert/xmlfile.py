"""XML in and out: entities and other trapdoors are refused, names are read without their namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, indent, tostring

import regex

from workbench.errors import BadFile

__all__ = ["XML_LANG", "children", "descendants", "local", "parse", "text_of", "to_bytes"]

_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(data: bytes, name: str) -> Element:
    """The root of an XML file.

    Raises:
        BadFile: it is broken, or declares entities (a way to read other files or to blow up).
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
    except DefusedXmlException:
        raise BadFile(
            f"“{name}” declares XML entities, which are refused.", hint="Delete its <!ENTITY> lines."
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise BadFile(f"“{name}” is broken XML: {error}.", hint="Export it anew.") from None
    return root


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    """Direct children with one of the local names."""
    return (child for child in element if local(child) in names)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """All elements below with one of the local names, in order."""
    return (child for child in element.iter() if local(child) in names)


def text_of(element: Element | None) -> str:
    """All text inside. Lines that a tool wrapped and indented are joined; line ends without indent stay."""
    if element is None:
        return ""
    return regex.sub(r"[ \t]*\n[ \t]+", " ", "".join(element.itertext()).strip())


def to_bytes(root: Element, doctype: str = "") -> bytes:
    """The file: declaration, document type if any, indented.

    Raises:
        BadFile: a text has a character that XML cannot hold.
    """
    for element in root.iter():
        if element.text and (bad := _ILLEGAL.search(element.text)):
            raise BadFile(
                f"“{element.text[:60]}” has U+{ord(bad[0]):04X}, which XML cannot hold.", hint="Delete it."
            )
    indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return head.encode() + tostring(root, encoding="unicode").encode() + b"\n"

"""The XML in zip containers, read so that a hostile one does no harm; the containers: :mod:`workbench.containers`."""

from __future__ import annotations

from typing import Any

from workbench.containers import Archive, open_archive
from workbench.errors import BadFile

__all__ = ["Archive", "open_archive", "parse_xml"]


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of an XML part, entities and network off.

    Raises:
        BadFile: not well-formed, or it declares entities, which no office program writes.
    """
    from lxml import etree

    if b"<!ENTITY" in data:
        raise BadFile(
            f"“{name}” declares XML entities, as attacks do and documents do not.",
            hint="Do not open files from people you do not know.",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadFile(
            f"“{name}” is damaged: its XML breaks off in line {error.lineno}.",
            hint="Get the file again, or save it anew.",
        ) from error

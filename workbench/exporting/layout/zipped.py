"""A zip container of XML parts: those that were touched are written anew, all others as they are."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from workbench.exporting.word import undated
from workbench.reading.archive import open_archive, parse_xml

__all__ = ["Zipped"]


class Zipped:
    """An office file.

    Args:
        data: its bytes.
        name: what to call it in an error.

    Raises:
        BadFile: damaged or hostile.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._archive = open_archive(data, name)
        self._data, self._name = data, name
        self._trees: dict[str, Any] = {}

    def __contains__(self, entry: str) -> bool:
        return entry in self._archive

    def tree(self, entry: str) -> Any:
        """The root of an XML part; what is done to it is written."""
        if entry not in self._trees:
            self._trees[entry] = parse_xml(self._archive.read(entry), self._name)
        return self._trees[entry]

    def result(self) -> bytes:
        """The file; entries keep their order, as OpenDocument wants ``mimetype`` first and unpacked."""
        from lxml import etree

        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self._data)) as old, zipfile.ZipFile(made, "w") as new:
            for entry in old.infolist():
                if entry.filename in self._trees:
                    root = self._trees[entry.filename]
                    content = etree.tostring(
                        root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
                    )
                else:
                    content = old.read(entry)
                new.writestr(undated(entry), content)
        return made.getvalue()

"""Glossaries from and to the formats of other tools. What a format cannot carry is always listed.

A format is one row of :data:`FORMATS`: a reader and a writer. Readers make concepts, writers take them; YAML is
written by :mod:`workbench.glossary.write`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from workbench.errors import BadFile
from workbench.glossary.convert import tables, tbx, tmx, yamlfile
from workbench.glossary.convert.base import Carried, Converted, Job

__all__ = ["FORMATS", "Carried", "Converted", "Format", "Job", "convert", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    Attributes:
        suffix: of its files.
        about: one line for ``--help``.
        read: bytes to a glossary.
        write: a glossary to bytes.
    """

    suffix: str
    about: str
    read: Callable[[bytes, Job], Converted]
    write: Callable[[Converted, Job], Carried]


FORMATS = MappingProxyType(
    {
        "yaml": Format(".yaml", "our own", yamlfile.read, yamlfile.write),
        "csv": Format(
            ".csv", "one row per term; lossless, YAML comments too", tables.read_csv, tables.write_csv
        ),
        "tsv": Format(".tsv", "OmegaT: source, target, comment", tables.read_tsv, tables.write_tsv),
        "xlsx": Format(".xlsx", "as csv, for spreadsheets", tables.read_xlsx, tables.write_xlsx),
        "tbx": Format(".tbx", "TBX-Basic, ISO 30042:2019 (version 3)", tbx.read, tbx.write_3),
        "tbx2": Format(".tbx", "TBX-Basic, ISO 30042:2008 (version 2)", tbx.read, tbx.write_2),
        "tmx": Format(".tmx", "TMX 1.4: allowed terms only", tmx.read, tmx.write),
    }
)


def format_of(path: Path) -> str:
    """The format of a file by its name.

    Raises:
        BadFile: no format has such names; the hint lists them.
    """
    suffix = {".yml": ".yaml", ".txt": ".tsv", ".martif": ".tbx"}.get(
        path.suffix.lower(), path.suffix.lower()
    )
    for name, form in FORMATS.items():
        if form.suffix == suffix:
            return name
    known = ", ".join(dict.fromkeys(form.suffix for form in FORMATS.values()))
    raise BadFile(f"“{path.name}” is no glossary format by its name.", hint=f"Known: {known}.")


def convert(data: bytes, source: str, target: str, job: Job) -> Carried:
    """Read `data` as format `source` and write it as format `target`.

    Args:
        source, target: keys of :data:`FORMATS`.
        job: names and languages the formats themselves do not carry.

    Returns:
        The bytes, and in words what could not be carried.

    Raises:
        BadFile, BadGlossary: `data` is not what it claims to be, or languages are missing.
    """
    return FORMATS[target].write(FORMATS[source].read(data, job), job)

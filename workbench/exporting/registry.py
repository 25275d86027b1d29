"""All export and exchange formats in one table: what the command line and the page offer comes from here.

A new format is one row: its functions are named by module and loaded when they are first called.

>>> by_name("tmx").title, by_file("out.XLSX").name, [form.name for form in REGISTRY.values() if form.read][:3]
('TMX 1.4', 'xlsx', ['tmx', 'xliff', 'xliff2'])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import cast

from workbench.bitext import Bitext
from workbench.errors import BadFile
from workbench.exporting.exchange import Content, Options, ReadBack, Reader, Writer, Written
from workbench.exporting.merging import as_bitext, as_changes
from workbench.model import Report
from workbench.reading.files import load

__all__ = ["REGISTRY", "Format", "by_file", "by_name", "export", "read_bitext"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: for ``--format``; unique.
        title: for a person.
        extensions: of its files, with the dot, the usual one first; the first row with one has it.
        media_type: for downloads.
        writer, reader: ``module:function`` of types :data:`Writer` and :data:`Reader`; "" where it cannot.
        one_rendering: a file holds a single rendering; :attr:`Options.rendering` chooses it.
        needs_report: it shows findings, so it says most when made from a report.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    media_type: str
    writer: str = ""
    reader: str = ""
    one_rendering: bool = False
    needs_report: bool = False

    @property
    def write(self) -> Writer | None:
        """Content to bytes, or None where the format is only read."""
        return cast(Writer, _loaded(self.writer)) if self.writer else None

    @property
    def read(self) -> Reader | None:
        """Bytes to rows, or None where the format is only written."""
        return cast(Reader, _loaded(self.reader)) if self.reader else None


def _loaded(place: str) -> Callable[..., object]:
    module, _, name = place.partition(":")
    return cast(Callable[..., object], getattr(import_module(f"workbench.exporting.{module}"), name))


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ROWS = (
    # Out and back in
    Format("tmx", "TMX 1.4", (".tmx",), "application/x-tmx+xml", "tmx:write", "tmx:read"),
    Format("xliff", "XLIFF 1.2", (".xlf", ".xliff"), "application/x-xliff+xml", "xliff12:write", "xliff12:read"),
    Format("xliff2", "XLIFF 2.1", (".xlf2",), "application/xliff+xml", "xliff21:write", "xliff21:read"),
    Format("po", "PO", (".po", ".pot"), "text/x-gettext-translation", "po:write", "po:read", one_rendering=True),
    Format("csv", "CSV", (".csv",), "text/csv", "tables:write_csv", "tables:read_csv"),
    Format("tsv", "TSV", (".tsv", ".tab"), "text/tab-separated-values", "tables:write_tsv", "tables:read_tsv"),
    Format("xlsx", "Excel (XLSX)", (".xlsx",), _XLSX, "xlsx:write", "xlsx:read"),
    Format("docx", "Word table (DOCX)", (".docx",), _DOCX, "docx_table:write", "docx_edited:read"),
    Format("json", "JSON, everything in the table", (".json",), "application/json", "bitext_json:write",
           "bitext_json:read"),
    # Out only
    Format("html", "Side-by-side page (HTML)", (".html", ".htm"), "text/html", "reports:html", needs_report=True),
    Format("pdf", "Side-by-side page (PDF)", (".pdf",), "application/pdf", "pdf:write", needs_report=True),
    Format("md", "Markdown", (".md",), "text/markdown", "reports:markdown", needs_report=True),
    Format("report", "JSON, everything that was found", (), "application/json", "reports:json", needs_report=True),
    Format("figures", "TSV with confidence and findings", (), "text/tab-separated-values", "reports:figures",
           needs_report=True),
    Format("beads", "Alignment beads", (".beads",), "text/plain", "reports:beads", needs_report=True),
)  # fmt: skip

REGISTRY: Mapping[str, Format] = MappingProxyType({form.name: form for form in _ROWS})
"""All formats by name, in the order to offer them."""


def by_name(name: str) -> Format:
    """The format of that name.

    Raises:
        BadFile: there is none; the hint lists them.
    """
    if name in REGISTRY:
        return REGISTRY[name]
    raise BadFile(f"“{name[:40]}” is no format.", hint=f"There are: {', '.join(REGISTRY)}.")


def by_file(name: str | PurePath) -> Format:
    """The format that a file's name asks for.

    Raises:
        BadFile: no format has such names; the hint lists them.
    """
    suffix = PurePath(name).suffix.lower()
    for form in REGISTRY.values():
        if suffix in form.extensions:
            return form
    known = ", ".join(form.extensions[0] for form in REGISTRY.values() if form.extensions)
    raise BadFile(f"“{PurePath(name).name[:80]}” names no format that is known.", hint=f"Known are: {known}.")


def export(value: Content | Bitext | Report, name: str, options: Options = Options()) -> Written:  # noqa: B008
    """Write a table or a report in the format of that name.

    Returns:
        The bytes, and in words what the format could not carry.

    Raises:
        BadFile: there is no such format, it is only read, or a text does not fit into it.
    """
    form = by_name(name)
    if form.write is None:
        raise BadFile(f"{form.title} is only read.", hint="Choose another format.")
    return form.write(value if isinstance(value, Content) else Content.of(value), options)


def read_bitext(
    source: Path | bytes,
    form: str | None = None,
    *,
    base: Bitext | None = None,
    options: Options = Options(),  # noqa: B008
) -> ReadBack:
    """Read an exchange file, or take the changes out of one that came back.

    Args:
        source: a path, or the bytes of a file.
        form: name of the format; by the file's name unless given.
        base: the table as we have it; then only texts, states, remarks and locks are taken, row by row, and
            everything that does not fit is told.
        options: languages, the file's name, whose and of when its remarks are.

    Returns:
        The bitext (with a base: the base, changed), problems by line, and the changes for the history.

    Raises:
        BadFile: it cannot be opened, is not the format, is hostile, or the format is not read.
        UnreadableText: not text, or too large.

    >>> table = read_bitext(b"en,uk\\r\\nYes.,\\xd0\\xa2\\xd0\\xb0\\xd0\\xba.\\r\\n", "csv").bitext
    >>> table.rows[0].source.text, table.rows[0].cells[0].text, table.columns[0].lang
    ('Yes.', 'Так.', 'uk')
    """
    if isinstance(source, Path):
        options = options if options.name else replace(options, name=source.name)
        data = load(source)
    else:
        data = source
    if form is None:
        form = by_file(options.name).name
    reader = by_name(form).read
    if reader is None:
        raise BadFile(
            f"{by_name(form).title} is only written.", hint=f"These are read: {', '.join(_readable())}."
        )
    incoming = reader(data, options)
    return as_bitext(incoming, options.name) if base is None else as_changes(incoming, base)


def _readable() -> list[str]:
    return [form.name for form in REGISTRY.values() if form.reader]

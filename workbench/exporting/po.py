"""One rendering as a gettext PO file, through Babel.

``msgctxt`` is the row's id, so that a sentence that comes twice may be translated in two ways. What is not confirmed
is marked ``fuzzy``. Remarks stand in extracted comments (``#.``), our facts in the last of them.
Format: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.bitext import Bitext
from workbench.errors import BadFile
from workbench.exporting.carried import (
    DocumentFacts,
    RowFacts,
    comment_line,
    comments_from,
    comments_of,
    document_facts,
    parsed,
    row_facts,
)
from workbench.exporting.exchange import Content, InCell, InColumn, Incoming, InRow, Options, Written
from workbench.exporting.tables import decoded
from workbench.exporting.xliff import tag_of, unsaid
from workbench.interchange import Problem
from workbench.interchange.tmx import language_code
from workbench.interchange.xmltext import spelled, unspelled
from workbench.model import Origin
from workbench.reading.decoding import decode

if TYPE_CHECKING:
    from babel.messages.catalog import Message

__all__ = ["read", "write"]

_CHARSET = re.compile(rb"charset=([A-Za-z0-9._-]{2,30})")
_FACTS = "workbench: "
_DOCUMENT = "X-Workbench-Document"
_LABEL = "X-Workbench-Rendering"
_SOURCE_LANG = "X-Source-Language"
_NO_WRAPPING = 10**9
"""Babel wraps comments too unless the line is wide enough."""
_STRING = re.compile(r'(msg\w+(\[\d+\])?\s+)?"([^"\\]|\\.)*"')
_WORDS = ("msgid", "msgstr", "msgctxt", "#", '"')


def write(content: Content, options: Options) -> Written:
    """The chosen rendering; rows without a source have no place in PO and are told.

    Raises:
        BadFile: there is no rendering, or none of the name.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    bitext = content.bitext
    number = content.chosen(options)
    catalog = Catalog(fuzzy=False)
    lost = list(unsaid(bitext))
    others = [column.label for at, column in enumerate(bitext.columns) if at != number]
    if others:
        lost.append(f"the other renderings ({', '.join(others)}): a PO file holds one")
    homeless = 0
    for row in bitext.rows:
        if not row.source.text:
            homeless += bool(row.cells[number].text)
            continue
        cell = row.cells[number]
        notes = comments_of(row, [number])
        message = catalog.add(
            spelled(row.source.text),
            spelled(cell.text),
            auto_comments=[
                *(spelled(comment_line(note)) for note in notes),
                spelled(_FACTS + row_facts(row, [number])),
            ],
            context=spelled(row.id),
        )
        message.flags.clear()  # Babel takes “50% of” for a format
        if cell.text and not cell.confirmed:
            message.flags.add("fuzzy")
    if homeless:
        lost.append(f"{homeless} rows with nothing in the source")
    out = io.BytesIO()
    write_po(out, catalog, width=_NO_WRAPPING, omit_header=True)
    return Written(_header(bitext, number).encode() + out.getvalue(), tuple(lost))


def _header(bitext: Bitext, number: int) -> str:
    """The header; our own, for Babel's says the time it was written at."""
    from babel.messages.pofile import escape

    column = bitext.columns[number]
    fields = (
        ("Project-Id-Version", bitext.document.name),
        ("Language", tag_of(column).replace("-", "_")),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Generator", "translation-workbench"),
        (_SOURCE_LANG, tag_of(bitext.source)),
        (_LABEL, column.label),
        (_DOCUMENT, document_facts(bitext, [number])),
    )
    lines = (escape(spelled(f"{name}: {value.replace(chr(10), ' ')}\n")) for name, value in fields)
    return 'msgid ""\nmsgstr ""\n' + "\n".join(lines) + "\n\n"


def read(data: bytes, options: Options) -> Incoming:
    """A PO file of any tool; of plural forms the first is read, obsolete entries are left out.

    Raises:
        BadFile: there is no entry in it.
        UnreadableText: not text.
    """

    name = options.name or "the PO file"
    text, problems = _decoded(data, name)
    lines = text.split("\n")
    if not any(line.startswith("msgid") for line in lines):
        raise BadFile(f"“{name}” is no PO file: it has no msgid.", hint="Give a .po file.")
    header = _fields(lines)
    facts = parsed(header.get(_DOCUMENT), DocumentFacts)
    rows: list[InRow] = []
    plural = 0
    for message in _messages(lines, problems):
        plural += not isinstance(message.id, str)
        rows.append(_row(message, options))
    if plural:
        problems.append(Problem(f"{plural} entries have plural forms; only the first of each was read."))
    if not rows and not facts:
        raise BadFile(f"“{name}” has no entry.", hint="Give a file with text in it.")
    return Incoming(*_sides(header, facts, options), tuple(rows), tuple(problems), facts)


def _messages(lines: list[str], problems: list[Problem]) -> list[Message]:
    """All entries; where the file is broken, entry by entry, so that only the broken ones are left out."""
    kept = []
    for number, line in enumerate(lines, 1):
        good = not line.strip() or line.lstrip().startswith(_WORDS)
        kept.append(line if good else "")
        if not good:  # a merge conflict, a cut-off
            seen = f"This line is no part of a PO file; it was left out: “{line.strip()[:80]}”."
            problems.append(Problem(seen, number))
    for start, block in list(_blocks(kept)):
        if not _complete(block) or (start + len(block) > len(lines) and lines[-1]):
            problems.append(
                Problem(f"An entry that is cut off was left out: “{block[-1].strip()[:80]}”.", start)
            )
            kept[start - 1 : start - 1 + len(block)] = [""] * len(block)
    whole = _parsed(kept)
    if whole is not None:
        given = sum(line.startswith("msgid ") for line in kept) - (kept.count('msgid ""') > 0)
        if given > len(whole):
            problems.append(Problem(f"{given - len(whole)} entries came again and were taken once."))
        return whole
    out: list[Message] = []
    for start, block in _blocks(kept):
        some = _parsed(block)
        if some is None:
            problems.append(Problem(f"A broken entry was left out: “{block[0][:80]}”.", start))
        out += some or []
    return out


def _complete(block: list[str]) -> bool:
    """True if every string of the entry is closed and it has a translation, be it an empty one."""
    told = [line for line in block if not line.lstrip().startswith("#")]
    if not told:
        return True
    return all(_STRING.fullmatch(line.strip()) for line in told) and any(
        line.startswith("msgstr") for line in told
    )


def _parsed(lines: list[str]) -> list[Message] | None:
    """The entries but the header; None where something is broken."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalog = read_po([line + "\n" for line in lines], abort_invalid=True)
    except (PoFileError, ValueError, IndexError, KeyError, TypeError, AttributeError, AssertionError):
        return None  # Babel raises whatever comes
    return [message for message in catalog if message.id]


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(number of the first line, lines) of each entry: they are parted by blank lines."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _decoded(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text, in the encoding its header names if that is another than UTF-8."""
    named = _CHARSET.search(data[:20_000])
    charset = named[1].decode().lower() if named else "utf-8"
    if charset in ("charset", "utf-8", "utf8", "ascii", "us-ascii"):
        text, problems = decoded(data, name)
    else:
        text, problems = decode(data, name, charset).text, []
    return text.replace("\r\n", "\n"), problems


def _fields(lines: list[str]) -> dict[str, str]:
    """The header's fields, as they are written."""
    from babel.messages.pofile import unescape

    try:
        at = next(n for n, line in enumerate(lines) if line.strip() == 'msgid ""')
        first = next(n for n in range(at + 1, len(lines)) if lines[n].startswith("msgstr"))
    except StopIteration:
        return {}
    parts = [lines[first].removeprefix("msgstr").strip()]
    for line in lines[first + 1 :]:
        if not line.startswith('"'):
            break
        parts.append(line.strip())
    text = "".join(unescape(part) for part in parts if len(part) > 1)
    pairs = (line.partition(":") for line in text.split("\n"))
    return {key.strip(): unspelled(value.strip()) for key, _, value in pairs}


def _sides(
    header: dict[str, str], facts: DocumentFacts | None, options: Options
) -> tuple[InColumn, tuple[InColumn, ...]]:
    if facts:
        columns = tuple(InColumn(c.label, c.lang, c.kind, c.name) for c in facts.columns)
        return InColumn(facts.source.label, facts.source.lang, Origin.SOURCE, facts.source.name), columns
    lang = language_code(header.get("Language", "")) or language_code(options.target_lang)
    source = language_code(header.get(_SOURCE_LANG, "")) or language_code(options.source_lang)
    name = options.name or "source"
    return InColumn(name, source, Origin.SOURCE, name), (InColumn(header.get(_LABEL) or "target", lang),)


def _row(message: Message, options: Options) -> InRow:
    source = message.id if isinstance(message.id, str) else message.id[0]
    target = message.string if isinstance(message.string, str) else (message.string or [""])[0]
    remarks = [unspelled(line) for line in (*message.user_comments, *message.auto_comments)]
    ours = next((line for line in reversed(remarks) if line.startswith(_FACTS)), "")
    facts = parsed(ours.removeprefix(_FACTS), RowFacts)
    lines = [line for line in remarks if line != ours]
    text = unspelled(target or "")
    return InRow(
        cells=(InCell(text, "fuzzy" not in message.flags if text else None),),
        source=InCell(unspelled(source)),
        id=facts.id if facts else unspelled(message.context or ""),
        comments=comments_from(lines, facts.comments if facts else (), options.who, options.when),
        facts=facts,
        line=message.lineno,
    )

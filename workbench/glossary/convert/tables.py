"""Tables: CSV and XLSX with one row per term (nothing lost), and OmegaT's three-column TSV."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.errors import BadFile
from workbench.glossary.base import HEADER_KEYS, SCOPES, Glossary, split_language
from workbench.glossary.convert.base import (
    Carried,
    Converted,
    Job,
    Place,
    ident,
    need_languages,
    place_of,
    with_header,
    with_texts,
)
from workbench.languages import LANGUAGES
from workbench.model import Concept, Term, TermStatus

__all__ = ["read_csv", "read_tsv", "read_xlsx", "write_csv", "write_tsv", "write_xlsx"]

_CONCEPT = ("concept", "definition", "domain", "concept note", "source")
_TERM = ("lang", "region", "term", "status", "part of speech", "case sensitive", "loose", "scope", "forms", "why",
         "note", "examples")  # fmt: skip
_COMMENTS = ("concept comment", "comment")
COLUMNS = (*_CONCEPT, *_TERM, *_COMMENTS)
"""One row per term. The concept's own columns are filled in its first row; the header stands in rows above,
``#name`` and its value."""

_MAX_UNPACKED = 256 * 2**20
"""Bytes an XLSX may unpack to."""

_YES = ("yes", "true", "1")

_MANY = " | "
"""Between several forms or examples in one cell; a bar inside is doubled."""

Row = Sequence[str]


# --- one row per term ---------------------------------------------------------------------------------------


def to_rows(converted: Converted) -> list[Row]:
    """A glossary as rows of texts, the column names among them."""
    glossary, comments = converted.glossary, converted.comments
    rows: list[Row] = []
    if top := comments.get(()):
        rows.append(("#comment", top))
    for key in HEADER_KEYS:
        value = getattr(glossary, key)
        if value:
            rows.append((f"#{key}", " ".join(value) if key == "languages" else value))
    rows.append(COLUMNS)
    for concept in glossary.concepts:
        head: Row = (concept.id, concept.definition, concept.domain, concept.note, concept.source)
        above = comments.get(place_of(concept.id), "")
        for term in concept.terms:
            rows.append((*head, *_term_cells(term), above, comments.get(place_of(concept.id, term), "")))
            head, above = (concept.id, "", "", "", ""), ""
        if not concept.terms:
            rows.append((*head, *[""] * len(_TERM), above, ""))
    return rows


def _term_cells(term: Term) -> Row:
    return (
        term.lang,
        term.region,
        term.text,
        term.status.value,
        term.part_of_speech,
        "yes" if term.case_sensitive else "",
        "yes" if term.loose else "",
        "" if term.scope == "anywhere" else term.scope,
        _many(term.forms),
        term.why,
        term.note,
        _many(term.examples),
    )


def _many(values: Iterable[str]) -> str:
    return _MANY.join(value.replace("|", "||") for value in values)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(
        part.replace("\0", "|").strip() for part in cell.replace("||", "\0").split("|") if part.strip()
    )


def from_rows(rows: Iterable[Row], job: Job) -> Converted:
    """Rows of ours, or of any table whose column names are language codes.

    Raises:
        BadFile: the column names say neither.
    """
    header: dict[str, str] = {}
    rest = [list(map(str.strip, row)) for row in rows]
    rest = [row for row in rest if any(row)]
    while rest and rest[0][0].startswith("#") and rest[0][0][1:] in (*HEADER_KEYS, "comment"):
        row = rest.pop(0)
        header[row[0][1:]] = row[1] if len(row) > 1 else ""
    if not rest:
        raise BadFile(f"“{job.name}” has no rows.", hint="Give a table with a line of column names.")
    names = [name.lower() for name in rest[0]]
    empty = with_header(Glossary(Path(job.name), Path(job.name).stem, ()), header)
    if "term" in names and "lang" in names:
        concepts, comments, lost = _by_term(names, rest[1:])
    elif any(_language_of(name) for name in names):
        concepts, lost = _by_language(names, rest[1:])
        comments = {}
    else:
        hint = "Name the columns by language (en, uk), or as “glossary convert” does."
        raise BadFile(f"The columns of “{job.name}” are {', '.join(names[:6])}.", hint=hint)
    if header.get("comment"):
        comments[()] = header["comment"]
    return Converted(replace(empty, concepts=concepts), comments, tuple(lost))


def _by_term(
    names: list[str], rows: Iterable[Row]
) -> tuple[tuple[Concept, ...], dict[Place, str], list[str]]:
    concepts: dict[str, Concept] = {}
    comments: dict[Place, str] = {}
    unknown = [name for name in names if name and name not in COLUMNS]
    lost = [f"column “{name}”" for name in unknown]
    for row in rows:
        cell = dict(zip(names, row, strict=False))
        name = cell.get("concept") or ident(cell["term"], set(concepts))
        known = concepts.get(name) or Concept(name, ())
        texts = {
            "note": cell.get("concept note", ""),
            **{k: cell.get(k, "") for k in ("definition", "domain", "source")},
        }
        known = with_texts(known, texts)
        if cell.get("term"):
            term = _term_of(cell)
            known = replace(known, terms=(*known.terms, term))
            if cell.get("comment"):
                comments[place_of(name, term)] = cell["comment"]
        if cell.get("concept comment"):
            comments[place_of(name)] = cell["concept comment"]
        concepts[name] = known
    return tuple(concepts.values()), comments, lost


def _term_of(cell: dict[str, str]) -> Term:
    lang, region = split_language(cell["lang"])
    status = cell.get("status", "").lower()
    scope = cell.get("scope", "")
    return Term(
        cell["term"],
        lang,
        TermStatus(status) if status in [*TermStatus] else TermStatus.PREFERRED,
        region=cell.get("region") or region,
        part_of_speech=cell.get("part of speech", ""),
        case_sensitive=cell.get("case sensitive", "").lower() in _YES,
        loose=cell.get("loose", "").lower() in _YES,
        scope=scope if scope in SCOPES else "anywhere",
        forms=_split(cell.get("forms", "")),
        why=cell.get("why", ""),
        note=cell.get("note", ""),
        examples=_split(cell.get("examples", "")),
    )


def _language_of(name: str) -> str:
    lang, _ = split_language(name) if name else ("", "")
    return lang if lang in LANGUAGES else ""


def _by_language(names: list[str], rows: Iterable[Row]) -> tuple[tuple[Concept, ...], list[str]]:
    """One concept per row, one column per language; definitions and notes where columns are called so."""
    taken: set[str] = set()
    concepts = []
    extra = {
        "definition": "definition",
        "note": "note",
        "notes": "note",
        "comment": "note",
        "domain": "domain",
    }
    for row in rows:
        terms: list[Term] = []
        fields: dict[str, str] = {}
        for name, cell in zip(names, row, strict=False):
            if cell and _language_of(name):
                lang, region = split_language(name)
                listed = [part.strip() for part in cell.split(";") if part.strip()]
                ranks = [TermStatus.PREFERRED] + [TermStatus.ADMITTED] * len(listed)
                terms += [Term(t, lang, s, region=region) for t, s in zip(listed, ranks, strict=False)]
            elif cell and name in extra:
                fields[extra[name]] = cell
        if terms:
            concepts.append(with_texts(Concept(ident(terms[0].text, taken), tuple(terms)), fields))
    lost = [f"column “{name}”" for name in names if name and not _language_of(name) and name not in extra]
    return tuple(concepts), lost


# --- files --------------------------------------------------------------------------------------------------


def _decoded(data: bytes, job: Job) -> tuple[str, tuple[str, ...]]:
    """Text of a table file; a guess of its encoding is told."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp1251", "cp1252", "cp1250", "koi8_u", "cp1253", "cp1254"]).best()
    if best is None:
        raise BadFile(f"The encoding of “{job.name}” cannot be told.", hint="Save it as UTF-8.")
    return str(best), (f"the encoding was guessed: {best.encoding}; check a line with letters beyond a–z",)


def read_csv(data: bytes, job: Job) -> Converted:
    """CSV with commas, semicolons or tabs."""
    text, notes = _decoded(data, job)
    head = text[:4000]
    delimiter = max(",;\t", key=lambda char: sum(line.count(char) for line in head.splitlines()[:20]))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadFile(f"“{job.name}” is broken CSV: {error}.", hint="Check its quotes.") from None
    done = from_rows(rows, job)
    return replace(done, lost=(*notes, *done.lost))


def write_csv(converted: Converted, job: Job) -> Carried:
    """CSV in UTF-8 with a mark, so that spreadsheets read its letters right."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(to_rows(converted))
    return Carried(b"\xef\xbb\xbf" + out.getvalue().encode(), converted.lost)


def read_xlsx(data: bytes, job: Job) -> Converted:
    """The first sheet of a workbook; merged cells are filled with their value, which is told."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if size > _MAX_UNPACKED:
            raise BadFile(f"“{job.name}” unpacks to {size / 2**20:.0f} MB.", hint="Split it.")
        sheet = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise BadFile(f"“{job.name}” is no XLSX workbook ({error}).", hint="Save it as .xlsx anew.") from None
    notes = []
    for area in list(sheet.merged_cells.ranges):
        value = sheet.cell(area.min_row, area.min_col).value
        sheet.unmerge_cells(str(area))
        for line in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
            for cell in line:
                cell.value = value
        notes.append(f"the merged cells {area} were each filled with their value")
    rows = [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]
    done = from_rows(rows, job)
    return replace(done, lost=(*notes, *done.lost))


def write_xlsx(converted: Converted, job: Job) -> Carried:
    """A workbook with one sheet; texts that begin with “=” stay texts."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Glossary"
    for number, row in enumerate(to_rows(converted), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            try:
                cell.value = text or None
            except IllegalCharacterError:
                raise BadFile(
                    f"“{text!r}” has a character that XLSX cannot hold.", hint="Delete it."
                ) from None
            if text:
                cell.data_type = "s"
        if row is COLUMNS:
            for cell in sheet[number]:
                cell.font = Font(bold=True)
            sheet.freeze_panes = f"A{number + 1}"
    out = io.BytesIO()
    book.save(out)
    return Carried(out.getvalue(), converted.lost)


# --- OmegaT -------------------------------------------------------------------------------------------------


def read_tsv(data: bytes, job: Job) -> Converted:
    """OmegaT's glossary: source, target, comment, separated by tabs; lines with # are comments."""
    source, target = need_languages(job)
    text, notes = _decoded(data, job)
    taken: set[str] = set()
    concepts: dict[str, Concept] = {}
    lost = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            lost.append(f"line {number}: “{line[:60]}” has no target")
            continue
        concepts[cells[0]] = _omegat_concept(concepts.get(cells[0]), cells, source, target, taken)
    made = Glossary(Path(job.name), Path(job.name).stem, tuple(concepts.values()))
    return Converted(made, {}, (*notes, *lost))


def _omegat_concept(known: Concept | None, cells: Row, source: str, target: str, taken: set[str]) -> Concept:
    """Several lines of one source are one concept with further, admitted targets."""
    lang, region = split_language(target)
    status = TermStatus.ADMITTED if known else TermStatus.PREFERRED
    term = Term(cells[1], lang, status, region=region, note=cells[2] if len(cells) > 2 else "")
    if known:
        return replace(known, terms=(*known.terms, term))
    lang, region = split_language(source)
    return Concept(ident(cells[0], taken), (Term(cells[0], lang, region=region), term))


def write_tsv(converted: Converted, job: Job) -> Carried:
    """OmegaT's glossary for one direction; every source term with every allowed target, the preferred first."""
    source, target = (split_language(code)[0] for code in need_languages(job))
    lines, lost = [], list(converted.lost)
    for concept in converted.glossary.concepts:
        left = [t for t in concept.terms if t.lang == source and t.status is not TermStatus.FORBIDDEN]
        right = [t for t in concept.terms if t.lang == target and t.status is not TermStatus.FORBIDDEN]
        right.sort(key=lambda term: term.status is not TermStatus.PREFERRED)
        for one in left:
            for two in right:
                about = two.note or two.why or concept.note or concept.definition
                lines.append(
                    "\t".join(" ".join(text.split()) for text in (one.text, two.text, about)).rstrip()
                )
        lost += [
            f"{concept.id}: no {lang} term" for lang, side in ((source, left), (target, right)) if not side
        ]
        lost += [
            f"{concept.id}: forbidden “{t.text}”"
            for t in concept.terms
            if t.lang in (source, target) and t.status is TermStatus.FORBIDDEN
        ]
    others = sorted({t.lang for t in converted.glossary.terms()} - {source, target})
    lost += [f"the languages {', '.join(others)}"] if others else []
    return Carried(("\n".join(lines) + "\n").encode(), tuple(lost))

"""TBX-Basic, versions 2 (ISO 30042:2008, ``martif``) and 3 (ISO 30042:2019, ``tbx``), in DCA style.

Data categories follow TBX-Basic: administrativeStatus, partOfSpeech, geographicalUsage, context, definition,
subjectField, source. What it has no category for (forms, scope, why, case) travels in notes as ``[scope]
in-quotes``, so that our own files come back whole; other tools show it as text.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

import regex

from workbench.errors import BadFile
from workbench.glossary.base import HEADER_KEYS, PARTS_OF_SPEECH, SCOPES, Glossary, split_language
from workbench.glossary.convert.base import Carried, Converted, Job, ident, with_texts
from workbench.glossary.convert.xmlfile import (
    XML_LANG,
    children,
    descendants,
    local,
    parse,
    text_of,
    to_bytes,
)
from workbench.model import Concept, Term, TermStatus

__all__ = ["read", "write_2", "write_3"]

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_STATUS = MappingProxyType(
    {
        TermStatus.PREFERRED: "preferredTerm-admn-sts",
        TermStatus.ADMITTED: "admittedTerm-admn-sts",
        TermStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
    }
)
_FORBIDDEN = ("deprecated", "superseded", "forbidden", "not recommended", "obsolete")
_POS = MappingProxyType({"name": "properNoun"})
_OURS = regex.compile(r"\[(forms|scope|why|case_sensitive|loose|header|domain)\] (.*)", regex.DOTALL)


def write_3(converted: Converted, job: Job) -> Carried:
    """TBX-Basic version 3."""
    root = Element("tbx", {"type": "TBX-Basic", "style": "dca", "xmlns": _NAMESPACE, XML_LANG: "en"})
    return _write(root, converted, "tbxHeader", ("conceptEntry", "langSec", "termSec"))


def write_2(converted: Converted, job: Job) -> Carried:
    """TBX-Basic version 2."""
    root = Element("martif", {"type": "TBX-Basic", XML_LANG: "en"})
    doctype = '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">'
    return _write(root, converted, "martifHeader", ("termEntry", "langSet", "tig"), doctype)


def _write(
    root: Element, converted: Converted, header: str, names: tuple[str, str, str], doctype: str = ""
) -> Carried:
    glossary = converted.glossary
    about = SubElement(SubElement(root, header), "fileDesc")
    SubElement(SubElement(about, "titleStmt"), "title").text = glossary.name
    source = SubElement(about, "sourceDesc")
    SubElement(source, "p").text = glossary.source or glossary.name
    for key in HEADER_KEYS:
        value = getattr(glossary, key)
        if value and key not in ("name", "source"):
            text = " ".join(value) if key == "languages" else value
            SubElement(source, "p").text = f"[header] {key}: {text}"
    body = SubElement(SubElement(root, "text"), "body")
    for concept in glossary.concepts:
        _write_concept(SubElement(body, names[0], {"id": _xml_id(concept.id)}), concept, names)
    lost = [f"comment “{text}”" for text in converted.comments.values()]
    return Carried(to_bytes(root, doctype), (*converted.lost, *lost))


def _write_concept(entry: Element, concept: Concept, names: tuple[str, str, str]) -> None:
    for kind, value in (("subjectField", concept.domain), ("definition", concept.definition)):
        if value:
            SubElement(entry, "descrip", {"type": kind}).text = value
    if concept.source:
        SubElement(entry, "admin", {"type": "source"}).text = concept.source
    if concept.note:
        SubElement(entry, "note").text = concept.note
    for lang in dict.fromkeys(term.lang for term in concept.terms):
        section = SubElement(entry, names[1], {XML_LANG: lang})
        for term in concept.in_language(lang):
            _write_term(SubElement(section, names[2]), term)


def _write_term(section: Element, term: Term) -> None:
    SubElement(section, "term").text = term.text
    if term.part_of_speech:
        kind = {"type": "partOfSpeech"}
        SubElement(section, "termNote", kind).text = _POS.get(term.part_of_speech, term.part_of_speech)
    SubElement(section, "termNote", {"type": "administrativeStatus"}).text = _STATUS[term.status]
    if term.region:
        SubElement(section, "termNote", {"type": "geographicalUsage"}).text = term.region
    for example in term.examples:
        SubElement(section, "descrip", {"type": "context"}).text = example
    ours = [("why", term.why), ("scope", "" if term.scope == "anywhere" else term.scope)]
    ours += [(key, "true" if getattr(term, key) else "") for key in ("case_sensitive", "loose")]
    ours += [("forms", form) for form in term.forms]
    for name, value in ours:
        if value:
            SubElement(section, "note").text = f"[{name}] {value}"
    if term.note:
        SubElement(section, "note").text = term.note


def _xml_id(name: str) -> str:
    """XML ids may not begin with a digit, a point or a hyphen."""
    return name if name[:1].isalpha() else f"_{name}"


def read(data: bytes, job: Job) -> Converted:
    """TBX of any dialect that uses Basic's categories, version 2 or 3, tig or ntig, DCA or DCT style.

    Raises:
        BadFile: broken or hostile XML, or no TBX.
    """
    root = parse(data, job.name)
    if local(root) not in ("tbx", "martif"):
        raise BadFile(f"“{job.name}” is <{local(root)}>, no TBX.", hint="Give a .tbx file.")
    lost: dict[str, None] = {}
    taken: set[str] = set()
    concepts = [_concept(entry, taken, lost) for entry in descendants(root, "termEntry", "conceptEntry")]
    header: dict[str, str] = {}
    source = ""
    for paragraph in descendants(root, "p"):
        match = _OURS.match(text_of(paragraph))
        key, _, value = match[2].partition(": ") if match else ("", "", "")
        if key in HEADER_KEYS:
            header[key] = value
        elif not source:
            source = text_of(paragraph)
    name = text_of(next(descendants(root, "title"), None)) or Path(job.name).stem
    languages = tuple(header.pop("languages", "").split())
    header["source"] = "" if source == name else source
    glossary = Glossary(
        Path(job.name), name, tuple(c for c in concepts if c.terms), languages=languages, **header
    )
    empty = len(concepts) - len(glossary.concepts)
    told = [f"{empty} entries without a term"] if empty else []
    return Converted(glossary, {}, (*told, *lost))


def _concept(entry: Element, taken: set[str], lost: dict[str, None]) -> Concept:
    terms = []
    fields = _fields(entry, lost, {"subjectField": "domain", "definition": "definition", "source": "source"})
    for section in children(entry, "langSet", "langSec"):
        lang, region = split_language(section.get(XML_LANG) or section.get("lang") or "und")
        about = _fields(section, lost, {"definition": "definition"})
        fields["definition"] = fields.get("definition") or about.get("definition", "")
        for group in descendants(section, "tig", "ntig", "termSec"):
            term = _term(group, lang, region, lost)
            if term:
                terms.append(term)
    given = (entry.get("id") or "").lstrip("_")
    base = given or (terms[0].text if terms else "concept")
    return with_texts(Concept(ident(base, taken), tuple(terms)), fields)


def _type(element: Element) -> str:
    """A data category: the type attribute (DCA), or the element's own name (DCT)."""
    return element.get("type") or local(element)


def _fields(element: Element, lost: dict[str, None], known: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element:
        for item in (
            (child, *children(child, "descrip", "admin", "note")) if "Grp" in local(child) else (child,)
        ):
            kind = _type(item)
            if kind in known:
                found[known[kind]] = found.get(known[kind]) or text_of(item)
            elif kind == "note":
                found["note"] = "\n".join(filter(None, (found.get("note"), text_of(item))))
            elif local(item) in ("descrip", "admin", "xref", "ref", "transac"):
                lost[f"category “{kind}” of concepts"] = None
    return found


def _term(group: Element, lang: str, region: str, lost: dict[str, None]) -> Term | None:
    text = text_of(next(descendants(group, "term"), None))
    if not text:
        return None
    status, pos, where, scope = TermStatus.PREFERRED, "", region, "anywhere"
    flags: set[str] = set()
    notes: list[str] = []
    forms: list[str] = []
    examples: list[str] = []
    why = ""
    for item in descendants(group, "termNote", "descrip", "note", "admin", "xref", "partOfSpeech",
                            "administrativeStatus", "geographicalUsage", "context"):  # fmt: skip
        kind, value = _type(item), text_of(item)
        ours = _OURS.match(value) if kind == "note" else None
        if kind == "administrativeStatus":
            status = _status(value)
        elif kind == "partOfSpeech":
            pos = _part_of_speech(value)
        elif kind == "geographicalUsage":
            where = value
        elif kind == "context":
            examples.append(value)
        elif ours and ours[1] == "why":
            why = ours[2]
        elif ours and ours[1] == "forms":
            forms.append(ours[2])
        elif ours and ours[1] == "scope":
            scope = ours[2] if ours[2] in SCOPES else scope
        elif ours and ours[1] in ("case_sensitive", "loose"):
            flags.add(ours[1])
        elif kind == "note":
            notes.append(value)
        else:
            lost[f"category “{kind}” of terms"] = None
    return Term(
        text,
        lang,
        status,
        tuple(forms),
        scope,
        why,
        "\n".join(notes),
        where,
        pos,
        "case_sensitive" in flags,
        tuple(examples),
        loose="loose" in flags,
    )


def _status(value: str) -> TermStatus:
    lower = value.lower()
    if any(word in lower for word in _FORBIDDEN):
        return TermStatus.FORBIDDEN
    return TermStatus.ADMITTED if "admitted" in lower else TermStatus.PREFERRED


def _part_of_speech(value: str) -> str:
    back = {theirs: ours for ours, theirs in _POS.items()}
    name = back.get(value, value)
    return name if name in PARTS_OF_SPEECH else "other"

"""TMX 1.4: a translation memory of allowed terms. Forbidden ones would be offered as translations, so they stay out."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from workbench import __version__
from workbench.errors import BadFile
from workbench.glossary.base import Glossary, split_language
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

__all__ = ["read", "write"]


def write(converted: Converted, job: Job) -> Carried:
    """One unit per concept, one variant per allowed term."""
    glossary = converted.glossary
    root = Element("tmx", {"version": "1.4"})
    source = split_language(job.source)[0] if job.source else "*all*"
    SubElement(root, "header", {
        "creationtool": "translation-workbench", "creationtoolversion": __version__, "segtype": "phrase",
        "o-tmf": "glossary", "adminlang": "en", "srclang": source, "datatype": "plaintext",
    })  # fmt: skip
    body = SubElement(root, "body")
    lost = [*converted.lost, *(f"comment “{text}”" for text in converted.comments.values())]
    for concept in glossary.concepts:
        allowed = [term for term in concept.terms if term.status is not TermStatus.FORBIDDEN]
        lost += [f"{concept.id}: forbidden “{t.text}”" for t in concept.terms if t not in allowed]
        if len({term.lang for term in allowed}) < 2:
            lost.append(f"{concept.id}: terms in fewer than two languages")
            continue
        unit = SubElement(body, "tu", {"tuid": concept.id})
        for kind, value in (("definition", concept.definition), ("domain", concept.domain)):
            if value:
                SubElement(unit, "prop", {"type": f"x-{kind}"}).text = value
        if concept.note:
            SubElement(unit, "note").text = concept.note
        for term in allowed:
            lang = f"{term.lang}-{term.region}" if term.region else term.lang
            variant = SubElement(unit, "tuv", {XML_LANG: lang})
            if term.status is TermStatus.ADMITTED:
                SubElement(variant, "prop", {"type": "x-status"}).text = "admitted"
            SubElement(variant, "seg").text = term.text
    doctype = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    fields = sorted({name for term in glossary.terms() for name in _DROPPED if getattr(term, name)})
    lost += [f"the terms' {name.replace('_', ' ')}" for name in fields]
    return Carried(to_bytes(root, doctype), tuple(lost))


_DROPPED = ("forms", "why", "note", "examples", "part_of_speech", "case_sensitive", "loose")


def read(data: bytes, job: Job) -> Converted:
    """One concept per unit; inline tags are taken off.

    Raises:
        BadFile: broken or hostile XML, or no TMX.
    """
    root = parse(data, job.name)
    if local(root) != "tmx":
        raise BadFile(f"“{job.name}” is <{local(root)}>, no TMX.", hint="Give a .tmx file.")
    taken: set[str] = set()
    concepts = []
    for unit in descendants(root, "tu"):
        props = {p.get("type", "").removeprefix("x-"): text_of(p) for p in children(unit, "prop")}
        terms: list[Term] = []
        for variant in children(unit, "tuv"):
            lang, region = split_language(variant.get(XML_LANG) or variant.get("lang") or "und")
            text = text_of(next(children(variant, "seg"), None))
            rank = [text_of(p) for p in children(variant, "prop") if p.get("type") == "x-status"]
            seen = any((t.lang, t.region) == (lang, region) for t in terms)
            status = TermStatus.ADMITTED if seen or "admitted" in rank else TermStatus.PREFERRED
            if text:
                terms.append(Term(text, lang, status, region=region))
        if terms:
            fields: dict[str, str] = {key: props[key] for key in ("definition", "domain") if key in props}
            note = "\n".join(text_of(n) for n in children(unit, "note"))
            name = ident(unit.get("tuid") or terms[0].text, taken)
            concepts.append(with_texts(Concept(name, tuple(terms), note=note), fields))
    return Converted(Glossary(Path(job.name), Path(job.name).stem, tuple(concepts)))

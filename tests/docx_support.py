"""Edits to Word documents as people and programs make them."""

import io
import re
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def opened(data):
    return docx.Document(io.BytesIO(data))


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def edited(data, change):
    """The document after `change(table)`."""
    document = opened(data)
    change(document.tables[0])
    return saved(document)


def typed(cell, text):
    """Somebody selects all of a cell and types."""
    paragraph = cell.paragraphs[0]
    for child in list(paragraph._p):
        if child.tag != qn("w:pPr"):
            paragraph._p.remove(child)
    paragraph.add_run(text)


def tracked(cell, old, new):
    """Somebody replaces a word with tracking on: the old one is marked deleted, the new one inserted."""
    for run in cell.paragraphs[0].runs:
        if old in run.text:
            before, after = run.text.split(old, 1)
            run.text = before
            gone, fresh = OxmlElement("w:del"), OxmlElement("w:ins")
            gone_run, words = OxmlElement("w:r"), OxmlElement("w:delText")
            words.text = old
            gone_run.append(words)
            gone.append(gone_run)
            for text, parent in ((new, fresh), (after, None)):
                made, content = OxmlElement("w:r"), OxmlElement("w:t")
                content.text = text
                content.set(qn("xml:space"), "preserve")
                made.append(content)
                if parent is None:
                    run._r.addnext(made)
                else:
                    parent.append(made)
            run._r.addnext(fresh)
            run._r.addnext(gone)
            return
    raise AssertionError(f"no run with {old}")


def rewritten(data, part, change):
    """The document with one of its parts put through `change`; None takes the part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                content = change(content)
            if content is not None:
                new.writestr(entry.filename, content)
    return out.getvalue()


def with_part(data, part, content):
    """The document with one more part."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(part, content)
    return out.getvalue()


def xml_of(data, part="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def text_of(xml):
    return re.sub(r"<[^>]+>", "", xml)

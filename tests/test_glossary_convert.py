"""Other tools' formats: round trips, what must be listed as lost, real-looking foreign files, hostile files."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.errors import BadFile, WorkbenchError
from workbench.glossary import Glossary
from workbench.glossary.base import PARTS_OF_SPEECH, SCOPES
from workbench.glossary.convert import FORMATS, Converted, Job, convert, format_of
from workbench.model import Concept, Term, TermStatus

JOB = Job("test.yaml", "en", "uk")

YAML = """\
# yaml-language-server: $schema=schema.json
name: Press
languages: [en, uk]
version: "1.10"

concepts:
  # --- the press office ---
  - id: press-release
    definition: 'A text: handed to the press.'
    terms:
      en: press release # check
      uk:
        # the new spelling
        - пресреліз
        - text: прес реліз
          status: forbidden
          why: Two words | never.

  - id: "no"
    terms:
      en-GB: colour
      en-US: color
"""


def plain(glossary):
    """A glossary without the places of its entries."""

    def bare(concept):
        return replace(concept, where="", terms=tuple(replace(term, where="") for term in concept.terms))

    return replace(glossary, path=Path(), digest="", concepts=tuple(map(bare, glossary.concepts)))


def there_and_back(name, converted):
    carried = FORMATS[name].write(converted, JOB)
    return FORMATS[name].read(carried.data, JOB)


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_yaml_comes_back_from_a_table_with_its_comments(name):
    first = FORMATS["yaml"].read(YAML.encode(), JOB)
    back = there_and_back(name, first)
    text = FORMATS["yaml"].write(back, JOB).data.decode()
    again = FORMATS["yaml"].read(text.encode(), JOB)
    assert plain(again.glossary) == plain(first.glossary)
    assert again.comments == first.comments
    for comment in ("yaml-language-server", "--- the press office ---", "check", "the new spelling"):
        assert comment in text
    assert not first.lost


def test_comments_without_a_place_are_named():
    text = YAML.replace('version: "1.10"', 'version: "1.10" # hm') + "# end\n"
    lost = FORMATS["yaml"].read(text.encode(), JOB).lost
    assert [line.rpartition("“")[2] for line in lost] == ["hm”", "end”"]


TEXT = st.text(st.sampled_from("ab1é|=;,\t\n\"'<>&я中 -"), max_size=8).map(lambda t: " ".join(t.split()))
SOME = TEXT.filter(lambda text: any(char.isalnum() for char in text))
TERMS = st.builds(
    Term,
    text=SOME,
    lang=st.sampled_from(["en", "uk", "zh-tw"]),
    status=st.sampled_from(TermStatus),
    forms=st.lists(SOME, max_size=2).map(tuple),
    scope=st.sampled_from(SCOPES),
    why=TEXT,
    note=TEXT,
    region=st.sampled_from(["", "GB"]),
    part_of_speech=st.sampled_from(["", *PARTS_OF_SPEECH]),
    case_sensitive=st.booleans(),
    loose=st.booleans(),
    examples=st.lists(SOME, max_size=2).map(tuple),
)


def by_language(terms):
    """Formats group terms by language; within one the order stays."""
    order = list(dict.fromkeys(term.lang for term in terms))
    return tuple(sorted(terms, key=lambda term: order.index(term.lang)))


CONCEPTS = st.lists(
    st.builds(
        Concept,
        id=st.from_regex(r"[a-z][a-z0-9-]{0,5}[a-z0-9]", fullmatch=True),
        terms=st.lists(TERMS, min_size=1, max_size=4).map(by_language),
        definition=TEXT,
        domain=TEXT,
        note=TEXT,
        source=TEXT,
    ),
    max_size=3,
    unique_by=lambda concept: concept.id,
).map(tuple)
GLOSSARIES = st.builds(
    Glossary,
    path=st.just(Path("test.yaml")),
    name=SOME,
    concepts=CONCEPTS,
    languages=st.sampled_from([(), ("en", "uk")]),
    licence=SOME,
    version=TEXT,
)


@pytest.mark.parametrize("name", ["yaml", "csv", "xlsx", "tbx", "tbx2"])
@settings(max_examples=40, deadline=None)
@given(glossary=GLOSSARIES)
def test_nothing_is_lost_there_and_back(name, glossary):
    assert plain(there_and_back(name, Converted(glossary)).glossary) == plain(glossary)


def test_omegat_has_one_direction_and_lists_the_rest():
    carried = convert(YAML.encode(), "yaml", "tsv", JOB)
    assert carried.data.decode() == "press release\tпресреліз\tA text: handed to the press.\n"
    assert "press-release: forbidden “прес реліз”" in carried.lost
    assert "no: no uk term" in carried.lost


def test_omegat_comes_in():
    data = "# a comment\npress release\tпресреліз\tnote\npress release\tпрес-реліз\n\nlonely\n".encode()
    read = FORMATS["tsv"].read(data, JOB)
    (concept,) = read.glossary.concepts
    assert [(t.lang, t.text, t.status.value, t.note) for t in concept.terms] == [
        ("en", "press release", "preferred", ""),
        ("uk", "пресреліз", "preferred", "note"),
        ("uk", "прес-реліз", "admitted", ""),
    ]
    assert read.lost == ("line 5: “lonely” has no target",)


def test_omegat_needs_languages():
    with pytest.raises(BadFile, match="does not say its languages"):
        FORMATS["tsv"].read(b"a\tb\n", Job("x.tsv"))


def test_tmx_takes_allowed_terms_and_lists_the_rest():
    carried = convert(YAML.encode(), "yaml", "tmx", JOB)
    assert "press-release: forbidden “прес реліз”" in carried.lost
    assert any("fewer than two languages" in line for line in carried.lost)
    (concept,) = FORMATS["tmx"].read(carried.data, JOB).glossary.concepts
    assert (concept.id, [term.text for term in concept.terms]) == (
        "press-release",
        ["press release", "пресреліз"],
    )


def test_a_table_by_language_in_windows_encoding():
    text = (
        "en,uk,notes,priority\n"
        "press release,пресреліз; прес-реліз,Слово з преси,1\n"
        "human rights,права людини,Звичайний переклад,2\n"
    )
    read = FORMATS["csv"].read(text.encode("cp1251"), Job("their.csv"))
    assert [[term.text for term in concept.terms] for concept in read.glossary.concepts] == [
        ["press release", "пресреліз", "прес-реліз"],
        ["human rights", "права людини"],
    ]
    assert read.glossary.concepts[0].note == "Слово з преси"
    assert any("cp1251" in line for line in read.lost)
    assert "column “priority”" in read.lost


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_delimiter(delimiter):
    data = delimiter.join(["en", "uk"]) + "\r\n" + delimiter.join(["word", "слово"]) + "\r\n"
    (concept,) = FORMATS["csv"].read(data.encode("utf-16"), JOB).glossary.concepts
    assert [term.text for term in concept.terms] == ["word", "слово"]


def test_merged_cells_are_filled_and_told():
    book = Workbook()
    sheet = book.active
    for row in [["concept", "lang", "term"], ["a", "en", "word"], [None, "uk", "слово"]]:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    read = FORMATS["xlsx"].read(out.getvalue(), JOB)
    (concept,) = read.glossary.concepts
    assert [term.text for term in concept.terms] == ["word", "слово"]
    assert read.lost == ("the merged cells A2:A3 were each filled with their value",)


def test_a_formula_stays_a_text():
    glossary = Glossary(Path("x"), "X", (Concept("a", (Term("=1+1", "en"),)),))
    assert there_and_back("xlsx", Converted(glossary)).glossary.concepts[0].terms[0].text == "=1+1"


TBX_2 = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><titleStmt><title>Old</title></titleStmt>
<sourceDesc><p>From a term base</p></sourceDesc></fileDesc></martifHeader><text><body>
 <termEntry id="1"><descripGrp><descrip type="definition">A text
     for the press.</descrip></descripGrp><admin type="entrySource">x</admin>
  <langSet xml:lang="en-US"><ntig><termGrp><term>press <hi>release</hi></term>
    <termNote type="administrativeStatus">preferred</termNote></termGrp></ntig></langSet>
  <langSet xml:lang="uk"><tig><term>пресреліз</term><termNote type="partOfSpeech">noun</termNote></tig>
   <tig><term>прес реліз</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
 </termEntry><termEntry id="2"/></body></text></martif>"""

TBX_3 = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min"
 xmlns:basic="http://www.tbxinfo.net/ns/basic"><tbxHeader><fileDesc><sourceDesc><p>New</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="c5"><min:subjectField>press</min:subjectField>
<langSec xml:lang="en"><termSec><term>press release</term><min:partOfSpeech>noun</min:partOfSpeech>
<min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""


def test_foreign_tbx_2():
    read = FORMATS["tbx"].read(TBX_2.encode(), Job("old.tbx"))
    (concept,) = read.glossary.concepts
    assert (read.glossary.name, read.glossary.source) == ("Old", "From a term base")
    assert (concept.id, concept.definition) == ("1", "A text for the press.")
    assert [(t.lang, t.region, t.text, t.status.value, t.part_of_speech) for t in concept.terms] == [
        ("en", "US", "press release", "preferred", ""),
        ("uk", "", "пресреліз", "preferred", "noun"),
        ("uk", "", "прес реліз", "forbidden", ""),
    ]
    assert read.lost == ("1 entries without a term", "category “entrySource” of concepts")


def test_foreign_tbx_3_in_dct_style():
    (concept,) = FORMATS["tbx"].read(TBX_3.encode(), Job("new.tbx")).glossary.concepts
    assert (concept.id, concept.domain) == ("c5", "press")
    assert [(t.text, t.status.value, t.part_of_speech) for t in concept.terms] == [
        ("press release", "admitted", "noun")
    ]


XXE = '<?xml version="1.0"?><!DOCTYPE martif [<!ENTITY x SYSTEM "file:///etc/passwd">]><martif><p>&x;</p></martif>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><tbx>&b;</tbx>'


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("tbx", XXE.encode(), "entities"),
        ("tbx", LAUGHS.encode(), "entities"),
        ("tmx", XXE.encode(), "entities"),
        ("tbx", b"<html/>", "no TBX"),
        ("tmx", b"<tbx/>", "no TMX"),
        ("tbx", b"<tbx><p></tbx>", "broken XML"),
        ("tbx", b"", "broken XML"),
        ("xlsx", b"PK\x03\x04 nothing", "no XLSX"),
        ("xlsx", b"text", "no XLSX"),
        ("csv", b"", "no rows"),
        ("csv", b"first,second\n1,2\n", "columns"),
        ("csv", b'en,uk\n"open', "broken CSV"),
    ],
)
def test_bad_files_are_refused_with_a_remedy(name, data, words):
    with pytest.raises(BadFile, match=words) as caught:
        FORMATS[name].read(data, JOB)
    assert caught.value.hint


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["csv", "tsv", "tbx", "tmx", "xlsx", "yaml"]), st.binary(max_size=80))
def test_any_bytes_give_a_result_or_our_error(name, data):
    try:
        read = FORMATS[name].read(data, JOB)
    except WorkbenchError:
        return
    assert isinstance(read.glossary, Glossary)


def test_formats_by_name():
    assert [format_of(Path(name)) for name in ("a.yml", "a.CSV", "a.txt", "a.tbx", "a.xlsx")] == [
        "yaml", "csv", "tsv", "tbx", "xlsx",
    ]  # fmt: skip
    with pytest.raises(BadFile, match="no glossary format"):
        format_of(Path("a.doc"))

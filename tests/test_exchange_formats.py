"""What we write is what the standards say, and other tools see the same texts, states and remarks in it."""

import csv
import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from exchange_support import full, table
from lxml import etree

from workbench.errors import BadFile
from workbench.exporting.exchange import Content, Options
from workbench.exporting.registry import REGISTRY, by_file, by_name, export, read_bitext
from workbench.exporting.xliff import tag_of
from workbench.interchange.tmx import language_code
from workbench.languages import LANGUAGES

SCHEMAS = Path(__file__).parent / "data" / "exchange" / "schemas"
OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
HARD = [
    "a\x07b\ud800",
    "⟦U+0007⟧ & <b>",
    "  two  spaces ",
    "line\r\nbreak\ttab",
    "שלום \u202e!",
    "\U0001f600",
]


class Nearby(etree.Resolver):
    """Schemas import xml.xsd by its address; ours stands beside them."""

    def resolve(self, url, public, context):
        return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if url.endswith("xml.xsd") else None


def schema(name):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Nearby())
    return etree.XMLSchema(etree.parse(SCHEMAS / name, parser))


def hard():
    return table(HARD, HARD[::-1], [None] * len(HARD), HARD)


class TestSchemas:
    @pytest.mark.parametrize("made", [full(), hard()], ids=["full", "hard"])
    @pytest.mark.parametrize(
        ("form", "name"), [("xliff", "xliff-core-1.2-strict.xsd"), ("xliff2", "xliff-core-2.0.xsd")]
    )
    def test_xliff_is_valid(self, form, name, made):
        rules = schema(name)
        assert rules.validate(etree.fromstring(export(made, form).data)), rules.error_log

    def test_the_schema_notices_a_breach(self):
        broken = export(full(), "xliff").data.replace(b'state="final"', b'state="perfect"')
        assert not schema("xliff-core-1.2-strict.xsd").validate(etree.fromstring(broken))

    @pytest.mark.skipif(not OMEGAT.exists(), reason="tmx14.dtd is in Debian's package omegat")
    @pytest.mark.parametrize("made", [full(), hard()], ids=["full", "hard"])
    def test_tmx_is_valid(self, made):
        dtd = etree.DTD(io.BytesIO(zipfile.ZipFile(OMEGAT).read("schemas/tmx14.dtd")))
        assert dtd.validate(etree.fromstring(export(made, "tmx").data)), dtd.error_log

    @pytest.mark.skipif(not which("msgfmt"), reason="msgfmt is in Debian's package gettext")
    def test_po_compiles(self, tmp_path):
        for number in ("1", "2", "3"):
            (tmp_path / "a.po").write_bytes(export(full(), "po", Options(rendering=number)).data)
            done = subprocess.run(
                ["msgfmt", "-c", "-o", tmp_path / "a.mo", tmp_path / "a.po"], capture_output=True, text=True
            )
            assert done.returncode == 0, done.stderr


class TestXliff:
    def test_matches_say_what_the_module_asks(self):
        root = etree.fromstring(export(full(), "xliff2").data)
        matches = root.findall(".//{urn:oasis:names:tc:xliff:matches:2.0}match")
        core = "{urn:oasis:names:tc:xliff:document:2.0}"
        assert len(matches) == 6
        for match in matches:
            unit = match.getparent().getparent()
            assert match.get("ref").lstrip("#") in {s.get("id") for s in unit.findall(f"{core}segment")}
            assert [child.tag for child in match] == [f"{core}source", f"{core}target"]
            lang = match[1].get("{http://www.w3.org/XML/1998/namespace}lang")
            assert (match.get("reference") == "yes") == (lang not in (None, root.get("trgLang")))

    def test_what_xml_cannot_hold_stands_in_cp(self):
        root = etree.fromstring(export(table(["a\x07b"], ["c\x00"]), "xliff2").data)
        seen = root.findall(".//{urn:oasis:names:tc:xliff:document:2.0}cp")
        assert [node.get("hex") for node in seen] == ["0007", "0000"]

    def test_states(self):
        data = export(full(), "xliff", Options(rendering="uk-0")).data
        root = etree.fromstring(data)
        unit = root.find(".//{*}trans-unit")
        assert unit.get("approved") == "yes"
        assert unit.find("{*}target").get("state") == "final"
        assert unit.find("{*}alt-trans/{*}target").get("state-qualifier") == "mt-suggestion"

    def test_the_chosen_rendering_is_the_target(self):
        root = etree.fromstring(export(full(), "xliff", Options(rendering="ar-2")).data)
        assert root.find("{*}file").get("target-language") == "ar"
        assert root.find(".//{*}trans-unit/{*}target").text == "120 مرة قال «لا»."

    def test_another_order_of_renderings_keeps_remarks_where_they_belong(self):
        for form in ("xliff", "xliff2"):
            result = read_bitext(export(full(), form, Options(rendering="2")).data, form).bitext
            assert [column.label for column in result.columns] == ["uk-1", "uk-0", "ar-2"]
            assert [note.column for note in result.rows[0].comments] == [1, -1]
            back = read_bitext(export(full(), form, Options(rendering="2")).data, form, base=full())
            assert back.changes == ()

    def test_an_unknown_rendering_is_told(self):
        with pytest.raises(BadFile, match="uk-0, uk-1, ar-2"):
            export(full(), "xliff", Options(rendering="fr"))


class TestToolkit:
    """translate-toolkit sees the units we wrote."""

    @pytest.fixture(autouse=True)
    def toolkit(self):
        pytest.importorskip("translate.storage")

    def units(self, form, made, **options):
        from translate.storage import pypo, tmx, xliff, xliff2

        store = {
            "xliff": xliff.Xliff1File,
            "xliff2": xliff2.Xliff2File,
            "tmx": tmx.tmxfile,
            "po": pypo.pofile,
        }[form]
        return [
            u
            for u in store.parsestring(export(made, form, Options(**options)).data).units
            if u.istranslatable()
        ]

    @pytest.mark.parametrize("form", ["xliff", "xliff2", "po"])
    def test_the_same_texts(self, form):
        made = full()
        seen = self.units(form, made)
        assert [str(u.source) for u in seen] == [row.source.text for row in made.rows]
        assert [str(u.target or "") for u in seen] == [row.cells[0].text for row in made.rows]

    def test_the_same_states(self):
        assert [unit.isfuzzy() for unit in self.units("po", full())] == [False, True, True, False]
        assert [unit.isapproved() for unit in self.units("xliff", full())] == [True, False, False, False]

    def test_xliff_remarks_and_proposals(self):
        unit = self.units("xliff", full())[0]
        assert "Check the number." in unit.getnotes()
        assert [(str(other.target), other.xmlelement.get("origin")) for other in unit.getalttrans()] == [
            ("Він 120 разів відмовив.", "uk-1"),
            ("120 مرة قال «لا».", "ar-2"),
        ]

    def test_tmx_has_a_unit_for_each_rendering_of_a_language(self):
        made = full()
        seen = {(str(unit.source), str(unit.target)) for unit in self.units("tmx", made)}
        assert {
            (row.source.text, cell.text) for row in made.rows for cell in row.cells[:2] if cell.pieces
        } <= seen

    @pytest.mark.parametrize("form", ["xliff", "xliff2", "po"])
    def test_a_file_it_has_edited_comes_back_as_edits(self, form):
        from translate.storage import pypo, xliff, xliff2

        made = full()
        kind = {"xliff": xliff.Xliff1File, "xliff2": xliff2.Xliff2File, "po": pypo.pofile}[form]
        store = kind.parsestring(export(made, form).data)
        unit = next(u for u in store.units if u.istranslatable() and str(u.source) == "Two. Sentences.")
        unit.target = "Пара речень."
        back = read_bitext(bytes(store), form, base=made)
        assert [
            c.added[0].id for c in back.changes if c.removed[0].cells[0].text != c.added[0].cells[0].text
        ] == ["r2"]
        assert back.bitext.rows[2].cells[0].text == "Пара речень."
        assert back.bitext.rows[2].cells[0].pieces[0].original == "Два речення."


class TestTables:
    def test_csv_is_rfc_4180_with_a_mark(self):
        data = export(full(), "csv").data
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        assert not export(full(), "csv", Options(bom=False)).data.startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_nothing_computes_in_csv(self, start):
        made = table([f"{start}1+1"], [f"{start}cmd|' /C calc'!A0"])
        rows = list(csv.reader(io.StringIO(export(made, "csv").data.decode("utf-8-sig"), newline="")))
        assert all(cell[:1] not in "=+-@\t\r" for row in rows for cell in row if cell)
        assert read_bitext(export(made, "csv").data, "csv").bitext == made

    def test_nothing_computes_in_xlsx(self):
        from openpyxl import load_workbook

        sheet = load_workbook(io.BytesIO(export(full(), "xlsx").data)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
        assert sheet["B3"].value == "=SUM(A1:A9)\tis no formula"
        assert sheet["B3"].quotePrefix

    def test_xlsx_is_laid_out_for_reading(self):
        from openpyxl import load_workbook

        sheet = load_workbook(io.BytesIO(export(full(), "xlsx").data)).active
        assert sheet.freeze_panes == "C2"
        assert sheet["C2"].comment.text == "Anna: Check the number. Twice."
        assert sheet["C2"].alignment.wrap_text
        assert sheet["G2"].alignment.readingOrder == 2
        assert sheet.column_dimensions["K"].hidden

    def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(self):
        with pytest.raises(BadFile, match="32,767"):
            export(table(["x" * 40_000], ["y"]), "xlsx")


class TestRegistry:
    def test_names_and_endings(self):
        assert by_file("A.TMX").name == "tmx"
        assert by_file("a.xliff").name == "xliff"
        assert [name for name, form in REGISTRY.items() if name != form.name] == []
        for form in REGISTRY.values():
            assert form.writer or form.reader
            assert form.media_type.count("/") == 1

    @pytest.mark.parametrize("name", list(REGISTRY))
    def test_every_row_names_functions_that_are_there(self, name):
        form = by_name(name)
        assert callable(form.write) or callable(form.read)

    @pytest.mark.parametrize(("ask", "wrong"), [(by_name, "doc"), (by_file, "a.exe"), (by_file, "noending")])
    def test_what_is_unknown_is_told_with_what_is_known(self, ask, wrong):
        with pytest.raises(BadFile, match="tmx"):
            ask(wrong)

    def test_one_rendering_alone(self):
        alone = Content.of(full()).only(2).bitext
        assert [column.label for column in alone.columns] == ["ar-2"]
        assert [note.text for note in alone.rows[0].comments] == ["Is it “no”?"]


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_language_tags_come_back(code):
    column = replace(full().columns[0], lang=code)
    assert language_code(tag_of(column)) == code


def test_the_guide_names_every_format():
    guide = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")
    for form in REGISTRY.values():
        assert f"`{form.name}`" in guide, form.name
        assert all(extension in guide for extension in form.extensions), form.name

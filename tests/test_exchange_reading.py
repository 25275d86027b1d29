"""Files of other tools, and bad ones: what can be read is kept, the rest is told by line, nothing acts or hangs."""

import io
import re
import resource
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from exchange_support import full, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.bitext import applied
from workbench.errors import BadFile, UnreadableText, WorkbenchError
from workbench.exporting.exchange import Options
from workbench.exporting.registry import REGISTRY, export, read_bitext

DATA = Path(__file__).parent / "data" / "exchange"
READ = [name for name, form in REGISTRY.items() if form.reader and name != "docx"]
LANGS = Options(source_lang="en", target_lang="uk")

SUBSETS = {
    "outside": '<!ENTITY x SYSTEM "file:///etc/passwd">',
    "outside by net": '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
    "parameter": '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;',
    "laughs": '<!ENTITY a "lollollol"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">',
    "long": f'<!ENTITY x "{"y" * 5_000}">',
}


def texts(bitext):
    return [[row.source.text, *(cell.text for cell in row.cells)] for row in bitext.rows]


def told(result):
    return [str(problem) for problem in result.problems]


def instead(data, text):
    """The file with another source text in the row HERE."""
    return re.sub(rb"(<(?:seg|source)[^>]*>)HERE", lambda found: found[1] + text, data, count=1)


class TestOtherTools:
    def test_tmx_of_omegat(self):
        result = read_bitext(DATA / "omegat.tmx")
        assert texts(result.bitext) == [
            ["The harbour opens on Monday.", "Порт відкривається в понеділок."],
            ["It is open.", "Він відкритий."],
        ]
        assert result.bitext.source.lang == "en"
        assert [column.lang for column in result.bitext.columns] == ["uk"]
        assert [note.text for note in result.bitext.rows[1].comments] == ["ask the editor"]
        assert result.problems == ()

    def test_tmx_with_inline_codes_and_odd_languages(self):
        result = read_bitext(DATA / "inline.tmx")
        assert texts(result.bitext) == [
            ["Der Hafen ist offen.", "Порт відкритий.", "Гавань відкрита.", "zzz"],
            ["A < B", "", "", ""],
        ]
        assert [column.lang for column in result.bitext.columns] == ["uk", "uk", None]
        assert "6 inline codes were taken off; the texts around them are kept." in told(result)

    def test_xliff_of_angular(self):
        result = read_bitext(DATA / "angular.xlf")
        assert texts(result.bitext) == [
            ["Hello , world!", "Hallo , Welt!", "Grüß Gott!"],
            ["Bye", "", ""],
            ["Again", "Wieder", ""],
        ]
        assert [row.id for row in result.bitext.rows] == ["greeting", "later", "r0"]
        assert [row.cells[0].confirmed for row in result.bitext.rows] == [False, False, True]
        assert "line 13: A unit has no source; it was left out." in told(result)
        assert any("“Servus!”" in line for line in told(result))
        assert any("greeting comes again" in line for line in told(result))

    def test_xliff_2_with_several_segments(self):
        result = read_bitext(DATA / "segments.xlf2")
        assert texts(result.bitext) == [["One. Two bold\x1a.", "Перше. Друге."], ["Three.", ""]]
        assert result.bitext.columns[0].lang == "uk"
        assert [note.text for note in result.bitext.rows[0].comments] == ["Keep it short"]
        assert not result.bitext.rows[0].cells[0].confirmed

    def test_either_version_of_xliff_by_any_name(self):
        assert texts(read_bitext(DATA / "segments.xlf2", "xliff").bitext) == texts(
            read_bitext(DATA / "segments.xlf2").bitext
        )
        assert texts(read_bitext(DATA / "angular.xlf", "xliff2").bitext)[1] == ["Bye", "", ""]

    def test_po_with_plurals_and_a_merge_conflict(self):
        result = read_bitext(DATA / "plural.po", options=Options(source_lang="en"))
        assert texts(result.bitext) == [
            ["Open", "Відкрито"],
            ["%d ship", "%d корабель"],
            ["Closed\nfor good", ""],
        ]
        assert [row.cells[0].confirmed for row in result.bitext.rows] == [True, False, False]
        assert result.bitext.columns[0].lang == "uk"
        assert [note.text for note in result.bitext.rows[0].comments] == [
            "translator's remark",
            "developer's remark",
        ]
        assert any(line.startswith("line 25:") and "HEAD" in line for line in told(result))
        assert any("plural" in line for line in told(result))

    @pytest.mark.parametrize(
        "head", ["English;Ukrainian;note", "en;uk;note", "source;target;comments", "EN-GB;uk_UA;notes"]
    )
    def test_csv_of_a_spreadsheet(self, head):
        data = f"{head}\r\n„Open“; now;Відкрито;check\r\n".encode()
        data = data.replace("„Open“; now".encode(), b'"Open; ""now"""')
        result = read_bitext(data, "csv", options=LANGS)
        assert texts(result.bitext) == [['Open; "now"', "Відкрито"]]
        assert (result.bitext.source.lang, result.bitext.columns[0].lang) == ("en", "uk")
        assert [note.text for note in result.bitext.rows[0].comments] == ["check"]

    def test_csv_without_heads_and_in_an_old_code_page(self):
        data = "Порт відкривається в понеділок уранці.;The harbour.\r\nКораблі стоять у гавані, бо йде дощ.;Ships.\r\n"
        result = read_bitext(
            data.encode("cp1251"), "csv", options=Options(source_lang="uk", target_lang="en")
        )
        assert texts(result.bitext)[1] == ["Кораблі стоять у гавані, бо йде дощ.", "Ships."]
        assert any("windows-1251" in line or "cp1251" in line for line in told(result))
        assert any("first line names no columns" in line for line in told(result))

    def test_the_table_with_figures_is_read_too(self):
        from report_support import full_report

        from workbench.exporting import to_json, to_tsv

        result = read_bitext(to_tsv(full_report()).encode(), "tsv")
        assert texts(result.bitext)[1] == ["The press release.", "Пресреліз.", "Заява для преси."]
        assert [c.lang for c in result.bitext.columns] == ["uk", "uk"]
        assert texts(read_bitext(to_json(full_report()).encode(), "json").bitext) == texts(result.bitext)

    def test_xlsx_made_by_hand(self):
        from openpyxl import Workbook
        from openpyxl.comments import Comment

        book = Workbook()
        sheet = book.active
        for line in (
            ["en", "uk", "comments"],
            ["Open", "Відкрито", None],
            [12, "=1+1", None],
            ["Err", "#N/A", None],
        ):
            sheet.append(line)
        sheet["B2"].comment = Comment("sure?", "A")
        book.create_sheet("empty")
        out = io.BytesIO()
        book.save(out)
        result = read_bitext(out.getvalue(), "xlsx")
        assert texts(result.bitext) == [["Open", "Відкрито"], ["12", ""], ["Err", ""]]
        assert [note.text for note in result.bitext.rows[0].comments] == ["sure?"]
        assert any("B4" in line for line in told(result))


class TestBadFiles:
    @pytest.mark.parametrize("form", READ)
    @pytest.mark.parametrize(
        "data", [b"", b"\0\0\0", b"\xff\xfe", b"<html/>", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n\0\0"]
    )
    def test_nonsense_is_refused_in_a_sentence(self, form, data):
        with pytest.raises((BadFile, UnreadableText)) as caught:
            read_bitext(data, form)
        assert caught.value.hint

    @pytest.mark.parametrize("form", READ)
    def test_a_cut_file_keeps_what_stands_before_the_cut_or_is_refused(self, form):
        data = export(full(), form).data
        kept = 0
        for share in (0.3, 0.6, 0.8, 0.95):
            try:
                result = read_bitext(data[: int(len(data) * share)], form)
            except WorkbenchError:
                continue
            kept = len(result.bitext.rows)
            good = [row.source.text for row in full().rows]
            seen = [row.source.text for row in result.bitext.rows]
            assert seen[:-1] == good[: max(0, len(seen) - 1)]
        if form in ("tmx", "xliff", "xliff2", "po", "csv", "tsv"):
            assert kept >= 2

    @pytest.mark.parametrize("form", READ)
    def test_a_text_that_breaks_off_is_never_taken_for_an_edit(self, form):
        data = export(full(), form).data
        for at in range(1, len(data) - 2, 29 if form in ("xlsx", "json") else 13):
            with suppress(WorkbenchError):
                result = read_bitext(data[:at], form, base=full())
                assert result.changes == (), data[at - 30 : at]
                assert result.problems, data[at - 30 : at]

    @pytest.mark.parametrize("form", ["xliff", "xliff2"])
    def test_a_broken_unit_costs_only_itself(self, form):
        data = export(table(["Yes.", "HERE", "No."], ["Так.", "Тут", "Ні."]), form).data
        result = read_bitext(instead(data, b"a < b &"), form)
        assert texts(result.bitext) == [["Yes.", "Так."], ["No.", "Ні."]]
        (problem,) = result.problems
        assert (problem.row, problem.line) == ("r1", data[: data.index(b'unit id="r1"')].count(b"\n") + 1)

    @pytest.mark.parametrize("form", ["tmx", "xliff", "xliff2"])
    def test_a_cut_in_xml_is_told_with_its_line(self, form):
        data = export(full(), form).data
        result = read_bitext(data[: int(len(data) * 0.8)], form)
        assert any(problem.line for problem in result.problems)

    @given(data=st.data())
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_damage_gives_a_result_or_a_sentence(self, data):
        form = data.draw(st.sampled_from(READ))
        raw = bytearray(export(full(), form).data)
        for _ in range(data.draw(st.integers(1, 6))):
            at = data.draw(st.integers(0, len(raw) - 1))
            how = data.draw(st.sampled_from(["flip", "cut", "double", "angle"]))
            if how == "flip":
                raw[at] ^= data.draw(st.integers(1, 255))
            elif how == "cut":
                del raw[at : at + data.draw(st.integers(1, 200))]
            elif how == "double":
                raw[at:at] = raw[at : at + 300]
            else:
                raw[at:at] = b"<"
            if not raw:
                return
        with suppress(WorkbenchError):
            read_bitext(bytes(raw), form)
        with suppress(WorkbenchError):
            result = read_bitext(bytes(raw), form, base=full())
            assert applied(full(), result.changes) == result.bitext

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8-sig"])
    @pytest.mark.parametrize("form", ["tmx", "xliff", "xliff2"])
    def test_xml_in_other_encodings(self, form, encoding):
        text = export(full(), form).data.decode()
        text = re.sub("encoding=['\"]UTF-8['\"]", 'encoding="UTF-16"' if "16" in encoding else "", text)
        assert read_bitext(text.encode(encoding), form).bitext == full()

    def test_xml_in_an_old_code_page(self):
        made = table(["Yes."], ["Так."])
        text = export(made, "tmx").data.decode().replace("UTF-8", "windows-1251")
        assert read_bitext(text.encode("cp1251"), "tmx").bitext == made

    @pytest.mark.parametrize("form", ["tmx", "xliff", "xliff2"])
    def test_two_encodings_in_one_file(self, form):
        data = export(table(["Café", "Two"], ["Кава", "Два"]), form).data.replace("Café".encode(), b"Caf\xe9")
        result = read_bitext(data, form)
        assert [row.source.text for row in result.bitext.rows] == ["Caf\ufffd", "Two"]
        assert any("E9" in line and line.startswith("line ") for line in told(result))


class TestHostile:
    @pytest.mark.parametrize("kind", SUBSETS)
    @pytest.mark.parametrize("form", ["tmx", "xliff", "xliff2"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entities_are_refused(self, form, kind, encoding):
        text = export(table(["Yes."], ["Так."]), form).data.decode()
        text = re.sub(r"<\?xml.*?\?>\s*(<!DOCTYPE[^>]*>)?", "", text, count=1)
        root = {"tmx": "tmx"}.get(form, "xliff")
        hostile = f"<!DOCTYPE {root} [{SUBSETS[kind]}]>{text.replace('Так.', '&x;')}"
        with pytest.raises(BadFile, match=r"declares (the )?XML entit"):
            read_bitext(hostile.encode(encoding), form)

    def test_a_document_type_is_never_fetched(self):
        text = (
            export(table(["Yes."], ["Так."]), "tmx")
            .data.decode()
            .replace("tmx14.dtd", "http://127.0.0.1:9/tmx14.dtd")
        )
        assert texts(read_bitext(text.encode(), "tmx").bitext) == [["Yes.", "Так."]]

    @pytest.mark.parametrize("form", ["tmx", "xliff", "xliff2"])
    def test_one_segment_without_end_costs_only_itself(self, form):
        data = export(table(["Yes.", "HERE", "No."], ["Так.", "Тут", "Ні."]), form).data
        started = time.monotonic()
        try:
            result = read_bitext(instead(data, b"x" * 30_000_000), form)
        except BadFile:
            assert form != "tmx"
        else:
            assert texts(result.bitext)[0] == ["Yes.", "Так."]
            assert result.problems
            if form == "tmx":
                assert texts(result.bitext)[-1] == ["No.", "Ні."]
        assert time.monotonic() - started < 10

    @pytest.mark.parametrize("form", ["tmx", "xliff", "xliff2"])
    def test_elements_nested_without_end(self, form):
        deep = b"<g>" * 100_000
        data = export(table(["Yes.", "HERE", "No."], ["Так.", "Тут", "Ні."]), form).data
        try:
            result = read_bitext(instead(data, deep), form)
        except BadFile:
            return
        assert texts(result.bitext)[0][0] == "Yes."
        assert result.problems

    def test_json_nested_without_end(self):
        with pytest.raises(BadFile):
            read_bitext(b'{"format": "workbench-bitext", "version": 1, "bitext": ' + b"[" * 200_000, "json")

    def test_a_zip_bomb_in_a_workbook(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("[Content_Types].xml", "<x/>")
            bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(BadFile, match="unpack"):
            read_bitext(out.getvalue(), "xlsx")
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000

    def test_entities_in_a_workbook(self):
        good = io.BytesIO(export(table(["Yes."], ["Так."]), "xlsx").data)
        out = io.BytesIO()
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w") as new:
            for entry in old.infolist():
                part = old.read(entry)
                if entry.filename.endswith("sheet1.xml"):
                    part = b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + part.replace(
                        "Так.".encode(), b"&x;"
                    )
                new.writestr(entry.filename, part)
        with pytest.raises(BadFile):
            read_bitext(out.getvalue(), "xlsx")

    def test_ids_that_come_again_are_told(self):
        data = export(table(["Yes.", "No."], ["Так.", "Ні."]), "xliff").data.replace(b'id="r1"', b'id="r0"')
        result = read_bitext(data, "xliff")
        assert [row.id for row in result.bitext.rows] == ["r0", "r1"]
        assert any("comes again" in line for line in told(result))

    def test_formats_that_are_only_written_say_so(self):
        with pytest.raises(BadFile, match="only written"):
            read_bitext(b"x", "md")
